"""What every queue of the review shares: which item is shown, and where j and k lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from starlette.requests import Request

from plainview import decisions, store
from plainview.server.case_reading import Reading

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place(Generic[Item]):
    """One item of a queue. at: its number from 0; n: of how many; before, after: numbers of its neighbours, None at an end."""

    item: Item | None
    at: int
    n: int

    @property
    def before(self) -> int | None:
        return self.at - 1 if self.at > 0 else None

    @property
    def after(self) -> int | None:
        return self.at + 1 if self.at + 1 < self.n else None


def place(items: Sequence[Item], at: str) -> Place[Item]:
    """The item that an address asks for: the last one where there are no longer so many, the first where it says no number."""
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 9 else 0
    number = max(0, min(number, len(items) - 1))
    return Place(items[number] if items else None, number, len(items))


def today() -> date:
    return date.today()


async def n_waiting(request: Request) -> int:
    """How many lines of decisions.csv the tables do not know yet. A new line costs no new look at the tables."""
    reading: Reading = request.app.state.reading
    if store.current(reading.case.warehouse) is None:
        return 0

    def known() -> int:
        try:
            with reading.tables() as opened:
                return int(opened.rows("server/n_decisions")[0]["n"])
        except store.OUTDATED:  # tables of an older version: the page on which they are made anew must open all the same
            return 0

    n_known = await reading.of("n_decisions", known, with_decisions=False)
    n_lines = await reading.of("n_lines", lambda: len(decisions.read(reading.case.decisions)))
    return max(0, n_lines - n_known)
