"""Accepted bytes to parts: every release read once by the sandbox's children, each result kept until a reader changes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from plainview import layout
from plainview.archive import Archive
from plainview.errors import UserError
from plainview.read import csv
from plainview.sandbox import Job, Sandbox
from plainview.split import Span, spans

ROOMS = ("read", "ingest", "layouts")
FILES = tuple("states.py tokens.py parts.py split.py recognise.py jobs.py layout.py layout_file.py forms.py model.py".split())


@dataclass(frozen=True, slots=True)
class Unread:
    """An accepted release that could not be read after all."""

    sha256: str
    error: UserError


def fingerprint(key: bytes | None, layouts: Path | None = None) -> str:
    """Short hash of all that decides how a file is read: code, layouts, and which token key (not the key itself).

    layouts: the folder of a case's own layouts.
    """
    digest = hashlib.sha256()
    package = files("plainview")
    for name in FILES:
        digest.update(package.joinpath(name).read_bytes())
    for room in ROOMS:
        for item in sorted(package.joinpath(room).iterdir(), key=lambda entry: entry.name):
            if item.name.endswith((".py", ".toml")):
                digest.update(item.name.encode() + item.read_bytes())
    for own in sorted(layouts.glob("*.toml")) if layouts else ():
        digest.update(own.name.encode() + own.read_bytes())
    digest.update(hashlib.sha256(b"plainview key id" + key).digest() if key else b"no key")
    return digest.hexdigest()[:12]


def recognised(warehouse: Path, print_: str, sha256: str) -> dict[str, Any]:
    """What the door found out about these bytes."""
    found: dict[str, Any] = json.loads((warehouse / "recognised" / print_ / f"{sha256}.json").read_text(encoding="utf-8"))
    return found


def parts_folder(warehouse: Path, print_: str, sha256: str) -> Path:
    return warehouse / "parts" / print_ / sha256[:16]


def read_all(
    archive: Archive, warehouse: Path, print_: str, key: bytes | None, sandbox: Sandbox,
    progress: Callable[[str, int, int], None],
) -> list[Unread]:  # fmt: skip
    """Read every accepted release that has no finished parts yet. What a killed run finished is not read again."""
    todo = [
        sha256
        for sha256 in sorted({receipt.sha256 for receipt in archive.accepted()})
        if not (parts_folder(warehouse, print_, sha256) / "done.json").exists()
    ]
    plan = _Plan(archive, warehouse, print_, key)
    total = sum(archive.bytes_path(sha256).stat().st_size for sha256 in todo)
    unread: list[Unread] = []
    done = 0
    answers = sandbox.run(plan.jobs(todo))
    gathered: dict[str, list[dict[str, Any] | UserError]] = {}
    order: list[str] = []
    for job, answer in answers:
        sha256 = plan.owner[id(job)]
        if sha256 not in gathered:
            for earlier in order:
                unread += plan.finish(earlier, gathered.pop(earlier))
            order = [sha256]
            gathered[sha256] = []
        gathered[sha256].append(answer)
        done += plan.size_of(job)
        progress("reading", done >> 20, total >> 20)
    for earlier in order:
        unread += plan.finish(earlier, gathered[earlier])
    return unread + plan.failed


class _Plan:
    """The jobs of one run, and whose they are."""

    def __init__(self, archive: Archive, warehouse: Path, print_: str, key: bytes | None) -> None:
        self.archive, self.warehouse, self.print_ = archive, warehouse, print_
        self.key = key.hex() if key else None
        self.owner: dict[int, str] = {}
        self.kept: list[Job] = []
        self.failed: list[Unread] = []

    def jobs(self, todo: list[str]) -> Iterator[Job]:
        for sha256 in todo:
            folder = self._open_folder(sha256)
            try:
                for job in self._jobs_of(sha256, folder):
                    self.owner[id(job)] = sha256
                    self.kept.append(job)
                    yield job
            except UserError as error:
                self.failed.append(Unread(sha256, error))

    def _open_folder(self, sha256: str) -> Path:
        folder = parts_folder(self.warehouse, self.print_, sha256)
        new = folder.with_name(folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        return new

    def _jobs_of(self, sha256: str, folder: Path) -> Iterator[Job]:
        found = recognised(self.warehouse, self.print_, sha256)["found"]
        path = self.archive.bytes_path(sha256)
        where = sha256[:16]
        shared = {"path": str(path), "bytes_id": sha256[:16], "found": found, "out": str(folder)}
        if layout.of(found).shape == "page":
            yield Job("read_page", where, shared)
        elif found["type"] != "csv":
            yield Job("read_table", where, {**shared, "span": None, "part": 0, "key": self.key})
        else:
            whole = [Span(0, path.stat().st_size, 1, proven=False)]  # two bytes a sign: never cut
            cuts = spans(path, found["delimiter"]) if csv.cuttable(found, path) else whole
            for part, cut in enumerate(cuts):
                span = [cut.start, cut.end, cut.line, cut.proven]
                yield Job("read_table", where, {**shared, "span": span, "part": part, "key": self.key})

    def size_of(self, job: Job) -> int:
        span = job.arguments.get("span")
        return int(span[1] - span[0]) if span else self.archive.bytes_path(self.owner[id(job)]).stat().st_size

    def finish(self, sha256: str, answers: list[dict[str, Any] | UserError]) -> list[Unread]:
        """Make a release's parts final once all of them are read; a part that failed fails the release."""
        folder = parts_folder(self.warehouse, self.print_, sha256)
        new = folder.with_name(folder.name + ".new")
        errors = [answer for answer in answers if isinstance(answer, UserError)]
        errors += [failure.error for failure in self.failed if failure.sha256 == sha256]
        if errors:
            shutil.rmtree(new, ignore_errors=True)
            known = any(failure.sha256 == sha256 for failure in self.failed)
            return [] if known else [Unread(sha256, errors[0])]
        with (new / "done.json").open("w", encoding="utf-8") as done:
            json.dump({"parts": answers}, done)
            done.flush()
            os.fsync(done.fileno())
        shutil.rmtree(folder, ignore_errors=True)
        new.replace(folder)
        return []
