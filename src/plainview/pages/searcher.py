"""One searcher: how much, how widely, for what stated purposes, in whose logs, and its latest entries as printed."""

from __future__ import annotations

from typing import Any

from plainview.pages import _figures as figures
from plainview.pages._case import agency, grain, searcher_ids
from plainview.pages._eras import eras, turns
from plainview.pages._findings import of_agency
from plainview.pages._held import months_held, n_logs
from plainview.pages._rows import Row, Rows, Source

UNITS = ("search", "session")
FULL = 100
SHOWN, SHOWN_ENTRIES = 25, 10
LIGHT, LIGHT_ENTRIES, LIGHT_PURPOSES = 3, 3, 8


def ids(store: Source | Rows) -> list[str]:
    return searcher_ids(Rows.of(store))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    """Return the page's dict, one part per unit (searches in logs, sessions on a portal).

    The FULL searchers with most on record, and agencies whose own records are held, get charts and more rows; the others
    have the same figures as text and short tables, so that thousands of pages stay cheap to make and to send.
    """
    rows = Rows.of(store)
    who = agency(rows, id)
    is_full = bool(who["custodian_url"]) or id in rows.once("full_searchers", full_searchers)
    n_shown, n_entries = (SHOWN, SHOWN_ENTRIES) if is_full else (LIGHT, LIGHT_ENTRIES)
    activity = rows.by("page/activity", "agency_id", grain=grain(rows)).get(id, [])
    units = [
        unit_shown(rows, id, unit, found, is_full) for unit in UNITS if (found := [r for r in activity if r["unit"] == unit])
    ]
    seen = sorted(
        rows.by("page/seen_by", "searcher_id").get(id, []), key=lambda row: (-row["n_searches"], row["custodian_id"] or "")
    )
    return {
        "title": who["name"],
        "agency": who,
        "is_full": is_full,
        "units": units,
        "seen_by": [
            {
                "agency": agency(rows, row["custodian_id"]),
                "n_searches": row["n_searches"],
                "first_on": row["first_on"] or "",
                "last_on": row["last_on"] or "",
                "months": months_held(rows, row["custodian_id"]),
            }
            for row in seen[:n_shown]
        ],
        "n_seen_by": len(seen),
        "n_logs_held": n_logs(rows),
        "latest": [
            {
                "at": (row["searched_at"] or "")[:16],
                "custodian": agency(rows, row["custodian_id"]),
                "networks": row["networks"] or None,
                **figures.entry_shown(rows, row),
            }
            for row in rows.by("page/latest_entries", "searcher_id").get(id, [])[:n_entries]
        ],
        "findings": of_agency(rows, id),
    }


def full_searchers(rows: Rows) -> set[str]:
    """The FULL searchers with most searches or sessions on record."""
    counts = {id: sum(r["n"] for r in found) for id, found in rows.by("page/activity", "agency_id", grain=grain(rows)).items()}
    return set(sorted(counts, key=lambda id: (-counts[id], id))[:FULL])


def unit_shown(rows: Rows, id: str, unit: str, found: list[Row], is_full: bool) -> Row:
    n = sum(row["n"] for row in found)
    read = figures.readings(rows, unit, rows.by("page/readings", "agency_id").get(id, []))
    banded = rows.by("page/reach", "agency_id").get(id, [])
    changes = eras(rows, id, unit)
    stated = figures.purposes(rows, unit, rows.by("page/purposes", "agency_id").get(id, []), read, f"purposes-{unit}", is_full)
    return {
        "unit": unit,
        "plural": figures.plural(unit, n),
        "n": n,
        "eras": changes,
        "volume": figures.volume(
            rows, unit, found, f"volume-{unit}", "this agency", id if unit == "session" else "", turns(changes)
        )
        if is_full
        else None,
        "reach": figures.reach(rows, unit, banded, f"reach-{unit}", "this agency", is_full),
        "readings": read,
        "n_purposes": len(stated),
        "purposes": stated if is_full else stated[:LIGHT_PURPOSES],
    }
