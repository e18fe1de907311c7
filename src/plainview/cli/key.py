"""Make a token key. With PLAINVIEW_KEY_FILE naming it, plates and accounts become tokens instead of being dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(file: Annotated[Path, typer.Argument(help="New file for the key; keep it apart from the case.")]) -> None:
    from plainview import tokens

    tokens.new_key(file)
    print(f"wrote {file}\nnow set PLAINVIEW_KEY_FILE={file}")
