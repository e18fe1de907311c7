"""One agency's ordinary searches, and those that a pattern adds to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from plainview.simulate.breaches.country import Country, known
from plainview.simulate.breaches.plant import Plant, Row
from plainview.simulate.printing import person

_REACH = 15  # devices a network has


def planted(country: Country, spec: dict[str, Any], strength: float, agency: str) -> Plant:
    """Note that this pattern was planted on an agency, at this strength."""
    breach = spec.get("breach", False)
    return country.plant(
        kind=spec["kind"], is_breach=breach, jurisdiction="", agency=agency, side="searcher",
        shows="log" if "add" in spec else "page", expected="hit" if breach else "clear", certain=False,
        note=spec.get("note", ""), strength=float(strength), facts={"also": spec["also"]} if "also" in spec else {},
    )  # fmt: skip


def moment(country: Country, base: dict[str, Any], day: float, hours: list[float], state: str) -> datetime:
    """A moment of that day of the run within local hours."""
    first: date = base["first"]
    hour = hours[0] + float(country.rng.random()) * (hours[1] - hours[0])
    local = datetime.combine(first + timedelta(days=int(day)), time(), UTC) + timedelta(seconds=int(hour * 3600))
    return local - timedelta(hours=known()["pattern_states"].get(state, -5))


def ordinary(country: Country, base: dict[str, Any], agency: str, state: str) -> None:
    """Put an agency's ordinary searches into its organization audit."""
    rng, first = country.rng, base["first"]
    made = 0
    while made < base["searches"]:
        day = int(rng.integers(base["days"]))
        if (first + timedelta(days=day)).weekday() >= 5 and rng.random() > base["lone_weekend"]:
            continue
        row = country.filled(moment(country, base, day, base["hours"], state), agency)
        row.name = account(country, agency, int(base["users"] * rng.random() ** 1.5))
        row.case = row.case if rng.random() < base["cases"] else ""
        blur(country, base, row)
        row.window = float(base["windows"][int(rng.integers(len(base["windows"])))])
        row.networks = int(rng.integers(base["networks"][0], base["networks"][1] + 1))
        row.devices = row.networks * _REACH
        country.log(agency, "organization", row)
        made += 1


def blur(country: Country, base: dict[str, Any], row: Row) -> None:
    """Make some ordinary reasons vague, as they are everywhere."""
    if country.rng.random() < base["vague"]:
        row.reason = base["vague_reasons"][int(country.rng.integers(len(base["vague_reasons"])))]


def account(country: Country, agency: str, number: int) -> str:
    """The name of one user of an agency; users of one agency never share one."""
    agencies = country.keepers.setdefault(f"users of {agency}", str(len(country.keepers)))
    return person(int(agencies), number)


def added(country: Country, base: dict[str, Any], add: dict[str, Any], agency: str, state: str) -> list[Row]:
    """What a pattern adds: `count` searches over `span` days, or one after the other every `gap` seconds."""
    rng = country.rng
    span = add.get("span", 1)
    start = add.get("start", int(rng.integers(max(1, base["days"] - span - 1))))
    count = int(add["stretch"] * 3600 / add["gap"]) + 1 if "stretch" in add else int(add["count"])
    hours = add.get("hours", base["hours"])
    began = moment(country, base, start, [8, 9] if "gap" in add else hours, state)
    plate, case = f"FAKE{int(rng.integers(10_000)):04d}", f"26-{int(rng.integers(99_999)):06d}"
    rows = []
    for number in range(count):
        day = start + number * span / count
        at = began + timedelta(seconds=number * add["gap"]) if "gap" in add else moment(country, base, day, hours, state)
        row = country.filled(at, agency)
        own_number = row.case[3:]
        row.name = _who(country, add, agency, base, number)
        row.plate = plate if add.get("plates") == "one" else row.plate
        reasons = add.get("reasons", [add["reason"]] if "reason" in add else [row.reason])
        row.reason = reasons[number % len(reasons)].format(number=own_number)
        row.case = {"one": case, "": "", "each": row.case}[add.get("case", "each")]
        row.window = float(add.get("window", 7))
        row.networks = int(add.get("networks", 30))
        row.devices = row.networks * _REACH
        rows.append(row)
    return rows


def _who(country: Country, add: dict[str, Any], agency: str, base: dict[str, Any], number: int) -> str:
    if "accounts" in add:
        return account(country, agency, number % add["accounts"])
    named: str = add.get("account", "busy")
    return {"busy": account(country, agency, 0), "new": account(country, agency, base["users"] + 1)}.get(named, named)
