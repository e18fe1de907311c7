"""sources.toml of a case: what is fetched, how often, and who a site's owner may write to. Every mistake is told at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plainview.archive import HANDLINGS
from plainview.errors import UserError, UserErrors

FILE = "sources.toml"
LEAST_PAUSE = 5.0  # seconds between two requests to one host
MOST_PAUSE = 3600.0
MOST = 20_000  # entries
DOCUMENT = "document"
# What may be expected of a source, and which kinds of release the door may find it to be. () is anything.
KINDS: dict[str, tuple[str, ...]] = {
    "portal": ("portal_page",),
    "log": ("audit", "network_audit", "organization_audit", "portal_audit", "container"),
    "sharing": ("shared_networks", "sharing_report", "dashboard", "container"),
    "events": ("event_log", "container"),
    "letter": ("letter", "container"),
    DOCUMENT: (),
    "any": (),
}
_TOP, _ENTRY = ("contact", "pause", "documents", "source"), ("name", "url", "agency", "kind", "every", "handling", "local")
_DOCUMENTS = ("every", "handling", "local")
_EVERY = re.compile(r"([1-9]\d{0,3}) ?([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(days=7)}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_CONTACT = re.compile(r"[!-'*-~]+@[!-'*-~]+\.[!-'*-~]+|https?://[!-'*-~]+")
Wrong = tuple[str, str, str]  # key, problem, fix


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to fetch. name: a folder's name, its id. kind: one of KINDS. every: from one fetch to the next.
    local: it may lie on the person's own network."""

    name: str
    url: str
    agency: str = ""
    kind: str = "portal"
    every: timedelta = timedelta(days=7)
    handling: str = "public"
    local: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """All of a case. pause: least seconds between two requests to one host. documents: how documents.csv is fetched."""

    contact: str
    pause: float
    sources: tuple[Source, ...]
    documents: Source


def load(folder: Path) -> Sources:
    """What the case in this folder names.

    Raises:
        UserError: there is no sources.toml, or it is not TOML. `UserErrors`: every mistake in it, with its entry and what to do.
    """
    path = folder / FILE
    if not path.is_file():
        fix = "name a first page with `plainview refresh add URL --contact YOU@EXAMPLE.ORG`, or see docs/refresh.md"
        raise UserError(str(path), "does not exist", fix)
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            FILE, f"is not in order: {error}", "put texts in quotation marks; docs/refresh.md shows the form"
        ) from error
    return parse(raw)


def parse(raw: dict[str, Any]) -> Sources:
    """Sources from the parsed file; see `load`."""
    errors = [_error("", wrong) for wrong in _top(raw)]
    told = raw.get("documents", {})
    if isinstance(told, dict):
        errors += [_error("[documents]", wrong) for wrong in [*_unknown(told, _DOCUMENTS), *_wrong(told)]]
    entries = raw.get("source", [])
    entries = entries if isinstance(entries, list) and all(isinstance(one, dict) for one in entries) else []
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        name = entry.get("name")
        where = f'source "{name[:80]}"' if isinstance(name, str) and name else f"source {number}"
        found = [*_unknown(entry, _ENTRY), *_named(entry), *_wrong(entry)]
        if isinstance(name, str) and (other := seen.setdefault(name, number)) != number:
            found.append(("name", f"is the name of source {other} too", "give each source a name of its own"))
        errors += [_error(where, wrong) for wrong in found]
    if errors:
        raise UserErrors(errors)
    return Sources(
        raw["contact"].strip(), float(raw.get("pause", LEAST_PAUSE)), tuple(_source(one) for one in entries),
        _source({"name": DOCUMENT, "url": "", "kind": DOCUMENT, **told}),
    )  # fmt: skip


def every_of(text: object) -> timedelta | None:
    """The time that "7d", "12h" or "2w" says; None if it says none."""
    found = _EVERY.fullmatch(text.strip()) if isinstance(text, str) else None
    return int(found[1]) * _UNITS[found[2]] if found else None


def url_mistake(url: object) -> tuple[str, str] | None:
    """What is wrong with a web address that a person wrote: problem and fix; None if nothing."""
    form = "write the whole address as the browser shows it, beginning with https://"
    if not isinstance(url, str) or not re.fullmatch(r"https?://[!-~]{1,2000}", url, re.IGNORECASE):
        return "is no web address", form
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no web address", form
    if not host:
        return "is no web address", form
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return "holds a user name or a password", "leave out all that stands before the @; what needs a login is not fetched"
    return None


def _top(raw: dict[str, Any]) -> Iterator[Wrong]:
    yield from _unknown(raw, _TOP)
    contact = raw.get("contact", "")
    if not isinstance(contact, str) or not _CONTACT.fullmatch(contact.strip()) or len(contact) > 200:
        fix = 'write contact = "you@example.org" at the top, an address or a page where a site\'s owner can reach you'
        yield "contact", "is missing" if not contact else "is no e-mail address and no web page", fix
    pause = raw.get("pause", LEAST_PAUSE)
    if isinstance(pause, bool) or not isinstance(pause, int | float) or not LEAST_PAUSE <= pause <= MOST_PAUSE:
        yield "pause", f"is {pause!r}", f"write seconds, {LEAST_PAUSE:.0f} or more; a shorter pause is not polite to a site"
    if not isinstance(raw.get("documents", {}), dict):
        yield "documents", "is no table", "write [documents] on a line of its own and its keys below it"
    entries = raw.get("source", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        yield "source", "is no list of entries", "write [[source]] with two brackets above each entry"
    elif len(entries) > MOST:
        yield "source", f"has {len(entries):,} entries", f"split the case: a case may name {MOST:,}"


def _unknown(table: dict[str, Any], known: tuple[str, ...]) -> Iterator[Wrong]:
    for key in [key for key in table if key not in known]:
        near = difflib.get_close_matches(key, known, 1)
        fix = f"did you mean {near[0]}?" if near else f"use: {', '.join(known)}"
        yield key[:80], "is no key that is known here", fix


def _named(entry: dict[str, Any]) -> Iterator[Wrong]:
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield "name", "is missing" if not name else "is no short name", "use small letters, digits and hyphens: alder-falls-oh-pd"
    elif name.startswith(f"{DOCUMENT}-"):
        yield "name", f'begins with "{DOCUMENT}-", which names lines of documents.csv', "give it another name"
    elif re.search(r"20\d\d-\d\d-\d\d", name):  # the day in a path is the day of its capture
        yield "name", "holds a day", "leave the day out: that of each fetch is added to its file's name"
    if wrong := url_mistake(entry.get("url")):
        yield "url", "is missing" if not entry.get("url") else wrong[0], wrong[1]
    agency = entry.get("agency", "")
    if not isinstance(agency, str) or len(agency) > 200 or not agency.isprintable():
        yield "agency", "is no name", 'write agency = "Alder Falls OH PD", as the records print it'


def _wrong(entry: dict[str, Any]) -> Iterator[Wrong]:
    kind = entry.get("kind", "portal")
    if not isinstance(kind, str) or kind not in KINDS:
        yield "kind", f"is {str(kind)[:40]!r}", f"use one of: {', '.join(KINDS)}"
    if every_of(entry.get("every", "7d")) is None:
        yield "every", f"is {str(entry['every'])[:40]!r}", 'write hours, days or weeks: every = "12h", "7d" or "2w"'
    handling = entry.get("handling", "public")
    if handling not in HANDLINGS:
        yield "handling", f"is {str(handling)[:40]!r}", f"use one of: {', '.join(HANDLINGS)}"
    if not isinstance(entry.get("local", False), bool):
        yield "local", "is neither true nor false", "write local = true only for a source on your own network"


def _source(entry: dict[str, Any]) -> Source:
    every = every_of(entry.get("every", "7d"))
    assert every is not None, "mistakes were told before"
    return Source(
        entry["name"], entry["url"], entry.get("agency", "").strip(), entry.get("kind", "portal"), every,
        entry.get("handling", "public"), entry.get("local", False),
    )  # fmt: skip


def _error(where: str, wrong: Wrong) -> UserError:
    key, problem, fix = wrong
    return UserError(f"{FILE}, {f'{where}, ' if where else ''}{key}", problem, fix)
