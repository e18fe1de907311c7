"""One purpose: what it means, its three figures, when and by whom it was stated, and examples with the place of print."""

from __future__ import annotations

from typing import Any

from plainview import charts
from plainview.pages import _figures as figures
from plainview.pages._case import agency, grain, period_name, periods, totals, word, words
from plainview.pages._eras import changed_on
from plainview.pages._held import n_holding
from plainview.pages._rows import Row, Rows, Source
from plainview.pages.purposes import purposes_seen, units_read

SHOWN_AGENCIES = 25


def ids(store: Source | Rows) -> list[str]:
    """Every purpose that some reason states, and the sensitive ones always."""
    return sorted(purposes_seen(Rows.of(store)) | set(words()["sensitive"]["ids"]))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    rows = Rows.of(store)
    return {
        "title": word("purposes", id).capitalize(),
        "purpose": id,
        "means": word("purposes", id, "means"),
        "sensitive": id in words()["sensitive"]["ids"],
        "seen": id in purposes_seen(rows),
        "parts": [part(rows, id, unit) for unit in units_read(rows)],
        "examples": [
            {"certainty": r["certainty"], "n_entries": r["n_entries"], **figures.entry_shown(rows, r)}
            for r in rows.by("page/purpose_examples", "purpose").get(id, [])
        ],
    }


def part(rows: Rows, purpose: str, unit: Row) -> Row:
    """One unit's figures, trend, and the agencies that state it, each beside all its reasons and those that cannot be read."""
    read = unit["readings"]
    none = {"certain": 0, "possible": 0, **{k: read[k] for k in ("unreadable", "total", "at_least")}}
    figure = next((p for p in unit["purposes"] if p["purpose"] == purpose), none)
    who = [r for r in rows.by("page/purposes", "purpose").get(purpose, []) if r["unit"] == unit["unit"]]
    left_out = [r for r in who if changed_on(rows, r["agency_id"], unit["unit"])]
    who.sort(key=lambda r: (-r["n_possible"], r["agency_id"]))
    return {
        "unit": unit["unit"],
        "plural": unit["plural"],
        "figure": {k: figure[k] for k in ("certain", "possible", "unreadable", "total", "at_least")},
        "n_agencies": len(who),
        "agencies": [
            {
                "agency": agency(rows, r["agency_id"]),
                "certain": r["n_certain"],
                "possible": r["n_possible"],
                "changed_on": changed_on(rows, r["agency_id"], unit["unit"]),
                **whole(rows, unit["unit"], r["agency_id"]),
            }
            for r in who[:SHOWN_AGENCIES]
        ],
        "trend": trend(rows, unit["unit"], purpose, len(left_out)) if len(left_out) < len(who) else None,
        "left_out": {"n_agencies": len(left_out), "n": sum(r["n_possible"] for r in left_out)},
    }


def whole(rows: Rows, unit: str, agency_id: str) -> Row:
    """The denominator beside an agency's figure: all its reasons, and those that cannot be read."""
    read = figures.readings(rows, unit, rows.by("page/readings", "agency_id").get(agency_id, []))
    return {"total": read["total"] if read else 0, "unreadable": read["unreadable"] if read else 0}


def trend(rows: Rows, unit: str, purpose: str, n_left_out: int) -> Row:
    """One purpose over time. Agencies whose reasons change kind are not in it: n_left_out of them state the purpose."""
    step, held = ("week" if grain(rows) == "day" else "month"), totals(rows)
    counts = {
        r["period"]: r["n"] for r in rows.by("page/purpose_periods", "purpose", grain=step).get(purpose, []) if r["unit"] == unit
    }
    holders = n_holding(rows, figures.UNITS[unit][2], step)
    values = [
        charts.Bar(period_name(p, step), counts.get(p, 0) if p in counts or holders.get(p) else None, holders.get(p, 0))
        for p in periods(held["first_on"], held["last_on"], step)
    ]
    title = f"{word('purposes', purpose).capitalize()}: {figures.plural(unit)} per {step}, every reading counted"
    if n_left_out:
        title += f", without {n_left_out} agenc{'y' if n_left_out == 1 else 'ies'} whose reasons change kind"
    desc = f"{sum(counts.values()):,} {figures.plural(unit)} that possibly state it, over {len(values)} {step}s."
    return {
        "unit": unit,
        "n_gaps": sum(bar.value is None for bar in values),
        "is_own": False,
        "title": title,
        "chart": charts.bars(values, ident=f"trend-{unit}", title=title, desc=desc, kind=unit),
        "table": [{"period": b.label, "n": b.value, "holders": b.holders} for b in values],
    }
