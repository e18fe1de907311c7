"""Ordinary words: no rule reads a purpose into a word of the dictionary unless ordinary_words.toml lists that word for it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from plainview import reasons

ALLOWED = {
    purpose: tuple(stems.split())
    for purpose, stems in tomllib.loads(
        Path(__file__).with_suffix("").with_name("ordinary_words.toml").read_text("utf-8")
    ).items()
}


def dictionary() -> list[str]:
    """The 82,000 words of the package symspellpy."""
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return [line.split()[0] for line in text.splitlines() if line.strip()]


def by_rules(word: str) -> Iterator[str]:
    """Purposes that a rule of a term file reads into one word: neither a code section nor the model."""
    for purpose in reasons.read(word, state="TX").purposes:
        if purpose.made_by.startswith("terms/"):
            yield purpose.id


def is_allowed(word: str, purpose: str) -> bool:
    """Whether the list has the word for the purpose, itself or by its beginning."""
    return any(word.startswith(stem[:-1]) if stem.endswith("*") else word == stem for stem in ALLOWED.get(purpose, ()))


def test_only_listed_words_of_the_dictionary_state_a_purpose() -> None:
    """A wildcard that reaches into unrelated words (orchestra, stable, warren) fails here, with the words it took in."""
    words = dictionary()
    assert len(words) > 80_000
    wrong = [f"{word}: {purpose}" for word in words for purpose in by_rules(word) if not is_allowed(word, purpose)]
    assert not wrong, f"{len(wrong)} ordinary words are read as a purpose: {', '.join(wrong[:40])}"


@pytest.mark.parametrize(
    "word",
    (
        "orchestra orchid orchard orca stable stabilize batteries maiman shooing oxygen paraphrase heroine "
        "natchez warren warrior warn wharton warden scamper skimpy scheme uttering counterfactual coliseum "
        "duisburg headlight rekindles dur traveller larsen robby reposes arsine stolon domesticate odd biped "
        "buckshot bleach engineering mushroom harbor"
    ).split(),
)
def test_words_that_once_matched_by_their_beginning_alone(word: str) -> None:
    """Each was read as a crime because a pattern was written for a misspelling of another word."""
    assert not set(by_rules(word))


def test_no_beginning_in_the_list_is_short() -> None:
    """`gun*` would let gunk through: a beginning has five letters at least, shorter words are listed whole."""
    assert not [stem for stems in ALLOWED.values() for stem in stems if stem.endswith("*") and len(stem) < 6]
