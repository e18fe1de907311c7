"""CSV is read strictly: every record comes out whole, or is set aside with its line; none is shifted or swallowed."""

from __future__ import annotations

import csv as plain
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainview.errors import UserError
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


EASY = settings(deadline=None, suppress_health_check=list(HealthCheck))
cells = st.text(alphabet='ab",\n\r x', max_size=8)
tables = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=30))


@given(table=tables, size=st.integers(5, 200), quoting=st.sampled_from([plain.QUOTE_MINIMAL, plain.QUOTE_ALL]))
@EASY
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
@EASY
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
@EASY
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


def read_odd(path: Path, width: int = 0) -> tuple[list[tuple[str, list[str]]], list[tuple[str, str]], list[tuple[str, str]]]:
    found = [batch for span in spans(path, ",") for batch in csv.read(path, ",", span, width=width)]
    rows = [pair for batch in found for pair in zip(batch.locators, batch.rows, strict=True)]
    return rows, [one for batch in found for one in batch.broken], [(at, kind) for batch in found for at, kind, _ in batch.noted]


def test_rows_that_end_at_a_carriage_return_among_others_are_rows_of_that_line(tmp_path: Path) -> None:
    rows, broken, _ = read_odd(write(tmp_path, "a,b\n1,2\r3,4\r5,6\n7,8\n"))
    assert rows == [
        ("line 1", ["a", "b"]), ("line 2", ["1", "2"]), ("line 2 row 2", ["3", "4"]), ("line 2 row 3", ["5", "6"]),
        ("line 3", ["7", "8"]),
    ]  # fmt: skip
    assert broken == []


def test_a_row_can_be_found_again_by_its_locator(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,2\r3,4\n"x\ny",6\n')
    found = {"delimiter": ",", "encoding": "utf-8", "header": ["a", "b"]}
    assert csv.row_at(path, found, "line 2 row 2") == ["3", "4"]
    assert csv.row_at(path, found, "line 3") == ["x\ny", "6"]
    assert csv.row_at(path, found, "line 9") is None
    assert csv.row_at(path, found, "sheet 1") is None


def test_a_row_that_is_whole_without_its_nuls_is_read_and_noted(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,x\0y\n\0"3",\0"4,\0\n5"\n6\0\n7,8\n')
    rows, broken, noted = read_odd(path, width=2)
    assert rows == [("line 1", ["a", "b"]), ("line 2", ["1", "xy"]), ("line 3", ["3", "4,\n5"]), ("line 6", ["7", "8"])]
    assert broken == [("line 5", "a NUL sign stands in this row")]
    assert noted == [("line 2", "nul_left_out"), ("line 3", "nul_left_out")]
    found = {"delimiter": ",", "encoding": "utf-8", "header": ["a", "b"]}
    assert csv.row_at(path, found, "line 3", width=2) == ["3", "4,\n5"]


def test_a_nul_costs_its_row_where_the_width_of_rows_is_not_known(tmp_path: Path) -> None:
    rows, broken, _ = read_odd(write(tmp_path, "a,b\n1,x\0y\n3,4\n" + "\0" * 9))
    assert [row for _, row in rows] == [["a", "b"], ["3", "4"]]
    assert broken == [("line 2", "a NUL sign stands in this row"), ("line 4", "a NUL sign stands in this row")]


def test_a_quote_inside_a_cell_without_quotes_is_noted(tmp_path: Path) -> None:
    rows, broken, noted = read_odd(write(tmp_path, 'a,b\n1,5" pipe\n"x","say ""so"""\n'))
    assert [row for _, row in rows] == [["a", "b"], ["1", '5" pipe'], ["x", 'say "so"']]
    assert (broken, noted) == ([], [("line 2", "quote_in_cell")])


def test_rows_joined_by_a_pair_of_stray_quotes_cost_the_first_of_them(tmp_path: Path) -> None:
    """Both rows would make one row of the right width: strict reading alone lets it pass."""
    path = write(tmp_path, 'a,b,c\n1,"2,3\n4,5",6\n7,8,9\n')
    assert [row for _, row in read_odd(path)[0]] == [["a", "b", "c"], ["1", "2,3\n4,5", "6"], ["7", "8", "9"]]
    rows, broken, noted = read_odd(path, width=3)
    assert [row for _, row in rows] == [["a", "b", "c"], ["4", '5"', "6"], ["7", "8", "9"]]
    assert [where for where, _ in broken] == ["line 2"]
    assert noted == [("line 3", "quote_in_cell")]


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("a,b\r\n1,look\r\n2,look", [("line 3", "last_row_open")]),
        ("a,b\n1,lookup\n2,look", [("line 3", "last_row_open")]),
        ("a,b\n1,2025-01-01\n2,2025-01-02\n3,2025", [("line 4", "last_row_open")]),
        ("a,b\n1,lookup\n2,lookup", []),
        ("a,b\n1,theft\n2,fraud", []),
        ("a,b\n1,lookup\n2,look\n", []),
    ],
)
def test_a_last_row_that_may_be_cut_is_noted(tmp_path: Path, text: str, noted: list[tuple[str, str]]) -> None:
    assert read_odd(write(tmp_path, text))[2] == noted


def test_a_line_without_end_is_refused_in_every_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "LONGEST_LINE", 1000)
    with pytest.raises(UserError, match="line 2"):
        list(csv.read(write(tmp_path, ("a,b\n" + "x" * 5000).encode("utf-16")), ",", encoding="utf-16"))
