"""An example over what `plainview publish DIR` wrote: searches by purpose and month, from the files alone.

Plain Python: `python publish-notebook.py DIR`. As a notebook: `marimo edit publish-notebook.py -- DIR` (marimo is not part of
plainview; each function below is a cell's worth). It needs pyarrow, which plainview brings.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def entries(folder: Path) -> list[dict[str, Any]]:
    """The rows of the whole table: one log's record of one search each."""
    return pq.read_table(folder / "data" / "entries.parquet").to_pylist()


def searches(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a search: entries of one search in several logs have the same name under `search`."""
    return list({row["search"]: row for row in rows}.values())


def by_purpose(rows: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    """How many rows have each purpose and certainty; a row can have several purposes, or none."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for one in filter(None, row["purposes"].split("; ")):
            purpose, _, certainty = one.partition(" (")
            counts[purpose, certainty.rstrip(")")] += 1
    return counts


def unreadable(rows: list[dict[str, Any]]) -> tuple[int, int]:
    """How many rows have no purpose, and of how many: a share of more than a fifth means "at least" before every count."""
    return sum(not row["purposes"] for row in rows), len(rows)


def told(folder: Path) -> list[str]:
    """What a reader would ask first, in lines."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    rows = entries(folder)
    found = searches(rows)
    none, total = unreadable(found)
    lines = [f"{package['title']}: {len(rows):,} entries of {len(found):,} searches"]
    lines.append(f"no purpose could be read in {none:,} of {total:,} searches")
    at_least = "at least " if total and none / total > 0.2 else ""
    for (purpose, certainty), n in sorted(by_purpose(found).items(), key=lambda one: (-one[1], one[0]))[:10]:
        lines.append(f"{at_least}{n:,} {purpose.replace('_', ' ')} ({certainty})")
    lines += [f"{month}: {n:,} searches" for month, n in sorted(Counter(row["day"][:7] for row in found).items())]
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(told(Path(sys.argv[1] if len(sys.argv) > 1 else "."))) + "\n")
