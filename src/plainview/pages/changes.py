"""What changed between one file and the next, for every custodian of whom two files can be compared."""

from __future__ import annotations

from typing import Any

from plainview.pages._case import agency
from plainview.pages._changes import by_custodian, counted
from plainview.pages._rows import Rows, Source

HEAD = "n_pairs n_changed n_lost n_gained n_fields n_redrawn n_gone n_logs n_entries_changed n_missing".split()


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return one line a custodian; the custodian's own page tells each change."""
    rows = Rows.of(store)
    lines = [
        {"agency": agency(rows, custodian), "url": f"changed/{agency(rows, custodian)['id']}.html", **counted(found)}
        for custodian, found in by_custodian(rows).items()
    ]
    lines.sort(key=lambda line: line["agency"]["name"])
    table = [[line["agency"]["name"], line["agency"]["id"], *(line[name] for name in HEAD)] for line in lines]
    return {
        "title": "What changed from one file to the next",
        "lines": lines,
        "total": {name: sum(line[name] for line in lines) for name in HEAD},
        "downloads": {"changes.csv": [["agency_name", "id", *HEAD], *table]},
    }
