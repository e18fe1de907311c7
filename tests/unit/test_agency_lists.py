"""Published lists that a case loads: known by their labels, kept by hash, 287(g) stays dated. All agencies are invented."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from typer.testing import CliRunner

from plainview import spreadsheet
from plainview.agencies import asking, kept, lists, telling
from plainview.agencies.memberships import memberships
from plainview.case import open_case
from plainview.errors import UserError

TODAY = date(2026, 1, 2)
VENDOR = "id,name,notes\n1,Alder Falls OH PD,NA\n2,Wren County OH SO,Duplicate of Wren Co OH SO\n,,\n3,123,\n"
FBI = """ori,data_year,pub_agency_name,state_abbr,county_name,agency_type_name
OH001,2025,Alder Falls,OH,WREN,City
OH002,2025,Wren,OH,WREN,County
LA003,2025,Wren,LA,WREN,County
NE4,2025,Alder Township,NB,X,City
OH5,2025,State Police:,OH,WREN,State Police
OH6,2025,Alder College,OH,WREN,University or College
X7,2025,Peace Corps,FS,X,Federal
"""
HISTORY = """date,state,county,agency,ori,type
2025-05-16 am,OHIO,,wren county sheriff,OH002,Task Force Model
2025-05-16 am,OHIO,,alder falls police,OH1,Task Force Model
2025-05-19 am,OHIO,,wren county sheriff,OH002,Task Force Model
2025-05-19 pm,OHIO,,wren county sheriff,OH002,Task Force Model
2025-05-19 pm,OHIO,,ohio of corrections,,Jail Enforcement Model
2025-05-20 am,OHIO,,alder falls police,OH1,Task Force Model
2025-05-20 am,OHIO,,ohio of corrections,,Jail Enforcement Model
"""
SHEET = [
    ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"],
    ["OHIO", "Alder Falls Police Department", "Municipality", "", "Task Force Model", date(2025, 3, 1), "link"],
    ["OHIO", "Ohio Department of Corrections", "State", "", "Jail  Enforcement Model", "4/2/2025", "link"],
    ["OHIO", "Mill County Sheriff's Office", "County", "Mill County", "Task Force Model", "soon", "link"],
]


def put(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def workbook(folder: Path, name: str) -> Path:
    book = Workbook()
    for row in SHEET:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def read(text: str) -> tuple[lists.Kind, list[lists.Listed], list[tuple[str, str]]]:
    return lists.read(spreadsheet.parse(text, "a list"), "a list")


def test_the_vendors_list_is_known_and_its_rows_are_accounted_for() -> None:
    kind, listed, left = read(VENDOR)
    assert (kind.id, [one.agency.agency_id for one in listed]) == (
        "flock_names",
        ["oh-alder-falls-police", "oh-wren-county-sheriff"],
    )
    assert [one.note for one in listed] == ["", "Duplicate of Wren Co OH SO"]
    assert left == [("line 5", "has no name")]


def test_the_fbis_short_names_get_the_office_of_their_kind() -> None:
    kind, listed, left = read(FBI)
    assert (kind.id, left) == ("fbi_ori", [])
    assert [one.agency.agency_id for one in listed] == [
        "oh-alder-falls-police", "oh-wren-county-sheriff", "la-wren-parish-sheriff", "ne-alder-township-police",
        "oh-state-police", "oh-alder-college-police", "us-peace-corps",
    ]  # fmt: skip
    assert [one.agency.kind for one in listed] == ["police", "sheriff", "sheriff", "police", "state_police", "campus", "federal"]
    assert all(one.agency.confidence >= 0.9 for one in listed)


def test_a_history_of_287g_lists_is_known_though_it_has_an_ori() -> None:
    kind, listed, _ = read(HISTORY)
    assert kind.id == "287g_history"
    assert {one.agency.agency_id for one in listed} == {
        "oh-wren-county-sheriff",
        "oh-alder-falls-police",
        "oh-department-of-corrections",
    }
    assert [one.later for one in listed[:4]] == [False, False, False, True]


def test_stays_are_dated_by_the_lists_that_have_the_agency() -> None:
    _, listed, _ = read(HISTORY)
    one = kept.Kept("1", "287g_history", "h.csv", "", "", "", "")
    assert [(m.agency_id, m.model, m.from_on.isoformat(), m.from_basis, m.to_on and m.to_on.isoformat())
            for m in memberships([("287(g)", one, listed)])] == [
        ("oh-alder-falls-police", "Task Force Model", "2025-05-16", "listed", "2025-05-16"),  # gone on the 19th, back on the 20th
        ("oh-alder-falls-police", "Task Force Model", "2025-05-20", "listed", None),
        ("oh-department-of-corrections", "Jail Enforcement Model", "2025-05-19", "listed", None),
        ("oh-wren-county-sheriff", "Task Force Model", "2025-05-16", "listed", "2025-05-19"),
    ]  # fmt: skip


def test_a_later_sheet_joins_the_history_and_brings_the_day_of_signing(tmp_path: Path) -> None:
    kept.load(tmp_path, put(tmp_path, "h.csv", HISTORY), TODAY)
    done = kept.load(tmp_path, workbook(tmp_path, "participating07182025pm.xlsx"), TODAY)
    assert (done.kind.id, done.kept.seen_on, len(done.listed)) == ("287g_list", "2025-07-18", 3)
    found = [("287(g)", one, kept.read(tmp_path, one)) for one in kept.all_of(tmp_path)]
    stays = {(m.agency_id, m.model): m for m in memberships(found)}
    corrections = stays["oh-department-of-corrections", "Jail Enforcement Model"]
    assert (corrections.from_on, corrections.from_basis, corrections.to_on) == (date(2025, 4, 2), "signed", None)
    assert corrections.source == "h.csv; participating07182025pm.xlsx"
    assert stays["oh-mill-county-sheriff", "Task Force Model"].from_on == date(2025, 7, 18)  # "soon" is no day
    assert stays["oh-wren-county-sheriff", "Task Force Model"].to_on == date(2025, 5, 19)


def test_a_list_is_kept_once_with_its_hash_and_its_day(tmp_path: Path) -> None:
    file = put(tmp_path, "names.csv", VENDOR)
    first, again = kept.load(tmp_path, file, TODAY), kept.load(tmp_path, file, date(2026, 2, 2))
    assert (first.new, again.new) == (True, False)
    [one] = kept.all_of(tmp_path)
    assert (one.loaded_on, one.name, one.size_bytes) == ("2026-01-02", "names.csv", str(len(VENDOR)))
    assert (tmp_path / "lists" / one.list_id).read_bytes() == file.read_bytes()
    before = kept.fingerprint(tmp_path)
    kept.load(tmp_path, put(tmp_path, "fbi.csv", FBI), TODAY)
    assert kept.fingerprint(tmp_path) != before


def test_a_kept_list_that_was_changed_or_lost_is_told(tmp_path: Path) -> None:
    one = kept.load(tmp_path, put(tmp_path, "names.csv", VENDOR), TODAY).kept
    (tmp_path / "lists" / one.list_id).write_text(VENDOR + "4,Mill OH PD,\n")
    with pytest.raises(UserError, match="not the file that was loaded"):
        kept.read(tmp_path, one)
    (tmp_path / "lists" / one.list_id).unlink()
    with pytest.raises(UserError, match="is missing"):
        kept.read(tmp_path, one)
    put(tmp_path / "lists", "lists.csv", "x\n")
    with pytest.raises(UserError, match="not as plainview wrote it"):
        kept.all_of(tmp_path)


def test_rows_of_a_workbook_are_read_once_and_found_again(tmp_path: Path) -> None:
    done = kept.load(tmp_path, workbook(tmp_path, "p.xlsx"), TODAY, date(2025, 7, 18))
    first = kept.read(tmp_path, done.kept)
    assert (tmp_path / "lists" / f"{done.kept.list_id}.rows.csv").exists()
    assert kept.read(tmp_path, done.kept) == first == done.listed
    assert first[0].where == "sheet 'Sheet' row 2"


def test_a_287g_list_without_a_day_asks_for_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="of which day it is") as caught:
        kept.load(tmp_path, workbook(tmp_path, "participating.xlsx"), TODAY)
    assert "--seen-on" in caught.value.fix
    assert not (tmp_path / "lists").exists()


@pytest.mark.parametrize(
    "head",
    ["Org Name,License Plate,Reason", "id,name,notes,plate", "agency,Search Time", "Org Name,Total Networks Searched,Time Frame",
     "name,latitude,longitude", "id,userId,searchDate,name"],
)  # fmt: skip
def test_a_log_is_no_list_and_leaves_nothing_behind(tmp_path: Path, head: str) -> None:
    file = put(tmp_path, "log.csv", head + "\n" + ",".join(["Alder OH PD"] * len(head.split(","))) + "\n")
    with pytest.raises(UserError, match="looks like a log"):
        kept.load(tmp_path, file, TODAY)
    assert not (tmp_path / "lists").exists()


def test_names_that_sound_like_a_log_do_not_make_a_list_one(tmp_path: Path) -> None:
    names = ["Livingwood OH PD", "Plate Harbor OH PD", "Camera Users Reason OH PD", "Account OH PD"]
    done = kept.load(tmp_path, put(tmp_path, "a.csv", "name,notes\n" + "".join(f"{name},\n" for name in names)), TODAY)
    assert len(done.listed) == 4


def test_decisions_are_no_list(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="decisions about names"):
        kept.load(tmp_path, put(tmp_path, "a.csv", "name,same_as,why\nA,B,x\n"), TODAY)


@pytest.mark.parametrize(("text", "said"), [("a,b\n1,2\n", "labels"), ("name\n1\n", "names no agency"), ("", "labels")])
def test_what_is_no_list_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        kept.load(tmp_path, put(tmp_path, "a.csv", text), TODAY)


def test_days_in_cells_and_names() -> None:
    assert lists.day("2025-05-16 am") == lists.day("5/16/2025") == lists.day("05/16/25") == date(2025, 5, 16)
    assert lists.day("soon") is lists.day("2025-13-01") is lists.day("") is None
    assert (
        lists.day_in_name("participatingAgencies07182025pm.xlsx") == lists.day_in_name("list_2025-07-18.csv") == date(2025, 7, 18)
    )
    assert lists.day_in_name("2025-07-18_to_2025-07-19.csv") is lists.day_in_name("list.csv") is None


def test_names_come_from_lines_or_from_a_column(tmp_path: Path) -> None:
    lines = "Alder Falls OH PD\n\nWren, Mill and Co, LLC\n"
    assert asking.of_text(lines, "", "-") == ["Alder Falls OH PD", "Wren, Mill and Co, LLC"]
    table = 'Org Name,n\n"Wren, PD",1\nAlder OH PD,2\n'
    assert asking.of_text(table, "", "-") == ["Wren, PD", "Alder OH PD"]
    assert asking.of_text("a;b\nx;Alder OH PD\n", "B", "-") == ["Alder OH PD"]
    assert asking.of_file(workbook(tmp_path, "p.xlsx"))[0] == "Alder Falls Police Department"
    with pytest.raises(UserError, match="among its labels"):
        asking.of_text(table, "agencies", "-")
    with pytest.raises(UserError, match="is no file"):
        asking.of_file(tmp_path / "absent.csv")


@given(st.text(max_size=200))
def test_any_text_gives_names_or_is_told_of(text: str) -> None:
    for answer in asking.answers(asking.of_text(text, "", "-")):
        assert list(answer)[:8] == list(asking.FIELDS)
        assert json.loads(json.dumps(answer)) == answer
        assert all(sign.isprintable() for line in telling.table([answer]) for sign in line)


@given(st.lists(st.lists(st.text(max_size=10), max_size=8), max_size=8))
def test_any_table_is_a_list_or_is_told_of(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["name", "notes"], *rows])
    try:
        _, listed, left = read(text.getvalue())
    except UserError:
        return
    given_rows = spreadsheet.parse(text.getvalue(), "")
    assert len(listed) + len(left) == len(given_rows) - 1


def run(*words: str, given: str | None = None) -> tuple[int, str]:
    from plainview.cli import app

    done = CliRunner().invoke(app, ["agencies", *words], input=given)
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_resolve_tells_a_line_for_each_name(tmp_path: Path) -> None:
    code, out = run("resolve", "-", "--json", given="Alder Falls OH PD\nHSI\nAlder Falls OH PD\n")
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [one["name"] for one in told] == ["Alder Falls OH PD", "HSI", "Alder Falls OH PD"]
    assert list(told[0]) == ["name", "agency_id", "canonical", "state", "kind", "level", "confidence", "why"]
    assert told[1]["bureau"] == "Homeland Security Investigations"
    code, out = run("resolve", str(put(tmp_path, "n.txt", "Alder \x1b[31mFalls OH PD\n")))
    assert (code, "\x1b" in out, "Police Department (OH)" in out) == (0, False, True)


def test_resolve_heeds_the_case_and_load_takes_a_list_in(tmp_path: Path) -> None:
    case = tmp_path / "case"
    open_case(case, TODAY)
    put(case, "agency_names.csv", "name,state,why\nAlder Falls PD,OH,website\n")
    code, out = run("resolve", "-", "--json", "--case", str(case), given="Alder Falls PD\n")
    assert (code, json.loads(out)["agency_id"]) == (0, "oh-alder-falls-police")
    code, out = run("load", str(put(tmp_path, "names.csv", VENDOR)), "--case", str(case), "--json")
    assert (code, json.loads(out)["used"], json.loads(out)["skipped"]) == (0, 2, 1)
    code, out = run("load", str(tmp_path / "names.csv"), "--case", str(case))
    assert (code, "held already" in out) == (0, True)
    put(case, "agency_names.csv", "name,state,why\nAlder Falls PD,Ohia,\n")
    code, out = run("resolve", "-", "--case", str(case), given="x\n")
    assert (code, out.count("fix:")) == (1, 2)
