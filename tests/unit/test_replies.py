"""replies.csv: what was put to agencies and answered; mistakes name line, column and value; a reply is never lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plainview import replies, summary
from plainview.errors import UserErrors

ID, OTHER = "0123456789abcdef", "fedcba9876543210"


def loaded(tmp_path: Path, text: str) -> list[replies.Reply]:
    (tmp_path / "replies.csv").write_text(text, encoding="utf-8")
    return replies.load(tmp_path)


def test_a_line_says_when_it_was_put_and_what_was_answered(tmp_path: Path) -> None:
    text = f'Finding;Put on;answered_on;Answer\n{ID.upper()};2026-05-02;2026-05-20;"We disagree; the records are kept."\n'
    [one] = loaded(tmp_path, text)
    assert (one.finding, one.put_on, one.answered_on) == (ID, date(2026, 5, 2), date(2026, 5, 20))
    assert one.answer == "We disagree; the records are kept."


def test_a_case_without_the_file_has_no_replies(tmp_path: Path) -> None:
    assert replies.load(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (",2026-05-02,,,,", "finding", ""),
        ("rule:ca/x,2026-05-02,,,,", "finding", "rule:ca/x"),
        (f"{ID},2026-13-02,,,,", "put_on", "2026-13-02"),
        (f"{ID},2026-05-02,2026-05-20,,,", "answer", ""),
        (f"{ID},2026-05-02,,We disagree,,", "answered_on", ""),
        (f"{ID},2026-05-02,2026-05-01,We disagree,,", "answered_on", "2026-05-01"),
        (f"{ID},,,,2026-06-01,", "correction", ""),
        (f"{ID},,,,,", "put_on", ""),
    ],
)
def test_a_mistake_is_told_with_its_line_column_and_value(line: str, column: str, value: str, tmp_path: Path) -> None:
    head = f"finding,put_on,answered_on,answer,corrected_on,correction\n{ID},2026-05-02,,,,\n"
    with pytest.raises(UserErrors) as told:
        loaded(tmp_path, f"{head}{line}\n")
    where = [error.where for error in told.value.errors]
    assert any(one.startswith(f"replies.csv line 3, column {column}") and value in one for one in where)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserErrors) as told:
        loaded(tmp_path, "finding,put_on\nx,2026-05-02\n,2026-05-40\n")
    assert len(told.value.errors) >= 3
    with pytest.raises(UserErrors) as told:
        loaded(tmp_path, "put_on,said\n2026-05-02,x\n")
    assert [error.where for error in told.value.errors] == [
        "replies.csv line 1, column said",
        "replies.csv line 1, column finding",
    ]


def test_a_reply_whose_finding_is_not_made_any_more_is_kept_and_told(tmp_path: Path) -> None:
    found = loaded(tmp_path, f"finding,put_on\n{ID},2026-05-02\n{OTHER},2026-05-03\n")
    rows = replies.table(found, {ID}).to_pylist()
    assert [(row["finding_id"], row["state"]) for row in rows] == [(ID, "standing"), (OTHER, "idle")]
    [line] = summary.idle([row for row in rows if row["state"] == "idle"])
    assert OTHER in line
    assert "line 3" in line
