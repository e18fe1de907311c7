"""Measures how agency names are read, against a public registry of agencies, and prints every difference.

Run: python eval/agencies.py [--all] (PLAINVIEW_DATA names the folder of real records; --all prints whole lists).
"""

from __future__ import annotations

import collections
import csv
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from plainview import agencies

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[2] / "shared" / "data"))
ALL = "--all" in sys.argv

# The registry's role -> kinds that agree with it. Its "other" and its "decommissioned" say nothing about the kind.
ROLES = {
    "police": {"police"},
    "sheriff": {"sheriff"},
    "da": {"prosecutor"},
    "campus_safety": {"campus"},
    "hoa": {"private"},
    "business": {"private"},
    "vendor": {"vendor_test"},
    "test": {"vendor_test"},
    "tribal": {"tribal"},
    "fire": {"fire"},
    "intelligence": {"fusion"},
    "corrections": {"corrections"},
    "state_parks": {"parks"},
    "school": {"school"},
    "fish_wildlife": {"parks"},
    "highway_patrol": {"state_police"},
}

# Kinds that say more than the registry's "police", which it gives to every name that ends in PD and many that do not.
PARTICULAR = {
    *("campus", "school", "airport", "transit", "parks", "hospital", "tribal", "task_force", "state_police"),
    *("corrections", "prosecutor", "sheriff", "federal", "fire", "other"),
}


def vendor_names() -> list[str]:
    """Distinct names as the vendor prints them: partner lists of the portals and the 2024 list."""
    partners = pq.read_table(DATA / "sharing_lists_over_time.parquet", columns=["partner"])["partner"].to_pylist()
    with (DATA / "agencies/newsobserver_flock_agency_names_2024.csv").open(encoding="utf-8") as source:
        listed = [row["name"] for row in csv.DictReader(source)]
    return sorted({*partners, *listed})


def registry() -> list[dict[str, Any]]:
    with (DATA / "agencies/smalpr_agency_registry.json").open(encoding="utf-8") as source:
        entries: list[dict[str, Any]] = json.load(source)
    return entries


def show(title: str, right: int, total: int, wrong: list[str], at_most: int = 60) -> None:
    print(f"\n{title}: {right:,} of {total:,} ({100 * right / max(total, 1):.2f} %)")
    for line in wrong if ALL else wrong[:at_most]:
        print("   ", line)
    if not ALL and len(wrong) > at_most:
        print(f"    ... and {len(wrong) - at_most} more (--all)")


def against_registry(names: list[str]) -> None:
    known = {name: entry for entry in registry() for name in entry["flock_names"]}
    shared = [name for name in names if name in known]
    print(f"vendor names: {len(names):,}; in the registry too: {len(shared):,}")
    for where, chosen in (("shared with the vendor lists", shared), ("all of the registry", sorted(known))):
        state_wrong, kind_wrong, n_state, n_kind, n_particular = [], [], 0, 0, 0
        for name in chosen:
            read = agencies.resolve(name)
            entry = known[name]
            state = (entry.get("geo") or {}).get("state")
            if state:
                n_state += 1
                if read.state != state:
                    state_wrong.append(f"{name!r}: {read.state!r}, registry {state!r}")
            kinds = ROLES.get(entry["agency_role"])
            if kinds:
                n_kind += 1
                if read.kind not in kinds and entry["agency_role"] == "police" and read.kind in PARTICULAR:
                    n_particular += 1  # the registry says "police" to every "PD"; a word of the name says more
                elif read.kind not in kinds:
                    kind_wrong.append(f"{name!r}: {read.kind}, registry {entry['agency_role']}/{entry['agency_type']}")
        show(f"state right, names {where}", n_state - len(state_wrong), n_state, state_wrong)
        show(f"kind right, names {where}", n_kind - len(kind_wrong), n_kind, kind_wrong)
        right = n_kind - len(kind_wrong) - n_particular
        print(f"    of these {n_particular} say more than the registry's police (strict: {right:,})")
    by_id = collections.defaultdict(set)
    for name, entry in known.items():
        by_id[agencies.resolve(name).agency_id].add((entry["agency_id"], name))
    merged = [
        f"{agency_id}: {sorted(name for _, name in found)}"
        for agency_id, found in sorted(by_id.items())
        if len({registry_id for registry_id, _ in found}) > 1
    ]
    show("agency ids that hold one registry id only", len(by_id) - len(merged), len(by_id), merged)
    by_entry = collections.defaultdict(set)
    for name, entry in known.items():
        by_entry[entry["agency_id"]].add(agencies.resolve(name).agency_id)
    split = [str(sorted(ids)) for ids in by_entry.values() if len(ids) > 1]
    several = sum(len(entry["flock_names"]) > 1 for entry in registry())
    show("registry entries with several names that got one id", several - len(split), several, split)


def merges(names: list[str]) -> None:
    """Vendor names that share an id: each pair is to be read by a person."""
    by_id = collections.defaultdict(set)
    for name in names:
        by_id[agencies.resolve(name).agency_id].add(name)
    several = [f"{agency_id}: {sorted(found)}" for agency_id, found in sorted(by_id.items()) if len(found) > 1]
    print(f"\nvendor names: {len(names):,} -> ids: {len(by_id):,}; ids with more than one spelling: {len(several):,}")
    for line in several if ALL else several[:60]:
        print("   ", line)


def slugs() -> None:
    same, different = 0, []
    pages = [folder for folder in sorted((DATA / "portal").iterdir()) if folder.is_dir()]
    for folder in pages:
        text = max(folder.glob("*.txt")).read_text(encoding="utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip() not in ("", "Transparency Portal", "Visit Flock")]
        page, slug = agencies.resolve(lines[0]), agencies.resolve_slug(folder.name)
        if agencies.slug_in(folder.name) != folder.name:
            different.append(f"slug_in({folder.name!r}) = {agencies.slug_in(folder.name)!r}")
        if page.agency_id == slug.agency_id:
            same += 1
        else:
            different.append(f"{folder.name} -> {slug.agency_id}; page {lines[0]!r} -> {page.agency_id}")
    show("portal slug and page name agree", same, len(pages), different)
    entries = [entry for entry in registry() if entry["flock_names"] and entry["slug"]]
    wrong = []
    for entry in entries:
        ids = {agencies.resolve(name).agency_id for name in entry["flock_names"]}
        if agencies.resolve_slug(entry["slug"]).agency_id not in ids:
            wrong.append(f"{entry['slug']} -> {agencies.resolve_slug(entry['slug']).agency_id}; names -> {sorted(ids)}")
    show("registry slug and name agree", len(entries) - len(wrong), len(entries), wrong, 40)


def ori_states() -> None:
    """Official names with the state given beside them: does the kind agree with the FBI's?"""
    kinds = {
        "University or College": {"campus"},
        "State Police": {"state_police"},
        "Tribal": {"tribal"},
        "Federal": {"federal"},
    }
    right: collections.Counter[str] = collections.Counter()
    total: collections.Counter[str] = collections.Counter()
    with (DATA / "agencies/fbi_lee_2025_ori.csv").open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            group = row["agency_type_name"]
            if group in kinds:
                total[group] += 1
                right[group] += agencies.resolve(row["pub_agency_name"], row["state_abbr"]).kind in kinds[group]
    print(
        "\nkind by the FBI's list of 2025:",
        ", ".join(f"{group} {right[group]} of {total[group]}" for group in sorted(total)),
    )


def speed(names: list[str]) -> None:
    started = time.process_time()
    for name in names:
        agencies.resolve(name)
    seconds = time.process_time() - started
    print(f"\nspeed: {len(names) / seconds:,.0f} names/s over {len(names):,} distinct names (processor time)")


if __name__ == "__main__":
    found = vendor_names()
    against_registry(found)
    merges(found)
    slugs()
    ori_states()
    speed(found)
