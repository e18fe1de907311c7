"""A workbook (xlsx, xlsm) by openpyxl, read-only, its XML through defusedxml."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from plainview.verify_case.second.csvfile import Found, Printed

LAST_COLUMN = 2_000  # further right nobody keeps a log; a sheet may claim 16,384


def read(path: Path, wanted: set[str], is_header: Callable[[list[str]], bool]) -> Found | None:
    """Look the wanted locators ("sheet 'Name' row 5") up; None if openpyxl cannot read such a workbook."""
    if not openpyxl.DEFUSEDXML:
        return None
    found = Found(count=0)
    try:
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            first: list[str] | None = None
            for name in book.sheetnames:
                first = _sheet(book[name], name, wanted, is_header, first, found)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return None
    return found


def _sheet(
    sheet: Any, name: str, wanted: set[str], is_header: Callable[[list[str]], bool], first: list[str] | None, found: Found
) -> list[str] | None:
    """Rows from the first that holds anything to the last that does; the first header of a sheet is not counted."""
    if not hasattr(sheet, "iter_rows"):
        found.count = (found.count or 0) + 1  # a chart: one thing that is no row
        return first
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
    header: list[str] | None = None
    begins = ends = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=LAST_COLUMN), 1):
        cells = [_printed(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        begins, ends = begins or number, number
        if is_header(cells):
            found.count = (found.count or 0) - (header is None)
            header = cells
        locator = f"sheet '{name}' row {number}"
        if locator in wanted:
            found.rows[locator] = Printed(header or first or [], cells)
    found.count = (found.count or 0) + (ends - begins + 1 if begins else 0)
    return first or header


def _printed(value: Any) -> str:
    """A stored value as a person sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        text = format(value, ".15g")
        return text if "e" not in text else str(int(value)) if value.is_integer() else repr(float(text))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
