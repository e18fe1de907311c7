"""What changed between two productions of one log, or between two captures of one portal: in sentences, then in figures.

The comparing is done by the SQL below sql/diff, for any number of pairs at once; this module says which pairs, and tells.
"""

from __future__ import annotations

from typing import Any, Protocol

import pyarrow as pa

from plainview import redact
from plainview.case import Case
from plainview.diff import logs, portals
from plainview.diff.naming import KINDS, custodians, named
from plainview.diff.telling import told
from plainview.store import open_current

__all__ = ["comparisons", "diff", "told"]

Row = dict[str, Any]
TIERS = (1, 2, 3, 4, 5, 6)  # keys by which the twin of an entry is looked for, the surest first
ALL = 10**15  # entries: a command takes logs of any size
_PAIRS = pa.schema(
    [
        ("pair_no", pa.int64()),
        *((name, pa.string()) for name in ("kind", "custodian_id", "a_id", "b_id")),
        ("from_on", pa.date32()),
        ("to_on", pa.date32()),
    ]
)


class Source(Protocol):
    """What is needed of the store: rows of sql/<name>.sql, and SQL run for its effect."""

    def rows(self, name: str, **params: object) -> list[Row]: ...

    def run(self, name: str, **params: object) -> None: ...


def diff(case: Case, first: str = "", second: str = "") -> dict[str, Any]:
    """Compare two releases, or find what can be compared.

    first, second: a release id (or its beginning), the path of a file as it was given, or CUSTODIAN@DAY for a portal's capture.
    first alone names a custodian: all its pairs. Neither: all pairs of the case, portals' captures that follow each other
    and logs produced twice.

    Returns {"comparisons": [...]}; each has kind, agency, a, b, sentences, and the tables of its kind. Plates, accounts and case
    numbers are never in it; reasons and offences are, as far as they may be shown.

    Raises UserError where a name fits nothing, fits several, or two files cannot be compared.
    """
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        if second:
            opened.lend("compared", pa.Table.from_pylist(named(opened.rows("diff/known"), first, second), schema=_PAIRS))
        else:
            opened.run("diff/compared_all", most=ALL)
        found = comparisons(opened)
        if first and not second:
            wanted = custodians(opened.rows("diff/known"), first)
            found = [one for one in found if one["custodian_id"] in wanted]
    finally:
        opened.close()
    return {"comparisons": found}


def comparisons(source: Source) -> list[dict[str, Any]]:
    """Everything about each pair in the table `compared`, in its order."""
    pairs = source.rows("diff/compared")
    held = {kind for kind in KINDS.values() if any(pair["kind"] == kind for pair in pairs)}
    tables: dict[str, dict[int, list[Row]]] = {}

    def ask(name: str, *kinds: str) -> None:
        tables[name] = _by_pair(source.rows(name)) if held & set(kinds) else {}

    if "log" in held:
        source.run("diff/rows")
        source.run("diff/matches")
        for tier in TIERS:
            source.run("diff/match", tier=tier)
        source.run("diff/cells")
    for name in ("diff/counts", "diff/columns", "diff/examples"):
        ask(name, "log")
    for name in ("diff/fields", "diff/labels", "diff/forms", "diff/audit_gaps"):
        ask(name, "portal_page")
    for name in ("diff/lists", "share/changes"):
        ask(name, "portal_page", "shared_networks")
    for name in ("diff/sessions", "link/redrawn"):
        ask(name, "portal_audit")
    return [_one(pair, {name: rows.get(pair["pair_no"], []) for name, rows in tables.items()}) for pair in pairs]


def _by_pair(rows: list[Row]) -> dict[int, list[Row]]:
    out: dict[int, list[Row]] = {}
    for row in rows:
        out.setdefault(row["pair_no"], []).append({name: value for name, value in row.items() if name != "pair_no"})
    return out


def _one(pair: Row, tables: dict[str, list[Row]]) -> dict[str, Any]:
    sides = {
        side: {"release_id": pair[f"{side}_id"], "path": redact.printed(pair[f"{side}_path"]), "rows_used": pair[f"{side}_used"]}
        for side in ("a", "b")
    }
    out: dict[str, Any] = {name: pair[name] for name in ("kind", "custodian_id", "agency", "from_on", "to_on")} | sides
    if pair["kind"] == "log":
        out |= logs.log(pair, tables)
    elif pair["kind"] == "portal_audit":
        out |= portals.sessions(tables)
    else:
        out |= portals.page(tables)
    out["changed"] = out["n_changes"] > 0
    return out
