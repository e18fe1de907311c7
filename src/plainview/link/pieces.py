"""The pieces in which a case is linked: months, each a file of its own, named after what it is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from plainview.store import Store

UNDATED = date(1, 1, 1)  # stands for the month of entries without a readable time
TABLES = ("links", "searches", "link_counts", "link_ids")


@dataclass(frozen=True, slots=True)
class Piece:
    """Months that are linked together and written as one file. `name` tells them and what the file is made from; `n_of`: how
    many entries each release has in them; `is_alone`: it is one month, and no decision is about an entry of it."""

    name: str
    months: tuple[date, ...]
    n_of: Mapping[str, int]
    is_alone: bool

    @property
    def n(self) -> int:
        return sum(self.n_of.values())


def cut(store: Store, placed: list[dict[str, Any]], version: str, stamps: Mapping[str, str], large: int) -> list[Piece]:
    """The months of the case, each a piece; all in one where the case is small or a decision joins them."""
    rows = store.rows("link/months")
    marks = {row["month"]: row["mark"] for row in store.rows("link/stray_marks")}
    by_month = {month or UNDATED: list(held) for month, held in groupby(rows, key=lambda row: row["month"])}
    sets = [{month} for month in by_month]
    if sum(row["n"] for row in rows) < large:
        sets = [set(by_month) or {UNDATED}]
    for row in placed:
        joined = [months for months in sets if months & _months(row)]
        sets = [months for months in sets if months not in joined] + [set().union(*joined)]
    pieces = []
    for months in sorted(sorted(one) for one in sets if one):
        digest = hashlib.sha256(version.encode())
        n_of: dict[str, int] = {}
        for row in [row for month in months for row in by_month.get(month, [])]:
            stamp = stamps.get(row["release_id"], "")
            digest.update(repr((str(row["month"]), row["release_id"], row["custodian_id"], row["n"], stamp)).encode())
            n_of[row["release_id"]] = n_of.get(row["release_id"], 0) + row["n"]
        digest.update(repr([marks.get(month) for month in months]).encode())
        decided = [row for row in placed if _months(row) & set(months)]
        for row in decided:
            digest.update(repr(sorted(row.items(), key=str)).encode())
        shown = "undated" if months == [UNDATED] else f"{months[-1]:%Y-%m}"
        pieces.append(Piece(f"{shown}-{digest.hexdigest()[:12]}", tuple(months), n_of, len(months) == 1 and not decided))
    return pieces


def _months(row: dict[str, Any]) -> set[date]:
    return {row["a_month"] or UNDATED, row["b_month"] or UNDATED}


def files_of(folder: Path | None, name: str) -> list[Path]:
    """The files of a piece of a generation, in the order of TABLES; none where they are not all there."""
    found = [folder / table / f"{name}.parquet" for table in TABLES] if folder else []
    return found if all(path.exists() for path in found) else []


def taken_over(store: Store, piece: Piece, previous: Path | None) -> bool:
    """Whether the generation before holds this very piece; then its files are in this one, too."""
    found = files_of(previous, piece.name)
    for table, path in zip(TABLES, found, strict=False):
        target = store.folder / table / path.name
        target.parent.mkdir(exist_ok=True)
        target.hardlink_to(path)
    return bool(found)


def at_once(pieces: list[Piece], due: list[Piece], most: int) -> list[list[Piece]]:
    """The pieces to be made, neighbours together as long as they have no more entries than `most`."""
    gone: list[list[Piece]] = []
    before = -2
    for place, piece in enumerate(pieces):
        if piece not in due:
            continue
        if place == before + 1 and sum(one.n for one in gone[-1]) + piece.n <= most:
            gone[-1].append(piece)
        else:
            gone.append([piece])
        before = place
    return gone
