"""Reading for the served pages: who asks for what is kept waits for nobody, and one reader of originals stays warm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_serve_alerts import built

from plainview import explain
from plainview.case import Case, open_case
from plainview.errors import UserError
from plainview.sandbox import Sandbox
from plainview.server import originals
from plainview.server.case_reading import Reading
from plainview.server.originals import Originals

__all__ = ["built"]  # a fixture


@pytest.fixture
def reading(built: Case) -> Iterator[Reading]:
    found = Reading(built)
    yield found
    found.close()


@pytest.fixture
def rows(reading: Reading) -> Iterator[Originals]:
    found = Originals(reading)
    yield found
    found.close()


def names(case: Case, n: int) -> list[str]:
    reading = Reading(case)
    with reading.tables() as opened:
        found = opened.text_rows("select release_id || ':' || row_no as name from entries order by row_no")
    reading.close()
    return [row["name"] for row in found][:n]


def test_a_row_is_what_explain_tells_and_one_reader_reads_them_all(
    rows: Originals, built: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Sandbox] = []

    def begin(children: int) -> Sandbox:
        started.append(Sandbox(children))
        return started[-1]

    monkeypatch.setattr(originals, "Sandbox", begin)
    some = names(built, 5)
    with ThreadPoolExecutor(4) as several:  # threads of requests come and go
        found = list(several.map(rows.row, some))
    assert found == [explain.explain(built, name, None) for name in some]
    assert [rows.row(name) for name in some] == found
    assert len(started) == 1
    assert rows._n_read == 5, "a row that is kept is not read again"


def test_the_reader_is_replaced_after_so_many_rows(rows: Originals, built: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "JOBS", 2)
    readers = []
    for name in names(built, 5):
        rows.row(name)
        assert rows._sandbox is not None
        readers.append(rows._sandbox._all[0].work.pid)
    assert [readers.count(pid) for pid in dict.fromkeys(readers)] == [2, 2, 1]


def test_the_reader_ends_when_nobody_has_asked_for_a_while(rows: Originals, built: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(originals, "QUIET", 0.01)
    monkeypatch.setattr(Sandbox, "__exit__", lambda self, *_: (real(self), ended.set())[0])
    rows.row(names(built, 1)[0])
    ended.wait()
    rows._thread.submit(lambda: None).result()
    assert rows._sandbox is None
    assert rows.row(names(built, 2)[1])["entry"], "and the next row begins another"


real = Sandbox.__exit__


def test_what_is_no_row_is_told_and_the_next_one_is_read(rows: Originals, built: Case) -> None:
    for wrong in ("0" * 16 + ":1", "x", names(built, 1)[0] + "999999"):
        with pytest.raises(UserError):
            rows.row(wrong)
    assert rows.row(names(built, 1)[0])["printed"]


def test_who_asks_for_what_is_kept_waits_for_nobody(reading: Reading) -> None:
    go_on, began = threading.Event(), threading.Event()

    def slow() -> str:
        began.set()
        go_on.wait()
        return "slow"

    assert reading._of("quick", lambda: "quick", False) == "quick"
    with ThreadPoolExecutor(3) as several:
        first = several.submit(reading._of, "slow", slow, False)
        began.wait()
        assert reading._of("quick", lambda: "asked again", False) == "quick"
        assert reading._of("other", lambda: "other", False) == "other"
        second = several.submit(reading._of, "slow", lambda: "asked twice", False)
        go_on.set()
        assert (first.result(), second.result()) == ("slow", "slow"), "the same is not asked twice at once"


def test_what_is_decided_while_it_is_asked_is_asked_again(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", date(2026, 1, 2))
    reading = Reading(case)

    def during() -> int:
        with case.decisions.open("a") as file:
            file.write("\n")
        return case.decisions.stat().st_size

    first = reading._of("n", during, True)
    assert reading._of("n", during, True) == first + 1
    assert reading._of("m", during, False) == reading._of("m", during, False)


def test_tables_stay_open_from_one_question_to_the_next(reading: Reading) -> None:
    with reading.tables() as first, reading.tables() as beside:
        assert first is not beside, "two questions at once"
    with reading.tables() as again:
        assert again is first
    broken: list[Any] = []

    def breaks() -> None:
        with reading.tables() as opened:
            broken.append(opened)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    with reading.tables() as opened:
        assert opened not in broken, "one that something went wrong with is not asked again"
        assert opened.rows("server/n_decisions") == [{"n": 0}]
