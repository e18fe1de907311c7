"""Fields side by side: a matrix of who by whom or by when, and a calendar of days. What is not known is hatched, never empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from markupsafe import Markup

from plainview.charts.frame import WIDTH, short, svg

NAMES, LINE = 196, 17  # width of the names of rows; height of a row
DAY, YEAR, WEEKS = 11, 112, 54  # units of a day's field and of a strip; weeks that a strip has room for
SHADES = 5
Cell = tuple[int, int]


def matrix(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[Cell, str], *, ident: str, title: str, desc: str
) -> Markup:
    """Draw a field for each (row, column) that has a kind; kinds are classes, and one kind makes one path.

    Args:
        rows, columns: names; those of columns stand upright and are left out where there is no room.
        cells: (row, column) -> kind. "unknown" and "gap" are hatched, "small" kinds are drawn as a smaller square.
    """
    left = min(NAMES, max((len(one) for one in rows), default=0) * 7.2 + 12)
    room = min((WIDTH - left - 4) / max(len(columns), 1), 30.0)
    longest = max((len(one) for one in columns), default=0)
    upright = longest * 6.6 > room - 2
    head = (longest * 6.6 + 8) if upright else 18.0
    every = max(1, -(-13 // int(room))) if upright and room < 13 else 1
    parts = []
    for at in range(0, len(columns), every):
        x = left + (at + 0.5) * room
        turned = (
            f'transform="translate({x + 4:.1f} {head - 5:.1f}) rotate(-90)"' if upright else f'x="{x:.1f}" y="{head - 5:.1f}"'
        )
        parts.append(f'<text class="tick{"" if upright else " mid"}" {turned}>{escape(columns[at])}</text>')
    for at, name in enumerate(rows):
        parts.append(
            f'<text class="tick name end" x="{left - 6:.1f}" y="{head + at * LINE + 12.5:g}">{escape(short(name, 26))}</text>'
        )
    parts += fields(cells, ident, left, head, room, LINE)
    return svg(parts, WIDTH, round(head + len(rows) * LINE + 4), ident, title, desc)


def fields(cells: Mapping[Cell, str], ident: str, left: float, top: float, wide: float, tall: float) -> list[str]:
    """One path for each kind of field; hatched kinds get the hatch above it."""
    paths: dict[str, list[str]] = {}
    for (row, column), kind in sorted(cells.items()):
        inset = min(wide, tall) * 0.27 if kind.startswith("small") else 0.6
        w, h = wide - 2 * inset, tall - 2 * inset
        spot = f"M{left + column * wide + inset:.1f} {top + row * tall + inset:.1f}"
        paths.setdefault(kind, []).append(f"{spot}h{w:.1f}v{h:.1f}h-{w:.1f}z")
    out = []
    for kind, found in sorted(paths.items()):
        drawn = "".join(found)
        out.append(f'<path class="cell {kind}" d="{drawn}"/>')
        if kind in ("unknown", "gap"):
            out.append(f'<path d="{drawn}" fill="url(#{ident}-h)"/>')
    return out


def heat(days: Mapping[str, int | None], *, ident: str, title: str, desc: str) -> tuple[Markup, list[int]]:
    """Draw every day as a field: a column a week from Monday, darker for more, a strip a year. None is a gap and hatched.

    Args:
        days: ISO day -> number; a day that is not in it lies outside the record and is not drawn.

    Returns:
        the drawing, and the number from which each shade begins (as many as there are shades).
    """
    from_n = bounds([n for n in days.values() if n])
    parts: list[str] = []
    found = stretches([date.fromisoformat(day) for day in sorted(days)])
    left = 40
    for at, (start, stretch) in enumerate(found):
        top = at * YEAR + 18
        parts.append(f'<text class="tick end" x="{left - 6}" y="{top + 9}">{stretch[0].year}</text>')
        for row, name in ((2, "Wed"), (5, "Sat")):
            parts.append(f'<text class="tick end small" x="{left - 6}" y="{top + row * DAY + 9}">{name}</text>')
        for on in stretch:
            if on.day == 1 or on == stretch[0]:
                x = left + (on - start).days // 7 * DAY
                named = on.day == 1 or on.day < 15  # a month that hardly begins has no room for its name
                parts.append(f'<text class="tick" x="{x}" y="{top - 5}">{on:%b}</text>' if named else "")
        cells: dict[Cell, str] = {}
        for on in stretch:
            n = days[on.isoformat()]
            cells[(on.weekday(), (on - start).days // 7)] = "gap" if n is None else shade(n, from_n)
        parts += fields(cells, ident, left, top, DAY, DAY)
    return svg(parts, WIDTH, max(len(found), 1) * YEAR, ident, title, desc), from_n


def stretches(days: Sequence[date]) -> list[tuple[date, list[date]]]:
    """Days in one strip if they fit, else one strip a year; each with the Monday on which it starts."""
    if not days:
        return []
    monday = days[0] - timedelta(days=days[0].weekday())
    if (days[-1] - monday).days < WEEKS * 7:
        return [(monday, list(days))]
    out = []
    for year in sorted({day.year for day in days}):
        new_year = date(year, 1, 1)
        out.append((new_year - timedelta(days=new_year.weekday()), [day for day in days if day.year == year]))
    return out


def bounds(numbers: Sequence[int], shades: int = SHADES) -> list[int]:
    """From which number each shade begins, so that each has about as many of the numbers: [1, 4, 9, 15, 30]; [] of none."""
    ordered = sorted(numbers)
    found = sorted({ordered[len(ordered) * at // shades] for at in range(shades)}) if ordered else []
    return [min(1, found[0]), *found[1:]] if found else []


def shade(n: int, from_n: Sequence[int]) -> str:
    """ "zero", or "c1" to "c5": the darkest shade always stands for the largest numbers."""
    if not n:
        return "zero"
    return f"c{sum(n >= least for least in from_n) + SHADES - len(from_n)}"


def shades_told(from_n: Sequence[int], counted: str, has_gaps: bool) -> list[tuple[str, str]]:
    """The key to shades: class of each mark on a page, and the numbers that it stands for."""
    key = [("k-zero", f"no {counted}")]
    for at, least in enumerate(from_n):
        until = from_n[at + 1] - 1 if at + 1 < len(from_n) else None
        words = f"{least:,} or more" if until is None else f"{least:,}" if until == least else f"{least:,} to {until:,}"
        key.append((f"k-c{SHADES - len(from_n) + at + 1}", words))
    return [*key, ("k-hatched", "hatched: no record is held")] if has_gaps else key
