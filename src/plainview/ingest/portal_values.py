"""Values of a portal page: numbers with their unit, the date of the page, and files carried in data: links."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date
from urllib.parse import unquote_to_bytes

_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?(?: (?P<unit>days?|cameras?|vehicles?|hits?|searches))?")
_WORDY = re.compile(r"(?:[a-z]+,? )?(?P<month>[a-z]{3})[a-z]*\.? (?P<day>\d{1,2}),? (?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[t ].*)?")
_SLASHED = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def number(text: str) -> tuple[float, str] | None:
    """The number that a whole line is, with its printed unit: "30 days" -> (30.0, "days"); None for any other text."""
    found = _NUMBER.fullmatch(" ".join(text.lower().split()))
    if found is None:
        return None
    unit = found["unit"] or ""
    return float(found["number"].replace(",", "") + (found["part"] or "")), "days" if unit == "day" else unit


def iso_date(text: str) -> str:
    """The day in "Thu Apr 09 2026" (also ISO and month/day/year) as "2026-04-09"; "" where there is none."""
    words = " ".join(text.lower().split())
    found = _WORDY.fullmatch(words) or _ISO.fullmatch(words) or _SLASHED.fullmatch(words)
    if found is None:
        return ""
    month = found["month"]
    try:
        number_of_month = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        return date(int(found["year"]), number_of_month, int(found["day"])).isoformat()
    except ValueError:
        return ""


def data_link(href: str) -> bytes | None:
    """The exact bytes in a `data:` link, percent-encoded or base64; None where the link is broken."""
    head, comma, body = href.partition(",")
    if not comma or not head.startswith("data:"):
        return None
    raw = unquote_to_bytes(body)
    if not head.rstrip().endswith(";base64"):
        return raw
    try:
        return base64.b64decode(b"".join(raw.split()), validate=True)
    except binascii.Error:
        return None
