"""One custodian's doors, each with its rows: listed, searched and not listed, searched for a federal body, asked by mail."""

from __future__ import annotations

from typing import Any

from plainview.pages._case import agency, custodian_ids
from plainview.pages._doors import doors, held_words
from plainview.pages._rows import Rows, Source


def ids(store: Source | Rows) -> list[str]:
    return custodian_ids(Rows.of(store))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    """Return the page's dict."""
    rows = Rows.of(store)
    who = agency(rows, id)
    return {"title": f"Doors of {who['name']}", "agency": who, "doors": doors(rows, id), "coverage": held_words(rows, id)}
