"""Releases that were added to a large case: only what they can change is linked anew.

What an entry is linked to depends on the entries of its agency and second and on those with its id. So of the months that the
added releases touch, the entries of their agencies and seconds are labelled again, the searches in which one of these stands or
stood are made anew, and the month's files are the old ones without these searches, and the new ones. Only where nothing else
has changed since the generation before; a table of it (link_months) tells what it was made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from plainview.link import steps
from plainview.link.pieces import TABLES, UNDATED, Piece, files_of
from plainview.store import Store

MOST = 700_000  # entries that are added at once; where there are more, months are linked whole
SHARE = 0.25  # of a month's entries may be new; where more are, it is linked whole


@dataclass(frozen=True, slots=True)
class Before:
    """The generation before: its folder, the piece that each month is in, and the releases that were added since."""

    folder: Path
    piece_of: dict[date, str]
    added: frozenset[str]


def look(store: Store, previous: Path | None, version: str) -> Before | None:
    """What the generation before knows that holds now, as months_before, and entries of other releases, as fresh."""
    store.run("link/no_months_before")
    before = None
    if previous and all((previous / f"{name}.parquet").exists() for name in ("link_months", "link_strays")):
        store.run("link/months_before", path=str(previous / "link_months.parquet"), version=version)
        rows = store.rows("link/pieces_before")
        added = [row["release_id"] for row in store.rows("link/added_releases")]
        if rows and store.rows("link/n_added", releases=added)[0]["n"] <= MOST:
            store.run("link/fresh", releases=added)
            before = Before(
                previous, {row["month"] or UNDATED: row["piece"] for row in rows if row["is_alone"]}, frozenset(added)
            )
            return before if all(row["is_alone"] for row in rows) else None
        store.run("link/no_months_before")
    store.run("link/fresh_all")
    return None


def has_only_grown(store: Store, before: Before) -> bool:
    """Whether nothing but added releases sets the case apart from the generation before."""
    if store.rows("link/gone", path=str(before.folder / "link_months.parquet")):
        return False
    return all(files_of(before.folder, name) for name in before.piece_of.values())


def find_strays(store: Store, before: Before) -> None:
    """Ids that stand in several months, as they were known before and with those of the added releases."""
    paths = [str(before.folder / "link_ids" / f"{name}.parquet") for name in before.piece_of.values()]
    store.run("link/met_ids", paths=paths)
    touched = {row["month"] for row in store.rows("link/touched_months")}
    _lend_files(store, before, touched)
    store.run("link/strays_added", path=str(before.folder / "link_strays.parquet"))
    store.run("link/displaced")
    store.run("link/to_other_month", path=str(before.folder / "link_strays.parquet"))


def may_grow(before: Before, piece: Piece) -> bool:
    """Whether a piece is a month of the generation before to which not too much was added."""
    fresh = sum(n for release, n in piece.n_of.items() if release in before.added)
    return piece.is_alone and UNDATED not in piece.months and piece.months[0] in before.piece_of and fresh <= SHARE * piece.n


def link(store: Store, before: Before, pieces: list[Piece], folds: list[int], every: int) -> None:
    """Write some pieces from those of the generation before and what the added releases change in them."""
    steps.take_in_hand(store, pieces, every)
    months = {piece.months[0] for piece in pieces}
    store.lend("hand_months", pa.table({"month": pa.array(sorted(months), pa.date32())}))
    _lend_files(store, before, months)
    for name in ("stirred", "gathered", "joining", "keyed_gathered", "keyed_added", "whole_added", "old_searches", "rest"):
        store.run(f"link/{name}")
    for name in (*steps.STEPS, "rest_in_hand", "rest_labelled", "spent", "found"):
        store.run(f"link/{name}")
    for piece in pieces:
        steps.show(store, piece)
        old = dict(zip(TABLES, files_of(before.folder, before.piece_of[piece.months[0]]), strict=True))
        for table in steps.MADE:
            store.make(table, f"link/{table}_added", piece=piece.name, before=str(old[table]))
    steps.measure(store, pieces, folds)
    store.run("link/done")


def _lend_files(store: Store, before: Before, months: set[date]) -> None:
    """Let SQL see the links, searches and ids of some months of the generation before."""
    names = sorted(before.piece_of[month] for month in months if month in before.piece_of) or list(before.piece_of.values())[:1]
    links, searches, _, ids = zip(*(map(str, files_of(before.folder, name)) for name in names), strict=True)
    store.run("link/before", links=list(links), searches=list(searches), ids=list(ids))
