"""Plates and account names become keyed tokens on the way in. Without a key they are dropped and only their state is kept.

The key lives in a file named by PLAINVIEW_KEY_FILE or in the user's keyring, never in a case folder: plates are so few
that a plain hash of one is undone in seconds (docs/privacy.md).
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from plainview.errors import UserError

SERVICE, NAME = "plainview", "plate-token-key"
KEY_BYTES = 32


def load_key(environment: dict[str, str]) -> bytes | None:
    """The token key, or None if the person has set none (then plates and accounts are dropped on the way in)."""
    named = environment.get("PLAINVIEW_KEY_FILE")
    if named:
        return _from_file(Path(named))
    return _from_keyring()


def _from_file(path: Path) -> bytes:
    where = f"PLAINVIEW_KEY_FILE={path}"
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise UserError(where, f"is no key file: {error}", "make one with `plainview key FILE`") from error
    return _checked(text, where)


def _from_keyring() -> bytes | None:
    import keyring
    import keyring.errors

    try:
        text = keyring.get_password(SERVICE, NAME)
    except keyring.errors.KeyringError:
        return None
    return _checked(text, f"keyring entry {SERVICE} {NAME}") if text else None


def _checked(text: str, where: str) -> bytes:
    fix = "make one with `plainview key FILE`"
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise UserError(where, f"is no key: {error}", fix) from error
    if len(key) < KEY_BYTES:
        raise UserError(where, "holds a key that is too short", fix)
    return key


def new_key(path: Path) -> None:
    """Write a new key file that only its owner can read; never over an existing one (old tokens would be orphaned)."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
    except FileExistsError as error:
        raise UserError(str(path), "already exists", "name a new file; a key is never overwritten") from error
    except OSError as error:
        raise UserError(str(path), f"cannot be written: {error.strerror}", "name a file in a folder you may write to") from error


def tokeniser(key: bytes | None, kind: str) -> Callable[[str], str | None]:
    """A function from a printed plate or account to its token ("p_" or "a_" and 22 hex digits), None without a key.

    Case and spaces inside do not matter. `kind` keeps the two families apart: equal text gives unequal tokens.
    """
    if key is None:
        return lambda text: None
    prefix = kind[0] + "_"
    salted = hmac.digest(key, kind.encode(), "sha256")

    def token(text: str) -> str:
        plain = "".join(text.split()).upper().encode()
        return prefix + hmac.digest(salted, plain, "sha256").hex()[:22]

    return token
