"""Link the entries of all logs into searches, and tell how many there are, how they were linked, and with which error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import locked
from plainview.cli import words


def run(
    case: words.HereOrThere = Path(),
    report: Annotated[bool, typer.Option("--report", help="Only tell what the tables say; make nothing anew.")] = False,
    as_json: words.AsJson = False,
) -> None:
    from datetime import date

    from plainview import journey, link_report, store

    opened = words.existing(case)
    if not report:
        with locked(opened), words.ProgressBar(quiet=as_json) as tell:
            journey.renew(opened, words.token_key(), date.today(), tell)
    tables = store.open_current(opened.warehouse, opened.temporary / "duckdb")
    try:
        found = link_report.report(tables)
    finally:
        tables.close()
    print(json.dumps(found) if as_json else "\n".join(link_report.told(found)))
