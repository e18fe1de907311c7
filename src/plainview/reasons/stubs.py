"""What a pattern of a term file asks of the words of a text, told from the pattern alone.

A word here is a run of letters a to z and figures. What a pattern meets stands between word ends, so it is either one whole word,
or some whole words with other signs between and around them. Stubs say how its words begin. They are never too narrow: where a
pattern leaves open how a word goes on, so does its stub. sieve.py asks them before RE2 is asked.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeAlias

Stub: TypeAlias = tuple[str, bool]  # the letters a word begins with, and whether they are all of it
Stubs: TypeAlias = frozenset[Stub]

LETTERS = frozenset(string.ascii_lowercase + string.digits)
DIGITS = frozenset(string.digits)
ANY_DIGIT, FIGURES = "#", "+"  # in a stub: any one figure, and any number of them
FAR = 1000  # words; further apart than this is any distance
_MANY = 4  # letters of a class that are told one by one; of more, any will do
_FEW = 4  # times of a part that is told in full
_MOST = 600  # stubs of one part of a pattern; of more, shorter ones are kept
LONGEST = 7  # letters of a stub
NOTHING: Stubs = frozenset()
EMPTY: Stubs = frozenset({("", True)})
OPEN: Stubs = frozenset({("", False)})
# What stands next in a pattern: words that nothing repeats, a choice of words, a sign that repeats, a class, a part.
_PHRASE = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*(?![a-z0-9?*+]|\{[0-9])")
_CHOICE = re.compile(r"\(\?:([a-z0-9]+(?:\|[a-z0-9]+)*)\)")
_REPEATS = re.compile(r"([?*+])|\{([0-9]+)(?:(,)([0-9]*))?\}")
_CLASS = re.compile(r"\[(\^?)((?:[^\\\]]|\\x[0-9a-f]{2}|\\[^a-zA-Z0-9]|\\[ds])+)\]")
_MEMBER = re.compile(r"(\\x[0-9a-f]{2}|\\.|[^\\])(?:-(\\x[0-9a-f]{2}|[^\\\]]))?")
_ONE_FIGURE, _RUN = re.compile("[0-9]"), re.compile("[0-9#+]+")
_PART = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


class Unreadable(Exception):
    """The pattern holds a sign that is not known here: it must be asked of every text."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the words of what a part of a pattern meets may look.

    one: where it is letters alone, or nothing: how they begin.
    first, last: where other signs are in it: the letters before the first of them, those behind the last.
    second: how the first word behind the first sign begins where another sign ends it; opening: where the part ends with it.
    is_bare: whether the part may end before that word begins.
    reach: how many words further the last may be than the first.
    begins, ends: whether it can only stand where the text begins (^), ends ($).
    is_tied: whether it looks at what stands around it at all.
    """

    one: Stubs
    first: Stubs = NOTHING
    last: Stubs = NOTHING
    second: Stubs = NOTHING
    opening: Stubs = NOTHING
    is_bare: bool = False
    reach: int = 0
    begins: bool = False
    ends: bool = False
    is_tied: bool = False


BLANK = Shape(EMPTY)
SIGN = Shape(NOTHING, EMPTY, EMPTY, is_bare=True, reach=1)
DIGIT = Shape(frozenset({(ANY_DIGIT, True)}))
DIGITS_ON = Shape(frozenset({(FIGURES, True)}))
ANYTHING = Shape(OPEN, EMPTY, EMPTY, is_bare=True, reach=1)


def branches(pattern: str, parts: Mapping[str, str], known: dict[str, list[Shape]]) -> list[Shape]:
    """The shape of each branch of a pattern as its file has it, with {parts}. Raises Unreadable.

    known: the shapes of parts, kept from one call to the next.
    """
    reader = _Reader(pattern, parts, known)
    found = reader.alternatives()
    if reader.at != len(pattern):
        raise Unreadable(pattern)
    return found


@dataclass(slots=True)
class _Reader:
    pattern: str
    parts: Mapping[str, str]
    known: dict[str, list[Shape]]
    at: int = 0

    def alternatives(self) -> list[Shape]:
        found = [self._sequence()]
        while self._takes("|"):
            found.append(self._sequence())
        return found

    def _takes(self, sign: str) -> bool:
        if self.pattern.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _sequence(self) -> Shape:
        shape = BLANK
        pattern = self.pattern
        while self.at < len(pattern) and pattern[self.at] not in "|)":
            if phrase := _PHRASE.match(pattern, self.at):
                self.at = phrase.end()
                one = _of_words(phrase[0].split(" "))
            elif choice := _CHOICE.match(pattern, self.at):
                self.at = choice.end()
                one = self._repeated(
                    Shape(_cut(frozenset((text[:LONGEST], len(text) <= LONGEST) for text in choice[1].split("|"))))
                )
            else:
                one = self._repeated(self._one())
            shape = one if shape is BLANK else joined(shape, one)
        return shape

    def _one(self) -> Shape:
        sign = self.pattern[self.at]
        if sign == "{":
            return self._part()
        if sign == "[":
            return self._class()
        self.at += 1
        if sign in LETTERS:
            return Shape(frozenset({(sign, True)}))
        if sign == "(":
            if self._takes("?") and not self._takes(":"):
                raise Unreadable(self.pattern)
            found = either(self.alternatives())
            if not self._takes(")"):
                raise Unreadable(self.pattern)
            return found
        if sign in "^$":
            return Shape(EMPTY, begins=sign == "^", ends=sign == "$", is_tied=True)
        if sign == ".":
            return ANYTHING
        if sign == "\\":
            if self._takes("b"):
                return Shape(EMPTY, is_tied=True)
            found_class = _CLASS.fullmatch(f"[{self.pattern[self.at - 1 : self.at + (3 if self._at('x') else 1)]}]")
            if found_class is None:
                raise Unreadable(self.pattern)
            self.at += 3 if self._at("x") else 1
            return _of_class(False, found_class[2])
        if sign in "*+?}]":
            raise Unreadable(self.pattern)
        return SIGN

    def _at(self, sign: str) -> bool:
        return self.pattern.startswith(sign, self.at)

    def _part(self) -> Shape:
        name = _PART.match(self.pattern, self.at)
        if name is None or name[1] not in self.parts:
            raise Unreadable(self.pattern)
        self.at = name.end()
        text = self.parts[name[1]]
        found = self.known.get(name[1])
        if found is None:
            found = self.known[name[1]] = branches(text, self.parts, self.known)
        around = self.pattern[max(name.start() - 1, 0) : name.start()], self.pattern[self.at : self.at + 1]
        if around[0] in ("", "|", ":", "(") and around[1] in ("", "|", ")"):
            return either(found)
        if len(found) > 1 or (_REPEATS.match(self.pattern, self.at) and not _is_closed(text)):
            raise Unreadable(self.pattern)  # what stands beside it may belong to a piece of it alone
        return found[0]

    def _class(self) -> Shape:
        found = _CLASS.match(self.pattern, self.at)
        if found is None:
            raise Unreadable(self.pattern)
        self.at = found.end()
        return _of_class(bool(found[1]), found[2])

    def _repeated(self, shape: Shape) -> Shape:
        while found := _REPEATS.match(self.pattern, self.at):
            self.at = found.end()
            self._takes("?")  # the shortest first: it meets the same texts
            sign, low, comma, high = found.groups()
            if sign:
                shape = repeated(shape, sign == "+", 1 if sign == "?" else None)
            else:
                shape = counted(shape, int(low), int(high) if high else None if comma else int(low))
        return shape


def _is_closed(text: str) -> bool:
    """Whether a part is one group from end to end, so that a sign behind it repeats all of it."""
    bare = re.sub(r"\\.|\[[^\]]*\]", "..", text)
    depth = list(accumulate((sign == "(") - (sign == ")") for sign in bare))
    return text.startswith("(?:") and 0 not in depth[:-1]


def _of_words(words: list[str]) -> Shape:
    """The shape of words with blanks between."""
    stubs = [frozenset({(word[:LONGEST], len(word) <= LONGEST)}) for word in words]
    if len(words) == 1:
        return Shape(stubs[0])
    second, opening = (NOTHING, stubs[1]) if len(words) == 2 else (stubs[1], NOTHING)
    return Shape(NOTHING, stubs[0], stubs[-1], second, opening, reach=len(words) - 1)


def looked_up(letters: str) -> str:
    """A stub as words are looked up by it: all its figures told in the same way."""
    if FIGURES in letters:
        return _RUN.sub(FIGURES, letters)
    return _ONE_FIGURE.sub(ANY_DIGIT, letters) if ANY_DIGIT in letters else letters


def looks(word: str) -> list[str]:
    """A word in each way that stubs may tell it."""
    found = [word, _ONE_FIGURE.sub(ANY_DIGIT, word), _RUN.sub(FIGURES, word)]
    return found if found[1] != word else [word]


@cache
def _of_class(is_inverted: bool, members: str) -> Shape:
    """The shape of one sign out of a class."""
    letters: set[str] = set()
    others = False
    for first, last in _MEMBER.findall(members):
        if first in (r"\d", r"\s"):
            letters.update(string.digits if first == r"\d" else ())
            others |= first == r"\s" or bool(last)
            continue
        low = _sign(first)
        high = _sign(last) if last else low
        span = {sign for sign in LETTERS if low <= sign <= high}
        letters |= span
        others |= len(span) != ord(high) - ord(low) + 1
    if is_inverted:
        letters, others = set(LETTERS - letters), True
    if len(letters) > _MANY and letters <= DIGITS:
        letters = {ANY_DIGIT}
    one = frozenset((sign, True) for sign in letters) if len(letters) <= _MANY else OPEN
    return Shape(one, EMPTY, EMPTY, is_bare=True, reach=1) if others else Shape(one)


def _sign(text: str) -> str:
    return chr(int(text[2:], 16)) if text.startswith("\\x") else text[-1]


def joined(left: Shape, right: Shape) -> Shape:
    """The shape of one part behind another."""
    one = _cut(_then(left.one, right.one))
    begins = left.begins or (right.begins and left.one == EMPTY and not left.first)
    ends = right.ends or (left.ends and right.one == EMPTY and not right.first)
    is_tied = left.is_tied or right.is_tied
    if not left.first and not right.first:
        return Shape(one, begins=begins, ends=ends, is_tied=is_tied)
    first = _cut(left.first | _then(left.one, right.first))
    last = _cut(right.last | _then(left.last, right.one))
    reach = min(left.reach + right.reach, FAR)
    return Shape(one, first, last, *_second(left, right), reach, begins, ends, is_tied)


def _second(left: Shape, right: Shape) -> tuple[Stubs, Stubs, bool]:
    """second, opening and is_bare of one part behind another."""
    second, opening, is_bare = left.second, _then(left.opening, right.one), False
    if right.first:
        second |= _then(left.opening, right.first)
    if left.is_bare:
        opening |= right.one - EMPTY
        is_bare = right.one >= EMPTY
        second |= right.first - EMPTY
    if right.first and (left.one or (left.is_bare and right.first >= EMPTY)):
        second |= right.second
        opening |= right.opening
        is_bare |= right.is_bare
    return _cut(second), _cut(opening), is_bare


def is_open(stubs: Stubs) -> bool:
    """Whether the stubs ask nothing: any word will do, or none."""
    return ("", False) in stubs or ("", True) in stubs


def either(shapes: Iterable[Shape]) -> Shape:
    """The shape of any of these."""
    found = list(shapes)
    if len(found) == 1:
        return found[0]
    many = [shape for shape in found if shape.first]
    return Shape(
        _cut(NOTHING.union(*(shape.one for shape in found))),
        _cut(NOTHING.union(*(shape.first for shape in many))),
        _cut(NOTHING.union(*(shape.last for shape in many))),
        _cut(NOTHING.union(*(shape.second for shape in many))),
        _cut(NOTHING.union(*(shape.opening for shape in many))),
        any(shape.is_bare for shape in many),
        max(shape.reach for shape in found),
        all(shape.begins for shape in found),
        all(shape.ends for shape in found),
        any(shape.is_tied for shape in found),
    )


def repeated(shape: Shape, must: bool, most: int | None) -> Shape:
    """The shape of a part again and again, `most` times at most (None for any number): once in full, then what begins like it."""
    if most is None and shape == DIGIT:
        shape = DIGITS_ON
    elif most != 1:
        only_signs = shape.first == EMPTY and shape.last == EMPTY and not shape.one and shape.reach == 1
        opened = _opened(shape.one)
        again = _opened((shape.opening | (shape.one | shape.first if shape.is_bare else NOTHING)) - EMPTY)
        shape = Shape(
            _cut(shape.one | opened),
            _cut(shape.first | (opened if shape.first else NOTHING)),
            _cut(shape.last | (_opened(shape.last) if shape.one - EMPTY else NOTHING)),
            _cut(shape.second | again),
            _cut(shape.opening | again),
            shape.is_bare,
            1 if only_signs else min(shape.reach * (FAR if most is None else most), FAR),
            shape.begins,
            shape.ends,
            shape.is_tied,
        )
    if must:
        return shape
    return Shape(
        shape.one | EMPTY, shape.first, shape.last, shape.second, shape.opening, shape.is_bare, shape.reach, is_tied=shape.is_tied
    )


def counted(shape: Shape, fewest: int, most: int | None) -> Shape:
    """The shape of a part a number of times: told in full where it is letters alone, a few times."""
    if shape.first or most is None or most > _FEW:
        return repeated(shape, fewest > 0, most)
    times = [BLANK]
    for _ in range(most):
        times.append(joined(times[-1], shape))
    return either(times[fewest:])


def _opened(stubs: Stubs) -> Stubs:
    return frozenset((text, False) for text, _ in stubs)


def _then(left: Stubs, right: Stubs) -> Stubs:
    """Stubs of letters with others behind them."""
    if not left or not right:
        return NOTHING
    if right == EMPTY:
        return left
    if left == EMPTY:
        return right
    found = {stub for stub in left if not stub[1]}
    for text, is_whole in left:
        if is_whole:
            found.update((text + more, is_end) for more, is_end in right)
    if any(len(text) > LONGEST for text, _ in found):
        return frozenset((text[:LONGEST], is_end and len(text) <= LONGEST) for text, is_end in found)
    return frozenset(found)


def _cut(stubs: Stubs) -> Stubs:
    """The same or wider stubs, few enough to be kept."""
    if len(stubs) < 2:
        return stubs
    if ("", False) in stubs:
        return OPEN | (EMPTY & stubs)
    length = LONGEST
    while len(stubs) > _MOST:
        length -= 1
        stubs = frozenset((text[:length], is_end and len(text) <= length) for text, is_end in stubs)
    return stubs
