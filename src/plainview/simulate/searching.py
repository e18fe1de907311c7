"""The made-up searches, as a stream of batches in order of time. Memory holds one batch, never the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from plainview.simulate import knowledge
from plainview.simulate.phrases import Phrases
from plainview.simulate.world import Bools, Ints, World

BATCH = 5_000  # large enough for speed, small enough that a small run already fills one
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Searches:
    """Consecutive searches. All but `number` and `first` are arrays with one value a search.

    number: this batch's place in the stream. first: number of the first search (from 1).
    seconds: UTC, since 1970; millis within the second. opens, closes: the window, in the same seconds.
    phrase: number of the phrase behind `reason`. touched: [search, custodian], whose disclosed log has it.
    """

    number: int
    first: int
    ids: Texts
    searcher: Ints
    account: Ints
    seconds: Ints
    millis: Ints
    opens: Ints
    closes: Ints
    networks: Ints
    devices: Ints
    kind: Ints
    phrase: Ints
    reason: Texts
    case: Texts
    plate: Ints
    filters: Ints
    prompt: Ints
    touched: Bools

    def __len__(self) -> int:
        return len(self.searcher)


def stream(world: World, phrases: Phrases, searches: int, batch: int) -> Iterator[Searches]:
    """Yield `searches` searches about `batch` at a time, in order of time; no minute is split between two batches."""
    per_minute = np.random.default_rng([world.seed, 2]).multinomial(searches, busy(world))
    crowd = _Crowd.of(world, phrases)
    changes = world.change_days()
    reach = _Reach.on(world, 0)
    begin = waiting = made = number = 0
    for minute, count in enumerate(per_minute.tolist()):
        new_day = minute % 1440 == 0 and minute // 1440 in changes
        if new_day or waiting + count > batch:
            if waiting:
                minutes = np.repeat(np.arange(begin, minute), per_minute[begin:minute])
                yield _batch(world, phrases, crowd, reach, minutes, number, made)
                made, number = made + waiting, number + 1
            begin, waiting = minute, 0
        if new_day:
            reach = _Reach.on(world, minute // 1440)
        waiting += count
    if waiting:
        minutes = np.repeat(np.arange(begin, len(per_minute)), per_minute[begin:])
        yield _batch(world, phrases, crowd, reach, minutes, number, made)


def start_second(world: World) -> int:
    """Return the first second of the run, UTC, since 1970."""
    first = world.first_day
    return int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())


def busy(world: World) -> npt.NDArray[np.float64]:
    """Return each minute's share of all searches: slow at night (UTC morning), quieter at weekends."""
    hours = np.arange(world.days * 24)
    daily = 1.15 + np.cos((hours % 24 - 20) / 24 * 2 * np.pi)
    weekday = (hours // 24 + world.first_day.weekday()) % 7
    weights = np.repeat(daily * np.where(weekday >= 5, 0.7, 1.0), 60)
    share: npt.NDArray[np.float64] = weights / weights.sum()
    return share


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What a batch needs to know of every agency, as arrays. early, late: row of the phrase table before and after a switch."""

    chances: npt.NDArray[np.float64]
    users: Ints
    bare: Bools
    early: Ints
    late: Ints
    switch: Ints

    @staticmethod
    def of(world: World, phrases: Phrases) -> _Crowd:
        chances = np.cumsum(world.weights)
        return _Crowd(
            chances=chances / chances[-1],
            users=np.array([a.users for a in world.agencies]),
            bare=np.array([a.cameras == 0 for a in world.agencies]),
            early=np.array([phrases.rows[a.state, a.habit] for a in world.agencies]),
            late=np.array([phrases.rows[a.state, a.late_habit] for a in world.agencies]),
            switch=np.array([a.switch_day for a in world.agencies]),
        )


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far each searcher's search goes on one day, by mode: 0 its own cameras, 1 its state's partners, 2 every partner.

    networks, devices: [mode, searcher]. touched: [mode, searcher, custodian].
    """

    networks: Ints
    devices: Ints
    touched: Bools

    @staticmethod
    def on(world: World, day: int) -> _Reach:
        may = world.in_force(day)
        n = len(world.agencies)
        cameras = np.array([a.cameras for a in world.agencies], dtype=np.float32)  # whole numbers, so the sums are exact
        state = np.array([a.state for a in world.agencies])
        own = np.diag(cameras > 0)
        networks = np.empty((3, n), dtype=np.int64)
        devices = np.empty((3, n), dtype=np.int64)
        touched = np.empty((3, n, len(world.custodians)), dtype=np.bool_)
        for mode in range(3):
            reached = own if mode == 0 else may | own if mode == 2 else may & (state[:, None] == state) | own
            networks[mode] = np.count_nonzero(reached, axis=0)
            devices[mode] = cameras @ reached.astype(np.float32)
            touched[mode] = reached[list(world.custodians)].T
        return _Reach(networks, devices, touched)


def _batch(world: World, phrases: Phrases, crowd: _Crowd, reach: _Reach, minutes: Ints, number: int, made: int) -> Searches:
    fill = knowledge.table("exports")["fill"]
    rng = np.random.default_rng([world.seed, 3, number])
    n = len(minutes)
    at = np.sort(minutes * 60_000 + rng.integers(0, 60_000, n))
    seconds = start_second(world) + at // 1000
    origin = origins(rng, minutes // 60, fill["burst_share"])
    searcher = np.searchsorted(crowd.chances, rng.random(n), side="right")[origin]
    account = (crowd.users[searcher] * rng.random(n)[origin] ** 2).astype(np.int64)
    switched = minutes // 1440 >= crowd.switch[searcher]
    phrase = phrases.draw(rng, np.where(switched, crowd.late[searcher], crowd.early[searcher]))[origin]
    reason = phrases.fill(rng, phrase)[origin]
    mode = weighted(rng, n, list(knowledge.table("exports")["reach"].values()))
    mode[crowd.bare[searcher]] = 2  # a body without cameras searches its partners' or nothing
    hours_open = np.array(fill["windows_hours"])[weighted(rng, n, fill["windows_weights"])]
    late = np.where(rng.random(n) < 0.5, rng.integers(60, 43_200, n), -rng.integers(0, 3600, n))
    kind = weighted(rng, n, list(knowledge.table("exports")["search_types"].values()))
    freeform = list(knowledge.table("exports")["search_types"]).index("freeform")
    shown = rng.random(n)
    plate = np.where(rng.random(n) < fill["plate_share"], rng.integers(0, 10_000, n), -1)[origin]
    return Searches(
        number=number,
        first=made + 1,
        ids=uuids(rng, n),
        searcher=searcher,
        account=account,
        seconds=seconds,
        millis=at % 1000,
        opens=seconds + late - hours_open * 3600,
        closes=seconds + late,
        networks=reach.networks[mode, searcher],
        devices=reach.devices[mode, searcher],
        kind=kind,
        phrase=phrase,
        reason=reason,
        case=cases(rng, n, fill["case_share"])[origin],
        plate=np.where(kind == freeform, -1, plate),
        filters=np.where(shown < fill["filters_share"], rng.integers(0, len(fill["filters"]), n), -1),
        prompt=np.where(kind == freeform, rng.integers(0, len(fill["prompts"]), n), -1),
        touched=reach.touched[mode, searcher],
    )


def origins(rng: np.random.Generator, hour: Ints, share: float) -> Ints:
    """Return, for each search, the search whose user, reason and plate it repeats: mostly itself, else the one before it.

    People search in bursts, and a portal's sessions (one user, hour and reason) exist only because of it.
    """
    n = len(hour)
    again = rng.random(n) < share
    again[:1] = False
    again[1:] &= hour[1:] == hour[:-1]
    own: Ints = np.where(again, 0, np.arange(n))
    return np.maximum.accumulate(own)


def weighted(rng: np.random.Generator, n: int, weights: list[int]) -> Ints:
    share = np.array(weights, dtype=np.float64)
    return np.searchsorted(np.cumsum(share / share.sum())[:-1], rng.random(n), side="right").astype(np.int64)


def cases(rng: np.random.Generator, n: int, share: float) -> Texts:
    """Return a case number for `share` of the rows, "" for the others."""
    (rows,) = np.nonzero(rng.random(n) < share)
    texts = np.full(n, "", dtype=object)
    texts[rows] = [f"{25 + d % 2}-{d // 2:06d}" for d in rng.integers(0, 2_000_000, len(rows)).tolist()]
    return texts


_HEX = np.array([f"{b:02x}".encode() for b in range(256)])
_DASHES = (8, 13, 18, 23)
_DIGITS = np.array([i for i in range(36) if i not in _DASHES])


def uuids(rng: np.random.Generator, n: int) -> Texts:
    """Return n version 4 UUIDs."""
    raw = rng.integers(0, 256, (n, 16), dtype=np.uint8)
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    printed = np.full((n, 36), ord("-"), dtype=np.uint8)
    printed[:, _DIGITS] = _HEX[raw].view(np.uint8).reshape(n, 32)
    text = printed.tobytes().decode("ascii")
    ids = np.empty(n, dtype=object)
    ids[:] = [text[i : i + 36] for i in range(0, 36 * n, 36)]
    return ids
