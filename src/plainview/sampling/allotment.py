"""How many searches of each stratum are drawn. The rule is plain, and enlarging a sample never takes a search out of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

RULE = "at least {minimum} of each stratum, or all; each one more from the stratum of which the smallest share is drawn"


def allotted(sizes: Sequence[int], size: int, minimum: int) -> list[int]:
    """How many to draw of strata of these sizes, `size` together (or all there are).

    First up to `minimum` of each; then one at a time from the stratum of which the smallest share is drawn, the first such one.
    A larger size gives at least as many of each stratum. Where size is less than the minimums together, the minimums are drawn.
    """
    size = min(size, sum(sizes))

    def filled(step: int) -> list[int]:
        """What is drawn when the share of each stratum has just reached step / the largest stratum."""
        return [min(n, max(minimum, -(-step * n // largest))) for n in sizes]

    largest = max(sizes, default=0)
    low, high = 0, largest  # by halves first: one at a time would be slow for a large sample
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(filled(middle)) <= size else (low, middle - 1)
    drawn = filled(low) if largest else list(sizes)
    while sum(drawn) < size:
        open_ = [at for at, n in enumerate(sizes) if drawn[at] < n]
        drawn[min(open_, key=lambda at: Fraction(drawn[at], sizes[at]))] += 1
    return drawn


def each(sizes: Sequence[int], per_stratum: int) -> list[int]:
    """So many of each stratum, or all of it."""
    return [min(per_stratum, n) for n in sizes]
