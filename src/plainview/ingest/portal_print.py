"""A printed portal page stands in two columns: its lines are put in reading order, the left column before the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plainview.ingest.portal_layout import Knowledge, plain
from plainview.model import Line

_TOLERANCE = 6.0  # points that a cell may begin left of its column


def in_reading_order(lines: Sequence[Line], known: Knowledge) -> list[Line]:
    """The same words, one line per column: from the line of two section headings side by side ("Policies  Usage")
    down to the next heading that stands alone, what is left of the right heading comes first, then the rest.

    Only lines that know where their cells stand (`cells` with x0, x1 and text, as a PDF reader gives them) are moved;
    all others are returned as they are. Each piece keeps its line's locator.
    """
    out: list[Line] = []
    right: list[Line] = []
    split_at: float | None = None
    for line in lines:
        # Not imported: the PDF reader belongs in the sandbox, and nothing of it but these positions is needed.
        cells: Sequence[Any] = getattr(line, "cells", ())
        heading = known.section(line.text)
        if split_at is None:
            split_at = _split(line.text, cells, known)
        elif heading or known.skipped(line.text):
            out, right, split_at = [*out, *right], [], None
        if split_at is None or not cells:
            out.append(line)
            continue
        texts = _cut(line.text, sum(_letters(cell.text) for cell in cells if cell.x0 < split_at))
        for text, column in zip(texts, (out, right), strict=True):
            if text:
                column.append(Line(line.locator, text, line.tag, line.href, line.title))
    return [*out, *right]


def _split(text: str, cells: Sequence[Any], known: Knowledge) -> float | None:
    """Where the right column begins, if these cells are two section headings side by side."""
    for number in range(1, len(cells)):
        if all(known.section(side) for side in _cut(text, sum(_letters(cell.text) for cell in cells[:number]))):
            return float(cells[number].x0) - _TOLERANCE
    return None


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _cut(text: str, letters: int) -> tuple[str, str]:
    """A line cut after so many printed signs: the line's own spaces are better than those between its cells."""
    for at, sign in enumerate(text):
        if letters == 0:
            return text[:at].strip(), text[at:].strip()
        letters -= not sign.isspace()
    return text.strip(), ""


def pieces(lines: Sequence[Line]) -> list[str]:
    """The words of each line or cell, comparable: what a page says, wherever it stands."""
    return [plain(piece) for line in lines if line.text for piece in line.text.split("\t")]
