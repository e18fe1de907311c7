"""Which rows of a table without a layout break the pattern that nearly all cells of a column have."""

from __future__ import annotations

import re
from collections import Counter

FEW = 8
USUAL = 0.75
RARE = 0.02


def odd(rows: list[list[str]]) -> list[tuple[int, str]]:
    """Rows of one width that break the form of their columns: (position, why).

    A column has a form if three of four of its cells show one pattern of figures, letters and signs that holds figures. A
    row breaks it with a pattern that hardly another row shows; or if it has the usual pattern in none of several such columns.
    A cell with an odd number of quotes is odd too: two cells in quotes leave one where the delimiter between them is gone.
    """
    if len(rows) < FEW:
        return []
    found = {at: row.index(cell) + 1 for at, row in enumerate(rows) for cell in row if cell.count('"') % 2}
    unusual: Counter[int] = Counter()
    typed = _typed(rows)
    for column, (usual, patterns) in typed.items():
        counts = Counter(patterns)
        allowed = {one for one, times in counts.items() if times > max(1, RARE * len(rows)) and "9" in one}
        for at, one in enumerate(patterns):
            if one != usual:
                unusual[at] += 1
                if one not in allowed:
                    found.setdefault(at, column + 1)
    for at, times in unusual.items():
        if times == len(typed) > 1:
            found.setdefault(at, 1)
    return [(at, f"the cell in column {column} has not the form of its column") for at, column in sorted(found.items())]


def is_data(rows: list[list[str]], at: int) -> bool:
    """Whether a row has the usual form in most columns that have one, so that it is no header."""
    typed = _typed(rows[at:]) if len(rows) - at >= FEW else {}
    fits = sum(patterns[0] == usual for usual, patterns in typed.values())
    return bool(typed) and fits * 2 > len(typed)


def _typed(rows: list[list[str]]) -> dict[int, tuple[str, list[str]]]:
    """Columns with a form: (usual pattern, pattern of each cell)."""
    typed = {}
    for column, cells in enumerate(zip(*rows, strict=True)):
        patterns = [pattern(cell) for cell in cells]
        usual, times = Counter(patterns).most_common(1)[0]
        if times >= USUAL * len(rows) and "9" in usual:
            typed[column] = usual, patterns
    return typed


def pattern(cell: str) -> str:
    """Figures as 9, letters as a, each run as one; signs stay: "09/01/2025, 12 AM" is "9/9/9, 9 a"."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell))
