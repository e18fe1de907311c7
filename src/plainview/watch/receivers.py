"""Who is told, and through which server: CASE/watches/_delivery.toml. No secret stands in it."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plainview.errors import UserError, UserErrors
from plainview.watch.reading import FOLDER

FILE = "_delivery.toml"
SECURITY = {"starttls": 587, "ssl": 465, "none": 25}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]")
_KEYS = {
    "mail": {"server", "port", "security", "user", "from", "to", "ca"},
    "webhook": {"url", "ca"},
    "feed": {"title", "url"},
}
_SECRET = re.compile(r"pass|secret|token|key", re.IGNORECASE)
_DOCS = "see docs/watch.md for the form of this file"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server and those who are written to.

    security: starttls, ssl, or none (for a server on this machine). ca: file of a private authority's certificates.
    """

    server: str
    port: int
    security: str
    user: str
    sender: str
    to: tuple[str, ...]
    ca: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """One address that takes alerts as signed JSON."""

    url: str
    ca: str


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who is told by each channel. A feed and the page need no receiver."""

    mail: Mail | None = None
    webhook: Webhook | None = None
    feed_title: str = "plainview alerts"
    feed_url: str = ""

    def of(self, channel: str) -> tuple[str, ...]:
        """The receivers of a channel: mail addresses, the webhook's address."""
        if channel == "mail":
            return self.mail.to if self.mail else ()
        return (self.webhook.url,) if channel == "webhook" and self.webhook else ()


def load(root: Path) -> Receivers:
    """What the case at `root` says of delivery; nobody where it has no such file.

    Raises:
        UserError: UserErrors where there is more than one mistake.
    """
    path, where = root / FOLDER / FILE, f"{FOLDER}/{FILE}"
    if not path.exists():
        return Receivers()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(where, f"is no TOML: {error}", _DOCS) from error
    errors = [UserError(where, problem, fix) for problem, fix in _wrong(raw)]
    if errors:
        raise UserErrors(errors) if len(errors) > 1 else errors[0]
    mail, hook, feed = raw.get("mail"), raw.get("webhook"), raw.get("feed", {})
    return Receivers(
        _mail(mail) if mail else None,
        Webhook(hook["url"], hook.get("ca", "")) if hook else None,
        feed.get("title", "plainview alerts"), feed.get("url", ""),
    )  # fmt: skip


def _mail(raw: dict[str, Any]) -> Mail:
    security = raw.get("security", "starttls")
    return Mail(
        raw["server"], raw.get("port", SECURITY[security]), security, raw.get("user", ""), raw["from"],
        tuple(dict.fromkeys(raw["to"])), raw.get("ca", ""),
    )  # fmt: skip


def _wrong(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in sorted(set(raw) - set(_KEYS)):
        yield f"has a part that is not known: {name[:40]!r}", f"use: {', '.join(f'[{part}]' for part in _KEYS)}"
    for name, keys in _KEYS.items():
        if name not in raw:
            continue
        if not isinstance(raw[name], dict):
            yield f"gives for {name} no part of its own", f"write [{name}] on a line of its own and the keys below it"
            continue
        for key in sorted(set(raw[name]) - keys):
            if _SECRET.search(key):
                yield (
                    f"holds a secret in [{name}]",
                    "take it out: it belongs in the keyring or in a file that the environment names (docs/watch.md)",
                )
            else:
                yield f"has a key in [{name}] that is not known: {key[:40]!r}", f"use: {', '.join(sorted(keys))}"
        texts = [key for key in sorted(keys - {"port", "to"}) if not isinstance(raw[name].get(key, ""), str)]
        if texts:
            yield f"gives for {', '.join(texts)} in [{name}] something that is no text", 'write it between quotes: key = "..."'
            continue
        yield from {"mail": _wrong_mail, "webhook": _wrong_webhook, "feed": _wrong_feed}[name](raw[name])


def _wrong_mail(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not _HOST.fullmatch(raw.get("server", "")):
        yield "names no mail server", 'write server = "mail.example.org" below [mail]'
    security = raw.get("security", "starttls")
    if security not in SECURITY:
        yield f"says security = {security[:20]!r}", f"use one of: {', '.join(SECURITY)}"
    elif security == "none" and not is_loopback(raw.get("server", "")):
        yield (
            "would send mail over the open network unprotected",
            'write security = "starttls" (or "ssl"); "none" is for a server on this machine',
        )
    if not isinstance(raw.get("port", 25), int) or isinstance(raw.get("port"), bool) or not 0 < raw.get("port", 25) < 65536:
        yield "gives a port that is none", "write port = 587, or leave it out"
    to = raw.get("to")
    if not isinstance(to, list) or not 0 < len(to) <= 50:
        yield "names nobody to write to", 'write to = ["desk@example.org"], at most 50 addresses'
        to = []
    for address in [raw.get("from", ""), *to]:
        if not isinstance(address, str) or not _ADDRESS.fullmatch(address) or len(address) > 254:
            yield f"holds what is no mail address: {str(address)[:60]!r}", "write it as desk@example.org, without a name"


def _wrong_webhook(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    url = raw.get("url", "")
    try:
        parts = urlsplit(url)
        host, port_is_right = parts.hostname or "", parts.port is None or parts.port > 0
    except ValueError:
        parts, host, port_is_right = urlsplit(""), "", False
    if (
        not url.isprintable()
        or " " in url
        or not host
        or not port_is_right
        or parts.scheme not in ("https", "http")
        or parts.fragment
    ):
        yield "names no address for the webhook", 'write url = "https://..." below [webhook]'
    elif parts.username is not None or parts.password is not None:
        yield "holds a name or password in the webhook's address", "take it out: each message is signed instead (docs/watch.md)"
    elif parts.scheme == "http" and not is_loopback(host):
        yield "would send alerts over the open network unprotected", "use an address that begins with https://"


def _wrong_feed(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    title, url = raw.get("title", "a"), raw.get("url", "")
    if not title or len(title) > 100 or not title.isprintable():
        yield "gives the feed a title that is none", "write a title of at most 100 signs on one line"
    if url and (not url.startswith("https://") or not url.isprintable() or " " in url):
        yield "gives the feed an address that is none", 'write where you publish it, as url = "https://...", or leave it out'


def is_loopback(host: str) -> bool:
    """True for a name or address that never leaves this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
