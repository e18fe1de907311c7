"""Rows that do not stand under their labels: read exactly right or set aside, never read wrong."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rows import FULL, header, printed, rows

from plainview import layout
from plainview.ingest import headers, odd_rows, shifted, stacked, tables
from plainview.ingest.shifted import Header

SOME = settings(max_examples=60, deadline=None)
NO_ID = tuple(name for name in FULL if name != "vendor_id")
ELEVEN = tuple(name for name in FULL if name not in ("vendor_id", "prompt_raw", "moderation"))


def header_of(columns: tuple[str, ...]) -> Header:
    match = layout.match(list(header(columns)))
    assert match is not None
    return Header(header(columns), match)


def sort_out(table: list[list[str]], columns: tuple[str, ...], above: list[dict[str, str]]) -> odd_rows.Sorted:
    seen = {name: [one[name] for one in above] for name in columns}
    return odd_rows.sort_out(table, [f"line {n}" for n in range(len(table))], header_of(columns), ",", lambda: seen)


@given(st.integers(0, 10_000), st.sampled_from([FULL, NO_ID, ELEVEN]))
@SOME
def test_rows_in_order_are_not_touched(seed: int, columns: tuple[str, ...]) -> None:
    table = printed(rows(30, seed), columns)
    found = sort_out(table, columns, [])
    assert (found.rows, found.aside, found.moved) == (table, [], {})


@given(st.integers(0, 10_000), st.sampled_from([FULL, NO_ID, ELEVEN]), st.integers(0, 13), st.booleans())
@SOME
def test_a_row_with_a_cell_too_many_is_read_right_or_not_at_all(
    seed: int, columns: tuple[str, ...], at: int, same_width: bool
) -> None:
    """The blank cell may stand anywhere; what falls off at the end of a row of the same width is lost in print too."""
    right = printed(rows(30, seed), columns)
    table = [list(row) for row in right]
    odd = [3, 4, 17]
    for i in odd:
        table[i] = [*right[i][:at], "", *right[i][at:]]
        if same_width:
            table[i] = table[i][: len(columns)]
    found = sort_out(table, columns, [])
    assert sorted(found.kept + [i for i, _ in found.aside]) == list(range(30))
    for i, row in zip(found.kept, found.rows, strict=True):
        wanted = [*right[i][:-1], ""] if i in odd and same_width else right[i]
        blanks_moved = sorted(filter(None, row)) == sorted(filter(None, wanted)) and at > columns.index("searched_at_raw")
        assert row == wanted or row == right[i] or (i in odd and blanks_moved)
    if at == 0:
        assert set(found.moved.values()) == {"layout_corrected"}
        assert not found.aside


@given(st.integers(0, 10_000), st.sampled_from([FULL, NO_ID, ELEVEN]))
@SOME
def test_a_row_without_its_first_cell_is_read_right_or_not_at_all(seed: int, columns: tuple[str, ...]) -> None:
    right = printed(rows(30, seed), columns)
    table = [[*row[1:], ""] if i in (5, 6) else row for i, row in enumerate(right)]
    found = sort_out(table, columns, [])
    for i, row in zip(found.kept, found.rows, strict=True):
        assert row == (["", *right[i][1:]] if i in (5, 6) else right[i])
    assert {5, 6} & set(found.kept) or [one.name for _, one in found.aside] == ["misplaced", "misplaced"]


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@SOME
def test_a_second_export_in_another_order_is_read_right_or_not_at_all(seed: int, rng: random.Random) -> None:
    other = list(FULL)
    rng.shuffle(other)
    above, below = rows(200, seed), rows(60, seed + 1)
    found = sort_out(printed(below, tuple(other)), FULL, above)
    right = printed(below)
    assert len(found.rows) + len(found.aside) == 60
    for i, row in zip(found.kept, found.rows, strict=True):
        assert row == right[i]
    if found.aside:
        assert {one.name for _, one in found.aside} <= {"other_order", "misplaced"}


def test_most_second_exports_are_read() -> None:
    read = 0
    for seed in range(40):
        other = list(FULL)
        random.Random(seed).shuffle(other)
        found = sort_out(printed(rows(80, seed + 1), tuple(other)), FULL, rows(300, seed))
        read += not found.aside
    assert read >= 36


def test_a_column_of_plates_is_never_taken_for_another() -> None:
    """The second export has a column of plates where the first had none."""
    columns = tuple(name for name in FULL if name not in ("plate_raw", "prompt_raw"))
    below = rows(60, 3)
    for one in below:
        one["plate_raw"] = f"FAKE{random.Random(one['vendor_id']).randint(100, 999)}"
    other = ("searched_at_raw", "plate_raw", *[name for name in columns if name != "searched_at_raw"])
    found = sort_out(printed(below, other), columns, rows(200, 2))
    assert not found.rows
    assert "FAKE" not in repr([one for _, one in found.aside])


def test_a_verdict_in_place_of_the_time_makes_no_time_up() -> None:
    table = printed(rows(30, 1))
    table[7][FULL.index("searched_at_raw")] = "passed"
    found = sort_out(table, FULL, [])
    assert [(i, one.name) for i, one in found.aside] == [(7, "misplaced")]


def test_a_time_of_unknown_form_stays_where_it_is() -> None:
    table = printed(rows(30, 1))
    for row in table:
        row[FULL.index("searched_at_raw")] = "1 Sept 2025 around noon"
    assert sort_out(table, FULL, []).rows == table


@given(st.integers(0, 10_000), st.sampled_from([FULL, NO_ID, ELEVEN]), st.integers(0, 13))
@SOME
def test_a_label_too_many_is_found_or_nothing_is_moved(seed: int, columns: tuple[str, ...], at: int) -> None:
    labels = (*header(columns)[:at], "Badge", *header(columns)[at:])
    match = layout.match(list(labels))
    assert match is not None
    order = headers.moved(labels, match, printed(rows(12, seed), columns))
    assert order in ((), header(columns)) or layout.match(list(order)).places == layout.match(list(header(columns))).places  # type: ignore[union-attr]


@pytest.mark.parametrize("columns", [FULL, NO_ID, ELEVEN])
def test_without_a_header_only_a_known_order_is_taken(columns: tuple[str, ...]) -> None:
    table = printed(rows(20, 5), columns)
    found = headers.without_header(table)
    assert found is not None
    assert found[0] == header(columns)
    assert headers.without_header([row[::-1] for row in table]) is None
    assert headers.without_header(table[:2]) is None


def test_labels_in_order_are_left_alone() -> None:
    match = layout.match(list(header()))
    assert match is not None
    assert headers.moved(header(), match, printed(rows(12, 1))) == ()


@pytest.mark.parametrize("text", ["7ZQX491", "ABC 1234", "8ABC123"])
def test_plates_look_like_plates(text: str) -> None:
    assert stacked.likes_plates([text] * 3)
    assert not stacked.likes_plates(["burglary", "459 PC", "25-0012"])


def test_suspects_are_only_rows_with_the_like_elsewhere() -> None:
    table = printed(rows(10, 1))
    table[2][0] = "no id"
    import pyarrow as pa

    columns = [pa.array(column) for column in zip(*table, strict=True)]
    assert shifted.suspects(columns, header_of(FULL)) == []


def test_a_row_beside_its_labels_is_shown_without_what_may_be_a_plate() -> None:
    """`explain` covers cells by their label; where labels do not hold, only cells whose form is no plate's are shown."""
    right = printed(rows(1, 1))[0]
    right[FULL.index("plate_raw")], right[FULL.index("case_raw")] = "1234567", "FAKE001"
    row = ["", *right]
    assert tables.in_order(right, header_of(FULL))
    assert not tables.in_order(row, header_of(FULL))
    shown = tables.covered(row)
    assert not {"1234567", "FAKE001", right[FULL.index("account_raw")]} & set(shown)
    assert {right[0], right[FULL.index("searched_at_raw")]} <= set(shown)


def test_an_order_is_known_though_its_last_columns_are_blank_in_every_row() -> None:
    """Thirteen cells below fourteen labels, Text Prompt and Moderation blank throughout: eleven are filled."""
    thirteen = tuple(name for name in FULL if name != "devices_raw")
    found = [one | {"prompt_raw": "", "moderation": ""} for one in rows(30, 3)]
    match = layout.match(list(header()))
    assert match is not None
    known = stacked.known_order(printed(found, thirteen), Header(header(), match))
    assert known == {name: at for at, name in enumerate(thirteen)}
