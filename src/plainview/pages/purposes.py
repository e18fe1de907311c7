"""What the reasons say: each purpose in plain words with its three figures, who states it, its trend and examples."""

from __future__ import annotations

from typing import Any

from plainview import charts
from plainview.pages import _figures as figures
from plainview.pages._case import agency, grain, period_name, periods, totals, word, words
from plainview.pages._held import n_holding
from plainview.pages._rows import Row, Rows, Source

SHOWN_AGENCIES = 5


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the page's dict; purposes.csv holds every agency's figures."""
    rows = Rows.of(store)
    units: list[Row] = []
    for unit in ("search", "session"):
        read = figures.readings(rows, unit, rows.rows("page/readings"))
        if read:
            units.append({"unit": unit, "plural": figures.plural(unit), "readings": read})
    per_unit = {
        unit["unit"]: {
            p["purpose"]: p
            for p in figures.purposes(rows, unit["unit"], rows.rows("page/purposes"), unit["readings"], f"p-{unit['unit']}")
        }
        for unit in units
    }
    seen = {purpose for found in per_unit.values() for purpose in found}
    sensitive = words()["sensitive"]["ids"]
    order = [
        *sensitive,
        *sorted(
            (id for id in seen if id not in sensitive),
            key=lambda id: (-sum(f[id]["possible"] for f in per_unit.values() if id in f), id),
        ),
    ]
    return {
        "title": "What the reasons say",
        "units": units,
        "purposes": [purpose_shown(rows, one, per_unit, units) for one in order],
        "never_seen": [word("purposes", one) for one in words()["purposes"] if one not in seen and one not in sensitive],
        "marks": [
            {
                "title": word("marks", r["mark"]),
                "means": word("marks", r["mark"], "means"),
                "unit": r["unit"],
                "n": r["n"],
                "n_agencies": r["n_agencies"],
            }
            for r in rows.rows("page/marks")
        ],
        "federal": [
            {"body": r["federal_name"], "n": r["n"], "n_agencies": r["n_agencies"]} for r in rows.rows("page/federal_names")
        ],
        "downloads": {
            "purposes.csv": [
                ["agency_name", "id", "counts", "purpose", "certain", "possible"],
                *(
                    [
                        agency(rows, r["agency_id"])["name"],
                        agency(rows, r["agency_id"])["id"],
                        r["unit"],
                        r["purpose"],
                        r["n_certain"],
                        r["n_possible"],
                    ]
                    for r in rows.rows("page/purposes")
                ),
            ]
        },
    }


def purpose_shown(rows: Rows, purpose: str, per_unit: dict[str, dict[str, Row]], units: list[Row]) -> Row:
    parts = []
    for unit in units:
        none = {
            "certain": 0,
            "possible": 0,
            "unreadable": unit["readings"]["unreadable"],
            "total": unit["readings"]["total"],
            "at_least": unit["readings"]["at_least"],
            "chart": "",
        }
        figure = per_unit[unit["unit"]].get(purpose, none)
        who = [r for r in rows.by("page/purposes", "purpose").get(purpose, []) if r["unit"] == unit["unit"]]
        who.sort(key=lambda r: (-r["n_possible"], r["agency_id"]))
        parts.append(
            {
                "unit": unit["unit"],
                "plural": unit["plural"],
                "figure": figure,
                "n_agencies": len(who),
                "agencies": [
                    {
                        "agency": agency(rows, r["agency_id"]),
                        "certain": r["n_certain"],
                        "possible": r["n_possible"],
                        **whole(rows, unit["unit"], r["agency_id"]),
                    }
                    for r in who[:SHOWN_AGENCIES]
                ],
                "trend": trend(rows, unit["unit"], purpose) if figure["possible"] else None,
            }
        )
    return {
        "purpose": purpose,
        "title": word("purposes", purpose),
        "means": word("purposes", purpose, "means"),
        "sensitive": purpose in words()["sensitive"]["ids"],
        "seen": any(purpose in found for found in per_unit.values()),
        "parts": [part for part in parts if part["figure"]["possible"] or purpose in words()["sensitive"]["ids"]],
        "examples": [
            {"certainty": r["certainty"], "n_entries": r["n_entries"], **figures.entry_shown(rows, r)}
            for r in rows.by("page/purpose_examples", "purpose").get(purpose, [])
            if r["place"] == 1 or purpose in words()["sensitive"]["ids"]
        ],
    }


def whole(rows: Rows, unit: str, agency_id: str) -> Row:
    """The denominator beside an agency's figure: all its reasons, and those that cannot be read."""
    read = figures.readings(rows, unit, rows.by("page/readings", "agency_id").get(agency_id, []))
    return {"total": read["total"] if read else 0, "unreadable": read["unreadable"] if read else 0}


def trend(rows: Rows, unit: str, purpose: str) -> Row:
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
    desc = f"{sum(counts.values()):,} {figures.plural(unit)} that possibly state it, over {len(values)} {step}s."
    return {
        "title": title,
        "chart": charts.bars(values, ident=f"trend-{unit}-{purpose}", title=title, desc=desc, kind=unit),
        "table": [{"period": b.label, "n": b.value, "holders": b.holders} for b in values],
    }
