"""The statistical audit: a random sample of a period's searches that anyone can check, read by people, with exact bounds."""

from plainview.sampling.answering import answer, answer_sheet
from plainview.sampling.drawing import Asked, draw
from plainview.sampling.estimating import estimate
from plainview.sampling.forgetting import forget
from plainview.sampling.showing import listed, show
from plainview.sampling.telling import told_draw, told_estimate, told_list, told_show

__all__ = [
    "Asked", "answer", "answer_sheet", "draw", "estimate", "forget", "listed", "show", "told_draw", "told_estimate", "told_list",
    "told_show",
]  # fmt: skip
