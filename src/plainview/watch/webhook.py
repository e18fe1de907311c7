"""Alerts by webhook: JSON by POST, signed. The same bytes under the same Idempotency-Key each time they are tried.

Signature: `Plainview-Signature: t=<unix time>,v1=<hex>`; hex is the HMAC-SHA-256 of `<unix time>.<body>` with the shared secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import urllib3

from plainview import __version__
from plainview.errors import UserError
from plainview.watch.receivers import Webhook

TIMEOUT = urllib3.Timeout(connect=10, read=30)
SIGNATURE = "Plainview-Signature"


class Undelivered(OSError):
    """The receiver did not take it."""


def compose(alerts: Sequence[dict[str, Any]], wire_id: str) -> bytes:
    """The body: `{"id": ..., "alerts": [...]}`."""
    told = {"id": wire_id, "sent_by": f"plainview/{__version__}", "alerts": list(alerts)}
    return json.dumps(told, ensure_ascii=False).encode()


def signature(secret: bytes, body: bytes, at: int) -> str:
    """The header's value for a body sent at this unix time."""
    return f"t={at},v1={hmac.new(secret, str(at).encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def is_signed(secret: bytes, body: bytes, header: str, now: int, within: int = 300) -> bool:
    """What a receiver should do: the signature fits the body, and its time is at most `within` seconds from now."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    at = parts.get("t", "")
    if not at.isascii() or not at.isdigit() or abs(now - int(at)) > within:
        return False
    return hmac.compare_digest(signature(secret, body, int(at)), header)


def send(config: Webhook, url: str, body: bytes, wire_id: str, secret: bytes, at: datetime) -> str:
    """Give one message to the receiver; its answer. Redirects are not followed: the secret's signature goes where it was told to.

    Raises:
        Undelivered: it answered with another status than 2xx, or did not answer.
        UserError: the settings cannot work.
    """
    if not secret:
        fix = "see docs/watch.md for where it goes; nothing is sent unsigned"
        raise UserError("watches/_delivery.toml", "names a webhook, and no secret is set to sign with", fix)
    headers = {
        "Content-Type": "application/json", "User-Agent": f"plainview/{__version__}", "Idempotency-Key": wire_id,
        SIGNATURE: signature(secret, body, int(at.timestamp())),
    }  # fmt: skip
    pool = urllib3.PoolManager(ssl_context=_context(config), num_pools=1)
    try:
        answer = pool.request(
            "POST", url, body=body, headers=headers, timeout=TIMEOUT, retries=False, redirect=False, preload_content=False
        )  # fmt: skip
        answer.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Undelivered(f"{type(error).__name__}: {error}") from error
    finally:
        pool.clear()
    if not 200 <= answer.status < 300:
        raise Undelivered(f"answered {answer.status}")
    return str(answer.status)


def _context(config: Webhook) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=config.ca or None)
    except OSError as error:
        raise UserError(config.ca, "is no file of certificates", "name a PEM file with ca = in watches/_delivery.toml") from error
