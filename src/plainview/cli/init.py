"""Make an empty case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import open_case


def run(case: Annotated[Path, typer.Argument(help="Folder to make.")]) -> None:
    print(open_case(case, date.today()).root)
