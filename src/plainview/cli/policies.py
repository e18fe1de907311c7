"""Tell what agencies' portals say they permit and forbid, and every change of the wording, word by word, with its days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words


def run(
    agency: Annotated[str, typer.Argument(help="An agency: its id, its name as printed, or its folder; all if not given.")] = "",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    from plainview.diff import policies

    found = policies.policies(words.existing(case), agency)
    print(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(policies.told(found, alone=bool(agency))))
