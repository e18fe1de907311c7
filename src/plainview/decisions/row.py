"""One decision, and its cells as text that a spreadsheet shows but never runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plainview.case import DECISIONS_HEADER

COLUMNS = tuple(DECISIONS_HEADER.strip().split(","))
UNDONE = "undone"
UNWRITTEN = 0  # the line of a decision that is not in the file yet
LONGEST = 1000
EACH_BY = frozenset(
    {"reason", "finding"}
)  # subjects about which each person has an answer of their own, so that it must be known whose
BASED_ON = frozenset({"finding", "rule"})  # subjects whose b is what the decision rests on: evidence, a text

# A cell that begins with one of these, or goes on with one after a semicolon, a spreadsheet may run as a formula.
_RUN = re.compile(r"(^|;)( *)('*)(?=[=+\-@＝＋－＠])")
_KEPT = re.compile(r"(^|;)( *)'('*)(?=[=+\-@＝＋－＠])")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of decisions.csv: somebody's judgement, and why.

    decision_id: its name, such as d12. subject: what is decided; one of the files in decisions/subjects, such as link.
    a, b: what it is about, named as the pages name it. verdict: the subject's word, or `undone`: no longer decided.
    by and why may hold names of people: they stay in the case. line: where it stands in the file, the header being line 1.
    """

    decision_id: str
    decided_on: date
    by: str
    subject: str
    a: str
    b: str
    verdict: str
    why: str
    line: int

    @property
    def about(self) -> tuple[str, ...]:
        """What the decision is about, whichever was named first: a later decision about the same replaces it.

        Of some subjects (EACH_BY) only a later one by the same person does, and there a and b are not two of a kind.
        """
        b = () if self.subject in BASED_ON else (self.b,)
        if self.subject in EACH_BY:
            return (self.subject, self.a, *b, self.by.casefold())
        if self.subject in BASED_ON:
            return (self.subject, self.a)
        return (self.subject, *sorted((self.a, self.b)))


def in_force(rows: Iterable[Decision]) -> list[Decision]:
    """The last decision about each thing, in the order of the file; those that were undone too."""
    last = {row.about: row for row in rows}
    return [row for row in rows if last[row.about] is row]


def plain(text: str) -> str:
    """A text in one line: what cannot be printed becomes a blank, and blanks are one each."""
    clean = text if text.isprintable() else "".join(ch if ch.isprintable() else " " for ch in text)
    return " ".join(clean.split())


def kept(text: str) -> str:
    """A text as it is written into the file: ' before what a spreadsheet would run."""
    return _RUN.sub(r"\1\2'\3", text)


def meant(text: str) -> str:
    """The text that `kept` wrote, or that a person typed, in one line."""
    return _KEPT.sub(r"\1\2\3", plain(text))
