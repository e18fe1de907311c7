"""One stored row beside the same row as the second path prints it: which columns do not say the same."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plainview.verify_case.labels import under
from plainview.verify_case.second.csvfile import Printed

Difference = tuple[str, str, str]  # column, what the table says, what the second path says
NOT_SHOWN = "(not shown)"
HIDDEN = frozenset("account_token plate_token user_token filters_raw prompt_raw details_json".split())
_EQUAL_TEXTS = ("search_type", "reason_raw", "offense_raw", "case_raw", "moderation")
_INSTANT = re.compile(
    r"(?P<y>\d{4})-(?P<mo>\d\d)-(?P<d>\d\d)[T ](?P<h>\d\d):(?P<mi>\d\d)(?::(?P<s>\d\d)(?:\.(?P<f>\d{1,9}))?)?"
    r"(?: ?(?:Z|UTC|\+00:?00))?"
    r"|(?P<mo2>\d{1,2})/(?P<d2>\d{1,2})/(?P<y2>\d{4}),?\s*(?P<h2>\d{1,2}):(?P<mi2>\d\d)(?::(?P<s2>\d\d))?\s*(?P<half>[AaPp][Mm])?(?:\s*UTC)?"
)
_LAWS = frozenset("ilcs exempt exemption exempted withheld 552 6254 foia cpra".split()) | {str(7920 + at) for at in range(12)}
_BESIDE = frozenset("gov govt government code calif section exempt. under pursuant info information".split())
_COVERED = re.compile(r"\[(?:plate|person|address)\]|\b[pa]_[0-9a-f]{22}\b|\b(?:masked|redacted|placeholder|empty)\b")
_PLATE_LIKE = re.compile(r"\b(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{4,8}\b|\b[A-Z]{5,8}\b")


def entry(stored: Mapping[str, Any], printed: Printed, key: bytes | None) -> list[Difference]:
    """Columns of a log entry that differ."""
    cells = under(printed.header, printed.cells)
    found: list[Difference] = []

    def equal(column: str, first: object, second: object) -> None:
        if first != second:
            found.append((column, shown(column, first), shown(column, second)))

    for column in _EQUAL_TEXTS:
        if column in cells or stored[column] is None or stored[column] not in printed.cells:
            equal(column, stored[column], cells.get(column))
    searcher = (cells.get("searcher_raw") or "").strip() or stored["custodian_raw"]
    equal("searcher_raw", stored["searcher_raw"], searcher)
    equal("searched_at", at(stored["searched_at"]), instant(cells.get("searched_at_raw", "")))
    window = windows(cells)
    equal("window_from", at(stored["window_from"]), window[0])
    equal("window_to", at(stored["window_to"]), window[1])
    for column in ("networks", "devices"):
        equal(column, stored[column], whole(cells.get(f"{column}_raw", "")))
    equal("vendor_id", stored["vendor_id"] or None, cells.get("vendor_id", "").strip().lower() or None)
    for column in ("filters_raw", "prompt_raw"):
        if not covers(stored[column], cells.get(column)):
            found.append((column, NOT_SHOWN, NOT_SHOWN))
    for name in ("reason", "case", "account", "plate"):
        found += _state(stored, name, cells.get(f"{name}_raw"))
    for name in ("account", "plate"):
        if not _same_token(stored[f"{name}_token"], cells.get(f"{name}_raw"), name, key):
            found.append((f"{name}_token", NOT_SHOWN, NOT_SHOWN))
    return found


def event(stored: Mapping[str, Any], printed: Printed, key: bytes | None) -> list[Difference]:
    """Columns of an administrative log's line that differ."""
    cells = under(printed.header, printed.cells)
    found: list[Difference] = []
    for column in ("event_type", "entity_type", "event_id"):
        if stored[column] != cells.get(column):
            found.append((column, shown(column, stored[column]), shown(column, cells.get(column))))
    if at(stored["event_at"]) != instant(cells.get("event_at_raw", "")):
        found.append(("event_at", shown("event_at", stored["event_at"]), "another time"))
    if not details(stored["details_json"], cells.get("details_raw", "")):
        found.append(("details_json", NOT_SHOWN, NOT_SHOWN))
    if not _same_token(stored["user_token"], cells.get("account_raw"), "account", key):
        found.append(("user_token", NOT_SHOWN, NOT_SHOWN))
    return found


def share(stored: Mapping[str, Any], printed: Printed) -> list[Difference]:
    """Columns of a sharing export's line that differ: the partner's name, and that sharing is printed that way."""
    cells = under(printed.header, printed.cells)
    column = "from_raw" if stored["direction"] == "inbound" else "to_raw"
    found = []
    if stored[column] != cells.get("searcher_raw", "").strip():
        found.append((column, shown(column, stored[column]), shown(column, cells.get("searcher_raw"))))
    if not cells.get(f"{stored['direction']}_raw", "").strip():
        found.append(("direction", str(stored["direction"]), "nothing is printed under this direction"))
    return found


def at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def instant(text: str) -> datetime | None:
    """The one time that a cell is, None for any other text."""
    found = _INSTANT.fullmatch(text.strip())
    return _made(found) if found else None


def instants(text: str) -> list[datetime]:
    """All times in a text, in order."""
    return [made for found in _INSTANT.finditer(text) if (made := _made(found))]


def _made(found: re.Match[str]) -> datetime | None:
    part = found.groupdict()
    try:
        if part["y"]:
            micro = int((part["f"] or "0").ljust(6, "0")[:6])
            year, month, day, hour, minute, second = (int(part[name] or 0) for name in ("y", "mo", "d", "h", "mi", "s"))
            return datetime(year, month, day, hour, minute, second, micro)
        hour = int(part["h2"])
        if part["half"]:
            hour = hour % 12 + 12 * (part["half"].lower() == "pm")
        return datetime(int(part["y2"]), int(part["mo2"]), int(part["d2"]), hour, int(part["mi2"]), int(part["s2"] or 0))
    except ValueError:
        return None


def windows(cells: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """Begin and end of the period asked for."""
    if "window_raw" in cells:
        both: list[datetime | None] = [*instants(cells["window_raw"]), None, None]
        return both[0], both[1]
    return instant(cells.get("window_from_raw", "")), instant(cells.get("window_to_raw", ""))


def whole(text: str) -> int | None:
    plain = text.strip().replace(",", "").removesuffix("+")
    return int(plain) if re.fullmatch(r"-?\d{1,9}", plain) else None


def covers(stored: str | None, cell: str | None) -> bool:
    """Whether a stored text is the printed one with some words covered."""
    if stored is None or cell is None:
        return stored is cell
    pattern = ".+?".join(re.escape(piece) for piece in re.split(r"\[(?:plate|address)\]", stored))
    return stored == cell or re.fullmatch(pattern, cell, re.DOTALL) is not None


def details(stored: str, cell: str) -> bool:
    """Whether every label and value of stored details, but for what is covered, stands in the printed cell in order."""
    text, position = squeezed(cell), 0
    for label, value in json.loads(stored).items():
        for piece in _COVERED.split(f"{label}\n{value}" if label else value):
            for line in piece.split("\n"):
                position = text.find(squeezed(line), position)
                if position < 0:
                    return False
    return True


def squeezed(text: str) -> str:
    return "".join(text.split())


def state_of(text: str) -> str:
    """What kind of cell this is, by its look."""
    plain = "".join(text.split()).lower()
    if not plain:
        return "empty"
    if set(plain) == {"*"} or set(plain) <= set("█■▇▒░") or (set(plain) == {"#"} and len(plain) > 1):
        return "masked"
    if plain.strip("[](). ") in ("redact", "redacted", "redaction"):
        return "redacted"
    if re.search(r"\bredacted\b", text, re.IGNORECASE) or "█" in plain:
        return "partial"
    if _cites(text):
        return "withheld"
    alike = len(set(plain)) == 1 and plain[0] in "-.x"
    return "placeholder" if alike or plain in ("n/a", "na", "none", "null", "nil", "unknown", "tbd") else "value"


def _cites(text: str) -> bool:
    """Whether a cell is nothing but a law by which it was withheld, or says so in plain words."""
    words = re.findall(r"[a-z]+|\d+", text.lower())
    return 0 < len(words) < 20 and not _LAWS.isdisjoint(words) and all(word in _LAWS | _BESIDE or len(word) < 4 for word in words)


def person(text: str) -> str:
    """As `state_of`; initials ("A. Aaa", "A.B.") are part of a name."""
    words, state = text.replace(".", ". ").split(), state_of(text)
    first = [word for word in words if len(word) == 2 and word[0].isalpha() and word[1] == "."]
    rest = [word for word in words[len(first) :] if not all(ch.isalpha() or ch in "'’-" for ch in word)]
    initials = bool(first) and words[: len(first)] == first and len(words) - len(first) < 2 and not rest
    return "partial" if state == "value" and initials else state


def _state(stored: Mapping[str, Any], name: str, cell: str | None) -> list[Difference]:
    said = stored[f"{name}_state"]
    seen = "not_exported" if cell is None else person(cell) if name == "account" else state_of(cell)
    if said == seen or (said == "withheld" and seen != "value"):
        return []  # that a blank or marked cell was withheld is stated by a letter, not by the cell
    return [(f"{name}_state", said, seen)]


def _same_token(stored: str | None, cell: str | None, kind: str, key: bytes | None) -> bool:
    """Whether the stored token is that of the cell. Without a key at hand a token can only be asked whether it may be one."""
    may_be = cell is not None and state_of(cell) == "value"
    if stored is None:
        return key is None or not may_be
    if key is None or cell is None:
        return may_be
    salted = hmac.digest(key, kind.encode(), "sha256")
    return stored == f"{kind[0]}_" + hmac.digest(salted, squeezed(cell).upper().encode(), "sha256").hex()[:22]


def shown(column: str, value: object) -> str:
    """A value as a message may hold it: short, and nothing that could be a plate."""
    if column in HIDDEN:
        return NOT_SHOWN
    if value is None:
        return "(nothing)"
    text = "".join(ch if ch.isprintable() else " " for ch in str(value))
    if column not in ("vendor_id", "event_id", "searched_at", "event_at", "window_from", "window_to"):
        text = _PLATE_LIKE.sub("[...]", text)
    return text[:80]
