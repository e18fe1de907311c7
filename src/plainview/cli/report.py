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
def sharing(
    agency: Annotated[str, typer.Option(help="Agency whose report it is: its id or name.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it is for, as 2026-03-31.")],
    out: Annotated[Path, typer.Option(help="Folder to write; new, empty, or an older report.")],
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Write the data-sharing report of one agency for one day: a page with map and graphs, and CSV, GraphML and GeoJSON."""
    from plainview import sharing_report

    opened = words.existing(case)
    with locked(opened):
        page = sharing_report.write(opened, agency, on.date(), out)
    print(json.dumps(page, ensure_ascii=False) if as_json else "\n".join(sharing_report.told(page, out)))


@app.command()
def templates(as_json: words.AsJson = False) -> None:
    """A line a template: its id, state, period, and the law that asks for the report."""
    from plainview import reports

    found = reports.load()
    if as_json:
        print(json.dumps({"templates": reports.rows(found)}, ensure_ascii=False))
    else:
        print("\n".join(reports.told_templates(found)))


@app.command()
def paper(
    kind: Annotated[str, typer.Argument(help="Which kind, as `report papers` lists them: council_memo.")],
    agency: Annotated[str, typer.Option(help="Agency it is about: its id or name.")],
    from_: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC), as 2026-01-01.")],
    to: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (UTC); included.")],
    out: Annotated[Path, typer.Option(help="Folder to write; new, empty, or an older report.")],
    template: Annotated[
        str, typer.Option(help="Which report its figures are of, as `report templates` lists them.")
    ] = "general_any",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Write a paper to print or edit (PDF, DOCX, Markdown), with the report and the rows behind its figures."""
    from plainview import papers, reports

    opened = words.existing(case)
    chosen = papers.named(kind, opened.root / "papers")
    with locked(opened):
        made = papers.paper(opened, chosen, reports.named(template), agency, from_.date(), to.date(), out, date.today())
    print(json.dumps(made, ensure_ascii=False) if as_json else "\n".join([*papers.told(chosen, out), *reports.told(made, out)]))


@app.command()
def letter(
    finding: Annotated[str, typer.Argument(help="The finding to put to its agency: its id, or a beginning of it.")],
    out: Annotated[Path, typer.Option(help="Folder to write; new or empty.")],
    kind: Annotated[str, typer.Option(help="Which letter, as `report papers` lists them.")] = "question_letter",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Draft the letter that puts one finding to its agency (PDF, DOCX, Markdown). Note the answer in replies.csv."""
    from plainview import papers

    opened = words.existing(case)
    chosen = papers.named(kind, opened.root / "papers")
    with locked(opened):
        made = papers.letter(opened, chosen, finding, out, date.today())
    print(json.dumps(made, ensure_ascii=False) if as_json else "\n".join(papers.told(chosen, out)))


@app.command("papers")
def kinds(
    case: Annotated[Path | None, typer.Option(help="A case whose own kinds of papers are listed too.")] = None,
    as_json: words.AsJson = False,
) -> None:
    """A line a kind of paper: its name, what it is made about, and what it is for."""
    from plainview import papers

    found = papers.load(words.existing(case).root / "papers" if case else None)
    if as_json:
        print(json.dumps({"papers": papers.rows(found)}, ensure_ascii=False))
    else:
        print("\n".join(f"{one.id:<16} {one.needs:<8} {one.about}" for one in found.values()))
