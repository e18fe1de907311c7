"""Accepted bytes by SHA-256, never rewritten, and a journal of what was received, met again or refused."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from plainview.errors import UserError

CHUNK = 4 << 20
HANDLINGS = ("public", "embargoed", "privileged", "sealed")  # from the freest to the strictest


@dataclass(frozen=True, slots=True)
class Receipt:
    """One line of the journal: a file was met at `path` and accepted or refused.

    path is relative to what the person named, never a machine's own path. An attachment has the page as
    `parent_sha256` and a path like "alder-falls-oh-pd/2026-04-10.html#search_audit.csv".
    fate: accepted, or the kind of refusal (plate_reads unreadable unrecognised other_print private), or document: kept whole and
    not read, or sealed: its bytes were erased. handling: one of HANDLINGS; only what is public is published.
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
    handling_why: str = ""
    withheld: str = ""  # what a letter says was withheld, as withheld.py writes it


class Changed(OSError):
    """The bytes are no longer those that were recognised: somebody is still writing the file."""


@dataclass(slots=True)
class Archive:
    """The archive folder of a case, with its journal read into memory."""

    folder: Path
    receipts: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    torn_at: int | None = None  # where the journal's last whole line ends, if a killed run left half a line behind it
    _sealed: dict[str, Receipt] = field(default_factory=dict)

    def bytes_path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def accepted(self) -> list[Receipt]:
        """Every accepted sighting, in the order of their paths (several may name the same bytes)."""
        return sorted((r for r in self.receipts.values() if r.fate == "accepted"), key=_order)

    def refused(self) -> list[Receipt]:
        return sorted((r for r in self.receipts.values() if r.fate != "accepted"), key=_order)

    def holds(self, sha256: str) -> bool:
        return self.bytes_path(sha256).exists()

    def seals(self) -> dict[str, Receipt]:
        """What was sealed: the record of the erasure by SHA-256."""
        return dict(self._sealed)

    def sealed(self, sha256: str) -> Receipt | None:
        """The record of these bytes' erasure, if they were sealed."""
        return self._sealed.get(sha256)

    def keep(self, source: Path, sha256: str) -> None:
        """Copy accepted bytes in: written beside their place, flushed, then renamed, so that a name always means whole bytes."""
        target = self.bytes_path(sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f".{sha256}.new")
        try:
            if copy_hashed(source, new) != sha256:
                raise Changed(f"{source} changed while it was read")
            new.chmod(0o444)
            new.replace(target)
        except BaseException:
            new.unlink(missing_ok=True)  # on a full disk it would hold the space that the next run needs
            raise

    def move_in(self, place: Path, sha256: str) -> None:
        """Take in a file of our own temporary area by rename. Its bytes were hashed as they were written there."""
        target = self.bytes_path(sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with place.open("rb") as file:
                os.fsync(file.fileno())
            place.chmod(0o444)
            try:
                place.replace(target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self.keep(place, sha256)  # the warehouse lies on another disk
        place.unlink(missing_ok=True)

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
        self.enter(receipt)
        return True

    def enter(self, receipt: Receipt) -> None:
        """Take a line of the journal into memory: the last one said of a file counts."""
        self.receipts[(receipt.path, receipt.sha256)] = receipt
        if receipt.fate == "sealed":
            self._sealed.setdefault(receipt.sha256, receipt)

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
        archive.enter(Receipt(**json.loads(line)))
    return archive


def copy_hashed(source: Path, target: Path) -> str:
    """Copy a file in one pass and flush it; the SHA-256 of the very bytes that were written."""
    digest = hashlib.sha256()
    with source.open("rb") as taken, target.open("wb") as kept, ThreadPoolExecutor(1) as beside:
        hashing = None  # the last piece is hashed while it is written and the next one read
        while piece := taken.read(CHUNK):
            if hashing:
                hashing.result()
            hashing = beside.submit(digest.update, piece)
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    return digest.hexdigest()


def strictest(handlings: Iterable[str]) -> str:
    """The strictest of several handlings; a word that is none of them counts as the strictest."""
    return max(handlings, key=lambda one: HANDLINGS.index(one) if one in HANDLINGS else len(HANDLINGS), default="public")


def check_handling(handling: str) -> str:
    """The handling itself if it is one; UserError if not."""
    if handling not in HANDLINGS:
        raise UserError(f"handling {handling}", "is not known", f"say one of {', '.join(HANDLINGS)}")
    return handling


def sha256_of(path: Path) -> str:
    digest, room = hashlib.sha256(), memoryview(bytearray(CHUNK))
    with path.open("rb", buffering=0) as file:
        while n := file.readinto(room):
            digest.update(room[:n])
    return digest.hexdigest()


def _order(receipt: Receipt) -> tuple[str, str]:
    return (receipt.path, receipt.sha256)


def _facts(receipt: Receipt) -> dict[str, object]:
    return {name: value for name, value in asdict(receipt).items() if name != "received_on"}


def _earlier_date(receipt: Receipt, known: Receipt) -> Receipt:
    return Receipt(**{**asdict(receipt), "received_on": known.received_on})
