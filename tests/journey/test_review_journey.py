"""What reviewers answer holds in the tables after every rebuild, is asked in a terminal, and is seen by nobody outside."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from plainview import cli, decisions, journey, review
from plainview.case import Case, open_case
from plainview.intake import Facts
from plainview.store import Store, current

DAY = date(2026, 1, 2)
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"
Run = Callable[..., tuple[int, str, str]]


def log(*reasons: str) -> str:
    """A network audit: a search for each of these reasons."""
    row = ',***,Birch Hollow TX PD,{at},,***,"{reason}",,,"09/01/2025, 02:{at:02}:00 PM UTC",search'
    return "\n".join([HEADER, *(row.format(at=at, reason=reason) for at, reason in enumerate(reasons, 3))]) + "\n"


LOGS = {
    ("Alder Falls OH PD", "public"): log("ICE", "zebra lobby", "zebra  LOBBY", "burglary", "=1+1 zebra", "zebra hall"),
    ("Port Wren CA PD", "embargoed"): log("zebra lobby", "zebra cellar"),
}


def audit(case: Case) -> None:
    done = journey.take_in(case, [], Facts(DAY), None, lambda *_: None)
    journey.publish(case, journey.build(case, done.fingerprint, lambda *_: None))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of two logs after one whole journey, to be copied."""
    folder = tmp_path_factory.mktemp("once")
    case = open_case(folder / "case", DAY)
    for (custodian, handling), text in LOGS.items():
        (folder / f"{custodian}.csv").write_text(text)
        facts = Facts(DAY, custodian, handling=handling)
        journey.take_in(case, [folder / f"{custodian}.csv"], facts, None, lambda *_: None)
    audit(case)
    return case.root


@pytest.fixture
def case(once: Path, tmp_path: Path) -> Case:
    shutil.copytree(once, tmp_path / "case")
    return Case(tmp_path / "case")


@pytest.fixture
def run(case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`plainview WORDS... --case` in this interpreter: (exit code, what it printed, what it said beside)."""
    monkeypatch.delenv("PLAINVIEW_KEY_FILE", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    def asked(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["plainview", *words, "--case", str(case.root)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return asked


def readings(case: Case, public: bool = False) -> dict[str, list[str]]:
    """`purpose certainty made_by` of each reason in the tables, of all releases or of the public ones."""
    generation = current(case.warehouse)
    assert generation is not None
    opened = Store(generation / journey.PUBLIC if public else generation, case.temporary)
    try:
        rows = opened.text_rows(
            "select reason_raw, list(purpose || ' ' || certainty || ' ' || p.made_by) as said"
            " from reasons join purposes p using (reason_id) group by all"
        )
    finally:
        opened.close()
    return {one["reason_raw"]: one["said"] for one in rows}


def sheet(printed: str, **answers: tuple[str, str]) -> str:
    rows = list(csv.reader(io.StringIO(printed), delimiter="\t"))
    for row in rows[1:]:
        row[3:5] = answers.get(row[0].replace(" ", "_"), ("", ""))
        row[5] = "told by the clerk Quillon" if row[3] else ""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t").writerows(rows)
    return text.getvalue()


def test_without_a_terminal_it_lists_and_writes_nothing(case: Case, run: Run) -> None:
    before = case.decisions.read_bytes()
    code, printed, _ = run("review", "reasons", "--reviewer", "Rosalind Vale")
    rows = list(csv.reader(io.StringIO(printed), delimiter="\t"))
    assert (code, rows[0][0], rows[1][0]) == (0, "reason", "zebra lobby")
    assert {row[0] for row in rows[2:]} == {"ICE", "'=1+1 zebra", "zebra hall", "zebra cellar"}
    assert rows[1][6:] == ["3", "0", "none"]
    code, printed, _ = run("review", "reasons", "--json", "--limit", "1")
    found = json.loads(printed)
    assert found.keys() == {"reasons", "n_strings", "n_searches", "n_sessions", "n_disputed"}
    assert [(one["a"], one["n_searches"]) for one in found["reasons"]] == [("[zebra lobby]", 3)]
    assert found["n_strings"] == 5
    assert case.decisions.read_bytes() == before


def test_a_sheet_settles_readings_in_all_tables_and_nobody_outside_sees_who_did(case: Case, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sheet.tsv"
    path.write_text(sheet(run("review", "reasons")[1], zebra_lobby=("theft", "probable"), ICE=("v", "")))
    assert run("review", "reasons", "--answers", str(path))[0] == 2
    assert decisions.read(case.decisions) == [], "nobody was named"
    code, printed, _ = run("review", "reasons", "--answers", str(path), "--reviewer", "Rosalind Vale")
    assert (code, printed.splitlines()[0]) == (0, "2 answers were written, 0 were known, 3 lines are not answered")
    assert "plainview audit" in printed
    shutil.rmtree(case.warehouse)
    audit(open_case(case.root, DAY))
    names = {one.a: one.decision_id for one in decisions.read(case.decisions)}
    said = [f"theft probable decided:{names['[zebra lobby]']}"]
    for public in (False, True):
        now = readings(case, public)
        assert (now["zebra lobby"], now["zebra  LOBBY"], now.get("ICE")) == (said, said, None)
        assert now["burglary"][0].startswith("burglary ")
    pages = [one for one in case.site.rglob("*") if one.is_file()]
    assert len(pages) > 5
    assert [one for one in pages if re.search(rb"Quillon|Rosalind", one.read_bytes())] == []
    assert "ICE" not in run("review", "reasons")[1]
    assert run("decide", "undo", names["[zebra lobby]"], "--why", "misread")[0] == 0
    assert "zebra lobby" not in readings(case)
    assert [one["state"] for one in decisions.listed(case) if one["a"] == "[zebra lobby]"] == ["replaced", "undone"]


def test_a_dispute_leaves_the_reading_and_is_told(case: Case, run: Run, tmp_path: Path) -> None:
    about = ("[ice]", "any")
    review.answer(case, [(*about, "immigration certain", "")], "R. Vale", DAY)
    review.answer(case, [(*about, "none", "")], "D. Moss", DAY)
    before = readings(case)["ICE"]
    audit(case)
    assert readings(case)["ICE"] == before
    code, printed, _ = run("review", "reasons", "--agreement", "--json")
    found = json.loads(printed)
    assert (code, found["n"], found["n_equal"], found["differ"][0]["a"]) == (0, 1, 0, "[ice]")
    assert "R. Vale: immigration certain" in run("review", "reasons", "--agreement")[1]
    path = tmp_path / "cases.tsv"
    assert "0 labelled strings; left out: 1 on which reviewers differ" in run("review", "reasons", "--cases", str(path))[1]
    assert path.read_text().count("\n") == 1
    code, _, said = run("review", "reasons", "--cases", str(case.site / "cases.tsv"))
    assert (code, "what lies there is published" in said) == (2, True)
    assert not (case.site / "cases.tsv").exists()
    assert run("review", "reasons", "--cases", str(path), "--agreement")[0] == 2


def terminal(case: Case, typed: str, *words: str) -> str:
    """What `plainview review reasons` shows in a terminal in which these lines are typed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "plainview", "review", "reasons", "--case", str(case.root), *words]
    work = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "dumb"})
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux's word for the end
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert work.wait(60) == 0, shown
    return shown.decode()


def test_in_a_terminal_it_asks_one_by_one(case: Case) -> None:
    shown = terminal(case, "theft\nc\nq\n", "--reviewer", "R. Vale")
    assert "1 of 5" in shown
    assert "“zebra lobby”" in shown
    assert "1 answers were written" in shown
    assert [(one.by, one.a, one.b, one.verdict) for one in decisions.read(case.decisions)] == [
        ("R. Vale", "[zebra lobby]", "any", "theft certain")
    ]
    assert "say who you are: --reviewer" in terminal(case, "")
    assert len(decisions.read(case.decisions)) == 1


ADDING = """
import sys
from datetime import date
from pathlib import Path
from plainview.case import Case
from plainview.review import answer
for n in range(1, 100000):
    said = [(f"[zebra {n} {part}]", "any", "none", "x" * 900) for part in range(3)]
    answer(Case(Path(sys.argv[1])), said, "R. Vale", date(2026, 1, 2))
    print(n, flush=True)
"""


@pytest.mark.parametrize("after", [1, 5, 11])
def test_killed_while_a_sheet_is_written_all_of_it_is_there_or_none(tmp_path: Path, after: int) -> None:
    case = open_case(tmp_path / "case", DAY)
    work = subprocess.Popen([sys.executable, "-c", ADDING, str(case.root)], stdout=subprocess.PIPE, text=True)
    assert work.stdout is not None
    for _ in range(after):
        told = int(work.stdout.readline())
    os.kill(work.pid, signal.SIGKILL)
    told = max([told, *map(int, work.stdout.read().splitlines())])
    work.wait()
    found = decisions.read(case.decisions)
    assert len(found) in (3 * told, 3 * told + 3)
    assert [one.decision_id for one in found] == [f"d{n}" for n in range(1, len(found) + 1)]
