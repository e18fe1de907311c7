"""A second export below the first, without a header of its own: its order of columns, read from the cells alone.

The order is taken only where it is beyond doubt: every typed column fits, every other column finds exactly one place by
the texts and shapes it shares with the rows above. A column of plates is never taken for anything else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from statistics import median

from plainview import forms
from plainview.ingest.shifted import Header
from plainview.layout import match_one

FEWEST = 20  # rows; fewer are no export of their own
SAMPLE = 2000
_ENOUGH, _CLEARLY, _ALL = 0.5, 0.15, 0.97
_LETTERS, _FIGURES = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")

Columns = dict[str, list[str]]


def known_order(rows: list[list[str]], header: Header) -> dict[str, int] | None:
    """Places of our columns, where the rows fit exactly one of the orders that the layout knows.

    Last columns that are blank in all rows may be columns of the order or none: the narrower reading goes first.
    """
    widest = max(map(len, rows[:SAMPLE]), default=0)
    return _one_order(rows, header, range(width := _width(rows), width + 1)) or _one_order(
        rows, header, range(width + 1, widest + 1)
    )


def _one_order(rows: list[list[str]], header: Header, widths: range) -> dict[str, int] | None:
    found: list[dict[str, int]] = []
    for labels in header.match.layout.orders:
        match = match_one(header.match.layout, list(labels)) if len(labels) in widths else None
        if match and match.places not in found and order_fits(rows, Header(labels, match)):
            found.append(match.places)
    return found[0] if len(found) == 1 else None


def order_fits(rows: list[list[str]], header: Header) -> bool:
    """Whether every typed column has its form in nearly all rows, and looks like what it is where only likeness tells."""
    for name, place in header.match.places.items():
        cells = [row[place] for row in rows if place < len(row)]
        form, likely = forms.form_of(name, header.split), forms.LIKELY_FORM.get(name, "")
        told = [cell for cell in cells if not forms.marked(cell)]
        if form and told and forms.share(cells, form) < _ALL:
            return False
        if name in forms.AT and len(told) < 0.9 * len(cells):
            return False
        if likely in ("agency",) and told and forms.share(cells, likely) < _ENOUGH:
            return False
        if name not in ("plate_raw", "case_raw") and likes_plates(cells):
            return False
    return True


def likes_plates(cells: Iterable[str]) -> bool:
    """Whether most cells that are told could be plates: letters and figures mixed, 5 to 8 signs, no spaces, no small letters."""
    told = [cell.strip() for cell in cells if not forms.marked(cell)]
    like = sum(1 for cell in told if forms.whole("plate").match(cell) and re.search(r"\d", cell) and re.search("[A-Z]", cell))
    return bool(told) and like > _ENOUGH * len(told)


def order(rows: list[list[str]], header: Header, above: Columns) -> dict[str, int] | None:
    """Places of our columns in rows that stand in another order than `above`; None where that is not beyond doubt."""
    known = known_order(rows, header)
    if known is not None:
        return known
    width = _width(rows)
    cells = [[row[at] if at < len(row) else "" for row in rows[:SAMPLE]] for at in range(width)]
    left = {at for at in range(width) if any(cell.strip() for cell in cells[at])}
    places: dict[str, int] = {}
    typed = {name: form for name in header.match.places if (form := forms.form_of(name, header.split))}
    for form in sorted(set(typed.values())):
        names = [name for name in typed if typed[name] == form and any(not forms.marked(cell) for cell in above.get(name, []))]
        fitting = [at for at in sorted(left) if forms.share(cells[at], form) >= _ALL]
        chosen = _assign(names, fitting, cells, above)
        if chosen is None:
            return None
        places.update(chosen)
        left -= set(chosen.values())
    if not any(name in places for name in forms.AT):
        return None
    names = [name for name in header.match.places if name not in typed and any(cell.strip() for cell in above.get(name, []))]
    chosen = _assign(names, sorted(left), cells, above, all_places=True)
    if chosen is None:
        return None
    places.update(chosen)
    for name, at in places.items():
        if name != "plate_raw" and likes_plates(cells[at]) and not likes_plates(above.get(name, [])):
            return None
    return places


def _assign(
    names: list[str], at: list[int], cells: list[list[str]], above: Columns, all_places: bool = False
) -> dict[str, int] | None:
    """Each place to the one column it is clearly most like; None if any is in doubt.

    all_places: every place must find a column (a column may stay without one, when nothing of it was filled in).
    """
    if not at:
        return {}
    if not names or len(at) > len(names):
        return None if all_places else ({} if not names else None)
    if len(names) == 1 and len(at) == 1 and not all_places:
        return {names[0]: at[0]}
    chosen: dict[str, int] = {}
    likeness = {(name, place): _alike(cells[place], above[name]) for name in names for place in at}
    for place in at:
        ranked = sorted(names, key=lambda name: (-likeness[name, place], name))
        first = likeness[ranked[0], place]
        second = likeness[ranked[1], place] if len(ranked) > 1 else 0.0
        if ranked[0] in chosen or first < (_ENOUGH if all_places else 0.0) or first - second < _CLEARLY:
            return _by_size(names, at, cells, above) if not all_places else None
        chosen[ranked[0]] = place
    return chosen


def _by_size(names: list[str], at: list[int], cells: list[list[str]], above: Columns) -> dict[str, int] | None:
    """Networks and devices are both counts: told apart where one is larger in every row, as it is above."""
    if sorted(names) != ["devices_raw", "networks_raw"] or len(at) != 2:
        return None

    def larger(one: list[str], other: list[str]) -> float:
        pairs = [(_count(a), _count(b)) for a, b in zip(one, other, strict=True)]
        told = [a >= b for a, b in pairs if a is not None and b is not None]
        return sum(told) / len(told) if told else 0.5

    if larger(above["devices_raw"], above["networks_raw"]) < _ALL:
        return None
    if larger(cells[at[0]], cells[at[1]]) >= _ALL and _middle(cells[at[0]]) > _middle(cells[at[1]]):
        return {"devices_raw": at[0], "networks_raw": at[1]}
    if larger(cells[at[1]], cells[at[0]]) >= _ALL and _middle(cells[at[1]]) > _middle(cells[at[0]]):
        return {"devices_raw": at[1], "networks_raw": at[0]}
    return None


def _middle(cells: list[str]) -> float:
    return median([count for cell in cells if (count := _count(cell)) is not None] or [0])


def _count(cell: str) -> int | None:
    plain = cell.strip().replace(",", "").rstrip("+")
    return int(plain) if plain.isdecimal() else None


def _alike(cells: list[str], above: list[str]) -> float:
    """How much two columns share: texts themselves, and their shapes (`25-0012` and `24-9` are one), from 0 to 1."""
    blank = abs(_blank(cells) - _blank(above))
    return max(0.0, 0.6 * _common(cells, above) + 0.4 * _common(map(_shape, cells), map(_shape, above)) - 0.2 * blank)


def _blank(cells: list[str]) -> float:
    return sum(1 for cell in cells if not cell.strip()) / max(1, len(cells))


def _common(one: Iterable[str], other: Iterable[str]) -> float:
    """Share of the filled cells of `one` whose text stands in `other` too."""
    counted = Counter(cell.strip() for cell in one if cell.strip())
    known = {cell.strip() for cell in other}
    total = sum(counted.values())
    return sum(n for text, n in counted.items() if text in known) / total if total else 0.0


def _shape(cell: str) -> str:
    return _FIGURES.sub("9", _LETTERS.sub("A", cell.strip()[:60]))


def _width(rows: list[list[str]]) -> int:
    """How many cells the rows have, not counting blank ones at the end of all of them."""
    return max((at + 1 for row in rows[:SAMPLE] for at, cell in enumerate(row) if cell.strip()), default=0)


def rearranged(row: list[str], places: dict[str, int], header: Header) -> list[str] | None:
    """A row of that order under the header's labels; None if its cells do not fit after all, or some would be lost."""
    used = set(places.values())
    if any(cell.strip() for at, cell in enumerate(row) if at not in used):
        return None
    out = [""] * header.width
    for name, at in places.items():
        place = header.match.places.get(name)
        if place is None:
            if at < len(row) and row[at].strip():
                return None
        else:
            out[place] = row[at] if at < len(row) else ""
    return out
