"""Old addresses that still lead somewhere: of an agency that was given another id, of a search known by another entry."""

from __future__ import annotations

import re

from plainview import agencies, redact
from plainview.pages import _index as index
from plainview.pages._case import slugs
from plainview.pages._cited import entries, page_id
from plainview.pages._rows import Row, Rows

MOST_ENTRIES = 40  # of one search
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,90}")


def addresses(rows: Rows) -> dict[str, str]:
    """Old path inside the site -> the path of the page that took its place; no old path is that of a page."""
    return dict(sorted({**_of_agencies(rows), **_of_searches(rows)}.items()))


def _of_agencies(rows: Rows) -> dict[str, str]:
    """The id that a name would have if nothing had been decided or loaded about it leads to the agency that it means now.

    An id that two agencies would have had leads nowhere: nobody can tell which of them was meant.
    """
    now = set(slugs(rows).values())
    meant: dict[str, set[str]] = {}
    for row in rows.rows("page/agency_spellings"):
        before = agencies.resolve(row["name_raw"]).agency_id
        if before != row["agency_id"] and before not in now and _may_be_shown(before):
            meant.setdefault(before, set()).add(row["agency_id"])
    paged = {one["slug"]: one["links"] for one in index.agencies(rows)}
    return {
        f"{link['url'].partition('/')[0]}/{before}.html": link["url"]
        for before, ids in meant.items()
        if len(ids) == 1
        for link in paged.get(slugs(rows).get(next(iter(ids)), ""), [])
    }


def searches(rows: Rows) -> list[Row]:
    """Search ids of earlier builds that are none now, with what they lead to: the lines of moved.csv, and how many there are."""
    return rows.rows("page/moved")


def _may_be_shown(slug: str) -> bool:
    """False for an address with letters and figures in one word: a decision about the name may have taken a plate out of it."""
    return bool(_SLUG.fullmatch(slug)) and not any(redact.plate_like(part, 2) for part in slug.split("-"))


def _of_searches(rows: Rows) -> dict[str, str]:
    """A search is called after its first entry. Any other entry of it, which another linking may begin with, leads to it too,
    and so does every id that it had in an earlier build."""
    now = {f"search/{page_id(id)}.html" for id in entries(rows)}
    found = {}
    for id, held in entries(rows).items():
        for row in held[:MOST_ENTRIES]:
            found[f"search/{row['release_id']}-{row['row_no']}.html"] = f"search/{page_id(id)}.html"
    ids = " ".join(sorted(entries(rows)))
    for row in rows.rows("page/moved_searches", searches=ids) if ids else []:
        found[f"search/{page_id(row['old_id'])}.html"] = f"search/{page_id(row['search_id'])}.html"
    return {old: new for old, new in found.items() if old not in now}
