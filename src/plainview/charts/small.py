"""Drawings no larger than a line of print: three figures as one bar, a thin bar beside a number, a strip of days."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from plainview.charts.frame import number, runs, svg


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
    return svg([drawn], 100, 8, ident, title, desc, look="strip")


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
    return svg(parts, max(len(states), 1), 10, ident, title, desc, look="strip")
