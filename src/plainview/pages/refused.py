"""Files that were not taken in: why, and what to do about each. Their bytes are not kept."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.pages._case import word
from plainview.pages._rows import Rows, Source

SHOWN = 150


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    rows = Rows.of(store)
    files = [
        {
            "file": redact.printed(row["name"]),
            "kind": word("refused", row["kind"]),
            "size_bytes": row["size_bytes"] or 0,
            "sha256": row["sha256"] or "",
            "why": redact.printed(row["why"]),
            "fix": redact.printed(row["fix"]),
        }
        for row in rows.rows("page/refused")
    ]
    kinds: dict[str, int] = {}
    for row in rows.rows("page/refused"):
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    return {
        "title": "Files that were not taken in",
        "kinds": [
            {"kind": word("refused", kind), "means": word("refused", kind, "means"), "n": n}
            for kind, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0]))
        ],
        "files": files[:SHOWN],
        "n_files": len(files),
        "downloads": {
            "refused.csv": [
                ["file", "kind", "size_bytes", "sha256", "why", "fix"],
                *([f["file"], f["kind"], f["size_bytes"], f["sha256"], f["why"], f["fix"]] for f in files),
            ]
        },
    }
