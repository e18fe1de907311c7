"""What a file is, by its content: its type, its layout, and who its custodian seems to be. Runs in the sandbox."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from plainview import layout
from plainview.errors import UserError
from plainview.ingest import headers, letters, mailboxes, portal, proposal, vigilant
from plainview.ingest.proposal import Proposal
from plainview.model import Batch, Line
from plainview.read import (
    containers,
    csv,
    dialect,
    html,
    json,
    letter,
    mail,
    mailbox,
    ocr,
    pdf,
    pdf_table,
    pdf_text,
    scan,
    txt,
    xlsx,
)
from plainview.read.encoding import decode_head, of_bytes
from plainview.split import LONGEST_LINE, Span, too_long

HEADER_ROWS = 20
HEAD = 1 << 18  # bytes of a text file in which its header is looked for
PAGE_LIMIT = 64 << 20
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\f\r\x1b")  # signs that hardly stand in text
_KNOWN = ((b"PAR1", "a Parquet file, which no custodian hands out: it was made from records by somebody"),)
_ASK = "keep it aside; ask the custodian for the record as CSV, XLSX or a PDF with text"
_SCANNED = "ask for the file as CSV, XLSX or a PDF with text; a picture is read only where its column labels are clear"
_SEE = "see docs/layouts.md for what is read; if this is a search log, write a layout for its header"


@dataclass(frozen=True, slots=True)
class Recognised:
    """type: csv xlsx json pdf html txt, or a container: zip 7z tar gz bz2 xz. layout: id, "" for a container.

    header: as printed, for tables; () where none is printed.

    order: labels in the order of the columns, where that is not the printed header. layout_toml: a layout of the case.
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
    quote: str = '"'
    escape: str = ""
    header_line: int = 0
    order: tuple[str, ...] = ()
    layout_toml: str = ""


def recognise(path: Path, name: str, layouts: str = "") -> Recognised:
    """Find type and layout. `layouts` is the folder of a case's own layouts.

    Raises:
        UserError: the file is empty, damaged, refused (plate reads), or of no known kind. `where` is left empty
            except for a line or sheet inside the file; the caller knows the file's name.
    """
    size = path.stat().st_size
    if size == 0:
        raise UserError("", "is empty", "ask the custodian to send it again")
    with path.open("rb") as file:
        head = file.read(8192)
    if packed := containers.kind_of(head):
        return Recognised(packed, "", "container")
    for magic, what in _KNOWN:
        if head.startswith(magic):
            raise Unrecognised("", f"is {what}, which this version does not read", _ASK)
    if ocr.is_picture(path):
        return _scanned(path, layouts, "a picture")
    if head.startswith(b"%PDF") or b"%PDF-" in head[:1024]:
        return _pdf(path, layouts)
    if head.startswith(b"PK"):
        return _zip(path, layouts)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole(path, name, layouts)
    nuls = head.count(0)  # leftovers and padding in a text; reading the rows decides what they cost
    signs = len(head) - len(head.translate(None, _CONTROL)) - nuls
    if (signs * 50 > len(head) or nuls * 2 > len(head)) and not of_bytes(head).startswith(("utf-16", "utf-32")):
        raise Unrecognised("", "is binary data of no known type", _ASK)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith(b"<") and (b"<html" in head.lower() or start.startswith(b"<!doctype html")):
        return _page(path, size, "html")
    if start.startswith(b"{\\rtf"):
        return _letter(letter.rtf(path), "rtf", "a Rich Text file")
    if json.looks_like(head):
        return _json(path, layouts)
    if mailbox.is_mailbox(head):
        return Recognised("mbox", "", "container")
    if mailbox.is_message(head):
        return _message(path)
    return _text(path, size, layouts)


class Unrecognised(UserError):
    """A file in good order that is of no kind plainview knows. `proposal`: what its layout could be, for a person to look at."""

    proposal: Proposal | None = None


class Private(UserError):
    """A mail message that asks for no search: nobody's concern, so only its size and hash are kept."""


class PlateReads(UserError):
    """A file that says where vehicles were: refused at the door."""


def as_json(found: Recognised) -> dict[str, Any]:
    """As a dictionary; how a file quotes is named only where it is not as usual."""
    usual = {"quote": '"', "escape": "", "header_line": 0, "order": (), "layout_toml": ""}
    return {name: value for name, value in asdict(found).items() if usual.get(name) != value}


def _pdf(path: Path, layouts: str) -> Recognised:
    if scan.only_pictures(path):
        return _scanned(path, layouts, "an image-only PDF")
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
    found = layout.match(header, layouts) if header else None
    if header and found:
        return _table(found, header, "pdf")
    if letters.recognise(lines):
        return _letter(lines, "pdf", "a PDF")
    seen = next((line.text for line in lines if line.text.strip()), "")
    raise Unrecognised("", f'is a PDF of no known layout (its first line: "{_short(seen)}")', _SEE)


def _scanned(path: Path, layouts: str, what: str) -> Recognised:
    """A table on a picture, as Tesseract reads it: taken only if its labels are read without a fault."""
    header = pdf_table.header(path)
    found = layout.match(header, layouts) if header else None
    if header and found:
        return _table(found, header, "pdf")
    seen = ", ".join(header or []) or next((line.text for line in scan.lines(path) if line.text.strip()), "")
    raise Unrecognised("", f'is {what} of no known layout (its labels or first line look like: "{_short(seen)}")', _SCANNED)


def _zip(path: Path, layouts: str) -> Recognised:
    kind = xlsx.kind_of_zip(path)
    if kind == "document":
        return _letter(letter.docx(path), "docx", "an office document", letter.docx_tables(path))
    if kind == "zip":
        return Recognised("zip", "", "container")
    with zipfile.ZipFile(path) as members:
        sheets = sum(name.startswith("xl/worksheets/") for name in members.namelist())
    return _workbook(path, sheets != 1, layouts)


def _ole(path: Path, name: str, layouts: str) -> Recognised:
    if not xlsx.is_workbook(path):
        return _letter(letter.doc(path), "doc", "a legacy Word file")
    return _workbook(path, True, layouts)


def _workbook(path: Path, several: bool, layouts: str) -> Recognised:
    """Layout of the first sheet that has one. Every sheet's first rows are looked at: none of them may be plate reads."""
    first, sheet, known, looked = "", None, None, []
    for batch in xlsx.read(path, most=headers.LOOKED_AT):
        if batch.sheet == sheet:
            continue  # blank rows may make a sheet's first rows more than one batch
        sheet = batch.sheet
        found = find_header([batch], layouts)
        if found and not known:
            known = _table(found[1], list(found[0]), "xlsx")
            at = next(n for n, row in enumerate(batch.rows) if tuple(row) == found[0])
            known = replace(known, order=headers.moved(found[0], found[1], batch.rows[at + 1 : at + 1 + headers.LOOKED_AT]))
        if known and not several:
            return known
        first = first or _first_cells(batch)
        looked.append(batch.rows[: headers.LOOKED_AT])
    if known:
        return known
    for rows in looked:
        if bare := headers.without_header(rows, layouts):
            return replace(_table(bare[1], [], "xlsx"), order=bare[0])
    _propose(looked, layouts)
    raise Unrecognised("", f'is a workbook of no known layout (its first row: "{_short(first)}")', _SEE)


def _json(path: Path, layouts: str) -> Recognised:
    keys = json.header(path)
    found = layout.match(keys, layouts) if len(keys) > 1 else None
    if found:
        return _table(found, keys, "json", encoding=csv.encoding_of(path))
    batch = next(json.read(path), None)
    _propose([batch.rows[: headers.LOOKED_AT]] if batch else [], layouts)
    raise Unrecognised("", f'is JSON of no known layout (its keys: "{_short(", ".join(keys))}")', _SEE)


def _text(path: Path, size: int, layouts: str) -> Recognised:
    encoding = csv.encoding_of(path)
    head = _head(path, encoding)
    # What stands after the last line end is cut where the head ends: half a header must not pass for a whole one.
    whole = dialect.whole_lines(head) if size > HEAD else head
    proof = dialect.prove(whole, lambda rows: _known_header(rows, layouts), dialect.parted)
    if proof:
        shown = proof.dialect
        rows = _first_rows(path, shown, encoding)
        at = next((n for n, row in enumerate(rows) if tuple(row) == proof.header), -1)
        order = headers.moved(proof.header, proof.known, rows[at + 1 :])
        if order or not proof.thin:
            found = _table(proof.known, list(proof.header), "csv", shown.delimiter, encoding)
            return replace(found, quote=shown.quote, escape=shown.escape, header_line=shown.header_line, order=order)
    guesses = [_first_rows(path, csv.Dialect(delimiter), encoding) for delimiter in dialect.USUAL if delimiter in whole]
    for delimiter, rows in zip([one for one in dialect.USUAL if one in whole], guesses, strict=True):
        if bare := headers.without_header(rows, layouts):
            return replace(_table(bare[1], [], "csv", delimiter, encoding), order=bare[0])
    if size <= PAGE_LIMIT:
        try:
            return _page(path, size, "txt")
        except Unrecognised:
            pass
        if letters.recognise(written := txt.read(path.read_bytes())):
            return _letter(written, "txt", "a text")
    _propose(guesses, layouts)
    first = next((line for line in head.lstrip("\ufeff").splitlines() if line.strip()), "")
    raise Unrecognised("", f'is text of no known layout (its first line: "{_short(first)}")', _SEE)


def _first_rows(path: Path, shown: csv.Dialect, encoding: str) -> list[list[str]]:
    """The first rows of a text file, without the one that the limit may have cut."""
    size = path.stat().st_size
    batch = next(csv.read(path, shown, Span(0, min(size, HEAD), 1, proven=False), encoding, batch=headers.LOOKED_AT), None)
    rows = batch.rows if batch else []
    return rows[:-1] if size > HEAD and len(rows) < headers.LOOKED_AT else rows


def _propose(tables: list[list[list[str]]], layouts: str) -> None:
    """Raise Unrecognised with a proposed layout for the first table that looks like a search log."""
    for rows in tables:
        if rows and (proposed := proposal.propose(rows, layouts)):
            error = Unrecognised(
                "", "looks like a search log of a layout that plainview does not know; nothing was read from it",
                f"look at layouts/proposed/{proposed.name}.toml in the case, then `plainview layout FILE --accept --case DIR`",
            )  # fmt: skip
            error.proposal = proposed
            raise error


def _head(path: Path, encoding: str) -> str:
    """The first part of a text file; a line that does not end within the limit means it is no table."""
    with path.open("rb") as file:
        data = file.read(LONGEST_LINE + 1)
    if len(data) > LONGEST_LINE and b"\n" not in data and b"\r" not in data:
        error = too_long(path, 1, LONGEST_LINE)
        raise UserError(", line 1", error.problem, error.fix)
    return decode_head(data[:HEAD], encoding)


def refuse_plate_reads(path: Path, name: str) -> None:
    """Raise PlateReads for what a page carries inside: the page's own bytes would bring it into the archive."""
    try:
        recognise(path, name)
    except PlateReads:
        raise
    except UserError:
        return


def find_header(batches: list[Batch], layouts: str = "") -> tuple[tuple[str, ...], layout.Match] | None:
    """The first of the first rows that a layout fits, with that layout; PlateReads if it is one that refuses."""
    for batch in batches:
        found = _known_header(batch.rows, layouts)
        if found:
            if found[1].layout.refuse:
                raise PlateReads("", found[1].layout.refuse, found[1].layout.fix)
            return found
    return None


def _known_header(rows: list[list[str]], layouts: str) -> tuple[tuple[str, ...], layout.Match] | None:
    """The first of the first rows that a layout fits, also one that refuses: prose parted at every blank fits by chance."""
    for row in rows[:HEADER_ROWS]:
        found = layout.match(row, layouts) if len(row) > 1 else None
        if found:
            return tuple(row), found
    return None


def _table(found: layout.Match, header: list[str], kind: str, delimiter: str = ",", encoding: str = "") -> Recognised:
    if found.layout.refuse:
        raise PlateReads("", found.layout.refuse, found.layout.fix)
    own = "" if layout.is_shipped(found.layout) else found.layout.text
    return Recognised(kind, found.layout.id, found.layout.kind, tuple(header), delimiter, encoding, layout_toml=own)


def _page(path: Path, size: int, kind: str) -> Recognised:
    if size > PAGE_LIMIT:
        raise Unrecognised("", f"is a page of more than {PAGE_LIMIT >> 20} MiB", _ASK)
    lines = (html if kind == "html" else txt).read(path.read_bytes())
    if portal.recognise(lines):
        return _read_page(lines, "flock_portal_page", kind)
    seen = next((line.text for line in lines if line.text.strip()), "")
    raise Unrecognised("", f'is a page of no known layout (its first line: "{_short(seen)}")', _SEE)


def _letter(lines: list[Line], kind: str, what: str, tables: Sequence[Batch] = ()) -> Recognised:
    """A letter or memo about records; PlateReads where rows of plate reads were copied into it."""
    find_header(list(tables))
    if letters.holds_reads(lines):
        refusal = layout.load_all()["plate_reads"]
        raise PlateReads("", refusal.refuse, refusal.fix)
    if letters.recognise(lines):
        return _read_page(lines, "letter", kind)
    seen = lines[0].text if lines else ""
    raise Unrecognised("", f'is {what}, and no letter about records of searches (its first line: "{_short(seen)}")', _ASK)


def _message(path: Path) -> Recognised:
    """One mail message: kept if it asks for a search or answers one, or if it is the letter that came with records."""
    data = mailbox.message_bytes(path, 0, mail.LARGEST)
    if mailboxes.matters(data):
        return Recognised("eml", "mail_message", "mail_message")
    lines = list(mail.read(data, carried=False).lines)
    if letters.recognise(lines) and letters.read(lines, {}).issues:
        return _letter(lines, "eml", "a mail message")
    raise Private("", mailboxes.WHY, mailboxes.FIX)


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
        "letter": letters.read,
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
