"""What a paper is filled with: the figures of a report and the findings of an agency, fit to be shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from plainview import __version__, redact
from plainview.papers.kinds import Markup, marked
from plainview.store import Store

ROWS = 5  # rows of evidence that a paper names; the page of the finding has all that are kept
_VERDICT = {"conflict": "appears to conflict", "question": "a question", "unclear": "cannot be told from the records"}
_SOURCE = {
    "primary_text": "read in the law's own text", "official_summary": "read in an official summary",
    "secondary": "read in a secondary source, not in the law's own text", "memory": "from memory; not confirmed",
}  # fmt: skip


def findings(store: Store, agency_id: str = "", finding_id: str = "") -> list[dict[str, Any]]:
    """Findings of one agency, or one by its id, with their law, rows and replies."""
    replies: dict[str, list[dict[str, str]]] = {}
    for row in store.rows("papers/replies"):
        replies.setdefault(row["finding_id"], []).append(_reply(row))
    rows = store.rows("papers/findings", agency_id=agency_id, finding_id=finding_id)
    return [_finding(row, replies.get(row["finding_id"], [])) for row in rows]


def _finding(row: Mapping[str, Any], replies: list[dict[str, str]]) -> dict[str, Any]:
    told = json.loads(row["evidence_json"] or "{}")
    rule = told.get("rule", {})
    texts = {name: redact.printed(str(row[name] or "")) for name in ("title", "sentence", "innocent")}
    law = {name: redact.printed(str(rule.get(name) or "")) for name in ("citation", "settles", "remedy", "caveat")}
    return {
        "id": row["finding_id"],
        "code": Markup(f"`{row['finding_id']}`"),
        "verdict": row["verdict"],
        "verdict_words": _VERDICT[row["verdict"]],
        "is_rule": row["source"] == "rule",
        **texts,
        **law,
        "url": rule.get("official_url") or rule.get("url") or "",
        "from_on": rule.get("from") or "",
        "read_in": _SOURCE.get(rule.get("source_kind", ""), ""),
        "base_rate": redact.printed(told.get("detector", {}).get("base_rate", "")),
        "rows": [
            {"what": redact.printed(one["what"]), "explain": Markup(f"`plainview explain {one['release_id']}:{one['row_no']}`")}
            for one in told.get("rows", [])[:ROWS]
        ],
        "n_rows": len(told.get("rows", [])),
        "replies": replies,
        "agency": {"id": row["agency_id"], "name": redact.name(row["agency_name"])},
    }


def _reply(row: Mapping[str, Any]) -> dict[str, str]:
    days = {name: row[name].isoformat() if row[name] else "" for name in ("put_on", "answered_on", "corrected_on")}
    return days | {name: redact.printed(row[name] or "") for name in ("answer", "correction")}


def of_report(report: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a report as a paper names them: `sections` by id, each with its tables as lines of cells."""
    return {
        "agency": report["agency"],
        "period": report["period"],
        "made_on": report["made_on"],
        "version": __version__,
        "law": report["law"],
        "covered": report["covered"],
        "has_record": report["has_record"],
        "caveats": report["caveats"],
        "blanks": report["blanks"],
        "signatures": report["signatures"],
        "sections": {one["id"]: {**one, "tables": [_table(part, one) for part in one["parts"]]} for one in report["sections"]},
    }


def _table(part: Mapping[str, Any], section: Mapping[str, Any]) -> dict[str, Any]:
    """One table: its title, its Markdown, and whether any figure in it is above zero."""
    three = any(row["words"] for row in part["rows"])
    heads = [section["heads"][0], *(["in words"] if three else []), *(one["title"] for one in section["measures"])]
    lines = [
        [row["title"], *([row["words"]] if three else []), *(_cell(row, one["id"]) for one in section["measures"])]
        for row in part["rows"]
    ]
    n = sum(cell["n"] for row in part["rows"] for cell in row["cells"].values())
    return {"title": part["title"], "markdown": table(heads, lines), "n": n, "n_rows": len(lines)}


def _cell(row: Mapping[str, Any], measure: str) -> str:
    return f"{row['cells'][measure]['n']:,}" if measure in row["cells"] else ""


def table(heads: list[str], lines: list[list[str]]) -> Markup:
    """A Markdown table of plain texts."""
    rows = [heads, ["---"] * len(heads), *lines]
    put = ["| " + " | ".join(cell if at == 1 else marked(cell or " ") for cell in row) + " |" for at, row in enumerate(rows)]
    return Markup("\n".join(put))


def on(today: date) -> str:
    """A day as a letter writes it: 22 November 2026."""
    months = "January February March April May June July August September October November December".split()
    return f"{today.day} {months[today.month - 1]} {today.year}"
