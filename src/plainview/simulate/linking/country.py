"""The agencies of a network made for linking: places with neighbours that must stay apart, and who shares with whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from plainview.simulate import knowledge
from plainview.simulate.world import NEVER, Agency, Days, World, span

_LEVELS = {"campus": "campus", "tribal": "tribal", "federal": "federal", "state_police": "state"}
_SENTINEL_DAY = -200  # before the run: a share that has long been open


@dataclass(frozen=True, slots=True)
class Body:
    """What an agency's name is made of: the body named, its state ("" for a federal bureau) and the words for its office."""

    body: str
    state: str
    offices: tuple[str, ...]
    kind: str
    cameras: int
    beside: str  # which of [bodies] it is, "state_police" or "bureau"
    county: str  # another place of the state, for "(Cinder County)"


def bodies(seed: int, count: int) -> list[Body]:
    """Return `count` bodies, no two of one name, state and kind of office. Equal arguments give equal bodies."""
    rng = np.random.default_rng([seed, 20])
    known = knowledge.table("linking")
    found: list[Body] = []
    taken: set[tuple[str, str, str]] = set()
    for one in _drawn(rng, known):
        key = (one.body.casefold(), one.state, one.offices[0])
        if key not in taken:
            taken.add(key)
            found.append(one)
        if len(found) == count:
            return found
    raise AssertionError("places never end")


def _drawn(rng: np.random.Generator, known: dict[str, Any]) -> Iterator[Body]:
    """Yield bodies without end: each place's in turn, federal bureaus and state police between."""
    bureaus = [name.removeprefix("[Federal] ") for name in knowledge.table("world")["bureaus"]["names"]]
    police = {code: one["police"] for code, one in knowledge.table("world")["states"].items()}
    codes, weights = list(known["states"]), np.array([s["weight"] for s in known["states"].values()], dtype=float)
    waiting: dict[str, list[str]] = {}
    turn = 0
    while True:
        state = codes[int(rng.choice(len(codes), p=weights / weights.sum()))]
        if not waiting.get(state):
            again = state in waiting
            names = [f"South {name}" if again else name for name in knowledge.places()]
            waiting[state] = [names[i] for i in rng.permutation(len(names))]
        place = _place(rng, waiting[state].pop(), known["country"])
        county = waiting[state][-1] if waiting[state] else place
        yield from _of_place(rng, place, county, state, known)
        if turn % 5 == 1 and turn // 5 < len(bureaus):
            yield Body(bureaus[turn // 5], "", ("",), "federal", 0, "bureau", "")
        if turn % 5 == 3 and state in police:
            yield Body(police[state], state, ("",), "state_police", int(rng.integers(60, 400)), "state_police", "")
            del police[state]
        turn += 1


def _place(rng: np.random.Generator, name: str, known: dict[str, Any]) -> str:
    drawn = float(rng.random())
    if drawn < known["saints"]:
        return f"Saint {name.split()[0]}"
    return f"Mount {name.split()[-1]}" if drawn < known["saints"] + known["mounts"] else name


def _of_place(rng: np.random.Generator, place: str, county: str, state: str, known: dict[str, Any]) -> Iterator[Body]:
    country, chances = known["country"], rng.random((len(known["bodies"]), 2))
    only = {"township": country["townships"], "town": country["towns"], "county_police": country["county_police"]}
    chosen = {
        beside: spec
        for (beside, spec), (chance, _) in zip(known["bodies"].items(), chances, strict=True)
        if chance < spec["chance"] and (beside not in only or state in only[beside])
    }
    for at, (beside, spec) in enumerate(known["bodies"].items()):
        if beside not in chosen:
            continue
        body = spec["body"].replace("P", place, 1) if not spec["body"].endswith(" P") else spec["body"][:-1] + place
        if state in country["parishes"] and body.endswith(" County"):
            body = body.removesuffix("County") + "Parish"
        if beside == "police" and "town" in chosen:
            body = f"{place} City"
        if beside == "school" and state != "TX":
            body = f"{place} Schools"
        offices = tuple(spec["offices"])
        if beside == "prosecutor" and state == "IL":
            offices = ("State's Attorney's Office", "State's Attorney")
        low, high = spec["cameras"]
        cameras = round(low + (high - low) * float(chances[at, 1]) ** 3)
        yield Body(body, state, offices, spec["kind"], cameras, beside, county)


def make_country(seed: int, found: list[Body], usual: list[str], custodians: int, slugs: list[str]) -> World:
    """Return the country as a World: its people, who shares with whom, and whose logs are disclosed.

    usual: the vendor's name of each body. custodians: how many disclose; must not be more than have cameras.
    """
    first, days = span()
    rng = np.random.default_rng([seed, 21])
    habits = knowledge.table("reasons")["habits"]
    habit_p = np.array([h["weight"] for h in habits.values()], dtype=float)
    drawn = rng.choice(len(habits), len(found), p=habit_p / habit_p.sum())
    users = np.clip(rng.lognormal(3.0, 0.9, len(found)), 3, 400).astype(int)
    agencies = tuple(
        Agency(
            id=agency_id(one), name=name, spellings=(name, plain(one)), state=one.state, kind=one.kind,
            level=_LEVELS.get(one.kind, "local"), slug=slug, cameras=one.cameras, users=int(users[i]),
            habit="federal" if one.kind == "federal" else list(habits)[drawn[i]],
            late_habit="federal" if one.kind == "federal" else list(habits)[drawn[i]], switch_day=NEVER,
        )
        for i, (one, name, slug) in enumerate(zip(found, usual, slugs, strict=True))
    )  # fmt: skip
    owners = np.nonzero([one.cameras > 0 and one.kind != "state_police" for one in found])[0]
    disclose = tuple(sorted(rng.permutation(owners)[:custodians].tolist()))
    weights = users * rng.lognormal(0.0, 0.4, len(found))
    weights = weights / weights.sum()
    begins, ends = _shares(rng, agencies, disclose, weights, days)
    return World(seed, first, days, agencies, weights, begins, ends, disclose)


def agency_id(one: Body) -> str:
    """Return the truth's own name of a body: `oh-alder-falls-pd`."""
    return knowledge.slug(f"{one.state or 'us'} {one.body} {one.offices[0]}")


def plain(one: Body) -> str:
    """Return the commonest form of a body's name: `Alder Falls OH PD`."""
    return " ".join(part for part in (one.body, "" if one.beside == "state_police" else one.state, one.offices[0]) if part)


def _shares(
    rng: np.random.Generator,
    agencies: tuple[Agency, ...],
    custodians: tuple[int, ...],
    weights: npt.NDArray[np.float64],
    days: int,
) -> tuple[Days, Days]:
    """Draw who shares with whom. Custodians differ in openness, set so that a search stands in as many logs as wanted.

    Every agency has one custodian at least that has shared with it all along: each search stands in a log.
    """
    known = knowledge.table("world")["sharing"]
    n = len(agencies)
    state = np.array([a.state for a in agencies])
    closed = np.isin(state, knowledge.table("linking")["country"]["closed_states"])
    cameras = np.array([a.cameras > 0 for a in agencies])
    same = state[:, None] == state[None, :]
    chance = np.where(same, known["same_state"], np.where(closed[:, None], 0.0, known["other_state"])) * cameras[:, None]
    rows = np.array(custodians)
    chance[rows] = _opened(rng, chance[rows], same[rows], weights)
    begins = np.full((n, n), NEVER, dtype=np.int16)
    ends = np.full((n, n), NEVER, dtype=np.int16)
    for owner in range(n):
        draw, when, stop = rng.random((3, n))
        shared = draw < chance[owner]
        within = when < known["begins_within"]
        opened = np.where(within, when / known["begins_within"] * (days - 10) + 3, -700 * when - 30)
        begins[owner] = np.where(shared, opened, NEVER).astype(np.int16)
        ending = shared & (stop < known["ends_within"]) & (opened < 0)
        ends[owner] = np.where(ending, stop / known["ends_within"] * (days - 10) + 5, NEVER).astype(np.int16)
    for number in range(n):
        home = [c for c in custodians if state[c] == state[number] and c != number]
        fitting = home or [c for c in custodians if not closed[c] and c != number] or [c for c in custodians if c != number]
        if fitting:
            partner = fitting[int(rng.integers(len(fitting)))]
            begins[partner, number], ends[partner, number] = _SENTINEL_DAY, NEVER
    np.fill_diagonal(begins, NEVER)
    return begins, ends


def _opened(
    rng: np.random.Generator, chance: npt.NDArray[np.float64], same: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Scale each custodian's chances by its openness, so that all custodians together see the wanted entries of a search."""
    openness = rng.lognormal(0.0, 1.2, (len(chance), 1))
    reach = np.array(list(knowledge.table("exports")["reach"].values()), dtype=float)
    only_own, in_state, everywhere = reach / reach.sum()
    everywhere += only_own  # a search of its own cameras stands in no other log: searches.py lets it reach every partner
    aim = min(float(knowledge.table("linking")["entries_per_search"]), len(chance) / 4)
    low, high = 0.0, 50.0
    for _ in range(40):
        scale = (low + high) / 2
        scaled = np.minimum(chance * openness * scale, 0.95)
        seen = float(((scaled * (everywhere + in_state * same)) @ weights).sum())
        low, high = (scale, high) if seen < aim else (low, scale)
    return np.minimum(chance * openness * low, 0.95)
