"""Small tables that a person wrote or a public body published: CSV of any delimiter, or a workbook, row by row as printed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview.errors import UserError, UserErrors
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


def labelled(rows: list[Row], file: str, columns: Sequence[str], needed: Sequence[str]) -> list[tuple[Row, dict[str, str]]]:
    """The rows below the header, each with its cells by column ("" where it has none).

    Raises:
        UserErrors: columns that are not known, missing or repeated, and rows with more cells than the header has.
    """
    labels = [label.strip().lower().replace(" ", "_") for label in rows[0].cells] if rows else []
    known = f"use the columns {', '.join(columns)}"
    errors = [
        wrong(file, rows[0], label, "", "is no column of this file", known) for label in labels if label and label not in columns
    ]
    errors += [
        wrong(file, rows[0], label, "", "does not stand once", f"name each column once; {' and '.join(needed)} must be there")
        for label in (columns if rows else ())
        if labels.count(label) > 1 or (label in needed and label not in labels)
    ]
    for row in rows[1:]:
        if any(row.cells[len(labels) :]):
            problem = f"has more cells than the first row has columns ({len(labels)})"
            errors.append(UserError(f"{file} {row.where}", problem, "put a cell that holds a comma in quotation marks"))
    if errors:
        raise UserErrors(errors)
    by_label = [dict(zip(labels, row.cells, strict=False)) for row in rows[1:]]
    return [(row, {column: cells.get(column, "") for column in columns}) for row, cells in zip(rows[1:], by_label, strict=True)]


def wrong(file: str, row: Row, column: str, value: str, problem: str, fix: str) -> UserError:
    """A mistake in one cell: where it stands, what is wrong, what to do."""
    shown = f" '{value[:80]}'" if value else ""
    return UserError(f"{file} {row.where}, column {column}{shown}", problem, fix)


def day(file: str, row: Row, column: str, text: str) -> tuple[date | None, list[UserError]]:
    """The day in a cell, None where it is empty; and what is wrong with it."""
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        return None, [wrong(file, row, column, text, "is no day of the calendar", "write it as 2026-03-31")]


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
