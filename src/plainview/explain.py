"""From a figure back to the printed cell: one entry, how it was read, and the row as it stands in the archived original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plainview.case import Case
from plainview.errors import UserError
from plainview.ingest import releases
from plainview.sandbox import Job, Sandbox
from plainview.store import open_current


def explain(case: Case, entry: str, key: bytes | None) -> dict[str, Any]:
    """Everything known about one entry, named `release_id:row_no` (a beginning of the id that is unique will do).

    Returns {"entry": ..., "reading": [...], "printed": {label: cell}}. Plates and accounts are never given out.
    """
    release, _, row = entry.partition(":")
    if not release or not row.isdigit():
        raise UserError(
            entry, "does not name an entry", "give it as release:row, e.g. 3f9c1a20b7de4415:17, as the pages show it"
        )
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        found = opened.rows("explain", release=release, row_no=int(row))
        if not found:
            raise UserError(entry, "is no entry of this case", "copy the id from a page or from the releases list")
        if len({one["release_id"] for one in found}) > 1:
            raise UserError(entry, "fits more than one release", "give more digits of the release id")
        one = found[0]
        reading = opened.rows("reading", reason_id=one["reason_id"])
    finally:
        opened.close()
    return {"entry": one, "reading": reading, "printed": _printed(case, one, key)}


def _printed(case: Case, one: dict[str, Any], key: bytes | None) -> dict[str, str]:
    path = case.archive / one["sha256"][:2] / one["sha256"]
    known = releases.recognised(case.warehouse, releases.fingerprint(key), one["sha256"])
    arguments = {"path": str(path), "found": known["found"], "row_no": one["row_no"], "locator": one["locator"]}
    with Sandbox(1) as sandbox:
        answer = sandbox.ask(Job("printed_row", one["name"], arguments))
    return dict(zip(answer["labels"], answer["cells"], strict=False))


def told(found: dict[str, Any]) -> list[str]:
    """The explanation as lines for a person."""
    one = found["entry"]
    lines = [
        f"entry {one['release_id']}:{one['row_no']}, part of search {one['search_id']} (linked by {one['tier']})",
        f"file  {one['path']}, {one['locator']}",
        f"      SHA-256 {one['sha256']}, received {one['received_on']}, read by {one['made_by']}",
        f"whose {one['custodian_raw']} (known from: {one['custodian_basis']})",
        "",
        "as printed in the original:",
    ]
    lines += [
        f"  {label or '(no label)'}: {json.dumps(cell, ensure_ascii=False)}" for label, cell in found["printed"].items()
    ]
    lines += ["", "as read:"]
    for name in (
        "searcher_id",
        "searched_at",
        "window_from",
        "window_to",
        "networks",
        "devices",
        "reason_state",
        "case_state",
    ):
        lines.append(f"  {name}: {one[name]}")
    for reading in found["reading"]:
        if reading["purpose"]:
            decided = f"the words {reading['words']!r}, by {reading['made_by']}"
            lines.append(f"  purpose {reading['purpose']} ({reading['certainty']}): {decided}")
    marks = found["reading"][0]["marks"] if found["reading"] else []
    if marks:
        lines.append(f"  marks {', '.join(marks)}: the words {found['reading'][0]['mark_words']!r}")
    return lines


def original(case: Case, sha256: str) -> Path:
    """Where the archived original lies."""
    return case.archive / sha256[:2] / sha256
