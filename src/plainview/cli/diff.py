"""Tell what changed between two productions of a log or captures of a portal; without names, all that can be compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words


def run(
    first: Annotated[str, typer.Argument(help="Release id, path of a file, or CUSTODIAN@DAY; alone, a custodian.")] = "",
    second: Annotated[str, typer.Argument(help="What to compare it with.")] = "",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    from plainview import diff, store

    found = diff.diff(words.existing(case), first, second)
    print(json.dumps(found, default=store.as_json) if as_json else "\n".join(diff.told(found)))
