"""The searches of a network made for linking, all in memory: who, when, how far, and what is planted to be hard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from plainview.simulate import knowledge, searching
from plainview.simulate.phrases import Phrases
from plainview.simulate.searching import Searches
from plainview.simulate.world import NEVER, Bools, Ints, World

Columns = dict[str, npt.NDArray[Any]]
_CHUNK = 20_000  # searches looked up at once in the shares of all custodians
PLAIN, PAIR, BULK = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Made:
    """All searches, in order of time, and in whose logs they stand.

    planted: PLAIN, PAIR (one of two of an agency in one second) or BULK. seen: search numbers, custodian after custodian;
    custodian c has those from starts[c] to starts[c + 1].
    """

    searches: Searches
    planted: Ints
    seen: npt.NDArray[np.int32]
    starts: Ints

    def of(self, custodian: int) -> npt.NDArray[np.int32]:
        """Return the numbers (from 0) of the searches in one custodian's network log, in order of time."""
        found: npt.NDArray[np.int32] = self.seen[self.starts[custodian] : self.starts[custodian + 1]]
        return found


def make(world: World, phrases: Phrases, count: int) -> Made:
    """Make `count` searches; one whose only logs lack its month stands in none. Memory is about 600 bytes a search."""
    rng = np.random.default_rng([world.seed, 29])
    exports = knowledge.table("exports")
    fill, known = exports["fill"], knowledge.table("linking")["planted"]
    users = np.array([a.users for a in world.agencies])
    drawn = _drawn(rng, world, phrases, users, count)
    _plant_lists(rng, drawn, known)
    _plant_pairs(rng, drawn, known, users)
    order = np.lexsort((drawn["millis"], drawn["second"]))
    drawn = {name: column[order] for name, column in drawn.items()}
    second = np.minimum(drawn["second"], world.days * 86_400 - 1)
    searcher, day = drawn["searcher"], second // 86_400
    seen, starts, mode = _logs(world, searcher, day, drawn["mode"])
    networks, devices = _reach(world)
    start = searching.start_second(world)
    kind = searching.weighted(rng, count, list(exports["search_types"].values()))
    freeform = list(exports["search_types"]).index("freeform")
    plate = np.where(rng.random(count) < fill["plate_share"], rng.integers(0, 10_000, count), -1)
    filtered = rng.random(count) < fill["filters_share"]
    searches = Searches(
        number=0,
        first=1,
        ids=searching.uuids(rng, count),
        searcher=searcher,
        account=drawn["account"],
        seconds=start + second,
        millis=drawn["millis"],
        opens=start + drawn["opens"],
        closes=start + drawn["closes"],
        networks=np.maximum(networks[mode, day, searcher] - drawn["nearer"], 1),
        devices=devices[mode, day, searcher],
        kind=kind,
        phrase=drawn["phrase"],
        reason=drawn["reason"],
        case=searching.cases(rng, count, fill["case_share"]),
        plate=np.where(kind == freeform, -1, plate),
        filters=np.where(filtered, rng.integers(0, len(fill["filters"]), count), -1),
        prompt=np.where(kind == freeform, rng.integers(0, len(fill["prompts"]), count), -1),
        touched=np.empty((count, 0), dtype=np.bool_),
    )
    return Made(searches, drawn["planted"], seen, starts)


def _drawn(rng: np.random.Generator, world: World, phrases: Phrases, users: Ints, count: int) -> Columns:
    """Return who searched when, how far and why, in seconds of the run; near the order of time."""
    exports = knowledge.table("exports")
    fill = exports["fill"]
    per_minute = rng.multinomial(count, searching.busy(world))
    minutes = np.repeat(np.arange(len(per_minute)), per_minute)
    at = np.sort(minutes * 60_000 + rng.integers(0, 60_000, count))
    origin = searching.origins(rng, minutes // 60, fill["burst_share"])
    low, high = knowledge.table("linking")["planted"]["burst_gap"]
    second = at // 1000 + np.where(origin == np.arange(count), 0, rng.integers(low, high, count))
    chances = np.cumsum(world.weights)
    searcher = np.searchsorted(chances / chances[-1], rng.random(count), side="right").astype(np.int64)[origin]
    rows = np.array([phrases.rows.get((a.state, a.habit), phrases.rows["", a.habit]) for a in world.agencies])
    phrase = phrases.draw(rng, rows[searcher])[origin]
    hours = np.array(fill["windows_hours"])[searching.weighted(rng, count, fill["windows_weights"])]
    closes = second + np.where(rng.random(count) < 0.5, rng.integers(60, 43_200, count), -rng.integers(0, 3600, count))
    return {
        "second": second,
        "millis": at % 1000,
        "searcher": searcher,
        "account": (users[searcher] * rng.random(count)[origin] ** 2).astype(np.int64),
        "phrase": phrase,
        "reason": phrases.fill(rng, phrase)[origin],
        "mode": searching.weighted(rng, count, list(exports["reach"].values())),
        "opens": closes - hours * 3600,
        "closes": closes,
        "nearer": np.zeros(count, dtype=np.int64),  # networks less than the searcher has
        "planted": np.zeros(count, dtype=np.int64),
    }


def _plant_lists(rng: np.random.Generator, drawn: Columns, known: dict[str, Any]) -> None:
    """Plant lists that one user runs within seconds, whose networks differ by one."""
    count = len(drawn["second"])
    low, high = known["bulk_length"]
    for first in np.nonzero(rng.random(count) < known["bulk"])[0].tolist():
        run = np.arange(first, min(first + int(rng.integers(low, high + 1)), count))
        for name in ("searcher", "account", "mode", "phrase", "reason", "opens", "closes"):
            drawn[name][run] = drawn[name][first]
        drawn["second"][run] = drawn["second"][first] + np.cumsum(rng.integers(0, 2, len(run)))
        drawn["nearer"][run] = rng.integers(0, 2, len(run))
        drawn["planted"][run] = BULK


def _plant_pairs(rng: np.random.Generator, drawn: Columns, known: dict[str, Any], users: Ints) -> None:
    """Plant second searches of an agency in the same second, more or less like the first."""
    draws = rng.random((len(drawn["second"]) // 2, 5))
    ones = 2 * np.nonzero(draws[:, 0] < 2 * known["same_second"])[0]
    ones = ones[(drawn["planted"][ones] == PLAIN) & (drawn["planted"][ones + 1] == PLAIN)]
    draws = draws[ones // 2]
    for name in ("searcher", "second"):
        drawn[name][ones + 1] = drawn[name][ones]
    drawn["account"][ones + 1] %= users[drawn["searcher"][ones]]
    alike = {
        "same_networks": ("mode",),
        "same_window": ("opens", "closes"),
        "same_account": ("account",),
        "same_reason": ("phrase", "reason"),
    }
    for at, (share, names) in enumerate(alike.items(), 1):
        same = ones[draws[:, at] < known[share]]
        for name in names:
            drawn[name][same + 1] = drawn[name][same]
    drawn["planted"][ones] = drawn["planted"][ones + 1] = PAIR


def _logs(world: World, searcher: Ints, day: Ints, mode: Ints) -> tuple[npt.NDArray[np.int32], Ints, Ints]:
    """Return the pairs of search and custodian (Made), and the modes: a search that would reach no log reaches every partner."""
    custodians = np.array(world.custodians)
    begins, ends = world.begins[custodians].T.copy(), world.ends[custodians].T.copy()
    state = np.array([a.state for a in world.agencies])
    same = state[:, None] == state[custodians][None, :]
    mine = np.arange(len(state))[:, None] == custodians[None, :]
    modes = mode.copy()
    searches: list[npt.NDArray[np.int32]] = []
    owners: list[npt.NDArray[np.int16]] = []
    for low in range(0, len(searcher), _CHUNK):
        part = slice(low, low + _CHUNK)
        who, when, how = searcher[part], day[part][:, None], mode[part][:, None]
        may = (begins[who] < when) & (ends[who] > when)
        touched = np.where(how == 0, False, may & ((how == 2) | same[who])) | mine[who]
        lost = ~touched.any(axis=1)
        touched[lost] = may[lost]
        modes[part][lost] = 2
        at, whose = np.nonzero(touched)
        searches.append((at + low).astype(np.int32))
        owners.append(whose.astype(np.int16))
    all_searches, all_owners = np.concatenate(searches), np.concatenate(owners)
    order = np.argsort(all_owners, kind="stable")
    starts = np.searchsorted(all_owners[order], np.arange(len(custodians) + 1))
    return all_searches[order], starts, modes


def _reach(world: World) -> tuple[Ints, Ints]:
    """Return networks and devices of a search: [mode, day, searcher], modes as in exports.toml's [reach]."""
    n, days = len(world.agencies), world.days
    state = np.array([a.state for a in world.agencies])
    networks = np.zeros((3, days + 2, n), dtype=np.int64)
    devices = np.zeros((3, days + 2, n), dtype=np.int64)
    for owner, agency in enumerate(world.agencies):
        if not agency.cameras:
            continue
        (to,) = np.nonzero(world.begins[owner] != NEVER)
        first = np.clip(world.begins[owner, to].astype(np.int64) + 1, 0, days + 1)
        last = np.clip(world.ends[owner, to].astype(np.int64), 0, days + 1)
        for mode in (1, 2):
            here = np.ones(len(to), dtype=np.bool_) if mode == 2 else state[to] == agency.state
            np.add.at(networks[mode], (first[here], to[here]), 1)
            np.add.at(networks[mode], (last[here], to[here]), -1)
            np.add.at(devices[mode], (first[here], to[here]), agency.cameras)
            np.add.at(devices[mode], (last[here], to[here]), -agency.cameras)
        networks[:, 0, owner] += 1
        devices[:, 0, owner] += agency.cameras
    return np.cumsum(networks, axis=1), np.cumsum(devices, axis=1)


def own_searches(made: Made, agency: int) -> Ints:
    """Return the numbers (from 0) of one agency's own searches."""
    found: Bools = made.searches.searcher == agency
    return np.nonzero(found)[0]
