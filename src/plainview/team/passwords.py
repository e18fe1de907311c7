"""Passwords: kept as argon2id and as nothing else, asked at the terminal or read from a file, never printed."""

from __future__ import annotations

import getpass
import secrets
import sys
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from plainview.errors import UserError
from plainview.team.accounts import folded

SHORTEST, LONGEST, FEWEST = 12, 256, 5  # letters; how many different ones
NAMED = "PLAINVIEW_PASSWORD_FILE"
HASHER = PasswordHasher()  # RFC 9106 for little memory: three passes over 64 MiB


def hashed(password: str) -> str:
    """A password as it is kept."""
    return HASHER.hash(_same(password))


def fits(kept: str | None, password: str) -> bool:
    """True for the password that is kept. For no account (None) as much is computed, and it is False."""
    try:
        return HASHER.verify(kept or _nobody(HASHER), _same(password)[: LONGEST + 1]) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """True if it was kept by a version that computed less."""
    return HASHER.check_needs_rehash(kept)


def ready() -> None:
    """Compute what stands for nobody, so that the first unknown name is answered no later than others."""
    _nobody(HASHER)


@lru_cache(maxsize=1)
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_urlsafe(32))


def check(name: str, password: str) -> str:
    """The password. Raises UserError: it is easily guessed."""
    fix = f"use {SHORTEST} letters or more, such as four words that do not belong together"
    if len(password) < SHORTEST:
        raise UserError("the password", f"has fewer than {SHORTEST} letters", fix)
    if len(password) > LONGEST:
        raise UserError("the password", f"has more than {LONGEST} letters", "use a shorter one")
    if len(set(password)) < FEWEST:
        raise UserError("the password", f"has fewer than {FEWEST} different letters", fix)
    if folded(password) in (folded(name), folded(name) * 2) or folded(password).replace(" ", "") == folded(name).replace(" ", ""):
        raise UserError("the password", "is the name", fix)
    return password


def asked(name: str, environment: Mapping[str, str]) -> str:
    """The password for an account: from the file that PLAINVIEW_PASSWORD_FILE names, else asked at the terminal twice, else the
    first line of standard input. It is on no command line, where other programs could see it.

    Raises:
        UserError: the file cannot be read, the two differ, or it is easily guessed.
    """
    if environment.get(NAMED):
        try:
            lines = Path(environment[NAMED]).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(NAMED, f"names a file that cannot be read: {error}", "name a file whose first line it is") from error
        return check(name, lines[0] if lines else "")
    if not sys.stdin.isatty():
        return check(name, sys.stdin.readline().rstrip("\r\n"))
    first = check(name, getpass.getpass(f"Password for {name}: "))
    if getpass.getpass("Once more: ") != first:
        raise UserError("the password", "was not the same twice", "run the command again")
    return first


def _same(password: str) -> str:
    """One form of each letter, however a keyboard made it."""
    return unicodedata.normalize("NFC", password)
