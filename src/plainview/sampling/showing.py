"""A sample as it stands: its settings, the draw made again, and whether the case still holds the same searches."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from plainview.case import Case
from plainview.sampling import files, frame
from plainview.sampling.estimating import counted, known_of


def show(case: Case, name: str) -> dict[str, Any]:
    """Everything the record says, with the answers so far.

    Returns:
        the record's fields (strata with their sizes and answers, rounds); folder; now: how many such searches the case holds
        now (n_frame) and whether they are the very ones of the list (is_same).

    Raises:
        UserErrors: the list is not the one recorded, or a line of the sheet is wrong: the draw is made again from the list and
            the seed, and each line is held against it.
    """
    known = known_of(case, name)
    parts = counted(case, known)
    period = frame.Period(known.from_on, known.to_on, known.agency_id, known.whose == "log")
    now = frame.found(case, period, known.strata)
    told = asdict(known)
    told["strata"] = [asdict(one) | asdict(part) for one, part in zip(known.strata, parts, strict=True)]
    del told["sizes"]
    folder = str(files.folder_of(case, name))
    is_same = now.ids_sha256 == known.ids_sha256
    return told | {"folder": folder, "now": {"n_frame": sum(now.sizes), "is_same": is_same}}


def listed(case: Case) -> list[dict[str, Any]]:
    """The samples of a case: name, period, whose searches, n_frame, n_drawn, seed, and the list's SHA-256, one dict each.

    Two samples of one list with other seeds are both told: who draws until the sample pleases can be seen to do so.
    """
    told = []
    for name in files.names(case):
        known = known_of(case, name)
        row = {key: getattr(known, key) for key in "name question from_on to_on whose agency n_frame seed ids_sha256".split()}
        told.append(row | {"n_drawn": sum(known.n_drawn)})
    return told
