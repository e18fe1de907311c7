"""What the table `eras` is made from: passing tables below sql/reasons, and a first, cheap look at which series may change.

The look asks the least of what sql/reasons/era_split.sql asks, over the same windows: that some kind of reason, or some word,
moved by 40 points. Most series end here.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from plainview.store import Store

REACHES = (60, 14)  # days with searches on each side of a day
FEWEST = 30  # searches on each side
MOVED = 0.399  # of all searches; a little less than what is asked later
ROUNDS = 5  # of cutting in two: at most 32 spans a series
_Numbers = NDArray[np.int64]
_Window = tuple[_Numbers, _Numbers, _Numbers]  # of each day: the first day before it, itself, the day after the last


def prepare(store: Store) -> None:
    """Make the passing tables that sql/reasons/eras.sql reads. Needs reasons, purposes, searches and entries."""
    store.run("reasons/era_days")
    _lend_moved(store)
    for name in ("era_spans", *["era_split"] * ROUNDS, "era_found"):
        store.run(f"reasons/{name}")


def _lend_moved(store: Store) -> None:
    """Lend the numbers of the series in which something moved as `era_moved`."""
    dates, looked = store.arrow("reasons/era_dates_looked"), store.arrow("reasons/era_counts_looked")
    series, n, n_shown = (dates.column(name).to_numpy() for name in ("series_no", "n", "n_shown"))
    place, x = (looked.column(name).to_numpy() for name in ("place", "x"))
    names = looked.column("label").combine_chunks().dictionary_encode()
    label, masked = names.indices.to_numpy(), names.dictionary.index("masked").as_py()
    windows = _windows(series)
    is_moved = np.zeros(len(series), dtype=bool)
    for one in range(len(names.dictionary)):
        on = label == one
        share = np.zeros(len(series), dtype=np.int64)
        share[place[on]] = x[on]
        is_moved |= moved(windows, n if one == masked else n_shown, share)
    store.lend("era_moved", pa.table({"series_no": pa.array(np.unique(series[is_moved]), pa.int32())}))


def _windows(series: NDArray[np.int32]) -> list[_Window]:
    """The days around each day, of each reach; days stand in order, those of a series together."""
    at = np.arange(len(series))
    starts = np.flatnonzero(np.diff(series, prepend=series[:1] - 1))
    lengths = np.diff(starts, append=len(series))
    first, end = np.repeat(starts, lengths), np.repeat(starts + lengths, lengths)
    return [(np.maximum(at - reach, first), at, np.minimum(at + reach, end)) for reach in REACHES]


def moved(windows: list[_Window], n: _Numbers, x: _Numbers) -> NDArray[np.bool_]:
    """Whether the share x of n moved between the days before and those from each day on."""
    n_sum, x_sum = (np.concatenate(([0], np.cumsum(counts))) for counts in (n, x))
    found = np.zeros(len(n), dtype=bool)
    for since, at, until in windows:
        n_before, n_after = n_sum[at] - n_sum[since], n_sum[until] - n_sum[at]
        may = np.flatnonzero((n_before >= FEWEST) & (n_after >= FEWEST))
        x_before, x_after = (x_sum[at] - x_sum[since])[may], (x_sum[until] - x_sum[at])[may]
        found[may] |= np.abs(x_after / n_after[may] - x_before / n_before[may]) >= MOVED
    return found
