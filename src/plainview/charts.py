"""Server-side charts: pure functions from numbers to SVG markup. Classes carry the style, title and desc speak to screen readers.

`None` is a gap in the record and is drawn as one; it is never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 640, 210
LEFT, RIGHT, TOP, BOTTOM = 70, 8, 10, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One period or category. value None: nothing is held for it. holders: how many custodians' records cover it."""

    label: str
    value: float | None
    holders: int | None = None


def number(value: float) -> str:
    """Return 1234.0 as "1,234", 0.25 as "0.25"."""
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.2f}".rstrip("0").rstrip(".")


def ticks(top: float, wanted: int = 4) -> list[float]:
    """Return round steps from 0 to at least `top`: [0, 50, 100]. The last is the top of the axis."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / wanted
    power = 10.0 ** (len(str(int(rough))) - 1 if rough >= 1 else -1)
    while power * 10 <= rough:
        power *= 10
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    step = max(step, 1.0) if top >= 1 else step
    count = int(-(-top // step))
    return [round(step * n, 10) for n in range(count + 1)]


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
    parts, path = [_axis(steps, floor)], ""
    for at, bar in enumerate(values):
        if bar.value:
            tall = max(bar.value / steps[-1] * (floor - TOP), 0.6)
            x = LEFT + at * room + (room - wide) / 2
            path += f"M{x:.1f} {floor:.0f}v-{tall:.1f}h{wide:.1f}v{tall:.1f}z"
    for start, end in runs([bar.value is None for bar in values], True):
        parts.append(_gap(LEFT + start * room, LEFT + end * room, floor))
    if path:
        parts.append(f'<path class="bar {kind}" d="{path}"/>')
    most = max((bar.holders or 0 for bar in values), default=0) or 1
    deep = [1 + round(3 * (bar.holders or 0) / most) if bar.holders else 0 for bar in values]
    for level in range(1, 5) if strip else ():
        spans = "".join(f"M{LEFT + a * room:.1f} {floor + 7:.0f}H{LEFT + b * room:.1f}" for a, b in runs(deep, level))
        parts.append(f'<path class="hold h{level}" d="{spans}"/>' if spans else "")
    parts += [_line_down(LEFT + at * room, TOP + 12 + 14 * (number % 4), floor, said) for number, (at, said) in enumerate(lines)]
    parts += _labels([bar.label for bar in values], room, every_label=len(values) <= 8 and not strip)
    return _svg(parts, WIDTH, HEIGHT, ident, title, desc)


def runs(values: Sequence[object], wanted: object) -> list[tuple[int, int]]:
    """Return (start, end) of every run of neighbours equal to `wanted`: [1, 1, 2, 1], 1 -> [(0, 2), (3, 4)]."""
    out: list[tuple[int, int]] = []
    for at, value in enumerate(values):
        if value == wanted:
            out.append((out.pop()[0] if out and out[-1][1] == at else at, at + 1))
    return out


def _axis(steps: Sequence[float], floor: float) -> str:
    lines = []
    for step in steps:
        y = floor - step / steps[-1] * (floor - TOP)
        lines.append(
            f'<line class="{"axis" if step == 0 else "rule"}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        lines.append(f'<text class="tick end" x="{LEFT - 6}" y="{y + 4:.1f}">{number(step)}</text>')
    return "".join(lines)


def _gap(x: float, until: float, floor: float) -> str:
    """A gap is a grey field with a word in it where it is wide enough."""
    wide = until - x
    said = f'<text class="gaptext" x="{x + wide / 2:.1f}" y="{(TOP + floor) / 2:.1f}">no record</text>' if wide > 56 else ""
    return f'<rect class="gap" x="{x:.1f}" y="{TOP}" width="{wide:.1f}" height="{floor - TOP:.1f}"/>{said}'


def _line_down(x: float, y: float, floor: float, said: str) -> str:
    """A dashed line over the whole height, with words beside it on the wider side."""
    place, step = ("end", -4) if x > WIDTH / 2 else ("start", 4)
    drawn = f'<path class="turn" d="M{x:.1f} {TOP}V{floor:.0f}"/>'
    return f'{drawn}<text class="turned {place}" x="{x + step:.1f}" y="{y:.0f}">{escape(said)}</text>'


def _labels(labels: Sequence[str], room: float, every_label: bool) -> list[str]:
    longest = max((len(label) for label in labels), default=1)
    every = 1 if every_label else max(1, -(-int(longest * 7.6 + 10) // max(int(room), 1)))
    small = " small" if every_label else ""
    out = []
    for at in range(0, len(labels), every):
        x = LEFT + at * room + room / 2
        place = "mid"
        if not every_label and x - longest * 3.8 < LEFT - 20:
            place, x = "start", LEFT
        elif not every_label and x + longest * 3.8 > WIDTH:
            place, x = "end", WIDTH - 2
        out.append(f'<text class="tick {place}{small}" x="{x:.1f}" y="{HEIGHT - 8}">{escape(labels[at])}</text>')
    return out


def line(
    points: Sequence[tuple[float, float]], labels: Sequence[tuple[float, str]], *, ident: str, title: str, desc: str
) -> Markup:
    """Draw readings as dots joined by steps; only the dots are on record.

    points: (position 0 to 1, value), in order. labels: (position 0 to 1, words) under the axis.
    """
    tall, floor = 130, 130 - BOTTOM
    steps = ticks(max((value for _, value in points), default=0), 2)

    def spot(position: float, value: float) -> tuple[float, float]:
        return LEFT + position * (WIDTH - LEFT - RIGHT - 6), floor - value / steps[-1] * (floor - TOP)

    parts = [_axis(steps, floor)]
    path = ""
    for position, value in points:
        x, y = spot(position, value)
        path += f"M{x:.1f} {y:.1f}" if not path else f"H{x:.1f}V{y:.1f}"
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>')
    parts.insert(1, f'<path class="steps" d="{path}"/>')
    for position, label in labels:
        place = "start" if position < 0.1 else "end" if position > 0.9 else "mid"
        parts.append(f'<text class="tick {place}" x="{spot(position, 0)[0]:.1f}" y="{tall - 8}">{escape(label)}</text>')
    return _svg(parts, WIDTH, tall, ident, title, desc)


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
    return _svg(parts, WIDTH, HEIGHT, ident, title, desc)


def figures(certain: int, possible: int, unreadable: int, total: int, *, ident: str, title: str) -> Markup:
    """Draw certain, the rest of possible, unreadable and the remainder as one bar of full width."""
    whole = max(total, 1)
    parts, x = [], 0.0
    for part, name in ((certain, "certain"), (possible - certain, "possible"), (unreadable, "unreadable")):
        wide = min(max(part, 0) / whole * 100, 100 - x)
        if wide > 0:
            parts.append(f'<rect class="part {name}" x="{x:.2f}" y="0" width="{max(wide, 0.5):.2f}" height="8"/>')
        x += wide
    drawn = '<rect class="part rest" x="0" y="0" width="100" height="8"/>' + "".join(parts)
    desc = f"{number(certain)} certain, {number(possible)} possible, {number(unreadable)} unreadable, of {number(total)}"
    return _svg([drawn], 100, 8, ident, title, desc, stretched=True)


def meter(value: float, most: float) -> Markup:
    """Draw a thin bar beside a printed number; it repeats the number, so screen readers skip it."""
    wide = 0 if most <= 0 else max(min(value / most, 1) * 100, 0.6 if value else 0)
    return Markup(  # noqa: S704 - numbers only
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="bar" x="0" y="0" width="{wide:.2f}" height="8"/></svg>'
    )


def days(states: Sequence[str], *, ident: str, title: str, desc: str) -> Markup:
    """Draw a strip of days, equal neighbours joined. states: "held", "none" (covered, nothing listed) or "gap"."""
    parts = []
    for state in ("held", "none", "gap"):
        spans = "".join(f"M{a} 5H{b}" for a, b in runs(states, state))
        parts.append(f'<path class="day {state}" d="{spans}"/>' if spans else "")
    return _svg(parts, max(len(states), 1), 10, ident, title, desc, stretched=True)


def _svg(parts: Sequence[str], wide: int, tall: int, ident: str, title: str, desc: str, stretched: bool = False) -> Markup:
    shape = ' preserveAspectRatio="none"' if stretched else ""
    look = "strip" if stretched else "chart"
    return Markup(  # noqa: S704 - words are escaped here and by the callers above
        f'<svg class="{look}" role="img" aria-labelledby="{ident}-t {ident}-d" viewBox="0 0 {wide} {tall}"{shape}>'
        f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(desc)}</desc>{"".join(parts)}</svg>'
    )
