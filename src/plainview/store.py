"""The warehouse: immutable generations of Parquet, the CURRENT pointer, and SQL files run by name.

The only import of duckdb in the house. A generation is written beside the others and becomes current by one rename, so
that a killed run leaves the old one whole and a reader never sees a half-written one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from plainview.errors import UserError
from plainview.parts import SCHEMAS

MEMORY = "1400MB"
PARQUET = "format parquet, compression snappy, parquet_version v2, row_group_size 122880"
TABLES = (
    "releases refused set_aside issues held entries searches links link_counts link_errors link_ids link_months "
    "link_strays moved decisions masked own_searches sessions reasons purposes eras agencies agency_names listed "
    "memberships documents snapshots layout_days share_rows share_lists share_events share_logs shares "
    "share_contradictions events messages findings rules replies"
).split()
# What SQL ends with over tables that an older version made: a table or a column of them is not there.
OUTDATED = (duckdb.BinderException, duckdb.CatalogException)
_AGENCY, _RELEASE = "select agency_id from agencies", "select release_id from received"
_CELL = "select unnest(['value', 'empty', 'not_exported', 'withheld', 'masked', 'redacted', 'partial', 'placeholder'])"
_TIER = (
    "select unnest(['single', 'vendor_id', 'repeat', 'agency_window', 'agency', 'agency_no_networks', 'ambiguous', 'decided'])"
)
# By table, the columns of long tables whose texts all stand in a short list, with SQL that gives the list.
LISTED = {
    "entries": {
        "release_id": _RELEASE,
        **dict.fromkeys(("custodian_id", "searcher_id"), _AGENCY),
        "searcher_raw": "select name_raw from agency_names",
        "search_type": "select search_type from reasons",
        **dict.fromkeys(("reason_state", "case_state", "account_state", "plate_state"), _CELL),
        **{name: f"select {name} from received" for name in ("log", "made_by")},
    },
    "links": {**dict.fromkeys(("release_id", "search_release_id"), _RELEASE), "tier": _TIER},
    "searches": {"search_release_id": _RELEASE, "searcher_id": _AGENCY, "tier": _TIER},
    "link_ids": {"search_release_id": _RELEASE},
}
# What watches told (docs/watch.md): kept beside the generations, and lent to a store while pages are made of it.
ALERTS = pa.schema(
    [*((name, pa.string()) for name in ("alert", "watch", "raised_at", "told")), ("releases", pa.list_(pa.string()))]
)
# Columns that are put together from others where they are read: a search is called after its first entry.
LATE = dict.fromkeys(("links", "searches"), ", search_release_id || ':' || search_row_no as search_id")


class Store:
    """One generation: views named like its tables, and the named SQL that reads or makes them."""

    def __init__(self, folder: Path, temporary: Path, threads: int | None = None) -> None:
        self.folder = folder
        temporary.mkdir(parents=True, exist_ok=True)
        self.temporary = temporary
        self.kept: dict[str, set[str]] = {}
        self.kinds: dict[str, str] = {}
        self.db = duckdb.connect(":memory:")
        self.db.execute(f"set memory_limit = '{MEMORY}'")
        self.db.execute("set temp_directory = ?", [str(temporary)])
        self.db.execute("set timezone = 'UTC'")
        self.db.execute("set autoinstall_known_extensions = false")
        self.db.execute("set enable_progress_bar = false")
        if threads:
            self.db.execute(f"set threads = {int(threads)}")
        self.lend("alerts", ALERTS.empty_table())
        for table in TABLES:
            if (folder / f"{table}.parquet").exists() or (folder / table).is_dir():
                self._view(table)

    def close(self) -> None:
        self.db.close()

    def _view(self, table: str) -> None:
        """A table is one file, or a folder of files where a part of it is large."""
        one = self.folder / f"{table}.parquet"
        path = str(one if one.exists() else self.folder / table / "*.parquet").replace("'", "''")
        self.db.execute(f"create or replace view {table} as select *{LATE.get(table, '')} from read_parquet('{path}')")

    def see(self, table: str) -> None:
        """Let SQL see a table whose pieces were put into its folder."""
        self._view(table)

    def make(self, table: str, name: str, piece: str = "", **params: object) -> None:
        """Write the result of sql/<name>.sql as a table of this generation, or as the named piece of one.

        Texts that stand in a short list (LISTED) are written as numbers of that list, which costs a fraction of writing
        each; in Parquet they are texts all the same.
        """
        target = self.folder / table / f"{piece}.parquet" if piece else self.folder / f"{table}.parquet"
        target.parent.mkdir(exist_ok=True)
        path = str(target).replace("'", "''")
        text = self._with_kinds(sql(name), LISTED.get(table, {}))
        self.db.execute(f"copy ({text}) to '{path}' ({PARQUET})", params)
        self._view(table)

    def add(self, table: str, rows: pa.Table) -> None:
        """Write rows made by a Python step as a table of this generation."""
        self.lend("added", rows)
        path = str(self.folder / f"{table}.parquet").replace("'", "''")
        self.db.execute(f"copy (select * from added) to '{path}' (format parquet, compression zstd)")
        self.db.unregister("added")
        self._view(table)

    def lend(self, name: str, rows: pa.Table) -> None:
        """Let SQL see an Arrow table by this name while this store is open."""
        self.db.register(name, rows)

    def keep(
        self,
        name: str,
        text: str,
        columns: list[str],
        listed: Mapping[str, str] | None = None,
        late: Mapping[str, str] | None = None,
    ) -> None:
        """Make a passing table that many queries read; made anew only to be wider.

        Args:
            listed: columns whose values all stand in a short list, with SQL that gives it: such a text is kept as its number.
            late: columns that are put together from the others each time they are asked for.
        """
        if set(columns) <= self.kept.get(name, set()):
            return
        self.db.execute(f"drop view if exists {name}")
        self.db.execute(f"create or replace temp table kept_{name} as {self._with_kinds(text, listed or {})}")
        added = "".join(f", {put} as {column}" for column, put in (late or {}).items())
        self.db.execute(f"create or replace temp view {name} as select *{added} from kept_{name}")
        self.kept[name] = set(columns)

    def number(self, table: str, column: str) -> None:
        """Keep agency_id or release_id of a passing table as a number of the list by which `make` writes such texts."""
        kind = self._kind({"agency_id": _AGENCY, "release_id": _RELEASE}[column])
        self.db.execute(f"alter table {table} alter column {column} set data type {kind}")

    def _with_kinds(self, text: str, listed: Mapping[str, str]) -> str:
        """The query with the listed columns as numbers of their lists."""
        kinds = {column: self._kind(values) for column, values in listed.items()}
        replaced = ", ".join(f"cast({column} as {kind}) as {column}" for column, kind in kinds.items())
        return f"select * replace ({replaced}) from ({text})" if replaced else text

    def _kind(self, values: str) -> str:
        """Name of the type that stands for the texts a query gives; made once."""
        if values not in self.kinds:
            self.kinds[values] = f"kind_{len(self.kinds)}"
            given = f"select one from ({values}) as given(one) where one is not null union select ''"  # a list may be empty
            found = f"select distinct one from ({given}) order by one"
            self.db.execute(f"create type {self.kinds[values]} as enum ({found})")
        return self.kinds[values]

    def lend_parts(self, table: str, paths: Iterable[Path]) -> None:
        """Let SQL see what the readers left for a table as raw_<table>; without files it is an empty view."""
        found = sorted({str(path) for path in paths})
        if not found:
            self.lend(f"raw_{table}", SCHEMAS[table].empty_table())
            return
        self.db.unregister(f"raw_{table}")
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in found)
        self.db.execute(f"create or replace view raw_{table} as select * from read_parquet([{listed}])")

    def rows(self, name: str, **params: object) -> list[dict[str, Any]]:
        """Run sql/<name>.sql and give its rows as dicts."""
        found = self.db.execute(sql(name), params)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def text_rows(self, text: str, params: dict[str, object] | None = None) -> list[dict[str, Any]]:
        """Run SQL text that is not a file below sql/ (a detector, a rule compiled after it was checked); rows as dicts."""
        found = self.db.execute(text, params or {})
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def arrow(self, name: str, **params: object) -> pa.Table:
        """Run sql/<name>.sql and give its rows as an Arrow table."""
        return self.db.sql(sql(name), params=params).to_arrow_table()

    def run(self, name: str, **params: object) -> None:
        """Run sql/<name>.sql for its effect (a temporary table that later steps read)."""
        self.db.execute(sql(name), params)


@cache
def sql(name: str) -> str:
    """Text of sql/<name>.sql, without the closing semicolon."""
    item = files("plainview").joinpath("sql", *f"{name}.sql".split("/"))
    return item.read_text(encoding="utf-8").strip().removesuffix(";")


def current(warehouse: Path) -> Path | None:
    """Folder of the current generation, None if there is none yet."""
    pointer = warehouse / "CURRENT"
    if not pointer.exists():
        return None
    folder = warehouse / pointer.read_text(encoding="utf-8").strip()
    return folder if folder.is_dir() else None


def open_current(warehouse: Path, temporary: Path) -> Store:
    """Open the current generation for reading."""
    folder = current(warehouse)
    if folder is None:
        raise UserError(str(warehouse.parent), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
    return Store(folder, temporary)


@contextmanager
def empty() -> Iterator[Store]:
    """A store without tables, for SQL over values alone."""
    with TemporaryDirectory() as folder:
        opened = Store(Path(folder), Path(folder) / "tmp", threads=1)
        try:
            yield opened
        finally:
            opened.close()


def begin(warehouse: Path, generation: str) -> Path:
    """An empty folder in which to write a new generation."""
    folder = warehouse / f"{generation}.new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def commit(warehouse: Path, folder: Path) -> Path:
    """Make a written generation the current one, and remove what it replaces."""
    final = folder.with_suffix("")
    shutil.rmtree(final, ignore_errors=True)
    for path in folder.rglob("*.parquet"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    folder.replace(final)
    pointer = warehouse / "CURRENT.new"
    pointer.write_text(final.name, encoding="utf-8")
    with pointer.open("rb") as file:
        os.fsync(file.fileno())
    pointer.replace(warehouse / "CURRENT")
    for other in warehouse.glob("gen-*"):
        if other != final:
            shutil.rmtree(other, ignore_errors=True)
    return final


def as_json(value: object) -> object:
    """A cell as JSON can hold it: dates and times in ISO form."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
