"""Patterns for the detectors: ordinary agencies among which one thing is planted, and their innocent look-alikes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from plainview.simulate.breaches import hubs
from plainview.simulate.breaches.adding import added, ordinary, planted
from plainview.simulate.breaches.country import Country, known
from plainview.simulate.breaches.plant import Plant, Row


def plant_all(country: Country) -> None:
    """Plant every pattern of breaches.toml, an agency for each strength."""
    states = list(known()["pattern_states"])
    number = 0
    for raw in known()["pattern"]:
        for strength in raw["strengths"]:
            spec = varied(raw, strength)
            state = spec.get("where", states[number % len(states)])
            if "hub" in spec:
                hubs.plant(country, spec, strength, state)
            else:
                _agency(country, spec, strength, state)
            number += 1


def varied(raw: dict[str, Any], strength: float) -> dict[str, Any]:
    """A pattern with its strength put in where `vary` says: in what is added, or in a part such as `page.off`."""
    spec = {**raw, "base": {**known()["base"], **raw.get("base", {})}}
    part, _, name = raw["vary"].rpartition(".")
    if part:
        spec[part] = {**raw[part], name: strength}
    else:
        spec["add"] = [{**one, name: strength} for one in raw["add"]]
    return spec


def _agency(country: Country, spec: dict[str, Any], strength: float, state: str) -> None:
    agency = country.named(spec.get("own", "{place} {ST} PD"), state)
    one = planted(country, spec, strength, agency)
    if "page" in spec:
        _pages(country, spec, one)
    if "add" not in spec:
        return
    ordinary(country, spec["base"], agency, state)
    rows = [row for add in spec["add"] for row in added(country, spec["base"], add, agency, state)]
    for row in rows:
        row.planted = (one,)
        country.log(agency, "organization", row)
    if spec.get("twin") or spec.get("moved"):
        other = country.police(state)
        ordinary(country, spec["base"], other, state)
        later = timedelta(days=35) if spec.get("moved") else timedelta(minutes=3)
        second = planted(country, spec, strength, other)
        for row in rows:
            country.log(
                other, "organization", Row(row.at + later, other, row.reason, row.case, row.name, row.plate, planted=(second,))
            )


def _pages(country: Country, spec: dict[str, Any], one: Plant) -> None:
    wanted, first = spec["page"], spec["base"]["first"]
    state = one.agency.split(" ")[-2]
    page = country.page(one.agency, first)
    page.retention = str(wanted["retention"]) if wanted.get("retention") else ""
    page.prohibited = wanted.get("prohibited", True)
    page.planted.append(one)
    if "audit" in wanted:
        begun = datetime.combine(first, time(12), UTC) - timedelta(days=29)
        page.audit = [(begun + timedelta(hours=11 * n), known()["ordinary"]["reasons"][n % 8]) for n in range(wanted["audit"])]
        page.posted = wanted["audit"] + wanted["off"]
    if "partners" in wanted:
        bureaus = ("Drug Enforcement Administration", "US Marshals Service", "US Forest Service")
        names = [country.police(state) for _ in range(wanted["partners"])]
        names += [f"[Federal] {bureaus[n]}" for n in range(wanted.get("federal", 0))]
        names += [f"{('Federal Heights', 'Homeland', 'US Grant')[n]} {state} PD" for n in range(wanted.get("sounds", 0))]
        page.partners = [(name, None) for name in names]
        if "change" in wanted:
            later = country.page(one.agency, first + timedelta(days=28))
            later.retention, later.partners = page.retention, page.partners[wanted["change"] :]
            later.planted.append(one)
