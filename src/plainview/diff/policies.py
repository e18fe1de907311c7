"""What agencies say on their portals that they permit and forbid: each text over time, and every change with its days."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from plainview import redact
from plainview.case import Case
from plainview.diff import spelling
from plainview.diff.naming import custodians
from plainview.diff.words import many
from plainview.store import open_current

Row = dict[str, Any]
LONGEST = 20_000  # letters of a text that are compared and shown


class Source(Protocol):
    """What is needed of the store: rows of sql/<name>.sql."""

    def rows(self, name: str, **params: object) -> list[Row]: ...


@lru_cache(maxsize=1)
def fields() -> dict[str, dict[str, str]]:
    """The texts that are told, by field, in their order: `title` and what the text `says`."""
    return tomllib.loads((Path(__file__).parent / "policies.toml").read_text(encoding="utf-8"))


def page_id(field: str) -> str:
    """What pages call a field."""
    return fields()[field].get("page_id", field)


def policies(case: Case, agency: str = "") -> dict[str, Any]:
    """Policy texts of one agency's portal over time, or of all portals of the case.

    agency: an id, the name as printed, or the folder in which its files lie; "" for all.

    Returns {"agencies": [...], "changes": [...]}: see `histories` and `changes`.

    Raises UserError where the name fits no custodian of the case.
    """
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        wanted = custodians(opened.rows("diff/known"), agency) if agency else None
        found = [one for one in histories(opened) if wanted is None or one["custodian_id"] in wanted]
    finally:
        opened.close()
    return {"agencies": found, "changes": changes(found)}


def histories(source: Source) -> list[Row]:
    """One row is one portal: custodian_id, agency, n_captures, first_on, last_on, n_not_whole, texts and changes.

    texts: what each text says on the last page that tells (field, title, label, text, since_on, seen_on, release_id, row_no).
    changes: field, title, change (`changed` `came` `gone`), after_on (the last day with the old), by_on (the first with the new),
    parts (kind `same` `gone` `new`, text), n_gone and n_new in words, old and new (release_id, row_no, locator), sentence.

    A page that was not saved whole says nothing, and one with labels that no layout knows does not say that a text is gone.
    Prints of one day and pages of different days that differ in spaces and line breaks only say the same.
    """
    texts: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in source.rows("diff/policy_texts", fields=" ".join(fields())):
        texts[row["release_id"]][row["field"]] = row
    pages: dict[str, list[Row]] = defaultdict(list)
    for page in source.rows("diff/policy_pages"):
        pages[page["custodian_id"]].append(page)
    return [_history(found, texts) for _, found in sorted(pages.items())]


def changes(found: list[Row]) -> list[Row]:
    """Every change of these portals, the newest first, each with its agency."""
    every = [
        {"custodian_id": one["custodian_id"], "agency": one["agency"], **change} for one in found for change in one["changes"]
    ]
    order = list(fields())
    return sorted(every, key=lambda row: (_backwards(row["by_on"]), row["agency"], order.index(row["field"])))


def _backwards(day: str) -> int:
    return -date.fromisoformat(day).toordinal()


def _history(pages: list[Row], texts: dict[str, dict[str, Row]]) -> Row:
    days = sorted({page["day"] for page in pages})
    told: list[Row] = []
    current: list[Row] = []
    for field in fields():
        states = _states(field, pages, texts)
        told += [_change(field, old, new) for old, new in pairwise(states)]
        if states and states[-1]["text"] is not None:
            last = states[-1]
            current.append(
                {
                    "field": field, "title": fields()[field]["title"], "label": redact.printed(last["label_raw"]),
                    "text": redact.printed(last["text"]), "is_cut": last["is_long"], "since_on": last["first_on"],
                    "seen_on": last["last_on"], "release_id": last["release_id"], "row_no": last["row_no"],
                }
            )  # fmt: skip
    return {
        "custodian_id": pages[0]["custodian_id"], "agency": redact.name(pages[0]["agency"]), "n_captures": len(days),
        "first_on": days[0], "last_on": days[-1], "n_not_whole": len({page["day"] for page in pages if page["is_cut"]}),
        "texts": current, "changes": sorted(told, key=lambda row: _backwards(row["by_on"])),
    }  # fmt: skip


def _states(field: str, pages: list[Row], texts: dict[str, dict[str, Row]]) -> list[Row]:
    """What the portal said under one label, from the first day to the last on which it said so; text None: it had none."""
    out: list[Row] = []
    by_day: dict[str, list[Row]] = defaultdict(list)
    for page in pages:
        if not page["is_cut"]:
            by_day[page["day"]].append(page)
    for day, prints in sorted(by_day.items()):
        shown = [(page, texts[page["release_id"]][field]) for page in prints if field in texts[page["release_id"]]]
        if not shown and any(page["is_unsure"] for page in prints):
            continue  # it may stand under the label that is not known
        # Prints of one day: one that says what was said before is believed, for another may have lost a line of it.
        page, row = next((one for one in shown if out and _is_same(out[-1], one[1])), shown[0] if shown else (prints[0], None))
        if out and _is_same(out[-1], row):
            out[-1] |= {"last_on": day, "last_id": page["release_id"]}
            continue
        words = row["words"] if row else None
        place = {name: row[name] if row else "" for name in ("label_raw", "locator")} | {"row_no": row["row_no"] if row else 0}
        out.append(
            {
                "text": words[:LONGEST] if words is not None else None, "is_long": len(words or "") > LONGEST,
                "letters": spelling.letters(words) if words is not None else None, "first_on": day, "last_on": day,
                "release_id": page["release_id"], "last_id": page["release_id"], **place,
            }
        )  # fmt: skip
    return out[1:] if out and out[0]["text"] is None and len(out) == 1 else out


def _is_same(state: Row, row: Row | None) -> bool:
    letters: str | None = spelling.letters(row["words"]) if row else None
    return bool(state["letters"] == letters)


def _change(field: str, old: Row, new: Row) -> Row:
    change = "came" if old["text"] is None else "gone" if new["text"] is None else "changed"
    parts = spelling.parts(old["text"] or "", new["text"] or "")
    n = spelling.counted(parts)
    when = between(old["last_on"], new["first_on"])
    return {
        "field": field, "title": fields()[field]["title"], "change": change, "after_on": old["last_on"], "by_on": new["first_on"],
        "when": when, "n_gone": n["gone"], "n_new": n["new"], "parts": parts, "is_cut": old["is_long"] or new["is_long"],
        "old": {"release_id": old["last_id"], "row_no": old["row_no"], "locator": old["locator"]},
        "new": {"release_id": new["release_id"], "row_no": new["row_no"], "locator": new["locator"]},
        "sentence": _sentence(field, change, when, n),
    }  # fmt: skip


def _sentence(field: str, change: str, when: str, n: dict[str, int]) -> str:
    title, says = fields()[field]["title"], fields()[field]["says"]
    if change == "came":
        return f"“{title}” was put on its page {when}: {says}, in {many(n['new'], 'word', 'words')}."
    if change == "gone":
        return f"“{title}” is no longer on its page, since a day {when}: {says}, in {many(n['gone'], 'word', 'words')}."
    if not n["gone"] and not n["new"]:
        return f"“{title}” changed {when} in signs that are not shown here."
    return f"“{title}” changed {when}: {many(n['gone'], 'word', 'words')} taken out, {n['new']:,} put in ({says})."


def between(after_on: str, by_on: str) -> str:
    """Two days in words: "between 3 and 10 May 2026"."""
    a, b = date.fromisoformat(after_on), date.fromisoformat(by_on)
    first = (
        f"{a.day}" + (f" {a:%B}" if (a.year, a.month) != (b.year, b.month) else "") + (f" {a.year}" if a.year != b.year else "")
    )
    return f"between {first} and {b.day} {b:%B} {b.year}"


def told(found: dict[str, Any], alone: bool) -> list[str]:
    """The changes as lines for a person, the newest first; with `alone` also what the one agency's page says today."""
    pages = found["agencies"]
    if not pages:
        return ["No portal page is held, so no policy text can be told."]
    n_agencies = len({row["custodian_id"] for row in found["changes"]})
    lines = [
        f"{many(len(pages), 'portal', 'portals')} with {many(sum(p['n_captures'] for p in pages), 'capture', 'captures')}; "
        f"{many(len(found['changes']), 'change', 'changes')} of policy texts, of {many(n_agencies, 'agency', 'agencies')}."
    ]
    for row in found["changes"]:
        lines += ["", f"{row['agency']}: {row['sentence']}", f"  {marked(row['parts'])}"]
        places = [row[side] for side in ("old", "new") if row[side]["row_no"]]
        lines.append("  " + "; ".join(f"plainview explain {place['release_id']}:{place['row_no']}" for place in places))
    if alone:
        for text in (text for page in pages for text in page["texts"]):
            lines += ["", f"{text['title']}, seen from {text['since_on']} to {text['seen_on']}:", f"  {_one_line(text['text'])}"]
    return lines


def marked(parts: list[spelling.Part]) -> str:
    """The pieces in one line: [-gone-] and {+new+}."""
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(signs[part["kind"]].format(_one_line(part["text"])) for part in parts if part["text"].strip())


def _one_line(text: str) -> str:
    return " ".join(text.split())
