"""The made-up country of one run: names that are given out, and all that is to be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.breaches.plant import Member, Page, Paper, Plant, Row

_OFFICE = {"PD": "Police Department", "SO": "Sheriff's Office"}


def known() -> dict[str, Any]:
    """The knowledge of breaches.toml."""
    return knowledge.table("breaches")


@dataclass(slots=True)
class Country:
    """Everything that is printed, by agency as printed. Random numbers come from the seed alone, in the order of making."""

    rng: np.random.Generator
    logs: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    keepers: dict[str, str] = field(default_factory=dict)
    plants: list[Plant] = field(default_factory=list)
    _used: dict[str, int] = field(default_factory=dict)
    _starts: dict[str, int] = field(default_factory=dict)

    def place(self, state: str) -> str:
        """A place that no other agency of the state has yet: each is used once, then again as "New ..."."""
        names, prefixes = knowledge.places(), knowledge.table("world")["place_prefixes"]
        start = self._starts.setdefault(state, int(self.rng.integers(len(names))))
        number = self._used.get(state, 0)
        self._used[state] = number + 1
        turn, at = divmod(number, len(names))
        name = names[(start + at) % len(names)]
        return f"{prefixes[turn - 1]} {name}" if turn else name

    def police(self, state: str) -> str:
        return f"{self.place(state)} {state} PD"

    def named(self, pattern: str, state: str) -> str:
        """Fill {place}, {ST} and {FAR} of a name; {FAR} is one of the states without rules of their own."""
        spare = [code for code in known()["spare_states"] if code != state]
        far = spare[int(self.rng.integers(len(spare)))]
        return pattern.format(place=self.place(far if "{FAR}" in pattern else state), ST=state, FAR=far)

    def plant(self, **facts: Any) -> Plant:
        one = Plant(id=f"B{len(self.plants) + 1:05d}", **facts)
        self.plants.append(one)
        return one

    def log(self, agency: str, kind: str, row: Row) -> None:
        self.logs.setdefault((agency, kind), []).append(row)

    def page(self, agency: str, day: date) -> Page:
        """The page of an agency on a day, made where there is none yet; it posts no retention until told."""
        for one in self.pages:
            if (one.agency, one.day) == (agency, day):
                return one
        self.pages.append(Page(agency, day, retention=""))
        return self.pages[-1]

    def join(self, name: str, state: str, model: str) -> None:
        """Put an agency on the 287(g) lists under its long name. model "left": a task force that left before the last list."""
        *place, code, office = name.split(" ")
        left = model == "left"
        self.members.append(Member(f"{' '.join(place)} {_OFFICE[office]}", code, "Task Force Model" if left else model, left))

    def filled(self, at: datetime, org: str) -> Row:
        """An ordinary search of that agency: a crime, a case number, a plate, a person, a day's window."""
        ordinary = known()["ordinary"]
        people = knowledge.table("world")["people"]
        reasons, surnames = ordinary["reasons"], people["surnames"]
        return Row(
            at, org, reasons[int(self.rng.integers(len(reasons)))],
            case=f"26-{int(self.rng.integers(1, 99_999)):06d}",
            name=f"{people['initials'][int(self.rng.integers(20))]}. {surnames[int(self.rng.integers(len(surnames)))]}",
            plate=f"FAKE{int(self.rng.integers(10_000)):04d}", networks=ordinary["networks"], devices=ordinary["devices"],
        )  # fmt: skip
