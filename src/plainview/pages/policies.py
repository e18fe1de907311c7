"""What agencies' portals say they permit and forbid, and what of it changed: the list of changes, newest first."""

from __future__ import annotations

from typing import Any

from plainview.diff import policies
from plainview.pages._case import agency, slugs
from plainview.pages._rows import Row, Rows, Source

MOST = 400  # changes printed; the table to download has all
HEAD = "agency_name id field change after_on by_on words_taken_out words_put_in".split()


def texts(rows: Rows) -> list[Row]:
    """Every portal that has such texts, with its changes."""
    return rows.once("policies", lambda r: [one for one in policies.histories(r) if one["texts"] or one["changes"]])


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the page's dict: changes newest first, and every portal with what it holds."""
    rows = Rows.of(store)
    found = texts(rows)
    every = policies.changes(found)
    portals = [
        {
            "agency": agency(rows, one["custodian_id"]), "url": f"policy/{slugs(rows)[one['custodian_id']]}.html",
            "n_captures": one["n_captures"], "first_on": one["first_on"], "last_on": one["last_on"],
            "n_not_whole": one["n_not_whole"], "n_texts": len(one["texts"]), "n_changes": len(one["changes"]),
            "forbids": next((text["text"] for text in one["texts"] if text["field"] == "prohibited_uses"), ""),
        }
        for one in found
    ]  # fmt: skip
    portals.sort(key=lambda row: row["agency"]["name"])
    return {
        "title": "What portals say is allowed and forbidden",
        "changes": [
            {
                "agency": agency(rows, row["custodian_id"]), "field": policies.page_id(row["field"]),
                "url": f"policy/{slugs(rows)[row['custodian_id']]}.html#{policies.page_id(row['field'])}",
                **{name: row[name] for name in ("title", "change", "after_on", "by_on", "when", "sentence", "parts")},
            }
            for row in every[:MOST]
        ],
        "n_changes": len(every),
        "n_agencies_changed": len({row["custodian_id"] for row in every}),
        "n_captures": sum(row["n_captures"] for row in portals),
        "portals": portals,
        "downloads": {"policies.csv": [HEAD, *(_line(rows, row) for row in every)]},
    }  # fmt: skip


def _line(rows: Rows, row: Row) -> list[Any]:
    who = agency(rows, row["custodian_id"])
    told = [row[name] for name in ("change", "after_on", "by_on", "n_gone", "n_new")]
    return [who["name"], who["id"], policies.page_id(row["field"]), *told]
