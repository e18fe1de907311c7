"""Calendar and changes as pages: what is odd is marked in words, leads to its file, and stands in a table too."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import FakeStore, fake_store

from plainview import site
from plainview.pages import changed, changes, coverage, days
from plainview.pages._case import agency
from plainview.pages._days import marks
from plainview.pages._rows import Rows

WHY = "the log has no entry on 59 days between days that have some (in 1 of 12 logs held); the file may not have been produced"


@pytest.fixture(scope="module")
def store() -> FakeStore:
    """The made-up case, with what its builder would say of the silent months of one log, a cap and an overlap."""
    found = fake_store()
    (silent,) = found.con.execute(
        "select release_id from releases where kind = 'network_audit' and custodian_id = "
        "(select min(custodian_id) from held where state = 'gap' and log = 'network') order by period_from limit 1"
    ).fetchall()[0]
    (capped,) = found.con.execute("select max(release_id) from releases where kind = 'network_audit'").fetchall()[0]
    for release, kind, why in ((silent, "days_missing", WHY), (capped, "round_row_count", "a known export limit")):
        found.con.execute("insert into issues values (?, 0, '', ?, '', '', ?)", [release, kind, why])
    found.silent, found.capped = silent, capped  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def out(store: FakeStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(store, tmp_path_factory.mktemp("case") / "site").parent


def test_months_with_missing_days_are_marked_in_words_that_lead_to_the_file(store: FakeStore, out: Path) -> None:
    page = coverage.build(Rows(store))
    marked = {mark["words"]: mark["url"] for line in page["lines"] for cell in line["cells"] for mark in cell["marks"]}
    assert {"28 days missing", "cap?"} <= set(marked)
    assert marked["28 days missing"] == f"release/{store.silent}.html#oddities"  # type: ignore[attr-defined]
    assert marked["cap?"] == f"release/{store.capped}.html#oddities"  # type: ignore[attr-defined]
    html = (out / "coverage.html").read_text(encoding="utf-8")
    for words in ("28 days missing", "cap?", WHY):
        assert words in html
    assert 'id="oddities"' in (out / marked["28 days missing"].partition("#")[0]).read_text(encoding="utf-8")


def test_a_month_without_oddities_has_no_mark(store: FakeStore) -> None:
    rows = Rows(store)
    n_marks = sum(bool(place) for months in marks(rows).values() for place in months.values())
    (n_gaps,) = store.con.execute(
        "select count(distinct date_trunc('month', day)) from held where state = 'gap' and log = 'network' and custodian_id = "
        "(select min(custodian_id) from held where state = 'gap' and log = 'network')"
    ).fetchall()[0]
    assert n_marks == n_gaps + 1  # and one month of the capped file


def test_each_day_stands_once_in_the_calendar_and_in_the_csv(store: FakeStore, out: Path) -> None:
    rows = Rows(store)
    for id in days.ids(rows):
        page = days.build(rows, id)
        (n_days,) = store.con.execute("select count(*) from held where custodian_id = ?", [id]).fetchall()[0]
        assert sum(log["n_days"] for log in page["logs"]) == n_days
        assert sum(cell is not None for log in page["logs"] for month in log["months"] for cell in month["cells"]) == n_days
        (table,) = page["downloads"].values()
        assert len(table) == n_days + 1
        for log in page["logs"]:
            assert log["n_days"] == log["n_held"] + log["n_quiet"] + log["n_gap"] + log["n_low"]
        html = (out / "days" / f"{agency(rows, id)['id']}.html").read_text(encoding="utf-8")
        assert html.count('<td class="gap">') == sum(log["n_gap"] for log in page["logs"])


def test_changes_count_what_the_sharing_lists_show(store: FakeStore, out: Path) -> None:
    rows = Rows(store)
    page = changes.build(rows)
    assert page["total"]["n_pairs"] > 0
    assert page["total"]["n_lost"] + page["total"]["n_gained"] > 0
    for id in changed.ids(rows):
        one = changed.build(rows, id)
        shown = sum(len(pair["partners"]) for pair in one["pairs"])
        assert shown == one["counted"]["n_lost"] + one["counted"]["n_gained"]
        assert len(one["pairs"]) + len(one["same"]) == one["counted"]["n_pairs"]
    links = re.findall(r'href="(changed/[^"]+)"', (out / "changes.html").read_text(encoding="utf-8"))
    assert len(set(links)) == len(page["lines"])
    assert all((out / link).exists() for link in links)
