"""Many small trends on the same axes, so that they can be compared; and strips that share a whole out by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from plainview.charts.frame import WIDTH, number, runs, short, svg, ticks

ACROSS, TALL, HEAD = 3, 96, 34  # panels side by side; height of one, of which its name and number take HEAD
EDGE, BETWEEN = 40, 18  # room for the axis at the left; between two panels
NAMES, LINE = 196, 20


@dataclass(frozen=True, slots=True)
class Panel:
    """One small trend. values: None is a gap. turns: places (2.5 is the middle of the third) across which nothing is compared."""

    name: str
    told: str
    values: Sequence[float | None]
    turns: Sequence[float] = ()


def multiples(panels: Sequence[Panel], first: str, last: str, *, ident: str, title: str, desc: str, kind: str = "") -> Markup:
    """Draw panels in lines of three with one height for one number. first, last: words at the ends of the axis of time."""
    top = ticks(max((value or 0 for panel in panels for value in panel.values), default=0), 2)
    wide = (WIDTH - EDGE - 4 - (ACROSS - 1) * BETWEEN) / ACROSS
    parts = []
    for at, panel in enumerate(panels):
        x, y = EDGE + at % ACROSS * (wide + BETWEEN), at // ACROSS * (TALL + 16)
        parts += _panel(panel, x, y, wide, top, ident, kind)
        if at % ACROSS == 0:
            for step, down in ((top[0], TALL), (top[-1], HEAD)):
                parts.append(f'<text class="tick end small" x="{EDGE - 5}" y="{y + down + 4}">{number(step)}</text>')
        if at >= len(panels) - ACROSS:
            parts.append(f'<text class="tick small" x="{x:.1f}" y="{y + TALL + 12}">{escape(first)}</text>')
            parts.append(f'<text class="tick end small" x="{x + wide:.1f}" y="{y + TALL + 12}">{escape(last)}</text>')
    return svg(parts, WIDTH, -(-len(panels) // ACROSS) * (TALL + 16) + 4, ident, title, desc)


def _panel(panel: Panel, x: float, y: float, wide: float, top: Sequence[float], ident: str, kind: str) -> list[str]:
    floor, high = y + TALL, TALL - HEAD
    room = wide / max(len(panel.values), 1)
    parts = [
        f'<text class="panel name" x="{x:.1f}" y="{y + 13}">{escape(short(panel.name, 23))}</text>',
        f'<text class="tick small" x="{x:.1f}" y="{y + 27}">{escape(panel.told)}</text>',
        f'<path class="rule" d="M{x:.1f} {y + HEAD}h{wide:.1f}"/>',
    ]
    for start, end in runs([value is None for value in panel.values], True):
        spot = f'x="{x + start * room:.1f}" y="{y + HEAD}" width="{(end - start) * room:.1f}" height="{high}"'
        parts.append(f'<rect class="gap" {spot}/><rect {spot} fill="url(#{ident}-h)"/>')
    bar = max(room * 0.82, 0.8)
    path = "".join(
        f"M{x + at * room + (room - bar) / 2:.1f} {floor}v-{max(value / top[-1] * high, 0.6):.1f}h{bar:.1f}V{floor}z"
        for at, value in enumerate(panel.values)
        if value
    )
    parts.append(f'<path class="bar {kind}" d="{path}"/>' if path else "")
    parts += [f'<path class="turn" d="M{x + place * room:.1f} {y + HEAD}V{floor}"/>' for place in panel.turns]
    parts.append(f'<path class="axis" d="M{x:.1f} {floor}h{wide:.1f}"/>')
    return parts


def strips(
    lines: Sequence[tuple[str, str, Sequence[float]]], kinds: Sequence[str], *, ident: str, title: str, desc: str
) -> Markup:
    """Draw one strip of equal length a line, shared out by class.

    Args:
        lines: (name, words at the end, numbers by class). A line without any number has an empty strip.
        kinds: class of each part in the order of the numbers; "unknown" is hatched.
    """
    wide, parts = WIDTH - NAMES - 62, []
    for at, (name, told, numbers) in enumerate(lines):
        y, x, whole = at * LINE + 2, float(NAMES), sum(numbers)
        parts.append(f'<text class="tick name end" x="{NAMES - 6}" y="{y + 12}">{escape(short(name, 26))}</text>')
        for kind, n in zip(kinds, numbers, strict=True):
            length = n / whole * wide if whole else 0
            if length:
                spot = f'x="{x:.1f}" y="{y}" width="{length:.1f}" height="15"'
                parts.append(f'<rect class="cell {kind}" {spot}/>')
                parts.append(f'<rect {spot} fill="url(#{ident}-h)"/>' if kind == "unknown" else "")
            x += length
        parts.append(f'<text class="tick" x="{NAMES + wide + 6}" y="{y + 12}">{escape(told)}</text>')
    return svg(parts, WIDTH, len(lines) * LINE + 4, ident, title, desc)
