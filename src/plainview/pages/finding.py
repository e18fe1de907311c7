"""One finding: the question, three figures, the law, a trace that anyone can follow, what else it could be, and the answer."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.pages import _law as law
from plainview.pages import _replies as replies
from plainview.pages._case import place, totals, word
from plainview.pages._cited import evidence
from plainview.pages._findings import ASKS, behind, coverage, finding_shown, paged
from plainview.pages._rows import Row, Rows, Source

OF_DETECTOR = ("severity", "confidence", "base_rate", "counts", "cut", "expects")
NOT_PRINTED = ("document",)  # units whose evidence stands in no file: what the case knows of a document


def ids(store: Source | Rows) -> list[str]:
    return sorted(paged(Rows.of(store)))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    """Return the page's dict."""
    rows = Rows.of(store)
    row = paged(rows)[id]
    shown, told = finding_shown(rows, row), evidence(row)
    unit, kept = told.get("unit") or "", behind(rows, row)
    rule, detector = told.get("rule") or {}, told.get("detector") or {}
    known = law.rules(rows).get(rule.get("id") or "", {})
    law_shown = rows.once(("rule_shown", repr(rule)), lambda _: law_told(known, rule)) if rule else None
    return {
        **shown,
        "title": f"{shown['title']}: {shown['agency']['name']}",
        "heading": shown["title"],
        "asks": row["verdict"] in ASKS,
        "verdict_words": word("verdicts", row["verdict"] or "unclear", "means"),
        "rule": law_shown,
        "detector": {name: redact.printed(detector.get(name)) for name in OF_DETECTOR} if detector else None,
        "chance": row["p_innocent"],
        "else_it_could_be": (law_shown or {}).get("innocent") or shown["innocent"],
        "trace": trace(rows, kept, unit),
        "n_kept": len(kept),
        "n_rows": told.get("total") or len(kept),
        "missing": law.whether(kept, unit),
        "documents": law.asked_for(kept),
        "coverage": coverage(rows, row["agency_id"]),
        "replies": replies.of(rows, id),
        "held": {key: totals(rows)[key] for key in ("n_releases", "first_on", "last_on")},
    }


def law_told(known: Row, rule: Row) -> Row:
    """A rule as a finding keeps it, filled up by what the case knows of it."""
    return law.rule_shown({**known, **{key: value for key, value in rule.items() if value}})


def trace(rows: Rows, kept: list[Row], unit: str) -> list[Row]:
    """The rows of evidence, those of which the same is known together: what was compared, what they do not tell, each row."""
    groups: dict[str, Row] = {}
    for one in kept:
        facts, missing = law.compared(one, unit), law.missing([one], unit)
        group = groups.setdefault(repr((facts, missing)), {"facts": facts, "missing": missing, "rows": []})
        row_no = int(one["row_no"] or 0)
        where = place(rows, one["release_id"], row_no, one.get("locator") or f"row {one['row_no']}")
        group["rows"].append({"what": redact.printed(one.get("what")), "place": None if unit in NOT_PRINTED else where})
    return list(groups.values())
