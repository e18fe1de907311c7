"""Workbooks as the vendor exports them, written row by row, their bytes free of the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

XLSX_ROWS = 1_048_575  # what a sheet holds under its header


class Sheet:
    """A workbook written row by row; a full sheet is followed by another with the same header."""

    def __init__(self, path: Path, labels: Sequence[str]) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._book.set_properties({"created": datetime(2026, 2, 2)})  # the clock must not reach the bytes
        self._name, self._labels = path.stem[:28], labels
        self._at = self._sheets = 0
        self._next()

    def _next(self) -> None:
        self._sheets += 1
        self._page = self._book.add_worksheet(self._name if self._sheets == 1 else f"{self._name} {self._sheets}")
        for column, label in enumerate(self._labels):
            self._page.write_string(0, column, label)
        self._at = 0

    def append(self, columns: Sequence[Sequence[str]]) -> None:
        """Write rows given as columns of text; whole numbers become number cells, empty texts no cell."""
        numeric = [label.startswith("Total ") for label in self._labels]
        for row in zip(*columns, strict=True):
            if self._at == XLSX_ROWS:
                self._next()
            self._at += 1
            for column, text in enumerate(row):
                if numeric[column]:
                    self._page.write_number(self._at, column, int(text))
                elif text:
                    self._page.write_string(self._at, column, text)

    def close(self) -> None:
        self._book.close()
