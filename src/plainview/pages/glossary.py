"""The words this site uses, each in a sentence."""

from __future__ import annotations

from typing import Any

from plainview.pages._case import words
from plainview.pages._rows import Rows, Source


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    kinds = {"Words": "glossary", "Purposes": "purposes", "Marks": "marks"}
    return {
        "title": "The words used here",
        "groups": [
            {"name": name, "words": [{"title": e["title"], "means": e["means"], "anchor": id} for id, e in words()[kind].items()]}
            for name, kind in kinds.items()
        ],
    }
