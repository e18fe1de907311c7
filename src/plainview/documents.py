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
    errors: list[UserError] = []
    found = []
    for row, said in spreadsheet.labelled(rows, FILE, COLUMNS, ("agency", "document")):
        one, wrong = _document(row, said)
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


def _document(row: spreadsheet.Row, said: dict[str, str]) -> tuple[Document, list[UserError]]:
    errors: list[UserError] = []
    if not said["agency"]:
        errors.append(spreadsheet.wrong(FILE, row, "agency", "", "is empty", "write the agency's name as the records print it"))
    said["document"] = said["document"].lower().replace(" ", "_").replace("-", "_")
    if said["document"] not in kinds():
        errors.append(
            spreadsheet.wrong(
                FILE, row, "document", said["document"], "is no kind of document", f"use one of: {', '.join(kinds())}"
            )
        )
    said["answer"] = said["answer"].lower() or "held"
    if said["answer"] not in ANSWERS:
        fix = "write held, or none where the agency answered that there is none"
        errors.append(spreadsheet.wrong(FILE, row, "answer", said["answer"], "is no answer", fix))
    if said["url"] and not re.match(r"https?://\S+$", said["url"]):
        errors.append(
            spreadsheet.wrong(FILE, row, "url", said["url"], "is not a web address", "write it with https://, or leave it out")
        )
    days: dict[str, date | None] = {}
    for column in _DAYS:
        days[column], wrong = spreadsheet.day(FILE, row, column, said[column])
        errors += wrong
    first, last = days["covers_from"], days["covers_to"]
    if first and last and last < first:
        errors.append(spreadsheet.wrong(FILE, row, "covers_to", said["covers_to"], "is before covers_from", "swap the two days"))
    return (
        Document(row.where, said["agency"], said["document"], said["answer"], url=said["url"], note=said["note"], **days),
        errors,
    )
