"""Rows that do not stand under their labels: found by the form of their cells, put right only where one reading fits.

A row is suspected when its time, id, count or type has another form, or is blank, and the like of it stands elsewhere. It is
put right by taking one blank cell out, or one blank cell in, before the time; two readings that fit equally well are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from plainview import forms
from plainview.layout import Match

_LOOKED_AT = ("searched_at_raw", "event_at_raw", "vendor_id", "networks_raw", "search_type")
_IN_PLACE_OF_A_TIME = ("verdict", "type", "id", "window", "count")
_FREE = ("reason_raw", "offense_raw", "case_raw")  # a person may have typed "search" there
_LENGTHS = {"id": ((36, ""),), "time": ((27, "UTC"), (24, "Z"))}  # all cells so long and ending so: in order without a look


@dataclass(frozen=True, slots=True)
class Header:
    """The header as printed ("" labels for none), the layout it matches, and how many cells a row below it has."""

    labels: tuple[str, ...]
    match: Match
    cells: int = 0

    @property
    def width(self) -> int:
        return self.cells or len(self.labels)

    @property
    def split(self) -> bool:
        """Whether day and time of a search stand in two columns."""
        return "searched_on_raw" in self.match.places

    @property
    def at(self) -> int | None:
        """Position of the column that holds the time, None if there is none."""
        return next((self.match.places[name] for name in forms.AT if name in self.match.places), None)

    def typed(self) -> Iterator[tuple[int, str]]:
        """(position, form) of every column whose form is known."""
        for name, place in self.match.places.items():
            if form := forms.form_of(name, self.split):
                yield place, form


def suspects(columns: list[pa.Array], header: Header) -> list[int]:
    """Positions of the rows that may not stand under their labels, in order."""
    found: set[int] = set()
    typed = dict(header.typed())
    for name in _LOOKED_AT:
        place = header.match.places.get(name)
        if place is None or place not in typed:
            continue
        form = typed[place]
        off = _misfits(columns[place], form, blank_too=form != "count")
        if len(off):
            free = [header.match.places.get(one) for one in (_FREE if form == "type" else ())]
            others = [at for at in range(len(columns)) if at != place and typed.get(at) != form and at not in free]
            rows = [column.take(off) for column in columns]
            hit = _any([forms.is_form(rows[at], form) for at in others], len(off))
            if name in forms.AT:
                hit = _any([hit, *(forms.is_form(rows[place], other) for other in _IN_PLACE_OF_A_TIME)], len(off))
                hit = _any([hit, *(_is_label(column, header) for column in rows)], len(off))
            found.update(off.filter(hit).to_pylist())
    return sorted(found)


def _any(tests: list[pa.Array], n: int) -> pa.Array:
    hit = pa.array([False] * n)
    for test in tests:
        hit = pc.or_(hit, test)
    return hit


def _is_label(column: pa.Array, header: Header) -> pa.Array:
    """Which cells are the label of the time's column: the header of another export."""
    assert header.at is not None
    label = header.labels[header.at] if header.at < len(header.labels) else ""
    return pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(column)), label.strip().lower() or "search time")


def _misfits(column: pa.Array, form: str, blank_too: bool) -> pa.Array:
    """Positions of the cells that are not of this form; of the blank and masked ones only if `blank_too`."""
    fitting = forms.is_form if blank_too else forms.may_be
    if not len(column):
        return pa.array([], pa.int64())
    if form in _LENGTHS:
        lengths = pc.min_max(pc.binary_length(column))
        for length, end in _LENGTHS[form]:
            if lengths["min"].as_py() == lengths["max"].as_py() == length and pc.all(pc.ends_with(column, end)).as_py():
                return pa.array([], pa.int64())
        return pc.indices_nonzero(pc.invert(fitting(column, form)))
    coded = pc.dictionary_encode(column)
    wrong = pc.invert(fitting(coded.dictionary, form))
    return pc.indices_nonzero(pc.take(wrong, coded.indices)) if pc.any(wrong).as_py() else pa.array([], pa.int64())


def fits(row: list[str], header: Header) -> bool:
    """Whether the time is one, and every other typed cell has its form or is blank or masked."""
    at = header.at
    if at is None or len(row) != header.width:
        return False
    form = forms.form_of("searched_at_raw", header.split)
    if any(len(row[place]) > forms.LONGEST_MARK for place, _ in header.typed()):
        return False  # the patterns take time by the square of a cell's length
    return bool(forms.whole(form).match(row[at])) and all(forms.loose(form).match(row[place]) for place, form in header.typed())


def time_is_one(row: list[str], header: Header) -> bool:
    """Whether a time stands where the time belongs."""
    return header.at is None or bool(forms.whole(forms.form_of("searched_at_raw", header.split)).match(row[header.at]))


def is_sure(row: list[str], header: Header) -> bool:
    """Whether every typed cell is told and of its form: such a row stands under its labels without doubt."""
    return fits(row, header) and all(forms.whole(form).match(row[place]) for place, form in header.typed())


def straightened(row: list[str], header: Header, searchers: set[str]) -> list[str] | None:
    """The row under its labels, None where no reading fits or more than one does.

    searchers: names that stand in the searcher's column of rows in good order.
    """
    readings: dict[tuple[str, ...], int] = {}
    for one in _readings(row, header):
        if fits(one, header) and tuple(one) not in readings:
            readings[tuple(one)] = likeness(one, header, searchers)
    if not readings:
        return None
    best = max(readings.values())
    likeliest = [one for one, alike in readings.items() if alike == best]
    return list(likeliest[0]) if len(likeliest) == 1 else None


def _readings(row: list[str], header: Header) -> Iterator[list[str]]:
    """The row with one blank cell less, or one more, before its time."""
    width, at = header.width, header.at
    if at is None:
        return
    if len(row) in (width, width + 1):
        for place in range(min(at + 2, len(row))):
            if not row[place].strip():
                rest = row[:place] + row[place + 1 :]
                yield rest + [""] * (width - len(rest))
    if len(row) == width - 1 or (len(row) == width and not row[-1].strip()):
        for place in range(at + 1):
            yield ([*row[:place], "", *row[place:]])[:width]


def likeness(row: list[str], header: Header, searchers: set[str]) -> int:
    """How many cells look like what their label says."""
    sure = sum(1 for place, form in header.typed() if forms.whole(form).match(row[place]))
    likely = 0
    for name, form in forms.LIKELY_FORM.items():
        place = header.match.places.get(name)
        if place is not None and row[place].strip():
            known = name == "searcher_raw" and row[place].strip() in searchers
            likely += known or bool(forms.whole(form).match(row[place]))
    return sure + likely
