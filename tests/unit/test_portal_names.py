"""Names that hold a comma come out of a portal's list whole where the case knows them, and are reported where it does not."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainview.ingest import portal
from plainview.model import PageReading
from plainview.parts import SCHEMAS
from plainview.read import txt
from plainview.store import Store, empty

ROOT = Path(__file__).parents[2]
LAYOUT = tomllib.loads((ROOT / "src/plainview/layouts/flock_portal_page.toml").read_text("utf-8"))
HEAD = """Alder Falls OR PD

Transparency Portal

Last updated: Wed Apr 29 2026

USAGE

Organizations granted access to Alder Falls OR PD data

"""
FOOT = "\n\nHotlists Alerted On\n\nNCIC\n\nProvided by Flock Safety\n"
PLAIN = [
    "Port Wren OR PD",
    "Cinder County OR SO",
    "Birch Hollow PD",
    "Quill Harbor School District",
    "[Federal] Lark Lakes HIDTA",
]
FIRST = [
    "University of Cinder",
    "Port Wren College",
    "Department of Parks",
    "Birch Hollow Police",
    "Office of the Marshal",
    "Quill",
]
REST = [
    "Northfield",
    "Birch Hollow Campus",
    "Safety and Security Division",
    "and Fire",
    "Cinder County",
    "St. Ives-on-Wren",
    "Unit 4",
]


def read(listed: str) -> PageReading:
    reading = portal.read(txt.read((HEAD + listed + FOOT).encode()), LAYOUT)
    assert reading.used | {each.row_no for each in reading.set_aside} == set(range(1, reading.n_rows + 1))
    return reading


def as_the_case_has_it(store: Store, reading: PageReading, known: list[str], decided: list[str]) -> list[str]:
    """The partners of one page, in a case in which searchers are printed as `known` and people decided about `decided`."""
    names = SCHEMAS["share_rows"].names
    rows = [
        dict.fromkeys(names)
        | {
            "bytes_id": "a", "part": 0, "row_in_part": s.row_no, "locator": s.locator, "from_raw": s.from_raw, "to_raw": s.to_raw,
            "listed_raw": s.listed_raw, "direction": s.direction, "piece": s.piece,
        }
        for s in reading.shares
    ]  # fmt: skip
    random.Random(5).shuffle(rows)
    store.lend("raw_share_rows", pa.Table.from_pylist(rows, schema=SCHEMAS["share_rows"]))
    store.lend("raw_entries", pa.table({"searcher_raw": pa.array(known, pa.string())}))
    store.lend("received", pa.table({"custodian_raw": pa.array(["Alder Falls OR PD"], pa.string())}))
    store.lend("names_decided", pa.table({"name_raw": pa.array(decided, pa.string())}))
    store.run("ingest/whole_names")
    store.run("ingest/listed_rows")
    found = store.text_rows("select from_raw, to_raw, listed_raw from listed_rows order by piece")
    assert all(row["to_raw"] == row["listed_raw"] and row["from_raw"] == "Alder Falls OR PD" for row in found)
    return [row["listed_raw"] for row in found]


@pytest.fixture(scope="module")
def store():  # type: ignore[no-untyped-def]
    with empty() as opened:
        yield opened


made_name = st.builds(
    lambda first, rest: ", ".join([first, *rest]),
    st.sampled_from(FIRST),
    st.lists(st.sampled_from(REST), min_size=1, max_size=3, unique=True),
)
plain_name = st.sampled_from(PLAIN) | st.from_regex(r"[A-Z][a-z]{2,9} [A-Z]{2} (PD|SO)", fullmatch=True)


@settings(max_examples=60)
@given(st.lists(made_name | plain_name, min_size=2, max_size=14, unique=True), st.sampled_from([", ", "\n"]), st.data())
def test_joined_and_cut_again_names_are_whole_where_the_case_knows_them(store, names, between, data) -> None:  # type: ignore[no-untyped-def]
    """However many parts a name has and whatever stands beside it, in a list of commas and in one of lines."""
    commas = [name for name in names if "," in name]
    # a name that begins another, or ends it, cannot be told from it where both are cut
    if any(one != other and (other.startswith(f"{one},") or f", {one}" in other) for one in names for other in names):
        return
    listed = between.join(part for name in names for part in name.split(", ")) if between == "\n" else between.join(names)
    told = data.draw(st.lists(st.sampled_from(commas), unique=True)) if commas else []
    found = as_the_case_has_it(
        store, read(listed), [name for name in commas if name not in told], [name.upper() for name in told]
    )
    assert found == names


def test_without_knowing_the_name_the_parts_are_kept_and_the_pair_is_reported(store) -> None:  # type: ignore[no-untyped-def]
    reading = read("Port Wren OR PD, University of Cinder, Northfield, Birch Hollow PD")
    assert [(issue.kind, issue.value) for issue in reading.issues] == [("name_cut", "University of Cinder, Northfield")]
    parts = ["Port Wren OR PD", "University of Cinder", "Northfield", "Birch Hollow PD"]
    assert as_the_case_has_it(store, reading, [], []) == parts


def test_parts_that_do_not_stand_together_are_left_alone(store) -> None:  # type: ignore[no-untyped-def]
    reading = read("University of Cinder, Port Wren OR PD, Northfield")
    assert as_the_case_has_it(store, reading, ["University of Cinder, Northfield"], []) == [
        "University of Cinder", "Port Wren OR PD", "Northfield",
    ]  # fmt: skip


def test_of_two_names_that_would_share_a_part_the_longer_is_taken(store) -> None:  # type: ignore[no-untyped-def]
    known = ["Quill, Northfield", "Northfield, and Fire, Unit 4"]
    found = as_the_case_has_it(store, read("Quill, Northfield, and Fire, Unit 4"), known, [])
    assert found == ["Quill", "Northfield, and Fire, Unit 4"]
