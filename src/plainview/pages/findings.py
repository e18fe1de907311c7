"""What is asked of agencies, grouped by the rule or detector that asks; below, what the records cannot tell, a line a rule."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.pages import _law as law
from plainview.pages._case import agency
from plainview.pages._cited import evidence
from plainview.pages._findings import ASKS, behind, by_kind, counted, coverage, finding_shown
from plainview.pages._rows import Row, Rows, Source

LISTED, LINKED = 150, 60  # agencies listed of one rule that asks, and linked of one that cannot tell
CSV = "title sentence innocent source citation certain possible unreadable total reply".split()


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the counts, groups that ask, agencies asked, and rules that the records leave open; findings.csv holds all."""
    rows = Rows.of(store)
    groups, untold = [], []
    for number, (_, found) in enumerate(by_kind(rows), 1):
        if asking := [row for row in found if row["verdict"] in ASKS]:
            groups.append(group_shown(rows, number, asking))
        if silent := [row for row in found if row["verdict"] == "unclear"]:
            untold.append(untold_shown(rows, silent))
    table: list[list[Any]] = [["id", "verdict", "agency_name", *CSV]]
    for _, found in by_kind(rows):
        for row in found:
            f = finding_shown(rows, row)
            table.append([f["id"], f["verdict_id"], f["agency"]["name"], *(f[name] for name in CSV)])
    return {
        "title": "What is asked, and what cannot be told",
        "counted": counted(rows),
        "groups": groups,
        "agencies": agencies_asked(rows),
        "untold": sorted(untold, key=lambda one: (-one["n_agencies"], one["title"])),
        "n_findings": len(table) - 1,
        "downloads": {"findings.csv": table} if len(table) > 1 else {},
    }


def group_shown(rows: Rows, number: int, asking: list[Row]) -> Row:
    """One rule or detector that asks something, with its agencies in the order of their names: this is no ranking."""
    best, told = asking[0], evidence(asking[0])
    detector = told.get("detector", {})
    shown = [{**finding_shown(rows, row), "coverage": coverage(rows, row["agency_id"])} for row in asking]
    shown.sort(key=lambda one: (one["verdict_id"] != "conflict", one["agency"]["name"], one["id"]))
    return {
        "anchor": f"kind-{number}",
        "title": redact.printed(best["title"]),
        "made_by": best["made_by"] or "",
        "is_rule": best["source"] != "detector",
        "rule": law.rule_shown(told["rule"]) if told.get("rule") else None,
        "counts": redact.printed(detector.get("counts")),
        "base_rate": redact.printed(detector.get("base_rate")) if len({row["sentence"] for row in asking}) > 1 else "",
        "innocent": redact.printed(best["innocent"]),
        "n_conflict": sum(row["verdict"] == "conflict" for row in asking),
        "n_question": sum(row["verdict"] == "question" for row in asking),
        "n": len(asking),
        "n_agencies": len({row["agency_id"] for row in asking}),
        "findings": shown[:LISTED],
    }


def untold_shown(rows: Rows, silent: list[Row]) -> Row:
    """One rule that the records leave open: for how many agencies, what is missing, and what to ask for."""
    told = evidence(silent[0])
    unit = told.get("unit")
    seen = [one for row in silent[:LISTED] for one in evidence(row).get("rows", [])]
    asks = law.asked_for([one for row in silent[:LISTED] for one in behind(rows, row)])
    shown = sorted((finding_shown(rows, row) for row in silent), key=lambda one: one["agency"]["name"])
    return {
        "title": redact.printed(silent[0]["title"]),
        "rule": law.rule_shown(told.get("rule", {})),
        "n_agencies": len({row["agency_id"] for row in silent}),
        "missing": law.whether(seen, unit),
        "documents": asks,
        "settles": redact.printed(told.get("rule", {}).get("settles")),
        "findings": [{"url": one["url"], "agency": one["agency"]} for one in shown[:LINKED]],
        "n_findings": len(shown),
    }


def agencies_asked(rows: Rows) -> list[Row]:
    """Agencies of which something is asked, by name, each with what is held of it."""
    found: dict[str, list[Row]] = {}
    for row in rows.rows("page/findings"):
        found.setdefault(row["agency_id"] or "", []).append(row)
    out = []
    for id, theirs in found.items():
        n_conflict, n_question = (sum(row["verdict"] == verdict for row in theirs) for verdict in ASKS)
        if n_conflict or n_question:
            n_untold = sum(row["verdict"] == "unclear" for row in theirs)
            told = {"n_conflict": n_conflict, "n_question": n_question, "n_untold": n_untold, "coverage": coverage(rows, id)}
            out.append({"agency": agency(rows, id), **told})
    return sorted(out, key=lambda one: (one["agency"]["name"], one["agency"]["id"]))
