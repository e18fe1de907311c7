"""What a person says of a finding: `confirmed`, `dismissed`, or `referred` to somebody who can act on it.

a is the finding's id, b the first twelve digits of the hash of its evidence as it stood then: a re-run keeps the decision and
says where the evidence under it has changed. Each reviewer has a decision of their own; two who differ leave it open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plainview.decisions.row import UNDONE, Decision

VERDICTS = ("confirmed", "dismissed", "referred")
_FINDING, _EVIDENCE = re.compile(r"[0-9a-f]{16}"), re.compile(r"[0-9a-f]{12}")
_FIX = "use `plainview decide finding ID`, which writes it"


def mistakes(a: str, b: str) -> list[tuple[str, str, str]]:
    """Names of no finding and of no evidence: column, problem and fix."""
    found = [] if _FINDING.fullmatch(a) else [("a", "names no finding", _FIX)]
    return found + ([] if _EVIDENCE.fullmatch(b) else [("b", "is no hash of evidence", _FIX)])


def wrong_verdict(verdict: str) -> list[tuple[str, str, str]]:
    """A word that is no verdict: column, problem and fix."""
    return [] if verdict in VERDICTS else [("verdict", "is no verdict", f"write {', '.join(VERDICTS)} or {UNDONE}")]


def contradictions(rows: Sequence[Decision]) -> list[tuple[list[Decision], str]]:
    """None: reviewers may differ."""
    return []
