"""A network of shares as files other programs read: GraphML (graph tools) and GeoJSON (maps)."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NODE = {"name": "string", "id": "string", "state": "string", "kind": "string", "level": "string"}
NODE |= {"latitude": "double", "longitude": "double"}
EDGE = {"basis": "string", "standing": "string", "after_on": "string", "from_on": "string", "to_on": "string"}
EDGE |= {"before_on": "string", "documents": "int", "days": "int"}


def graphml(network: dict[str, list[dict[str, Any]]]) -> str:
    """A directed graph, from the owner of cameras to the agency that may search them.

    Args:
        network: `nodes` (dicts of NODE's keys) and `edges` (`owner` and `searcher`, places in nodes, and EDGE's keys). A value
            that is missing, None or "" is left out.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for what, keys in (("node", NODE), ("edge", EDGE)):
        lines += [f'<key id="{what}-{key}" for="{what}" attr.name="{key}" attr.type="{kind}"/>' for key, kind in keys.items()]
    lines.append('<graph id="shares" edgedefault="directed">')
    for number, node in enumerate(network["nodes"]):
        lines.append(f'<node id="n{number}">{_data("node", NODE, node)}</node>')
    for edge in network["edges"]:
        ends = f'source="n{edge["owner"]}" target="n{edge["searcher"]}"'
        lines.append(f"<edge {ends}>{_data('edge', EDGE, edge)}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _data(what: str, keys: dict[str, str], values: dict[str, Any]) -> str:
    given = ((key, values.get(key)) for key in keys)
    return "".join(
        f"<data key={quoteattr(f'{what}-{key}')}>{escape(_plain(str(value)))}</data>"
        for key, value in given
        if value is not None and value != ""
    )


def _plain(text: str) -> str:
    """Text without the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r").replace("\ufffe", "").replace("\uffff", "")


def geojson(features: list[dict[str, Any]]) -> str:
    """A FeatureCollection (RFC 7946). Each feature's `latitude` and `longitude` make its point; without them it has no place.

    Args:
        features: dicts; every key but the two is a property.
    """
    made = [
        {
            "type": "Feature",
            "geometry": None
            if one.get("latitude") is None
            else {"type": "Point", "coordinates": [one["longitude"], one["latitude"]]},
            "properties": {key: value for key, value in one.items() if key not in ("latitude", "longitude")},
        }
        for one in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False, separators=(",", ":")) + "\n"
