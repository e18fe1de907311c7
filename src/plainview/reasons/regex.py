"""RE2 on bytes with little between: where a pattern meets a text first, and where it meets it again.

The package's own `search` and `sub` build generators and match objects, which cost five times as much as the search itself;
a test holds these functions equal to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import re2
from re2 import _re2

Spans: TypeAlias = list[tuple[int, int]]
Find: TypeAlias = Callable[..., Spans | None]
Strike: TypeAlias = Callable[[bytes], bytes]
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
