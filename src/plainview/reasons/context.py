"""What the searcher's own office says of its words (terms/_context.toml): ICE typed by ICE, ice typed by a drug unit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import re2

from plainview.errors import UserError
from plainview.model import Certainty, Purpose
from plainview.reasons import regex

FILE = Path(__file__).parent.parent / "terms" / "_context.toml"
_KEYS = {"office", "purpose", "from", "why"}


@dataclass(frozen=True, slots=True)
class Shift:
    """How an office moves a purpose of one certainty: to another certainty, or another purpose is added as ambiguous.

    find: the words that must be what decided, None for any.
    """

    office: str
    purpose: str
    before: Certainty
    to: Certainty | None
    adds: str
    find: regex.Find | None
    told: str


@dataclass(frozen=True, slots=True)
class Context:
    """The offices that are known, and their shifts."""

    ids: dict[str, tuple[str, ...]]
    names: dict[str, regex.Find]
    shifts: tuple[Shift, ...]

    def office(self, agency_id: str, name: str) -> str:
        """Which office an agency is, by the end of its id or the words of its name; "" for none that matters."""
        for office, ends in self.ids.items():
            if agency_id.endswith(ends):
                return office
        return next((office for office, find in self.names.items() if find(name.encode())), "")

    def moved(self, office: str, purposes: dict[str, Purpose]) -> dict[str, Purpose]:
        """The purposes as this office's words are read. Nothing moves without telling the line that moved it."""
        moved = dict(purposes)
        for shift in self.shifts:
            found = purposes.get(shift.purpose)
            if shift.office != office or found is None or found.certainty != shift.before:
                continue
            if shift.find and not shift.find(found.words.encode()):
                continue
            if shift.to:
                moved[found.id] = Purpose(found.id, shift.to, found.words, f"{found.made_by}; {shift.told}")
            else:
                moved.setdefault(shift.adds, Purpose(shift.adds, "ambiguous", found.words, shift.told))
        return moved


@cache
def load() -> Context:
    """Read the file once. Raises UserError naming the line that cannot be used."""
    text = FILE.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"terms/{FILE.name}", f"is not TOML: {error}", "mend the line it names") from None
    offices = data.get("office", {})
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip().startswith("[[shift]]")]
    shifts = []
    for row, line in zip(data.get("shift", []), lines, strict=True):
        where = f"terms/{FILE.name}, line {line}"
        if not set(row) >= _KEYS or row["office"] not in offices or ("to" in row) == ("adds" in row):
            raise UserError(where, "is no shift", "name office, purpose, from, why, and one of to, adds")
        if not {row["from"], row.get("to", row["from"])} <= set(get_args(Certainty)):
            raise UserError(where, "names no certainty in from or to", "write certain, probable or ambiguous")
        find = _finder(f"(?i)^(?:{row['words']})$", where) if "words" in row else None
        told = f"terms/{FILE.name}:{line} ({row['why']})"
        shifts.append(Shift(row["office"], row["purpose"], row["from"], row.get("to"), row.get("adds", ""), find, told))
    ids = {office: tuple(f"-{end}" for end in row["ids"]) for office, row in offices.items() if "ids" in row}
    between = r"(?i)(?:^|[^0-9a-z])(?:{})(?:[^0-9a-z]|$)"
    names = {
        office: _finder(between.format(row["names"]), f"terms/{FILE.name}, office {office}")
        for office, row in offices.items() if "names" in row
    }  # fmt: skip
    return Context(ids, names, tuple(shifts))


def _finder(pattern: str, where: str) -> regex.Find:
    try:
        return regex.finder(pattern)
    except re2.error as error:
        raise UserError(where, f"{pattern!r} is not an RE2 pattern: {error}", "mend the pattern") from None
