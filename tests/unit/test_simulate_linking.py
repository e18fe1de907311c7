"""The network made for linking holds what it plants, tells the truth of every row, and is the same for the same arguments."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plainview.errors import UserError
from plainview.simulate import knowledge, linking_network
from plainview.simulate.linking import country
from plainview.simulate.linking.names import Speller

ARGUMENTS = {"count": 4000, "agencies": 300, "seed": 5, "custodians": 20}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("linking") / "net"
    linking_network(out, **ARGUMENTS)
    return out


def truth(made: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(made / "truth" / f"{name}.parquet").to_pylist()
    return found


def printed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_arguments_same_bytes_and_another_seed_another_network(made: Path, tmp_path: Path) -> None:
    linking_network(tmp_path / "again", **ARGUMENTS)
    assert hashes(tmp_path / "again") == hashes(made)
    linking_network(tmp_path / "other", **{**ARGUMENTS, "seed": 6})
    assert hashes(tmp_path / "other") != hashes(made)


def test_every_printed_row_is_the_search_that_the_truth_names(made: Path) -> None:
    searches = {row["search_id"]: row for row in truth(made, "searches")}
    spelled = {row["spelling"]: row["agency"] for row in truth(made, "spellings")}
    by_file: dict[str, dict[int, str]] = {}
    for row in truth(made, "entries"):
        by_file.setdefault(row["file"], {})[row["row_no"]] = row["search_id"]
    logs = [row for row in truth(made, "files") if row["kind"] in ("network_audit", "organization_audit")]
    assert logs
    for log in logs:
        rows = printed(made / "records" / log["file"])
        true = by_file[log["file"]]
        assert len(rows) == log["rows"] == len(true)
        assert set(true) == set(range(1, len(rows) + 1))
        for at, row in enumerate(rows, 1):
            search = searches[true[at]]
            assert row["Search Time"] == search["searched_at"].strftime("%m/%d/%Y, %I:%M:%S %p UTC")
            assert spelled[row["Org Name"]] == search["searcher"]
            assert row.get("ID", search["vendor_id"]) == search["vendor_id"]
            assert row.get("Total Networks Searched", str(search["networks"])) == str(search["networks"])
            assert row.get("Reason") in (search["reason"], "***", "REDACTED", "", "Gov. Code 7923.600", "Investigation")


def test_three_in_ten_custodians_never_print_an_id(made: Path) -> None:
    custodians = truth(made, "custodians")
    without = {row["custodian"] for row in custodians if not row["ids"]}
    assert len(without) == round(0.3 * len(custodians))
    for row in truth(made, "files"):
        if row["custodian"] in without and row["kind"] != "shared_networks":
            assert "ID" not in printed(made / "records" / row["file"])[0]


def test_rows_printed_twice_are_the_same_to_the_letter(made: Path) -> None:
    of_file = {(row["file"], row["row_no"]): row["search_id"] for row in truth(made, "entries")}
    twice, rows_of_logs = 0, 0
    for log in truth(made, "files"):
        if log["kind"] == "network_audit":
            rows = printed(made / "records" / log["file"])
            seen: dict[str, tuple[str, ...]] = {}
            rows_of_logs += len(rows)
            for at, row in enumerate(rows, 1):
                cells = tuple(row.values())
                twice += of_file[log["file"], at] in seen
                assert seen.setdefault(of_file[log["file"], at], cells) == cells
    low, high = knowledge.table("linking")["answers"]["repeats"]
    assert low < twice / rows_of_logs < high


def test_second_productions_tell_the_same_searches(made: Path) -> None:
    again = {row["custodian"] for row in truth(made, "custodians") if row["again"]}
    assert again
    in_file: dict[str, set[str]] = {}
    for row in truth(made, "entries"):
        in_file.setdefault(row["file"], set()).add(row["search_id"])
    for custodian in again:
        files = [f["file"] for f in truth(made, "files") if f["custodian"] == custodian and "network_audit" in f["file"]]
        (second,) = [name for name in files if name.endswith("_second.csv")]
        first = set().union(*(in_file[name] for name in files if name != second))
        missing = any(row["missing"] for row in truth(made, "custodians") if row["custodian"] == custodian)
        assert in_file[second] & first
        assert missing or in_file[second] <= first


def test_two_searches_of_an_agency_in_a_second_are_planted_at_the_rate_told(tmp_path: Path) -> None:
    linking_network(tmp_path / "net", 40_000, 300, 3, 12)
    searches = truth(tmp_path / "net", "searches")
    pairs = Counter((row["searcher"], row["searched_at"]) for row in searches if row["planted"] == "same_second")
    assert set(pairs.values()) == {2}
    rate = knowledge.table("linking")["planted"]["same_second"]
    assert 0.5 * rate < len(pairs) / len(searches) < 1.5 * rate
    lists = Counter(row["searcher"] for row in searches if row["planted"] == "bulk")
    assert lists


def test_an_own_search_missing_from_the_network_log_is_in_no_network_file_of_the_custodian(tmp_path: Path) -> None:
    linking_network(tmp_path / "net", 60_000, 60, 2, 12)
    out = tmp_path / "net"
    files = {row["file"]: row for row in truth(out, "files")}
    lost = {(row["custodian"], row["search_id"]) for row in truth(out, "own") if not row["in_network"]}
    assert lost
    held = {
        (files[row["file"]]["custodian"], row["search_id"])
        for row in truth(out, "entries")
        if files[row["file"]]["kind"] == "network_audit"
    }
    assert not lost & held
    assert {(row["custodian"], row["search_id"]) for row in truth(out, "own") if row["in_network"]} <= held


def test_no_spelling_stands_for_two_agencies(made: Path) -> None:
    spellings = truth(made, "spellings")
    agency_of: dict[str, str] = {}
    for row in spellings:
        assert agency_of.setdefault(" ".join(row["spelling"].casefold().split()), row["agency"]) == row["agency"]
    assert len({row["agency"] for row in spellings}) == ARGUMENTS["agencies"]


def test_a_large_country_has_neighbours_that_must_stay_apart_and_thousands_of_spellings() -> None:
    bodies = country.bodies(1, 4000)
    named = {(one.body, one.state, one.offices[0]) for one in bodies}
    assert len(named) == 4000
    cities = {(one.body, one.state) for one in bodies if one.beside == "police"}
    beside = Counter(
        one.beside for one in bodies if (one.body.removesuffix(" Township").removesuffix(" County"), one.state) in cities
    )
    assert beside["township"] > 50
    assert beside["sheriff"] > 300
    assert max(Counter(one.body for one in bodies if one.beside == "police").values()) > 5  # one name in many states
    speller = Speller(1, bodies)
    names = speller.vendor(153)
    everybody = list(range(len(bodies)))
    whose: dict[str, int] = {}
    for texts in (names.usual, names.later, *(speller.retyped(names.usual, everybody, custodian) for custodian in range(4))):
        for number, text in enumerate(texts):
            assert whose.setdefault(" ".join(text.casefold().split()), number) == number, text
    assert len(whose) > 5000


def test_the_first_body_to_have_a_spelling_keeps_it() -> None:
    speller = Speller(1, country.bodies(1, 40))
    assert speller.claimed(0, "Otter Quay PD", "usual") == "Otter Quay PD"
    assert speller.claimed(1, "OTTER  Quay PD", "usual") == "usual"
    assert speller.claimed(0, "OTTER  Quay PD", "usual") == "OTTER  Quay PD"


def test_more_custodians_than_there_are_cameras_and_a_folder_in_use_are_told(tmp_path: Path, made: Path) -> None:
    with pytest.raises(UserError, match="custodians"):
        linking_network(tmp_path / "net", 10, 30, 1, 31)
    with pytest.raises(UserError, match="not empty"):
        linking_network(made, 10, 30, 1, 3)
