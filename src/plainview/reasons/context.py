"""What the searcher's own office says of its words (terms/_context.toml): ICE typed by ICE, ice typed by a drug unit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
    """Read the file once. Raises UserError naming the shift that cannot be used."""
    text = FILE.read_text(encoding="utf-8")
    data = tomllib.loads(text)
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line == "[[shift]]"]
    shifts = []
    for row, line in zip(data["shift"], lines, strict=True):
        if not set(row) >= _KEYS or row["office"] not in data["office"] or ("to" in row) == ("adds" in row):
            raise UserError(
                f"terms/{FILE.name}, line {line}", "is no shift", "name office, purpose, from, why, and one of to, adds"
            )
        find = regex.finder(f"(?i)^(?:{row['words']})$") if "words" in row else None
        told = f"terms/{FILE.name}:{line} ({row['why']})"
        shifts.append(Shift(row["office"], row["purpose"], row["from"], row.get("to"), row.get("adds", ""), find, told))
    ids = {office: tuple(f"-{end}" for end in row["ids"]) for office, row in data["office"].items() if "ids" in row}
    between = r"(?i)(?:^|[^0-9a-z])(?:{})(?:[^0-9a-z]|$)"
    names = {office: regex.finder(between.format(row["names"])) for office, row in data["office"].items() if "names" in row}
    return Context(ids, names, tuple(shifts))
