"""Known truths about the real public records. Skipped by name where they are not at hand."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import audit

from plainview.store import open_current

Whole = tuple[Path, dict[str, object]]


def ask(case: Path, sql: str) -> list[tuple[Any, ...]]:
    opened = open_current(case / "warehouse", case / "warehouse" / "tmp")
    try:
        return opened.db.execute(sql).fetchall()
    finally:
        opened.close()


@pytest.fixture(scope="module")
def portal_logs(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    case = tmp_path_factory.mktemp("logs") / "case"
    return case, audit([data / "search_audit"], case)


def test_portal_logs_alone_are_176_files_48229_rows_21234_ids(portal_logs: Whole) -> None:
    counts = portal_logs[1]
    assert (counts["releases"], counts["rows"], counts["entries"], counts["vendor_ids"]) == (176, 48_229, 48_229, 21_234)
    assert (counts["quarantined"], counts["skipped"], counts["refused"]) == (0, 0, 0)


def test_portal_ids_stand_for_about_20865_sessions(portal_logs: Whole) -> None:
    assert ask(portal_logs[0], "select sum(n_sessions), sum(n_ids) from sessions") == [(20_865, 21_234)]


@pytest.fixture(scope="module")
def compared(whole_case: Whole) -> list[dict[str, Any]]:
    """What `plainview diff` finds to compare in all real records, as a program gets it."""
    command = [sys.executable, "-m", "plainview", "diff", "--case", str(whole_case[0]), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["comparisons"]
    return found


def slug(comparison: dict[str, Any]) -> str:
    """The portal's name, from the folder in which its file lies."""
    return str(comparison["a"]["path"].split("/")[1])


def test_redrawn_ids_are_the_expected_ones_and_none_is_told_as_gone(compared: list[dict[str, Any]], data: Path) -> None:
    logs = [one for one in compared if one["kind"] == "portal_audit"]
    found = Counter(
        (slug(one), one["from_on"], one["to_on"], row["old_id"], row["new_id"]) for one in logs for row in one["redrawn"]
    )
    assert [one["gone"] for one in logs if one["gone"]] == []
    assert not any(one["sessions"]["n_edited"] for one in logs)
    with (data / "expected" / "rekeyed_ids.csv").open(newline="") as file:
        expected = Counter((r["agency"], r["snap_from"], r["snap_to"], r["old_id"], r["new_id"]) for r in csv.DictReader(file))
    assert len(expected) == 433
    assert found == expected


def test_sharing_changes_are_the_expected_ones(compared: list[dict[str, Any]], data: Path) -> None:
    found = Counter(
        (slug(one), one["from_on"], one["to_on"], row["direction"], row["partner"], row["change"])
        for one in compared
        for row in one.get("sharing", [])
        if one["a"]["path"].startswith("portal/") and one["from_on"] >= "2026-03-27"  # the expected list begins with that capture
    )
    with (data / "expected" / "sharing_changes.csv").open(newline="") as file:
        expected = Counter(
            (r["agency"], r["date_from"], r["date_to"], r["direction"], r["partner"], r["change"]) for r in csv.DictReader(file)
        )
    assert sum(expected.values()) == 483
    assert found == expected


def test_vehicles_are_never_the_30_of_a_description(whole_case: Whole) -> None:
    assert ask(whole_case[0], "select count(*) from snapshots where field in ('vehicles', 'unique_vehicles') and value = 30") == [
        (0,)
    ]
    assert ask(whole_case[0], "select count(*) > 300 from snapshots where field in ('vehicles', 'unique_vehicles')") == [(True,)]


def test_a_csv_met_in_its_page_and_as_a_file_is_one_release(whole_case: Whole) -> None:
    met_twice = "select count(*), min(n_copies) >= 2 from releases where kind = 'portal_audit' and parent_id <> ''"
    assert ask(whole_case[0], met_twice) == [(94, True)]
    assert ask(whole_case[0], "select count(*) from releases where kind = 'portal_audit'") == [(176 + 3,)]


def test_all_records_in_one_call_are_accounted_for_row_by_row(whole_case: Whole) -> None:
    assert ask(whole_case[0], "select path from releases where n_rows <> n_used + n_quarantined + n_skipped") == []
    kinds = dict(ask(whole_case[0], "select kind, count(*) from releases group by kind"))
    assert kinds == {
        "portal_page": 421, "portal_audit": 179, "organization_audit": 2, "event_log": 3, "shared_networks": 1,
        "sharing_report": 3, "dashboard": 8, "letter": 5,
    }  # fmt: skip


def test_the_two_printed_audits_have_every_row(whole_case: Whole) -> None:
    found = dict(ask(whole_case[0], "select name, n_used from releases where kind = 'organization_audit'"))
    assert sorted(found.values()) == [539, 4_103]


def test_every_used_row_of_a_log_is_an_entry(whole_case: Whole) -> None:
    assert (
        ask(
            whole_case[0],
            """select path, n_used, n from releases
           join (select release_id, count(*) as n from entries group by 1) using (release_id)
           where n <> n_used or n_rows < n_used""",
        )
        == []
    )


def test_every_file_is_either_a_release_or_listed_with_a_reason_and_a_fix(whole_case: Whole, data: Path) -> None:
    files = {
        str(path.relative_to(data))
        for name in ("portal", "audits", "vigilant")
        for path in (data / name).rglob("*")
        if path.is_file()
    }
    told = {
        row[0]
        for row in ask(whole_case[0], "select path from refused where why <> '' and fix <> '' union select path from releases")
    }
    assert files - told == set()
