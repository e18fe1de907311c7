"""Show one row, how it was read, and how the archived original prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words


def run(
    entry: Annotated[str, typer.Argument(help="Row as the pages name it: release:row.")],
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    from plainview import explain, store

    found = explain.explain(words.existing(case), entry, words.token_key())
    print(json.dumps(found, default=store.as_json) if as_json else "\n".join(explain.told(found)))
