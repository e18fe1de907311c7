"""Names of agencies: what a name says, and published lists of agencies for a case."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words

app = typer.Typer(no_args_is_help=True)

Names = Annotated[Path, typer.Argument(help="File with a name a line, or a table with a column of names; - for standard input.")]
Column = Annotated[str, typer.Option(help="Label of the column that holds the names, where it is not found by itself.")]
OfCase = Annotated[Path | None, typer.Option("--case", help="Case whose own agency_names.csv counts too.")]
PublishedList = Annotated[Path, typer.Argument(help="Vendor names, the FBI's ORI list or a 287(g) list; CSV or a workbook.")]
SeenOn = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day for which a list stands, as 2025-07-18.")]


@app.command()
def resolve(names: Names, column: Column = "", case: OfCase = None, as_json: words.AsJson = False) -> None:
    """Tell which agency each name means: its state, kind and level, how sure that is, and why. With --json a line per name."""
    from plainview.agencies import asking, decided

    decisions = decided.load(words.existing(case).root) if case else decided.NONE
    if str(names) == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace").removeprefix("\ufeff")
        found = asking.of_text(text, column, "standard input")
    else:
        found = asking.of_file(names, column)
    if as_json:
        for one in asking.answers(found, decisions):
            print(json.dumps(one, ensure_ascii=False))
        return
    from plainview.agencies import telling

    for line in telling.table(asking.answers(found, decisions)):
        print(line)


@app.command()
def load(
    file: PublishedList,
    case: words.HereOrThere = Path(),
    seen_on: SeenOn = None,
    as_json: words.AsJson = False,
) -> None:
    """Take a published list of agencies into a case, with its hash and the day. The next build uses it. Nothing is fetched."""
    from plainview.agencies import kept, telling
    from plainview.case import locked

    opened = words.existing(case)
    with locked(opened):
        done = kept.load(opened.root, file, date.today(), seen_on.date() if seen_on else None)
    print(json.dumps(telling.loaded(done)) if as_json else "\n".join(telling.told(done)))
