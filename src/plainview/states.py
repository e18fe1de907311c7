"""The state of a redactable cell, read from what is printed in it. The marker itself stays in the record."""

from __future__ import annotations

import re2

from plainview.model import CellState

_MASKED = re2.compile(r"^[\s*]*\*[\s*]*$|^\s*#{2,}\s*$|^[\s█■▇▒░]+$")
_REDACTED = re2.compile(r"(?i)^\s*\[?\(?\s*redact(ed|ion)?\s*\)?\]?\s*\.?\s*$")
_PARTIAL = re2.compile(r"(?i)\bredacted\b|█")
_PLACEHOLDER = re2.compile(r"(?i)^\s*(n/?a|none|null|nil|-+|\.+|x+|unknown|tbd)\s*$")


def cell_state(text: str) -> CellState:
    """State of one printed cell; `not_exported` and `withheld` are facts about a column or a letter, not a cell."""
    if not text or text.isspace():
        return "empty"
    if _MASKED.search(text):
        return "masked"
    if _REDACTED.search(text):
        return "redacted"
    if _PARTIAL.search(text):
        return "partial"
    if _PLACEHOLDER.search(text):
        return "placeholder"
    return "value"
