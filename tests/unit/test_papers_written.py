"""`plainview report paper` and `letter`: the same figures as the report, the right findings, nothing that must not leave."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from test_report import FIRST, LAST, OWN, PHONE, PLATE, TOKEN, Made, usual

from plainview.case import Case
from plainview.cli import app
from plainview.errors import UserError, UserErrors

RULE = {"citation": "Cal. Civ. Code 1798.90.55", "source_kind": "primary_text", "settles": "The written policy.", "caveat": ""}
PERIOD = ["--agency", OWN, "--from", FIRST.isoformat(), "--to", LAST.isoformat()]


def asked(made: Made, number: int, **more: Any) -> str:
    told = {"unit": "search", "rows": [], "rule": RULE, **more.pop("told", {})}
    return made.finding(number, evidence_json=json.dumps(told), **more)


def run(case: Case, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["report", *words, "--case", str(case.root)])
    if code and done.exception and isinstance(done.exception, (UserError, UserErrors)):
        return str(done.exception)
    assert done.exit_code == code, done.output + str(done.exception)
    return done.output


def every_word(folder: Path) -> str:
    """The words of all formats of the papers in a folder."""
    out = [path.read_text(encoding="utf-8") for path in folder.glob("*.md")]
    for path in folder.glob("*.pdf"):
        out += [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path.read_bytes())]
    for path in folder.glob("*.docx"):
        paper = docx.Document(io.BytesIO(path.read_bytes()))
        out += [one.text for one in paper.paragraphs]
        out += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join(out)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = usual()
    asked(made, 0xA1, innocent="A drop-down of the vendor.", sentence="Is it so *now*?")
    asked(made, 0xB2, verdict="conflict", title="Graver")
    asked(made, 0xC3, verdict="unclear", title="Silent")
    asked(made, 0xD4, source="detector", scope="account", sentence="One account stands out")
    asked(made, 0xE5, agency_id="ca-alder-falls-police", title="Of another agency")
    answer = f"We looked <b>twice</b>; call {PHONE}"
    made.more["replies"].append(
        {
            "line": "line 2",
            "finding_id": f"{0xA1:016x}",
            "answer": answer,
            "state": "standing",
            "put_on": FIRST,
            "answered_on": LAST,
        }
    )
    return made.case(tmp_path / "case")


@pytest.mark.parametrize("kind", ["council_memo", "annual_report", "evidence_annex"])
def test_a_paper_has_the_findings_of_its_agency_gravest_first_and_nothing_from_inside(
    case: Case, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / "out"
    told = run(case, "paper", kind, *PERIOD, "--out", str(out))
    assert f"{kind}.pdf" in told
    assert (out / "report.html").exists()
    words = every_word(out)
    assert words.index("Graver") < words.index("A made-up rule")
    assert "Is it so *now*?" in words
    assert "1798.90.55" in words
    for hidden in ("One account stands out", "Of another agency", PHONE, PLATE, TOKEN):
        assert hidden not in words
    assert ("Silent" in words) == (kind != "annual_report")


def test_the_figures_of_a_paper_are_those_of_the_report(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(case, "paper", "council_memo", *PERIOD, "--out", str(out))
    report = json.loads((out / "report.json").read_text())
    searches = next(one for one in report["sections"] if one["id"] == "searches")
    lines = (out / "council_memo.md").read_text().splitlines()
    for row in searches["parts"][0]["rows"]:
        assert f"| {row['title']} | {row['cells']['n']['n']:,} |" in lines
    assert searches["parts"][0]["rows"][0]["cells"]["n"]["n"] > 0


def test_the_reply_stands_beside_the_finding(case: Case, tmp_path: Path) -> None:
    run(case, "paper", "council_memo", *PERIOD, "--out", str(tmp_path / "out"))
    words = every_word(tmp_path / "out")
    assert "We looked <b>twice</b>" in words
    assert LAST.isoformat() in words


def test_two_runs_write_the_same_bytes(case: Case, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(case, "paper", "evidence_annex", *PERIOD, "--out", str(tmp_path / name))
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").glob("*.*")}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").glob("*.*")}
    assert {"evidence_annex.pdf", "evidence_annex.docx", "evidence_annex.md"} <= set(first)


def test_a_letter_puts_one_finding_to_its_agency(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "letter"
    made = json.loads(run(case, "letter", f"{0xA1:016x}", "--out", str(out), "--json"))
    assert made["agency"]["id"] == OWN
    words = every_word(out)
    assert "A drop-down of the vendor." in words
    assert "The written policy." in words
    assert "Graver" not in words
    assert "is not empty" in run(case, "letter", f"{0xA1:016x}", "--out", str(out), code=1)


@pytest.mark.parametrize("finding", [f"{0xD4:016x}", "ffff", "", "0"])
def test_no_letter_about_what_stays_inside_or_is_no_finding(case: Case, tmp_path: Path, finding: str) -> None:
    assert "finding" in run(case, "letter", finding, "--out", str(tmp_path / "x"), code=1)
    assert not (tmp_path / "x").exists()


def test_a_kind_of_the_case_and_its_letterhead_are_used(case: Case, tmp_path: Path) -> None:
    own = case.root / "papers"
    own.mkdir()
    (own / "note.md").write_text("title: Note\nabout: Own.\nneeds: period\n---\n# Note on {{ agency.name }}\n", encoding="utf-8")
    head = docx.Document()
    head.add_paragraph("The Alder Falls Post")
    head.save(str(own / "paper.docx"))
    run(case, "paper", "note", *PERIOD, "--out", str(tmp_path / "out"))
    assert "The Alder Falls Post" in every_word(tmp_path / "out")
    assert "note " in run(case, "papers")


def test_what_does_not_fit_is_told(case: Case, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    assert "no kind of paper" in run(case, "paper", "sonnet", *PERIOD, "--out", out, code=1)
    assert "one finding" in run(case, "paper", "question_letter", *PERIOD, "--out", out, code=1)
    assert "a period" in run(case, "letter", f"{0xA1:016x}", "--kind", "council_memo", "--out", out, code=1)
    assert not (tmp_path / "out").exists()


def test_what_the_scan_stops_is_told_and_nothing_is_written(case: Case, tmp_path: Path) -> None:
    own = case.root / "papers"
    own.mkdir()
    (own / "note.md").write_text(f"title: Note\nabout: Own.\nneeds: period\n---\n# Note\n\n{PLATE}\n", encoding="utf-8")
    assert PLATE in run(case, "paper", "note", *PERIOD, "--out", str(tmp_path / "out"), code=1)
    assert not (tmp_path / "out").exists()
