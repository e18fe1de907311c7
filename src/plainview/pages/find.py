"""Find an agency, a finding, a rule, a purpose, a reason or a word by typing; without a script, by letter and by list."""

from __future__ import annotations

from typing import Any

from plainview.pages import _index as index
from plainview.pages._rows import Rows, Source

SCRIPT = "find-index.js"


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return the page's dict: how many of each sort can be found, and letters; `scripts` holds the index."""
    rows = Rows.of(store)
    told, every = index.compact(rows), index.agencies(rows)
    letters: dict[str, int] = {}
    for one in every:
        letters[one["letter"]] = letters.get(one["letter"], 0) + 1
    return {
        "title": "Find an agency, a question, a rule or a purpose",
        "letters": [
            {"letter": name, "n": letters[name], "url": f"letter/{name}.html"}
            for name in sorted(letters, key=lambda name: (name == index.OTHER, name))
        ],
        "n_agencies": len(every),
        "n_findings": len(told["findings"]["what"]),
        "n_rules": _lines(told["rules"]["id"]),
        "n_purposes": _lines(told["purposes"]["id"]),
        "scripts": {SCRIPT: told},
    }


def _lines(text: str) -> int:
    return len(text.split("\n")) if text else 0
