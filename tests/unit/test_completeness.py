"""What is held and what is missing: each oddity is found where it was planted, and an orderly log has none of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tiny_tables import SCHEMAS

from plainview.store import Store

AGENCIES = {"oh-alder-falls-police": "OH", "ca-port-wren-police": "CA", "oh-cedar-mesa-police": "OH"}
ALDER, WREN, MESA = AGENCIES
ENTRIES = pa.schema([*SCHEMAS["entries"], ("devices", pa.int32()), ("search_type", pa.string()), ("prompt_raw", pa.string()),
                     ("moderation", pa.string())])  # fmt: skip
ZONES = {"state": ["OH", "CA"], "zone": ["America/New_York", "America/Los_Angeles"]}


class Logs:
    """Files of logs written down in a few words, and the oddities that are found in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.received: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []

    def file(
        self, custodian: str, times: list[datetime], log: str = "network", name: str = "log.csv", folder: str = "",
        ids: str = "id", received_on: str = "2026-12-01", **more: Any,
    ) -> str:  # fmt: skip
        """One file with an entry at each time; the ids begin with `ids` and name the time, so that equal times are one search."""
        release_id = f"{len(self.received) + 1:016x}"
        self.received.append(
            {"release_id": release_id, "custodian_id": custodian, "log": log, "name": name, "path": folder + name,
             "custodian_basis": "column", "received_on": received_on}
        )  # fmt: skip
        for number, at in enumerate(times, start=1):
            vendor_id = f"{ids}-{at.isoformat()}" if ids else None
            self.entries.append(
                {"release_id": release_id, "row_no": number, "searched_at": at, "vendor_id": vendor_id, "networks": 9,
                 "devices": 90, "custodian_id": custodian, "log": log, "searcher_raw": custodian, "searcher_id": custodian,
                 "reason_raw": "robbery", **more}
            )  # fmt: skip
        return release_id

    def found(self) -> dict[tuple[str, str], dict[str, Any]]:
        """By (release, kind): the oddity. Also fills `held`."""
        (self.folder / "tables").mkdir(parents=True)
        store = Store(self.folder / "tables", self.folder / "tmp", threads=1)
        agencies = [{"agency_id": one, "canonical": one.title(), "state": state} for one, state in AGENCIES.items()]
        store.add("agencies", pa.Table.from_pylist(agencies, schema=SCHEMAS["agencies"]))
        store.add("entries", pa.Table.from_pylist(self.entries, schema=ENTRIES))
        store.lend("received", pa.Table.from_pylist(self.received))
        store.lend("state_zones", pa.table(ZONES))
        store.run("ingest/release_days")
        store.make("held", "ingest/held")
        found = {}
        for table in ("odd_days", "odd_files", "odd_overlaps"):
            store.run(f"ingest/{table}")
            for row in store.text_rows(f"select * from {table}"):
                assert (row["release_id"], row["kind"]) not in found, "one oddity of a kind for a file"
                assert row["row_no"] == 0
                assert " of " in row["why"].partition("(")[2], "a base rate"
                found[(row["release_id"], row["kind"])] = row
        self.held = store.text_rows("select * from held order by custodian_id, log, day")
        store.close()
        return found


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs(tmp_path)


def times(first: str, days: int, a_day: int, skip: tuple[str, ...] = (), start_hour: int = 8) -> list[datetime]:
    """`a_day` times on each day, none on the days in `skip`; from one agency to the next they differ by nothing."""
    start = datetime.fromisoformat(first)
    every = [start + timedelta(days=n) for n in range(days)]
    return [
        day.replace(hour=start_hour) + timedelta(minutes=7 * n)
        for day in every
        if day.date().isoformat() not in skip
        for n in range(a_day)
    ]


def kinds(found: dict[tuple[str, str], dict[str, Any]]) -> set[str]:
    return {kind for _, kind in found}


def test_an_orderly_log_has_nothing_odd(logs: Logs) -> None:
    logs.file(ALDER, times("2026-03-01", 60, 20), name="2026-03_and_2026-04.csv")
    assert logs.found() == {}
    assert {row["state"] for row in logs.held} == {"held"}
    assert len(logs.held) == 60


def test_days_missing_from_a_busy_log_are_a_gap_and_from_a_small_one_are_not(logs: Logs) -> None:
    busy = logs.file(ALDER, times("2026-03-01", 60, 20, skip=("2026-03-10", "2026-03-11", "2026-04-02")))
    logs.file(MESA, [at for at in times("2026-03-01", 60, 2) if at.day != 17])  # two were to be expected
    found = logs.found()
    assert list(found) == [(busy, "days_missing")]
    odd = found[(busy, "days_missing")]
    assert odd["value"] == "3 days: 2026-03-10 to 2026-03-11, 2026-04-02"
    assert "about 60 were to be expected" in odd["why"]
    assert "1 of 2 logs" in odd["why"]
    states = {(row["custodian_id"], row["state"]) for row in logs.held}
    assert states == {(ALDER, "held"), (ALDER, "gap"), (MESA, "held"), (MESA, "quiet")}


def test_a_quiet_weekend_is_no_gap(logs: Logs) -> None:
    """An agency that searches on working days only: each weekday is measured against itself."""
    logs.file(ALDER, [at for at in times("2026-03-02", 60, 20) if at.isoweekday() <= 5])
    assert logs.found() == {}


def test_a_missing_month_does_not_hide_itself(logs: Logs) -> None:
    before = logs.file(ALDER, times("2026-01-01", 31, 10), name="a.csv")
    logs.file(ALDER, times("2026-03-01", 31, 10), name="b.csv")
    found = logs.found()
    assert found[(before, "days_missing")]["value"] == "28 days: 2026-02-01 to 2026-02-28"


def test_a_cliff_is_found_and_a_slow_fall_is_not(logs: Logs) -> None:
    fell = logs.file(ALDER, times("2026-03-01", 35, 40) + times("2026-04-05", 14, 2))
    slow = [at for n in range(40) for at in times((date(2026, 3, 1) + timedelta(days=n)).isoformat(), 1, 41 - n)]
    logs.file(MESA, slow)
    found = logs.found()
    assert set(found) == {(fell, "level_fell")}
    assert found[(fell, "level_fell")]["value"] == "2026-04-05 (from 40.0 to 2.0 a day)"
    assert [str(row["day"]) for row in logs.held if row["state"] == "low"] == [f"2026-04-{day:02}" for day in range(5, 12)]


def test_months_cut_at_local_midnight_are_named_by_their_zone(logs: Logs) -> None:
    local = [*times("2026-03-01", 31, 10), datetime(2026, 4, 1, 3, 50)]
    odd = logs.file(ALDER, sorted(local), name="a.csv")
    logs.file(WREN, times("2026-03-01", 31, 10, start_hour=9), name="b.csv")  # ends in the same month in UTC: nothing spills
    part = [*times("2026-03-10", 22, 10), datetime(2026, 4, 1, 3, 50)]
    logs.file(MESA, part, name="c.csv")  # spills, but is no whole month
    found = logs.found()
    assert set(found) == {(odd, "cut_at_local_midnight")}
    assert "America/New_York (OH)" in found[(odd, "cut_at_local_midnight")]["why"]


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("network_audit_2025-03.csv", True),
        ("Audit March 2026.csv", False),
        ("audit feb 2026.csv", True),
        ("audit_2023.csv", True),
        ("request 12345.csv", False),
        ("audit_20260301_20260331.csv", False),
        ("202603.csv", False),
        ("sept_2026.csv", True),
        ("audit 2026.csv", False),
    ],
)
def test_a_name_that_says_another_month_is_odd(logs: Logs, name: str, odd: bool) -> None:
    logs.file(ALDER, times("2026-03-01", 30, 10), name=name)
    assert kinds(logs.found()) == ({"name_names_other_month"} if odd else set())


def test_equal_lengths_of_large_files_are_told(logs: Logs) -> None:
    for month, custodian in (("2026-01-01", ALDER), ("2026-02-01", ALDER), ("2026-01-01", WREN)):
        logs.file(custodian, times(month, 28 if custodian == ALDER else 20, 50), ids=custodian)
    found = logs.found()
    assert {release for release, kind in found if kind == "same_row_count"} == {f"{1:016x}", f"{2:016x}"}
    assert found[(f"{1:016x}", "same_row_count")]["value"] == "1,400 entries in 2 files"


def test_a_file_of_another_agency_in_a_folder_is_told(logs: Logs) -> None:
    for number in (1, 2, 3):
        logs.file(ALDER, times(f"2026-0{number}-01", 20, 5), name=f"{number}.csv", folder="alder/")
    stray = logs.file(WREN, times("2026-02-01", 20, 5), name="4.csv", folder="alder/", ids="wren")
    for number, custodian in enumerate(AGENCIES):
        logs.file(custodian, times(f"2026-0{number + 5}-01", 20, 5), name=f"{number}.csv", folder="all/", ids="all")
    for number, custodian in enumerate((ALDER, ALDER, WREN, MESA)):  # half of a folder rules nothing
        logs.file(custodian, times(f"2025-0{number + 1}-01", 20, 5), name=f"{number}.csv", folder="mixed/", ids="mixed")
    found = logs.found()
    assert [release for release, kind in found if kind == "other_agency_in_folder"] == [stray]


def test_zeros_among_numbers_are_told(logs: Logs) -> None:
    odd = logs.file(ALDER, times("2026-03-01", 20, 5))
    for row in logs.entries[:7]:
        row |= {"networks": 0, "devices": 0}
    logs.file(WREN, times("2026-03-01", 20, 5), networks=0)  # nothing but zeros: the column says nothing at all
    found = logs.found()
    assert set(found) == {(odd, "networks_zero"), (odd, "devices_zero")}
    assert found[(odd, "networks_zero")]["value"] == "7 of 100 entries"


@pytest.mark.parametrize("ids", ["id", ""])
def test_a_month_produced_twice_and_files_that_share_a_day(logs: Logs, ids: str) -> None:
    once = logs.file(ALDER, times("2026-03-01", 31, 9), name="a.csv", ids=ids)
    again = logs.file(ALDER, list(reversed(times("2026-03-01", 31, 9))), name="b.csv", ids=ids)
    tail = logs.file(ALDER, times("2026-03-31", 20, 9), name="c.csv", ids=ids)
    logs.file(ALDER, times("2026-05-01", 20, 9), name="d.csv", ids=ids)
    logs.file(ALDER, times("2026-05-20", 20, 9, start_hour=15), name="f.csv", ids=ids)  # shares a day, and no entry
    logs.file(WREN, times("2026-03-01", 31, 9), name="e.csv", ids="other" if ids else "")
    found = {release: row for (release, kind), row in logs.found().items() if kind == "rows_in_two_files"}
    assert {release: row["value"] for release, row in found.items()} == {
        once: "279 of 279 entries, 2 other files",
        again: "279 of 279 entries, 2 other files",
        tail: "9 of 180 entries, 2 other files",
    }
    assert "3 of 6 files" in found[tail]["why"]


@pytest.mark.parametrize("k", [2, 5])
def test_rows_that_each_stand_k_times_are_told_and_a_lone_repeat_is_not(logs: Logs, k: int) -> None:
    odd = logs.file(ALDER, [at for at in times("2026-03-01", 20, 5) for _ in range(k)])
    logs.file(WREN, [*times("2026-03-01", 20, 6), *times("2026-03-01", 20, 2)])  # even every day, but not every row twice
    found = logs.found()
    assert [key for key in found if key[1] == "every_row_repeated"] == [(odd, "every_row_repeated")]
    assert found[(odd, "every_row_repeated")]["value"] == f"each of 100 rows stands {k} times"


@pytest.mark.parametrize("ids", ["id", ""])
def test_own_searches_that_one_log_lacks_are_counted_both_ways(logs: Logs, ids: str) -> None:
    every = times("2026-03-01", 10, 12)
    own = logs.file(ALDER, every[:-3], log="organization", ids=ids, name="o.csv")
    net = logs.file(ALDER, every[5:], ids=ids, name="n.csv")
    logs.file(WREN, every, log="organization", ids="w", name="p.csv")
    logs.file(WREN, every, ids="w", name="q.csv")
    found = {release: row for (release, kind), row in logs.found().items() if kind == "own_searches_missing"}
    assert found[own]["value"] == "5 of 117 own searches, not in the network audit"
    assert found[net]["value"] == "3 of 115 own searches, not in the organization audit"
    assert "1 of 2 agencies" in found[own]["why"]


def test_times_that_cannot_be_are_told_and_do_not_stretch_the_calendar(logs: Logs) -> None:
    odd = logs.file(ALDER, [datetime(1970, 1, 1, 5), *times("2026-03-01", 20, 5)], received_on="2026-03-10")
    found = logs.found()
    assert set(found) == {(odd, "time_unlikely")}
    assert found[(odd, "time_unlikely")]["value"].startswith("46 entries, 1970-01-01 to 2026-03-20")
    assert len(logs.held) == 20
