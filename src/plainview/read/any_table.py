"""A small CSV table of any kind, without a known layout: its dialect shown by counts, every row given or named.

Nothing here is guessed in silence: where the first row looks like data, the header is read from the damaged line above it
or said to be missing; rows that break the form of their columns are named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from plainview.read import csv, patterns
from plainview.read.csv import Dialect
from plainview.read.dialect import shown_by_counts, whole_lines
from plainview.read.encoding import decode_head, encoding_of

HEAD = 1 << 18
HEADER_ROWS = 20


@dataclass(slots=True)
class Table:
    """A table of any kind. rows: as many cells as the header each, with the line of each in `locators`.

    broken, noted: as in model.Batch. above: lines above the header, which are no rows of the table. header: [] if missing.
    """

    dialect: Dialect
    encoding: str
    header: list[str]
    locators: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    noted: list[tuple[str, str, str]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


def read_any(path: Path) -> Table:
    """Read a table that fits in memory.

    Raises:
        UserError: most rows do not have one number of cells under any dialect, so that none is shown; or a line is too long.
    """
    encoding = encoding_of(path)
    with path.open("rb") as file:
        head = decode_head(file.read(HEAD), encoding)
    if path.stat().st_size > HEAD:
        head = whole_lines(head)
    dialect, width = shown_by_counts(head)
    table = Table(dialect, encoding, [])
    for batch in csv.read(path, dialect, None, encoding, width=width):
        for row, where in zip(batch.rows, batch.locators, strict=True):
            if where == "line 1" and row and row[0].lower().startswith("sep="):
                table.broken.append((where, "names the delimiter"))
            elif len(row) == width:
                table.rows.append(row)
                table.locators.append(where)
            elif any(row):
                table.broken.append((where, f"has {len(row)} cells where most rows have {width}"))
        table.broken += batch.broken
        table.noted += batch.noted
    _behead(table, head)
    table.noted += [(table.locators[at], "cell_form", why) for at, why in patterns.odd(table.rows)]
    return table


def _behead(table: Table, head: str) -> None:
    """Take the header off the rows, and what stands above it off the table."""
    at = next((i for i, row in enumerate(table.rows[:HEADER_ROWS]) if sum(map(bool, row)) * 2 >= len(row)), 0)
    if patterns.is_data(table.rows, at):
        line = _line(table.locators[at]) - 1
        table.header = _mended(head, line, table.dialect.delimiter, len(table.rows[at]))
        table.noted.append(("", "header_mended", f"line {line} is damaged; its labels were read without its quotes"))
        if not table.header:
            table.noted[-1] = ("", "header_missing", "no header is printed")
        first = line if table.header else line + 1
    else:
        table.header, first = table.rows[at], _line(table.locators[at])
        at += 1
    table.above = table.locators[:at] + [where for where, _ in table.broken if _line(where) <= first]
    table.rows, table.locators = table.rows[at:], table.locators[at:]
    table.broken = [one for one in table.broken if _line(one[0]) > first]
    table.noted = [one for one in table.noted if not one[0] or _line(one[0]) > first]


def _mended(head: str, line: int, delimiter: str, width: int) -> list[str]:
    """Labels of a line with a stray quote, or with one delimiter too many or too few; [] if it cannot be a header."""
    lines = head.splitlines()
    if not 1 <= line <= len(lines):
        return []
    labels = [label.strip().replace('"', "") for label in lines[line - 1].split(delimiter)]
    if len(labels) == width + 1 and labels.count("") == 1:
        labels.remove("")
    if len(labels) == width - 1 and len(labels) > 1:
        return [*labels, ""]
    return labels if len(labels) == width else []


def _line(where: str) -> int:
    return int(where.split()[1])
