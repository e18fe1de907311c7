"""Asking one by one: each answer is written before the next string is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plainview.decisions.subjects.reason import NONE, purposes
from plainview.errors import UserError
from plainview.review.answering import verdict_from
from plainview.review.undecided import Offer, told

PROMPT = "purposes (numbers or ids; v states none, s skip, l list, q quit): "
SURE = "certainty (c certain, p probable, a ambiguous): "


def ask(
    offers: Sequence[Offer], line: Callable[[str], str], tell: Callable[[str], None], keep: Callable[[Offer, str], str]
) -> int:
    """Ask about each offer until all are answered or skipped, or the person quits; how many were answered.

    Args:
        line: shows a prompt and gives what was typed; EOFError ends.
        tell: shows a line.
        keep: writes an answer (a verdict) and gives the decision's name; a UserError of it is shown and the string asked again.
    """
    answered = 0
    tell_list(tell)
    for number, offer in enumerate(offers, start=1):
        tell("")
        tell(f"{number} of {len(offers)}")
        for text in told(offer):
            tell(text)
        try:
            verdict = _asked(offer, line, tell, keep)
        except EOFError:
            return answered
        if verdict is None:
            return answered
        answered += bool(verdict)
    return answered


def tell_list(tell: Callable[[str], None]) -> None:
    """Show the purposes with their numbers."""
    for number, (name, words) in enumerate(purposes().items(), start=1):
        tell(f"{number:>3} {name:22} {words}")


def _asked(
    offer: Offer, line: Callable[[str], str], tell: Callable[[str], None], keep: Callable[[Offer, str], str]
) -> str | None:
    """The verdict that was kept, "" for a string that was skipped, None to end."""
    while True:
        typed = line(PROMPT).strip().lower()
        if typed in ("q", "quit"):
            return None
        if typed in ("s", "skip"):
            return ""
        if typed in ("l", "list", "?", "h", "help"):
            tell_list(tell)
            continue
        try:
            verdict = verdict_from(typed, "certain")  # whether the purposes are in order, before more is asked
            if verdict != NONE:
                verdict = verdict_from(typed, line(SURE))
            name = keep(offer, verdict)
        except UserError as error:
            tell(str(error))
            continue
        tell(f"{name}: {verdict}")
        return verdict
