"""How a typed reason is read: the purposes it states and how sure that is, or that it states none.

a is the text as plainview compares it, in brackets: `[looking for john]`. b says where it was typed: `any` state, `ca`, or
`unknown`, and the offence beside the reason in brackets where there is one: `ca [narcotics]`. Each reviewer has an answer of
their own; that two answers differ is no contradiction: then neither counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from plainview.decisions.row import Decision

NONE = "none"
CERTAINTIES = ("certain", "probable", "ambiguous")
_TEXT = re.compile(r"\[.*\]")
_WHERE = re.compile(r"(any|unknown|[a-z]{2})( \[.+\])?")
_LONGEST = 400
_FIX = "copy it from a line that `plainview review reasons` wrote"


@cache
def purposes() -> dict[str, str]:
    """What a reason may be read as, in the order in which people are asked: id and a few words."""
    text = files("plainview").joinpath("decisions", "purposes.txt").read_text(encoding="utf-8")
    return {name: words for name, _, words in (line.partition("\t") for line in text.splitlines())}


def mistakes(a: str, b: str) -> list[tuple[str, str, str]]:
    """Names of no text, or of no state and offence: column, problem and fix."""
    found = [] if _TEXT.fullmatch(a) and len(a) <= _LONGEST else [("a", "is no reason in brackets", _FIX)]
    return found + ([] if _WHERE.fullmatch(b) and len(b) <= _LONGEST else [("b", "names no state and offence", _FIX)])


def wrong_verdict(verdict: str) -> list[tuple[str, str, str]]:
    """What is wrong with an answer such as `burglary|theft probable` or `none`: column, problem and fix."""
    if verdict == NONE:
        return []
    names, _, certainty = verdict.partition(" ")
    unknown = sorted(set(names.split("|")) - purposes().keys())
    if unknown:
        what = ", ".join(unknown) or "nothing"
        return [("verdict", f"names {what}, which is no purpose", f"write {NONE}, or some of {' '.join(purposes())} joined by |")]
    if certainty not in CERTAINTIES:
        return [("verdict", "does not say how sure it is", f"write one of {', '.join(CERTAINTIES)} behind the purposes")]
    return []


def verdict_of(names: Sequence[str], certainty: str) -> str:
    """An answer as it is written: purposes in the order of the list, then the certainty; `none` where there are none."""
    if not names:
        return NONE
    order = list(purposes())
    return f"{'|'.join(sorted(set(names), key=order.index))} {certainty}"


def parted(verdict: str) -> tuple[tuple[str, ...], str]:
    """Purposes (sorted) and certainty of an answer that is in order; ((), "") for `none`."""
    names, _, certainty = verdict.partition(" ")
    return ((), "") if verdict == NONE else (tuple(sorted(set(names.split("|")))), certainty)


def contradictions(rows: Sequence[Decision]) -> list[tuple[list[Decision], str]]:
    """None: reviewers may differ, and then the reading stays as it was."""
    return []
