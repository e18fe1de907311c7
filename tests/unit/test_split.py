"""A CSV is cut only where one pass over its quotes proves that a record ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainview.errors import UserError
from plainview.split import spans


def test_spans_cover_the_file_without_gap_or_overlap(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b'a,"b\nb"\n' * 100)
    cuts = list(spans(path, ",", size=64))
    assert cuts[0].start == 0
    assert cuts[-1].end == path.stat().st_size
    assert [one.end for one in cuts[:-1]] == [one.start for one in cuts[1:]]
    assert len(cuts) > 5


def test_no_span_ends_inside_quotes(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b'a,"b\nb"\n' * 100)
    data = path.read_bytes()
    assert all(data[: one.end].count(b'"') % 2 == 0 and data[one.end - 1 : one.end] == b"\n" for one in spans(path, ",", 50))


def test_the_line_of_each_span_is_the_line_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b'a,"b\nb"\n' * 100)
    data = path.read_bytes()
    assert all(one.line == data[: one.start].count(b"\n") + 1 for one in spans(path, ",", 50))


def test_nothing_is_cut_after_a_quote_that_breaks_the_rule(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"a,b\n" * 50 + b'a,b"c\n' + b"a,b\n" * 50)
    cuts = list(spans(path, ",", size=40))
    assert cuts[-1].proven is False
    assert cuts[-1].end == path.stat().st_size
    assert cuts[-1].start <= 200
    assert all(one.proven for one in cuts[:-1])


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"a,b\n" + b"x" * 5000)
    with pytest.raises(UserError, match="line 2"):
        list(spans(path, ",", size=512, longest_line=1000))
