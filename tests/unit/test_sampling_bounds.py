"""The bounds of a sample hold: against brute force in whole numbers, and by drawing. eval/sampling.py does the same at length."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import comb, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview.sampling import hypergeom, overall
from plainview.sampling.allotment import allotted, each
from plainview.sampling.hypergeom import at_most, at_most_exactly, least, most
from plainview.sampling.overall import Seen, least_of_all, most_of_all

ALPHA = 0.05
SMALL = settings(max_examples=150, deadline=None)


@st.composite
def drawn(draw: st.DrawFn, largest: int = 60) -> tuple[int, int, int]:
    """Searches, how many are drawn, violations among those."""
    n_all = draw(st.integers(1, largest))
    n = draw(st.integers(1, n_all))
    return n_all, n, draw(st.integers(0, n))


def chance(xs: Sequence[int], ns: Sequence[int], ks: Sequence[int], sizes: Sequence[int]) -> Fraction:
    """Chance of finding just so many, by counting."""
    found = Fraction(1)
    for x, n, k, size in zip(xs, ns, ks, sizes, strict=True):
        found *= Fraction(comb(k, x) * comb(size - k, n - x), comb(size, n))
    return found


# ---- one stratum ----------------------------------------------------------------------------------------------------------


def test_the_chance_is_what_counting_every_sample_gives() -> None:
    for n_all, n, k in [(6, 3, 2), (7, 2, 5), (8, 8, 3), (5, 1, 0), (6, 4, 6)]:
        samples = list(combinations(range(n_all), n))
        for x in range(n + 1):
            counted = Fraction(sum(sum(one < k for one in sample) <= x for sample in samples), len(samples))
            assert at_most_exactly(x, n, k, n_all) == counted
            assert at_most(x, n, k, n_all) == pytest.approx(float(counted), abs=1e-12)


@SMALL
@given(drawn(5000), st.floats(0, 1))
def test_floating_point_keeps_to_whole_numbers(one: tuple[int, int, int], share: float) -> None:
    n_all, n, x = one
    k = round(share * n_all)
    exact = float(at_most_exactly(x, n, k, n_all))
    assert at_most(x, n, k, n_all) == pytest.approx(exact, rel=hypergeom._NEAR / 10, abs=1e-200)


@SMALL
@given(drawn(), st.sampled_from([0.5, 0.1, 0.05, 0.025, 0.01, 0.001]))
def test_the_bound_is_the_last_number_that_is_believed(one: tuple[int, int, int], alpha: float) -> None:
    n_all, n, x = one
    line = Fraction(str(alpha))
    believed = [k for k in range(n_all + 1) if at_most_exactly(x, n, k, n_all) > line and x <= k <= n_all - (n - x)]
    assert most(x, n, n_all, alpha) == max(believed)
    other = [k for k in range(n_all + 1) if x <= k <= n_all - (n - x) and 1 - at_most_exactly(x - 1, n, k, n_all) > line]
    assert least(x, n, n_all, alpha) == min(other)


def test_a_tie_is_settled_in_whole_numbers() -> None:
    """With 1 of 20 read and nothing found, 19 violations have a chance of exactly 5 %: that is not above it."""
    assert at_most_exactly(0, 1, 19, 20) == Fraction(1, 20)
    assert most(0, 1, 20, 0.05) == 18
    assert most(0, 1, 20, 0.0499) == 19


def test_known_bounds() -> None:
    assert most(0, 59, 10**9, ALPHA) / 10**9 == pytest.approx(1 - 0.05 ** (1 / 59), rel=1e-4)  # the rule of three, exactly
    assert (least(3, 10, 10, ALPHA), most(3, 10, 10, ALPHA)) == (3, 3)
    assert most(5, 5, 100, ALPHA) == 100
    assert least(0, 50, 100, ALPHA) == 0


@pytest.mark.parametrize(("n_all", "n"), [(20, 5), (40, 15), (41, 40), (90, 30)])
def test_a_bound_holds_as_often_as_it_says_whatever_is_true(n_all: int, n: int) -> None:
    for k in range(n_all + 1):
        said = {x: float(chance([x], [n], [k], [n_all])) for x in range(max(0, n - n_all + k), min(n, k) + 1)}
        assert sum(p for x, p in said.items() if k <= most(x, n, n_all, ALPHA)) >= 1 - ALPHA - 1e-12
        assert sum(p for x, p in said.items() if k >= least(x, n, n_all, ALPHA)) >= 1 - ALPHA - 1e-12


# ---- all strata -----------------------------------------------------------------------------------------------------------


def test_the_bound_over_strata_holds_for_every_spread_of_violations() -> None:
    for sizes, ns in [((6, 9), (3, 3)), ((20, 14), (6, 3)), ((5, 6, 7), (2, 3, 2)), ((10, 4, 12), (5, 4, 3)), ((40, 10), (8, 2))]:
        outcomes = list(product(*(range(n + 1) for n in ns)))
        seen = {xs: [Seen(*one) for one in zip(sizes, ns, xs, strict=True)] for xs in outcomes}
        bounds = {xs: (least_of_all(seen[xs], ALPHA), most_of_all(seen[xs], ALPHA)) for xs in outcomes}
        chances = [[[chance([x], [n], [k], [size]) for x in range(n + 1)] for k in range(size + 1)]
                   for size, n in zip(sizes, ns, strict=True)]  # fmt: skip
        table = [np.array(one, dtype=float) for one in chances]
        low, high = (np.array([bounds[xs][at] for xs in outcomes]) for at in (0, 1))
        for ks in product(*(range(size + 1) for size in sizes)):
            weights = table[0][ks[0]]
            for at in range(1, len(sizes)):
                weights = np.multiply.outer(weights, table[at][ks[at]])
            flat = weights.ravel()
            assert flat[sum(ks) <= high].sum() >= 1 - ALPHA - 1e-9, (sizes, ns, ks)
            assert flat[sum(ks) >= low].sum() >= 1 - ALPHA - 1e-9, (sizes, ns, ks)


@SMALL
@given(st.lists(drawn(3000), min_size=2, max_size=6), st.sampled_from([0.1, 0.05, 0.01]))
def test_the_bound_over_strata_agrees_with_what_was_read_and_with_its_mirror(
    ones: list[tuple[int, int, int]], alpha: float
) -> None:
    seen = [Seen(*one) for one in ones]
    mirrored = [Seen(one.n_all, one.n, one.n - one.x) for one in seen]
    low, high = least_of_all(seen, alpha), most_of_all(seen, alpha)
    read = sum(one.x for one in seen)
    assert read <= low <= high <= sum(one.n_all - (one.n - one.x) for one in seen)
    estimate = sum(one.n_all * one.x / one.n for one in seen)
    assert low <= estimate + 1e-6
    assert high >= estimate - 1e-6
    assert (
        most_of_all(mirrored, alpha) + low >= sum(one.n_all for one in seen) - high
    )  # neither side claims what the other denies


@SMALL
@given(st.lists(drawn(400), min_size=2, max_size=5), st.data())
def test_one_violation_more_never_lowers_the_bound(ones: list[tuple[int, int, int]], data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([i for i, (_, n, x) in enumerate(ones) if x < n] or [-1]))
    if at >= 0:
        more = [Seen(n_all, n, x + (i == at)) for i, (n_all, n, x) in enumerate(ones)]
        fewer = [Seen(*one) for one in ones]
        slack = 1e-3 * sum(one.n_all for one in fewer) + 1  # the grid is not infinitely fine
        assert most_of_all(more, ALPHA) >= most_of_all(fewer, ALPHA) - slack


def test_the_bound_over_strata_is_the_exact_one_where_one_stratum_is_open() -> None:
    seen = [Seen(30, 30, 4), Seen(500, 60, 2), Seen(0, 0, 0)]
    assert most_of_all(seen, ALPHA) == 4 + most(2, 60, 500, ALPHA)
    assert least_of_all(seen, ALPHA) == 4 + least(2, 60, 500, ALPHA)
    assert most_of_all([Seen(30, 30, 4), Seen(7, 7, 0)], ALPHA) == 4
    assert most_of_all([Seen(30, 10, 0), Seen(70, 0, 0)], ALPHA) == 70 + most(0, 10, 30, ALPHA)
    two = [Seen(300, 10, 1), Seen(700, 30, 0)]
    assert most_of_all([*two, Seen(70, 0, 0), Seen(9, 9, 2)], ALPHA) == 70 + 2 + most_of_all(two, ALPHA)
    assert least_of_all([*two, Seen(70, 0, 0), Seen(9, 9, 2)], ALPHA) == 2 + least_of_all(two, ALPHA)


def test_with_nothing_found_the_bound_over_strata_is_near_the_exact_test() -> None:
    seen = [Seen(5000, 150, 0), Seen(5000, 150, 0)]
    exact = max(k for k in range(300) if max(
        at_most(0, 150, a, 5000) * at_most(0, 150, k - a, 5000) for a in range(k + 1)) > ALPHA)  # fmt: skip
    assert exact <= most_of_all(seen, ALPHA) <= exact * 1.04


@pytest.mark.parametrize(("n_all", "n", "x"), [(1000, 600, 5), (1000, 100, 5), (1000, 600, 60), (5000, 300, 0)])
def test_the_bound_over_strata_is_not_much_wider_than_the_exact_one(n_all: int, n: int, x: int) -> None:
    """One stratum put through the bound for many: that much of it is read is made use of."""
    assert most(x, n, n_all, ALPHA) <= overall._largest([Seen(n_all, n, x)], log(ALPHA)) <= 1.25 * most(x, n, n_all, ALPHA) + 1
    if x:
        assert least(x, n, n_all, ALPHA) >= overall._smallest([Seen(n_all, n, x)], log(ALPHA)) >= 0.65 * least(x, n, n_all, ALPHA)


def test_each_value_of_the_dual_is_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grid of three points gives a wider bound, never a narrower one."""
    seen = [Seen(120, 20, 1), Seen(900, 20, 0), Seen(5000, 90, 4)]
    fine = most_of_all(seen, ALPHA), least_of_all(seen, ALPHA)
    monkeypatch.setattr(overall, "_POINTS", 3)
    monkeypatch.setattr(overall, "_ROUNDS", 1)
    assert most_of_all(seen, ALPHA) >= fine[0]
    assert least_of_all(seen, ALPHA) <= fine[1]


@pytest.mark.parametrize(
    "design",
    [
        [(120, 20, 1), (900, 20, 4), (300, 20, 2), (5_000, 76, 25), (11_000, 164, 55)],
        [(120, 20, 60), (900, 20, 90), (5_000, 76, 50), (11_000, 164, 20)],
        [(50, 40, 10), (20_000, 200, 40)],
        [(8, 3, 2), (11, 4, 3), (9, 5, 1)],
    ],
)
def test_bounds_hold_when_drawn_by_chance(design: list[tuple[int, int, int]]) -> None:
    rng = np.random.default_rng(7)
    true, held, times = sum(k for _, _, k in design), 0, 400
    bounds = cache(lambda xs: _both([Seen(size, n, x) for (size, n, _), x in zip(design, xs, strict=True)]))
    for _ in range(times):
        low, high = bounds(tuple(int(rng.hypergeometric(k, size - k, n)) for size, n, k in design))
        held += low <= true <= high
    assert held / times >= 1 - ALPHA - 4 * (ALPHA * (1 - ALPHA) / times) ** 0.5


def _both(seen: list[Seen]) -> tuple[int, int]:
    return least_of_all(seen, ALPHA / 2), most_of_all(seen, ALPHA / 2)


# ---- how many of each stratum ----------------------------------------------------------------------------------------------


@SMALL
@given(st.lists(st.integers(0, 90), min_size=1, max_size=7), st.integers(0, 12), st.integers(0, 300))
def test_the_allotment_is_the_plain_rule_and_never_takes_back(sizes: list[int], minimum: int, size: int) -> None:
    plain = [min(minimum, n) for n in sizes]
    while sum(plain) < min(size, sum(sizes)):
        open_ = [at for at, n in enumerate(sizes) if plain[at] < n]
        plain[min(open_, key=lambda at: Fraction(plain[at], sizes[at]))] += 1
    found = allotted(sizes, size, minimum)
    assert found == plain
    assert all(new >= old for new, old in zip(allotted(sizes, size + 1, minimum), found, strict=True))


def test_so_many_of_each() -> None:
    assert each([3, 0, 50], 10) == [3, 0, 10]
