"""Read a random sample again from the originals by other code; tell how much agrees. Exit 3 if something does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import locked
from plainview.cli import words


def run(
    case: words.HereOrThere = Path(),
    sample: Annotated[int, typer.Option(min=1, help="How many rows of each kind to read again.")] = 200,
    seed: Annotated[int, typer.Option(help="Equal seeds draw equal rows.")] = 1,
    as_json: words.AsJson = False,
) -> None:
    from plainview.verify_case import asking

    opened = words.existing(case)
    with locked(opened), words.ProgressBar(quiet=as_json) as tell:
        report = asking.verify_case(opened, sample, seed, words.token_key(), tell)
    print(json.dumps(report) if as_json else "\n".join(asking.told(report)))
    if not report["agrees"]:
        raise typer.Exit(3)
