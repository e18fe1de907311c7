"""What one run did, as numbers for a program and as lines for a person."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from plainview.store import Store

KEYS = (
    "releases rows used quarantined skipped entries issues refused duplicates vendor_ids searches agencies shares "
    "snapshots findings seconds peak_mb site"
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
        f"{number['entries']} log entries with {number['vendor_ids']} vendor ids;"
        f" with entries of one id counted once: {number['searches']}",
        f"{number['agencies']} agencies, {number['shares']} sharing relations, {number['snapshots']} portal values",
        f"{number['findings']} findings to ask about, {number['issues']} oddities in the records",
        f"{number['duplicates']} files held already (other copies or prints), {number['refused']} not taken in",
    ]
    for row in refusals:
        lines.append(f"  {row['n']} {row['kind']}: {row['why']} (for example {row['example']})\n    fix: {row['fix']}")
    if not key_is_set:
        lines.append("plates and account names were dropped, not stored: no token key is set (see `plainview key --help`)")
    return lines
