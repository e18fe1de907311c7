"""Misspelt and run-together words become the words that rules know: `warrents` warrants, `stolenveh` stolen veh.

Only a word that stands in no dictionary and in no name of a place is touched, and only where one known word alone is nearest:
one slip of the pen (a letter more, less, other, or two changed about) in words of five to eight letters, two in longer ones, the
first letter right. terms/_spelling.txt holds the words that rules know; eval/reasons/spelling.py makes it from the term files.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from symspellpy import SymSpell, Verbosity

SHORTEST, LONG = 5, 9
KNOWN = Path(__file__).parent.parent / "terms" / "_spelling.txt"
_DICTIONARY = "frequency_dictionary_en_82_765.txt"  # of symspellpy: a word and how often it is used on each line
_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{5,24}(?![^\W_])")
_CACHED = 200_000


@cache
def ordinary() -> dict[str, int]:
    """Words of the dictionary, lower case, and how often each is used."""
    lines = files("symspellpy").joinpath(_DICTIONARY).read_text(encoding="utf-8-sig").splitlines()
    return {word: int(n) for word, _, n in (line.partition(" ") for line in lines)}


@cache
def places() -> frozenset[str]:
    """Words of the names of places: what a street or a town is called is no misspelling."""
    folder = Path(__file__).parent.parent / "places"
    texts = [(folder / f"{name}.txt").read_text(encoding="utf-8") for name in ("us_places", "us_counties")]
    return frozenset(word for text in texts for word in re.findall(r"[a-z]{5,}", text.partition("\n")[2]))


@cache
def known() -> frozenset[str]:
    """Words that rules know, to which others may be mended."""
    return frozenset(line for line in _lines() if not line.startswith("="))


@cache
def right() -> frozenset[str]:
    """Words that are right as they stand: of the dictionary, of names of places, known ones, and abbreviations of the trade."""
    return frozenset(ordinary()) | places() | frozenset(line.removeprefix("=") for line in _lines())


@cache
def _lines() -> tuple[str, ...]:
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _speller() -> SymSpell:
    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for word in sorted(known()):
        if len(word) >= SHORTEST:
            speller.create_dictionary_entry(word, ordinary().get(word, 1))
    return speller


def mend(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with misspelt words as they are meant, and each change as (as typed, as meant). The text itself where none is."""
    changes = tuple((word, better) for word in dict.fromkeys(_WORD.findall(text)) if (better := meant(word.lower())))
    if changes:
        as_meant = dict(changes)
        text = _WORD.sub(lambda found: as_meant.get(found[0], found[0]), text)
    return text, changes


@lru_cache(_CACHED)
def meant(word: str) -> str:
    """What a lower-case word is meant to be, "" where it is right or cannot be told."""
    if word in right():
        return ""
    distance = 1 if len(word) < LONG else 2
    found = [one for one in _speller().lookup(word, Verbosity.CLOSEST, distance) if one.term[0] == word[0]]
    if found:
        return str(found[0].term) if len(found) == 1 or _same_stem([one.term for one in found]) else ""
    return _apart(word)


def _same_stem(words: list[str]) -> bool:
    """Whether these are forms of one word (warrant, warrants): then it makes no difference which is meant."""
    shortest = min(words, key=len)
    return all(word.startswith(shortest[: max(4, len(shortest) - 2)]) for word in words)


def _apart(word: str) -> str:
    """Two or three known words run together, "" if it is not that. Each has three letters at least, one of them five."""
    if len(word) < 7:
        return ""
    for first in range(3, len(word) - 2):
        if word[:first] not in known():
            continue
        rest = word[first:]
        if rest in known() and max(first, len(rest)) >= SHORTEST:
            return f"{word[:first]} {rest}"
        for second in range(3, len(rest) - 2):
            if rest[:second] in known() and rest[second:] in known() and max(first, second, len(rest) - second) >= 4:
                return f"{word[:first]} {rest[:second]} {rest[second:]}"
    return ""
