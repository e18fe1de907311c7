"""The data-sharing report of one agency for one day: who could search whose cameras then, how sure that is, by which document."""

from __future__ import annotations

from datetime import date
from typing import Any

from plainview.pages import _shared as shared
from plainview.pages import _shared_told as told
from plainview.pages._case import agency
from plainview.pages._rows import Row, Rows
from plainview.pages._shared_odd import contradictions
from plainview.pages.shared import report
from plainview.sharing import asking, reaching
from plainview.store import Store

SHOWN_EXPOSED = 40


def build(store: Store, named: str, day: date) -> dict[str, Any]:
    """Return the page's dict, as pages/shared.py does; nothing in it leads to a page of a site.

    Args:
        named: the agency's id, or its name as the records have it.

    Raises:
        UserError: no agency, or more than one, is called so.
    """
    rows = Rows(store)
    id = asking.agency(store, named)
    answers = {"out": asking.who(store, id, day), "in": asking.whom(store, id, day)}
    other = {"out": "to_id", "in": "from_id"}
    found = {
        side: sorted(
            (partner(rows, row, row[other[side]], side) for row in answer["answers"] if row["certainty"] in asking.POSITIVE),
            key=lambda one: (one["name"].casefold(), one["id"]),
        )
        for side, answer in answers.items()
    }
    own = {**agency(rows, id), **shared.agency_shown(rows, id), "agency_id": id}
    on = day.isoformat()
    exposed = reaching.reach(store, id, day)
    page = report(own, found) | {
        "on": on,
        "counts": {side: answer["counts"] for side, answer in answers.items()},
        "certainty": shared.words()["certainty"],
        "changes": [one for one in told.changes(rows, id) if one["on"] <= on],
        "lists": [one for one in shared.lists(rows, id) if one["seen_on"] <= on],
        "contradictions": [one for one in contradictions(rows, id) if one["shown_on"] <= on],
        "exposure": {
            "n_direct": exposed["counts"]["direct"],
            "n": exposed["counts"]["exposure"],
            "owners": [
                {**shared.agency_shown(rows, one["owner_id"]), "n_partners": one["n_partners"]}
                for one in exposed["exposure"][:SHOWN_EXPOSED]
            ],
        },
        "findings": told.findings(rows, id),
    }
    made: dict[str, Any] = without_addresses(page)
    return made


def partner(rows: Rows, row: Row, id: str, side: str) -> Row:
    """One answer as the report prints it."""
    shown = row["shown"]
    first, last = (shown[0], shown[-1]) if shown else (None, None)
    return {
        **shared.agency_shown(rows, id),
        "agency_id": id,
        "side": side,
        "rests_on": shared.words()["bases"].get(row["basis"] or "", ""),
        "standing": "standing",
        "stands": row["certainty"],
        "certainty": shared.words()["certainty"][row["certainty"]] + ("; another record denies it" if row["disagree"] else ""),
        "after_on": "",
        "from_on": _on(first),
        "to_on": _on(last),
        "before_on": "",
        "n_documents": len({one["release_id"] for one in shown}),
        "n_days": None,
        "first": _document(rows, first),
        "last": _document(rows, last),
    }


def _on(cited: Row | None) -> str:
    return str(cited["on"]) if cited and cited["on"] else ""


def _document(rows: Rows, cited: Row | None) -> Row:
    """File and row; the files of the report name no page either."""
    found = shared.document(rows, cited["release_id"], cited["row_no"]) if cited else shared.document(rows, "", None)
    return found | {"url": ""}


def without_addresses(value: Any) -> Any:
    """The same without addresses of pages: the report stands alone."""
    if isinstance(value, dict):
        return {
            key: "" if (key == "url" or key.endswith("_url")) and key != "official_url" else without_addresses(inner)
            for key, inner in value.items()
        }
    return [without_addresses(inner) for inner in value] if isinstance(value, list) else value
