"""The data-sharing report as files: CSV, GraphML and GeoJSON of one agency's partners on both sides."""

from __future__ import annotations

from typing import Any

from plainview.pages._rows import Row
from plainview.pages._shared import words

COLUMNS = (
    *("direction", "partner_name", "id", "state", "kind", "level", "listed_for_287g", "basis", "stands"),
    *("not_before_on", "first_on", "last_on", "ended_by_on", "documents", "days_searched"),
    *("first_file_name", "first_file_url", "first_row", "last_file_name", "last_file_url", "last_row"),
)


def downloads(own: Row, found: dict[str, list[Row]], stem: str, has_all: bool = True) -> dict[str, Any]:
    """Files by name: a table for CSV; for the other formats what sharing/formats.py writes, as plain data.

    Partners need `spot` ((latitude, longitude) or None). has_all: GraphML and GeoJSON beside the CSV.
    """
    out: dict[str, Any] = {f"{stem}.csv": table(found)}
    if has_all:
        out[f"{stem}.graphml"] = network(own, found)
        out[f"{stem}.geojson"] = features(own, found)
    return out


def table(found: dict[str, list[Row]]) -> list[list[Any]]:
    lines = [
        [
            words()["sides"][side]["short"], one["name"], one["id"], one["state"], one["kind"], words()["levels"][one["level"]],
            "yes" if one["is_member"] else "", one["rests_on"], one["stands"],
            one["after_on"], one["from_on"], one["to_on"], one["before_on"], one["n_documents"], one["n_days"],
            one["first"]["file"], one["first"]["url"], one["first"]["row"],
            one["last"]["file"], one["last"]["url"], one["last"]["row"],
        ]
        for side, partners in found.items()
        for one in partners
    ]  # fmt: skip
    return [list(COLUMNS), *lines]


def network(own: Row, found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Nodes and edges for GraphML: from the owner of the cameras to the agency that may search them."""
    every = {one["id"]: one for partners in found.values() for one in partners}
    order = {id: at for at, id in enumerate([own["id"], *every])}
    edges = []
    for side, partners in found.items():
        for one in partners:
            there = order[one["id"]]
            owner, searcher = (0, there) if side == "out" else (there, 0)
            edges.append({"owner": owner, "searcher": searcher, **facts(one)})
    return {"nodes": [node(own), *(node(one) for one in every.values())], "edges": edges}


def node(one: Row) -> Row:
    place = one["spot"] or (None, None)
    return {key: one[key] for key in ("name", "id", "state", "kind", "level")} | {"latitude": place[0], "longitude": place[1]}


def facts(one: Row) -> Row:
    return {
        "basis": one["rests_on"],
        "standing": one["stands"],
        **{key: one[key] for key in ("after_on", "from_on", "to_on", "before_on")},
        "documents": one["n_documents"],
        "days": one["n_days"],
    }


def features(own: Row, found: dict[str, list[Row]]) -> list[Row]:
    """One feature a partner and direction, and the agency itself; where the place is not known it has none."""
    lines = [{**node(own), "direction": "the agency itself"}]
    return lines + [
        {**node(one), "direction": words()["sides"][side]["short"], **facts(one)}
        for side, partners in found.items()
        for one in partners
    ]
