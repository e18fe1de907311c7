"""Counts in words: three figures in one phrase, "at least" where too much is unreadable, one or many of a unit."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_CHOICE = re.compile(r"\[([^|\[\]]*)\|([^|\[\]]*)\]")
_BLANK = re.compile(r"\{([a-z_]+)\}")


@cache
def _known() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("plainview").joinpath("wording.toml").read_text(encoding="utf-8"))


def unit(name: str, n: int) -> str:
    """The word for n of a unit: partner, page, search or session."""
    return str(_known()["units"][name][0 if n == 1 else 1])


def figures(certain: int, possible: int, unreadable: int, total: int) -> str:
    """How many, in words: "12", "12 (possibly 15)", "at least 12"; never more than the record says."""
    known = _known()["figures"]
    form = "same" if certain == possible else "differ" if certain else "only_possible"
    if unreadable > known["bound"] * total:
        form = f"lower_{form}"
    return str(known[form].format(certain=f"{certain:,}", possible=f"{possible:,}"))


def blanks(text: str) -> set[str]:
    """Names of the {blanks} in a text."""
    return set(_BLANK.findall(text))


def fill(text: str, values: dict[str, str], n: int) -> str:
    """Fill {blanks} and choose [one|many] by n. What is filled in is not looked at again. KeyError for a blank nobody fills."""
    chosen = _CHOICE.sub(lambda found: found[1] if n == 1 else found[2], text)
    return _BLANK.sub(lambda found: values[found[1]], chosen)
