"""Work in copies of this process: same answers in the same order, and a copy that dies costs nothing but time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plainview import copies


def test_answers_come_in_the_order_of_the_pieces() -> None:
    pieces = [list(range(n, n + 1000)) for n in range(0, 5000, 1000)]
    assert copies.side_by_side(lambda piece: [n * n for n in piece], pieces) == [[n * n for n in piece] for piece in pieces]


def test_the_pieces_after_the_first_are_worked_on_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "cores", lambda: 2)
    first, second, third = copies.side_by_side(lambda _: os.getpid(), [1, 2, 3])
    assert first == os.getpid()
    assert len({first, second, third}) == 3


def test_a_copy_that_dies_is_made_good_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "cores", lambda: 2)
    here = os.getpid()

    def work(piece: int) -> int:
        if os.getpid() != here:
            os._exit(7)
        return piece * 2

    assert copies.side_by_side(work, [1, 2]) == [2, 4]


def test_one_core_works_on_all_of_it_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "cores", lambda: 1)
    assert set(copies.side_by_side(lambda _: os.getpid(), [1, 2, 3])) == {os.getpid()}


def test_where_the_first_piece_fails_no_copy_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(copies, "cores", lambda: 2)
    here = os.getpid()

    def work(piece: int) -> int:
        if os.getpid() != here:
            (tmp_path / "child").write_text(str(os.getpid()))
            while True:
                os.read(os.pipe()[0], 1)
        while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
            pass
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        copies.side_by_side(work, [1, 2])
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "child").read_text()), 0)
