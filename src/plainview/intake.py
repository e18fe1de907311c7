"""The door: every file is recognised in a temporary area; only what is accepted enters the archive, the rest is listed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import category

from plainview.archive import Archive, Changed, Receipt, sha256_of
from plainview.case import Case
from plainview.errors import UserError
from plainview.sandbox import Job, Sandbox, limits_hold

Progress = Callable[[str, int, int], None]
NESTING = 3
_PRINTS = {".html": 0, ".htm": 0, ".txt": 1, ".pdf": 2}
_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BINARY = {".pdf", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the person says about the files of one call."""

    received_on: date
    custodian: str = ""
    source_url: str = ""
    request_id: str = ""
    handling: str = "public"


@dataclass(frozen=True, slots=True)
class Offer:
    """One file to be looked at: where it lies now, and the path by which a person knows it."""

    place: Path
    path: str
    depth: int = 0
    parent_sha256: str = ""
    attachment: str = ""  # its name inside a page, where the path ends in "page.html#name"

    @property
    def name(self) -> str:
        return self.attachment or PurePosixPath(self.path).name


def find_files(paths: list[Path]) -> tuple[list[Offer], list[UserError]]:
    """All files below the named paths, in the order of the names they are shown by. What cannot be taken is told, not the end.

    A file is known by the named folder's own name and what follows; where two files would share a name, by more of its path.
    """
    found: dict[Path, int] = {}  # whole path -> how many of its last parts are shown
    errors: list[UserError] = []
    for path in paths:
        whole = Path(os.path.realpath(path))
        if _is(stat.S_ISREG, whole):
            found[whole] = max(found.get(whole, 0), 2)
            continue
        if not _is(stat.S_ISDIR, whole):
            errors.append(UserError(shown(path), "does not exist or cannot be opened", "check the path and name it again"))
            continue
        for file in _below(whole, errors):
            found[file] = max(found.get(file, 0), 1 + len(file.relative_to(whole).parts))
    offers = [Offer(place, name) for place, name in _names(found).items()]
    return sorted(offers, key=lambda offer: offer.path), errors


def _below(folder: Path, errors: list[UserError]) -> Iterator[Path]:
    """Files below a folder. Other cases, links to folders and what cannot be opened are told in `errors`."""

    def closed(error: OSError) -> None:
        errors.append(UserError(shown(error.filename), f"cannot be opened: {error.strerror}", "check that you may read it"))

    for here, folders, files in os.walk(folder, onerror=closed):
        if "plainview.toml" in files:
            folders.clear()
            fix = "name the folder that holds the records themselves"
            errors.append(UserError(shown(here), "is a plainview case and was passed over", fix))
            continue
        for link in [name for name in folders if Path(here, name).is_symlink()]:
            fix = "name the folder that it leads to, if it holds records"
            errors.append(UserError(shown(Path(here, link)), "is a link to a folder and was not followed", fix))
        for name in files:
            file = Path(here, name)
            if name.startswith("."):
                continue
            if _is(stat.S_ISREG, file):
                yield file
            else:
                fix = "nothing to do, if it holds no record"
                errors.append(UserError(shown(file), "is no file (a link that leads nowhere, a pipe or a device)", fix))


def _is(kind: Callable[[int], bool], path: Path) -> bool:
    """Whether a path leads to a file or folder; False too where a folder above it may not be read."""
    try:
        return kind(path.stat().st_mode)
    except OSError:
        return False


def _names(found: dict[Path, int]) -> dict[Path, str]:
    """The name each file is shown by: its last parts, and more of them as long as another file has the same."""
    while True:
        names = {file: shown("/".join(file.parts[-parts:]).removeprefix("//")) for file, parts in found.items()}
        taken = Counter(names.values())
        twins = [file for file, name in names.items() if taken[name] > 1]
        if not twins:
            return names
        found = found | {file: found[file] + 1 for file in twins}


def shown(path: Path | str) -> str:
    """A stranger's file name as it can be stored and printed: bytes and signs that are no text become escapes such as `\\xe9`."""
    return "".join(_sign(ch) for ch in str(path))


def _sign(ch: str) -> str:
    if "\udc80" <= ch <= "\udcff":
        return f"\\x{ord(ch) - 0xDC00:02x}"
    return ch.encode("unicode_escape").decode() if ch == "\\" or category(ch) in _UNPRINTABLE else ch


@dataclass(slots=True)
class Intake:
    """One call's work at the door."""

    case: Case
    archive: Archive
    sandbox: Sandbox
    facts: Facts
    fingerprint: str
    progress: Progress
    unsandboxed: bool = False

    def take(self, offers: list[Offer]) -> None:
        """Look at every offer and note each in the journal: accepted, or refused with the reason and what to do."""
        temporary = self.case.temporary / "door"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        try:
            self._renew(temporary)
            self._take_waves(offers, temporary)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _renew(self, temporary: Path) -> None:
        """Recognise again what the archive holds and this version of the readers has not seen: the warehouse is a cache."""
        unseen = sorted({r.sha256 for r in self.archive.accepted() if self._known(r.sha256) is None})
        shown_by = {receipt.sha256: receipt for receipt in self.archive.accepted()}
        jobs = []
        for sha256 in [one for one in unseen if self.archive.holds(one)]:
            out = temporary / f"again-{sha256[:16]}"
            out.mkdir()
            place, receipt = self.archive.bytes_path(sha256), shown_by[sha256]
            jobs.append(Job("recognise_file", receipt.path, {"path": str(place), "name": receipt.name, "out": str(out)}))
        answers = self.sandbox.run(jobs)
        for done, (job, answer) in enumerate(answers, 1):
            sha256 = Path(job.arguments["path"]).name
            if isinstance(answer, dict) and "found" in answer:
                inside = [{"name": item["name"], "sha256": sha256_of(Path(item["path"]))} for item in answer["inside"]]
                self._remember(sha256, {"found": answer["found"], "inside": inside})
            else:
                self._withdraw(sha256, *_why(answer))
            self.progress("recognising again", done, len(jobs))
        self.archive.settle()

    def _withdraw(self, sha256: str, fate: str, why: str, fix: str) -> None:
        """What was accepted once is refused by this version of the readers. Plate reads leave the archive at once."""
        for receipt in [one for one in self.archive.accepted() if one.sha256 == sha256]:
            self.archive.note(replace(receipt, fate=fate, why=why, fix=fix))
        if fate == "plate_reads":
            self.archive.bytes_path(sha256).unlink()

    def _take_waves(self, offers: list[Offer], temporary: Path) -> None:
        done, total = 0, len(offers)
        for wave in self._waves(offers):
            queue = deque(self._without_other_prints(wave))
            done += len(wave) - len(queue)
            while queue:
                batch = [queue.popleft() for _ in range(min(len(queue), 256))]
                for inner in self._look(batch, temporary):
                    queue.extend(inner)
                    total += len(inner)
                    done += 1
                    self.progress("at the door", done, total)
                self.archive.settle()

    def _waves(self, offers: list[Offer]) -> list[list[Offer]]:
        """HTML first, then other files, PDF last: a page held as HTML need not be read again from its prints."""
        order = {0: [], 1: [], 2: []}  # type: dict[int, list[Offer]]
        for offer in offers:
            order[_PRINTS.get(Path(offer.path).suffix.lower(), 1)].append(offer)
        return [order[0], order[1], order[2]]

    def _without_other_prints(self, wave: list[Offer]) -> Iterator[Offer]:
        """Drop PDF and text files that stand beside a portal page of the same name, noting each."""
        pages = {
            (str(PurePosixPath(r.path).with_suffix(""))): r.path
            for r in self.archive.accepted()
            if PurePosixPath(r.path).suffix in (".html", ".htm", ".txt") and self._kind(r.sha256) == "portal_page"
        }
        for offer in wave:
            suffix = PurePosixPath(offer.path).suffix.lower()
            better = pages.get(str(PurePosixPath(offer.path).with_suffix("")))
            if suffix in (".txt", ".pdf") and better and _PRINTS[PurePosixPath(better).suffix.lower()] < _PRINTS[suffix]:
                why = f"is another print of the portal page {PurePosixPath(better).name}, which was read"
                fix = "nothing to do; if it is another document, give it another name"
                if sha256 := self._hash(offer):
                    self._note(offer, "other_print", sha256, why, fix)
            else:
                yield offer

    def _kind(self, sha256: str) -> str:
        known = self._known(sha256)
        return str(known["found"]["kind"]) if known else ""

    def _look(self, offers: list[Offer], temporary: Path) -> Iterator[list[Offer]]:
        """Recognise a batch of offers; yield for each what was found inside it."""
        plan: list[tuple[Offer, str, bool]] = []
        asked: list[Job] = []
        for number, offer in enumerate(offers):
            sha256 = self._hash(offer)
            known = bool(sha256) and self._known(sha256) is not None
            refusal = None if known or not sha256 else self._refused_unread(offer)
            if refusal:
                self._note(offer, "unreadable", sha256, refusal.problem, refusal.fix)
                sha256 = ""
            ask = bool(sha256) and not known
            plan.append((offer, sha256, ask))
            if ask:
                out = temporary / f"{offer.depth}-{sha256[:16]}-{number}"
                out.mkdir(exist_ok=True)
                arguments = {"path": str(offer.place), "name": offer.name, "out": str(out)}
                asked.append(Job("recognise_file", offer.path, arguments))
        answers = self.sandbox.run(asked)
        for offer, sha256, ask in plan:
            if not sha256:
                yield []
            elif ask:
                yield self._settle_answer(offer, sha256, next(answers)[1])
            else:
                yield self._accept_known(offer, sha256)

    def _hash(self, offer: Offer) -> str:
        try:
            return sha256_of(offer.place)
        except OSError as error:
            self._note(offer, "unreadable", "", f"cannot be opened: {error.strerror}", "check that you may read it")
            return ""

    def _keep(self, offer: Offer, sha256: str) -> bool:
        try:
            self.archive.keep(offer.place, sha256)
        except OSError as error:
            if error.errno in _FULL:
                raise
            why = "changed while it was read" if isinstance(error, Changed) else f"cannot be read: {error.strerror}"
            self._note(offer, "unreadable", sha256, why, "wait until the file is whole, then run the same command again")
            return False
        return True

    def _refused_unread(self, offer: Offer) -> UserError | None:
        if limits_hold() or self.unsandboxed or PurePosixPath(offer.path).suffix.lower() not in _BINARY:
            return None
        return UserError(
            offer.path,
            "is a binary format, and this system cannot limit the memory of a reader",
            "run plainview on Linux, or give --unsandboxed if you trust the sender",
        )

    def _settle_answer(self, offer: Offer, sha256: str, answer: dict[str, Any] | UserError) -> list[Offer]:
        if isinstance(answer, UserError) or "refused" in answer:
            self._note(offer, _why(answer)[0], sha256, *_why(answer)[1:])
            return []
        return self._accept(offer, sha256, answer["found"], answer["inside"])

    def _accept(self, offer: Offer, sha256: str, found: dict[str, Any], inside: list[dict[str, str]]) -> list[Offer]:
        container = found["kind"] == "container"
        inner = [
            _member(offer, sha256, Path(item["path"]), item["name"])
            if container
            else _attachment(offer, sha256, Path(item["path"]), item["name"])
            for item in inside
        ]
        if offer.depth >= NESTING and inner:
            self._note(offer, "unreadable", sha256, f"is packed more than {NESTING} deep", "unpack it by hand")
            return []
        if container:
            # The container itself is not kept: its accepted members are, each under its own hash.
            return inner
        if not self._keep(offer, sha256):
            return []
        carried = [{"name": one.attachment, "sha256": sha256_of(one.place)} for one in inner]
        self._remember(sha256, {"found": found, "inside": carried})
        self._note(offer, "accepted", sha256, "", "")
        return inner

    def _accept_known(self, offer: Offer, sha256: str) -> list[Offer]:
        known = self._known(sha256)
        assert known is not None, "what is known stays known while the case is held"
        self._note(offer, "accepted", sha256, "", "")
        held = self.archive.bytes_path
        return [_attachment(offer, sha256, held(item["sha256"]), item["name"]) for item in known["inside"]]

    def _note(self, offer: Offer, fate: str, sha256: str, why: str, fix: str) -> None:
        facts = self.facts
        receipt = Receipt(
            fate=fate, sha256=sha256, size_bytes=_size(offer.place) if sha256 else 0, name=offer.name,
            path=offer.path, received_on=facts.received_on.isoformat(), parent_sha256=offer.parent_sha256,
            custodian=facts.custodian, source_url=facts.source_url, request_id=facts.request_id,
            handling=facts.handling, why=why, fix=fix,
        )  # fmt: skip
        known = self.archive.receipts.get((offer.path, sha256))
        if known is not None:  # what was said about the file before stays until something else is said
            told = ("custodian", "source_url", "request_id")
            receipt = replace(receipt, **{name: getattr(receipt, name) or getattr(known, name) for name in told})
        self.archive.note(receipt)

    def _cache(self, sha256: str) -> Path:
        return self.case.warehouse / "recognised" / self.fingerprint / f"{sha256}.json"

    def _known(self, sha256: str) -> dict[str, Any] | None:
        """What this version of the readers found in these bytes before, if they and all they carry are archived."""
        path = self._cache(sha256)
        if not path.exists() or not self.archive.holds(sha256):
            return None
        try:
            known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            return None  # torn when the machine lost power
        return known if all(self.archive.holds(item["sha256"]) for item in known["inside"]) else None

    def _remember(self, sha256: str, known: dict[str, Any]) -> None:
        path = self._cache(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(known), encoding="utf-8")
        new.replace(path)


def _why(answer: dict[str, Any] | UserError) -> tuple[str, str, str]:
    """Fate, reason and fix of a file that was refused or could not be read."""
    if isinstance(answer, UserError):
        return "unreadable", answer.problem, answer.fix
    at = str(answer["at"]).removeprefix(", ")
    return answer["refused"], f"{at} {answer['why']}" if at else answer["why"], answer["fix"]


def _member(offer: Offer, sha256: str, place: Path, name: str) -> Offer:
    return Offer(place, f"{offer.path}/{shown(name)}", offer.depth + 1, sha256)


def _attachment(offer: Offer, sha256: str, place: Path, name: str) -> Offer:
    return Offer(place, f"{offer.path}#{shown(name)}", offer.depth + 1, sha256, shown(name))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
