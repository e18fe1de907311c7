"""CSV is read strictly: every record comes out whole, or is set aside with its line; none is shifted or swallowed."""

from __future__ import annotations

import csv as plain
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.model import Batch
from plainview.read import csv, csv_columns
from plainview.split import spans


def read(path: Path, size: int = 1 << 20) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
    batches: list[Batch] = []
    for span in spans(path, ",", size):
        batches += csv.read(path, ",", span)
    rows = [row for batch in batches for row in batch.rows]
    locators = [locator for batch in batches for locator in batch.locators]
    return rows, locators, [one for batch in batches for one in batch.broken]


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "log.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_rows_keep_the_line_they_are_printed_on(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,"two\nlines"\n3,4\n')
    rows, locators, broken = read(path)
    assert rows == [["a", "b"], ["1", "two\nlines"], ["3", "4"]]
    assert locators == ["line 1", "line 2", "line 4"]
    assert broken == []


def test_a_quote_never_closed_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,"open\n3,4\n5,6\n')
    rows, locators, broken = read(path)
    assert rows == [["a", "b"], ["3", "4"], ["5", "6"]]
    assert locators == ["line 1", "line 3", "line 4"]
    assert broken == [("line 2", "a quote opened in this row is never closed")]


def test_a_quote_closed_too_early_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n"x"y,2\n3,4\n')
    rows, _, broken = read(path)
    assert rows == [["a", "b"], ["3", "4"]]
    assert [where for where, _ in broken] == ["line 2"]


def test_bytes_that_are_not_utf8_are_read_as_windows_1252(tmp_path: Path) -> None:
    path = write(tmp_path, b"a,b\ncaf\xe9,\x93x\x94\n")
    rows, _, _ = read(path)
    assert rows[1] == ["caf\u00e9", "\u201cx\u201d"]


def test_byte_order_mark_is_no_part_of_the_first_label(tmp_path: Path) -> None:
    rows, _, _ = read(write(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n"))
    assert rows[0] == ["a", "b"]


cells = st.text(alphabet='ab",\n\r x', max_size=8)
tables = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=30))


@given(table=tables, size=st.integers(5, 200), quoting=st.sampled_from([plain.QUOTE_MINIMAL, plain.QUOTE_ALL]))
def test_any_table_is_read_back_however_it_is_cut(
    tmp_path_factory: object, table: list[list[str]], size: int, quoting: int
) -> None:
    out = io.StringIO(newline="")
    plain.writer(out, quoting=quoting, lineterminator="\r\n").writerows(table)  # type: ignore[arg-type]
    path = write(tmp_path_factory.mktemp("csv"), out.getvalue())  # type: ignore[attr-defined]
    rows, _, broken = read(path, size)
    assert broken == []
    assert rows == table


plain_tables = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.text('ab",\n x', max_size=8), min_size=n, max_size=n), min_size=1, max_size=30)
)


@given(table=plain_tables, size=st.integers(5, 200), at=st.integers(0, 10_000), sign=st.sampled_from(['"', "\n", ","]))
def test_a_damaged_table_reads_the_same_however_it_is_cut(
    tmp_path_factory: object, table: list[list[str]], size: int, at: int, sign: str
) -> None:
    """Cutting for parallel reading must never change what a damaged file gives."""
    out = io.StringIO(newline="")
    plain.writer(out, lineterminator="\n").writerows(table)
    text = out.getvalue()
    at %= len(text) + 1
    path = write(tmp_path_factory.mktemp("csv"), text[:at] + sign + text[at:])  # type: ignore[attr-defined]
    assert read(path, size) == read(path, 1 << 20)


def columns(path: Path, width: int, size: int) -> list[list[list[str]] | None]:
    """Rows of each span read the quick way, None where it declines."""
    out: list[list[list[str]] | None] = []
    for span in spans(path, ",", size):
        found = csv_columns.read(path, ",", span, width)
        out.append(None if found is None else [list(row) for row in zip(*(c.to_pylist() for c in found.columns), strict=True)])
    return out


@given(
    table=plain_tables,
    size=st.integers(5, 200),
    at=st.integers(0, 10_000),
    sign=st.sampled_from(['"', "\n", ",", "\r", "", "\0"]),
)
def test_the_quick_way_gives_what_python_gives_or_declines(
    tmp_path_factory: object, table: list[list[str]], size: int, at: int, sign: str
) -> None:
    out = io.StringIO(newline="")
    plain.writer(out, lineterminator="\n").writerows(table)
    text = out.getvalue()
    at %= len(text) + 1
    path = write(tmp_path_factory.mktemp("csv"), text[:at] + sign + text[at:])  # type: ignore[attr-defined]
    for span, quick in zip(spans(path, ",", size), columns(path, len(table[0]), size), strict=True):
        if quick is not None:
            batches = list(csv.read(path, ",", span))
            assert [row for batch in batches for row in batch.rows] == quick
            assert not any(batch.broken for batch in batches)
            found = csv_columns.read(path, ",", span, len(table[0]))
            assert found is not None
            assert found.locators().to_pylist() == [where for batch in batches for where in batch.locators]


def test_the_quick_way_is_taken_for_a_table_in_good_order(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,"two\nlines, ""quoted"""\n' * 50)
    assert all(found is not None for found in columns(path, 2, 64))


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,x\ry\n", "a,b\n1,2\r3,4\n", "a,b\n1,\0x\n", "a,b\n\n1,2\n", "a,b\n1,2,3\n", b"a,b\n1,caf\xe9\n"],
    ids=["lone carriage return", "carriage return as a row end", "NUL", "blank line", "another width", "not UTF-8"],
)
def test_the_quick_way_declines_what_could_be_read_in_two_ways(tmp_path: Path, text: str | bytes) -> None:
    assert columns(write(tmp_path, text), 2, 1 << 20) == [None]
