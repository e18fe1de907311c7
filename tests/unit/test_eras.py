"""Eras of reasons: the day an agency's reasons change kind is found, told from a change of the files, and no trend crosses it."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import FakeStore, fake_store, make_eras

from plainview import charts, site
from plainview.pages import _figures as figures
from plainview.pages import custodian, purpose, searcher
from plainview.pages._rows import Rows
from plainview.reasons import eras

START = date(2026, 1, 5)
OFFENCE = "terms/_offense_types.toml:20"
TYPED = ["stolen vehicle", "burglary at shop", "459 PC", "shots fired", "hit and run", "robbery susp", "runaway", "fraud case"]
CHOSEN = ["Larceny/Theft Offenses - shop", "Motor Vehicle Theft - ", "Fraud Offenses - cheque"]


class Records:
    """Entries written down in a few words, and the eras made of them by the SQL of the journey."""

    def __init__(self) -> None:
        self.rng = random.Random(11)
        self.entries: list[dict[str, Any]] = []
        self.searches: list[dict[str, Any]] = []
        self.reasons: dict[tuple[str, str, str], int] = {}

    def reason_id(self, text: str, state: str, offense: str) -> int:
        return self.reasons.setdefault((text, state, offense), len(self.reasons) + 1)

    def entry(
        self, who: str, day: date, text: str, *, state: str = "value", offense: str = "", owner: str = "ca-port-wren-police",
        log: str = "network", release: str = "r1", is_new: bool = True,
    ) -> None:  # fmt: skip
        at = datetime.combine(day, time(12)) + timedelta(seconds=len(self.entries) % 3600)
        reason = self.reason_id(text, state, offense)
        known = {"custodian_id": owner, "log": log, "searcher_id": who, "searched_at": at, "reason_id": reason}
        self.entries.append({**known, "release_id": release, "row_no": len(self.entries) + 1})
        if is_new:
            self.searches.append({"searcher_id": who, "searched_at": at, "reason_id": reason, "in_log": log != "portal"})

    def days(self, who: str, first: int, last: int, pick: Callable[[int], str], n: int = 8, skip: int = 1, **more: Any) -> None:
        """Searches on the days from `first` to `last` (counted from START): `pick` gives the text of each."""
        for number in range(first, last + 1, skip):
            for _ in range(self.rng.randint(max(1, n - 3), n + 3)):
                self.entry(who, START + timedelta(days=number), pick(number), **more)

    def typed(self, _: int = 0) -> str:
        return self.rng.choice(TYPED)

    def chosen(self, _: int = 0) -> str:
        return self.rng.choice(CHOSEN) if self.rng.random() < 0.9 else self.typed()

    def con(self) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect()
        marks = {"26-04411": ["case_only"], "": ["blank"], "n/a": ["placeholder"], "Dispatch quick search": ["system_text"]}
        told = [
            {
                "reason_id": number, "reason_raw": text, "reason_state": state, "offense_raw": offense,
                "marks": ["vague"] if "nvestigation" in text else marks.get(text, []), "n_entries": 9,
            }
            for (text, state, offense), number in self.reasons.items()
        ]  # fmt: skip
        read = [
            {"reason_id": r["reason_id"], "made_by": OFFENCE if re.match("Larceny|Motor|Fraud O", r["reason_raw"]) else "terms/x"}
            for r in told
        ]
        text = pa.string()
        empty = pa.schema([("custodian_id", text), ("log", text), ("searcher_id", text), ("searched_at", pa.timestamp("us"))])
        for name, rows in (("entries", self.entries), ("searches", self.searches), ("reasons", told), ("purposes", read)):
            con.register("incoming", pa.Table.from_pylist(rows) if rows else empty.empty_table())
            con.execute(f"create table {name} as select * from incoming")
            con.unregister("incoming")
        return con

    def eras(self) -> list[dict[str, Any]]:
        con = self.con()
        make_eras(con)
        return list(rows_of(con, "select * from eras order by unit, agency_id, era_no"))


def rows_of(con: duckdb.DuckDBPyConnection, text: str) -> Iterator[dict[str, Any]]:
    answer = con.execute(text)
    names = [column[0] for column in answer.description]
    yield from (dict(zip(names, row, strict=True)) for row in answer.fetchall())


def day(number: int) -> date:
    return START + timedelta(days=number)


@pytest.fixture
def records() -> Records:
    return Records()


WHO = "ca-alder-falls-police"


def test_a_move_from_typed_words_to_a_list_is_found_on_its_day(records: Records) -> None:
    records.days(WHO, 0, 39, records.typed)
    records.days(WHO, 40, 90, records.chosen)
    first, second = records.eras()
    assert (first["unit"], first["agency_id"], first["era_no"], first["kind"]) == ("search", WHO, 1, "free_text")
    assert (first["kind_before"], first["cause"], first["low_on"], first["is_sharp"]) == (None, None, None, None)
    assert (second["from_on"], second["kind_before"], second["kind"], second["cause"]) == (
        day(40),
        "free_text",
        "drop_down",
        "typing",
    )
    assert (first["from_on"], first["to_on"], second["to_on"]) == (day(0), day(39), day(90))
    assert second["low_on"] <= day(40) <= second["high_on"]
    assert second["is_sharp"]
    assert 0.85 < second["share"] <= 1
    assert first["n_searches"] + second["n_searches"] == len(records.searches)


def test_an_agency_of_one_kind_has_one_era_whatever_its_days_look_like(records: Records) -> None:
    def bursts(number: int) -> str:
        """One text for a whole day now and then, and a case number on every third."""
        return "shots fired" if number % 9 == 0 else "26-04411" if records.rng.random() < 0.3 else records.typed()

    records.days(WHO, 0, 120, bursts)
    (era,) = records.eras()
    assert (era["kind"], era["from_on"], era["to_on"], era["n_searches"]) == (
        "free_text",
        day(0),
        day(120),
        len(records.searches),
    )


def test_too_few_searches_on_one_side_tell_nothing(records: Records) -> None:
    records.days(WHO, 0, 60, records.typed)
    records.days(WHO, 61, 64, records.chosen, n=40)  # many, but on four days
    assert len(records.eras()) == 1
    other = Records()
    other.days(WHO, 0, 60, other.typed)
    other.days(WHO, 61, 75, other.chosen, n=1, skip=2)  # many days, but few
    assert sum(s["searched_at"].date() > day(60) for s in other.searches) < 30
    assert len(other.eras()) == 1


def test_one_word_for_all_is_named_by_the_reason_that_shows_it(records: Records) -> None:
    def told(_: int) -> str:
        return records.rng.choice(["Investigation", "INVESTIGATION.", "investigation"]) if records.rng.random() < 0.9 else "theft"

    records.days(WHO, 0, 30, lambda n: "investigation" if n % 7 == 0 else records.typed())
    records.days(WHO, 31, 60, told)
    eras = records.eras()
    assert [era["kind"] for era in eras] == ["free_text", "one_word"]
    assert eras[1]["from_on"] == day(31)
    assert eras[1]["share"] == eras[1]["top_share"] > 0.8
    ids = {number: text for (text, _, _), number in records.reasons.items()}
    assert "investigation" in ids[eras[1]["reason_id"]].lower()


def test_a_short_era_between_two_long_ones_is_found_with_both_its_days(records: Records) -> None:
    records.days(WHO, 0, 99, records.typed)
    records.days(WHO, 100, 117, lambda _: "26-04411")
    records.days(WHO, 118, 220, records.typed)
    eras = records.eras()
    assert [(era["kind"], era["from_on"]) for era in eras] == [
        ("free_text", day(0)),
        ("numbers_only", day(100)),
        ("free_text", day(118)),
    ]


def test_a_change_that_takes_weeks_is_not_called_sharp(records: Records) -> None:
    def slowly(number: int) -> str:
        return records.chosen() if records.rng.random() < (number - 40) / 30 else records.typed()

    records.days(WHO, 0, 120, slowly, n=20)
    _, second = records.eras()
    assert not second["is_sharp"]
    assert day(40) <= second["low_on"] <= second["from_on"] <= second["high_on"] <= day(75)
    assert (second["high_on"] - second["low_on"]).days > 3


def test_the_day_is_told_as_loosely_as_few_searches_allow(records: Records) -> None:
    records.days(WHO, 0, 160, records.typed, n=1, skip=3)
    records.days(WHO, 181, 340, records.chosen, n=1, skip=3)
    _, second = records.eras()
    assert not second["is_sharp"], "nothing was searched for three weeks around the change"
    assert second["low_on"] <= day(162)
    assert second["high_on"] >= day(180)


@pytest.mark.parametrize(
    ("text", "state", "kind"),
    [("Dispatch quick search", "value", "system_text"), ("", "empty", "blank"), ("n/a", "value", "blank"),
     ("26-04411", "value", "numbers_only"), ("***", "masked", "masked"), ("", "withheld", "masked"),
     ("", "not_exported", "masked"), ("an investigation of 12 kinds", "value", "one_word"), ("Robbery", "value", "one_word"),
     ("Larceny/Theft Offenses", "value", "drop_down"), ("Larceny/Theft Offenses - tools", "value", "drop_down")],
)  # fmt: skip
def test_kinds(records: Records, text: str, state: str, kind: str) -> None:
    records.days(WHO, 0, 40, lambda _: text, state=state)
    (era,) = records.eras()
    assert (era["kind"], era["share"]) == (kind, 1)
    assert era["n_hidden"] == (era["n_searches"] if kind == "masked" else 0)


def test_a_head_that_is_exported_bare_again_and_again_is_a_choice_whatever_the_vendor_calls_it(records: Records) -> None:
    made_up = ["Lost Kites - ", "Lost Kites - red one", "Lost Kites - two", "Lost Kites - at school"]
    records.days(WHO, 0, 40, lambda _: records.rng.choice(made_up))
    records.days("ca-mossgate-police", 0, 40, lambda n: f"gta - susp {n % 9}")
    assert [(era["agency_id"], era["kind"]) for era in records.eras()] == [
        (WHO, "drop_down"),
        ("ca-mossgate-police", "free_text"),
    ]


def test_the_offence_field_is_a_choice_beside_any_words(records: Records) -> None:
    records.days(WHO, 0, 40, records.typed)
    records.days(WHO, 41, 80, records.typed, offense="Larceny/Theft Offenses")
    assert [era["kind"] for era in records.eras()] == ["free_text", "drop_down"]


# ---- whose change it is ---------------------------------------------------------------------------------------------------


def by_month(records: Records, who: str, pick: Callable[[int], str], owner: str = "ca-port-wren-police", **more: Any) -> None:
    """Three files of 30 days each."""
    for month in range(3):
        records.days(who, month * 30, month * 30 + 29, pick, owner=owner, release=f"{owner}-{month}", **more)


def causes(eras: list[dict[str, Any]], who: str = WHO) -> list[str]:
    return [era["cause"] for era in eras if era["agency_id"] == who and era["era_no"] > 1]


def test_a_change_between_two_files_is_laid_to_the_files(records: Records) -> None:
    by_month(records, WHO, lambda n: records.chosen() if n >= 30 else records.typed())
    assert causes(records.eras()) == ["export"]


def test_a_change_between_two_files_that_others_in_them_do_not_share_is_unclear(records: Records) -> None:
    by_month(records, WHO, lambda n: records.chosen() if n >= 30 else records.typed())
    for town in ("mossgate", "birch-hollow", "bluestem"):
        by_month(records, f"ca-{town}-police", records.typed)
    assert causes(records.eras()) == ["unclear"]


def test_a_change_between_two_files_that_all_in_them_share_is_laid_to_the_files(records: Records) -> None:
    for who in (WHO, "ca-mossgate-police", "ca-birch-hollow-police", "ca-bluestem-police"):
        by_month(records, who, lambda n: records.chosen() if n >= 30 else records.typed())
    eras = records.eras()
    assert causes(eras) == ["export"]
    assert [era["n_same_week"] for era in eras if era["era_no"] == 2] == [3, 3, 3, 3]


def test_a_change_inside_a_file_is_not_laid_to_the_files(records: Records) -> None:
    by_month(records, WHO, lambda n: records.chosen() if n >= 45 else records.typed())
    assert causes(records.eras()) == ["typing"]


def test_a_column_masked_from_a_file_on_is_laid_to_the_files(records: Records) -> None:
    records.days(WHO, 0, 44, records.typed, release="first")
    records.days(WHO, 45, 90, lambda _: "***", state="masked", release="second")
    eras = records.eras()
    assert [era["kind"] for era in eras] == ["free_text", "masked"]
    assert causes(eras) == ["export"]


def test_a_change_in_one_log_while_another_goes_on_is_laid_to_the_files(records: Records) -> None:
    records.days(WHO, 0, 39, records.typed)
    records.days(WHO, 40, 90, records.chosen)
    records.days(WHO, 0, 90, records.typed, owner="tx-cinder-county-sheriff", release="r2", is_new=False)
    assert causes(records.eras()) == ["export"]


def test_two_logs_that_both_show_it_inside_their_files_agree_on_the_agency(records: Records) -> None:
    for owner, release in (("ca-port-wren-police", "r1"), ("tx-cinder-county-sheriff", "r2")):
        records.days(WHO, 0, 39, records.typed, owner=owner, release=release)
        records.days(WHO, 40, 90, records.chosen, owner=owner, release=release)
    assert causes(records.eras()) == ["typing"]


def test_masked_rows_of_one_log_do_not_hide_a_change_that_another_shows(records: Records) -> None:
    records.days(WHO, 0, 90, lambda _: "***", state="masked", owner="tx-cinder-county-sheriff", release="r2", n=7)
    records.days(WHO, 0, 39, records.typed)
    records.days(WHO, 40, 90, records.chosen)
    eras = records.eras()
    assert [(era["kind"], era["cause"]) for era in eras] == [("free_text", None), ("drop_down", "typing")]
    assert all(0 < era["n_hidden"] < era["n_searches"] for era in eras)
    assert eras[1]["share"] > 0.85, "of those that show their reason"


# ---- counted once ---------------------------------------------------------------------------------------------------------


def test_a_search_in_two_logs_counts_once(records: Records) -> None:
    records.days(WHO, 0, 40, records.typed)
    for entry in list(records.entries):
        records.entries.append({**entry, "custodian_id": "tx-cinder-county-sheriff", "release_id": "r2"})
    (era,) = records.eras()
    assert era["n_searches"] == len(records.searches) == len(records.entries) / 2


def test_a_day_that_two_captures_of_a_portal_show_counts_once(records: Records) -> None:
    more = {"owner": WHO, "log": "portal"}
    records.days(WHO, 0, 29, lambda n: records.chosen() if n >= 20 else records.typed(), release="c1", **more)
    seen = [entry for entry in records.entries if entry["searched_at"].date() >= day(10)]
    records.entries += [{**entry, "release_id": "c2"} for entry in seen]
    n_before = len(records.entries) - len(seen)
    records.days(WHO, 30, 40, records.chosen, release="c2", **more)
    eras = records.eras()
    assert {era["unit"] for era in eras} == {"session"}
    assert sum(era["n_searches"] for era in eras) == n_before + sum(e["searched_at"].date() > day(29) for e in records.entries)
    assert [(era["from_on"], era["cause"]) for era in eras[1:]] == [(day(20), "typing")]


def test_a_case_without_entries_has_no_eras(records: Records) -> None:
    records.reason_id("x", "value", "")
    con = records.con()
    con.execute("alter table entries add column release_id varchar; alter table entries add column reason_id bigint")
    con.execute("alter table searches add column in_log boolean; alter table searches add column reason_id bigint")
    make_eras(con)
    assert con.execute("select count(*) from eras").fetchall() == [(0,)]


# ---- pages ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store() -> FakeStore:
    """The made-up case, in which the portal and the searches of one agency each are said to change kind."""
    found = fake_store()
    (portal,) = found.con.execute("select min(custodian_id) from sessions").fetchall()[0]
    (busy,) = found.con.execute("select max(custodian_id) from entries where log = 'network'").fetchall()[0]
    found.con.execute("create or replace table eras as select * from eras where false")
    for unit, who in (("session", portal), ("search", busy)):
        for era in ((1, None, "one_word", None, 0), (2, "one_word", "drop_down", "typing", 4)):
            number, before, kind, cause, n_same = era
            first, last = (date(2026, 1, 5), date(2026, 3, 10)) if number == 1 else (date(2026, 3, 11), date(2026, 6, 3))
            found.con.execute(
                "insert into eras by name select ? as unit, ? as agency_id, ? as era_no, ? as from_on, ? as to_on,"
                " ? as kind_before, ? as kind,"
                " 0.7 as share, 120 as n_searches, 0 as n_hidden, 40 as n_days, 0.5 as top_share, 9 as reason_id,"
                " ? as low_on, ? as high_on, true as is_sharp, ? as cause, ? as n_same_week",
                [unit, who, number, first, last, before, kind, first, first, cause, n_same],
            )
    found.portal, found.busy = portal, busy  # type: ignore[attr-defined]
    return found


def test_a_searchers_page_marks_the_day_with_words_and_an_innocent_reading(store: FakeStore, tmp_path: Path) -> None:
    page = searcher.build(Rows(store), store.busy)  # type: ignore[attr-defined]
    (unit,) = (unit for unit in page["units"] if unit["unit"] == "search")
    assert [era["from_on"] for era in unit["eras"]] == ["2026-01-05", "2026-03-11"]
    assert "2026-03-11: then choices from a list" in unit["volume"]["chart"]
    assert unit["volume"]["chart"].count('class="turn"') == 1
    assert "A line at 2026-03-11" in unit["volume"]["chart"], "the description says it too"
    out = site.publish(store, tmp_path / "site").parent
    html = (out / "searcher" / f"{store.busy}.html").read_text(encoding="utf-8")  # type: ignore[attr-defined]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
    assert "The reasons of its searches change kind on 2026-03-11" in text
    assert "turns from one text for all to choices from a list" in text
    assert "must not be compared across this day" in text
    assert "An innocent reading: the vendor may have added a list of offences" in text
    assert "4 other agencies in this case turn to the same kind" in text
    assert "hit and run" in text
    assert "<script>alert" not in html
    assert "7ABC123" not in html
    told = (out / "custodian" / f"{store.portal}.html").read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert "The reasons of its sessions change kind" in told


def test_an_agency_of_one_kind_has_no_word_of_eras_on_its_page(store: FakeStore) -> None:
    rows = Rows(store)
    other = next(id for id in searcher.ids(rows) if id not in (store.busy, store.portal))  # type: ignore[attr-defined]
    for unit in searcher.build(rows, other)["units"]:
        assert unit["eras"] == []
        assert unit["volume"] is None or 'class="turn"' not in unit["volume"]["chart"]


def test_a_custodians_chart_of_sessions_has_the_line(store: FakeStore) -> None:
    page = custodian.build(Rows(store), store.portal)  # type: ignore[attr-defined]
    assert page["sessions"]["chart"].count('class="turn"') == 1
    assert [era["change"] is None for era in page["eras"]] == [True, False]


@pytest.mark.parametrize("unit", ["search", "session"])
def test_a_purposes_trend_leaves_out_and_counts_those_whose_reasons_change_kind(store: FakeStore, unit: str) -> None:
    rows = Rows(store)
    who = store.busy if unit == "search" else store.portal  # type: ignore[attr-defined]
    (part,) = (part for part in purpose.build(rows, "vehicle_theft")["parts"] if part["unit"] == unit)
    (its,) = (r for r in rows.rows("page/purposes") if (r["unit"], r["agency_id"], r["purpose"]) == (unit, who, "vehicle_theft"))
    assert part["left_out"] == {"n_agencies": 1, "n": its["n_possible"]}
    assert its["n_possible"] > 0
    drawn = sum(row["n"] or 0 for row in part["trend"]["table"])
    assert drawn + its["n_possible"] == part["figure"]["possible"]
    assert "without 1 agency whose reasons change kind" in part["trend"]["title"]
    assert [row["changed_on"] for row in part["agencies"] if row["agency"]["id"] == who] == [["2026-03-11"]]


def test_where_all_change_kind_no_trend_is_drawn_and_the_page_says_so(tmp_path: Path) -> None:
    store = fake_store(n_custodians=4, n_partners=3, n_entries=400)
    store.con.execute("create or replace table eras as select * from eras where false")
    store.con.execute(
        "insert into eras by name select unit, agency_id, 2 as era_no, date '2026-03-11' as from_on, 'drop_down' as kind,"
        " 'one_word' as kind_before, true as is_sharp, 'unclear' as cause, 0.5 as share, 0.5 as top_share, 9 as n_searches"
        " from agencies, (values ('search'), ('session')) units(unit)"
    )
    for part in purpose.build(Rows(store), "vehicle_theft")["parts"]:
        assert part["trend"] is None
        assert part["left_out"]["n"] == part["figure"]["possible"] > 0
    html = (site.publish(store, tmp_path / "site").parent / "purpose" / "vehicle_theft.html").read_text(encoding="utf-8")
    assert html.count("No trend is drawn: all of them") == 2
    assert "states it.</p>" not in html


def test_lines_stand_where_the_day_is_in_its_period() -> None:
    assert figures.lines([("2026-03-16", "x")], "2026-01-05", "month") == [(2 + 15 / 31, "2026-03-16: x")]
    assert figures.lines([("2026-01-07", "x")], "2026-01-05", "day") == [(2.0, "2026-01-07: x")]
    assert figures.lines([("2026-01-14", "x")], "2026-01-07", "week") == [(1 + 2 / 7, "2026-01-14: x")]


def test_a_line_in_a_chart_is_drawn_at_its_place_and_its_words_are_escaped() -> None:
    values = [charts.Bar(str(n), n) for n in range(10)]
    plain = charts.bars(values, ident="a", title="t", desc="d")
    drawn = charts.bars(values, ident="a", title="t", desc="d", lines=[(2.5, "<b>"), (9, "y")])
    assert "turn" not in plain
    room = (charts.WIDTH - charts.LEFT - charts.RIGHT) / 10
    assert f"M{charts.LEFT + 2.5 * room:.1f} {charts.TOP}V" in drawn
    assert "&lt;b&gt;" in drawn
    assert 'class="turned end"' in drawn, "near the right edge the words stand on the left"


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1)), min_size=1, max_size=90).map(
            lambda days: [(n, round(n * part)) for n, part in days]
        ),
        max_size=4,
    )
)
def test_the_first_look_sees_whatever_moved_between_the_days_around_a_day(series: list[list[tuple[int, int]]]) -> None:
    numbers = np.array([number for number, days in enumerate(series) for _ in days], dtype=np.int32)
    n, x = (np.array([day[at] for days in series for day in days], dtype=np.int64) for at in (0, 1))
    found = eras.moved(eras._windows(numbers), n, x)
    assert found.tolist() == [_moves(days, at) for days in series for at in range(len(days))]


def _moves(days: list[tuple[int, int]], at: int) -> bool:
    for reach in eras.REACHES:
        sides = [days[max(at - reach, 0) : at], days[at : at + reach]]
        counts = [(sum(n for n, _ in side), sum(x for _, x in side)) for side in sides]
        if all(n >= eras.FEWEST for n, _ in counts):
            (n_before, x_before), (n_after, x_after) = counts
            if abs(x_after / n_after - x_before / n_before) >= eras.MOVED:
                return True
    return False
