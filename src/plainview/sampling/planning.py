"""How many searches to read so that the bound comes down to what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from plainview.sampling.overall import Seen, most_of_all
from plainview.sampling.record import Record, counts_of

_Found = Callable[[int, int], int]  # stratum and how many of it are read -> violations among them


def size_for(known: Record, bound: float, alpha: float) -> int:
    """The size at which a sample without a violation shows that at most this share of the searches are violations."""
    return smallest(known, lambda at, n: 0, bound, alpha / known.looks, 1) or known.n_frame


def smallest(known: Record, found: _Found, bound: float, alpha: float, low: int) -> int | None:
    """The smallest amount from `low` on (size, or so many of each stratum) with which the bound is reached; None if none does.

    A bound may rise by a hair where a sample grows by one, so that a smaller amount than this could do too; this one does.
    """
    high = max(known.sizes) if known.per_stratum else known.n_frame
    if not _reaches(known, found, bound, alpha, high):
        return None
    low = min(low, high)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _reaches(known, found, bound, alpha, middle) else (middle + 1, high)
    return high


def without_more(x: Sequence[int]) -> _Found:
    """No violation is found beyond these."""
    return lambda at, n: x[at]


def at_this_rate(x: Sequence[int], n_read: Sequence[int]) -> _Found:
    """Violations go on as they were found in each stratum; where nothing was read, as in all together."""
    pooled = sum(x) / max(1, sum(n_read))
    rates = [one / n if n else pooled for one, n in zip(x, n_read, strict=True)]
    return lambda at, n: min(n, max(x[at], ceil(rates[at] * n - 1e-9)))


def _reaches(known: Record, found: _Found, bound: float, alpha: float, amount: int) -> bool:
    counts = [max(pair) for pair in zip(counts_of(known, amount), known.n_drawn, strict=True)]
    seen = [Seen(n_all, n, found(at, n)) for at, (n_all, n) in enumerate(zip(known.sizes, counts, strict=True))]
    return most_of_all(seen, alpha) <= bound * known.n_frame
