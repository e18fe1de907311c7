"""Masked here, shown there: reasons and offences that one custodian hid and another disclosed, of the same search."""

from __future__ import annotations

from typing import Any

from plainview.pages._cited import MOST, entries
from plainview.pages._linking import error_of, networks, tiers
from plainview.pages._masked import absent_lines, lines, totals
from plainview.pages._rows import Row, Rows, Source

SHOWN = 100
FIGURES = ("n_entries", "total", "certain", "possible", "unreadable")


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the lines of hidden cells and of cells that were left out; masked.csv holds all of both."""
    rows = Rows.of(store)
    hidden, absent = lines(rows), absent_lines(rows)
    table = [
        [one["agency"]["name"], one["agency"]["id"], one["log"], one["field"], sort, *(one[name] for name in FIGURES)]
        for sort, found in (("hidden", hidden), ("left out", absent))
        for one in found
    ]
    columns = ["agency_name", "id", "log", "field", "cells", "entries", "of_these_so", "shown_elsewhere_certain"]
    columns += ["shown_elsewhere_possible", "in_no_other_log"]
    by_field = [{"field": field, **totals(of)} for field in ("reason", "offence") if (of := of_field(hidden, field))]
    return {
        "title": "Masked here, shown there",
        "fields": by_field,
        "lines": hidden[:SHOWN],
        "n_lines": len(hidden),
        "absent": absent[:SHOWN],
        "n_absent": len(absent),
        "networks": networks(rows),
        "n_pages": len(entries(rows)),
        "most_pages": MOST,
        "errors": [
            {"title": one["title"], "error": error_of(rows, one["tier"])} for one in tiers(rows) if error_of(rows, one["tier"])
        ],
        "downloads": {"masked.csv": [columns, *table]} if table else {},
    }


def of_field(found: list[Row], field: str) -> list[Row]:
    return [one for one in found if one["field"] == field]
