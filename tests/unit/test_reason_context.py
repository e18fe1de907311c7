"""What the searcher's own office says of its words: ICE typed by ICE, ice typed by a drug unit, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import audit
from hypothesis import given
from hypothesis import strategies as st

from plainview import reasons
from plainview.errors import UserError
from plainview.model import Purpose, Reading
from plainview.reasons import context

OFFICES = ("", "immigration", "drugs")


def read(typed: str, office: str) -> Reading:
    return reasons.read(typed, state="TX", office=office)


def purposes(reading: Reading) -> dict[str, str]:
    """Purpose -> certainty."""
    return {purpose.id: purpose.certainty for purpose in reading.purposes}


@pytest.mark.parametrize(
    ("typed", "office", "expected"),
    [
        ("ICE", "", {"immigration": "ambiguous"}),
        ("ICE", "immigration", {"immigration": "probable"}),
        ("ICE", "drugs", {"drugs": "ambiguous", "immigration": "ambiguous"}),
        ("i.c.e.", "drugs", {"drugs": "ambiguous", "immigration": "ambiguous"}),
        ("border patrol", "immigration", {"immigration": "probable"}),
        ("border patrol", "drugs", {"immigration": "ambiguous"}),  # the drug has no other name
        ("ICE assist", "immigration", {"immigration": "probable"}),  # not ambiguous: it stays
        ("ICE assist", "drugs", {"immigration": "probable"}),
        ("ICE detainer", "immigration", {"immigration": "certain"}),
        ("ICE detainer", "drugs", {"immigration": "certain"}),
        ("investigation", "immigration", {}),
        ("HSI", "immigration", {}),
        ("susp veh", "immigration", {"suspicious": "ambiguous"}),
        ("susp veh", "drugs", {"suspicious": "ambiguous"}),
    ],
)
def test_what_an_office_makes_of_its_words(typed: str, office: str, expected: dict[str, str]) -> None:
    assert purposes(read(typed, office)) == expected


def test_a_move_is_told_with_the_line_that_made_it() -> None:
    lines = context.FILE.read_text(encoding="utf-8").splitlines()
    shifts = [number for number, line in enumerate(lines, start=1) if line == "[[shift]]"]
    plain = read("ICE", "").purposes[0].made_by
    moved = read("ICE", "immigration")
    why = "typed by an office whose task is to enforce immigration law"
    assert moved.made_by == f"{plain}; terms/_context.toml:{shifts[0]} ({why})"
    assert moved.purposes[0].made_by == moved.made_by
    drugs = {one.id: one.made_by for one in read("ICE", "drugs").purposes}
    assert drugs["immigration"] == plain
    assert drugs["drugs"] == f"terms/_context.toml:{shifts[1]} (typed by a drug unit, for whom ice is also methamphetamine)"


WORDS = ["ICE", "ice", "burglary", "hold", "usbp", "susp veh", "protest", "black male", "heroin", "ins", "stolen", "xyzzy", "459"]


@given(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), st.sampled_from(OFFICES))
def test_nothing_else_moves(typed: str, office: str) -> None:
    """An office may only make an ambiguous immigration probable, or add drugs where ICE was ambiguous; both are told."""
    plain, moved = read(typed, ""), read(typed, office)
    before = {one.id: one for one in plain.purposes}
    after = {one.id: one for one in moved.purposes}
    assert (plain.marks, plain.federal_name) == (moved.marks, moved.federal_name)
    assert before.keys() <= after.keys()
    for name, one in after.items():
        if one == before.get(name):
            continue
        assert "terms/_context.toml:" in one.made_by
        assert (office, name, one.certainty) in {("immigration", "immigration", "probable"), ("drugs", "drugs", "ambiguous")}
        assert before["immigration"].certainty == "ambiguous"
    if office == "immigration":
        assert after.get("immigration", Purpose("", "probable", "", "")).certainty != "ambiguous"


@pytest.mark.parametrize(
    ("agency_id", "name", "office"),
    [
        ("us-ice-ero", "ICE Enforcement and Removal Operations", "immigration"),
        ("us-immigration-and-customs-enforcement", "US Immigration and Customs Enforcement", "immigration"),
        ("us-border-patrol", "US Border Patrol", "immigration"),
        ("us-homeland-security-investigations", "Homeland Security Investigations", ""),
        ("us-customs-and-border-protection", "US Customs and Border Protection", ""),
        ("us-drug-enforcement-administration", "Drug Enforcement Administration", "drugs"),
        ("oh-cinder-county-drug-task-force", "Cinder County Drug Task Force (OH)", "drugs"),
        ("oh-cinder-narcotics-unit", "CINDER NARCOTICS UNIT", "drugs"),
        ("oh-alder-falls-police", "Alder Falls Police Department (OH)", ""),
        ("oh-drugstore-hill-police", "Drugstore Hill Police Department", ""),
        ("oh-alice-ero-police", "Alice Ero Police Department", ""),
        ("xx-notice-ero", "Notice Ero", ""),
    ],
)
def test_which_office_an_agency_is(agency_id: str, name: str, office: str) -> None:
    assert context.load().office(agency_id, name) == office


def test_a_shift_names_purposes_that_are_known() -> None:
    """A slip in a purpose's name would move nothing, in silence."""
    known = {path.stem for path in context.FILE.parent.glob("[!_]*.toml")} - set(reasons.MARKS) | {"profiling"}
    for shift in context.load().shifts:
        assert {shift.purpose, shift.adds or shift.purpose} <= known


GOOD = '[office.drugs]\nnames = "drugs?"\n\n[[shift]]\noffice = "drugs"\npurpose = "immigration"\nfrom = "ambiguous"\nwhy = "x"\n'


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A function that reads a file of shifts with these lines."""

    def load(text: str) -> context.Context:
        monkeypatch.setattr(context, "FILE", tmp_path / "_context.toml")
        context.FILE.write_text(text, encoding="utf-8")
        context.load.cache_clear()
        return context.load()

    yield load
    monkeypatch.undo()
    context.load.cache_clear()


def test_a_file_in_order_is_read(written: Any) -> None:
    known = written(GOOD + 'to = "probable"\n')
    moved = known.moved("drugs", {"immigration": Purpose("immigration", "ambiguous", "ICE", "terms/immigration.toml:1")})
    assert moved == {
        "immigration": Purpose("immigration", "probable", "ICE", "terms/immigration.toml:1; terms/_context.toml:4 (x)")
    }


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (GOOD, "line 4"),  # neither to nor adds
        (GOOD + 'to = "probable"\nadds = "drugs"\n', "line 4"),
        ((GOOD + 'to = "probable"\n').replace('office = "drugs"', 'office = "drug"'), "line 4"),
        ((GOOD + 'to = "probable"\n').replace('why = "x"\n', ""), "line 4"),
        ((GOOD + 'to = "probable"\n').replace("ambiguous", "ambigous"), "line 4"),
        (GOOD + 'to = "likely"\n', "line 4"),
        (GOOD + 'to = "probable"\nwords = "ice("\n', "line 4"),
        (GOOD + 'to = "probable"\n\n[[shift]] # a second\noffice = "drugs"\n', "line 11"),
        (GOOD + "to = probable\n", "line 9"),
        ((GOOD + 'to = "probable"\n').replace("drugs?", "drugs("), "office drugs"),
        (GOOD.replace("[[shift]]", "[[shift]"), "line 4"),
    ],
)
def test_a_broken_file_names_the_line(written: Any, text: str, where: str) -> None:
    with pytest.raises(UserError) as caught:
        written(text)
    assert "_context.toml" in caught.value.where
    assert where in f"{caught.value.where}: {caught.value.problem}"
    assert caught.value.fix


HEAD = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type\n"
ROW = '000000{n:02}-0000-4000-8000-000000000000,***,{org},3,,***,{reason},,,"09/01/2025, 12:30:{n} PM UTC",search\n'
ORGS = {"immigration": "ICE ERO", "drugs": "Cinder County OH Drug Task Force", "": "Port Wren OH PD"}


def test_an_offices_own_log_is_read_in_its_own_way(tmp_path: Path) -> None:
    """From a file to the tables: the same two words, typed by three offices."""
    log = tmp_path / "records" / "alder-falls-oh-pd" / "network_audit.csv"
    log.parent.mkdir(parents=True)
    typed = [(org, reason) for org in ORGS.values() for reason in ("ICE", "burglary")]
    log.write_text(HEAD + "".join(ROW.format(n=n, org=org, reason=reason) for n, (org, reason) in enumerate(typed, start=10)))
    audit([tmp_path / "records"], tmp_path / "case")
    warehouse = tmp_path / "case" / "warehouse"
    generation = warehouse / (warehouse / "CURRENT").read_text().strip()
    rows = {row["reason_id"]: row for row in pq.read_table(generation / "reasons.parquet").to_pylist()}
    found: dict[tuple[str, str], dict[str, str]] = {(row["reason_raw"], row["office"]): {} for row in rows.values()}
    for row in pq.read_table(generation / "purposes.parquet").to_pylist():
        reason = rows[row["reason_id"]]
        found[reason["reason_raw"], reason["office"]][row["purpose"]] = row["certainty"]
        assert ("_context.toml" in row["made_by"]) == (reason["office"] == row["purpose"])
    assert found == {
        ("ICE", ""): {"immigration": "ambiguous"},
        ("ICE", "immigration"): {"immigration": "probable"},
        ("ICE", "drugs"): {"immigration": "ambiguous", "drugs": "ambiguous"},
        **{("burglary", office): {"burglary": "certain"} for office in OFFICES},
    }
