"""The accounts of a case: CASE/team/accounts.db, which only its owner may read.

SQLite of the standard library: the command line changes accounts while the pages are served, and what it changed holds for the
very next request. An account is never taken out of the file: its name stands in decisions, and nobody else may get it.
"""

from __future__ import annotations

import secrets
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from plainview.errors import UserError
from plainview.store import sql

FOLDER, FILE = "team", "accounts.db"
ROLES = VIEWER, REVIEWER, PUBLISHER = "viewer", "reviewer", "publisher"  # each may do all that those before it may
LONGEST = 60
_BESIDE = frozenset(" .'’-")  # what may stand in a name beside letters, their marks and figures


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account. password: as argon2id, never shown. stamp: another one after each change, so that what was opened
    with the old one ends. made_at, changed_at: UTC, as 2026-01-02T10:00:00Z."""

    name: str
    role: str
    password: str
    is_active: bool
    stamp: str
    made_at: str
    changed_at: str


def plain(name: str) -> str:
    """A name as it is written into decisions: one form of each letter, single blanks."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded(name: str) -> str:
    """What two spellings of one name have in common."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain(name)).casefold())


def check_name(name: str) -> str:
    """The name in its plain spelling. Raises UserError: it is no name."""
    found = plain(name)
    is_name = found[:1].isalpha() and all(ch.isalpha() or ch.isdecimal() or _is_mark(ch) or ch in _BESIDE for ch in found)
    if not is_name or len(found) > LONGEST:
        fix = f"use letters, digits, blanks and . ' -, a letter first, at most {LONGEST}, such as `R. Vale`"
        raise UserError(f"the name {found[:LONGEST]!r}", "cannot be used", fix)
    return found


def _is_mark(ch: str) -> bool:
    return unicodedata.category(ch) in ("Mn", "Mc")


def check_role(role: str) -> str:
    """The role. Raises UserError: there is no such role."""
    if role not in ROLES:
        raise UserError(f"the role {role[:20]!r}", "is none", f"use {', '.join(ROLES[:-1])} or {ROLES[-1]}")
    return role


class Accounts:
    """The accounts of one case. Each call opens the file anew, so that any thread and any program may ask."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        self.path = self.folder / FILE

    def all(self) -> list[Account]:
        """Every account, the removed ones too, by name; none if nobody was added yet."""
        if not self.path.exists():
            return []
        with self._open() as db:
            return [_account(row) for row in db.execute(sql("team/all"))]

    def one(self, name: str) -> Account | None:
        """The account of a name, however it is capitalised; None if there is none."""
        if not self.path.exists():
            return None
        with self._open() as db:
            return _one(db, name)

    def n_publishers(self) -> int:
        """How many people could publish now."""
        return sum(one.is_active and one.role == PUBLISHER for one in self.all())

    def add(self, name: str, role: str, password: str, at: str) -> Account:
        """Add an account. password: as argon2id.

        Raises:
            UserError: the name cannot be used or is taken, or there is no such role.
        """
        new = Account(check_name(name), check_role(role), password, True, secrets.token_hex(8), at, at)
        with self._open(writing=True) as db:
            old = _one(db, name)
            if old is not None:
                raise taken(old)
            _put(db, new)
        return new

    def change(
        self, name: str, at: str, *, role: str | None = None, password: str | None = None, is_active: bool | None = None
    ) -> Account:
        """Change what is given; all that was opened with the account ends.

        Raises:
            UserError: no such account, no such role, or nobody could publish any more.
        """
        if not self.path.exists():
            raise unknown(name)
        with self._open(writing=True) as db:
            old = _one(db, name)
            if old is None or (not old.is_active and not is_active):
                raise unknown(name)
            new = replace(
                old,
                role=old.role if role is None else check_role(role),
                password=old.password if password is None else password,
                is_active=old.is_active if is_active is None else is_active,
                stamp=secrets.token_hex(8),
                changed_at=at,
            )
            others = [_account(row) for row in db.execute(sql("team/all"))]
            could = [one for one in others if one.is_active and one.role == PUBLISHER]
            if could == [old] and (new.role != PUBLISHER or not new.is_active):
                raise UserError(f"the account {old.name}", "is the only publisher", "make somebody else a publisher first")
            _put(db, new)
        return new

    def rehashed(self, name: str, password: str) -> None:
        """Keep a password that is the same, hashed as this version does; nothing that is open ends."""
        with self._open(writing=True) as db:
            old = _one(db, name)
            if old is not None:
                _put(db, replace(old, password=password))

    def value(self, what: str) -> str:
        """A value that goes with all accounts, "" if there is none."""
        if not self.path.exists():
            return ""
        with self._open() as db:
            row = db.execute(sql("team/value"), {"what": what}).fetchone()
        return str(row[0]) if row else ""

    def keep(self, what: str, value: str) -> None:
        """Keep a value that goes with all accounts."""
        with self._open(writing=True) as db:
            db.execute(sql("team/keep"), {"what": what, "value": value})

    @contextmanager
    def _open(self, writing: bool = False) -> Iterator[sqlite3.Connection]:
        """The file; for writing it is made if it is missing. All that is done inside is written together, or not at all."""
        if writing and not self.path.exists():
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self.folder.chmod(0o700)
            self.path.touch(mode=0o600)
        try:
            db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
            db.row_factory = sqlite3.Row
            try:
                if writing:
                    db.execute("pragma secure_delete = on")  # an old password is overwritten
                    db.executescript(sql("team/made"))
                    db.execute("begin immediate")
                yield db
                if writing:
                    db.execute("commit")
            finally:
                db.close()
        except sqlite3.DatabaseError as error:
            raise UserError(f"{FOLDER}/{FILE}", f"cannot be used: {error}", "restore it from a copy") from error


def unknown(name: str) -> UserError:
    """The error that a name has no account."""
    return UserError(f"the name {plain(name)[:LONGEST]!r}", "has no account", "see `plainview team list` for those there are")


def taken(old: Account) -> UserError:
    """The error that a name has an account, in use or removed."""
    if old.is_active:
        return UserError(f"the name {old.name}", "has an account already", "give another name")
    fix = f"give another name, or `plainview team restore {old.name!r}` if it is the same person"
    return UserError(f"the name {old.name}", "was somebody's who was removed, and stands in old decisions", fix)


def _one(db: sqlite3.Connection, name: str) -> Account | None:
    row = db.execute(sql("team/one"), {"folded": folded(name)}).fetchone()
    return _account(row) if row else None


def _account(row: sqlite3.Row) -> Account:
    return Account(**{**dict(row), "is_active": bool(row["is_active"])})


def _put(db: sqlite3.Connection, one: Account) -> None:
    values = {name: getattr(one, name) for name in ("name", "role", "password", "stamp", "made_at", "changed_at")}
    db.execute(sql("team/put"), {"folded": folded(one.name), "is_active": int(one.is_active), **values})
