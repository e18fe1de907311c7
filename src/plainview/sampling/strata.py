"""The strata of a sample: read from a file, checked before anything is drawn, and compiled to one SQL expression."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import sqlglot
from sqlglot import exp

from plainview.errors import UserError, UserErrors
from plainview.law import predicate
from plainview.store import sql

OWN = "strata.toml"
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KINDS = {"BOOLEAN": "boolean", "VARCHAR": "text", "TEXT": "text", "DOUBLE": "number"}
_LARGEST = 20


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of the frame. when: the predicate as written; a search stands in the first stratum whose predicate is true."""

    id: str
    title: str
    when: str


def load(path: Path | None = None) -> list[Stratum]:
    """The strata of a file, plainview's own without one.

    Raises:
        UserErrors: all that is wrong with it: an id, a predicate, or a last stratum that does not take the rest.
    """
    where = str(path or OWN)
    try:
        text = path.read_text(encoding="utf-8") if path else files("plainview").joinpath("sampling", OWN).read_text("utf-8")
        found = tomllib.loads(text)
    except OSError as error:
        raise UserError(where, f"cannot be read: {error.strerror}", "name a file that you may read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(where, f"cannot be read: {error}", "see docs/sample.md for how strata are written") from error
    rows = found.get("stratum")
    if not isinstance(rows, list) or not 1 <= len(rows) <= _LARGEST or not all(isinstance(row, dict) for row in rows):
        raise UserError(where, f"does not name 1 to {_LARGEST} strata", "write each below a line [[stratum]]")
    strata, errors = [], []
    for number, row in enumerate(rows, start=1):
        cells = {name: str(row.get(name, "")).strip() for name in ("id", "title", "when")}
        errors += [UserError(f"{where}, stratum {number}, {name}", *said) for name, *said in _wrong(cells)]
        errors += [UserError(f"{where}, stratum {number}, {name}", "is nothing that a stratum has", "take it out")
                   for name in row if name not in cells]  # fmt: skip
        strata.append(Stratum(**cells))
    ids = [one.id for one in strata]
    errors += [UserError(f"{where}, {id_}", "is named twice", "give each stratum an id of its own")
               for id_ in dict.fromkeys(ids) if ids.count(id_) > 1]  # fmt: skip
    if strata[-1].when.lower() != "true":
        fix = 'end with a stratum whose `when` is "true", so that each search stands in one'
        errors.append(UserError(f"{where}, stratum {len(strata)}", "does not take the rest", fix))
    if errors:
        raise UserErrors(errors)
    return strata


def number_sql(strata: list[Stratum]) -> str:
    """SQL that gives the number of the first stratum that fits, from 0. UserErrors for strata of a record that was edited."""
    wrong = [UserError(f"stratum {one.id}, {name}", *said) for one in strata for name, *said in _wrong(asdict(one))]
    if wrong:
        raise UserErrors(wrong)
    lines = [f"when {predicate.compiled(predicate.parse(one.when, facts()))} then {at}" for at, one in enumerate(strata)]
    return f"case {' '.join(lines)} end"


@cache
def facts() -> dict[str, str]:
    """What a stratum may ask of a search, and its kind: boolean, text or number."""
    select = sqlglot.parse_one(sql("sample/frame"), dialect="duckdb")
    assert isinstance(select, exp.Select)
    casts = {one.alias: one.this for one in select.selects if isinstance(one, exp.Alias) and isinstance(one.this, exp.Cast)}
    return {name: _KINDS[cast.to.this.name] for name, cast in casts.items()}


def _wrong(cells: dict[str, str]) -> list[tuple[str, str, str]]:
    wrong = []
    if not _ID.fullmatch(cells["id"]):
        wrong.append(("id", "is no name", "use small letters, figures and _, such as long_window"))
    if not cells["title"].isprintable() or not cells["title"]:
        wrong.append(("title", "is empty or holds a control sign", "say in a few words which searches these are"))
    try:
        predicate.parse(cells["when"], facts())
    except predicate.Refused as error:
        wrong.append(("when", str(error), "write a comparison such as window_days > 366; see docs/sample.md"))
    return wrong
