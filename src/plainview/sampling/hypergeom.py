"""Exact bounds for one stratum: searches drawn without putting back, from a list whose length is known.

Of N searches K are violations, nobody knows how many. n are drawn by chance and x of them are violations: x has the
hypergeometric distribution. A K is believed as long as what was seen is not too rare under it. Bounds made so hold at least as
often as they say, for every N, K and n (Buonaccorsi 1987, The American Statistician 41:215-218; Wright 1991, Exact Confidence
Bounds when Sampling from Small Finite Universes). No approximation is used: what lies too near the line for floating point is
settled in whole numbers.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, lgamma

_NEAR = 1e-6  # of the line: floats err by about 1e-8 where N is a hundred million
_DONE = 1e-18


def at_most(x: int, n: int, n_violations: int, n_all: int) -> float:
    """Chance of at most x violations among n drawn, if n_violations of n_all are. In floating point."""
    low, high = max(0, n - (n_all - n_violations)), min(n, n_violations)
    if x < low:
        return 0.0
    if x >= high:
        return 1.0
    top = min(x, max(low, (n + 1) * (n_violations + 1) // (n_all + 2)))  # the likeliest number, or x where that is less
    at_top = exp(_log_chance(top, n, n_violations, n_all))
    total, term = 1.0, 1.0
    for i in range(top, low, -1):  # each chance from the one beside it
        term *= i * (n_all - n_violations - n + i) / ((n_violations - i + 1) * (n - i + 1))
        total += term
        if term < total * _DONE:
            break
    term = 1.0
    for i in range(top, x):
        term *= (n_violations - i) * (n - i) / ((i + 1) * (n_all - n_violations - n + i + 1))
        total += term
        if term < total * _DONE:
            break
    return min(1.0, total * at_top)


def at_most_exactly(x: int, n: int, n_violations: int, n_all: int) -> Fraction:
    """The same in whole numbers."""
    low = max(0, n - (n_all - n_violations))
    ways = sum(comb(n_violations, i) * comb(n_all - n_violations, n - i) for i in range(low, min(x, n_violations, n) + 1))
    return Fraction(ways, comb(n_all, n))


def most(x: int, n: int, n_all: int, alpha: float) -> int:
    """The largest number of violations among n_all under which x or fewer of n would not be a surprise of alpha or less.

    Holds with a chance of at least 1 - alpha, whatever the true number is. With everything read it is x.
    """
    low, high = x, n_all - (n - x)  # what was read is known for certain
    while low < high:
        middle = (low + high + 1) // 2
        if _is_above(x, n, middle, n_all, alpha):
            low = middle
        else:
            high = middle - 1
    return low


def least(x: int, n: int, n_all: int, alpha: float) -> int:
    """The smallest number of violations among n_all, held as `most` is."""
    return n_all - most(n - x, n, n_all, alpha)


def _is_above(x: int, n: int, n_violations: int, n_all: int, alpha: float) -> bool:
    chance = at_most(x, n, n_violations, n_all)
    if abs(chance - alpha) > alpha * _NEAR:
        return chance > alpha
    return at_most_exactly(x, n, n_violations, n_all) > Fraction(str(alpha))


def _log_chance(x: int, n: int, n_violations: int, n_all: int) -> float:
    return _log_comb(n_violations, x) + _log_comb(n_all - n_violations, n - x) - _log_comb(n_all, n)


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
