"""A mailbox, a letter and a log through the whole journey: findings with their searches, and nothing private anywhere."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import made_up_mail as made
import pytest
from conftest import audit

from plainview.archive import open_archive
from plainview.case import open_case
from plainview.explain import explain
from plainview.store import open_current

DAY = date(2026, 1, 2)
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"
SECRETS = ("pat.example", "sam.sample", "Pat Example", "Sam Sample", made.PLATE, "geese", "Main St")


def entry(number: int, reason: str, case: str, at: str) -> str:
    name = f"{number:08d}-0000-4000-8000-000000000000"
    return f'{name},A. User,Alder Falls CA PD,3,,{made.PLATE},{reason},{case},,"{at}",search'


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mail")
    records = folder / "records"
    records.mkdir()
    log = [
        entry(1, "robbery", made.CASE, "03/02/2026, 04:05:00 PM UTC"),
        entry(2, "", "", "03/02/2026, 06:00:00 PM UTC"),
        entry(3, "***", "99-1", "03/02/2026, 06:00:00 PM UTC"),
        entry(4, "theft", made.CASE, "03/20/2026, 06:00:00 PM UTC"),
    ]
    (records / "log.csv").write_text("\n".join([HEADER, *log, ""]))
    box = made.mailbox(
        made.message(made.LUNCH, subject=f"private {made.PLATE}"),
        made.message(made.ASK, attached={"log copy.csv": "\n".join([HEADER, log[0], ""])}),
        made.answer(attached={"hits.csv": made.PLATE_READS}),
        made.message("Can you run this plate? 8ABC123", sender="a@alderfallspd.org", to=made.ASKED),
    )
    (records / "inbox.mbox").write_bytes(box)
    (records / "Re lunch with Pat Example.eml").write_bytes(made.message(made.LUNCH))
    with zipfile.ZipFile(records / "letters.zip", "w") as packed:
        packed.writestr("cover letter.docx", made.docx(*made.LETTER))
    audit([records], folder / "case", "--custodian", "Alder Falls CA PD", "--withheld", "reason:Gov. Code 7923.600")
    return folder / "case"


def rows(case: Path, text: str) -> list[dict[str, Any]]:
    opened = open_current(case / "warehouse", case / "warehouse" / "tmp")
    try:
        return opened.text_rows(text)
    finally:
        opened.close()


def test_messages_that_matter_are_read_and_the_others_only_counted(case: Path) -> None:
    found = rows(case, "select * from messages order by sent_at")
    assert [(one["role"], one["asker_domain"], one["asker_kind"], one["case_raw"], one["plate_state"]) for one in found] == [
        ("asked", "ice.dhs.gov", "federal", made.CASE, "value"), ("answered", "ice.dhs.gov", "federal", made.CASE, "value"),
    ]  # fmt: skip
    assert {one["asked_id"] for one in found} == {"ca-alder-falls-police"}
    assert found[0]["paraphrase"] == (
        "A person at ice.dhs.gov asks a person at alderfallspd.org to search a plate, giving a plate and a case number"
    )
    refused = rows(case, "select name, path, kind, size_bytes, length(sha256) as hash, why from refused order by kind, path")
    private = [one for one in refused if one["kind"] == "private"]
    assert len(private) == 3
    assert {one["path"] for one in private if "mbox" in one["path"]} == {
        "records/inbox.mbox/message 1", "records/inbox.mbox/message 4"
    }  # fmt: skip
    assert all(one["hash"] == 64 and one["size_bytes"] > 100 and one["why"] == "does not ask for a search" for one in private)


def test_plate_reads_in_a_message_stay_outside_and_the_message_is_read(case: Path) -> None:
    refused = rows(case, "select path, kind from refused where kind = 'plate_reads'")
    assert [one["path"] for one in refused] == ["records/inbox.mbox/message 3.eml/hits.csv"]
    held = [path.read_bytes() for path in (case / "archive").rglob("*") if path.is_file() and path.name != "journal.jsonl"]
    assert held
    assert not any(b"Main St" in one or b"geese" in one for one in held)
    assert "records/inbox.mbox/message 2.eml#log copy.csv" in {one.path for one in open_archive(case / "archive").accepted()}


def test_each_message_is_a_finding_with_the_searches_that_answer_it(case: Path) -> None:
    found = rows(case, "select * from findings where made_by like 'detector:asked_outside@%' order by sentence")
    assert len(found) == 2
    for one in found:
        assert one["agency_id"] == "ca-alder-falls-police"
        assert (one["n_certain"], one["n_possible"]) == (2, 4)
        evidence = json.loads(one["evidence_json"])["rows"]
        assert [piece["what"].partition(" (CA): ")[2] for piece in evidence[1:]] == [
            "case number and time agree", "the case number agrees", "within 12 hours"
        ]  # fmt: skip
        assert evidence[0]["what"].startswith("message: A person at ")


def test_a_letter_proposes_and_the_person_confirms(case: Path) -> None:
    issues = rows(case, "select column_name, value, locator from issues where kind = 'letter_says_withheld'")
    assert issues == [{"column_name": "reason", "value": "Gov. Code 7923.600", "locator": "paragraph 3"}]
    states = rows(
        case, "select reason_raw, reason_state from entries where locator in ('line 2', 'line 3', 'line 4') order by row_no"
    )
    assert [(one["reason_raw"], one["reason_state"]) for one in states if one["reason_raw"] != "robbery"] == [
        ("", "withheld"), ("***", "masked")
    ]  # fmt: skip
    told = rows(case, "select distinct withheld_raw from releases")
    assert told == [{"withheld_raw": "reason: Gov. Code 7923.600"}]


def test_rows_add_up(case: Path) -> None:
    assert rows(case, "select name from releases where n_rows <> n_used + n_quarantined + n_skipped") == []
    assert {one["kind"] for one in rows(case, "select kind from releases")} >= {"letter", "mail_message"}


def test_nothing_private_leaves_the_archive(case: Path) -> None:
    """No name, address, plate or word of a message in any table or page."""
    for path in (case / "site").rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            assert not any(secret.encode() in text for secret in SECRETS), path.name
    for table in ("messages", "findings", "issues", "set_aside", "refused"):
        for one in rows(case, f"select * from {table}"):
            text = json.dumps(one, default=str)
            assert not any(secret in text for secret in SECRETS), (table, text)


def test_explain_shows_the_line_that_decided_without_plate_or_address(case: Path) -> None:
    one = rows(case, "select release_id, locator from messages where role = 'asked'")[0]
    found = explain(open_case(case, DAY, create=False), f"{one['release_id']}:1", None)
    assert found["printed"] == {"text": "Can you run this plate for us? [plate]"}
    assert found["said"][0]["text"].startswith("A person at ice.dhs.gov asks")


def test_what_was_said_withheld_stays_until_something_else_is_said(case: Path, tmp_path: Path) -> None:
    """The same log again: without a word the statement stays; with another one the states follow it."""
    log = [HEADER, entry(1, "", made.CASE, "03/02/2026, 04:05:00 PM UTC"), entry(2, "dui", "", "03/02/2026, 06:00:00 PM UTC"), ""]
    records = tmp_path / "records"
    records.mkdir()
    (records / "log.csv").write_text("\n".join(log))
    said = [(), ("--withheld", "reason:Code 1"), (), ("--withheld", "case:Code 2")]
    states = []
    for more in said:
        audit([records], tmp_path / "case", "--custodian", "Alder Falls CA PD", *more)
        states.append(
            [(one["reason_state"], one["case_state"]) for one in rows(tmp_path / "case", "select * from entries order by row_no")]
        )
    plain, reason = [("empty", "value"), ("value", "empty")], [("withheld", "value"), ("value", "empty")]
    assert states == [plain, reason, reason, [("empty", "value"), ("value", "withheld")]]


def test_a_column_without_states_that_was_withheld_is_told(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "log.csv").write_text("\n".join([HEADER, entry(1, "dui", "", "03/02/2026, 04:05:00 PM UTC"), ""]))
    said = ("--withheld", "offense:Code 1", "--withheld", "reason:Code 2", "--withheld", "filters:Code 3")
    audit([tmp_path / "records"], tmp_path / "case", "--custodian", "Alder Falls CA PD", *said)
    found = rows(tmp_path / "case", "select column_name, value from issues where kind = 'column_withheld' order by 1")
    assert found == [{"column_name": "filters", "value": "Code 3"}, {"column_name": "offense", "value": "Code 1"}]
