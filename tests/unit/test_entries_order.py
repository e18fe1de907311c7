"""In which order, and in which files, a build writes entries: whoever asks for one month must not read the others."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from test_link import Entry, some_entries, table

from plainview import journey
from plainview.store import empty


def by_month(row: dict[str, Any]) -> tuple[Any, ...]:
    at = row["searched_at"]
    return (at.year, at.month), row["custodian_id"], at, row["release_id"], row["row_no"]


@given(some_entries(40, months=[0, 1, 2, 3]), st.randoms())
@settings(max_examples=25, deadline=None)
def test_entries_stand_by_month_then_by_custodian_and_time(entries: list[Entry], mixer: Any) -> None:
    mixer.shuffle(entries)
    with empty() as store:
        store.lend("made_entries", table(entries))
        found = store.rows("ingest/entries_together")
    assert len(found) == len(entries)
    assert found == sorted(found, key=by_month)


class Noted:
    """Stands for a store: which releases were lent when a file of entries was made."""

    def __init__(self) -> None:
        self.lent: list[str] = []
        self.made: dict[str, list[str]] = {}

    def run(self, name: str) -> None:
        assert name == "ingest/entries"

    def lend_parts(self, table: str, paths: Any) -> None:
        self.lent = [path.parent.name for path in paths]

    def make(self, table: str, name: str, piece: str) -> None:
        self.made[piece] = self.lent


@given(st.lists(st.integers(0, 12), max_size=8), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_each_release_is_written_once_and_only_few_of_middling_size_have_a_file_of_their_own(sizes: list[int], few: int) -> None:
    with TemporaryDirectory() as place, patch.multiple(journey, SOME=4, LARGE=9, FEW=few, TOGETHER=10):
        found = []
        for number, size in enumerate(sizes):
            folder = Path(place) / f"r{number}"
            folder.mkdir()
            (folder / "entries-00000.parquet").touch()
            found.append(SimpleNamespace(release_id=f"r{number}", parts=[{"rows": size}], folder=folder))
        store = Noted()
        journey._write_entries(store, found)  # type: ignore[arg-type]
    alone = {piece for piece in store.made if not piece.startswith("together")}
    sorted_together = [held for piece, held in store.made.items() if piece not in alone]
    assert all(len(held) < 2 or sum(sizes[int(one[1:])] for one in held) <= 10 for held in sorted_together), "what fits in memory"
    assert sorted(release for held in store.made.values() for release in held) == sorted(one.release_id for one in found)
    assert all(store.made[piece] == [piece] for piece in alone)
    wanted = sorted((size for size in sizes if size > 4), reverse=True)
    assert sorted((sizes[int(piece[1:])] for piece in alone), reverse=True) == wanted[:few] + [n for n in wanted[few:] if n > 9]
    assert sorted(store.lent) == sorted(one.release_id for one in found), "later steps see the parts of all"
