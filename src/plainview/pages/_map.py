"""The map of an agency's partners: states shaded by how many there are, a point for each town or county. No camera is on it:
a point is where the town is, or the middle of the county."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from plainview.pages import _albers
from plainview.pages._rows import Row

PLACES = Path(__file__).parents[1] / "places"
# Offices that end an agency's id behind its town or county. Other bodies (a campus, a state's patrol) are not drawn as a town.
OFFICES = (
    *("police", "sheriff", "public-safety", "marshal", "constable", "code-enforcement", "district-attorney", "prosecutor"),
    *("states-attorney", "commonwealths-attorney", "attorney", "solicitor", "fire"),
)
SHADES = (1, 4, 16, 64)  # from how many partners a state is shaded darker
KEY = [
    ("k-out", "may search its cameras"), ("k-in", "lets it search"), ("k-both", "both"),
    ("k-s1", "1 to 3 partners in the state"), ("k-s2", "4 to 15"), ("k-s3", "16 to 63"), ("k-s4", "64 or more"),
]  # fmt: skip
Point = tuple[float, float]


@lru_cache(maxsize=1)
def sheet() -> dict[str, Any]:
    """Outlines of the states: width, height, states (path by code), middles."""
    found: dict[str, Any] = json.loads((PLACES / "us_states_map.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def spots() -> dict[tuple[str, str], Point]:
    """(state, name in small words with hyphens) -> (latitude, longitude)."""
    lines = (PLACES / "us_points.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {(state, name): (float(latitude), float(longitude)) for state, name, latitude, longitude in rows}


def spot(agency_id: str, state: str, level: str) -> Point | None:
    """(latitude, longitude) of the town or county of a local agency; None where it is not known which place that is."""
    prefix, _, rest = agency_id.partition("-")
    if level != "local" or not state or prefix.upper() != state:
        return None
    office = next((one for one in OFFICES if rest.endswith(f"-{one}")), "")
    return spots().get((state, rest.removesuffix(f"-{office}") if office else rest))


def with_spots(partners: list[Row]) -> None:
    """Note where each partner is: `spot` is (latitude, longitude) or None."""
    for one in partners:
        one["spot"] = spot(one["agency_id"], one["state"], one["level"])


def drawing(own: Row, found: dict[str, list[Row]], ident: str) -> Row:
    """The map of both sides: its SVG, and how many partners stand on it as a point, by state only, or not at all.

    Args:
        own: the agency itself, with `spot`. found: its current partners by side, with `spot`.
    """
    every = {one["agency_id"]: one for side in found.values() for one in side}
    sides = {side: {one["agency_id"] for one in partners} for side, partners in found.items()}
    by_state: dict[str, int] = {}
    marks: dict[str, list[Point]] = {"out": [], "in": [], "both": []}
    n_point = 0
    for id, one in every.items():
        by_state[one["state"]] = by_state.get(one["state"], 0) + 1
        at = _albers.project(one["state"], *one["spot"]) if one["spot"] else None
        if at:
            n_point += 1
            marks["both" if id in sides["out"] and id in sides["in"] else "out" if id in sides["out"] else "in"].append(at)
    on_map = sum(n for state, n in by_state.items() if state in sheet()["states"])
    home = _albers.project(own["state"], *own["spot"]) if own["spot"] else None
    desc = f"{len(every):,} partners; {n_point:,} stand as points; states are darker the more partners they have."
    return {
        "n": len(every),
        "n_point": n_point,
        "n_state_only": on_map - n_point,
        "n_nowhere": len(every) - on_map,
        "chart": _svg(own, by_state, marks, home, ident, desc),
        "key": KEY,
    }


def _svg(own: Row, by_state: dict[str, int], marks: dict[str, list[Point]], home: Point | None, ident: str, desc: str) -> Markup:
    title = f"Where the partners of {own['name']} are"
    parts = [
        f'<svg class="map" viewBox="0 0 {_albers.WIDTH} {_albers.HEIGHT}" role="img" aria-labelledby="{ident}-t {ident}-d">',
        f'<title class="name" id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(desc)}</desc>',
    ]
    shaded: dict[str, list[str]] = {}
    for state, path in sheet()["states"].items():
        shaded.setdefault(shade(by_state.get(state, 0)), []).append(path)
    parts += [f'<path class="land {name}" d="{"".join(paths)}"/>' for name, paths in sorted(shaded.items())]
    if own["state"] in sheet()["states"]:
        parts.append(f'<path class="own" d="{sheet()["states"][own["state"]]}"/>')
    for name, points in marks.items():
        if points:
            parts.append(f'<path class="spots {name}" d="{"".join(f"M{x:.0f},{y:.0f}h0" for x, y in sorted(points))}"/>')
    if home:
        parts.append(f'<circle class="home" cx="{home[0]:.0f}" cy="{home[1]:.0f}" r="8"/>')
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - the name is escaped, the rest is numbers


def shade(n: int) -> str:
    """Class of a state with n partners: s0 for none, s1 to s4."""
    return f"s{sum(n >= least for least in SHADES)}"
