"""The files of rows behind figures: what strangers typed in common words only, no cell that a spreadsheet runs, all scanned."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from plainview import redact
from plainview.errors import UserError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
IDS = frozenset({"id", "release_id", "sha256", "made_by"})
FIX = "nothing was written: report it if this is a plate; a code section is declared in terms/_vocabulary.txt"
MOST_TOLD, MOST_KEPT = 20, 200_000


def column_name(column: str) -> str:
    """What a column of SQL is called in a file: reason_raw holds what was typed, reason what may be shown of it."""
    return {"reason_raw": "reason", "offense_raw": "offense"}.get(column, column)


def shown_by(column: str) -> Callable[[str], str]:
    """How a text of this column is made fit to leave the case."""
    if column in ("reason_raw", "offense_raw"):
        return redact.reason_words
    if column in IDS:
        return str
    return redact.name if column.endswith("_name") and column != "file_name" else redact.printed


def cell(value: Any, column: str) -> Any:
    """A value of SQL as it is written: texts made fit, days and UTC times in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return shown_by(column)(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def safe(value: Any) -> Any:
    """A cell that no spreadsheet runs: a text that starts like a formula gets a leading quote."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


class RowFiles:
    """Writes the files of rows into one folder, and gathers what must not leave the case in `problems`."""

    def __init__(self, folder: Path, known: Collection[str]) -> None:
        self.folder = folder
        self.known = known
        self.problems: list[UserError] = []
        self._names: set[str] = set()
        self._seen: dict[str, set[str]] = {}
        self._file: TextIO | None = None
        folder.mkdir(parents=True)

    def name(self, *parts: str) -> str:
        """A file name for a figure: its words, or a number where they could hold a plate."""
        words = [re.sub("[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts if part]
        stem = "-".join(word for word in words if word)[:120]
        if not stem or redact.check_data({"url": f"{stem}.csv"}, self.known) or f"{stem}.csv" in self._names:
            stem = f"{words[0]}-{len(self._names) + 1}"
        self._names.add(f"{stem}.csv")
        return f"{stem}.csv"

    def begin(self, name: str, columns: list[str]) -> Any:
        """Open a file with its header; the writer of its rows."""
        self.end()
        self._file = (self.folder / name).open("w", encoding="utf-8", newline="")
        out = csv.writer(self._file, lineterminator="\r\n")
        out.writerow([column_name(one) for one in columns])
        return out

    def end(self) -> None:
        """Close the file that is open."""
        if self._file:
            self._file.close()
        self._file = None

    def scan(self, section: str, column: str, values: Iterable[Any]) -> None:
        """Look at each distinct text of a column once."""
        seen = self._seen.setdefault(column, set())
        for value in values:
            if not isinstance(value, str) or not value or value in seen:
                continue
            if len(seen) < MOST_KEPT:
                seen.add(value)
            found = redact.check_data([{column_name(column): value}], self.known)
            if found and len(self.problems) < MOST_TOLD:
                self.problems.append(UserError(f"rows of {section}, column {column_name(column)}", found[0], FIX))
