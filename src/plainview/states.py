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
# A law that lets records be withheld, typed over the value: California 7920-7931 Gov. Code, 5 ILCS 140/7, exemptions b(1) to
# b(9) of the federal act, and the plain words. The whole cell must be the citation; `459 PC` in a reason is an offence.
_PARTS = r"(?:\s*\([0-9a-z]{1,4}\))*"
_CITATIONS = (
    rf"(?:ca(?:l(?:if(?:ornia)?)?)?\.?\s*)?(?:gov(?:t|ernment|\.)*\s*\.?\s*code|g\.?\s*c\.?)\s*(?:§+|sec(?:tion|\.)?s?)?\s*(?:79[23]\d|625[45])(?:\.\d+)?{_PARTS}",
    rf"§?\s*(?:79[23]\d\.\d+|6254){_PARTS}\s*(?:ca(?:l(?:if)?)?\.?\s*)?(?:gov(?:t|ernment|\.)*\s*\.?\s*code|g\.?\s*c\.?)",
    rf"§?\s*79[23]\d\.\d{{3}}{_PARTS}",
    rf"5\s*ilcs\s*140\s*/\s*7(?:\.5)?{_PARTS}",
    r"(?:foia\s*)?(?:exempt(?:ion|\.)?\s*)?(?:5\s*u\.?s\.?c\.?\s*§?\s*552\s*)?\(?b\)?\s*\(?[1-9]\)?(?:\s*\(?[a-f]\)?)?(?<=\))",
    r"5\s*u\.?s\.?c\.?\s*§?\s*552\s*\(b\)(?:\s*\([1-9]\)(?:\s*\([a-f]\))?)?",
    r"(?:foia|cpra|pra)?\s*exempt(?:ion|ed)?\s*(?:\(?b?\)?\s*\(?\d\)?(?:\s*\([a-f]\))?)?",
    r"(?:info(?:rmation)?\s+)?withheld(?:\s+(?:under|per|pursuant\s+to)\s+.{0,80})?",
)
_WITHHELD = re.compile(
    rf"[\s\[(]*(?:{'|'.join(_CITATIONS)})(?:\s*[;,&]\s*(?:{'|'.join(_CITATIONS[:6])}))*[\s\]).]*", re.IGNORECASE
)
_MAY_CITE = re.compile(r"(?i)\.\d|ilcs|exempt|withheld|\(\s*\d\s*\)|b\s*\d|code|gc|552")
_INITIALS = re.compile(r"[^\W\d_]\.\s?(?:[^\W\d_]\.\s?)*(?:[^\W\d_][\w'’-]*)?")


def cell_state(text: str) -> CellState:
    """State of one printed cell; `not_exported` is a fact about a column, `withheld` also one that a letter may state.

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
    if len(plain) < 120 and _MAY_CITE.search(plain) and _WITHHELD.fullmatch(plain):
        return "withheld"
    return "partial" if "█" in plain else "value"


def account_state(text: str) -> CellState:
    """State of a cell that names a person: as `cell_state`, and initials (`A. Aaa`, `A.B.`) are part of a name."""
    state = cell_state(text)
    return "partial" if state == "value" and _INITIALS.fullmatch(text.strip()) else state
