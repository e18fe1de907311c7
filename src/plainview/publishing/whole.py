"""The whole table as one download: Parquet, CSV, a Frictionless data package over it, and a SQLite file if it is asked for."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from plainview.publishing import shards
from plainview.publishing.manifest import sha256_of
from plainview.publishing.shown import columns, safe, schema

ENTRIES_PARQUET, ENTRIES_CSV, AGENCIES, SQLITE = (
    "data/entries.parquet",
    "data/entries.csv.gz",
    "data/agencies.csv",
    "data/plainview.sqlite",
)
DATASETTE = "data/datasette.json"
FACETS = ["custodian", "searcher", "purposes", "reason", "log"]
TITLE = "Searches of licence-plate-reader cameras"
ABOUT = "Searches of licence-plate-reader cameras, from disclosed logs; no plates, accounts or typed reasons."
PACKAGE = "datapackage.json"
AGENCY_COLUMNS = {
    "agency_id": "Id of the agency, the name of its pages.",
    "name": "Its name.",
    "state": "Its state, in two letters.",
    "kind": "What kind of agency it is.",
    "level": "Local, state, federal, tribal, campus or private.",
}
LINKED = ("custodian_id", "searcher_id")
_INTEGER, _DECIMAL = re.compile(r"-?[0-9]{1,18}"), re.compile(r"-?[0-9]+\.[0-9]+")


@dataclass(slots=True)
class Whole:
    """The downloads while they are written. `n`: rows so far."""

    folder: Path
    parquet: pq.ParquetWriter
    packed: gzip.GzipFile
    n: int = 0
    kept: list[Any] = field(default_factory=list)

    def add(self, entries: pa.Table) -> None:
        for start in range(0, entries.num_rows, 100_000):
            piece = entries.slice(start, 100_000)
            self.parquet.write_table(piece)
            self.packed.write("".join(shards.csv_lines(piece).to_pylist()).encode())
        self.n += entries.num_rows


@contextmanager
def begun(folder: Path) -> Iterator[Whole]:
    """Both files of the whole table, open; equal rows give equal bytes."""
    (folder / "data").mkdir()
    with (
        (folder / ENTRIES_CSV).open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as packed,
        pq.ParquetWriter(folder / ENTRIES_PARQUET, schema(), compression="zstd", store_schema=False) as parquet,
    ):
        packed.write(shards.header().encode())
        yield Whole(folder, parquet, packed)


def write_agencies(folder: Path, agencies: list[dict[str, str]]) -> None:
    """data/agencies.csv: one line an agency."""
    table = [list(AGENCY_COLUMNS), *([one[name] or "" for name in AGENCY_COLUMNS] for one in agencies)]
    with (folder / AGENCIES).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(safe(pa.array(line, pa.string())).to_pylist() for line in table)


def write_sqlite(folder: Path) -> None:
    """data/plainview.sqlite, made from the files beside it: tables `entries` and `agencies`, for Datasette and the like, and
    data/datasette.json, which tells Datasette what they are and how to fold them."""
    opened = sqlite3.connect(folder / SQLITE)
    try:
        opened.execute("pragma journal_mode = off")
        opened.execute("pragma synchronous = off")
        opened.execute("create table agencies (agency_id text primary key, name text, state text, kind text, level text)")
        opened.execute(f"create table entries ({', '.join(_column(one) for one in columns())})")
        marks = ", ".join("?" for _ in columns())
        with pq.ParquetFile(folder / ENTRIES_PARQUET) as file:
            for batch in file.iter_batches():
                cells = {name: batch.column(name).to_pylist() for name in batch.schema.names}
                for name in LINKED:  # an agency that no record names is none of the list
                    cells[name] = [id or None for id in cells[name]]
                rows = zip(*cells.values(), strict=True)
                opened.executemany(f"insert into entries values ({marks})", rows)
        with (folder / AGENCIES).open(encoding="utf-8", newline="") as lines:
            opened.executemany("insert into agencies values (?, ?, ?, ?, ?)", list(csv.reader(lines))[1:])
        opened.execute("create index entries_by_searcher on entries (searcher_id, day)")
        opened.execute("create index entries_by_custodian on entries (custodian_id, day)")
        opened.commit()
        opened.execute("vacuum")
    finally:
        opened.close()
    tables = {
        "entries": {
            "description": "One row is one log's record of one search.",
            "columns": {one["name"]: one["means"] for one in columns()},
            "facets": FACETS,
            "sort": "entry",
        },
        "agencies": {"description": "One row is one agency.", "columns": AGENCY_COLUMNS, "label_column": "name"},
    }
    told = {"title": TITLE, "description": ABOUT, "databases": {Path(SQLITE).stem: {"tables": tables}}}
    (folder / DATASETTE).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _column(one: dict[str, Any]) -> str:
    """A column as the database declares it."""
    kind = "integer" if one["type"] == "integer" else "text"
    more = " primary key" if one["name"] == "entry" else " references agencies (agency_id)" if one["name"] in LINKED else ""
    return f'"{one["name"]}" {kind}{more}'


def write_package(folder: Path) -> None:
    """datapackage.json: every table of the tree with its columns, size and hash. The pieces that pages load are listed by the
    manifest; their rows are those of the whole table."""
    entries = [{"name": one["name"], "type": one["type"], "description": one["means"]} for one in columns()]
    resources = [
        _resource(folder, ENTRIES_CSV, "entries", entries, "csv", "One row is one log's record of one search.", compression="gz"),
        _resource(folder, ENTRIES_PARQUET, "entries-parquet", entries, "parquet", "The same rows as Parquet."),
        _resource(
            folder, AGENCIES, "agencies",
            [{"name": name, "type": "string", "description": means} for name, means in AGENCY_COLUMNS.items()],
            "csv", "One row is one agency.",
        ),
    ]  # fmt: skip
    for path in sorted(folder.glob("*.csv")):
        name = path.name.removesuffix(".csv").replace("_", "-").lower()
        resources.append(
            _resource(folder, path.name, f"page-{name}", _fields(path), "csv", f"The table of the page {path.stem}.")
        )
    told = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "plainview",
        "title": TITLE,
        "description": ABOUT,
        "resources": resources,
    }
    (folder / PACKAGE).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _resource(
    folder: Path, path: str, name: str, fields: list[dict[str, str]], kind: str, means: str, compression: str = ""
) -> dict[str, Any]:
    """One resource of the package. `hash` and `bytes` are of the file as it lies there."""
    told: dict[str, Any] = {
        "name": name,
        "path": path,
        "type": "table" if kind == "csv" else "file",  # the standard knows no tables but text; the columns are told all the same
        "description": means,
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/vnd.apache.parquet",
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{sha256_of(folder / path)}",
        "schema": {"fields": fields, "missingValues": [""]},
    }
    if kind == "csv":
        told |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True}}
    return told | ({"compression": compression} if compression else {})


def _fields(path: Path) -> list[dict[str, str]]:
    """The columns of a page's table: a number where every cell is one, else a text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    out = []
    for at, name in enumerate(rows[0] if rows else []):
        cells = [row[at] for row in rows[1:] if at < len(row) and row[at]]
        whole = cells and all(_INTEGER.fullmatch(cell) for cell in cells)
        part = cells and all(_INTEGER.fullmatch(cell) or _DECIMAL.fullmatch(cell) for cell in cells)
        out.append({"name": name, "type": "integer" if whole else "number" if part else "string"})
    return out
