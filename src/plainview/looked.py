"""A memory of what the redaction has looked at and let through: thousands of pages share most of their tags, names and words, and
each need be looked at once. What is new is looked at by `redact`; where that finds anything, the whole page is looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from plainview import redact

MOST = 64 << 20  # characters that are remembered of one sort; then the memory begins anew
# A tag that ends, and the text behind it up to the next. A text with a quote could hide where an attribute begins.
_PIECE = re.compile(r'[^>"]*(?:"[^"]*"[^>"]*)*>[^"]*')
_ID = 'code class="id">'


class _Seen:
    """A set of texts that were let through."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._size = 0

    def new(self, texts: Iterable[str]) -> set[str]:
        return set(texts) - self._texts

    def add(self, texts: set[str]) -> None:
        self._size += sum(map(len, texts))
        if self._size > MOST:
            self._texts, self._size = set(), 0
        self._texts |= texts


class Looked:
    """The scans of `redact` for many pages of one site: the same answers, each distinct text looked at once.

    Args:
        known: identifiers of this case that may be printed.
    """

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self._pieces = _Seen()
        self._columns: dict[str, _Seen] = {}

    def page(self, html: str) -> list[str]:
        """As `redact.check_page`: a sentence for each thing in a finished page that must not leave the case.

        A page is the pieces that begin with a tag. It is let through if each of them is; a page on which a tag is not whole, or
        an id element not closed at once, is looked at as a whole.
        """
        first, *pieces = html.split("<")
        new = self._pieces.new(pieces)
        odd = redact.looks_odd(new)
        if first or not all(map(_PIECE.fullmatch, odd)) or not all(_closed(html)):
            return redact.check_page(html, self.known)
        odd |= {one for one in new if one.startswith(_ID)}
        text = "\n".join(f"<{one}</code>" if one.startswith(_ID) else f"<{one}" for one in odd)
        if any(name in html for name in redact.TOKEN_COLUMNS) or (odd and redact.check_page(f"{text}<>", self.known)):
            return redact.check_page(html, self.known)
        self._pieces.add(new)
        return []

    def table(self, table: list[list[Any]]) -> list[str]:
        """As `redact.check_table`: a sentence for each value of a table, its first line the columns, that must not leave."""
        for at, column in enumerate(table[0]):
            seen = self._columns.setdefault(column, _Seen())
            new = seen.new(line[at] for line in table[1:] if isinstance(line[at], str))
            if redact.check_data([{column: value} for value in new], self.known):
                return redact.check_table(table, self.known)
            seen.add(new)
        return []


def _closed(html: str) -> Iterable[bool]:
    """Of each id element: is it closed where its text ends?"""
    return (one.partition("<")[2].startswith("/code>") for one in html.split(f"<{_ID}")[1:])
