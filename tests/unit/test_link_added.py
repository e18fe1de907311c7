"""A release that is added to a large case: what is then linked is, in every column, what a new build links."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_link import Entry, decision, linked, some_entries

from plainview import link
from plainview.link import added
from plainview.store import Store

LINKS = "select release_id, row_no, search_id, tier, n_entries from links"
SEARCHES = (
    "select search_id, tier, searcher_id, searched_at, networks, devices, reason_id, n_entries, n_custodians, in_log, has_id "
    "from searches"
)
STRAYS = "select id, release_id, row_no, printed, month from link_strays"
IDS = "select id, month, search_release_id, search_row_no from link_ids"
MONTHS = "select month, release_id, custodian_id, release_no, n, n_ids, n_open, n_blind, n_neither, is_alone from link_months"
ALL = (LINKS, SEARCHES, STRAYS, IDS, MONTHS)
COARSE = 55  # the second of which the time is printed as a full minute


@dataclass(frozen=True)
class Undated(Entry):
    """An entry whose time cannot be read."""

    def at(self) -> datetime:
        return None  # type: ignore[return-value]


@contextmanager
def as_large(share: float = 1.0) -> Iterator[list[int]]:
    """Every case is large, and a month may grow by so much; how many pieces were made by adding to old ones."""
    made: list[int] = []
    way = added.link

    def counted(store: Store, before: Any, pieces: list[Any], *more: Any) -> None:
        made.append(len(pieces))
        way(store, before, pieces, *more)

    with patch.object(link, "LARGE", 1), patch.object(added, "SHARE", share), patch.object(added, "link", counted):
        yield made


def told(store: Store) -> list[list[tuple[Any, ...]]]:
    """All rows of what linking writes, but for the measured error."""
    return [sorted(store.db.execute(text).fetchall(), key=repr) for text in ALL]


def agree(*builds: list[Entry], decided: list[dict[str, Any]] | None = None) -> list[int]:
    """Link builds one after the other, each of which takes over from the one before, and the last one anew: they must agree.
    How many pieces each build made by adding to old ones."""
    with TemporaryDirectory() as place, as_large() as made:
        before: Path | None = None
        for number, entries in enumerate(builds):
            folder = Path(place) / str(number)
            folder.mkdir()
            with linked(entries, decided, folder, before) as store:
                found = told(store)
            before = folder
        with linked(builds[-1], decided) as store:
            for text, rows, wanted in zip(ALL, found, told(store), strict=True):
                assert rows == wanted, text
    return made


@st.composite
def grown_cases(draw: st.DrawFn) -> list[list[Entry]]:
    """Entries of up to five releases in up to four months, and cases that hold one release more than the one before. Some
    releases have no seconds, some entries no time."""
    entries = draw(some_entries(40, months=[0, 0, 0, 1, 2, 3]))
    coarse = draw(st.sets(st.integers(0, 4), max_size=1))
    undated = draw(st.sets(st.integers(1, 40), max_size=3))
    entries = [replace(one, second=COARSE) if one.release in coarse else one for one in entries]
    entries = [without_time(one) if one.row in undated else one for one in entries]
    order = draw(st.permutations(range(5)))
    kept = [set(order[:n]) for n in range(draw(st.integers(1, 4)), 6)]
    builds = [[one for one in entries if one.release in releases] for releases in kept]
    return [one for one in builds if one]


def without_time(one: Entry) -> Entry:
    return Undated(**{item.name: getattr(one, item.name) for item in fields(one)} | {"window": None})


@given(grown_cases())
@settings(max_examples=40, deadline=None)
def test_added_releases_are_linked_as_in_a_new_build(builds: list[list[Entry]]) -> None:
    agree(*builds)


OLD = [Entry(1, n, second=n, months=n % 3) for n in range(1, 10)] + [Entry(2, 1, second=3, months=0, id=1)]


@pytest.mark.parametrize(
    ("fresh", "months"),
    [
        ([Entry(3, 1, second=3, months=0)], 1),
        ([Entry(0, 1, second=3, months=0)], 1),  # it was received before the others, and gives their search its name
        ([Entry(3, 1, second=4, months=0, id=1)], 1),  # its id stands in another second
        ([Entry(3, 1, second=3, months=1, id=1)], 2),  # its id stands in an earlier month, to which it belongs
        ([Entry(3, 1, second=3, months=-1, id=1)], 1),  # its id stands in a later month, whose entry now belongs to a new one
        ([Entry(3, 1, second=3, months=2), Entry(3, 2, second=4, months=1)], 2),
        ([Entry(3, 1, second=3, months=0), Entry(4, 1, second=3, months=0, networks=6)], 1),
    ],
    ids=["plain", "received_earlier", "other_second", "earlier_month", "later_month", "two_months", "two_releases"],
)
def test_an_added_release_is_put_into_the_months_it_touches(fresh: list[Entry], months: int) -> None:
    assert agree(OLD, [*OLD, *fresh]) == [months]


def test_a_search_keeps_the_entries_that_an_added_release_says_nothing_of() -> None:
    """A search of one id stands in two seconds; the added release has an entry of one of them, with another id."""
    old = [Entry(1, 1, second=0, id=1), Entry(2, 1, second=1, id=1), Entry(4, 1, second=1), Entry(4, 2, second=0)]
    assert agree(old, [*old, Entry(3, 1, second=0, id=2)]) == [1]


def test_an_entry_that_leaves_for_an_earlier_month_leaves_one_search_for_those_that_stay() -> None:
    """Two searches stand in one second, so that a third entry is ambiguous, until the added release takes one of them away."""
    old = [Entry(1, 1), Entry(2, 1, id=1), Entry(4, 1, id=2), Entry(2, 2, second=1, months=-1)]
    assert agree(old, [*old, Entry(3, 1, months=-1, id=1)]) == [2]


def test_a_case_grows_again_and_again() -> None:
    steps = [OLD]
    for release in (5, 0, 4, 3):
        steps.append([*steps[-1], *(Entry(release, n, second=n, months=n % 2, id=n if release % 2 else None) for n in (3, 4, 8))])
    assert agree(*steps) == [2, 2, 2, 2]


def test_where_more_has_changed_than_that_releases_were_added_months_are_linked_whole() -> None:
    fresh = [Entry(3, 1, second=3, months=0)]
    assert agree(OLD, [*[one for one in OLD if one.release != 2], *fresh]) == []  # a release is gone
    assert agree(OLD, [*OLD, *fresh], decided=[decision(("r1", 3), ("r2", 1), "different")]) == []
    assert agree([*OLD, without_time(Entry(1, 50))], [*OLD, without_time(Entry(1, 50)), without_time(Entry(3, 1))]) == []


def test_a_month_that_grows_by_much_is_linked_whole(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    with as_large(share=0.1) as made:
        with linked(OLD, folder=tmp_path / "a"):
            pass
        with linked([*OLD, Entry(3, 1, second=3, months=0)], folder=tmp_path / "b", before=tmp_path / "a"):
            pass
    assert made == []
