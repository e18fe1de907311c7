"""The second path finds what is planted: changed cells, moved rows, lost bytes; and it shares no reader with the first."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import audit
from printed_pdf import Sheet, write

from plainview.verify_case import again, cells, figures, labels, pages
from plainview.verify_case.second import csvfile, words, workbook

ROOM = Path(__file__).parents[2] / "src" / "plainview" / "verify_case"
FIRST_PATH = {"read", "ingest", "recognise", "layout", "parts", "jobs", "split", "states"}
HEADER = "ID,Org Name,Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time\r\n"
WINDOW = '"03/01/2026, 09:00:00 AM UTC\n03/02/2026, 09:00:00 AM UTC"'


def printed(path: Path, texts: list[tuple[int, int, str]]) -> None:
    """A PDF of one page with these texts: from the left, from the top, the text."""
    sheet = Sheet()
    for x, y, text in texts:
        sheet.text(x, y, text)
    write(path, [sheet])


def row(at: int, reason: str = "stolen vehicle", plate: str = "7ABC123") -> str:
    time = f'"03/02/2026, 09:{at // 60:02}:{at % 60:02} AM UTC"'
    searcher = "Alder Falls OH PD" if at % 2 else "Brook County OH SO"
    return f"00000000-0000-4000-8000-{at:012},{searcher},R. Roe,{at + 1},{WINDOW},{plate},{reason},26-{at},make 8XYZ99,{time}\r\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A case of one log, one workbook and one sharing export, with tokens; and its key."""
    folder = tmp_path_factory.mktemp("verify")
    records, key = folder / "records", folder / "key"
    records.mkdir()
    key.write_text("7" * 64, encoding="ascii")
    (records / "log.csv").write_text(HEADER + "".join(row(at) for at in range(300)), encoding="utf-8", newline="")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Organization Name", "Networks Shared With Me", "Networks I'm Sharing"])
    for at in range(40):
        sheet.append([f"Town {at} OH PD", "Town" if at % 2 else None, None if at % 3 else "Alder Falls OH PD"])
    book.save(records / "shared.xlsx")
    environment = pytest.MonkeyPatch()
    environment.setenv("PLAINVIEW_KEY_FILE", str(key))
    audit([records], folder / "case", "--custodian", "Alder Falls OH PD")
    environment.undo()
    return folder / "case", key


def verify(case: Path, key: Path, sample: int = 1000) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "plainview", "verify-case", "--case", str(case), "--sample", str(sample), "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PLAINVIEW_KEY_FILE": str(key)}
    )
    assert done.returncode in (0, 3), done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def case(built: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """A copy that a test may spoil."""
    shutil.copytree(built[0], tmp_path / "case")
    return tmp_path / "case", built[1]


def spoil(case: Path, column: str, change: Any, rows: set[int]) -> None:
    """Change a column of the stored entries in the rows given by their numbers."""
    pointer = (case / "warehouse" / "CURRENT").read_text().strip()
    file = next((case / "warehouse" / pointer / "entries").glob("*.parquet"))
    table = pq.read_table(file)
    at = table.column_names.index(column)
    said = [
        change(text) if number in rows else text
        for text, number in zip(table.column(column).to_pylist(), table.column("row_no").to_pylist(), strict=True)
    ]
    pq.write_table(table.set_column(at, column, pa.array(said, table.schema.field(column).type)), file)


def test_a_good_case_agrees_in_every_row(built: tuple[Path, Path]) -> None:
    code, report = verify(*built)
    assert (code, report["agrees"], report["differences"], report["wrong"]) == (0, True, [], [])
    assert report["kinds"]["entries"] | {"low": 0} == {
        "held": 300, "drawn": 300, "compared": 300, "agree": 300, "share": 1.0, "low": 0, "high": 1.0,
    }  # fmt: skip
    assert report["kinds"]["entries"]["low"] == pytest.approx(0.98736, abs=1e-4)
    assert report["kinds"]["share_rows"]["compared"] == 34
    assert report["recounted"] == {"releases": 2, "not_counted": {}}
    assert report["unchecked"] == []


def test_equal_seeds_draw_equal_rows_and_a_sample_is_no_larger_than_asked(built: tuple[Path, Path]) -> None:
    assert verify(*built, sample=20) == verify(*built, sample=20)
    assert verify(*built, sample=20)[1]["kinds"]["entries"]["drawn"] == 20


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("reason_raw", lambda text: text + " "),
        ("reason_raw", lambda text: None),
        ("searched_at", lambda time: time.replace(hour=21)),
        ("window_to", lambda time: None),
        ("networks", lambda number: number + 1),
        ("vendor_id", lambda text: text[:-1] + "x"),
        ("searcher_raw", lambda text: "Cedar OH PD"),
        ("case_raw", lambda text: text.replace("26", "25")),
        ("reason_state", lambda text: "masked"),
        ("plate_token", lambda token: token[:-1] + ("0" if token[-1] != "0" else "1")),
        ("account_token", lambda token: None),
        ("plate_state", lambda text: "not_exported"),
        ("filters_raw", lambda text: "model [plate]"),
    ],
)
def test_every_changed_cell_is_found_and_no_other(case: tuple[Path, Path], column: str, change: Any) -> None:
    spoil(case[0], column, change, {7, 250})
    code, report = verify(*case)
    assert code == 3
    assert {(one["row"].partition(":")[2], one["column"]) for one in report["differences"]} == {("7", column), ("250", column)}
    assert report["kinds"]["entries"]["agree"] == 298


def test_no_plate_account_or_token_is_told(case: tuple[Path, Path]) -> None:
    for column in ("plate_token", "account_token", "filters_raw"):
        spoil(case[0], column, lambda text: "p_" + "0" * 22, {5})
    spoil(case[0], "reason_raw", lambda text: "saw 8XYZ99", {5})
    report = json.dumps(verify(*case)[1])
    assert not [word for word in ("7ABC123", "8XYZ99", "Roe", "p_0") if word in report]


def test_rows_that_moved_are_found(case: tuple[Path, Path]) -> None:
    spoil(case[0], "locator", lambda text: "line 4", {9})
    report = verify(*case)[1]
    assert {one["row"].partition(":")[2] for one in report["differences"]} == {"9"}
    assert len(report["differences"]) >= 3


def test_lost_changed_and_foreign_bytes_are_found(case: tuple[Path, Path]) -> None:
    held = [path for path in (case[0] / "archive").glob("??/*") if path.is_file()]
    held[0].chmod(0o644)
    held[0].write_bytes(held[0].read_bytes() + b"\n")
    held[1].unlink()
    stray = case[0] / "archive" / "ab" / ("ab" + "0" * 62)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    code, report = verify(*case)
    problems = [one["problem"] for one in report["wrong"]]
    assert code == 3
    assert sum("not those it is named after" in problem for problem in problems) == 2
    assert sum("not in the archive" in problem for problem in problems) == 2  # by the journal, and by the tables
    assert sum("no line of the journal" in problem for problem in problems) == 1


def test_rows_that_went_missing_are_found_by_counting(case: tuple[Path, Path]) -> None:
    pointer = (case[0] / "warehouse" / "CURRENT").read_text().strip()
    file = case[0] / "warehouse" / pointer / "releases.parquet"
    table = pq.read_table(file)
    for name in ("n_rows", "n_used"):
        less = [n - 1 if n == 300 else n for n in table.column(name).to_pylist()]
        table = table.set_column(table.column_names.index(name), name, pa.array(less, table.schema.field(name).type))
    pq.write_table(table, file)
    problems = [one["problem"] for one in verify(*case)[1]["wrong"]]
    assert "accounts for 299 rows, the second path counts 300" in problems
    assert "299 rows are told as used, 300 stand in the tables" in problems


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.name)
def test_the_second_path_shares_no_reader_with_the_first(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("plainview"):
            rooms = {(node.module or "").split(".")[1]} if "." in (node.module or "") else {name.name for name in node.names}
            assert not rooms & FIRST_PATH


def test_what_the_child_loads_holds_no_reader_of_the_first_path() -> None:
    code = "import sys, plainview.verify_case.again; print([m for m in sys.modules if m.startswith('plainview.')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {name.split(".")[1] for name in ast.literal_eval(loaded)} & FIRST_PATH


@pytest.mark.parametrize(
    ("agree", "compared", "low", "high"),
    [(0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0), (5, 10, 0.23659, 0.76341), (496, 500, 0.97959, 0.99688), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(agree: int, compared: int, low: float, high: float) -> None:
    assert figures.interval(agree, compared) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03/02/2026, 09:00:01 AM UTC", datetime(2026, 3, 2, 9, 0, 1)),
        ("3/2/2026, 12:00:01 AM UTC", datetime(2026, 3, 2, 0, 0, 1)),
        ("03/02/2026, 12:30:00 PM", datetime(2026, 3, 2, 12, 30)),
        ("2026-03-02T09:00:01.250Z", datetime(2026, 3, 2, 9, 0, 1, 250_000)),
        ("2026-03-02 09:00:01+00:00", datetime(2026, 3, 2, 9, 0, 1)),
        ("2026-02-30T09:00:00Z", None),
        ("yesterday", None),
    ],
)
def test_times(text: str, said: datetime | None) -> None:
    assert cells.instant(text) == said


def test_a_covered_text_must_be_the_printed_one_with_words_covered() -> None:
    assert cells.covers("blue [plate] truck", "blue 7ABC123 truck")
    assert cells.covers(None, None)
    assert not cells.covers("blue [plate] car", "blue 7ABC123 truck")
    assert not cells.covers("[plate]", None)


def test_labels_are_known_without_looking_at_the_layouts() -> None:
    assert labels.under([" Org Name", "search_time", "??"], ["a", "b", "c"]) == {"searcher_raw": "a", "searched_at_raw": "b"}
    assert labels.is_header(["id", "userId", "searchDate", "networkCount", "something"])
    assert not labels.is_header(["1", "stolen", "reason", "x", "y"])


def test_the_csv_of_the_second_path_counts_and_finds_rows_by_their_first_line(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(
        b'note\r\nid;reason;search date\r\n1;"two\nlines";x\r\n2;caf\xe9;y\r\n\r\nid;reason;search date\r\n3;c;z\r\n'
    )
    found = csvfile.read(path, {"line 3", "line 5", "line 8"}, labels.is_header)
    assert found is not None
    assert found.count == 6  # the note, three rows, a blank line, the header once more
    assert [found.rows[f"line {line}"].cells[1] for line in (3, 5, 8)] == ["two\nlines", "café", "c"]


def test_a_broken_csv_is_not_counted_but_its_rows_are_still_found(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text('id,reason,search date\n1,a,x\n2,"never closed,y\n3,c,z\n', encoding="utf-8")
    found = csvfile.read(path, {"line 2", "line 4"}, labels.is_header)
    assert found is not None
    assert found.count is None
    assert found.why.startswith("the file breaks the rules of CSV")
    assert found.rows["line 4"].cells == ["3", "c", "z"]


def test_a_workbook_of_the_second_path_gives_rows_by_sheet_and_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Next")
    assert first is not None
    for cells_of in (["id", "reason", "search date"], [1, 2.5, datetime(2026, 3, 2, 9)], [None], [2, "b", None]):
        first.append(cells_of)
        second.append(cells_of)
    book.save(tmp_path / "a.xlsx")
    found = workbook.read(tmp_path / "a.xlsx", {"sheet 'Next' row 2"}, labels.is_header)
    assert found is not None
    assert found.count == 6
    assert found.rows["sheet 'Next' row 2"].cells == ["1", "2.5", "2026-03-02T09:00:00"]


def test_words_of_a_pdf_are_found_with_and_without_poppler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    printed(path, [(50, 70, "Search Time"), (250, 70, "Reason"), (50, 90, "2026-03-02T09:00:00Z"), (250, 90, "stolen van")])
    said = ["Search", "Time", "Reason", "2026-03-02T09:00:00Z", "stolen", "van"]
    if words.shutil.which("pdftotext"):
        assert [word.text for word in words.pages(path)[0]] == said
    monkeypatch.setattr(words.shutil, "which", lambda name: None)
    assert [word.text for word in words.pages(path)[0]] == said


PRINTED = [
    (50, 70, "Search Time"), (250, 70, "Reason"), (450, 70, "Search Type"),
    (50, 90, "03/02/2026, 09:00:00 AM UTC"), (250, 90, "stolen van"), (450, 90, "lookup"),
    (50, 110, "03/02/2026, 09:05:00 AM UTC"), (250, 110, "welfare"), (450, 110, "convoy"),
]  # fmt: skip


def stored(**said: object) -> dict[str, Any]:
    names = (
        "searched_at window_from window_to networks devices vendor_id search_type reason_raw offense_raw case_raw searcher_raw "
        "custodian_raw moderation".split()
    )
    usual = {
        "kind": "entries", "locator": "page 1 row 2", "layout": "flock_audit", "searched_at": "2026-03-02T09:00:00",
        "reason_raw": "stolen van", "search_type": "lookup",
    }  # fmt: skip
    return {**dict.fromkeys(names), **usual, **said}


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({}, ""),
        ({"reason_raw": "stolen car"}, "reason_raw"),
        ({"reason_raw": "lookup"}, "reason_raw"),
        ({"searched_at": "2026-03-02T09:00:01"}, "searched_at"),
        ({"networks": 7}, "networks"),
        ({"window_from": "2026-03-01T09:00:00"}, "window_from"),
    ],
)
def test_a_printed_row_is_looked_for_under_its_labels_near_its_time(tmp_path: Path, said: dict[str, object], column: str) -> None:
    path = tmp_path / "a.pdf"
    printed(path, PRINTED)
    answer = again.check_file(str(path), [stored(**said)], None)["rows"][0]
    assert [difference[0] for difference in answer["differences"]] == ([column] if column else [])


PAGE = [
    "Alder Falls OH PD", "Data retention (in days)", "30 days", "Organizations granted access to Alder Falls OH PD data",
    "Birch OH PD, Cedar OH SO, Dell, Inc. Campus PD", "Organizations sharing their data with Alder Falls OH PD", "Elm OH PD",
]  # fmt: skip


@pytest.mark.parametrize(
    ("partner", "direction", "column"),
    [
        ("Cedar OH SO", "outbound", ""), ("Elm OH PD", "inbound", ""), ("Cedar OH SO", "inbound", "direction"),
        ("Elm OH PD", "outbound", "direction"), ("Cedar OH", "outbound", "to_raw"), ("Fir OH PD", "inbound", "from_raw"),
    ],
)  # fmt: skip
def test_a_partner_must_stand_whole_in_the_list_of_its_direction(partner: str, direction: str, column: str) -> None:
    said = {"direction": direction, "from_raw": "Alder Falls OH PD", "to_raw": "Alder Falls OH PD"}
    said["from_raw" if direction == "inbound" else "to_raw"] = partner
    assert [found[0] for found in pages.share(said, PAGE)] == ([column] if column else [])


def test_a_value_must_stand_below_its_label_and_be_its_number() -> None:
    good = {"field": "retention_days", "label_raw": "Data retention (in days)", "value_raw": "30 days", "value": 30.0}
    assert pages.snapshot(good, PAGE, 0) == []
    assert [found[0] for found in pages.snapshot({**good, "value": 3.0}, PAGE, 0)] == ["value"]
    assert [found[0] for found in pages.snapshot({**good, "value_raw": "31 days", "value": 31.0}, PAGE, 0)] == ["value_raw"]


@pytest.mark.parametrize(
    ("text", "state", "of_person"),
    [
        ("R. Roe", "value", "partial"),
        ("R.R.", "value", "partial"),
        ("Rita Roe", "value", "value"), ("* * *", "masked", "masked"),
        ("7923.600 GC", "withheld", "withheld"), ("5 ILCS 140/7", "withheld", "withheld"), ("459 PC", "value", "value"),
        ("[REDACTED]", "redacted", "redacted"),
        ("REDACTED / text", "partial", "partial"),
        (" ", "empty", "empty"), ("n/a", "placeholder", "placeholder"),
    ],
)  # fmt: skip
def test_states_are_read_a_second_time(text: str, state: str, of_person: str) -> None:
    assert (cells.state_of(text), cells.person(text)) == (state, of_person)
