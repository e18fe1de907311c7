"""One searcher: how much, how widely, for what stated purposes, in whose logs, and its latest entries as printed."""

from __future__ import annotations

from typing import Any

from plainview.pages import _figures as figures
from plainview.pages._case import agency, grain, searcher_ids
from plainview.pages._findings import findings
from plainview.pages._held import month_cells
from plainview.pages._rows import Row, Rows, Source

SHOWN = 25


def ids(store: Source | Rows) -> list[str]:
    return searcher_ids(Rows.of(store))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    """Return the page's dict, one part per unit (searches in logs, sessions on a portal)."""
    rows = Rows.of(store)
    who = agency(rows, id)
    activity = rows.by("page/activity", "agency_id", grain=grain(rows)).get(id, [])
    units: list[Row] = []
    for unit in ("search", "session"):
        drawn = figures.volume(rows, unit, activity, f"volume-{unit}", "this agency")
        if drawn:
            read = figures.readings(rows, unit, rows.by("page/readings", "agency_id").get(id, []))
            units.append(
                {
                    "unit": unit,
                    "plural": figures.plural(unit, drawn["n"]),
                    "volume": drawn,
                    "reach": figures.reach(
                        rows, unit, rows.by("page/reach", "agency_id").get(id, []), f"reach-{unit}", "this agency"
                    ),
                    "readings": read,
                    "purposes": figures.purposes(
                        rows, unit, rows.by("page/purposes", "agency_id").get(id, []), read, f"purposes-{unit}"
                    ),
                }
            )
    seen = sorted(
        rows.by("page/seen_by", "searcher_id").get(id, []), key=lambda row: (-row["n_searches"], row["custodian_id"] or "")
    )
    n_logs = rows.once("n_logs", lambda r: len({custodian for custodian, sort in month_cells(r) if sort == "log"}))
    return {
        "title": who["name"],
        "agency": who,
        "units": units,
        "seen_by": [
            {
                "agency": agency(rows, row["custodian_id"]),
                "n_searches": row["n_searches"],
                "first_on": row["first_on"],
                "last_on": row["last_on"],
                "months": sum(
                    cell["state"] != "gap" for cell in month_cells(rows).get((row["custodian_id"], "log"), {}).values()
                ),
            }
            for row in seen[:SHOWN]
        ],
        "n_seen_by": len(seen),
        "n_logs_held": n_logs,
        "latest": [
            {
                "at": (row["searched_at"] or "")[:16],
                "custodian": agency(rows, row["custodian_id"]),
                "networks": row["networks"] or None,
                **figures.entry_shown(rows, row),
            }
            for row in rows.by("page/latest_entries", "searcher_id").get(id, [])
        ],
        "findings": findings(rows, id),
    }
