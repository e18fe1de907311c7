"""What the reasons say: every purpose with its three figures, why the others cannot be read, marks and federal bodies."""

from __future__ import annotations

from typing import Any

from plainview.pages import _figures as figures
from plainview.pages._case import agency, word, words
from plainview.pages._multiples import of_purposes
from plainview.pages._rows import Row, Rows, Source


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the index; each purpose has a page of its own. purposes.csv holds every agency's figures."""
    rows = Rows.of(store)
    units = units_read(rows)
    seen = purposes_seen(rows)
    sensitive = words()["sensitive"]["ids"]
    return {
        "title": "What the reasons say",
        "units": units,
        "trends": [found for unit in units if (found := of_purposes(rows, unit["unit"], unit["purposes"]))],
        "sensitive": [
            {"purpose": one, "title": word("purposes", one), "means": word("purposes", one, "means"), "seen": one in seen}
            for one in sensitive
        ],
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
                    [agency(rows, r["agency_id"])[k] for k in ("name", "id")]
                    + [r[k] for k in ("unit", "purpose", "n_certain", "n_possible")]
                    for r in rows.rows("page/purposes")
                ),
            ]
        },
    }


def units_read(rows: Rows) -> list[Row]:
    """Searches and sessions, each with why reasons cannot be read and the three figures of every purpose."""

    def made(rows: Rows) -> list[Row]:
        out: list[Row] = []
        for unit in ("search", "session"):
            read = figures.readings(rows, unit, rows.rows("page/readings"))
            if read:
                found = figures.purposes(rows, unit, rows.rows("page/purposes"), read, f"p-{unit}")
                out.append({"unit": unit, "plural": figures.plural(unit), "readings": read, "purposes": found})
        return out

    return rows.once("units_read", made)


def purposes_seen(rows: Rows) -> set[str]:
    return rows.once("purposes_seen", lambda r: {row["purpose"] for row in r.rows("page/purposes")})
