"""The truth of a network made for linking: Parquet files, for millions of rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from plainview.simulate import knowledge
from plainview.simulate.linking.country import Body
from plainview.simulate.linking.names import Names
from plainview.simulate.linking.plans import Plan
from plainview.simulate.linking.searches import Made
from plainview.simulate.world import NEVER, World

_PLANTED = np.array(["", "same_second", "bulk"], dtype=object)


class LinkTruth:
    """The open truth of one run. Row numbers count data rows from 1, the header not counted; a search is `S` and its number.

    Files: entries (file, row_no, search_id), searches, agencies, spellings (spelling, agency, in_logs: printed in a log, not on
    portal pages alone), custodians (the plan of each), own (custodian, search_id, in_network), files, shares.
    searches.n_reached counts the custodians whose cameras a search reached, even in a month they never handed over.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._files: list[dict[str, Any]] = []
        self._rows: list[npt.NDArray[np.int64]] = []
        self._first: list[int] = []
        self._pages: list[tuple[str, int, list[str]]] = []
        self._own: list[tuple[str, npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
        self._spellings: dict[str, int] = {}
        self._sources: list[str] = []
        self.counts = {"files": 0, "rows": 0}

    def file(self, path: str, kind: str, custodian: str, month: str, rows: int) -> None:
        """Note one finished file and its number of data rows."""
        self._files.append({"file": path, "kind": kind, "custodian": custodian, "month": month, "rows": rows})
        self.counts["files"] += 1
        self.counts["rows"] += rows

    def entries(self, path: str, first_row: int, search_ids: Iterable[str]) -> None:
        """Note which search each consecutive row of a portal's list is a record of."""
        self._pages.append((path, first_row, list(search_ids)))

    def numbers(self, path: str, first_row: int, searches: npt.NDArray[np.int64]) -> None:
        """Note which search (by number from 0) each consecutive row of a log is a record of."""
        self._sources.append(path)
        self._first.append(first_row)
        self._rows.append(searches)

    def own(self, custodian: str, searches: npt.NDArray[np.int64], lost: npt.NDArray[np.int64]) -> None:
        """Note a custodian's own searches and which of them its network log lacks."""
        self._own.append((custodian, searches, lost))

    def spelled(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Note spellings printed in logs, each with the number of its agency."""
        for spelling, number in pairs:
            self._spellings.setdefault(spelling, number)

    def close(self, world: World, bodies: list[Body], names: Names, plans: list[Plan], made: Made) -> None:
        """Write the Parquet files."""
        ids = [a.id for a in world.agencies]
        n_entries = self._write_entries(len(made.searches))
        self._write("files", pa.Table.from_pylist(self._files))
        self._write("agencies", pa.table({
            "id": ids, "name": [a.name for a in world.agencies], "state": [a.state for a in world.agencies],
            "kind": [a.kind for a in world.agencies], "level": [a.level for a in world.agencies],
            "beside": [one.beside for one in bodies], "cameras": [a.cameras for a in world.agencies],
            "custodian": [i in set(world.custodians) for i in range(len(ids))],
        }))  # fmt: skip
        elsewhere = {text: i for i, a in enumerate(world.agencies) for text in a.spellings if text not in self._spellings}
        spelled = sorted([(t, i, True) for t, i in self._spellings.items()] + [(t, i, False) for t, i in elsewhere.items()])
        self._write("spellings", pa.table({
            "spelling": [t for t, _, _ in spelled], "agency": [ids[i] for _, i, _ in spelled],
            "in_logs": [printed for *_, printed in spelled],
        }))  # fmt: skip
        self._write("custodians", pa.Table.from_pylist([_told(world, at, plan) for at, plan in enumerate(plans)]))
        self._write_own()
        self._write_searches(world, made, n_entries)
        self._write_shares(world)
        self.counts["spellings"] = len(self._spellings)

    def _write_entries(self, searches: int) -> npt.NDArray[np.int64]:
        counts = np.zeros(searches, dtype=np.int64)
        schema = pa.schema([("file", pa.string()), ("row_no", pa.int32()), ("search_id", pa.string())])
        with pq.ParquetWriter(self._folder / "entries.parquet", schema, compression="zstd") as writer:
            for path, first, rows in zip(self._sources, self._first, self._rows, strict=True):
                np.add.at(counts, rows, 1)
                writer.write_table(_entries(path, first, _search_ids(rows), schema))
            for path, first, ids in self._pages:
                writer.write_table(_entries(path, first, pa.array(ids, type=pa.string()), schema))
                np.add.at(counts, np.array([int(one[1:]) - 1 for one in ids], dtype=np.int64), 1)
        return counts

    def _write_own(self) -> None:
        schema = pa.schema([("custodian", pa.string()), ("search_id", pa.string()), ("in_network", pa.bool_())])
        tables = [
            pa.table(
                {"custodian": [custodian] * len(rows), "search_id": _search_ids(rows), "in_network": ~np.isin(rows, lost)},
                schema=schema,
            )
            for custodian, rows, lost in self._own
        ]
        self._write("own", pa.concat_tables([schema.empty_table(), *tables]))

    def _write_searches(self, world: World, made: Made, n_entries: npt.NDArray[np.int64]) -> None:
        s = made.searches
        moments = {name: pa.array(column.astype("datetime64[s]"), type=pa.timestamp("s")) for name, column in (
            ("searched_at", s.seconds), ("window_from", s.opens), ("window_to", s.closes))}  # fmt: skip
        searcher = pa.array([a.id for a in world.agencies]).take(pa.array(s.searcher))
        reached = np.bincount(made.seen, minlength=len(s))
        self._write("searches", pa.table({
            "search_id": _search_ids(np.arange(len(s))), "vendor_id": pa.array(s.ids, type=pa.string()),
            "searcher": searcher, **moments,
            "account": s.account, "networks": s.networks, "devices": s.devices,
            "reason": pa.array(s.reason, type=pa.string()),
            "planted": pa.array(_PLANTED[made.planted], type=pa.string()),
            "n_entries": n_entries, "n_reached": reached,
        }))  # fmt: skip

    def _write_shares(self, world: World) -> None:
        """The shares of the custodians alone: whose cameras others reached decides nothing that a log shows."""
        ids = np.array([a.id for a in world.agencies], dtype=object)
        rows = [
            (ids[owner], ids[to], world.day(int(world.begins[owner, to])), int(world.ends[owner, to]))
            for owner in world.custodians
            for to in np.nonzero(world.begins[owner] != NEVER)[0].tolist()
        ]
        ends = [None if end == NEVER else world.first_day + timedelta(days=end) for *_, end in rows]
        self._write("shares", pa.table({
            "from": [r[0] for r in rows], "to": [r[1] for r in rows], "from_on": [r[2] for r in rows],
            "to_on": pa.array(ends, type=pa.date32()),
        }))  # fmt: skip

    def _write(self, name: str, table: pa.Table) -> None:
        pq.write_table(table, self._folder / f"{name}.parquet", compression="zstd")


def _entries(path: str, first: int, search_ids: pa.Array, schema: pa.Schema) -> pa.Table:
    n = len(search_ids)
    return pa.table([pa.repeat(path, n), pa.array(np.arange(first, first + n, dtype=np.int32)), search_ids], schema=schema)


def _search_ids(rows: npt.NDArray[np.int64]) -> pa.Array:
    digits = np.char.zfill((rows + 1).astype("U10"), 10) if len(rows) else np.array([], dtype="U10")
    return pa.array(np.char.add("S", digits), type=pa.string())


def _told(world: World, at: int, plan: Plan) -> dict[str, Any]:
    agency = world.agencies[world.custodians[at]]
    keys = {knowledge.table("exports")["labels"][label] for label in plan.labels}
    months = world.months()
    return {
        "custodian": agency.id, "slug": agency.slug, "ids": plan.ids,
        **{key: key in keys for key in ("networks", "devices", "window")},
        "window_one_line": plan.window_one_line, **{f"{key}_redacted": style for key, style in plan.redact.items()},
        "retypes": plan.retypes, "as_of_export": plan.as_of_export, "repeats": plan.repeats, "organization": plan.organization,
        "portal": plan.portal, "missing": [months[m] for m in plan.missing],
        "again": f"{months[plan.again[0]]} to {months[plan.again[1]]}" if plan.again else "",
        "again_ids": "ID" in plan.again_labels,
    }  # fmt: skip
