"""What was fetched and waits goes in at the door, as with `plainview add`; what did not change is noted, not kept twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from plainview.agencies import decided
from plainview.archive import Archive, Receipt, open_archive
from plainview.case import Case
from plainview.ingest import releases
from plainview.intake import Facts, Intake, Offer
from plainview.refresh import waiting
from plainview.refresh.judging import Verdict, judge
from plainview.refresh.noting import Line, Notes
from plainview.refresh.sources import DOCUMENT
from plainview.refresh.waiting import Fetched
from plainview.sandbox import Sandbox

KEPT_ASIDE = 20  # refused pages of one source that are kept for a person to look at
LARGEST_ASIDE = 4 << 20
_KEPT = "is a document: it is kept whole, and no records are read from it"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one body: its line of the log, and what was seen of it."""

    body: Fetched
    line: Line
    verdict: Verdict


@dataclass(slots=True)
class Door:
    """Takes in what waits. key: of plate tokens, None if there is none."""

    case: Case
    notes: Notes
    key: bytes | None
    progress: Callable[[str, int, int], None]
    unsandboxed: bool = False

    def take(self) -> list[Taken]:
        """Settle every body that waits. The archive and its journal are whole after each; nothing is lost if we are killed."""
        bodies = waiting.all_of(self.notes.folder)
        if not bodies:
            return []
        archive = open_archive(self.case.archive)
        judged = [(body, self._known(body, archive)) for body in bodies]
        if any(seen is None for _, seen in judged):
            with Sandbox(1) as sandbox:
                judged = [(body, seen or self._judge(body, archive, sandbox)) for body, seen in judged]
                self._through(archive, sandbox, [(body, seen) for body, seen in judged if seen and seen.fate == "door"])
        taken = [Taken(body, self._line(body, seen, archive), seen) for body, seen in judged if seen]
        archive.settle()
        return taken

    def _known(self, body: Fetched, archive: Archive) -> Verdict | None:
        """What can be said of a body by its hash alone."""
        if archive.sealed(body.sha256):
            return Verdict("sealed")
        is_same = self.notes.of(body.name, body.url).get("sha256") == body.sha256 and archive.holds(body.sha256)
        return Verdict("unchanged") if is_same else None

    def _judge(self, body: Fetched, archive: Archive, sandbox: Sandbox) -> Verdict:
        known = self.notes.of(body.name, body.url)
        out = self.case.temporary / "refresh"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        place = waiting.body_of(self.notes.folder, body.name)
        seen = judge(body, place, known, out, self.case.layouts, sandbox, self.unsandboxed)
        shutil.rmtree(out, ignore_errors=True)
        if seen.fate == "same_text" and not archive.holds(known.get("sha256", "")):
            return replace(seen, fate=DOCUMENT)
        return seen

    def _through(self, archive: Archive, sandbox: Sandbox, records: list[tuple[Fetched, Verdict]]) -> None:
        """Offer records to the door, then note where each came from. One call for each handling and day."""
        print_ = releases.fingerprint(self.key, self.case.layouts)
        groups: dict[tuple[str, str], list[tuple[Fetched, Verdict]]] = {}
        for body, seen in records:
            groups.setdefault((body.handling, body.when[:10]), []).append((body, seen))
        for (handling, day), group in sorted(groups.items()):
            facts = Facts(date.fromisoformat(day), handling=handling)
            offers = [Offer(waiting.body_of(self.notes.folder, body.name), path_of(body, seen)) for body, seen in group]
            Intake(self.case, archive, sandbox, facts, print_, self.progress, self.unsandboxed).take(offers)
            for body, seen in group:
                for receipt in _met(archive, path_of(body, seen)):
                    custodian = receipt.custodian or ("" if seen.agency else body.agency)
                    archive.note(replace(receipt, source_url=body.final_url, custodian=custodian))
        archive.settle()

    def _line(self, body: Fetched, seen: Verdict, archive: Archive) -> Line:
        """What became of it, noted in the journal where the door was not asked."""
        line = Line(body.when, body.name, body.url, seen.fate, 200, body.size, body.sha256, body.final_url)
        if seen.fate in ("unchanged", "sealed", "same_text"):
            return line
        place = waiting.body_of(self.notes.folder, body.name)
        receipt = Receipt(
            seen.fate, body.sha256, body.size, body.name, path_of(body, seen), body.when[:10], custodian=body.agency,
            source_url=body.final_url, handling=body.handling, why=seen.why, fix=seen.fix,
        )  # fmt: skip
        if seen.fate == DOCUMENT:
            archive.keep(place, body.sha256)
            archive.note(replace(receipt, why=_KEPT, fix="nothing to do"))
            return replace(line, outcome="archived")
        if seen.fate == "door":
            met = _met(archive, path_of(body, seen))
            accepted = [one for one in met if one.fate == "accepted"]
            if accepted:
                return replace(line, outcome="archived", why=self._other_agency(body, seen))
            return replace(line, outcome="refused", why=next((one.why for one in met if one.why), "the door did not take it"))
        folder = f"{body.name}/"
        if not any(one.sha256 == body.sha256 and one.path.startswith(folder) for one in archive.refused()):
            archive.note(receipt)
        if seen.is_page and seen.fate == "unrecognised":
            self._keep_aside(body, place)
        return replace(line, outcome="refused", why=seen.why)

    def _other_agency(self, body: Fetched, seen: Verdict) -> str:
        """Told where a page names another agency than sources.toml: a site may have led us to another's page."""
        if not (seen.agency and body.agency):
            return ""
        decisions = decided.load(self.case.root)
        if decisions.resolve(seen.agency).agency_id == decisions.resolve(body.agency).agency_id:
            return ""
        return f"the page names another agency than sources.toml: {seen.agency[:120]}"

    def _keep_aside(self, body: Fetched, place: Path) -> None:
        """Keep a page that was recognised as nothing, for a person to look at, and the newest of its source only."""
        folder = self.notes.folder / "aside" / body.name
        if body.size > LARGEST_ASIDE or any(folder.glob(f"*-{body.sha256[:12]}.html")):
            return
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place, folder / f"{_moment(body)}-{body.sha256[:12]}.html")
        for old in sorted(folder.iterdir())[:-KEPT_ASIDE]:
            old.unlink()


def path_of(body: Fetched, seen: Verdict) -> str:
    """The name by which the archive knows a fetched body: its source, and when it was fetched (UTC)."""
    return f"{body.name}/{_moment(body)}{seen.suffix}"


def _moment(body: Fetched) -> str:
    return f"{body.when[:10]}-{body.when[11:13]}{body.when[14:16]}"


def _met(archive: Archive, path: str) -> list[Receipt]:
    """All that the door noted of one body: itself, what a page carries, what a packed file holds."""
    return [one for one in archive.receipts.values() if one.path == path or one.path.startswith((f"{path}#", f"{path}/"))]
