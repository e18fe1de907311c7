"""What one run did, as numbers for a program and as lines for a person."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from plainview.archive import Receipt
from plainview.store import Store

SHOWN = 20
KEYS = (
    "releases rows used quarantined skipped entries issues refused duplicates vendor_ids searches agencies shares "
    "snapshots findings cannot_tell seconds peak_mb site"
).split()


def count(store: Store, seconds: float, children_kb: int, site: Path) -> dict[str, int | float | str]:
    """The figures of a case, in the order of KEYS. peak_mb is an upper bound: this process and its readers at their largest."""
    counted = store.rows("summary")[0]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    own_kb = own // 1024 if sys.platform == "darwin" else own
    counted |= {"seconds": round(seconds, 2), "peak_mb": (own_kb + children_kb) // 1024, "site": str(site)}
    return {key: counted[key] for key in KEYS}


def told(counts: dict[str, int | float | str], refusals: list[dict[str, object]], key_is_set: bool) -> list[str]:
    """The summary a person reads at the end of a run."""
    number = {key: f"{value:,}" for key, value in counts.items() if isinstance(value, int)}
    lines = [
        f"{number['releases']} releases, {number['rows']} printed rows = {number['used']} used"
        f" + {number['quarantined']} quarantined + {number['skipped']} skipped by name",
        f"{number['entries']} log entries are {number['searches']} searches, {number['vendor_ids']} of them with the vendor's id",
        f"{number['agencies']} agencies, {number['shares']} sharing relations, {number['snapshots']} portal values",
        f"{number['findings']} findings to ask about, {number['cannot_tell']} that the records cannot tell,"
        f" {number['issues']} oddities in them",
        f"{number['duplicates']} files held already (other copies or prints), {number['refused']} not taken in",
    ]
    for row in refusals:
        lines.append(f"  {row['n']} {row['kind']}: {row['why']} (for example {row['example']})\n    fix: {row['fix']}")
    if not key_is_set:
        lines.append("plates and account names were dropped, not stored: no token key is set (see `plainview key --help`)")
    return lines


def idle(replies: list[dict[str, object]]) -> list[str]:
    """Replies whose finding is no longer made, a line each: they stay in replies.csv and are on no page."""
    return [
        f"idle: replies.csv {row['line']}: finding {row['finding_id']} is not made any more; the line is kept, on no page"
        for row in replies
    ]


def taken(before: dict[tuple[str, str], Receipt], after: dict[tuple[str, str], Receipt]) -> list[str]:
    """What one call of `add` did, by the journal before and after it: how many files came in, and why others did not."""
    new = [receipt for key, receipt in sorted(after.items()) if before.get(key) != receipt]
    refused = [one for one in new if one.fate != "accepted"]
    n_new, n_refused, n_before = len(new) - len(refused), len(refused), len(after) - len(new)
    lines = [
        f"{n_new:,} {'file' if n_new == 1 else 'files'} taken in or told anew, {n_refused:,} not taken in, {n_before:,} as before"
    ]
    lines += [f"  {one.path}: {one.why}\n    fix: {one.fix}" for one in refused[:SHOWN]]
    sealed = [one for key, one in sorted(after.items()) if one.fate == "sealed" and before.get(key) == one]
    lines += [f"  as before, sealed: {one.path}: {one.why}" for one in sealed[:SHOWN]]
    return lines + ([f"  and {len(refused) - SHOWN:,} more: the page Not taken in lists all"] if len(refused) > SHOWN else [])
