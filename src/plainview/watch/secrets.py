"""Secrets of delivery: never in the case. A file that the environment names, or the user's keyring (service `plainview`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plainview.errors import UserError

SERVICE = "plainview"
MAIL = ("PLAINVIEW_MAIL_PASSWORD_FILE", "watch-mail-password")
WEBHOOK = ("PLAINVIEW_WEBHOOK_SECRET_FILE", "watch-webhook-secret")
SHORTEST_SECRET = 16


def mail_password(environment: Mapping[str, str]) -> str:
    """Password of the mail account; "" if there is none."""
    return _secret(*MAIL, environment)


def webhook_secret(environment: Mapping[str, str]) -> bytes:
    """Key of the webhook's signature; empty if there is none. UserError if it is too short to be one."""
    text = _secret(*WEBHOOK, environment)
    if text and len(text) < SHORTEST_SECRET:
        raise UserError(" or ".join(WEBHOOK), "holds a secret that is too short", f"use {SHORTEST_SECRET} signs or more")
    return text.encode()


def _secret(variable: str, name: str, environment: Mapping[str, str]) -> str:
    path = environment.get(variable)
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{variable}={path}", "cannot be read", "name a file that holds the secret alone") from error
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(SERVICE, name) or ""
    except keyring.errors.KeyringError:
        return ""
