"""`plainview decide finding`: each person has a say, evidence may change or go, and two people may be asked for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from plainview import decisions, findings
from plainview.case import Case, open_case
from plainview.cli import app
from plainview.decisions import figures
from plainview.decisions import findings as decided
from plainview.decisions.findings import findings_state, in_words
from plainview.errors import UserError
from plainview.store import Store

DAY = date(2026, 3, 2)
ONE, TWO = "a1" + "0" * 14, "a2" + "0" * 14
RUN = CliRunner()


def finding(name: str, n: int = 12, total: int = 40, rows: str = "") -> dict[str, Any]:
    return {
        "finding_id": name, "made_by": "rule:ca/made_up@abcdef", "source": "rule", "agency_id": "ca-alder-falls-police",
        "verdict": "question", "title": "A made-up rule", "sentence": "Is it so?", "innocent": "", "n_certain": n,
        "n_possible": n, "n_unreadable": 0, "n_total": total,
        "evidence_json": json.dumps({"unit": "search", "total": n, "rows": [{"release_id": rows, "row_no": 1}] if rows else []}),
    }  # fmt: skip


def tables(case: Case, *rows: dict[str, Any]) -> None:
    """Make the case's tables: these findings and nothing else."""
    folder = case.warehouse / "gen-made"
    folder.mkdir(parents=True, exist_ok=True)
    opened = Store(folder, case.temporary, threads=1)
    findings.write(opened, list(rows))
    agency = [{"agency_id": "ca-alder-falls-police", "canonical": "Alder Falls PD (CA)"}]
    opened.add("agencies", pa.Table.from_pylist(agency))
    opened.close()
    (case.warehouse / "CURRENT").write_text(folder.name)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    opened = open_case(tmp_path / "case", DAY)
    tables(opened, finding(ONE), finding(TWO, 3, 9))
    return opened


def decide(case: Case, named: str, verdict: str, by: str = "R. Vale") -> tuple[decisions.Decision, bool]:
    return decided.decide(case, named, verdict, "read the rows", by, DAY)


def state(case: Case, name: str = ONE, two: bool = False) -> str:
    return decided.of_case(case, two)[0][name].state


def run(case: Case, *words: str, code: int = 0) -> str:
    done = RUN.invoke(app, ["decide", *words, "--case", str(case.root)])
    assert done.exit_code == code, done.output
    return done.output


def test_a_sentence_put_better_changes_no_evidence_and_another_row_does() -> None:
    then = finding(ONE, rows="a" * 16)
    told = json.loads(then["evidence_json"])
    better = {**then, "sentence": "Is it so, then?", "made_by": "rule:ca/made_up@123456", "innocent": "Perhaps."}
    better["evidence_json"] = json.dumps(
        {**told, "rule": {"remedy": "other words"}, "rows": [{**told["rows"][0], "what": "a search"}]}
    )
    assert findings.evidence(better) == findings.evidence(then)
    for other in (
        finding(ONE, rows="b" * 16),
        finding(ONE, n=13, rows="a" * 16),
        finding(ONE, total=41, rows="a" * 16),
        {**then, "verdict": "conflict"},
        {**then, "evidence_json": json.dumps({**told, "rows": [{**told["rows"][0], "facts": {"reason_given": False}}]})},
    ):
        assert findings.evidence(other) != findings.evidence(then)


def test_what_is_decided_names_the_evidence_as_it_stands(case: Case) -> None:
    made, is_new = decide(case, "A1", " Confirmed ")
    evidence = findings.evidence(finding(ONE))
    assert is_new
    assert (made.subject, made.a, made.b, made.verdict, made.by) == ("finding", ONE, evidence, "confirmed", "R. Vale")
    assert decisions.read(case.decisions) == [made.__class__(**{**_fields(made), "line": 2})]
    assert state(case) == "confirmed"
    assert state(case, TWO) == "open"


def _fields(one: decisions.Decision) -> dict[str, Any]:
    return {name: getattr(one, name) for name in "decision_id decided_on by subject a b verdict why".split()}


@pytest.mark.parametrize(
    ("named", "said"),
    [("a", "fits 2 findings"), ("b7", "is no finding of this case"), ("", "is no finding"), ("a1%", "is no finding")],
)
def test_a_beginning_must_name_one_finding(case: Case, named: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        decide(case, named, "confirmed")
    assert decisions.read(case.decisions) == []


def test_words_that_are_wrong_are_told_and_nothing_is_written(case: Case) -> None:
    with pytest.raises(UserError, match="is no verdict"):
        decide(case, ONE, "guilty")
    with pytest.raises(UserError, match="--by"):
        decide(case, ONE, "confirmed", by=" ")
    assert decisions.read(case.decisions) == []
    assert not (case.root / figures.FILE).exists()


def test_the_same_person_twice_is_one_person(case: Case) -> None:
    assert decide(case, ONE, "confirmed")[1]
    assert not decide(case, ONE, "confirmed", by="r.  VALE")[1]
    one = decided.of_case(case, two=True)[0][ONE]
    assert (one.state, one.n_confirmed, one.needs_second) == ("open", 1, True)
    assert in_words(one) == "open: confirmed by 1 person, a second is needed"
    decide(case, ONE, "confirmed", by="M. Ash")
    one = decided.of_case(case, two=True)[0][ONE]
    assert (one.state, one.n_confirmed, one.needs_second) == ("confirmed", 2, False)
    assert in_words(one) == "confirmed by 2 people"


def test_a_person_may_change_their_mind(case: Case) -> None:
    decide(case, ONE, "confirmed")
    decide(case, ONE, "dismissed")
    one = decided.of_case(case)[0][ONE]
    assert (one.state, one.n_confirmed, one.n_dismissed) == ("dismissed", 0, 1)


def test_people_who_differ_leave_it_disputed_and_referring_is_no_dispute(case: Case) -> None:
    decide(case, ONE, "confirmed")
    decide(case, ONE, "dismissed", by="M. Ash")
    assert state(case) == state(case, two=True) == "disputed"
    decide(case, TWO, "confirmed")
    decide(case, TWO, "referred", by="M. Ash")
    one = decided.of_case(case)[0][TWO]
    assert (one.state, one.n_confirmed, one.n_referred) == ("referred", 1, 1)
    assert in_words(one) == "confirmed by 1 person, referred by 1 person"


def test_an_undone_decision_does_not_count(case: Case) -> None:
    decide(case, ONE, "confirmed")
    decide(case, ONE, "dismissed", by="M. Ash")
    decisions.undo(case, "d2", "it was another rule", "", DAY)
    assert state(case) == "confirmed"
    decisions.undo(case, "d1", "so was this", "", DAY)
    assert state(case) == "open"


def test_evidence_that_changed_is_told_with_its_figures_then_and_now(case: Case) -> None:
    decide(case, ONE, "confirmed")
    tables(case, finding(ONE, 15, 52), finding(TWO, 3, 9))
    assert state(case) == "evidence_changed"
    assert "evidence has changed since: 12 of 40 searches then, 15 of 52 searches now" in run(case, "list")
    told = json.loads(run(case, "list", "--json"))
    assert told["decisions"][0]["change"].endswith("15 of 52 searches now")
    assert [(one["finding_id"], one["state"], one["n_changed"]) for one in told["findings"]] == [(ONE, "evidence_changed", 1)]
    (case.root / figures.FILE).unlink()
    assert "    the evidence has changed since\n" in run(case, "list")


def test_other_rows_with_the_same_figures_are_a_change_too(case: Case) -> None:
    decide(case, ONE, "confirmed")
    tables(case, finding(ONE, rows="others"))
    assert "the evidence has changed since: its figures are the same, its rows or the facts in them are not" in run(case, "list")


def test_who_looks_again_at_changed_evidence_decides_anew(case: Case) -> None:
    decide(case, ONE, "confirmed")
    tables(case, finding(ONE, 15, 52))
    again, is_new = decide(case, ONE, "confirmed")
    assert is_new
    assert again.decision_id == "d2"
    assert state(case) == "confirmed"
    assert [row["state"] for row in decisions.table(case.decisions).to_pylist()] == ["replaced", "standing"]


def test_a_confirmation_on_other_evidence_is_no_second_one_and_a_dismissal_on_it_still_counts(case: Case) -> None:
    decide(case, ONE, "confirmed")
    decide(case, TWO, "dismissed")
    tables(case, finding(ONE, 15, 52), finding(TWO, 4, 9))
    decide(case, ONE, "confirmed", by="M. Ash")
    decide(case, TWO, "confirmed", by="M. Ash")
    one = decided.of_case(case, two=True)[0]
    assert (one[ONE].state, one[ONE].n_confirmed, one[ONE].n_changed) == ("open", 1, 1)
    assert one[TWO].state == "disputed"


def test_a_finding_that_is_gone_is_told_and_comes_back(case: Case) -> None:
    decide(case, ONE, "confirmed")
    tables(case, finding(TWO))
    assert state(case) == "gone"
    assert "the finding is gone: no rule or detector makes it now" in run(case, "list")
    tables(case, finding(ONE), finding(TWO))
    assert state(case) == "confirmed"
    assert "gone" not in run(case, "list")


def test_decisions_are_replayed_from_the_file_alone(case: Case) -> None:
    decide(case, ONE, "confirmed")
    (case.root / figures.FILE).unlink()
    rows = decisions.table(case.decisions).to_pylist()
    evidence = {ONE: rows[0]["b"], TWO: "0" * 12}
    assert {name: one.state for name, one in findings_state(rows, evidence).items()} == {ONE: "confirmed", TWO: "open"}


def test_the_case_can_ask_for_two_people(case: Case) -> None:
    decide(case, ONE, "confirmed")
    marker = case.root / "plainview.toml"
    marker.write_text(marker.read_text() + "two_person = true\n")
    assert state(case) == "open"
    assert "open: confirmed by 1 person, a second is needed" in run(case, "list")
    marker.write_text(marker.read_text().replace("two_person = true", 'two_person = "yes"'))
    assert "two_person: 'yes' is neither true nor false" in str(
        RUN.invoke(app, ["decide", "list", "--case", str(case.root)]).exception
    )


def test_the_command_decides_lists_and_undoes(case: Case) -> None:
    said = run(case, "finding", "a1", "confirmed", "--why", "read all 12", "--by", "R. Vale", "--later")
    assert said.startswith(f"d1: finding {ONE} confirmed\n")
    again = run(case, "finding", "a1", "confirmed", "--why", "once more", "--by", "R. Vale", "--later")
    assert "decided already" in again
    told = run(case, "list", "--two")
    assert f"finding {ONE}, Alder Falls PD (CA): A made-up rule\n    open: confirmed by 1 person, a second is needed" in told
    assert f"d2: finding {ONE} undone" in run(case, "undo", "d1", "--why", "wrong agency", "--later")
    assert run(case, "list") == "nothing is decided\n"


def test_figures_that_cannot_be_read_only_cost_words(case: Case) -> None:
    decide(case, ONE, "confirmed")
    (case.root / figures.FILE).write_bytes(b'\xff\xfe not a table\n"')
    tables(case, finding(ONE, 15, 52))
    assert "the evidence has changed since\n" in run(case, "list")
