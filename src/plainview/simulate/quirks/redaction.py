"""What a custodian's redaction leaves: markers, citations, initials, blanks, one word over everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np

from plainview.simulate.quirks.draft import Draft, Row, moved
from plainview.simulate.quirks.kinds import MONTHS, ROWS, quirk

_OURS = {"reason": ("reason_raw", "reason_state"), "case": ("case_raw", "case_state"), "name": ("", "account_state"),
         "plate": ("", "plate_state")}  # fmt: skip
_MANY = 420  # rows, of which the half that another quirk may set aside leaves more than anybody types alike


def _hide(row: Row, keys: tuple[str, ...], marker: str, state: Any, name: str) -> Row:
    """The row with every filled cell of these columns under a marker. An empty cell stays empty."""
    cells, true = {}, {}
    for key in keys:
        if row.cells[key]:
            raw, state_name = _OURS[key]
            cells[key], true[state_name] = marker, state
            if raw:
                true[raw] = marker
    return row.put(cells, true, name)  # type: ignore[arg-type]


def _some(draft: Draft, rng: np.random.Generator, change: Callable[[Row, int], Row], share: float = 0.6) -> Draft:
    """The change on part of the rows: a log is seldom hidden from end to end."""
    hit = rng.random(len(draft.rows)) < share
    hit[:2] = True
    return draft.changed([change(row, i) if hit[i] else row for i, row in enumerate(draft.rows)])


_ALL = ("reason", "case", "name", "plate")


@quirk(ROWS, "mask")
def mask_stars(draft: Draft, rng: np.random.Generator) -> Draft:
    """`***` over reason, case number, name and plate."""
    return _some(draft, rng, lambda row, i: _hide(row, _ALL, "***", "masked", "mask_stars"))


@quirk(ROWS, "mask")
def mask_stars_apart(draft: Draft, rng: np.random.Generator) -> Draft:
    """`* * *`: stars with spaces."""
    return _some(draft, rng, lambda row, i: _hide(row, _ALL, "* * *", "masked", "mask_stars_apart"))


@quirk(ROWS, "mask")
def mask_redacted(draft: Draft, rng: np.random.Generator) -> Draft:
    """`REDACTED` in any case, with stray spaces."""
    forms = ("REDACTED", "Redacted", "redacted ", " REDACTED", "REDACTED  ")
    return _some(draft, rng, lambda row, i: _hide(row, _ALL, forms[i % 5], "redacted", "mask_redacted"))


@quirk(ROWS, "mask")
def mask_bracketed(draft: Draft, rng: np.random.Generator) -> Draft:
    """`[REDACTED]` in brackets."""
    return _some(draft, rng, lambda row, i: _hide(row, _ALL, "[REDACTED]", "redacted", "mask_bracketed"))


@quirk(ROWS, "mask")
def mask_hashes(draft: Draft, rng: np.random.Generator) -> Draft:
    """`###`."""
    return _some(draft, rng, lambda row, i: _hide(row, _ALL, "###", "masked", "mask_hashes"))


@quirk(ROWS, "mask encoding")
def mask_blocks(draft: Draft, rng: np.random.Generator) -> Draft:
    """Black blocks drawn with letters."""
    return _some(draft, rng, lambda row, i: _hide(row, _ALL, "█" * (3 + i % 6), "masked", "mask_blocks"))


@quirk(ROWS, "mask")
def mask_citation(draft: Draft, rng: np.random.Generator) -> Draft:
    """An exemption's citation typed over every reason: `7923.600 GC`."""
    states = ["redacted", "withheld", "masked"]
    return draft.changed([_hide(row, ("reason",), "7923.600 GC", states, "mask_citation") for row in draft.rows])


@quirk(ROWS, "mask")
def mask_partial(draft: Draft, rng: np.random.Generator) -> Draft:
    """`REDACTED / text`: part of the reason stays."""

    def change(row: Row, i: int) -> Row:
        return _hide(row, ("reason",), f"REDACTED / {str(row.cells['reason']).split(' ')[0]}", "partial", "mask_partial")

    return _some(draft, rng, change)


@quirk(ROWS, "mask")
def mask_initials(draft: Draft, rng: np.random.Generator) -> Draft:
    """Names cut to initials: `A. Aaa`. Read as a value or as part of one."""
    return _some(draft, rng, lambda row, i: _hide(row, ("name",), "A. Aaa", ["value", "partial"], "mask_initials"))


@quirk(ROWS, "mask")
def mask_blanked(draft: Draft, rng: np.random.Generator) -> Draft:
    """Whole columns blank; only a letter says that they were withheld."""
    states = ["empty", "withheld"]
    return draft.changed([_hide(row, _ALL, "", states, "mask_blanked") for row in draft.rows])


@quirk(MONTHS, "mask file strings rows", tells="column_overwritten")
def mask_one_word(draft: Draft, rng: np.random.Generator) -> Draft:
    """One word, `Investigation`, over every reason of a file of 420 rows or more: read as printed, and told of."""
    start, missing = datetime.fromisoformat(f"{draft.month}-03"), max(_MANY - len(draft.rows), 0)
    more = islice(draft.facts["pool"], missing)
    rows = [*draft.rows, *(moved(row, start + timedelta(minutes=97 * i)) for i, row in enumerate(more))]

    def change(row: Row) -> Row:
        states = ["value", "redacted", "placeholder", "withheld"]
        return row.put({"reason": "Investigation"}, {"reason_raw": "Investigation", "reason_state": states}, "mask_one_word")

    return draft.changed([change(row) for row in sorted(rows, key=lambda row: row.at)])


@quirk(ROWS, "filters")
def filters_wildcard(draft: Draft, rng: np.random.Generator) -> Draft:
    """`*FAKE9` in Filters is a wildcard, not a mask. The part that looks like a plate may be covered."""

    def change(row: Row, i: int) -> Row:
        text = f"License Plate: *FAK{i % 10}E9"
        return row.put({"filters": text}, {"filters_raw": [text, "License Plate: *[plate]"]}, "filters_wildcard")

    return _some(draft, rng, change)
