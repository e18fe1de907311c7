"""PDF reading: lines in reading order, cells of printed tables by position, nothing lost, clear refusals."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printed_pdf import Sheet, write

from plainview.errors import UserError
from plainview.model import Batch
from plainview.read import pdf, pdf_table

LABELS = ["ID", "Org Name", "Networks", "Time Frame", "Reason", "Search Time"]
LEFT = {"ID": 30, "Org Name": 220, "Time Frame": 380, "Reason": 470, "Search Time": 590}
NETWORKS_END = 372
PITCH = 10
TIME = "11/14/2025, 09:53:36 AM UTC"


def table(sheet: Sheet, y: float, cells: dict[str, str]) -> None:
    for label, text in cells.items():
        if label == "Networks":
            sheet.right(NETWORKS_END, y, text, 7)
        else:
            sheet.text(LEFT[label], y, text, 7)


def header(sheet: Sheet, y: float = 60) -> None:
    table(sheet, y, {label: label for label in LABELS})


def record(number: int, reason: list[str], frame: tuple[str, ...] = ("",)) -> dict[str, list[str]]:
    identity = str(uuid.UUID(int=number + (1 << 100)))
    return {
        "ID": [identity], "Org Name": ["Alder Falls PD"], "Networks": [str(number * 37)], "Time Frame": list(frame),
        "Reason": reason, "Search Time": [TIME],
    }  # fmt: skip


def lay_out(records: list[dict[str, list[str]]], hang: str, per_page: int) -> list[Sheet]:
    """Print records as a spreadsheet does: one line per row of text, pages broken anywhere."""
    printed: list[dict[str, str]] = []
    for cells in records:
        tall = max(len(texts) for texts in cells.values())
        for line in range(tall):
            shown = {}
            for label, texts in cells.items():
                at = line if hang == "top" else line - (tall - len(texts))
                if 0 <= at < len(texts) and texts[at]:
                    shown[label] = texts[at]
            printed.append(shown)
    sheets = []
    for start in range(0, len(printed), per_page):
        sheet = Sheet(width=792, height=612)
        if start == 0:
            header(sheet)
        for at, shown in enumerate(printed[start : start + per_page]):
            table(sheet, 60 + PITCH * (at + 1), shown)
        sheets.append(sheet)
    return sheets


def expected(records: list[dict[str, list[str]]]) -> list[list[str]]:
    return [LABELS, *(["\n".join(text for text in cells[label] if text) for label in LABELS] for cells in records)]


def rows_of(path: Path) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
    batches: list[Batch] = list(pdf_table.read(path))
    return (
        [row for batch in batches for row in batch.rows],
        [locator for batch in batches for locator in batch.locators],
        [broken for batch in batches for broken in batch.broken],
    )


def test_lines_in_reading_order_though_drawn_in_another(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(60, 120, "Second line")
    sheet.text(300, 100, "34 cameras")
    sheet.text(60, 100, "Number of cameras")
    found = pdf.lines(write(tmp_path / "a.pdf", [sheet, sheet]))
    assert [(line.locator, line.text) for line in found] == [
        ("page 1 line 1", "Number of cameras\t34 cameras"),
        ("page 1 line 2", "Second line"),
        ("page 2 line 1", "Number of cameras\t34 cameras"),
        ("page 2 line 2", "Second line"),
    ]


def test_signs_as_printed(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(60, 100, "one space (in brackets) \\ and 12-34")
    assert [line.text for line in pdf.lines(write(tmp_path / "a.pdf", [sheet]))] == ["one space (in brackets) \\ and 12-34"]


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_sideways_page_reads_like_an_upright_one(tmp_path: Path, rotate: int) -> None:
    upright = Sheet(width=792, height=612)
    sideways = Sheet(width=792, height=612, turned=True, rotate=rotate)
    for sheet in (upright, sideways):
        header(sheet)
        sheet.text(30, 80, "below it")
    one, other = pdf.lines(write(tmp_path / "a.pdf", [upright])), pdf.lines(write(tmp_path / "b.pdf", [sideways]))
    assert [line.text for line in one] == [line.text for line in other]
    for a, b in zip(pdf.cells(one), pdf.cells(other), strict=True):
        assert (a.x0, a.y, a.text) == (pytest.approx(b.x0, abs=0.1), pytest.approx(b.y, abs=0.1), b.text)


def test_names_that_touch_the_next_column_stay_two_cells(tmp_path: Path) -> None:
    sheet = Sheet()
    for at, name in enumerate(["Alder Falls PD", "Port Wren PD", "Elm Bay PD", "Low Hill SO", "x" * 42]):
        sheet.text(60, 100 + 30 * at, name, 10)
        sheet.text(60 + 42 * 6, 100 + 30 * at, "Next Column PD", 10)
    cells = pdf.cells(pdf.lines(write(tmp_path / "a.pdf", [sheet])))
    assert [cell.text for cell in cells][-2:] == ["x" * 42, "Next Column PD"]
    assert cells[-1].locator == "page 1 line 5 cell 2"


def test_a_picture_page_is_named(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(60, 100, "text")
    found = pdf.lines(write(tmp_path / "a.pdf", [sheet, Sheet(picture=True)]))
    assert [(line.locator, line.text, line.title) for line in found][1] == ("page 2", "", pdf.PICTURE_PAGE)


@pytest.mark.parametrize("reader", [pdf.lines, lambda path: list(pdf_table.read(path))])
def test_refusals_say_what_to_do(tmp_path: Path, reader) -> None:  # type: ignore[no-untyped-def]
    pictures = write(tmp_path / "p.pdf", [Sheet(picture=True)])
    with pytest.raises(UserError, match="image-only") as error:
        reader(pictures)
    assert "ask for the file as CSV" in error.value.fix
    with pytest.raises(UserError, match="encrypted"):
        reader(write(tmp_path / "l.pdf", [Sheet(texts=[(9, 9, "x", 9)])], locked=True))
    (tmp_path / "t.pdf").write_bytes(b"%PDF-1.4\nnothing that follows")
    with pytest.raises(UserError, match="not a readable PDF"):
        reader(tmp_path / "t.pdf")


@pytest.mark.parametrize("hang", ["top", "bottom"])
def test_wrapped_cells_are_joined_across_a_page_break(tmp_path: Path, hang: str) -> None:
    frame = ("11/13/2025,", "10:00:17 PM", "UTC", "11/14/2025,", "10:00:17 AM", "UTC")
    records = [record(n, ["stolen", "vehicle report"], frame) for n in range(1, 9)]
    rows, locators, broken = rows_of(write(tmp_path / "a.pdf", lay_out(records, hang, 20)))
    assert rows == expected(records)
    assert broken == []
    assert locators[:3] == ["page 1 row 1", "page 1 row 2", "page 1 row 3"]
    assert locators[5] == "page 2 row 1"


texts = st.text("abcdefgh XYZ459-/", min_size=1, max_size=17).map(lambda text: " ".join(text.split())).filter(bool)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    reasons=st.lists(st.lists(texts, min_size=1, max_size=4), min_size=2, max_size=12),
    hang=st.sampled_from(["top", "bottom"]),
    per_page=st.integers(5, 30),
)
def test_any_table_reads_back(tmp_path: Path, reasons: list[list[str]], hang: str, per_page: int) -> None:
    reasons[0 if hang == "bottom" else -1] = ["first part", "second part"]  # shows which way records hang
    records = [record(n, reason) for n, reason in enumerate(reasons, 1)]
    rows, _, broken = rows_of(write(tmp_path / "a.pdf", lay_out(records, hang, per_page)))
    assert rows == expected(records)
    assert broken == []


def test_lines_that_could_belong_to_either_record_are_reported_not_guessed(tmp_path: Path) -> None:
    records = [record(1, ["theft"]), record(2, ["stolen", "vehicle"]), record(3, ["theft"])]
    rows, _, broken = rows_of(write(tmp_path / "a.pdf", lay_out(records, "top", 30)))
    assert broken == [("page 1 line 4", pdf_table.EITHER)]
    assert [row[4] for row in rows[1:]] == ["theft", "stolen", "theft"]


def test_page_headers_footers_titles_and_stray_text_are_reported_by_name(tmp_path: Path) -> None:
    sheets = lay_out([record(n, ["theft"]) for n in range(1, 41)], "top", 20)
    for number, sheet in enumerate(sheets, 1):
        sheet.text(30, 590, f"Port Wren Police Department, page {number} of 2", 7)
    sheets[0].text(30, 20, "Organization audit of Port Wren", 9)
    sheets[1].text(470, 440, "end of the report", 7)
    rows, _, broken = rows_of(write(tmp_path / "a.pdf", sheets))
    assert len(rows) == 41
    assert sorted(broken) == [
        ("page 1 line 1", pdf_table.ABOVE),
        ("page 1 line 23", pdf_table.FURNITURE),
        ("page 2 line 21", pdf_table.OUTSIDE),
        ("page 2 line 22", pdf_table.FURNITURE),
    ]


def test_columns_that_almost_touch_are_kept_apart(tmp_path: Path) -> None:
    sheets = lay_out([record(n, ["theft"], ("lookup of all",)) for n in range(1, 9)], "top", 40)
    for sheet in sheets:
        sheet.texts = [(x + 6.5 if text.isdigit() else x, y, text, size) for x, y, text, size in sheet.texts]
    rows, _, _ = rows_of(write(tmp_path / "a.pdf", sheets))
    assert [row[2:4] for row in rows[1:]] == [[str(n * 37), "lookup of all"] for n in range(1, 9)]


def test_labels_printed_again_come_again(tmp_path: Path) -> None:
    sheets = lay_out([record(n, ["theft"]) for n in range(1, 11)], "top", 5)
    header(sheets[1], 60)
    rows, locators, _ = rows_of(write(tmp_path / "a.pdf", sheets))
    assert [at for at, row in enumerate(rows) if row == LABELS] == [0, 6]
    assert locators[6] == "page 2 row 1"


def test_a_record_without_its_id_is_not_merged_into_its_neighbour(tmp_path: Path) -> None:
    records = [record(n, ["theft"]) for n in range(1, 30)]
    records[7]["ID"] = [""]
    rows, _, broken = rows_of(write(tmp_path / "a.pdf", lay_out(records, "top", 40)))
    assert [row[2] for row in rows[1:]] == [str(n * 37) for n in range(1, 30)]
    assert broken == []


def test_a_window_on_two_lines_does_not_part_a_record(tmp_path: Path) -> None:
    """Two times a record stand under Time Frame: more values than under any other column, and no records for that."""
    sheet = Sheet(width=1000, height=900)
    left = (30, 230, 330, 530, 640)
    for x, label in zip(left, ("ID", "Org Name", "Time Frame", "Reason", "Search Time"), strict=True):
        sheet.text(x, 50, label, 7)
    records = [
        [
            str(uuid.UUID(int=n)) if n % 5 else "",
            "Port Wren PD",
            f"03/01/2026, 01:00:{n} PM UTC",
            "theft",
            f"03/02/2026, 01:00:{n} PM UTC",
        ]
        for n in range(10, 40)
    ]
    for at, record in enumerate(records):
        for x, text in zip(left, record, strict=True):
            sheet.text(x, 80 + 26 * at, text, 7)
        sheet.text(left[2], 89 + 26 * at, "03/02/2026, 01:00:59 PM UTC", 7)
    rows, _, broken = rows_of(write(tmp_path / "a.pdf", [sheet]))
    assert rows[1:] == [[*record[:2], f"{record[2]}\n03/02/2026, 01:00:59 PM UTC", *record[3:]] for record in records]
    assert broken == []


def test_wrapped_labels_are_joined(tmp_path: Path) -> None:
    sheet = Sheet(width=792, height=612)
    for x, above, below in ((30, "", "ID"), (230, "Org", "Name"), (330, "Total", "Networks"), (420, "", "Reason")):
        sheet.text(x, 50, above, 7)
        sheet.text(x, 59, below, 7)
    for n in range(1, 6):
        for x, text in ((30, str(uuid.UUID(int=n))), (230, "Port Wren PD"), (330, str(n)), (420, "theft")):
            sheet.text(x, 70 + 12 * n, text, 7)
    path = write(tmp_path / "a.pdf", [sheet])
    assert pdf_table.header(path) == ["ID", "Org Name", "Total Networks", "Reason"]
    assert rows_of(path)[0][2] == [str(uuid.UUID(int=2)), "Port Wren PD", "2", "theft"]


def test_a_table_without_ids_uses_drawn_lines_and_distances(tmp_path: Path) -> None:
    sheet = Sheet()
    partners = [("Alder Falls PD",), ("Port Wren County", "Sheriffs Office"), ("Elm Bay PD",)]
    for x, text in ((60, "Organization Name"), (260, "Networks Shared With Me"), (420, "Networks I'm Sharing")):
        sheet.text(x, 60, text)
    y = 80.0
    for names in partners:
        sheet.boxes.append((55, y - 8, 500, 0.5))
        for at, name in enumerate(names):
            sheet.text(60, y + 10 * at, name)
        sheet.text(260, y, "City of Elm Bay CA")
        y += 10 * len(names)
    rows, _, broken = rows_of(write(tmp_path / "a.pdf", [sheet]))
    assert [row[0] for row in rows] == ["Organization Name", "Alder Falls PD", "Port Wren County\nSheriffs Office", "Elm Bay PD"]
    assert broken == []


def test_a_letter_is_no_table(tmp_path: Path) -> None:
    sheet = Sheet()
    for at in range(5):
        sheet.text(60, 80 + 12 * at, "Dear Ms Example, please find attached the record you asked for.")
    path = write(tmp_path / "a.pdf", [sheet])
    assert pdf_table.header(path) is None
    with pytest.raises(UserError, match="no line of column labels"):
        list(pdf_table.read(path))


def test_text_without_a_place_is_refused_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet()
    sheet.text(30, 60, "Alder Falls", 7)
    write(tmp_path / "a.pdf", [sheet])
    whole = pdf._page

    def spoilt(*given: Any) -> pdf.Page:
        page = whole(*given)
        return replace(page, lines=[[replace(word, x0=float("nan")) for word in line] for line in page.lines])

    monkeypatch.setattr(pdf, "_page", spoilt)
    with pytest.raises(UserError, match="place on the page cannot be told") as told:
        pdf.lines(tmp_path / "a.pdf")
    assert told.value.where == "page 1"
