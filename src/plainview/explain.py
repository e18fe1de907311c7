"""From a figure back to the printed cell: one row of one file, how it was read, and how the archived original prints it."""

from __future__ import annotations

import json
from typing import Any

from plainview.case import Case
from plainview.errors import UserError
from plainview.ingest import releases
from plainview.sandbox import Job, Sandbox
from plainview.store import open_current

_READ = "searcher_id searched_at window_from window_to networks devices reason_state case_state".split()


def explain(case: Case, entry: str, key: bytes | None) -> dict[str, Any]:
    """Everything known about one printed row, named `release_id:row_no` (a beginning of the id that is unique will do).

    Returns {"entry": ..., "reading": [...], "said": [...], "printed": {label: cell}}: `entry` and `reading` for a log entry,
    `said` for a line of a sharing list, a portal's value, an event or a row set aside. Cells under a plate, account or
    person's label are named, never given out; a reason is given as it is printed.
    """
    release, _, row = entry.partition(":")
    if not release or not row.isdigit():
        raise UserError(entry, "does not name a row", "give it as release:row, e.g. 3f9c1a20b7de4415:17, as the pages show it")
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        found = opened.rows("explain", release=release, row_no=int(row))
        said = [] if found else opened.rows("explain_other", release=release, row_no=int(row))
        one = next(iter(found or said), None)
        if one is None:
            raise UserError(entry, "is no row of this case", "copy the id from a page or from the list of files")
        if len({other["release_id"] for other in found or said}) > 1:
            raise UserError(entry, "fits more than one file", "give more digits of the release id")
        reading = opened.rows("reading", reason_id=one["reason_id"]) if found else []
    finally:
        opened.close()
    return {"entry": one, "reading": reading, "said": said, "printed": _printed(case, one, key)}


def _printed(case: Case, one: dict[str, Any], key: bytes | None) -> dict[str, str]:
    path = case.archive / one["sha256"][:2] / one["sha256"]
    known = releases.recognised(case.warehouse, releases.fingerprint(key, case.layouts), one["sha256"])
    arguments = {"path": str(path), "found": known["found"], "locator": one["locator"]}
    with Sandbox(1) as sandbox:
        answer = sandbox.ask(Job("printed_row", one["name"], arguments))
    return dict(zip(answer["labels"], answer["cells"], strict=False))


def told(found: dict[str, Any]) -> list[str]:
    """The explanation as lines for a person."""
    one = found["entry"]
    name = f"{one['release_id']}:{one['row_no']}"
    first = f"entry {name}, part of search {one['search_id']} (linked by {one['tier']})" if "search_id" in one else f"row {name}"
    lines = [
        first,
        f"file  {one['path']}, {one['locator']}",
        f"      SHA-256 {one['sha256']}, received {one['received_on']}, read by {one['made_by']}",
        f"whose {one['custodian_raw']} (known from: {one['custodian_basis']})",
        "",
        "as printed in the original:",
    ]
    lines += [f"  {label or '(no label)'}: {json.dumps(cell, ensure_ascii=False)}" for label, cell in found["printed"].items()]
    lines += ["", "as read:"]
    lines += [f"  {row['what']}: {row['text']}" for row in found["said"]]
    lines += [f"  {column}: {one[column]}" for column in _READ if column in one]
    for reading in found["reading"]:
        if reading["purpose"]:
            decided = f"the words {reading['words']!r}, by {reading['made_by']}"
            lines.append(f"  purpose {reading['purpose']} ({reading['certainty']}): {decided}")
    marks = found["reading"][0]["marks"] if found["reading"] else []
    if marks:
        lines.append(f"  marks {', '.join(marks)}: the words {found['reading'][0]['mark_words']!r}")
    return lines
