"""Times and windows in every form that was seen, and months whose edges are not where a calendar has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from plainview.simulate.quirks.draft import Cell, Draft, Row, Serial, iso, moments, moved, printed, windowed
from plainview.simulate.quirks.kinds import MONTHS, ROWS, quirk

_FORM = Callable[[datetime], Cell]


def _times(draft: Draft, name: str, form: _FORM, millis: bool = False, windows: bool = False) -> Draft:
    rows = []
    for i, row in enumerate(draft.rows):
        at, opens, closes = moments(row)
        if millis:
            at += timedelta(milliseconds=(i * 37) % 1000)
        cells: dict[str, Cell] = {"time": form(at)}
        if windows:
            cells["window"] = f"{form(opens)}\n{form(closes)}"
        rows.append(replace(row, at=at).put(cells, {"searched_at": iso(at)}, name))
    return draft.changed(rows)


def _unpadded(at: datetime) -> str:
    return f"{at.month}/{at.day}/{at.year}, {at.hour % 12 or 12}:{at:%M:%S %p} UTC"


@quirk(ROWS, "time window month")
def time_unpadded(draft: Draft, rng: np.random.Generator) -> Draft:
    """`1/5/2026, 2:03:04 PM UTC`: month, day and hour without a zero before them; rows of two months."""
    later = [moved(row, row.at.replace(year=2025, month=12)) if i % 2 else row for i, row in enumerate(draft.rows)]
    draft = draft.changed(sorted(later, key=lambda row: row.at))
    return _times(draft, "time_unpadded", _unpadded, windows=True)


@quirk(ROWS, "time")
def time_split(draft: Draft, rng: np.random.Generator) -> Draft:
    """The day in Search Date and the time of day in Search Time, in one of three forms."""
    rows, form = [], int(rng.integers(3))
    for row in draft.rows:
        day, clock = printed(row.at).split(", ")
        if form:
            day, clock = f"{row.at:%Y-%m-%d}" if form == 1 else day, f"{row.at:%H:%M:%S}"
        rows.append(row.put({"date": day, "time": clock}, {}, "time_split"))
    columns = [(("Search Date", "date"), pair) if pair[1] == "time" else (pair,) for pair in draft.columns]
    return draft.changed(rows, columns=tuple(pair for group in columns for pair in group))


@quirk(ROWS, "time")
def time_iso_z(draft: Draft, rng: np.random.Generator) -> Draft:
    """ISO with a Z: `2026-01-05T14:03:04Z`."""
    return _times(draft, "time_iso_z", lambda at: f"{at:%Y-%m-%dT%H:%M:%S}Z")


@quirk(ROWS, "time window")
def time_iso_offset(draft: Draft, rng: np.random.Generator) -> Draft:
    """ISO with `+00:00`, in the windows too."""
    return _times(draft, "time_iso_offset", lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+00:00", windows=True)


@quirk(ROWS, "time")
def time_iso_naive(draft: Draft, rng: np.random.Generator) -> Draft:
    """ISO without a zone: `2026-01-05 14:03:04`."""
    return _times(draft, "time_iso_naive", lambda at: f"{at:%Y-%m-%d %H:%M:%S}")


@quirk(ROWS, "time")
def time_iso_millis(draft: Draft, rng: np.random.Generator) -> Draft:
    """ISO with milliseconds and a Z."""
    return _times(draft, "time_iso_millis", lambda at: f"{iso(at)}Z", millis=True)


@quirk(ROWS, "time")
def time_serial(draft: Draft, rng: np.random.Generator) -> Draft:
    """The spreadsheet's number of days: 46027.585463."""
    return _times(draft, "time_serial", lambda at: Serial(at, dressed=False))


@quirk(ROWS, "time type")
def time_serial_cells(draft: Draft, rng: np.random.Generator) -> Draft:
    """Real date cells of a workbook."""
    return replace(_times(draft, "time_serial_cells", Serial), type="xlsx", suffix="xlsx")


def _windows(draft: Draft, name: str, form: Callable[[datetime, datetime], Cell]) -> Draft:
    rows = []
    for row in draft.rows:
        _, opens, closes = moments(row)
        rows.append(row.put({"window": form(opens, closes)}, {}, name))
    return draft.changed(rows)


@quirk(ROWS, "window")
def window_one_line(draft: Draft, rng: np.random.Generator) -> Draft:
    """The window on one line: `... UTC to ... UTC`."""
    return _windows(draft, "window_one_line", lambda opens, closes: f"{printed(opens)} to {printed(closes)}")


@quirk(ROWS, "window")
def window_two_lines(draft: Draft, rng: np.random.Generator) -> Draft:
    """The window on two lines of one cell, as usual."""
    return _windows(draft, "window_two_lines", lambda opens, closes: f"{printed(opens)}\n{printed(closes)}")


@quirk(ROWS, "window")
def window_six_lines(draft: Draft, rng: np.random.Generator) -> Draft:
    """The window wrapped over six lines of one cell."""

    def wrapped(at: datetime) -> str:
        return f"{at:%m/%d/%Y},\n{at:%I:%M:%S}\n{at:%p} UTC"

    return _windows(draft, "window_six_lines", lambda opens, closes: f"{wrapped(opens)}\n{wrapped(closes)}")


def _shifted(draft: Draft, rng: np.random.Generator, make: Callable[[Row, timedelta], Row]) -> Draft:
    some = rng.random(len(draft.rows)) < 0.3
    some[: min(2, len(some))] = True
    hours = rng.integers(1, 40, len(draft.rows)).tolist()
    return draft.changed(
        [make(row, timedelta(hours=h)) if hit else row for row, hit, h in zip(draft.rows, some, hours, strict=True)]
    )


def _second(row: Row) -> datetime:
    return row.at.replace(microsecond=0)


@quirk(ROWS, "window")
def window_ends_after(draft: Draft, rng: np.random.Generator) -> Draft:
    """A window may end after the search."""

    def make(row: Row, more: timedelta) -> Row:
        return windowed(row, _second(row) - more, _second(row) + more, "window_ends_after")

    return _shifted(draft, rng, make)


@quirk(ROWS, "window")
def window_starts_after(draft: Draft, rng: np.random.Generator) -> Draft:
    """A window may begin after the search."""

    def make(row: Row, more: timedelta) -> Row:
        return windowed(row, _second(row) + more, _second(row) + 2 * more, "window_starts_after")

    return _shifted(draft, rng, make)


@quirk(ROWS, "window")
def window_reversed(draft: Draft, rng: np.random.Generator) -> Draft:
    """A few windows are printed the wrong way round: read as printed."""

    def make(row: Row, more: timedelta) -> Row:
        return windowed(row, _second(row), _second(row) - more, "window_reversed")

    return _shifted(draft, rng, make)


@quirk(MONTHS, "month")
def month_local_midnight(draft: Draft, rng: np.random.Generator) -> Draft:
    """The month is cut at local midnight, hours behind UTC, so its last evening spills into the next month."""
    start = datetime.fromisoformat(f"{draft.month}-01") - timedelta(hours=draft.facts["utc_offset"])
    end = (start + timedelta(days=31)).replace(day=1)
    n = len(draft.rows)
    step = (end - start - timedelta(seconds=2)) / max(n - 1, 1)
    rows = [moved(row, (start + i * step).replace(microsecond=0), "month_local_midnight") for i, row in enumerate(draft.rows)]
    return draft.changed(rows)


@quirk(MONTHS, "month name", tells="name_names_other_month")
def name_wrong_year(draft: Draft, rng: np.random.Generator) -> Draft:
    """The name of the file says another year than its rows."""
    year = draft.month[:4]
    return replace(draft, name=draft.name.replace(year, str(int(year) - 1)))
