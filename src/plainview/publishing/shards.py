"""The table of entries in files small enough for a page to load: by agency and month, each as CSV and as a script.

A script file is no program: it calls one function with plain data, because a page under a strict policy, or opened from a
folder, may load scripts of its own site and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plainview.publishing.shown import Log, columns

LARGEST = 500_000  # bytes of one file, of either kind
AIM = 470_000
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Shard:
    """One piece: `name` without ending, below the folder of its agency; searchers from `first` to `last` stand in it."""

    month: str
    name: str
    n: int
    first: str
    last: str
    csv_bytes: int


def write(log: Log, folder: Path) -> list[Shard]:
    """Write one agency's pieces below `folder`, which is made; at most LARGEST bytes each."""
    folder.mkdir(parents=True, exist_ok=True)
    shards: list[Shard] = []
    for month, table in months(log.entries):
        lines = csv_lines(table)
        cuts = _cuts(lines)
        for number, (start, end) in enumerate(cuts, 1):
            name = month if len(cuts) == 1 else f"{month}-{number:03d}"
            piece = table.slice(start, end - start)
            text = header() + "".join(lines[start:end].to_pylist())
            data = text.encode()
            (folder / f"{name}.csv").write_bytes(data)
            (folder / f"{name}.js").write_bytes(script(name, piece).encode())
            searchers = piece["searcher"]
            shards.append(Shard(month, name, piece.num_rows, searchers[0].as_py(), searchers[-1].as_py(), len(data)))
    return shards


def months(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each month, in order; those without a day last. The table is sorted by month already."""
    keys = pc.dictionary_encode(pc.utf8_slice_codeunits(table["day"].combine_chunks(), 0, 7))
    codes = np.asarray(keys.indices)
    if not len(codes):
        return
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    for start, end in pairwise(edges):
        yield keys.dictionary[codes[start]].as_py() or UNDATED, table.slice(start, end - start)


def header() -> str:
    return ",".join(column["name"] for column in columns()) + "\r\n"


def csv_lines(table: pa.Table) -> pa.Array:
    """Each row as a line of CSV; every text in quotes where it must be."""
    cells = []
    for column in table.columns:
        one = column.combine_chunks()
        if one.type != pa.string():
            cells.append(pc.fill_null(pc.cast(one, pa.string()), ""))
            continue
        coded = pc.dictionary_encode(one)
        cells.append(pc.take(pa.array([_quoted(text) for text in coded.dictionary.to_pylist()], pa.string()), coded.indices))
    lines = pc.binary_join_element_wise(*cells, ",")
    return pc.binary_join_element_wise(lines, pa.scalar("\r\n"), "")


def _quoted(text: str | None) -> str:
    text = text or ""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text


def _cuts(lines: pa.Array) -> list[tuple[int, int]]:
    """Where to cut so that no piece is larger than AIM: (start, end) of each."""
    sizes = np.asarray(pc.binary_length(lines)).astype(np.int64)
    cuts, start, room = [], 0, AIM - len(header())
    ends = np.cumsum(sizes)
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        end = max(int(np.searchsorted(ends, before + room, side="right")), start + 1)
        cuts.append((start, end))
        start = end
    return cuts


def script(name: str, table: pa.Table) -> str:
    """A piece as a call with plain data: columns of few different texts as a list and numbers of it."""
    data: dict[str, Any] = {}
    for column in columns():
        one = table[column["name"]].combine_chunks()
        if column["name"] in ("custodian", "custodian_id"):
            continue
        if column.get("listed"):
            coded = pc.dictionary_encode(one)
            data[column["name"]] = {"list": coded.dictionary.to_pylist(), "at": coded.indices.to_pylist()}
        elif column["name"] in ("entry", "search"):
            data[column["name"]] = _entries(one.to_pylist())
        else:
            data[column["name"]] = one.to_pylist()
    if data["search"] == data["entry"]:
        data["search"] = None
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "</" and line separators mean nothing to JSON, and something to a browser
    told = told.replace("</", "<\\/").replace("\u2028", "").replace("\u2029", "")
    return f'plainviewRows("{name}",{told});\n'


def _entries(names: list[str]) -> dict[str, Any]:
    """Names of entries as files once and rows: the first half of a name is the same in thousands of rows."""
    halves = [name.split(":") for name in names]
    files = sorted({half[0] for half in halves})
    place = {file: at for at, file in enumerate(files)}
    return {"list": files, "at": [place[half[0]] for half in halves], "row": [int(half[1]) for half in halves]}
