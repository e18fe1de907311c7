"""Columns of a printed table: the labels on its first page, where one column ends and the next begins, cells of a line.

Promises: every word of a line lands in exactly one cell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from plainview.read.pdf import SPACED_GAP, Page, Word, join, split

STEP = 0.25  # points; how finely the empty strip between two columns is searched
SAME_LABEL_PITCH = 1.6  # of the type size: lines of one wrapped label are no further apart
LONGEST_LABEL = 40  # characters

ONE_VALUE = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
    r"|\d{1,2}/\d{1,2}/\d{2,4},? +\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?(?: ?[A-Z]{3,4})?"
)


@dataclass(frozen=True, slots=True)
class Header:
    """Column labels as printed (wrapped ones joined with a space), the lines they stand on (from 0, end excluded)."""

    labels: list[str]
    spans: list[tuple[float, float]]
    first: int
    end: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """bounds: x between neighbouring columns. starts, ends: where texts of each column mostly begin and end."""

    bounds: list[float]
    starts: list[float]
    ends: list[float]


def find_header(page: Page) -> Header | None:
    """The labels of the first table of a page: the first line of three or more cells, if it holds no record."""
    for at, line in enumerate(page.lines):
        if len(split(line)) < 3:
            continue
        if _holds_value(line):
            return None
        first, end = at, at + 1
        while first > 0 and _wrapped(page, first - 1, first, line):
            first -= 1
        below = end
        while below < len(page.lines) and _wrapped(page, below - 1, below, line):
            below += 1
        if below == len(page.lines) or _set_off(page, below):
            end = below
        labels = _joined_labels(page.lines[first:end])
        if any(not text or len(text) > LONGEST_LABEL for text, _, _ in labels):
            continue  # running text set in columns or justified, not labels
        texts = tuple(join(words) for words in page.lines[first:end])
        return Header([text for text, _, _ in labels], [(x0, x1) for _, x0, x1 in labels], first, end, texts)
    return None


def find_columns(header: Header, body: list[list[Word]]) -> Columns:
    """Cut between neighbouring labels where the fewest given lines have ink, in the middle of the widest strip."""
    ink = [(x0, x1) for line in body for x0, x1 in _ink(line)]
    bounds = [_cut(left[1], right[0], ink) for left, right in pairwise(header.spans)]
    rough = Columns(bounds, [span[0] for span in header.spans], [span[1] for span in header.spans])
    begins: list[Counter[float]] = [Counter() for _ in header.spans]
    finishes: list[Counter[float]] = [Counter() for _ in header.spans]
    for line in body:
        for column, words in enumerate(_by_column(line, rough)):
            if words:
                begins[column][_half(words[0].x0)] += 1
                finishes[column][_half(words[-1].x1)] += 1
    starts = [c.most_common(1)[0][0] if c else rough.starts[i] for i, c in enumerate(begins)]
    ends = [c.most_common(1)[0][0] if c else rough.ends[i] for i, c in enumerate(finishes)]
    return Columns(bounds, starts, ends)


def cells_of(line: list[Word], columns: Columns) -> list[str]:
    """The text of one line under each column, "" where it has none."""
    return [join(words) for words in _by_column(line, columns)]


def sureness_of(line: list[Word], columns: Columns) -> list[float]:
    """How sure the least sure word of each column is; [] where all of the line is printed text."""
    if all(word.sure >= 100 for word in line):
        return []
    return [min((word.sure for word in words), default=100.0) for words in _by_column(line, columns)]


def _holds_value(line: list[Word]) -> bool:
    return any(ONE_VALUE.fullmatch(word.text) for word in line) or bool(ONE_VALUE.search(join(line)))


def _wrapped(page: Page, upper: int, lower: int, labels: list[Word]) -> bool:
    """Whether two neighbouring lines are one block of labels: close, same weight, no figures, nothing drawn between."""
    above, below = page.lines[upper], page.lines[lower]
    other = above if below is labels else below
    text = join(other)
    if below[0].y - above[0].y > SAME_LABEL_PITCH * labels[0].size or other[0].font != labels[0].font:
        return False
    if any(above[0].y < rule < below[0].y for rule in page.rules):
        return False
    if any(ch.isdigit() for ch in text) or ":" in text:
        return False
    return all(any(part[0].x0 < of[-1].x1 and of[0].x0 < part[-1].x1 for of in split(labels)) for part in split(other))


def _set_off(page: Page, at: int) -> bool:
    """Whether this line is plainly no part of what stands above it: further away, other weight, or a line drawn between."""
    above, here = page.lines[at - 1], page.lines[at]
    far = here[0].y - above[0].y > 1.2 * (above[0].y - page.lines[at - 2][0].y) if at > 1 else True
    return far or here[0].font != above[0].font or any(above[0].y < rule < here[0].y for rule in page.rules)


def _joined_labels(lines: list[list[Word]]) -> list[tuple[str, float, float]]:
    fullest = max(lines, key=lambda line: len(split(line)))
    spans = [(part[0].x0, part[-1].x1) for part in split(fullest)]
    texts: list[list[str]] = [[] for _ in spans]
    for line in lines:
        for part in split(line):
            x0, x1 = part[0].x0, part[-1].x1
            shared = [min(x1, b) - max(x0, a) for a, b in spans]
            best = shared.index(max(shared))
            texts[best].append(join(part))
            spans[best] = (min(spans[best][0], x0), max(spans[best][1], x1))
    return [(" ".join(text), x0, x1) for text, (x0, x1) in zip(texts, spans, strict=True)]


def _ink(line: list[Word]) -> list[tuple[float, float]]:
    """Strips of a line with ink; a printed space between two words counts as ink, an unexplained gap does not."""
    found: list[tuple[float, float]] = []
    for word in line:
        if found and word.before and word.gap <= SPACED_GAP * word.size:
            found[-1] = (found[-1][0], word.x1)
        else:
            found.append((word.x0, word.x1))
    return found


def _cut(left: float, right: float, ink: list[tuple[float, float]]) -> float:
    """The middle of the widest strip with the least ink between two labels."""
    if right - left <= STEP:
        return (left + right) / 2
    n = max(2, int((right - left) / STEP))
    changes = [0] * (n + 1)
    for x0, x1 in ink:
        if x1 > left and x0 < right:
            changes[min(n, max(0, int((x0 - left) / STEP)))] += 1
            changes[min(n, max(0, int((x1 - left) / STEP) + 1))] -= 1
    level, levels = 0, []
    for change in changes[:n]:
        level += change
        levels.append(level)
    least = min(levels)
    best = run = 0
    end = 0
    for at, here in enumerate(levels):
        run = run + 1 if here == least else 0
        if run > best:
            best, end = run, at + 1
    return left + (end - best / 2) * STEP


def _half(x: float) -> float:
    return round(x * 2) / 2


def _by_column(line: list[Word], columns: Columns) -> list[list[Word]]:
    found: list[list[Word]] = [[] for _ in range(len(columns.bounds) + 1)]
    for part in split(line):
        for piece in _cut_at_bounds(part, columns):
            # Text belongs where it begins: a long one runs over the empty neighbour, as spreadsheets print it.
            found[sum(bound <= piece[0].x0 for bound in columns.bounds)] += piece
    return found


def _cut_at_bounds(part: list[Word], columns: Columns) -> list[list[Word]]:
    """Cut words that stand close but belong to two columns: a bound runs between them and a known edge is met."""
    pieces = [[part[0]]]
    for left, word in pairwise(part):
        reach = 0.3 * word.size
        for at, bound in enumerate(columns.bounds):
            if left.x1 <= bound + STEP and word.x0 >= bound - STEP:
                at_edge = abs(word.x0 - columns.starts[at + 1]) <= reach or abs(left.x1 - columns.ends[at]) <= reach
                if at_edge or not word.before:
                    pieces.append([])
                    break
        pieces[-1].append(word)
    return pieces
