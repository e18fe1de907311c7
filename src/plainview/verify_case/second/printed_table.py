"""A table printed to PDF: the words under each label, page by page, in which a row's values are looked for near its time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from plainview.verify_case.second.words import Placed

Band = tuple[float, float, str]  # from x, to x, our column


@dataclass(frozen=True, slots=True)
class Stream:
    """The words of one column of one page run together without spaces, and the height of each sign."""

    text: str
    heights: list[float]

    def near(self, wanted: str, low: float, high: float) -> bool:
        """Whether a text is printed with its first sign between two heights."""
        at = self.text.find(wanted)
        while at >= 0:
            if low <= self.heights[at] <= high:
                return True
            at = self.text.find(wanted, at + 1)
        return False


@dataclass(slots=True)
class Table:
    """The bands of the table by its labels, and every page's words."""

    bands: list[Band]
    pages: list[list[Placed]]
    kept: dict[tuple[int, str], Stream] = field(default_factory=dict)

    def stream(self, page: int, column: str) -> Stream:
        """What stands under a label on a page (from 1); nothing where there is no such page or label."""
        if (page, column) not in self.kept:
            self.kept[(page, column)] = self._stream(page, column)
        return self.kept[(page, column)]

    def _stream(self, page: int, column: str) -> Stream:
        text, heights = "", []
        band = next((one for one in self.bands if one[2] == column), None)
        if band is None or not 1 <= page <= len(self.pages):
            return Stream("", [])
        for word in lines_of([word for word in self.pages[page - 1] if band[0] <= word.x0 < band[1]]):
            plain = "".join(word.text.split())
            text += plain
            heights += [word.y] * len(plain)
        return Stream(text, heights)


def table(pages: list[list[Placed]], column_of: Callable[[str], str]) -> Table | None:
    """Find the line of labels on the first page; None if no line there has two known labels."""
    if not pages:
        return None
    best: list[tuple[float, float, str]] = []
    for line in _lines(pages[0]):
        named = [one for run in _runs(line) for one in _named(run, column_of)]
        if sum(bool(name) for _, _, name in named) > sum(bool(name) for _, _, name in best):
            best = named
    if sum(bool(name) for _, _, name in best) < 2:
        return None
    return Table(_bands(best, pages), pages)


def _named(run: list[Placed], column_of: Callable[[str], str]) -> list[tuple[float, float, str]]:
    """A run of words as one label, or as two where only each half is known."""

    def one(words: list[Placed]) -> tuple[float, float, str]:
        return words[0].x0, words[-1].x1, column_of(" ".join(word.text for word in words))

    if not one(run)[2]:
        for at in range(1, len(run)):
            halves = [one(run[:at]), one(run[at:])]
            if all(name for _, _, name in halves):
                return halves
    return [one(run)]


def _bands(labels: list[tuple[float, float, str]], pages: list[list[Placed]]) -> list[Band]:
    """A column begins where the words begin that stand under its label, at the latest with the label itself."""
    words = [word for page in pages[:20] for word in page]
    cuts = [float("-inf")]
    for (_, left, _), (right, _, _) in pairwise(labels):
        under = sorted(word.x0 for word in words if left < word.x0 <= right < word.x1)
        cuts.append((under[len(under) // 100] if under else right) - 0.5)
    cuts.append(float("inf"))
    return [(low, high, name) for low, high, (_, _, name) in zip(cuts, cuts[1:], labels, strict=False)]


def _runs(line: list[Placed]) -> Iterator[list[Placed]]:
    """Words of one label stand closer than the labels do."""
    run: list[Placed] = []
    for word in line:
        if run and word.x0 - run[-1].x1 > 0.9 * word.high:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _lines(words: list[Placed]) -> list[list[Placed]]:
    """Words by lines, top to bottom, then left to right."""
    lines: list[list[Placed]] = []
    for word in sorted(words, key=lambda word: word.y):
        if lines and word.y - lines[-1][0].y < 0.5 * word.high:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def lines_of(words: list[Placed]) -> list[Placed]:
    """Words in reading order."""
    return [word for line in _lines(words) for word in line]


def neighbours(heights: list[float], at: float) -> tuple[float, float]:
    """The heights of the row above and the row below a row that stands at `at`."""
    ordered = sorted(set(heights))
    after = bisect_right(ordered, at + 0.1)
    before = [height for height in ordered if height < at - 0.1]
    return (before[-1] if before else float("-inf")), (ordered[after] if after < len(ordered) else float("inf"))
