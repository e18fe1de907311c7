"""Agencies whose name begins with one letter, each with its pages: how a town is found without a script."""

from __future__ import annotations

from typing import Any

from plainview.pages import _index as index
from plainview.pages._rows import Rows, Source


def ids(store: Source | Rows) -> list[str]:
    return sorted({one["letter"] for one in index.agencies(Rows.of(store))})


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    found = [one for one in index.agencies(Rows.of(store)) if one["letter"] == id]
    return {
        "title": "Agencies: other names" if id == index.OTHER else f"Agencies: {id.upper()}",
        "agencies": [{key: one[key] for key in ("name", "links")} for one in found],
    }
