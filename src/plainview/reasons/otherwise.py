"""What else the words of a reason may mean (terms/_otherwise.toml): told beside a reading, it changes none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plainview.errors import UserError
from plainview.model import Reading
from plainview.reasons import regex

FILE = Path(__file__).parent.parent / "terms" / "_otherwise.toml"


@dataclass(frozen=True, slots=True)
class Sense:
    """Another sense of some words. of: the purpose or mark beside which it is told."""

    of: str
    find: regex.Find
    means: str


@cache
def senses() -> tuple[Sense, ...]:
    """Every other sense that is known. Raises UserError where the file cannot be used."""
    found = []
    for number, row in enumerate(tomllib.loads(FILE.read_text(encoding="utf-8"))["sense"], start=1):
        if set(row) != {"of", "words", "means"}:
            raise UserError(f"terms/{FILE.name}, sense {number}", "lacks of, words or means", "give all three and nothing else")
        found.append(Sense(row["of"], regex.finder(rf"(?i)(?:^|[^0-9a-z])(?:{row['words']})(?:[^0-9a-z]|$)"), row["means"]))
    return tuple(found)


def otherwise(reason: str, reading: Reading) -> str:
    """What else the words may mean, "; " between several; "" where nothing is known or nothing was read."""
    return "; ".join(dict.fromkeys(_found(reason, reading)))


def _found(reason: str, reading: Reading) -> Iterator[str]:
    sure = {purpose.id: purpose.certainty for purpose in reading.purposes}
    text = reason.encode()
    open_ = {name for name, certainty in sure.items() if certainty != "certain"} | set(reading.marks)
    for sense in senses():
        if sense.of in open_ and sense.find(text):
            yield sense.means
    if "ambiguous" in sure.values() and "statute" in reading.marks:
        yield "a case, unit or radio code of that number"
    if reading.made_by.startswith("model"):
        yield "nothing that can be counted on: no rule knows these words"
