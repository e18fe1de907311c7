"""Every finding, grouped by the rule or detector that asks: questions an agency or its counsel can answer."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.pages._case import word
from plainview.pages._cited import evidence
from plainview.pages._findings import ORDER, by_kind, finding_shown
from plainview.pages._rows import Row, Rows, Source

SHOWN, LISTED = 6, 150  # of each group: findings told in full, and agencies listed in its table


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return groups with a lead, the first findings of each and a table of the others; findings.csv holds all."""
    rows = Rows.of(store)
    groups = [group_shown(rows, number, found) for number, (_, found) in enumerate(by_kind(rows), 1)]
    columns = ["verdict", "agency_name", "title", "sentence", "innocent_reading", "source", "citation"]
    columns += ["certain", "possible", "unreadable", "total"]
    table: list[list[Any]] = [columns]
    for _, found in by_kind(rows):
        for row in found:
            f = finding_shown(rows, row, 0)
            names = ("title", "sentence", "innocent", "source", "citation", "certain", "possible", "unreadable", "total")
            table.append([f["verdict_id"], f["agency"]["name"], *(f[name] for name in names)])
    return {
        "title": "What the rules and detectors ask",
        "verdicts": tally(rows.rows("page/findings")),
        "groups": groups,
        "n_findings": len(rows.rows("page/findings")),
        "downloads": {"findings.csv": table} if len(table) > 1 else {},
    }


def group_shown(rows: Rows, number: int, found: list[Row]) -> Row:
    best, told = found[0], evidence(found[0])
    rule, detector = told.get("rule", {}), told.get("detector", {})
    asking = [row for row in found if row["verdict"] in ("conflict", "question")]
    full = asking[:SHOWN]
    listed = [finding_shown(rows, row, 0) for row in found if row not in full]
    url = rule.get("official_url") or rule.get("url") or ""
    return {
        "anchor": f"kind-{number}",
        "title": redact.printed(best["title"]),
        "made_by": best["made_by"] or "",
        "is_rule": best["source"] != "detector",
        "citation": redact.printed(rule.get("citation")),
        "source_kind": redact.printed(str(rule.get("source_kind") or "").replace("_", " ")),
        "from_on": rule.get("from") or "",
        "to_on": rule.get("to") or "",
        "law_text": url if url and redact.printed(url) == url else "",
        "settles": redact.printed(rule.get("settles")),
        "counts": redact.printed(detector.get("counts")),
        "base_rate": redact.printed(detector.get("base_rate")) if len({row["sentence"] for row in found}) > 1 else "",
        "innocent": redact.printed(best["innocent"]),
        "verdicts": tally(found),
        "n": len(found),
        "findings": [finding_shown(rows, row) for row in full],
        "listed": listed[:LISTED],
        "n_listed": len(listed),
    }


def tally(found: list[Row]) -> list[Row]:
    counts: dict[str, int] = {}
    for row in sorted(found, key=lambda f: ORDER.index(f["verdict"]) if f["verdict"] in ORDER else len(ORDER)):
        counts[row["verdict"] or "unclear"] = counts.get(row["verdict"] or "unclear", 0) + 1
    return [{"verdict": word("verdicts", verdict, "many"), "n": n} for verdict, n in counts.items()]
