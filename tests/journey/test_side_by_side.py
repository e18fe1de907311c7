"""From files to the pages of searches: what is masked here and shown there is what is true, and nothing else leaves the case."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from plainview import journey, simulate
from plainview.case import open_case
from plainview.intake import Facts
from plainview.store import open_current

DAY = date(2026, 3, 1)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Made:
    """A simulated network of seven custodians, the seventh of which masks every reason; its tables, and its site."""

    def __init__(self, folder: Path) -> None:
        simulate.network(folder / "net", 1500, 40, seed=11, custodians=7)
        self.records = folder / "net" / "records"
        self.truth = {name: rows_of(folder / "net" / "truth" / f"{name}.csv") for name in ("entries", "files", "searches")}
        case = open_case(folder / "case", DAY)
        run = journey.take_in(case, [self.records], Facts(DAY), None, lambda what, done, total: None)
        self.site = journey.publish(case, journey.build(case, run.fingerprint, lambda what, done, total: None)).parent
        self.tables = open_current(case.warehouse, case.temporary)

    def pages(self) -> str:
        paths = [path for path in self.site.rglob("*") if path.suffix in (".html", ".json", ".csv")]
        return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("net"))


def test_the_masked_reasons_that_others_show_are_the_true_ones(made: Made) -> None:
    found = [row for row in made.tables.rows("page/masked") if row["field"] == "reason" and row["state"] == "masked"]
    (custodian,) = {row["custodian_id"] for row in found}
    file_of = {
        row["path"].removeprefix("records/"): row for row in made.tables.text_rows("select path, custodian_id from releases")
    }
    whose = {name: row["custodian_id"] for name, row in file_of.items()}
    logs = defaultdict(set)
    for row in made.truth["entries"]:
        logs[row["search_id"]].add(whose[row["file"]])
    typed = {row["search_id"] for row in made.truth["searches"] if row["reason"]}
    mine = [row["search_id"] for row in made.truth["entries"] if whose[row["file"]] == custodian and row["search_id"] in typed]
    shared = [one for one in mine if len(logs[one]) > 1]
    assert len(shared) > 100
    # A reason that others show as `n/a`, or that one redacted too, is no value: so at most all that are shared.
    assert sum(row["n_linked"] for row in found) == len(shared)
    assert 0.9 * len(shared) < sum(row["n_shown"] for row in found) <= len(shared)


def test_no_case_number_plate_or_account_of_any_log_is_on_any_page(made: Made) -> None:
    printed: dict[str, set[str]] = defaultdict(set)
    for path in made.records.rglob("*_audit_*.csv"):
        for row in rows_of(path):
            for label in ("Case #", "License Plate", "Name"):
                printed[label].add((row.get(label) or "").strip())
    pages = made.pages()
    for label, cells in printed.items():
        values = {cell for cell in cells if len(cell) > 4 and cell.strip("*") and cell != "REDACTED"}
        assert values or label == "Name", label
        assert {value for value in values if value in pages} == set()


def test_pages_of_searches_stand_side_by_side_and_are_few(made: Made) -> None:
    every = [path.read_text(encoding="utf-8") for path in sorted((made.site / "search").glob("*.html"))]
    told = [text for text in every if 'http-equiv="refresh"' not in text]  # the rest lead there by another entry's name
    assert 20 < len(told) <= 300
    assert sum('class="hidden"' in text and 'class="fullest"' in text for text in told) >= 5
    assert all("Entry by entry" in text for text in told)


def test_own_searches_in_two_logs_agree_with_the_oddities(made: Made) -> None:
    own = made.tables.rows("page/own_searches")
    assert sum(row["n_both"] for row in own) > 0
    missing = made.tables.text_rows("select * from issues where kind = 'own_searches_missing'")
    assert bool(missing) == bool(sum(row["n_only_organization"] + row["n_only_network"] for row in own))
