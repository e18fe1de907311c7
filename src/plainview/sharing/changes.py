"""Questions about time and about records that do not agree: what changed, which lists shrank, which records contradict."""

from __future__ import annotations

from datetime import date
from typing import Any

from plainview.sharing import asking
from plainview.store import Store

Row = dict[str, Any]


def changed(store: Store, named: str, start: date, end: date) -> Row:
    """What changed between two days, by lists (name by name) and by administrative logs.

    Args:
        named: an agency, as owner or as partner; "" is all.

    Returns {"question", "agency", "from_on", "to_on", "changes"}. A change: `from_id`, `to_id` and names, `basis`, `change`
    (`added`, `removed`, `changed`), `partner_raw` as printed, `renamed` (the same agency stands on the other list under another
    name), `from_on` and `to_on` (the days of the lists between which it lies; of a log its own day), and both files.
    """
    agency_id = asking.agency(store, named) if named else ""
    store.run("share/list_days")
    store.run("share/list_moves")
    rows = store.rows("share/changed", agency=agency_id, from_on=start, to_on=end)
    return {"question": "changed", "agency": agency_id, "from_on": start, "to_on": end, "changes": rows}


def cuts(store: Store, least: int) -> Row:
    """Lists that shrank by `least` names or more between two days on which they were read, the largest first.

    Returns {"question", "least", "cuts"}: whose list, `direction`, both days and files, and how many stood on it
    (`n_before`, `n_after`), went (`n_gone`) and came (`n_come`).
    """
    store.run("share/list_moves")
    return {"question": "cuts", "least": least, "cuts": store.rows("share/cuts", least=least)}


def one_sided(store: Store, named: str, day: date) -> Row:
    """Pairs of which one agency lists the share and the other does not, by the lists read nearest to the day (14 days at most).

    Returns {"question", "agency", "day", "pairs"}: `listed_by` is `owner` or `searcher`, with both days and files.
    """
    agency_id = asking.agency(store, named) if named else ""
    store.run("share/list_days")
    return {
        "question": "one-sided",
        "agency": agency_id,
        "day": day,
        "pairs": store.rows("share/one_sided", agency=agency_id, day=day),
    }


def contradictions(store: Store, named: str) -> Row:
    """Records that do not agree about a share, of one agency or of all, each with what usually explains it.

    Returns {"question", "agency", "contradictions"}: the rows of the table with names of agencies and files.
    """
    agency_id = asking.agency(store, named) if named else ""
    return {
        "question": "contradictions",
        "agency": agency_id,
        "contradictions": store.rows("share/contradictions", agency=agency_id),
    }
