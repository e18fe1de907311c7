"""Entries to searches: which entries of a thousand logs are records of one search, how surely, and with which error.

An entry with a vendor's id belongs to the search of that id. One without is linked by agency, second, networks and window,
then without the window or without the networks, where a log does not print them, and only where exactly one search fits;
otherwise it is ambiguous and stands alone. The error is measured on every build: ids are hidden, the same steps link, and
what they say is compared (sql/link/counted.sql).

A large case is linked month by month, each month a file of its own named after what it was made from: a release that is
added touches the months in which it has entries, and the files of all others are taken over from the generation before. Of
the months that it touches, only what it can change is linked (added.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from plainview.link import added, moved, pieces, steps
from plainview.link.pieces import TABLES
from plainview.store import Store

__all__ = ["AT_ONCE", "LARGE", "SAMPLE", "TABLES", "write"]

LARGE = 2_000_000  # entries of a case that is linked month by month
AT_ONCE = 7_000_000  # entries linked in one go; memory holds no more than these
SAMPLE = 600_000  # entries that are linked once more to measure the error, at most about so many in the whole case


def write(
    store: Store, previous: Path | None = None, made_with: str = "", stamps: Mapping[str, str] | None = None, build: str = ""
) -> None:
    """Write `links`, `searches`, `link_counts`, `link_ids`, `link_months`, `link_strays`, `link_errors` and `moved`.

    Args:
        store: holds entries, agencies, agency_names, reasons and the passing tables received, release_days and decided.
        previous: folder of a generation whose files may be taken over.
        made_with: what every entry depends on beside its release (program, readers, what people said of names): where it
            differs from the generation before, nothing is taken over.
        stamps: by release_id, what its entries are made from; where one differs, its months are linked anew.
        build: name of this build, for the ids that it moves.
    """
    stamps = stamps or {}
    version = _version(store, previous, made_with)
    _lend_stamps(store, stamps)
    store.run("link/linkable")
    before = added.look(store, previous, version)
    for name in ("release_months", "arrivals", "searchers", "wordings", "keyed_of"):
        store.run(f"link/{name}")
    store.number("arrivals", "release_id")
    store.number("searchers", "agency_id")
    if before and not added.has_only_grown(store, before):
        before = None
    if before:
        added.find_strays(store, before)
    else:
        store.run("link/strays")
        store.run("link/displaced")
    placed = store.rows("link/decided_entries") if store.rows("link/n_decided")[0]["n"] else []
    cut = pieces.cut(store, placed, version, stamps, LARGE)
    due = [piece for piece in cut if not pieces.taken_over(store, piece, previous)]
    grown = [piece for piece in due if before and not placed and added.may_grow(before, piece)]
    goes = ([grown] if grown else []) + pieces.at_once(cut, [piece for piece in due if piece not in grown], AT_ONCE)
    n = sum(piece.n for piece in cut)
    for folds, together in zip(_dealt(store, len(goes)), goes, strict=True):
        every = max(1, -(-n * len(folds) // SAMPLE))
        if before and together is grown:
            added.link(store, before, together, folds, every)
        else:
            steps.link(store, together, placed, folds, every)
    for table in TABLES:
        store.see(table)
    _record(store, cut, version)
    store.make("link_errors", "link/link_errors")
    moved.write(store, previous, build)


def _version(store: Store, previous: Path | None, made_with: str) -> str:
    """What the files of all months depend on: the program and the names' agencies."""
    digest = hashlib.sha256(made_with.encode())
    tables = {name: previous / f"{name}.parquet" for name in ("agency_names", "agencies")} if previous else {}
    if not tables or not all(path.exists() for path in tables.values()):
        return digest.hexdigest()
    # A new spelling changes nothing for the others; one that is read otherwise than before changes everything.
    renamed = store.rows("link/renamed", names=str(tables["agency_names"]), agencies=str(tables["agencies"]))
    return digest.hexdigest() + ("" if not renamed else hashlib.sha256(repr(renamed).encode()).hexdigest())


def _lend_stamps(store: Store, stamps: Mapping[str, str]) -> None:
    ids = [str(row["release_id"]) for row in store.rows("link/release_ids")]
    columns = {"release_id": ids, "stamp": [stamps.get(one, "") for one in ids]}
    store.lend("stamps", pa.table({name: pa.array(held, pa.string()) for name, held in columns.items()}))


def _record(store: Store, cut: list[pieces.Piece], version: str) -> None:
    """Write down what each month was made from, for the next build."""
    rows = [(month, piece.name, piece.is_alone) for piece in cut for month in piece.months]
    columns = {
        "month": pa.array([row[0] for row in rows], pa.date32()),
        "piece": pa.array([row[1] for row in rows], pa.string()),
        "is_alone": pa.array([row[2] for row in rows], pa.bool_()),
    }
    store.lend("month_pieces", pa.table(columns))
    store.make("link_months", "link/link_months", version=version)
    store.make("link_strays", "link/link_strays")


def _dealt(store: Store, n_goes: int) -> list[list[int]]:
    """The folds of custodians to be hidden in each go: all of them in one, or dealt out where there are several goes."""
    folds = [int(row["fold"]) for row in store.rows("link/folds")]
    apart = max(1, min(n_goes, len(folds)))
    return [[fold for place, fold in enumerate(folds) if place % apart == go % apart] for go in range(n_goes)]
