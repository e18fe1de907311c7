"""Many small trends on one scale, and strips of how widely was searched, with the same numbers as tables."""

from __future__ import annotations

from collections.abc import Sequence

from plainview import charts
from plainview.pages import _figures as figures
from plainview.pages._case import agency, grain, holder_ids, period_name, periods, totals
from plainview.pages._eras import eras, turns
from plainview.pages._held import HELD, month_cells, months, n_holding
from plainview.pages._rows import Row, Rows

SHOWN, SHOWN_STRIPS, SHOWN_PURPOSES, MOST_MONTHS = 24, 20, 12, 24
SORTS = {"log": ("search", "rows of its logs"), "portal": ("session", "sessions of its portal")}
# Bands of reach that one shade stands for (numbers in figures.BANDS), and its words.
STRIPS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    *(("c1", (1,), "1 network"), ("c2", (2,), "2 to 10"), ("c3", (3,), "11 to 100"), ("c4", (4, 5), "101 to 1,000")),
    *(("c5", (6, 7), "over 1,000"), ("unknown", (0,), "not given")),
)


def of_custodians(rows: Rows) -> list[Row]:
    """For logs and for portals, one small trend a custodian on one scale: those of which most months are held, by name."""
    out = []
    every = months(rows)[-MOST_MONTHS:]
    for sort, (unit, counted) in SORTS.items():
        cells = {id: month_cells(rows)[(id, sort)] for id in holder_ids(rows) if (id, sort) in month_cells(rows)}
        lines = {id: [cells[id][month]["n"] if cells[id][month]["state"] in HELD else None for month in every] for id in cells}
        best = sorted(lines, key=lambda id: (-sum(n is not None for n in lines[id]), -sum(n or 0 for n in lines[id]), id))[:SHOWN]
        panels, table = [], []
        for id in sorted(best, key=lambda id: (agency(rows, id)["name"].casefold(), id)):
            held = sum(n is not None for n in lines[id])
            told = f"{sum(n or 0 for n in lines[id]):,} {counted.split()[0]} in {held} month{'' if held == 1 else 's'} held"
            at = [place for place, _ in figures.lines(turns(eras(rows, id, unit)), every[0], "month") if place >= 0]
            panels.append(charts.Panel(agency(rows, id)["name"], told, lines[id], at if unit == "session" else ()))
            table.append({"agency": agency(rows, id), "cells": lines[id]})
        if len(panels) > 1:
            title = f"{counted.capitalize()} per month, {len(panels)} custodians on one scale".replace(
                " its ", " each custodian's "
            )
            out.append(drawn(panels, [month[:7] for month in every], table, f"trends-{sort}", title, unit, len(lines)))
    return out


def of_purposes(rows: Rows, unit: str, stated: Sequence[Row]) -> Row | None:
    """One small trend a purpose on one scale, every reading counted; agencies whose reasons change kind are left out."""
    step, held = ("week" if grain(rows) == "day" else "month"), totals(rows)
    every = periods(held["first_on"], held["last_on"], step)
    holders = n_holding(rows, figures.UNITS[unit][2], step)
    panels, table = [], []
    for one in stated[:SHOWN_PURPOSES]:
        found = rows.by("page/purpose_periods", "purpose", grain=step).get(one["purpose"], [])
        counts = {row["period"]: row["n"] for row in found if row["unit"] == unit}
        line = [counts.get(at, 0) if at in counts or holders.get(at) else None for at in every]
        panels.append(charts.Panel(one["title"], f"{sum(n or 0 for n in line):,} possible", line))
        table.append({"purpose": one["purpose"], "title": one["title"], "cells": line})
    if len(panels) < 2 or len(every) < 2:
        return None
    title = f"Purposes of {figures.plural(unit)} per {step}, every reading counted, on one scale"
    return drawn(panels, [period_name(at, step) for at in every], table, f"trends-{unit}", title, unit, len(stated))


def drawn(
    panels: Sequence[charts.Panel], times: Sequence[str], table: list[Row], ident: str, title: str, unit: str, n_all: int
) -> Row:
    gaps = sum(value is None for panel in panels for value in panel.values)
    desc = f"{len(panels)} small drawings from {times[0]} to {times[-1]}, all on one scale. "
    desc += f"{gaps:,} of {len(panels) * len(times):,} fields are hatched: no record is held."
    chart = charts.multiples(panels, times[0], times[-1], ident=ident, title=title, desc=desc, kind=unit)
    key = [("k-hatched", "hatched: no record is held")] if gaps else []
    key += [("k-words", "broken line: the kind of reason changes")] if any(panel.turns for panel in panels) else []
    return {"title": title, "chart": chart, "key": key, "times": list(times), "table": table, "n": len(panels), "n_all": n_all}


def reach_strips(rows: Rows, unit: str) -> Row | None:
    """How widely each of the leading searchers searched: a strip each, shared out by the number of networks at once."""
    found: dict[str, list[float]] = {}
    for row in rows.rows("page/reach"):
        if row["unit"] == unit and row["agency_id"]:
            found.setdefault(row["agency_id"], [0.0] * len(figures.BANDS))[row["band"]] += row["n"]
    lines: list[tuple[str, str, list[float]]] = []
    table: list[Row] = []
    for id in sorted(found, key=lambda id: (-sum(found[id]), id))[:SHOWN_STRIPS]:
        bands = found[id]
        given, wide = sum(bands[1:]), sum(bands[4:])
        numbers = [sum(bands[band] for band in joined) for _, joined, _ in STRIPS]
        lines.append((agency(rows, id)["name"], figures.percent(wide / given) if given else "not given", numbers))
        table.append({"agency": agency(rows, id), "cells": [round(n) for n in numbers], "wide": wide / given if given else None})
    if not any(sum(numbers[:-1]) for _, _, numbers in lines):
        return None
    n = f"{len(lines)} agencies" if len(lines) == len(found) else f"the {len(lines)} agencies with most {figures.plural(unit)}"
    title = f"{figures.plural(unit).capitalize()} by the number of networks searched at once, {n}"
    desc = f"Each strip is all {figures.plural(unit)} of one agency, shared out by the number of networks; at its end stands "
    desc += "the share that covered more than 100, of those that state a number."
    chart = charts.strips(lines, [kind for kind, _, _ in STRIPS], ident=f"strips-{unit}", title=title, desc=desc)
    key = [(f"k-{kind}", words) for kind, _, words in STRIPS]
    key.append(("k-words", "at the end: the share over 100, of those that state a number"))
    return {"title": title, "unit": unit, "chart": chart, "key": key, "bands": [words for _, _, words in STRIPS], "table": table}
