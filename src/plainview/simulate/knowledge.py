"""The made-up knowledge beside this file (TOML and TXT), read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return `<name>.toml` of this folder as a dict. Callers must not change it."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def places() -> tuple[str, ...]:
    """Return the invented place names, none of them a real town or county of the United States."""
    return tuple((files(__package__) / "places.txt").read_text(encoding="utf-8").split("\n")[:-1])


def slug(text: str) -> str:
    """Return a text as it stands in an address: small letters and digits, all else a hyphen."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
