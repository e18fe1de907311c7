"""CSV, strictly: Python's own csv module, every record that breaks the rules reported with its line, none swallowed."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from plainview.model import Batch
from plainview.split import Span

BATCH = 50_000
LONGEST_CELL = 1 << 20
_WHY = {
    "unexpected end of data": "a quote opened in this row is never closed",
    "new-line character": "a carriage return stands inside a cell without quotes",
    "field larger": "a quote opened in this row is not closed within 1 MiB",
}
_LONE_CR = "new-line character"
UTF8_BOM = codecs.BOM_UTF8


def _one_byte_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error("cp1252-bytes", _one_byte_as_cp1252)


def encoding_of(path: Path) -> str:
    """Encoding by byte order mark, else UTF-8 (bytes that are not UTF-8 are read as Windows-1252)."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if head.startswith(UTF8_BOM) else "utf-8"


def read(path: Path, delimiter: str, span: Span | None = None, encoding: str = "utf-8", batch: int = BATCH) -> Iterator[Batch]:
    """Yield the rows of one span (or of the whole file), header row included, cells untouched.

    A record that breaks the rules of CSV is given in `Batch.broken`: its first line is set aside and reading goes on
    with the next line, so that one bad quote costs one row.
    """
    csv.field_size_limit(LONGEST_CELL)
    line_end = _line_end(path)
    if span is not None and span.proven and encoding != "utf-16":
        with path.open("rb") as file:
            file.seek(span.start)
            data = file.read(span.end - span.start)
        text = _decode(data, bom=span.start == 0)
        try:
            yield from list(_fast(text, line_end, delimiter, span.line))
        except csv.Error:
            yield from _careful(io.StringIO(text, newline=line_end), delimiter, span.line, batch)
        return
    with path.open("rb") as file:
        whole = span or Span(0, path.stat().st_size, 1, proven=False)
        window = io.BufferedReader(_Window(file, whole.start, whole.end), 1 << 20)
        lines = io.TextIOWrapper(window, encoding=encoding, errors="cp1252-bytes", newline=line_end)
        yield from _careful(lines, delimiter, whole.line, batch)


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


def _line_end(path: Path) -> str:
    """Lines end at line feeds; only a file without any ends them at carriage returns ("" lets Python see both)."""
    with path.open("rb") as file:
        return "\n" if b"\n" in file.read(1 << 16) else ""


def _decode(data: bytes, bom: bool) -> str:
    if bom and data.startswith(UTF8_BOM):
        data = data[len(UTF8_BOM) :]
    return data.decode("utf-8", errors="cp1252-bytes")


def _fast(text: str, line_end: str, delimiter: str, first_line: int) -> Iterator[Batch]:
    """Batches of a span that the quote pass has proven; csv.Error if the proof does not carry."""
    reader = csv.reader(io.StringIO(text, newline=line_end), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    ends: list[int] = []
    offset = first_line - 1
    last = 0
    for row in reader:
        rows.append(row)
        ends.append(reader.line_num)
        if len(rows) == BATCH:
            yield _batch(rows, ends, last, offset)
            last, rows, ends = ends[-1], [], []
    if rows:
        yield _batch(rows, ends, last, offset)


def _batch(rows: list[list[str]], ends: list[int], last: int, offset: int) -> Batch:
    starts = [last, *ends[:-1]]
    return Batch("", [f"line {start + 1 + offset}" for start in starts], rows)


def _careful(lines: Iterator[str] | io.TextIOBase, delimiter: str, first_line: int, most: int) -> Iterator[Batch]:
    """Read record by record, remembering its lines, so that a broken record gives back all but its first line."""
    backlog: deque[str] = deque()
    consumed: list[str] = []
    source = iter(lines)
    line_no = first_line
    batch = Batch("", [], [])

    def feed() -> Iterator[str]:
        while True:
            line = backlog.popleft() if backlog else next(source, None)
            if line is None:
                return
            consumed.append(line)
            yield line

    going = True
    while going:
        try:
            for row in csv.reader(feed(), delimiter=delimiter, strict=True):
                batch.locators.append(f"line {line_no}")
                batch.rows.append(row)
                line_no += len(consumed)
                consumed.clear()
                if len(batch.rows) >= most:
                    yield batch
                    batch = Batch("", [], [])
            going = False
        except csv.Error as error:
            batch.broken.append((f"line {line_no}", _why(str(error))))
            given_back = consumed[1:] if not str(error).startswith(_LONE_CR) else []
            backlog.extendleft(reversed(given_back))
            line_no += len(consumed) - len(given_back)
            consumed.clear()
            yield batch
            batch = Batch("", [], [])
    if batch.rows or batch.broken:
        yield batch


def _why(message: str) -> str:
    for start, why in _WHY.items():
        if message.startswith(start):
            return why
    return f"breaks the rules of CSV: {message}"
