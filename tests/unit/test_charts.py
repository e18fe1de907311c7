"""Charts say what the numbers say: gaps are not zeros, words are escaped, nothing carries a style."""

from __future__ import annotations

import re
from xml.dom import minidom

from hypothesis import given
from hypothesis import strategies as st

from plainview.charts import Bar, bars, days, figures, line, meter, number, runs, ticks


def drawn(**words: str) -> str:
    return str(
        bars(
            [Bar("2026-01", 5, 3), Bar("2026-02", None, 0), Bar("2026-03", 0, 1)],
            ident="x",
            **{"title": "T", "desc": "D", **words},
        )
    )


def test_a_gap_is_drawn_and_a_zero_is_not() -> None:
    svg = drawn()
    assert svg.count('class="gap"') == 1
    assert len(re.findall(r"M[^M]*z", svg)) == 1  # one bar: the 5; neither the gap nor the 0


def test_strip_of_coverage_is_darkest_where_most_records_are_held() -> None:
    assert 'class="hold h4" d="M70.0' in drawn()  # 3 of 3 custodians in the first month
    assert "h2" in drawn()  # 1 of 3 in the last


def test_title_and_description_are_read_aloud_and_escaped() -> None:
    svg = drawn(title="<b>", desc='"&')
    assert 'role="img" aria-labelledby="x-t x-d"' in svg
    assert '<title id="x-t">&lt;b&gt;</title><desc id="x-d">&quot;&amp;</desc>' in svg


def test_no_drawing_carries_a_style_or_script() -> None:
    every = drawn() + line([(0, 1), (1, 2)], [(0, "a")], ident="l", title="t", desc="d") + meter(1, 2)
    every += days(["held", "gap"], ident="s", title="t", desc="d") + figures(1, 2, 3, 9, ident="f", title="t")
    assert "style" not in every
    assert "<script" not in every
    assert not re.search(r"\son\w+=", every)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e9)), max_size=60))
def test_every_drawing_is_well_formed(values: list[float | None]) -> None:
    minidom.parseString(bars([Bar(str(at), value, at) for at, value in enumerate(values)], ident="x", title="t", desc="d"))


@given(st.floats(0, 1e9))
def test_the_axis_reaches_the_highest_bar(top: float) -> None:
    steps = ticks(top)
    assert steps[0] == 0
    assert steps[-1] >= top - 1e-6
    assert len(steps) <= 6


def test_days_join_equal_neighbours() -> None:
    svg = days(["held", "held", "gap", "none", "held"], ident="s", title="t", desc="d")
    assert 'class="day held" d="M0 5H2M4 5H5"' in svg
    assert 'class="day gap" d="M2 5H3"' in svg


def test_runs_are_the_spans_of_one_value() -> None:
    assert runs([1, 1, 2, 1], 1) == [(0, 2), (3, 4)]
    assert runs([], 1) == []


def test_three_figures_fill_the_bar_in_order() -> None:
    svg = figures(10, 30, 40, 100, ident="f", title="t")
    widths = re.findall(r'part (\w+)" x="([\d.]+)" y="0" width="([\d.]+)"', svg)
    assert widths == [
        ("rest", "0", "100"),
        ("certain", "0.00", "10.00"),
        ("possible", "10.00", "20.00"),
        ("unreadable", "30.00", "40.00"),
    ]


def test_numbers_are_written_for_people() -> None:
    assert [number(1234.0), number(0.25), number(0)] == ["1,234", "0.25", "0"]
