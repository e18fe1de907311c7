"""Measures how agency names are read: by a public registry, the FBI's list, a 287(g) list, the vendor's notes, a simulation.

Run: python eval/agencies.py [--all] [--notes FILE] (PLAINVIEW_DATA names the folder of real records; --all prints whole lists;
--notes writes the table of the vendor's own duplicate notes, which holds names, to a file outside the repository).
The rules were written while looking at these names; docs/agencies.md tells what was measured on names not looked at.
"""

from __future__ import annotations

import collections
import csv
import json
import math
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from plainview import agencies
from plainview.agencies import lists, spreadsheet
from plainview.simulate.linking.country import bodies
from plainview.simulate.linking.names import Speller

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


def listed_names() -> list[str]:
    """Names of the vendor's list of 2024."""
    with (DATA / "agencies/newsobserver_flock_agency_names_2024.csv").open(encoding="utf-8") as source:
        return [row["name"] for row in csv.DictReader(source)]


def vendor_names() -> list[str]:
    """Distinct names as the vendor prints them: partner lists of the portals and the 2024 list."""
    partners = pq.read_table(DATA / "sharing_lists_over_time.parquet", columns=["partner"])["partner"].to_pylist()
    return sorted({*partners, *listed_names()})


def registry() -> list[dict[str, Any]]:
    with (DATA / "agencies/smalpr_agency_registry.json").open(encoding="utf-8") as source:
        entries: list[dict[str, Any]] = json.load(source)
    return entries


def share(right: int, total: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not total:
        return "none"
    part, z = right / total, 1.96
    middle, scale = part + z * z / 2 / total, 1 + z * z / total
    spread = z * math.sqrt(part * (1 - part) / total + z * z / 4 / total / total)
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return f"{right:,} of {total:,} ({100 * part:.2f} %, {100 * low:.2f} to {100 * high:.2f})"


def confusion(title: str, pairs: list[tuple[str, str]]) -> None:
    """A table: a line for each true value, how often each other value was read instead. Lines without a mistake are one line."""
    by_true: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for true, read in pairs:
        by_true[true][read] += 1
    print(f"\n{title}: read rightly {share(sum(true == read for true, read in pairs), len(pairs))}")
    whole = [f"{true} {found[true]:,}" for true, found in sorted(by_true.items()) if set(found) == {true}]
    for true, found in sorted(by_true.items()):
        if set(found) != {true}:
            others = ", ".join(f"{read or 'none'} {n:,}" for read, n in found.most_common() if read != true)
            print(f"    {true:14} {found[true]:>6,} right; instead: {others}")
    print(f"    without a mistake: {', '.join(whole) or 'none'}")


def show(title: str, right: int, total: int, wrong: list[str], at_most: int = 60) -> None:
    print(f"\n{title}: {share(right, total)}")
    for line in wrong if ALL else wrong[:at_most]:
        print("   ", line)
    if not ALL and len(wrong) > at_most:
        print(f"    ... and {len(wrong) - at_most} more (--all)")


def against_registry(names: list[str]) -> None:
    known = {name: entry for entry in registry() for name in entry["flock_names"]}
    shared = [name for name in names if name in known]
    of_2024 = [name for name in listed_names() if name in known]
    print(f"vendor names: {len(names):,}; in the registry too: {len(shared):,}, of these in the list of 2024 {len(of_2024):,}")
    groups = (
        ("shared with the list of 2024", of_2024),
        ("shared with all vendor lists", shared),
        ("all of the registry", sorted(known)),
    )
    for where, chosen in groups:
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
        print(f"    of these {n_particular} say more than the registry's police; as the registry has it: {share(right, n_kind)}")
    reads = {name: agencies.resolve(name) for name in of_2024}
    kinds_of = [(known[name], one.kind) for name, one in reads.items() if known[name]["agency_role"] in ROLES]
    states = [((known[name].get("geo") or {}).get("state"), one.state) for name, one in reads.items()]
    confusion("kind, names of the list of 2024, by the registry", [(min(ROLES[e["agency_role"]]), kind) for e, kind in kinds_of])
    confusion("state, names of the list of 2024, by the registry", [(true, read) for true, read in states if true])
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


# What the FBI calls an agency -> our kind, where that is plain. Its cities and counties are given an office of their own.
FBI_KINDS = {
    "City": "police", "County": "sheriff", "University or College": "campus", "State Police": "state_police", "Tribal": "tribal",
    "Federal": "federal",
}  # fmt: skip
# First digits of a 287(g) list's type of agency, as one public copy has it.
KINDS_287G = {
    "(001)": "sheriff",
    "(003)": "police",
    "(004)": "police",
    "(005)": "state_police",
    "(611)": "campus",
    "(631)": "airport",
}


def against_fbi() -> None:
    """Names as the vendor would print them, made from the FBI's: the office for its kind of agency, the state in some place."""
    rows = spreadsheet.read(DATA / "agencies/fbi_lee_2025_ori.csv")
    _, listed, _ = lists.read(rows, "the FBI's list")
    forms = ("{name} ({state})", "{name} {state}", "{state} - {name}", "{name}, {state}")
    kinds_found, states = [], []
    for number, one in enumerate(listed):
        state = one.agency.state
        name = lists.fbi_name(one.name_raw, state, one.type_raw)
        read = agencies.resolve(forms[number % len(forms)].format(name=name, state=state) if state else name)
        if state:
            states.append((state, read.state))
        if one.type_raw in FBI_KINDS:
            own = "sheriff" if "sheriff" in name.lower() else "police" if "police" in name.lower() else ""
            kinds_found.append((own if one.type_raw in ("City", "County") and own else FBI_KINDS[one.type_raw], read.kind))
    confusion(f"kind by the FBI's list of 2025, {len(listed):,} rows", kinds_found)
    confusion("state by the FBI's list of 2025", states)
    hints = [
        (one.agency.state, agencies.gazetteer.only_state(_place(one))) for one in listed if one.type_raw in ("City", "County")
    ]
    told = [(true, hint) for true, hint in hints if hint]
    print(f"    a name known in one state only names the true one: {share(sum(a == b for a, b in told), len(told))}")


def _place(one: lists.Listed) -> list[str]:
    words = agencies.wording.split(agencies.wording.plain(one.name_raw))[0]
    return [*words, "county"] if one.type_raw == "County" and "county" not in words else words


def against_287g() -> None:
    """Names as a 287(g) list prints them, the state beside them."""
    with (DATA / "agencies/287g_agreements_history_2025-05_07.csv").open(encoding="utf-8") as source:
        rows = sorted({(row["state"], row["agency"], row["agency_type"][:5]) for row in csv.DictReader(source)})
    pairs = [
        (KINDS_287G[type_], agencies.resolve(name, state, stated=True).kind) for state, name, type_ in rows if type_ in KINDS_287G
    ]
    confusion(f"kind by a 287(g) list of 2025, {len(rows):,} names", pairs)


_NOTE = re.compile(
    r"(?:may be |appears to be )?(duplicate of|misspelled version of|also referred to as|also listed:|distinct org from|"
    r"listed separately from) (.+?)(?:, (?:but )?listed separately)?$", re.IGNORECASE,
)  # fmt: skip


def notes() -> list[dict[str, str]]:
    """The vendor list's notes that set one name beside another: what they claim, what we read, what the FBI's list holds."""
    with (DATA / "agencies/newsobserver_flock_agency_names_2024.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    _, listed, _ = lists.read(spreadsheet.read(DATA / "agencies/fbi_lee_2025_ori.csv"), "the FBI's list")
    official = {one.agency.agency_id for one in listed}
    official |= {agency_id.replace("-police", "-city-police") for agency_id in official}  # the FBI never says "X City"
    found = []
    for row in rows:
        for part in row["notes"].split("; "):
            claim = _NOTE.search(part.strip())
            if claim and claim.group(2) != row["name"]:
                one, other = agencies.resolve(row["name"]), agencies.resolve(claim.group(2))
                both = {one.agency_id, other.agency_id} <= official
                found.append({
                    "name": row["name"], "claim": claim.group(1).lower(), "other": claim.group(2), "id": one.agency_id,
                    "other_id": other.agency_id, "read_as": "one" if one.agency_id == other.agency_id else "two",
                    "fbi_has": "both" if both and one.agency_id != other.agency_id else
                               "one" if {one.agency_id, other.agency_id} & official else "neither",
                })  # fmt: skip
    return found


def against_notes() -> None:
    found = notes()
    print(f"\nthe vendor list's own notes that set two names beside each other: {len(found)}")
    counts = collections.Counter((row["claim"], row["read_as"], row["fbi_has"]) for row in found)
    for (claim, read_as, fbi_has), n in sorted(counts.items()):
        print(f"    {claim:22} read as {read_as:3}, the FBI's list has {fbi_has:7} {n}")
    wrong = [row for row in found if row["fbi_has"] == "both" and row["read_as"] == "one"]
    print(f"    merged though the FBI's list has both: {len(wrong)}")
    if "--notes" in sys.argv:
        with Path(sys.argv[sys.argv.index("--notes") + 1]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(found[0]))
            writer.writeheader()
            writer.writerows(found)


def spellings(seeds: tuple[int, ...] = (1, 2, 3, 4, 5), agencies_made: int = 900, custodians: int = 60) -> None:
    """Spellings of made-up agencies, hard neighbours among them: how many are merged wrongly, how many are left apart."""
    n = merged = apart = wrong_kind = wrong_state = 0
    pairs = []
    for seed in seeds:
        made = bodies(seed, agencies_made)
        speller = Speller(seed, made)
        names = speller.vendor(365)
        whose = {text: i for texts in (names.usual, names.later) for i, text in enumerate(texts)}
        numbers = list(range(len(made)))
        for custodian in range(custodians):
            for texts in (speller.retyped(names.usual, numbers, custodian), speller.strayed(names.usual, numbers, custodian)):
                whose.update(zip(texts, numbers, strict=True))
        reads = {text: agencies.resolve(text) for text in whose}
        ids = collections.Counter((reads[text].agency_id, number) for text, number in whose.items())
        owner = {agency_id: number for (agency_id, number), _ in sorted(ids.items(), key=lambda item: item[1])}
        main = {number: agency_id for (agency_id, number), _ in sorted(ids.items(), key=lambda item: item[1])}
        n += len(whose)
        for text, number in whose.items():
            read = reads[text]
            merged += owner[read.agency_id] != number
            apart += main[number] != read.agency_id
            wrong_kind += read.kind != made[number].kind
            wrong_state += read.state != made[number].state
            pairs.append((made[number].kind, read.kind))
    print(f"\nspellings of {len(seeds)} made-up countries of {agencies_made} agencies, {n:,}:")
    for what, wrong in (("merged wrongly", merged), ("apart from their agency", apart), ("state not read", wrong_state)):
        print(f"    {what}: {share(wrong, n)}")
    confusion("kind, spellings of made-up agencies", pairs)


def speed(names: list[str]) -> None:
    started = time.process_time()
    for name in names:
        agencies.resolve(name)
    seconds = time.process_time() - started
    print(f"\nspeed: {len(names) / seconds:,.0f} names/s over {len(names):,} distinct names (processor time)")


if __name__ == "__main__":
    spellings()
    if DATA.is_dir():
        found = vendor_names()
        against_registry(found)
        against_fbi()
        against_287g()
        against_notes()
        merges(found)
        slugs()
        speed(found)
