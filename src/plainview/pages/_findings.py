"""Findings as pages show them: the question, the innocent reading beside it, three figures, and the entries behind it."""

from __future__ import annotations

import re

from plainview import redact
from plainview.pages._case import agency, place, releases, word
from plainview.pages._figures import AT_LEAST_ABOVE
from plainview.pages._rows import Row, Rows

EVIDENCE = re.compile(r"\b([0-9a-f]{16}):([0-9]+)\b")
ORDER = ["conflict", "question", "unclear", "not_in_force", "clear"]


def finding_shown(rows: Rows, row: Row) -> Row:
    total = row["n_total"] or 0
    entries = [found for found in EVIDENCE.findall(row["evidence_json"] or "") if found[0] in releases(rows)]
    return {
        "verdict": word("verdicts", row["verdict"] or "unclear"),
        "verdict_id": row["verdict"] or "unclear",
        "agency": agency(rows, row["agency_id"]),
        "title": redact.printed(row["title"]),
        "sentence": redact.printed(row["sentence"]),
        "innocent": redact.printed(row["innocent"]),
        "source": redact.printed(row["source"]),
        "made_by": row["made_by"] or "",
        "certain": row["n_certain"] or 0,
        "possible": row["n_possible"] or 0,
        "unreadable": row["n_unreadable"] or 0,
        "total": total,
        "at_least": bool(total) and (row["n_unreadable"] or 0) / total > AT_LEAST_ABOVE,
        "n_entries": len(entries),
        "entries": [place(rows, release_id, int(row_no), f"row {row_no}") for release_id, row_no in entries[:5]],
    }


def findings(rows: Rows, agency_id: str | None = None) -> list[Row]:
    """All findings, or one agency's, in the query's order."""
    found = rows.rows("page/findings") if agency_id is None else rows.by("page/findings", "agency_id").get(agency_id, [])
    return [finding_shown(rows, row) for row in found]
