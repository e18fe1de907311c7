"""The made-up country: agencies, who shares with whom and when, and whose logs are disclosed. Bounded by agencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from plainview.simulate import knowledge

NEVER = 32000  # a day number later than any run: a share that has not ended, a habit that does not change
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int16]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Agency:
    """One made-up agency. `spellings[0]` is the vendor's usual name; `cameras` is 0 for those that only search."""

    id: str
    name: str
    spellings: tuple[str, ...]
    state: str
    kind: str
    level: str
    slug: str
    cameras: int
    users: int
    habit: str
    late_habit: str
    switch_day: int


@dataclass(frozen=True, slots=True)
class World:
    """The whole country of one run. Days are counted from `first_day`.

    begins, ends: [owner, searcher] day of the event that opened and closed the share; NEVER in `begins` means no share.
    custodians: index of each agency whose logs are disclosed, in the order of exports.toml.
    """

    seed: int
    first_day: date
    days: int
    agencies: tuple[Agency, ...]
    weights: npt.NDArray[np.float64]
    begins: Days
    ends: Days
    custodians: tuple[int, ...]

    def day(self, number: int) -> date:
        return self.first_day + timedelta(days=number)

    def months(self) -> tuple[str, ...]:
        """Return the months of the run, `2025-09` first."""
        return tuple(dict.fromkeys(self.day(d).isoformat()[:7] for d in range(self.days)))

    def in_force(self, day: int) -> Bools:
        """Return [owner, searcher]: who may search whom through the whole of `day`."""
        may: Bools = (self.begins < day) & (self.ends > day)
        return may

    def has_share(self) -> Bools:
        """Return [owner, searcher]: whether there was a share at any time."""
        ever: Bools = self.begins != NEVER
        return ever

    def change_days(self) -> set[int]:
        """Return the days on which `in_force` differs from the day before."""
        opened = np.unique(self.begins) + 1
        closed = np.unique(self.ends)
        return {int(d) for d in (*opened, *closed) if 0 < d < self.days}


def span() -> tuple[date, int]:
    """Return the first day of every run and how many days it lasts."""
    known = knowledge.table("world")
    first: date = known["first_day"]
    last_month = first.month - 1 + int(known["months"])
    return first, (date(first.year + last_month // 12, last_month % 12 + 1, 1) - first).days


def make_world(seed: int, agencies: int, custodians: int | None) -> World:
    """Make the country of `seed`. `custodians` None means eight, or as many as have cameras."""
    first, days = span()
    rng = np.random.default_rng([seed, 1])
    people = tuple(_agencies(rng, agencies, first))
    begins, ends = _shares(rng, people, days)
    with_cameras = [i for i, a in enumerate(people) if a.cameras]
    wanted = min(8, len(with_cameras)) if custodians is None else custodians
    weights = np.array([a.users for a in people], dtype=np.float64) * rng.lognormal(0.0, 0.4, len(people))
    return World(
        seed,
        first,
        days,
        people,
        weights / weights.sum(),
        begins,
        ends,
        tuple(with_cameras[:wanted]),
    )


def _agencies(rng: np.random.Generator, count: int, first_day: date) -> list[Agency]:
    known = knowledge.table("world")
    states, kinds = known["states"], known["kinds"]
    state_p = np.array([s["weight"] for s in states.values()], dtype=float)
    kind_p = np.array([k["weight"] for k in kinds.values()], dtype=float)
    habits = knowledge.table("reasons")["habits"]
    habit_p = np.array([h["weight"] for h in habits.values()], dtype=float)
    drawn_states = rng.choice(len(states), count, p=state_p / state_p.sum())
    drawn_kinds = rng.choice(len(kinds), count, p=kind_p / kind_p.sum())
    drawn_habits = rng.choice(len(habits), count, p=habit_p / habit_p.sum())
    sizes = rng.lognormal(3.0, 0.9, count)
    cameras = rng.random(count)
    found: list[Agency] = []
    policed: set[str] = set()
    bureaus = 0
    for i in range(count):
        fixed: dict[str, Any] = known["first"][i] if i < len(known["first"]) else {}
        kind = fixed.get("kind", list(kinds)[drawn_kinds[i]])
        state = fixed.get("state", list(states)[drawn_states[i]])
        taken = state in policed if kind == "state_police" else kind == "federal" and bureaus == len(known["bureaus"]["names"])
        if taken:
            kind = "police"  # every bureau is taken, or the state has its one police body
        policed |= {state} if kind == "state_police" else set()
        words = _words(i, "US" if kind == "federal" else state, bureaus)
        bureaus += kind == "federal"
        low, high = kinds[kind]["cameras"]
        spellings = tuple(text.format(**words) for text in kinds[kind]["spellings"])
        habit = fixed.get("habit", "federal" if kind == "federal" else list(habits)[drawn_habits[i]])
        switch = (fixed["switch_on"] - first_day).days if "switch_on" in fixed else NEVER
        found.append(
            Agency(
                id=kinds[kind]["id"].format(**words),
                name=spellings[0],
                spellings=spellings,
                state="" if kind == "federal" else state,
                kind=kind,
                level=kinds[kind]["level"],
                slug=knowledge.slug(spellings[0]),
                cameras=round(low + (high - low) * float(cameras[i]) ** 3),
                users=fixed.get("users", int(min(max(sizes[i], 3), 400))),
                habit=habit,
                late_habit=fixed.get("late_habit", habit),
                switch_day=switch,
            )
        )
    return found


def _words(number: int, state: str, bureau: int) -> dict[str, str]:
    """Return the parts of agency `number`'s name. Each place is used once; then again with a prefix, and a second one."""
    known = knowledge.table("world")
    names, prefixes = knowledge.places(), known["place_prefixes"]
    turn, place = number // len(names), names[number % len(names)]
    while turn:
        turn, prefix = divmod(turn - 1, len(prefixes))
        place = f"{prefixes[prefix]} {place}"
    bureaus = known["bureaus"]["names"]
    name = bureaus[bureau % len(bureaus)]
    bare = name.removeprefix("[Federal] ")
    slug = knowledge.slug(bare if state == "US" else place)
    police = known["states"].get(state, {}).get("police", "")
    return {
        "place": place, "ST": state, "st": state.lower(), "slug": slug, "bureau": name, "bare": bare, "police": police,
    }  # fmt: skip


def _shares(rng: np.random.Generator, agencies: tuple[Agency, ...], days: int) -> tuple[Days, Days]:
    """Draw the day each share was opened and closed, as two [owner, searcher] tables of day numbers."""
    known = knowledge.table("world")["sharing"]
    n = len(agencies)
    state = np.array([a.state for a in agencies])
    owns = np.array([a.cameras > 0 for a in agencies])
    closed = np.isin(state, known["closed_states"])
    same = state[:, None] == state[None, :]
    chance = np.where(same, known["same_state"], np.where(closed[:, None], 0.0, known["other_state"]))
    chance = np.where(owns[:, None], chance, 0.0)
    begins = np.full((n, n), NEVER, dtype=np.int16)
    ends = np.full((n, n), NEVER, dtype=np.int16)
    for owner in range(n):  # row by row: the random numbers of a row are all that is held beside the tables
        draw, when, stop = rng.random(n), rng.random(n), rng.random(n)
        shared = draw < chance[owner]
        opened = np.where(
            when < known["begins_within"],
            when / known["begins_within"] * (days - 10) + 3,
            -700 * when - 30,
        )
        begins[owner] = np.where(shared, opened, NEVER).astype(np.int16)
        ending = shared & (stop < known["ends_within"]) & (opened < 0)
        ends[owner] = np.where(ending, stop / known["ends_within"] * (days - 10) + 5, NEVER).astype(np.int16)
    for number in (i for i, a in enumerate(agencies) if not a.cameras):
        owner = 0 if number == 1 else 2  # California's one federal partner is planted; the others always reach somebody
        if owner < n and agencies[owner].cameras:
            begins[owner, number], ends[owner, number] = -200, NEVER
    np.fill_diagonal(begins, NEVER)
    return begins, ends
