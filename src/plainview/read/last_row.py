"""Whether the last row of a file without a last line end may be cut: many exports leave it out, so its cell is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plainview.model import Batch
from plainview.read.patterns import pattern

_WHY = "the file ends without a line end where one belongs, so the row may be cut"
MOST = 50_000


def noted(batches: Iterator[Batch], crlf: bool) -> Iterator[Batch]:
    """Pass batches on; note the last row of the last one if it may be cut. crlf: programs that write so end every line."""
    held: Batch | None = None
    cells: list[str] = []
    for batch in batches:
        if held is not None:
            yield held
        held = batch
        cells = (cells + [row[-1] for row in batch.rows if len(row) > 1])[-MOST:]
    if held is None:
        return
    if held.rows and len(held.rows[-1]) > 1 and (crlf or looks_cut(cells)):
        held.noted.append((held.locators[-1], "last_row_open", _WHY))
    yield held


def looks_cut(cells: list[str]) -> bool:
    """Whether the last of a column's cells is a beginning of another of them, empty among filled ones, or of no usual pattern."""
    *others, last = cells
    if not others or last in others:
        return False
    if any(other.startswith(last) for other in others[1:] if other):
        return True
    counts = Counter(pattern(other) for other in others[1:])
    usual = [one for one, _ in counts.items() if "9" in one]
    return bool(counts) and sum(counts[one] for one in usual) == counts.total() and pattern(last) not in counts
