"""A batch of rows that are not all in good order: each is put under its labels where that is certain, else set aside.

Whatever is moved is told in an issue, one for each run of rows, with the rows it concerns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

from plainview import forms
from plainview.ingest import aside, shifted, stacked
from plainview.ingest.aside import Aside
from plainview.ingest.shifted import Header
from plainview.model import Issue
from plainview.parts import PartWriter

Above = Callable[[], stacked.Columns]
_SHIFTED = "the cells stand beside their labels; the row is read where exactly one reading fits the form of its cells"
_STACKED = "from here the columns stand in another order, as if a second export were pasted below the first without its header"
_DOUBT = "from here the columns stand in another order that is not beyond doubt; the rows are quarantined, none is guessed at"


@dataclass(slots=True)
class Sorted:
    """What became of a batch: rows to use with their place in it, rows set aside with theirs, and what was noticed."""

    kept: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    aside: list[tuple[int, Aside]] = field(default_factory=list)
    moved: dict[int, str] = field(default_factory=dict)


def sort_out(rows: list[list[str]], locators: list[str], header: Header, delimiter: str, above: Above) -> Sorted:
    """Decide on every row of a batch.

    above: cells of rows in good order by our column, asked for only where a run of rows stands in another order.
    """
    fates = [aside.fate(row, header, delimiter) for row in rows]
    straight = [i for i, fate in enumerate(fates) if fate is None]
    odd = {i for i, fate in enumerate(fates) if fate and fate[1] == "cell_count"}
    if straight and header.match.layout.table == "entries":
        columns = [pa.array(column, pa.string()) for column in zip(*(rows[i] for i in straight), strict=True)]
        odd |= {straight[at] for at in shifted.suspects(columns, header)}
    mended, moved = _mend(rows, sorted(odd), header, above) if header.match.layout.table == "entries" else ({}, {})
    out = Sorted(moved=moved)
    for i, row in enumerate(rows):
        fate = fates[i]
        if i in mended:
            fate, row = None, mended[i]
        elif moved.get(i) and (fate is None or fate[0] == "quarantined"):
            fate = aside.other_order()
        elif fate is None and i in odd and not shifted.time_is_one(row, header):
            fate = aside.misplaced()
        if fate:
            out.aside.append((i, Aside(locators[i], *fate)))
        else:
            out.kept.append(i)
            out.rows.append(row)
    return out


def _mend(rows: list[list[str]], odd: list[int], header: Header, above: Above) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Rows put under their labels, and for every row that was moved, or stands in a run of another order, the kind of issue."""
    if not odd:
        return {}, {}
    place = header.match.places.get("searcher_raw")
    wrong = set(odd)
    searchers = {row[place].strip() for i, row in enumerate(rows) if i not in wrong and place is not None and place < len(row)}
    mended: dict[int, list[str]] = {}
    moved: dict[int, str] = {}
    left: list[int] = []
    for i in odd:
        one = shifted.straightened(rows[i], header, searchers)
        if one is not None and one != rows[i]:
            mended[i], moved[i] = one, "layout_corrected"
        elif one is None and (len(rows[i]) != header.width or not shifted.fits(rows[i], header)):
            left.append(i)
    block = [i for i in left if _holds_a_time(rows[i])]
    if len(block) >= stacked.FEWEST:
        _mend_block(rows, block, header, above(), mended, moved)
    return mended, moved


def _mend_block(
    rows: list[list[str]],
    block: list[int],
    header: Header,
    above: stacked.Columns,
    mended: dict[int, list[str]],
    moved: dict[int, str],
) -> None:
    """Rows of a second export: the odd ones, and those among them that only seem to stand under the labels."""
    places = stacked.order([rows[i] for i in block], header, above)
    known = {cell.strip() for cell in above.get("searcher_raw", [])}
    odd = set(block)
    for i in range(len(rows)) if places else ():
        one = stacked.rearranged(rows[i], places or {}, header)
        better = one is not None and shifted.fits(one, header)
        if better and one is not None and i not in odd:
            as_printed = shifted.likeness(rows[i], header, known) if len(rows[i]) == header.width and i not in mended else -1
            better = shifted.likeness(one, header, known) > as_printed
        if better and one is not None:
            mended[i], moved[i] = one, "export_stacked"
        elif i in odd:
            moved[i] = "order_in_doubt"
    if places is None:
        first, last = min(block), max(block)
        while first > 0 and not shifted.is_sure(rows[first - 1], header):
            first -= 1
        while last + 1 < len(rows) and not shifted.is_sure(rows[last + 1], header):
            last += 1
        for i in range(first, last + 1):
            mended.pop(i, None)
            moved[i] = "order_in_doubt"


def _holds_a_time(row: list[str]) -> bool:
    return any(forms.whole("time").match(cell) for cell in row)


def note(writer: PartWriter, numbers: list[int], locators: list[str], moved: dict[int, str]) -> None:
    """One issue for every run of rows that were moved alike."""
    runs: list[list[int]] = []
    for i in sorted(moved):
        if runs and i == runs[-1][-1] + 1 and moved[i] == moved[runs[-1][-1]]:
            runs[-1].append(i)
        else:
            runs.append([i])
    found = [
        _of_run(numbers[first], locators[first], moved[first], f"{len(run)} rows, to {locators[run[-1]]}")
        for run in runs
        for first in run[:1]
    ]
    write(writer, found)


def _of_run(number: int, locator: str, kind: str, value: str) -> Issue:
    if kind == "layout_corrected":
        return Issue(number, locator, "layout_corrected", "", value, _SHIFTED)
    if kind == "export_stacked":
        return Issue(number, locator, "export_stacked", "", value, _STACKED)
    return Issue(number, locator, "order_in_doubt", "", value, _DOUBT)


def write(writer: PartWriter, found: list[Issue]) -> None:
    """Issues of a part; row 0 stands for the whole release."""
    columns: dict[str, object] = {
        name: [getattr(issue, name) for issue in found] for name in ("kind", "column_name", "value", "why")
    }
    writer.write("issues", [issue.row_no for issue in found], [issue.locator for issue in found], columns)
