"""The frame: every search of the period, once, with its stratum; written as a list that anyone can check a draw against."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from pathlib import Path

import pyarrow as pa

from plainview.case import Case
from plainview.errors import UserError
from plainview.sampling.strata import Stratum, number_sql
from plainview.store import Store, open_current, sql

HEADER = "search_id,stratum\n"
_MANY = 100_000


@dataclass(frozen=True, slots=True)
class Period:
    """Which searches: from and to (days of UTC, both included), and of which agency ("" for all): those it made, or with is_log
    those in its log."""

    from_on: date
    to_on: date
    agency_id: str
    is_log: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The list as it was found. text: the bytes of frame.csv; sizes: searches of each stratum; ids_sha256: of the names alone,
    one a line, in order; n_undated: searches of the case without a day, which stand in no period."""

    text: bytes
    sizes: tuple[int, ...]
    ids_sha256: str
    n_undated: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text).hexdigest()


def opened(case: Case) -> Store:
    """The case's tables, for reading."""
    return open_current(case.warehouse, case.temporary / "duckdb")


def agency_named(case: Case, name: str) -> tuple[str, str]:
    """Id and name of the agency that a person means by an id, a name or a spelling. UserError if none or several fit."""
    store = opened(case)
    try:
        found = store.rows("sample/agency", named=name.strip())
    finally:
        store.close()
    exact = [one for one in found if one["agency_id"] == name.strip()] or found
    if len(exact) == 1:
        return str(exact[0]["agency_id"]), str(exact[0]["canonical"] or exact[0]["agency_id"])
    if exact:
        ids = ", ".join(str(one["agency_id"]) for one in exact[:5])
        raise UserError(f"--agency {name}", "is the name of several agencies", f"name one by its id: {ids}")
    raise UserError(f"--agency {name}", "is no agency of this case", "write its id or name as the pages show it")


def found(case: Case, period: Period, strata: Sequence[Stratum]) -> Frame:
    """The frame as the case's tables have it now."""
    store = opened(case)
    try:
        columns = {"from_on": pa.array([period.from_on]), "to_on": pa.array([period.to_on]),
                   "agency_id": [period.agency_id], "is_log": [period.is_log]}  # fmt: skip
        store.lend("sample_asked", pa.table(columns))
        text = f"select search_id, {number_sql(list(strata))} as stratum from ({sql('sample/frame')})"
        store.keep("sample_frame", text, ["search_id", "stratum"])
        rows = store.arrow("sample/listed")
        n_undated = int(store.rows("sample/undated")[0]["n"])
    finally:
        store.close()
    sizes, names, lines = [0] * len(strata), hashlib.sha256(), io.BytesIO()
    lines.write(HEADER.encode())
    for batch in rows.to_batches(100_000):
        for search_id, at in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            sizes[at] += 1
            names.update(f"{search_id}\n".encode())
            lines.write(f"{search_id},{strata[at].id}\n".encode())
    return Frame(lines.getvalue(), tuple(sizes), names.hexdigest(), n_undated)


def rank(seed: str, search_id: str) -> str:
    """The draw number of a search: SHA-256 of the seed, a comma and its name. The lowest of a stratum are drawn."""
    return hashlib.sha256(f"{seed},{search_id}".encode()).hexdigest()


def lowest(lines: Iterator[tuple[str, str]], seed: str, counts: dict[str, int]) -> dict[str, list[str]]:
    """By stratum, the names of the searches with the lowest draw numbers, in their order; so many of each as `counts` says."""
    ranked: dict[str, list[tuple[str, str]]] = {stratum: [] for stratum in counts}
    for search_id, stratum in lines:
        kept = ranked[stratum]
        kept.append((rank(seed, search_id), search_id))
        if len(kept) > 2 * counts[stratum] + _MANY:
            kept[:] = nsmallest(counts[stratum], kept)
    return {stratum: [name for _, name in nsmallest(counts[stratum], ranked[stratum])] for stratum in counts}


def read(path: Path, sha256: str) -> Iterator[tuple[str, str]]:
    """Name and stratum of each line of a frame as it was written. UserError if the file is not the one that was recorded."""
    try:
        with path.open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(str(path), f"cannot be read: {error.strerror}", "restore it from a copy, or draw a new sample") from error
    if now != sha256:
        fix = "restore it from a copy, or draw a new sample under another name"
        raise UserError(str(path), "is not the list that was recorded: its SHA-256 differs", fix)
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            search_id, _, stratum = line.rstrip("\n").partition(",")
            yield search_id, stratum
