"""Whether labels stand above their columns, and what a table without any header is: by the form of the first rows' cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from plainview import layout
from plainview.ingest import shifted, stacked
from plainview.ingest.shifted import Header
from plainview.layout import Match, match_one

LOOKED_AT = 300
_FEWEST = 3  # rows below a header, or without one, from which anything is concluded
_MOST = 0.9
_FEWEST_CELLS = 5


def moved(header: tuple[str, ...], match: Match, below: list[list[str]]) -> tuple[str, ...]:
    """Labels in the order in which the columns really stand; () where the printed order is right or nothing is certain.

    A label of a deleted column pushes the labels behind it to the right, one that is missing to the left; a column
    without a label has one cell more in every row.
    """
    rows = [row for row in below[:LOOKED_AT] if any(cell.strip() for cell in row) and tuple(row) != header]
    if len(rows) < _FEWEST or match.layout.table != "entries":
        return ()
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if width == len(header) and _fitting(rows, Header(header, match)) > 0.5:
        return ()
    found: dict[tuple[tuple[str, int], ...], tuple[tuple[int, int], tuple[str, ...]]] = {}
    for labels in _orders(header, width):
        one = match_one(match.layout, list(labels))
        if one is None:
            continue
        tried = Header(labels, one)
        if _fitting(rows, tried) >= _MOST:
            likeness = sum(shifted.likeness(row, tried, set()) for row in rows if len(row) == width)
            found.setdefault(tuple(sorted(one.places.items())), ((likeness, len(one.places)), labels))
    best = max((rank for rank, _ in found.values()), default=(0, 0))
    likeliest = [labels for rank, labels in found.values() if rank == best]
    return likeliest[0] if len(likeliest) == 1 else ()


def _orders(header: tuple[str, ...], width: int) -> Iterator[tuple[str, ...]]:
    """The labels with blanks at the end, with one of them taken out, or with a blank one put in, as wide as the rows."""

    def fit(labels: tuple[str, ...]) -> tuple[str, ...] | None:
        spare = labels[width:]
        return None if any(label.strip() for label in spare) else labels[:width] + ("",) * (width - len(labels))

    tries = [header]
    tries += [header[:at] + header[at + 1 :] for at in range(len(header))]
    tries += [(*header[:at], "", *header[at:]) for at in range(len(header) + 1)]
    seen = {header}
    for labels in tries:
        fitted = fit(labels)
        if fitted is not None and fitted not in seen:
            seen.add(fitted)
            yield fitted


def _fitting(rows: list[list[str]], header: Header) -> float:
    return sum(shifted.fits(row, header) for row in rows) / len(rows)


def without_header(rows: list[list[str]], folder: str | Path = "") -> tuple[tuple[str, ...], Match] | None:
    """The known order of columns that the rows fit, and its layout; None unless exactly one does."""
    rows = [row for row in rows[:LOOKED_AT] if any(cell.strip() for cell in row)]
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    even = [row for row in rows if len(row) == width]
    if len(even) < _FEWEST or width < _FEWEST_CELLS:
        return None
    found: dict[tuple[str, tuple[tuple[str, int], ...]], tuple[tuple[str, ...], Match]] = {}
    for one in layout.load_all(folder).values():
        for labels in one.orders:
            match = match_one(one, list(labels)) if len(labels) == width else None
            if match and stacked.order_fits(even, Header(labels, match)):
                found[one.id, tuple(sorted(match.places.items()))] = labels, match
    return next(iter(found.values())) if len(found) == 1 else None
