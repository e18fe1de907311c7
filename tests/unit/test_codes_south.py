"""Code sections as police of Texas, Florida, Georgia, North Carolina, Virginia and Ohio type them: made-up reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainview import reasons
from plainview.reasons import statutes

CODES = statutes.load(Path(reasons.__file__).parents[1] / "codes")
SOUTH = {"TX": 100, "FL": 100, "GA": 60, "NC": 60, "VA": 60, "OH": 60}

CITED = [
    ("PC 30.02", "TX", {"burglary"}),
    ("TPC 31.07", "TX", {"vehicle_theft"}),
    ("30.04(a) Alder Falls", "TX", {"burglary"}),
    ("Texas Penal Code Sec. 31.03", "TX", {"theft"}),
    ("TX PC 22.01(b)(2)", "TX", {"assault", "domestic_violence"}),
    ("22.01(a)(1) PC", "TX", {"assault"}),
    ("22.021(a)(1)(B)", "TX", {"sexual_offence", "child_exploitation"}),
    ("PC 22.05(b)", "TX", {"assault", "weapons"}),
    ("20A.02 PC", "TX", {"trafficking_smuggling"}),
    ("pc 31.16", "TX", {"theft", "gang_organized"}),
    ("TRC 550.021", "TX", {"hit_and_run"}),
    ("TC545.401", "TX", {"traffic"}),
    ("Transportation Code 504.945", "TX", {"traffic"}),
    ("550.022 suspect", "TX", {"hit_and_run"}),
    ("HSC 481.115", "TX", {"drugs"}),
    ("H&S 481.121", "TX", {"drugs"}),
    ("49.08", "TX", {"homicide", "traffic"}),
    ("CCP 62.102", "TX", {"sexual_offence"}),
    ("CCP 51.13", "TX", {"warrant_fugitive"}),
    ("PC 51.03", "TX", {"immigration"}),
    ("TFC 51.03", "TX", {"other_crime"}),
    ("HSC 170A.002", "TX", {"reproductive_care"}),
    ("F.S. 810.02", "FL", {"burglary"}),
    ("FSS 812.014", "FL", {"theft"}),
    ("F.S.S. 316.193", "FL", {"traffic"}),
    ("F.S. § 784.03", "FL", {"assault"}),
    ("Fla. Stat. 784.041(2)", "FL", {"assault", "domestic_violence"}),
    ("florida statute 790.23", "FL", {"weapons"}),
    ("812.014(2)(c)(6)", "FL", {"theft", "vehicle_theft"}),
    ("812.014(2)(c)6", "FL", {"theft", "vehicle_theft"}),
    ("812.014(2)(c)1", "FL", {"theft"}),
    ("316.193(3)(c)3", "FL", {"homicide", "traffic"}),
    ("316.061 Port Wren", "FL", {"hit_and_run"}),
    ("812.133", "FL", {"robbery"}),
    ("856.011", "FL", {"other_crime"}),
    ("320.261 FS", "FL", {"traffic"}),
    ("FS 741.31", "FL", {"domestic_violence"}),
    ("OCGA 16-7-1", "GA", {"burglary"}),
    ("O.C.G.A. § 16-8-2", "GA", {"theft"}),
    ("16-8-18 Birch Hollow", "GA", {"burglary"}),
    ("ga code 40-6-395", "GA", {"traffic"}),
    ("16-5-44.1", "GA", {"robbery"}),
    ("16-5-23.1(f)", "GA", {"assault", "domestic_violence"}),
    ("16-5-23.1", "GA", {"assault"}),
    ("OCGA 16-7-21(a)", "GA", {"burglary", "vandalism_arson"}),
    ("40-6-270 OCGA", "GA", {"hit_and_run"}),
    ("40-6-393", "GA", {"homicide", "traffic"}),
    ("OCGA 16-6-4", "GA", {"sexual_offence", "child_exploitation"}),
    ("16-13-30(b)", "GA", {"drugs"}),
    ("GS 14-72", "NC", {"theft"}),
    ("NCGS 20-141", "NC", {"traffic"}),
    ("N.C. Gen. Stat. § 14-54", "NC", {"burglary"}),
    ("G.S. 14-277.3A", "NC", {"threats_stalking"}),
    ("NC GS 14-56", "NC", {"burglary"}),
    ("gs 14-87, 14-72.2", "NC", {"robbery", "vehicle_theft"}),
    ("14-71.2 Alder Falls", "NC", {"vehicle_theft"}),
    ("20-138.1", "NC", {"traffic"}),
    ("GS 20-166(a)", "NC", {"hit_and_run"}),
    ("14-72 NCGS", "NC", {"theft"}),
    ("GS 90-95(h)", "NC", {"drugs"}),
    ("G.S. 15A-733", "NC", {"warrant_fugitive"}),
    ("50B-4.1 GS", "NC", {"domestic_violence"}),
    ("VA code 18.2-95", "VA", {"theft"}),
    ("§18.2-57.2", "VA", {"assault", "domestic_violence"}),
    ("18.2-57", "VA", {"assault"}),
    ("Code of Virginia 18.2-248", "VA", {"drugs"}),
    ("Va. Code Ann. § 18.2-91", "VA", {"burglary"}),
    ("18.2-308.2:2 Port Wren", "VA", {"weapons"}),
    ("18.2-374.1:1", "VA", {"child_exploitation"}),
    ("18.2-102 suspect", "VA", {"vehicle_theft"}),
    ("46.2-894", "VA", {"hit_and_run"}),
    ("46.2-862", "VA", {"traffic"}),
    ("46.2-819.2", "VA", {"theft"}),
    ("18.2-36.1", "VA", {"homicide", "traffic"}),
    ("R.C. 2911.12", "OH", {"burglary"}),
    ("2903.11(A)(1)", "OH", {"assault"}),
    ("2903.11A1 Birch Hollow", "OH", {"assault"}),
    ("RC 2913.02(B)(5)", "OH", {"vehicle_theft"}),
    ("2913.02(A)(1)", "OH", {"theft"}),
    ("Ohio Revised Code 2911.02", "OH", {"robbery"}),
    ("4511.19A1A", "OH", {"traffic"}),
    ("2903.06", "OH", {"homicide", "traffic"}),
    ("2905.11", "OH", {"threats_stalking"}),
    ("4549.02", "OH", {"hit_and_run"}),
    ("2923.42", "OH", {"gang_organized"}),
    ("2919.27 RC", "OH", {"domestic_violence"}),
    ("RC 959.131", "OH", {"other_crime"}),
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
        ("at 29.7604, -95.3698", "TX"),
        ("30.27", "TX"),
        ("$30.02", "TX"),
        ("30-0200", "TX"),
        ("TX26-3002", "TX"),
        ("22:01", "TX"),
        ("code 30", "TX"),
        ("51.03", "TX"),
        ("51.13", "TX"),
        ("459", "TX"),
        ("812.014", "TX"),
        ("810.555.0100", "FL"),
        ("784.555", "FL"),
        ("26-812014", "FL"),
        ("812014", "FL"),
        ("$812.01", "FL"),
        ("16-8-18", "FL"),
        ("2911.12", "FL"),
        ("25-16-8-18", "GA"),
        ("case 16-8-18", "GA"),
        ("unit 16-8-2", "GA"),
        ("3-3-23", "GA"),
        ("16-8-2025", "GA"),
        ("26-168018", "GA"),
        ("16:08", "GA"),
        ("18.2-95", "GA"),
        ("30.02", "GA"),
        ("14-72", "NC"),
        ("20-141", "NC"),
        ("20-001234", "NC"),
        ("10-14-72", "NC"),
        ("25-14-72.1", "NC"),
        ("case 20-138.1", "NC"),
        ("90-95 mph", "NC"),
        ("16-8-18", "NC"),
        ("18-2-95", "VA"),
        ("182-95", "VA"),
        ("18.2", "VA"),
        ("26-018295", "VA"),
        ("18:02", "VA"),
        ("18.2-99999", "VA"),
        ("14-72.2", "VA"),
        ("2911-12", "OH"),
        ("26-291112", "OH"),
        ("$2911.12", "OH"),
        ("541.03", "OH"),
        ("959.13", "OH"),
        ("614.555.0100", "OH"),
        ("18.2-95", "OH"),
        ("30.02", "OH"),
    ],
)
def test_a_number_that_is_no_section_gives_nothing(typed: str, state: str) -> None:
    """Case numbers, dates, times, sums, places, telephones, town codes and other states' sections name no offence."""
    reading = reasons.read(typed, state=state)
    assert {purpose.id for purpose in reading.purposes} <= {"traffic"} if "mph" in typed else reading.purposes == (), reading
    assert "statute" not in reading.marks, reading


@pytest.mark.parametrize("typed", ["ORC 2911.12", "O.R.C. 2911.12(A)(1)", "ORC§2911.12", "2911.12 ORC"])
def test_the_name_of_the_ohio_code_before_or_after(typed: str) -> None:
    """`ORC` is read here with its number; alone it is organised retail crime, which is for the words to say."""
    found = [(c.section.purposes, c.certainty) for c in CODES["OH"].citations(typed.encode()) if c.section]
    assert found == [(("burglary",), "certain")]


@pytest.mark.parametrize(
    ("typed", "state"),
    [("PC 15.01", "TX"), ("FS 775.082", "FL"), ("OCGA 16-5-80", "GA"), ("GS 14-2", "NC"), ("RC 2923.02", "OH")],
)
def test_a_named_code_with_a_number_the_table_does_not_know(typed: str, state: str) -> None:
    """The text cites a section, but which offence it names is not guessed from its neighbours: the mark, no purpose."""
    reading = reasons.read(typed, state=state)
    assert reading.purposes == ()
    assert "statute" in reading.marks


@pytest.mark.parametrize(
    ("typed", "state", "certainty"),
    [
        ("PC 30.02", "TX", "certain"),
        ("30.02 suspect", "TX", "certain"),
        ("30.02", "TX", "probable"),
        ("TRC 30.02", "TX", "probable"),
        ("FS 390.0111", "FL", "certain"),
        ("390.0111 suspect", "FL", "probable"),
        ("390.0111", "FL", "ambiguous"),
        ("GS 20-107", "NC", "probable"),
        ("18.2-147 suspect", "VA", "probable"),
    ],
)
def test_a_number_alone_and_a_slip_of_the_pen_are_less_sure(typed: str, state: str, certainty: str) -> None:
    """With its code a section is as sure as its table says; bare, alone or under another code it is less."""
    assert {purpose.certainty for purpose in reasons.read(typed, state=state).purposes} == {certainty}


@pytest.mark.parametrize(("state", "least"), SOUTH.items())
def test_each_table_holds_what_police_type(state: str, least: int) -> None:
    """Enough single sections, and every one is found by its own number behind the name of its code, as that very section."""
    names = {"PC": "TX PC", "FS": "F.S.", "GS": "NCGS", "VAC": "VA Code", "ORC": "R.C."}
    codes = CODES[state]
    single = {key: section for key, section in codes.sections.items() if key[1][-1] not in ".-"}
    assert len(single) >= least
    for (code, number), section in single.items():
        typed = f"{names.get(code, code)} {number}".encode()
        found = [citation.section for citation in codes.citations(typed)]
        assert found == [section], (code, number, found)
