"""Where a large CSV may be cut for parallel reading: only where one pass over every quote proves that a record ends.

In a well-formed file an opening quote follows a delimiter or a line end, and a closing quote precedes one. While that
holds for every quote seen so far, an even count of quotes before a line end proves that the line end is not inside a
cell. At the first quote that breaks the rule nothing after the last proven cut is split: it is read in one go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plainview.errors import UserError

SPAN = 16 << 20
LONGEST_LINE = 16 << 20
QUOTE, LF, CR = 34, 10, 13


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes [start, end) of a file; `line` is the 1-based number of its first line.

    proven: a record starts at `start` and one ends at `end`, shown by the quote pass, and the span fits in memory.
    """

    start: int
    end: int
    line: int
    proven: bool


def spans(path: Path, delimiter: str, size: int = SPAN, longest_line: int = LONGEST_LINE) -> Iterator[Span]:
    """Yield spans that cover the file in order, each ending where a record ends.

    Raises:
        UserError: a line is longer than `longest_line` bytes, so the file is no table.
    """
    total = path.stat().st_size
    if total == 0:
        return
    data: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
    around = np.zeros(256, dtype=bool)
    around[[ord(delimiter), LF, CR, QUOTE]] = True
    start, line, odd, seen_lf = 0, 1, 0, 0
    position = 0
    lines_before = 0
    while position < total:
        end = min(position + size, total)
        block = data[position:end]
        newlines = np.flatnonzero(block == LF)
        seen_lf = _check_line_length(path, newlines, position, seen_lf, end, total, longest_line, lines_before)
        quotes = np.flatnonzero(block == QUOTE) + position
        if not _quotes_fit(data, quotes, odd, around, total):
            yield Span(start, total, line, proven=False)
            _check_rest(path, data, end, total, seen_lf, longest_line, lines_before + len(newlines))
            return
        cut = total if end == total else _last_cut(newlines + position, quotes, odd)
        odd = (odd + len(quotes)) % 2
        if cut > start:
            yield Span(start, cut, line, proven=cut - start <= 4 * size)
            line = lines_before + 1 + int(np.searchsorted(newlines, cut - position))
            start = cut
        lines_before += len(newlines)
        position = end


def _quotes_fit(data: NDArray[np.uint8], quotes: NDArray[np.intp], odd: int, around: NDArray[np.bool_], total: int) -> bool:
    opening, closing = quotes[odd::2], quotes[1 - odd :: 2]
    if len(opening) and opening[0] == 0:
        opening = opening[1:]
    if len(closing) and closing[-1] == total - 1:
        closing = closing[:-1]
    return bool(around[data[opening - 1]].all() and around[data[closing + 1]].all())


def _last_cut(newlines: NDArray[np.intp], quotes: NDArray[np.intp], odd: int) -> int:
    """Offset just after the last line end outside quotes, -1 if the block has none."""
    before = np.searchsorted(quotes, newlines)
    outside = newlines[(before + odd) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else -1


def _check_line_length(
    path: Path,
    newlines: NDArray[np.intp],
    position: int,
    line_start: int,
    end: int,
    total: int,
    longest_line: int,
    lines_before: int,
) -> int:
    """Return where the line that is still open at the end of the block began."""
    ends = newlines + position
    if len(ends):
        lengths = np.diff(ends, prepend=line_start)
        if int(lengths.max()) > longest_line:
            raise too_long(path, lines_before + int(lengths.argmax()) + 1, longest_line)
        line_start = int(ends[-1]) + 1
    if end - line_start > longest_line:
        raise too_long(path, lines_before + len(newlines) + 1, longest_line)
    return line_start


def _check_rest(
    path: Path, data: NDArray[np.uint8], position: int, total: int, line_start: int, longest_line: int, lines: int
) -> None:
    while position < total:
        end = min(position + SPAN, total)
        newlines = np.flatnonzero(data[position:end] == LF)
        line_start = _check_line_length(path, newlines, position, line_start, end, total, longest_line, lines)
        lines += len(newlines)
        position = end


def too_long(path: Path, line: int, longest_line: int) -> UserError:
    return UserError(
        f"{path.name}, line {line}",
        f"is longer than {longest_line >> 20} MiB, so this is no table of rows",
        "check how the file was exported; ask for it again as CSV with one row a line",
    )
