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
    errors: list[UserError] = []
    found = []
    for row, said in spreadsheet.labelled(rows, FILE, COLUMNS, ("finding",)):
        one, wrong = _reply(row, said)
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


def _reply(row: spreadsheet.Row, said: dict[str, str]) -> tuple[Reply, list[UserError]]:
    errors: list[UserError] = []
    said["finding"] = said["finding"].lower()
    if not re.fullmatch(r"[0-9a-f]{16}", said["finding"]):
        problem = "is no id of a finding" if said["finding"] else "is empty"
        fix = "copy the 16 letters and digits from the finding's page or from findings.csv"
        errors.append(spreadsheet.wrong(FILE, row, "finding", said["finding"], problem, fix))
    days: dict[str, date | None] = {}
    for column in _DAYS:
        days[column], wrong = spreadsheet.day(FILE, row, column, said[column])
        errors += wrong
    for day, text in _PAIRS:
        if said[day] and not said[text]:
            errors.append(
                spreadsheet.wrong(FILE, row, text, "", f"is empty, but {day} is given", f"write the {text}, or leave out the day")
            )
        if said[text] and not said[day]:
            errors.append(
                spreadsheet.wrong(FILE, row, day, "", f"is empty, but there is a text in {text}", "write its day as 2026-03-31")
            )
    if not any(said[column] for column in _DAYS):
        fix = "write the day on which the finding was put to the agency, answered or corrected"
        errors.append(spreadsheet.wrong(FILE, row, "put_on", "", "is empty, and so are the other days", fix))
    put_on, answered_on = days["put_on"], days["answered_on"]
    if put_on and answered_on and answered_on < put_on:
        errors.append(spreadsheet.wrong(FILE, row, "answered_on", said["answered_on"], "is before put_on", "swap the two days"))
    return Reply(row.where, said["finding"], answer=said["answer"], correction=said["correction"], **days), errors
