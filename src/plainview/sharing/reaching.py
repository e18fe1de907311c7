"""What one agency reaches on a day: directly, which is access, and through one partner, which is called exposure alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from plainview.sharing import asking, exposure
from plainview.store import Store

Row = dict[str, Any]
_WEAKEST = {certainty: place for place, certainty in enumerate(asking.POSITIVE)}


def reach(store: Store, named: str, day: date) -> Row:
    """Whose cameras the agency could search on the day, and to whose it is exposed through one partner.

    Returns {"question", "agency", "day", "direct", "exposure", "counts"}. `direct` are rows of `asking.answers` with
    `out_of_state` (None where a state is not known). A row of `exposure`: `owner`, its state, `partners` (agencies the owner lets
    search and that let this agency search, at most 20 with their `n_partners`), and the weakest `certainty` of its best path.
    Counted are shares that are `shown`, `between` or `last`; where sources disagree the row says so.
    """
    agency_id = asking.agency(store, named)
    near = asking.pairs(store, "searcher", agency_id)
    partners = sorted({owner for owner, _ in near})
    asked = {*near, *((owner, searcher) for owner, searcher in asking.pairs(store) if searcher in set(partners))}
    rows = [row for row in asking.answers(store, asked, day) if row["certainty"] in asking.POSITIVE]
    whose = asking.about(store, agency_id, day)
    direct = [
        {**row, "out_of_state": _other_state(row["from_state"], whose["state"])} for row in rows if row["to_id"] == agency_id
    ]
    through = _through(rows, agency_id)
    return {
        "question": "reach", "agency": whose, "day": day, "direct": direct, "exposure": through,
        "counts": {"direct": len(direct), "exposure": len(through)},
    }  # fmt: skip


def _through(rows: list[Row], agency_id: str) -> list[Row]:
    """Owners that are one partner away, most partners first."""
    known = {(row["from_id"], row["to_id"]): row for row in rows}
    numbers = {one: at for at, one in enumerate(sorted({agency_id, *(one for pair in known for one in pair)}))}
    ids = list(numbers)
    edges = np.array([(numbers[owner], numbers[searcher]) for owner, searcher in known], np.int64).reshape(-1, 2)
    found = []
    for owner, partners in exposure.through(edges, len(ids), numbers[agency_id]).items():
        paths = sorted((_weaker(known[ids[owner], ids[one]], known[ids[one], agency_id]), ids[one]) for one in partners)
        row = known[ids[owner], paths[0][1]]
        found.append(
            {
                "owner_id": ids[owner], "owner_name": row["from_name"], "owner_state": row["from_state"],
                "n_partners": len(paths),
                "partners": [
                    {"id": one, "name": known[one, agency_id]["from_name"], "certainty": asking.POSITIVE[place]}
                    for place, one in paths[:20]
                ],
                "certainty": asking.POSITIVE[paths[0][0]],
            }
        )  # fmt: skip
    return sorted(found, key=lambda row: (-row["n_partners"], row["owner_name"], row["owner_id"]))


def _weaker(one: Row, other: Row) -> int:
    return max(_WEAKEST[one["certainty"]], _WEAKEST[other["certainty"]])


def _other_state(one: str | None, other: str | None) -> bool | None:
    return one != other if one and other else None
