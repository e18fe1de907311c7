"""What was done and by whom: CASE/team/activity.jsonl, a line each, chained by hashes so that a cut or altered line is told.

Each line holds the hash of the line before it; the last one is kept in accounts.db too, so that an end that was cut off is seen.
Whoever can write to both files can write a new chain: note the last hash where others can see it. No plate, no typed reason, no
password and no address of a machine is in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from plainview.team.accounts import Accounts

FILE, HEAD = "activity.jsonl", "activity_head"
START = "0" * 64  # what the first line follows
TERMINAL = "(terminal)"  # who worked at the machine itself; no account can have this name
NOBODY = "(not signed in)"
LONGEST = 200
# What can be done, and how it is told.
WHAT = {
    "signed_in": "signed in",
    "signed_out": "signed out",
    "failed_sign_in": "did not get in: wrong name or password",
    "slowed_down": "was told to wait before another try to sign in",
    "refused": "asked for what was refused",
    "dropped": "added records",
    "rebuilt": "had tables and pages made anew",
    "published": "had a site published",
    "work_ended": "started a work that has ended",
    "decided": "decided",
    "undone": "took a decision back",
    "layout_accepted": "accepted a layout",
    "sample_begun": "fixed the list of a sample",
    "sample_drawn": "drew a sample",
    "sample_answered": "read a drawn search",
    "password_changed": "changed the password",
    "account_added": "added an account",
    "role_changed": "changed a role",
    "account_removed": "removed an account",
    "account_restored": "gave an account back",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done. n: from 1. at: UTC. what: a key of WHAT. before: hash of the line before; sha256: of this one."""

    n: int
    at: str
    who: str
    what: str
    about: str
    before: str
    sha256: str

    @property
    def words(self) -> str:
        return WHAT.get(self.what, self.what)


@dataclass(frozen=True, slots=True)
class Checked:
    """n: lines that are there. head: hash of the last one. problems: where lines were altered, taken out or cut off."""

    n: int
    head: str
    problems: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.problems


class Activity:
    """The log of one case."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.path = accounts.folder / FILE

    def note(self, who: str, what: str, about: str = "", at: datetime | None = None) -> Line:
        """Write down that something was done; on the disk when this returns."""
        assert what in WHAT, what
        now = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with self._locked() as file:
            last, is_whole = _last(file)
            n, before = self._head()
            if last is not None and last.n > n:  # a killed run wrote the line, and not yet that it was the last
                n, before = last.n, last.sha256
            line = _made(n + 1, now, _plain(who), what, _plain(about), before)
            file.write(b"" if is_whole else b"\n")
            file.write(_text(line))
            file.flush()
            os.fsync(file.fileno())
            self.accounts.keep(HEAD, f"{line.n} {line.sha256}")
        return line

    def lines(self, most: int = 300, before: int | None = None) -> list[Line]:
        """The newest lines first, at most so many, and only those before a number."""
        found = [line for line in self._all() if line is not None and (before is None or line.n < before)]
        return found[-most:][::-1]

    def decided(self) -> set[tuple[str, str]]:
        """(name, decision) of all that people decided while they were signed in; names as their accounts have them."""
        return {(one.who, one.about.partition(" ")[0]) for one in self._all() if one is not None and one.what == "decided"}

    def check(self) -> Checked:
        """Hold every line against the one before it, and the last against what accounts.db knows."""
        problems: list[str] = []
        n, sha256 = 0, START
        by_number = {0: START}
        for place, line in enumerate(self._all(), 1):
            if line is None:
                problems.append(f"line {place} of the file is not as it was written")
                continue
            if line.n != n + 1:
                problems.append(f"after entry {n} comes entry {line.n}: entries are missing or were moved")
            elif line.before != sha256:
                problems.append(f"entry {line.n} does not follow from entry {n}: one of them was altered")
            n, sha256 = line.n, line.sha256
            by_number[n] = sha256
        number, head = self._head()
        if by_number.get(number) != head:
            problems.append(f"the log was {number} entries long and ended otherwise: its end was cut off or altered")
        return Checked(len(by_number) - 1, sha256, tuple(problems))

    def _all(self) -> Iterator[Line | None]:
        """Every line in its order; None for one that is not as it was written."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for raw in file:
                yield _read(raw)

    def _head(self) -> tuple[int, str]:
        """Number and hash of the last line, as accounts.db knows them. A line that follows a cut end goes on from here, so that
        the gap stays to be seen."""
        number, _, sha256 = (self.accounts.value(HEAD) or f"0 {START}").partition(" ")
        return int(number), sha256

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        """The file to add to, for one writer at a time, whichever program it is."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _last(file: BinaryIO) -> tuple[Line | None, bool]:
    """The last line that is as it was written, and whether the file ends with a whole line."""
    size = file.seek(0, os.SEEK_END)
    step = 1 << 14
    while True:
        file.seek(max(0, size - step))
        tail = file.read()
        found = [line for raw in tail.split(b"\n") if (line := _read(raw + b"\n")) is not None]
        if found or step >= size:
            file.seek(0, os.SEEK_END)
            return (found[-1] if found else None), not tail or tail.endswith(b"\n")
        step *= 8


def _made(n: int, at: str, who: str, what: str, about: str, before: str) -> Line:
    told = {"n": n, "at": at, "who": who, "what": what, "about": about, "before": before}
    return Line(**told, sha256=hashlib.sha256(_json(told)).hexdigest())  # type: ignore[arg-type]


def _text(line: Line) -> bytes:
    return _json(asdict(line)) + b"\n"


def _json(told: dict[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _read(raw: bytes) -> Line | None:
    """The line, if it is to the letter what was written."""
    try:
        told = json.loads(raw)
        line = _made(*(told[name] for name in ("n", "at", "who", "what", "about", "before")))
    except (ValueError, KeyError, TypeError):
        return None
    return line if raw == _text(line) else None


def _plain(text: str) -> str:
    clean = "".join(" " if unicodedata.category(ch)[0] == "C" else ch for ch in text)
    return " ".join(clean.split())[:LONGEST]
