"""Names of agencies: which spellings are one agency, which are not, and what the name says. All places are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import agencies
from plainview.agencies.vocabulary import STATES

SAME = [
    # case, spaces, punctuation, word order, short and long forms
    ("ca-alder-falls-police", ["Alder Falls CA PD", "ALDER FALLS CA PD", "alder falls ca pd", " Alder  Falls CA PD ,"]),
    (
        "ca-alder-falls-police",
        ["Alder Falls PD CA", "Alder Falls PD (CA)", "Alder Falls (CA) PD", "CA - Alder Falls PD"],
    ),
    (
        "ca-alder-falls-police",
        ["Alder Falls Police Department, CA", "City of Alder Falls CA PD", "Alder Falls CA Police"],
    ),
    ("ca-alder-falls-police", ["Alder Falls California Police Department", "Alder Falls Police Dept. (California)"]),
    (
        "ca-alder-falls-police",
        ["Alder Falls CA PD [INACTIVE]", "DNU - Alder Falls CA PD", "Alder Falls CA PD (Do Not Use)"],
    ),
    ("ca-alder-falls-police", ["[DEACTIVATED] Alder Falls CA PD", "Alder Falls CA PD - DO NOT USE"]),
    ("ca-wren-county-sheriff", ["Wren County CA SO", "Wren County Sheriff's Office CA", "Wren County (CA) Sheriff"]),
    ("ca-wren-county-sheriff", ["Wren County CA SD", "Wren Co. CA Sheriff\u2019s Dept.", "County of Wren CA SO"]),
    ("ok-wren-county-sheriff", ["Wren CO OK SO", "Wren CO SO OK", "Wren County OK SO"]),
    ("co-wren-county-sheriff", ["Wren County CO SO", "Wren County SO (CO)"]),
    ("in-port-wren-police", ["Port Wren IN PD", "Port Wren PD IN", "PORT WREN PD - IN", "port-wren-in-pd"]),
    ("oh-alder-township-police", ["Alder Township OH PD", "Alder Twp OH PD", "Township of Alder OH PD"]),
    ("ca-highway-patrol", ["California Highway Patrol", "CHP", "CA Highway Patrol"]),
    ("ca-alder-university-campus-safety", ["Alder University Campus Safety CA", "Alder University CA Campus Safety (Raven)"]),
    ("ca-alder-college-police", ["Alder College Campus CA PD", "Alder College Campus Police (CA)", "Alder College CA PD"]),
    ("wi-state-patrol", ["Wisconsin State Patrol", "WI State Patrol", "Wisconsin State Patrol WI PD"]),
    (
        "us-postal-inspection-service",
        ["US Postal Inspection Service", "USPIS", "U.S. Postal Inspection Service [Federal]"],
    ),
    ("ca-alder-falls-police", ["Alder Falls CA PD (Wren County)"]),
]

APART = [
    ("Alder IN PD", "Alder Township IN PD"),
    ("Alder City NY PD", "Town of Alder NY PD"),
    ("City of Alder WI PD", "Town of Alder WI PD"),
    ("Alder TX PD", "Alder PD"),
    ("Alder TX PD", "Alder OK PD"),
    ("Alder County OH SO", "Alder OH PD"),
    ("Alder County OH SO", "Alder OH SO"),
    ("Alder MI PD", "Alder MI DPS"),
    ("Alder Township OH PD (Wren County)", "Alder Township OH PD (Port County)"),
    ("Alder TX PD (Wren County)", "Alder TX PD (Port County)"),  # two towns of one name happen in this state
    ("Alder College CA PD", "Alder CA PD"),
    ("Alder University (CA)", "Alder University CA PD"),
    ("Wren County GA DA", "Wren County GA Solicitor's Office"),
    ("Wren County TX Const Pct 1", "Wren County TX Const Pct 2"),
    ("Alder Airport TN PD", "Alder TN PD"),
    ("Alder TX Arson Bureau", "Alder TX FD"),
    ("La Alder PD", "LA - Alder PD"),
    ("la alder pd", "LA - Alder PD"),
    ("Alder Township MI PD (Wren County)", "Alder Township MI PD"),
    ("Alder PD (Wren County)", "Alder PD"),
    ("Wren County CA SO", "Wren County CA SO - Mill Station"),
]

SAYS = [
    # name, state, kind, level
    ("Alder Falls CA PD", "CA", "police", "local"),
    ("Alder SD PD", "SD", "police", "local"),
    ("Wren County SD SO", "SD", "sheriff", "local"),
    ("De Alder WI PD", "WI", "police", "local"),
    ("Kansas County CA SO", "CA", "sheriff", "local"),
    ("Nebraska County SO", "", "sheriff", "local"),
    ("Ohio Township ME PD", "ME", "police", "local"),
    ("Mount Oregon PD", "", "police", "local"),
    ("City of Wyoming PD", "", "police", "local"),
    ("Alder Falls PD", "", "police", "local"),
    ("Wren County CA DAs Office", "CA", "prosecutor", "local"),
    ("Wren County (CA) DA Office", "CA", "prosecutor", "local"),
    ("Ohio Attorney General's Office", "OH", "prosecutor", "state"),
    ("Alder State University AL PD", "AL", "campus", "campus"),
    ("University of Idaho Alder PD", "ID", "campus", "campus"),
    ("Washington Alder University PD", "", "campus", "campus"),
    ("College Grove OR PD", "OR", "police", "local"),
    ("University City ND PD", "ND", "police", "local"),
    ("Town of Alder College (NC)", "NC", "other", "local"),
    ("Alder ISD TX PD", "TX", "school", "local"),
    ("Alder Intl Airport TN PD", "TN", "airport", "local"),
    ("Alder Metro Transit Authority (TX)", "TX", "transit", "local"),
    ("Alder Tribal PD MI", "MI", "tribal", "tribal"),
    ("Alder CA FD", "CA", "fire", "local"),
    ("Alder Drug Task Force MO PD", "MO", "task_force", "local"),
    ("Midwest HIDTA", "", "task_force", "federal"),
    ("NCRIC", "CA", "fusion", "fusion"),
    ("Alder Fusion Center MO", "MO", "fusion", "fusion"),
    ("Alder Park District IL PD", "IL", "parks", "local"),
    ("Alabama Department of Corrections", "AL", "corrections", "state"),
    ("Alder County (CA) Probation Department", "CA", "corrections", "local"),
    ("Arizona Department of Public Safety", "AZ", "state_police", "state"),
    ("Alder MI DPS", "MI", "police", "local"),
    ("Alder Medical Center PD TX", "TX", "hospital", "local"),
    ("Alder TX Code Compliance", "TX", "code_enforcement", "local"),
    ("Alder HOA (CA)", "CA", "private", "private"),
    ("Alder Widgets, LLC", "", "private", "private"),
    ("Alder Hills (CA)", "CA", "unknown", "unknown"),
    ("Marshall Alder Place (CA)", "CA", "unknown", "unknown"),
    ("Flock Safety - Sales", "", "vendor_test", "unknown"),
    ("DO NOT USE", "", "vendor_test", "unknown"),
    ("Demo", "", "vendor_test", "unknown"),
    ("HSI", "", "federal", "federal"),
    ("ATF Alder KY", "KY", "federal", "federal"),
    ("[Federal] Alder CA Veterans Affairs PD", "CA", "federal", "federal"),
    ("US Border Patrol", "", "federal", "federal"),
    ("Alder VA Police", "VA", "police", "local"),  # not the Department of Veterans Affairs
    ("***", "", "unknown", "unknown"),
]


@pytest.mark.parametrize(("agency_id", "names"), SAME)
def test_spellings_of_one_agency_get_one_id(agency_id: str, names: list[str]) -> None:
    assert dict.fromkeys(names, agency_id) == {name: agencies.resolve(name).agency_id for name in names}


@pytest.mark.parametrize(("one", "other"), APART)
def test_weak_evidence_never_merges(one: str, other: str) -> None:
    assert agencies.resolve(one).agency_id != agencies.resolve(other).agency_id


@pytest.mark.parametrize(("name", "state", "kind", "level"), SAYS)
def test_state_kind_and_level_are_read(name: str, state: str, kind: str, level: str) -> None:
    read = agencies.resolve(name)
    assert (state, kind, level) == (read.state, read.kind, read.level), read.why


def test_marks_do_not_lower_the_confidence() -> None:
    plain, marked = agencies.resolve("Alder Falls CA PD"), agencies.resolve("Alder Falls CA PD [INACTIVE]")
    assert plain.confidence == marked.confidence
    assert "mark" in marked.why


def test_hint_gives_the_state_only_where_the_name_has_none() -> None:
    assert agencies.resolve("Alder Falls PD", "TX").agency_id == "tx-alder-falls-police"
    assert agencies.resolve("Alder Falls PD", "texas").state == "TX"
    assert agencies.resolve("Alder Falls CA PD", "TX").state == "CA"
    assert agencies.resolve("City of Alder Falls", "CA").agency_id == "ca-alder-falls-municipality"
    assert agencies.resolve("HSI", "TX").state == ""
    assert agencies.resolve("Alder Widgets, LLC", "TX").state == ""
    assert agencies.resolve("Alder Falls PD", "nowhere").state == ""
    assert agencies.resolve("Alder Falls PD", "TX").confidence < agencies.resolve("Alder Falls TX PD").confidence


def test_why_says_what_was_read() -> None:
    assert agencies.resolve("Alder Falls CA PD").why == "place, state and 'pd' read from the name"
    assert "does not say the state" in agencies.resolve("Alder Falls PD").why


def test_canonical_is_readable() -> None:
    assert agencies.resolve("Wren County CA SO").canonical == "Wren County Sheriff's Office (CA)"
    assert agencies.resolve("ALDER FALLS PD OH").canonical == "Alder Falls Police Department (OH)"


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("alder-falls-ca-pd", "Alder Falls CA PD"),
        ("wren-county-ca-so", "Wren County CA SO"),
        ("-el-alder-pd-ca", "El Alder CA PD"),
        ("city-of-alder-ca", "City of Alder CA"),
        ("alder-pd-wa", "Alder PD (WA)"),
        ("wren-county-ca-das-office", "Wren County CA DAs Office"),
        ("wren-county-ca-sheriff-s-office", "Wren County CA Sheriff's Office"),
        ("alders-community-college-district-ca-pd", "Alders Community College District CA PD"),
        ("alder-falls-ca-pd_search_audit_original_download", "Alder Falls CA PD"),
        ("oh-wren-county-so", "OH - Wren County SO"),
        ("alder-department-of-public-safety-ca", "Alder Department of Public Safety (CA)"),
        ("alder-township-oh-pd-wren-county", "Alder Township OH PD (Wren County)"),
        ("wren-county-const-tx-pct-1", "Wren County Const TX Pct 1"),
        ("california-department-of-fish-wildlife-ca", "California Department of Fish & Wildlife (CA)"),
        ("ncric", "NCRIC"),
    ],
)
def test_slug_and_name_are_one_agency(slug: str, name: str) -> None:
    assert agencies.resolve_slug(slug).agency_id == agencies.resolve(name).agency_id


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("alder-falls-ca-pd", "alder-falls-ca-pd"),
        ("alder-falls-ca-pd_search_audit_original_download.csv", "alder-falls-ca-pd"),
        ("Alder-Falls-CA-PD_audit_2025-12.pdf", "Alder-Falls-CA-PD"),
        ("alder-falls-ca-pd-search-audit-2026.csv", "alder-falls-ca-pd"),
        ("alder-falls-ca-pd-2026-04-10.csv", "alder-falls-ca-pd"),
        ("-el-alder-pd-ca", "-el-alder-pd-ca"),
        ("wren-county-so", "wren-county-so"),
        ("wren-county-ca-sd", "wren-county-ca-sd"),
        ("wren-county-ca-das-office", "wren-county-ca-das-office"),
        ("town-of-alder-ca-wrcso", "town-of-alder-ca-wrcso"),
        ("city-of-alder-ca", "city-of-alder-ca"),
        ("cal-maritime-ca", "cal-maritime-ca"),
        ("alder-township-oh-pd-wren-county_audit", "alder-township-oh-pd-wren-county"),
        ("alder-dps-mi_audit.csv", "alder-dps-mi"),
        ("ncric", "ncric"),
        ("search_audit", ""),
        ("2026-04-10", ""),
        ("2026-04-10.csv", ""),
        ("portal", ""),
        ("records", ""),
        ("public-records", ""),
        ("network-audit-ca", ""),
        ("search-audit-alder-ca-pd", ""),
        ("log-in", ""),
        ("sign-or", ""),
        ("event_log", ""),
        ("county", ""),
        ("police", ""),
        ("pd", ""),
        ("ca", ""),
        ("", ""),
    ],
)
def test_slug_in_finds_only_slugs(text: str, slug: str) -> None:
    assert slug == agencies.slug_in(text)


def test_time_zone_is_silent_where_clocks_differ() -> None:
    assert agencies.time_zone("CA") == "America/Los_Angeles"
    assert agencies.time_zone("ca") == "America/Los_Angeles"
    assert {
        "",
        agencies.time_zone("TX"),
        agencies.time_zone("TN"),
        agencies.time_zone("XX"),
        agencies.time_zone(""),
    } == {""}


def test_every_state_has_a_distinct_code_name_and_fips() -> None:
    assert len(STATES) == 56
    assert len({state.fips for state in STATES.values()}) == len(STATES)
    assert len({state.name for state in STATES.values()}) == len(STATES)


PLACES = st.sampled_from(["Alder", "Alder Falls", "Port Wren", "El Alder", "La Wren", "Mill Creek", "Old Wren Springs"])
CODES = st.sampled_from(sorted(STATES))
OFFICES = st.sampled_from(["PD", "Police Department", "Police"])


@given(PLACES, CODES, OFFICES)
def test_any_order_case_or_bracket_is_one_agency(place: str, code: str, office: str) -> None:
    expected = f"{code.lower()}-{place.lower().replace(' ', '-')}-police"
    forms = [
        f"{place} {code} {office}",
        f"{place} {office} {code}",
        f"{place} {office} ({code})",
        f"({code}) {place} {office}",
    ]
    forms += [f"{place} ({code}) {office}", f"{code} - {place} {office}", f"{place} {office} - {code} [INACTIVE]"]
    forms += [form.upper() for form in forms] + [form.lower() for form in forms]
    assert dict.fromkeys(forms, expected) == {form: agencies.resolve(form).agency_id for form in forms}
    assert (
        agencies.resolve_slug(expected.removeprefix(code.lower() + "-").replace("-police", f"-{code.lower()}-pd")).agency_id
        == expected
    )


@given(st.text(max_size=60), st.text(max_size=12))
def test_any_text_is_read_without_failing(name: str, hint: str) -> None:
    read = agencies.resolve(name, hint)
    assert re.fullmatch(r"|[a-z0-9]+(-[a-z0-9]+)+", read.agency_id)
    assert 0 <= read.confidence <= 1
    assert read.why
    assert read == agencies.resolve(name, hint)
    agencies.resolve_slug(name)
    assert agencies.slug_in(name) in name
