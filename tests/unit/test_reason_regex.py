"""The short way to RE2 gives what the package's own search, finditer, sub and fullmatch give."""

from __future__ import annotations

import re

import pytest
import re2
from hypothesis import assume, given
from hypothesis import strategies as st

from plainview.reasons import regex

LEAVES = ["a", "b", "ab", "é", "日", " ", "~", "[ab]", "[^a]", "[^0-9a-z]", ".", "[é-ü]", r"\.", "(?i)B"]
ENDS = ["", "^", "$", r"\b"]


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A larger pattern made of smaller ones."""
    two = st.tuples(inner, inner)
    return (
        two.map("".join)
        | two.map(lambda parts: f"(?:{parts[0]}|{parts[1]})")
        | two.map(lambda parts: f"({parts[0]})|({parts[1]})")
        | inner.map(lambda part: f"({part})")
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{1,2}", "+?"])).map(lambda parts: f"(?:{parts[0]}){parts[1]}")
    )


patterns = st.builds(
    lambda begin, middle, end: f"{begin}(?:{middle}){end}",
    st.sampled_from(ENDS),
    st.recursive(st.sampled_from(LEAVES), grown, max_leaves=6),
    st.sampled_from(ENDS),
)
texts = st.text("abAB é日~.0", max_size=12).map(str.encode) | st.binary(max_size=3).map(lambda odd: b"ab" + odd + b" b")


def spans(match: re2._Match, pattern: re2._Regexp) -> list[tuple[int, int]]:
    """Where a match of the package and its groups stand."""
    return [match.span(group) for group in range(pattern.groups + 1)]


@given(patterns, texts, st.integers(0, 6))
def test_the_first_match_and_its_groups(pattern: str, text: bytes, at: int) -> None:
    own = re2.compile(pattern.encode())
    match, at = own.search(text, at), min(at, len(text))
    assert regex.finder(pattern)(text, at) == (spans(match, own) if match else None)


@given(patterns, texts)
def test_every_match(pattern: str, text: bytes) -> None:
    own = re2.compile(pattern.encode())
    matches = [spans(match, own) for match in own.finditer(text)]
    assume(all(begin < end for (begin, end), *_ in matches))
    assert list(regex.every(regex.finder(pattern), text)) == matches


@given(patterns, texts)
def test_a_whole_text(pattern: str, text: bytes) -> None:
    assert regex.whole(pattern)(text) is (re2.compile(pattern.encode()).fullmatch(text) is not None)


@given(patterns, texts)
def test_striking_without_groups_puts_a_mark_in_the_place_of_each_match(pattern: str, text: bytes) -> None:
    own = re2.compile(pattern.encode())
    assume(own.groups < 2 and all(match.start() < match.end() for match in own.finditer(text)))
    assert regex.striker(pattern)(text) == own.sub(b" ~ ", text)


BETWEEN = r"(?i)(^|[^0-9a-z])({})(?:[^0-9a-z]|$)"  # as terms.py builds it


@given(st.lists(st.sampled_from(["a", "ab", "b a", "éa", "a日b"]), min_size=1, max_size=3), st.text("abAB é日.0", max_size=16))
def test_striking_a_second_group_leaves_what_stands_around_it(words: list[str], text: str) -> None:
    """Held against Python's own expressions, whose word ends take no room."""
    either = "|".join(words)
    ends = re.compile(rf"(?i)(?<![0-9a-z])(?:{either})(?![0-9a-z])".encode())
    assert regex.striker(BETWEEN.format(either))(text.encode()) == ends.sub(b" ~ ", text.encode())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (b"dog dog", b" ~   ~ "),
        (b"dog dog dog", b" ~   ~   ~ "),
        (b"a dog-DOG b", b"a  ~ - ~  b"),
        ("dogé dog".encode(), " ~ é  ~ ".encode()),
        (b"dogs dog1", b"dogs dog1"),
        (b"", b""),
    ],
)
def test_two_strikes_that_share_one_sign_both_strike(text: bytes, left: bytes) -> None:
    assert regex.striker(BETWEEN.format("dog"))(text) == left
