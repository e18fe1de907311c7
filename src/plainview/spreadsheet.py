"""Small tables that a person wrote or a public body published: CSV of any delimiter, or a workbook, row by row as printed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from plainview.errors import UserError
from plainview.read.encoding import decode_head, encoding_of
from plainview.sandbox import Job, Sandbox

LARGEST = 64 << 20
_DELIMITERS = ",;\t|"
WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it is printed ("line 7", "sheet 'Sheet1' row 7") and its cells without outer blanks."""

    where: str
    cells: list[str]


def read(path: Path) -> list[Row]:
    """Every row that holds anything. A workbook is read in a child process with limits, for it may come from a stranger.

    Raises:
        UserError: no such file, larger than 64 MiB, not text and no workbook, or a workbook that cannot be read.
    """
    if not path.is_file():
        raise UserError(str(path), "is no file", "check the path; name one CSV file or workbook")
    return _workbook(path) if is_workbook(path) else parse(text_of(path), str(path))


def is_workbook(path: Path) -> bool:
    """Whether the file begins as workbooks do; it may still be another zip."""
    with path.open("rb") as file:
        return file.read(4) in WORKBOOK_STARTS


def parse(text: str, where: str) -> list[Row]:
    """Rows of CSV text; the delimiter is the one of which the first line that holds anything has most.

    Raises:
        UserError: a cell is longer than a cell can be, so that a quote must be missing.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(f"line {begins}", [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        problem, fix = f"cannot be read as CSV: {error}", "look for a quotation mark that is never closed"
        raise UserError(f"{where} line {begins}", problem, fix) from error
    return rows


def text_of(path: Path) -> str:
    """The text of a file, whatever its encoding.

    Raises:
        UserError: larger than 64 MiB, or no text.
    """
    if path.stat().st_size > LARGEST:
        raise UserError(str(path), "is larger than 64 MiB", "cut it into smaller files")
    encoding = encoding_of(path)
    text = decode_head(path.read_bytes(), encoding)
    if "\0" in text:
        raise UserError(str(path), "is neither text nor a workbook", "save the table as CSV (UTF-8) and name that file")
    return text


def _workbook(path: Path) -> list[Row]:
    with Sandbox(1) as sandbox:
        answer = sandbox.ask(Job("read_cells", path.name, {"path": str(path)}))
    rows = [Row(where, [cell.strip() for cell in cells]) for where, cells in answer["rows"]]
    return [row for row in rows if any(row.cells)]
