"""Every file, and the sum that must come out: rows in the file = used + quarantined + skipped."""

from __future__ import annotations

from typing import Any

from plainview.pages._case import releases
from plainview.pages._rows import Rows, Source

SHOWN = 180
COLUMNS = [
    "release_id",
    "file",
    "kind",
    "layout",
    "received_on",
    "seen_on",
    "period_from",
    "period_to",
    "n_rows",
    "n_used",
    "n_quarantined",
    "n_skipped",
    "n_issues",
    "size_bytes",
    "sha256",
]


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return accounting by kind and the first SHOWN files: those that do not add up first, then the oddest; the CSV holds all."""
    rows = Rows.of(store)
    files = sorted(
        releases(rows).values(),
        key=lambda f: (f["adds_up"], -f["n_quarantined"], -f["n_issues"], f["custodian"]["name"], f["file"], f["release_id"]),
    )
    kinds: dict[str, dict[str, Any]] = {}
    for file in files:
        one = kinds.setdefault(
            file["kind"],
            {"kind": file["kind"], "n": 0, "n_rows": 0, "n_used": 0, "n_quarantined": 0, "n_skipped": 0, "n_wrong": 0},
        )
        one["n"] += 1
        one["n_wrong"] += not file["adds_up"]
        for part in ("n_rows", "n_used", "n_quarantined", "n_skipped"):
            one[part] += file[part]
    return {
        "title": "Every file, with its rows accounted for",
        "kinds": sorted(kinds.values(), key=lambda one: -one["n_rows"]),
        "files": files[:SHOWN],
        "n_files": len(files),
        "n_wrong": sum(not file["adds_up"] for file in files),
        "downloads": {
            "releases.csv": [
                ["agency_name", *COLUMNS],
                *([file["custodian"]["name"], *(file[c] for c in COLUMNS)] for file in files),
            ]
        },
    }
