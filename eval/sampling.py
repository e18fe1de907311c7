"""Do the bounds of `plainview sample` hold as often as they say? `python eval/sampling.py` (about 5 minutes).

1. one stratum, every number of violations, coverage added up exactly; 2. one stratum, drawn by chance; 3. drawn by SHA-256 as the
product draws; 4. small strata, every spread of violations, exactly; 5. strata as in an audit, drawn by chance, beside other
methods; 6. reading on until the bound suits; 7. sheets half read. Exit 1 if a bound holds less often than it says.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from math import exp, log
from time import perf_counter

import numpy as np

from plainview.sampling.frame import lowest
from plainview.sampling.hypergeom import at_most, at_most_exactly, least, most
from plainview.sampling.overall import Seen, least_of_all, most_of_all

ALPHA = 0.05
WRONG: list[str] = []
# Strata of an audit: searches, drawn, violations.
DESIGNS = [
    ("nothing wrong", [(120, 20, 0), (900, 20, 0), (300, 20, 0), (5_000, 76, 0), (11_000, 164, 0)]),
    ("one in two hundred, anywhere", [(120, 20, 1), (900, 20, 4), (300, 20, 2), (5_000, 76, 25), (11_000, 164, 55)]),
    ("one in a hundred, in the rest alone", [(120, 20, 0), (900, 20, 0), (300, 20, 0), (5_000, 76, 0), (11_000, 164, 173)]),
    ("a risky stratum", [(120, 20, 60), (900, 20, 90), (300, 20, 10), (5_000, 76, 50), (11_000, 164, 20)]),
    ("one in twenty, shares alike", [(1_000, 20, 50), (2_000, 40, 100), (3_000, 60, 150), (4_000, 80, 200), (5_000, 100, 250)]),
    ("one in five, shares alike", [(1_000, 20, 200), (2_000, 40, 400), (3_000, 60, 600), (4_000, 80, 800), (5_000, 100, 1_000)]),
    ("half", [(500, 30, 250), (500, 60, 250), (5_000, 100, 2_500)]),
    ("nearly all", [(500, 30, 490), (500, 60, 490), (5_000, 100, 4_900)]),
    ("two strata, far apart", [(50, 40, 10), (20_000, 200, 40)]),
    ("a stratum read whole", [(30, 30, 6), (400, 40, 8), (8_000, 230, 80)]),
    ("large", [(20_000, 300, 100), (1_000_000, 2_000, 3_000)]),
    ("tiny", [(8, 3, 2), (11, 4, 3), (9, 5, 1)]),
    ("ten small strata", [(60, 12, at) for at in range(10)]),
]


def told(part: int, share: float, name: str, sure: float = 1 - ALPHA, n_draws: int = 0) -> str:
    """A share of statements that hold, marked if it lies below what is promised by more than chance can bring about."""
    slack = 4 * (sure * (1 - sure) / n_draws) ** 0.5 if n_draws else 1e-12
    if share < sure - slack:
        WRONG.append(f"{part}: {name} {share:.4f}")
    return f"{share:.4f}" + ("  BELOW" if share < sure - slack else "")


def chances(n_all: int, n: int, n_violations: int) -> Iterator[tuple[int, float]]:
    """Each number of violations that may be found, and its chance."""
    before = 0.0
    for x in range(max(0, n - (n_all - n_violations)), min(n, n_violations) + 1):
        now = at_most(x, n, n_violations, n_all)
        yield x, now - before
        before = now


def exact_one() -> None:
    print("1. one stratum: coverage added up over all that may be found, for every number of violations")
    print(f"   {'N':>6} {'n':>5}  {'worst K':>8}  {'at most':>8}  {'at least':>8}  {'both':>8}   mean of `at most`")
    for n_all, n in [(20, 5), (50, 20), (50, 49), (100, 30), (300, 60), (1000, 59), (1000, 300), (3000, 300), (10_000, 300)]:
        one = [most(x, n, n_all, ALPHA) for x in range(n + 1)]
        low = [least(x, n, n_all, ALPHA) for x in range(n + 1)]
        both = [(least(x, n, n_all, ALPHA / 2), most(x, n, n_all, ALPHA / 2)) for x in range(n + 1)]
        ks = range(n_all + 1) if n_all <= 1000 else [*range(200), *range(200, n_all + 1, 37)]
        held = []
        for k in ks:
            said = list(chances(n_all, n, k))
            held.append((sum(p for x, p in said if k <= one[x]), sum(p for x, p in said if k >= low[x]),
                         sum(p for x, p in said if both[x][0] <= k <= both[x][1]), k))  # fmt: skip
        worst = min(held)
        shares = [told(1, min(row[at] for row in held) + 1e-9, f"N {n_all} n {n}") for at in range(3)]
        mean = sum(row[0] for row in held) / len(held)
        print(f"   {n_all:>6,} {n:>5}  {worst[3]:>8,}  " + "  ".join(f"{one:>8}" for one in shares) + f"   {mean:.4f}")


def drawn_one(draws: int, rng: np.random.Generator) -> None:
    print(f"2. one stratum, {draws:,} draws each")
    lowest_share, n_combos = [1.0] * 3, 0
    for n_all, n in product((60, 400, 2500, 20_000, 250_000), (20, 59, 150, 299, 1000)):
        for share in (0, 0.002, 0.01, 0.03, 0.1, 0.3, 0.5, 0.9, 1):
            k = round(share * n_all)
            if n >= n_all:
                continue
            found, times = np.unique(rng.hypergeometric(k, n_all - k, n, draws), return_counts=True)
            held = [0, 0, 0]
            for x, count in zip(found.tolist(), times.tolist(), strict=True):
                held[0] += count * (k <= most(x, n, n_all, ALPHA))
                held[1] += count * (k >= least(x, n, n_all, ALPHA))
                held[2] += count * (least(x, n, n_all, ALPHA / 2) <= k <= most(x, n, n_all, ALPHA / 2))
            n_combos += 1
            for at in range(3):
                told(2, held[at] / draws, f"N {n_all} n {n} K {k}", n_draws=draws)
                lowest_share[at] = min(lowest_share[at], held[at] / draws)
    names = ("at most", "at least", "both")
    print(f"   {n_combos} settings; the lowest share that held: " + ", ".join(
        f"{name} {share:.4f}" for name, share in zip(names, lowest_share, strict=True)))  # fmt: skip


def drawn_by_hash(times: int) -> None:
    """The draw itself: violations fixed beforehand, the seed new each time."""
    sizes = {"a": 40, "b": 300, "c": 1200}
    bad = {"a": 4, "b": 15, "c": 24}
    take = {"a": 10, "b": 30, "c": 60}
    frame = [(f"{hash_of(name, at)}:{at}", name) for name, n in sizes.items() for at in range(n)]
    wrong = {id_ for name in sizes for id_ in [id_ for id_, of in frame if of == name][: bad[name]]}
    held, held_c, hits = 0, 0, 0
    bounds = cache(lambda xs: most_of_all([Seen(sizes[one], take[one], x) for one, x in zip(sizes, xs, strict=True)], ALPHA))
    for time in range(times):
        found = lowest(iter(frame), f"{time:020d}", take)
        xs = tuple(sum(id_ in wrong for id_ in found[one]) for one in sizes)
        held += sum(bad.values()) <= bounds(xs)
        held_c += bad["c"] <= most(xs[2], take["c"], sizes["c"], ALPHA)
        hits += xs[2]
    print(f"3. {times:,} draws by SHA-256 with seeds 0, 1, 2 ...: violations found in a stratum {hits / times:.3f}, expected "
          f"{take['c'] * bad['c'] / sizes['c']:.3f}; its bound holds {told(3, held_c / times, 'stratum', n_draws=times)}, "
          f"over all {told(3, held / times, 'all', n_draws=times)}")  # fmt: skip


def hash_of(name: str, at: int) -> str:
    return f"{ord(name) * 1_000_003 + at // 97:016x}"


def exact_many() -> None:
    print("4. small strata, every spread of violations over them: the lowest coverage, added up exactly")
    for design in ([(6, 3), (9, 3)], [(12, 4), (5, 4)], [(20, 6), (14, 3)], [(25, 10), (30, 5)], [(5, 2), (6, 3), (7, 2)],
                   [(10, 5), (4, 4), (12, 3)], [(40, 8), (10, 2)], [(8, 4), (8, 4), (8, 4)]):  # fmt: skip
        outcomes = list(product(*(range(n + 1) for _, n in design)))
        seen = {xs: [Seen(n_all, n, x) for (n_all, n), x in zip(design, xs, strict=True)] for xs in outcomes}
        upper = {xs: most_of_all(seen[xs], ALPHA) for xs in outcomes}
        lower = {xs: least_of_all(seen[xs], ALPHA) for xs in outcomes}
        tables = [[dict(chances(n_all, n, k)) for k in range(n_all + 1)] for n_all, n in design]
        low = [1.0, 1.0]
        for ks in product(*(range(n_all + 1) for n_all, _ in design)):
            chance = {xs: float(np.prod([tables[at][k].get(x, 0.0) for at, (k, x) in enumerate(zip(ks, xs, strict=True))]))
                      for xs in outcomes}  # fmt: skip
            low[0] = min(low[0], sum(p for xs, p in chance.items() if sum(ks) <= upper[xs]))
            low[1] = min(low[1], sum(p for xs, p in chance.items() if sum(ks) >= lower[xs]))
        print(f"   {design!s:42} at most {told(4, low[0] + 1e-9, str(design))}, at least {told(4, low[1] + 1e-9, str(design))}")


def drawn_many(draws: int, rng: np.random.Generator) -> None:
    print(f"5. strata as in an audit, {draws:,} draws each; the mean bound as a share of all searches")
    print(
        f"   {'':36} {'at most':>8} {'at least':>8} {'both':>7}  {'true':>7} {'bound':>7}"
        f" {'Fisher':>7} {'Wright':>7} {'simple':>7}"
    )
    for name, design in DESIGNS:
        true, n_all, n = sum(k for _, _, k in design), sum(one for one, _, _ in design), sum(one for _, one, _ in design)
        xs = np.stack([rng.hypergeometric(k, size - k, take, draws) for size, take, k in design], axis=1)
        found, times = np.unique(xs, axis=0, return_counts=True)
        held, mean, others = np.zeros(3), 0.0, np.zeros(2)
        n_others = 0
        for row, count in zip(found.tolist(), times.tolist(), strict=True):
            seen = [Seen(size, take, x) for (size, take, _), x in zip(design, row, strict=True)]
            bound = most_of_all(seen, ALPHA)
            held += count * np.array([true <= bound, true >= least_of_all(seen, ALPHA),
                                      least_of_all(seen, ALPHA / 2) <= true <= most_of_all(seen, ALPHA / 2)])  # fmt: skip
            mean += count * bound
            if n_others < 100 and n_all < 100_000:  # slow
                n_others += 1
                others += [by_fisher(seen, ALPHA) / bound, by_wright(seen, ALPHA) / bound]
        mean /= draws
        other = others / max(1, n_others) * mean / n_all
        simple = np.mean([most(int(x), n, n_all, ALPHA) for x in rng.hypergeometric(true, n_all - true, n, 300)]) / n_all
        shares = [told(5, share / draws, name, n_draws=draws) for share in held]
        print(f"   {name:36} {shares[0]:>8} {shares[1]:>8} {shares[2]:>7}  {true / n_all:>7.2%} {mean / n_all:>7.2%} "
              + (" ".join(f"{one:>7.2%}" for one in other) if n_others else f"{'':>15}") + f" {simple:>7.2%}")  # fmt: skip
    print("   Fisher, Wright: their mean bounds for the same draws; simple: as many drawn from all without strata, exact bound")


def by_wright(seen: Sequence[Seen], alpha: float) -> int:
    """Bounds of each stratum at a level that holds for all of them together, added up."""
    each = 1 - (1 - alpha) ** (1 / len(seen))
    return sum(most(one.x, one.n, one.n_all, each) for one in seen)


def by_fisher(seen: Sequence[Seen], alpha: float) -> int:
    """Fisher's combination of the strata's tests, over the worst spread: greedy, because each logarithm is concave."""
    line = chi_square(2 * len(seen), alpha) / 2
    ks, total = [one.x for one in seen], 0.0
    steps = [cost(one, one.x + 1) for one in seen]
    while True:
        at = min(range(len(seen)), key=lambda i: steps[i])
        if total + steps[at] >= line:
            return sum(ks)
        total += steps[at]
        ks[at] += 1
        steps[at] = cost(seen[at], ks[at] + 1)


def cost(one: Seen, k: int) -> float:
    if k > one.n_all - (one.n - one.x):
        return float("inf")
    return log(at_most(one.x, one.n, k - 1, one.n_all)) - log(max(at_most(one.x, one.n, k, one.n_all), 1e-300))


def chi_square(freedom: int, alpha: float) -> float:
    """The value that chi square with an even number of degrees of freedom exceeds with chance alpha."""
    low, high = 0.0, 200.0
    for _ in range(80):
        middle = (low + high) / 2
        term = total = exp(-middle / 2)
        for i in range(1, freedom // 2):
            term *= middle / 2 / i
            total += term
        low, high = (middle, high) if total > alpha else (low, middle)
    return high


def reading_on(times: int, rng: np.random.Generator) -> None:
    """A reader who stops as soon as the bound suits, with more violations than the bound allows."""
    n_all, sizes = 5000, (150, 250, 350, 450)
    for k in (100, 110):
        below = (k - 1) / n_all
        wrong = [0, 0]
        for _ in range(times):
            bad = np.cumsum(rng.permutation(np.repeat([1, 0], [k, n_all - k]))[: sizes[-1]])
            for at, looks in enumerate((1, len(sizes))):
                wrong[at] += any(bound_of(int(bad[n - 1]), n, n_all, ALPHA / looks) <= below * n_all for n in sizes)
        print(f"6. {k} of {n_all:,}, read {sizes} and stop as soon as the bound is below {k}: right with one planned look"
              f" {1 - wrong[0] / times:.4f} (not promised), with {len(sizes)} planned looks"
              f" {told(6, 1 - wrong[1] / times, 'looks', n_draws=times)}")  # fmt: skip


@cache
def bound_of(x: int, n: int, n_all: int, alpha: float) -> int:
    return most(x, n, n_all, alpha)


def half_read(times: int, rng: np.random.Generator) -> None:
    """Lines left unread, violations more often than others: the bounds count them against each statement."""
    n_all, n, k = 2000, 200, 60
    held = 0
    for _ in range(times):
        x = int(rng.hypergeometric(k, n_all - k, n))
        left_bad, left_ok = int(rng.binomial(x, 0.5)), int(rng.binomial(n - x, 0.1))
        worst, best = x + left_ok, x - left_bad
        held += bound_of(n - best, n, n_all, ALPHA / 2) >= n_all - k and k <= bound_of(worst, n, n_all, ALPHA / 2)
    print(f"7. half of the violations and a tenth of the others left unread: {told(7, held / times, 'unread', n_draws=times)}")


def floats_and_whole_numbers() -> None:
    worst = 0.0
    for n_all, n in ((50, 20), (1000, 300), (100_000, 400), (3_000_000, 200)):
        for k in (1, n_all // 100, n_all // 7, n_all - 3):
            for x in (0, 1, 3, n // 10, n // 2):
                exact = float(at_most_exactly(x, n, k, n_all))
                if exact > 1e-200:
                    worst = max(worst, abs(at_most(x, n, k, n_all) / exact - 1))
    print(f"0. chances in floating point against whole numbers: the largest relative error is {worst:.1e}; near is 1e-06")
    if worst > 1e-6:
        WRONG.append(f"0: {worst}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    start = perf_counter()
    print(f"bounds at {1 - ALPHA:.0%}; a share is of statements that hold")
    floats_and_whole_numbers()
    exact_one()
    drawn_one(given.draws, rng)
    drawn_by_hash(given.draws // 10)
    exact_many()
    drawn_many(given.draws // 10, rng)
    reading_on(given.draws // 4, rng)
    half_read(given.draws, rng)
    print(f"{perf_counter() - start:.0f} s; " + ("all bounds hold as often as they say" if not WRONG else "; ".join(WRONG)))
    sys.exit(bool(WRONG))


if __name__ == "__main__":
    main()
