"""An answer as a person gives it, checked and written as a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plainview import decisions
from plainview.case import Case, locked
from plainview.decisions import Decision
from plainview.decisions.row import plain
from plainview.decisions.subjects.reason import CERTAINTIES, NONE, purposes, verdict_of
from plainview.errors import UserError

NO_NOTE = "answered in review"
_VAGUE = frozenset({"v", "vague", NONE})


def verdict_from(named: str, certainty: str) -> str:
    """The verdict that a person's words mean, as decisions.csv has it.

    Args:
        named: purposes by id or by number in the list of purposes, with commas, blanks, ; or | between; `none`, `vague` or `v`.
        certainty: certain, probable or ambiguous, or the beginning of one; may be empty for `none`.

    Raises:
        UserError: its `where` is `purposes` or `certainty`.
    """
    words = [word for word in plain(named).lower().replace(",", " ").replace(";", " ").replace("|", " ").split() if word]
    known = list(purposes())
    if words and set(words) <= _VAGUE:
        return NONE
    found, wrong = [], []
    for word in words:
        at = int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 0
        if word in known:
            found.append(word)
        elif 1 <= at <= len(known):
            found.append(known[at - 1])
        else:
            wrong.append(word)
    if wrong or not found:
        problem = f"names {', '.join(wrong)[:60]}, which is no purpose" if wrong else "is empty"
        if set(wrong) & _VAGUE:
            problem = "says both that no purpose is stated and that one is"
        raise UserError("purposes", problem, f"write ids from the list, numbers from 1 to {len(known)}, or {NONE}")
    sure = plain(certainty).lower()
    fitting = [one for one in CERTAINTIES if sure and one.startswith(sure)]
    if not fitting:
        problem = f"({sure[:60]}) is none" if sure else "is empty"
        raise UserError("certainty", problem, f"write {', '.join(CERTAINTIES[:2])} or {CERTAINTIES[2]}")
    return verdict_of(found, fitting[0])


def reviewer_of(given: str) -> str:
    """The name under which somebody answers. It is never guessed: UserError where it is not given."""
    name = plain(given)
    if not name:
        raise UserError(
            "--reviewer", "is not given, so nobody could say whose answers these are", 'write your name: --reviewer "R. Vale"'
        )
    return name


def answer(case: Case, said: Sequence[tuple[str, str, str, str]], reviewer: str, today: date) -> list[tuple[Decision, bool]]:
    """Write answers (a, b, verdict, note) down, all or none, in one step; each decision, and whether it is new.

    The case is held for this moment only, so that several people can review it side by side.

    Raises:
        UserErrors: all that is wrong; then nothing was written.
    """
    name = reviewer_of(reviewer)
    with locked(case):
        return decisions.answer(case, "reason", [(a, b, verdict, note or NO_NOTE) for a, b, verdict, note in said], name, today)
