"""What agencies answered to findings: when a question was put to them, the answer, and dated corrections, from replies.csv.

A finding may have several lines: one for each letter, answer or correction. Its id stands on its page.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from plainview import spreadsheet
from plainview.errors import UserError, UserErrors

FILE = "replies.csv"
COLUMNS = ("finding", "put_on", "answered_on", "answer", "corrected_on", "correction")
_DAYS = ("put_on", "answered_on", "corrected_on")
_PAIRS = (("answered_on", "answer"), ("corrected_on", "correction"))
_TEXTS = ("line", "finding_id", "answer", "correction", "state")
SCHEMA = pa.schema([*((name, pa.string()) for name in _TEXTS), *((name, pa.date32()) for name in _DAYS)])


@dataclass(frozen=True, slots=True)
class Reply:
    """One line of replies.csv. line: "line 3". finding: its id. answer, correction: as they were written."""

    line: str
    finding: str
    put_on: date | None
    answered_on: date | None
    answer: str
    corrected_on: date | None
    correction: str


def load(folder: Path) -> list[Reply]:
    """What the case in this folder says of answers; nothing if it has no replies.csv.

    Raises:
        UserErrors: every mistake in the file at once, each with its line, column, value and what to do.
    """
    path = folder / FILE
    return parse(spreadsheet.read(path)) if path.exists() else []


def parse(rows: list[spreadsheet.Row]) -> list[Reply]:
    """Replies from the rows of the file, the header first; see `load`."""
    if not rows:
        return []
    labels = [label.strip().lower().replace(" ", "_") for label in rows[0].cells]
    fix = f"use the columns {', '.join(COLUMNS)}"
    errors = [_wrong(rows[0], label, "", "is no column of this file", fix) for label in labels if label and label not in COLUMNS]
    errors += [
        _wrong(rows[0], label, "", "does not stand once", "name each column once; finding is needed")
        for label in COLUMNS
        if labels.count(label) > 1 or (label == "finding" and label not in labels)
    ]
    if errors:
        raise UserErrors(errors)
    found = []
    for row in rows[1:]:
        one, wrong = _reply(row, labels)
        errors += wrong
        found.append(one)
    if errors:
        raise UserErrors(errors)
    return found


def table(found: list[Reply], finding_ids: Collection[str]) -> pa.Table:
    """The table `replies`, in the order of the file. A reply whose finding is not among the ids is `idle`, else `standing`."""
    rows = [
        {
            "line": one.line, "finding_id": one.finding, "put_on": one.put_on, "answered_on": one.answered_on,
            "answer": one.answer, "corrected_on": one.corrected_on, "correction": one.correction,
            "state": "standing" if one.finding in finding_ids else "idle",
        }
        for one in found
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _wrong(row: spreadsheet.Row, column: str, value: str, problem: str, fix: str) -> UserError:
    shown = f" '{value[:80]}'" if value else ""
    return UserError(f"{FILE} {row.where}, column {column}{shown}", problem, fix)


def _reply(row: spreadsheet.Row, labels: list[str]) -> tuple[Reply, list[UserError]]:
    cells = dict(zip(labels, row.cells, strict=False))
    said = {column: cells.get(column, "") for column in COLUMNS}
    errors = []
    if any(row.cells[len(labels) :]):
        fix = "put a cell that holds a comma in quotation marks"
        errors.append(UserError(f"{FILE} {row.where}", f"has more cells than the first row has columns ({len(labels)})", fix))
    said["finding"] = said["finding"].lower()
    if not re.fullmatch(r"[0-9a-f]{16}", said["finding"]):
        problem = "is no id of a finding" if said["finding"] else "is empty"
        fix = "copy the 16 letters and digits from the finding's page or from findings.csv"
        errors.append(_wrong(row, "finding", said["finding"], problem, fix))
    days: dict[str, date | None] = {}
    for column in _DAYS:
        days[column], wrong = _day(row, column, said[column])
        errors += wrong
    for day, text in _PAIRS:
        if said[day] and not said[text]:
            errors.append(_wrong(row, text, "", f"is empty, but {day} is given", f"write the {text}, or leave out the day"))
        if said[text] and not said[day]:
            errors.append(_wrong(row, day, "", f"is empty, but there is a text in {text}", "write its day as 2026-03-31"))
    if not any(said[column] for column in _DAYS):
        fix = "write the day on which the finding was put to the agency, answered or corrected"
        errors.append(_wrong(row, "put_on", "", "is empty, and so are the other days", fix))
    put_on, answered_on = days["put_on"], days["answered_on"]
    if put_on and answered_on and answered_on < put_on:
        errors.append(_wrong(row, "answered_on", said["answered_on"], "is before put_on", "swap the two days"))
    return Reply(row.where, said["finding"], answer=said["answer"], correction=said["correction"], **days), errors


def _day(row: spreadsheet.Row, column: str, text: str) -> tuple[date | None, list[UserError]]:
    if not text:
        return None, []
    try:
        return date.fromisoformat(text), []
    except ValueError:
        return None, [_wrong(row, column, text, "is no day of the calendar", "write it as 2026-03-31")]
