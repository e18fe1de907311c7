"""What a case says of agencies takes effect at the next build: decided names, loaded lists; a state that a path gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import audit

HEAD = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type\n"
ROW = '0000000{n}-0000-4000-8000-000000000000,***,{org},3,,***,stolen,,,"09/01/2025, 12:30:1{n} PM UTC",search\n'
LIST = """date,state,agency,type
2025-06-01,OHIO,wren county sheriff,Task Force Model
2025-06-02,OHIO,mill county sheriff,Task Force Model
"""


def table(case: Path, name: str) -> list[dict[str, Any]]:
    generation = (case / "warehouse" / (case / "warehouse" / "CURRENT").read_text().strip()) / f"{name}.parquet"
    rows: list[dict[str, Any]] = pq.read_table(generation).to_pylist()
    return rows


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decided")
    log = folder / "records" / "alder-falls-oh-pd" / "network_audit.csv"
    log.parent.mkdir(parents=True)
    names = ["Wren County OH SO", "Wren Cnty Shrf", "Mill PD", "Quill Group"]
    log.write_text(HEAD + "".join(ROW.format(n=n, org=org) for n, org in enumerate(names)))
    audit([folder / "records"], folder / "case")
    return folder / "case"


def told(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "plainview", *map(str, words)], capture_output=True, text=True, check=False)


def test_decisions_and_lists_take_effect_at_the_next_build(case: Path, tmp_path: Path) -> None:
    before = {row["name_raw"]: row["agency_id"] for row in table(case, "agency_names")}
    assert before["Wren Cnty Shrf"] != before["Wren County OH SO"] == "oh-wren-county-sheriff"
    assert (before["Mill PD"], table(case, "memberships")) == ("xx-mill-police", [])

    decisions = ["name,same_as,state,kind,why", "Wren Cnty Shrf,Wren County OH SO,,,letterhead", "Mill PD,,Ohio,,its website"]
    (case / "agency_names.csv").write_text("\n".join([*decisions, "Quill Group,,,task force,a grant"]) + "\n")
    (tmp_path / "list.csv").write_text(LIST)
    assert told("agencies", "load", tmp_path / "list.csv", "--case", case).returncode == 0
    audit([case.parent / "records"], case)

    names = {row["name_raw"]: row for row in table(case, "agency_names")}
    assert names["Wren Cnty Shrf"]["agency_id"] == "oh-wren-county-sheriff"
    assert names["Wren Cnty Shrf"]["why"] == "decided in agency_names.csv, line 2: letterhead"
    assert names["Mill PD"]["agency_id"] == "oh-mill-police"
    found = {row["agency_id"]: row for row in table(case, "agencies")}
    assert (found["oh-wren-county-sheriff"]["n_names"], found["oh-wren-county-sheriff"]["canonical"]) == (
        2, "Wren County Sheriff's Office (OH)",
    )  # fmt: skip
    assert found[names["Quill Group"]["agency_id"]]["kind"] == "task_force"
    searchers = {row["searcher_raw"]: row["searcher_id"] for row in table_of_entries(case)}
    assert searchers["Wren Cnty Shrf"] == "oh-wren-county-sheriff"
    stays = {row["agency_id"]: (str(row["from_on"]), row["to_on"] and str(row["to_on"])) for row in table(case, "memberships")}
    assert stays == {"oh-wren-county-sheriff": ("2025-06-01", "2025-06-01"), "oh-mill-county-sheriff": ("2025-06-02", None)}
    assert [row["source"] for row in table(case, "listed")] == ["287(g) participating agencies"] * 2

    (case / "agency_names.csv").unlink()
    audit([case.parent / "records"], case)
    assert {row["name_raw"]: row["agency_id"] for row in table(case, "agency_names")} == before


def table_of_entries(case: Path) -> list[dict[str, Any]]:
    generation = case / "warehouse" / (case / "warehouse" / "CURRENT").read_text().strip()
    return [row for file in sorted((generation / "entries").glob("*.parquet")) for row in pq.read_table(file).to_pylist()]


def test_mistakes_in_decisions_stop_the_audit_before_anything_is_read(case: Path) -> None:
    (case / "agency_names.csv").write_text("name,state,why\nMill PD,Ohia,\nWren PD,,x\n")
    done = told("audit", case.parent / "records", "--case", case)
    assert (done.returncode, done.stderr.count("fix:")) == (2, 3)
    assert "agency_names.csv line 2, column state 'Ohia': is no state" in done.stderr
    (case / "agency_names.csv").unlink()


def test_the_portals_name_gives_the_state_that_the_page_leaves_out(case: Path) -> None:
    from plainview.agencies.tables import custodians

    page, path = "Wren County Sheriffs Office", "portal/wren-county-ca-so/2026-04-10.html"
    read = custodians([(page, "page", path)])[page]
    assert (read.agency_id, read.state, read.confidence) == ("ca-wren-county-sheriff", "CA", 0.8)
    assert "portal's name in the path" in read.why
    apart = [(page, "page", path), (page, "page", path.replace("-ca-", "-oh-"))]
    assert custodians(apart)[page].agency_id == "xx-wren-county-sheriff"  # two portals of one name: neither state is told
    other = [(page, "page", "portal/mill-county-ca-so/2026-04-10.html")]
    assert custodians(other)[page].state == ""  # another agency's folder
    given = [(page, "given", path)]
    assert custodians(given)[page].state == ""
    named = "Wren County NV Sheriffs Office"
    assert custodians([(named, "page", path)])[named].state == "NV"
    assert custodians([("custodian not stated: a.csv", "none", "a.csv")])["custodian not stated: a.csv"].agency_id.startswith(
        "unknown-"
    )
