"""An agency's doors: by which ways a federal body could come to see its cameras, each with three figures and what is not held."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from plainview import redact, wording
from plainview.pages._case import agency, place
from plainview.pages._figures import AT_LEAST_ABOVE
from plainview.pages._findings import coverage
from plainview.pages._rows import Row, Rows

STATES = {"open": "seen", "perhaps": "perhaps", "none": "none seen", "cannot": "cannot be told", "not_held": "not held"}


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "_doors.toml").read_text(encoding="utf-8"))


def doors(rows: Rows, id: str, n_rows: int = 25) -> list[Row]:
    """The four doors of one custodian, each with its ways. A door about which nothing is held is not_held, never closed."""
    counts = rows.once("door_counts", _counts)
    held = rows.once("door_held", _held).get(id, {})
    out = []
    for door in words()["door"]:
        ways = [
            _way(rows, id, name, unit, counts.get((id, name, unit)), held, n_rows)
            for name, way in words()["ways"].items()
            if way["door"] == door["id"]
            for unit in _units(way["unit"][0].split()[-1], name, held)
        ]
        best = min((list(STATES).index(way["state_id"]) for way in ways), default=len(STATES) - 1)
        state = list(STATES)[best]
        out.append({**door, "ways": ways, "state_id": state, "state": STATES[state]})
    return out


def held_words(rows: Rows, id: str) -> str:
    """What is held of one custodian that could show its doors, in words."""
    held = rows.once("door_held", _held).get(id, {})
    n = held.get("n_lists") or 0
    lists = f"{n} file{'' if n == 1 else 's'} with its own list of those who may search its cameras" if n else ""
    return "; ".join(part for part in (coverage(rows, id), lists) if part)


def _held(rows: Rows) -> dict[str, Row]:
    return {row["custodian_id"]: row for row in rows.rows("page/door_held")}


def _counts(rows: Rows) -> dict[tuple[str, str, str], Row]:
    return {(row["custodian_id"], row["way"], row["unit"]): row for row in rows.rows("page/door_counts")}


def _units(unit: str, name: str, held: Row) -> list[str]:
    """What a way counts: searches of logs, and sessions where a portal is held; never added up."""
    if unit != "search" or name not in words()["portal"]:
        return [unit]
    return [one for one, needs in (("search", "n_logs"), ("session", "n_portals")) if held.get(needs)] or [unit]


def _way(rows: Rows, id: str, name: str, unit: str, count: Row | None, held: Row, n_rows: int) -> Row:
    told, portal = words()["ways"][name], words()["portal"]
    is_portal = unit == "session"
    units = portal["unit"] if is_portal else told["unit"]
    n = {key: (count or {}).get(f"n_{key}") or 0 for key in ("certain", "possible", "unreadable", "total", "beside")}
    is_held = bool(held.get(portal["needs"] if is_portal else told["needs"]))
    # Lists of others name only some of those who may search its cameras: what they name counts, their silence does not.
    by_others = not is_held and told["needs"] == "n_lists" and bool(n["possible"])
    is_held = is_held or by_others or (told["needs"] != "n_lists" and bool(n["total"]))
    needs_lists = told.get("lists", False) and not held.get("delegated_from")
    state = "not_held" if not is_held else "open" if n["certain"] else "perhaps" if n["possible"] else "none"
    if state == "none" and n["total"] and n["unreadable"] == n["total"]:
        state = "cannot"
    found = rows.once("door_rows", _rows).get((id, name, unit), [])
    return {
        "id": f"{name}-{unit}",
        "title": portal[name] if is_portal else told["title"],
        "short": portal["short"][name] if is_portal else told["short"],
        "units": units[0 if n["total"] == 1 else 1],
        "unit_words": units[1],
        "state_id": state,
        "state": STATES[state],
        **n,
        "at_least": bool(n["total"]) and n["unreadable"] / n["total"] > AT_LEAST_ABOVE,
        "count": f"{portal['count']} {told['count']}" if is_portal else told["count"],
        "beside_words": told["beside"] if n["beside"] else "",
        "innocent": told["innocent"],
        "not_held": portal["not_held"] if is_portal else told["not_held"],
        "needs_lists": needs_lists,
        "lists": f"{held['delegated_from']} to {held['delegated_to']}"
        if told.get("lists") and held.get("delegated_from")
        else "",
        "by_others": by_others,
        "rows": [_row(rows, one) for one in found[:n_rows]],
    }


def _rows(rows: Rows) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows.rows("page/door_rows"):
        found.setdefault((row["custodian_id"], row["way"], row["unit"]), []).append(row)
    return found


def _row(rows: Rows, row: Row) -> Row:
    said = words()["said"].get(row["said"], row["said"])
    return {
        "day": row["day"] or "",
        "agency": agency(rows, row["who_id"]) if row["who_id"] else None,
        "said": redact.printed(said),
        "is_certain": bool(row["is_certain"]),
        "place": place(rows, row["release_id"], row["row_no"], row["locator"]),
    }


def in_short(way: Row) -> str:
    """A way's figures in a few words, for a table."""
    if way["state_id"] in ("not_held", "cannot"):
        return str(way["state"])
    if not way["possible"]:
        return f"none seen in {way['total']:,}" + (f", {way['unreadable']:,} unreadable" if way["at_least"] else "")
    n = wording.figures(way["certain"], way["possible"], way["unreadable"], way["total"])
    return f"{n} of {way['total']:,}"
