"""What is held and what is missing: a calendar of custodians by month, gaps shown as gaps."""

from __future__ import annotations

from typing import Any

from plainview import charts
from plainview.pages._case import UNNAMED_URL, agency, custodian_ids, holder_ids, periods, releases, totals, unnamed_files
from plainview.pages._days import marks, oddities
from plainview.pages._held import gaps, held_days, month_cells, months
from plainview.pages._multiples import of_custodians
from plainview.pages._own import overview
from plainview.pages._own import table as own_table
from plainview.pages._rows import Row, Rows, Source

MOST_MONTHS, MOST_ROWS, MOST_DAYS = 24, 200, 400
SORTS = {"log": "log rows", "portal": "sessions"}


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the calendar with its marks (the last 24 months of at most 200 rows; the CSV holds all) and the portals' days."""
    rows = Rows.of(store)
    every = months(rows)
    shown = every[-MOST_MONTHS:]
    lines = [
        line(rows, custodian, sort, every)
        for custodian in holder_ids(rows)
        for sort in SORTS
        if (custodian, sort) in month_cells(rows)
    ]
    lines.sort(key=lambda line: (line["agency"]["name"], line["sort"]))
    listed = sorted(days for (_, sort), held in held_days(rows).items() if sort == "portal" for days in held)
    table = [
        [
            *(one["agency"]["name"], one["agency"]["id"], one["sort"], cell["month"], cell["state"], cell["n"], cell["days"]),
            "; ".join(mark["words"] for mark in cell["marks"]),
        ]
        for one in lines
        for cell in one["cells"]
    ]
    for one in lines:
        one["cells"] = one["cells"][-MOST_MONTHS:]
    return {
        "title": "What is held, and what is missing",
        "months": [month[:7] for month in shown],
        "n_months": len(every),
        "lines": lines[:MOST_ROWS],
        "n_lines": len(lines),
        "gaps": gaps(rows),
        "trends": of_custodians(rows),
        "oddities": oddities(rows)[:MOST_ROWS],
        "n_oddities": len(oddities(rows)),
        "silent": [
            agency(rows, one) for one in custodian_ids(rows) if not any((one, sort) in month_cells(rows) for sort in SORTS)
        ],
        "own": overview(rows)[:MOST_ROWS],
        "n_own": len(overview(rows)),
        "days": portal_days(rows, listed[0], listed[-1]) if listed else None,
        "unnamed": unnamed_files(rows),
        "kinds": kinds(rows),
        "n_rows": totals(rows)["n_rows"],
        "downloads": {
            "coverage.csv": [["agency_name", "id", "counts", "month", "state", "n", "days_covered", "remarks"], *table],
            **({"own_searches.csv": own_table(rows)} if overview(rows) else {}),
        },
    }


def line(rows: Rows, custodian: str, sort: str, every: list[str]) -> Row:
    cells = month_cells(rows)[(custodian, sort)]
    who = agency(rows, custodian)
    marked = marks(rows).get((who["id"], sort), {})
    shown = [{"month": month[:7], **cells[month], "marks": marked.get(month[:7], [])} for month in every]
    days_url = f"days/{who['id']}.html" if (who["id"], sort) in marks(rows) else ""
    return {"agency": who, "sort": SORTS[sort], "cells": shown, "n": sum(cell["n"] for cell in shown), "days_url": days_url}


def portal_days(rows: Rows, first_on: str, last_on: str) -> Row:
    """One strip per portal over the same days (at most the last MOST_DAYS), so that gaps line up; counts are of all days."""
    every = periods(first_on, last_on, "day")[-MOST_DAYS:]
    strips = []
    for custodian in holder_ids(rows):
        held = held_days(rows).get((custodian, "portal"))
        if not held:
            continue
        sessions = {row["day"]: row["n_sessions"] for row in rows.by("page/portal_days", "custodian_id").get(custodian, [])}
        states = ["held" if day in sessions else "none" if day in held else "gap" for day in every]
        n_with, span = sum(day in sessions for day in held), periods(min(held), max(held), "day")
        counts = {"n_held": n_with, "n_none": len(held) - n_with, "n_gap": len(span) - len(held)}
        desc = (
            f"{counts['n_held']} days with sessions, {counts['n_none']} covered days without, "
            f"{counts['n_gap']} days without a record between the first and the last"
        )
        who = agency(rows, custodian)
        strips.append(
            {
                "agency": who,
                **counts,
                "first_on": span[0],
                "last_on": span[-1],
                "n": sum(sessions.values()),
                "chart": charts.days(states, ident=f"days-{who['id']}", title="Days held", desc=desc),
            }
        )
    return {
        "first_on": every[0],
        "last_on": every[-1],
        "strips": sorted(strips, key=lambda strip: strip["agency"]["name"])[:MOST_ROWS],
    }


def kinds(rows: Rows) -> list[Row]:
    out: dict[str, Row] = {}
    for release in releases(rows).values():
        one = out.setdefault(release["kind"], {"kind": release["kind"], "n": 0, "n_rows": 0, "custodians": set()})
        one["n"] += 1
        one["n_rows"] += release["n_rows"]
        if release["custodian"]["custodian_url"] != UNNAMED_URL:
            one["custodians"].add(release["custodian"]["id"])
    return [{**one, "custodians": len(one["custodians"])} for one in sorted(out.values(), key=lambda one: -one["n"])]
