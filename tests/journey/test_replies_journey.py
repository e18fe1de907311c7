"""replies.csv through the whole journey: an answer stands on its page, an idle line is told, a mistake stops the run."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import audit

from plainview.store import open_current

HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"
IDLE = "0123456789abcdef"


def rows(case: Path, text: str) -> list[dict[str, Any]]:
    opened = open_current(case / "warehouse", case / "warehouse" / "tmp")
    try:
        return opened.text_rows(text)
    finally:
        opened.close()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "plainview", *words], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replies")
    log = [
        f"{number:08d}-0000-4000-8000-000000000000,A. User,Alder Falls CA PD,3,,,ICE ERO detainer assist,,,"
        f'"03/02/2026, 04:{number:02d}:00 PM UTC",search'
        for number in range(1, 9)
    ]
    (folder / "log.csv").write_text("\n".join([HEADER, *log, ""]))
    audit([folder / "log.csv"], folder / "case", "--custodian", "Alder Falls CA PD")
    return folder / "case"


def test_the_rules_tell_how_many_agencies_got_which_verdict(case: Path) -> None:
    found = rows(case, "select * from rules")
    n_asked = sum(one["n_conflict"] + one["n_question"] for one in found)
    asking = "select count(distinct (made_by, agency_id)) as n from findings where source = 'rule' and verdict <> 'unclear'"
    (asked,) = rows(case, asking)
    assert n_asked == asked["n"] > 0
    assert sum(one["n_clear"] for one in found) > 0
    with (case / "site" / "rules.csv").open(encoding="utf-8", newline="") as file:
        assert all(one["n_conflict"] == "0" for one in csv.DictReader(file) if one["strength"] != "conflict")


def test_an_answer_stands_on_the_page_and_an_idle_line_is_told(case: Path) -> None:
    (one,) = rows(case, "select finding_id from findings where verdict <> 'unclear' order by finding_id limit 1")
    lines = ["finding,put_on,answered_on,answer", f'{one["finding_id"]},2026-05-02,2026-05-20,"We <b>disagree</b>."']
    (case / "replies.csv").write_text("\n".join([*lines, f"{IDLE},2026-05-02,,", ""]), encoding="utf-8")
    done = run("audit", str(case.parent / "log.csv"), "--case", str(case))
    assert done.returncode == 0
    assert f"finding {IDLE} is not made any more" in done.stderr
    assert [row["state"] for row in rows(case, "select state from replies order by line")] == ["standing", "idle"]
    page = (case / "site" / "findings" / f"{one['finding_id']}.html").read_text(encoding="utf-8")
    assert "We &lt;b&gt;disagree&lt;/b&gt;." in page
    assert "2026-05-20" in page
    assert not any(IDLE.encode() in path.read_bytes() for path in (case / "site").rglob("*") if path.is_file())


def test_a_mistake_in_it_stops_the_run_and_names_the_cell(case: Path) -> None:
    before = (case / "warehouse" / "CURRENT").read_text()
    (case / "replies.csv").write_text("finding,put_on\nnothing,2026-05-02\n", encoding="utf-8")
    done = run("audit", str(case.parent / "log.csv"), "--case", str(case))
    assert done.returncode == 2
    assert "replies.csv line 2, column finding 'nothing'" in done.stderr
    assert (case / "warehouse" / "CURRENT").read_text() == before
    (case / "replies.csv").unlink()
