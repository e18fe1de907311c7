"""What a text's words tell of the patterns it may meet: never less than a search through all patterns finds."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
import re2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plainview import reasons
from plainview.reasons import regex, sieve, stubs, tables

TERMS = reasons.load().terms
EXAMPLES = [one.text for one in TERMS.examples]
PARTS = {"veh": "(?:car|veh[a-z]*)", "two": "a|b c", "open": "ab?", "far": "(?:[a-z]+ ){0,2}"}
LEAVES = [
    *(
        "a",
        "b",
        "ab",
        "1",
        "12",
        "a b",
        "ab 1 b",
        " ",
        "-",
        ".",
        "[a-c]",
        "[^a]",
        "[ab]",
        "[a-z]",
        "[0-9]",
        "[a-z ]",
        "[ -]",
        r"\.",
    ),
    *(
        r"\x27",
        r"\d",
        r"\s",
        "é",
        "(?:a|b1|ab)",
        "{veh}",
        "{two}",
        "{open}",
        "{far}",
        "abcdefghi",
        "[^a-z0-9]",
        "[a-e-]",
        r"[.\]]",
    ),
]


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A larger pattern made of smaller ones."""
    return (
        st.lists(inner, min_size=2, max_size=3).map("".join)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})")
        | st.lists(inner, min_size=2, max_size=3).map("|".join)
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{0,3}", "{2,}", "+?"])).map("".join)
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}"])).map(lambda parts: f"(?:{parts[0]}){parts[1]}")
    )


patterns = st.builds(
    lambda begin, middle, end: f"{begin}{middle}{end}",
    st.sampled_from(["", "", "^", "(?:^|b )", r"\b"]),
    st.recursive(st.sampled_from(LEAVES), grown, max_leaves=7),
    st.sampled_from(["", "", "$", "(?:$|-)"]),
)
texts = st.lists(
    st.sampled_from(["a", "b", "ab", "b1", "1", "12", "car", "vehs", "c", "abcdefghij", " ", " ", " ", "-", ".", "'", "é"]),
    max_size=9,
).map("".join)


def expanded(pattern: str) -> str:
    for name, part in PARTS.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def meets(pattern: str, text: str) -> bool:
    try:
        return re2.search(f"(?:^|[^0-9a-z])(?:{pattern})(?:[^0-9a-z]|$)", text) is not None
    except re2.error:
        return False


@settings(max_examples=1500)
@example("a-b c", ["a-b c"])  # the second word is one of a part's own
@example("(?:a b)+", ["a ba b"])  # it goes on where the part begins again
@example("(?: a)+b", ["x a ab"])
@example("-?a", ["-a", "b-a"])  # the first word stands behind another sign
@example("a?[ -]+b", ["b -b", "a - b"])
@example("(?:ab|a b)1", ["ab1", "a b1"])
@example("^a b$", ["a b", "-a b"])
@example("{far}ab", ["b c ab", "ab"])
@example("[0-9]+a 12?", ["11a 1", "1a 12"])
@example("(?:a|[0-9]{2})[ -]{two}", ["12 b c", "a-a"])
@example("[a-z ]*-b", ["a ab c-b"])
@given(patterns, st.lists(texts, min_size=1, max_size=6))
def test_nothing_that_a_pattern_meets_is_held_back(pattern: str, typed: list[str]) -> None:
    full = expanded(pattern)
    for source, parts in ((pattern, PARTS), (full, {})):
        try:
            shapes = stubs.branches(source, parts, {})
        except stubs.Unreadable:
            continue
        made = sieve.make([shapes], lambda _, text: meets(full, text.decode()))
        for text in typed:
            if text and meets(full, text) and not meets(full, ""):
                assert made.wordless == [0] or made.passes(text.encode()) == {0}, (source, text)


@settings(max_examples=300)
@example("-?a", "-a")
@example("a[ -]?", "b a-")
@example("a", "-a-")
@example("é?a", "a é é")
@example(".a", "éa b")
@given(patterns, texts.map(str.upper) | texts)
def test_where_words_stand_is_told_as_a_group_tells_it(pattern: str, text: str) -> None:
    full = expanded(pattern)
    if meets(full, "") or not meets(full, text.lower()):
        return
    spans = regex.finder(f"(?i)(?:^|[^0-9a-z])({full})(?:[^0-9a-z]|$)")(text.encode())
    assert regex.between_word_ends(full)(text.encode()) == (spans[1] if spans else None)


def test_most_patterns_are_read_and_few_ask_for_no_word() -> None:
    """Those are searched for in every text: many of them, and reading is slow again."""
    assert len(TERMS.sieve.wordless) < 70
    assert len(TERMS.sieve.owners) > 2 * len(TERMS.rules)


@pytest.mark.parametrize("pattern", ["(?i)a", "a{b}", "[[:alpha:]]", r"\pL", "a)", "(a", "[]a]", r"\Aa", "(?P<n>a)", "*a"])
def test_signs_that_are_not_known_are_refused(pattern: str) -> None:
    with pytest.raises(stubs.Unreadable):
        stubs.branches(pattern, PARTS, {})


def test_a_pattern_that_cannot_be_read_is_asked_of_every_text() -> None:
    assert sieve.make([None, stubs.branches("a", {}, {})], lambda *_: True).wordless == [0]


slips = st.sampled_from([
    lambda text, at: text[:at] + text[at + 1 :],
    lambda text, at: text[:at] + "-" + text[at:],
    lambda text, at: text[:at] + "ó9" + text[at:],
    lambda text, at: text.upper(),
    lambda text, at: text.replace(" ", "  "),
    lambda text, at: text.replace(" ", ""),
    lambda text, at: f"({text[at:]}",
])  # fmt: skip


@cache
def sets() -> list[tuple[int, re2.Set]]:
    """All rules as sets of patterns: the plain way to find what a text meets."""
    made = []
    for start in range(0, len(TERMS.rules), 400):
        options = re2.Options()
        options.max_mem = 1 << 28
        found = re2.Set.SearchSet(options)
        for rule in TERMS.rules[start : start + 400]:
            found.Add(f"(?:^|[^0-9a-z])({rule.pattern})(?:[^0-9a-z]|$)")
        found.Compile()
        made.append((start, found))
    return made


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=2).map(" ".join),
    st.lists(st.tuples(slips, st.integers(0, 60)), max_size=3),
)
def test_every_rule_is_found_that_the_sets_of_all_patterns_find(text: str, mistakes: list[tuple[object, int]]) -> None:
    for slip, at in mistakes:
        text = slip(text, min(at, len(text)))  # type: ignore[operator]
    lower = text.encode().lower()
    expected = sorted(start + at for start, found in sets() for at in found.Match(lower) or ())
    assert TERMS.hits(text.encode(), "CA") == [i for i in expected if not TERMS.rules[i].states or "CA" in TERMS.rules[i].states]
    said = {i for _, indexes, _ in TERMS.asked(text.encode(), "CA") for i in indexes}
    assert {i for i in TERMS.hits(text.encode(), "CA") if TERMS.rules[i].kind != "not"} <= said


def test_no_more_words_and_pairs_are_kept_than_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept stays small however many words come, and what comes later is told as well."""
    monkeypatch.setattr(sieve, "KEPT", 3)
    monkeypatch.setattr(sieve, "PAIRS", 3)
    made = sieve.make([stubs.branches("stolen (?:car|van)s?", {}, {})], lambda *_: True)
    typed = [
        f"{word} stolen {thing}{number}" for word in ("a", "b") for thing in ("car", "bike", "vans ") for number in ("", "1")
    ]
    passed = [bool(made.passes(text.encode())) for text in typed]
    assert passed == [bool(re.search(r"stolen (car|van)s?\b", text)) for text in typed]
    assert len(made.kept) == len(made.pairs) == 3


def test_equal_readings_are_one_and_each_row_has_its_own() -> None:
    """Rows before the work is shared out, in the first piece and in the others."""
    typed = ["theft", "burglary of a shop", "nothing at all", "stolen car"]
    which = [0] * tables.FIRST + [3, 2] * (tables.MANY // 2) + [2, 1, 3] * (tables.MANY // 3) + [1, 0]
    rows: list[reasons.Row] = [(typed[at], None, None, None, "", "value", "") for at in which]
    readings, of = tables._read_side_by_side(rows)
    assert len(readings) == len(set(readings)) == 4
    each = reasons.read_many([(text, None, None, None, "", "value", "") for text in typed])
    assert [readings[at] for at in of] == [each[at] for at in which]
    nothing, none = tables._read_side_by_side([])
    assert (nothing, none.tolist(), none.dtype) == ([], [], np.int64)
