"""What a quirk is: a named function on drafts. Its name is its id, its first line its description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from plainview.simulate.quirks.draft import Draft

Change = Callable[[Draft, np.random.Generator], Draft | list[Draft]]
MONTHS, ROWS, COPIES, COLUMNS, LABELS, GRID, FILE = range(7)  # the order in which quirks are applied


@dataclass(frozen=True, slots=True)
class Quirk:
    """One way in which records come odd.

    stage: when it is applied. slots: what it takes hold of; two quirks of one slot cannot be in one file.
    told: its rows need not be read, if they are set aside or named by an issue. tells: one of these must be told of the file.
    mixes: it may stand together with others in one file.
    """

    id: str
    what: str
    stage: int
    slots: frozenset[str]
    change: Change
    told: bool
    tells: tuple[str, ...]
    mixes: bool


def quirk(stage: int, slots: str, tells: str = "", told: bool = False, mixes: bool = True) -> Callable[[Change], Quirk]:
    """Make a quirk of a function. slots, tells: words separated by spaces."""

    def made(change: Change) -> Quirk:
        what = " ".join((change.__doc__ or "").split())
        name = change.__name__
        return Quirk(name, what, stage, frozenset(slots.split()), change, told, tuple(tells.split()), mixes)

    return made
