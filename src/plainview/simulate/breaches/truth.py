"""What was planted, as truth/breaches.csv."""

from __future__ import annotations

import json
from pathlib import Path

from plainview.simulate import knowledge
from plainview.simulate.breaches.plant import Plant
from plainview.simulate.printing import csv_cell

HEADER = "planted_id,kind,is_breach,jurisdiction,agency,agency_id,side,shows,expected,certain,rows,note,law,facts,strength"


def write(path: Path, plants: list[Plant]) -> None:
    """Write one line a plant. rows: `file:row` (data rows from 1), `file#partner` or `file`, separated by |."""
    lines = [HEADER]
    for one in plants:
        cells = (
            one.id, one.kind, _yes(one.is_breach), one.jurisdiction, one.agency, _id(one.agency), one.side, one.shows,
            one.expected, _yes(one.certain), "|".join(one.rows), one.note, one.law,
            json.dumps(one.facts, sort_keys=True), f"{one.strength:g}",
        )  # fmt: skip
        lines.append(",".join(csv_cell(cell) for cell in cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _id(agency: str) -> str:
    """The id of a police department of a place, as agencies are named; "" where the name does not give it away."""
    *place, code, office = agency.split(" ")
    if office != "PD" or len(code) != 2 or not code.isupper():
        return ""
    return f"{code.lower()}-{knowledge.slug(' '.join(place))}-police"
