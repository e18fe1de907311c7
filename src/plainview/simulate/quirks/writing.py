"""A draft's bytes, and where each of its lines came to stand: text, workbooks, JSON lines. No byte hangs on the clock."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

import xlsxwriter

from plainview.simulate.quirks import pdf_writing
from plainview.simulate.quirks.draft import Cell, Draft, Line, Serial, Sheet

_EPOCH = datetime(1899, 12, 30)
_STAMP = (1980, 1, 1, 0, 0, 0)
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def render(draft: Draft) -> tuple[bytes, list[tuple[str, int]]]:
    """The bytes of a laid draft, and for each line of its sheets in order: (sheet, number in it).

    sheet is "" and the number that of a line for text (the line on which a record begins), else those of the workbook; of
    a print it is "page 3", and the number that of the row on it.
    """
    if draft.type == "csv":
        return _text(draft)
    if draft.type == "ndjson":
        return _json_lines(draft)
    if draft.type == "pdf":
        header, *lines = _lines(draft)
        data, at = pdf_writing.table(
            [str(label) for label in header.cells], [[_plain(cell) for cell in line.cells] for line in lines]
        )
        return data, [("page 1", 1), *((f"page {page}", number) for page, number in at)]
    places = [(sheet.name, number) for sheet in draft.sheets for number in range(1, len(sheet.lines) + 1)]
    if draft.type == "ods":
        return _ods(draft.sheets), places
    book = _workbook(draft.sheets)
    return (_with_macros(book) if draft.type == "xlsm" else book), places


def days(at: datetime) -> float:
    """A moment as a spreadsheet's number of days."""
    return (at - _EPOCH).total_seconds() / 86_400


def _plain(cell: Cell) -> str:
    return f"{days(cell.at):.9f}" if isinstance(cell, Serial) else str(cell)


def _text(draft: Draft) -> tuple[bytes, list[tuple[str, int]]]:
    """Delimited text; its places are the physical line on which each record begins."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=draft.delimiter, lineterminator=draft.line_end)
    places, number = [], 1
    for line in _lines(draft):
        start = out.tell()
        writer.writerow([_plain(cell) for cell in line.cells])
        out.seek(start)
        places.append(("", number))
        number += out.read().count("\n")
    return out.getvalue().encode(draft.encoding), places


def _json_lines(draft: Draft) -> tuple[bytes, list[tuple[str, int]]]:
    header, *lines = _lines(draft)
    labels = [str(label) for label in header.cells]
    texts = [
        json.dumps({label: days(c.at) if isinstance(c, Serial) else c for label, c in zip(labels, line.cells, strict=True)})
        for line in lines
    ]
    return "".join(text + draft.line_end for text in texts).encode(), [("", 0), *(("", i) for i in range(1, len(lines) + 1))]


def _lines(draft: Draft) -> list[Line]:
    return [line for sheet in draft.sheets for line in sheet.lines]


def _workbook(sheets: tuple[Sheet, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 2, 2)})
    dressed = book.add_format({"num_format": "mm/dd/yyyy hh:mm:ss"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for at, line in enumerate(sheet.lines):
            for column, cell in enumerate(line.cells):
                if isinstance(cell, Serial):
                    page.write_number(at, column, round(days(cell.at), 9), dressed if cell.dressed else None)
                elif isinstance(cell, int):
                    page.write_number(at, column, cell)
                elif cell:
                    page.write_string(at, column, cell)
    book.close()
    return out.getvalue()


def _with_macros(book: bytes) -> bytes:
    """The workbook with the content type of one that may hold macros."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "[Content_Types].xml":
                data = data.replace(_MAIN.encode(), _MACROS.encode())
            new.writestr(zipfile.ZipInfo(item.filename, _STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


CONTAINERS = {
    "zip": "response.zip", "zip in zip": "response.zip", "gzip in zip": "response.zip", "tar": "response.tar.gz",
    "7z": "response.7z", "eml": "response.eml", "mbox": "inbox.mbox",
}  # fmt: skip


def packed(members: list[tuple[str, bytes]], kind: str) -> bytes:
    """A container of members (path in it, bytes). kind: a key of CONTAINERS."""
    if kind == "tar":
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name, data in members:
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
        return gzip.compress(out.getvalue(), mtime=0)
    if kind == "7z":
        return _seven_zipped(members)
    if kind == "gzip in zip":
        return _zipped([(f"{name}.gz", gzip.compress(data, mtime=0)) for name, data in members])
    return _zipped([("Audit logs.zip", _zipped(members))] if kind == "zip in zip" else members)


def _seven_zipped(members: list[tuple[str, bytes]]) -> bytes:
    import py7zr  # slow to load, and seldom needed
    from py7zr.helpers import ArchiveTimestamp

    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(data, name)
        for entry in archive.header.files_info.files:
            entry.update(dict.fromkeys(("creationtime", "lastwritetime", "lastaccesstime"), ArchiveTimestamp(0)))
    return out.getvalue()


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    """A zip of members (path in it, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))


def _ods(sheets: tuple[Sheet, ...]) -> bytes:
    """A small OpenDocument workbook."""
    tables = "".join(
        f'<table:table table:name="{escape(sheet.name, {chr(34): "&quot;"})}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, line.cells))}</table:table-row>" for line in sheet.lines)
        + "</table:table>"
        for sheet in sheets
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    content = f'{head}<office:document-content {_NAMES} office:version="1.2"><office:body><office:spreadsheet>{tables}'
    content += "</office:spreadsheet></office:body></office:document-content>"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _ODS), ("content.xml", "text/xml"))
    )
    manifest = f'{head}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">{entries}</manifest:manifest>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _STAMP), _ODS, zipfile.ZIP_STORED)
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, Serial) and cell.dressed:
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.at:%Y-%m-%dT%H:%M:%S}"/>'
    if isinstance(cell, int | Serial):
        return f'<table:table-cell office:value-type="float" office:value="{_plain(cell)}"/>'
    if not cell:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{_ods_text(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _ods_text(line: str) -> str:
    """Text with the format's own signs for tabs and runs of spaces, which XML would fold."""
    return escape(line).replace("\t", "<text:tab/>").replace("  ", ' <text:s text:c="1"/>')
