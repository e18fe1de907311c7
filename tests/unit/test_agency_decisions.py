"""agency_names.csv: what a clerk may write in it, what it does, and every mistake told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview import spreadsheet
from plainview.agencies import decided, resolve, tables
from plainview.agencies.decided import Decisions
from plainview.agencies.vocabulary import KINDS
from plainview.errors import UserError, UserErrors

HEAD = "name,same_as,agency_id,state,kind,why,by,decided_on\n"


def parsed(rows: str, head: str = HEAD) -> Decisions:
    return decided.parse(spreadsheet.parse(head + rows, decided.FILE))


def mistakes(rows: str, head: str = HEAD) -> list[UserError]:
    with pytest.raises(UserErrors) as caught:
        parsed(rows, head)
    return caught.value.errors


def test_same_as_makes_two_spellings_one_agency() -> None:
    decisions = parsed("Wren Cnty Shrf,Wren County OH SO,,,,their letterhead,,\n")
    read = decisions.resolve("wren  cnty shrf")  # case and blanks do not matter
    assert read.agency_id == resolve("Wren County OH SO").agency_id == "oh-wren-county-sheriff"
    assert (read.kind, read.state, read.confidence) == ("sheriff", "OH", 1.0)
    assert read.why == "decided in agency_names.csv, line 2: their letterhead"


def test_same_as_leads_on_to_what_was_decided_about_the_other_name() -> None:
    decisions = parsed("A1,B2,,,,x,,\nB2,,oh-alder-falls-police,,police,y,,\n")
    assert decisions.resolve("A1").agency_id == "oh-alder-falls-police"
    assert decisions.resolve("A1").kind == "police"


def test_agency_id_sets_apart_what_the_words_make_one() -> None:
    decisions = parsed("Alder PD (2nd account),,oh-alder-village-police,,,two towns,,\n")
    assert decisions.resolve("Alder PD (2nd account)").agency_id == "oh-alder-village-police"
    assert decisions.resolve("Alder PD (2nd account)").state == "OH"
    assert decisions.resolve("Alder OH PD").agency_id == "oh-alder-police"


def test_state_and_kind_fill_what_the_name_does_not_say() -> None:
    decisions = parsed("Alder Falls PD,,,Ohio,,website,,\nAlder Group,,,,task force,news,,\n")
    assert decisions.resolve("Alder Falls PD").agency_id == "oh-alder-falls-police"
    assert decisions.resolve("Alder Falls PD").confidence == 1.0
    assert (decisions.resolve("Alder Group").kind, decisions.resolve("Alder Group").state) == ("task_force", "")
    assert decisions.resolve("Alder Mills PD") == resolve("Alder Mills PD")


def test_a_kind_brings_its_level() -> None:
    decisions = parsed("Alder Base,,,,federal,x,,\nAlder Nation,,,,tribal,x,,\n")
    assert decisions.resolve("Alder Base").level == "federal"
    assert decisions.resolve("Alder Nation").level == "tribal"


def test_what_was_decided_names_the_agency_of_several_spellings() -> None:
    decisions = parsed('"Alder Police Department, Ohio",,,,campus,the college,,\nAldr Polc,,oh-alder-police,,,letter,,\n')
    read = {name: decisions.resolve(name) for name in ("Alder OH PD", "Alder Police Department, Ohio", "Aldr Polc")}
    [one] = tables.agencies_of(read, decisions)
    assert (one["agency_id"], one["kind"], one["n_names"]) == ("oh-alder-police", "campus", 3)
    assert one["canonical"] == "Alder Police Department (OH)"


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("Alder PD,,,Ohia,,x", "state 'Ohia'", "no state"),
        ("Alder PD,,,,polise,x", "kind 'polise'", "no kind"),
        ("Alder PD,,Alder Police,,,x", "agency_id 'Alder Police'", "no agency id"),
        ("Alder PD,,alder,,,x", "agency_id 'alder'", "no agency id"),
        ("Alder PD,,,OH,,", "why", "is empty"),
        ("Alder PD,,,,,x", "same_as", "decides nothing"),
        (",Alder OH PD,,,,x", "name", "is empty"),
        ("Alder CA PD,,,OH,,x", "state 'OH'", "not what the name says (CA)"),
        ("Alder PD,Wren PD,,OH,,x", "same_as 'Wren PD'", "beside another decision"),
        ("Alder PD,alder  pd,,,,x", "same_as 'alder  pd'", "leads back"),
        ("Alder PD,,,OH,,x,me,2026-01-01,more", "", "more cells"),
    ],
)
def test_a_mistake_names_its_line_column_value_and_what_to_do(row: str, column: str, said: str) -> None:
    [error] = mistakes("Wren PD,,,OH,,fine,,\n" + row + "\n")
    assert error.where.startswith("agency_names.csv line 3")
    assert column in error.where
    assert said in error.problem
    assert error.fix


def test_every_mistake_is_told_at_once() -> None:
    rows = "Alder PD,,,Ohia,,x\n\nWren PD,,,,polise,\nAlder Falls PD,,,OH,,x\nALDER FALLS PD,,,CA,,x\n"
    told = mistakes(rows)
    assert len(told) == 4  # a state, a kind and an empty why, a name that stands twice
    assert [error.where.split(",")[0] for error in told] == [f"agency_names.csv line {n}" for n in (2, 4, 4, 6)]
    assert "stands on line 5 already" in told[3].problem
    assert "fix:" in str(UserErrors(told))


@pytest.mark.parametrize("rows", ["A1,B2,,,,x\nB2,A1,,,,x\n", "A1,B2,,,,x\nB2,C3,,,,x\nC3,B2,,,,x\n"])
def test_names_that_lead_in_a_circle_are_told(rows: str) -> None:
    assert all("leads back" in error.problem for error in mistakes(rows))


@pytest.mark.parametrize(
    ("head", "said"),
    [("name,same as,wy\n", "wy"), ("same_as,why\n", "name"), ("name,same_as\n", "why"), ("name,name,why\n", "name")],
)
def test_labels_that_are_wrong_or_missing_are_told(head: str, said: str) -> None:
    assert any(f"column {said}" in error.where for error in mistakes("x,y,z\n", head))


@pytest.mark.parametrize(
    "data",
    [
        ("\ufeff" + HEAD + "Älder PD,,,OH,,x,,\n").encode(),
        (HEAD + "Älder PD,,,OH,,x,,\n").encode("cp1252"),
        (HEAD.replace(",", ";") + "Älder PD;;;OH;;x;;\n").encode(),
        (HEAD.replace(",", "\t") + "Älder PD\t\t\tOH\t\tx\t\t\n").encode("utf-16"),
        ("Name,State,Why\r\n\r\n\"Älder PD\",oh,\"x, y\"\r\n").encode(),
    ],
)  # fmt: skip
def test_files_as_spreadsheet_programs_save_them(tmp_path: Path, data: bytes) -> None:
    (tmp_path / decided.FILE).write_bytes(data)
    assert decided.load(tmp_path).resolve("Älder PD").state == "OH"


def test_a_case_without_the_file_decides_nothing(tmp_path: Path) -> None:
    assert len(decided.load(tmp_path)) == 0
    (tmp_path / decided.FILE).write_text("")
    assert len(decided.load(tmp_path)) == 0


def test_an_endless_quote_is_told(tmp_path: Path) -> None:
    (tmp_path / decided.FILE).write_text(HEAD + '"Alder PD,,,OH,,x\n' + "y" * 200_000)
    with pytest.raises(UserError, match="never closed"):
        decided.load(tmp_path)


CELLS = st.one_of(st.sampled_from(["Alder PD", "Wren PD", "OH", "police", "oh-alder-police", "", "x"]), st.text(max_size=12))


@given(st.lists(st.lists(CELLS, max_size=9), max_size=6))
def test_any_table_is_read_or_told_of(rows: list[list[str]]) -> None:
    made = [spreadsheet.Row("line 1", list(decided.COLUMNS))]
    made += [spreadsheet.Row(f"line {n}", cells) for n, cells in enumerate(rows, 2)]
    decisions = decided.NONE
    told: list[UserError] = []
    try:
        decisions = decided.parse(made)
    except UserErrors as caught:
        told = caught.errors
    assert all(error.where and error.problem and error.fix for error in told)
    for decision in decisions.by_name.values():
        read = decisions.resolve(decision.name)
        assert read.kind in KINDS
        assert read.why
