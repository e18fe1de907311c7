"""What searchers type: made-up reasons, each carrying its true purposes and marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from plainview.simulate import knowledge

Ints = npt.NDArray[np.int64]
_TAIL = 1 - 1e-9  # keeps a draw from rounding up into the next habit's part of the table
_TYPOS = 0.04
_CASES = 9_000  # as many as a busy agency opens in a year: numbers come back, as they do in life


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text with its true reading; `{slots}` in it are filled anew each time. Lists are joined by `|`."""

    text: str
    group: str
    purposes: str
    marks: str
    certainty: str
    federal_name: str
    states: tuple[str, ...]
    weight: float

    @property
    def offense(self) -> str:
        """The drop-down's category, "" for what was typed freely."""
        return self.text.split(" - ", 1)[0] if self.group == "dropdown" else ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases, and for each (state, habit) the running sums by which they are drawn."""

    all: tuple[Phrase, ...]
    texts: npt.NDArray[np.object_]
    offenses: npt.NDArray[np.object_]
    slotted: npt.NDArray[np.bool_]
    sums: npt.NDArray[np.float64]
    rows: dict[tuple[str, str], int]

    def draw(self, rng: np.random.Generator, rows: Ints) -> Ints:
        """Draw one phrase number for each row number of `rows` (values of `self.rows`)."""
        at = np.searchsorted(self.sums, rows + rng.random(len(rows)) * _TAIL, side="right")
        return at.astype(np.int64) - rows * len(self.all)

    def fill(self, rng: np.random.Generator, numbers: Ints) -> npt.NDArray[np.object_]:
        """Return the typed text of each phrase number, slots filled."""
        texts = self.texts[numbers]
        slots = _slots()
        (open_rows,) = np.nonzero(self.slotted[numbers])
        draws = rng.integers(0, 1 << 40, (len(open_rows), 2)).tolist()
        for row, (one, two) in zip(open_rows.tolist(), draws, strict=True):
            values = {name: words[one // (k + 1) % len(words)] for k, (name, words) in enumerate(slots.items())}
            texts[row] = texts[row].format(
                case=case_text(two),
                unit=two % 900 + 10,
                plate=f"FAKE{two % 10000:04d}",
                **values,
            )
        return texts


def case_text(draw: int) -> str:
    """Return a made-up case number in one of the usual shapes."""
    year, number = 25 + (draw >> 3) % 2, (draw >> 4) % _CASES
    shape = draw % 8
    if shape < 5:
        return f"{year}-{number:06d}"
    return f"{year}{number:06d}" if shape < 7 else f"20{year}-{number % 10000:04d}"


@cache
def load() -> Phrases:
    """Read reasons.toml and lay out the drawing table."""
    known = knowledge.table("reasons")
    phrases = tuple(p for block in known["block"] for p in _block(block))
    states = [*knowledge.table("world")["states"], ""]
    sums: list[npt.NDArray[np.float64]] = []
    rows: dict[tuple[str, str], int] = {}
    for state in states:
        for habit, spec in known["habits"].items():
            shares = _shares(phrases, spec["groups"], state)
            running = np.cumsum(shares) / shares.sum()
            running[running > _TAIL] = 1.0
            sums.append(running + len(rows))
            rows[state, habit] = len(rows)
    texts = np.array([p.text for p in phrases], dtype=object)
    offenses = np.array([p.offense for p in phrases], dtype=object)
    slotted = np.array(["{" in p.text for p in phrases])
    return Phrases(phrases, texts, offenses, slotted, np.concatenate(sums), rows)


def _shares(phrases: tuple[Phrase, ...], groups: dict[str, float], state: str) -> npt.NDArray[np.float64]:
    weights = np.array([p.weight if not p.states or state in p.states else 0.0 for p in phrases])
    group = np.array([p.group for p in phrases])
    totals = {name: float(weights[group == name].sum()) for name in groups}
    empty = sum(share for name, share in groups.items() if not totals[name])
    shares = np.zeros(len(phrases))
    for name, share in groups.items():
        if totals[name]:
            extra = empty if name == "plain" else 0.0
            chosen = group == name
            shares[chosen] = weights[chosen] * (share + extra) / totals[name]
    return shares


def _block(block: dict[str, object]) -> list[Phrase]:
    texts = block["texts"]
    assert isinstance(texts, list)
    ranked = {text: 1 / (rank + 1) for rank, text in enumerate(texts)}
    weights: dict[str, float] = {}
    for text, weight in ranked.items():
        for variant, share in _variants(text, bool(block.get("cases")), bool(block.get("typos"))):
            weights[variant] = weights.get(variant, 0.0) + weight * share
    total = sum(weights.values())
    purposes, marks, states = (_strings(block.get(key, [])) for key in ("purposes", "marks", "states"))
    certainty = str(block.get("certainty", "certain")) if purposes else ""
    return [
        Phrase(
            text=text,
            group=str(block["group"]),
            purposes="|".join(purposes),
            marks="|".join(marks),
            certainty=certainty,
            federal_name=str(block.get("federal_name", "")),
            states=states,
            weight=float(str(block["weight"])) * weight / total,
        )
        for text, weight in weights.items()
    ]


def _strings(value: object) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(str(v) for v in value)


def _variants(text: str, cases: bool, typos: bool) -> list[tuple[str, float]]:
    written = [(text, 0.45), (text.capitalize(), 0.2), (text.upper(), 0.35)] if cases else [(text, 1.0)]
    word = max(re.findall(r"[a-z]+", text), key=len, default="")
    if not typos or len(word) < 6:
        return written
    middle = len(word) // 2
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    dropped = word[:middle] + word[middle + 1 :]
    return [(t, w * (1 - _TYPOS)) for t, w in written] + [(text.replace(word, wrong), _TYPOS / 2) for wrong in (swapped, dropped)]


@cache
def _slots() -> dict[str, tuple[str, ...]]:
    known = knowledge.table("reasons")["slots"]
    named = {name: tuple(words) for name, words in known.items()}
    return {
        **named,
        "place": knowledge.places()[:80],
        "surname": tuple(knowledge.table("world")["people"]["surnames"]),
    }
