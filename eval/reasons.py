"""Print how well reasons are read on labelled strings: marks and purposes, micro precision, recall and F1 with intervals.

Usage: python eval/reasons.py [--errors] [FOLDER]; FOLDER holds labelled_dev.tsv and authored_dev.tsv.
"""

from __future__ import annotations

import csv
import os
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from plainview import reasons

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[2] / "shared" / "data")) / "reasons"
SETS = ("labelled_dev.tsv", "authored_dev.tsv")
CERTAINTIES = ("certain", "probable", "ambiguous")


@dataclass
class Scored:
    """Per string: hits, false alarms and misses, for marks and for purposes."""

    n: int = 0
    marks: list[tuple[int, int, int]] = field(default_factory=list)
    purposes: list[tuple[int, int, int]] = field(default_factory=list)
    by_label: dict[str, Counter[str]] = field(default_factory=dict)
    same_certainty: int = 0
    with_certainty: int = 0
    federal_right: int = 0
    federal_total: int = 0
    errors: list[str] = field(default_factory=list)


def score(path: Path) -> Scored:
    """Read every labelled string of one file and compare; has_name is not read yet and counts as a miss of its own."""
    scored = Scored()
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            reading = reasons.read(row["reason"], state=row["searcher_state"])
            scored.n += 1
            told = {p.id for p in reading.purposes}
            truth = set(filter(None, row["purposes"].split("|")))
            scored.purposes.append(_count(told, truth, "", scored))
            marks, true_marks = set(reading.marks), set(filter(None, row["marks"].split("|"))) - {"has_name"}
            scored.marks.append(_count(marks, true_marks, "mark ", scored))
            if truth and told:
                best = min((p.certainty for p in reading.purposes), key=CERTAINTIES.index)
                scored.with_certainty += 1
                scored.same_certainty += best == row["certainty"]
            if row["federal_name"] or reading.federal_name:
                scored.federal_total += 1
                scored.federal_right += set(row["federal_name"].split("|")) == set(reading.federal_name.split("|"))
            wrong = []
            if told != truth:
                wrong.append(f"purposes {sorted(told)} should be {sorted(truth)}")
            if marks != true_marks:
                wrong.append(f"marks +{sorted(marks - true_marks)} -{sorted(true_marks - marks)}")
            if wrong:
                scored.errors.append(f"{row['reason']!r} ({row['searcher_state']}): {'; '.join(wrong)} <- {reading.made_by}")
    return scored


def _count(told: set[str], truth: set[str], kind: str, scored: Scored) -> tuple[int, int, int]:
    for outcome, labels in (("hit", told & truth), ("false", told - truth), ("missed", truth - told)):
        for label in labels:
            scored.by_label.setdefault(kind + label, Counter())[outcome] += 1
    return len(told & truth), len(told - truth), len(truth - told)


def micro(counts: list[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Micro precision, recall and F1 of (hits, false alarms, misses)."""
    hit, false, missed = (sum(column) for column in zip(*counts, strict=True))
    return hit / max(hit + false, 1), hit / max(hit + missed, 1), 2 * hit / max(2 * hit + false + missed, 1)


def interval(counts: list[tuple[int, int, int]], draws: int = 1000) -> tuple[float, float]:
    """95 % interval of F1: bootstrap over strings, fixed seed."""
    rng = random.Random(20261121)
    values = sorted(micro(rng.choices(counts, k=len(counts)))[2] for _ in range(draws))
    return values[int(0.025 * draws)], values[int(0.975 * draws)]


def main(args: list[str]) -> int:
    """Print the figures of both sets; with --errors every string that is read otherwise than labelled."""
    folders = [Path(arg) for arg in args if not arg.startswith("-")]
    folder = folders[0] if folders else DATA
    print("These are DEVELOPMENT sets: terms were written while looking at them, so every figure is optimistic.")
    for name in SETS:
        if not (folder / name).exists():
            print(f"{name}: not found in {folder}, skipped")
            continue
        scored = score(folder / name)
        print(f"\n{name}: n = {scored.n} distinct strings (has_name left out: not read yet)")
        for kind, counts in (("marks", scored.marks), ("purposes", scored.purposes)):
            p, r, f1 = micro(counts)
            low, high = interval(counts)
            print(f"  {kind:9} micro precision {p:.4f}  recall {r:.4f}  F1 {f1:.4f}  (95 % {low:.4f} to {high:.4f})")
        print(f"  strings read exactly as labelled: {scored.n - len(scored.errors)} of {scored.n}")
        print(f"  best certainty as labelled: {scored.same_certainty} of {scored.with_certainty}")
        print(f"  federal name as labelled: {scored.federal_right} of {scored.federal_total}")
        worst = sorted(scored.by_label.items(), key=lambda item: (-item[1]["false"] - item[1]["missed"], item[0]))
        for label, found in worst[:12]:
            if found["false"] + found["missed"]:
                print(f"    {label:26} right {found['hit']:4}  false {found['false']:3}  missed {found['missed']:3}")
        if "--errors" in args:
            print(*("    " + error for error in scored.errors), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
