"""documents.csv: what a case says it holds of the documents that laws ask for; mistakes name line, column and value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plainview import documents
from plainview.errors import UserErrors


def loaded(tmp_path: Path, text: str) -> list[documents.Document]:
    (tmp_path / "documents.csv").write_text(text, encoding="utf-8")
    return documents.load(tmp_path)


def test_a_line_says_what_is_held_and_which_days_it_covers(tmp_path: Path) -> None:
    text = "Agency;Document;dated on;covers_to\nAlder Falls CA PD;Audit report;2026-04-10;2026-03-31\n"
    [one] = loaded(tmp_path, text)
    assert (one.agency, one.document, one.answer) == ("Alder Falls CA PD", "audit_report", "held")
    assert (one.dated_on, one.covers_to) == (date(2026, 4, 10), date(2026, 3, 31))
    [row] = documents.table([one], lambda name: f"id of {name}").to_pylist()
    assert row["agency_id"] == "id of Alder Falls CA PD"


def test_a_case_without_the_file_holds_nothing(tmp_path: Path) -> None:
    assert documents.load(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (",audit_report,held,,,", "agency", ""),
        ("Port Wren PD,audit,held,,,", "document", "audit"),
        ("Port Wren PD,audit_report,yes,,,", "answer", "yes"),
        ("Port Wren PD,audit_report,held,2026-13-01,,", "dated_on", "2026-13-01"),
        ("Port Wren PD,audit_report,held,,,ftp://x", "url", "ftp://x"),
    ],
)
def test_a_mistake_is_told_with_its_line_column_and_value(line: str, column: str, value: str, tmp_path: Path) -> None:
    head = "agency,document,answer,dated_on,covers_to,url\nAlder Falls CA PD,policy,,,,\n"
    with pytest.raises(UserErrors) as told:
        loaded(tmp_path, head + line + "\n")
    [error] = told.value.errors
    assert f"line 3, column {column}" in error.where
    assert value in error.where


def test_all_mistakes_are_told_at_once_and_a_period_runs_forward(tmp_path: Path) -> None:
    text = "agency,document,covers_from,covers_to\n,policy,,\nPort Wren PD,contract,2026-02-01,2026-01-01\n"
    with pytest.raises(UserErrors) as told:
        loaded(tmp_path, text)
    assert len(told.value.errors) == 2


def test_every_kind_of_document_says_how_to_ask_for_it() -> None:
    for kind in documents.kinds().values():
        assert kind.title
        assert kind.ask.startswith(("the ", "each "))
