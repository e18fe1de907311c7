"""Every agency on record as searching, each count beside the coverage it was made in."""

from __future__ import annotations

from typing import Any

from plainview.pages._multiples import reach_strips
from plainview.pages._rows import Rows, Source
from plainview.pages.overview import leading_portals, leading_searchers

SHOWN = 300


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return both tables (searches in logs, sessions on portals), at most SHOWN rows of each; the CSV files hold all."""
    rows = Rows.of(store)
    searchers, portals = leading_searchers(rows), leading_portals(rows)
    logs = [
        [
            row["agency"]["name"],
            row["agency"]["id"],
            row["n"],
            row["n_logs"],
            row["n_logs_held"],
            row["months"],
            row["first_on"],
            row["last_on"],
        ]
        for row in searchers
    ]
    days = [[row["agency"]["name"], row["agency"]["id"], row["n"], row["days"]] for row in portals]
    return {
        "title": "Every agency on record as searching",
        "searchers": searchers[:SHOWN],
        "n_searchers": len(searchers),
        "portals": portals[:SHOWN],
        "n_portals": len(portals),
        "strips": [found for unit in ("search", "session") if (found := reach_strips(rows, unit))],
        "downloads": {
            "searchers.csv": [
                ["agency_name", "id", "searches", "logs_showing_it", "logs_held", "months_held", "first_on", "last_on"],
                *logs,
            ],
            "portals.csv": [["agency_name", "id", "sessions", "days_held"], *days],
        },
    }
