"""An honest bound over all strata together, without assuming how the violations are spread over them.

With one stratum that is not read whole it is that stratum's exact bound. With several, the weighted total T = sum of
N_h / n_h * x_h is looked at, as Wendell and Schmee do (1996, Journal of the American Statistical Association 91:825-830):
violations K_1 ... K_H are believed as long as so small a T is not too rare under them, and the bound is the largest
K_1 + ... + K_H that is believed. The worst spread must truly be the worst, or the bound is none. So the chance of a small T is
not computed but bounded, by what can be maximised without a doubt:

    P(T <= t) <= exp(l t) * product of E exp(-l N_h / n_h x_h)    for every l > 0 (Chernoff)
    E s^x <= (1 + K/N (s - 1))^n  and  E s^x <= (1 + n/N (s - 1))^K    (Hoeffding 1963, theorem 4; x is symmetric in n and K)

The logarithm of the right side is concave in each K_h, so that the largest sum under it has a Lagrange dual, and every value of
the dual is a bound (weak duality). A grid over l and the multiplier gives the best of them: how fine it is touches only how tight
the bound is, never whether it holds. Where nothing is found it is about as tight as the exact test; where much is found it is
wider, by up to a half. Wright's bounds of strata added up (1991), and Fisher's combination of the strata's tests (Stark,
Efficient stratified inference; Ottoboni, Stark, Lindeman and McBurnett 2018) are wider: eval/sampling.py compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log

import numpy as np
from numpy.typing import NDArray

from plainview.sampling.hypergeom import least, most

_Floats = NDArray[np.float64]
_POINTS, _ROUNDS = 25, 5
_SAFE = 1e-9  # of the sum: a bound that rounding error pulls below a whole number is put back


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one stratum: n_all searches, n of them drawn, x violations among those."""

    n_all: int
    n: int
    x: int


def most_of_all(strata: Sequence[Seen], alpha: float) -> int:
    """The largest number of violations over all strata that is believed: it holds with a chance of at least 1 - alpha."""
    known = sum(one.x for one in strata if one.n == one.n_all)
    unknown = sum(one.n_all for one in strata if not one.n)
    open_ = [one for one in strata if 0 < one.n < one.n_all]
    if not open_:
        return known + unknown
    if len(open_) == 1:
        return known + unknown + most(open_[0].x, open_[0].n, open_[0].n_all, alpha)
    ceiling = sum(one.n_all - (one.n - one.x) for one in open_)
    found = _largest(open_, log(alpha))
    return known + unknown + min(ceiling, floor(found * (1 + _SAFE) + _SAFE))


def least_of_all(strata: Sequence[Seen], alpha: float) -> int:
    """The smallest number of violations over all strata that is believed."""
    known = sum(one.x for one in strata if one.n == one.n_all)
    open_ = [one for one in strata if 0 < one.n < one.n_all]
    if not open_:
        return known
    if len(open_) == 1:
        return known + least(open_[0].x, open_[0].n, open_[0].n_all, alpha)
    floor_ = sum(one.x for one in open_)
    found = _smallest(open_, log(alpha)) if floor_ else 0.0
    return known + max(floor_, ceil(found * (1 - _SAFE) - _SAFE))


def _largest(strata: Sequence[Seen], log_alpha: float) -> float:
    """Least dual value of: the largest sum of K with l t + sum of g(K) >= log alpha, over l > 0 and multipliers m > 0."""
    weights = [one.n_all / one.n for one in strata]
    total = sum(weight * one.x for weight, one in zip(weights, strata, strict=True))

    def dual(rate: _Floats, multiplier: _Floats) -> _Floats:
        value = multiplier * (rate * total - log_alpha)
        for weight, one in zip(weights, strata, strict=True):
            value = value + _best(one, np.exp(-rate * weight), multiplier, 1.0)
        return value

    return _searched(dual, max(weights))


def _smallest(strata: Sequence[Seen], log_alpha: float) -> float:
    """Greatest dual value of: the smallest sum of K with -l t + sum of g(K) >= log alpha."""
    weights = [one.n_all / one.n for one in strata]
    total = sum(weight * one.x for weight, one in zip(weights, strata, strict=True))

    def dual(rate: _Floats, multiplier: _Floats) -> _Floats:
        value = multiplier * (-rate * total - log_alpha)
        for weight, one in zip(weights, strata, strict=True):
            value = value + _best(one, np.exp(rate * weight), multiplier, -1.0)
        return value

    return -_searched(dual, max(weights))


def _best(one: Seen, s: _Floats, multiplier: _Floats, sign: float) -> _Floats:
    """The largest sign * K + multiplier * g(K) over the numbers of violations that agree with what was seen.

    g is the smaller of two concave functions that meet at K = n, so it is largest at an end, there, or where the slope is nought.
    """
    low, high, n, n_all = float(one.x), float(one.n_all - (one.n - one.x)), float(one.n), float(one.n_all)
    steep = s - 1.0
    flat = -n_all / steep - sign * multiplier * n  # slope of the second form is nought
    share = n / n_all
    best = np.full(np.broadcast(s, multiplier).shape, -np.inf)
    for place in (low, high, min(max(n, low), high), np.clip(flat, low, high)):
        with np.errstate(divide="ignore"):  # a chance of nought has the logarithm of minus infinity, and is never the best
            first = n * np.log1p(place / n_all * steep)
        second = place * np.log1p(share * steep)
        best = np.maximum(best, sign * place + multiplier * np.minimum(first, second))
    return best


def _searched(dual: Callable[[_Floats, _Floats], _Floats], weight: float) -> float:
    """The least value of the dual on a grid of rates and multipliers that is made finer around the best place."""
    rate, multiplier = (np.log(1e-4 / weight), np.log(60.0 / weight)), (np.log(1e-2), np.log(1e3 * weight))
    best = np.inf
    for _ in range(_ROUNDS):
        rates, multipliers = (np.linspace(*ends, _POINTS) for ends in (rate, multiplier))
        values = dual(np.exp(rates)[:, None], np.exp(multipliers)[None, :])
        row, column = divmod(int(np.argmin(values)), _POINTS)
        best = min(best, float(values[row, column]))
        rate = (rates[max(row - 2, 0)], rates[min(row + 2, _POINTS - 1)])
        multiplier = (multipliers[max(column - 2, 0)], multipliers[min(column + 2, _POINTS - 1)])
    return best
