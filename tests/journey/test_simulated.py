"""A made-up network with known truth: what the journey finds is what is true, for all that the records can tell."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plainview import journey, simulate
from plainview.case import open_case
from plainview.intake import Facts
from plainview.store import Store, open_current

DAY = date(2026, 3, 1)


class Network:
    """One simulated network of 2,000 searches: its truth, and the tables of an audit of its records."""

    def __init__(self, folder: Path) -> None:
        simulate.network(folder / "net", 2000, 40, seed=7, custodians=6)
        self.folder = folder / "net" / "truth"
        case = open_case(folder / "case", DAY)
        run = journey.take_in(case, [folder / "net" / "records"], Facts(DAY), None, lambda what, done, total: None)
        journey.build(case, run.fingerprint, lambda what, done, total: None)
        self.tables: Store = open_current(case.warehouse, case.temporary)
        columns = "release_id, path, kind, custodian_id, n_rows, n_used, n_quarantined, n_skipped, n_copies"
        self.releases = {
            row["path"].removeprefix("records/"): row for row in self.tables.text_rows(f"select {columns} from releases")
        }
        self.search_of = self._search_of()
        self.known_as = self._known_as()

    def truth(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.tables.text_rows(sql)]

    def _search_of(self) -> dict[tuple[str, int], str]:
        """The true search of each entry: (release, row) -> search."""
        file_of = {name: row["release_id"] for name, row in self.releases.items()}
        return {(file_of[row["file"]], int(row["row_no"])): row["search_id"] for row in self.truth("entries")}

    def _known_as(self) -> dict[str, set[str]]:
        """The ids by which the tables know each true agency, by all the ways it is spelled (truth and tables name ids apart)."""
        ids = {name.strip(): agency_id for name, agency_id in self.ask("select name_raw, agency_id from agency_names")}
        found = {row["id"]: [ids.get(name.strip()) for name in row["spellings"].split("|")] for row in self.truth("agencies")}
        return {true: {one for one in named if one} for true, named in found.items()}

    def one_id(self, true: str) -> str:
        (found,) = self.known_as[true]
        return found


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return Network(tmp_path_factory.mktemp("network"))


def test_every_file_is_one_release_of_its_kind(network: Network) -> None:
    wanted = {row["file"]: row["kind"] for row in network.truth("files")}
    assert {name: row["kind"] for name, row in network.releases.items()} == wanted
    assert network.ask("select path, kind from refused where kind not in ('duplicate', 'other_print')") == []


def test_every_row_of_a_log_is_an_entry_and_nothing_is_lost(network: Network) -> None:
    for row in network.truth("files"):
        found = network.releases[row["file"]]
        assert found["n_rows"] == found["n_used"] + found["n_quarantined"] + found["n_skipped"], row["file"]
        if row["kind"] != "portal_page":
            assert (found["n_used"], found["n_quarantined"], found["n_skipped"]) == (int(row["rows"]), 0, 0), row["file"]
    assert {(release, row_no) for release, row_no in network.ask("select release_id, row_no from entries")} == set(
        network.search_of
    )


def test_custodians_are_right_wherever_a_record_tells_them(network: Network) -> None:
    wanted = {row["file"]: row["custodian"] for row in network.truth("files")}
    assert {name: row["custodian_id"] for name, row in network.releases.items()} == {
        name: network.one_id(true) for name, true in wanted.items()
    }


def test_distinct_vendor_ids_are_the_true_ones(network: Network) -> None:
    of = {row["search_id"]: row["vendor_id"] for row in network.truth("searches")}
    found = network.ask("select release_id, row_no, vendor_id from entries where vendor_id is not null")
    assert found
    assert [key for *key, vendor_id in found if of[network.search_of[key[0], key[1]]] != vendor_id] == []
    assert len({vendor_id for *_, vendor_id in found}) == len({network.search_of[key[0], key[1]] for *key, _ in found})


def test_searches_that_carry_ids_are_linked_without_a_split_or_a_merge(network: Network) -> None:
    sql = "select e.release_id, e.row_no, l.search_id from entries e join links l using (release_id, row_no) {}"
    true_of, found_of = defaultdict(set), defaultdict(set)
    for release, row_no, found in network.ask(sql.format("where e.vendor_id is not null")):
        true_of[found].add(network.search_of[release, row_no])
        found_of[network.search_of[release, row_no]].add(found)
    assert {one: true for one, true in true_of.items() if len(true) > 1} == {}
    assert {one: found for one, found in found_of.items() if len(found) > 1} == {}
    assert max(Counter(len(found) for found in found_of.values())) == 1


def test_no_agency_is_split_by_its_spellings_and_no_two_are_merged(network: Network) -> None:
    assert {true: found for true, found in network.known_as.items() if len(found) > 1} == {}
    found = Counter(one for ids in network.known_as.values() for one in ids)
    assert {one: n for one, n in found.items() if n > 1} == {}


def test_searchers_are_the_true_agencies(network: Network) -> None:
    who = {row["search_id"]: row["searcher"] for row in network.truth("searches")}
    wrong = Counter(
        (printed, found, who[network.search_of[release, row_no]])
        for release, row_no, printed, found in network.ask(
            "select release_id, row_no, searcher_raw, searcher_id from entries where searcher_raw is not null"
        )
        if found != network.one_id(who[network.search_of[release, row_no]])
    )
    assert wrong == Counter()


def test_portal_sessions_are_the_true_rows_of_each_hour(network: Network) -> None:
    """Each capture lists one row a session; the same session is drawn again in later captures and counts once."""
    shown: dict[tuple[str, str, str, str], int] = Counter()
    searches = {row["search_id"]: row for row in network.truth("searches")}
    kinds = {row["file"]: row for row in network.truth("files")}
    for row in network.truth("entries"):
        if kinds[row["file"]]["kind"] == "portal_audit":
            search = searches[row["search_id"]]
            shown[row["file"], kinds[row["file"]]["custodian"], search["searched_at"][:13], search["reason"].strip()] += 1
    wanted: dict[tuple[str, str, str], int] = {}
    for (_, custodian, hour, reason), n in shown.items():
        key = network.one_id(custodian), hour, reason
        wanted[key] = max(n, wanted.get(key, 0))
    found = network.ask(
        "select custodian_id, strftime(hour_at, '%Y-%m-%dT%H'), trim(reason_raw), sum(n_sessions) from sessions group by all"
    )
    assert {tuple(key): n for *key, n in found} == wanted


def test_shares_of_the_last_lists_are_the_true_ones(network: Network) -> None:
    """A portal lists whom it shares with on its day; a Shared Networks workbook both ways on the last day of its month."""
    true = [(row["from"], row["to"], row["from_on"], row["to_on"]) for row in network.truth("shares")]
    pages = network.ask("select release_id, custodian_id, cast(seen_on as varchar) from releases where kind = 'portal_page'")
    assert pages
    for release, custodian, day in pages:
        wanted = {
            network.one_id(to)
            for owner, to, start, end in true
            if network.known_as[owner] == {custodian} and start < day and (not end or day <= end)
        }
        found = {to for (to,) in network.ask(f"select to_id from share_rows where release_id = '{release}'")}
        assert found == wanted, (custodian, day)


def test_purposes_agree_with_the_truth_to_the_degree_printed(network: Network, capsys: pytest.CaptureFixture[str]) -> None:
    """No degree is demanded here: the true readings were made up beside the terms. Every reason must have been read, though."""
    searches = {row["search_id"]: row for row in network.truth("searches")}
    purposes: dict[str, set[str]] = defaultdict(set)
    for reason, purpose in network.ask("select reason_id, purpose from purposes"):
        purposes[reason].add(purpose)
    read = network.ask("select release_id, row_no, reason_id from entries where reason_state = 'value'")
    assert read
    assert all(reason for *_, reason in read)
    agree = sum(purposes[reason] == set(filter(None, searches[network.search_of[release, row_no]]["purposes"].split("|")))
                for release, row_no, reason in read)  # fmt: skip
    with capsys.disabled():
        print(f"\npurposes: {agree:,} of {len(read):,} entries read as the truth has them ({agree / len(read):.1%})")
