"""Reading each distinct text once gives what reading every row would."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from plainview import reasons
from plainview.reasons import tables
from plainview.reasons.alike import alike_texts

WORDS = [
    "stolen", "459 PC", "ICE detainer", "DHS", "case", "25-0012345", "2026001234", "664187", "10851", "investigation",
    "HSI crash",
        "245(a)(2)", "812.014", "5551234567", "unit 12", "hit and run", "26-003089", "FAKE0001234", "DHS removal",
    "2025-0487", "26-308", "1.2025-0487", "case 2026-123", "٣ suspects", "ＩＣＥ", "2019-459 PC", "PC", "vc", "20-138.1",
]  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.none()
rows = st.lists(
    st.tuples(texts, texts, st.sampled_from(["CA", "FL", "OH", "", "KS"]), st.sampled_from(["value", "masked"])), max_size=12
)


@given(rows=rows)
def test_reading_once_equals_reading_each(rows: list[tuple[str | None, str | None, str, str]]) -> None:
    columns = {
        "reason_raw": [row[0] for row in rows],
        "offense_raw": [row[1] for row in rows],
        "state": [row[2] for row in rows],
        "reason_state": [row[3] for row in rows],
    }
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    each = [reasons.read(row[0], row[1], None, None, row[2], row[3]) for row in rows]
    readings, which = tables._read_once(arrays)
    assert [readings[at] for at in which.to_pylist()] == each


def test_many_rows_are_read_side_by_side_in_order() -> None:
    texts = [f"burglary {number} of the corner shop" for number in range(tables.MANY + 10)]
    rows = [(text, None, None, None, "", "value") for text in texts]
    read = tables._read_side_by_side(rows)
    assert len(read) == len(rows)
    assert {one.purposes[0].id for one in read} == {"burglary"}


def test_each_reason_gets_the_purposes_of_its_own_reading() -> None:
    rows = pa.array(["theft and burglary", "hello", "theft and burglary", "homicide"], pa.string())
    same = pa.array(["value"] * 4, pa.string())
    columns = {"reason_raw": rows, "offense_raw": pa.nulls(4, pa.string()), "reason_state": same, "state": pa.array([""] * 4)}
    readings, which = tables._read_once(columns)
    flat = tables._purposes(readings, which).to_pylist()
    expected = [
        (number, purpose.id)
        for number, text in enumerate(rows.to_pylist(), 1)
        for purpose in reasons.read(text, None, None, None, "").purposes
    ]
    assert [(row["reason_id"], row["purpose"]) for row in flat] == expected


CASE_NUMBER = re.compile(r"(?<![0-9])[0-9]{7,}|(?<=[0-9]{2}-)[0-9]{5,}|(?<=(?<![0-9.])20[0-9]{2}-)[0-9]{3,}\Z")


@given(st.lists(st.text(alphabet="0259-.a é", max_size=14) | st.none(), max_size=8))
def test_case_numbers_are_made_equal_as_the_pattern_says(texts: list[str | None]) -> None:
    alike, has_figure = alike_texts(pa.array(texts, pa.string()))
    expected = [None if text is None else CASE_NUMBER.sub(lambda found: "5" * len(found.group()), text) for text in texts]
    assert alike.to_pylist() == expected
    assert has_figure.tolist() == [text is not None and any(sign in "0123456789" for sign in text) for text in texts]
