"""A proposed layout for a table that looks like a search log and fits none: written out with its evidence, never used unasked.

The evidence is labels and forms of cells ("times", "ids of 36 signs"), never a cell's own text: that could be a plate.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plainview import forms, layout
from plainview.ingest import stacked

_FEWEST_ROWS = 2
_FIRST_ROWS = 20
_CLEAR = 0.8
_LONGEST_LABEL = 60
_SAID = {
    "time": "times", "day": "days", "clock": "times of day", "window": "two times in one cell", "id": "ids of 36 signs",
    "count": "whole numbers", "type": "words of the list of search types", "agency": "names that end like an agency's",
    "initials": "initials of people", "verdict": "verdicts",
}  # fmt: skip
_BY_FORM = {"time": "searched_at_raw", "window": "window_raw", "id": "vendor_id", "type": "search_type", "agency": "searcher_raw",
            "initials": "account_raw"}  # fmt: skip
# Words of a label that say what its column holds, where no layout knows the label; the first that fits is taken.
_BY_WORD = (
    (
        "searched_at_raw",
        r"search.*(time|date)|time of search|(query|audit|access|lookup).*(time|date)|^(date|time|when)|timestamp",
    ),
    ("window_raw", r"time ?(frame|range|span)|window|period"),
    ("plate_raw", r"plate|\btag\b|licen[cs]e"),
    ("reason_raw", r"reason|purpose|justif|\bwhy\b"),
    ("offense_raw", r"offen[cs]e|crime"),
    ("case_raw", r"case|incident|report (no|num|#)|\bcad\b|\brd\b"),
    ("networks_raw", r"networks?\b"),
    ("devices_raw", r"devices?\b|cameras? (searched|count)|number of cameras"),
    ("searcher_raw", r"agency|organi[sz]ation|department|\borg\b"),
    ("account_raw", r"user|officer|\bname\b|login|account|employee|operator|badge|\bwho\b"),
    ("search_type", r"type|kind"),
    ("filters_raw", r"filter|criteria"),
)
_PLACES = re.compile(r"(?i)\b(lat|latitude|lon|lng|longitude|gps|location|address|intersection|street|lane|camera name|reader)\b")
_CERTAIN = ("reason_raw", "search_type", "window_raw", "networks_raw")  # what no record of where a vehicle was has


@dataclass(frozen=True, slots=True)
class Proposal:
    """A layout file that a person has to look at. name: its id, equal for files with the same header."""

    name: str
    toml: str


@dataclass(frozen=True, slots=True)
class _Column:
    at: int
    label: str
    ours: str
    why: str


def propose(rows: list[list[str]], folder: str | Path = "") -> Proposal | None:
    """What a table's layout could be, None if it does not look like a search log or could be plate reads."""
    at = _header_at(rows)
    if at is None:
        return None
    header = [cell.strip()[:_LONGEST_LABEL] for cell in rows[at]] if at >= 0 else []
    below = [row for row in rows[at + 1 :] if any(cell.strip() for cell in row)][: stacked.SAMPLE]
    width = max(map(len, below))
    columns = [
        _column(number, header, [row[number] if number < len(row) else "" for row in below], folder) for number in range(width)
    ]
    taken = _once(columns)
    found = {column.ours for column in taken}
    if "searched_at_raw" not in found or len(found) < 3 or not found & set(_CERTAIN):
        return None
    if any(_PLACES.search(label) for label in header) and not found & {"reason_raw", "search_type"}:
        return None
    labels = header or [f"column {number + 1}" for number in range(width)]
    name = "log_" + hashlib.sha256("|".join(map(layout.normalise, labels)).encode()).hexdigest()[:8]
    return Proposal(name, "\n".join(_written(name, taken, columns, header, width)) + "\n")


def _header_at(rows: list[list[str]]) -> int | None:
    """Place of the row that holds the labels, -1 if the first row is data already, None if no column holds times."""
    for at, row in enumerate(rows[:_FIRST_ROWS]):
        below = [one for one in rows[at + 1 :] if any(cell.strip() for cell in one)]
        width = max(map(len, below), default=0)
        if len(below) < _FEWEST_ROWS or len(row) < 3:
            continue
        timed = [n for n in range(width) if forms.share([one[n] for one in below if n < len(one)], "time") >= _CLEAR]
        if not timed:
            continue
        if any(forms.whole("time").match(cell) for cell in row):
            return -1 if at == 0 else None
        told = [cell for cell in row if cell.strip()]
        if len(told) >= 3 and not any(re.search(r"\d", cell) and forms.whole("plate").match(cell) for cell in told):
            return at
    return None


def _column(at: int, header: list[str], cells: list[str], folder: str | Path) -> _Column:
    """What a column is taken for: by a label that layouts know, by the form of its cells, by a word of its label."""
    label = header[at] if at < len(header) else ""
    form = next((one for one in _SAID if forms.share(cells, one) >= _CLEAR), "")
    said = _SAID.get(form, "blank or masked" if all(map(forms.marked, cells)) else "text")
    known = _known(folder).get(layout.normalise(label)) if label else None
    wanted = forms.COLUMN_FORM.get(known or "", "")
    if known and (not wanted or form in ("", wanted)):
        return _Column(at, label, known, f"the label is known; its cells are {said}")
    if form in _BY_FORM and not (form == "time" and label and not _hints(label, "searched_at_raw")):
        return _Column(at, label, _BY_FORM[form], f"its cells are {said}")
    for ours, _ in _BY_WORD:
        wanted = forms.COLUMN_FORM.get(ours, "")
        if label and _hints(label, ours) and (not wanted or form == wanted or (not form and said != "text")):
            return _Column(at, label, ours, f"a word of the label; its cells are {said}")
    if not label and stacked.likes_plates(cells):
        return _Column(at, label, "plate_raw", "its cells have the form of plates")
    return _Column(at, label, "", said)


def _hints(label: str, ours: str) -> bool:
    return bool(re.search(dict(_BY_WORD)[ours], label.casefold()))


def _known(folder: str | Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in layout.load_all(folder).values():
        if one.table == "entries":
            for ours, labels in one.columns.items():
                for label in labels:
                    found.setdefault(label, ours)
    return found


def _once(columns: Iterable[_Column]) -> list[_Column]:
    """The first column for each of ours."""
    seen: dict[str, _Column] = {}
    for column in columns:
        if column.ours:
            seen.setdefault(column.ours, column)
    return sorted(seen.values(), key=lambda column: column.at)


def _written(name: str, taken: list[_Column], columns: list[_Column], header: list[str], width: int) -> list[str]:
    lines = [
        "# Proposed by plainview: this table looks like a search log, but no layout fits it. Nothing was read from it.",
        "# Check each line below against the file: is the column on the left what the label on the right holds?",
        "# Take out a line that is wrong, add one that is missing (docs/layouts.md lists the columns), then run",
        f"#   plainview layout FILE --accept --case DIR    (layouts/proposed/{name}.toml becomes layouts/{name}.toml)",
        'title = "Search log, layout proposed and accepted by hand"',
        'shape = "table"',
        'kind = "audit"',
        'table = "entries"',
    ]
    needed = ("searched_at_raw", *_CERTAIN, "searcher_raw", "account_raw")
    lines.append("required = " + json.dumps([[one] for one in needed if one in {column.ours for column in taken}]))
    label_of = {column.at: _quoted(column.label or f"column {column.at + 1}") for column in taken}
    if not header:
        lines += [
            '# The file has no header: these are the columns in the order in which they stand, "" for one that is left out.'
        ]
        lines.append("orders = [[" + ", ".join(label_of.get(at, '""') for at in range(width)) + "]]")
    lines += ["", "[columns]"]
    for column in taken:
        lines.append(f"{column.ours} = [{label_of[column.at]}]  # column {column.at + 1}: {column.why}")
    left = [column for column in columns if column not in taken]
    if left:
        lines += ["", "# Left out; they stay in the original only:"]
    for column in left:
        again = f"; taken for {column.ours} too, which another column is" if column.ours else ""
        said = column.why.rpartition("cells are ")[2]
        lines.append(f"#   column {column.at + 1} {_quoted(column.label)}: {said}{again}")
    return lines


def _quoted(label: str) -> str:
    """A stranger's label as TOML can hold it, on one line."""
    return json.dumps(label).replace("\x7f", "\\u007f")
