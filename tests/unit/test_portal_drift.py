"""A vendor changes its page: each change is told first and loudly, and nothing of it is read as empty, gone or removed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import made_portals as made
import pytest

from plainview import drift
from plainview.store import open_current

HEADING = "Organizations granted access to "
BREAKS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, ""),
    "a label": ({"broken": ("Acceptable Use Policy", "What Users May Do With It")}, "labels"),
    "a label of a figure": ({"broken": ("Vehicles Detected\n", "Cars Seen\n")}, "labels"),
    "a heading of a list": ({"broken": (HEADING, "Partner agencies with a view of ")}, "lists"),
    "a unit": ({"broken": ("30 days", "4 weeks")}, "numbers"),
    "another unit": ({"broken": ("71", "71 days")}, "numbers"),
    "a number in words": ({"broken": ("123,456", "123.5K")}, "numbers"),
    "a page cut inside the list": ({"cut": "OR PD\n\nHotlists"}, "whole_pages"),
    "a page cut above the list": ({"cut": "Total Cameras"}, "whole_pages"),
}


def audit(folder: Path, case: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    command = [sys.executable, "-m", "plainview", "audit", str(folder), "--case", str(case), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, drift.EXIT), done.stderr
    counts: dict[str, Any] = json.loads(done.stdout)
    return done, counts


def ask(case: Path, sql: str) -> list[tuple[Any, ...]]:
    opened = open_current(case / "warehouse", case / "warehouse" / "tmp")
    try:
        return opened.db.execute(sql).fetchall()
    finally:
        opened.close()


@pytest.mark.parametrize("what", BREAKS)
def test_each_change_is_told_and_nothing_is_read_as_removed(what: str, tmp_path: Path) -> None:
    how, measure = BREAKS[what]
    done, counts = audit(made.write(tmp_path / "portals", 3, **how), tmp_path / "case")
    measures = {row["measure"] for row in counts["layout_drift"]}
    assert (measure in measures) if measure else not measures
    assert done.returncode == (drift.EXIT if measure else 0)
    assert ("LAYOUT MAY HAVE CHANGED" in done.stderr) is bool(measure)
    if measure:
        assert all(row["recent"] and row["n_pages_odd"] == len(made.TOWNS) for row in counts["layout_drift"])
        told = ask(
            tmp_path / "case",
            f"select count(distinct release_id) from issues where kind = 'layout_drift' and column_name = '{measure}'",
        )
        assert told == [(len(made.TOWNS),)]
    command = [sys.executable, "-m", "plainview", "diff", "--case", str(tmp_path / "case"), "--json"]
    compared = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["comparisons"]
    assert len(compared) == 2 * len(made.TOWNS)
    assert not [row for one in compared for row in one["sharing"]]
    lines = ask(tmp_path / "case", "select count(*) from releases where n_rows <> n_used + n_quarantined + n_skipped")
    assert lines == [(0,)]


def test_a_list_that_is_not_on_the_page_any_more_is_missing_not_empty(tmp_path: Path) -> None:
    folder = made.write(tmp_path / "portals", 2)
    page = folder / "port-wren" / "2026-05-11.txt"
    text = page.read_text()
    start = text.index(HEADING)
    page.write_text(text[:start] + text[text.index("Hotlists Alerted On") :])
    done, counts = audit(folder, tmp_path / "case")
    assert (done.returncode, counts["layout_drift"]) == (0, [])  # one agency may take its list off: that is no change of layout
    found = ask(tmp_path / "case", "select kind, column_name from issues")
    assert found == [("list_missing", "outbound")]


def test_a_new_layout_that_comes_to_some_pages_first_is_told(tmp_path: Path) -> None:
    folder = made.write(tmp_path / "portals", 2)
    for town in ("port-wren", "mossgate", "bluestem", "stonewell"):
        page = folder / town / "2026-05-11.txt"
        page.write_text(page.read_text().replace("Access Policy", "Rules Of Entry"))
    counts = audit(folder, tmp_path / "case")[1]
    assert [(row["measure"], row["n_pages_odd"]) for row in counts["layout_drift"]] == [("fields", 4), ("labels", 4)]
