"""The graph of one side of an agency's shares: the agency in the middle, its partners on arcs, one arc a state, in it by level.

It is drawn once on the server, needs no script, and can be read at 1,000 partners: groups are named and counted, and every name
is in the table. Up to 48 partners are named in the drawing itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from plainview.pages._rows import Row
from plainview.pages._shared import words

NAMED_UP_TO = 48
LEAST_ARC, GAP = 4.6, 1.4  # degrees: the smallest arc holds its label; between two arcs
CLOSE = 26.0  # degrees between two arcs, below which their names would overlap
STEP, FIRST = 9.0, 120.0  # units between dots and rings; radius of the inner ring
KEY = [
    ("k-l-local", "local"), ("k-l-state", "state"), ("k-l-federal", "federal"), ("k-l-campus", "campus"),
    ("k-l-other", "tribal, fusion center, private"), ("k-l-unknown", "not known"),
]  # fmt: skip
LETTER = 6.2  # units of width that a letter of a name takes


@dataclass(frozen=True, slots=True)
class Arc:
    """One state's arc: from and to in degrees (0 is up, clockwise), and its partners in order."""

    state: str
    start: float
    end: float
    partners: list[Row]


def arcs(partners: list[Row], own_state: str) -> list[Arc]:
    """Share the circle out: the agency's own state first, then by number; a state that is not known, and federal bodies, last."""
    order = list(words()["levels"])
    groups: dict[str, list[Row]] = {}
    for one in partners:
        groups.setdefault(group_of(one), []).append(one)
    names = sorted(groups, key=lambda name: (name in ("Federal", "?"), name != own_state, -len(groups[name]), name))
    least = min(LEAST_ARC, 340 / max(len(names), 1) - GAP)
    free = 360 - len(names) * (least + GAP)
    found, at = [], 0.0
    for name in names:
        width = least + free * len(groups[name]) / len(partners)
        mine = sorted(groups[name], key=lambda one: (order.index(one["level"]), one["name"].casefold(), one["id"]))
        found.append(Arc(name, at, at + width, mine))
        at += width + GAP
    return found


def group_of(one: Row) -> str:
    return "Federal" if one["level"] == "federal" else one["state"] or "?"


def spot(angle: float, radius: float) -> tuple[float, float]:
    """(x, y) at an angle in degrees, 0 up, clockwise."""
    turned = math.radians(angle - 90)
    return radius * math.cos(turned), radius * math.sin(turned)


def dots(arc: Arc) -> list[tuple[Row, float, float, float]]:
    """(partner, angle, x, y) of each partner of an arc: rings are filled outwards in turn, in order along the arc."""
    places: list[tuple[float, float]] = []
    middle, ring = (arc.start + arc.end) / 2, 0
    while len(places) < len(arc.partners):
        fits = fitting(arc, ring)
        count = min(fits, len(arc.partners) - len(places))
        wide = (arc.end - arc.start) / fits
        places += [(middle + (at - (count - 1) / 2) * wide, FIRST + ring * STEP) for at in range(count)]
        ring += 1
    places.sort()
    return [(one, angle, *spot(angle, radius)) for one, (angle, radius) in zip(arc.partners, places, strict=True)]


def fitting(arc: Arc, ring: int) -> int:
    """How many dots stand side by side on one ring of an arc."""
    return max(1, int((arc.end - arc.start) / math.degrees(STEP / (FIRST + ring * STEP))))


def rings_of(found: list[Arc]) -> int:
    """How many rings the fullest arc needs; 1 at least."""
    deepest = 1
    for arc in found:
        held, ring = 0, 0
        while held < len(arc.partners):
            held += fitting(arc, ring)
            ring += 1
        deepest = max(deepest, ring)
    return deepest


def drawing(own: Row, partners: list[Row], side: str, ident: str) -> Markup:
    """The graph as SVG. A line is a share, a dot a partner, its colour the level."""
    title = f"{words()['sides'][side]['title']}: {own['name']}"
    found = arcs(partners, own["state"])
    n_rings = rings_of(found)
    outer = FIRST + (n_rings - 1) * STEP
    is_named = len(partners) <= NAMED_UP_TO
    longest = max((len(one["name"]) for one in partners), default=0) if is_named else 12
    half = outer + (min(longest, 40) * LETTER + 52 if is_named else 74)
    names = ", ".join(f"{arc.state} {len(arc.partners):,}" for arc in found[:8])
    desc = f"{len(partners):,} partners in {len(found):,} groups, the largest {names}. Every name is in the table."
    parts = [
        f'<svg class="graph" viewBox="{-half:.0f} {-half:.0f} {2 * half:.0f} {2 * half:.0f}" role="img" '
        f'aria-labelledby="{ident}-t {ident}-d">',
        f'<title class="name" id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(desc)}</desc>',
    ]
    placed = [(arc, dots(arc)) for arc in found]
    lines: dict[str, list[str]] = {}
    points: dict[str, list[str]] = {}
    for _, every in placed:
        for one, _, x, y in every:
            lines.setdefault(one["level"], []).append(f"M0,0L{x:.0f},{y:.0f}")
            points.setdefault(one["level"], []).append(f"M{x:.0f},{y:.0f}h0")
    levels = [level for level in words()["levels"] if level in points]
    parts += [f'<path class="ties l-{level}" d="{"".join(lines[level])}"/>' for level in levels]
    parts += [_band(arc, outer + 9) for arc in found]
    parts += [f'<path class="spots l-{level}" d="{"".join(points[level])}"/>' for level in levels]
    rings = label_rings([(arc.start + arc.end) / 2 for arc in found])
    for (arc, every), inner in zip(placed, rings, strict=True):
        if is_named:
            parts += [_label(angle, outer + 22, _short(one["name"]), "name") for one, angle, _, _ in every]
        parts.append(_group_label(arc, outer, is_named, inner))
    parts.append('<circle class="home" r="26"/>')
    parts.append(f'<text class="mid count" y="5">{len(partners):,}</text></svg>')
    return Markup("".join(parts))  # noqa: S704 - names are escaped where they are put in


def label_rings(middles: list[float]) -> list[float]:
    """How far inwards the name of each arc stands, so that names of small arcs side by side do not overlap. middles: degrees."""
    out: list[float] = []
    for at, middle in enumerate(middles):
        beside = [out[-1]] if out and middle - middles[at - 1] < CLOSE else []
        if at and at == len(middles) - 1 and middles[0] + 360 - middle < CLOSE:
            beside.append(out[0])  # the last arc ends where the first begins
        out.append(next(ring for ring in (0.0, 24.0, 48.0) if ring not in beside))
    return out


def _band(arc: Arc, radius: float) -> str:
    """The arc that holds a state together."""
    (x, y), (to_x, to_y) = spot(arc.start, radius), spot(arc.end, radius)
    large = int(arc.end - arc.start > 180)
    return f'<path class="band" d="M{x:.1f},{y:.1f}A{radius:.1f},{radius:.1f} 0 {large} 1 {to_x:.1f},{to_y:.1f}"/>'


def _group_label(arc: Arc, outer: float, is_named: bool, inner: float = 0.0) -> str:
    """The state's code and number: outside the arc, or, where names stand there, inside the dots."""
    middle = (arc.start + arc.end) / 2
    if is_named:
        x, y = spot(middle, FIRST - 24 - inner)
        return f'<text class="mid group" x="{x:.0f}" y="{y + 4:.0f}">{escape(arc.state)}</text>'
    return _label(middle, outer + 18, f"{arc.state} {len(arc.partners):,}", "group")


def _label(angle: float, radius: float, text: str, kind: str) -> str:
    """A label that reads outwards, turned so that it never stands on its head."""
    x, y = spot(angle, radius)
    flipped = angle % 360 > 180
    turn = angle % 360 + (90 if flipped else -90)
    end = " end" if flipped else ""
    return f'<text class="{kind}{end}" transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f})" dy="4">{escape(text)}</text>'


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
