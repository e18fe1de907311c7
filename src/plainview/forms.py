"""The form of a cell: what it can be by its look alone (a time, an id of 36 signs, a count), whatever its label says.

Patterns are plain enough to mean the same to Python and to RE2. They are used to see whether rows stand under the right
labels; the value itself is read later, in SQL.
"""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

_DAY = r"(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d{1,2}-\d{1,2})"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_ZONE = r"(?:\s?(?:UTC|GMT|Z|[+-]\d{2}:?\d{2}))?"
_TIME = rf"{_DAY}(?:,?\s+|T){_CLOCK}{_ZONE}"
_TYPES = "lookup|search|convoy|visual|freeform|multigeo|searchsummary|apilookup|apiv1|mostseenocrvalues"
PATTERNS = {
    "time": rf"(?:{_TIME}|[34]\d{{4}}\.\d+)",  # a spreadsheet's own time is the days since 1899 with a fraction
    "day": _DAY,
    "clock": rf"{_CLOCK}{_ZONE}",
    "window": rf"{_TIME}\s*(?:[Tt][Oo]|-|–|—)?\s*{_TIME}",
    "id": r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
    "count": r"\d{1,3}(?:,\d{3})+\+?|\d{1,7}\+?(?:\.0)?",
    "type": rf"(?i:(?:{_TYPES})(?:\s?-\s?mobile)?)",
    "verdict": r"(?i:pass(?:ed)?|fail(?:ed)?|flag(?:ged)?|block(?:ed)?|allow(?:ed)?|reject(?:ed)?|approv(?:ed)?|den(?:y|ied)"
    r"|safe|unsafe)",
    "initials": r"[A-Z]\.(?:\s?[A-Z]\.)*\s*[A-Z][A-Za-z'’-]*|(?:[A-Z]\.\s?){2,}",
    "agency": r"(?i:.*\b(?:PD|SO|P\.D\.|S\.O\.|police|sheriff'?s?|dept|department|county|university|college|patrol|marshal"
    r"|DPS|DA)\b.*)",
    "plate": r"[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,5}",
}
MARKED = r"\W*|(?i:\W*redact(?:ed|ion)?\W*|n/?a|none|null)"  # blanks, stars, hashes, block signs; words for "not given"
# What stands in a column of ours, where that can be told by the look of it.
COLUMN_FORM = {
    "vendor_id": "id", "searched_at_raw": "time", "searched_on_raw": "day", "window_raw": "window", "window_from_raw": "time",
    "window_to_raw": "time", "networks_raw": "count", "devices_raw": "count", "search_type": "type", "event_at_raw": "time",
    "event_id": "id",
}  # fmt: skip
LIKELY_FORM = {"searcher_raw": "agency", "account_raw": "initials", "plate_raw": "plate", "moderation": "verdict"}
AT = ("searched_at_raw", "event_at_raw")


@cache
def whole(form: str) -> re.Pattern[str]:
    """Pattern of a cell that is all of this form."""
    return re.compile(_anchored(PATTERNS[form]))


@cache
def loose(form: str) -> re.Pattern[str]:
    """Pattern of a cell that may stand in a column of this form: of the form, blank or masked."""
    return re.compile(_anchored(f"{PATTERNS[form]}|{MARKED}"))


def form_of(column: str, split: bool = False) -> str:
    """Form of one of our columns, "" if any text may stand there. split: the day of a time stands in a column of its own."""
    return "clock" if split and column == "searched_at_raw" else COLUMN_FORM.get(column, "")


def is_form(cells: pa.Array, form: str) -> pa.Array:
    """Which cells are of this form."""
    return pc.match_substring_regex(cells, whole(form).pattern)


def may_be(cells: pa.Array, form: str) -> pa.Array:
    """Which cells are of this form, blank or masked."""
    return pc.match_substring_regex(cells, loose(form).pattern)


def share(cells: list[str], form: str) -> float:
    """How many of the cells that are neither blank nor masked are of this form, from 0 to 1; 0 if none is left."""
    told = [cell for cell in cells if not marked(cell)]
    return sum(1 for cell in told if whole(form).match(cell)) / len(told) if told else 0.0


LONGEST_MARK = 500


def marked(cell: str) -> bool:
    """Whether a cell is blank, masked, or a word for "not given"."""
    plain = cell.strip()  # the pattern takes time by the square of a cell's length, and no mark is long
    return len(plain) <= LONGEST_MARK and bool(_MARKED.match(plain)) if plain else True


def _anchored(pattern: str) -> str:
    return rf"^\s*(?:{pattern})\s*$"


_MARKED = re.compile(_anchored(MARKED))
