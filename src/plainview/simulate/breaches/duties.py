"""Duties of law, planted: for each state and kind its breaches and its innocent look-alikes, on the days that matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from plainview.simulate.breaches.country import Country, known
from plainview.simulate.breaches.plant import Paper, Plant, Row

_ORDINARY = 4  # ordinary searches in each log
_ONE_DAY = timedelta(days=1)
_MASK = re.compile(r"\*\*\*|REDACTED")
_ROW_KEYS = ("reason", "case", "name", "plate", "filters", "offense")
_OFFENSES = "fifteen_offense"  # the header with a column for the drop-down
LIST_DAYS = tuple(  # of the 287(g) lists
    map(date.fromisoformat, ("2021-07-01", "2021-07-19", "2026-02-01", "2026-02-17", "2026-07-01", "2026-11-02", "2026-11-03"))
)


@dataclass(frozen=True, slots=True)
class Duty:
    """All entries of the law reference of one state and kind that bind the same agencies.

    start: the earliest day in force, None if one is not known. days, equal, own: see breaches.toml.
    """

    law: str
    state: str
    kind: str
    start: date | None
    days: float
    equal: float
    own: str
    unread: bool
    allowed: tuple[str, ...]
    document: str = ""

    @property
    def home(self) -> str:
        """The state whose agencies are bound."""
        home: str = known()["us_state"] if self.state == "US" else self.state
        return home

    @property
    def main(self) -> date:
        day: date = known()["main_day"]
        return day if self.start is None or self.start <= day else self.start + 10 * _ONE_DAY

    def plant(self, country: Country, item: dict[str, Any], agency: str, side: str, shows: str) -> Plant:
        kind = known()["kinds"][self.kind.partition(":")[0]]
        breach = item.get("breach", False)
        expected = item.get("expected", "hit" if breach else "clear")
        told = {**kind.get("states", {}), **item.get("states", {})} if breach else item.get("states", {})
        return country.plant(
            kind=self.kind, is_breach=breach, jurisdiction=self.state.lower(), agency=agency, side=side, shows=shows,
            expected="silent" if self.unread and expected == "hit" else expected, certain=item.get("certain", False),
            note=item.get("note", ""), law=self.law, facts=dict(told),
        )  # fmt: skip


@cache
def duties() -> tuple[Duty, ...]:
    """The duties of breaches.toml by state, kind and who is bound, in its order; documents as kinds of their own."""
    merged: dict[tuple[str, str, str], list[tuple[dict[str, Any], str, float]]] = {}
    for raw in known()["duty"]:
        kinds = [(kind, "", float(raw.get("days", 0))) for kind in raw.get("kinds", [])]
        for document, age in raw.get("documents", {}).items():
            kinds.append((f"document_missing:{document}", document, 0.0))
            kinds += [(f"document_old:{document}", document, float(age))] if age else []
        for kind, document, days in kinds:
            merged.setdefault((raw["state"], kind, raw.get("own", "")), []).append((raw, document, days))
    found = []
    for (state, kind, own), raws in merged.items():
        starts = [raw.get("from") for raw, _, _ in raws]
        first, document, days = raws[0]
        days = min(days for _, _, days in raws)
        found.append(
            Duty(
                "+".join(dict.fromkeys(raw["law"] for raw, _, _ in raws)), state, kind,
                None if None in starts else min(start for start in starts if start), days, float(first.get("equal", days)), own,
                all(raw.get("unread", False) for raw, _, _ in raws), tuple(first.get("allowed", [])), document,
            )
        )  # fmt: skip
    return tuple(found)


def plant_all(country: Country) -> None:
    """Plant every duty of breaches.toml."""
    for duty in duties():
        kind = known()["kinds"][duty.kind.partition(":")[0]]
        if kind.get("document"):
            _documents(country, duty, kind)
        elif kind.get("page"):
            _pages(country, duty, kind)
        elif "list" in kind:
            _lists(country, duty, kind)
        else:
            _searches(country, duty, kind)


def _owner(country: Country, duty: Duty) -> str:
    return country.named(duty.own or "{place} {ST} PD", duty.home)


def _is_single(duty: Duty) -> bool:
    """Whether one body alone is bound, which has one newest page and one answer."""
    return bool(duty.own) and "{place}" not in duty.own


def _dated(duty: Duty, items: list[dict[str, Any]], first_day: bool = True) -> list[tuple[dict[str, Any], date]]:
    """The items on the main day; and of the first breach a twin on the first day in force and an innocent one the day before."""
    found = [(item, duty.main) for item in items]
    breach = next(item for item in items if item.get("breach"))
    if duty.start and first_day:
        found.append(({**breach, "note": "the first day in force"}, duty.start))
    if duty.start:
        before = {"breach": False, "certain": False, "expected": "not_in_force", "note": "the day before it came into force"}
        found.append(({**breach, **before}, duty.start - _ONE_DAY))
    return found


def _needs_lists(kind: dict[str, Any]) -> bool:
    """Whether a kind is about the 287(g) list, which tells nothing of days before the first."""
    return "searcher_287g" in (*kind["looks_at"], *kind.get("needs", []))


def _searches(country: Country, duty: Duty, kind: dict[str, Any]) -> None:
    _searches_of(country, duty, kind, _known(duty, kind, kind["is"]))
    if kind.get("alone"):
        _searches_of(country, duty, kind, [(item, duty.main) for item in kind["is"] if not item.get("breach")])


def _searches_of(country: Country, duty: Duty, kind: dict[str, Any], items: list[tuple[dict[str, Any], date]]) -> None:
    apart = kind.get("apart", False)
    owner = ""
    for number, (item, day) in enumerate(items):
        if not owner or apart:
            owner = _owner(country, duty)
            if not apart:
                _ordinary(country, duty, kind, owner)
            if kind.get("member"):
                country.join(owner, duty.home, kind["member"])
        who = item.get("who", "own")
        if who == "near":
            org = country.police(duty.home)
        elif who == "far":
            org = country.named("{place} {FAR} PD", duty.home)
        else:
            org = owner if who == "own" else country.named(who, duty.home)
        if item.get("member"):
            country.join(org, duty.home, item["member"])
        row = country.filled(datetime.combine(day, time(item.get("hour", 18), number % 60), UTC), org)
        for key in _ROW_KEYS:
            if key in item:
                value = item[key]
                setattr(row, key, value[int(country.rng.integers(len(value)))] if isinstance(value, list) else value)
        _window(row, duty, item)
        if kind.get("header") == _OFFENSES and "offense" not in item:
            row.offense = "Burglary"
        agency = org if kind["scope"] == "own" and kind["log"] == "network" else owner
        one = duty.plant(country, item, agency, "searcher" if kind["scope"] == "own" else "owner", "log")
        one.facts = {"log": kind["log"], "own_search": org == owner, **_facts(row), **one.facts}
        row.planted = (one,)
        country.log(owner, kind["log"], row)


def _known(duty: Duty, kind: dict[str, Any], items: list[dict[str, Any]]) -> list[tuple[dict[str, Any], date]]:
    """`_dated`, but for days on which nothing could be known."""
    if _needs_lists(kind) and duty.start and duty.start < LIST_DAYS[0]:
        return [(item, duty.main) for item in items]
    found = _dated(duty, items)
    if kind.get("evening") and duty.start:
        before = {**items[0], "breach": False, "certain": False, "expected": "not_in_force", "hour": 2}
        found.append(({**before, "note": "the evening before by the local clock"}, duty.start))
    return found


def _facts(row: Row) -> dict[str, Any]:
    """What a trace of the row must show: which cells hold something, how far back it asks, the searcher's state."""
    told: dict[str, Any] = {} if row.window is None else {"window_days": float(row.window)}
    cells = {"case_given": row.case, "account_given": row.name, "plate_given": row.plate, "reason_given": row.reason}
    for fact, text in cells.items():
        if not _MASK.search(text):
            told[fact] = text not in ("", "n/a", "-", "x", "none")
    *_, code, office = row.org.split(" ")
    return told | ({"searcher_state": code} if office in ("PD", "SO") else {})


def _window(row: Row, duty: Duty, item: dict[str, Any]) -> None:
    if "over" in item:
        row.window = duty.days + item["over"]
    elif "window" in item:
        row.window = None if item["window"] == "" else float(item["window"])
    elif duty.state == "NH":
        row.window = 0.001


def _ordinary(country: Country, duty: Duty, kind: dict[str, Any], owner: str) -> None:
    if kind.get("header"):
        country.headers[owner] = kind["header"]
    for number in range(_ORDINARY):
        org = owner if kind["log"] == "organization" or number % 2 else country.police(duty.home)
        row = country.filled(datetime.combine(duty.main, time(15, 10 * number), UTC), org)
        _window(row, duty, {})
        row.offense = "Burglary" if kind.get("header") == _OFFENSES else ""
        country.log(owner, kind["log"], row)


def _lists(country: Country, duty: Duty, kind: dict[str, Any]) -> None:
    owners: dict[date, str] = {}
    allowed = [{"who": name, "note": "the law allows it"} for name in duty.allowed]
    for item, day in _known(duty, kind, kind["is"] + allowed):
        if day not in owners or kind.get("apart"):
            owners[day] = _owner(country, duty)
        page = country.page(owners[day], day)
        partner = country.named(item["who"], duty.home)
        if item.get("member"):
            country.join(partner, duty.home, item["member"])
        one = duty.plant(country, item, page.agency, "searcher" if kind["list"] == "inbound" else "owner", "list")
        if kind["list"] == "inbound":
            page.sources.append(partner)
            page.planted.append(one)
        else:
            page.partners.append((partner, one))


def _pages(country: Country, duty: Duty, kind: dict[str, Any]) -> None:
    for item, day in [(kind["is"][0], duty.main)] if _is_single(duty) else _dated(duty, kind["is"]):
        page = country.page(_owner(country, duty), day)
        page.policy, page.whole = item.get("policy", True), item.get("whole", True)
        one = duty.plant(country, item, page.agency, "owner", "page")
        if duty.kind == "retention_posted":
            days = duty.equal if item.get("over") == 0 else max(1, int(duty.days)) * item.get("times", 1) + item.get("over", 0)
            if days < 1:
                days, one.note = 0, "nothing is kept for a day"
            page.retention = str(item.get("retention", int(days)))
            one.facts |= {"posted_retention_days": float(page.retention)} if page.retention else {}
        if item.get("audit"):
            last = datetime.combine(day - _ONE_DAY * item["age"], time(15), UTC)
            page.audit = [(last - timedelta(hours=number), "burglary report") for number in range(6)]
        page.planted.append(one)


def _documents(country: Country, duty: Duty, kind: dict[str, Any]) -> None:
    if _is_single(duty) and duty.kind.startswith("document_old"):
        return
    is_periodic = any(other.kind == f"document_old:{duty.document}" and other.state == duty.state for other in duties())
    for item, day in [(kind["is"][0], duty.main)] if _is_single(duty) else _dated(duty, kind["is"], not is_periodic):
        agency = _owner(country, duty) if duty.own else _keeper(country, duty, item, day)
        country.page(agency, day)
        one = duty.plant(country, item, agency, "owner", "document")
        document = duty.document or next(iter(kind["documents"]))
        if item["answer"]:
            age = duty.days + item["over"] if "over" in item else item.get("age")
            covers_to = None if age is None else day - _ONE_DAY * int(age)
            country.papers.append(Paper(agency, document, item["answer"], covers_to))
            one.facts |= {"report_age_days": float(age)} if "over" in item and age is not None else {}
        one.facts |= {"document": document}


def _keeper(country: Country, duty: Duty, item: dict[str, Any], day: date) -> str:
    """The agency of a state whose papers are all answered alike; duties of one kind share it, so that pages stay few."""
    role = f"{duty.home} {duty.kind.partition(':')[0]} {item['answer']} {item.get('over', '')} {day}"
    if role not in country.keepers:
        country.keepers[role] = country.police(duty.home)
    return country.keepers[role]
