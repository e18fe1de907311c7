"""What changed between two productions: each planted change is told as what it is, and nothing else is."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plainview import journey
from plainview.case import Case, open_case
from plainview.cli import app
from plainview.diff import diff, told
from plainview.errors import UserError
from plainview.intake import Facts

DAY = date(2026, 5, 1)
LABELS = ["ID", "Name", "Org Name", "Total Networks Searched", "Time Frame", "License Plate", "Reason", "Case #", "Search Time"]


@dataclass(frozen=True)
class Searched:
    """One printed row of an audit."""

    number: int
    at: datetime
    org: str = "Port Wren OH PD"
    networks: int = 7
    plate: str = "ABC1234"
    name: str = "A. Quill"
    reason: str = "robbery"
    case: str = "26-101"
    more: dict[str, str] = field(default_factory=dict)

    def cells(self) -> dict[str, str]:
        window = f"{self.at - timedelta(days=30):%m/%d/%Y, %I:%M:%S %p} UTC\n{self.at:%m/%d/%Y, %I:%M:%S %p} UTC"
        return {
            "ID": f"{self.number:08x}-0000-4000-8000-000000000000", "Name": self.name, "Org Name": self.org,
            "Total Networks Searched": str(self.networks), "Time Frame": window, "License Plate": self.plate,
            "Reason": self.reason, "Case #": self.case, "Search Time": f"{self.at:%m/%d/%Y, %I:%M:%S %p} UTC",
        }  # fmt: skip


ORGS = ["Port Wren OH PD", "Cedar Mesa OH PD", "Alder Falls OH PD"]
REASONS = ["robbery", "stolen vehicle", "missing person", "burglary"]
MARCH = [
    Searched(n, datetime(2026, 3, 1, 8) + timedelta(hours=7 * n), ORGS[n % 3], 1 + n % 5, reason=REASONS[n % 4], case=f"26-{n}")
    for n in range(100)
]
MASKED = [replace(row, reason="***", plate="REDACTED") for row in MARCH]
EDITED = [replace(row, reason="traffic stop") if row.number == 5 else row for row in MARCH if row.number not in (10, 11)] + [
    Searched(500, datetime(2026, 3, 20, 9), reason="homicide")
]
TWIN = [MARCH[0], MARCH[0], replace(MARCH[0], number=900, reason="***"), *MARCH[1:40]]
NO_IDS = [label for label in LABELS if label != "ID"]
FEW = ["ID", "Org Name", "Total Networks Searched", "Reason", "Search Time"]
FILES: dict[str, tuple[list[Searched], list[str]]] = {
    "first": (MARCH, LABELS),
    "masked": (MASKED, LABELS),
    "edited": (EDITED, LABELS),
    "reversed": (MARCH[::-1], LABELS),
    "no_ids": (MARCH, NO_IDS),
    "no_ids_masked": (MASKED, NO_IDS),
    "no_ids_other_searchers": ([replace(row, org="***") for row in MARCH], NO_IDS),
    "no_ids_edited": (EDITED, NO_IDS),
    "few_columns": (MARCH, FEW),
    "other_id": ([replace(row, number=777) if row.number == 5 else row for row in MARCH], LABELS),
    "half": (MARCH[:50], LABELS),
    "twins": (TWIN, NO_IDS),
    "twins_less": (TWIN[1:], NO_IDS),
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case that holds one month of one log in many productions."""
    folder = tmp_path_factory.mktemp("diff")
    records = folder / "records"
    records.mkdir()
    for name, (rows, labels) in FILES.items():
        with (records / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, labels, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(row.cells() for row in rows)
    opened = open_case(folder / "case", DAY)
    run = journey.take_in(opened, [records], Facts(DAY, "Alder Falls OH PD"), bytes(32), lambda what, done, total: None)
    assert not run.errors
    journey.build(opened, run.fingerprint, lambda what, done, total: None)
    return opened


def pair(case: Case, first: str, second: str) -> dict[str, Any]:
    (found,) = diff(case, f"{first}.csv", f"{second}.csv")["comparisons"]
    assert isinstance(found, dict)
    return found


def figures(found: dict[str, Any]) -> tuple[int, int, int, int]:
    n = found["counts"]
    return n["n_twins"], n["n_missing"], n["n_added"], n["n_changed"]


def changes(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(row["column"], row["change"]): row["n"] for row in found["columns"]}


def test_equal_productions_have_no_change_and_the_order_is_told_apart(case: Case) -> None:
    found = pair(case, "first", "reversed")
    assert figures(found) == (100, 0, 0, 0)
    assert found["counts"]["n_by_id"] == 100
    assert found["counts"]["n_breaks"] == 99
    assert "No cell differs." in found["sentences"]
    assert pair(case, "first", "no_ids")["counts"]["n_breaks"] == 0


@pytest.mark.parametrize(("first", "second"), [("first", "masked"), ("no_ids", "no_ids_masked"), ("first", "no_ids_masked")])
def test_masking_is_told_by_column_with_and_without_ids(case: Case, first: str, second: str) -> None:
    found = pair(case, first, second)
    assert figures(found) == (100, 0, 0, 100)
    assert changes(found) == {("reason", "masked"): 100, ("plate", "masked"): 100}
    assert {(row["column"], row["how"]) for row in found["columns"]} == {("reason", "masked"), ("plate", "redacted")}
    assert "The reason is hidden in the second in every entry." in found["sentences"]
    back = pair(case, second, first)
    assert changes(back) == {("reason", "unmasked"): 100, ("plate", "unmasked"): 100}


@pytest.mark.parametrize(("first", "second"), [("first", "edited"), ("no_ids", "no_ids_edited"), ("no_ids", "edited")])
def test_entries_missing_added_and_replaced_are_told_with_their_place(case: Case, first: str, second: str) -> None:
    found = pair(case, first, second)
    assert figures(found) == (98, 2, 1, 1)
    assert changes(found) == {("reason", "replaced"): 1}
    told_of = {(row["change"], row["a_value"], row["b_value"]) for row in found["examples"] if row["change"] == "replaced"}
    assert told_of == {("replaced", "stolen vehicle", "traffic stop")}
    missing = [row["a"]["locator"] for row in found["examples"] if row["change"] == "missing"]
    assert len(missing) == 2
    assert all(where.startswith("line ") for where in missing)


def test_a_masked_searcher_does_not_lose_the_entry(case: Case) -> None:
    found = pair(case, "no_ids", "no_ids_other_searchers")
    assert figures(found) == (100, 0, 0, 100)
    assert changes(found) == {("searcher", "masked"): 100}


def test_an_entry_with_another_id_is_another_search(case: Case) -> None:
    assert figures(pair(case, "first", "other_id")) == (99, 1, 1, 0)
    assert figures(pair(case, "no_ids", "other_id")) == (100, 0, 0, 0)


def test_columns_that_were_left_out_are_named(case: Case) -> None:
    found = pair(case, "first", "few_columns")
    assert found["columns_gone"] == ["Case #", "License Plate", "Name", "Time Frame"]
    assert figures(found)[:3] == (100, 0, 0)
    assert changes(found)[("window", "masked")] == 100


def test_days_that_only_one_covers_are_no_loss(case: Case) -> None:
    found = pair(case, "first", "half")
    n = found["counts"]
    assert figures(found) == (50, 0, 0, 0) or n["n_missing"] <= 3  # the rest of the last day both cover
    assert n["n_a_outside"] + n["n_missing"] == 50
    assert n["n_a_outside"] >= 47


def test_equal_rows_are_counted_not_merged(case: Case) -> None:
    """Two equal rows and a masked third of one second: taking one away takes one away."""
    found = pair(case, "twins", "twins_less")
    assert figures(found) == (41, 1, 0, 0)


def test_no_plate_account_or_case_number_is_told(case: Case) -> None:
    every = diff(case)
    text = json.dumps(every, default=str) + "\n".join(told(every))
    assert "robbery" in text or "stolen vehicle" in text
    for secret in ("ABC1234", "Quill", "26-10"):
        assert secret not in text


def test_all_productions_of_one_log_are_found_without_naming_them(case: Case) -> None:
    every = diff(case)["comparisons"]
    n = len(FILES)
    assert Counter(one["kind"] for one in every) == {"log": n * (n - 1) // 2}
    assert len({(one["a"]["release_id"], one["b"]["release_id"]) for one in every}) == len(every)
    assert diff(case, "oh-alder-falls-police")["comparisons"] == every
    for one in every:  # asked one by one, the answer is the same
        if one["a"]["path"].endswith("/first.csv"):
            alone = pair(case, "first", Path(one["b"]["path"]).stem)
            assert alone["counts"] == one["counts"]
            assert alone["columns"] == one["columns"]


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("nothing.csv", "first.csv", "is no file of this case"), ("first.csv", "first.csv", "are the same file"),
        ("oh-alder-falls-police@2026-03-01", "first.csv", "no capture of that day"), ("xx-nobody", "", "is no custodian"),
    ],
)  # fmt: skip
def test_a_name_that_fits_nothing_says_what_to_give(case: Case, first: str, second: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        diff(case, first, second)


def test_the_command_tells_in_sentences_and_as_one_object(case: Case) -> None:
    run = CliRunner().invoke(app, ["diff", "first.csv", "masked.csv", "--case", str(case.root)])
    assert run.exit_code == 0
    assert "The reason is hidden in the second in every entry." in run.output
    run = CliRunner().invoke(app, ["diff", "first.csv", "masked.csv", "--case", str(case.root), "--json"])
    (found,) = json.loads(run.output)["comparisons"]
    assert found["counts"]["n_changed"] == 100
