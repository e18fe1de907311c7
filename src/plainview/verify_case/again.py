"""One file read again by the second path, in a child of the sandbox: its rows counted, the drawn rows compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from plainview.verify_case import cells, labels, pages, prints
from plainview.verify_case.second import csvfile, page, printed_table, words, workbook

Row = dict[str, Any]
_NO_SECOND = "there is no second reader for this kind of file"


def check_file(path: str, rows: list[Row], key: str | None) -> dict[str, Any]:
    """Read an archived file again.

    Args:
        rows: stored rows, each with `kind` (entries events share_rows snapshots) and `locator`; times in ISO form.
        key: the token key in hex; without it tokens are not recomputed.
    Returns:
        {"count": rows beside the first header or None, "why": why not, "rows": [{"differences": [[column, table, second]],
        "unchecked": ""}]}; no plate, account or token is in it.
    """
    place = Path(path)
    with place.open("rb") as file:
        head = file.read(1024)
    token_key = bytes.fromhex(key) if key else None
    if b"%PDF-" in head:
        return _pdf(place, rows)
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        found = workbook.read(place, _wanted(rows), labels.is_header) if head.startswith(b"PK") else None
        return _table(rows, found, token_key) if found else _unchecked(rows, _NO_SECOND)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if not start.startswith((b"<", b"{", b"[")) and not _is_page(rows):
        table = csvfile.read(place, _wanted(rows), labels.is_header)
        if table:
            return _table(rows, table, token_key)
    if start.startswith((b"{", b"[")):
        return _unchecked(rows, _NO_SECOND)
    return _page(place, rows)


def _is_page(rows: list[Row]) -> bool:
    return any(row["kind"] == "snapshots" or "page" in row["layout"] for row in rows)


def _wanted(rows: list[Row]) -> set[str]:
    return {row["locator"] for row in rows}


def _unchecked(rows: list[Row], why: str) -> dict[str, Any]:
    return {"count": None, "why": why, "rows": [{"differences": [], "unchecked": why} for _ in rows]}


def _table(rows: list[Row], found: csvfile.Found, key: bytes | None) -> dict[str, Any]:
    compare: dict[str, Callable[[Row, csvfile.Printed], list[cells.Difference]]] = {
        "entries": lambda row, printed: cells.entry(row, printed, key),
        "events": lambda row, printed: cells.event(row, printed, key),
        "share_rows": cells.share,
    }
    answers: list[dict[str, Any]] = []
    for row in rows:
        printed = found.rows.get(row["locator"])
        if row["kind"] not in compare:
            answers.append({"differences": [], "unchecked": _NO_SECOND})
        elif printed is None:
            answers.append({"differences": [("locator", row["locator"], "no row begins there")], "unchecked": ""})
        elif not printed.header:
            answers.append({"differences": [], "unchecked": "the second path knows no header above this row"})
        else:
            answers.append({"differences": compare[row["kind"]](row, printed), "unchecked": ""})
    return {"count": found.count, "why": found.why, "rows": answers}


def _pdf(place: Path, rows: list[Row]) -> dict[str, Any]:
    why = "printed rows are compared one by one, not counted"
    answers: list[dict[str, Any]] = []
    if any(row["kind"] in ("entries", "events") for row in rows):
        table = printed_table.table(words.pages(place), labels.column_of)
        if table is None:
            return _unchecked(rows, "the second path finds no line of known labels on the first page")
        answers = [{"differences": prints.compare(row, table), "unchecked": ""} for row in rows]
    elif rows:
        return _page(place, rows)
    return {"count": None, "why": why, "rows": answers}


def _page(place: Path, rows: list[Row]) -> dict[str, Any]:
    why = "a page has lines, not rows, and which of them are seen is each reader's own judgement"
    if not rows:
        return {"count": None, "why": why, "rows": []}
    blocks, links = page.blocks(place)
    answers: list[dict[str, Any]] = []
    for row in rows:
        if row["kind"] == "snapshots":
            answers.append({"differences": pages.snapshot(row, blocks, links), "unchecked": ""})
        elif row["kind"] == "share_rows":
            answers.append({"differences": pages.share(row, blocks), "unchecked": ""})
        else:
            answers.append({"differences": [], "unchecked": _NO_SECOND})
    return {"count": None, "why": why, "rows": answers}
