"""A reason that seems to hold a person's name is marked, and the name is not told among the words that decided."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import reasons
from plainview.reasons import names
from plainview.reasons.reading import Purpose, _Evidence, _leave_names_out

COMMON = sorted(names.common())
# Surnames that stand in no list and no dictionary: made up, and easy to speak.
MADE_UP = ["velkorane", "ostramirez", "kuvaleski", "brandolari", "tesmarova"]


def is_known(word: str) -> bool:
    return bool(reasons.load().terms.hits(word.encode(), ""))


@pytest.mark.parametrize(
    "typed",
    [
        "garcia",  # all that was typed
        "JOSE GARCIA",
        "Garcia, Jose M",
        "velkorane",
        "suspect velkorane",  # beside a word for a person
        "warrant for garcia",
        "mr. kuvaleski",
        "req by det brandolari",
        "vic maria tesmarova stolen car",  # beside another name
        "stolen car of j garcia",  # beside an initial
        "homicide of maria garcia",
        "robbery, poss suspect ostramirez, red sedan",
        "Garcia-Lopez warrant",
        "susp  _garcia_",
    ],
)
def test_a_name_is_marked(typed: str) -> None:
    assert "has_name" in reasons.read(typed, state="OH").marks


@pytest.mark.parametrize(
    "typed",
    [
        "garcia st", "burglary maria ave", "velkorane road", "stolen from garcia park", "robbery garcia market", "kuvaleski hwy",
        "locate garcia park", "suspect velkorane road", "victim at kuvaleski hwy",
        "velkorane kuvaleski brandolari tesmarova ostramirez", "suspect forgeyr", "larcney suspect",
        "alder falls", "ALDER FALLS PD", "port wren", "birch hollow", "cinder county", "unit 12", "st mary hospital",
        "theft", "stolen vehicle", "suspect vehicle", "wanted person", "warrant for arrest", "amber alert", "suspect in burglary",
        "homocide suspect", "susp burglry", "hit and run driver", "red sedan", "", "26-0001234", "a b c", "x", "n/a", "459 PC",
        "foster kid awol", "price tags", "case follow up for detectives", "robbery of garcia market by male",
    ],
)  # fmt: skip
def test_streets_places_units_and_plain_words_are_not(typed: str) -> None:
    assert "has_name" not in reasons.read(typed, state="OH").marks


def test_a_common_name_alone_is_marked_and_not_told() -> None:
    """Also where a rule meets it."""
    found = {name: reasons.read(name) for name in COMMON}
    marked = {name: reading for name, reading in found.items() if "has_name" in reading.marks}
    assert len(marked) > 0.95 * len(COMMON)
    assert {name: reading for name, reading in marked.items() if name in reading.words} == {}


@pytest.mark.parametrize("typed", ["12345", "...", " ", "—", "ÉÉ", "a1b2c3"])
def test_odd_texts_hold_none(typed: str) -> None:
    assert not names.seems_named(typed, is_known)


def test_a_long_text_is_looked_at_no_further_than_its_beginning() -> None:
    filler = "the red car was seen near the old store again and " * 4
    assert len(filler) >= names.LONGEST
    assert names.seems_named("suspect garcia " + filler, is_known)
    assert not names.seems_named(filler + "suspect garcia", is_known)


def test_a_word_that_a_rule_meets_is_no_name_unless_it_is_a_common_one() -> None:
    assert names.seems_named("suspect velkorane", lambda word: False)
    assert not names.seems_named("suspect velkorane", lambda word: word == "velkorane")
    assert names.seems_named("suspect garcia", lambda word: True)


FRAMES = [
    "{}", "suspect {}", "{} {}", "homicide of {} {}", "man punching {} {}", "beat {} {}", "victim {} shot by {}",
    "hit {} wife {}", "stolen car, {} {}", "warrant for {} {}",
    "broke {} {} jaw", "assist det {} with {}", "took {} from {} yard suspect {}",
    "{} {} took the tools out of the yard", "DHS {} child {}", "serve {} {} papers", "black male {} {}", "ICE {} {}", "req {} {}",
]  # fmt: skip


@given(st.sampled_from(FRAMES), st.lists(st.sampled_from(COMMON + MADE_UP), min_size=3, max_size=3), st.booleans())
def test_a_name_never_stands_among_the_words(frame: str, given_names: list[str], capitals: bool) -> None:
    typed = frame.format(*given_names)
    reading = reasons.read(typed.upper() if capitals else typed, state="OH")
    told = " ".join([reading.words, *(one.words for one in reading.purposes)]).lower()
    if "has_name" in reading.marks:
        named = {word for word in given_names if word in COMMON or not is_known(word)}
        assert not named & set(re.findall(r"[^\W\d_]+", told)), reading


@pytest.mark.parametrize(
    "typed", ["man punching jose garcia", "suspect jose garcia shot by maria garcia", "domestic: male striking maria garcia"]
)
def test_a_rule_with_room_for_any_word_tells_none(typed: str) -> None:
    reading = reasons.read(typed)
    assert "has_name" in reading.marks
    assert reading.purposes
    assert not re.search("jose|garcia|maria", reading.words)


def test_a_common_name_is_left_out_even_where_a_rule_meets_it() -> None:
    assert names.without_names("garcia, Velkorane", lambda word: True) == "~, Velkorane"
    assert names.without_names("garcia, Velkorane", lambda word: False) == "~, ~"


def test_what_is_left_out_leaves_a_mark_and_the_other_words() -> None:
    evidence = _Evidence({"assault": Purpose("assault", "certain", "man hitting Garcia (maria)", "x")})
    evidence.marks["for_other_agency"] = ("req by GARCIA", "x")
    _leave_names_out(evidence, is_known)
    assert evidence.purposes["assault"].words == "man hitting ~ (~)"
    assert evidence.marks["for_other_agency"] == ("req by ~", "x")
