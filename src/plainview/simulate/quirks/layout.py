"""Where things stand: headers, shifted rows, exports on top of one another, further sheets, blank rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from plainview.simulate.quirks.draft import Cell, Draft, Line, Row, Sheet, laid
from plainview.simulate.quirks.kinds import COPIES, GRID, quirk


@quirk(GRID, "grid")
def header_late(draft: Draft, rng: np.random.Generator) -> Draft:
    """The header is not on the first row: a title, a line of small print and a blank line stand above it."""
    width = len(draft.columns)
    above = [("Search audit report", *[""] * (width - 1)), ("Printed for the records office", *[""] * (width - 1)), ("",) * width]
    return _lines(draft, lambda lines: [*(Line(cells, None, "title") for cells in above), *lines])


@quirk(GRID, "grid")
def header_repeated(draft: Draft, rng: np.random.Generator) -> Draft:
    """The header is printed again in the middle of the rows."""
    return _lines(draft, lambda lines: [*lines[: (m := len(lines) // 2 + 1)], lines[0], *lines[m:]])


@quirk(GRID, "grid")
def blank_rows(draft: Draft, rng: np.random.Generator) -> Draft:
    """Blank rows in the middle."""
    blank = Line(("",) * len(draft.columns), None, "blank")
    return _lines(draft, lambda lines: [*lines[: (m := len(lines) // 2 + 1)], blank, blank, *lines[m:]])


def _some_rows(draft: Draft, rng: np.random.Generator, name: str, change: Callable[[Line], tuple[Cell, ...]]) -> Draft:
    def lines(found: list[Line]) -> list[Line]:
        first = int(rng.integers(1, max(len(found) * 2 // 3, 2)))  # a run of rows, and a few more here and there
        hit = rng.random(len(found)) < 0.05
        hit[first : first + max(len(found) // 8, 2)] = True
        return [
            replace(line, cells=change(line), row=replace(line.row, want="told", quirks=(*line.row.quirks, name)))
            if here and line.row
            else line
            for line, here in zip(found, hit, strict=True)
        ]

    return _lines(draft, lines)


@quirk(GRID, "grid", told=True)
def rows_right(draft: Draft, rng: np.random.Generator) -> Draft:
    """Some rows stand one cell to the right; where the last cell is empty, it is gone, and the row is as long as the others."""

    def change(line: Line) -> tuple[Cell, ...]:
        return ("", *(line.cells if line.cells[-1] != "" else line.cells[:-1]))

    return _some_rows(draft, rng, "rows_right", change)


_LOST: dict[str, dict[str, Any]] = {  # what stays true of a row without its first cell
    "id": {"vendor_id": None},
    "name": {"account_state": ["empty", "not_exported"]},
    "org": {"searcher_raw": None},
}


@quirk(GRID, "grid", told=True)
def rows_left(draft: Draft, rng: np.random.Generator) -> Draft:
    """Some rows lost their first cell and stand one cell to the left, filled up at the end."""

    def forget(found: Draft) -> Draft:
        gone = _LOST.get(draft.columns[0][1], {})
        sheets = []
        for sheet in found.sheets:
            lines = [replace(line, row=line.row.put({}, gone)) if line.row and "rows_left" in line.row.quirks else line
                     for line in sheet.lines]  # fmt: skip
            sheets.append(Sheet(sheet.name, tuple(lines)))
        return replace(found, sheets=tuple(sheets))

    return forget(_some_rows(draft, rng, "rows_left", lambda line: (*line.cells[1:], "")))


@quirk(GRID, "grid", told=True)
def stacked_exports(draft: Draft, rng: np.random.Generator) -> Draft:
    """Two exports in one sheet: the second has its columns in another order and no header of its own."""
    times = [i for i, (_, key) in enumerate(draft.columns) if key == "time"]
    order = list(range(len(draft.columns)))
    while any(order[i] == i for i in times):
        order = rng.permutation(len(order)).tolist()

    def lines(found: list[Line]) -> list[Line]:
        middle = len(found) // 2 + 1
        return found[:middle] + [
            Line(tuple(line.cells[i] for i in order), _told(line.row, "stacked_exports"), line.what) for line in found[middle:]
        ]

    return _lines(draft, lines)


@quirk(COPIES, "time", told=True)
def verdict_in_time(draft: Draft, rng: np.random.Generator) -> Draft:
    """A few rows hold a moderation verdict where the time should be: they have no time."""
    rows = [
        row.put({"time": "passed"}, {"searched_at": None}, "verdict_in_time", "told") if 3 <= i % 20 < 5 else row
        for i, row in enumerate(draft.rows)
    ]
    return draft.changed(rows)


@quirk(GRID, "grid type")
def pivot_sheet(draft: Draft, rng: np.random.Generator) -> Draft:
    """A pivot sheet stands beside the data."""
    whole = laid(draft)
    counts: dict[str, int] = {}
    for row in draft.rows:
        name = str(row.cells.get("org", ""))
        counts[name] = counts.get(name, 0) + 1
    lines = [Line(("Row Labels", "Count of Reason"), None, "pivot")]
    lines += [Line((name, n), None, "pivot") for name, n in sorted(counts.items())]
    lines.append(Line(("Grand Total", len(draft.rows)), None, "pivot"))
    pivot = Sheet("Sheet1", tuple(lines))
    order = (pivot, *whole.sheets) if rng.random() < 0.5 else (*whole.sheets, pivot)
    return replace(whole, sheets=order, type="xlsx", suffix="xlsx")


@quirk(GRID, "grid type")
def sheet_per_month(draft: Draft, rng: np.random.Generator) -> Draft:
    """One sheet a month, each with its header."""
    return _several(draft, ["September 2025", "October 2025", "November 2025"])


@quirk(GRID, "grid type")
def sheet_names_cut(draft: Draft, rng: np.random.Generator) -> Draft:
    """Names of sheets cut at 31 characters, so that they differ in their last sign only."""
    return _several(draft, [f"Network audit of the records unit {i}"[-31:] for i in (1, 2)])


def _several(draft: Draft, names: list[str]) -> Draft:
    """The rows over several sheets."""
    (whole,) = laid(draft).sheets
    header, rows = whole.lines[0], whole.lines[1:]
    size = -(-len(rows) // len(names))
    sheets = tuple(Sheet(name, (header, *rows[i * size : (i + 1) * size])) for i, name in enumerate(names))
    return replace(draft, sheets=sheets, type="xlsx", suffix="xlsx")


def _told(row: Row | None, name: str) -> Row | None:
    return replace(row, want="told", quirks=(*row.quirks, name)) if row else None


def _lines(draft: Draft, change: Callable[[list[Line]], list[Line]]) -> Draft:
    whole = laid(draft)
    sheets = tuple(Sheet(sheet.name, tuple(change(list(sheet.lines)))) for sheet in whole.sheets)
    return replace(whole, sheets=sheets)
