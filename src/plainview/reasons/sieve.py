"""Which patterns a text may meet, told by its words: one look-up a word goes before any search.

Words, and pairs of neighbouring words, repeat far more than texts do. Each is looked up once (stubs.py says what patterns ask
of words): which branches of all patterns may begin and end with it, as bits of whole numbers. What passes is still searched for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple

from plainview.reasons.stubs import EMPTY, LONGEST, NOTHING, OPEN, Shape, Stub, Stubs, is_open, looked_up, looks

KEPT, PAIRS = 60_000, 30_000  # words and pairs that are kept; what comes later are case numbers and slips of the pen
_WORDS = re.compile(rb"[0-9a-z]+")
_FIRST, _SECOND, _LAST = range(3)


@dataclass(frozen=True, slots=True)
class Word:
    """What one word says. sure: patterns that it meets by itself, wherever it stands. first, second, last: the branches that may
    have it there, as bits."""

    sure: frozenset[int]
    first: int
    second: int
    last: int


@dataclass(slots=True)
class Stubbed:
    """What asks for one stub: patterns that ask for no other word, and branches by the place where they want it."""

    alone: list[int] = field(default_factory=list)
    places: tuple[list[int], list[int], list[int]] = field(default_factory=lambda: ([], [], []))
    as_bits: tuple[int, int, int] | None = None

    def bits(self) -> tuple[int, int, int]:
        """The branches as bits, by place."""
        if self.as_bits is None:
            first, second, last = (sum(1 << branch for branch in set(branches)) for branches in self.places)
            self.as_bits = first, second, last
        return self.as_bits


class Pair(NamedTuple):
    """What a word and the next one say.

    may: patterns that may begin with them and whose last word, if it matters, is one of them. rest: branches that may begin with
    them and whose last word comes later, as bits. last: branches that may end with the first of them.
    """

    may: frozenset[int]
    rest: int
    last: int


@dataclass(slots=True)
class Sieve:
    """All patterns by what they ask of words.

    meets: whether a pattern (by its place in the list) meets a whole lower-case text.
    whole, begun: what asks for a stub that is a whole word, for one that words begin with.
    owners: for each branch, the pattern that it belongs to. wordless: patterns that ask nothing of words.
    any_first, any_second, any_last: branches that leave this word open. near: those whose last word is their first or the next.
    begins, ends: branches whose first word is the first of the text, whose last is its last.
    kept, kinds, words, pairs, sets: words and pairs of words that were met before, by their kind: words with the same stubs are
    of one kind, and 0 is no word.
    """

    meets: Callable[[int, bytes], bool]
    whole: dict[str, Stubbed] = field(default_factory=dict)
    begun: dict[str, Stubbed] = field(default_factory=dict)
    owners: list[int] = field(default_factory=list)
    wordless: list[int] = field(default_factory=list)
    any_first: int = 0
    any_second: int = 0
    any_last: int = 0
    near: int = 0
    begins: int = 0
    ends: int = 0
    kept: dict[bytes, int] = field(default_factory=dict)
    kinds: dict[Word, int] = field(default_factory=dict)
    words: dict[int, Word] = field(default_factory=lambda: {0: Word(frozenset(), 0, 0, 0)})
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    pairs: dict[tuple[int, int, int], Pair] = field(default_factory=dict)
    sets: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)

    def passes(self, text: bytes) -> set[int]:
        """The patterns that a lower-case text may meet; the wordless ones are not among them."""
        kinds = [self.kept.get(word) or self._kind(word) for word in _WORDS.findall(text)]
        may: set[int] = set()
        later = found = next_one = 0
        for at in range(len(kinds) - 1, -1, -1):
            key = kinds[at], next_one, (at == 0) + 2 * (at + 2 == len(kinds))
            next_one = kinds[at]
            pair = self.pairs.get(key) or self._pair(*key)
            may |= pair.may
            later |= pair.last
            found |= pair.rest & later
        return may | self._owners(found) if found else may

    def _owners(self, branches: int) -> set[int]:
        """The patterns of some branches."""
        found: set[int] = set()
        while branches:
            lowest = branches & -branches
            found.add(self.owners[lowest.bit_length() - 1])
            branches ^= lowest
        return found

    def _pair(self, kind: int, next_kind: int, place: int) -> Pair:
        """What the words of two kinds say (0: there is no next). place: 1 where the first begins the text, and 2 more where the
        second ends it."""
        word, behind = self.words[kind], self.words[next_kind]
        open_ends = ~self.ends
        first = self.any_first | (word.first if place & 1 else word.first & ~self.begins)
        begun = first & (behind.second | self.any_second)
        last = word.last & open_ends if next_kind and word.last & self.ends else word.last
        near = self.any_last | self.near & (last | (behind.last if place & 2 else behind.last & open_ends))
        may = word.sure | self._owners(begun & near)
        far = ~(self.any_last | self.near)
        if len(self.pairs) >= PAIRS:
            return Pair(may, begun & far, last & far)
        pair = self.pairs[kind, next_kind, place] = Pair(self.sets.setdefault(may, may), begun & far, last & far)
        return pair

    def _kind(self, letters: bytes) -> int:
        """The kind of a word, by which of all stubs it has; kept for the next text that holds it. 0 is never one."""
        word = self._word(letters)
        kind = self.kinds.setdefault(word, next(self.numbers))  # two threads may come here at once
        self.words[kind] = word
        if len(self.kept) < KEPT:
            self.kept[letters] = kind
        return kind

    def _word(self, letters: bytes) -> Word:
        """What a word says, told from its stubs."""
        text = letters.decode()
        alone: set[int] = set()
        first = second = last = 0
        for look in looks(text):
            for stubs, ends in ((self.whole, (len(look),)), (self.begun, range(min(len(look), LONGEST) + 1))):
                for end in ends:
                    one = stubs.get(look[:end])
                    if one is not None:
                        alone.update(one.alone)
                        one_first, one_second, one_last = one.bits()
                        first |= one_first
                        second |= one_second
                        last |= one_last
        sure = frozenset(number for number in alone if self.meets(number, letters))
        return Word(sure, first, second, last)


def make(patterns: Iterable[Sequence[Shape] | None], meets: Callable[[int, bytes], bool]) -> Sieve:
    """The sieve of some patterns, each given by the shapes of its branches (None: unknown, so that it is asked of every text)."""
    sieve = Sieve(meets)
    found: list[tuple[Shape, int]] = []
    for number, shapes in enumerate(patterns):
        asked = [_asked(shape) for shape in shapes or () if shape.first]
        if shapes is None or any(all(map(is_open, stubs)) for stubs in asked):
            sieve.wordless.append(number)
            continue
        is_tied = any(shape.is_tied for shape in shapes)
        for shape in shapes:
            one = shape.one - EMPTY
            if one and is_tied:  # the word alone does not tell whether a text meets the pattern
                found.append((replace(shape, first=one, second=NOTHING, is_bare=True, last=one, reach=0), number))
            elif one:
                for stub in one:
                    _stubbed(sieve, stub).alone.append(number)
            if shape.first:
                found.append((shape, number))
    # Those whose last word is far from the first come first: their bits are looked at in every text, and are few this way.
    for shape, number in sorted(found, key=lambda one: one[0].reach < 2 or is_open(one[0].last)):
        _note_branch(sieve, shape, number)
    return sieve


def _asked(shape: Shape) -> tuple[Stubs, Stubs, Stubs]:
    """How the first word of a branch, the second and the last begin. Where the branch may begin with another sign, its first word
    is the one behind that."""
    second = OPEN if shape.is_bare else shape.second | shape.opening
    if shape.first >= EMPTY:
        return (shape.first - EMPTY) | second, OPEN, shape.last
    return shape.first, second, shape.last


def _note_branch(sieve: Sieve, shape: Shape, number: int) -> None:
    branch = len(sieve.owners)
    bit = 1 << branch
    sieve.owners.append(number)
    first, second, last = _asked(shape)
    if is_open(first):
        sieve.any_first |= bit
    else:
        _note(sieve, first, _FIRST, branch)
        sieve.begins |= bit if shape.begins else 0
    if is_open(second):
        sieve.any_second |= bit
    else:
        _note(sieve, second, _SECOND, branch)
    if is_open(last):
        sieve.any_last |= bit
    else:
        _note(sieve, last, _LAST, branch)
        sieve.ends |= bit if shape.ends else 0
    sieve.near |= bit if shape.reach < 2 else 0


def _note(sieve: Sieve, stubs: Stubs, place: int, branch: int) -> None:
    for stub in stubs:
        _stubbed(sieve, stub).places[place].append(branch)


def _stubbed(sieve: Sieve, stub: Stub) -> Stubbed:
    letters, is_whole = stub
    known = sieve.whole if is_whole else sieve.begun
    key = looked_up(letters)
    found = known.get(key)
    if found is None:
        found = known[key] = Stubbed()
    return found
