"""Every custodian's doors on one page, by name: what was seen of each, of how much, and what is not held. No ranking."""

from __future__ import annotations

from typing import Any

from plainview.pages._case import agency, custodian_ids
from plainview.pages._doors import STATES, doors, held_words, in_short, words
from plainview.pages._rows import Row, Rows, Source

LISTED = 400
FIGURES = ("certain", "possible", "unreadable", "total")


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return how many custodians have which state of each door, and a line for each; doors.csv holds every figure."""
    rows = Rows.of(store)
    lines: list[Row] = []
    table: list[list[Any]] = [["agency_name", "door", "way", "state", *FIGURES]]
    tally: dict[str, dict[str, int]] = {door["id"]: dict.fromkeys(STATES, 0) for door in words()["door"]}
    for custodian in custodian_ids(rows):
        who, theirs = agency(rows, custodian), doors(rows, custodian, 0)
        for door in theirs:
            tally[door["id"]][door["state_id"]] += 1
            for way in door["ways"]:
                figures = [way[name] if way["state_id"] != "not_held" else "" for name in FIGURES]
                table.append([who["name"], door["id"], way["title"], way["state"], *figures])
        held = held_words(rows, custodian)
        lines.append({"agency": who, "url": f"doors/{who['id']}.html", "coverage": held, "doors": [short(d) for d in theirs]})
    lines.sort(key=lambda one: (one["agency"]["name"], one["agency"]["id"]))
    return {
        "title": "Four doors to the cameras",
        "heads": [
            {**door, "counts": [{"state": STATES[state], "n": n} for state, n in tally[door["id"]].items()]}
            for door in words()["door"]
        ],
        "states": list(STATES.values()),
        "lines": lines[:LISTED],
        "n_lines": len(lines),
        "downloads": {"doors.csv": table} if lines else {},
    }


def short(door: Row) -> Row:
    return {
        "state_id": door["state_id"],
        "state": door["state"],
        "ways": [{"title": way["short"], "says": in_short(way)} for way in door["ways"] if way["state_id"] != "not_held"],
    }
