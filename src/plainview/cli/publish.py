"""Write the site of a case again from its tables."""

from __future__ import annotations

from pathlib import Path

from plainview.case import locked
from plainview.cli import words
from plainview.errors import UserError


def run(case: words.HereOrThere = Path()) -> None:
    from plainview import journey, store

    opened = words.existing(case)
    with locked(opened):
        generation = store.current(opened.warehouse)
        if generation is None:
            raise UserError(str(case), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
        print(journey.publish(opened, generation))
