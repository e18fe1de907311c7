"""What every queue of the review shares: which item is shown, and where j and k lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from starlette.requests import Request

from plainview import decisions, store
from plainview.case import Case

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


def waiting(case: Case) -> int:
    """How many lines of decisions.csv the tables do not know yet."""
    folder = store.current(case.warehouse)
    if folder is None:
        return 0
    opened = store.Store(folder, case.warehouse / "serve" / "asked", threads=1)
    try:
        n_known = int(opened.rows("server/n_decisions")[0]["n"])
    finally:
        opened.close()
    return max(0, len(decisions.read(case.decisions)) - n_known)


async def n_waiting(request: Request) -> int:
    """The same, kept until decisions or tables change."""
    state = request.app.state
    found: int = await state.reading.of("waiting", lambda: waiting(state.case))
    return found
