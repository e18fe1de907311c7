"""One search: all entries of it side by side, the fullest reason and offence with their place, and what each log hides."""

from __future__ import annotations

from typing import Any

from plainview.pages._cited import entries, page_id, searches
from plainview.pages._rows import Rows, Source
from plainview.pages._side import search_shown


def ids(store: Source | Rows) -> list[str]:
    """Searches that have a page, as file names; a site has a few hundred of them, whatever the case."""
    rows = Rows.of(store)
    held = entries(rows)
    return sorted(page_id(one) for one in searches(rows) if one in held)


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    shown = search_shown(Rows.of(store), id.replace("-", ":"))
    n, logs = shown["n_custodians"], "custodian’s log" if shown["n_custodians"] == 1 else "custodians’ logs"
    day = f" of {shown['at'][:16]} UTC" if shown["at"] else ""
    return {"title": f"One search{day} in {n:,} {logs}", "explain": f"plainview explain {id.replace('-', ':')}", **shown}
