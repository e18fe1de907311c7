"""Offence drop-downs: the vendor's categories (terms/_offense_types.toml) and the free text typed after them."""

from __future__ import annotations

import string
import tomllib
from dataclasses import dataclass
from pathlib import Path

from plainview.model import Certainty

# A label is known by its letters and digits: exports cut the last bracket off, or print + for a space.
_PUNCTUATION = (string.punctuation + string.whitespace).encode()


@dataclass(frozen=True, slots=True)
class Category:
    """One entry of a vendor's offence drop-down. `purposes` is empty where the category names no offence."""

    label: str
    purposes: tuple[str, ...]
    certainty: Certainty
    covers: tuple[str, ...]
    made_by: str


def load(path: Path) -> dict[bytes, Category]:
    """Read the vendor vocabulary: category by the letters and digits of its label, lower case."""
    data = tomllib.loads(path.read_text("utf-8"))
    lines = {line.split('"')[1]: n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line[:1] == '"'}
    categories = {}
    for label, value in data["category"].items():
        made_by = f"terms/{path.name}:{lines[label]}"
        sure: Certainty = value.get("certainty", "certain")
        covers = tuple(value.get("covers", []))
        categories[_key(label)] = Category(label, tuple(value["gives"]), sure, covers, made_by)
    return categories


def split(text: str, categories: dict[bytes, Category]) -> tuple[list[Category], str]:
    """The categories that `text` begins with, and the free text after them (all of it where there is no category)."""
    head, _, tail = text.partition(" - ")
    whole = categories.get(_key(head))
    if whole:
        return [whole], tail
    if ", " not in head:
        return [], text
    listed = [categories.get(_key(part)) for part in head.split(", ")]
    found = [category for category in listed if category]
    return (found, tail) if found and len(found) == len(listed) else ([], text)


def _key(label: str) -> bytes:
    return label.encode().lower().translate(None, _PUNCTUATION)
