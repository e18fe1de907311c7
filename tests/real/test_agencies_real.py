"""Names of agencies in real public records: measured floors, so that a change for one name does not lose a hundred."""

from __future__ import annotations

import csv
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plainview import agencies, spreadsheet
from plainview.agencies import kept, lists
from plainview.agencies.memberships import memberships
from plainview.agencies.tables import custodians

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"real records are absent: {DATA}")


def registry() -> dict[str, dict[str, Any]]:
    entries = json.loads((DATA / "agencies/smalpr_agency_registry.json").read_text(encoding="utf-8"))
    return {name: entry for entry in entries for name in entry["flock_names"]}


def listed_rows() -> list[dict[str, str]]:
    """The vendor's list of 2024: its names and what its compilers noted beside them."""
    with (DATA / "agencies/newsobserver_flock_agency_names_2024.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def vendor_names() -> set[str]:
    partners = pq.read_table(DATA / "sharing_lists_over_time.parquet", columns=["partner"])["partner"].to_pylist()
    return {*partners, *(row["name"] for row in listed_rows())}


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


# The registry says "police" to whatever ends in PD; where a word of the name says more, that is no mistake.
MORE_THAN_POLICE = {"airport", "campus", "school", "parks", "prosecutor", "state_police", "transit", "sheriff"}
ROLES = {
    "police": "police", "sheriff": "sheriff", "da": "prosecutor", "campus_safety": "campus", "hoa": "private",
    "test": "vendor_test",
    "intelligence": "fusion", "tribal": "tribal", "fire": "fire", "corrections": "corrections", "highway_patrol": "state_police",
}  # fmt: skip


def test_state_and_kind_of_the_names_that_list_and_registry_share() -> None:
    known = registry()
    shared = [row["name"] for row in listed_rows() if row["name"] in known]
    assert len(shared) == 1_177
    states = [
        (agencies.resolve(name).state, known[name]["geo"]["state"])
        for name in shared
        if (known[name].get("geo") or {}).get("state")
    ]
    assert sum(read == true for read, true in states) / len(states) >= 0.995
    kinds = [
        (agencies.resolve(name).kind, ROLES[known[name]["agency_role"]]) for name in shared if known[name]["agency_role"] in ROLES
    ]
    assert len(kinds) > 1_100
    right = sum(read == true or (true == "police" and read in MORE_THAN_POLICE) for read, true in kinds)
    assert right / len(kinds) >= 0.99
    assert sum(read == true for read, true in kinds) / len(kinds) >= 0.979  # as the registry has it, its own mistakes and all


def fbi_list() -> list[lists.Listed]:
    return lists.read(spreadsheet.read(DATA / "agencies/fbi_lee_2025_ori.csv"), "the FBI's list")[1]


def test_kind_and_state_of_the_fbis_list() -> None:
    listed = fbi_list()
    assert len(listed) == 18_330
    kinds = {"City": "police", "County": "sheriff", "University or College": "campus", "State Police": "state_police",
             "Tribal": "tribal", "Federal": "federal"}  # fmt: skip
    found = [one.agency.kind == kinds[one.type_raw] for one in listed if one.type_raw in kinds]
    assert sum(found) / len(found) >= 0.99
    assert {one.agency.state == "" for one in listed if one.type_raw != "Federal"} == {False}
    by_ori = {one.ori: one.agency.state for one in listed}
    # The FBI's number begins with its own code of the state.
    wrong = [ori for ori, state in by_ori.items() if state and ori[:2] not in (state, {"NE": "NB", "GU": "GM"}.get(state))]
    assert wrong == []


NOTE = re.compile(r"(duplicate of|distinct org from) (.+)", re.IGNORECASE)


def noted_pairs() -> list[tuple[str, str, str]]:
    """(name, what the note claims, the other name) of the vendor list's notes that set two names of one state together."""
    pairs = []
    for row in listed_rows():
        for part in row["notes"].split("; "):
            claim = NOTE.search(part)
            if claim and agencies.resolve(claim[2]).state == agencies.resolve(row["name"]).state:
                pairs.append((row["name"], claim[1].lower(), claim[2]))
    return pairs


def test_duplicate_notes_are_checked_against_the_fbis_list() -> None:
    """The notes call a city and a township of one name duplicates, too: where the FBI knows both, they stay two."""
    official = {one.agency.agency_id for one in fbi_list()}
    official |= {agency_id.replace("-police", "-city-police") for agency_id in official}  # the FBI never says "X City"
    pairs = noted_pairs()
    assert len(pairs) >= 25
    ids = {(name, other): (agencies.resolve(name).agency_id, agencies.resolve(other).agency_id) for name, _, other in pairs}
    both = [pair for pair, (one, other) in ids.items() if one != other and {one, other} <= official]
    towns = [pair for pair in both if re.search(r"\b(township|twp|town)\b", " ".join(pair), re.IGNORECASE)]
    assert len(both) == len(towns) == 7  # two towns in Michigan and one in New York, from both sides or one; two of Ohio's
    merged = [pair for pair, (one, other) in ids.items() if one == other]
    assert len(merged) >= 12
    # What was merged differs in no word that says which place or office it is.
    forms = {"township", "town", "city", "village", "county"}
    said = [{frozenset(agencies.wording.read(name).words) & forms for name in pair} for pair in merged]
    assert all(len(one) == 1 for one in said)


def test_the_published_lists_load_into_a_case(tmp_path: Path) -> None:
    folder = DATA / "agencies"
    rows = {
        "newsobserver_flock_agency_names_2024.csv": 5_152, "fbi_lee_2025_ori.csv": 18_330,
        "287g_agreements_history_2025-05_07.csv": 11_257, "287g_participatingAgencies07182025pm.xlsx": 832,
    }  # fmt: skip
    found = {name: kept.load(tmp_path, folder / name, date(2026, 1, 1)) for name in rows}
    assert {name: len(one.listed) + len(one.left) for name, one in found.items()} == rows
    kinds = {kind.id: kind for kind in lists.kinds()}
    lists_ = [
        (kinds[one.kind].programme, one, kept.read(tmp_path, one)) for one in kept.all_of(tmp_path) if kinds[one.kind].programme
    ]
    stays = memberships(lists_)
    assert sum(one.to_on is None for one in stays) == 832  # as many as the newest list has rows
    assert sum(one.from_basis == "signed" for one in stays) >= 825
    assert {one.from_on <= (one.to_on or date(2025, 7, 18)) for one in stays} == {True}


def test_every_portal_has_its_state_by_page_or_address() -> None:
    named = []
    for folder in sorted(path for path in (DATA / "portal").iterdir() if path.is_dir()):
        text = max(folder.glob("*.txt")).read_text(encoding="utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines()]
        page = next(line for line in lines if line not in ("", "Transparency Portal", "Visit Flock"))
        named.append((page, "page", f"portal/{folder.name}/2026-04-10.html"))
    alone = [page for page, *_ in named if not agencies.resolve(page).state and agencies.resolve(page).level == "local"]
    read = custodians(named)
    assert len(alone) >= 1
    assert [page for page in alone if not read[page].state] == []
    assert [page for page, one in read.items() if one.level == "local" and not one.state] == []
