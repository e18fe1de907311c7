"""A run may be killed at any moment: what was finished is kept, the next run ends with the tables of a clean one."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest

from plainview import journey, simulate
from plainview.case import locked, open_case
from plainview.intake import Facts
from plainview.sandbox import Broken, Job, Sandbox
from plainview.store import open_current

DAY = date(2026, 1, 2)
TRIALS = 6
Tables = dict[str, list[str]]


def command(records: Path, case: Path) -> list[str]:
    day = ["--received-on", DAY.isoformat()]
    return [sys.executable, "-m", "plainview", "audit", str(records), "--case", str(case), "--json", *day]


def start(records: Path, case: Path) -> subprocess.Popen[str]:
    """A run in a session of its own, so that the whole group can be killed."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command(records, case), stdout=pipe, stderr=pipe, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,  # ignored, where the tests run behind a shell
    )  # fmt: skip


def run(records: Path, root: Path) -> None:
    """The same journey to its end, in this interpreter."""
    case = open_case(root, DAY)
    with locked(case):
        done = journey.take_in(case, [records], Facts(DAY), None, lambda what, done, total: None)
        journey.publish(case, journey.build(case, done.fingerprint, lambda what, done, total: None))


def tables(case: Path) -> Tables:
    """Every row of every table, but for the day on which a file was received."""
    opened = open_current(case / "warehouse", case / "warehouse" / "tmp" / "test")
    try:
        names = [str(one["view_name"]) for one in opened.text_rows("select view_name from duckdb_views() where not internal")]
        found = {}
        for name in sorted(names):
            left_out = "exclude (received_on)" if name == "releases" else ""
            found[name] = [repr(sorted(one.items())) for one in opened.text_rows(f"select * {left_out} from {name}")]
        return found
    finally:
        opened.close()


def assert_whole(case: Path, clean: Path, wanted: Tables) -> None:
    found = tables(case)
    assert sorted(found) == sorted(wanted)
    for name in wanted:
        assert found[name] == wanted[name], name
    assert [path for path in case.rglob("*") if path.name.endswith((".new", ".old"))] == []
    journal, other = ((root / "archive" / "journal.jsonl").read_bytes().splitlines() for root in (case, clean))
    assert sorted(journal) == sorted(other)
    assert all(json.loads(line)["fate"] for line in journal)
    pages, others = (sorted(str(path.relative_to(root)) for path in (root / "site").rglob("*")) for root in (case, clean))
    assert pages == others
    assert len(list((case / "warehouse").glob("gen-*"))) == 1


class Clean:
    """A simulated network, the case of a clean run over it, its tables, and how long it took."""

    def __init__(self, folder: Path) -> None:
        simulate.network(folder / "net", 600, 12, seed=11, custodians=2)
        self.records, self.case = folder / "net" / "records", folder / "clean"
        began = time.monotonic()
        subprocess.run(command(self.records, self.case), check=True, capture_output=True)
        self.seconds = time.monotonic() - began
        self.tables = tables(self.case)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    return Clean(tmp_path_factory.mktemp("kill"))


@pytest.mark.parametrize("trial", range(TRIALS))
def test_killed_at_any_moment_the_next_run_ends_with_the_same_tables(clean: Clean, tmp_path: Path, trial: int) -> None:
    # One trial in each sixth of a run, so that all its steps are hit.
    share = (trial + random.Random(trial).random()) / TRIALS
    work = start(clean.records, tmp_path / "case")
    time.sleep(share * clean.seconds)
    os.killpg(work.pid, signal.SIGKILL)
    work.communicate()
    run(clean.records, tmp_path / "case")
    assert_whole(tmp_path / "case", clean.case, clean.tables)


def wait_for(path: Path, work: subprocess.Popen[str]) -> None:
    while not path.exists():
        assert work.poll() is None, work.communicate()
        time.sleep(0.005)


def test_killed_while_it_publishes_the_old_site_or_the_new_one_stands(clean: Clean, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(clean.case, case)
    work = start(clean.records, case)
    wait_for(case / "site.new", work)
    os.killpg(work.pid, signal.SIGKILL)
    work.communicate()
    assert (case / "site" / "index.html").exists() or (case / "site.old" / "index.html").exists()
    run(clean.records, case)
    assert_whole(case, clean.case, clean.tables)


@pytest.mark.parametrize("landmark", ["archive/journal.jsonl", "warehouse/CURRENT"])
def test_ctrl_c_says_what_is_kept_and_leaves_no_reader(clean: Clean, tmp_path: Path, landmark: str) -> None:
    case = tmp_path / "case"
    work = start(clean.records, case)
    wait_for(case / landmark, work)
    readers = psutil.Process(work.pid).children(recursive=True)
    os.killpg(work.pid, signal.SIGINT)
    _, said = work.communicate()
    assert work.returncode == 130
    assert said.endswith("stopped: what was finished is kept; run the same command again to go on\n")
    assert "Traceback" not in said
    psutil.wait_procs(readers)  # those that have ended already are left out; one that stays hangs here
    run(clean.records, case)
    assert_whole(case, clean.case, clean.tables)


def test_without_its_warehouse_a_case_is_rebuilt_and_a_second_run_changes_nothing(clean: Clean, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(clean.case, case)
    shutil.rmtree(case / "warehouse")
    run(clean.records, case)
    assert_whole(case, clean.case, clean.tables)
    before = {path: path.stat().st_mtime_ns for path in (case / "warehouse").rglob("*.parquet")}
    run(clean.records, case)
    assert {path: path.stat().st_mtime_ns for path in (case / "warehouse").rglob("*.parquet")} == before


def test_a_reader_ends_with_its_parent_even_amid_a_job(tmp_path: Path) -> None:
    """The parent is killed and cannot say good-bye; the reader is busy and does not look at its input."""
    code = (
        "from plainview.sandbox import Job, Sandbox\n"
        "sandbox = Sandbox(2)\n"
        "print(*[child.work.pid for child in sandbox._all], flush=True)\n"
        "list(sandbox.run([Job('_spend_time', 'x', {'sleep': kind}) for kind in (True, False)]))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    readers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    while not any(reader.cpu_times().user > 1 for reader in readers):
        time.sleep(0.02)  # one spins: both have had time to begin
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(readers, timeout=60)
    for reader in alive:
        reader.kill()
    assert alive == []


def test_leaving_the_sandbox_does_not_wait_for_a_busy_reader() -> None:
    with Sandbox(1) as sandbox:
        answer = sandbox._threads.submit(sandbox.ask, Job("_spend_time", "asleep.pdf", {"sleep": True}))
        while not answer.running():
            time.sleep(0.005)
    with pytest.raises(Broken):  # after ten minutes, if it waits
        answer.result()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("room_kb", [300, 1200])
def test_a_full_disk_is_told_and_nothing_is_lost_once_there_is_room(clean: Clean, small_disk: Path, room_kb: int) -> None:
    case, ballast = small_disk / "case", small_disk / "ballast"
    ballast.write_bytes(b"\0" * ((6 << 20) - (room_kb << 10)))
    done = subprocess.run(command(clean.records, case), capture_output=True, text=True, check=False)
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert "the disk is full\nfix: free some space and run the same command again" in done.stderr
    assert "Traceback" not in done.stderr
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    run(clean.records, case)
    assert_whole(case, clean.case, clean.tables)


def test_a_disk_that_fills_while_a_reader_writes_is_no_fault_of_the_file(small_disk: Path) -> None:
    job = Job("_spend_disk", "log.csv", {"path": str(small_disk / "part"), "size": 9 << 20})
    with Sandbox(1) as sandbox, pytest.raises(OSError, match="No space left") as caught:
        sandbox.ask(job)
    assert caught.value.errno == errno.ENOSPC
