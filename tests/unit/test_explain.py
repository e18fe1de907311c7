"""`explain` tells of the same search in other logs: side by side, with the fullest wording, and with nothing filled in."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import CASE_NUMBER, FILTER, PROMPT, FakeStore, fake_store

from plainview import explain


@pytest.fixture(scope="module")
def store() -> FakeStore:
    return fake_store(n_entries=900)


def searched(store: FakeStore, sql: str) -> tuple[dict[str, Any], str]:
    """The search of the first entry that fits, as explain gives it, and the entry's name."""
    found = store.con.execute(
        "select e.release_id, e.row_no, l.search_id from entries e join links l using (release_id, row_no)"
        f" where {sql} order by all"
    ).fetchall()[0]
    release, _, row = found[2].partition(":")
    rows = store.rows("explain_search", release=release, row_no=int(row))
    return explain._search(rows, {"search_id": found[2]}), f"{found[0]}:{found[1]}"


def test_a_masked_entry_is_told_with_what_the_others_show(store: FakeStore) -> None:
    search, name = searched(store, "e.reason_state = 'masked'")
    assert (search["n_entries"], search["n_custodians"], len(search["entries"])) == (4, 4, 4)
    full = search["fullest"]["reason"]
    shown = next(one for one in search["entries"] if f"{one['release_id']}:{one['row_no']}" == full["from"])
    assert full["text"] == shown["reason_raw"]
    assert shown["reason_state"] == "value"
    lines = "\n".join(explain._told_search(search, name))
    assert "3 more entries, 4 custodians in all" in lines
    assert f"fullest reason: {json.dumps(full['text'])}, in {full['from']}" in lines
    assert f"  {name} " not in lines


def test_the_masked_entry_stands_beside_the_one_that_shows(store: FakeStore) -> None:
    search, name = searched(store, "l.n_entries = 4 and e.reason_state = 'value'")
    assert "reason masked" in "\n".join(explain._told_search(search, name))


def test_no_account_case_or_plate_of_another_log_is_told(store: FakeStore) -> None:
    search, name = searched(store, "e.reason_state = 'masked'")
    told = json.dumps(search, default=str) + "\n".join(explain._told_search(search, name))
    tokens = store.con.execute("select plate_token from entries union select account_token from entries").fetchall()
    for secret in (CASE_NUMBER, FILTER, PROMPT, *(token for (token,) in tokens)):
        assert secret not in told
    assert {key for one in search["entries"] for key in one if key.startswith(("account", "case", "plate"))} == {
        "account_state", "case_state", "plate_state",
    }  # fmt: skip
    assert "account value, case value, plate redacted" in told


def test_a_search_that_one_log_alone_holds_says_so(store: FakeStore) -> None:
    search, name = searched(store, "l.n_entries = 1")
    assert explain._told_search(search, name) == ["", "the same search in other logs: none is held"]


def test_of_very_many_entries_some_are_listed_with_the_fullest_and_the_rest_are_counted() -> None:
    store = fake_store(n_entries=600)
    (release, row) = store.con.execute(
        "select search_release_id, search_row_no from links where n_entries = 4 order by all"
    ).fetchall()[0]
    longest = "theft of everything in the yard that was not nailed down or chained to something"
    for number in range(80):
        last = number == 79
        store.con.execute(
            "insert into entries (release_id, row_no, custodian_id, log, reason_raw, reason_state, reason_id)"
            " values (?, ?, ?, 'network', ?, ?, 0)",
            [release, 90_000 + number, f"zz-{number:02}", longest if last else "***", "value" if last else "masked"],
        )
        store.con.execute(
            "insert into links (release_id, row_no, search_release_id, search_row_no, tier, n_entries)"
            " values (?, ?, ?, ?, 'repeat', 84)",
            [release, 90_000 + number, release, row],
        )
    rows = store.rows("explain_search", release=release, row_no=row)
    search = explain._search(rows, {"search_id": f"{release}:{row}"})
    assert (search["n_entries"], search["n_custodians"]) == (84, 84)
    assert 60 < len(search["entries"]) < 66
    assert search["fullest"]["reason"] == {"text": longest, "from": f"{release}:90079"}
    assert f"and {84 - len(search['entries'])} more" in explain._told_search(search, f"{release}:{row}")[-1]
