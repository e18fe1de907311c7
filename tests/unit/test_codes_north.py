"""Code sections as police of New York, Illinois, Washington, Colorado, Arizona and California type them: made-up reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainview import reasons
from plainview.reasons import statutes

CODES = statutes.load(Path(reasons.__file__).parents[1] / "codes")
NORTH = ("NY", "IL", "WA", "CO", "AZ", "CA")

CITED = [
    ("PL 155.25", "NY", {"theft"}),
    ("NYPL 155.30(8)", "NY", {"theft", "vehicle_theft"}),
    ("PL140.25 Alder Falls", "NY", {"burglary"}),
    ("165.05 suspect", "NY", {"vehicle_theft"}),
    ("Penal Law § 270.25", "NY", {"traffic"}),
    ("PL 120.14", "NY", {"threats_stalking"}),
    ("PL 120.04-a", "NY", {"assault", "traffic"}),
    ("PL 110/125.25", "NY", {"assault"}),
    ("PL 110.00/160.15", "NY", {"robbery"}),
    ("PL 125.25", "NY", {"homicide"}),
    ("PL 125.45", "NY", {"reproductive_care"}),
    ("PL 230.34", "NY", {"trafficking_smuggling"}),
    ("VTL 1192", "NY", {"traffic"}),
    ("VTL 1192-3", "NY", {"traffic"}),
    ("V&T 600", "NY", {"hit_and_run"}),
    ("VTL 600-2A", "NY", {"hit_and_run"}),
    ("511 VTL", "NY", {"traffic"}),
    ("MHL 9.41", "NY", {"missing_person"}),
    ("720 ILCS 5/19-1", "IL", {"burglary"}),
    ("720-5/19-6", "IL", {"burglary", "robbery"}),
    ("720 ILCS 5/12-3.2(a)(1)", "IL", {"assault", "domestic_violence"}),
    ("720 ILCS 5.0/12-3.2-A-1", "IL", {"assault", "domestic_violence"}),
    ("720 ILCS 5.0/16-25-A-1", "IL", {"theft"}),
    ("720ILCS5/16-30", "IL", {"fraud"}),
    ("720 5/18-4", "IL", {"robbery"}),
    ("720 ILCS 5/24-1.2", "IL", {"assault", "weapons"}),
    ("720 ILCS 5/11-1.40", "IL", {"sexual_offence", "child_exploitation"}),
    ("720 ILCS 570/402", "IL", {"drugs"}),
    ("720 ILCS 5/8-4 720 ILCS 5/9-1", "IL", {"assault"}),
    ("625 ILCS 5/11-501", "IL", {"traffic"}),
    ("5/11-501 suspect", "IL", {"traffic"}),
    ("625 ILCS 5/11-401(a)", "IL", {"hit_and_run"}),
    ("625 ILCS 5/4-103", "IL", {"vehicle_theft"}),
    ("625 ILCS 5/12-503", "IL", {"traffic"}),
    ("RCW 9A.56.065", "WA", {"vehicle_theft"}),
    ("9A.56.068 Port Wren", "WA", {"vehicle_theft"}),
    ("RCW9A.36.041", "WA", {"assault"}),
    ("R.C.W. 9A.52.095", "WA", {"burglary"}),
    ("RCW 9A.44.073", "WA", {"sexual_offence", "child_exploitation"}),
    ("RCW 9A.56.350", "WA", {"theft", "gang_organized"}),
    ("9A.46.110", "WA", {"threats_stalking"}),
    ("RCW 46.52.020(4)(b)", "WA", {"hit_and_run"}),
    ("RCW 46.61.5055", "WA", {"traffic"}),
    ("RCW 46.61.520", "WA", {"homicide", "traffic"}),
    ("RCW 69.50.4013", "WA", {"drugs"}),
    ("7.105.450", "WA", {"domestic_violence"}),
    ("CRS 18-4-202", "CO", {"burglary"}),
    ("C.R.S. § 18-4-409(2)", "CO", {"vehicle_theft"}),
    ("18-3-206(1)(a)", "CO", {"threats_stalking"}),
    ("18-9-116.5", "CO", {"traffic"}),
    ("18-6-803.5 CRS", "CO", {"domestic_violence"}),
    ("18-12-107.5", "CO", {"assault", "weapons"}),
    ("42-4-1301", "CO", {"traffic"}),
    ("42-4-1602", "CO", {"hit_and_run"}),
    ("CRS 42-5-103", "CO", {"vandalism_arson", "vehicle_theft"}),
    ("CRS 18-18-405", "CO", {"drugs"}),
    ("ARS 13-1204", "AZ", {"assault"}),
    ("13-1204A8 Birch Hollow", "AZ", {"assault"}),
    ("13-1204(A)(8)", "AZ", {"assault"}),
    ("A.R.S. § 13-1814", "AZ", {"vehicle_theft"}),
    ("13-1813", "AZ", {"vehicle_theft"}),
    ("13-2008 ARS", "AZ", {"fraud"}),
    ("13-2319", "AZ", {"trafficking_smuggling"}),
    ("28-1381A1", "AZ", {"traffic"}),
    ("28-622.01", "AZ", {"traffic"}),
    ("ARS 28-662", "AZ", {"hit_and_run"}),
    ("ARS 4-244", "AZ", {"other_crime"}),
    ("465 PC", "CA", {"burglary"}),
    ("496.5 PC", "CA", {"theft"}),
    ("466.7 PC", "CA", {"vehicle_theft"}),
    ("69 PC", "CA", {"other_crime"}),
    ("PC 69", "CA", {"other_crime"}),
    ("31 VC", "CA", {"traffic"}),
    ("4464 VC", "CA", {"traffic"}),
    ("22653 CVC", "CA", {"vehicle_theft"}),
    ("8103 WIC", "CA", {"weapons"}),
    ("11383.5 H&S", "CA", {"drugs"}),
    ("7028 B&P", "CA", {"other_crime"}),
    ("236.4 PC", "CA", {"trafficking_smuggling"}),
]


@pytest.mark.parametrize(("typed", "state", "purposes"), CITED)
def test_a_section_gives_its_offence_and_the_mark(typed: str, state: str, purposes: set[str]) -> None:
    """The reason says nothing but a section (and a made-up town): the mark, and the purposes of its offence."""
    reading = reasons.read(typed, state=state)
    assert {purpose.id for purpose in reading.purposes} == purposes, reading
    assert "statute" in reading.marks, reading


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("25-15525", "NY"),
        ("case 155.25.0001", "NY"),
        ("$155.25", "NY"),
        ("1192", "NY"),
        ("600", "NY"),
        ("plate 8155", "NY"),
        ("10:35", "NY"),
        ("459", "NY"),
        ("13-1204", "NY"),
        ("5/9-5/11", "IL"),
        ("5/12-5/14", "IL"),
        ("5/9-2/20", "IL"),
        ("5/19-1", "IL"),
        ("9/5/24-10/2/24", "IL"),
        ("12/5/24-1/6/25", "IL"),
        ("19-1", "IL"),
        ("24-19-1000", "IL"),
        ("9A.56.065", "IL"),
        ("10.31.2025", "WA"),
        ("09.41.25", "WA"),
        ("26-9565", "WA"),
        ("9A56", "WA"),
        ("155.25", "WA"),
        ("18-4-202", "WA"),
        ("18-25-1234", "CO"),
        ("12-5-2025", "CO"),
        ("4-18-25", "CO"),
        ("18-4-2025", "CO"),
        ("CR25-1804202", "CO"),
        ("13-1204", "CO"),
        ("2013-1204", "AZ"),
        ("25-131204", "AZ"),
        ("05-13-2002", "AZ"),
        ("4-244", "AZ"),
        ("28-9999", "AZ"),
        ("42-4-1301", "AZ"),
        ("69", "CA"),
        ("32 yo", "CA"),
        ("26-00465", "CA"),
        ("155.25", "CA"),
        ("18-4-202", "CA"),
        ("13-1204", "CA"),
    ],
)
def test_a_number_that_is_no_section_gives_nothing(typed: str, state: str) -> None:
    """Case numbers, dates, times, sums and other states' sections name no offence."""
    reading = reasons.read(typed, state=state)
    assert reading.purposes == (), reading
    assert "statute" not in reading.marks, reading


@pytest.mark.parametrize(
    ("typed", "state"),
    [("602 WIC", "CA"), ("PL 110.00", "NY"), ("RCW 9A.28.020", "WA"), ("CRS 18-2-101", "CO"), ("720 ILCS 5/8-4", "IL")],
)
def test_a_section_that_names_no_offence_of_its_own(typed: str, state: str) -> None:
    """Attempt, and a juvenile's crime, leave the offence to another section: the mark, no purpose."""
    reading = reasons.read(typed, state=state)
    assert reading.purposes == ()
    assert "statute" in reading.marks


def test_an_age_is_no_section() -> None:
    """Two digits are a section only where the code stands beside them, even if a code stands elsewhere in the text."""
    reading = reasons.read("459 PC suspect 32 yrs", state="CA")
    assert {purpose.id for purpose in reading.purposes} == {"burglary"}


def test_a_slip_in_the_code_lowers_certainty() -> None:
    """A driving section typed under the criminal code is read, and is not certain."""
    reading = reasons.read("720 ILCS 5/11-501", state="IL")
    assert [(purpose.id, purpose.certainty) for purpose in reading.purposes] == [("traffic", "probable")]


@pytest.mark.parametrize("state", NORTH)
def test_each_table_holds_what_police_type(state: str) -> None:
    """Sixty sections at least, and every one can be cited: with its code before it, as the table's own shapes say."""
    codes = CODES[state]
    single = [key for key in codes.sections if key[1][-1] not in ".-/"]
    assert len(single) >= 60
    names = {
        "PL": "PL",
        "VTL": "VTL",
        "CPL": "CPL",
        "MHL": "MHL",
        "AML": "A&M",
        "COR": "corr law",
        "CR": "720 ILCS",
        "VEH": "625 ILCS",
    }
    for code, number in single:
        if number.startswith(("pc", "vc")) or number.endswith(("pc", "vc")) or number == "155.308":
            continue  # these hold their code or bracket themselves and are read above
        name = {"CA": {"HS": "H&S", "WI": "WIC", "BPC": "B&P"}}.get(state, names).get(code, code)
        found = codes.citations(f"{name} {number}".encode())
        assert [citation.section for citation in found] == [codes.sections[code, number]], (state, code, number)
