"""The network of shares as drawings that need no script: the graph as one SVG, and a matrix of states."""

from __future__ import annotations

from html import escape

import numpy as np
from markupsafe import Markup

from plainview import charts
from plainview.pages._rows import Row
from plainview.sharing import exposure

MOST_STATES, IN_FILE = 24, 40_000  # states in the matrix; shares in the drawing
WIDE, EDGE = 940.0, 16.0  # units
Circles = dict[str, tuple[float, float, float]]  # a group's middle and radius


def between_groups(groups: list[str], order: list[str], ends: exposure.Edges) -> tuple[exposure.Edges, exposure.Edges]:
    """The number of each agency's group, and the number of shares from the owners of one group to the searchers of another."""
    of = np.array([order.index(group) for group in groups], np.int64)
    between = np.zeros((len(order), len(order)), np.int64)
    np.add.at(between, (of[ends[:, 0]], of[ends[:, 1]]), 1)
    return of, between


def between_states(groups: list[str], order: list[str], ends: exposure.Edges) -> Row | None:
    """How many shares stand between the states with most of them, as a matrix; None of fewer than two."""
    _, between = between_groups(groups, order, ends)
    ties = (between.sum(axis=0) + between.sum(axis=1)).tolist()
    best = sorted(sorted(range(len(order)), key=lambda at: (-ties[at], order[at]))[:MOST_STATES])
    if len(best) < 2:
        return None
    names = [order[at] for at in best]
    counts = between[np.ix_(best, best)].tolist()
    from_n = charts.bounds([n for line in counts for n in line if n])
    cells = {(a, b): charts.shade(n, from_n) for a, line in enumerate(counts) for b, n in enumerate(line) if n}
    title = "Shares between states: a line is whose cameras, a column who may search them"
    desc = f"{len(cells):,} of {len(names) ** 2:,} fields have shares; {int(between.trace()):,} shares stay within a state."
    chart = charts.matrix(names, names, cells, ident="states", title=title, desc=desc)
    key = [one for one in charts.shades_told(from_n, "shares", has_gaps=False) if one[0] != "k-zero"]
    return {"title": title, "chart": chart, "key": key, "names": names, "table": counts, "n_all": len(order)}


def drawing(nodes: list[Row], ends: exposure.Edges, circles: Circles, levels: list[str]) -> Markup:
    """The graph as the page's script draws it: lines are shares, dots agencies, by state; of many shares the first IN_FILE."""
    left, right = min(x - r for x, _, r in circles.values()), max(x + r for x, _, r in circles.values())
    top, bottom = min(y - r for _, y, r in circles.values()), max(y + r for _, y, r in circles.values())
    scale = (WIDE - 2 * EDGE) / max(right - left, 1.0)
    tall = (bottom - top) * scale + 2 * EDGE + 14
    spots = [((one["x"] - left) * scale + EDGE, (one["y"] - top) * scale + EDGE + 14) for one in nodes]
    lines: dict[int, list[str]] = {}
    for owner, searcher in ends[:IN_FILE].tolist():
        (x, y), (to_x, to_y) = spots[owner], spots[searcher]
        lines.setdefault(owner, []).append(f"M{x:.0f} {y:.0f}L{to_x:.0f} {to_y:.0f}")
    dots: dict[str, list[str]] = {}
    for one, (x, y) in zip(nodes, spots, strict=True):
        dots.setdefault(levels[one["level"]], []).append(f"M{x:.0f} {y:.0f}h0")
    title = f"The network of shares: {len(nodes):,} agencies, {len(ends):,} shares"
    desc = "Each dot is an agency, each line a share; agencies stand by state, about where the state is on the map."
    if len(ends) > IN_FILE:
        desc += f" The first {IN_FILE:,} shares are drawn."
    parts = [f'<path class="ties thin" d="{"".join(found)}"/>' for _, found in sorted(lines.items())]
    parts += [f'<path class="spots l-{level}" d="{"".join(found)}"/>' for level, found in sorted(dots.items())]
    for name, (x, y, r) in sorted(circles.items()):
        at = (x - left) * scale + EDGE, max(12.0, (y - r - top) * scale + EDGE + 10)
        parts.append(f'<text class="mid group" x="{at[0]:.0f}" y="{at[1]:.0f}">{escape(name)}</text>')
    return charts.svg(parts, WIDE, round(tall), "graph", title, desc, look="graph")
