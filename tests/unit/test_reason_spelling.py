"""Misspelt words are mended, right ones never; what a mended word gives is told, and never makes a sensitive purpose certain."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview import reasons
from plainview.reasons import names, spelling
from plainview.reasons.reading import SENSITIVE

ROOT = Path(__file__).parents[2]
PLACES = Path(spelling.__file__).parents[1] / "places"
TOKEN = re.compile(r"([^\W_]+)")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stoeln", "stolen"),  # two letters changed about
        ("burglry", "burglary"),  # a letter less
        ("assaullt", "assault"),  # a letter more
        ("vehicel", "vehicle"),
        ("homocide", "homicide"),  # another letter
        ("robbry", "robbery"),
        ("missng", "missing"),
        ("weapns", "weapons"),
        ("fugutive", "fugitive"),
        ("vandlism", "vandalism"),
        ("juvenille", "juvenile"),
        ("suspicous", "suspicious"),
        ("narcotcs", "narcotics"),
        ("counterfiet", "counterfeit"),
        ("survielance", "surveillance"),  # two slips in a long word
        ("trafickng", "trafficking"),
        ("carjackr", "carjack"),  # forms of one word: it makes no difference which
        ("harrasment", "harassment"),
        ("immgration", "immigration"),
    ],
)
def test_misspelt_words_are_mended(typed: str, meant: str) -> None:
    assert spelling.meant(typed) == meant
    assert spelling.mend(f"Wren {typed.upper()}, x") == (f"Wren {meant}, x", ((typed.upper(), meant),))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stolenveh", "stolen veh"),
        ("stolenvehicle", "stolen vehicle"),
        ("wantedperson", "wanted person"),
        ("autotheft", "auto theft"),
        ("drugcheck", "drug check"),
        ("stolenandwanted", "stolen and wanted"),
    ],
)
def test_words_run_together_are_taken_apart(typed: str, meant: str) -> None:
    assert spelling.meant(typed) == meant


@pytest.mark.parametrize(
    "typed", ["stln", "xtoeln", "hmcdes", "qqqqqq", "zzburglary", "traficing", "autoveh", "offcar", "hitrun"]
)
def test_what_cannot_be_told_stays(typed: str) -> None:
    """Too short, a wrong first letter, two slips in a short word, no word near, two words near, short words run together."""
    assert spelling.mend(typed) == (typed, ())


@pytest.mark.parametrize("typed", ["stolencarxqz", "stolencarof", "xqzcarstolen", "stolenxqz"])
def test_a_word_is_not_taken_apart_where_a_part_is_unknown(typed: str) -> None:
    assert spelling.mend(typed) == (typed, ())


def test_words_of_the_dictionary_of_places_and_of_names_are_never_touched() -> None:
    of_places = {
        word
        for file in PLACES.glob("us_*.txt")
        for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
        for word in re.findall(r"[^\W\d_]{5,}", line)
    }  # fmt: skip
    assert len(of_places) > 9_000
    listed = {word for word in spelling.ordinary() if word.isascii() and word.isalpha()}
    assert len(listed) > 80_000
    for words in (of_places, listed, names.common()):
        assert {word: better for word in words for _, better in spelling.mend(word)[1]} == {}
    assert not [line for line in ("Alder Falls", "PORT WREN", "Birch Hollow") if spelling.mend(line)[1]]


def test_words_of_examples_are_never_touched() -> None:
    """An example is read as it stands: no slip of the mending can make it true."""
    texts = [one.text for one in reasons.load().terms.examples]
    assert len(texts) > 1_000
    words = {word for text in texts for word in re.findall(r"[a-z]{5,}", text.lower())}
    assert {word: spelling.meant(word) for word in words if spelling.meant(word)} == {}


def steps(a: str, b: str) -> int:
    """Slips between two words: a letter more, less, other, or two changed about."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and (x, y) == (b[j - 2], a[i - 2]):
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


KNOWN = sorted(word for word in spelling.known() if len(word) >= 5)


@given(st.sampled_from(KNOWN), st.data())
@settings(max_examples=60)
def test_a_word_becomes_the_nearest_known_word_or_stays(word: str, data: st.DataObject) -> None:
    """Held against every known word, one by one."""
    typed = word
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(typed) - 1))
        typed = typed[:at] + data.draw(st.sampled_from(["", "e", "x", typed[at] * 2])) + typed[at + 1 :]
    limit = 1 if len(typed) < 9 else 2
    near: dict[int, list[str]] = {}
    for other in KNOWN:
        if abs(len(other) - len(typed)) <= limit and (n := steps(typed, other)) <= limit:
            near.setdefault(n, []).append(other)
    closest = [other for other in near.get(min(near, default=0), []) if other[0] == typed[:1]]
    found = spelling.meant(typed)
    if typed in spelling.right() or not typed:
        assert found == ""
    elif len(closest) == 1:
        assert found == closest[0]
    elif closest:
        assert found in ["", *closest]
        assert not found or len({other[:4] for other in closest}) == 1
    else:
        assert set(found.split()) <= spelling.known()
        assert found.replace(" ", "") in ("", typed)


@given(
    st.lists(
        st.sampled_from(["stoeln", "STOELN", "burglry", "stolenveh", "theft", "9", "a4", "é", "_", " ", "-", "x"]), max_size=9
    )
)
def test_only_whole_words_of_letters_are_touched(pieces: list[str]) -> None:
    """A word beside a figure is a plate, a case or a code, and none of ours to change."""
    text = "".join(pieces)
    found = [spelling.meant(one.lower()) or one if re.fullmatch("[A-Za-z]{5,24}", one) else one for one in TOKEN.split(text)]
    mended, changes = spelling.mend(text)
    assert mended == "".join(found)
    assert {typed for typed, _ in changes} == {one for one, better in zip(TOKEN.split(text), found, strict=True) if one != better}


def test_a_word_beside_figures_stays_where_the_same_word_alone_is_mended() -> None:
    assert spelling.mend("stoeln car STOELN12 12stoeln") == ("stolen car STOELN12 12stoeln", (("stoeln", "stolen"),))


@pytest.mark.parametrize(
    ("typed", "purpose", "told"),
    [
        ("forgeyr", "fraud", "(forgeyr read as forgery)"),
        ("Homcide", "homicide", "(Homcide read as homicide)"),
        ("autotheft", "vehicle_theft", "(autotheft read as auto theft)"),
        ("Alder Falls LOITERNG", "other_crime", "(LOITERNG read as loitering)"),
    ],
)
def test_the_typed_word_is_told(typed: str, purpose: str, told: str) -> None:
    reading = reasons.read(typed)
    found = next(one for one in reading.purposes if one.id == purpose)
    assert re.fullmatch(r"terms/[a-z_]+\.toml:[0-9]+ " + re.escape(told), found.made_by)
    assert told in reading.made_by


def test_a_word_that_decides_nothing_is_not_told() -> None:
    """`overdsoe` beside a burglary that is spelt right says nothing of the burglary."""
    found = {one.id: "read as" in one.made_by for one in reasons.read("burglary, overdsoe, vehicel").purposes}
    assert found == {"burglary": False, "drugs": True}
    told = {one.id: one.made_by.partition(" ")[2] for one in reasons.read("forgeyr, larcney, vehicel").purposes}
    assert told == {"fraud": "(forgeyr read as forgery)", "theft": "(larcney read as larceny)"}


@cache
def sensitive_slips() -> list[str]:
    """Misspelt words of sensitive purposes: one letter left out of each word of an example, in turn, where that is mended."""
    found = set()
    for one in reasons.load().terms.examples:
        if not one.hit or (one.file not in SENSITIVE and one.file != "descriptor") or len(one.text) > 40:
            continue
        for word in re.findall(r"(?<![^\W_])[a-z]{6,}(?![^\W_])", one.text.lower()):
            slip = word[: len(word) // 2] + word[len(word) // 2 + 1 :]
            if spelling.meant(slip):
                found.add(one.text.lower().replace(word, slip))
    return sorted(found)


def test_a_sensitive_purpose_of_a_mended_word_is_never_certain() -> None:
    told = [
        (text, purpose)
        for text in [*sensitive_slips(), "hispanik male", "mexcian male"]
        for purpose in reasons.read(text).purposes
        if purpose.id in SENSITIVE and "read as" in purpose.made_by
    ]
    assert {purpose.id for _, purpose in told} == SENSITIVE, "each of them is met"
    assert [(text, purpose) for text, purpose in told if purpose.certainty == "certain"] == []


def test_a_description_of_a_mended_word_tells_it() -> None:
    found = reasons.read("hispanik male").purposes
    assert [(one.id, one.certainty) for one in found] == [("profiling", "probable")]
    assert found[0].made_by.endswith("(hispanik read as hispanic)")


def test_the_list_of_words_is_what_would_be_written() -> None:
    spec = importlib.util.spec_from_file_location("made_spelling", ROOT / "eval" / "reasons" / "spelling.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    kept = spelling.KNOWN.read_text(encoding="utf-8").splitlines()
    assert kept[0].startswith("# ")
    assert kept[1:] == tool.lines(), "python eval/reasons/spelling.py writes it anew"
