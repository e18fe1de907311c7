"""Facts: what rules and detectors may look at. One SQL file a subject, below sql/fact; its columns are the facts.

A subject's view is named fact_<subject>. Facts are typed in the SQL (`cast(... as boolean) as reason_given`), so a rule can
be checked without any data, and the same rule can be asked about one search that is about to be made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import pyarrow as pa
import sqlglot
from sqlglot import exp

from plainview import documents
from plainview.store import Store, sql

# Columns that every subject has and that are no facts: who is concerned, when, what is counted, where it is printed.
FRAME = [
    "owner_id",
    "owner_state",
    "searcher_id",
    "searcher_state",
    "judged_on",
    "law_on",
    "unit",
    "unit_key",
    "row_key",
    "owner_once",
    "searcher_once",
    "is_newest",
    "release_id",
    "row_no",
    "locator",
    "reason_id",
    "what",
]
# Texts of one kind that millions of rows share are kept as numbers of a list: by column, its list.
_AGENCY, _STATE, _NAME_OF, _LEVEL, _KIND = (
    f"select {column} from agencies" for column in ("agency_id", "state", "canonical", "level", "kind")
)
_CERTAINTY = "select unnest(['certain', 'probable', 'ambiguous', 'none'])"
PURPOSES = ("immigration", "reproductive_care", "protest_speech", "profiling", "personal", "traffic")
_TEXTS = {
    **{f"{side}_{what}": values for side in ("owner", "searcher") for what, values in (
        ("id", _AGENCY), ("state", _STATE), ("name", _NAME_OF), ("level", _LEVEL), ("kind", _KIND))},
    **dict.fromkeys(("release_id", "file_id"), "select release_id from releases"),
    **dict.fromkeys((f"purpose_{one}" for one in PURPOSES), _CERTAINTY),
    "unit": "select unnest(['search', 'session'])",
    "log": "select log from entries",
}  # fmt: skip
LISTED = {"entry": _TEXTS}
# What rows of a subject have in common is looked up in passing tables (sql/known), each made once, before the subject's own;
# in them such texts are numbers already, so that no row of millions carries a text. `by` is the key they are found by.
KNOWN = {"entry": ("file", "searcher", "reading")}
_FOUND_BY = {"file": "release_id", "searcher": "agency_id", "reading": "reason_id"}
_KEYS = {"file": ("file_id", "release_id"), "searcher": ("searcher_id", "searcher_id"), "reading": ("reason_id", "reason_id")}
# What a row is called, put together from its other columns where it is shown.
WHAT = {
    "entry": (
        "case when unit = 'session' then 'listed session' else 'search' end"
        " || coalesce(' of ' || cast(judged_on as varchar), ', day not readable') || coalesce(' by ' || searcher_name, '')"
    )
}
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
WHO = ("owner_id", "owner_state", "searcher_id", "searcher_state")  # of the frame, what a rule may ask about too
_KINDS = {"BOOLEAN": "boolean", "VARCHAR": "text", "TEXT": "text", "DOUBLE": "number", "BIGINT": "number"}
SQL_TYPES = {"boolean": "boolean", "text": "varchar", "number": "double"}


@cache
def subjects() -> tuple[str, ...]:
    """Names of the subjects a rule can be about."""
    folder = files("plainview").joinpath("sql", "fact")
    return tuple(sorted(item.name.removesuffix(".sql") for item in folder.iterdir() if item.name.endswith(".sql")))


@cache
def columns_of(subject: str) -> tuple[str, ...]:
    """All columns of a subject, frame and facts, in order."""
    return tuple(_select(f"fact/{subject}").named_selects)


@cache
def of(subject: str) -> dict[str, str]:
    """The facts of a subject and their kinds: boolean, text or number."""
    common = {name: kind for room in KNOWN.get(subject, ()) for name, kind in _typed(_select(f"known/{room}")).items()}
    own = _typed(_select(f"fact/{subject}"), common)
    return {name: kind for name, kind in own.items() if name not in FRAME} | dict.fromkeys(WHO, "text")


@cache
def rooms(subject: str) -> dict[str, frozenset[str]]:
    """By passing table of sql/known that a subject looks things up in, the columns it takes from there unchanged."""
    select = _select(f"fact/{subject}")
    tables = {join.this.alias_or_name: join.this.name for join in select.args.get("joins") or []}
    taken: dict[str, set[str]] = {room: set() for room in KNOWN.get(subject, ())}
    for column in select.selects:
        room = tables.get(column.table, "").removeprefix("known_") if isinstance(column, exp.Column) else ""
        if room in taken:
            taken[room].add(column.name)
    return {room: frozenset(names) for room, names in taken.items()}


def found_by(room: str) -> tuple[str, str]:
    """By which column a passing table of sql/known is joined with a row of a subject: its name there, and its name in the row."""
    return _KEYS[room]


def every(subject: str, among: str = "") -> str:
    """SQL of a subject with all its columns, of every row, or only of the entries (and their links) in two tables named so.

    among: the tables are called <among>_entries and <among>_links.
    """
    text = sql(f"fact/{subject}")
    return re.sub(r"\b(from|join) (entries|links)\b", rf"\1 {among}_\2", text) if among else text


def _select(name: str) -> exp.Select:
    select = sqlglot.parse_one(sql(name), dialect="duckdb")
    assert isinstance(select, exp.Select)
    return select


def _typed(select: exp.Select, common: Mapping[str, str] | None = None) -> dict[str, str]:
    """The columns that say their type by a cast, or that stand under the same name in `common`, and their kinds."""
    found: dict[str, str] = {}
    for column in select.selects:
        value = column.this if isinstance(column, exp.Alias) else column
        if isinstance(value, exp.Cast) and value.to.this.name in _KINDS:
            found[column.alias] = _KINDS[value.to.this.name]
        elif common and isinstance(value, exp.Column) and value.name in common:
            found[column.alias_or_name] = common[value.name]
    return found


# Hours that the clocks of a state are behind UTC in winter, of several zones the westmost.
_BEHIND = {
    5: "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV", 6: "AL AR FL IA IL IN KY LA MI MN MO MS OK TN WI",
    7: "AZ CO KS MT ND NE NM SD TX UT WY", 8: "CA ID NV OR WA", 10: "AK HI",
}  # fmt: skip


def _hours() -> pa.Table:
    rows = [{"state": state, "hours": hours} for hours, states in _BEHIND.items() for state in states.split()]
    return pa.Table.from_pylist(rows, pa.schema([("state", pa.string()), ("hours", pa.int32())]))


def know(store: Store, subject: str) -> None:
    """Let SQL see what a subject's own SQL reads beside the tables."""
    store.lend("document_kinds", documents.kinds_table())
    store.lend("state_hours", _hours())
    for room in KNOWN.get(subject, ()):
        names = _select(f"known/{room}").named_selects
        listed = {name: values for name, values in _TEXTS.items() if name in names and name != _FOUND_BY[room]}
        store.keep(f"known_{room}", sql(f"known/{room}"), names, listed)


def lend(store: Store, wanted: Mapping[str, Iterable[str]]) -> None:
    """Let SQL see fact_<subject> while this store is open, each made once, no wider than the texts that ask of it.

    wanted: by subject, the predicates and queries that will be run over it; a fact none of them names is left out.
    """
    for subject in wanted:
        know(store, subject)
    for subject, texts in sorted(wanted.items()):
        what = WHAT.get(subject, "")
        named = set(_NAME.findall(" ".join([*texts, what])))
        columns = [name for name in columns_of(subject) if name in FRAME or name in named]
        query = f"select {', '.join(columns)} from ({sql(f'fact/{subject}')})"
        listed = {name: values for name, values in LISTED.get(subject, {}).items() if name in columns}
        store.keep(f"fact_{subject}", query, columns, listed, {"what": what} if what else {})
