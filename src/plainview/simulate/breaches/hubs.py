"""Patterns that a network audit shows: a custodian, the partners on its lists, and their searches through three months."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from plainview.simulate.breaches.adding import account, blur, moment, planted
from plainview.simulate.breaches.country import Country
from plainview.simulate.breaches.plant import Plant, Row

_LOUD = 40.0  # searches a week of the partner whose number changes
_IDLE = 0.25  # of partners never search, as everywhere
_VENDORS = ("Flock Safety Demo", "Flock Test Account")


def plant(country: Country, spec: dict[str, Any], strength: float, state: str) -> None:
    """Plant one custodian with its network audit, its lists, and what the pattern adds."""
    hub, base = spec["hub"], spec["base"]
    owner = country.police(state)
    partners = [country.police(state) for _ in range(hub["partners"])]
    changes = {"fall", "rise", "grow", "holiday"} & set(hub)
    one = planted(country, spec, strength, partners[0] if changes else owner)
    one.shows, one.side = "log", "searcher" if changes else "owner"
    idle = int(hub["idle"]) if "idle" in hub else round(_IDLE * len(partners)) if "lists" in hub else 0
    for number, name in enumerate(partners):
        if number >= len(partners) - idle:
            continue
        weekly = _LOUD if changes and number == 0 else hub["weekly"]
        for day in range(base["days"]):
            expected = weekly / 7 * (_course(hub, day, base["days"]) if number == 0 else 1.0)
            if "gap" in hub and 30 <= day < 30 + hub["gap"]:
                continue
            count = max(1, int(country.rng.poisson(expected))) if day == 10 + number else int(country.rng.poisson(expected))
            for _ in range(count):
                _search(country, spec, owner, name, day, state, (one,) if changes and number == 0 else ())
    _extras(country, spec, owner, state, one)
    if "lists" in hub:
        _lists(country, spec, owner, partners, one)


def _course(hub: dict[str, Any], day: int, days: int) -> float:
    """How much the loud partner searches on a day, against its most."""
    half = day >= days // 2
    if "fall" in hub:
        return 1.0 / float(hub["fall"]) if half else 1.0
    if "rise" in hub:
        return 1.0 if half else 1.0 / float(hub["rise"])
    if "grow" in hub:
        return (1 + (float(hub["grow"]) - 1) * day / days) / float(hub["grow"])
    if "holiday" in hub:
        return 0.1 if 40 <= day < 40 + hub["holiday"] else 1.0
    return 1.0


def _search(country: Country, spec: dict[str, Any], owner: str, org: str, day: int, state: str, told: tuple[Plant, ...]) -> Row:
    """Put one search by `org` into the custodian's network audit."""
    row = country.filled(moment(country, spec["base"], day, spec["base"]["hours"], state), org)
    row.name = account(country, org, int(6 * country.rng.random()))
    blur(country, spec["base"], row)
    row.planted = told
    country.log(owner, "network", row)
    return row


def _extras(country: Country, spec: dict[str, Any], owner: str, state: str, one: Plant) -> None:
    """Searches by a vendor, in training, or by one that no list names."""
    hub, days = spec["hub"], spec["base"]["days"]
    for n in range(int(hub.get("vendor", 0))):
        row = _search(country, spec, owner, _VENDORS[n % 2], (10 + n * 71 // int(hub["vendor"])) % days, state, (one,))
        row.reason, row.case = "test", ""
    for _ in range(int(hub.get("installed", 0))):
        _search(country, spec, owner, _VENDORS[0], 20, state, (one,)).reason = "installation test"
    for n in range(int(hub.get("trained", 0))):
        org = owner if n % 2 else f"Testament Falls {state} PD"
        _search(country, spec, owner, org, 33 if n % 2 else n, state, (one,)).reason = "training" if n % 2 else "burglary report"
    for n in range(int(hub.get("unlisted", 0))):
        if not n:
            stranger = country.police(state)
        _search(country, spec, owner, stranger, 8 + n * 60 // int(hub["unlisted"]), state, (one,))


def _lists(country: Country, spec: dict[str, Any], owner: str, partners: list[str], one: Plant) -> None:
    """Pages with the list of partners, evenly through the run; what was planted as listed otherwise."""
    hub, first, days = spec["hub"], spec["base"]["first"], spec["base"]["days"]
    state = owner.split(" ")[-2]
    other = country.place(state)
    for n in range(int(hub.get("respelled", 0))):
        _search(country, spec, owner, f"{other} Police Department ({state})", 6 + 3 * n, state, (one,))
    for n in range(int(hub.get("was_listed", 0))):
        _search(country, spec, owner, f"{other} {state} PD", 2 + n, state, (one,))
    late = [country.police(state) for _ in range(int(hub.get("new", 0)))]
    for turn in range(hub["lists"]):
        page = country.page(owner, first + timedelta(days=turn * (days - 1) // (hub["lists"] - 1)))
        names = partners + (late if turn == hub["lists"] - 1 else [])
        if "respelled" in hub or ("was_listed" in hub and turn < 2):
            names = [*names, f"{other} {state} PD"]
        page.retention, page.partners = "30", [(name, None) for name in names]
        page.planted.append(one)
