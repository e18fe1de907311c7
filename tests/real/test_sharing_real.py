"""Sharing in the real public records: the known changes, the two biggest cuts, and what the only disclosed log line shows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from plainview.sharing import asking, changes
from plainview.store import Store, open_current


@pytest.fixture(scope="module")
def store(whole_case: tuple[Path, dict[str, object]]) -> Iterator[Store]:
    case = whole_case[0]
    opened = open_current(case / "warehouse", case / "warehouse" / "tmp")
    yield opened
    opened.close()


def captured(path: str) -> str:
    """The day in the name of a saved page."""
    found = re.search(r"20\d\d-\d\d-\d\d", path.rsplit("/", 1)[-1])
    assert found
    return found.group()


def test_the_changes_are_the_expected_ones_and_none_is_false(store: Store, data: Path) -> None:
    rows = [
        row
        for row in changes.changed(store, "", date.min, date.max)["changes"]
        if row["before_path"].startswith("portal/") and captured(row["before_path"]) >= "2026-03-27"
    ]
    found = Counter(
        (
            row["before_path"].split("/")[1], captured(row["before_path"]), captured(row["after_path"]),
            row["direction"], row["partner_raw"], row["change"],
        )
        for row in rows
    )  # fmt: skip
    with (data / "expected" / "sharing_changes.csv").open(newline="") as file:
        expected = Counter(
            (r["agency"], r["date_from"], r["date_to"], r["direction"], r["partner"], r["change"]) for r in csv.DictReader(file)
        )
    assert sum(expected.values()) == 483
    assert found == expected


def test_the_two_biggest_cuts_of_portals_come(store: Store) -> None:
    cuts = [row for row in changes.cuts(store, 100)["cuts"] if row["kind"] == "portal_page"]
    assert [(row["n_gone"], row["n_come"]) for row in cuts] == [(141, 1), (108, 0)]


def test_the_log_shows_the_share_that_it_ended(store: Store) -> None:
    """It names one partner alone, so it says nothing of others; the share made on 12 February opens live pictures, no search."""
    [ended] = store.text_rows("select distinct from_id, to_id from share_events where act = 'deleted'")
    found = {
        day: next(row for row in asking.who(store, ended["from_id"], day)["answers"] if row["to_id"] == ended["to_id"])
        for day in (date(2026, 2, 20), date(2026, 3, 2))
    }
    assert [(row["certainty"], row["basis"]) for row in found.values()] == [("shown", "event"), ("unknown", None)]


def test_every_list_that_could_not_be_read_is_told_as_such(store: Store) -> None:
    states = store.text_rows(
        "select direction, state, count(*) as n from share_lists where kind = 'portal_page' group by all order by all"
    )
    counts = {(row["direction"], row["state"]): row["n"] for row in states}
    assert sum(counts.values()) == 2 * 421
    assert counts["outbound", "not_read"] >= 13
    rows = store.text_rows(
        "select l.state from share_lists l join issues i using (release_id) "
        "where i.kind = 'list_not_read' and i.column_name = l.direction"
    )
    assert {row["state"] for row in rows} == {"not_read"}
