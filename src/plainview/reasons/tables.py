"""The tables `reasons` (one row a distinct reason as typed) and `purposes` (one row a purpose of one), each read once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from plainview import copies
from plainview.model import Reading
from plainview.reasons import Readers, Row, context, decided, load, read_each
from plainview.reasons.alike import alike_texts
from plainview.reasons.reading import is_local
from plainview.store import Store

_TEXT = (
    "reason_raw", "reason_state", "offense_raw", "case_shape", "search_type", "state", "office",
    "federal_name", "words", "made_by",
)  # fmt: skip
_REASONS = pa.schema(
    [
        ("reason_id", pa.int64()),
        *((name, pa.string()) for name in _TEXT[:7]),
        ("marks", pa.list_(pa.string())),
        *((name, pa.string()) for name in _TEXT[7:]),
        ("n_entries", pa.int64()),
    ]
)
_LOOKED_AT = ("reason_raw", "offense_raw", "reason_state", "state", "office")
_Codes = NDArray[np.int64]
MANY, FIRST = 10_000, 2_000  # rows that are worth a copy of their own; rows read before the work is shared out


def write(store: Store, answers: pa.Table | None = None) -> None:
    """Read every distinct (reason, cell state, offence, shape of the case field, search type, searcher's state and office).

    answers: what people decided about reasons, as `decisions.answers` gives it; those that met one are lent as `answers_met`.
    """
    store.lend("offices", _offices(store))
    found = store.arrow("ingest/distinct_reasons")
    readings, which = read_once({name: found.column(name).combine_chunks() for name in _LOOKED_AT})
    told = pa.table(
        {
            "marks": pa.array([list(one.marks) for one in readings], pa.list_(pa.string())),
            **{name: pa.array([getattr(one, name) for one in readings], pa.string()) for name in _TEXT[7:]},
        }
    ).take(which)
    ids = found.column("reason_id").combine_chunks()
    columns = {"reason_id": ids, "n_entries": found.column("n_entries")}
    columns |= {name: found.column(name) for name in _TEXT[:7]} | {name: told.column(name) for name in told.column_names}
    made = pa.table({item.name: columns[item.name].cast(item.type) for item in _REASONS})
    made, purposes, met = decided.put_in(made, _purposes(readings, which, ids.to_numpy()), answers)
    store.add("reasons", made)
    store.add("purposes", purposes)
    store.lend("answers_met", met)


def _offices(store: Store) -> pa.Table:
    """The agencies whose own words are read in their own way, and which office each is."""
    known = context.load()
    named = [(row["agency_id"], known.office(row["agency_id"], row["canonical"])) for row in store.rows("ingest/agencies_named")]
    found = [(agency_id, office) for agency_id, office in named if office]
    return pa.table({name: pa.array([row[at] for row in found], pa.string()) for at, name in enumerate(("agency_id", "office"))})


def _purposes(readings: list[Reading], which: pa.Array, reason_ids: _Codes) -> pa.Table:
    """One row a purpose of a reason; `which` tells for each reason, in the order of `reason_ids`, which reading is its own."""
    flat = [purpose for one in readings for purpose in one.purposes]
    counts = np.array([len(one.purposes) for one in readings], dtype=np.int64)
    first = np.concatenate(([0], np.cumsum(counts)))[:-1] if len(counts) else counts
    of = which.to_numpy()
    n = counts[of]
    ids = np.repeat(reason_ids, n)
    within = np.arange(len(ids)) - np.repeat(np.cumsum(n) - n, n)
    rows = pa.array(np.repeat(first[of], n) + within)
    told = pa.table(
        {
            "purpose": pa.array([one.id for one in flat], pa.string()),
            **{name: pa.array([getattr(one, name) for one in flat], pa.string()) for name in ("certainty", "words", "made_by")},
        }
    ).take(rows)
    return pa.table({"reason_id": pa.array(ids, pa.int64()), **{name: told.column(name) for name in told.column_names}})


def read_once(columns: dict[str, pa.Array]) -> tuple[list[Reading], pa.Array]:
    """Distinct readings, and for each row which of them is its own. Rows that differ only in what no rule looks at share one.

    No rule looks at the figures of a case number or at the case of letters (so the words of a reading may be in capitals where
    the row's are not), and the searcher's state matters only where a code section is cited or words stand for which a state has a
    rule of its own.
    """
    readers = load()
    states = {state.upper() for state in readers.codes} | {state for rule in readers.terms.rules for state in rule.states}
    reason, reason_texts = _texts(columns["reason_raw"])
    offense, offense_texts = _texts(columns["offense_raw"])
    cell, cells = _coded(columns["reason_state"])
    office, offices = _coded(columns["office"])
    state, state_names = _coded(columns["state"])
    nowhere = len(state_names)
    known = np.array([name in states for name in state_names] + [False])
    state = np.where(known[state], state, nowhere)
    local = _local(reason, reason_texts, state, readers) | _local(offense, offense_texts, state, readers)
    state = np.where(local, state, nowhere)
    key = reason
    for codes, n in (
        (offense, len(offense_texts)),
        (state, nowhere + 1),
        (cell, len(cells)),
        (office, len(offices)),
    ):
        key = key * n + codes
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    rows = [
        (reason_texts[reason[at]], offense_texts[offense[at]], None, None,
         "" if state[at] == nowhere else state_names[state[at]], cells[cell[at]], offices[office[at]])
        for at in first
    ]  # fmt: skip
    readings, codes = _read_side_by_side(rows)
    return readings, pa.array(codes[which.reshape(-1)])


def _coded(column: pa.Array) -> tuple[_Codes, list[str | None]]:
    """Code of each row and the texts that the codes stand for; null is a text of its own."""
    coded = pc.dictionary_encode(column, null_encoding="encode")
    return coded.indices.to_numpy().astype(np.int64), coded.dictionary.to_pylist()


def _texts(column: pa.Array) -> tuple[_Codes, list[str | None]]:
    """Code of each row, and the texts that the codes stand for.

    Texts that differ only in capitals and in the figures of case numbers have one code; the first of them stands for all.
    """
    coded = pc.dictionary_encode(column, null_encoding="encode")
    alike, _ = alike_texts(coded.dictionary)
    same = pc.dictionary_encode(pc.ascii_lower(alike), null_encoding="encode").indices.to_numpy().astype(np.int64)
    _, first = np.unique(same, return_index=True)
    return same[coded.indices.to_numpy()], alike.take(pa.array(first)).to_pylist()


def _local(codes: _Codes, texts: list[str | None], state: _Codes, readers: Readers) -> NDArray[np.bool_]:
    """Of each row whether the searcher's state is told to the reading of its text: where it may matter, and where the text was
    typed in one state only, so that nothing is gained by asking."""
    lowest, highest = np.full(len(texts), np.iinfo(np.int64).max), np.full(len(texts), -1)
    np.minimum.at(lowest, codes, state)
    np.maximum.at(highest, codes, state)
    local = lowest == highest
    for at in np.flatnonzero(~local):
        text = texts[at]
        local[at] = text is not None and (_has_other_digit(text) or is_local(readers, text))
    told: NDArray[np.bool_] = local[codes]
    return told


def _has_other_digit(text: str) -> bool:
    """Whether a text holds a digit of another script, which tidying makes an ordinary one."""
    return not text.isascii() and any(sign.isdigit() for sign in text)


def _read_side_by_side(rows: Sequence[Row]) -> tuple[list[Reading], _Codes]:
    """The distinct readings of some rows, and for each row which of them is its own; many rows are read on all cores.

    Some are read before the work is shared out, so that words and patterns that all rows have are made ready once.
    """
    begin = min(len(rows), FIRST)
    piece = max(-(-(len(rows) - begin) // copies.cores()), MANY)
    pieces = [rows[start : start + piece] for start in range(begin, len(rows), piece)]
    known: dict[Reading, int] = {}
    codes = [np.zeros(0, dtype=np.int64)]
    for readings, of in [_read_apart(rows[:begin]), *copies.side_by_side(_read_apart, pieces)]:
        places = np.array([known.setdefault(one, len(known)) for one in readings], dtype=np.int64)
        codes.append(places[of])
    return list(known), np.concatenate(codes)


def _read_apart(rows: Sequence[Row]) -> tuple[list[Reading], _Codes]:
    """The distinct readings of some rows in the order met, and for each row which of them is its own."""
    known: dict[Reading, int] = {}
    of = np.fromiter((known.setdefault(reading, len(known)) for reading in read_each(rows)), dtype=np.int64, count=len(rows))
    return list(known), of
