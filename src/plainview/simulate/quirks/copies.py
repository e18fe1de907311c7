"""The same rows more than once: inside a file, in two files, twice or five times throughout; and files cut at a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

import numpy as np

from plainview.simulate.quirks.draft import Cell, Draft, Row, moved
from plainview.simulate.quirks.kinds import COPIES, MONTHS, quirk

_REPEATED = "repeated_rows every_row_repeated"
CAP = 20_000


@quirk(COPIES, "copies file", tells=_REPEATED)
def repeats_exact(draft: Draft, rng: np.random.Generator) -> Draft:
    """Some rows are printed twice, exactly."""
    again = [row for i, row in enumerate(draft.rows) if i % 9 == 1]
    return draft.changed([*draft.rows, *(_marked(row, "repeats_exact") for row in again)])


@quirk(COPIES, "copies file", tells=_REPEATED)
def copies_two(draft: Draft, rng: np.random.Generator) -> Draft:
    """Every row is printed twice, one under the other."""
    return draft.changed([copy for row in draft.rows for copy in (row, _marked(row, "copies_two"))])


@quirk(COPIES, "copies file", tells=_REPEATED)
def copies_five(draft: Draft, rng: np.random.Generator) -> Draft:
    """The whole log stands five times in the file."""
    return draft.changed([*draft.rows, *(_marked(row, "copies_five") for _ in range(4) for row in draft.rows)])


_OVERLAP = "rows_in_two_files"


@quirk(COPIES, "copies file", tells=_OVERLAP)
def month_twice_reordered(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """A month produced twice, the second time in another order."""
    again = [_marked(draft.rows[i], "month_twice_reordered") for i in rng.permutation(len(draft.rows)).tolist()]
    return [draft, draft.changed(again, name=f"{draft.name}_second")]


@quirk(COPIES, "copies file type", tells=_OVERLAP)
def month_twice_other_format(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """A month produced twice: as CSV and as a workbook."""
    again = [_marked(row, "month_twice_other_format") for row in draft.rows]
    return [draft, draft.changed(again, name=f"{draft.name}_second", type="xlsx", suffix="xlsx")]


@quirk(COPIES, "copies file mask", tells=_OVERLAP)
def month_twice_masked(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """A month produced twice; the second release masks reasons that the first one shows."""
    again = []
    for row in draft.rows:
        shown = bool(row.cells["reason"])
        cells: dict[str, Cell] = {"reason": "***"} if shown else {}
        again.append(row.put(cells, {"reason_raw": "***", "reason_state": "masked"} if shown else {}, "month_twice_masked"))
    return [draft, draft.changed(again, name=f"{draft.name}_second")]


@quirk(MONTHS, "copies file month time mask filters numbers types strings window", tells=_OVERLAP)
def day_shared(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """Two files that follow one another both hold the day between them."""
    start = datetime.fromisoformat(f"{draft.month}-10")
    n = len(draft.rows)
    rows = [moved(row, start + timedelta(seconds=i * (3 * 86_400 - 60) // n)) for i, row in enumerate(draft.rows)]
    middle = [start + timedelta(days=1) <= row.at < start + timedelta(days=2) for row in rows]
    first = [row for row in rows if row.at < start + timedelta(days=2)]
    second = [_marked(row, "day_shared") if m else row for row, m in zip(rows, middle, strict=True)]
    second = [row for row in second if row.at >= start + timedelta(days=1)]
    return [draft.changed(first, name=f"{draft.name}_a"), draft.changed(second, name=f"{draft.name}_b")]


@quirk(MONTHS, "copies rows", tells="round_row_count", mixes=False)
def cap_20000(draft: Draft, rng: np.random.Generator) -> Draft:
    """Exactly 20,000 rows: a cap until shown otherwise."""
    more: Iterator[Row] = draft.facts["pool"]
    start = datetime.fromisoformat(f"{draft.month}-02")
    rows = [moved(row, start + timedelta(seconds=100 * i)) for i, row in enumerate(islice(more, CAP))]
    return draft.changed(rows)


def _marked(row: Row, name: str) -> Row:
    return replace(row, quirks=(*row.quirks, name))
