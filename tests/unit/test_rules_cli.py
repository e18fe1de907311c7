"""`plainview rules`: what is listed and shown, what a check of one's own rules catches, and what a confirmation lifts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plainview import law
from plainview.case import open_case
from plainview.cli import app
from plainview.errors import UserError, UserErrors
from plainview.law import checking, confirming
from plainview.law.rule import lifted
from plainview.store import empty

RULE = """
title = "Records are deleted in time"
citation = "Example Code 1-2(b)"
url = "https://law.example/1-2"
source_kind = "secondary"
from = 2024-07-01
bound = "owner"
subject = "page"
when = "posted_retention_days > 30"
because = "it posts more"
silent = "no period is posted"
lawful_if = "the period covers evidence only"
innocent = ["The vendor's default is shown."]
settles = "The setting in force."
remedy = "None."
"""
CASES = """
[[case]]
name = "a day too long"
on = 2026-03-02
facts = { owner_state = "NV", posted_retention_days = 31 }
verdict = "question"
[[case]]
name = "on the limit"
on = 2026-03-02
facts = { owner_state = "NV", posted_retention_days = 30 }
verdict = "clear"
[[case]]
name = "nothing posted"
on = 2026-03-02
facts = { owner_state = "NV" }
verdict = "unclear"
[[case]]
name = "the day before"
on = 2024-06-30
facts = { owner_state = "NV", posted_retention_days = 31 }
verdict = "not_in_force"
"""


def folder(tmp_path: Path, rule: str = RULE, cases: str = CASES) -> Path:
    (tmp_path / "nv").mkdir()
    (tmp_path / "nv" / "retention.toml").write_text(rule, encoding="utf-8")
    if cases:
        (tmp_path / "nv" / "retention.cases.toml").write_text(cases, encoding="utf-8")
    return tmp_path


def problems(path: Path) -> str:
    with empty() as store, pytest.raises(UserErrors) as told:
        checking.check(store, path, None)
    return str(told.value)


def test_a_rule_with_its_cases_passes(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["rules", "check", str(folder(tmp_path))])
    assert done.exit_code == 0, done.output
    assert "1 rules in order, 4 cases hold" in done.output


def test_without_cases_it_does_not(tmp_path: Path) -> None:
    assert "nobody has tried the rule" in problems(folder(tmp_path, cases=""))


@pytest.mark.parametrize("name", ["a day too long", "on the limit", "nothing posted", "the day before"])
def test_each_kind_of_case_is_needed(name: str, tmp_path: Path) -> None:
    kept = [block for block in CASES.split("[[case]]") if block.strip() and name not in block]
    assert "has no case that is" in problems(folder(tmp_path, cases="".join(f"[[case]]{block}" for block in kept)))


@pytest.mark.parametrize("key", ["citation", "source_kind", "url"])
def test_a_rule_without_its_source_is_refused(key: str, tmp_path: Path) -> None:
    lines = [line for line in RULE.splitlines() if not line.startswith(f"{key} =")]
    assert f"nv/retention.toml: {key}" in problems(folder(tmp_path, rule="\n".join(lines)))


def test_a_case_that_is_judged_otherwise_is_told_with_both_verdicts(tmp_path: Path) -> None:
    told = problems(folder(tmp_path, rule=RULE.replace("> 30", "> 31")))
    assert "case 'a day too long'" in told
    assert "judges it clear" in told
    assert "says question" in told


def test_a_case_with_a_fact_that_is_none_is_told(tmp_path: Path) -> None:
    assert "no fact of page" in problems(folder(tmp_path, cases=CASES.replace("posted_retention_days = 30", "retention = 30")))


def test_without_a_start_date_a_rule_never_says_conflict(tmp_path: Path) -> None:
    text = RULE.replace('"secondary"', '"primary_text"').replace("from = 2024-07-01\n", "")
    [rule] = law.load(folder(tmp_path, rule=text))
    assert rule.strength == "question"
    [rule] = lifted([rule], {"nv/retention": ("d1", "0" * 64, None)})
    assert rule.strength == "question"
    [rule] = lifted([rule], {"nv/retention": ("d1", "0" * 64, date(2024, 7, 1))})
    assert rule.strength == "conflict"


def test_list_and_show_tell_every_rule(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["rules", "list", "--json"])
    rows = json.loads(done.output)["rules"]
    assert [row["id"] for row in rows] == [rule.id for rule in law.load()]
    done = CliRunner().invoke(app, ["rules", "show", "va/retention_days"])
    assert "2.2-5517" in done.output
    done = CliRunner().invoke(app, ["rules", "show", "va/no_such_rule"])
    assert isinstance(done.exception, UserError)


def test_a_confirmation_keeps_the_texts_hash_and_lifts_the_rule_in_this_case_alone(tmp_path: Path) -> None:
    case = tmp_path / "case"
    open_case(case, date(2026, 3, 1))
    text = tmp_path / "law.txt"
    text.write_text("Example text of a section.", encoding="utf-8")
    asked = ["rules", "confirm", "va/retention_days", "--text", str(text), "--by", "A. Reader", "--why", "code commission"]
    done = CliRunner().invoke(app, [*asked, "--case", str(case)])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(app, ["rules", "show", "va/retention_days", "--json", "--case", str(case)])
    row = json.loads(done.output)
    assert (row["confirmed"], row["strength"]) == ("d1", "question" if row["caveat"] else "conflict")
    assert {rule.id: rule.confirmed for rule in law.load()}["va/retention_days"] == ""
    assert "decided already" in CliRunner().invoke(app, [*asked, "--case", str(case)]).output
    CliRunner().invoke(app, ["decide", "undo", "d1", "--why", "read the wrong one", "--case", str(case)])
    done = CliRunner().invoke(app, ["rules", "show", "va/retention_days", "--json", "--case", str(case)])
    assert json.loads(done.output)["confirmed"] == ""


def test_an_empty_text_or_another_start_confirms_nothing(tmp_path: Path) -> None:
    [rule] = law.load(folder(tmp_path))
    text = tmp_path / "law.txt"
    text.write_text(" \n", encoding="utf-8")
    with pytest.raises(UserError, match="is empty"):
        confirming.said(rule, text, "", "read")
    text.write_text("Example.", encoding="utf-8")
    with pytest.raises(UserError, match="2024-07-01"):
        confirming.said(rule, text, "2023-01-01", "read")
    assert confirming.said(rule, text, "2024-07-01", "read")[2] == "confirmed 2024-07-01"


def test_a_cases_own_rule_judges_beside_the_shipped_ones_and_may_not_take_their_names(tmp_path: Path) -> None:
    own = folder(tmp_path)
    assert "nv/retention" in {rule.id for rule in law.with_own(own)}
    (own / "va").mkdir()
    (own / "va" / "retention_days.toml").write_text(RULE, encoding="utf-8")
    with pytest.raises(UserErrors, match="has the id of a shipped rule"):
        law.with_own(own)
