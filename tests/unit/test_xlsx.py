"""Workbooks: cells as a person sees them, rows numbered as in the workbook, bombs and locked files refused."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plainview.errors import UserError
from plainview.read import xlsx

ROW = '<row><c r="{}"><v>1</v></c></row>'


def read(path: Path) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for batch in xlsx.read(path):
        found.setdefault(batch.sheet, {}).update(zip(batch.locators, batch.rows, strict=True))
    return found


def raw_workbook(path: Path, sheet_xml: str) -> Path:
    """A workbook whose sheet is the given XML, for what xlsxwriter refuses to write."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Log")
    with zipfile.ZipFile(path) as members:
        parts = {name: members.read(name) for name in members.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0"?><worksheet xmlns="{space}">{sheet_xml}</worksheet>'.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as members:
        for name, data in parts.items():
            members.writestr(name, data)
    return path


def test_values_as_a_person_sees_them(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("Log")
        moment, day, hours = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd", "[h]:mm:ss"))
        sheet.write_row(0, 0, ["a", 647, 2.5, True, " kept ", "=1+1 typed", "line\nbreak"])
        sheet.write_string(0, 5, "=1+1 typed")
        sheet.write_datetime(1, 0, datetime.datetime(2025, 12, 6, 4, 9, 53), moment)
        sheet.write_datetime(1, 1, datetime.datetime(2025, 12, 6), day)
        sheet.write_number(1, 2, 1.5, hours)
        sheet.write_number(1, 3, 0.1 + 0.2)
        sheet.write_number(1, 4, 89119.0)
    found = read(tmp_path / "a.xlsx")["Log"]
    assert found["sheet 'Log' row 1"] == ["a", "647", "2.5", "TRUE", " kept ", "=1+1 typed", "line\nbreak"]
    assert found["sheet 'Log' row 2"] == ["2025-12-06T04:09:53", "2025-12-06", "36:00:00", "0.3", "89119", "", ""]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (3.0, "3"), (-0.0, "0"), (1e15, "1000000000000000"), (datetime.time(4, 9), "04:09:00"),
     (datetime.timedelta(seconds=-90.5), "-00:01:30.5"), (False, "FALSE"), (12, "12")],
)  # fmt: skip
def test_one_value(value: xlsx.Value | None, text: str) -> None:
    assert xlsx.as_text(value) == text


def test_rows_keep_their_numbers_and_blank_rows_are_given(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("Networks")
        sheet.write_row(4, 2, ["Organization Name", "Networks"])
        sheet.write_row(7, 2, ["Port Wren PD", "Elm Bay"])
        sheet.write_blank(60, 2, None, book.add_format({"bold": True}))
        book.add_worksheet("Empty")
        book.add_worksheet("Second").write(0, 0, "x")
    assert read(tmp_path / "a.xlsx") == {
        "Networks": {
            "sheet 'Networks' row 5": ["Organization Name", "Networks"],
            "sheet 'Networks' row 6": ["", ""],
            "sheet 'Networks' row 7": ["", ""],
            "sheet 'Networks' row 8": ["Port Wren PD", "Elm Bay"],
        },
        "Second": {"sheet 'Second' row 1": ["x"]},
    }


def test_long_sheets_come_in_batches(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(xlsx.BATCH + 3):
            sheet.write(row, 0, row)
    batches = list(xlsx.read(tmp_path / "a.xlsx"))
    assert [len(batch.rows) for batch in batches] == [xlsx.BATCH, 3]
    assert (batches[1].locators[0], batches[1].rows[0]) == (f"sheet 'Sheet1' row {xlsx.BATCH + 1}", [str(xlsx.BATCH)])


def test_a_chart_sheet_is_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("Data").write(0, 0, 1)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$A$1:$A$1"})
        book.add_chartsheet("Chart").set_chart(chart)
    assert [batch.broken for batch in xlsx.read(tmp_path / "a.xlsx")][1][0][0] == "sheet 'Chart'"


@pytest.mark.parametrize("quote", ['"', "'"])
def test_two_cells_far_apart_are_a_bomb(tmp_path: Path, quote: str) -> None:
    cells = "".join(ROW.format(at) for at in ("A1", "XFD1048576")).replace('"', quote)
    path = raw_workbook(tmp_path / "a.xlsx", f"<sheetData>{cells}</sheetData>")
    assert path.stat().st_size < 8000
    with pytest.raises(UserError, match="bomb"):
        list(xlsx.read(path))


def test_a_wide_declared_range_alone_is_no_bomb(tmp_path: Path) -> None:
    sheet = f'<dimension ref="A1:XFD1048576"/><sheetData>{ROW.format("A1")}{ROW.format("B100000")}</sheetData>'
    rows = read(raw_workbook(tmp_path / "a.xlsx", sheet))["Log"]
    assert len(rows) == 100_000
    assert rows["sheet 'Log' row 100000"] == ["", "1"]


def test_a_long_sheet_of_many_columns_is_measured_exactly_before_it_is_refused(tmp_path: Path) -> None:
    cells = ROW.format("A1") + ROW.format("CV100001")  # 100 columns: refused if rows were taken as 999,999
    rows = read(raw_workbook(tmp_path / "a.xlsx", f"<sheetData>{cells}</sheetData>"))["Log"]
    assert rows["sheet 'Log' row 100001"][99] == "1"


@example(rows=[(1, 1), (16_384, 1_048_576)], chunk=33)  # cut just before the closing quote
@given(
    rows=st.lists(st.tuples(st.integers(1, 16_384), st.integers(1, 1_048_576)), min_size=1, max_size=30),
    chunk=st.integers(20, 90),
)
def test_the_extent_of_a_sheet_is_found_whatever_the_order(rows: list[tuple[int, int]], chunk: int) -> None:
    class Slow:
        def __init__(self) -> None:
            self.data = "".join(f'<c r="{xlsx._letters(column)}{row}" s="1"/>' for column, row in rows).encode()

        def read(self, size: int) -> bytes:
            piece, self.data = self.data[:chunk], self.data[chunk:]
            return piece

    last = max(row for _, row in rows)
    widest = max(column for column, _ in rows)
    assert xlsx._extent(Slow(), exact=True) == (last, widest)  # type: ignore[arg-type]
    assert xlsx._extent(Slow(), exact=False) == (min(10 ** len(str(last)) - 1, 1_048_576), widest)  # type: ignore[arg-type]


def test_a_member_that_unpacks_to_far_more_is_a_bomb(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="bomb"):
        list(xlsx.read(raw_workbook(tmp_path / "a.xlsx", "<sheetData>" + " " * 5_000_000 + "</sheetData>")))


def test_locked_truncated_and_foreign_files_are_refused(tmp_path: Path) -> None:
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 99)
    with pytest.raises(UserError, match="password"):
        list(xlsx.read(locked))
    whole = raw_workbook(tmp_path / "whole.xlsx", f"<sheetData>{ROW.format('A1')}</sheetData>").read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="truncated or damaged"):
        list(xlsx.read(tmp_path / "cut.xlsx"))
    (tmp_path / "text.xlsx").write_bytes(b"ID,Org Name\n")
    with pytest.raises(UserError, match="not a workbook"):
        list(xlsx.read(tmp_path / "text.xlsx"))
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as members:
        members.writestr("audit.csv", "ID,Org Name\n")
    with pytest.raises(UserError, match="zip file but no workbook"):
        list(xlsx.read(tmp_path / "z.zip"))
    assert xlsx.kind_of_zip(tmp_path / "z.zip") == "zip"
    assert xlsx.kind_of_zip(tmp_path / "whole.xlsx") == "workbook"


def test_a_damaged_sheet_is_the_files_mistake(tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", "<sheetData><row><c r='A1'><v>1</c></row>")
    with pytest.raises(UserError):
        list(xlsx.read(path))


def test_open_document_sheets(tmp_path: Path) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}" xmlns:table="urn:oasis:names:tc:opendocument:'
        'xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="Log"><table:table-row><table:table-cell office:value-type="string"><text:p>ID</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as members:
        members.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        members.writestr("content.xml", content)
        members.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    assert read(tmp_path / "a.ods") == {"Log": {"sheet 'Log' row 1": ["ID", "3"]}}


texts = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cs",)), min_size=1, max_size=20)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=8))
def test_any_text_reads_back(tmp_path: Path, rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("Log")
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    assert list(read(tmp_path / "a.xlsx")["Log"].values()) == rows


def dated(path: Path, moments: list[datetime.datetime | datetime.date | str], form: str = "mm/dd/yyyy hh:mm:ss") -> list[str]:
    """The cells of one column of real date cells, as they are read."""
    book = xlsxwriter.Workbook(str(path))
    sheet, dress = book.add_worksheet("a"), book.add_format({"num_format": form})
    sheet.write_string(0, 0, "Search Time")
    for at, moment in enumerate(moments, 1):
        if isinstance(moment, str):
            sheet.write_string(at, 0, moment)
        else:
            sheet.write_datetime(at, 0, moment, dress)
    book.close()
    return [row[0] for batch in xlsx.read(path) for row in batch.rows][1:]


def test_a_moment_on_midnight_is_read_in_a_column_of_times_only(tmp_path: Path) -> None:
    noon, midnight = datetime.datetime(2026, 1, 5, 12), datetime.datetime(2026, 1, 6)
    text = {noon: "2026-01-05T12:00:00", midnight: "2026-01-06T00:00:00"}
    assert dated(tmp_path / "a.xlsx", [noon, midnight, noon]) == [text[noon], text[midnight], text[noon]]
    assert dated(tmp_path / "b.xlsx", [midnight, midnight], "mm/dd/yyyy") == ["2026-01-06", "2026-01-06"]
    mostly_days = [midnight.date(), midnight.date(), midnight.date()]
    assert dated(tmp_path / "c.xlsx", [noon, *mostly_days], "mm/dd/yyyy")[1:] == ["2026-01-06"] * 3
    assert dated(tmp_path / "d.xlsx", [noon, midnight, "n/a"])[1] == text[midnight]
    assert dated(tmp_path / "e.xlsx", [noon, noon, "2026-01-06"])[2] == "2026-01-06"
