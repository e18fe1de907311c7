"""How far reviewers agree, over the strings that two or more of them answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import exp, lgamma, log
from typing import Any

from plainview.case import Case
from plainview.decisions import read
from plainview.decisions.reading import agreeing
from plainview.decisions.subjects.reason import parted

_Says = tuple[tuple[str, ...], str]
_TAIL = 0.025


def agreement(case: Case) -> dict[str, Any]:
    """Agreement over the strings that two or more reviewers answered, by the answers that stand.

    Returns:
        n: such strings. n_equal: all their answers name the same purposes with the same certainty; share, low, high: that share
        with its exact (Clopper-Pearson) 95 % interval, null without strings. kappa: Cohen's kappa on the sets of purposes,
        the mean over pairs of reviewers for whom it is defined; null if for none. pairs: n, n_equal and kappa of each pair.
        differ: the strings on which answers differ, with each reviewer's. Holds reviewers' names and typed reasons.
    """
    answers: dict[tuple[str, str], dict[str, _Says]] = {}
    names: dict[str, str] = {}
    for row in agreeing(case.decisions, read(case.decisions)):
        if row.subject == "reason":
            name = names.setdefault(row.by.casefold(), row.by)
            answers.setdefault((row.a, row.b), {})[name] = parted(row.verdict)
    shared = {about: by for about, by in answers.items() if len(by) > 1}
    differ = {about: by for about, by in shared.items() if len(set(by.values())) > 1}
    n, n_equal = len(shared), len(shared) - len(differ)
    low, high = exact_interval(n_equal, n)
    pairs = [_pair(one, other, shared) for one, other in combinations(sorted(names.values()), 2)]
    pairs = [pair for pair in pairs if pair["n"]]
    kappas = [pair["kappa"] for pair in pairs if pair["kappa"] is not None]
    return {
        "n": n,
        "n_equal": n_equal,
        "share": n_equal / n if n else None,
        "low": low if n else None,
        "high": high if n else None,
        "kappa": sum(kappas) / len(kappas) if kappas else None,
        "pairs": pairs,
        "differ": [
            {"a": a, "b": b, "answers": [{"by": name, "verdict": _told(says)} for name, says in by.items()]}
            for (a, b), by in differ.items()
        ],
    }


def agreement_told(found: Mapping[str, Any]) -> list[str]:
    """The agreement as lines for a person."""
    if not found["n"]:
        return ["no string was answered by two reviewers yet: let a second one answer with --again"]
    lines = [
        f"{found['n']:,} strings were answered by two or more reviewers",
        f"the same purposes and certainty: {found['n_equal']:,} ({found['share']:.1%}; 95 % interval {found['low']:.1%} to"
        f" {found['high']:.1%})",
        f"Cohen's kappa on purposes, mean over pairs: {_figure(found['kappa'])}",
    ]
    for pair in found["pairs"]:
        lines.append(f"  {pair['one']} and {pair['other']}: {pair['n_equal']:,} of {pair['n']:,}, kappa {_figure(pair['kappa'])}")
    if found["differ"]:
        lines.append("reviewers differ on, and the reading stays for:")
    for one in found["differ"]:
        lines.append(f"  {one['a']} {one['b']}")
        lines += [f"      {said['by']}: {said['verdict']}" for said in one["answers"]]
    return lines


def kappa(one: Sequence[object], other: Sequence[object]) -> float | None:
    """Cohen's kappa of two lists of labels; None where chance alone would agree always (both give one label, the same)."""
    n = len(one)
    if not n:
        return None
    seen = sum(a == b for a, b in zip(one, other, strict=True)) / n
    mine, theirs = Counter(one), Counter(other)
    chance = sum(mine[label] * theirs[label] for label in mine) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def exact_interval(hits: int, n: int) -> tuple[float, float]:
    """Clopper and Pearson's 95 % interval of a share; (0, 1) where nothing was counted."""
    low = 0.0 if not hits else _solved(lambda p: _at_least(hits, n, p) < _TAIL)
    high = 1.0 if hits == n else _solved(lambda p: 1 - _at_least(hits + 1, n, p) > _TAIL)
    return low, high


def _solved(is_below: Any) -> float:
    """The share at which a statement that holds below it and not above turns."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def _at_least(hits: int, n: int, p: float) -> float:
    """Chance of so many hits or more among n, each with chance p (0 < p < 1)."""
    ways = lgamma(n + 1)
    return sum(exp(ways - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p)) for k in range(hits, n + 1))


def _pair(one: str, other: str, shared: Mapping[tuple[str, str], Mapping[str, _Says]]) -> dict[str, Any]:
    both = [(by[one], by[other]) for by in shared.values() if one in by and other in by]
    return {
        "one": one,
        "other": other,
        "n": len(both),
        "n_equal": sum(a == b for a, b in both),
        "kappa": kappa([a[0] for a, _ in both], [b[0] for _, b in both]),
    }


def _told(says: _Says) -> str:
    return " ".join(filter(None, ("|".join(says[0]) or "none", says[1])))


def _figure(value: float | None) -> str:
    return "not defined (everyone gave one and the same answer)" if value is None else f"{value:.2f}"
