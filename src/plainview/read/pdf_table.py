"""Tables printed to PDF: one row per printed record, its wrapped lines joined, text outside any record reported.

Promises: every printed line is the labels, part of one row, or in `Batch.broken`; one page in memory at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Literal

from plainview.errors import UserError
from plainview.model import Batch
from plainview.read.pdf import PICTURE_PAGE, Page, image_only, join
from plainview.read.pdf_columns import ONE_VALUE, Columns, Header, cells_of, find_columns, find_header, sureness_of
from plainview.read.scan import doubt, page_count, pages

SAMPLED_PAGES = 12
FAR = 1.8  # of the usual line distance: the page's own header and footer stand at least this far from the table
TOO_FAR = 2.5  # of the usual line distance: text after the last record no longer belongs to it
MOSTLY = 0.9
ENOUGH = 3  # pages that begin (or end) inside a record say which way records hang
FURNITURE = "page header or footer, repeated on other pages"
ABOVE = "stands above the column labels"
OUTSIDE = "stands outside every record"
EITHER = "belongs to the record above or below it: the print does not show which"
RUN_TOGETHER = "two records run together: a column that has one value per record has two"
_PAGE_NUMBER = re.compile(r"(?i)\W*(page\s*)?\d+(\s*(of|/)\s*\d+)?\W*")

Hang = Literal["top", "bottom", "middle", "unknown"]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a sample of the pages says about the table.

    key: column with exactly one value per record, None if there is none. strict: only `ONE_VALUE` begins a record.
    single: columns with one value per record. hang: where in a record the line with the key stands.
    cut, ruled: without a key, the distance or the drawn lines that separate records.
    """

    header: Header
    columns: Columns
    key: int | None
    strict: bool
    single: frozenset[int]
    hang: Hang
    pitch: float
    cut: float
    ruled: bool
    furniture: frozenset[tuple[int, str]]


@dataclass(slots=True)
class _Row:
    """One printed line of the body, its text by column."""

    page: int
    line: int
    y: float
    cells: list[str]
    ruled: bool = False
    sure: list[float] = field(default_factory=list)  # of the least sure word by column, only of a page read from a picture

    @property
    def locator(self) -> str:
        return f"page {self.page} line {self.line}"


@dataclass(slots=True)
class _State:
    """Reading so far: the record being built, lines whose record is not known yet, finished rows of the next batch."""

    record: list[_Row] = field(default_factory=list)
    waiting: list[_Row] = field(default_factory=list)
    lead: int = 0
    labels_again: list[str] = field(default_factory=list)
    printed: Counter[int] = field(default_factory=Counter)
    batch: Batch = field(default_factory=lambda: Batch("", [], []))


def header(path: Path) -> list[str] | None:
    """Column labels of the first page, None if it shows no table. Reads one page. Raises UserError as `read`."""
    for page in pages(path, only={1}, rules=True):
        found = find_header(page)
        return found.labels if found else None
    return None


def read(path: Path) -> Iterator[Batch]:
    """The labels, then one row per printed record; wrapped lines of a cell joined with a line feed.

    Rows have as many cells as there are labels. Labels printed again on later pages are given again.

    Raises:
        UserError: encrypted, unreadable, without text, or without a line of column labels on its first page.
    """
    shape = _shape(path)
    state = _State()
    state.batch.rows.append(shape.header.labels)
    state.batch.locators.append("page 1 row 1")
    state.printed[1] = 1
    for page in pages(path, rules=shape.key is None):
        _read_page(page, shape, state)
        if state.batch.rows or state.batch.broken:
            yield state.batch
            state.batch = Batch("", [], [])
    _finish(shape, state)
    if state.batch.rows or state.batch.broken:
        yield state.batch


def _read_page(page: Page, shape: _Shape, state: _State) -> None:
    if not page.lines and page.has_picture:
        state.batch.broken.append((f"page {page.number}", PICTURE_PAGE))
    head = _labels_at(page, shape.header)
    if head and page.number > 1:
        state.printed[page.number] += 1
        state.labels_again.append(f"page {page.number} row {state.printed[page.number]}")
        if not state.record:
            _emit(shape, state)
    margins = _margins(page, shape)
    last_y = page.lines[head[1] - 1][0].y if head else 0.0
    for at in range(len(page.lines)):
        locator = f"page {page.number} line {at + 1}"
        if head and head[0] <= at < head[1]:
            continue
        if at in margins:
            state.batch.broken.append((locator, FURNITURE))
        elif page.number == 1 and head and at < head[0]:
            state.batch.broken.append((locator, ABOVE))
        else:
            row = _row(page, at, last_y, shape.columns)
            last_y = row.y
            _take(row, shape, state)


def _row(page: Page, at: int, last_y: float, columns: Columns) -> _Row:
    words = page.lines[at]
    y = words[0].y
    ruled = any(last_y < rule < y for rule in page.rules)
    return _Row(page.number, at + 1, y, cells_of(words, columns), ruled, sureness_of(words, columns))


def _take(row: _Row, shape: _Shape, state: _State) -> None:
    """Give one line to the record it belongs to; records are finished as soon as the next one is known to begin."""
    if shape.key is None:
        if not state.record or _begins_block(row, state.record[-1], shape):
            _emit(shape, state)
        state.record.append(row)
    elif not _is_key(row, shape):
        state.waiting.append(row)
    else:
        if shape.hang == "unknown":
            _report(state.waiting, EITHER, state)
            state.waiting = []
        above = 0 if shape.hang == "top" else len(state.waiting)
        if shape.hang == "middle" and state.record:
            above = len(state.waiting) - min(state.lead, len(state.waiting))
        cut = len(state.waiting) - above
        if state.record:
            state.record += state.waiting[:cut]
        else:
            _report(state.waiting[:cut], OUTSIDE, state)
        _emit(shape, state)
        state.record = [*state.waiting[cut:], row]
        state.lead = above
        state.waiting = []


def _finish(shape: _Shape, state: _State) -> None:
    belongs = 0
    if state.record and shape.hang in ("top", "middle"):
        last = state.record[-1]
        for row in state.waiting:
            if row.page == last.page and row.y - last.y > TOO_FAR * shape.pitch:
                break
            belongs, last = belongs + 1, row
    state.record += state.waiting[:belongs]
    _emit(shape, state)
    _report(state.waiting[belongs:], OUTSIDE, state)


def _report(rows: list[_Row], why: str, state: _State) -> None:
    state.batch.broken += [(row.locator, why) for row in rows]


def _emit(shape: _Shape, state: _State) -> None:
    """Finish the open record; labels that were printed inside it come after it."""
    if state.record:
        _emit_record(shape, state)
    for locator in state.labels_again:
        state.batch.rows.append(shape.header.labels)
        state.batch.locators.append(locator)
    state.labels_again = []


def _emit_record(shape: _Shape, state: _State) -> None:
    page = state.record[0].page
    state.printed[page] += 1
    locator = f"page {page} row {state.printed[page]}"
    for column in shape.single:
        if sum(1 for row in state.record if ONE_VALUE.fullmatch(row.cells[column])) > 1:
            state.batch.broken.append((locator, RUN_TOGETHER))
            state.record = []
            return
    columns = zip(*(row.cells for row in state.record), strict=True)
    state.batch.rows.append(["\n".join(text for text in texts if text) for texts in columns])
    state.batch.locators.append(locator)
    _note_doubts(locator, shape.header.labels, state)
    state.record = []


def _note_doubts(locator: str, labels: list[str], state: _State) -> None:
    """Say which cells of the row just finished are in doubt, if it was read from a picture. What was read is not repeated."""
    if not any(row.sure for row in state.record):
        return
    for column, (label, text) in enumerate(zip(labels, state.batch.rows[-1], strict=True)):
        why = doubt(text, min((row.sure[column] for row in state.record if row.sure), default=100.0))
        if why:
            state.batch.noted.append((locator, "ocr_uncertain", f"the cell under '{label}' was read from a picture: {why}"))


def _is_key(row: _Row, shape: _Shape) -> bool:
    text = row.cells[shape.key or 0]
    return bool(ONE_VALUE.fullmatch(text)) if shape.strict else bool(text)


def _begins_block(row: _Row, last: _Row, shape: _Shape) -> bool:
    """Without a key column: a drawn line, else a wider distance, else text in the first column begins a record."""
    if row.page != last.page:
        return bool(row.cells[0])
    if shape.ruled:
        return row.ruled
    return row.y - last.y > shape.cut if shape.cut else bool(row.cells[0])


def _shape(path: Path) -> _Shape:
    """Learn the table from its first, its last and some pages in between."""
    total = page_count(path)
    wanted = {1 + round(at * (total - 1) / (SAMPLED_PAGES - 1)) for at in range(SAMPLED_PAGES)}
    sample = list(pages(path, only=wanted, rules=True))
    if not any(page.lines for page in sample) and not any(page.lines for page in pages(path)):
        raise image_only()
    found = find_header(sample[0])
    if found is None:
        fix = "ask for the file as CSV or XLSX, or print it with its column labels"
        raise UserError("page 1", "shows no line of column labels", fix)
    furniture = _furniture(sample)
    pitch = median([b[0].y - a[0].y for page in sample for a, b in pairwise(page.lines)] or [1.0])
    draft = _Shape(found, Columns([], [], []), None, False, frozenset(), "top", pitch, 0.0, False, furniture)
    bodies = [(page, _body(page, draft)) for page in sample]
    columns = find_columns(found, [page.lines[at] for page, body in bodies for at in body])
    rows = [[_row(page, at, page.lines[at - 1][0].y if at else 0.0, columns) for at in body] for page, body in bodies]
    flat = [row for page_rows in rows for row in page_rows]
    key, strict, single = _key(flat, len(found.labels))
    ruled = sum(row.ruled for row in flat) > 2 * len(sample)
    shape = replace(draft, columns=columns, key=key, strict=strict, single=single, cut=_cut(flat), ruled=ruled)
    return shape if key is None else replace(shape, hang=_hang(rows, shape))


def _body(page: Page, shape: _Shape) -> list[int]:
    head = _labels_at(page, shape.header)
    margins = _margins(page, shape)
    first = head[1] if head else 0
    return [at for at in range(first, len(page.lines)) if at not in margins]


def _labels_at(page: Page, header: Header) -> tuple[int, int] | None:
    """Where the column labels stand on this page (lines from 0, end excluded)."""
    n = len(header.texts)
    for at in range(len(page.lines) - n + 1):
        if all(join(page.lines[at + i]) == text for i, text in enumerate(header.texts)):
            return at, at + n
    return None


def _plain(text: str) -> str:
    return "".join(ch for ch in text if not ch.isdigit())


def _edge_lines(page: Page, pitch: float) -> list[int]:
    """Lines at the top and bottom of a page that stand well apart from the rest."""
    n = len(page.lines)
    found: list[int] = []
    tops = [words[0].y for words in page.lines]
    for order in (range(n), range(n - 1, -1, -1)):
        for count, (at, following) in enumerate(pairwise(order), 1):
            if count > 3:
                break
            if abs(tops[following] - tops[at]) > FAR * pitch:
                found += list(order)[:count]
                break
    if n == 1:
        found = [0]
    return sorted(set(found))


def _furniture(sample: list[Page]) -> frozenset[tuple[int, str]]:
    """(height, text without figures) of lines that stand apart at the same place on most pages."""
    seen: Counter[tuple[int, str]] = Counter()
    for page in sample:
        pitch = median([b[0].y - a[0].y for a, b in pairwise(page.lines)] or [1.0])
        for at in _edge_lines(page, pitch):
            seen[(round(page.lines[at][0].y), _plain(join(page.lines[at])))] += 1
    return frozenset(mark for mark, count in seen.items() if count > 1 and count >= 0.6 * len(sample))


def _margins(page: Page, shape: _Shape) -> set[int]:
    """Lines of this page that are its own header and footer, not the table's."""
    found: set[int] = set()
    for at in _edge_lines(page, shape.pitch):
        text, height = join(page.lines[at]), round(page.lines[at][0].y)
        known = any((height + off, _plain(text)) in shape.furniture for off in (-1, 0, 1))
        if known or _PAGE_NUMBER.fullmatch(text):
            found.add(at)
    return found


def _key(rows: list[_Row], width: int) -> tuple[int | None, bool, frozenset[int]]:
    """The leftmost column with the most ids or times; whether only those begin a record; all columns of that sort.

    A window on two lines has two times a record: its second line, on which hardly anything else stands, shows it.
    """
    filled = [sum(1 for row in rows if row.cells[i]) for i in range(width)]
    found = [[i for i in range(width) if ONE_VALUE.fullmatch(row.cells[i])] for row in rows]
    values = [sum(i in row for row in found) for i in range(width)]
    if not any(values):
        return None, False, frozenset()
    few = max(1, width // 4)
    below = [sum(i in held for row, held in zip(rows, found, strict=True) if _filled(row) <= few) for i in range(width)]
    once = [0 if below[i] > 0.3 * values[i] else values[i] for i in range(width)]
    counts = once if any(once) else values
    key = counts.index(max(counts))
    single = frozenset(i for i in range(width) if counts[i] and counts[i] >= MOSTLY * filled[i])
    return key, key not in single, single


def _filled(row: _Row) -> int:
    return sum(map(bool, row.cells))


def _cut(rows: list[_Row]) -> float:
    """A line distance that separates records from wrapped lines, 0 if all distances are alike."""
    gaps = [b.y - a.y for a, b in pairwise(rows) if a.page == b.page and b.y > a.y]
    if not gaps or max(gaps) < 1.3 * min(gaps):
        return 0.0
    return 1.2 * min(gaps)


def _hang(pages_of_rows: list[list[_Row]], shape: _Shape) -> Hang:
    """Where a record's key line stands: seen at the ends of the table, of the pages, or by which neighbours are closer.

    Unknown is said rather than guessed: a line given to the wrong record is worse than a line reported.
    """
    first, last = pages_of_rows[0], pages_of_rows[-1]
    keys = [[at for at, row in enumerate(rows) if _is_key(row, shape)] for rows in pages_of_rows]
    above = keys[0][0] if keys[0] else 0
    below = len(last) - 1 - keys[-1][-1] if keys[-1] else len(last)
    if below and keys[-1] and last[keys[-1][-1] + 1].y - last[keys[-1][-1]].y > TOO_FAR * shape.pitch:
        below = 0
    if above and first[above].y - first[above - 1].y > TOO_FAR * shape.pitch:
        above = 0
    if above and below:
        return "middle"
    if above or below:
        return "bottom" if above else "top"
    starts = sum(1 for at_keys in keys if at_keys and at_keys[0] > 0)
    ends = sum(1 for rows, at_keys in zip(pages_of_rows, keys, strict=True) if at_keys and at_keys[-1] < len(rows) - 1)
    if max(starts, ends) >= ENOUGH and not min(starts, ends):
        return "bottom" if starts else "top"
    before, after = [], []
    for rows, at_keys in zip(pages_of_rows, keys, strict=True):
        for left, right in pairwise(at_keys):
            if right - left > 1:
                after.append(rows[left + 1].y - rows[left].y)
                before.append(rows[right].y - rows[right - 1].y)
    if not before or abs(median(before) - median(after)) < 0.1 * median(after):
        return "unknown"
    return "bottom" if median(before) < median(after) else "top"
