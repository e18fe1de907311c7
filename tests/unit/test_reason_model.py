"""The model of reasons: its sum is the one it was trained with, it abstains on little, and it never says what rules should."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plainview import reasons
from plainview.reasons import model, reading
from plainview.reasons.reading import SENSITIVE

TRAIN = Path(__file__).parents[2] / "eval" / "reasons" / "train.py"
WORDS = [
    "took", "the", "tools", "out", "of", "yard", "and", "left", "driver", "wont", "stop", "neighbor's", "bike", "kid", "gone",
    "12", "7", "2600012", "shed", "spray", "wall", "red", "truck", "church", "clinic", "border", "crowd", "her", "husband",
    "brown", "zzq", "é", "-", "BOYS", "didn't", "pills", "trailer", "cut", "lock", "bank", "old", "lady", "paint", "night",
]  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


def eager() -> model.Model:
    """The model without a threshold: it tells every purpose it knows."""
    return replace(model.load(), threshold=0.0, _shares={})


@pytest.fixture(scope="module")
def train() -> Any:
    """eval/reasons/train.py without scipy and scikit-learn, which only training needs: a matrix is what it was made of."""
    stubs = {name: ModuleType(name) for name in ("scipy", "scipy.sparse", "sklearn", "sklearn.linear_model")}
    stubs["scipy.sparse"].csr_matrix = Made  # type: ignore[attr-defined]
    stubs["sklearn.linear_model"].LogisticRegression = None  # type: ignore[attr-defined]
    spec = importlib.util.spec_from_file_location("made_train", TRAIN)
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        for name, stub in stubs.items():
            patch.setitem(sys.modules, name, stub)
        spec.loader.exec_module(tool)
    return tool


class Made:
    """A sparse matrix as it is made: weights and their places, row after row."""

    def __init__(self, parts: tuple[list[float], list[int], list[int]], shape: tuple[int, int]) -> None:
        self.weights, self.places, self.ends = parts
        self.shape = shape

    def sum_duplicates(self) -> None:
        """Here every row is added up place by place."""

    def row(self, at: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        full = np.zeros(self.shape[1])
        here = slice(self.ends[at], self.ends[at + 1])
        np.add.at(full, self.places[here], self.weights[here])
        return full


@given(st.lists(texts, min_size=1, max_size=3))
@example(several=["red truck redtruck yard"])  # a pair is not the word that the two would make
@settings(max_examples=60)
def test_shares_add_up_to_the_matrix_of_the_training(train: Any, several: list[str]) -> None:
    known = eager()
    made = train.matrix(several)
    for at, text in enumerate(several):
        scores = made.row(at) @ known.weights.astype(np.float64) + known.bias
        chances = 1 / (1 + np.exp(-(known.slope * scores + known.shift)))
        told = {purpose: chance for purpose, chance, _ in known.propose(text)}
        if model.is_asked(model.words_of(text)):
            assert told == pytest.approx(dict(zip(known.purposes, chances, strict=True)), abs=1e-5)
        else:
            assert told == {}


@pytest.mark.parametrize("text", ["", "took tools", "took 1 2 3 tools", "é é é é", "1 2 3 4 5", "... --- ...", "TOOK-TOOLS"])
def test_it_abstains_on_fewer_than_three_words(text: str) -> None:
    assert eager().propose(text) == []


@pytest.mark.parametrize("text", ["took tools yard", "took 1 tools 2 yard", "TOOK-TOOLS/yard"])
def test_three_words_are_enough(text: str) -> None:
    assert len(eager().propose(text)) == len(model.load().purposes)


def test_it_knows_no_sensitive_purpose(train: Any) -> None:
    assert not SENSITIVE & set(model.load().purposes)
    assert set(train.SENSITIVE) == SENSITIVE
    assert len(model.load().purposes) > 20


@given(texts)
def test_it_never_proposes_a_sensitive_purpose(text: str) -> None:
    """Not even without its threshold: what is sensitive and stands in the reading comes from a rule."""
    told = reading.read(reasons.load(), text, None, "OH", "value", eager())
    by_rules = {purpose.id for purpose in reasons.by_rules(text, "OH").purposes}
    assert {purpose.id for purpose in told.purposes} & SENSITIVE == by_rules & SENSITIVE


@given(texts)
def test_a_purpose_of_a_rule_goes_before(text: str) -> None:
    by_rules = reasons.by_rules(text, "OH")
    told = reading.read(reasons.load(), text, None, "OH", "value", eager())
    if by_rules.purposes:
        assert told == by_rules
    else:
        assert {(one.certainty, one.made_by.startswith("model: ")) for one in told.purposes} <= {("probable", True)}
        assert set(by_rules.marks) - {"vague"} <= set(told.marks)


@pytest.mark.parametrize(
    ("text", "state", "is_asked"),
    [
        ("red truck left the yard", "value", True),
        ("truck left", "value", False),
        ("Dispatch quick search associated with Alert: red truck left the yard", "value", False),
        ("red truck left the yard", "masked", False),
        ("red truck left the burglary", "value", False),
    ],
)
def test_when_the_model_is_asked(text: str, state: str, is_asked: bool) -> None:
    told = reading.read(reasons.load(), text, None, "OH", state, eager())
    assert any(one.made_by.startswith("model: ") for one in told.purposes) == is_asked


@given(texts)
def test_probabilities_are_probabilities_the_likeliest_first(text: str) -> None:
    chances = [chance for _, chance, _ in eager().propose(text)]
    assert all(0 <= chance <= 1 for chance in chances)
    assert chances == sorted(chances, reverse=True)
    assert [chance for _, chance, _ in model.load().propose(text)] == [one for one in chances if one >= model.load().threshold]


@given(texts)
def test_the_word_that_weighs_most_is_a_word_of_the_text(text: str) -> None:
    """Never a figure, which would be told as 0."""
    assert {word for _, _, word in eager().propose(text)} <= set(model.words_of(text)) - {"0"}


@given(texts, st.lists(st.integers(0, 10**9), min_size=60, max_size=60))
def test_texts_with_other_figures_get_equal_answers(text: str, figures: list[int]) -> None:
    other = " ".join(str(figure) if word.isdigit() else word for word, figure in zip(text.split(" "), figures, strict=False))
    assert eager().propose(other) == eager().propose(text)


@given(st.lists(texts, min_size=1, max_size=8))
@settings(max_examples=30)
def test_what_is_kept_is_bounded_and_changes_no_answer(several: list[str]) -> None:
    fresh = [eager().propose(text) for text in several]
    known = eager()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "KEPT", 5)
        assert [known.propose(text) for text in several] == fresh
        assert len(known._shares) <= 5
    again = eager()
    assert [again.propose(text) for text in several + several] == fresh + fresh


def test_a_long_text_is_looked_at_no_further_than_its_beginning() -> None:
    start = "took the tools out of the yard " * 6
    assert len(model.words_of(start)) == model.MOST_WORDS
    assert eager().propose(start + "homicide") == eager().propose(start)
