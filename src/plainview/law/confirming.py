"""That a rule's text was read, as a decision: which text by its hash, and from when it is in force."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from plainview.errors import UserError
from plainview.law.rule import Rule

LARGEST = 64 << 20


def said(rule: Rule, text: Path, start: str, why: str) -> tuple[str, str, str, str]:
    """The decision's (a, b, verdict, why): the rule, the text's SHA-256, `confirmed` with the first day if it is needed.

    Raises:
        UserError: no such file, an empty or too large one, a day that is none, or one that the rule knows already.
    """
    try:
        data = text.read_bytes() if text.stat().st_size <= LARGEST else b""
    except OSError as error:
        raise UserError(str(text), f"cannot be read: {error.strerror}", "name the file with the law's text") from error
    if not data.strip():
        raise UserError(str(text), "is empty or larger than 64 MiB", "save the section's text alone")
    if not start:
        return rule.id, hashlib.sha256(data).hexdigest(), "confirmed", why
    try:
        day = date.fromisoformat(start)
    except ValueError as error:
        raise UserError(f"--from {start}", "is no date", "write it as 2026-03-31") from error
    if rule.from_on and rule.from_on != day:
        fix = "leave --from out; if the rule is wrong, write one of your own into the case's folder rules/"
        raise UserError(f"--from {start}", f"is not the day that the rule knows ({rule.from_on.isoformat()})", fix)
    return rule.id, hashlib.sha256(data).hexdigest(), f"confirmed {day.isoformat()}", why
