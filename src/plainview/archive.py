"""Accepted bytes by SHA-256, never rewritten, and a journal of what was received, met again or refused."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Receipt:
    """One line of the journal: a file was met at `path` and accepted or refused.

    path is relative to what the person named, never a machine's own path. An attachment has the page as
    `parent_sha256` and a path like "alder-falls-oh-pd/2026-04-10.html#search_audit.csv".
    fate: accepted, or the kind of refusal (plate_reads unreadable unrecognised other_print).
    """

    fate: str
    sha256: str
    size_bytes: int
    name: str
    path: str
    received_on: str
    parent_sha256: str = ""
    custodian: str = ""
    source_url: str = ""
    request_id: str = ""
    handling: str = "public"
    why: str = ""
    fix: str = ""


class Changed(OSError):
    """The bytes are no longer those that were recognised: somebody is still writing the file."""


@dataclass(slots=True)
class Archive:
    """The archive folder of a case, with its journal read into memory."""

    folder: Path
    receipts: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    torn_at: int | None = None  # where the journal's last whole line ends, if a killed run left half a line behind it

    def bytes_path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def accepted(self) -> list[Receipt]:
        """Every accepted sighting, in the order of their paths (several may name the same bytes)."""
        return sorted((r for r in self.receipts.values() if r.fate == "accepted"), key=_order)

    def refused(self) -> list[Receipt]:
        return sorted((r for r in self.receipts.values() if r.fate != "accepted"), key=_order)

    def holds(self, sha256: str) -> bool:
        return self.bytes_path(sha256).exists()

    def keep(self, source: Path, sha256: str) -> None:
        """Copy accepted bytes in: written beside their place, flushed, then renamed, so that a name always means whole bytes."""
        target = self.bytes_path(sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f".{sha256}.new")
        try:
            digest = hashlib.sha256()
            with source.open("rb") as taken, new.open("wb") as kept:
                while piece := taken.read(CHUNK):
                    digest.update(piece)
                    kept.write(piece)
                kept.flush()
                os.fsync(kept.fileno())
            if digest.hexdigest() != sha256:
                raise Changed(f"{source} changed while it was read")
            new.chmod(0o444)
            new.replace(target)
        except BaseException:
            new.unlink(missing_ok=True)  # on a full disk it would hold the space that the next run needs
            raise

    def note(self, receipt: Receipt) -> bool:
        """Write a line into the journal unless it says nothing new; tell whether it did."""
        key = (receipt.path, receipt.sha256)
        known = self.receipts.get(key)
        if known is not None and _facts(known) == _facts(receipt):
            return False
        if known is not None:  # it came on the day it was first met, whatever became of it then
            receipt = _earlier_date(receipt, known)
        line = (json.dumps(asdict(receipt), ensure_ascii=False, sort_keys=True) + "\n").encode()
        with (self.folder / "journal.jsonl").open("ab", buffering=0) as journal:
            if self.torn_at is not None:
                journal.truncate(self.torn_at)
                self.torn_at = None
            before = journal.seek(0, os.SEEK_END)
            if journal.write(line) != len(line):
                journal.truncate(before)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), journal.name)
        self.receipts[key] = receipt
        return True

    def settle(self) -> None:
        """Make the journal durable; called once after a batch of notes."""
        journal = self.folder / "journal.jsonl"
        if journal.exists():
            with journal.open("ab") as handle:
                os.fsync(handle.fileno())


def open_archive(folder: Path) -> Archive:
    """Read the journal. A last line torn by a killed run does not count: its file will be met and noted again, in its place.

    Reading changes nothing: another run may be writing that very line.
    """
    folder.mkdir(parents=True, exist_ok=True)
    archive = Archive(folder)
    journal = folder / "journal.jsonl"
    if not journal.exists():
        return archive
    data = journal.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        archive.torn_at = len(whole)
    for line in whole.splitlines():
        receipt = Receipt(**json.loads(line))
        archive.receipts[(receipt.path, receipt.sha256)] = receipt
    return archive


def sha256_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _order(receipt: Receipt) -> tuple[str, str]:
    return (receipt.path, receipt.sha256)


def _facts(receipt: Receipt) -> dict[str, object]:
    return {name: value for name, value in asdict(receipt).items() if name != "received_on"}


def _earlier_date(receipt: Receipt, known: Receipt) -> Receipt:
    return Receipt(**{**asdict(receipt), "received_on": known.received_on})
