"""Files that were not taken in, with the reason and the remedy; apart from them, copies and prints of what is held."""

from __future__ import annotations

import re
from typing import Any

from plainview import redact
from plainview.pages._case import word
from plainview.pages._rows import Row, Rows, Source

HELD_ALREADY = ("duplicate", "other_print", "document")
# What an unread file begins with was typed by a stranger, and may name anyone.
FIRST_LINE = re.compile(r' \(its first line: ".*"\)', re.DOTALL)
SHOWN, SHOWN_COPIES = 60, 40


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return refusals gathered by reason, then copies and prints by kind; refused.csv lists every file of both."""
    rows = Rows.of(store)
    files = [
        {
            "file": redact.printed(row["path"] or row["name"]),
            "kind_id": row["kind"],
            "kind": word("refused", row["kind"]),
            "size_bytes": row["size_bytes"] or 0,
            "sha256": row["sha256"] or "",
            "why": redact.printed(FIRST_LINE.sub("", row["why"] or "")),
            "fix": redact.printed(row["fix"]),
        }
        for row in rows.rows("page/refused")
    ]
    refused = [file for file in files if file["kind_id"] not in HELD_ALREADY]
    copies = [file for file in files if file["kind_id"] in HELD_ALREADY]
    columns = ["file", "kind", "size_bytes", "sha256", "why", "fix"]
    return {
        "title": "Files that were not taken in",
        "groups": groups(refused),
        "n_refused": len(refused),
        "copies": [
            {"kind": kind, "means": word("refused", kind_id, "means"), "n": len(found), "files": found[:SHOWN_COPIES]}
            for (kind_id, kind), found in gathered(copies, "kind_id", "kind")
        ],
        "n_copies": len(copies),
        "downloads": {"refused.csv": [columns, *([file[column] for column in columns] for file in files)]} if files else {},
    }


def groups(refused: list[Row]) -> list[Row]:
    """Files with one reason and one remedy stand together: 420 JSON files are one line to read, not 420."""
    return [
        {
            "kind": kind,
            "means": word("refused", kind_id, "means"),
            "why": why,
            "fix": fix,
            "n": len(found),
            "files": found[:SHOWN],
        }
        for (kind_id, kind, why, fix), found in gathered(refused, "kind_id", "kind", "why", "fix")
    ]


def gathered(files: list[Row], *keys: str) -> list[tuple[tuple[str, ...], list[Row]]]:
    out: dict[tuple[str, ...], list[Row]] = {}
    for file in files:
        out.setdefault(tuple(file[key] for key in keys), []).append(file)
    return sorted(out.items(), key=lambda item: (item[0][0] != "plate_reads", -len(item[1]), item[0]))
