"""A small statistical model for reasons in which no rule found a purpose: it proposes purposes with a probability, or abstains.

One weight a purpose for each feature of a text: its words, pairs of neighbouring words, and pieces of words of three to five
letters, each known by a hash. Weights add up, so a word's share is worked out once and kept. eval/reasons/train.py makes
model.npz from the labelled strings in eval/reasons; sensitive purposes are not among those it may propose.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BITS = 15
SIZE = 1 << BITS
PIECES = (3, 4, 5)
FEWEST_WORDS = 3  # with letters: fewer are a label or a nickname, which rules know or nobody does
MOST_WORDS = 40  # of a text; what is longer is a narrative, and its beginning tells
KEPT = 50_000  # words and pairs whose shares are kept; a case of a million reasons has more, most of them case numbers
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+")
_Vector = NDArray[np.float32]


def words_of(text: str) -> list[str]:
    """The words of a text, lower case; figures are one word `0` whatever they are."""
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(text.lower())[:MOST_WORDS]]


def is_asked(words: list[str]) -> bool:
    """Whether a text has words enough for the model to say anything."""
    return sum(word != "0" for word in words) >= FEWEST_WORDS


def features(word: str) -> list[int]:
    """Places in the weights of one word: the word itself and its pieces, its ends marked."""
    marked = f"<{word}>"
    pieces = {marked[at : at + n] for n in PIECES for at in range(len(marked) - n + 1)} | {f"={word}"}
    return [zlib.crc32(piece.encode()) & (SIZE - 1) for piece in sorted(pieces)]


def pair(first: str, second: str) -> list[int]:
    """The place of two neighbouring words."""
    return [zlib.crc32(f"{first} {second}".encode()) & (SIZE - 1)]


@dataclass(slots=True)
class Model:
    """Weights (features x purposes), one bias a purpose, and the two numbers that turn a score into a probability.

    threshold: below this probability nothing is proposed.
    """

    purposes: tuple[str, ...]
    weights: _Vector
    bias: _Vector
    slope: float
    shift: float
    threshold: float
    _shares: dict[str, tuple[_Vector, int]] = field(default_factory=dict)

    def propose(self, text: str) -> list[tuple[str, float, str]]:
        """(purpose, probability, the word that weighs most for it), the likeliest first; [] where it abstains."""
        words = words_of(text)
        if not is_asked(words):
            return []
        shares = [self._share(word, word) for word in words]
        pairs = [self._share(f"{a} {b}", a, b) for a, b in pairwise(words)]
        n = sum(count for _, count in shares) + len(pairs)
        whole = np.add.reduce([vector for vector, _ in shares + pairs])
        scores = whole / np.sqrt(n) + self.bias
        chances = 1 / (1 + np.exp(-(self.slope * scores + self.shift)))
        found = sorted((int(at) for at in np.flatnonzero(chances >= self.threshold)), key=lambda at: -chances[at])
        told = [n for n, word in enumerate(words) if word != "0"]  # a figure is never told as the word that decided
        heaviest = [words[max(told, key=lambda n, at=at: shares[n][0][at])] for at in found]  # type: ignore[misc]
        return [(self.purposes[at], float(chances[at]), word) for at, word in zip(found, heaviest, strict=True)]

    def _share(self, key: str, *words: str) -> tuple[_Vector, int]:
        known = self._shares.get(key)
        if known is None:
            places = features(words[0]) if len(words) == 1 else pair(*words)
            known = self.weights[places].sum(axis=0, dtype=np.float32), len(places)
            if len(self._shares) < KEPT:
                self._shares[key] = known
        return known


@cache
def load(path: Path = Path(__file__).parent / "model.npz") -> Model:
    """The model that comes with the program."""
    with np.load(path, allow_pickle=False) as held:
        purposes = tuple(str(name) for name in held["purposes"])
        slope, shift, threshold = (float(number) for number in held["chance"])
        weights = held["weights"].astype(np.float32) * held["scale"]
        return Model(purposes, weights, held["bias"].astype(np.float32), slope, shift, threshold)
