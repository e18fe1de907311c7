"""What a person decides about links holds in the tables, after every rebuild, and a killed run leaves no half decision."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from plainview import cli, decisions, journey, seal
from plainview.archive import open_archive
from plainview.case import Case, locked, open_case
from plainview.errors import UserError
from plainview.intake import Facts
from plainview.store import open_current

DAY = date(2026, 1, 2)
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"
Run = Callable[..., tuple[int, str]]


def log(*searches: tuple[str, str, int]) -> str:
    """A network audit: (id, time, networks) of each search of one agency."""
    row = '{},***,Birch Hollow TX PD,{},,***,burglary,,,"09/01/2025, {} PM UTC",search\n'
    return HEADER + "\n" + "".join(row.format(id_, networks, time) for id_, time, networks in searches)


ONE_ID = "00000001-0000-4000-8000-000000000000"
LOGS = {  # row 1 of both has one id; the others are apart by time and by networks
    "Alder Falls OH PD": log((ONE_ID, "12:04:14", 3), ("", "02:10:00", 7), ("", "02:20:00", 8), ("", "02:30:00", 9)),
    "Port Wren CA PD": log((ONE_ID, "12:04:14", 3), ("", "03:10:00", 17), ("", "03:20:00", 18), ("", "03:30:00", 19)),
}


def take(case: Case, folder: Path) -> None:
    for custodian, text in LOGS.items():
        (folder / f"{custodian}.csv").write_text(text)
        journey.take_in(case, [folder / f"{custodian}.csv"], Facts(DAY, custodian), None, lambda *_: None)


def audit(case: Case) -> None:
    done = journey.take_in(case, [], Facts(DAY), None, lambda *_: None)
    journey.publish(case, journey.build(case, done.fingerprint, lambda *_: None))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of two logs after one whole journey, to be copied."""
    folder = tmp_path_factory.mktemp("once")
    case = open_case(folder / "case", DAY)
    take(case, folder)
    audit(case)
    return case.root


@pytest.fixture
def case(once: Path, tmp_path: Path) -> Case:
    shutil.copytree(once, tmp_path / "case")
    return Case(tmp_path / "case")


@pytest.fixture
def run(case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`plainview decide ...` in this interpreter: (exit code, what it said)."""
    monkeypatch.delenv("PLAINVIEW_KEY_FILE", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    def asked(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["plainview", "decide", *words, "--case", str(case.root)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return asked


def names(case: Case) -> list[str]:
    """The entries of the two logs, those with the id first."""
    return [one for group in sorted(searches(case), key=len, reverse=True) for one in sorted(group)]


def searches(case: Case) -> list[frozenset[str]]:
    """The searches as sets of entries, with what each table says of them held against the other."""
    opened = open_current(case.warehouse, case.temporary)
    try:
        found = opened.text_rows("select search_id, list(release_id || ':' || row_no) as entries from links group by all")
        told = opened.text_rows("select search_id, n_entries from searches")
    finally:
        opened.close()
    assert {one["search_id"]: len(one["entries"]) for one in found} == {one["search_id"]: one["n_entries"] for one in told}
    return [frozenset(one["entries"]) for one in found]


def together(case: Case) -> set[frozenset[str]]:
    return {one for one in searches(case) if len(one) > 1}


def table(case: Case) -> list[tuple[object, ...]]:
    opened = open_current(case.warehouse, case.temporary)
    try:
        return [tuple(one.values()) for one in opened.text_rows("select decision_id, verdict, state from decisions")]
    finally:
        opened.close()


def test_two_entries_said_to_be_the_same_are_counted_once_also_after_a_rebuild(case: Case, run: Run) -> None:
    first, second, c, d, *_ = names(case)
    assert together(case) == {frozenset((first, second))}
    code, said = run("link", d, c, "same", "--why", "told by the clerk Quillon", "--by", "Rosalind Vale")
    assert (code, said.startswith(f"d1: {d} and {c} same\nopen ")) == (0, True)
    wanted = {frozenset((first, second)), frozenset((c, d))}
    assert together(case) == wanted
    assert len(searches(case)) == 6
    assert table(case) == [("d1", "same", "standing")]
    shutil.rmtree(case.warehouse)
    audit(open_case(case.root, DAY))
    assert together(case) == wanted
    pages = [path for path in case.site.rglob("*") if path.is_file()]
    assert len(pages) > 5
    assert [path for path in pages if b"Quillon" in path.read_bytes() or b"Rosalind" in path.read_bytes()] == []
    assert run("undo", "d1", "--why", "it was another search")[0] == 0
    assert together(case) == {frozenset((first, second))}
    assert table(case) == [("d1", "same", "replaced"), ("d2", "undone", "undone")]


def test_two_entries_said_to_be_different_are_apart_though_they_have_one_id(case: Case, run: Run) -> None:
    first, second, *_ = names(case)
    assert run("link", first, second, "different", "--why", "the id was used twice")[0] == 0
    assert together(case) == set()
    assert len(searches(case)) == 8


def test_chains_and_what_is_apart_from_them(case: Case, run: Run) -> None:
    first, second, c, d, e, *_ = names(case)
    for a, b, verdict in ((c, d, "same"), (d, e, "same"), (second, d, "same"), (c, first, "different")):
        assert run("link", a, b, verdict, "--why", "seen", "--later")[0] == 0
    assert together(case) == {frozenset((first, second))}, "tables stay as they are"
    audit(case)
    assert together(case) == {frozenset((second, c, d, e))}
    code, said = run("link", e, first, "same", "--why", "seen")
    assert code == 2
    assert "would be contradicted, so nothing was written" in said
    assert len(decisions.read(case.decisions)) == 4


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_decided_and_is_not_contradictory_holds_in_the_tables(case: Case, seed: int) -> None:
    rng, entries = random.Random(seed), names(case)
    with locked(case):
        for _ in range(9):
            a, b = rng.sample(entries, 2)
            with suppress(UserError):
                decisions.decide(case, "link", a, b, rng.choice(["same", "same", "different"]), "seen", "", DAY)
    audit(case)
    search_of = {name: search for search in searches(case) for name in search}
    standing = [one for one in decisions.table(case.decisions).to_pylist() if one["state"] == "standing"]
    assert len(standing) > 4
    for one in standing:
        assert (search_of[one["a"]] == search_of[one["b"]]) == (one["verdict"] == "same"), one


def test_the_beginning_of_a_release_will_do_and_what_is_decided_is_not_written_twice(case: Case, run: Run) -> None:
    _, _, c, d, *_ = names(case)
    short, row = c[:6], c.partition(":")[2]
    code, said = run("link", f"{short.upper()}:{row}", d, "Same", "--why", "seen", "--later")
    assert (code, said) == (0, f"d1: {c} and {d} same\ntables and pages follow with the next `plainview audit`\n")
    today = date.today().isoformat()
    assert run("link", d, c, "same", "--why", "again") == (
        0, f"d1: {c} and {d} same, decided already on {today}; nothing was added\n",
    )  # fmt: skip
    assert run("list") == (0, f"d1  link {c} {d} same\n    {today}: seen\n")
    assert run("link", c, d, "different", "--why", "thought again", "--later")[0] == 0
    assert run("list", "--all")[1].splitlines()[::2] == [f"d1  link {c} {d} same (replaced)", f"d2  link {c} {d} different"]
    assert '"state": "standing"' in run("list", "--json")[1]


def test_a_program_is_told_what_was_decided_as_one_object(case: Case, run: Run) -> None:
    _, _, c, d, *_ = names(case)
    code, said = run("link", c, d, "same", "--why", "seen", "--by", "R. Vale", "--json")
    told = json.loads(said)
    today = date.today().isoformat()
    wanted = {"decision_id": "d1", "subject": "link", "a": c, "b": d, "verdict": "same", "decided_on": today, "is_new": True}
    assert (code, told) == (0, {**wanted, "page": str(case.site / "index.html")})
    assert frozenset([c, d]) <= next(one for one in searches(case) if c in one), "the tables were made anew"
    again = run("link", d, c, "same", "--why", "again", "--json")[1]
    assert json.loads(again) == {**wanted, "is_new": False, "page": None}
    undone = json.loads(run("undo", "d1", "--why", "no", "--later", "--json")[1])
    assert (undone["subject"], undone["verdict"], undone["is_new"], undone["page"]) == ("link", "undone", True, None)


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(case: Case, run: Run) -> None:
    name = names(case)[0]
    before = case.decisions.read_bytes()
    code, said = run("link", "somewhere", f"{name.partition(':')[0]}:77", "same", "--why", " ")
    assert code == 2
    assert [line for line in said.splitlines() if not line.startswith("fix: ")] == [
        "somewhere: does not name an entry",
        f"{name.partition(':')[0]}:77: is no entry of this case",
        "--why: is empty",
    ]
    assert "verdict (perhaps): is no verdict" in run("link", name, names(case)[1], "perhaps", "--why", "x")[1]
    assert "is the same entry as a" in run("link", name, name, "same", "--why", "x")[1]
    assert "d7: is no decision of this case" in run("undo", "d7", "--why", "x")[1]
    assert case.decisions.read_bytes() == before


def test_only_the_last_decision_can_be_undone_and_only_once(case: Case, run: Run) -> None:
    _, _, c, d, *_ = names(case)
    assert run("link", c, d, "same", "--why", "x", "--later")[0] == 0
    assert run("link", c, d, "different", "--why", "x", "--later")[0] == 0
    assert "d1: was replaced by d2\nfix: undo that one: plainview decide undo d2" in run("undo", "d1", "--why", "x")[1]
    assert run("undo", "d2", "--why", "x", "--later")[0] == 0
    assert "nothing was added" in run("undo", "d2", "--why", "x")[1]
    assert len(decisions.read(case.decisions)) == 3


def test_what_is_decided_about_a_sealed_release_is_idle(case: Case, run: Run) -> None:
    _, _, c, *rest = names(case)
    other = next(one for one in rest if one[:16] != c[:16])
    assert run("link", c, other, "same", "--why", "seen", "--later")[0] == 0
    with locked(case):
        seal.seal(case, open_archive(case.archive), other[:16], "asked back", DAY)
    audit(case)
    assert table(case) == [("d1", "same", "idle")]
    assert together(case) == set()
    assert run("list")[1].splitlines()[0] == f"d1  link {c} {other} same (idle)"


def test_a_mistake_made_by_hand_stops_the_journey_before_any_table(case: Case) -> None:
    case.decisions.write_text(case.decisions.read_text() + "d1,today,,link,x,y,same,\n")
    with pytest.raises(UserError) as caught:
        audit(case)
    assert str(caught.value).count("fix: ") == 4


def test_a_second_run_is_told_at_once(case: Case, run: Run) -> None:
    first, second, *_ = names(case)
    with locked(case):
        code, said = run("link", first, second, "same", "--why", "x")
    assert code == 2
    assert "another plainview is working on this case" in said


ADDING = """
import sys
from datetime import date
from pathlib import Path
from plainview.decisions.making import append
from plainview.decisions.row import Decision
for n in range(1, 100000):
    about = ("link", "a" * 16 + ":0", "b" * 16 + f":{n}", "same")
    append(Path(sys.argv[1]), Decision(f"d{n}", date(2026, 1, 2), "", *about, "x" * 900, 0))
    print(n, flush=True)
"""


@pytest.mark.parametrize("after", [1, 4, 9, 17])
def test_killed_while_it_adds_every_decision_is_whole_and_none_that_was_told_is_lost(tmp_path: Path, after: int) -> None:
    path = open_case(tmp_path / "case", DAY).decisions
    work = subprocess.Popen([sys.executable, "-c", ADDING, str(path)], stdout=subprocess.PIPE, text=True)
    assert work.stdout is not None
    for _ in range(after):
        told = int(work.stdout.readline())
    os.kill(work.pid, signal.SIGKILL)
    told = max([told, *map(int, work.stdout.read().splitlines())])
    work.wait()
    found = decisions.read(path)
    assert [one.decision_id for one in found] == [f"d{n}" for n in range(1, len(found) + 1)]
    assert len(found) in (told, told + 1)
    assert {len(one.why) for one in found} == {900}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_on_a_full_disk_the_file_stays_as_it_was(small_disk: Path) -> None:
    path = small_disk / "decisions.csv"
    done = subprocess.run([sys.executable, "-c", ADDING, str(path)], capture_output=True, text=True, check=False)
    assert "No space left on device" in done.stderr
    told = int(done.stdout.splitlines()[-1])
    assert len(decisions.read(path)) == told
    assert list(small_disk.iterdir()) == [path]
