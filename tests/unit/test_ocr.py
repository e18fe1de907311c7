"""A made-up log that was printed and scanned: what Tesseract makes of it, how sure it is, and what is refused."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import audit
from printed_pdf import Sheet, write

from plainview import jobs
from plainview.errors import UserError
from plainview.read import ocr, pdf_table, scan

needs_tesseract = pytest.mark.skipif(not ocr.installed(), reason="Tesseract is not installed")
LABELS = ["ID", "Org Name", "Total Networks Searched", "Reason", "Search Time", "Search Type"]
LEFT = [30, 230, 350, 480, 600, 760]
REASONS = ["stolen vehicle", "459 PC", "welfare check", "homicide", "hit and run", "warrant", "missing person"]


def rows(n: int) -> list[list[str]]:
    return [
        [f"{at * 7919:08x}-4b1c-4d2e-8f3a-{at * 104729:012x}", "Alder Falls OH PD", str(17 + at * 31), REASONS[at % 7],
         f"03/{1 + at % 28:02}/2026, {1 + at % 11:02}:{at * 7 % 60:02}:{at * 13 % 60:02} PM UTC", "lookup"]
        for at in range(n)
    ]  # fmt: skip


def printed(path: Path, n: int, labels: list[str] = LABELS) -> Path:
    sheet = Sheet(width=860, height=80 + 16 * n)
    for line, row in enumerate([labels, *rows(n)]):
        for x, text in zip(LEFT, row, strict=True):
            sheet.text(x, 40 + 16 * line, text, 8)
    return write(path, [sheet])


def grey(path: Path, dpi: int) -> tuple[int, int, bytes]:
    """The first page as a grey picture: width, height, rows one after the other."""
    document = pypdfium2.PdfDocument(path)
    bitmap = document[0].render(scale=dpi / 72, grayscale=True)
    seen = bytes(bitmap.buffer)
    data = b"".join(seen[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height))
    found = bitmap.width, bitmap.height, data
    document.close()
    return found


def scanned(path: Path, n: int, dpi: int = 300, labels: list[str] = LABELS) -> Path:
    """A PDF that holds only the picture of a printed table."""
    width, height, data = grey(printed(path.with_name(f".{path.name}.text"), n, labels), dpi)
    packed = zlib.compress(data)
    drawn = b"q %d 0 0 %d 0 0 cm /I Do Q" % (width * 72 // dpi, height * 72 // dpi)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /XObject << /I 5 0 R >> >> /Contents 4 0 R >>"
        % (width * 72 // dpi, height * 72 // dpi),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
        b" /Length %d >>\nstream\n%s\nendstream" % (width, height, len(packed), packed),
    ]  # fmt: skip
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    path.write_bytes(
        body + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, body.rindex(b"xref\n"))
    )
    return path


def png(path: Path, n: int) -> Path:
    width, height, data = grey(printed(path.with_name(f".{path.name}.text"), n), 300)
    lines = b"".join(b"\0" + data[at * width : (at + 1) * width] for at in range(height))

    def chunk(kind: bytes, held: bytes) -> bytes:
        return len(held).to_bytes(4, "big") + kind + held + zlib.crc32(kind + held).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))
    return path


def read(path: Path) -> tuple[list[list[str]], list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Rows, notes and broken lines of a picture."""
    batches = list(pdf_table.read(path))
    return (
        [row for batch in batches for row in batch.rows],
        [note for batch in batches for note in batch.noted],
        [line for batch in batches for line in batch.broken],
    )


def wrong_cells(found: list[list[str]]) -> set[tuple[int, str]]:
    """(row, label) of every cell that is not as printed, spaces apart."""
    return {
        (number, label)
        for number, (got, want) in enumerate(zip(found, rows(len(found)), strict=True))
        for label, a, b in zip(LABELS, got, want, strict=True)
        if "".join(a.split()) != "".join(b.split())
    }


@needs_tesseract
@pytest.mark.parametrize("dpi", [300, 150])
def test_what_a_scan_shows_is_read_and_what_is_read_wrong_is_doubted(tmp_path: Path, dpi: int) -> None:
    """With Tesseract 5.3 all cells are right but those of the ids, nearly all of which are wrong and doubted."""
    found, noted, broken = read(scanned(tmp_path / "a.pdf", 30, dpi))
    assert found[0] == LABELS
    assert broken == []
    assert {kind for _, kind, _ in noted} == {"ocr_uncertain"}
    wrong, doubted = wrong_cells(found[1:]), {(int(where.split()[-1]) - 2, why.split("'")[1]) for where, _, why in noted}
    assert len({cell for cell in wrong if cell[1] != "ID"}) <= 3
    assert len(wrong - doubted) <= 2
    assert not [why for _, _, why in noted if re.search(r"[0-9a-f]{8}-", why)], "what was read is not repeated"


@needs_tesseract
def test_a_picture_file_is_recognised_by_its_content_and_read_like_a_scan(tmp_path: Path) -> None:
    path = png(tmp_path / "log", 12)
    answer: dict[str, Any] = jobs.recognise_file(str(path), "log", str(tmp_path))
    assert (answer["found"]["layout"], answer["found"]["header"]) == ("flock_audit", tuple(LABELS))
    assert len({cell for cell in wrong_cells(read(path)[0][1:]) if cell[1] != "ID"}) <= 2


@pytest.mark.parametrize(
    ("text", "sure", "why"),
    [
        ("lookup", 96.0, ""),
        ("lookup", 79.0, "79 % sure"),
        ("00001eef-4b1c-4d2e-8f3a-000000019919", 96.0, ""),
        ("00001eef-4blc-4d2e-8f3a-000000019919", 96.0, "not an id, though it has the form of one"),
    ],
)
def test_a_cell_is_doubted_by_how_sure_it_is_and_by_its_form(text: str, sure: float, why: str) -> None:
    assert scan.doubt(text, sure) == why


@needs_tesseract
def test_labels_that_no_layout_knows_are_refused_not_guessed(tmp_path: Path) -> None:
    labels = ["ID", "Nmae", "Netwroks", "Raeson", "Saerch Tmie", "Tpye"]
    answer = jobs.recognise_file(str(scanned(tmp_path / "a.pdf", 3, labels=labels)), "a.pdf", str(tmp_path))
    assert answer["refused"] == "unrecognised"
    assert answer["why"].startswith("is an image-only PDF of no known layout (its labels or first line look like")


@needs_tesseract
def test_a_broken_picture_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    answer = jobs.recognise_file(str(path), "a.png", str(tmp_path))
    assert (answer["refused"], answer["why"]) == ("unreadable", "is a picture that Tesseract cannot read")


def test_without_tesseract_the_package_to_install_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.shutil, "which", lambda name: None)
    for path in (scanned(tmp_path / "a.pdf", 2), png(tmp_path / "b.png", 2)):
        with pytest.raises(UserError, match="Tesseract") as error:
            scan.lines(path)
        assert "tesseract-ocr" in error.value.fix


@needs_tesseract
def test_a_scan_goes_the_whole_way_and_its_doubts_are_issues(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    scanned(tmp_path / "records" / "scan.pdf", 12)
    told = audit([tmp_path / "records"], tmp_path / "case", "--custodian", "Alder Falls OH PD")
    assert json.dumps(told)
    import pyarrow.parquet as pq

    generation = tmp_path / "case" / "warehouse" / (tmp_path / "case" / "warehouse" / "CURRENT").read_text().strip()
    issues = pq.read_table(generation / "issues.parquet").to_pylist()
    entries = pq.read_table(generation / "entries").to_pylist()
    assert len(entries) == 12
    doubts = [issue for issue in issues if issue["kind"] == "ocr_uncertain"]
    assert doubts
    assert {issue["value"] for issue in doubts} == {""}
    rows_of = {entry["locator"]: entry["row_no"] for entry in entries}
    assert {issue["row_no"] - rows_of[issue["locator"]] for issue in doubts} == {0}
    doubtful = {issue["row_no"] for issue in doubts if "under 'ID' " in issue["why"]}
    assert doubtful
    assert {entry["row_no"] for entry in entries if not entry["vendor_id"]} == doubtful
    assert all(issue["why"].endswith("nothing is linked by it") == ("under 'ID' " in issue["why"]) for issue in doubts)
