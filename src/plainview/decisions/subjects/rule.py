"""That somebody read the text of a law, so that its rule may say all that it could: `confirmed`, or `confirmed 2024-07-01`.

a is the rule's id, b the SHA-256 of the text that was read. The day is the first on which the law is in force, needed where the
rule does not know it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from plainview.decisions.row import Decision

CONFIRMED = "confirmed"
_RULE = re.compile(r"[a-z]{2}(?:-[a-z0-9-]+)?/[a-z0-9_]+")
_HASH = re.compile(r"[0-9a-f]{64}")


def mistakes(a: str, b: str) -> list[tuple[str, str, str]]:
    """Names of no rule and of no text: column, problem and fix."""
    found = (
        []
        if _RULE.fullmatch(a)
        else [("a", "names no rule", "write its id as `plainview rules list` shows it, such as va/retention_days")]
    )
    return found + (
        [] if _HASH.fullmatch(b) else [("b", "is no SHA-256 of a text", "use `plainview rules confirm`, which writes it")]
    )


def wrong_verdict(verdict: str) -> list[tuple[str, str, str]]:
    """A word that is no verdict, or a day that is none: column, problem and fix."""
    word, _, day = verdict.partition(" ")
    try:
        good = word == CONFIRMED and (not day or bool(date.fromisoformat(day)))
    except ValueError:
        good = False
    return (
        []
        if good
        else [("verdict", "confirms nothing", f"write {CONFIRMED}, or {CONFIRMED} 2024-07-01 for the first day in force")]
    )


def contradictions(rows: Sequence[Decision]) -> list[tuple[list[Decision], str]]:
    """None: a later confirmation replaces an earlier one."""
    return []


def started(verdict: str) -> date | None:
    """The first day in force that a confirmation gives."""
    day = verdict.partition(" ")[2]
    return date.fromisoformat(day) if day else None
