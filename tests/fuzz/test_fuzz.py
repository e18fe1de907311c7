"""A short run of the mutation loop: no reader breaks, writes elsewhere, or needs too much. `make fuzz` is the long one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import loop
import pytest

from plainview.errors import UserError
from plainview.sandbox import Broken

FILES = 400
SEED = 20261122


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[loop.Run]:
    made = loop.Run(tmp_path_factory.mktemp("fuzz"), SEED, 2)
    yield made
    made.close()


def test_spoilt_files_are_read_or_refused_in_plain_words(
    run: loop.Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "FOUND", tmp_path_factory.mktemp("found"))
    for start in range(0, FILES, 100):
        run.some(range(start, start + 100))
    assert run.tally.bugs == []
    assert run.tally.breaches == []
    assert sum(n for name, n in run.tally.outcomes.items() if name.endswith("limit")) <= FILES // 50, run.tally.outcomes
    assert run.tally.outcomes["read_table: done"] > 50, "most mutations still reach a reader"
    assert run.tally.outcomes["recognise_file: unreadable"] > 5


def test_every_seed_is_taken_as_it_is(run: loop.Run, tmp_path: Path) -> None:
    """Unspoilt, hardly a seed may be refused: otherwise the loop would test the door alone."""
    refused = []
    for name, data in run.seeds.items():
        path = tmp_path / name
        path.write_bytes(data)
        answer = run.sandbox.ask(loop._recognise(path, tmp_path))
        if "refused" in answer:
            refused.append(name)
    assert len(refused) <= len(run.seeds) // 5, refused


def test_equal_numbers_give_equal_files(run: loop.Run) -> None:
    assert run.file(7) == run.file(7)
    assert run.file(7)[1] != run.file(8)[1]


def test_a_file_written_elsewhere_is_seen(run: loop.Run) -> None:
    (run.root / "stand" / "escaped").write_text("x")
    before = list(run.tally.breaches)
    run._check_places(range(1))
    assert len(run.tally.breaches) == len(before) + 1
    run.tally.breaches[:] = before


@pytest.mark.parametrize(
    ("error", "sort"),
    [
        (Broken("a", "broke the reader (ValueError: x)", ""), "broke"),
        (Broken("a", "could not be read within 1024 MiB of memory, or broke the reader (signal 11)", ""), "broke"),
        (Broken("a", "could not be read within 1024 MiB of memory, or broke the reader (signal 6)", ""), "limit"),
        (Broken("a", "took more than 10 s of processor time to read", ""), "limit"),
        (UserError("a", "is empty", ""), "refused"),
    ],
)
def test_a_crash_is_told_from_a_refusal(error: UserError, sort: str) -> None:
    assert loop._sort(error) == sort
