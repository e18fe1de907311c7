"""Vigilant reports, made up: both directions, wrapped and touching names, hot lists kept apart, figures and their totals."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from printed_pdf import Sheet, write

from plainview.ingest import vigilant
from plainview.layout import load_all
from plainview.model import Line, PageReading
from plainview.read import pdf

SHARING = load_all()[vigilant.SHARING].reading
DASHBOARD = load_all()[vigilant.DASHBOARD].reading
US = "Alder Falls Police Department"
OUT = ["Elm Bay PD", "Low Hill Police Department", "Port Wren County District Attorneys", "Zephyr SO"]


def page(number: int, of: int, report: str = "Data Sharing Report", title: str = "Agency") -> Sheet:
    sheet = Sheet(width=595, height=842)
    sheet.centre(297, 25, title, 20)
    sheet.centre(297, 46, report, 16)
    sheet.text(6, 830, "Date Created: 11-18-22", 6)
    sheet.text(215, 830, f"LEARN {'Agency ' + report if title == 'Agency' else 'Administrator List Report'}", 6)
    sheet.text(534, 830, f"Page {number} of {of}", 6)
    return sheet


def heading(sheet: Sheet, y: float, text: str, sentence: str) -> None:
    sheet.centre(297, y, text, 16)
    sheet.centre(297, y + 25, sentence, 6)


def sharing_report(received_table: bool) -> list[Sheet]:
    first, second = page(1, 2), page(2, 2)
    heading(first, 93, "Detections Shared", f"The {US} Agency is Sharing its Detection data with the following Agencies:")
    for at, name in enumerate(OUT):
        first.text((68, 310)[at % 2], 150 + 28 * (at // 2), name, 9)
    first.text(68, 178 + 13, "Office (CA)", 9)
    second.text(68, 87, "Last One PD", 9)
    heading(second, 130, "Detections Received", f"The {US} Agency is receiving Detection data from the following Agencies:")
    received = [
        ("Elm Bay PD", "Elm Bay", "CA"),
        ("Federal Test Account", "", "DC"),
        ("Many Police (LA)", "Many", "LA"),
    ]
    if received_table:
        for x, label in ((180, "Agency"), (400, "City"), (530, "State")):
            second.centre(x, 180, label, 10)
    for at, cells in enumerate(received):
        if received_table:
            for x, text in zip((180, 400, 530), cells, strict=True):
                second.centre(x, 200 + 20 * at, text, 9)
        else:
            second.text((68, 310)[at % 2], 200 + 28 * (at // 2), cells[0], 9)
    heading(second, 300, "Hot List Sharing", f"The {US} Agency is sharing Hot List records with the following Agencies:")
    second.text(48, 350, "Agency:", 10)
    second.text(300, 350, "Hot List(s):", 10)
    second.centre(297, 380, "None", 16)
    heading(
        second, 430, "Hot-List Received", f"The {US} Agency is receiving Shared Hot List records from the following Agencies:"
    )
    second.text(48, 480, "Agency:", 10)
    second.text(300, 480, "Hot List(s):", 10)
    second.text(68, 510, "Low Hill Sheriffs Department", 9)
    second.text(320, 510, "LEARN_Low Hill Sheriffs", 9)
    second.text(68, 523, "(CA)", 9)
    second.text(320, 523, "Department", 9)
    return [first, second]


def dashboard(total: str = "1,100", pages: int = 1) -> list[Sheet]:
    first = page(1, pages, "Dashboard Detection Report", "System")
    first.centre(297, 96, "Report Details", 17)
    first.text(100, 123, "Report By: Jo Doe", 9)
    first.text(400, 123, "System Count: 3", 9)
    first.text(60, 147, "Time Frame: From 01-01-21 To 12-01-21", 9)
    first.text(400, 147, f"Total Detections: {total}", 9)
    rows = [("1", "Alder Falls LPR Car", "1000"), ("2", "Pier Camera", "100"), ("3", "Spare", "0")]
    if pages == 1:
        counted(first, 577, rows)
        return [first]
    second = page(2, 2, "Dashboard Detection Report", "System")
    counted(first, 577, rows[:2])
    counted(second, 96, rows[2:])
    return [first, second]


def counted(sheet: Sheet, y: float, rows: list[tuple[str, str, str]]) -> None:
    for at, cells in enumerate([("Contributor", "System", "Detections"), *rows]):
        for x, text in zip((93, 305, 514), cells, strict=True):
            sheet.centre(x, y + 22 * at, text, 9)


def hit_ratio() -> list[Sheet]:
    sheet = page(1, 1, "Dashboard Hit Ratio Report", "Hit Ratio")
    sheet.centre(297, 96, "Report Details", 17)
    sheet.text(100, 123, "Report By: Jo Doe", 9)
    sheet.text(400, 123, "Hit Ratio Count: 2", 9)
    sheet.text(60, 147, "Time Frame: Last Year", 9)
    sheet.text(400, 147, "Total Records: 1,001", 9)
    for at, cells in enumerate([("Contributor", "Record Type", "Records"), ("1", "Detections", "990"), ("2", "Hits", "11")]):
        for x, text in zip((93, 305, 514), cells, strict=True):
            sheet.centre(x, 577 + 22 * at, text, 9)
    return [sheet]


def lines(tmp_path: Path, sheets: list[Sheet]) -> list[Line]:
    return pdf.lines(write(tmp_path / "report.pdf", sheets))


def assert_accounted(reading: PageReading) -> None:
    aside = [row.row_no for row in reading.set_aside]
    assert sorted([*reading.used, *aside]) == list(range(1, reading.n_rows + 1))


def quarantined(reading: PageReading) -> list[str]:
    return [row.why for row in reading.set_aside if row.fate == "quarantined"]


@pytest.mark.parametrize("received_table", [False, True])
def test_shares_in_both_directions(tmp_path: Path, received_table: bool) -> None:
    printed = lines(tmp_path, sharing_report(received_table))
    assert vigilant.recognise_sharing(printed)
    assert not vigilant.recognise_dashboard(printed)
    reading = vigilant.read_sharing(printed, SHARING)
    assert (reading.agency_raw, reading.seen_on, reading.issues) == (US, "2022-11-18", [])
    assert [share.to_raw for share in reading.shares if share.from_raw == US] == [
        "Elm Bay PD", "Low Hill Police Department", "Port Wren County District Attorneys Office (CA)", "Zephyr SO", "Last One PD",
    ]  # fmt: skip
    received = [(share.from_raw, share.flags) for share in reading.shares if share.to_raw == US]
    assert received == [
        ("Elm Bay PD", "city:Elm Bay;state:CA" if received_table else ""),
        ("Federal Test Account", "state:DC" if received_table else ""),
        ("Many Police (LA)", "city:Many;state:LA" if received_table else ""),
    ]
    assert_accounted(reading)
    assert quarantined(reading) == []


def test_hot_lists_are_fields_not_shares(tmp_path: Path) -> None:
    reading = vigilant.read_sharing(lines(tmp_path, sharing_report(True)), SHARING)
    assert [(each.field, each.label_raw, each.value_raw) for each in reading.fields] == [
        ("hotlist_shared", "", "None"),
        ("hotlist_received", "Low Hill Sheriffs Department (CA)", "LEARN_Low Hill Sheriffs Department"),
    ]
    assert not any("LEARN" in share.listed_raw for share in reading.shares)


def test_what_stands_in_no_section_is_quarantined(tmp_path: Path) -> None:
    sheets = sharing_report(False)
    sheets[0].text(68, 70, "a note by hand", 9)
    reading = vigilant.read_sharing(lines(tmp_path, [*sheets, Sheet(picture=True)]), SHARING)
    assert quarantined(reading) == ["stands above every section", "the page is a picture without text"]
    assert_accounted(reading)


def test_sections_of_two_agencies_are_an_issue(tmp_path: Path) -> None:
    first, _ = sharing_report(False)
    heading(first, 300, "Detections Received", "The Port Wren Agency is receiving Detection data from the following Agencies:")
    first.text(68, 350, "Elm Bay PD", 9)
    reading = vigilant.read_sharing(lines(tmp_path, [first]), SHARING)
    assert [(issue.kind, issue.value) for issue in reading.issues] == [("report_agency", f"{US}; Port Wren")]


@pytest.mark.parametrize("pages", [1, 2])
def test_every_figure_of_a_dashboard(tmp_path: Path, pages: int) -> None:
    printed = lines(tmp_path, dashboard(pages=pages))
    assert vigilant.recognise_dashboard(printed)
    assert not vigilant.recognise_sharing(printed)
    reading = vigilant.read_dashboard(printed, DASHBOARD)
    period = "From 01-01-21 To 12-01-21"
    assert [(each.field, each.label_raw, each.value_raw, each.value) for each in reading.fields] == [
        ("system_count", f"System Count ({period})", "3", 3.0),
        ("time_frame", "Time Frame", period, None),
        ("detections", f"Total Detections ({period})", "1,100", 1100.0),
        ("contributor_detections", f"Alder Falls LPR Car ({period})", "1000", 1000.0),
        ("contributor_detections", f"Pier Camera ({period})", "100", 100.0),
        ("contributor_detections", f"Spare ({period})", "0", 0.0),
    ]
    assert (reading.seen_on, reading.issues, quarantined(reading)) == ("2022-11-18", [], [])
    assert_accounted(reading)


def test_hits_and_records(tmp_path: Path) -> None:
    reading = vigilant.read_dashboard(lines(tmp_path, hit_ratio()), DASHBOARD)
    assert {each.field: each.value for each in reading.fields} == {
        "record_type_count": 2.0, "time_frame": None, "records": 1001.0, "records_without_hit": 990.0, "hits": 11.0,
    }  # fmt: skip
    assert reading.issues == []


def test_the_person_who_made_the_report_is_not_kept(tmp_path: Path) -> None:
    reading = vigilant.read_dashboard(lines(tmp_path, dashboard()), DASHBOARD)
    assert "Doe" not in str((reading.fields, reading.set_aside, reading.issues))
    assert Counter(row.name for row in reading.set_aside)["person"] == 1


def test_a_total_that_does_not_fit_is_an_issue(tmp_path: Path) -> None:
    reading = vigilant.read_dashboard(lines(tmp_path, dashboard(total="1,200")), DASHBOARD)
    assert [issue.why for issue in reading.issues] == ["the report states 1200, its rows give 1100"]


def test_an_unknown_figure_is_quarantined(tmp_path: Path) -> None:
    sheets = dashboard()
    sheets[0].text(60, 300, "Average per day: 3", 9)
    reading = vigilant.read_dashboard(lines(tmp_path, sheets), DASHBOARD)
    assert quarantined(reading) == ["is no label or figure that this layout knows"]
    assert_accounted(reading)


@pytest.mark.parametrize("read", [vigilant.read_sharing, vigilant.read_dashboard])
def test_any_other_pdf_is_read_without_raising(tmp_path: Path, read: Any) -> None:
    sheet = Sheet()
    sheet.text(60, 100, "Dear Ms Example")
    printed = lines(tmp_path, [sheet])
    assert not vigilant.recognise_sharing(printed)
    assert not vigilant.recognise_dashboard(printed)
    reading = read(printed, SHARING if read is vigilant.read_sharing else DASHBOARD)
    assert len(quarantined(reading)) == 1
    assert_accounted(reading)
