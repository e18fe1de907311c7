"""What can be found by name: agencies with the pages each has, findings that ask something, rules, purposes and words."""

from __future__ import annotations

import re
from typing import Any

from plainview.pages import _shared as shared
from plainview.pages._case import agency, custodian_ids, searcher_ids, slugs, word, words
from plainview.pages._figures import reason_shown
from plainview.pages._findings import ASKS, finding_shown, paged
from plainview.pages._law import rule_shown
from plainview.pages._rows import Row, Rows
from plainview.pages.policies import texts
from plainview.pages.purpose import ids as purpose_ids

# Folders of an agency's pages, in the order in which they are offered; an agency's pages are told as a sum of powers of two.
FOLDERS = (
    ("custodian", "its records"),
    ("searcher", "its searches"),
    ("shared", "who shares with it"),
    ("policy", "what its portal says"),
    ("doors", "doors for federal bodies"),
)
MOST_FINDINGS, MOST_REASONS = 3000, 400
_KIND_FIRST = re.compile(r"(?:the )?(?:(?:city|town|village|county|township|borough) of )?", re.I)
OTHER = "other"


def agencies(rows: Rows) -> list[Row]:
    """Agencies that have a page, by name: name, slug, pages (sum over FOLDERS), letter (a to z, or OTHER), links."""

    def made(rows: Rows) -> list[Row]:
        held = [set(custodian_ids(rows)), set(searcher_ids(rows)), set(shared.counts(rows))]
        held += [{one["custodian_id"] for one in texts(rows)}, held[0]]
        found = []
        for id, slug in slugs(rows).items():
            has = [at for at, ids in enumerate(held) if id in ids]
            if has:
                name = agency(rows, id)["name"]
                links = [{"url": f"{FOLDERS[at][0]}/{slug}.html", "words": FOLDERS[at][1]} for at in has]
                pages = sum(1 << at for at in has)
                found.append({"name": name, "slug": slug, "pages": pages, "letter": letter(name), "links": links})
        return sorted(found, key=lambda one: (plain(one["name"]), one["slug"]))

    return rows.once("index_agencies", made)


def plain(name: str) -> str:
    """A name as it is sorted: "City of Alder Falls" stands under A."""
    return _KIND_FIRST.sub("", name, count=1).casefold() or name.casefold()


def letter(name: str) -> str:
    first = plain(name)[:1]
    return first if "a" <= first <= "z" else OTHER


def findings(rows: Rows) -> list[Row]:
    """Findings that ask something and have a page, those that appear to conflict first; at most MOST_FINDINGS."""
    asked = [finding_shown(rows, row) for row in paged(rows).values() if row["verdict"] in ASKS]
    asked.sort(key=lambda one: (ASKS.index(one["verdict_id"]), one["title"], one["agency"]["name"], one["id"]))
    return asked[:MOST_FINDINGS]


def reasons(rows: Rows) -> list[tuple[str, str]]:
    """Reasons often typed, as far as they may be shown, each with a purpose that it was read as."""
    found: dict[tuple[str, str], None] = {}
    for row in rows.rows("page/purpose_examples"):
        text = reason_shown(row)
        if any(letter.isalpha() for letter in text):
            found[text, row["purpose"]] = None
    return list(found)[:MOST_REASONS]


def compact(rows: Rows) -> dict[str, Any]:
    """The index as a script reads it: columns, each joined by line ends, so that thousands of agencies stay a small file."""
    who, asked, purposes = agencies(rows), findings(rows), purpose_ids(rows)
    titles = {title: at for at, title in enumerate(dict.fromkeys(one["title"] for one in asked))}
    names = {name: at for at, name in enumerate(dict.fromkeys(one["agency"]["name"] for one in asked))}
    rules = [rule_shown(row) for row in rows.rows("page/rules") if row["is_met"]]
    rules = [one for one in rules if not one["is_off"]]
    shown = reasons(rows)
    terms = [(group, id, one) for group in ("glossary", "marks") for id, one in words()[group].items()]
    anchors = [f"{'words' if group == 'glossary' else group}-{id}" for group, id, _ in terms]
    return {
        "folders": [list(one) for one in FOLDERS],
        "agencies": _columns(name=[one["name"] for one in who], id=[one["slug"] for one in who])
        | {"pages": [one["pages"] for one in who]},
        "findings": {
            "titles": _columns(title=list(titles)),
            "names": _columns(name=list(names)),
            **_columns(id=[one["id"] for one in asked]),
            "what": [titles[one["title"]] for one in asked],
            "who": [names[one["agency"]["name"]] for one in asked],
            "n_conflict": sum(one["verdict_id"] == "conflict" for one in asked),
        },
        "rules": _columns(
            title=[one["title"] for one in rules],
            about=[f"{one['citation']}, {one['place']}" for one in rules],
            id=[one["anchor"] for one in rules],
        ),
        "purposes": _columns(
            title=[word("purposes", id) for id in purposes], about=[word("purposes", id, "means") for id in purposes], id=purposes
        ),
        "reasons": _columns(about=[text for text, _ in shown], id=[purpose for _, purpose in shown]),
        "words": _columns(title=[one["title"] for _, _, one in terms], about=[one["means"] for _, _, one in terms], id=anchors),
    }


def _columns(**columns: list[str]) -> dict[str, Any]:
    """Lists of text as one text each; a line end inside a text becomes a blank."""
    return {name: "\n".join(one.replace("\n", " ") for one in column) for name, column in columns.items()}
