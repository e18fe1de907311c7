"""The sandbox's limits fire, the file is refused with the reason, and the next file is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plainview.errors import UserError
from plainview.sandbox import Broken, CannotStart, Job, Limits, Sandbox

GOOD = b'"id","userId","searchDate","networkCount"\n"1","***","2026-03-05T17:54:23.566Z","1"\n'


def recognise(path: Path, out: Path) -> Job:
    return Job("recognise_file", path.name, {"path": str(path), "name": path.name, "out": str(out)})


def good(tmp_path: Path) -> Job:
    path = tmp_path / "good.csv"
    path.write_bytes(GOOD)
    return recognise(path, tmp_path)


def test_memory_limit_fires_and_the_next_file_is_read(tmp_path: Path) -> None:
    with Sandbox(1, Limits(memory=1 << 30)) as sandbox:
        with pytest.raises(UserError, match="memory"):
            sandbox.ask(Job("_spend_memory", "greedy.bin", {"size": 8 << 30}))
        assert sandbox.ask(good(tmp_path))["found"]["layout"] == "flock_portal_audit"


def test_processor_limit_fires_and_the_child_is_replaced(tmp_path: Path) -> None:
    with Sandbox(1, Limits(cpu_seconds=1)) as sandbox:
        with pytest.raises(Broken, match="processor time"):
            sandbox.ask(Job("_spend_time", "endless.pdf", {"sleep": False}))
        assert sandbox.ask(good(tmp_path))["found"]["layout"] == "flock_portal_audit"


def test_wall_clock_limit_fires_for_a_reader_that_sleeps(tmp_path: Path) -> None:
    with Sandbox(1, Limits(wall_seconds=6.0)) as sandbox:
        with pytest.raises(Broken, match="still being read"):
            sandbox.ask(Job("_spend_time", "asleep.pdf", {"sleep": True}))
        assert sandbox.ask(good(tmp_path))["found"]["layout"] == "flock_portal_audit"


def test_file_size_limit_fires(tmp_path: Path) -> None:
    with Sandbox(1, Limits(file_size=1 << 20)) as sandbox, pytest.raises(UserError, match="cannot be read or written"):
        sandbox.ask(Job("_spend_disk", "bomb.zip", {"path": str(tmp_path / "out"), "size": 4 << 20}))


def test_a_child_is_not_told_to_have_held_what_its_parent_held(tmp_path: Path) -> None:
    held = bytearray(os.urandom(1 << 20) * 700)
    with Sandbox(1) as sandbox:
        sandbox.ask(good(tmp_path))
        assert len(held) >> 10 > sandbox.peak_kb > 20_000


def test_answers_come_in_the_order_of_the_jobs(tmp_path: Path) -> None:
    jobs = []
    for number in range(20):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(GOOD if number % 2 else b"nothing known\n")
        jobs.append(recognise(path, tmp_path))
    with Sandbox(2) as sandbox:
        answers = list(sandbox.run(jobs))
    assert [job.where for job, _ in answers] == [f"{number}.csv" for number in range(20)]
    assert ["found" in answer for _, answer in answers if isinstance(answer, dict)] == [False, True] * 10


def test_readers_that_cannot_be_loaded_end_the_run_and_no_file_is_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError('half an installation')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    with Sandbox(2) as sandbox:
        for _ in range(3):
            with pytest.raises(CannotStart, match="half an installation"):
                sandbox.ask(good(tmp_path))
        with pytest.raises(CannotStart):
            list(sandbox.run([good(tmp_path)] * 5))
