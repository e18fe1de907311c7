"""Detectors: each file's own hits and misses, and that what they say is complete, sorted and holds nothing private."""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from tiny_tables import Tiny

from plainview import detect, redact
from plainview.errors import UserErrors

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "detectors"
DETECTORS = {one.id: one for one in detect.load()}


def searches(
    made: Tiny, who: str, owner: str = "", account: str = "", accounts: int = 1, plate: str = "", plates: bool = False,
    days: int = 1, every: int = 1, per_day: int = 1, at: time = time(17), step: int = 60, copies: int = 1,
    on: date = date(2026, 3, 2), case: str | None = None, networks: int = 1, window: int = 7, initials: bool = False, **more: Any,
) -> None:  # fmt: skip
    """Searches by accounts of one agency: `per_day` a day, `step` seconds apart from `at` (UTC), on `days` days, `every` apart.

    accounts: so many accounts do the same, called after `account`. plates: each search has another plate. case: none is not
    exported, "" is left empty. copies: the same searches stand in so many files.
    """
    releases = [made.release("network_audit", owner or who, on) for _ in range(copies)]
    for number in range(accounts):
        name = f"acct-secret-{account}" + (f"-{number}" if accounts > 1 else "") if account else None
        for day in range(days):
            for turn in range(per_day):
                when = datetime.combine(on + timedelta(days=day * every), at) + timedelta(seconds=turn * step + number)
                searched = f"plate-secret-{len(made.rows['entries'])}" if plates else plate
                once = {
                    "vendor_id": f"id-{len(made.rows['entries'])}", "searched_at": when, "networks": networks,
                    "window_from": when - timedelta(days=window), "account_token": name,
                    "account_state": "masked" if not name else "partial" if initials else "value",
                    "plate_token": searched or None, "plate_state": "value" if searched else "masked",
                    "case_raw": case, "case_state": "not_exported" if case is None else "value" if case else "empty",
                }  # fmt: skip
                for release in releases:
                    made.entries(who, owner or who, on=when.date(), release=release, **{**once, **more})


def tiny(case: dict[str, Any]) -> Tiny:
    made = Tiny()
    for agency in case["agencies"]:
        made.agency(agency, case.get("levels", {}).get(agency, "local"), case.get("kinds", {}).get(agency, "police"))
    for row in case.get("entries", []):
        made.entries(**row)
    for row in case.get("searches", []):
        searches(made, **row)
    for row in case.get("policies", []):
        made.page(row["agency"], row["on"], **row["says"])
    for row in case.get("members", []):
        days = {"lists_from": row["from_on"], "lists_to": row.get("to_on") or row["from_on"]}
        made.rows["memberships"].append({"programme": "287(g)", "from_basis": "listed", **days, **row})
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
            assert piece["locator"]
        assert row["scope"] == DETECTORS[detector_id].scope
        assert ("n_accounts" in evidence) == (row["scope"] == "account")
        assert row["p_innocent"] is None or 0 <= row["p_innocent"] <= 1
        assert row["score"] > 0 or DETECTORS[detector_id].id == "asked_outside"
    assert "secret" not in json.dumps(found)


@pytest.mark.parametrize("detector_id", [one.id for one in DETECTORS.values() if one.scope == "account"])
def test_what_points_at_an_account_is_made_of_nothing_that_its_token_or_a_plate_s_could_be_told_from(
    detector_id: str, tmp_path: Path
) -> None:
    case = tomllib.loads((CASES / f"{detector_id}.toml").read_text(encoding="utf-8"))["case"][0]
    one, two = tiny(case), tiny(case)
    for row in two.rows["entries"]:
        for column in ("account_token", "plate_token"):
            row[column] = row[column] and hashlib.sha256(row[column].encode()).hexdigest()[:24]
    found = [detect.find(made.store(tmp_path / name), [DETECTORS[detector_id]]) for name, made in (("one", one), ("two", two))]
    assert found[0]
    assert found[0] == found[1]
    for row in found[0]:
        assert "Account " in row["sentence"]
        assert json.loads(row["evidence_json"])["n_accounts"] >= 1


def test_an_entry_of_each_state_but_a_value_shows_no_plate_and_without_a_key_there_are_no_accounts(tmp_path: Path) -> None:
    chosen = [one for one in DETECTORS.values() if one.scope == "account"]
    for number, (column, state) in enumerate(
        [("account", "not_exported"), ("account", "empty"), ("plate", "masked"), ("plate", "redacted"), ("plate", "partial")]
    ):
        for one in chosen:
            case = tomllib.loads((CASES / f"{one.id}.toml").read_text(encoding="utf-8"))["case"][0]
            made = tiny(case)
            for row in made.rows["entries"]:
                row[f"{column}_state"] = state
                if column == "account":
                    row["account_token"] = None
            if column == "account" or one.id in ("repeated_plate", "plate_burst"):
                assert detect.find(made.store(tmp_path / f"{one.id}-{number}"), [one]) == []


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
-- scope: agency
-- cut: One page.
-- sentence: {n} of {agency}: why {colour}?
-- innocent: None.
-- base_rate: None.
-- expects: Not known.
-- counts: Pages.
select agency_id, 'page' as unit, 1 as n_certain, 1 as n_possible, 0 as n_unreadable, 1 as n_total,
       1.5 as score, 0.5 as p_innocent, release_id, row_no, locator, 'page' as what, 'red' as colour
from snapshots
"""


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("-- innocent: None.\n", "", "innocent", "missing"),
        ("severity: low", "severity: huge", "severity", "huge"),
        ("scope: agency", "scope: person", "scope", "person"),
        ("scope: agency", "scope: account", "n_accounts", "not a column"),
        ("-- cut: One page.\n", "", "cut", "missing"),
        ("-- expects: Not known.\n", "", "expects", "missing"),
        ("1.5 as score, ", "", "score", "not a column"),
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
