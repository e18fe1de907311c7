"""One custodian: what changed between its files, comparison by comparison, newest first."""

from __future__ import annotations

from typing import Any

from plainview.pages._case import agency
from plainview.pages._changes import by_custodian, counted, shown
from plainview.pages._rows import Rows, Source

MOST = 60  # comparisons printed; the command tells all


def ids(store: Source | Rows) -> list[str]:
    return sorted(by_custodian(Rows.of(store)))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    rows = Rows.of(store)
    who, found = agency(rows, id), by_custodian(rows)[id]
    changed = sorted((one for one in found if one["changed"]), key=lambda one: (one["to_on"] or "", one["kind"]), reverse=True)
    return {
        "title": f"What changed: {who['name']}",
        "agency": who,
        "counted": counted(found),
        "pairs": [shown(rows, one) for one in changed[:MOST]],
        "n_more": max(len(changed) - MOST, 0),
        "same": [shown(rows, one) for one in found if not one["changed"]][:MOST],
    }
