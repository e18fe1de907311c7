"""One custodian, day by day: how many entries each of its logs has, and the days that are missing, low or held twice."""

from __future__ import annotations

from typing import Any

from plainview import charts
from plainview.pages._case import agency, holder_ids
from plainview.pages._days import LOGS, SORT, months, oddities
from plainview.pages._rows import Row, Rows, Source

DIFFERENT = ("gap", "low")


def ids(store: Source | Rows) -> list[str]:
    rows = Rows.of(store)
    held = rows.by("page/held_calendar", "custodian_id")
    return [one for one in holder_ids(rows) if one in held]


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    rows = Rows.of(store)
    who = agency(rows, id)
    by_log: dict[str, list[dict[str, Any]]] = {}
    for row in rows.by("page/held_calendar", "custodian_id")[id]:
        by_log.setdefault(row["log"], []).append(row)
    logs = []
    for log, found in sorted(by_log.items()):
        calendar = months(found)
        days = [
            {"day": f"{month['month']}-{at:02}", "log": LOGS.get(log, log), **cell}
            for month in calendar
            for at, cell in enumerate(month["cells"], 1)
            if cell
        ]
        counted = {state: sum(day["state"] == state for day in days) for state in ("held", "quiet", "gap", "low")}
        logs.append(
            {
                "log": log,
                "name": LOGS.get(log, log),
                "counted": f"{'sessions' if log == 'portal' else 'entries'} (the most that one file has)",
                "months": calendar,
                "heat": heat(log, days, LOGS.get(log, log)),
                "first_on": days[0]["day"],
                "last_on": days[-1]["day"],
                "n_days": len(days),
                "n_twice": sum(day["twice"] for day in days) if SORT.get(log) == "log" else 0,
                **{f"n_{state}": n for state, n in counted.items()},
                "odd_days": [day for day in days if day["state"] in DIFFERENT],
            }
        )
    head = ["log", "day", "state", "n", "usual", "in_several_files"]
    table = [
        [log["name"], f"{month['month']}-{at:02}", cell["state"], cell["n"], cell["usual"], "yes" if cell["twice"] else "no"]
        for log in logs
        for month in log["months"]
        for at, cell in enumerate(month["cells"], 1)
        if cell
    ]
    return {
        "title": f"Day by day: {who['name']}",
        "agency": who,
        "logs": logs,
        "oddities": [one for one in oddities(rows) if one["agency"]["id"] == who["id"]],
        "downloads": {f"days/{who['id']}.csv": [head, *table]},
    }


def heat(log: str, days: list[Row], name: str) -> Row:
    """The days of one log as a calendar, darker for more; a gap is hatched, a day without entries is an empty field."""
    counts = {day["day"]: None if day["state"] == "gap" else day["n"] or 0 for day in days}
    counted = "sessions" if log == "portal" else "entries"
    title = f"{counted.capitalize()} of the {name} on each day, {days[0]['day']} to {days[-1]['day']}"
    n_gap = sum(n is None for n in counts.values())
    desc = f"A column is a week from Monday, a field a day; {n_gap:,} of {len(counts):,} days are missing and hatched."
    chart, from_n = charts.heat(counts, ident=f"heat-{log}", title=title, desc=desc)
    return {"title": title, "chart": chart, "key": charts.shades_told(from_n, counted, bool(n_gap))}
