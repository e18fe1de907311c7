"""The whole network of shares as one graph that can be looked through and dragged; its groups as a table, its shares as files."""

from __future__ import annotations

from typing import Any

import numpy as np

from plainview.pages import _layout
from plainview.pages import _network as shapes
from plainview.pages import _shared as shared
from plainview.pages._graph import KEY, group_of
from plainview.pages._map import spot
from plainview.pages._rows import Row, Rows, Source
from plainview.sharing import exposure

MOST = 100_000  # shares that are drawn; of a larger network those that a list or an event names come first


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the page's dict; `scripts` holds what the drawing is made from."""
    rows = Rows.of(store)
    told, used = shared.edges(rows)
    whole = np.concatenate([told, used])
    drawn = whole[:MOST]
    numbers = np.unique(drawn)
    ids = [shared.numbered(rows)[number] for number in numbers]
    ends = np.searchsorted(numbers, drawn)
    shown = [shared.agency_shown(rows, one) for one in ids]
    given, taken = (np.bincount(ends[:, column], minlength=len(ids)) for column in (0, 1))
    groups = [group_of(one) for one in shown]
    places, circles = _layout.positions(groups, (given + taken).tolist())
    order, levels = sorted(circles), list(shared.words()["levels"])
    nodes = [
        {
            "name": one["name"], "url": one["url"], "group": order.index(group), "level": levels.index(one["level"]),
            "x": round(float(x), 1), "y": round(float(y), 1), "out": int(n_out), "in": int(n_in),
        }
        for one, group, (x, y), n_out, n_in in zip(shown, groups, places, given, taken, strict=True)
    ]  # fmt: skip
    return {
        "title": "The network of shares",
        "n_agencies": len(nodes),
        "n_drawn": len(drawn),
        "n_shares": len(whole),
        "groups": group_lines(groups, order, ends),
        "matrix": shapes.between_states(groups, order, ends),
        "drawing": {"chart": shapes.drawing(nodes, ends, circles, levels), "key": KEY} if nodes else None,
        "downloads": files(rows, ids, shown, ends, len(told)) if len(drawn) else {},
        "scripts": {
            "network-data.js": {
                "nodes": nodes,
                "edges": ends.ravel().tolist(),
                "groups": [
                    {"title": name, **dict(zip("xyr", (round(value, 1) for value in circles[name]), strict=True))}
                    for name in order
                ],
                "levels": levels,
            }
        },
    }


def group_lines(groups: list[str], order: list[str], ends: exposure.Edges) -> list[Row]:
    """One line a group: how many agencies, shares among them, from them to others, from others to them."""
    of, between = shapes.between_groups(groups, order, ends)
    return [
        {
            "group": name,
            "n": int((of == at).sum()),
            "inside": int(between[at, at]),
            "outward": int(between[at].sum() - between[at, at]),
            "inward": int(between[:, at].sum() - between[at, at]),
        }
        for at, name in enumerate(order)
    ]


def files(rows: Rows, ids: list[str], shown: list[Row], ends: exposure.Edges, n_told: int) -> dict[str, Any]:
    """The drawn shares as CSV and GraphML: from the owner of the cameras to the agency that may search them."""
    places = [spot(id, one["state"], one["level"]) or (None, None) for id, one in zip(ids, shown, strict=True)]
    nodes = [
        {**{key: one[key] for key in ("name", "id", "state", "kind", "level")}, "latitude": at[0], "longitude": at[1]}
        for one, at in zip(shown, places, strict=True)
    ]
    words = [shared.words()["network"]["told"], shared.words()["network"]["used"]]
    pairs = [(int(owner), int(searcher), words[at >= n_told]) for at, (owner, searcher) in enumerate(ends)]
    head = ["owner_name", "owner_state", "searcher_name", "searcher_state", "rests_on"]
    lines = [[shown[a]["name"], shown[a]["state"], shown[b]["name"], shown[b]["state"], basis] for a, b, basis in pairs]
    edges = [{"owner": a, "searcher": b, "basis": basis} for a, b, basis in pairs]
    return {"network.csv": [head, *lines], "network.graphml": {"nodes": nodes, "edges": edges}}
