"""What the sandbox's children do: recognise one file, take a container apart, read one release into parts."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from plainview import layout, recognise
from plainview.errors import UserError
from plainview.ingest import describe, events, mail_rows, mailboxes, tables
from plainview.ingest.aside import MOST_NAMED
from plainview.model import Batch, Line, PageReading
from plainview.parts import PartWriter
from plainview.plates import plates_printed  # noqa: F401 (a job too)
from plainview.prose import look_at_prose  # noqa: F401 (a job too)
from plainview.read import containers, csv, csv_columns, heads, html, json, mail, page_lines, pdf_table, xlsx
from plainview.split import Span


def recognise_file(path: str, name: str, out: str, layouts: str = "") -> dict[str, Any]:
    """Recognise a file; what a page carries inside (a CSV) is written below `out`, what a container holds is listed.

    Returns {"found": ..., "inside": [{"name", "path"}], "members": [[number, name, size]], "passed": [[name, why]],
    "left": [[name, size, sha256, why, fix]]} or {"refused": kind, "why", "fix", "at"}.
    """
    inside: list[dict[str, str]] = []
    listed, left = containers.Contents(), list[mailboxes.Left]()
    only: set[int] | None = None
    try:
        try:
            found = recognise.recognise(Path(path), name, layouts)
        except recognise.Private:
            if not (only := _records_in(Path(path), Path(out), layouts)):
                raise
            found = recognise.Recognised("eml", "", "container")
        if found.kind == "mail_message":
            carried = _carried(Path(path), Path(out))
            inside = carried or []
            found = recognise.Recognised("eml", "", "container") if carried is None else found
        if found.type in mailboxes.KINDS and found.kind == "container":
            listed, left = mailboxes.contents(Path(path), found.type, only)
        elif found.kind == "container":
            listed = containers.contents(Path(path), found.type, name)
        elif found.kind == "portal_page" and found.type == "html":
            inside = _attachments(Path(path), layout.load_all()[found.layout], Path(out))
    except UserError as error:
        return _refusal(error)
    members = [[member.number, member.name, member.size] for member in listed.members]
    told = [[one.name, one.size, one.sha256, one.why, one.fix] for one in left]
    return {"found": recognise.as_json(found), "inside": inside, "members": members, "passed": listed.passed, "left": told}


def _refusal(error: UserError) -> dict[str, Any]:
    kinds = {recognise.PlateReads: "plate_reads", recognise.Unrecognised: "unrecognised", recognise.Private: "private"}
    kind = kinds.get(type(error), "unreadable")
    answer: dict[str, Any] = {"refused": kind, "why": error.problem, "fix": error.fix, "at": _inner(error.where)}
    if isinstance(error, recognise.Unrecognised) and error.proposal:
        answer["proposal"] = {"name": error.proposal.name, "toml": error.proposal.toml}
    return answer


def _inner(where: str) -> str:
    return where[where.find(", ") :] if ", " in where else ""


def unpack_members(path: str, kind: str, numbers: list[int], out: str) -> dict[str, Any]:
    """Write some members of a container below `out`, each under its number: {"failed": [[number, problem, fix]]}."""
    if kind in mailboxes.KINDS:
        return {"failed": mailboxes.unpack(Path(path), kind, numbers, Path(out))}
    return {"failed": containers.unpack(Path(path), kind, numbers, Path(out))}


def take_member(
    path: str, kind: str, number: int, name: str, scratch: str, pipe: str, most: int, layouts: str = ""
) -> dict[str, Any]:
    """Recognise one large member of a container by its head, and send its bytes into `pipe` if it may be kept.

    Returns {"found": ...} where all of it was sent; {"whole": true} where it was sent too but cannot be recognised by its
    head (a PDF, a workbook, a page, a small file); {"refused", "why", "fix", "at", "sha256", "size"} where nothing was sent.

    Raises:
        UserError: damaged, or longer than `most` bytes.
    """
    with containers.open_member(Path(path), kind, number) as member:
        source = heads.Counted(member, most)
        head = source.up_to(heads.HEAD)
        answer: dict[str, Any] = {"whole": True}
        if len(head) == heads.HEAD and not heads.needs_whole(head):
            answer = _recognise_head(head, name, Path(scratch), layouts)
        if "refused" in answer and answer["refused"] != "plate_reads":
            head += source.up_to(recognise.PAGE_LIMIT + 1 - len(head))
            if len(head) <= recognise.PAGE_LIMIT:  # a page is recognised by all of it
                answer = {"whole": True}
        if "refused" in answer:
            return {**answer, **source.digest(head)}
        with os.fdopen(os.open(pipe, os.O_WRONLY), "wb") as sink:
            sink.write(head)
            shutil.copyfileobj(source, sink, heads.CHUNK)
        return answer


def _recognise_head(head: bytes, name: str, scratch: Path, layouts: str) -> dict[str, Any]:
    """What the first part of a large member says: only of a CSV is that enough."""
    try:
        scratch.write_bytes(head)
        found = recognise.recognise(scratch, name, layouts)
        return {"found": recognise.as_json(found)} if found.type == "csv" else {"whole": True}
    except UserError as error:
        return _refusal(error)
    finally:
        scratch.unlink(missing_ok=True)


def _attachments(path: Path, found: layout.Layout, out: Path) -> list[dict[str, str]]:
    reading = recognise.read_page(html.read(path.read_bytes()), found)
    inside = []
    for number, attachment in enumerate(reading.attachments):
        target = out / f"attachment-{number}"
        target.write_bytes(attachment.data)
        recognise.refuse_plate_reads(target, attachment.name)
        inside.append({"name": attachment.name, "path": str(target)})
    return inside


def _carried(path: Path, out: Path) -> list[dict[str, str]] | None:
    """The attachments of a message, written below `out`; None if one of them is plate reads: then it is taken apart."""
    inside = []
    for number, attachment in enumerate(mail.read(path.read_bytes()).attachments):
        target = out / f"attachment-{number}"
        target.write_bytes(attachment.data)
        try:
            recognise.refuse_plate_reads(target, attachment.name)
        except recognise.PlateReads:
            return None
        inside.append({"name": attachment.name, "path": str(target)})
    return inside


def _records_in(path: Path, out: Path, layouts: str) -> set[int]:
    """Numbers of the attachments that are records or may be, in a message whose own text matters to nobody: a cover mail."""
    target, numbers = out / "attachment", set[int]()
    for number, attachment in enumerate(mail.read(path.read_bytes()).attachments, 1):
        target.write_bytes(attachment.data)
        try:
            recognise.recognise(target, attachment.name, layouts)
            numbers.add(number)
        except recognise.PlateReads:
            numbers.add(number)  # it is refused by its own name
        except UserError as error:
            if isinstance(error, recognise.Unrecognised) and error.proposal:
                numbers.add(number)
    target.unlink(missing_ok=True)
    return numbers


def read_table(
    path: str, bytes_id: str, found: dict[str, Any], span: list[Any] | None, part: int, out: str, key: str | None
) -> dict[str, Any]:
    """Read one part of a table into Parquet below `out`; returns its accounting."""
    known = _header(found)
    cut = Span(*span) if span is not None else None
    token_key = bytes.fromhex(key) if key else None
    first = cut is None or cut.start == 0
    writer = PartWriter(Path(out), bytes_id, part)
    try:
        counts = _fast(Path(path), found, known, cut, token_key, writer) or tables.read_rows(
            _batches(Path(path), found, cut), known, found["delimiter"], token_key, writer, first, lambda: _top(Path(path), found)
        )
    finally:
        writer.close()
    return {
        "part": part, "rows": counts.rows, "used": counts.used, "quarantined": counts.quarantined,
        "skipped": counts.skipped, "searchers": sorted(counts.searchers)[:MOST_NAMED], "unknown": counts.unknown_filled,
    }  # fmt: skip


def _fast(
    path: Path, found: dict[str, Any], known: tables.Header, cut: Span | None, key: bytes | None, writer: PartWriter
) -> tables.Counts | None:
    """The quick way for a span of CSV in good order; None where rows have to be looked at one by one."""
    if found["type"] != "csv" or not csv.cuttable(found, path) or cut is None or csv.ends_open(path, cut.end):
        return None
    columns = csv_columns.read(path, found["delimiter"], cut, known.width)
    if columns is None or not len(columns.lines):
        return None
    return tables.read_columns(columns, known, found["delimiter"], key, writer, first=cut.start == 0)


def _batches(path: Path, found: dict[str, Any], cut: Span | None) -> Iterator[Batch]:
    if found["type"] == "csv":
        return csv.read(path, csv.dialect_of(found), cut, found["encoding"], width=_width(found))
    if found["type"] == "json":
        return json.read(path)
    return xlsx.read(path) if found["type"] == "xlsx" else pdf_table.read(path)


def describe_table(path: str, found: dict[str, Any]) -> dict[str, Any]:
    """What the first rows of a table look like, column by column; no cell's text is given out."""
    header = _header(found)
    rows = _top(Path(path), found)
    below = next((at + 1 for at, row in enumerate(rows) if tuple(row) == header.labels), 0)
    rows = [row for row in rows[below:] if len(row) == header.width]
    labels = list(found.get("order") or found["header"]) if found["header"] else []
    return {"columns": describe.columns(rows[:300], labels, header)}


def _header(found: dict[str, Any]) -> tables.Header:
    return tables.Header(tuple(found["header"]), layout.match_found(found), len(found.get("order", ())))


def _top(path: Path, found: dict[str, Any]) -> list[list[str]]:
    """First rows of a table: what the columns look like where a later part of it stands in another order."""
    batch = next(_batches(path, found, None), None)
    return batch.rows[: tables.SAMPLE] if batch else []


def _width(found: dict[str, Any]) -> int:
    """Cells of a row, by which joined rows are told; 0 where a cell may well hold lines with many delimiters."""
    match = layout.match_found(found)
    return 0 if "details_raw" in match.places else len(found.get("order") or found["header"])


def read_page(path: str, bytes_id: str, found: dict[str, Any], out: str) -> dict[str, Any]:
    """Read one page into Parquet below `out`; returns its accounting."""
    if found["kind"] == "mail_message":
        with closing(PartWriter(Path(out), bytes_id, 0)) as writer:
            return mail_rows.write(Path(path).read_bytes(), writer)
    kind = layout.load_all()[found["layout"]]
    lines = page_lines.lines(Path(path), found)
    reading: PageReading = recognise.read_page(lines, kind)
    _write_page(reading, PartWriter(Path(out), bytes_id, 0))
    quarantined = sum(1 for row in reading.set_aside if row.fate == "quarantined")
    return {
        "part": 0, "rows": reading.n_rows, "used": len(reading.used), "quarantined": quarantined,
        "skipped": len(reading.set_aside) - quarantined, "searchers": [], "unknown": {},
    }  # fmt: skip


def _write_page(reading: PageReading, writer: PartWriter) -> None:
    tables_of: dict[str, tuple[Sequence[Any], tuple[str, ...]]] = {
        "snapshots": (reading.fields, ("field", "label_raw", "value_raw", "value", "unit")),
        "share_rows": (reading.shares, ("from_raw", "to_raw", "listed_raw", "flags", "piece")),
        "set_aside": (reading.set_aside, ("fate", "name", "why")),
        "issues": (reading.issues, ("kind", "column_name", "value", "why")),
    }
    for table, (rows, names) in tables_of.items():
        columns: dict[str, object] = {name: [getattr(row, name) for row in rows] for name in names}
        if table == "share_rows":
            columns["direction"] = [
                row.direction or ("outbound" if row.to_raw == row.listed_raw else "inbound") for row in reading.shares
            ]
        writer.write(table, [row.row_no for row in rows], [row.locator for row in rows], columns)
    writer.close()


_HIDDEN = ("plate_raw", "account_raw", "user_raw", "details_raw")


def printed_row(path: str, found: dict[str, Any], locator: str) -> dict[str, Any]:
    """The cells of one row as the archived original prints them: {"labels": [...], "cells": [...]}.

    Cells under a plate, account or person's label are not given out, only named; plates in filters and prompts are covered.
    """
    place = Path(path)
    if layout.of(found).shape == "page":
        line = _line_at(page_lines.lines(place, found), locator)
        typed = found["layout"] in ("letter", "mail_message")  # what a person wrote may name a plate or an address
        return {"labels": ["text"], "cells": [events.without_plates(line) if typed else line]}
    header = _header(found)
    cells = _row_at(place, found, locator) or []
    labels = list(found.get("order") or found["header"])
    if header.match.layout.table == "entries" and not tables.in_order(cells, header):
        return {"labels": labels, "cells": tables.covered(cells)}
    for column, at in header.match.places.items():
        if at < len(cells) and cells[at]:
            if column in _HIDDEN:
                cells[at] = "(not shown)"
            elif column in tables.MAY_HOLD_PLATES:
                cells[at] = events.without_plates(cells[at])
    return {"labels": labels, "cells": cells}


def _line_at(lines: list[Line], locator: str) -> str:
    """Text of the line at a locator; a locator of one cell in a line ("page 3 line 12 cell 2") gives the whole line."""
    return next((line.text for line in lines if locator in (line.locator, *_inside(line, locator))), "")


def _inside(line: Line, locator: str) -> list[str]:
    return [locator] if locator.startswith(f"{line.locator} cell") else []


def _row_at(place: Path, found: dict[str, Any], locator: str) -> list[str] | None:
    if found["type"] == "csv":
        return csv.row_at(place, found, locator, _width(found))
    for batch in _batches(place, found, None):
        for cells, where in zip(batch.rows, batch.locators, strict=True):
            if where == locator:
                return cells
    return None


def read_cells(path: str) -> dict[str, Any]:
    """Every row of every sheet of a small workbook as printed: {"rows": [[locator, [cells]]]} (`plainview agencies load`)."""
    return {"rows": [list(pair) for batch in xlsx.read(Path(path)) for pair in zip(batch.locators, batch.rows, strict=True)]}


def read_again(path: str, rows: list[dict[str, Any]], key: str | None) -> dict[str, Any]:
    """Read an archived file by the second path and compare the rows drawn for `plainview verify-case`."""
    from plainview.verify_case import again

    return again.check_file(path, rows, key)


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
