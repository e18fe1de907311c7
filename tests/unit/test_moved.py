"""Ids of searches that linking moved: each old name leads to the search in which its entry stands now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from fake_store import fake_store
from hypothesis import given, settings
from hypothesis import strategies as st
from test_link import Entry, linked, some_entries

from plainview import link
from plainview.link import added
from plainview.pages import _moved, method
from plainview.pages._cited import searches
from plainview.pages._rows import Rows

Told = dict[str, tuple[str, str]]  # old id -> search, since


@contextmanager
def built(*cases: list[Entry]) -> Iterator[list[tuple[Told, dict[str, str]]]]:
    """What each build, taking over from the one before, tells of old ids, and each entry's search in it."""
    found = []
    with TemporaryDirectory() as place, patch.object(link, "LARGE", 1), patch.object(added, "SHARE", 1.0):
        before: Path | None = None
        for number, entries in enumerate(cases):
            folder = Path(place) / f"gen-{number}"
            folder.mkdir()
            with patch.object(link, "write", _named(f"gen-{number}")), linked(entries, None, folder, before) as store:
                told = {row["old_id"]: (row["search_id"], row["since"]) for row in store.text_rows("select * from moved")}
                links = store.text_rows("select release_id || ':' || row_no as entry, search_id from links")
                found.append((told, {row["entry"]: row["search_id"] for row in links}))
            before = folder
        yield found


def _named(build: str):  # type: ignore[no-untyped-def]
    write = link.write
    return lambda store, previous: write(store, previous, build=build)


def test_a_search_that_gets_an_earlier_entry_leaves_its_old_name_behind() -> None:
    two = [Entry(3, 1), Entry(4, 1), Entry(4, 2, second=9)]
    with built(two, [Entry(2, 5), *two], [Entry(1, 7), Entry(2, 5), *two], [Entry(1, 7), Entry(2, 5), *two]) as builds:
        assert [told for told, _ in builds] == [
            {},
            {"r3:1": ("r2:5", "gen-1")},
            {"r3:1": ("r1:7", "gen-2"), "r2:5": ("r1:7", "gen-2")},
            {"r3:1": ("r1:7", "gen-2"), "r2:5": ("r1:7", "gen-2")},
        ]


def test_a_name_that_names_a_search_again_or_whose_entry_is_gone_is_not_told_of() -> None:
    two = [Entry(3, 1), Entry(4, 1)]
    with built(two, [Entry(2, 5), *two], two) as builds:
        assert [sorted(told) for told, _ in builds] == [[], ["r3:1"], []]
    with built(two, [Entry(2, 5), *two], [Entry(2, 5), Entry(4, 1)]) as builds:
        assert builds[-1][0] == {}


def test_a_name_that_did_not_change_says_since_when_it_is_so_though_its_month_was_linked_anew() -> None:
    two = [Entry(3, 1), Entry(4, 1)]
    with built(two, [Entry(2, 5), *two], [Entry(2, 5), *two, Entry(5, 9, second=7)]) as builds:
        assert builds[-1][0] == {"r3:1": ("r2:5", "gen-1")}


def test_a_case_without_entries_forgets_all_names() -> None:
    with built([Entry(3, 1)], []) as builds:
        assert builds[-1] == ({}, {})


@given(some_entries(30, months=[0, 0, 1, 2]), st.lists(st.sets(st.integers(0, 4)), min_size=2, max_size=4))
@settings(max_examples=30, deadline=None)
def test_every_id_of_every_build_can_be_found_in_the_last(entries: list[Entry], kept: list[set[int]]) -> None:
    """The names of any build's searches are searches now, or lead to the search their entry is in, or the entry went."""
    cases = [[replace(one) for one in entries if one.release in releases] for releases in kept]
    with built(*cases) as builds:
        told, links = builds[-1]
        ids = set(links.values())
        known = {search for _, held in builds for search in held.values()}
        seen: set[str] = set()  # once an entry has gone its name is forgotten
        for _, held in builds:
            seen = {id for id in seen | set(held.values()) if id in held}
        assert {old: search for old, (search, _) in told.items()} == {id: links[id] for id in seen - ids}
        assert set(told) <= known


def test_an_old_address_of_a_search_leads_to_its_page_and_a_file_tells_all() -> None:
    store = fake_store()
    cited = searches(Rows(store))[0]
    old = "0123456789abcdef:7"
    rows = [(old, cited, "gen-a"), ("fedcba9876543210:8", "0000000000000000:1", "gen-b")]
    store.con.executemany("insert into moved values (?, ?, ?)", rows)
    led = _moved.addresses(Rows(store))
    assert led["search/0123456789abcdef-7.html"] == f"search/{cited.replace(':', '-')}.html"
    assert "search/fedcba9876543210-8.html" not in led  # that search has no page
    page = method.build(store)
    assert (page["n_moved"], page["n_moved_told"]) == (2, 2)
    assert page["downloads"]["moved.csv"] == [
        ["release_id", "row_no", "id"], ["0123456789abcdef", 7, cited], ["fedcba9876543210", 8, "0000000000000000:1"],
    ]  # fmt: skip
    store.con.execute("delete from moved")
    assert method.build(store)["downloads"] == {}
