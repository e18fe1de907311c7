"""Read typed reasons: purposes and marks of each line of a text file, how sure they are, and the words and rule that decided."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words

Text = Annotated[
    Path, typer.Option("--text", help="File with a reason a line, or reason<TAB>offense<TAB>state; - for standard input.")
]


def run(text: Text, as_json: words.AsJson = False) -> None:
    from plainview.errors import UserError
    from plainview.reasons import asking

    if str(text) != "-" and (not os.access(text, os.R_OK) or text.is_dir()):
        raise UserError(str(text), "is no file that can be read", "name a text file with a reason on each line")
    source = sys.stdin.buffer if str(text) == "-" else text.open("rb")
    with closing(source):
        lines = (line.decode("utf-8", "replace") for line in source)
        first = (line.removeprefix("\ufeff") if not number else line for number, line in enumerate(lines))
        for answer in asking.answers(asking.lines_of(first)):
            print(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(asking.told(answer)))
