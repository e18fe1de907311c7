"""`plainview findings`: what is listed, what stays inside, and flags best first with the number of innocent ones to expect."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tiny_tables import Tiny
from typer.testing import CliRunner

from plainview import decisions, detect, findings
from plainview.case import open_case
from plainview.cli import app
from plainview.store import Store


def row(finding_id: str, score: float | None, p: float | None, scope: str = "agency", **more: Any) -> dict[str, Any]:
    told = {"detector": {"severity": more.pop("severity", "low")}}
    texts = {"made_by": "detector:x@1", "source": "detector", "agency_id": "ca-alder-falls-police", "verdict": "question"}
    numbers = dict.fromkeys(("n_certain", "n_possible", "n_unreadable", "n_total"), 1)
    shown = {"title": "Title", "sentence": f"Sentence {finding_id}?", "innocent": "Perhaps."}
    known = {"finding_id": finding_id * 16, "scope": scope, "score": score, "p_innocent": p, "evidence_json": json.dumps(told)}
    return {**texts, **numbers, **shown, **known, **more}


ROWS = [
    row("a", 9.0, 0.4),
    row("b", 2.0, 0.1),
    row("c", 3.0, 0.1),
    row("d", 5.0, None, severity="high"),
    row("e", 1.0, 0.1, severity="high"),
    row("f", 8.0, 0.05, scope="account"),
    row("0", None, None, made_by="rule:ca/x@1", source="rule", verdict="conflict", agency_id="ca-port-wren-police"),
]


def store_of(case: Path) -> None:
    """A case whose one generation holds ROWS and what was decided."""
    opened = open_case(case, date(2026, 3, 1), create=True)
    tiny = Tiny()
    tiny.agency("ca-alder-falls-police")
    tiny.agency("ca-port-wren-police")
    made: Store = tiny.store(opened.warehouse)
    findings.write(made, ROWS)
    evidence = made.text_rows("select finding_id, evidence as b from findings")
    said = {one["finding_id"]: one["b"] for one in evidence}
    decisions.answer(opened, "finding", [("c" * 16, said["c" * 16], "confirmed", "Seen.")], "R. Vale", date(2026, 3, 2))
    decisions.answer(opened, "finding", [("b" * 16, "0123456789ab", "dismissed", "Known.")], "R. Vale", date(2026, 3, 2))
    decisions.write(made, opened.decisions)
    made.close()
    (opened.warehouse / "CURRENT").write_text("tables", encoding="utf-8")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "case"
    store_of(folder)
    return folder


def run(case: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["findings", "--case", str(case), *words])
    assert done.exit_code == 0, done.output
    return done.output


def ids(case: Path, *words: str) -> str:
    return "".join(one["finding_id"][0] for one in json.loads(run(case, "--json", *words))["findings"])


def test_all_but_what_points_at_an_account_is_listed_conflicts_first(case: Path) -> None:
    assert ids(case) == "0abcde"
    assert ids(case, "--accounts") == "0abcdef"
    assert ids(case, "--agency", "port wren") == "0"
    assert ids(case, "--agency", "ca-port-wren-police") == "0"
    assert ids(case, "--first", "2") == "0a"
    assert "Sentence f" not in run(case)
    assert findings.INSIDE not in run(case)
    assert findings.INSIDE in run(case, "--accounts")
    assert "[inside]" in run(case, "--accounts")


def test_flags_are_ranked_by_the_chance_to_be_innocent_then_severity_and_score_and_what_is_not_known_stands_last(
    case: Path,
) -> None:
    assert ids(case, "--rank") == "ecbad"
    assert ids(case, "--rank", "--accounts") == "fecbad"
    told = json.loads(run(case, "--rank", "--json", "--first", "3"))
    assert (told["expected_innocent"], told["n_estimated"], told["n_not_estimated"], told["n_all"]) == (0.3, 3, 0, 5)
    printed = run(case, "--rank")
    assert "about 0.7 of the 4 with an estimate are expected to be innocent" in printed
    assert "of 1 nothing is known" in printed
    assert printed.index("1. eeee") < printed.index("5. dddd")


def test_decisions_stand_beside_the_finding_and_say_where_the_evidence_has_changed(case: Path) -> None:
    printed = run(case)
    assert "d1: confirmed\n" in printed
    assert "d2: dismissed, but the evidence has changed since" in printed
    assert "R. Vale" not in printed


def test_the_chance_to_be_innocent_is_the_larger_of_what_the_model_says_and_what_was_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(detect, "measured", lambda: {"x": [(-99.0, 0.5), (4.0, 0.2)]})
    assert detect.p_innocent("x", 3.9, 0.1) == 0.5
    assert detect.p_innocent("x", 4.0, 0.1) == 0.2
    assert detect.p_innocent("x", 4.0, 0.3) == 0.3
    assert detect.p_innocent("x", 4.0, None) == 0.2
    assert detect.p_innocent("y", 4.0, 0.3) == 0.3
    assert detect.p_innocent("y", 4.0, None) is None


def test_what_was_measured_is_about_shipped_detectors_and_falls_with_the_score() -> None:
    known = {one.id for one in detect.load()}
    assert detect.measured()
    for name, curve in detect.measured().items():
        assert name in known
        assert curve == sorted(curve)
        shares = [share for _, share in curve]
        assert shares == sorted(shares, reverse=True)
        assert all(0 < share <= 1 for share in shares)
