"""Bad files beside good ones: each ends in a clear reason and what to do, the rest is read, and no plate read is kept."""

from __future__ import annotations

import csv
import io
import os
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import xlsxwriter
from printed_pdf import Sheet
from printed_pdf import write as write_pdf

from plainview import cli, journey
from plainview.archive import Receipt, open_archive, sha256_of
from plainview.case import locked, open_case
from plainview.intake import Facts, find_files
from plainview.sandbox import Job, Sandbox
from plainview.split import LONGEST_LINE
from plainview.store import open_current

DAY = date(2026, 1, 2)
PLATE, WORD_PLATE = "7ZQX491", "ZQGONER"  # planted in every file of plate reads, made up
WHY = "plate reads"
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"


def row(number: int, reason: str = "stolen vehicle", org: str = "Alder Falls OH PD") -> str:
    identity = f"{number:08d}-0000-4000-8000-000000000000"
    return f'{identity},***,{org},3,,***,{reason},,,"09/01/2025, 12:{number % 60:02d}:14 PM UTC",search'


def log(first: int, n: int = 3, end: str = "\n") -> str:
    return end.join([HEADER, *(row(number) for number in range(first, first + n)), ""])


def reads(*labels: str, delimiter: str = ",") -> str:
    """Plate reads under the labels: (plate, camera or place, time)."""
    lines = [delimiter.join(labels)]
    for plate in (PLATE, WORD_PLATE):
        lines.append(delimiter.join([plate, "Main St at 4th", "2026-03-05 17:54:23"] + ["x"] * (len(labels) - 3)))
    return "\n".join(lines) + "\n"


def workbook(path: Path, sheets: dict[str, str]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, text in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(csv.reader(io.StringIO(text))):
                sheet.write_row(number, 0, cells)


def bomb_workbook(path: Path) -> None:
    workbook(path, {"Log": "a,b"})
    with zipfile.ZipFile(path) as members:
        parts = {name: members.read(name) for name in members.namelist()}
    cells = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0"?><worksheet xmlns="{space}">{cells}</worksheet>'.encode()
    path.write_bytes(zipped(parts))


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def nested(depth: int, data: bytes) -> bytes:
    for _ in range(depth):
        data = zipped({"inner.zip": data} if data[:2] == b"PK" else {"log.csv": data})
    return data


def flate_bomb_pdf(path: Path) -> None:
    """A page whose content unpacks to 200 times its size, with one word at its end."""
    body = zlib.compress(b" " * (32 << 20) + b"BT /F1 8 Tf 1 0 0 1 9 9 Tm (word) Tj ET", 9)
    write_pdf(path, [Sheet()])
    data = path.read_bytes()
    at = data.index(b"<< /Length 0 >>\nstream\n\nendstream")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(body), body)
    path.write_bytes(data[:at] + stream + data[at + len(b"<< /Length 0 >>\nstream\n\nendstream") :])


def portal_page(attachment: str) -> str:
    """A portal page that carries a file in its data: link."""
    fields = "".join(
        f"<div><div><p>{label}</p><div>{value}</div></div></div>"
        for label, value in (
            ("Data retention (in days)", "30 days"),
            ("Number of LPR and other cameras", "12"),
            ("Searches in the last 30 days", "3"),
            ("What's Detected", "License Plates, Vehicles"),
            ("Access Policy", "Each search needs a reason."),
            ("Hotlist Policy", "A person checks every hit."),
        )
    )
    return (
        "<!DOCTYPE html><html><head><title>Flock Safety - Port Wren CA PD Transparency Portal</title></head><body>"
        "<h1>Port Wren CA PD</h1><h2>Transparency Portal</h2><div id='policies'><h3>Policies</h3></div>"
        f"<div id='usage'><h3>Usage</h3>{fields}<p>Public Search Audit</p>"
        f'<a download="search_audit.csv" href="data:text/csv;charset=utf-8,{quote(attachment)}">Download CSV</a></div>'
        "<footer>Provided by Flock Safety</footer></body></html>"
    )


PORTAL_LOG = '"id","userId","searchDate","networkCount"\n"1","***","2026-03-05T17:54:23.566Z","1"\n'
PLATE_READS: dict[str, str] = {
    "plain.csv": reads("Plate", "Camera", "Time"),
    "vendor.csv": reads("License Plate", "Camera Name", "Capture Time", "State"),
    "detail.csv": reads("License Plates", "Device Name", "Timestamp"),
    "tag.csv": reads("TAG", "SITE", "Read Date"),
    "place.csv": reads("plate_number", "Latitude", "captured_at"),
    "semicolon.csv": reads("Plate", "Camera", "Date/Time", delimiter=";"),
    "tabs.txt": reads("Plate", "Camera", "Time", delimiter="\t"),
    "late-header.csv": "Export of readers\nmade on 2026-03-06\n\n" + reads("Plate #", "Reader", "Read Time"),
    "utf-16.csv": reads("Plate", "Camera", "Time"),
    "no-header.csv": "\n".join(reads("Plate", "Camera", "Time").splitlines()[1:]) + "\n",
    "word-first.csv": "\n".join(reads("Plate", "Camera", "Time").splitlines()[:0:-1]) + "\n",
}
UNNAMED = {"no-header.csv", "word-first.csv"}  # nothing says what they are: not taken in either, for another reason


def refused_files(folder: Path) -> dict[str, tuple[str, str]]:
    """Write every file that must be refused; returns {shown path: (kind, words of the reason)}."""
    told: dict[str, tuple[str, str]] = {}

    def put(name: str, data: bytes | str, kind: str, words: str, path: str = "") -> None:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)
        told[path or f"records/{name}"] = (kind, words)

    put("empty.csv", b"", "unreadable", "is empty")
    put("empty.zip", zipped({}), "unreadable", "without any file")
    put("torn.zip", zipped({"log.csv": log(900, 99).encode()})[:-60], "unreadable", "truncated or damaged")
    put("binary.bin", bytes(range(256)) * 64, "unrecognised", "binary data of no known type")
    put("binary.csv", bytes(range(250, -1, -1)) * 64, "unrecognised", "binary data of no known type")
    put(
        "letter.docx",
        zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
        "unrecognised",
        "no letter about records",
    )
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 480
    put("locked.xlsx", ole, "unreadable", "protected with a password")
    put("long-line.csv", HEADER.encode() + b"x" * (LONGEST_LINE + 1), "unreadable", "is longer than 16 MiB")
    put("long-row.csv", f"{log(910)}{'x' * (LONGEST_LINE + 1)}\n", "unreadable", "is longer than 16 MiB")
    wide = ",".join([HEADER, *(f"column {number}" for number in range(100_000))])
    put("wide.csv", f"{wide}\n{row(1)}{',' * 100_000}\n", "unrecognised", "of no known layout")
    put("deep.zip", nested(5, log(920).encode()), "unreadable", "more than 3 deep", "records/deep.zip" + "/inner.zip" * 3)
    small, huge = struct.pack("<L", 54_321), struct.pack("<L", 260 << 20)
    bomb = zipped({"zeros.csv": b"\0" * 54_321}).replace(small, huge)
    put("bomb.zip", bomb, "unreadable", "would unpack to 1 files of 260 MiB")
    for name, text in PLATE_READS.items():
        kind, words = ("unrecognised", "no known layout") if name in UNNAMED else ("plate_reads", WHY)
        put(f"reads/{name}", text.encode("utf-16") if name == "utf-16.csv" else text, kind, words)
    put("page.html", portal_page(reads("Plate", "Camera", "Time")), "plate_reads", WHY)
    mixed = {"good.csv": log(200).encode(), "../../out.csv": log(210).encode(), "reads.csv": PLATE_READS["plain.csv"].encode()}
    put("mixed.zip", zipped(mixed), "plate_reads", WHY, "records/mixed.zip/reads.csv")
    workbook(folder / "reads/book.xlsx", {"Log": PLATE_READS["plain.csv"]})
    told["records/reads/book.xlsx"] = ("plate_reads", WHY)
    workbook(folder / "reads/second-sheet.xlsx", {"Audit": log(930), "Reads": PLATE_READS["plain.csv"]})
    told["records/reads/second-sheet.xlsx"] = ("plate_reads", WHY)
    bomb_workbook(folder / "bomb.xlsx")
    told["records/bomb.xlsx"] = ("unreadable", "bomb")
    write_pdf(folder / "scan.pdf", [Sheet(picture=True)])
    told["records/scan.pdf"] = ("unreadable", "image-only PDF")
    flate_bomb_pdf(folder / "bomb.pdf")
    told["records/bomb.pdf"] = ("", "")  # read or refused, as the reader may decide; never the end of the run
    return told


def good_files(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Write every file that must be read; returns {shown path: (used, quarantined, skipped)}."""
    told: dict[str, tuple[int, int, int]] = {}

    def put(name: str | bytes, data: bytes | str, counts: tuple[int, int, int], path: str = "") -> None:
        (folder / os.fsdecode(name)).write_bytes(data.encode() if isinstance(data, str) else data)
        told[path or f"records/{name!s}"] = counts

    put("plain.csv", log(1), (3, 0, 0))
    put("crlf.csv", log(10, end="\r\n"), (3, 0, 0))
    put("utf16.csv", log(20).encode("utf-16"), (3, 0, 0))
    put("nul.csv", log(30).replace("stolen", "sto\0len", 1), (3, 0, 0))  # the row is whole without its NUL: it is read, and told
    put("again.csv", log(40) + HEADER + "\n\n" + row(43) + "\n,,,,,,,,,,\n", (4, 0, 3))
    put("ragged.csv", log(50) + "one,two\n" + row(53) + "\n" + row(54) + ",more\n" + row(55) + "\n", (5, 2, 0))
    put("quotes.csv", log(60) + row(63, '"shut "too" soon') + "\n" + row(64) + '\n"never shut\n', (4, 2, 0))
    put("header-only.csv", HEADER + "\n", (0, 0, 0))
    put("no-last-line-end.csv", log(70).rstrip("\n"), (3, 0, 0))
    put("above.csv", "Alder Falls,export\n\n" + log(80), (3, 0, 2))
    put("formula.csv", HEADER + "\n" + row(90, '"=HYPERLINK(""http://x.example"")"') + "\n", (1, 0, 0))
    put("copy-a.csv", log(100), (3, 0, 0))
    put("new\nline.csv", log(110), (3, 0, 0), "records/new\\nline.csv")
    put('it\'s "quoted".csv', log(120), (3, 0, 0))
    put(b"caf\xe9.csv", log(130), (3, 0, 0), "records/caf\\xe9.csv")
    put("twice-labelled.csv", log(140).replace("Case #", "Reason"), (3, 0, 0))
    told["records/mixed.zip/good.csv"] = (3, 0, 0)
    told["records/mixed.zip/../../out.csv"] = (3, 0, 0)
    return told


@dataclass
class Seen:
    """One audit of all of it, and what was expected."""

    case: Path
    records: Path
    printed: str
    warned: str
    refused: dict[str, tuple[str, str]]
    good: dict[str, tuple[int, int, int]]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        opened = open_current(self.case / "warehouse", self.case / "warehouse" / "tmp")
        try:
            return [tuple(one.values()) for one in opened.text_rows(sql)]
        finally:
            opened.close()


def audit(*words: Path | str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plainview", "audit", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("bad")
    records, case = folder / "records", folder / "case"
    records.mkdir()
    refused, good = refused_files(records), good_files(records)
    (records / "copy-b.csv").write_text(log(100))
    (records / "loop").symlink_to(records)
    (records / "self").symlink_to("self")
    (records / "nowhere.csv").symlink_to("gone.csv")
    os.mkfifo(records / "pipe.csv")
    inner_case = open_case(records / "old-case", DAY).root
    (inner_case / "archive" / "log.csv").write_text(log(940))
    done = audit(records, folder / "missing.csv", "--case", case)
    assert done.returncode == 0, done.stderr
    return Seen(case, records, done.stdout, done.stderr, refused, good)


def test_every_bad_file_is_refused_with_why_and_fix(seen: Seen) -> None:
    found = {path: (kind, why, fix) for path, kind, why, fix in seen.ask("select path, kind, why, fix from refused")}
    for path, (kind, words) in seen.refused.items():
        if not kind:
            continue
        assert path in found, path
        assert (found[path][0], words in found[path][1]) == (kind, True), (path, found[path])
        assert found[path][2], path
    assert {path for path, (kind, _, _) in found.items() if kind != "duplicate"} - {"records/bomb.pdf"} == {
        path for path, (kind, _) in seen.refused.items() if kind
    }


def test_every_reason_stands_in_the_summary(seen: Seen) -> None:
    told = [line.strip() for line in seen.printed.splitlines()]
    for why, fix in seen.ask("select distinct why, fix from refused where kind not in ('duplicate', 'other_print')"):
        plain = why.partition('"')[0]
        assert any(plain in line for line in told), why
        assert f"fix: {fix}" in told, fix
    assert "Traceback" not in seen.printed + seen.warned


def test_what_is_no_record_is_told_and_the_run_goes_on(seen: Seen) -> None:
    for words in (
        "missing.csv: does not exist", "loop: is a link to a folder", "self: is no file", "nowhere.csv: is no file",
        "pipe.csv: is no file", "old-case: is a plainview case and was passed over",
    ):  # fmt: skip
        assert words in seen.warned, words
    assert seen.warned.count("\nfix: ") == 6


def test_good_files_are_read_and_every_row_is_accounted_for(seen: Seen) -> None:
    columns = "path, n_rows, n_used, n_quarantined, n_skipped"
    found = {path: counts for path, *counts in seen.ask(f"select {columns} from releases where path <> 'records/bomb.pdf'")}
    assert {path: tuple(counts[1:]) for path, counts in found.items()} == seen.good
    assert all(rows == used + quarantined + skipped for rows, used, quarantined, skipped in found.values())


def test_every_used_row_is_one_entry_and_every_number_stands_once(seen: Seen) -> None:
    odd = """
        with spoken as (
            select release_id, row_no, 1 as used from entries union all select release_id, row_no, 0 from set_aside
        ),
        counted as (
            select release_id, count(*) as n, count(distinct row_no) as n_numbers, max(row_no) as last, sum(used) as n_used
            from spoken group by release_id
        )
        select r.path from releases r left join counted c using (release_id)
        where (r.n_rows, r.n_rows, r.n_rows, r.n_used) is distinct from
              (coalesce(c.n, 0), coalesce(c.n_numbers, 0), coalesce(c.last, 0), coalesce(c.n_used, 0))"""
    assert seen.ask(odd) == []


def test_rows_set_aside_keep_their_number_and_place_in_print(seen: Seen) -> None:
    of = "select s.row_no, locator, fate, s.name from set_aside s join releases r using (release_id) where path = '{}' order by 1"
    assert seen.ask(of.format("records/ragged.csv")) == [
        (4, "line 5", "quarantined", "cell_count"),
        (6, "line 7", "quarantined", "cell_count"),
    ]
    assert seen.ask(of.format("records/again.csv")) == [
        (4, "line 5", "skipped", "header_repeated"),
        (5, "line 6", "skipped", "blank_row"),
        (7, "line 8", "skipped", "blank_row"),
    ]
    assert {where for _, where, *_ in seen.ask(of.format("records/quotes.csv"))} == {"line 5", "line 7"}


def test_equal_files_are_one_release_and_the_copy_is_listed(seen: Seen) -> None:
    assert seen.ask("select n_copies from releases where path = 'records/copy-a.csv'") == [(2,)]
    assert seen.ask("select path, why from refused where kind = 'duplicate'") == [
        ("records/copy-b.csv", "holds the same bytes as records/copy-a.csv")
    ]


def test_cells_are_kept_as_printed(seen: Seen) -> None:
    assert seen.ask("select reason_raw from entries where reason_raw like '=%'") == [('=HYPERLINK("http://x.example")',)]


def files_of(case: Path) -> Iterator[tuple[Path, bytes]]:
    for path in case.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def test_no_planted_plate_is_anywhere_in_the_case(seen: Seen) -> None:
    forms = [form for plate in (PLATE, WORD_PLATE) for form in (plate.encode(), plate.encode("utf-16-le"))]
    for path, data in files_of(seen.case):
        texts = [data] if not data.startswith(b"PK") else [members_of(data)]
        for text in texts:
            assert not any(form in text for form in forms), path.relative_to(seen.case)
    for (table,) in seen.ask("select view_name from duckdb_views() where not internal"):
        assert seen.ask(
            f"select count(*) from {table} t where t::varchar like '%{PLATE}%' or t::varchar like '%{WORD_PLATE}%'"
        ) == [(0,)], table


def members_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as members:
        return b"".join(members.read(name) for name in members.namelist())


def test_the_archive_holds_only_whole_accepted_files(seen: Seen) -> None:
    archive = open_archive(seen.case / "archive")
    held = {path.name for path in (seen.case / "archive").rglob("*") if path.is_file()} - {"journal.jsonl"}
    assert all(sha256_of(archive.bytes_path(name)) == name for name in held)
    refused = {sha256_of(seen.records / path.removeprefix("records/")) for path in seen.refused if "zip/" not in path}
    late = {sha256_of(seen.records / "long-row.csv")}  # its header was good; only reading it found the endless line
    assert refused & held <= late | {sha256_of(seen.records / "bomb.pdf")}


def test_a_zip_cannot_write_outside_its_place(seen: Seen) -> None:
    assert list(seen.case.parent.rglob("out.csv")) == []
    assert sorted(path.name for path in seen.case.parent.iterdir()) == ["case", "records"]


def test_a_second_run_changes_no_table(seen: Seen) -> None:
    generation = (seen.case / "warehouse" / "CURRENT").read_text()
    receipts = open_archive(seen.case / "archive").receipts
    tables_of([seen.records], seen.case)
    assert (seen.case / "warehouse" / "CURRENT").read_text() == generation
    assert open_archive(seen.case / "archive").receipts == receipts


def tables_of(paths: list[Path], root: Path, custodian: str = "") -> dict[str, list[tuple[Any, ...]]]:
    """Run the journey up to its tables in this very interpreter, and give every row of every table."""
    case = open_case(root, DAY)
    run = journey.take_in(case, paths, Facts(DAY, custodian), None, lambda what, done, total: None)
    journey.build(case, run.fingerprint, lambda what, done, total: None)
    opened = open_current(case.warehouse, case.temporary)
    try:
        names = [str(one["view_name"]) for one in opened.text_rows("select view_name from duckdb_views() where not internal")]
        return {name: [tuple(one.values()) for one in opened.text_rows(f"select * from {name}")] for name in sorted(names)}
    finally:
        opened.close()


def test_the_warehouse_is_a_cache_even_where_the_first_files_are_not_named_again(tmp_path: Path) -> None:
    for name, first in (("a", 1), ("b", 50)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.csv").write_text(log(first))
    (tmp_path / "a" / "page.html").write_text(portal_page(PORTAL_LOG))
    case = tmp_path / "case"
    tables_of([tmp_path / "a"], case, "Alder Falls OH PD")
    before = tables_of([tmp_path / "b"], case)
    shutil.rmtree(case / "warehouse")
    after = tables_of([tmp_path / "b"], case)
    assert after == before
    assert len(after["entries"]) == 7


def test_plate_reads_that_an_older_version_took_in_leave_the_archive(tmp_path: Path) -> None:
    source = tmp_path / "reads.csv"
    source.write_text(PLATE_READS["plain.csv"])
    (tmp_path / "log.csv").write_text(log(1))
    case = open_case(tmp_path / "case", DAY)
    archive = open_archive(case.archive)
    sha256 = sha256_of(source)
    archive.keep(source, sha256)
    archive.note(Receipt("accepted", sha256, source.stat().st_size, "reads.csv", "old/reads.csv", "2026-01-01"))
    refused = tables_of([tmp_path / "log.csv"], case.root)["refused"]
    assert [(one[1], one[4]) for one in refused] == [("old/reads.csv", "plate_reads")]
    assert not any(PLATE.encode() in data for _, data in files_of(case.root))


def run_here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: Path | str) -> tuple[int, str]:
    """The command without a new interpreter: (exit code, what it said on stderr)."""
    monkeypatch.setattr(sys, "argv", ["plainview", "audit", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0), capsys.readouterr().err


Capture, Patch = pytest.CaptureFixture[str], pytest.MonkeyPatch


def test_no_path_that_exists_is_exit_2(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    code, said = run_here(capsys, monkeypatch, tmp_path / "gone", "--case", tmp_path / "case")
    assert code == 2
    assert "gone: does not exist\nfix: check the path" in said
    assert not (tmp_path / "case").exists()


def test_a_case_of_a_newer_version_is_left_untouched(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (case / "plainview.toml").write_text("format = 2\n")
    (tmp_path / "log.csv").write_text(log(1))
    code, said = run_here(capsys, monkeypatch, tmp_path / "log.csv", "--case", case)
    assert code == 2
    assert "newer plainview" in said
    assert [path.name for path in case.iterdir()] == ["plainview.toml"]


def test_a_file_where_the_case_should_be_is_exit_2(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    (tmp_path / "log.csv").write_text(log(1))
    code, said = run_here(capsys, monkeypatch, tmp_path / "log.csv", "--case", tmp_path / "log.csv")
    assert code == 2
    assert "fix: name a new or empty folder" in said


def test_two_runs_at_once_the_second_is_told(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    (tmp_path / "log.csv").write_text(log(1))
    with locked(open_case(tmp_path / "case", DAY)):
        code, said = run_here(capsys, monkeypatch, tmp_path / "log.csv", "--case", tmp_path / "case")
    assert code == 2
    assert "another plainview is working on this case\nfix: wait" in said


def test_code_in_the_folder_of_records_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's json.py beside the records must not be what the reader imports."""
    for name in ("json", "zipfile", "csv", "plainview"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (tmp_path / "log.csv").write_text(log(1))
    monkeypatch.chdir(tmp_path)
    with Sandbox(1) as sandbox:
        answer = sandbox.ask(Job("recognise_file", "log.csv", {"path": "log.csv", "name": "log.csv", "out": "."}))
    assert answer["found"]["layout"] == "flock_audit"
    assert not (tmp_path / "ran").exists()


def as_nobody(work: Callable[[], Any]) -> Any:
    """Run as a user who may not read everything: permissions do not bind root."""
    if os.geteuid() != 0:
        return work()
    os.seteuid(65534)
    try:
        return work()
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):  # one more where tests run side by side
        folder.chmod(0o755)
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "log.csv").write_text(log(1))
    (tmp_path / "open.csv").write_text(log(1))
    (tmp_path / "shut").chmod(0)
    try:
        offers, errors = as_nobody(lambda: find_files([tmp_path, tmp_path / "shut" / "log.csv"]))
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert [offer.place.name for offer in offers] == ["open.csv"]
    assert [(Path(error.where).name, error.problem) for error in errors] == [
        ("shut", "cannot be opened: Permission denied"),
        ("log.csv", "does not exist or cannot be opened"),
    ]


def test_files_of_one_name_in_two_places_are_both_taken(tmp_path: Path) -> None:
    for year in ("2025", "2026"):
        (tmp_path / year / "audit").mkdir(parents=True)
        (tmp_path / year / "audit" / "log.csv").write_text(year)
    paths = [tmp_path / "2025" / "audit", tmp_path / "2026" / "audit"]
    offers, errors = find_files(paths)
    assert [offer.path for offer in offers] == ["2025/audit/log.csv", "2026/audit/log.csv"]
    assert [offer.place.read_text() for offer in offers] == ["2025", "2026"]
    assert errors == []
    assert [offer.path for offer in find_files(paths[:1] * 2)[0]] == ["audit/log.csv"]
