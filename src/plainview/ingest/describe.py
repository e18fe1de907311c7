"""What a person is shown of a table's layout: each column's label, what it is read as, and the forms of its first cells.

Never a cell's own text: it may be a plate.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from plainview import forms
from plainview.ingest.shifted import Header
from plainview.states import cell_state

_SAID = {
    "id": "ids of 36 signs", "time": "times", "window": "two times in one cell", "day": "days", "clock": "times of day",
    "count": "whole numbers", "type": "search types", "agency": "names of agencies", "initials": "initials",
}  # fmt: skip


def columns(rows: list[list[str]], labels: list[str], header: Header) -> list[dict[str, Any]]:
    """One entry a column: "at" (from 1), "label", "ours" ("" if it is left out), "forms" with shares, "states" with counts."""
    ours = {place: name for name, place in header.match.places.items()}
    return [
        {"at": at + 1, "label": labels[at] if at < len(labels) else "", "ours": ours.get(at, ""), **_looks(rows, at)}
        for at in range(header.width)
    ]


def _looks(rows: list[list[str]], at: int) -> dict[str, Any]:
    cells = [row[at] for row in rows if at < len(row)]
    shares = {said: forms.share(cells, form) for form, said in _SAID.items()}
    found = {said: round(share, 2) for said, share in shares.items() if share >= 0.05}
    states = Counter(cell_state(cell) for cell in cells)
    return {"forms": found or ({"text": 1.0} if states["value"] else {}), "states": dict(states.most_common())}
