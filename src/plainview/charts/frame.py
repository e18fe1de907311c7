"""What every drawing is made of: its size, round steps for an axis, gaps in the record, labels, and the SVG around it all."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 640, 210
LEFT, RIGHT, TOP, BOTTOM = 70, 8, 10, 26  # of a chart with an axis
SHORTER = (
    *(("Police Department", "PD"), ("Sheriff's Office", "Sheriff"), ("Sheriff’s Office", "Sheriff"), ("Department", "Dept")),
    *(("University", "Univ."), ("County", "Co."), (" (", " "), (")", "")),
)


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


def runs(values: Sequence[object], wanted: object) -> list[tuple[int, int]]:
    """Return (start, end) of every run of neighbours equal to `wanted`: [1, 1, 2, 1], 1 -> [(0, 2), (3, 4)]."""
    out: list[tuple[int, int]] = []
    for at, value in enumerate(values):
        if value == wanted:
            out.append((out.pop()[0] if out and out[-1][1] == at else at, at + 1))
    return out


def axis(steps: Sequence[float], floor: float) -> str:
    lines = []
    for step in steps:
        y = floor - step / steps[-1] * (floor - TOP)
        lines.append(
            f'<line class="{"axis" if step == 0 else "rule"}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        lines.append(f'<text class="tick end" x="{LEFT - 6}" y="{y + 4:.1f}">{number(step)}</text>')
    return "".join(lines)


def gap(x: float, y: float, wide: float, tall: float, ident: str) -> str:
    """A gap is a hatched grey field, with words in it where it is wide enough. ident: of the drawing, which holds the hatch."""
    spot = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
    told = f'<text class="gaptext" x="{x + wide / 2:.1f}" y="{y + tall / 2 + 4:.1f}">no record</text>'
    return f'<rect class="gap" {spot}/><rect {spot} fill="url(#{ident}-h)"/>{told if wide > 62 and tall > 20 else ""}'


def line_down(x: float, y: float, floor: float, said: str) -> str:
    """A dashed line over the whole height, with words beside it on the wider side."""
    place, step = ("end", -4) if x > WIDTH / 2 else ("start", 4)
    drawn = f'<path class="turn" d="M{x:.1f} {TOP}V{floor:.0f}"/>'
    return f'{drawn}<text class="turned {place}" x="{x + step:.1f}" y="{y:.0f}">{escape(said)}</text>'


def labels_below(labels: Sequence[str], room: float, every_label: bool) -> list[str]:
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


def svg(parts: Sequence[str], wide: float, tall: float, ident: str, title: str, desc: str, look: str = "chart") -> Markup:
    """The drawing whole, with what a screen reader says of it. look: "chart", or "strip" for one that fills its room."""
    shape = ' preserveAspectRatio="none"' if look == "strip" else ""
    body = "".join(parts)
    hatch = ""
    if f"url(#{ident}-h)" in body:
        hatch = f'<pattern id="{ident}-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        hatch += '<path class="hatch" d="M0 0V6"/></pattern>'
    return Markup(  # noqa: S704 - words are escaped here and by the callers
        f'<svg class="{look}" role="img" aria-labelledby="{ident}-t {ident}-d" viewBox="0 0 {wide:g} {tall:g}"{shape}>'
        f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(desc)}</desc>{hatch}{body}</svg>'
    )


def short(text: str, most: int) -> str:
    """A name of at most so many letters: common words are shortened first, then it is cut."""
    for long, brief in SHORTER if len(text) > most else ():
        text = text.replace(long, brief)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
