"""Reading each distinct text once gives what reading every row would."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from plainview import reasons
from plainview.model import Reading
from plainview.reasons import tables
from plainview.reasons.alike import alike_texts
from plainview.store import Store

WORDS = [
    "stolen", "459 PC", "ICE detainer", "DHS", "case", "25-0012345", "2026001234", "664187", "10851", "investigation",
    "HSI crash", "hsi CRASH", "Stolen", "warrents", "imigration", "took it and left the lot", "Nick",
        "245(a)(2)", "812.014", "5551234567", "unit 12", "hit and run", "26-003089", "FAKE0001234", "DHS removal",
    "2025-0487", "26-308", "1.2025-0487", "case 2026-123", "٣ suspects", "ＩＣＥ", "2019-459 PC", "PC", "vc", "20-138.1",
    "4dhs", "case 25-000757",
]  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.none()
rows = st.lists(
    st.tuples(
        texts,
        texts,
        st.sampled_from(["CA", "FL", "OH", "", "KS"]),
        st.sampled_from(["value", "masked"]),
        st.sampled_from(["", "drugs"]),
    ),
    max_size=12,
)


def _small(reading: Reading) -> Reading:
    """The reading with its words in small letters: rows that differ in capitals share one."""
    purposes = tuple(replace(purpose, words=purpose.words.lower()) for purpose in reading.purposes)
    return replace(reading, purposes=purposes, words=reading.words.lower())


@given(rows=rows)
def test_reading_once_equals_reading_each(rows: list[tuple[str | None, str | None, str, str, str]]) -> None:
    columns = {
        "reason_raw": [row[0] for row in rows],
        "offense_raw": [row[1] for row in rows],
        "state": [row[2] for row in rows],
        "reason_state": [row[3] for row in rows],
        "office": [row[4] for row in rows],
    }
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    each = [reasons.read(row[0], row[1], None, None, row[2], row[3], row[4]) for row in rows]
    readings, which = tables.read_once(arrays)
    assert [_small(readings[at]) for at in which.to_pylist()] == [_small(one) for one in each]


def test_many_rows_are_read_side_by_side_in_order() -> None:
    texts = [f"burglary {number} of the corner shop" for number in range(tables.MANY + 10)]
    rows = [(text, None, None, None, "", "value", "") for text in texts]
    read, of = tables._read_side_by_side(rows)
    assert len(of) == len(rows)
    assert {one.purposes[0].id for one in read} == {"burglary"}


def test_each_reason_gets_the_purposes_of_its_own_reading() -> None:
    rows = pa.array(["theft and burglary", "hello", "theft and burglary", "homicide"], pa.string())
    same = pa.array(["value"] * 4, pa.string())
    columns = {
        "reason_raw": rows,
        "offense_raw": pa.nulls(4, pa.string()),
        "reason_state": same,
        "state": pa.array([""] * 4),
        "office": pa.array([""] * 4),
    }
    readings, which = tables.read_once(columns)
    flat = tables._purposes(readings, which, np.array([7, 3, 11, 5])).to_pylist()
    expected = [
        (number, purpose.id)
        for number, text in zip((7, 3, 11, 5), rows.to_pylist(), strict=True)
        for purpose in reasons.read(text, None, None, None, "").purposes
    ]
    assert [(row["reason_id"], row["purpose"]) for row in flat] == expected


def test_the_id_of_a_reason_depends_on_itself_alone(tmp_path: Path) -> None:
    row = ("theft", "value", None, "9", "search", "Alder PD")
    others = [
        ("", "value", "theft", "9", "search", "Alder PD"), ("theft", "value", "", "9", "search", "Alder PD"),
        ("theft", "value", None, None, "search", "Alder PD"), ("theft", "masked", None, "9", "search", "Alder PD"),
        ("theft", "value", None, "9", "lookup", "Alder PD"), ("theft", "value", None, "9", "search", "Wren PD"),
    ]  # fmt: skip
    names = ("reason_raw", "reason_state", "offense_raw", "case_shape", "search_type", "searcher_raw")
    found: list[dict[tuple[str | None, ...], int]] = []
    for rows in ([row], [*others * 3, row]):
        opened = Store(tmp_path, tmp_path / "tmp")
        opened.lend("typed", pa.Table.from_pylist([dict(zip(names, one, strict=True)) for one in rows]))
        opened.lend(
            "agency_names", pa.table({"name_raw": ["Alder PD", "Wren PD"], "agency_id": ["oh-alder-police", "ca-wren-police"]})
        )
        opened.lend("agencies", pa.table({"agency_id": ["oh-alder-police", "ca-wren-police"], "state": ["OH", "CA"]}))
        opened.lend("offices", pa.table({"agency_id": ["ca-wren-police"], "office": ["drugs"]}))
        told = opened.rows("ingest/distinct_reasons")
        found.append({tuple(one[name] for name in (*names[:5], "state")): one["reason_id"] for one in told})
        opened.close()
    key = (*row[:5], "OH")
    assert found[0][key] == found[1][key] > 0
    assert len(set(found[1].values())) == 7


CASE_NUMBER = re.compile(r"(?<![0-9])[0-9]{7,}|(?<=[0-9]{2}-)[0-9]{5,}|(?<=(?<![0-9.])20[0-9]{2}-)[0-9]{3,}\Z")


@given(st.lists(st.text(alphabet="0259-.a é", max_size=14) | st.none(), max_size=8))
def test_case_numbers_are_made_equal_as_the_pattern_says(texts: list[str | None]) -> None:
    alike, has_figure = alike_texts(pa.array(texts, pa.string()))
    expected = [None if text is None else CASE_NUMBER.sub(lambda found: "5" * len(found.group()), text) for text in texts]
    assert alike.to_pylist() == expected
    assert has_figure.tolist() == [text is not None and any(sign in "0123456789" for sign in text) for text in texts]
