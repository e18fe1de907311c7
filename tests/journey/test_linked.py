"""A network made for linking: what the build links is held against the truth, and so are its own figures of error."""

from __future__ import annotations

import argparse
import importlib.util
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plainview.case import open_case
from plainview.store import open_current

_EVAL = Path(__file__).parents[2] / "eval" / "linking.py"


def evaluation() -> Any:
    spec = importlib.util.spec_from_file_location("linking", _EVAL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Linked:
    """One network of 5,000 searches: its truth, what the evaluation says of it, and the links themselves."""

    def __init__(self, folder: Path) -> None:
        names = argparse.Namespace(searches=5000, agencies=300, custodians=12, seed=1)
        tool = evaluation()
        self.figures: dict[str, Any] = tool.measure(folder, names)
        self.truth = folder / "net" / "truth"
        case = open_case(folder / "case", tool.DAY)
        tables = open_current(case.warehouse, case.temporary)
        releases = tables.text_rows("select path, release_id from releases")
        paths = {row["path"].removeprefix("records/"): row["release_id"] for row in releases}
        self.true_of = {(paths[row["file"]], row["row_no"]): row["search_id"] for row in self.rows("entries")}
        self.links = {
            (row["release_id"], int(row["row_no"])): (row["search_id"], row["tier"])
            for row in tables.text_rows("select release_id, row_no, search_id, tier from links")
        }
        self.with_id = {
            (row["release_id"], int(row["row_no"]))
            for row in tables.text_rows("select release_id, row_no from entries where vendor_id is not null")
        }
        tables.close()

    def rows(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = pq.read_table(self.truth / f"{name}.parquet").to_pylist()
        return found


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    return Linked(tmp_path_factory.mktemp("linked"))


def test_every_row_of_every_log_has_one_link_and_a_truth(linked: Linked) -> None:
    assert set(linked.links) == set(linked.true_of)
    named = {tuple(search.rsplit(":", 1)) for search, _ in linked.links.values()}
    assert {(release, int(row)) for release, row in named} <= set(linked.links)
    assert linked.figures["unknown"] == linked.figures["unnamed"] == 0


def test_the_evaluation_counts_as_a_plain_count_does(linked: Linked) -> None:
    """Links, counted another way: of each found search one less than it has entries; right are those of its commonest truth."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for entry, (search, _) in linked.links.items():
        found[search].append(entry)
    made = sum(len(entries) - 1 for entries in found.values())
    right = sum(Counter(linked.true_of[entry] for entry in entries).most_common(1)[0][1] - 1 for entries in found.values())
    possible = sum(n - 1 for n in Counter(linked.true_of.values()).values())
    figures = linked.figures["linked"]
    assert figures["precision"]["of"] == made
    assert figures["recall"]["of"] == possible
    assert abs(figures["precision"]["right"] - right) <= 2 * figures["merged"]  # who names a merged search may be the rarer truth
    assert figures["searches_found"] == len(found)
    assert figures["searches_true"] == len(set(linked.true_of.values()))


def test_entries_with_ids_are_neither_split_nor_merged(linked: Linked) -> None:
    pairs = {(linked.true_of[entry], linked.links[entry][0]) for entry in linked.with_id}
    assert len(pairs) == len({true for true, _ in pairs}) == len({found for _, found in pairs})


def test_links_without_ids_are_right_and_hardly_any_is_missed(linked: Linked) -> None:
    assert linked.figures["linked"]["precision"]["share"] >= 0.9995
    assert linked.figures["linked"]["recall"]["share"] >= 0.995
    assert linked.figures["linked"]["recall_without_id"]["share"] >= 0.995


def test_what_is_left_alone_as_ambiguous_truly_fits_several_searches(linked: Linked) -> None:
    (left,) = linked.figures["ambiguous"]
    assert left["of_such"] > 0, "the network plants searches that cannot be told apart"
    assert left["truly"] == left["entries"]


def test_more_is_linked_than_by_exact_spelling(linked: Linked) -> None:
    ours, exact = linked.figures["linked"], linked.figures["exact_spelling"]
    assert ours["recall_without_id"]["share"] > exact["recall_without_id"]["share"]
    assert ours["precision_without_id"]["share"] >= exact["precision_without_id"]["share"]


def test_the_build_measures_about_the_true_error(linked: Linked) -> None:
    measured = {row["tier"]: row for row in linked.figures["measured_by_build"]["rows"]}["all"]
    assert abs(measured["precision_off_by_points"]) < 0.5
    assert abs(measured["recall_off_by_points"]) < 0.5


def test_own_searches_missing_from_the_network_log_are_those_that_were_left_out(linked: Linked) -> None:
    own = linked.figures["own"]
    assert own["found"]["in_both"] > 50
    assert own["truly_missing"] == own["reported_missing"]


def test_no_two_agencies_are_merged(linked: Linked) -> None:
    found = linked.figures["agencies"]
    assert found["merged_spellings"] == 0
    assert found["spellings_apart"] / found["spellings"] < 0.02
