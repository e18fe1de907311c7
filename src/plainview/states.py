"""The state of a redactable cell, read from what is printed in it. The marker itself stays in the record."""

from __future__ import annotations

import re

from plainview.model import CellState

_BLOCKS = "█■▇▒░"
_MASKED = re.compile(rf"[\s*]*\*[\s*]*|#{{2,}}|[\s{_BLOCKS}]+")
_REDACTED = re.compile(r"\[?\(?\s*redact(ed|ion)?\s*\)?\]?\s*\.?")
_PARTIAL = re.compile(r"\bredacted\b")
_PLACEHOLDERS = frozenset("n/a na none null nil unknown tbd".split())
_FILLERS = (frozenset("-"), frozenset("."), frozenset("x"))


def cell_state(text: str) -> CellState:
    """State of one printed cell; `not_exported` and `withheld` are facts about a column or a letter, not a cell.

    Most cells hold a value, so the signs of the other states are looked for cheaply before any pattern is tried.
    """
    plain = text.strip()
    if not plain:
        return "empty"
    small = plain.casefold()
    if plain[0] in "*#" or plain[0] in _BLOCKS:
        if _MASKED.fullmatch(plain):
            return "masked"
    elif small in _PLACEHOLDERS or frozenset(small) in _FILLERS:
        return "placeholder"
    if "redact" in small:
        if _REDACTED.fullmatch(small):
            return "redacted"
        if _PARTIAL.search(small):
            return "partial"
    return "partial" if "█" in plain else "value"
