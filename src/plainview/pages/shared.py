"""The data-sharing report of one agency: who may search its cameras, whose it may search, since when and by which document;
a map, a graph, what was gained and lost, what it is exposed to through others, and the same as CSV, GraphML and GeoJSON."""

from __future__ import annotations

from typing import Any

from plainview.pages import _graph, _map
from plainview.pages import _shared as shared
from plainview.pages import _shared_told as told
from plainview.pages._case import agency
from plainview.pages._rows import Row, Rows, Source
from plainview.pages._shared_files import downloads
from plainview.pages._shared_odd import contradictions

FULL = 400  # agencies with a map and graphs on their page; `plainview report sharing` makes them for every agency
FILES = 120  # of these, agencies with long tables and all files
SHOWN, LIGHT = 1000, 25  # partners in the tables of a page; its CSV holds all


def ids(store: Source | Rows) -> list[str]:
    """Agencies that stand in a share; those with the fullest pages first and last, so that the first to be built ask for all."""
    rows = Rows.of(store)
    light = [id for id in shared.counts(rows) if id not in full(rows)]
    return [*sorted(full(rows)), *light]


def ordered(rows: Rows) -> list[str]:
    """Every agency that stands in a share: those whose own lists are held first, then those with most partners."""

    def made(rows: Rows) -> list[str]:
        own = {row["custodian_id"] for row in rows.rows("page/shared_lists")}
        found = shared.counts(rows)
        return sorted(found, key=lambda id: (id not in own, -found[id]["n_out"] - found[id]["n_in"], id))

    return rows.once("shared_ordered", made)


def full(rows: Rows) -> set[str]:
    """Agencies whose page has a map and graphs."""
    return rows.once("shared_full", lambda r: set(ordered(r)[:FULL]))


def with_files(rows: Rows) -> set[str]:
    """Agencies whose page has long tables, GraphML and GeoJSON too, which all say what the CSV says."""
    return rows.once("shared_with_files", lambda r: set(ordered(r)[:FILES]))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    """Return the page's dict, by all records held; ended shares are named and not counted."""
    rows = Rows.of(store)
    is_full = id in full(rows)
    found = {side: shared.partners(rows, id, side) for side in shared.SIDES}
    own = {**agency(rows, id), **shared.agency_shown(rows, id), "agency_id": id}
    page = report(own, found, is_full, has_files=id in with_files(rows))
    return {
        **page,
        "counts": {key: value for key, value in shared.counts(rows)[id].items() if key != "agency_id"},
        "changes": told.changes(rows, id),
        "lists": shared.lists(rows, id),
        "contradictions": contradictions(rows, id),
        "exposure": told.exposure_of(rows, id),
        "findings": told.findings(rows, id),
        "on": "",
    }


def report(own: Row, found: dict[str, list[Row]], is_full: bool = True, has_files: bool = True) -> dict[str, Any]:
    """What is made of an agency and its partners alone: groups, map and graphs (is_full), tables and files (has_files)."""
    current = {side: told.current(partners) for side, partners in found.items()}
    for side in found.values():
        _map.with_spots(side)
    own["spot"] = _map.spot(own["agency_id"], own["state"], own["level"])
    most = SHOWN if is_full and has_files else LIGHT
    page: dict[str, Any] = {
        "title": f"Data sharing: {own['name']}",
        "agency": own,
        "is_full": is_full,
        "has_files": has_files,
        "reach": told.reach(found, own["state"]),
        "levels": told.levels(found),
        "kinds": told.kinds(found),
        "states": told.states(found, own["state"]),
        "sides": [side_shown(own, side, found[side], current[side], most, is_full) for side in shared.SIDES],
        "map": _map.drawing(own, current, "map") if is_full and (current["out"] or current["in"]) else None,
        "downloads": downloads(own, found, f"shared/{own['id']}", has_files and is_full),
    }
    for side in found.values():
        for one in side:
            del one["agency_id"], one["spot"]
    return page | {"agency": {key: value for key, value in own.items() if key not in ("agency_id", "spot")}}


def side_shown(own: Row, side: str, partners: list[Row], current: list[Row], most: int, is_full: bool) -> Row:
    words = shared.words()["sides"][side]
    return {
        "side": side,
        "title": words["title"],
        "n": len(partners),
        "n_now": len(current),
        "n_used_only": sum(one["standing"] == "used" for one in partners),
        "partners": partners[:most],
        "chart": _graph.drawing(own, current, side, f"graph-{side}") if is_full and current else "",
        "key": _graph.KEY,
    }
