"""Published lists of agencies, known by the labels of their columns: the vendor's names, the FBI's ORI list, 287(g) lists."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from plainview.agencies import resolve, state_named
from plainview.agencies.vocabulary import STATES
from plainview.errors import UserError
from plainview.model import Agency
from plainview.spreadsheet import Row

HEADER_ROWS = 10
_OFFICES = frozenset("police sheriff sheriffs marshal marshals constable safety department office patrol detectives".split())
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_IN_NAME = re.compile(r"(?<!\d)(?:(20\d\d)-?(\d\d)-?(\d\d)|(\d\d)-?(\d\d)-?(20\d\d))(?!\d)")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: its id (the table's name in places/lists.toml), what it is, and which labels its columns may have."""

    id: str
    title: str
    source: str
    needs: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list: the name as printed, who it is, and what else the row says ("" where it says nothing).

    listed_on: the day of the list that this row is from; later: a list later on the same day ("pm"). signed_on: see 287(g).
    """

    where: str
    name_raw: str
    agency: Agency
    type_raw: str
    ori: str
    note: str
    model: str
    listed_on: date | None
    later: bool
    signed_on: date | None


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of list, the particular before the general."""
    found = []
    for id, one in _toml().items():
        if "needs" in one:
            columns = {name: tuple(labels) for name, labels in one["columns"].items()}
            found.append(Kind(id, one["title"], one["source"], tuple(one["needs"]), columns, one.get("programme", "")))
    return tuple(found)


@cache
def _toml() -> dict[str, Any]:
    return tomllib.loads((files("plainview") / "places" / "lists.toml").read_text(encoding="utf-8"))


def recognise(rows: list[Row], name: str) -> tuple[Kind, dict[str, int], int]:
    """(kind of list, place of each of its columns, number of its header's row) by the first row whose labels are known.

    Raises:
        UserError: no row has labels that are known.
    """
    for kind in kinds():
        for at, row in enumerate(rows[:HEADER_ROWS]):
            places = _places(kind, row.cells)
            if set(kind.needs) <= set(places):
                return kind, places, at
    known = "; ".join(f"{kind.title} ({', '.join(kind.columns[column][0] for column in kind.needs)})" for kind in kinds())
    raise UserError(name, "has no labels of a list that is known", f"name its columns in the first row as one of these: {known}")


def _places(kind: Kind, cells: list[str]) -> dict[str, int]:
    labels = [" ".join(cell.lower().split()) for cell in cells]
    places: dict[str, int] = {}
    for column, wanted in kind.columns.items():
        found = next((labels.index(label) for label in wanted if label in labels), None)
        if found is not None and found not in places.values():
            places[column] = found
    return places


def read(rows: list[Row], name: str) -> tuple[Kind, list[Listed], list[tuple[str, str]]]:
    """(kind, its rows, rows left out as (where, why)) of a list whose file is called `name`."""
    kind, places, header = recognise(rows, name)
    listed: list[Listed] = []
    left: list[tuple[str, str]] = []
    for row in rows[header + 1 :]:
        cells = {column: row.cells[at] if at < len(row.cells) else "" for column, at in places.items()}
        cells = {column: "" if cell in ("NA", "N/A") else cell for column, cell in cells.items()}
        if row.cells == rows[header].cells:
            left.append((row.where, "repeats the labels"))
        elif not any(letter.isalpha() for letter in cells["name"]):
            left.append((row.where, "has no name"))
        else:
            listed.append(_listed(kind, row.where, cells))
    return kind, listed, left


def _listed(kind: Kind, where: str, cells: dict[str, str]) -> Listed:
    listed_on, signed_on, model = (cells.get(column, "") for column in ("listed_on", "signed_on", "model"))
    return Listed(
        where, cells["name"], _agency(kind, cells), cells.get("type", ""), cells.get("ori", ""), cells.get("note", ""),
        " ".join(model.split()), day(listed_on), listed_on.lower().endswith("pm"), day(signed_on),
    )  # fmt: skip


def _agency(kind: Kind, cells: dict[str, str]) -> Agency:
    name, state = cells["name"], state_named(cells.get("state", ""))
    if kind.id == "fbi_ori":
        state = state or {"nb": "NE", "gm": "GU"}.get(cells["state"].lower(), "")  # as the FBI writes them
        name = fbi_name(name, state, cells["type"])
    elif kind.programme and state:
        name = _with_department(name, state)
    return resolve(name, state, stated=bool(state))


def fbi_name(name: str, state: str, type_: str) -> str:
    """The FBI's short name with the office that its kind of agency means: ("Alder", "OH", "County") is a sheriff's office."""
    name = name.strip(" :,")
    office = _toml()["fbi_office"].get(type_, "")
    if type_ == "State Police" and state and STATES[state].name.lower() not in name.lower():
        return f"{STATES[state].name} {name}"
    if type_ == "County" and not {"county", "parish", "police", "sheriff"} & set(name.lower().split()):
        name += " Parish" if state == "LA" else " County"
    has_office = _OFFICES & set(name.lower().replace("'", "").split())
    return name if not office or has_office else f"{name} {office}"


def _with_department(name: str, state: str) -> str:
    """One published copy of the 287(g) lists has lost the word: "ohio of corrections" is a department."""
    start = f"{STATES[state].name} of ".lower()
    if not name.lower().startswith(start):
        return name
    return f"{name[: len(start) - 4]} department{name[len(start) - 4 :]}"


def day(text: str) -> date | None:
    """The day at the start of a cell, as 2026-03-31 or 3/31/2026; None if there is none."""
    found = _DAY.match(text.strip())
    if found is None:
        return None
    year, month, day_, *american = found.groups()
    if american[0]:
        month, day_, year = american
    return _date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day_))


def day_in_name(name: str) -> date | None:
    """The day that a file's name tells, as 2026-03-31 or 03312026; None if it tells none, or several."""
    days = {_date(int(f[0] or f[5]), int(f[1] or f[3]), int(f[2] or f[4])) for f in _IN_NAME.findall(name)} - {None}
    return days.pop() if len(days) == 1 else None


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None
