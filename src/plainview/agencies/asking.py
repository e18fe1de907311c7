"""Names out of a file that a person hands in, for `plainview agencies resolve`: one a line, or a column of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from plainview import spreadsheet
from plainview.agencies import bureau
from plainview.agencies.decided import NONE, Decisions
from plainview.agencies.lists import kinds
from plainview.errors import UserError

FIELDS = ("name", "agency_id", "canonical", "state", "kind", "level", "confidence", "why")


def names(rows: list[spreadsheet.Row], lines: list[str], column: str, where: str) -> list[str]:
    """The names in a file, in its order. `rows` are its rows, `lines` its lines where it is text.

    A first row with the label `column`, or one that lists of agencies have, makes it a table; else each line is a name.

    Raises:
        UserError: no such column, or the file is a workbook without labels that are known.
    """
    labels = [" ".join(cell.lower().split()) for cell in rows[0].cells] if rows else []
    wanted = [" ".join(column.lower().split())] if column else _labels()
    at = next((labels.index(label) for label in wanted if label in labels), None)
    if at is not None:
        return [row.cells[at] for row in rows[1:] if at < len(row.cells) and row.cells[at]]
    if column:
        raise UserError(f"{where}, column {column}", "is not among its labels", f"name one of: {', '.join(rows[0].cells)[:300]}"
                        if rows else "the file is empty")  # fmt: skip
    if rows and not lines:
        raise UserError(where, "has no column that is known to hold names", "name it with --column")
    return [line.strip() for line in lines if line.strip()]


def _labels() -> list[str]:
    """Every label that a column of names may have; "type" or "date" never is one."""
    return list(dict.fromkeys(label for kind in kinds() for label in kind.columns["name"]))


def of_file(path: Path, column: str = "") -> list[str]:
    """Names from a file: text with one a line, CSV, or a workbook.

    Raises:
        UserError: no such file or column, or it cannot be read.
    """
    if not path.is_file():
        raise UserError(str(path), "is no file", "name a file of names, or - to give them on standard input")
    if spreadsheet.is_workbook(path):
        return names(spreadsheet.read(path), [], column, str(path))
    return of_text(spreadsheet.text_of(path), column, str(path))


def of_text(text: str, column: str, where: str) -> list[str]:
    """Names from text, as `of_file`. A text whose lines are no good CSV is a list of names, one a line."""
    lines = text.splitlines()
    try:
        rows = spreadsheet.parse(text, where)
    except UserError:
        if column:
            raise
        rows = []
    return names(rows, lines, column, where)


def answers(names: Iterable[str], decisions: Decisions = NONE) -> Iterator[dict[str, object]]:
    """What each name says, as one flat record; a federal body's `bureau` beside it."""
    for name in names:
        read = decisions.resolve(name)
        found: dict[str, object] = {"name": name, **{field: getattr(read, field) for field in FIELDS[1:]}}
        if read.kind == "federal":
            found["bureau"] = bureau(read)
        yield found
