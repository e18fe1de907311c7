"""CSV, strictly: Python's own csv module, every record that breaks the rules reported with its line, none swallowed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview.model import Batch
from plainview.read import last_row
from plainview.read.csv_records import BROKEN_BY_CR, JOINED, Record, Rules, line_end_of, records
from plainview.read.encoding import CUTTABLE, UTF8_BOM, encoding_of
from plainview.split import LONGEST_LINE, Span, too_long

__all__ = ["BATCH", "Dialect", "cuttable", "dialect_of", "encoding_of", "ends_open", "offset_of_line", "read", "row_at"]
BATCH = 50_000
LONGEST_CELL = 1 << 20
MOST_NOTES = 1_000
_WHY = {
    "unexpected end of data": "a quote opened in this row is never closed",
    BROKEN_BY_CR: "a carriage return stands inside a cell without quotes",
    "field larger": "a quote opened in this row is not closed within 1 MiB",
}
_LINE = re.compile(r"line (\d+)(?: row \d+)?")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file parts cells and wraps them.

    delimiter: one sign, or two (", "); "  " stands for two or more spaces. quote: "" where no sign quotes.
    escape: "" where a quote inside quotes is doubled, else the sign before it. header_line and labels: where the
    header as printed is itself damaged, its line and its labels as they were shown to be; 0 and () otherwise.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    header_line: int = 0
    labels: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether the quick ways may read it: one ASCII sign, double quotes, doubled."""
        one = len(self.delimiter) == 1 and self.delimiter.isascii()
        return one and self.quote == '"' and not self.escape


def dialect_of(found: dict[str, Any]) -> Dialect:
    """The dialect that the door noted about a file."""
    labels = tuple(found["header"]) if found.get("header_line") else ()
    return Dialect(found["delimiter"], found.get("quote", '"'), found.get("escape", ""), found.get("header_line", 0), labels)


def cuttable(found: dict[str, Any], path: Path) -> bool:
    """Whether a file may be cut at line feeds and read in spans."""
    return dialect_of(found).plain and found["encoding"] in CUTTABLE and bool(_line_end(path, found["encoding"]))


def read(
    path: Path, delimiter: str | Dialect, span: Span | None = None, encoding: str = "utf-8", batch: int = BATCH, width: int = 0
) -> Iterator[Batch]:
    """Yield the rows of one span (or of the whole file), header row included, cells untouched.

    A record that breaks the rules of CSV is given in `Batch.broken`: its first line is set aside and reading goes on
    with the next line, so that one bad quote costs one row. A row that could be read, but in which something is odd
    (a quote inside a cell without quotes, bytes that are not UTF-8), is given and named in `Batch.noted`.
    width: cells of the header; where it is given, a record of several lines that are rows in themselves is broken.

    Raises:
        UserError: a line is longer than LONGEST_LINE.
    """
    csv.field_size_limit(LONGEST_CELL)
    dialect = delimiter if isinstance(delimiter, Dialect) else Dialect(delimiter)
    line_end = _line_end(path, encoding)
    here = span or Span(0, path.stat().st_size, 1, proven=False)
    mended_here = dialect.header_line and here.start == 0
    batches = _batches(path, dialect, here, encoding, batch, width, line_end, bool(mended_here))
    yield from last_row.noted(batches, _crlf(path, encoding)) if ends_open(path, here.end) else batches


def _batches(
    path: Path, dialect: Dialect, here: Span, encoding: str, batch: int, width: int, line_end: str, mended_here: bool
) -> Iterator[Batch]:
    if here.proven and encoding in CUTTABLE and dialect.plain and not mended_here:
        text = _whole(path, here)
        try:
            if text is not None:
                yield from list(_fast(text, line_end, dialect.delimiter, here.line, width))
                return
        except csv.Error:
            pass
    with path.open("rb") as file:
        window = io.BufferedReader(_Window(file, here.start, here.end), 1 << 20)
        errors = "surrogateescape" if encoding in CUTTABLE else "replace"
        lines = io.TextIOWrapper(window, encoding=encoding, errors=errors, newline=line_end)
        yield from _careful(_lines(lines, path, here.line), dialect, here.line, batch, width, bool(line_end))


class _Window(io.RawIOBase):
    """Bytes [start, end) of an open file, read as they are asked for."""

    def __init__(self, file: io.BufferedReader, start: int, end: int) -> None:
        self.file, self.left = file, end - start
        file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self.file.read(min(len(buffer), self.left))
        buffer[: len(piece)] = piece
        self.left -= len(piece)
        return len(piece)


def _lines(source: io.TextIOWrapper, path: Path, first: int) -> Iterator[str]:
    """Lines, the first without a byte order mark; a line without end is told of, not kept in memory."""
    for number, line in enumerate(iter(lambda: source.readline(LONGEST_LINE), ""), first):
        if len(line) >= LONGEST_LINE:
            raise too_long(path, number, LONGEST_LINE)
        yield line.removeprefix("\ufeff") if number == 1 else line


def ends_open(path: Path, end: int) -> bool:
    """Whether a span is the last of its file, and the file has no line end after the last row."""
    if end < path.stat().st_size or end == 0:
        return False
    with path.open("rb") as file:
        file.seek(end - 1)
        return file.read(1) not in (b"\n", b"\r")


def offset_of_line(path: Path, line: int) -> int:
    """Offset of the first byte of a line, counted from 1 by line feeds."""
    left, position = line - 1, 0
    with path.open("rb") as file:
        while left > 0 and (block := file.read(1 << 22)):
            found = block.count(b"\n")
            if found < left:
                left -= found
                position += len(block)
                continue
            at = -1
            for _ in range(left):
                at = block.index(b"\n", at + 1)
            return position + at + 1
    return position


def row_at(path: Path, found: dict[str, Any], locator: str, width: int = 0) -> list[str] | None:
    """The cells printed at a locator ("line 17", "line 17 row 2"); None if no row can be read there. width: as in `read`."""
    at = _LINE.fullmatch(locator)
    if at is None:
        return None
    span = None
    if cuttable(found, path):
        start = offset_of_line(path, int(at[1]))
        span = Span(start, path.stat().st_size, int(at[1]), proven=False)
    for batch in read(path, dialect_of(found), span, found["encoding"], batch=1, width=width):
        for row, where in zip(batch.rows, batch.locators, strict=True):
            if where == locator:
                return row
            if span and not where.startswith(at[0].split(" row")[0]):
                return None
    return None


def _line_end(path: Path, encoding: str) -> str:
    """Lines end at line feeds; only where most end at carriage returns alone, at both ("" lets Python see both)."""
    with path.open("rb") as file:
        return line_end_of(file.read(1 << 16).decode(encoding, "replace"))


def _crlf(path: Path, encoding: str) -> bool:
    """Whether the first line ends with both signs: programs that write so end the last line too."""
    with path.open("rb") as file:
        return "\r\n" in file.read(1 << 16).decode(encoding, "replace")


def _whole(path: Path, span: Span) -> str | None:
    """The text of a span; None if it holds bytes that are not UTF-8, or NUL: then row by row."""
    with path.open("rb") as file:
        file.seek(span.start)
        data = file.read(span.end - span.start)
    if span.start == 0 and data.startswith(UTF8_BOM):
        data = data[len(UTF8_BOM) :]
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _fast(text: str, line_end: str, delimiter: str, first_line: int, width: int) -> Iterator[Batch]:
    """Batches of a span that the quote pass has proven; csv.Error if the proof does not carry, or rows may be joined."""
    reader = csv.reader(io.StringIO(text, newline=line_end), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    ends: list[int] = []
    offset = first_line - 1
    last = line = 0
    for row in reader:
        rows.append(row)
        ends.append(reader.line_num)
        if width and reader.line_num - line > 1 and sum(cell.count(delimiter) for cell in row) >= width - 1:
            raise csv.Error("rows may be joined")
        line = reader.line_num
        if len(rows) == BATCH:
            yield _batch(rows, ends, last, offset)
            last, rows, ends = ends[-1], [], []
    if rows:
        yield _batch(rows, ends, last, offset)


def _batch(rows: list[list[str]], ends: list[int], last: int, offset: int) -> Batch:
    starts = [last, *ends[:-1]]
    return Batch("", [f"line {start + 1 + offset}" for start in starts], rows)


def _careful(lines: Iterator[str], dialect: Dialect, first_line: int, most: int, width: int, feeds: bool) -> Iterator[Batch]:
    """Batches of what `records` gives, so many rows each; a broken record ends its batch, so that the order is kept."""
    rules = Rules(dialect.delimiter, dialect.quote, dialect.escape, width, feeds)
    batch = Batch("", [], [])
    notes = 0
    for record in records(lines, rules, first_line):
        if dialect.header_line and record.locator == f"line {dialect.header_line}":
            why = "the header is damaged; its labels were read by the layout and by the cells of the rows"
            record = Record(record.locator, list(dialect.labels), noted=(("header_mended", why),))
        if record.cells is None:
            batch.broken.append((record.locator, _why(record.why)))
        else:
            batch.locators.append(record.locator)
            batch.rows.append(record.cells)
        for kind, why in record.noted:
            notes += 1
            if notes <= MOST_NOTES:
                batch.noted.append((record.locator, kind, why))
        if record.cells is None or len(batch.rows) >= most:
            yield batch
            batch = Batch("", [], [])
    if notes > MOST_NOTES:
        batch.noted.append(("", "rows_not_named", f"{notes - MOST_NOTES} further rows are odd in the same ways"))
    if batch.rows or batch.broken or batch.noted:
        yield batch


def _why(message: str) -> str:
    for start, why in _WHY.items():
        if message.startswith(start):
            return why
    return message if message.startswith(("a ", "the ")) else f"breaks the rules of CSV: {message}"


assert len(JOINED) == 1
