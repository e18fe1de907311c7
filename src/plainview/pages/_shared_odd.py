"""Where sources of one share disagree, as pages show it: both documents, both days, and the innocent reading beside."""

from __future__ import annotations

from plainview import redact
from plainview.pages._rows import Row, Rows
from plainview.pages._shared import agency_shown, document, words


def contradictions(rows: Rows, id: str) -> list[Row]:
    """Those of one agency: first where it owns the cameras, then where it searches."""
    owned, searched = rows.by("page/shared_contradictions", "from_id"), rows.by("page/shared_contradictions", "to_id")
    return [shown(rows, row) for row in [*owned.get(id, []), *searched.get(id, [])]]


def sorts(rows: Rows) -> list[Row]:
    """How many there are of each sort, and of how many pairs of agencies."""
    found = rows.by("page/shared_contradictions", "kind")
    return [
        {"kind": kind, "title": title, "n": len({(row["from_id"], row["to_id"]) for row in found[kind]})}
        for kind, title in words()["contradictions"].items()
        if kind in found
    ]


def shown(rows: Rows, row: Row) -> Row:
    return {
        "kind": row["kind"],
        "title": words()["contradictions"].get(row["kind"], row["kind"].replace("_", " ")),
        "owner": agency_shown(rows, row["from_id"]),
        "searcher": agency_shown(rows, row["to_id"]),
        "shown_on": row["shown_on"] or "",
        "last_on": row["last_on"] or "",
        "n_days": row["n_days"] or 0,
        "shown": document(rows, row["shown_release_id"], row["shown_row_no"]),
        "denied_on": row["denied_on"] or "",
        "denied": document(rows, row["denied_release_id"], row["denied_row_no"]),
        "innocent": redact.printed(row["innocent"]),
    }
