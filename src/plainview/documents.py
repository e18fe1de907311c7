"""Documents that laws ask agencies to have: what kinds there are, and what a case's documents.csv says it holds of them.

A law may ask for an audit report, a register or an agreement that no log shows. Whoever has seen one, or has been told that
there is none, writes a line: agency, document, answer (`held` or `none`), its days, where it can be read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from plainview import spreadsheet
from plainview.errors import UserError, UserErrors

FILE = "documents.csv"
COLUMNS = ("agency", "document", "answer", "dated_on", "covers_from", "covers_to", "url", "note")
ANSWERS = ("held", "none")
_DAYS = ("dated_on", "covers_from", "covers_to")
_TEXTS = ("agency_id", "agency_raw", "document", "answer", "url", "note")
SCHEMA = pa.schema([*((name, pa.string()) for name in _TEXTS), *((name, pa.date32()) for name in _DAYS)])
KINDS_SCHEMA = pa.schema([("kind", pa.string())])


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its id, its name, and how to ask an agency for it."""

    id: str
    title: str
    ask: str


@dataclass(frozen=True, slots=True)
class Document:
    """One line of documents.csv. where: "line 3". agency: its name as the records print it."""

    where: str
    agency: str
    document: str
    answer: str
    dated_on: date | None
    covers_from: date | None
    covers_to: date | None
    url: str
    note: str


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of document by its id."""
    raw = tomllib.loads(files("plainview").joinpath("documents.toml").read_text(encoding="utf-8"))
    return {id: Kind(id, one["title"], one["ask"]) for id, one in sorted(raw.items())}


def kinds_table() -> pa.Table:
    """The ids alone, for SQL: sql/fact/document.sql asks each agency about each."""
    return pa.Table.from_pylist([{"kind": id} for id in kinds()], schema=KINDS_SCHEMA)


def load(folder: Path) -> list[Document]:
    """What the case in this folder says it holds; nothing if it has no documents.csv.

    Raises:
        UserErrors: every mistake in the file at once, each with its line, column, value and what to do.
    """
    path = folder / FILE
    return parse(spreadsheet.read(path)) if path.exists() else []


def parse(rows: list[spreadsheet.Row]) -> list[Document]:
    """Documents from the rows of the file, the header first; see `load`."""
    if not rows:
        return []
    labels = [label.strip().lower().replace(" ", "_") for label in rows[0].cells]
    errors = [
        _wrong(rows[0], label, "", "is no column of this file", f"use the columns {', '.join(COLUMNS)}")
        for label in labels
        if label and label not in COLUMNS
    ]
    errors += [
        _wrong(rows[0], label, "", "does not stand once", "name each column once; agency and document are needed")
        for label in COLUMNS
        if labels.count(label) > 1 or (label in ("agency", "document") and label not in labels)
    ]
    if errors:
        raise UserErrors(errors)
    found = []
    for row in rows[1:]:
        one, wrong = _document(row, labels)
        errors += wrong
        found.append(one)
    if errors:
        raise UserErrors(errors)
    return found


def table(found: list[Document], agency_id: Callable[[str], str]) -> pa.Table:
    """The table `documents`, in a fixed order. agency_id: how the case reads a name."""
    rows = [
        {
            "agency_id": agency_id(one.agency), "agency_raw": one.agency, "document": one.document, "answer": one.answer,
            "dated_on": one.dated_on, "covers_from": one.covers_from, "covers_to": one.covers_to, "url": one.url,
            "note": one.note,
        }
        for one in found
    ]  # fmt: skip
    return pa.Table.from_pylist(sorted(rows, key=lambda row: [str(value) for value in row.values()]), schema=SCHEMA)


def _wrong(row: spreadsheet.Row, column: str, value: str, problem: str, fix: str) -> UserError:
    shown = f" '{value[:80]}'" if value else ""
    return UserError(f"{FILE} {row.where}, column {column}{shown}", problem, fix)


def _document(row: spreadsheet.Row, labels: list[str]) -> tuple[Document, list[UserError]]:
    cells = dict(zip(labels, row.cells, strict=False))
    said = {column: cells.get(column, "") for column in COLUMNS}
    errors = []
    if any(row.cells[len(labels) :]):
        fix = "put a cell that holds a comma in quotation marks"
        errors.append(UserError(f"{FILE} {row.where}", f"has more cells than the first row has columns ({len(labels)})", fix))
    if not said["agency"]:
        errors.append(_wrong(row, "agency", "", "is empty", "write the agency's name as the records print it"))
    said["document"] = said["document"].lower().replace(" ", "_").replace("-", "_")
    if said["document"] not in kinds():
        errors.append(_wrong(row, "document", said["document"], "is no kind of document", f"use one of: {', '.join(kinds())}"))
    said["answer"] = said["answer"].lower() or "held"
    if said["answer"] not in ANSWERS:
        fix = "write held, or none where the agency answered that there is none"
        errors.append(_wrong(row, "answer", said["answer"], "is no answer", fix))
    if said["url"] and not re.match(r"https?://\S+$", said["url"]):
        errors.append(_wrong(row, "url", said["url"], "is not a web address", "write it with https://, or leave it out"))
    days: dict[str, date | None] = {}
    for column in _DAYS:
        days[column], wrong = _day(row, column, said[column])
        errors += wrong
    first, last = days["covers_from"], days["covers_to"]
    if first and last and last < first:
        errors.append(_wrong(row, "covers_to", said["covers_to"], "is before covers_from", "swap the two days"))
    return (
        Document(row.where, said["agency"], said["document"], said["answer"], url=said["url"], note=said["note"], **days),
        errors,
    )


def _day(row: spreadsheet.Row, column: str, text: str) -> tuple[date | None, list[UserError]]:
    if not text:
        return None, []
    try:
        return date.fromisoformat(text), []
    except ValueError:
        return None, [_wrong(row, column, text, "is no day of the calendar", "write it as 2026-03-31")]
