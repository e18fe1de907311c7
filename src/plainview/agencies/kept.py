"""The lists that a case has loaded: their bytes and a journal of them, in the case's folder `lists`. Nothing is fetched."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from plainview import spreadsheet
from plainview.agencies import decided, lists
from plainview.agencies.lists import Kind, Listed
from plainview.errors import UserError

FOLDER, JOURNAL = "lists", "lists.csv"
# Labels of a log of searches or of plate reads: such a file is no list of agencies, and its bytes have no place here.
_OF_LOGS = re.compile(
    r"plate|\bvin\b|vehicle|latitude|longitude|\breason|\bcase (#|n)|search ?(time|date)|\bcamera|\buser|\baccount|time frame"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One loaded list. name: of the file it came from; seen_on: the day it stands for, "" if its rows say that or none."""

    list_id: str
    kind: str
    name: str
    sha256: str
    size_bytes: str
    loaded_on: str
    seen_on: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did. left: rows that name nobody, as (where, why). new: it was not there before."""

    kept: Kept
    kind: Kind
    listed: list[Listed]
    left: list[tuple[str, str]]
    new: bool


def load(case: Path, file: Path, today: date, seen_on: date | None = None) -> Loaded:
    """Take a published list into the case whose folder is `case`. The same bytes are taken in once.

    Raises:
        UserError: no such file, not a list that is known, a log instead of a list, or a 287(g) list of an unknown day.
    """
    rows = spreadsheet.read(file)
    _refuse_logs(rows, file)
    kind, listed, left = lists.read(rows, str(file))
    if not listed:
        raise UserError(str(file), "names no agency", "check that its rows stand below its labels")
    day = seen_on or lists.day_in_name(file.name)
    if kind.programme and day is None and not any(one.listed_on for one in listed):
        fix = "say it with --seen-on 2025-07-18: the day on which the list was published or saved"
        raise UserError(str(file), "does not tell of which day it is", fix)
    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    one = Kept(sha256[:16], kind.id, _safe(file.name), sha256, str(len(data)), today.isoformat(), day.isoformat() if day else "")
    held = all_of(case)
    known = next((old for old in held if old.sha256 == sha256), None)
    if known is not None and (seen_on is None or known.seen_on == one.seen_on):
        return Loaded(known, kind, listed, left, False)
    folder = case / FOLDER
    folder.mkdir(exist_ok=True)
    _write(folder / one.list_id, data)
    _write_journal(folder, [old for old in held if old.sha256 != sha256] + [one])
    return Loaded(one, kind, listed, left, True)


def _refuse_logs(rows: list[spreadsheet.Row], file: Path) -> None:
    first = {cell.lower().replace(" ", "_") for cell in rows[0].cells} if rows else set()
    if {"same_as", "agency_id"} & first and {"name", "why"} <= first:
        fix = f"put it into the case's folder under the name {decided.FILE}; the next `plainview audit` reads it"
        raise UserError(str(file), "holds decisions about names, not a list of agencies", fix)
    _, _, header = lists.recognise(rows, str(file))
    for cell in rows[header].cells:
        if _OF_LOGS.search(" ".join(cell.lower().replace("_", " ").split())):
            fix = "take a log in with `plainview add`; `plainview agencies resolve` reads names from any file and keeps nothing"
            raise UserError(str(file), f"has a column '{cell[:40]}': it looks like a log, not a list of agencies", fix)


def all_of(case: Path) -> list[Kept]:
    """Every list of the case, in the order in which they were loaded.

    Raises:
        UserError: the journal was changed by hand and cannot be read.
    """
    path = case / FOLDER / JOURNAL
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != [field.name for field in fields(Kept)]:
            raise UserError(str(path), "is not as plainview wrote it", "restore it from a copy, or load the lists again")
        return [Kept(**{name: row[name] or "" for name in row}) for row in reader]


def read(case: Path, one: Kept) -> list[Listed]:
    """The rows of a loaded list. A workbook is read once, in a child process; its rows are then kept beside it as CSV.

    Raises:
        UserError: its bytes are gone or changed.
    """
    path = case / FOLDER / one.list_id
    fix = f"load {one.name} again with `plainview agencies load`"
    if not path.exists():
        raise UserError(str(path), "is missing", fix)
    if hashlib.sha256(path.read_bytes()).hexdigest() != one.sha256:
        raise UserError(str(path), "is not the file that was loaded", fix)
    return lists.read(_rows(path), one.name)[1]


def _rows(path: Path) -> list[spreadsheet.Row]:
    """Rows with their places; those of a workbook from the copy beside it, made here if it is not there."""
    copy = path.with_name(f"{path.name}.rows.csv")
    if not copy.exists():
        if not spreadsheet.is_workbook(path):
            return spreadsheet.read(path)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([row.where, *row.cells] for row in spreadsheet.read(path))
        _write(copy, text.getvalue().encode())
    with copy.open(encoding="utf-8", newline="") as file:
        return [spreadsheet.Row(cells[0], cells[1:]) for cells in csv.reader(file)]


def fingerprint(case: Path) -> bytes:
    """What decides how names are read in this case besides the program: changes if a decision or a list does."""
    parts = [case / decided.FILE, case / FOLDER / JOURNAL]
    return b"|".join(part.read_bytes() if part.exists() else b"" for part in parts)


def _write(path: Path, data: bytes) -> None:
    """Written beside its place and renamed, so that a name always means whole bytes."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.replace(path)


def _write_journal(folder: Path, held: list[Kept]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Kept)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in held)
    _write(folder / JOURNAL, text.getvalue().encode())


def _safe(name: str) -> str:
    """A file's name is a stranger's text: no signs that a terminal or a spreadsheet acts on."""
    shown = "".join(ch for ch in name if ch.isprintable())[:200]
    return shown.lstrip("=+-@") or "list"
