"""RE2 on bytes with little between: where a pattern meets a text first, and where it meets it again.

The package's own `search` and `sub` build generators and match objects, which cost five times as much as the search itself;
a test holds these functions equal to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeAlias

import re2
from re2 import _re2

Spans: TypeAlias = list[tuple[int, int]]
Find: TypeAlias = Callable[..., Spans | None]
Strike: TypeAlias = Callable[[bytes], bytes]
# The named letters rather than \b, so that a pattern may begin or end with a bracket: 287(g).
WORD_ENDS = "(?i)(?:^|[^0-9a-z]){}(?:[^0-9a-z]|$)"
_ANYWHERE, _WHOLE = _re2.RE2.Anchor.UNANCHORED, _re2.RE2.Anchor.ANCHOR_BOTH


def finder(pattern: str) -> Find:
    """A function of a text (and of where to begin): begin and end of the first match and of each of its groups, or None.

    A group that took no part stands at (-1, -1).
    """
    match = re2.compile(pattern.encode())._regexp.Match

    def find(text: bytes, at: int = 0) -> Spans | None:
        spans: Spans = match(_ANYWHERE, text, at, len(text))
        return spans if spans[0][0] >= 0 else None

    return find


def between_word_ends(pattern: str) -> Callable[[bytes], tuple[int, int] | None]:
    """A function of a text: where the first words that meet a pattern, letter case aside, begin and end; None where none do.

    The signs around them are met too, which is what tells where they stand: a group would make RE2 ten times as slow.
    """
    match = re2.compile(WORD_ENDS.format(f"(?:{pattern})").encode())._regexp.Match

    def find(text: bytes) -> tuple[int, int] | None:
        end = len(text)
        found: tuple[int, int] = match(_ANYWHERE, text, 0, end)[0]
        first, last = found
        if first < 0:
            return None
        if text.isascii() and (first or text[:1].isalnum()) and (last < end or text[-1:].isalnum()):
            return first + (first > 0), last - (last < end)
        spans = _with_group(pattern)(text)  # a sign of the words, or the one beside them: only a group can tell
        return spans[1] if spans else None

    return find


@cache
def _with_group(pattern: str) -> Find:
    return finder(WORD_ENDS.format(f"({pattern})"))


def every(find: Find, text: bytes) -> Iterator[Spans]:
    """All matches that do not overlap, from left to right. The pattern must not meet an empty text."""
    spans = find(text)
    while spans is not None:
        yield spans
        spans = find(text, spans[0][1])


def striker(pattern: str) -> Strike:
    """A function of a text that puts ` ~ ` in the place of each match, or of its second group where it has groups: what stands
    before and behind is kept, so that two matches may share the blank between them."""
    find = finder(pattern)

    def strike(text: bytes) -> bytes:
        spans = find(text)
        if spans is None:
            return text
        pieces, end = [], 0
        while spans is not None:
            begin, close = spans[2] if len(spans) > 2 else spans[0]
            pieces.append(text[end:begin])
            end = close
            spans = find(text, end)
        pieces.append(text[end:])
        return b" ~ ".join(pieces)

    return strike


def whole(pattern: str) -> Callable[[bytes], bool]:
    """A function that tells whether a pattern meets the whole of a text."""
    match = re2.compile(pattern.encode())._regexp.Match

    def is_met(text: bytes) -> bool:
        return bool(match(_WHOLE, text, 0, len(text))[0][0] >= 0)

    return is_met
