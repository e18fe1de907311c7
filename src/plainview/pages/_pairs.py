"""Who lets whom search, as a matrix: a line an owner of cameras, a column a searcher. Not known is hatched, never empty."""

from __future__ import annotations

from collections import Counter

from plainview import charts
from plainview.pages import _shared as shared
from plainview.pages._rows import Row, Rows

SHOWN = 24  # agencies of one matrix
KEY = [
    ("k-told", "a list or an event names the share"),
    ("k-small", "small: seen in searches only"),
    ("k-unknown", "hatched: no list of either is held, so not known"),
    ("k-itself", "the agency itself"),
]


def matrix(rows: Rows) -> Row | None:
    """The matrix of the agencies with most shares, those whose own lists are held first; None of fewer than three."""
    told, used = ({(int(a), int(b)) for a, b in found} for found in shared.edges(rows))
    ties = Counter(end for pair in told | used for end in pair)
    ids = shared.numbered(rows)
    lists = held_lists(rows)
    best = sorted(ties, key=lambda at: (not any(ids[at] in found for found in lists.values()), -ties[at], ids[at]))[:SHOWN]
    if len(best) < 3:
        return None
    shown = {at: shared.agency_shown(rows, ids[at]) for at in best}
    order = sorted(best, key=lambda at: (not shown[at]["state"], shown[at]["state"], shown[at]["name"].casefold(), ids[at]))
    cells: dict[tuple[int, int], str] = {}
    for row, owner in enumerate(order):
        for column, searcher in enumerate(order):
            pair = (owner, searcher)
            is_told_of = ids[owner] in lists["outbound"] or ids[searcher] in lists["inbound"]
            kind = "itself" if owner == searcher else "told" if pair in told else "small" if pair in used else ""
            if kind or not is_told_of:
                cells[row, column] = kind or "unknown"
    numbers = [str(at) for at in range(1, len(order) + 1)]
    names = [f"{number} {shown[at]['name']}" for number, at in zip(numbers, order, strict=True)]
    kinds = Counter(cells.values())
    title = f"Who lets whom search: {len(order)} agencies, those whose own lists are held and then those with most shares"
    desc = (
        f"A line is an owner of cameras, a column who may search them. {kinds['told']:,} shares are named by a list or an event, "
    )
    desc += f"{kinds['small']:,} are seen in searches only, {kinds['unknown']:,} pairs are not known."
    return {
        "title": title,
        "chart": charts.matrix(names, numbers, cells, ident="matrix", title=title, desc=desc),
        "key": KEY,
        "desc": desc,
        "n_all": len(ties),
        "table": [
            {
                "number": numbers[row],
                "agency": shown[owner],
                **{kind: [numbers[column] for column in range(len(order)) if cells.get((row, column)) == kind] for kind in KINDS},
            }
            for row, owner in enumerate(order)
        ],
    }


KINDS = ("told", "small", "unknown")


def held_lists(rows: Rows) -> dict[str, set[str]]:
    """Direction ("outbound": who may search its cameras) -> agencies of which a list that could be read is held."""
    out: dict[str, set[str]] = {"outbound": set(), "inbound": set()}
    for row in rows.rows("page/shared_lists"):
        if row["state"] == "read" and row["direction"] in out:
            out[row["direction"]].add(row["custodian_id"])
    return out
