"""A case's own layouts: proposed with evidence and no cell's text, accepted by a person, used from then on, told when wrong."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from made_rows import header, printed, rows

from plainview import jobs, layout, layout_view, proposed
from plainview.case import Case, open_case
from plainview.errors import UserError, UserErrors
from plainview.ingest import proposal, releases
from plainview.recognise import PlateReads, Unrecognised, recognise

OTHER = ["When", "Officer", "Department", "Why", "Plate No", "Cameras Searched"]
TABLE = [
    ["Alder Falls records", *[""] * 5],
    OTHER,
    ["09/01/2025 12:00:20 AM", "A. Aaa", "Alder Falls OH PD", "burglary", "FAKE001", "200"],
    ["09/01/2025 12:10:20 AM", "B. Bbb", "Alder Falls OH PD", "theft", "FAKE002", "210"],
    ["09/01/2025 12:20:20 AM", "A. Aaa", "Port Wren FL SO", "stolen car", "FAKE003", "220"],
]
OWN = """
title = "Alder Falls search log"
shape = "table"
kind = "audit"
table = "entries"
required = [["searched_at_raw"], ["reason_raw"]]

[columns]
account_raw = ["Officer"]
searched_at_raw = ["When"]
searcher_raw = ["Department"]
reason_raw = ["Why"]
plate_raw = ["Plate No"]
"""


def file(tmp_path: Path, table: list[list[str]] = TABLE) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("\n".join(",".join(row) for row in table) + "\n")
    return path


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return open_case(tmp_path / "case", date(2026, 3, 31))


def own(case: Case, text: str = OWN, name: str = "alder") -> str:
    case.layouts.mkdir(exist_ok=True)
    (case.layouts / f"{name}.toml").write_text(text)
    return str(case.layouts)


def test_a_log_of_unknown_layout_is_proposed_and_not_read(tmp_path: Path) -> None:
    with pytest.raises(Unrecognised, match="looks like a search log") as caught:
        recognise(file(tmp_path), "log.csv")
    found = caught.value.proposal
    assert found is not None
    assert found.name in caught.value.fix
    one = layout.parse(found.name, found.toml.encode())
    assert {name: labels[0] for name, labels in one.columns.items()} == {
        "searched_at_raw": "when", "account_raw": "officer", "searcher_raw": "department", "reason_raw": "why",
        "plate_raw": "plateno", "devices_raw": "camerassearched",
    }  # fmt: skip
    assert layout.match_one(one, OTHER) is not None


def test_a_proposal_holds_no_cell(tmp_path: Path) -> None:
    found = proposal.propose(TABLE)
    assert found is not None
    for cell in [cell for row in TABLE[2:] for cell in row] + [TABLE[0][0]]:
        assert cell not in found.toml


def test_a_proposal_without_a_header_names_the_order(tmp_path: Path) -> None:
    table = [[one["search_type"], one["searched_at_raw"], one["searcher_raw"], "x", one["window_raw"]] for one in rows(9, 1)]
    found = proposal.propose(table)
    assert found is not None
    assert '"column 2"' in found.toml
    assert "x" not in layout.parse("x", found.toml.encode()).orders[0]
    assert layout.parse("x", found.toml.encode()).orders == (("column 1", "column 2", "column 3", "", "column 5"),)


@pytest.mark.parametrize(
    "labels",
    [["Tag", "Cam", "Seen", "Note"], ["Plate", "Lane", "Time Seen", "Officer"], ["Registration", "Address", "When", "User"]],
)
def test_what_may_be_plate_reads_is_never_proposed(labels: list[str]) -> None:
    table = [[f"FAKE{n}", "Main St", f"09/01/2025 12:0{n}:20 AM", "A. Aaa"] for n in range(5)]
    assert proposal.propose([labels, *table]) is None


def test_labels_of_strangers_cannot_break_the_proposed_file() -> None:
    labels = ["When", 'Why "\\\n[columns]', "Search\x00Type\x7f", "Officer"]
    table = [[f"09/01/2025 12:0{n}:20 AM", "burglary", "lookup", "A. Aaa"] for n in range(5)]
    found = proposal.propose([labels, *table])
    assert found is not None
    layout.parse(found.name, found.toml.encode())


def test_the_proposed_layout_is_accepted_and_used(tmp_path: Path, case: Case) -> None:
    path = file(tmp_path)
    before = releases.fingerprint(None, case.layouts)
    seen = layout_view.view(path, case)
    assert seen.proposal
    assert any("Proposed by plainview" in line for line in layout_view.told(seen))
    place = layout_view.accept(path, case)
    assert (place.parent, list((case.layouts / "proposed").iterdir())) == (case.layouts, [])
    assert releases.fingerprint(None, case.layouts) != before
    again = layout_view.view(path, case)
    assert again.found["layout"] == place.stem
    assert [one["ours"] for one in again.columns][:2] == ["searched_at_raw", "account_raw"]
    assert "FAKE" not in json.dumps(asdict(again)) + "".join(layout_view.told(again))
    with pytest.raises(UserError, match="is recognised already"):
        layout_view.accept(path, case)
    out = tmp_path / "parts"
    out.mkdir()
    assert jobs.read_table(str(path), "0" * 16, again.found, None, 0, str(out), None)["used"] == 3


def test_a_proposal_that_a_person_edited_is_kept(case: Case) -> None:
    proposed.keep(case.layouts, {"proposal": {"name": "log_1", "toml": OWN}})
    place = case.layouts / "proposed" / "log_1.toml"
    place.write_text(OWN.replace("Why", "Reason given"))
    proposed.keep(case.layouts, {"proposal": {"name": "log_1", "toml": OWN}})
    assert "Reason given" in place.read_text()
    place.write_text("shape = 1")
    with pytest.raises(UserError):
        proposed.accept(case.layouts, "log_1")
    assert place.exists()


def test_a_case_layout_lifts_no_refusal(tmp_path: Path, case: Case) -> None:
    text = OWN.replace('"When"', '"Read Time"').replace('"Why"', '"Camera"').replace('"Plate No"', '"Plate"')
    table = [["Plate", "Camera", "Read Time"], ["FAKE001", "Main St", "09/01/2025 12:00:20 AM"]]
    with pytest.raises(PlateReads):
        recognise(file(tmp_path, table), "log.csv", own(case, text))


def test_a_case_layout_gives_way_to_a_shipped_one_that_fits_as_well(tmp_path: Path, case: Case) -> None:
    labels = list(header(("searcher_raw", "reason_raw", "searched_at_raw")))
    text = (
        OWN.split("[columns]")[0]
        + "[columns]\nsearched_at_raw = ['Search Time']\nreason_raw = ['Reason']\nsearcher_raw = ['Org Name']"
    )
    found = recognise(
        file(tmp_path, [labels, *printed(rows(3, 1), ("searcher_raw", "reason_raw", "case_raw"))]), "x", own(case, text)
    )
    assert found.layout == "flock_audit"


@pytest.mark.parametrize(
    ("text", "problem", "fix"),
    [
        (OWN.replace("reason_raw = [", "reson_raw = ["), "describes a column that entries has not: reson_raw", "reason_raw"),
        (OWN.replace('kind = "audit"', 'kind = "log"'), "says kind = 'log'", "audit"),
        (OWN.replace('["Why"]', '"Why"'), "gives for reason_raw no list of labels", "reason_raw = ["),
        (OWN.replace("title =", "titel ="), "has a key that no layout knows: titel", "title"),
        (OWN.replace('"Why"', '"Officer"'), "gives reason_raw the first label of account_raw", "one of them"),
        (OWN + "[[", "", ""),
        ('shape = "page"\ntable = "snapshots"', "describes a page", "table"),
    ],
)
def test_a_mistake_in_a_case_layout_is_told_with_its_line_and_fix(case: Case, text: str, problem: str, fix: str) -> None:
    with pytest.raises(UserError, match="layouts/alder") as caught:
        layout.load_all(own(case, text))
    assert problem in str(caught.value)
    assert fix in str(caught.value)


def test_all_mistakes_are_told_at_once_with_their_lines(case: Case) -> None:
    with pytest.raises(UserErrors) as caught:
        layout.load_all(own(case, OWN.replace("title =", "titel =").replace("reason_raw = [", "reson_raw = [")))
    assert len(caught.value.errors) == 3
    assert "layouts/alder.toml, line 2" in str(caught.value)


def test_a_case_layout_may_not_take_a_shipped_name(case: Case) -> None:
    with pytest.raises(UserError, match="comes with plainview"):
        layout.load_all(own(case, OWN, "flock_audit"))


def test_a_changed_layout_is_read_anew(case: Case) -> None:
    folder = own(case)
    assert layout.load_all(folder)["alder"].title == "Alder Falls search log"
    own(case, OWN.replace("Alder Falls search log", "Other"))
    assert layout.load_all(folder)["alder"].title == "Other"


def test_random_tables_give_no_proposal_or_one_that_parses() -> None:
    rng = random.Random(1)
    cells = ["09/01/2025 12:00:20 AM", "A. Aaa", "lookup", "x" * 80, "", "200", '"', "Alder Falls OH PD", "\n", "FAKE001"]
    for _ in range(200):
        width = rng.randint(1, 7)
        table = [[rng.choice(cells) for _ in range(width)] for _ in range(rng.randint(1, 6))]
        found = proposal.propose(table)
        if found:
            layout.parse(found.name, found.toml.encode())
