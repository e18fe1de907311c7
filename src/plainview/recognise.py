"""What a file is, by its content: its type, its layout, and who its custodian seems to be. Runs in the sandbox."""

from __future__ import annotations

import re
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plainview import layout
from plainview.errors import UserError
from plainview.ingest import portal, vigilant
from plainview.model import Batch, Line
from plainview.read import csv, html, pdf, pdf_table, pdf_text, txt, xlsx
from plainview.split import LONGEST_LINE, too_long

HEADER_ROWS = 20
HEAD = 1 << 18  # bytes of a text file in which its header is looked for
PAGE_LIMIT = 64 << 20
DELIMITERS = ",\t;|"
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\f\r\x1b")  # signs that hardly stand in text
_KNOWN = (
    (b"PAR1", "a Parquet file, which no custodian hands out: it was made from records by somebody"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
)
_ASK = "keep it aside; ask the custodian for the record as CSV, XLSX or a PDF with text"
_SEE = "see docs/layouts.md for what is read; if this is a search log, write a layout for its header"


@dataclass(frozen=True, slots=True)
class Recognised:
    """type: csv xlsx pdf html txt zip. layout: id, "" for a container. header: as printed, for tables.

    print_of: for a page, agency and date it shows for itself; two prints of one capture agree in it.
    """

    type: str
    layout: str
    kind: str
    header: tuple[str, ...] = ()
    delimiter: str = ""
    encoding: str = ""
    agency: str = ""
    seen_on: str = ""


def recognise(path: Path, name: str) -> Recognised:
    """Find type and layout.

    Raises:
        UserError: the file is empty, damaged, refused (plate reads), or of no known kind. `where` is left empty
            except for a line or sheet inside the file; the caller knows the file's name.
    """
    size = path.stat().st_size
    if size == 0:
        raise UserError("", "is empty", "ask the custodian to send it again")
    with path.open("rb") as file:
        head = file.read(8192)
    for magic, what in _KNOWN:
        if head.startswith(magic):
            raise Unrecognised("", f"is {what}, which this version does not read", _ASK)
    if head.startswith(b"%PDF") or b"%PDF-" in head[:1024]:
        return _pdf(path)
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole(path, name)
    signs = len(head) - len(head.translate(None, _CONTROL))
    if signs * 50 > len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unrecognised("", "is binary data of no known type", _ASK)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith(b"<") and (b"<html" in head.lower() or start.startswith(b"<!doctype html")):
        return _page(path, size, "html")
    if start.startswith((b"{", b"[{", b"[\n")):
        raise Unrecognised("", "is JSON, which this version does not read", _ASK)
    return _text(path, size)


class Unrecognised(UserError):
    """A file in good order that is of no kind plainview knows."""


class PlateReads(UserError):
    """A file that says where vehicles were: refused at the door."""


def as_json(found: Recognised) -> dict[str, Any]:
    return asdict(found)


def _pdf(path: Path) -> Recognised:
    lines: list[Line] = list(pdf.lines(path))
    written = pdf_text.lines(path)
    if portal.recognise(written):
        return _read_page(written, "flock_portal_page", "pdf")
    for layout_id, test in (
        ("vigilant_sharing_report", vigilant.recognise_sharing),
        ("vigilant_dashboard", vigilant.recognise_dashboard),
    ):
        if test(lines):
            return _read_page(lines, layout_id, "pdf")
    header = pdf_table.header(path)
    found = layout.match(header) if header else None
    if header and found:
        return _table(found, header, "pdf")
    seen = next((line.text for line in lines if line.text.strip()), "")
    raise Unrecognised("", f'is a PDF of no known layout (its first line: "{_short(seen)}")', _SEE)


def _zip(path: Path) -> Recognised:
    kind = xlsx.kind_of_zip(path)
    if kind == "document":
        raise Unrecognised("", "is a Word file or another office document; letters are not read yet", _ASK)
    if kind == "zip":
        return Recognised("zip", "", "container")
    with zipfile.ZipFile(path) as members:
        sheets = sum(name.startswith("xl/worksheets/") for name in members.namelist())
    return _workbook(path, several=sheets != 1)


def _ole(path: Path, name: str) -> Recognised:
    if not xlsx.is_workbook(path):
        raise Unrecognised("", "is a legacy Word file or another OLE document; letters are not read yet", _ASK)
    return _workbook(path, several=True)


def _workbook(path: Path, several: bool) -> Recognised:
    """Layout of the first sheet that has one. Every sheet's first rows are looked at: none of them may be plate reads."""
    first, sheet, known = "", None, None
    for batch in xlsx.read(path):
        if batch.sheet == sheet and known:
            continue  # further rows of a sheet whose first were looked at
        sheet = batch.sheet
        found = find_header([batch])
        known = known or (_table(found[1], list(found[0]), "xlsx") if found else None)
        if known and not several:
            return known
        first = first or _first_cells(batch)
    if known:
        return known
    raise Unrecognised("", f'is a workbook of no known layout (its first row: "{_short(first)}")', _SEE)


def _text(path: Path, size: int) -> Recognised:
    encoding = csv.encoding_of(path)
    head = _head(path, encoding)
    # What stands after the last line end is cut where the head ends: half a header must not pass for a whole one.
    whole = head[: head.rfind("\n") + 1] if size > HEAD else head
    for delimiter in DELIMITERS:
        rows = _first_rows(whole, delimiter)
        found = find_header([Batch("", [], rows)])
        if found:
            return _table(found[1], list(found[0]), "csv", delimiter, encoding)
    if size <= PAGE_LIMIT:
        try:
            return _page(path, size, "txt")
        except Unrecognised:
            pass
    first = next((line for line in head.lstrip("\ufeff").splitlines() if line.strip()), "")
    raise Unrecognised("", f'is text of no known layout (its first line: "{_short(first)}")', _SEE)


def _head(path: Path, encoding: str) -> str:
    """The first part of a text file; a line that does not end within the limit means it is no table."""
    with path.open("rb") as file:
        data = file.read(LONGEST_LINE + 1)
    if len(data) > LONGEST_LINE and b"\n" not in data and b"\r" not in data:
        error = too_long(path, 1, LONGEST_LINE)
        raise UserError(", line 1", error.problem, error.fix)
    return data[:HEAD].decode(encoding, errors="cp1252-bytes" if encoding != "utf-16" else "replace")


def _first_rows(head: str, delimiter: str) -> list[list[str]]:
    import csv as plain
    import io

    rows: list[list[str]] = []
    reader = plain.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == HEADER_ROWS:
                break
    except plain.Error:
        pass
    return rows


def refuse_plate_reads(path: Path, name: str) -> None:
    """Raise PlateReads for what a page carries inside: the page's own bytes would bring it into the archive."""
    try:
        recognise(path, name)
    except PlateReads:
        raise
    except UserError:
        return


def find_header(batches: list[Batch]) -> tuple[tuple[str, ...], layout.Match] | None:
    """The first of the first rows that a layout fits, with that layout; PlateReads if it is one that refuses."""
    for batch in batches:
        for row in batch.rows[:HEADER_ROWS]:
            found = layout.match(row) if len(row) > 1 else None
            if found:
                if found.layout.refuse:
                    raise PlateReads("", found.layout.refuse, found.layout.fix)
                return tuple(row), found
    return None


def _table(found: layout.Match, header: list[str], kind: str, delimiter: str = ",", encoding: str = "") -> Recognised:
    if found.layout.refuse:
        raise PlateReads("", found.layout.refuse, found.layout.fix)
    return Recognised(kind, found.layout.id, found.layout.kind, tuple(header), delimiter, encoding)


def _page(path: Path, size: int, kind: str) -> Recognised:
    if size > PAGE_LIMIT:
        raise Unrecognised("", f"is a page of more than {PAGE_LIMIT >> 20} MiB", _ASK)
    lines = (html if kind == "html" else txt).read(path.read_bytes())
    if portal.recognise(lines):
        return _read_page(lines, "flock_portal_page", kind)
    seen = next((line.text for line in lines if line.text.strip()), "")
    raise Unrecognised("", f'is a page of no known layout (its first line: "{_short(seen)}")', _SEE)


def _read_page(lines: list[Line], layout_id: str, kind: str) -> Recognised:
    found = layout.load_all()[layout_id]
    reading = read_page(lines, found)
    return Recognised(kind, layout_id, found.kind, agency=reading.agency_raw, seen_on=reading.seen_on)


def read_page(lines: list[Line], found: layout.Layout) -> Any:
    """A page's PageReading by the function its layout names."""
    reader = {
        "flock_portal_page": portal.read,
        "vigilant_sharing_report": vigilant.read_sharing,
        "vigilant_dashboard": vigilant.read_dashboard,
    }[found.id]
    return reader(lines, found.reading)


def _first_cells(batch: Batch) -> str:
    return ", ".join(next((row for row in batch.rows if any(row)), []))


# Whatever holds a figure, and short words in capitals: plates are of both kinds (ABC-1234, GOFAST).
_PLATE_LIKE = re.compile(r"[\w-]*\d[\w-]*|\b[A-Z]{2,8}\b")


def _short(text: str) -> str:
    """A glimpse of a stranger's file for a message: short, printable, nothing that could be a plate."""
    plain = "".join(ch for ch in text[:200] if ch.isprintable())
    return _PLATE_LIKE.sub("[...]", plain)[:80]
