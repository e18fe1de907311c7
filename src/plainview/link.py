"""Entries to searches: which entries of a thousand logs are records of one search, how surely, and with which error.

An entry with a vendor's id belongs to the search of that id. One without is linked by agency, second, networks and window,
then without the window or without the networks, where a log does not print them, and only where exactly one search fits;
otherwise it is ambiguous and stands alone. The error is measured on every build: ids are hidden, the same steps link, and
what they say is compared (sql/link/counted.sql).

A large case is linked month by month, each month a file of its own named after what it was made from: a release that is
added touches the months in which it has entries, and the files of all others are taken over from the generation before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview.store import Store

UNDATED = date(1, 1, 1)  # stands for the month of entries without a readable time
LARGE = 2_000_000  # entries of a case that is linked month by month
AT_ONCE = 7_000_000  # entries linked in one go; memory holds no more than these
SAMPLE = 600_000  # entries that are linked once more to measure the error, at most about so many in the whole case
TABLES = ("links", "searches", "link_counts")
STEPS = ("twice", "groups", "hard", "narrow", "labelled", "blind", "blind_labelled", "blind_joined")


@dataclass(frozen=True, slots=True)
class Piece:
    """Months that are linked together and written as one file. `name` tells them and what the file is made from."""

    name: str
    months: tuple[date, ...]
    n: int


def write(store: Store, previous: Path | None = None, made_with: str = "", stamps: Mapping[str, str] | None = None) -> None:
    """Write `links`, `searches`, `link_counts` and `link_errors`.

    Args:
        store: holds entries, agencies, agency_names, reasons and the passing tables received, release_days and decided.
        previous: folder of a generation whose files may be taken over.
        made_with: what every entry depends on beside its release (program, readers, what people said of names): where it
            differs from the generation before, nothing is taken over.
        stamps: by release_id, what its entries are made from; where one differs, its months are linked anew.
    """
    for name in ("release_months", "arrivals", "searchers", "wordings", "strays"):
        store.run(f"link/{name}")
    placed = store.rows("link/decided_entries")
    pieces = _pieces(store, placed, _version(store, previous, made_with), stamps or {})
    due = [piece for piece in pieces if not _taken_over(store, piece, previous)]
    goes = _at_once(pieces, due)
    n = sum(piece.n for piece in pieces)
    for folds, together in zip(_dealt(store, len(goes)), goes, strict=True):
        _link(store, together, placed, folds, max(1, -(-n * len(folds) // SAMPLE)))
    for table in TABLES:
        store.see(table)
    store.make("link_errors", "link/link_errors")


def _version(store: Store, previous: Path | None, made_with: str) -> str:
    """What the files of all months depend on: the program, ids that stand in several months, and the names' agencies."""
    digest = hashlib.sha256(made_with.encode())
    for row in store.rows("link/stray_ids"):
        digest.update(repr(row).encode())
    tables = {name: previous / f"{name}.parquet" for name in ("agency_names", "agencies")} if previous else {}
    if not tables or not all(path.exists() for path in tables.values()):
        return digest.hexdigest()
    # A new spelling changes nothing for the others; one that is read otherwise than before changes everything.
    moved = store.rows("link/renamed", names=str(tables["agency_names"]), agencies=str(tables["agencies"]))
    return digest.hexdigest() + ("" if not moved else hashlib.sha256(repr(moved).encode()).hexdigest())


def _pieces(store: Store, placed: list[dict[str, Any]], version: str, stamps: Mapping[str, str]) -> list[Piece]:
    """The months of the case, each a piece; all in one where the case is small or a decision joins them."""
    rows = store.rows("link/months")
    by_month = {month or UNDATED: list(held) for month, held in groupby(rows, key=lambda row: row["month"])}
    sets = [{month} for month in by_month]
    if sum(row["n"] for row in rows) < LARGE:
        sets = [set(by_month) or {UNDATED}]
    for row in placed:
        joined = [months for months in sets if months & {row["a_month"] or UNDATED, row["b_month"] or UNDATED}]
        sets = [months for months in sets if months not in joined] + [set().union(*joined)]
    pieces = []
    for months in sorted(sorted(one) for one in sets if one):
        digest = hashlib.sha256(version.encode())
        for row in [row for month in months for row in by_month.get(month, [])]:
            stamp = stamps.get(row["release_id"], "")
            digest.update(repr((str(row["month"]), row["release_id"], row["custodian_id"], row["n"], stamp)).encode())
        for row in placed:
            if {row["a_month"] or UNDATED, row["b_month"] or UNDATED} & set(months):
                digest.update(repr(sorted(row.items(), key=str)).encode())
        shown = "undated" if months == [UNDATED] else f"{months[-1]:%Y-%m}"
        count = sum(row["n"] for month in months for row in by_month.get(month, []))
        pieces.append(Piece(f"{shown}-{digest.hexdigest()[:12]}", tuple(months), count))
    return pieces


def _taken_over(store: Store, piece: Piece, previous: Path | None) -> bool:
    """Whether the generation before holds this very piece; then its files are in this one, too."""
    found = [previous / table / f"{piece.name}.parquet" for table in TABLES] if previous else []
    if not found or not all(path.exists() for path in found):
        return False
    for table, path in zip(TABLES, found, strict=True):
        target = store.folder / table / path.name
        target.parent.mkdir(exist_ok=True)
        target.hardlink_to(path)
    return True


def _at_once(pieces: list[Piece], due: list[Piece]) -> list[list[Piece]]:
    """The pieces to be made, neighbours together as long as memory allows."""
    gone: list[list[Piece]] = []
    before = -2
    for place, piece in enumerate(pieces):
        if piece not in due:
            continue
        if place == before + 1 and sum(one.n for one in gone[-1]) + piece.n <= AT_ONCE:
            gone[-1].append(piece)
        else:
            gone.append([piece])
        before = place
    return gone


def _dealt(store: Store, n_goes: int) -> list[list[int]]:
    """The folds of custodians to be hidden in each go: all of them in one, or dealt out where there are several goes."""
    folds = [int(row["fold"]) for row in store.rows("link/folds")]
    apart = max(1, min(n_goes, len(folds)))
    return [[fold for place, fold in enumerate(folds) if place % apart == go % apart] for go in range(n_goes)]


def _link(store: Store, pieces: list[Piece], placed: list[dict[str, Any]], folds: list[int], every: int) -> None:
    """Link the entries of some pieces, write each piece, and measure the error on the entries of every `every`-th second."""
    months = sorted(month for piece in pieces for month in piece.months)
    dated = [month for month in months if month != UNDATED] or [UNDATED]
    after = date(dated[-1].year + dated[-1].month // 12, dated[-1].month % 12 + 1, 1)
    span = {"since": _moment(dated[0]), "until": _moment(after), "undated": months[0] == UNDATED}
    store.run("link/keyed", **span, every=every)
    store.run("link/whole", every=every)
    for step in STEPS:
        store.run(f"link/{step}")
    store.run("link/spent")
    inside = set(months)
    again = [row for row in placed if row["verdict"] == "same"]  # entries of one chain that left a search leave one by one
    for row in [*placed, *again]:
        if {row["a_month"] or UNDATED, row["b_month"] or UNDATED} <= inside:
            names = {name: row[name] for name in ("a_no", "a_row", "b_no", "b_row")}
            store.run(f"link/decided_{row['verdict']}", **names)
    store.run("link/found")
    for piece in pieces:
        store.lend("piece_months", pa.table({"month": pa.array(piece.months, pa.date32())}))
        store.make("links", "link/links", piece=piece.name)
        store.make("searches", "link/searches", piece=piece.name)
    _measure(store, folds)
    for piece in pieces:
        store.lend("piece_months", pa.table({"month": pa.array(piece.months, pa.date32())}))
        store.make("link_counts", "link/link_counts", piece=piece.name)
    store.run("link/done")


def _measure(store: Store, folds: list[int]) -> None:
    """Hide the ids of one fold of custodians after the other on a sample, link it, and count what came of it."""
    store.run("link/no_counts")
    for fold in folds:
        store.run("link/hidden", fold=fold)
        store.run("link/keyed_again")
        for step in STEPS:
            store.run(f"link/{step}")
        store.run("link/counted")
        store.run("link/tallied")


def _moment(month: date) -> datetime:
    return datetime(month.year, month.month, 1)
