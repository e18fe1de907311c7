"""From a figure back to the printed cell: one row of one file, how it was read, and how the archived original prints it."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any

from plainview.case import Case
from plainview.errors import UserError
from plainview.fullest import FIELDS, fullest, state_of
from plainview.ingest import releases
from plainview.model import Purpose, Reading
from plainview.reasons.otherwise import otherwise
from plainview.sandbox import Job, Sandbox
from plainview.store import Store, open_current

_PURPOSE = ("purpose", "certainty", "words", "made_by")
_READ = "searcher_id searched_at window_from window_to networks devices reason_state case_state".split()


def explain(
    case: Case, entry: str, key: bytes | None, tables: Store | None = None, sandbox: Sandbox | None = None
) -> dict[str, Any]:
    """Everything known about one printed row, named `release_id:row_no` (a beginning of the id that is unique will do).

    tables, sandbox: the current tables, and a reader, where who asks has them open already.

    Returns {"entry": ..., "reading": [...], "competing": ..., "said": [...], "printed": {label: cell}, "search": ...}: `entry`,
    `reading` and `competing` (what else the words of the reason may mean) for a log entry, `said` for a line of a sharing list, a
    portal's value, an event or a row set aside. Cells under a plate, account or person's label are named, never given out; a
    reason is given as it is printed. `search` tells of the same search in other logs (see `_search`), None for what is no entry.
    """
    release, _, row = entry.partition(":")
    if not release or not row.isdigit():
        raise UserError(entry, "does not name a row", "give it as release:row, e.g. 3f9c1a20b7de4415:17, as the pages show it")
    opened = tables or open_current(case.warehouse, case.temporary / "duckdb")
    try:
        found = opened.rows("explain", release=release, row_no=int(row))
        said = [] if found else opened.rows("explain_other", release=release, row_no=int(row))
        one = next(iter(found or said), None)
        if one is None:
            raise UserError(entry, "is no row of this case", "copy the id from a page or from the list of files")
        if len({other["release_id"] for other in found or said}) > 1:
            raise UserError(entry, "fits more than one file", "give more digits of the release id")
        reading = opened.rows("reading", reason_id=one["reason_id"]) if found else []
        search = _search(_entries(opened, one["search_id"]), one) if found else None
    finally:
        if tables is None:
            opened.close()
    with nullcontext(sandbox) if sandbox else Sandbox(1) as reader:
        printed = _printed(case, one, key, reader)
    found_beside = {"competing": _competing(one, reading), "said": said, "printed": printed, "search": search}
    return {"entry": one, "reading": reading, **found_beside}


def _competing(one: dict[str, Any], reading: list[dict[str, Any]]) -> str:
    """What else the words of an entry's reason may mean; "" for what is no log entry."""
    if not reading:
        return ""
    purposes = tuple(Purpose(*(row[name] for name in _PURPOSE)) for row in reading if row["purpose"])
    first = reading[0]
    read = Reading(
        purposes, tuple(first["marks"] or ()), first["federal_name"] or "", first["mark_words"], first["marks_made_by"]
    )
    return otherwise(" ".join(one[name] or "" for name in ("reason_raw", "offense_raw")), read)


def _entries(opened: Store, search_id: str) -> list[dict[str, Any]]:
    release, _, row = search_id.partition(":")
    return opened.rows("explain_search", release=release, row_no=int(row))


def _search(entries: list[dict[str, Any]], one: dict[str, Any]) -> dict[str, Any]:
    """The search of an entry, with its entries side by side and the row that has the fullest reason and offence.

    Nothing is filled in: an account, case number or plate that one custodian hid is not told from another's log, only what
    each log did with it.
    """
    full = {field: fullest(entries, field) for field in FIELDS}
    return {
        "search_id": one["search_id"],
        "n_entries": entries[0]["n_entries"] if entries else 1,
        "n_custodians": entries[0]["n_custodians"] if entries else 1,
        "fullest": {
            field: {"text": found[f"{field}_raw"], "from": f"{found['release_id']}:{found['row_no']}"} if found else None
            for field, found in full.items()
        },
        "entries": [
            {name: value for name, value in entry.items() if name not in ("n_entries", "n_custodians")}
            | {"offense_state": state_of(entry, "offense")}
            for entry in entries
        ],
    }


def _printed(case: Case, one: dict[str, Any], key: bytes | None, sandbox: Sandbox) -> dict[str, str]:
    path = case.archive / one["sha256"][:2] / one["sha256"]
    try:
        known = releases.recognised(case.warehouse, releases.fingerprint(key, case.layouts), one["sha256"])
    except FileNotFoundError as error:
        cause = "was read by another version of plainview, with other layouts or with another token key"
        raise UserError(one["name"], cause, f"run `plainview audit --case {case.root}` once, then ask again") from error
    arguments = {"path": str(path), "found": known["found"], "locator": one["locator"]}
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
    if found["competing"]:
        lines.append(f"  may also be: {found['competing']}")
    return lines + (_told_search(found["search"], name) if found["search"] else [])


def _told_search(search: dict[str, Any], name: str) -> list[str]:
    """The other entries of a search as lines: where each is printed, how it was linked, and what it shows or hides."""
    others = [entry for entry in search["entries"] if f"{entry['release_id']}:{entry['row_no']}" != name]
    if not others:
        return ["", "the same search in other logs: none is held"]
    lines = [
        "",
        f"the same search in other logs: {search['n_entries'] - 1} more entries, {search['n_custodians']} custodians in all",
    ]
    for field, found in search["fullest"].items():
        if found:
            lines.append(f"  fullest {field}: {json.dumps(found['text'], ensure_ascii=False)}, in {found['from']}")
    for entry in others:
        whose = f"{entry['custodian_raw']}, {entry['log']} log, {entry['path']}, {entry['locator']}"
        searcher = json.dumps(entry["searcher_raw"], ensure_ascii=False)
        lines += [
            f"  {entry['release_id']}:{entry['row_no']}  {whose}",
            f"    linked by {entry['tier']}; searched at {entry['searched_at']} by {searcher}",
            f"    reach {_or_none(entry['networks'])} networks, {_or_none(entry['devices'])} devices; {_cells(entry)}",
        ]
    if len(search["entries"]) < search["n_entries"]:
        lines.append(f"  and {search['n_entries'] - len(search['entries'])} more that are not listed")
    return lines


def _cells(entry: dict[str, Any]) -> str:
    """What an entry shows or hides; of account, case and plate the state alone."""
    told = []
    for field in FIELDS:
        state = state_of(entry, field)
        words = json.dumps(entry[f"{field}_raw"], ensure_ascii=False) if state in ("value", "partial") else state
        told.append(f"{field} {words}")
    return ", ".join(told + [f"{name} {entry[f'{name}_state']}" for name in ("account", "case", "plate")])


def _or_none(n: int | None) -> str:
    return "unknown" if n is None else str(n)
