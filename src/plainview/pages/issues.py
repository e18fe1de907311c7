"""What is odd in the records: each kind with its meaning, how often, where, and examples with their place in print."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.pages._case import place, releases, word
from plainview.pages._rows import Row, Rows, Source
from plainview.pages.overview import issue_counts

SHOWN_FILES = 10

COUNTED = frozenset({"windows_odd", "column_overwritten"})  # kinds whose value is a count of ours, and nothing that is printed


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    rows = Rows.of(store)
    kinds = [kind_shown(rows, one) for one in issue_counts(rows)]
    table = [
        [
            redact.printed(row["kind"]),
            row["release_id"],
            releases(rows)[row["release_id"]]["file"],
            row["n"],
            redact.printed(row["locator"]),
        ]
        for row in rows.rows("page/release_issues")
        if row["release_id"] in releases(rows)
    ]
    return {
        "title": "What is odd in the records",
        "kinds": kinds,
        "n": sum(one["n"] for one in kinds),
        "downloads": {"issues.csv": [["kind", "release_id", "file", "n", "first_at"], *table]},
    }


def kind_shown(rows: Rows, one: Row) -> Row:
    found = sorted(rows.by("page/release_issues", "kind")[one["kind"]], key=lambda row: (-row["n"], row["release_id"]))
    files = [releases(rows)[row["release_id"]] for row in found if row["release_id"] in releases(rows)]
    return {
        **one,
        "means": word("issues", one["kind"], "means") or redact.printed(found[0]["why"]),
        "n_custodians": len({file["custodian"]["id"] for file in files}),
        "files": [
            {
                "file": releases(rows)[r["release_id"]]["file"],
                "url": releases(rows)[r["release_id"]]["url"],
                "custodian": releases(rows)[r["release_id"]]["custodian"],
                "n": r["n"],
            }
            for r in found[:SHOWN_FILES]
            if r["release_id"] in releases(rows)
        ],
        "examples": [
            {
                "column": redact.printed(row["column_name"]).replace("_", " "),
                "value": (redact.printed if row["kind"] in COUNTED else redact.value_words)(row["value"])[:200],
                "why": redact.printed(row["why"]),
                **place(rows, row["release_id"], row["row_no"], row["locator"]),
            }
            for row in rows.by("page/issue_examples", "kind").get(one["kind"], [])
        ],
    }
