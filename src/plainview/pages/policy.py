"""One agency's portal: what it says it permits and forbids, each text as it stands and as it changed, word by word."""

from __future__ import annotations

from typing import Any

from plainview.diff import policies
from plainview.pages._case import agency, place
from plainview.pages._rows import Row, Rows, Source
from plainview.pages.policies import texts


def ids(store: Source | Rows) -> list[str]:
    return [one["custodian_id"] for one in texts(Rows.of(store))]


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    rows = Rows.of(store)
    one = rows.once("policies_by_id", lambda r: {row["custodian_id"]: row for row in texts(r)})[id]
    fields = list(dict.fromkeys([text["field"] for text in one["texts"]] + [row["field"] for row in one["changes"]]))
    now = {text["field"]: text for text in one["texts"]}
    changed = {field: [_change(rows, row) for row in one["changes"] if row["field"] == field] for field in fields}
    return {
        "title": f"What its portal says: {agency(rows, id)['name']}",
        "agency": agency(rows, id),
        **{name: one[name] for name in ("n_captures", "first_on", "last_on", "n_not_whole")},
        "n_changes": len(one["changes"]),
        "texts": [_text(rows, field, now.get(field), changed[field]) for field in fields],
    }


def _text(rows: Rows, field: str, now: Row | None, changes: list[Row]) -> Row:
    return {
        "field": policies.page_id(field),
        "title": now["title"] if now else changes[0]["title"],
        "now": {
            **{name: now[name] for name in ("label", "text", "is_cut", "since_on", "seen_on")},
            "place": place(rows, now["release_id"], now["row_no"], ""),
        }
        if now
        else None,
        "changes": changes,
    }


def _change(rows: Rows, row: Row) -> Row:
    kept = ("title", "change", "after_on", "by_on", "when", "sentence", "parts", "is_cut")
    places = [place(rows, row[side]["release_id"], row[side]["row_no"], row[side]["locator"]) for side in ("old", "new")]
    return {"field": policies.page_id(row["field"]), **{name: row[name] for name in kept}, "places": places}
