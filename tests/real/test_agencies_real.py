"""Names of agencies in real public records: measured floors, so that a change for one name does not lose a hundred."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plainview import agencies

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"real records are absent: {DATA}")


def registry() -> dict[str, dict[str, Any]]:
    entries = json.loads((DATA / "agencies/smalpr_agency_registry.json").read_text(encoding="utf-8"))
    return {name: entry for entry in entries for name in entry["flock_names"]}


def vendor_names() -> set[str]:
    partners = pq.read_table(DATA / "sharing_lists_over_time.parquet", columns=["partner"])["partner"].to_pylist()
    with (DATA / "agencies/newsobserver_flock_agency_names_2024.csv").open(encoding="utf-8") as source:
        return {*partners, *(row["name"] for row in csv.DictReader(source))}


def test_state_is_right_and_never_another_state() -> None:
    known, names = registry(), vendor_names()
    pairs = [
        (agencies.resolve(name).state, entry["geo"]["state"])
        for name, entry in known.items()
        if name in names and (entry.get("geo") or {}).get("state")
    ]
    assert len(pairs) > 1_400
    assert [pair for pair in pairs if pair[0] and pair[0] != pair[1]] == []
    assert sum(read == truth for read, truth in pairs) / len(pairs) >= 0.993


def test_police_and_sheriff_are_kept_apart() -> None:
    roles = {name: entry["agency_role"] for name, entry in registry().items()}
    sheriffs = [name for name, role in roles.items() if role == "sheriff"]
    assert sum(agencies.resolve(name).kind == "sheriff" for name in sheriffs) / len(sheriffs) >= 0.98
    police = [name for name, role in roles.items() if role == "police"]
    assert sum(agencies.resolve(name).kind == "police" for name in police) / len(police) >= 0.96


def test_few_registry_ids_share_an_agency() -> None:
    held: dict[str, set[str]] = {}
    for name, entry in registry().items():
        held.setdefault(agencies.resolve(name).agency_id, set()).add(entry["agency_id"])
    # Four, each read by a person: a retired account, "City of X", a university's short name, a word written out.
    assert sum(len(ids) > 1 for ids in held.values()) <= 4


def test_few_vendor_names_share_an_agency() -> None:
    names = vendor_names()
    ids = {agencies.resolve(name).agency_id for name in names}
    assert len(names) - len(ids) <= 60


def test_portal_folders_are_slugs_and_agree_with_their_pages() -> None:
    folders = [folder for folder in sorted((DATA / "portal").iterdir()) if folder.is_dir()]
    assert [folder.name for folder in folders if agencies.slug_in(folder.name) != folder.name] == []
    agreeing = 0
    for folder in folders:
        text = max(folder.glob("*.txt")).read_text(encoding="utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines()]
        page = next(line for line in lines if line not in ("", "Transparency Portal", "Visit Flock"))
        agreeing += agencies.resolve(page).agency_id == agencies.resolve_slug(folder.name).agency_id
    assert agreeing >= 105


def test_other_folders_are_no_slugs() -> None:
    wrong = [path.name for path in DATA.iterdir() if agencies.slug_in(path.name) or agencies.slug_in(path.stem)]
    assert wrong == []
