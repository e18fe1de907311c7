"""The steps of linking: some months whole, and the error of linking on a sample of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa

from plainview.link.pieces import UNDATED, Piece
from plainview.store import Store

STEPS = ("twice", "groups", "hard", "narrow", "unnamed", "labelled", "blind", "blind_labelled", "blind_joined")
MADE = ("links", "searches", "link_ids")  # tables that are written from what was labelled


def link(store: Store, pieces: list[Piece], placed: list[dict[str, Any]], folds: list[int], every: int) -> None:
    """Link the entries of some pieces, write each piece, and measure the error on the entries of every `every`-th second."""
    take_in_hand(store, pieces, every)
    for step in ("in_hand", "keyed", *(["whole"] if folds else []), *STEPS, "spent"):
        store.run(f"link/{step}")
    if placed:
        store.run("link/labelled_whole")
    inside = {month for piece in pieces for month in piece.months}
    again = [row for row in placed if row["verdict"] == "same"]  # entries of one chain that left a search leave one by one
    for row in [*placed, *again]:
        if {row["a_month"] or UNDATED, row["b_month"] or UNDATED} <= inside:
            names = {name: row[name] for name in ("a_no", "a_row", "b_no", "b_row")}
            store.run(f"link/decided_{row['verdict']}", **names)
    store.run("link/found")
    for piece in pieces:
        show(store, piece)
        for table in MADE:
            store.make(table, f"link/{table}", piece=piece.name)
    measure(store, pieces, folds)
    store.run("link/done")


def take_in_hand(store: Store, pieces: list[Piece], every: int) -> None:
    """Say from which month to which the steps go, and which seconds are the sample's."""
    months = sorted(month for piece in pieces for month in piece.months)
    dated = [month for month in months if month != UNDATED] or [UNDATED]
    after = date(dated[-1].year + dated[-1].month // 12, dated[-1].month % 12 + 1, 1)
    store.run("link/hand", since=_moment(dated[0]), until=_moment(after), undated=months[0] == UNDATED, every=every)


def show(store: Store, piece: Piece) -> None:
    """Let SQL see the months of a piece, and what was linked in them."""
    store.lend("piece_months", pa.table({"month": pa.array(piece.months, pa.date32())}))
    for name in ("linked", "searched", "named"):
        store.run(f"link/{name}")


def measure(store: Store, pieces: list[Piece], folds: list[int]) -> None:
    """Hide the ids of one fold of custodians after the other on the sample, link it, and count what came of it."""
    store.run("link/no_counts")
    for fold in folds:
        store.run("link/hidden", fold=fold)
        store.run("link/keyed_again")
        for step in STEPS:
            store.run(f"link/{step}")
        store.run("link/counted")
        store.run("link/tallied")
    for piece in pieces:
        store.lend("piece_months", pa.table({"month": pa.array(piece.months, pa.date32())}))
        store.make("link_counts", "link/link_counts", piece=piece.name)


def _moment(month: date) -> datetime:
    return datetime(month.year, month.month, 1)
