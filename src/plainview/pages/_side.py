"""One search, entry by entry, side by side: what each log prints of it, what it hides, and where the fullest wording stands.

Nothing is filled in: of an account, a case number or a plate only the state of each log's own cell is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from plainview import redact
from plainview.fullest import FIELDS, fullest, state_of
from plainview.pages._case import agency, place, word
from plainview.pages._cited import ABSENT, HIDDEN, entries
from plainview.pages._days import LOGS
from plainview.pages._linking import tier_told
from plainview.pages._rows import Row, Rows

SHOWN = 40  # entries of one search that stand on its page
TITLES = {"reason": "Reason", "offense": "Offence"}
# The vendor's labels. A word of letters and figures looks like a plate to the scan of pages, so it is spelled out.
TYPES = {one: one for one in "lookup search convoy visual freeform multiGeo searchSummary apiLookup mostSeenOcrValues".split()}
TYPES["apiV1"] = "api, first version"
VERDICTS = frozenset("passed approved allowed blocked rejected denied flagged pending failed".split())


def search_shown(rows: Rows, id: str) -> Row:
    """A search as its page shows it: who, when, the fullest wording, a column for each entry, a line for each field."""
    return rows.once(("search", id), lambda r: made(r, id))


def made(rows: Rows, id: str) -> Row:
    found = entries(rows)[id]
    full = {field: fullest(found, field) for field in FIELDS}
    order = sorted(found, key=lambda entry: rank(entry, full))[:SHOWN]
    who = Counter(entry["searcher_id"] for entry in found if entry["searcher_id"]).most_common(1)
    times = sorted(str(entry["searched_at"])[:19] for entry in found if entry["searched_at"])
    return {
        "searcher": agency(rows, who[0][0] if who else None),
        "at": times[0] if times else "",
        "n_entries": found[0]["n_entries"],
        "n_custodians": found[0]["n_custodians"] or len({entry["custodian_id"] for entry in found}),
        "n_shown": len(order),
        "fullest": [wording(rows, field, found, full[field]) for field in FIELDS],
        "columns": [
            {
                "agency": agency(rows, entry["custodian_id"]),
                "log": LOGS.get(entry["log"], "log"),
                **place(rows, entry["release_id"], entry["row_no"], entry["locator"]),
            }
            for entry in order
        ],
        "lines": lines(rows, order, full),
    }


def rank(entry: Row, full: dict[str, Row | None]) -> tuple[object, ...]:
    """The entry with the fullest wording first, then those that hide something, then the others."""
    states = [state_of(entry, field) for field in FIELDS]
    tells = any(entry is one for one in full.values())
    return not tells, not any(state in HIDDEN for state in states), entry["custodian_id"] or "", entry["log"], entry["row_no"]


def wording(rows: Rows, field: str, found: list[Row], entry: Row | None) -> Row:
    """The fullest wording of one field, whose log gives it, where it is printed, and how many entries hide or lack it."""
    states = [state_of(one, field) for one in found]
    told = {
        "field": field,
        "title": TITLES[field],
        "n_hidden": sum(state in HIDDEN for state in states),
        "n_absent": sum(state in ABSENT for state in states),
        "n": len(found),
        "text": "",
        "agency": None,
        "place": None,
    }
    if entry is None:
        return told
    return {
        **told,
        "text": said(entry, field),
        "agency": agency(rows, entry["custodian_id"]),
        "place": place(rows, entry["release_id"], entry["row_no"], entry["locator"]),
    }


def said(entry: Row, field: str) -> str:
    """A reason or offence in words that may be shown; the state where nothing was disclosed."""
    state = state_of(entry, field)
    shown = redact.reason_words(entry[f"{field}_raw"]) if state in ("value", "partial") else ""
    told = word("cells", state)
    return f"{told}: {shown}" if state == "partial" and shown else shown or told


def lines(rows: Rows, found: list[Row], full: dict[str, Row | None]) -> list[Row]:
    """Label and cells of each line of the comparison; a cell is its text and its kind: shown, hidden, absent or fullest."""

    def plain(label: str, of: Callable[[Row], str | None], key: str = "text", without: str = "not given") -> Row:
        texts = [of(entry) for entry in found]
        cells = [
            {key: without if text is None else text or word("cells", "empty"), "kind": "shown" if text else "absent"}
            for text in texts
        ]
        return {"label": label, "cells": cells, "differs": len({text for text in texts if text}) > 1}

    def stated(label: str, column: str) -> Row:
        states = [str(entry[column] or "not_exported") for entry in found]
        cells = [{"text": word("cells_not_shown", state), "kind": drawn(state)} for state in states]
        return {"label": label, "cells": cells, "differs": False}

    def worded(field: str) -> Row:
        cells = [
            {"text": said(entry, field), "kind": "fullest" if entry is full[field] else drawn(state_of(entry, field))}
            for entry in found
        ]
        return {
            "label": TITLES[field],
            "cells": cells,
            "differs": len({cell["text"] for cell in cells if cell["kind"] != "absent"}) > 1,
        }

    missing = word("cells", "not_exported")
    told = [
        worded("reason"),
        worded("offense"),
        plain("Searching agency, as printed", lambda entry: redact.name(entry["searcher_raw"])[:120], "name"),
        plain("Time (UTC)", lambda entry: moment(entry["searched_at"])),
        plain("Networks", lambda entry: counted(entry["networks"])),
        plain("Devices", lambda entry: counted(entry["devices"])),
        plain("Period searched (UTC)", window),
        plain("Search type", lambda entry: search_type(entry["search_type"]), without=missing),
        plain("Moderation", lambda entry: moderation(entry["moderation"]), without=missing),
        stated("Account", "account_state"),
        stated("Case number", "case_state"),
        stated("Plate", "plate_state"),
        {**plain("How the entry came to this search", lambda entry: tier_told(rows, entry["tier"])), "differs": False},
    ]
    return [{**one, "same": len(found) > 1 and all(cell == one["cells"][0] for cell in one["cells"])} for one in told]


def drawn(state: str) -> str:
    return "hidden" if state in HIDDEN else "absent" if state in ABSENT else "shown"


def moment(at: object) -> str | None:
    return str(at)[:19] if at else None


def counted(n: int | None) -> str | None:
    return None if n is None else f"{n:,}" if n else "0 (not known)"


def window(entry: Row) -> str | None:
    first, last = (moment(entry[name]) for name in ("window_from", "window_to"))
    return f"{first or 'not read'} to {last or 'not read'}" if first or last else None


def search_type(text: str | None) -> str | None:
    """The vendor's label, where it is one that is known: a shifted cell could hold anything."""
    name, _, where = (text or "").strip().partition(" - ")
    if not name:
        return text and ""
    known = TYPES.get(name) if where in ("", "Mobile") else None
    return f"{known}{', mobile' if where else ''}" if known else word("cells_not_shown", "value")


def moderation(text: str | None) -> str | None:
    """The vendor's verdict, where it is one known word."""
    if text is None:
        return None
    plain = text.strip()
    return plain if not plain or plain.lower() in VERDICTS else word("cells_not_shown", "value")
