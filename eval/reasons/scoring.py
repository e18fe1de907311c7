"""Counting for eval/reasons.py: labelled sets, hits and misses, F1 with bootstrapped intervals, shares with exact ones."""

from __future__ import annotations

import csv
import hashlib
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from plainview import reasons
from plainview.model import Reading
from plainview.reasons.reading import RANK
from plainview.review.agreement import exact_interval

Counts = tuple[int, int, int]  # hits, false alarms, misses
DRAWS, SEED = 1000, 20261121


@dataclass(frozen=True)
class Labelled:
    """One string with what a person says of it, and what plainview reads."""

    reason: str
    state: str
    purposes: frozenset[str]
    marks: frozenset[str]
    federal: frozenset[str]
    certainty: str
    reading: Reading

    @property
    def found(self) -> dict[str, str]:
        """Purpose -> certainty, as read."""
        return {purpose.id: purpose.certainty for purpose in self.reading.purposes}

    @property
    def surest(self) -> str:
        return min(self.found.values(), key=RANK.__getitem__, default="")


def norm(text: str) -> str:
    return " ".join(text.lower().split())


def key_of(reason: str, state: str) -> str:
    """What stands in a file for a real string that may not be kept here."""
    return hashlib.sha256(f"{norm(reason)}\t{state}".encode()).hexdigest()[:20]


def labels(text: str | None) -> frozenset[str]:
    return frozenset(filter(None, (text or "").split("|")))


def labelled(row: dict[str, str], reason: str, state: str) -> Labelled:
    reading = reasons.read(reason, offense=row.get("offense") or None, state=state)
    told = (labels(row.get(name)) for name in ("purposes", "marks", "federal_name"))
    return Labelled(reason, state, *told, row.get("certainty") or "", reading)


def read_set(path: Path) -> list[Labelled]:
    """Every string of a labelled file, one for each normalised text and state."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE if _is_plain(path) else csv.QUOTE_MINIMAL))
    once = {(norm(row["reason"]), row.get("searcher_state") or row.get("state") or ""): row for row in rows}
    return [labelled(row, row["reason"], state) for (_, state), row in once.items()]


def _is_plain(path: Path) -> bool:
    return "shared" not in path.parts and path.parent.name == "reasons"


def counts(told: frozenset[str] | set[str], truth: frozenset[str]) -> Counts:
    return len(told & truth), len(told - truth), len(truth - told)


def f1(found: list[Counts]) -> tuple[float, float, float]:
    """Micro precision, recall and F1."""
    hit, false, missed = (sum(column) for column in zip(*found, strict=True))
    return hit / max(hit + false, 1), hit / max(hit + missed, 1), 2 * hit / max(2 * hit + false + missed, 1)


def f1_interval(found: list[Counts]) -> tuple[float, float]:
    """95 % interval of F1: bootstrap over strings, fixed seed."""
    rng = random.Random(SEED)
    values = sorted(f1(rng.choices(found, k=len(found)))[2] for _ in range(DRAWS))
    return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS)]


def macro(items: list[Labelled], least: int = 20) -> tuple[float, int, list[tuple[str, float, int]]]:
    """Mean F1 over purposes with `least` labelled strings and more, how many those are, and each with its F1 and number."""
    by: dict[str, Counter[str]] = {}
    for item in items:
        for outcome, names in (("hit", item.purposes & set(item.found)), ("false", set(item.found) - item.purposes),
                               ("missed", item.purposes - set(item.found))):  # fmt: skip
            for name in names:
                by.setdefault(name, Counter())[outcome] += 1
    each = [
        (name, 2 * n["hit"] / (2 * n["hit"] + n["false"] + n["missed"]), n["hit"] + n["missed"])
        for name, n in sorted(by.items()) if n["hit"] + n["missed"] >= least
    ]  # fmt: skip
    return sum(one for _, one, _ in each) / max(len(each), 1), len(each), each


def share(hits: int, n: int) -> dict[str, float | int]:
    """A share with its exact 95 % interval."""
    low, high = exact_interval(hits, n)
    return {"hits": hits, "n": n, "share": hits / n if n else 0.0, "low": low, "high": high}


def sensitive(items: list[Labelled], purpose: str) -> dict[str, dict[str, float | int]]:
    """Of one purpose: how often `certain` was right, how many of the strings that state it were not passed over in silence, and
    how often it was read where nobody labelled it."""
    certain = [item for item in items if item.found.get(purpose) == "certain"]
    stating = [item for item in items if purpose in item.purposes]
    other = [item for item in items if purpose not in item.purposes]
    return {
        "certain_right": share(sum(purpose in item.purposes for item in certain), len(certain)),
        "found": share(sum(purpose in item.found for item in stating), len(stating)),
        "falsely_read": share(sum(purpose in item.found for item in other), len(other)),
    }
