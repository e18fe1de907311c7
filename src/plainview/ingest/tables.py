"""Rows under a header: which are the header, which are data, and each data row's cells under our columns' names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from plainview import forms
from plainview.ingest import aside, cells, noted, odd_rows, shifted, stacked
from plainview.ingest.aside import Aside, Counts
from plainview.ingest.cells import MAY_HOLD_PLATES
from plainview.ingest.shifted import Header
from plainview.layout import match_one, normalise
from plainview.model import Batch, Issue
from plainview.parts import PartWriter
from plainview.read.csv_columns import Columns

__all__ = ["MAY_HOLD_PLATES", "SAMPLE", "Counts", "Header", "covered", "in_order", "read_columns", "read_rows"]

SAMPLE = stacked.SAMPLE
SLICE = 100_000
HEADER_ROWS = 20
_LINE_END = re.compile(b"\n")
_NO_HEADER = "no header is printed; the columns are known by the form of their cells and stand in an order that is known"
_SHEET_HEADER = "the sheet has no header; its cells fit the labels of the sheet before"
_LABELS = "the labels do not stand above their columns; they were moved to where every typed column fits"
_CHANGED = "a second header stands here; the rows below are read under it"


def read_columns(
    found: Columns, header: Header, delimiter: str, key: bytes | None, writer: PartWriter, first: bool
) -> Counts | None:
    """Write a span that was read as columns; None if any row of it may be out of order: then read it row by row.

    first: the span begins the file, so that the header, if there is one, must be its first row.
    """
    columns, locators = found.columns, found.locators()
    if first and header.labels:
        if tuple(column[0].as_py() for column in columns) != header.labels:
            return None
        columns, locators = [column[1:] for column in columns], locators[1:]
    if _doubtful(columns, header, delimiter):
        return None
    counts = Counts()
    if first:
        _note_header(writer, header)
    for start in range(0, len(locators), SLICE):
        piece = [column[start : start + SLICE] for column in columns]
        numbers = counts.next(len(piece[0]))
        cells.write(piece, numbers, locators[start : start + SLICE], header, key, writer, counts)
    return counts


def read_rows(
    batches: Iterator[Batch],
    header: Header,
    delimiter: str,
    key: bytes | None,
    writer: PartWriter,
    has_header: bool,
    above: Callable[[], list[list[str]]] | None = None,
) -> Counts:
    """Write every printed row of a part under our columns, or set it aside with the reason. Returns the accounting.

    has_header: the part begins above the header row (rows before it are skipped by name).
    above: first rows of the file, for a part that does not begin it: what its columns look like.
    """
    reading = _Reading(header, delimiter, key, writer, above)
    waiting = has_header and bool(header.labels)
    if has_header:
        _note_header(writer, header)
    sheet, foreign = "", ""
    for number, batch in enumerate(noted.checked(batches, header)):
        rows, locators = batch.rows, batch.locators
        if batch.sheet != sheet or (not number and batch.sheet):
            sheet = batch.sheet
            waiting, foreign = reading.open_sheet(batch, header)
        odd_rows.write(writer, noted.issues(batch, reading.counts.rows, reading.header.labels if waiting else ()))
        if foreign:
            told = [aside.other_sheet(row, at, sheet, foreign == "log") for row, at in zip(rows, locators, strict=True)]
            reading.set_aside(told)
            rows = []
        elif waiting:
            at = _header_at(rows, reading.header)
            reading.set_aside([aside.above_header(locator) for locator in (locators if at is None else locators[:at])])
            rows, locators = ([], []) if at is None else (rows[at + 1 :], locators[at + 1 :])
            waiting = at is None
        if rows:
            reading.take(rows, locators)
        reading.set_aside([aside.broken(locator, why) for locator, why in batch.broken])
    return reading.counts


def _header_at(rows: list[list[str]], header: Header) -> int | None:
    return next((i for i, row in enumerate(rows) if tuple(row) == header.labels), None)


def _note_header(writer: PartWriter, header: Header) -> None:
    """Say where the labels of a release were not taken as they are printed."""
    if not header.labels:
        odd_rows.write(writer, [Issue(0, "", "header_missing", "", f"{header.width} columns", _NO_HEADER)])
    elif header.cells:
        odd_rows.write(writer, [Issue(0, "", "labels_moved", "", f"{len(header.labels)} labels", _LABELS)])


class _Reading:
    """One part as it is read: the header in force, what was counted, and a look at rows in good order."""

    def __init__(
        self, header: Header, delimiter: str, key: bytes | None, writer: PartWriter,
        above: Callable[[], list[list[str]]] | None,
    ) -> None:  # fmt: skip
        self.header, self.delimiter, self.key, self.writer = header, delimiter, key, writer
        self.counts = Counts()
        self._above = above
        self._seen: stacked.Columns | None = None

    def open_sheet(self, batch: Batch, main: Header) -> tuple[bool, str]:
        """Find the header of a sheet: (whether one is waited for, why the sheet is not read: "log", "other" or "")."""
        first = batch.rows[:HEADER_ROWS]
        if not batch.rows or (main.labels and _header_at(first, main) is not None):
            self.header = main
            return bool(batch.rows), ""
        found = [(row, match) for row in first if (match := match_one(main.match.layout, row))]
        if found:
            self.header = Header(tuple(found[0][0]), found[0][1])
            return True, ""
        fitting = sum(shifted.fits(row, main) for row in batch.rows)
        if fitting and fitting >= 0.9 * sum(1 for row in batch.rows if any(row)):
            self.header = main
            if main.labels:
                issue = Issue(self.counts.rows + 1, batch.locators[0], "header_missing", "", "", _SHEET_HEADER)
                odd_rows.write(self.writer, [issue])
            return False, ""
        return False, "log" if _holds_times(batch.rows) else "other"

    def take(self, rows: list[list[str]], locators: list[str]) -> None:
        """Write a batch of rows; those that cannot be used are set aside under the number they have in print."""
        while (at := self._other_header(rows)) is not None:
            self._take(rows[:at], locators[:at])
            match = match_one(self.header.match.layout, rows[at])
            assert match is not None, "a row is a header because the layout matches it"
            self.header = Header(tuple(rows[at]), match)
            issue = Issue(self.counts.rows + 1, locators[at], "header_changed", "", f"{len(match.places)} columns", _CHANGED)
            odd_rows.write(self.writer, [issue])
            self.set_aside([Aside(locators[at], "skipped", "header_repeated", _CHANGED)])
            rows, locators = rows[at + 1 :], locators[at + 1 :]
        self._take(rows, locators)

    def _other_header(self, rows: list[list[str]]) -> int | None:
        """Place of the first row that is a header of this layout with other labels than the one in force."""
        if self.header.at is None:
            return None
        labels = {label for aliases in self.header.match.layout.columns.values() for label in aliases}
        for at, row in enumerate(rows):
            if len(row) < 3 or len(row[0]) > 40 or normalise(row[0]) not in labels or tuple(row) == self.header.labels:
                continue
            if (match := match_one(self.header.match.layout, row)) and match.known > 2:
                return at
        return None

    def _take(self, rows: list[list[str]], locators: list[str]) -> None:
        if not rows:
            return
        numbers = self.counts.next(len(rows))
        columns = self._columns(rows)
        if columns is None:
            told = odd_rows.sort_out(rows, locators, self.header, self.delimiter, self._look)
            aside.write(self.writer, self.counts, [numbers[i] for i, _ in told.aside], [one for _, one in told.aside])
            odd_rows.note(self.writer, numbers, locators, told.moved)
            numbers, locators = [numbers[i] for i in told.kept], [locators[i] for i in told.kept]
            columns = [pa.array(column, pa.string()) for column in zip(*told.rows, strict=True)]
        elif self._seen is None:
            self._seen = self._columns_of(rows)
        if numbers:
            cells.write(columns, numbers, locators, self.header, self.key, self.writer, self.counts)
        if self._seen is None and columns and len(numbers) >= stacked.FEWEST:
            whole = [list(row) for row in zip(*(column[: stacked.SAMPLE].to_pylist() for column in columns), strict=True)]
            self._seen = self._columns_of(whole)

    def _columns(self, rows: list[list[str]]) -> list[pa.Array] | None:
        """The rows as columns, or None if one of them may be out of order and each must be looked at."""
        if set(map(len, rows)) != {self.header.width}:
            return None
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        return None if _doubtful(columns, self.header, self.delimiter) else columns

    def _look(self) -> stacked.Columns:
        """Cells of rows in good order, by our column."""
        if self._seen is None:
            self._seen = self._columns_of(self._above() if self._above else [])
        return self._seen

    def _columns_of(self, rows: list[list[str]]) -> stacked.Columns:
        good = [row for row in rows[: stacked.SAMPLE] if shifted.fits(row, self.header)]
        return {name: [row[place] for row in good] for name, place in self.header.match.places.items()}

    def set_aside(self, rows: list[Aside]) -> None:
        aside.write(self.writer, self.counts, self.counts.next(len(rows)), rows)


def in_order(row: list[str], header: Header) -> bool:
    """Whether a row stands under its labels as far as its cells' forms tell."""
    return len(row) == header.width and not shifted.suspects([pa.array([cell], pa.string()) for cell in row], header)


def covered(row: list[str]) -> list[str]:
    """A row that does not stand under its labels, as it may be shown: only cells whose own form says that they are no plate."""
    plain = ("time", "window", "id", "type", "verdict")
    return [cell if forms.marked(cell) or any(forms.whole(one).match(cell) for one in plain) else "(not shown)" for cell in row]


def _holds_times(rows: list[list[str]]) -> bool:
    """Whether some column of a sheet holds times in most of its rows."""
    width = max(map(len, rows), default=0)
    filled = max(1, sum(1 for row in rows if any(cell.strip() for cell in row)))
    return any(
        sum(1 for row in rows if at < len(row) and forms.whole("time").match(row[at])) > 0.5 * filled for at in range(width)
    )


def _doubtful(columns: list[pa.Array], header: Header, delimiter: str) -> bool:
    """Whether any row may be the header again, blank, several rows swallowed by a stray quote, or beside its labels."""
    n = header.width
    if header.labels and pc.any(pc.equal(columns[0], header.labels[0])).as_py():
        return True
    if any((pc.max(pc.count_substring(column, delimiter)).as_py() or 0) >= n - 1 for column in columns if _holds_lines(column)):
        return True
    if header.match.layout.table == "entries" and shifted.suspects(columns, header):
        return True
    blank = pc.equal(pc.utf8_trim_whitespace(columns[0]), "")
    for column in columns[1:]:
        if not pc.any(blank).as_py():
            return False
        blank = pc.and_(blank, pc.equal(pc.utf8_trim_whitespace(column), ""))
    return bool(pc.any(blank).as_py())


def _holds_lines(column: pa.Array) -> bool:
    """Whether some cell may have several lines, by one look at the column's bytes."""
    text = column.buffers()[2]
    return text is not None and _LINE_END.search(text) is not None
