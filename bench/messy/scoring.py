"""Pollock's measures (success; precision, recall and F1 of header, records and cells), and what happened to every row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from drafts import Case
from loaders import Loaded

MEASURES = 10  # the highest score


@dataclass(frozen=True)
class Score:
    """One file and reader. wrong: rows given that are not in the file and are not named; lost: rows neither given nor named."""

    kind: str
    points: float
    refused: bool
    wrong: int = 0
    lost: int = 0
    wrong_cells: tuple[tuple[str, ...], ...] = ()


def refused(case: Case) -> Score:
    """A file that the reader did not take: no points, and nothing silent."""
    return Score(case.kind, 0.0, True)


def score(case: Case, loaded: Loaded) -> Score:
    """Points from 0 to 10 and the accounting of rows."""
    points = 1.0
    points += _three([(label,) for label in case.header], [(label,) for label in loaded.header])
    points += _three([tuple(row) for row in case.rows], [tuple(row) for row in loaded.rows])
    points += _three([(cell,) for row in case.rows for cell in row], [(cell,) for row in loaded.rows for cell in row])
    wrong, lost = _account(case, loaded)
    return Score(case.kind, points, False, len(wrong), lost, tuple(wrong[:2]))


def _three(truth: list[tuple[str, ...]], given: list[tuple[str, ...]]) -> float:
    """Precision + recall + F1 of two multisets."""
    if not truth:
        return 3.0
    same = (Counter(truth) & Counter(given)).total()
    if not same:
        return 0.0
    precision, recall = same / len(given), same / len(truth)
    return precision + recall + 2 * precision * recall / (precision + recall)


def _account(case: Case, loaded: Loaded) -> tuple[list[tuple[str, ...]], int]:
    """Rows given that are wrong and not named; number of the file's rows that were neither given rightly nor named."""
    left = Counter(_row(row) for row in case.rows)
    lines = loaded.at or [0] * len(loaded.rows)
    wrong = []
    for row, line in zip(loaded.rows, lines, strict=True):
        one = _row(row)
        if left[one] > 0:
            left[one] -= 1
        elif line not in loaded.reported:
            wrong.append(one)
    lost = 0
    for row, place in zip(case.rows, case.places, strict=True):
        one = _row(row)
        if left[one] > 0:
            left[one] -= 1
            lost += not any(line in loaded.reported for line in place)
    return wrong, lost


def _row(row: list[str]) -> tuple[str, ...]:
    """A row to compare; cells left empty at its end count for nothing, so that filling up a short row is no error."""
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return tuple(row[:end])
