"""Which searches have a page of their own: examples of the report on masking, then those that other pages cite. Never all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, zip_longest
from typing import Any

from plainview.pages._rows import Row, Rows

MOST, MOST_EXAMPLES, MOST_OWN, MOST_CITED = 300, 180, 40, 2000
HIDDEN = ("masked", "redacted", "withheld", "partial")  # states in which something stood in the cell and is not shown
ABSENT = ("not_exported", "empty", "placeholder")
_ID = re.compile(r"[0-9a-f]{16}:[0-9]{1,12}")


def evidence(row: Row) -> dict[str, Any]:
    """What a finding keeps behind it: {total, unit, rows, rule or detector}; {} where nothing readable is kept."""
    return _evidence(row["evidence_json"] or "{}")


@lru_cache(maxsize=64)  # a page asks for its finding's several times over
def _evidence(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def searches(rows: Rows) -> list[str]:
    """Ids of the searches that have a page, at most MOST, in the order in which they were chosen."""

    def made(rows: Rows) -> list[str]:
        found = dict.fromkeys(islice(_examples(rows), MOST_EXAMPLES))
        found |= dict.fromkeys(islice(_own(rows), MOST_OWN))
        entries = list(dict.fromkeys(islice(_cited(rows), MOST_CITED)))
        if entries:
            of = {row["entry"]: row["search_id"] for row in rows.rows("page/cited_searches", entries=" ".join(entries))}
            found |= dict.fromkeys(of[entry] for entry in entries if entry in of)
        return list(islice((one for one in found if _ID.fullmatch(one)), MOST))

    return rows.once("searches", made)


def entries(rows: Rows) -> dict[str, list[Row]]:
    """Entries of each search that has a page."""

    def made(rows: Rows) -> dict[str, list[Row]]:
        wanted = searches(rows)
        return rows.by("page/search_entries", "search_id", searches=" ".join(sorted(wanted))) if wanted else {}

    return rows.once("search_entries", made)


def url_of(rows: Rows, search_id: str | None) -> str:
    """Address of a search's page, "" where it has none."""
    return f"search/{page_id(search_id)}.html" if search_id in rows.once("searches_set", lambda r: set(entries(r))) else ""


def page_id(search_id: str | None) -> str:
    """A search's id as a file name: a colon is none on every system."""
    return (search_id or "").replace(":", "-")


def url_at(rows: Rows, release_id: str, row_no: int) -> str:
    """Address of the page of the search that an entry belongs to, where that has one; else ""."""

    def made(rows: Rows) -> dict[tuple[str, int], str]:
        return {(row["release_id"], row["row_no"]): url_of(rows, id) for id, found in entries(rows).items() for row in found}

    return rows.once("searches_by_entry", made).get((release_id, row_no), "")


def _examples(rows: Rows) -> Iterator[str]:
    """Examples of what is hidden here and shown there: the first of each line of the report, then the second of each."""
    for states in (HIDDEN, ABSENT):
        lines = [row for row in rows.rows("page/masked") if row["state"] in states and row["examples"]]
        lines.sort(key=lambda row: (-row["n_by_id"], -row["n_shown"], row["custodian_id"], row["log"], row["field"]))
        for turn in zip_longest(*(row["examples"][: 5 if states == HIDDEN else 1] for row in lines)):
            yield from (one for one in turn if one)


def _own(rows: Rows) -> Iterator[str]:
    for name in ("example_organization", "example_network"):
        yield from (row[name] for row in rows.rows("page/own_searches") if row[name])


def _cited(rows: Rows) -> Iterator[str]:
    """Entries that other pages give as examples, as release:row: behind findings, of purposes, of oddities."""
    for row in rows.rows("page/findings")[:400]:
        for one in evidence(row).get("rows", [])[:5]:
            yield f"{one.get('release_id')}:{one.get('row_no')}"
    for name in ("page/purpose_examples", "page/issue_examples", "page/latest_entries"):
        for row in rows.rows(name):
            if row["row_no"]:
                yield f"{row['release_id']}:{row['row_no']}"
