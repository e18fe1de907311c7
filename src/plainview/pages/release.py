"""One file as disclosed: what it is, its hash, its rows accounted for, what was set aside, what is odd in it."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.pages._case import LOG_KINDS, place, releases, word
from plainview.pages._rows import Rows, Source


def ids(store: Source | Rows) -> list[str]:
    return list(releases(Rows.of(store)))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    rows = Rows.of(store)
    file = releases(rows)[id]
    return {
        "title": file["file"],
        "file": file,
        "is_log": file["kind_id"] in LOG_KINDS,
        "basis": word("bases", file["custodian_basis"] or "none"),
        "parent": releases(rows).get(file["parent_id"]),
        "set_aside": [
            {
                "fate": row["fate"],
                "name": word("set_aside", row["name"] or ""),
                "n": row["n"],
                "why": redact.printed(row["why"]),
                **place(rows, id, row["row_no"], row["locator"]),
            }
            for row in rows.by("page/set_aside", "release_id").get(id, [])
        ],
        "issues": [
            {
                "kind": row["kind"],
                "title": word("issues", row["kind"]),
                "n": row["n"],
                "why": redact.printed(row["why"]),
                **place(rows, id, row["row_no"], row["locator"]),
            }
            for row in rows.by("page/release_issues", "release_id").get(id, [])
        ],
    }
