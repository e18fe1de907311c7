"""The table `findings`: what rules and detectors say, in one shape."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from plainview.store import Store

_TEXT = ["finding_id", "made_by", "source", "agency_id", "verdict", "title", "sentence", "innocent"]
_NUMBERS = ["n_certain", "n_possible", "n_unreadable", "n_total"]
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _TEXT),
        *((name, pa.int64()) for name in _NUMBERS),
        ("evidence_json", pa.string()),
    ]
)


def write(store: Store, rows: list[dict[str, Any]]) -> None:
    """Write findings in a fixed order; each row has exactly the columns of SCHEMA."""
    ordered = sorted(rows, key=lambda row: (row["source"], row["made_by"], row["agency_id"], row["finding_id"]))
    store.add("findings", pa.Table.from_pylist(ordered, schema=SCHEMA))
