"""Where a person settles what reading leaves open: the strings that matter most first, answers kept as decisions."""

from plainview.review.agreement import agreement, agreement_told
from plainview.review.answering import answer, verdict_from
from plainview.review.asking import ask
from plainview.review.cases import write_cases
from plainview.review.sheet import answer_sheet, sheet_lines
from plainview.review.undecided import Offer, as_rows, offered, told

__all__ = [
    "Offer", "agreement", "agreement_told", "answer", "answer_sheet", "as_rows", "ask", "offered", "sheet_lines", "told",
    "verdict_from", "write_cases",
]  # fmt: skip
