"""Publish a case as a static site for any host, after a last look for plates; without DIR, write the case's own site again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import locked
from plainview.cli import words
from plainview.errors import UserError

Out = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="Folder to write, or to replace; the case's own site if not given.")
]
Check = Annotated[bool, typer.Option("--check", help="Only hold DIR against its manifest; needs no case.")]
Sqlite = Annotated[bool, typer.Option("--sqlite", help="Add a SQLite database file, for Datasette.")]
Finding = Annotated[
    list[str],
    typer.Option("--account-finding", metavar="ID", help="Show this finding about one account, which two people confirmed."),
]
Allow = Annotated[list[str], typer.Option("--allow-word", help="A word that is a plate in the originals too, and was looked at.")]


def run(
    out: Out = None,
    case: words.HereOrThere = Path(),
    check: Check = False,
    sqlite: Sqlite = False,
    account_finding: Finding = [],  # noqa: B006 - Typer gives each call its own
    allow_word: Allow = [],  # noqa: B006
    as_json: words.AsJson = False,
) -> None:
    from plainview import journey, publishing, store

    if check:
        if out is None:
            raise UserError("--check", "names no folder", "write `plainview publish --check DIR`")
        checked = publishing.check(out)
        print(json.dumps(asdict(checked)) if as_json else "\n".join(publishing.told(checked)))
        raise typer.Exit(0 if checked.is_whole else 3)
    opened = words.existing(case)
    with locked(opened):
        if out is not None:
            asked = publishing.Asked(tuple(account_finding), tuple(allow_word), sqlite)
            with words.ProgressBar(quiet=as_json) as tell:
                done = publishing.publish(opened, out, asked, tell, words.token_key())
            print(json.dumps(asdict(done)) if as_json else "\n".join(publishing.published(done)))
            return
        generation = store.current(opened.warehouse)
        if generation is None:
            raise UserError(str(case), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
        page = journey.publish(opened, generation)
        print(json.dumps({"page": str(page)}) if as_json else page)
