"""Fetch the portals and documents that a case names, politely and on their schedule; what changed is taken in."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import Busy, locked, open_case
from plainview.cli import words

app = typer.Typer(no_args_is_help=True)

Documents = Annotated[bool, typer.Option("--documents", help="Also the documents in documents.csv that have an address.")]


@app.command(name="list")
def list_(case: words.HereOrThere = Path(), documents: Documents = False, as_json: words.AsJson = False) -> None:
    """A line a source: what became of it last, and when it is fetched next."""
    from plainview import refresh
    from plainview.refresh import noting, telling

    opened = words.existing(case)
    told = refresh.load(opened.root)
    told = refresh.with_documents(opened.root, told) if documents else told
    notes, now = noting.read(opened.root / "refresh"), datetime.now(UTC)
    if as_json:
        rows = [telling.row(source, notes, now) for source in told.sources]
        print(json.dumps({"contact": told.contact, "pause": told.pause, "sources": rows}, ensure_ascii=False))
        return
    print("\n".join(telling.listed(told, notes, now)))


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="The whole address, beginning with https://.")],
    case: words.CaseFolder,
    contact: Annotated[str, typer.Option(help="Where a site's owner can reach you; needed with the first source.")] = "",
    agency: Annotated[str, typer.Option(help="Whose page it is, as the records print the name.")] = "",
    kind: Annotated[str, typer.Option(help="portal, log, sharing, events, letter, document or any; portal if not given.")] = "",
    every: Annotated[str, typer.Option(help="From one fetch to the next: 12h, 7d, 2w; 7d if not given.")] = "",
    handling: words.Handling = "",
    name: Annotated[str, typer.Option(help="Its short name; from the address if not given.")] = "",
    local: Annotated[bool, typer.Option("--local", help="It lies on your own network.")] = False,
    as_json: words.AsJson = False,
) -> None:
    """Name one more page or file in sources.toml."""
    from plainview import refresh
    from plainview.refresh import noting, telling

    opened = open_case(case, date.today())
    with locked(opened):
        source = refresh.add(opened.root, url, contact, name, local, agency=agency, kind=kind, every=every, handling=handling)
    if as_json:
        row = telling.row(source, noting.read(opened.root / "refresh"), datetime.now(UTC))
        print(json.dumps({"source": row}, ensure_ascii=False))
        return
    print(f"{source.name}: added to {opened.root / 'sources.toml'}; `plainview refresh run` fetches it")


@app.command(name="run")
def run_(
    case: words.HereOrThere = Path(),
    due: Annotated[
        bool, typer.Option("--due", help="Only what is due by its schedule; this is so if nothing else is said.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also what is not due yet.")] = False,
    only: Annotated[list[str], typer.Option(help="Only the source of this name, due or not; may be given several times.")] = [],  # noqa: B006
    documents: Documents = False,
    later: Annotated[bool, typer.Option("--later", help="Leave tables and pages as they are until the next run.")] = False,
    fail: Annotated[bool, typer.Option("--fail-on-trouble", help="Exit 3 if anything is to be looked at.")] = False,
    unsandboxed: words.Unsandboxed = False,
    as_json: words.AsJson = False,
) -> None:
    """Fetch what is due, take in what changed, and tell first what vanished, was refused or could not be fetched."""
    from plainview import drift, journey, refresh, store
    from plainview.intake import Facts
    from plainview.refresh import telling

    opened = words.existing(case)
    told = refresh.load(opened.root)
    told = refresh.with_documents(opened.root, told) if documents else told
    which = refresh.which(told, due, everything, only)
    key = words.token_key()
    site, drifts = "", []
    with words.ProgressBar(quiet=as_json) as tell:
        report = refresh.run(refresh.Run(opened, told, key, tell, unsandboxed=unsandboxed), which, only)
        if report.archived:  # another plainview that is at work to the end makes the tables itself, or who comes after it does
            with suppress(Busy), refresh.held(opened, time.sleep, refresh.PATIENCE):
                if not later and store.current(opened.warehouse):
                    site = str(journey.renew(opened, key, date.today(), tell))
                    tables = store.open_current(opened.warehouse, opened.temporary / "duckdb")
                    drifts = drift.found(tables)
                    tables.close()
                else:
                    journey.take_in(opened, [], Facts(date.today()), key, tell, unsandboxed=unsandboxed)
    for line in drift.told(drifts):
        words.say.print(line, markup=False)
    if as_json:
        print(json.dumps({**telling.as_object(report), "layout_drift": drifts, "site": site}, ensure_ascii=False))
    else:
        for line in telling.told(report):
            print(line)
        if report.archived:
            print(f"open {site}" if site else "tables and pages follow with the next `plainview audit`")
    if drift.is_recent(drifts):
        raise typer.Exit(drift.EXIT)
    if fail and report.trouble:
        raise typer.Exit(3)
