"""Write the reports that statutes and policies ask for, with the rows behind every figure."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import locked
from plainview.cli import words

app = typer.Typer(no_args_is_help=True)


@app.command()
def audit(
    agency: Annotated[str, typer.Option(help="Agency whose report it is: its id or name.")],
    from_: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC), as 2026-01-01.")],
    to: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (UTC); included.")],
    template: Annotated[str, typer.Option(help="What it is made by, as `report templates` lists them: general_quarterly.")],
    out: Annotated[Path, typer.Option(help="Folder to write; new, empty, or an older report.")],
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Write the periodic audit report of one agency: a page, its twin as data, and a file of rows behind every figure."""
    from plainview import reports

    opened = words.existing(case)
    chosen = reports.named(template)
    with locked(opened):
        made = reports.audit(opened, chosen, agency, from_.date(), to.date(), out, date.today())
    print(json.dumps(made, ensure_ascii=False) if as_json else "\n".join(reports.told(made, out)))


@app.command()
def templates(as_json: words.AsJson = False) -> None:
    """A line a template: its id, state, period, and the law that asks for the report."""
    from plainview import reports

    found = reports.load()
    if as_json:
        print(json.dumps({"templates": reports.rows(found)}, ensure_ascii=False))
    else:
        print("\n".join(reports.told_templates(found)))
