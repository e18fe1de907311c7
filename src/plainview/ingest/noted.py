"""What a reader noted about rows it gives: an issue for each; a row whose cells also cannot be what they should is no row."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from plainview import forms
from plainview.ingest import run_together
from plainview.ingest.shifted import Header
from plainview.model import Batch, Issue

FEW, RARE, MOST = 20, 0.02, 200
_FORM = "the cell cannot be what its label says, is blank where others are not, or holds half a pair of quotes: look at the row"
_QUOTE = re.compile(b'"')
_AND = ", and a cell cannot be what its label says"
_LEFT_OUT = "; the id was left out, so that nothing is linked by it"
DAMAGED = ("quote_in_cell", "escape_unclear", "nul_left_out")


def checked(batches: Iterator[Batch], header: Header) -> Iterator[Batch]:
    """Move to `broken` every row that is damaged as CSV and cannot be one by a time, id or count; leave doubtful ids out."""
    for batch in batches:
        if any(kind == "ocr_uncertain" for _, kind, _ in batch.noted):
            _leave_ids_out(batch, header)
        damaged = {where: why for where, kind, why in batch.noted if kind in DAMAGED}
        if damaged:
            batch = _without(batch, {where: why for where, why in damaged.items() if _impossible(batch, where, header)})
        yield batch


def _leave_ids_out(batch: Batch, header: Header) -> None:
    """Blank every id that was read from a picture and is in doubt: two searches linked by a misread id would be one."""
    place = header.match.places.get("vendor_id")
    if place is None or place >= len(header.labels):
        return
    label, at = header.labels[place], {where: i for i, where in enumerate(batch.locators)}
    for number, (where, kind, why) in enumerate(batch.noted):
        row = batch.rows[at[where]] if where in at else []
        if kind == "ocr_uncertain" and f"under '{label}' " in why and place < len(row):
            row[place] = ""
            batch.noted[number] = where, kind, why + _LEFT_OUT


def issues(batch: Batch, before: int, labels: tuple[str, ...] = ()) -> list[Issue]:
    """The issues of a batch. before: how many rows of the part were printed above it; labels: a header that is no row, or ()."""
    if not batch.noted:
        return []
    at = next((i for i, row in enumerate(batch.rows) if labels and tuple(row) == labels), len(batch.rows))
    numbers = {where: before + i + (i < at) for i, where in enumerate(batch.locators)}
    found: list[Issue] = []
    for where, note, why in batch.noted:
        kind, column = {
            "quote_in_cell": ("quote_in_cell", ""),
            "escape_unclear": ("escape_unclear", ""),
            "encoding_assumed": ("encoding_assumed", ""),
            "nul_left_out": ("nul_left_out", ""),
            "header_mended": ("header_mended", ""),
            "keys_left_out": ("keys_left_out", ""),
            "last_row_open": ("last_row_open", ""),
            "rows_not_named": ("rows_not_named", ""),
            "ocr_uncertain": ("ocr_uncertain", ""),
        }[note]
        found.append(Issue(numbers.get(where, 0), where, kind, column, "", why))
    return found


def _impossible(batch: Batch, where: str, header: Header) -> bool:
    row = batch.rows[batch.locators.index(where)] if where in batch.locators else []
    return (
        len(row) == header.width
        and tuple(row) != header.labels
        and any(not forms.loose(form).match(row[place]) for place, form in header.typed())
    )


def _without(batch: Batch, damaged: dict[str, str]) -> Batch:
    kept = [at for at, where in enumerate(batch.locators) if where not in damaged]
    return Batch(
        batch.sheet,
        [batch.locators[at] for at in kept],
        [batch.rows[at] for at in kept],
        batch.broken + [(where, f"{why}{_AND}") for where, why in damaged.items()],
        [one for one in batch.noted if one[0] not in damaged],
    )


def odd_cells(columns: list[pa.Array], numbers: list[int], locators: list[str] | pa.Array, header: Header) -> list[Issue]:
    """Rows in use with a count, window or type that cannot be one, or blank where nearly no other row is: an issue each.

    So too a text with an odd number of quotes: two cells in quotes leave one where the delimiter between them is gone.
    Times and ids that cannot be read are told of when they are read. The value is not repeated: it may be a shifted plate.
    """
    found: dict[int, str] = {}
    names = {place: name for name, place in header.match.places.items()}
    typed = dict(header.typed())
    for place, name in names.items():
        if place not in typed and _holds_quote(columns[place]):
            odd = pc.equal(pc.bit_wise_and(pc.count_substring(columns[place], '"'), 1), 1)
            found.update(dict.fromkeys(pc.indices_nonzero(odd).to_pylist(), name))
    for place, form in typed.items():
        off = _off(columns[place], form)
        blank = pc.equal(columns[place], "")
        blanks = pc.sum(blank).as_py() or 0
        if 0 < blanks <= max(1, RARE * len(numbers)) and len(numbers) >= FEW:
            off = pc.or_(off, blank)
        for at in pc.indices_nonzero(off).to_pylist():
            found.setdefault(at, names[place])
    why = dict.fromkeys(found, _FORM)
    for at, name in run_together.found(columns, header).items():
        found.setdefault(at, name)
    told = sorted(found.items())[:MOST]
    issues = [Issue(numbers[at], str(locators[at]), "cell_form", name, "", why.get(at, run_together.WHY)) for at, name in told]
    if len(found) > MOST:
        issues.append(Issue(0, "", "rows_not_named", "", f"{len(found) - MOST} rows", _FORM))
    return issues


def _holds_quote(column: pa.Array) -> bool:
    """Whether there may be a quote in a column at all, by one look at its bytes."""
    text = column.buffers()[2]
    return text is not None and _QUOTE.search(text) is not None


def _off(column: pa.Array, form: str) -> pa.Array:
    """Which cells cannot be of a form. Those of the usual length are taken for windows without a look."""
    if form in ("time", "id", "day", "clock"):
        return pa.array([False] * len(column))
    if form == "window":
        lengths = pc.binary_length(column)
        unusual = pc.invert(pc.or_(pc.equal(lengths, 55), pc.equal(lengths, 58)))
        return pc.and_(unusual, pc.invert(forms.may_be(column, form))) if pc.any(unusual).as_py() else unusual
    if form == "count":
        unusual = pc.invert(pc.utf8_is_decimal(column))
        return pc.and_(unusual, pc.invert(forms.may_be(column, form))) if pc.any(unusual).as_py() else unusual
    coded = pc.dictionary_encode(column)
    return pc.take(pc.invert(forms.may_be(coded.dictionary, form)), coded.indices)
