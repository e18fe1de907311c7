"""A stored row beside the page it was printed on: is every value there, under its label, near the row's own time?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plainview.verify_case import cells
from plainview.verify_case.cells import Difference, shown, squeezed
from plainview.verify_case.second.printed_table import Table, neighbours

_TEXTS = ("searcher_raw", "reason_raw", "offense_raw", "case_raw", "search_type", "moderation", "vendor_id", "event_type",
          "entity_type", "event_id")  # fmt: skip
_PAGE = re.compile(r"page (\d+)\b")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT?\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|UTC)?|\d{1,2}/\d{1,2}/\d{4},?\d{1,2}:\d\d(?::\d\d)?(?:[AP]M)?(?:UTC)?"
)


def compare(stored: Mapping[str, Any], table: Table) -> list[Difference]:
    """The columns whose value is not printed with the row. What a row prints beyond its stored values is not seen here."""
    where = _PAGE.match(stored["locator"])
    page = int(where[1]) if where else 0
    column = "event_at_raw" if "event_at" in stored else "searched_at_raw"
    time = cells.at(stored.get("event_at") or stored.get("searched_at"))
    rows = [(found[0], found[1]) for found in _times(table, page, column)]
    candidates = [height for height, printed in rows if printed == time]
    if not candidates:
        return [
            (
                column.replace("_raw", ""),
                shown("searched_at", stored.get("event_at") or stored.get("searched_at")),
                "no row of the page",
            )
        ]
    tried = [_missing(stored, table, page, [height for height, _ in rows], height) for height in candidates]
    return min(tried, key=len)


def _times(table: Table, page: int, column: str) -> list[tuple[float, datetime | None]]:
    stream = table.stream(page, column)
    return [(stream.heights[found.start()], cells.instant(_spaced(found.group()))) for found in _TIME.finditer(stream.text)]


def _spaced(text: str) -> str:
    """A time without spaces as one with them."""
    text = re.sub(r"^(\d{4}-\d\d-\d\d)(\d\d:)", r"\1 \2", text)
    return re.sub(r"^(\d{1,2}/\d{1,2}/\d{4}),?(\d)", r"\1, \2", text)


def _missing(stored: Mapping[str, Any], table: Table, page: int, heights: list[float], at: float) -> list[Difference]:
    above, below = neighbours(heights, at)
    found: list[Difference] = []

    def printed(column: str, wanted: str) -> bool:
        if table.stream(page, column).near(wanted, above, below):
            return True
        if below == float("inf") and table.stream(page + 1, column).near(wanted, float("-inf"), float("inf")):
            return True
        return above == float("-inf") and table.stream(page - 1, column).near(wanted, float("-inf"), float("inf"))

    for name in _TEXTS:
        text = stored.get(name)
        if text and not (name == "searcher_raw" and text == stored["custodian_raw"]) and not _in_pieces(printed, name, text):
            found.append((name, shown(name, text), "not printed there"))
    for name in ("networks", "devices"):
        number = stored.get(name)
        if number is not None and not (printed(f"{name}_raw", str(number)) or printed(f"{name}_raw", f"{number:,}")):
            found.append((name, str(number), "not printed there"))
    for name in ("window_from", "window_to"):
        if stored.get(name) and not _window(printed, cells.at(stored[name]), name):
            found.append((name, shown(name, stored[name]), "not printed there"))
    for label, value in json.loads(stored.get("details_json") or "{}").items():
        said = (
            f"{label}:{value}" if label and "[" not in f"{label}{value}" and not re.search(r"\b[pa]_[0-9a-f]{22}", value) else ""
        )
        if said and not _in_pieces(printed, "details_raw", said):
            found.append(("details_json", cells.NOT_SHOWN, "not printed there"))
    return found


def _in_pieces(printed: Any, column: str, text: str) -> bool:
    """Whole, or, where its row is cut by the page's end, line by line."""
    if printed(column, squeezed(text)):
        return True
    return "\n" in text and all(printed(column, squeezed(line)) for line in text.split("\n"))


def _window(printed: Any, time: datetime | None, name: str) -> bool:
    assert time is not None
    columns = ("window_raw", f"{name}_raw")
    hour = time.hour % 12 or 12
    half = "AM" if time.hour < 12 else "PM"
    days = (f"{time.month:02}/{time.day:02}/{time.year}", f"{time.month}/{time.day}/{time.year}")
    ways = [f"{day},{figure}:{time:%M:%S}{half}" for day in days for figure in (f"{hour:02}", str(hour))]
    ways += [f"{time:%Y-%m-%d}{between}{time:%H:%M:%S}" for between in ("", "T")]
    return any(printed(column, way) for column in columns for way in ways)
