"""The tables `reasons` (one row a distinct reason as typed) and `purposes` (one row a purpose of one), each read once."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pyarrow as pa

from plainview.model import Reading
from plainview.reasons import load, read_many
from plainview.reasons.text import tidy
from plainview.store import Store

_TEXT = (
    "reason_raw", "reason_state", "offense_raw", "case_shape", "search_type", "state", "federal_name", "words", "made_by",
)  # fmt: skip
_REASONS = pa.schema(
    [
        ("reason_id", pa.int64()),
        *((name, pa.string()) for name in _TEXT[:6]),
        ("marks", pa.list_(pa.string())),
        *((name, pa.string()) for name in _TEXT[6:]),
        ("n_entries", pa.int64()),
    ]
)
_Row = tuple[str | None, str | None, str | None, str | None, str | None, str]
MANY, PIECE = 50_000, 20_000
_CASE_NUMBER = re.compile(r"(?<![0-9])[0-9]{7,}|(?<=[0-9]{2}-)[0-9]{5,}")

_PURPOSES = pa.schema(
    [("reason_id", pa.int64()), *((name, pa.string()) for name in ("purpose", "certainty", "words", "made_by"))]
)


def write(store: Store) -> None:
    """Read every distinct (reason, state of the cell, offence, shape of the case field, search type, searcher's state)."""
    found = store.arrow("ingest/distinct_reasons")
    columns = {name: found.column(name).to_pylist() for name in (*_TEXT[:6], "n_entries")}
    readings = _read_once(columns)
    ids = list(range(1, found.num_rows + 1))
    arrays = {
        "reason_id": ids,
        **{name: columns[name] for name in _TEXT[:6]},
        "marks": [list(one.marks) for one in readings],
        "federal_name": [one.federal_name for one in readings],
        "words": [one.words for one in readings],
        "made_by": [one.made_by for one in readings],
        "n_entries": columns["n_entries"],
    }
    store.add("reasons", pa.table({item.name: pa.array(arrays[item.name], item.type) for item in _REASONS}))
    flat = [(number, purpose) for number, one in zip(ids, readings, strict=True) for purpose in one.purposes]
    rows = {
        "reason_id": [number for number, _ in flat],
        "purpose": [purpose.id for _, purpose in flat],
        "certainty": [purpose.certainty for _, purpose in flat],
        "words": [purpose.words for _, purpose in flat],
        "made_by": [purpose.made_by for _, purpose in flat],
    }
    store.add("purposes", pa.table({item.name: pa.array(rows[item.name], item.type) for item in _PURPOSES}))


def _read_once(columns: dict[str, list[Any]]) -> list[Reading]:
    """Readings in the order of the columns; rows that differ only in what no rule looks at are read once.

    No rule looks at the figures of a case number, and the searcher's state matters only where there are figures (a code
    section) or words for which a state has a rule of its own.
    """
    readers = load()
    states = {state.upper() for state in readers.codes} | {state for rule in readers.terms.rules for state in rule.states}
    alike: dict[str | None, str | None] = {None: None}
    local: dict[str | None, bool] = {None: False}
    for text in {*columns["reason_raw"], *columns["offense_raw"]} - {None}:
        alike[text] = _alike(text)
        local[text] = any(sign.isdigit() for sign in text) or readers.terms.is_local(tidy(text).encode())
    keys = []
    looked_at = (columns[name] for name in ("reason_raw", "offense_raw", "reason_state", "state"))
    for reason, offense, cell, state in zip(*looked_at, strict=True):
        where = state if state in states and (local[reason] or local[offense]) else ""
        keys.append((alike[reason], alike[offense], None, None, where, cell))
    distinct = list(dict.fromkeys(keys))
    known = dict(zip(distinct, _read_side_by_side(distinct), strict=True))
    return [known[key] for key in keys]


def _alike(text: str) -> str:
    """The text with the figures of case numbers made equal. Shorter numbers may be code sections and stay."""
    return _CASE_NUMBER.sub(lambda found: "5" * len(found.group()), text)


def _read_side_by_side(rows: Sequence[_Row]) -> list[Reading]:
    """Readings of distinct rows, in order; many of them on all cores."""
    if len(rows) < MANY:
        return read_many(rows)
    pieces = [rows[start : start + PIECE] for start in range(0, len(rows), PIECE)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as readers:
        return [reading for piece in readers.map(read_many, pieces) for reading in piece]
