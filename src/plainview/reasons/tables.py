"""The tables `reasons` (one row a distinct reason as typed) and `purposes` (one row a purpose of one), each read once."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pyarrow as pa

from plainview.model import Reading
from plainview.reasons import load, read_many
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
    """Readings in the order of the columns; rows that differ only in what no rule looks at are read once."""
    looked_at = [columns[name] for name in ("reason_raw", "offense_raw", "reason_state")]
    readers = load()
    local = {state.upper() for state in readers.codes} | {state for rule in readers.terms.rules for state in rule.states}
    states = [state if state in local else "" for state in columns["state"]]
    keys = list(zip(*looked_at, states, strict=True))
    distinct = list(dict.fromkeys(keys))
    read = _read_side_by_side([(reason, offense, None, None, state, cell) for reason, offense, cell, state in distinct])
    known = dict(zip(distinct, read, strict=True))
    return [known[key] for key in keys]


def _read_side_by_side(rows: list[_Row]) -> list[Reading]:
    """Readings of distinct rows, in order; many of them on all cores."""
    if len(rows) < MANY:
        return read_many(rows)
    pieces = [rows[start : start + PIECE] for start in range(0, len(rows), PIECE)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as readers:
        return [reading for piece in readers.map(read_many, pieces) for reading in piece]
