"""Rows under a header: which are the header, which are data, and each data row's cells under our columns' names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from plainview.ingest import events
from plainview.layout import Match
from plainview.model import Batch
from plainview.parts import PartWriter
from plainview.read.csv_columns import Columns
from plainview.read.pdf_table import FURNITURE
from plainview.states import cell_state
from plainview.tokens import tokeniser

_STATED = {"reason_raw": "reason_state", "case_raw": "case_state"}
_TOKENS = {"account_raw": "account", "plate_raw": "plate"}
MAY_HOLD_PLATES = ("filters_raw", "prompt_raw")
SLICE = 100_000
# What any state but `value` shows: an old marker, the word redacted, no letter or figure, or a short word without figures.
_MAY_BE_MARKED = r"(?i)redact|[*#█■▇▒░]|^[^a-z0-9]*$|^\s*[^0-9]{1,12}\s*$|^\s*x+\s*$"


@dataclass(slots=True)
class Counts:
    """Row accounting of one part: rows = used + quarantined + skipped."""

    rows: int = 0
    used: int = 0
    quarantined: int = 0
    skipped: int = 0
    searchers: set[str] = field(default_factory=set)
    unknown_filled: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """The header as printed, where it stands, and the layout it matches."""

    labels: tuple[str, ...]
    match: Match


def read_columns(
    found: Columns, header: Header, delimiter: str, key: bytes | None, writer: PartWriter, first: bool
) -> Counts | None:
    """Write a span that was read as columns; None if any row of it may have to be set aside: then read it row by row.

    first: the span begins the file, so that the header must be its first row.
    """
    columns, locators = found.columns, found.locators()
    if first:
        if tuple(column[0].as_py() for column in columns) != header.labels:
            return None
        columns, locators = [column[1:] for column in columns], locators[1:]
    if _doubtful(columns, header, delimiter):
        return None
    counts = Counts()
    for start in range(0, len(locators), SLICE):
        piece = [column[start : start + SLICE] for column in columns]
        numbers = _next(counts, len(piece[0]))
        _write(piece, numbers, locators[start : start + SLICE], header, key, writer, counts)
    return counts


def read_rows(
    batches: Iterator[Batch], header: Header, delimiter: str, key: bytes | None, writer: PartWriter, has_header: bool
) -> Counts:
    """Write every printed row of a part under our columns, or set it aside with the reason. Returns the accounting.

    has_header: the part begins above the header row (rows before it are skipped by name).
    """
    counts = Counts()
    waiting, sheet, foreign = has_header, "", False
    for number, batch in enumerate(batches):
        rows, locators = batch.rows, batch.locators
        if number and batch.sheet != sheet:
            waiting, foreign = True, _header_at(rows, header) is None
        sheet = batch.sheet
        if foreign:
            aside = [_other_sheet(row, locator) for row, locator in zip(rows, locators, strict=True)]
            _set_aside(writer, counts, _next(counts, len(aside)), aside)
            rows = []
        elif waiting:
            at = _header_at(rows, header)
            above = locators if at is None else locators[:at]
            aside = [_Aside(locator, "skipped", "above_header", "stands above the header") for locator in above]
            _set_aside(writer, counts, _next(counts, len(aside)), aside)
            rows, locators = ([], []) if at is None else (rows[at + 1 :], locators[at + 1 :])
            waiting = at is None
        if rows:
            _take(rows, locators, header, delimiter, key, writer, counts)
        broken = [_broken(locator, why) for locator, why in batch.broken]
        _set_aside(writer, counts, _next(counts, len(broken)), broken)
    return counts


def _header_at(rows: list[list[str]], header: Header) -> int | None:
    return next((i for i, row in enumerate(rows) if tuple(row) == header.labels), None)


@dataclass(frozen=True, slots=True)
class _Aside:
    locator: str
    fate: str
    name: str
    why: str


def _other_sheet(row: list[str], locator: str) -> _Aside:
    """A row of a further sheet that has another header: never read under the first sheet's labels."""
    if not any(cell.strip() for cell in row):
        return _Aside(locator, "skipped", "blank_row", "the row is blank")
    return _Aside(locator, "quarantined", "other_sheet", "the sheet does not have the header of the first one")


def _broken(locator: str, why: str) -> _Aside:
    """A row that the reader could not make out; a page's own header and footer are passed over by name."""
    if why == FURNITURE:
        return _Aside(locator, "skipped", "page_furniture", why)
    return _Aside(locator, "quarantined", "broken", why)


def _next(counts: Counts, n: int) -> list[int]:
    """Numbers of the next n printed rows."""
    numbers = list(range(counts.rows + 1, counts.rows + n + 1))
    counts.rows += n
    return numbers


def _take(
    rows: list[list[str]],
    locators: list[str],
    header: Header,
    delimiter: str,
    key: bytes | None,
    writer: PartWriter,
    counts: Counts,
) -> None:
    """Write a batch of rows; those that cannot be used are set aside under the number they have in print."""
    numbers = _next(counts, len(rows))
    columns = _columns(rows, header, delimiter)
    if columns is None:
        fates = [_fate(row, header, delimiter) for row in rows]
        aside = [i for i, fate in enumerate(fates) if fate]
        kept = [i for i, fate in enumerate(fates) if not fate]
        told = [_Aside(locators[i], *fate) for i in aside if (fate := fates[i])]
        _set_aside(writer, counts, [numbers[i] for i in aside], told)
        numbers, locators = [numbers[i] for i in kept], [locators[i] for i in kept]
        columns = [pa.array(column, pa.string()) for column in zip(*(rows[i] for i in kept), strict=True)]
    if numbers:
        _write(columns, numbers, locators, header, key, writer, counts)


def _columns(rows: list[list[str]], header: Header, delimiter: str) -> list[pa.Array] | None:
    """The rows as columns, or None if one of them may have to be set aside and each must be looked at."""
    if set(map(len, rows)) != {len(header.labels)}:
        return None
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return None if _doubtful(columns, header, delimiter) else columns


def _doubtful(columns: list[pa.Array], header: Header, delimiter: str) -> bool:
    """Whether any row may be the header again, blank, or several rows swallowed by a stray quote."""
    n = len(header.labels)
    if pc.any(pc.equal(columns[0], header.labels[0])).as_py():
        return True
    if any((pc.max(pc.count_substring(column, delimiter)).as_py() or 0) >= n - 1 for column in columns):
        return True
    blank = pc.equal(pc.utf8_trim_whitespace(columns[0]), "")
    for column in columns[1:]:
        if not pc.any(blank).as_py():
            return False
        blank = pc.and_(blank, pc.equal(pc.utf8_trim_whitespace(column), ""))
    return bool(pc.any(blank).as_py())


def _fate(row: list[str], header: Header, delimiter: str) -> tuple[str, str, str] | None:
    """Why a row is set aside: (fate, name, why); None if it can be used."""
    if not any(cell.strip() for cell in row):
        return "skipped", "blank_row", "the row is blank"
    if tuple(row) == header.labels:
        return "skipped", "header_repeated", "the header is printed again"
    n = len(header.labels)
    if len(row) != n:
        return "quarantined", "cell_count", f"has {len(row)} cells where the header has {n}"
    if _swallowed(row, header, delimiter):
        return "quarantined", "swallowed", "one cell holds whole rows: a quote was opened or closed in the wrong place"
    return None


def _swallowed(row: list[str], header: Header, delimiter: str) -> bool:
    """A cell with a line in it that has as many delimiters as a row is most likely rows joined by a stray quote."""
    own_lines = header.match.places.get("details_raw")
    return any(
        "\n" in cell and any(line.count(delimiter) >= len(row) - 1 for line in cell.split("\n"))
        for at, cell in enumerate(row)
        if at != own_lines
    )


def _set_aside(writer: PartWriter, counts: Counts, numbers: list[int], rows: list[_Aside]) -> None:
    columns = {name: [getattr(row, name) for row in rows] for name in ("fate", "name", "why")}
    writer.write("set_aside", numbers, [row.locator for row in rows], dict(columns))
    quarantined = columns["fate"].count("quarantined")
    counts.quarantined += quarantined
    counts.skipped += len(rows) - quarantined


def _write(
    columns: list[pa.Array],
    numbers: list[int],
    locators: list[str] | pa.Array,
    header: Header,
    key: bytes | None,
    writer: PartWriter,
    counts: Counts,
) -> None:
    n = len(numbers)
    counts.used += n
    for position, label in header.match.unknown:
        filled = n - (pc.sum(pc.equal(columns[position], "")).as_py() or 0)
        counts.unknown_filled[label] = counts.unknown_filled.get(label, 0) + filled
    cells = {name: columns[position] for name, position in header.match.places.items()}
    table = header.match.layout.table
    if table == "entries":
        writer.write(table, numbers, locators, _entry_columns(cells, key, counts))
    elif table == "events":
        writer.write(table, numbers, locators, _event_columns(cells, key))
    elif table == "share_rows":
        _write_shares(cells, numbers, locators, writer)


def _entry_columns(cells: dict[str, pa.Array], key: bytes | None, counts: Counts) -> dict[str, object]:
    out: dict[str, object] = {}
    for name, column in cells.items():
        if name in _TOKENS:
            kind = _TOKENS[name]
            out[f"{kind}_token"], out[f"{kind}_state"] = _tokens(column, tokeniser(key, kind))
        elif name in _STATED:
            coded = pc.dictionary_encode(column)
            out[name] = column
            out[_STATED[name]] = pc.take(pa.array(_states(coded.dictionary), pa.string()), coded.indices)
        elif name == "vendor_id":
            out[name] = pc.ascii_lower(pc.ascii_trim_whitespace(column))
        elif name in MAY_HOLD_PLATES:
            out[name] = _each(column, events.without_plates)
        else:
            out[name] = column
    if "searcher_raw" in cells and len(counts.searchers) < 2:
        counts.searchers.update(text.strip() for text in pc.unique(cells["searcher_raw"]).to_pylist())
    return out


def _each(column: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    """Apply a function once per distinct text."""
    coded = pc.dictionary_encode(column)
    read = pa.array([function(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pc.take(read, coded.indices)


def _states(texts: pa.Array) -> list[str]:
    """Cell states of distinct texts: most are values by their look alone, and only the others are looked at one by one."""
    states: list[str] = ["value"] * len(texts)
    for at in pc.indices_nonzero(pc.match_substring_regex(texts, _MAY_BE_MARKED)).to_pylist():
        states[at] = cell_state(texts[at].as_py())
    return states


def _tokens(column: pa.Array, token: Callable[[str], str | None]) -> tuple[pa.Array, pa.Array]:
    coded = pc.dictionary_encode(column)
    texts = coded.dictionary.to_pylist()
    states = _states(coded.dictionary)
    tokens = [token(text) if state == "value" else None for text, state in zip(texts, states, strict=True)]
    return (
        pc.take(pa.array(tokens, pa.string()), coded.indices),
        pc.take(pa.array(states, pa.string()), coded.indices),
    )


def _event_columns(cells: dict[str, pa.Array], key: bytes | None) -> dict[str, object]:
    plate, account = tokeniser(key, "plate"), tokeniser(key, "account")
    out: dict[str, object] = {name: cells.get(name) for name in ("event_at_raw", "event_type", "entity_type", "event_id")}
    out["details_json"] = _each(
        cells["details_raw"],
        lambda text: json.dumps(events.shareable(events.parse_details(text), plate, account), ensure_ascii=False),
    )
    if "user_raw" in cells:
        out["user_token"] = _tokens(cells["user_raw"], account)[0]
    return out


def _write_shares(cells: dict[str, pa.Array], numbers: list[int], locators: list[str] | pa.Array, writer: PartWriter) -> None:
    """One line names a partner and the networks shared either way; "" stands for the custodian until it is known."""
    for direction in ("inbound", "outbound"):
        networks = cells[f"{direction}_raw"].to_pylist()
        filled = [i for i, text in enumerate(networks) if text.strip()]
        partners = [cells["partner_raw"][i].as_py().strip() for i in filled]
        custodian = [""] * len(filled)
        writer.write(
            "share_rows",
            [numbers[i] for i in filled],
            [str(locators[i]) for i in filled],
            {
                "from_raw": partners if direction == "inbound" else custodian,
                "to_raw": custodian if direction == "inbound" else partners,
                "listed_raw": [networks[i].strip() for i in filled],
                "direction": [direction] * len(filled),
                "flags": [""] * len(filled),
            },
        )
