"""A run that is killed at any moment goes on with what is left: nothing is fetched, archived or noted twice, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from misbehaving import Asked, Server, page
from refreshed import Told, accepted, archive, entry, log, made, outcomes, portal, refresh

from plainview.case import Case
from plainview.refresh import noting
from plainview.refresh.noting import Line, Notes
from plainview.verify_case.custody import check_archive

CHILD = """
import os, signal, sys
from datetime import date
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from refreshed import Told, refresh
from plainview.case import open_case
from plainview.refresh.body import Limits
left = int(sys.argv[3])
def sync(file, real=os.fsync):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(file)
os.fsync = sync
refresh(open_case(Path(sys.argv[2]), date(2026, 4, 10)), Told(), limits=Limits(read=600, whole=600))
"""
TESTS = Path(__file__).parents[1]


def child(case: Case, steps: int = 0) -> subprocess.Popen[bytes]:
    """A run in a process of its own, which ends itself as kill -9 does at its n-th step, or goes on to its end (0)."""
    return subprocess.Popen([sys.executable, "-c", CHILD, str(TESTS), str(case.root), str(steps)])


def whole(case: Case, n: int) -> None:
    """Every source was archived once and noted once, and the archive is in order."""
    assert sorted(path.partition("/")[0] for path in accepted(case)) == [f"town-{one}" for one in range(n)]
    assert outcomes(case) == ["archived"] * n
    assert sorted(line["name"] for line in log(case)) == [f"town-{one}" for one in range(n)]
    assert check_archive(case.archive, lambda *_: None)["wrong"] == []
    assert list((case.root / "refresh" / "incoming").iterdir()) == []
    state = noting.read(case.root / "refresh")
    for line in log(case):
        assert state.sources[line["name"]]["sha256"] == line["sha256"]


def test_a_run_that_was_killed_while_it_fetched_goes_on_with_what_is_left(tmp_path: Path) -> None:
    arrived = threading.Event()

    def hang(asked: Asked) -> None:
        arrived.set()
        asked.misbehaving.over.wait()

    with Server() as server:
        entries = [entry(server.tell(f"/{n}", page(portal(n))), name=f"town-{n}") for n in range(4)]
        server.tell("/2", hang)
        case = made(tmp_path, *entries)
        run = child(case)
        arrived.wait()
        os.kill(run.pid, signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
        assert len(list((case.root / "refresh" / "incoming").glob("*.body"))) == 2
        server.tell("/2", page(portal(2)))
        report = refresh(case, Told())
        assert [len(server.asked(f"/{n}")) for n in range(4)] == [1, 1, 2, 1]
    assert len(report.archived) == 4
    whole(case, 4)


@pytest.mark.parametrize("steps", [1, 3, 6, 9, 12, 15, 18, 21, 24])
def test_a_run_that_was_killed_at_any_step_loses_and_repeats_nothing(steps: int, tmp_path: Path) -> None:
    with Server() as server:
        case = made(tmp_path, *(entry(server.tell(f"/{n}", page(portal(n))), name=f"town-{n}") for n in range(3)))
        ended = child(case, steps).wait()
        assert ended == -signal.SIGKILL, "the run has fewer steps than that"
        told = Told()
        refresh(case, told)
        assert refresh(case, told).lines == [], "nothing is due any more"
        assert all(len(server.asked(f"/{n}")) <= 2 for n in range(3))
        assert sum(len(server.asked(f"/{n}")) for n in range(3)) <= 4, "only what was being fetched is fetched again"
    whole(case, 3)
    assert archive(case).torn_at is None


# ---- the log and the state ----------------------------------------------------------------------------------------------


def line(n: int, why: str = "") -> Line:
    return Line(f"2026-04-10T12:00:{n:02d}.000000Z", "town", "https://portal.example/", "gone", 404, why=why)


def test_half_a_line_that_a_killed_run_left_is_cut_off(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    for torn in ("2026-04-1", "when,na", ""):
        (tmp_path / "log.csv").unlink(missing_ok=True)
        if torn != "when,na":
            notes.log(line(1))
        with (tmp_path / "log.csv").open("a") as file:
            file.write(torn)
        notes.log(line(2))
        rows = (tmp_path / "log.csv").read_text().splitlines()
        assert rows[0] == ",".join(noting.COLUMNS)
        assert rows[-1].startswith(line(2).when)
        assert all(row.count(",") == len(noting.COLUMNS) - 1 for row in rows)


def test_a_line_is_written_once_and_keeps_to_one_row(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.log(line(1, "one\r\ntwo"))
    notes.log(line(1, "one\r\ntwo"))
    notes.log(line(2))
    rows = (tmp_path / "log.csv").read_text().splitlines()
    assert len(rows) == 3
    assert rows[1].endswith(",gone,one  two")


def test_a_damaged_state_is_told(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(noting.UserError, match="delete it"):
        noting.read(tmp_path)
    (tmp_path / "state.json").write_text('{"format": 9, "sources": {}, "urls": {}, "hosts": {}, "robots": {}}')
    with pytest.raises(noting.UserError, match="newer"):
        noting.read(tmp_path)
