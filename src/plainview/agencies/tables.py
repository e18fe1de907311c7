"""The tables `agency_names` (one row a spelling) and `agencies` (one row an agency), each spelling resolved once."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa

from plainview.agencies import resolve
from plainview.agencies.vocabulary import STATES
from plainview.model import Agency
from plainview.store import Store

_NAMES = pa.schema([("name_raw", pa.string()), ("agency_id", pa.string()), ("confidence", pa.float64()), ("why", pa.string())])
_ZONES = pa.schema([("state", pa.string()), ("zone", pa.string())])
_AGENCIES = pa.schema(
    [
        *((name, pa.string()) for name in ("agency_id", "canonical", "state", "kind", "level")),
        ("confidence", pa.float64()),
        ("n_names", pa.int64()),
    ]
)


def write(store: Store, known: dict[str, Agency]) -> None:
    """Resolve every name found in the case. `known` holds names that were read in another way (portal names in paths)."""
    names = [str(row["name_raw"]) for row in store.rows("ingest/names")]
    read = {name: known.get(name) or resolve(name) for name in names}
    rows = [
        {"name_raw": name, "agency_id": one.agency_id, "confidence": one.confidence, "why": one.why}
        for name, one in sorted(read.items())
    ]
    zones = {"state": list(STATES), "zone": [state.time_zone for state in STATES.values()]}  # of most people of the state
    store.lend("state_zones", pa.table(zones, schema=_ZONES))
    store.add("agency_names", pa.Table.from_pylist(rows, schema=_NAMES))
    store.add("agencies", pa.Table.from_pylist(_agencies(read), schema=_AGENCIES))


def _agencies(read: dict[str, Agency]) -> list[dict[str, object]]:
    """One row an agency. Where spellings differ in what they tell, the surest reading names it."""
    n_names = Counter(one.agency_id for one in read.values())
    best: dict[str, Agency] = {}
    for _, one in sorted(read.items()):
        kept = best.get(one.agency_id)
        if kept is None or one.confidence > kept.confidence:
            best[one.agency_id] = one
    return [
        {
            "agency_id": one.agency_id, "canonical": one.canonical, "state": one.state, "kind": one.kind,
            "level": one.level, "confidence": one.confidence, "n_names": n_names[one.agency_id],
        }
        for _, one in sorted(best.items())
    ]  # fmt: skip


def unnamed(name: str) -> Agency:
    """Stands for a custodian that no record names: its own, merged with nobody."""
    slug = "".join(ch if ch.isalnum() else "-" for ch in name.casefold()).strip("-")
    return Agency(f"unknown-{slug}"[:80], name, "", "unknown", "unknown", 0.0, "no record says whose log this is")
