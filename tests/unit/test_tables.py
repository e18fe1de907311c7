"""Rows under a header: the quick way and the careful way give the same tables, and every printed row is told of once."""

from __future__ import annotations

import csv as plain
import io
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from plainview import layout
from plainview.ingest import cells, tables
from plainview.ingest.aside import MOST_NAMED
from plainview.model import Batch
from plainview.parts import PartWriter
from plainview.read import csv, csv_columns
from plainview.split import Span, spans
from plainview.states import cell_state

AUDIT = ("ID", "Org Name", "Total Networks Searched", "License Plate", "Reason", "Search Time", "Search Type", "Remark")
SHARED = ("Organization Name", "Networks Shared With Me", "Networks I'm Sharing")
EVENTS = ("Timestamp", "User", "Event Type", "Entity Type", "Entity Details", "Event Id")
KEY = bytes(range(32))
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

cell = st.one_of(
    st.sampled_from(["", " ", "***", "REDACTED", "n/a", "ABC1234", "a,b", "two\nlines", 'quo"ted', "7", "é", "Reason"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=6),
)


def header_of(labels: tuple[str, ...]) -> tables.Header:
    match = layout.match(list(labels))
    assert match is not None
    return tables.Header(labels, match)


def written(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {path.stem.split("-")[0]: pq.read_table(path).to_pylist() for path in sorted(folder.glob("*.parquet"))}


def told(counts: tables.Counts) -> tuple[Any, ...]:
    return counts.rows, counts.used, counts.quarantined, counts.skipped, counts.unknown_filled


def by_rows(path: Path, labels: tuple[str, ...], out: Path, batch: int = 50_000) -> tuple[tables.Counts, dict[str, Any]]:
    out.mkdir()
    writer = PartWriter(out, "b", 0)
    batches = csv.read(path, ",", Span(0, path.stat().st_size, 1, proven=False), batch=batch)
    counts = tables.read_rows(batches, header_of(labels), ",", KEY, writer, has_header=True)
    writer.close()
    return counts, written(out)


def text_of(labels: tuple[str, ...], rows: list[list[str]]) -> str:
    out = io.StringIO()
    plain.writer(out, lineterminator="\n").writerows([list(labels), *rows])
    return out.getvalue()


@pytest.mark.parametrize("labels", [AUDIT, SHARED, EVENTS], ids=["audit", "shared", "events"])
@given(data=st.data())
@QUICK
def test_columns_and_rows_give_the_same_tables(labels: tuple[str, ...], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(cell, min_size=len(labels), max_size=len(labels)), max_size=8))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "log.csv"
        path.write_text(text_of(labels, rows), encoding="utf-8", newline="")
        (span,) = spans(path, ",")
        columns = csv_columns.read(path, ",", span, len(labels))
        assume(columns is not None)
        assert columns is not None
        (Path(name) / "quick").mkdir()
        writer = PartWriter(Path(name) / "quick", "b", 0)
        quick = tables.read_columns(columns, header_of(labels), ",", KEY, writer, first=True)
        writer.close()
        assume(quick is not None)
        assert quick is not None
        careful, found = by_rows(path, labels, Path(name) / "careful")
        assert told(quick) == told(careful)
        assert written(Path(name) / "quick") == found
        assert quick.searchers == careful.searchers or len(quick.searchers) >= MOST_NAMED <= len(careful.searchers)


messy = st.lists(
    st.one_of(
        st.lists(cell, max_size=10),
        st.just(list(AUDIT)),
        st.just([""] * len(AUDIT)),
        st.just([]),
        st.lists(cell, min_size=len(AUDIT), max_size=len(AUDIT)),
    ),
    max_size=12,
)


@given(rows=messy, above=st.lists(st.lists(cell, max_size=3), max_size=3), batch=st.integers(1, 5), stray=st.integers(-1, 12))
@QUICK
def test_every_printed_row_is_used_or_set_aside_exactly_once(
    rows: list[list[str]], above: list[list[str]], batch: int, stray: int
) -> None:
    lines = text_of(AUDIT, rows).split("\n")
    if 0 <= stray < len(lines):
        lines[stray] += '"'
    out = io.StringIO()
    plain.writer(out, lineterminator="\n").writerows(above)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "log.csv"
        path.write_text(out.getvalue() + "\n".join(lines), encoding="utf-8", newline="")
        counts, found = by_rows(path, AUDIT, Path(name) / "out", batch)
        used = [row["row_in_part"] for row in found.get("entries", [])]
        aside = [row["row_in_part"] for row in found.get("set_aside", [])]
        assert sorted(used + aside) == list(range(1, counts.rows + 1))
        assert (counts.used, counts.quarantined + counts.skipped) == (len(used), len(aside))
        assert counts.quarantined == sum(row["fate"] == "quarantined" for row in found.get("set_aside", []))
        assert all(row["name"] and row["why"] for row in found.get("set_aside", []))


def test_rows_in_bad_order_keep_their_place_in_print(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path, "b", 0)
    row = ["1", "Alder Falls", "3", "", "theft", "09/01/2025, 12:00:00 PM UTC", "search", ""]
    rows = [["made", "on"], list(AUDIT), row, ["", *[" "] * 7], row[:-1], list(AUDIT), row]
    batch = Batch("", [f"line {number}" for number in range(1, 8)], rows)
    counts = tables.read_rows(iter([batch]), header_of(AUDIT), ",", None, writer, has_header=True)
    writer.close()
    found = written(tmp_path)
    assert told(counts)[:4] == (6, 2, 1, 3)
    assert [(row["row_in_part"], row["locator"]) for row in found["entries"]] == [(2, "line 3"), (6, "line 7")]
    assert [(row["row_in_part"], row["locator"], row["name"]) for row in found["set_aside"]] == [
        (1, "line 1", "above_header"),
        (3, "line 4", "blank_row"),
        (4, "line 5", "cell_count"),
        (5, "line 6", "header_repeated"),
    ]


def test_a_row_swallowed_by_a_stray_quote_is_not_used(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path, "b", 0)
    row = ["1", "Alder Falls", "3", "", "theft\n2,Port Wren,3,,theft,x,search,", "x", "search", ""]
    counts = tables.read_rows(iter([Batch("", ["line 1"], [row])]), header_of(AUDIT), ",", None, writer, has_header=False)
    assert told(counts)[:4] == (1, 0, 1, 0)


def test_plates_and_accounts_never_reach_a_part(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text_of(AUDIT, [["1", "Alder Falls", "3", "ABC1234", "theft", "x", "search", ""]]))
    _, found = by_rows(path, AUDIT, tmp_path / "out")
    (entry,) = found["entries"]
    assert entry["plate_token"].startswith("p_")
    assert entry["plate_state"] == "value"
    assert "ABC1234" not in repr(found)


@given(st.lists(st.text("*#█ xX-.n/aREDACTED[](),1å", max_size=12), min_size=1, max_size=20))
def test_states_by_column_are_the_states_cell_by_cell(texts: list[str]) -> None:
    assert cells.states(pa.array(texts, pa.string())) == [cell_state(text) for text in texts]


def test_a_further_sheet_with_another_header_is_never_read_under_the_first(tmp_path: Path) -> None:
    """Same width, other meaning: its rows are set aside, while a sheet that repeats the header is read on."""
    head = ["Org Name", "Total Networks Searched", "Reason", "Search Time"]
    other = ["Reason", "Count", "Share", "Note"]
    sheets = {
        "one": [head, ["a", "1", "theft", "x"]],
        "pivot": [other, ["theft", "1", "100", ""]],
        "two": [head, ["b", "2", "arson", "y"]],
    }
    batches = [Batch(name, [f"sheet {name} row {n}" for n in range(len(rows))], rows) for name, rows in sheets.items()]
    match = layout.match(head)
    assert match is not None
    writer = PartWriter(tmp_path, "0" * 16, 0)
    counts = tables.read_rows(iter(batches), tables.Header(tuple(head), match), ",", None, writer, has_header=True)
    writer.close()
    entries = pq.read_table(tmp_path / "entries-00000.parquet").to_pylist()
    aside = pq.read_table(tmp_path / "set_aside-00000.parquet").to_pylist()
    assert [row["searcher_raw"] for row in entries] == ["a", "b"]
    assert [(row["locator"], row["name"]) for row in aside] == [
        ("sheet pivot row 0", "other_sheet"),
        ("sheet pivot row 1", "other_sheet"),
    ]
    assert counts.rows == counts.used + counts.quarantined + counts.skipped == 4
