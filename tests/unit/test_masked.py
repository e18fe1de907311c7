"""What one log hides and another shows, and own searches in two logs: counted by the SQL of the journey, planted errors found."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import SQL, FakeStore, compare, fake_store
from tiny_tables import Tiny

from plainview.states import cell_state

ALDER, WREN, MESA = "oh-alder-falls-police", "ca-port-wren-police", "ca-cedar-mesa-police"
NOON = datetime(2026, 3, 2, 12, 0, 0)
CITED = [
    "7923.600 GC", "Gov. Code 7923.600", "Gov Code § 7923.600(a)", "GC 6254(f)", "California Government Code 7923.600",
    "7923.600", "§ 7927.705", "b(7)(E)", "(b)(7)(E)", "(b)(6), (b)(7)(C)", "FOIA (b)(7)(E)", "Exemption b(6)", "FOIA exempt",
    "Exempt",
    "5 ILCS 140/7(1)(d)", "5 ILCS 140/7(1)(d)(i)", "5 U.S.C. 552(b)(7)(E)", "Withheld", "[withheld under Gov. Code 7923.600]",
]  # fmt: skip
OTHERS = [
    "***", "* * *", " *** ", "###", "████", "REDACTED", "[REDACTED]", "(Redacted)", "REDACTED / stolen vehicle", "J. ███", "N/A",
    "xxx",
    "---", "", "  \n", "Larceny/Theft Offenses", "459 PC", "10851 VC", "18 USC 1201", "GC", "b7", "B(7", "code 3", "case 7923",
    "7923",
    "exempt plate on truck", "720 ILCS 5/19-1", "withheld info about a robbery", "PC 459.5", "x-ray", "*AAA999",
]  # fmt: skip


@pytest.fixture
def tiny() -> Tiny:
    made = Tiny()
    for one in (ALDER, WREN, MESA):
        made.agency(one)
    return made


def masked(tiny: Tiny, folder: Path) -> dict[tuple[str, str, str], dict[str, Any]]:
    """(custodian, field, state) -> the row of the table `masked`, network logs only."""
    store = tiny.store(folder)
    store.run("link/met")
    store.make("masked", "link/masked")
    found = store.rows("page/masked")
    store.close()
    return {(row["custodian_id"], row["field"], row["state"]): row for row in found if row["log"] == "network"}


def counts(row: dict[str, Any]) -> list[int]:
    return [row[name] for name in ("n_entries", "n_linked", "n_shown", "n_by_id")]


def test_a_reason_that_another_custodian_shows_is_counted_and_its_search_is_the_example(tiny: Tiny, tmp_path: Path) -> None:
    shown = tiny.entries(ALDER, WREN, vendor_id="one")
    tiny.entries(ALDER, MESA, vendor_id="one", reason="***", state="masked")
    tiny.entries(ALDER, MESA, times=3, reason="***", state="masked")  # in no other log
    found = masked(tiny, tmp_path)
    assert counts(found[MESA, "reason", "masked"]) == [4, 1, 1, 1]
    assert found[MESA, "reason", "masked"]["examples"] == [f"{shown}:1"]
    assert counts(found[WREN, "reason", "value"]) == [1, 1, 0, 0]


def test_what_the_same_custodian_shows_elsewhere_is_no_other_custodian(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(MESA, MESA, vendor_id="one", log="organization")
    tiny.entries(MESA, MESA, vendor_id="one", reason="***", state="masked")
    assert counts(masked(tiny, tmp_path)[MESA, "reason", "masked"]) == [1, 0, 0, 0]


def test_two_that_both_hide_show_each_other_nothing(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(ALDER, WREN, vendor_id="one", reason="Gov. Code 7923.600", state="withheld")
    tiny.entries(ALDER, MESA, vendor_id="one", reason="***", state="masked")
    found = masked(tiny, tmp_path)
    assert counts(found[MESA, "reason", "masked"]) == [1, 1, 0, 0]
    assert counts(found[WREN, "reason", "withheld"]) == [1, 1, 0, 0]


def test_a_link_without_an_id_is_possible_and_not_certain(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(ALDER, WREN, vendor_id="one")
    tiny.entries(ALDER, MESA, vendor_id="one", reason="***", state="masked")
    tiny.rows["links"][-1]["tier"] = "agency_window"
    assert counts(masked(tiny, tmp_path)[MESA, "reason", "masked"]) == [1, 1, 1, 0]


def test_one_sure_side_alone_makes_no_link_sure(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(ALDER, WREN, vendor_id="one")
    tiny.rows["links"][-1]["tier"] = "agency"
    tiny.entries(ALDER, MESA, vendor_id="one", reason="***", state="masked")
    assert counts(masked(tiny, tmp_path)[MESA, "reason", "masked"]) == [1, 1, 1, 0]


def test_a_file_whose_custodian_is_not_known_is_compared_with_nothing(tiny: Tiny, tmp_path: Path) -> None:
    tiny.agency("unknown-0a1b2c")
    tiny.entries(ALDER, "unknown-0a1b2c", vendor_id="one")
    tiny.entries(ALDER, MESA, vendor_id="one", reason="***", state="masked")
    assert counts(masked(tiny, tmp_path)[MESA, "reason", "masked"]) == [1, 0, 0, 0]


def test_reason_and_offence_are_counted_apart(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(ALDER, WREN, vendor_id="one", offense_raw="Robbery")
    tiny.entries(ALDER, MESA, vendor_id="one", reason="***", state="masked", offense_raw="REDACTED")
    tiny.entries(ALDER, ALDER, vendor_id="one")
    found = masked(tiny, tmp_path)
    assert counts(found[MESA, "reason", "masked"]) == counts(found[MESA, "offense", "redacted"]) == [1, 1, 1, 1]
    assert counts(found[ALDER, "offense", "not_exported"]) == [1, 1, 1, 1]
    assert counts(found[WREN, "offense", "value"]) == [1, 1, 0, 0]


def test_there_are_at_most_five_examples_and_none_where_nothing_is_hidden(tiny: Tiny, tmp_path: Path) -> None:
    for number in range(9):
        tiny.entries(ALDER, WREN, vendor_id=f"s{number}")
        tiny.entries(ALDER, MESA, vendor_id=f"s{number}", reason="***", state="masked")
    found = masked(tiny, tmp_path)
    assert len(found[MESA, "reason", "masked"]["examples"]) == 5
    assert found[WREN, "reason", "value"]["examples"] == []


def test_every_entry_is_counted_once_in_each_field(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(ALDER, WREN, times=7)
    tiny.entries(ALDER, WREN, vendor_id="one", reason="", state="empty")
    tiny.entries(ALDER, MESA, vendor_id="one", times=2, reason="n/a", state="placeholder")
    found = masked(tiny, tmp_path)
    for field in ("reason", "offense"):
        assert sum(row["n_entries"] for key, row in found.items() if key[1] == field) == 10


@pytest.mark.parametrize("text", CITED + OTHERS)
def test_an_offence_has_the_state_that_the_reader_gives_a_reason(tiny: Tiny, tmp_path: Path, text: str) -> None:
    tiny.entries(ALDER, MESA, offense_raw=text)
    states = {key[2] for key in masked(tiny, tmp_path) if key[1] == "offense"}
    assert states == {cell_state(text)}


# ---- own searches in two logs -------------------------------------------------------------------------------------------


def own(tiny: Tiny, folder: Path) -> list[list[Any]]:
    """The rows of the table `own_searches`: custodian, month, then its counts."""
    store = tiny.store(folder)
    days = Counter((row["custodian_id"], row["log"], row["searched_at"].date()) for row in tiny.rows["entries"])
    held = [{"custodian_id": who, "log": log, "day": day, "n_entries": n} for (who, log, day), n in days.items()]
    store.lend("held", pa.Table.from_pylist(held))
    store.make("own_searches", "link/own")
    found = store.rows("page/own_searches")
    store.close()
    return [[value for name, value in row.items() if not name.startswith("example")] for row in found]


def test_own_searches_in_both_logs_are_matched_by_their_search(tiny: Tiny, tmp_path: Path) -> None:
    for number in range(5):
        tiny.entries(WREN, WREN, log="organization", vendor_id=f"s{number}")
    for number in range(3, 9):
        tiny.entries(WREN, WREN, vendor_id=f"s{number}")
        tiny.entries(WREN, WREN, vendor_id=f"s{number}")  # produced twice: counted once
        tiny.entries(ALDER, WREN)  # another agency's
    assert own(tiny, tmp_path) == [[WREN, "2026-03", 5, 6, 2, 0, 0, 3, 4]]


def test_days_that_one_of_the_logs_does_not_hold_do_not_count(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(WREN, WREN, log="organization", vendor_id="a")
    tiny.entries(WREN, WREN, vendor_id="a")
    tiny.entries(WREN, WREN, log="organization", on=date(2026, 4, 20), times=4)  # the network audit ends before
    assert own(tiny, tmp_path) == [[WREN, "2026-03", 1, 1, 1, 0, 0, 0, 0]]


def test_one_log_alone_gives_nothing(tiny: Tiny, tmp_path: Path) -> None:
    tiny.entries(WREN, WREN, times=4)
    tiny.entries(MESA, MESA, log="organization", times=4)
    assert own(tiny, tmp_path) == []


@pytest.mark.parametrize(("id_of_network", "close"), [(None, 1), ("another", 0)])
def test_the_same_second_without_an_id_is_perhaps_the_same(
    tiny: Tiny, tmp_path: Path, id_of_network: str | None, close: int
) -> None:
    tiny.entries(WREN, WREN, log="organization", vendor_id="a", searched_at=NOON)
    tiny.entries(WREN, WREN, vendor_id=id_of_network, searched_at=NOON)
    assert own(tiny, tmp_path) == [[WREN, "2026-03", 1, 1, 0, close, close, 1 - close, 1 - close]]


def test_the_parts_add_up(tiny: Tiny, tmp_path: Path) -> None:
    for number in range(30):
        at = NOON.replace(minute=number)
        vendor_id = None if number % 3 == 0 else f"s{number}"
        if number % 2:
            tiny.entries(WREN, WREN, log="organization", vendor_id=f"o{number}" if number % 5 == 0 else vendor_id, searched_at=at)
        tiny.entries(WREN, WREN, vendor_id=vendor_id, searched_at=at)
    ((_, _, organization, network, both, close_o, close_n, only_o, only_n),) = own(tiny, tmp_path)
    assert organization == both + close_o + only_o
    assert network == both + close_n + only_n
    assert min(both, close_o, only_o, only_n) > 0


@pytest.mark.parametrize("with_ids", [True, False])
def test_the_oddity_and_the_table_count_the_same_searches(with_ids: bool) -> None:
    """An organization audit lacks every third of the agency's own searches, and has four that the network audit has not."""
    store = fake_store(n_entries=900)
    (whose,) = ask(store, "select max(custodian_id) from entries where log = 'network'")[0]
    mine = f"custodian_id = '{whose}' and searcher_id = '{whose}' and log = 'network'"
    (n_own,) = ask(store, f"select count(*) from entries where {mine}")[0]
    store.con.execute(
        "insert into releases (release_id, kind, custodian_id) values ('f0f0f0f0f0f0f0f0', 'organization_audit', ?)", [whose]
    )
    copied = "select * replace ('f0f0f0f0f0f0f0f0' as release_id, 'organization' as log{}) from entries where {}"
    kept = f"{mine} and row_no % 3 <> 0 order by searched_at"
    store.con.execute(f"insert into entries {copied.format('', kept)}")
    other = ", searched_at + interval 1 second as searched_at, 'o' || vendor_id as vendor_id, row_no + 50000 as row_no"
    store.con.execute(f"insert into entries {copied.format(other, f'{mine} order by searched_at limit 4')}")
    if not with_ids:
        store.con.execute(f"update entries set vendor_id = null where custodian_id = '{whose}'")
    # what linking makes of it: the copies are one search with what they were copied from
    store.con.execute(
        "insert into links select o.release_id, o.row_no, coalesce(n.release_id, o.release_id), coalesce(n.row_no, o.row_no),"
        " 'vendor_id', 2, '' from entries o left join entries n on n.custodian_id = o.custodian_id and n.log = 'network'"
        " and n.searched_at = o.searched_at and n.searcher_id = o.searcher_id where o.log = 'organization'"
    )
    store.con.execute("drop table held")
    store.run("ingest/release_days")
    store.con.execute(f"create table held as {(SQL / 'ingest' / 'held.sql').read_text(encoding='utf-8')}")
    compare(store.con)
    store.run("ingest/odd_overlaps")
    said = {
        value.split(", ")[1]: [int(word.replace(",", "")) for word in value.split() if word[0].isdigit()]
        for (value,) in ask(store, "select value from odd_overlaps where kind = 'own_searches_missing'")
    }
    names = ("n_organization", "n_network", "n_both", "n_only_organization", "n_only_network")
    (told,) = ask(store, f"select {', '.join(f'sum({name})' for name in names)} from own_searches where custodian_id = '{whose}'")
    n_organization, n_network, n_both, only_organization, only_network = (int(n) for n in told)
    assert said["not in the network audit"] == [only_organization, n_organization]
    assert said["not in the organization audit"] == [only_network, n_network]
    assert only_organization == 4
    assert 0 < only_network < n_network <= n_own
    assert n_both == n_network - only_network


def ask(store: FakeStore, sql: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = store.con.execute(sql).fetchall()
    return found
