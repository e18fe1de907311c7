"""The table of log entries as it may be published, agency by agency: what strangers typed comes as purposes and known words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plainview import redact
from plainview.pages._case import agency
from plainview.pages._rows import Rows
from plainview.store import Store

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOT_NAMED = "not named in the record"


@dataclass(frozen=True, slots=True)
class Log:
    """All published entries of one agency's logs: its slug ("" has none), its name, and the table by month, searcher and time."""

    slug: str
    name: str
    entries: pa.Table


@cache
def columns() -> tuple[dict[str, Any], ...]:
    """The columns by name, type and meaning, as columns.toml has them."""
    raw = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))
    return tuple(raw["column"])


def schema() -> pa.Schema:
    kinds = {"string": pa.string(), "integer": pa.int32()}
    return pa.schema([(column["name"], kinds[column["type"]]) for column in columns()])


def logs(rows: Rows, store: Store, stands_for: Callable[[str], str]) -> Iterator[Log]:
    """The logs of the case, one agency at a time, in the order of their ids.

    rows: the covered rows from which the pages are made, so that an agency has the same name and slug here as there.
    stands_for: from an agency's id in the tables to its id on the pages.
    """
    store.run("publish/made_entries")
    read = {row["reason_id"]: (row["purposes"], redact.reason_words(row["reason_raw"])) for row in store.rows("publish/reasons")}
    reasons = pa.table(
        {
            "reason_id": pa.array(list(read), pa.int64()),
            "purposes": pa.array([one[0] for one in read.values()], pa.string()),
            "reason_words": pa.array([one[1] for one in read.values()], pa.string()),
        }
    )
    shown = _shown(rows, stands_for)
    for row in store.rows("publish/custodians"):
        found = store.arrow("publish/entries", custodian=row["custodian_id"])
        slug, name = shown(row["custodian_id"])
        yield Log(slug, name, _published(found, slug, name, reasons, shown))


def _shown(rows: Rows, stands_for: Callable[[str], str]) -> Callable[[str], tuple[str, str]]:
    """From an agency's id in the tables to its slug and name on the pages."""

    def told(id: str) -> tuple[str, str]:
        if not id:
            return "", NOT_NAMED
        one = agency(rows, stands_for(id))
        return one["id"], one["name"]

    return told


def _published(found: pa.Table, slug: str, name: str, reasons: pa.Table, shown: Callable[[str], tuple[str, str]]) -> pa.Table:
    n = found.num_rows
    searchers = pc.dictionary_encode(found["searcher_id"].combine_chunks())
    pairs = [shown(id or "") for id in searchers.dictionary.to_pylist()]
    places = pc.index_in(found["reason_id"].combine_chunks(), value_set=reasons["reason_id"].combine_chunks())
    made = {
        "custodian_id": pa.repeat(slug, n),
        "custodian": pa.repeat(name, n),
        "searcher_id": pc.take(pa.array([pair[0] for pair in pairs], pa.string()), searchers.indices),
        "searcher": pc.take(pa.array([pair[1] for pair in pairs], pa.string()), searchers.indices),
        "purposes": pc.fill_null(pc.take(reasons["purposes"].combine_chunks(), places), ""),
        "reason_words": pc.fill_null(pc.take(reasons["reason_words"].combine_chunks(), places), ""),
    }
    arrays = []
    for item in schema():
        column = made[item.name] if item.name in made else found[item.name].combine_chunks()
        arrays.append(safe(column) if item.type == pa.string() else pc.cast(column, item.type))
    return pa.Table.from_arrays(arrays, schema=schema())


def safe(column: pa.Array) -> pa.Array:
    """Texts of a column so that no spreadsheet runs one: what begins like a formula gets a leading quote."""
    coded = pc.dictionary_encode(pc.cast(pc.fill_null(pc.cast(column, pa.string()), ""), pa.string()))
    texts = ["'" + text if text.startswith(FORMULA) else text for text in coded.dictionary.to_pylist()]
    return pc.take(pa.array(texts, pa.string()), coded.indices)
