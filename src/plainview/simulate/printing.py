"""How a batch of searches is printed: one list of texts a column, for all logs alike. What a log hides is audits.py's."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.phrases import Phrases
from plainview.simulate.searching import Searches, Texts
from plainview.simulate.world import Ints, World

# Columns whose text may hold a comma, a quote or a line break; the rest never do.
_MAY_NEED_QUOTES = frozenset({"reason", "case", "filters", "prompt", "offense", "org"})
_STEP, _STRIDE = (
    97,
    13,
)  # any two that share no factor with the number of names: users of one agency never share a name


def person(agency: int, account: int) -> str:
    """Return the made-up name of one user of one agency (both by number)."""
    return str(_names()[(agency * _STEP + account * _STRIDE) % len(_names())])


def columns(world: World, phrases: Phrases, batch: Searches, wanted: frozenset[str]) -> dict[str, Texts]:
    """Return the raw text of every column named in `wanted`, except org, which each custodian spells its own way."""
    known = knowledge.table("exports")
    made: dict[str, Callable[[], Texts]] = {
        "id": lambda: batch.ids,
        "name": lambda: _names()[(batch.searcher * _STEP + batch.account * _STRIDE) % len(_names())],
        "networks": lambda: _numbers(batch.networks),
        "devices": lambda: _numbers(batch.devices),
        "window": lambda: _windows(batch),
        "plate": lambda: _plates()[batch.plate],
        "reason": lambda: batch.reason,
        "offense": lambda: phrases.offenses[batch.phrase],
        "case": lambda: batch.case,
        "filters": lambda: _picked((*known["fill"]["filters"], ""), batch.filters),
        "time": lambda: times(batch.seconds),
        "type": lambda: _picked(tuple(known["search_types"]), batch.kind),
        "prompt": lambda: _picked((*known["fill"]["prompts"], ""), batch.prompt),
        "moderation": lambda: _picked((known["fill"]["moderation"], ""), np.where(batch.prompt < 0, -1, 0)),
    }
    return {name: made[name]() for name in made if name in wanted}


def quoted(name: str, texts: Texts) -> Texts:
    """Return a column as CSV prints it: quotes only where they are needed."""
    if name in ("time", "window"):  # a printed time always holds a comma
        return as_texts([f'"{t}"' for t in texts])
    if name in _MAY_NEED_QUOTES:
        return as_texts([csv_cell(t) for t in texts])
    return texts


def csv_cell(text: str) -> str:
    """Return one CSV cell, quoted only where it must be."""
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def times(seconds: Ints) -> Texts:
    """Return UTC instants as the vendor prints them: `11/13/2025, 10:00:17 PM UTC`."""
    clock = _clock()
    days, within = np.divmod(seconds, 86_400)
    return as_texts([_day(d) + clock[s] for d, s in zip(days.tolist(), within.tolist(), strict=True)])


def as_texts(values: list[str]) -> Texts:
    texts = np.empty(len(values), dtype=object)
    texts[:] = values
    return texts


def _windows(batch: Searches) -> Texts:
    """Return the time frame, two lines in one cell."""
    pairs = zip(times(batch.opens).tolist(), times(batch.closes).tolist(), strict=True)
    return as_texts([f"{opens}\n{closes}" for opens, closes in pairs])


def _numbers(values: Ints) -> Texts:
    return as_texts(list(map(str, values.tolist())))


def _picked(words: tuple[str, ...], at: Ints) -> Texts:
    return as_texts(list(words))[at]


@cache
def _clock() -> tuple[str, ...]:
    """Every second of a day, printed: the table makes printing a lookup."""
    return tuple(
        f"{h % 12 or 12:02d}:{m:02d}:{s:02d} {'AM' if h < 12 else 'PM'} UTC"
        for h in range(24)
        for m in range(60)
        for s in range(60)
    )


@cache
def _day(number: int) -> str:
    year, month, day = str(np.datetime64(number, "D")).split("-")
    return f"{month}/{day}/{year}, "


@cache
def _plates() -> Texts:
    """Plates that say themselves that they are none; the last is no plate."""
    return as_texts([*(f"FAKE{i:04d}" for i in range(10_000)), ""])


@cache
def _names() -> Texts:
    people = knowledge.table("world")["people"]
    return as_texts([f"{initial}. {surname}" for surname in people["surnames"] for initial in people["initials"]])
