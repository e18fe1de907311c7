"""Names of places and counties and the states they stand in, from GeoNames (places/us_*.txt). Read when first asked.

A name that stands in one state only is no proof of the state: of 6,144 towns and counties of the FBI's list with such a name,
86 are in another state (python eval/agencies.py). So it is told as a hint and never read as the state.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

COUNTY_WORDS = frozenset(["county", "parish", "borough"])


def _lines(stem: str) -> list[tuple[str, str]]:
    text = (files("plainview") / "places" / f"{stem}.txt").read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if line and not line.startswith("#"))
    return [(first, rest) for first, _, rest in rows]


@cache
def _places() -> dict[str, str]:
    return {name: state for state, names in _lines("us_places") for name in names.split("; ")}


@cache
def _counties() -> dict[str, frozenset[str]]:
    return {name: frozenset(states.split()) for name, states in _lines("us_counties")}


def is_county(name: list[str], state: str) -> bool:
    """Whether the state has a county of this name, given without the word county."""
    return state in _counties().get(" ".join([*name, "county"]), ())


def only_state(place: list[str]) -> str:
    """The one state in which a county or a place of 500 people or more has this name; "" if none or several do."""
    if place and place[-1] in COUNTY_WORDS:
        states = _counties().get(" ".join(place), frozenset())
        return min(states) if len(states) == 1 else ""
    return _places().get(" ".join(place), "")
