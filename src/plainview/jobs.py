"""What the sandbox's children do: recognise one file, take a container apart, read one release into parts."""

from __future__ import annotations

import lzma
import shutil
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from plainview import layout, recognise
from plainview.errors import UserError
from plainview.ingest import events, tables
from plainview.model import Batch, Line, PageReading
from plainview.parts import PartWriter
from plainview.read import csv, csv_columns, html, pdf, pdf_table, pdf_text, txt, xlsx
from plainview.split import Span

MEMBERS = 20_000
UNPACKED = 20 << 30
RATIO = 200


def recognise_file(path: str, name: str, out: str) -> dict[str, Any]:
    """Recognise a file; what it carries inside (members of a zip, the CSV in a page) is written below `out`.

    Returns {"found": ..., "inside": [{"name", "path"}]} or {"refused": kind, "why", "fix", "at"}.
    """
    try:
        found = recognise.recognise(Path(path), name)
        inside: list[dict[str, str]] = []
        if found.type == "zip":
            inside = _unzip(Path(path), Path(out))
        elif found.kind == "portal_page" and found.type == "html":
            inside = _attachments(Path(path), layout.load_all()[found.layout], Path(out))
    except UserError as error:
        kinds = {recognise.PlateReads: "plate_reads", recognise.Unrecognised: "unrecognised"}
        kind = kinds.get(type(error), "unreadable")
        return {"refused": kind, "why": error.problem, "fix": error.fix, "at": _inner(error.where)}
    return {"found": recognise.as_json(found), "inside": inside}


def _inner(where: str) -> str:
    return where[where.find(", ") :] if ", " in where else ""


def _unzip(path: Path, out: Path) -> list[dict[str, str]]:
    fix = "unpack it by hand with care, and name the folder"
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
            if not members:
                raise UserError("", "is a zip without any file in it", "ask the custodian to send it again")
            size = sum(item.file_size for item in members)
            if len(members) > MEMBERS or size > UNPACKED or size > RATIO * max(path.stat().st_size, 1 << 20):
                raise UserError("", f"is a zip that would unpack to {len(members)} files of {size >> 20} MiB", fix)
            if any(item.flag_bits & 1 for item in members):
                raise UserError("", "is a zip locked with a password", "unpack it with the password, and name the folder")
            inside = []
            for number, item in enumerate(members):
                target = out / str(number)
                with archive.open(item) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
                inside.append({"name": str(PurePosixPath(item.filename.replace("\\", "/"))), "path": str(target)})
            return inside
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise UserError(
            "", f"is a damaged or truncated zip ({error})", "ask for it again; compare its size with the sender's"
        ) from error


def _attachments(path: Path, found: layout.Layout, out: Path) -> list[dict[str, str]]:
    reading = recognise.read_page(html.read(path.read_bytes()), found)
    inside = []
    for number, attachment in enumerate(reading.attachments):
        target = out / f"attachment-{number}"
        target.write_bytes(attachment.data)
        recognise.refuse_plate_reads(target, attachment.name)
        inside.append({"name": attachment.name, "path": str(target)})
    return inside


def read_table(
    path: str, bytes_id: str, found: dict[str, Any], span: list[Any] | None, part: int, out: str, key: str | None
) -> dict[str, Any]:
    """Read one part of a table into Parquet below `out`; returns its accounting."""
    header = tuple(found["header"])
    match = layout.match(list(header))
    assert match is not None, "the header was matched when the file was recognised"
    known = tables.Header(header, match)
    cut = Span(*span) if span is not None else None
    token_key = bytes.fromhex(key) if key else None
    first = cut is None or cut.start == 0
    writer = PartWriter(Path(out), bytes_id, part)
    try:
        counts = _fast(Path(path), found, known, cut, token_key, writer) or tables.read_rows(
            _batches(Path(path), found, cut), known, found["delimiter"], token_key, writer, has_header=first
        )
    finally:
        writer.close()
    return {
        "part": part, "rows": counts.rows, "used": counts.used, "quarantined": counts.quarantined,
        "skipped": counts.skipped, "searchers": sorted(counts.searchers)[:2], "unknown": counts.unknown_filled,
    }  # fmt: skip


def _fast(
    path: Path, found: dict[str, Any], known: tables.Header, cut: Span | None, key: bytes | None, writer: PartWriter
) -> tables.Counts | None:
    """The quick way for a span of CSV in good order; None where rows have to be looked at one by one."""
    if found["type"] != "csv" or found["encoding"] == "utf-16" or cut is None:
        return None
    columns = csv_columns.read(path, found["delimiter"], cut, len(known.labels))
    if columns is None or not len(columns.lines):
        return None
    return tables.read_columns(columns, known, found["delimiter"], key, writer, first=cut.start == 0)


def _batches(path: Path, found: dict[str, Any], cut: Span | None) -> Iterator[Batch]:
    if found["type"] == "csv":
        return csv.read(path, found["delimiter"], cut, found["encoding"])
    return xlsx.read(path) if found["type"] == "xlsx" else pdf_table.read(path)


def read_page(path: str, bytes_id: str, found: dict[str, Any], out: str) -> dict[str, Any]:
    """Read one page into Parquet below `out`; returns its accounting."""
    kind = layout.load_all()[found["layout"]]
    lines = _page_lines(Path(path), found)
    reading: PageReading = recognise.read_page(lines, kind)
    _write_page(reading, PartWriter(Path(out), bytes_id, 0))
    quarantined = sum(1 for row in reading.set_aside if row.fate == "quarantined")
    return {
        "part": 0, "rows": reading.n_rows, "used": len(reading.used), "quarantined": quarantined,
        "skipped": len(reading.set_aside) - quarantined, "searchers": [], "unknown": {},
    }  # fmt: skip


def _page_lines(path: Path, found: dict[str, Any]) -> list[Line]:
    kind = found["type"]
    if kind == "pdf":
        return pdf_text.lines(path) if found["layout"] == "flock_portal_page" else list(pdf.lines(path))
    data = path.read_bytes()
    return html.read(data) if kind == "html" else txt.read(data)


def _write_page(reading: PageReading, writer: PartWriter) -> None:
    tables_of: dict[str, tuple[Sequence[Any], tuple[str, ...]]] = {
        "snapshots": (reading.fields, ("field", "label_raw", "value_raw", "value", "unit")),
        "share_rows": (reading.shares, ("from_raw", "to_raw", "listed_raw", "flags")),
        "set_aside": (reading.set_aside, ("fate", "name", "why")),
        "issues": (reading.issues, ("kind", "column_name", "value", "why")),
    }
    for table, (rows, names) in tables_of.items():
        columns: dict[str, object] = {name: [getattr(row, name) for row in rows] for name in names}
        if table == "share_rows":
            columns["direction"] = ["outbound" if row.to_raw == row.listed_raw else "inbound" for row in reading.shares]
        writer.write(table, [row.row_no for row in rows], [row.locator for row in rows], columns)
    writer.close()


_HIDDEN = ("plate_raw", "account_raw", "user_raw", "details_raw")


def printed_row(path: str, found: dict[str, Any], locator: str) -> dict[str, Any]:
    """The cells of one row as the archived original prints them: {"labels": [...], "cells": [...]}.

    Cells under a plate, account or person's label are not given out, only named; plates in filters and prompts are covered.
    """
    place = Path(path)
    if layout.load_all()[found["layout"]].shape == "page":
        return {"labels": ["text"], "cells": [_line_at(_page_lines(place, found), locator)]}
    match = layout.match(list(found["header"]))
    assert match is not None, "the header was matched when the file was recognised"
    cells = _row_at(place, found, locator) or []
    for column, at in match.places.items():
        if at < len(cells) and cells[at]:
            if column in _HIDDEN:
                cells[at] = "(not shown)"
            elif column in tables.MAY_HOLD_PLATES:
                cells[at] = events.without_plates(cells[at])
    return {"labels": list(found["header"]), "cells": cells}


def _line_at(lines: list[Line], locator: str) -> str:
    """Text of the line at a locator; a locator of one cell in a line ("page 3 line 12 cell 2") gives the whole line."""
    return next((line.text for line in lines if locator in (line.locator, *_inside(line, locator))), "")


def _inside(line: Line, locator: str) -> list[str]:
    return [locator] if locator.startswith(f"{line.locator} cell") else []


def _row_at(place: Path, found: dict[str, Any], locator: str) -> list[str] | None:
    if found["type"] == "csv" and found["encoding"] != "utf-16":
        line = int(locator.removeprefix("line "))
        start = csv.offset_of_line(place, line)
        span = Span(start, place.stat().st_size, line, proven=False)
        batch = next(csv.read(place, found["delimiter"], span, found["encoding"], batch=1), None)
        return batch.rows[0] if batch and batch.rows else None
    for batch in _batches(place, found, None):
        for cells, where in zip(batch.rows, batch.locators, strict=True):
            if where == locator:
                return cells
    return None


def _spend_memory(size: int) -> dict[str, Any]:
    """Break the memory limit on purpose: the sandbox's tests ask for it."""
    return {"size": len(bytearray(size))}


def _spend_time(sleep: bool) -> dict[str, Any]:
    """Break a time limit on purpose: the sandbox's tests ask for it."""
    while True:
        if sleep:
            time.sleep(60)


def _spend_disk(path: str, size: int) -> dict[str, Any]:
    """Break the file-size limit on purpose: the sandbox's tests ask for it."""
    Path(path).write_bytes(b"\0" * size)
    return {"size": size}
