"""decisions.csv as people leave it, by hand or from a spreadsheet: read forgivingly, and all mistakes told at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview.case import DECISIONS_HEADER
from plainview.decisions import subjects
from plainview.decisions.row import COLUMNS, EACH_BY, LONGEST, UNDONE, UNWRITTEN, Decision, in_force, meant
from plainview.errors import UserError, UserErrors

_NUMBERED = re.compile(r"d([0-9]{1,9})")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?: 00?:00(?::00)?)?|(\d{1,2})([/.])(\d{1,2})\6(\d{4})")
_OLD_HEADER = "decided_on,by,what,subject,answer,why"  # of version 0.2, which read nothing below it
SHOWN = 60
_WHOLE = 16 << 20  # bytes; what is larger is no list that people wrote


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written: what stands between its cells, how a line ends, and where each column stands."""

    delimiter: str
    end: str
    header: tuple[str, ...]


def read(path: Path) -> list[Decision]:
    """Every decision of the file, in its order; none if the file is missing or empty.

    Raises:
        UserErrors: each mistake with its line, column, value and how to put it right.
    """
    return _parsed(path)[0]


def check(path: Path) -> None:
    """UserErrors for mistakes in the file, or decisions that contradict each other; else nothing."""
    agreeing(path, read(path))


def form(path: Path) -> Form | None:
    """How the file is written; None if it holds nothing that must be kept."""
    return _parsed(path)[1]


def agreeing(path: Path, rows: Sequence[Decision]) -> list[Decision]:
    """The decisions that are in force, if they can all be true; UserErrors that names the lines of those that cannot."""
    now = [row for row in in_force(rows) if row.verdict != UNDONE]
    errors = []
    for word, subject in subjects.known().items():
        for concerned, problem in subject.contradictions([row for row in now if row.subject == word]):
            lines = sorted(row.line for row in concerned if row.line != UNWRITTEN)
            names = " or ".join(row.decision_id for row in concerned if row.line != UNWRITTEN)
            where = f"{path}, line{'s'[: len(lines) - 1]} {_joined(lines)}"
            if len(lines) < len(concerned):
                said, fix = "would be contradicted, so nothing was written", f"keep to it, or first undo {names}"
            else:
                said, fix = "contradict each other", f"undo {names}"
            errors.append(UserError(where, f"{said}: {problem}", f"{fix} with `plainview decide undo ID --why ...`"))
    if errors:
        raise UserErrors(errors)
    return now


def next_id(rows: Sequence[Decision]) -> str:
    """A name that no decision has yet."""
    return _after(max((_number(row.decision_id) for row in rows), default=0))


def check_text(column: str, text: str) -> list[tuple[str, str, str]]:
    """What is wrong with who decided or why: column, problem and fix."""
    if column == "why" and not text:
        return [(column, "is empty", "say in a sentence why")]
    if len(text) > LONGEST:
        return [(column, f"has {len(text):,} letters", f"say it in at most {LONGEST:,}")]
    return []


def check_words(subject: str, a: str, b: str, verdict: str) -> list[tuple[str, str, str]]:
    """What is wrong with what is decided: column, problem and fix of each mistake."""
    known = subjects.known()
    if subject not in known:
        return [("subject", "is nothing that can be decided", f"write {' or '.join(known)}, or update plainview")]
    return known[subject].mistakes(a, b) + ([] if verdict == UNDONE else known[subject].wrong_verdict(verdict))


def check_by(subject: str, by: str) -> list[tuple[str, str, str]]:
    """What is wrong with who decided: column, problem and fix."""
    if subject in EACH_BY and not by:
        return [("by", "is empty", "write who answered: each reviewer has an answer of their own")]
    return check_text("by", by)


def _parsed(path: Path) -> tuple[list[Decision], Form | None]:
    text = _text(path)
    found = _header(path, text)
    if found is None:
        return [], None
    rows: list[Decision] = []
    errors: list[UserError] = []
    named: dict[str, int] = {}  # the line on which each name was given
    highest = 0
    for line, cells in _lines(path, text, found):
        said, wrong = _decision(line, dict(zip(found.header, cells, strict=False)), _after(highest))
        if (other := named.setdefault(said["decision_id"], line)) != line:
            wrong.insert(0, ("decision_id", f"is given to the decision on line {other} too", "give this one another"))
        highest = max(highest, _number(said["decision_id"]))
        wrong += [("", f"has {len(cells)} cells, the header {len(found.header)}", "put text with commas in quotes")] * (
            len(cells) != len(found.header) and any(cells[len(found.header) :])
        )
        for column, problem, fix in wrong:
            told = "" if column in ("by", "why") else said.get(column, "")[:SHOWN]  # messages name nobody
            value = f" ({told})" if told else ""
            errors.append(UserError(f"{path}, line {line}{column and f', column {column}'}{value}", problem, fix))
        if not wrong:
            rows.append(Decision(**{**said, "decided_on": _day(said["decided_on"]), "line": line}))  # type: ignore[arg-type]
    if errors:
        raise UserErrors(errors)
    return rows, found


def _text(path: Path) -> str:
    """The file's text. Lines that are not UTF-8 are read as spreadsheets on Windows write them."""
    try:
        with path.open("rb") as file:
            data = file.read(_WHOLE + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UserError(str(path), f"cannot be read: {error.strerror}", "make it a file that you may read") from error
    if len(data) > _WHOLE or b"\0" in data:
        raise UserError(str(path), "is no CSV file in UTF-8", "save it as CSV (UTF-8, comma separated)")
    lines = []
    for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
    return "\n".join(lines)


def _header(path: Path, text: str) -> Form | None:
    """The form that the first line shows; None for a file that holds no decision."""
    lines = [line.strip("\n") for line in io.StringIO(text, newline=None) if line.strip(' ,;\t\r\n"')]
    if not lines or lines == [_OLD_HEADER]:
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    for delimiter in ",;\t":
        names = tuple(name.strip(' "').lower() for name in lines[0].split(delimiter))
        if all(names.count(column) == 1 for column in COLUMNS):
            return Form(delimiter, end, names)
    fix = f"write this line above the decisions: {DECISIONS_HEADER.strip()}"
    raise UserError(f"{path}, line 1", "does not name each column once", fix)


def _lines(path: Path, text: str, found: Form) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, cells) of each line below the header that is not blank."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=found.delimiter, strict=True)
    at, is_below = 1, False
    try:
        for cells in lines:
            if is_below and any(cell.strip() for cell in cells):
                yield at, cells
            is_below = is_below or any(cell.strip() for cell in cells)
            at = lines.line_num + 1
    except csv.Error as error:
        fix = 'a quote opens before a text and closes after it; inside, write it twice: "he said ""yes"""'
        raise UserError(f"{path}, line {at}", f"has a quote that is not in order ({error})", fix) from error


def _decision(line: int, cells: dict[str, str], next_: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """A line's cells as they are meant, and what is wrong with them. A line without an id is named by its place."""
    said = {column: meant(cells.get(column, "")) for column in COLUMNS}
    said |= {column: said[column].lower() for column in ("subject", "a", "b", "verdict")}
    said["decision_id"] = said["decision_id"] or next_
    wrong = []
    if not _ID.fullmatch(said["decision_id"]):
        wrong.append(("decision_id", "is no name", "leave it empty, or use letters and digits"))
    if not _day(said["decided_on"]):
        wrong.append(("decided_on", "is no date, or could be two", "write it as 2026-03-31"))
    wrong += check_words(said["subject"], said["a"], said["b"], said["verdict"])
    return said, wrong + check_by(said["subject"], said["by"]) + check_text("why", said["why"])


def _day(text: str) -> date | None:
    """A day as people and spreadsheets write it; None where day and month could be either."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    if found[1]:
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    else:
        year, one, two = int(found[8]), int(found[5]), int(found[7])
        if found[6] == "/" and one <= 12 and two <= 12 and one != two:
            return None
        is_american = found[6] == "/" and one <= 12
        month, day = (one, two) if is_american else (two, one)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _joined(lines: Sequence[int]) -> str:
    return " and ".join([", ".join(map(str, lines[:-1])), str(lines[-1])][len(lines) == 1 :])


def _after(number: int) -> str:
    return f"d{1 + number}"


def _number(decision_id: str) -> int:
    found = _NUMBERED.fullmatch(decision_id)
    return int(found[1]) if found else 0
