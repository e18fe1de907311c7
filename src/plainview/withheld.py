"""What a letter says was withheld from a release: columns and the law cited, as a person confirmed them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from plainview.errors import UserError

COLUMNS = ("reason", "offense", "case", "account", "plate", "filters")
STATED = ("reason", "case", "account", "plate")  # columns of an entry that have a cell state


def parse(said: Iterable[str]) -> str:
    """`reason:Gov. Code 7923.600` and more to the text that the journal keeps; "" for nothing.

    Raises:
        UserError: a column that no log has, or one without the law that is cited.
    """
    told: dict[str, str] = {}
    for one in said:
        column, _, cited = (part.strip() for part in one.partition(":"))
        if column not in COLUMNS:
            raise UserError(
                f"--withheld {one}", f"names no column: {column}", f"write COLUMN:CITATION with one of {', '.join(COLUMNS)}"
            )
        if not cited:
            raise UserError(
                f"--withheld {one}", "cites no law", f'write {column}:"..." with the words of the letter, e.g. Gov. Code 7923.600'
            )
        told[column] = " ".join(cited.split())[:200]
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else ""


def of(texts: Iterable[str]) -> dict[str, str]:
    """Column -> citation from what the journal keeps for the sightings of one release; the last one said counts."""
    found: dict[str, str] = {}
    for text in texts:
        found |= json.loads(text) if text else {}
    return dict(sorted(found.items()))


def told(found: dict[str, str]) -> str:
    """As the table `releases` shows it: "case: Gov. Code 7923.600; reason: Gov. Code 7923.600"."""
    return "; ".join(f"{column}: {cited}" for column, cited in found.items())
