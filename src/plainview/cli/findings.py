"""List what rules and detectors found in a case; with --rank the detectors' flags, the likeliest to matter first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words


def run(
    case: words.HereOrThere = Path(),
    agency: Annotated[str, typer.Option(help="Only of agencies with this id or with this in their name.")] = "",
    rank: Annotated[
        bool, typer.Option("--rank", help="Only detectors' flags, best first, and how many to expect innocent.")
    ] = False,
    first: Annotated[int, typer.Option(min=1, help="How many to show.")] = 100,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="Also what points at one account; it stays inside the case.")
    ] = False,
    as_json: words.AsJson = False,
) -> None:
    """List what rules and detectors found: verdict, sentence, score, and what people decided about it."""
    from plainview import findings, store

    opened_case = words.existing(case)
    opened = store.open_current(opened_case.warehouse, opened_case.temporary / "duckdb")
    try:
        found = findings.listed(opened, agency, accounts, rank)
    finally:
        opened.close()
    rows = found[:first]
    if not as_json:
        print("\n".join(findings.told(rows, rank, len(found))))
        return
    expected, n_known, n_unknown = findings.expected_innocent(rows)
    told = {"findings": [{**row, "evidence": json.loads(row.pop("evidence_json"))} for row in rows], "n_all": len(found)}
    if rank:
        told |= {"expected_innocent": round(expected, 2), "n_estimated": n_known, "n_not_estimated": n_unknown}
    if any(row["scope"] == "account" for row in rows):
        told["inside"] = findings.INSIDE
    print(json.dumps(told, ensure_ascii=False))
