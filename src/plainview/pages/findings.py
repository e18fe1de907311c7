"""Every finding: a question the agency or its counsel can answer, with the innocent reading beside it."""

from __future__ import annotations

from typing import Any

from plainview.pages._findings import ORDER, findings
from plainview.pages._rows import Rows, Source

SHOWN = 40


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    found = findings(Rows.of(store))
    table = [
        [
            f["verdict_id"],
            f["agency"]["name"],
            f["title"],
            f["sentence"],
            f["innocent"],
            f["source"],
            f["certain"],
            f["possible"],
            f["unreadable"],
            f["total"],
        ]
        for f in found
    ]
    columns = [
        "verdict",
        "agency_name",
        "title",
        "sentence",
        "innocent_reading",
        "source",
        "certain",
        "possible",
        "unreadable",
        "total",
    ]
    return {
        "title": "What the rules and detectors ask",
        "verdicts": [{"verdict": name, "n": n} for name, n in tally(found)],
        "findings": found[:SHOWN],
        "n_findings": len(found),
        "downloads": {"findings.csv": [columns, *table]} if found else {},
    }


def tally(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in sorted(found, key=lambda f: ORDER.index(f["verdict_id"]) if f["verdict_id"] in ORDER else len(ORDER)):
        counts[one["verdict"]] = counts.get(one["verdict"], 0) + 1
    return list(counts.items())
