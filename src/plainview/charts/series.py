"""Numbers over time, by class, and against what was promised: bars, readings and calibration.

`None` is a gap in the record and is drawn as one; it is never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from statistics import median

from markupsafe import Markup

from plainview.charts.frame import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    axis,
    gap,
    labels_below,
    line_down,
    runs,
    svg,
    ticks,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One period or category. value None: nothing is held for it. holders: how many custodians' records cover it."""

    label: str
    value: float | None
    holders: int | None = None


def bars(
    values: Sequence[Bar], *, ident: str, title: str, desc: str, kind: str = "", lines: Sequence[tuple[float, str]] = ()
) -> Markup:
    """Draw bars on a common baseline, with gaps hatched and, where holders are given, a strip of coverage beneath.

    Args:
        ident: unique on its page; joins title and desc to the drawing.
        kind: "session" draws in the second colour, anything else in the first.
        lines: (place, words) of days across which bars must not be compared: 2.5 is the middle of the third bar.
    """
    top = max((bar.value or 0 for bar in values), default=0)
    steps = ticks(top)
    strip = 16 if any(bar.holders is not None for bar in values) else 0
    floor = HEIGHT - BOTTOM - strip
    room = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    wide = max(room * 0.78, 0.8) if room < 60 else 46
    parts, path = [axis(steps, floor)], ""
    for at, bar in enumerate(values):
        if bar.value:
            tall = max(bar.value / steps[-1] * (floor - TOP), 0.6)
            x = LEFT + at * room + (room - wide) / 2
            path += f"M{x:.1f} {floor:.0f}v-{tall:.1f}h{wide:.1f}v{tall:.1f}z"
    for start, end in runs([bar.value is None for bar in values], True):
        parts.append(gap(LEFT + start * room, TOP, (end - start) * room, floor - TOP, ident))
    if path:
        parts.append(f'<path class="bar {kind}" d="{path}"/>')
    most = max((bar.holders or 0 for bar in values), default=0) or 1
    deep = [1 + round(3 * (bar.holders or 0) / most) if bar.holders else 0 for bar in values]
    for level in range(1, 5) if strip else ():
        spans = "".join(f"M{LEFT + a * room:.1f} {floor + 7:.0f}H{LEFT + b * room:.1f}" for a, b in runs(deep, level))
        parts.append(f'<path class="hold h{level}" d="{spans}"/>' if spans else "")
    parts += [line_down(LEFT + at * room, TOP + 12 + 14 * (number % 4), floor, said) for number, (at, said) in enumerate(lines)]
    parts += labels_below([bar.label for bar in values], room, every_label=len(values) <= 8 and not strip)
    return svg(parts, WIDTH, HEIGHT, ident, title, desc)


def line(
    points: Sequence[tuple[float, float]], labels: Sequence[tuple[float, str]], *, ident: str, title: str, desc: str
) -> Markup:
    """Draw readings as dots joined by steps; only the dots are on record. Between dots far apart the step is dotted.

    points: (position 0 to 1, value), in order. labels: (position 0 to 1, words) under the axis.
    """
    tall, floor = 130, 130 - BOTTOM
    steps = ticks(max((value for _, value in points), default=0), 2)

    def spot(position: float, value: float) -> tuple[float, float]:
        return LEFT + position * (WIDTH - LEFT - RIGHT - 6), floor - value / steps[-1] * (floor - TOP)

    parts = [axis(steps, floor)]
    paths = {False: "", True: ""}
    for far, (before, after) in zip(far_apart([position for position, _ in points]), pairwise(points), strict=True):
        (x, y), (to_x, to_y) = spot(*before), spot(*after)
        paths[far] += f"M{x:.1f} {y:.1f}H{to_x:.1f}V{to_y:.1f}"
    parts += [f'<path class="steps{" unseen-between" if far else ""}" d="{path}"/>' for far, path in paths.items() if path]
    parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in (spot(*point) for point in points)]
    for position, label in labels:
        place = "start" if position < 0.1 else "end" if position > 0.9 else "mid"
        parts.append(f'<text class="tick {place}" x="{spot(position, 0)[0]:.1f}" y="{tall - 8}">{escape(label)}</text>')
    return svg(parts, WIDTH, tall, ident, title, desc)


def far_apart(positions: Sequence[float]) -> list[bool]:
    """For each two neighbours: was nothing read for long, three times the usual distance and a tenth of the whole?"""
    steps = [after - before for before, after in pairwise(positions)]
    usual = median(steps) if steps else 0.0
    return [step > max(3 * usual, 0.1) for step in steps]


def calibration(dots: Sequence[tuple[float, float]], *, ident: str, title: str, desc: str) -> Markup:
    """Draw shares that were right over the shares that were promised (both 0 to 1), beside the line on which both are equal."""
    floor, wide = HEIGHT - BOTTOM, WIDTH * 2 // 3  # narrower than the drawing: a slope is read best where it is steep

    def spot(given: float, right: float) -> tuple[float, float]:
        return LEFT + given * (wide - LEFT - RIGHT), floor - right * (floor - TOP)

    parts = []
    for tenth in range(0, 11, 2):
        (x, _), (_, y) = spot(tenth / 10, 0), spot(0, tenth / 10)
        parts.append(f'<path class="rule" d="M{LEFT} {y:.1f}H{wide - RIGHT}"/>')
        parts.append(f'<text class="tick end" x="{LEFT - 6}" y="{y + 4:.1f}">{tenth * 10} %</text>')
        parts.append(f'<text class="tick mid" x="{x:.1f}" y="{HEIGHT - 8}">{tenth * 10} %</text>')
    (x0, y0), (x1, y1) = spot(0, 0), spot(1, 1)
    parts.append(f'<path class="turn" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>')
    places = [spot(given, right) for given, right in dots]
    parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in places]
    return svg(parts, WIDTH, HEIGHT, ident, title, desc)
