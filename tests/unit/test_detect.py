"""Detectors: each file's own hits and misses, and that what they say is complete, sorted and holds nothing private."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tiny_tables import Tiny

from plainview import detect, redact
from plainview.errors import UserErrors

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "detectors"
DETECTORS = {one.id: one for one in detect.load()}


def tiny(case: dict[str, Any]) -> Tiny:
    made = Tiny()
    for agency in case["agencies"]:
        made.agency(agency, case.get("levels", {}).get(agency, "local"))
    for row in case.get("entries", []):
        made.entries(**row)
    releases: dict[tuple[str, date], str] = {}
    for row in case.get("lists", []):
        first = row.get("first", 0)
        partners = row.get("partners") or [f"ca-partner-{number:03}" for number in range(first, first + row["fill"])]
        key = row["agency"], row["on"]
        releases[key] = made.listed(row["agency"], partners, row["on"], release=releases.get(key, ""), flags=row.get("flags", ""))
    for row in case.get("messages", []):
        made.message(**row)
    for row in case.get("pages", []):
        page = made.page(row["agency"], row["on"], searches=row["searches"])
        if "listed" in row:
            more = {"n_quarantined": row.get("quarantined", 0), "n_copies": row.get("copies", 1)}
            made.release("portal_audit", row["agency"], row["on"], used=row["listed"], parent_id=page, **more)
    return made


def cases() -> list[Any]:
    return [
        pytest.param(one, case, id=f"{one}: {case['name']}")
        for one in sorted(DETECTORS)
        if (CASES / f"{one}.toml").exists()
        for case in tomllib.loads((CASES / f"{one}.toml").read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize(("detector_id", "case"), cases())
def test_a_detector_finds_its_cases_and_nothing_else(detector_id: str, case: dict[str, Any], tmp_path: Path) -> None:
    found = detect.find(tiny(case).store(tmp_path), [DETECTORS[detector_id]])
    figures = {row["agency_id"]: [row[name] for name in ("n_certain", "n_possible", "n_unreadable", "n_total")] for row in found}
    assert figures == case["found"]
    assert len(found) == len(figures)
    for words in case.get("says", []):
        assert words in found[0]["sentence"]
    for row in found:
        assert row["verdict"] == "question"
        assert row["source"] == "detector"
        assert "?" in row["sentence"]
        assert "{" not in row["sentence"]
        assert row["innocent"]
        assert redact.printed(row["sentence"]) == row["sentence"]
        evidence = json.loads(row["evidence_json"])
        assert evidence["total"] == row["n_possible"]
        assert len(evidence["rows"]) == min(50, row["n_possible"])
        for piece in evidence["rows"]:
            assert piece["entry"] == f"{piece['release_id']}:{piece['row_no']}"


def test_every_detector_has_a_hit_a_miss_and_a_line_in_the_docs() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == set(DETECTORS)
    text = (ROOT / "docs" / "detectors.md").read_text(encoding="utf-8")
    for detector_id in DETECTORS:
        rows = tomllib.loads((CASES / f"{detector_id}.toml").read_text(encoding="utf-8"))["case"]
        assert any(case["found"] for case in rows), detector_id
        assert any(set(case["agencies"]) - set(case["found"]) for case in rows), detector_id
        assert f"`{detector_id}`" in text


def everything() -> Tiny:
    made = Tiny()
    for detector_id in sorted(DETECTORS):
        for case in tomllib.loads((CASES / f"{detector_id}.toml").read_text(encoding="utf-8"))["case"]:
            for agency in set(case["agencies"]) - {row["agency_id"] for row in made.rows["agencies"]}:
                made.agency(agency, case.get("levels", {}).get(agency, "local"))
            for row in case.get("entries", []):
                made.entries(**{**row, "account_token": "acct-secret", "plate_token": "plate-secret", "case_raw": "case-secret"})
            for row in case.get("lists", []):
                if "partners" in row:
                    made.listed(row["agency"], row["partners"], row["on"])
    return made


def test_findings_are_sorted_repeatable_and_hold_no_account_plate_or_words_of_a_reason(tmp_path: Path) -> None:
    one, two = (detect.find(everything().store(tmp_path / name)) for name in ("one", "two"))
    assert one == two
    assert len(one) >= 3
    assert one == sorted(one, key=lambda row: (row["source"], row["made_by"], row["agency_id"]))
    assert len({row["finding_id"] for row in one}) == len(one)
    told = json.dumps(one)
    for private in ("secret", "hsi assist", "OAA robbery", "26-1234"):
        assert private not in told


def test_empty_tables_give_no_finding(tmp_path: Path) -> None:
    assert detect.find(Tiny().store(tmp_path)) == []


GOOD = """-- title: Pages
-- severity: low
-- confidence: high
-- sentence: {n} of {agency}: why {colour}?
-- innocent: None.
-- base_rate: None.
-- counts: Pages.
select agency_id, 'page' as unit, 1 as n_certain, 1 as n_possible, 0 as n_unreadable, 1 as n_total,
       release_id, row_no, locator, 'page' as what, 'red' as colour
from snapshots
"""


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("-- innocent: None.\n", "", "innocent", "missing"),
        ("severity: low", "severity: huge", "severity", "huge"),
        ("-- counts: Pages.", "-- counts: Pages.\n-- colour: red", "colour", "not a header"),
        ("{colour}", "{plates}", "sentence", "{plates}"),
        ("'red' as colour", "'red' as colour; drop table entries", "", "not one select"),
        ("row_no, ", "", "row_no", "not a column"),
        ("select agency_id", "delete from entries --", "", "not one select"),
    ],
)
def test_a_broken_detector_is_refused_and_the_file_and_what_is_wrong_are_named(
    old: str, new: str, where: str, problem: str, tmp_path: Path
) -> None:
    assert detect.parse("good", GOOD.encode()).title == "Pages"
    (tmp_path / "broken.sql").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(UserErrors) as caught:
        detect.load(tmp_path)
    assert any(
        error.where == "detectors/broken.sql" + (f": {where}" if where else "") and problem in error.problem and error.fix
        for error in caught.value.errors
    )
