"""Train the model of reasons on the labelled strings of this folder, and tell how well it does on strings it was not shown.

python eval/reasons/train.py            cross-validated figures, then src/plainview/reasons/model.npz
python eval/reasons/train.py --dry      the figures alone

Only made-up strings are trained on: those of the files, and the examples of the term files as the rules read them. Equal
normalised texts stay in one fold. The probability is calibrated, and the threshold chosen, on strings of other folds in which the
rules of version 0.3.0 found no purpose: those rules had not seen the strings, as today's have not seen what comes.
"""

from __future__ import annotations

import csv
import json
import sys
from hashlib import md5, sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from plainview import reasons
from plainview.reasons import model

HERE = Path(__file__).parent
SOURCES = ("training_crimes.tsv", "development_sensitive.tsv")
SENSITIVE = ("immigration", "protest_speech", "reproductive_care", "profiling", "personal")
FOLDS, STRENGTH, WANTED = 4, 200.0, 0.85  # WANTED: of what is proposed at or above the threshold, so much is right
Floats = NDArray[np.float64]


def strings() -> list[tuple[str, str, frozenset[str]]]:
    """(reason, state, purposes) of every training string, once each."""
    found: dict[str, tuple[str, str, frozenset[str]]] = {}
    for name in SOURCES:
        with (HERE / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                state = row.get("state") or row.get("searcher_state") or ""
                found.setdefault(" ".join(row["reason"].lower().split()), (row["reason"], state, _labels(row["purposes"])))
    for one in reasons.load().terms.examples:  # as rules read them: what a rule must not meet, the model must not either
        known = frozenset(purpose.id for purpose in reasons.by_rules(one.text, one.state).purposes)
        found.setdefault(" ".join(one.text.lower().split()), (one.text, one.state, known))
    return list(found.values())


def _labels(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split("|")))


def _key(text: str) -> str:
    return sha256(" ".join(text.lower().split()).encode()).hexdigest()[:12]


def matrix(texts: list[str]) -> csr_matrix:
    """One row a text, as the model adds its features up."""
    places: list[int] = []
    ends, weights = [0], []
    for text in texts:
        words = model.words_of(text)
        row = [place for word in words for place in model.features(word)]
        row += [place for a, b in pairwise(words) for place in model.pair(a, b)]
        places += row
        weights += [1 / np.sqrt(max(len(row), 1))] * len(row)
        ends.append(len(places))
    made = csr_matrix((weights, places, ends), shape=(len(texts), model.SIZE))
    made.sum_duplicates()
    return made


def fitted(rows: csr_matrix, labels: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Weights (features x purposes) and biases of one regression a purpose."""
    weights, biases = np.zeros((model.SIZE, labels.shape[1])), np.zeros(labels.shape[1])
    for at in range(labels.shape[1]):
        one = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=1).fit(rows, labels[:, at])
        weights[:, at], biases[at] = one.coef_[0], one.intercept_[0]
    return weights, biases


def main(args: list[str]) -> int:
    told = strings()
    purposes = sorted({name for _, _, labels in told for name in labels} - set(SENSITIVE))
    labels = np.array([[name in one for name in purposes] for _, _, one in told])
    rows = matrix([text for text, _, _ in told])
    folds = np.array([int(md5(" ".join(text.lower().split()).encode()).hexdigest(), 16) % FOLDS for text, _, _ in told])
    unread = set((HERE / "left_by_0.3.0.txt").read_text(encoding="utf-8").split("\n"))
    left = np.array([model.is_asked(model.words_of(text)) and _key(text) in unread for text, _, _ in told])
    scores = np.zeros(labels.shape)
    for fold in range(FOLDS):
        weights, biases = fitted(rows[folds != fold], labels[folds != fold])
        scores[folds == fold] = rows[folds == fold] @ weights + biases
    told_of = f"{left.sum()} of three words and more in which rules that had not seen them found no purpose"
    print(f"{len(told)} strings, {told_of} ({labels[left].any(axis=1).sum()} have one)")
    chance = LogisticRegression(C=1e6).fit(scores[left].reshape(-1, 1), labels[left].reshape(-1))
    slope, shift = float(chance.coef_[0][0]), float(chance.intercept_[0])
    chances = 1 / (1 + np.exp(-(slope * scores[left] + shift)))
    order = np.argsort(-chances.reshape(-1))
    right = np.cumsum(labels[left].reshape(-1)[order]) / np.arange(1, order.size + 1)
    enough = np.flatnonzero(right >= WANTED)
    threshold = float(chances.reshape(-1)[order][enough[-1]])
    said = chances >= threshold
    print(f"threshold {threshold:.3f}: {said.sum()} proposed, {(said & labels[left]).sum()} right; "
          f"of {labels[left].sum()} purposes {(said & labels[left]).sum() / labels[left].sum():.1%} found; "
          f"abstains on {1 - said.any(axis=1).mean():.1%} of these strings")  # fmt: skip
    bins = []
    for tenth in range(10):
        here = (chances >= tenth / 10) & (chances < (tenth + 1) / 10 + (tenth == 9))
        right_here, n = int(labels[left][here].sum()), int(here.sum())
        bins.append({"low": tenth / 10, "high": (tenth + 1) / 10, "right": right_here, "n": n})
        print(f"  given {tenth / 10:.1f} to {(tenth + 1) / 10:.1f}: {right_here} of {n} right")
    if "--dry" not in args:
        told_bins = {"strings": int(left.sum()), "threshold": threshold, "bins": bins}
        (HERE / "calibration.json").write_text(json.dumps(told_bins, indent=1) + "\n", encoding="utf-8")
        weights, biases = fitted(rows, labels)
        scale = np.abs(weights).max(axis=0) / 127  # a weight is kept as a number from -127 to 127 of its purpose's own unit
        np.savez_compressed(
            Path(model.__file__).with_name("model.npz"),
            purposes=np.array(purposes),
            weights=np.round(weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=biases.astype(np.float32),
            chance=np.array([slope, shift, threshold]),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
