"""The door: every file is recognised in a temporary area; only what is accepted enters the archive, the rest is listed."""

from __future__ import annotations

import json
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from plainview.archive import Archive, Receipt, sha256_of
from plainview.case import Case
from plainview.errors import UserError
from plainview.sandbox import Broken, Job, Sandbox, limits_hold

Progress = Callable[[str, int, int], None]
NESTING = 3
_PRINTS = {".html": 0, ".htm": 0, ".txt": 1, ".pdf": 2}
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


def find_files(paths: list[Path]) -> tuple[list[Offer], list[UserError]]:
    """All files below the named paths, in a fixed order; a path that does not exist is an error, not the end."""
    offers: dict[str, Offer] = {}
    errors: list[UserError] = []
    for path in paths:
        if path.is_dir():
            below = (found for found in path.rglob("*") if found.is_file() and not found.name.startswith("."))
            for found in below:
                shown = PurePosixPath(path.resolve().name) / found.relative_to(path).as_posix()
                offers[str(shown)] = Offer(found, str(shown))
        elif path.is_file():
            offers[_shown(path)] = Offer(path, _shown(path))
        else:
            errors.append(
                UserError(str(path), "does not exist or cannot be opened", "check the path and name it again")
            )
    return [offers[key] for key in sorted(offers)], errors


def _shown(path: Path) -> str:
    """A file named alone is known by its folder and name, as it would be had the folder been named."""
    whole = path.resolve()
    return f"{whole.parent.name}/{whole.name}" if whole.parent.name else whole.name


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
        waves = self._waves(offers)
        done, total = 0, len(offers)
        for wave in waves:
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
        shutil.rmtree(temporary, ignore_errors=True)

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
            if (
                suffix in (".txt", ".pdf")
                and better
                and _PRINTS[PurePosixPath(better).suffix.lower()] < _PRINTS[suffix]
            ):
                why = f"is another print of the portal page {PurePosixPath(better).name}, which was read"
                fix = "nothing to do; if it is another document, give it another name"
                self._note(offer, "other_print", sha256_of(offer.place), offer.place.stat().st_size, why, fix)
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
                self._note(offer, "unreadable", sha256, offer.place.stat().st_size, refusal.problem, refusal.fix)
                sha256 = ""
            ask = bool(sha256) and not known
            plan.append((offer, sha256, ask))
            if ask:
                out = temporary / f"{offer.depth}-{sha256[:16]}-{number}"
                out.mkdir(exist_ok=True)
                name = PurePosixPath(offer.path).name
                asked.append(Job("recognise_file", offer.path, {"path": str(offer.place), "name": name, "out": str(out)}))
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
            self._note(offer, "unreadable", "", 0, f"cannot be opened: {error.strerror}", "check that you may read it")
            return ""

    def _refused_unread(self, offer: Offer) -> UserError | None:
        if limits_hold() or self.unsandboxed or PurePosixPath(offer.path).suffix.lower() not in _BINARY:
            return None
        return UserError(
            offer.path,
            "is a binary format, and this system cannot limit the memory of a reader",
            "run plainview on Linux, or give --unsandboxed if you trust the sender",
        )

    def _settle_answer(self, offer: Offer, sha256: str, answer: dict[str, Any] | UserError) -> list[Offer]:
        size = offer.place.stat().st_size
        if isinstance(answer, UserError):
            problem = answer.problem if isinstance(answer, Broken) else str(answer.problem)
            self._note(offer, "unreadable", sha256, size, problem, answer.fix)
            return []
        if "refused" in answer:
            at = str(answer["at"]).removeprefix(", ")
            why = f"{at} {answer['why']}" if at else answer["why"]
            self._note(offer, answer["refused"], sha256, size, why, answer["fix"])
            return []
        inside = [{"name": item["name"], "path": item["path"]} for item in answer["inside"]]
        return self._accept(offer, sha256, size, answer["found"], inside)

    def _accept(
        self, offer: Offer, sha256: str, size: int, found: dict[str, Any], inside: list[dict[str, str]]
    ) -> list[Offer]:
        container = found["kind"] == "container"
        inner = [
            Offer(Path(item["path"]), f"{offer.path}{'/' if container else '#'}{item['name']}", offer.depth + 1, sha256)
            for item in inside
        ]
        if offer.depth >= NESTING and inner:
            self._note(offer, "unreadable", sha256, size, f"is packed more than {NESTING} deep", "unpack it by hand")
            return []
        if container:
            # The container itself is not kept: its accepted members are, each under its own hash.
            return inner
        self.archive.keep(offer.place, sha256)
        self._remember(sha256, {"found": found, "inside": [self._inside(one) for one in inner]})
        self._note(offer, "accepted", sha256, size, "", "")
        return inner

    def _inside(self, inner: Offer) -> dict[str, str]:
        return {"name": inner.path.rpartition("#")[2], "sha256": sha256_of(inner.place)}

    def _accept_known(self, offer: Offer, sha256: str) -> list[Offer]:
        known = self._known(sha256)
        assert known is not None, "what is known stays known while the case is held"
        self.archive.keep(offer.place, sha256)
        self._note(offer, "accepted", sha256, offer.place.stat().st_size, "", "")
        return [
            Offer(self.archive.bytes_path(item["sha256"]), f"{offer.path}#{item['name']}", offer.depth + 1, sha256)
            for item in known["inside"]
        ]

    def _note(self, offer: Offer, fate: str, sha256: str, size: int, why: str, fix: str) -> None:
        facts = self.facts
        receipt = Receipt(
            fate=fate, sha256=sha256, size_bytes=size, name=PurePosixPath(offer.path.rpartition("#")[2]).name,
            path=offer.path, received_on=facts.received_on.isoformat(), parent_sha256=offer.parent_sha256,
            custodian=facts.custodian, source_url=facts.source_url, request_id=facts.request_id,
            handling=facts.handling, why=why, fix=fix,
        )  # fmt: skip
        known = self.archive.receipts.get((offer.path, sha256))
        if known is not None and not facts.custodian:
            receipt = replace(
                receipt, custodian=known.custodian, source_url=known.source_url, request_id=known.request_id
            )
        self.archive.note(receipt)

    def _cache(self, sha256: str) -> Path:
        return self.case.warehouse / "recognised" / self.fingerprint / f"{sha256}.json"

    def _known(self, sha256: str) -> dict[str, Any] | None:
        """What this version of the readers found in these bytes before, if they and all they carry are archived."""
        path = self._cache(sha256)
        if not path.exists() or not self.archive.holds(sha256):
            return None
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return known if all(self.archive.holds(item["sha256"]) for item in known["inside"]) else None

    def _remember(self, sha256: str, known: dict[str, Any]) -> None:
        path = self._cache(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(known), encoding="utf-8")
        new.replace(path)
