"""Show how a file is recognised: its layout, and what each column is read as; or what its layout could be."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import locked
from plainview.cli import words
from plainview.errors import UserError


def run(
    file: Annotated[Path, typer.Argument(help="One file of records.")],
    case: Annotated[Path | None, typer.Option("--case", help="Case whose own layouts count too.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Use the proposed layout in this case from now on.")] = False,
    as_json: words.AsJson = False,
) -> None:
    from plainview import layout_view

    opened = words.existing(case) if case else None
    if accept:
        if opened is None:
            raise UserError("--accept", "needs a case to keep the layout in", "name it with --case DIR")
        with locked(opened):
            place = layout_view.accept(file, opened)
        print(f"accepted {place}\nnow run the command again that took the file in, such as plainview audit")
        return
    seen = layout_view.view(file, opened)
    print(json.dumps(asdict(seen)) if as_json else "\n".join(layout_view.told(seen)))
