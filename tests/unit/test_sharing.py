"""Who could search whom on a day: each word of certainty, what is no evidence, records that do not agree, no wrong answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_shares import Records, on
from typer.testing import CliRunner

from plainview.errors import UserError
from plainview.sharing import asking, changes, reaching, telling
from plainview.store import Store

FALLS, WREN, HOLLOW, COUNTY = "or-alder-falls-police", "or-port-wren-police", "wa-birch-hollow-police", "or-cinder-county-sheriff"
Open = Callable[[Records], Store]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    stores: list[Store] = []

    def make(records: Records) -> Store:
        stores.append(records.store(tmp_path / str(len(stores))))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


def said(store: Store, day: date, owner: str = FALLS, searcher: str = WREN) -> str:
    """The certainty of one pair on one day, with "!" where sources disagree."""
    [row] = asking.answers(store, [(owner, searcher)], day)
    return row["certainty"] + ("!" if row["disagree"] else "")


def spans(store: Store, basis: str) -> list[tuple[Any, ...]]:
    return [
        (row["after_on"], row["from_on"], row["to_on"], row["before_on"])
        for row in store.text_rows("select * from shares where basis = $basis order by from_id, to_id, span_no", {"basis": basis})
    ]


def test_lists_show_the_day_and_what_lies_between_and_nothing_more(opened: Open) -> None:
    records = Records(WREN)
    records.listed(FALLS, on(0), HOLLOW)
    records.listed(FALLS, on(7), WREN, HOLLOW)
    records.listed(FALLS, on(14), WREN, HOLLOW)
    records.listed(FALLS, on(21), HOLLOW)
    records.listed(FALLS, on(28), HOLLOW)
    store = opened(records)
    assert [said(store, on(day)) for day in (-1, 0, 3, 7, 10, 14, 17, 21, 25, 28, 29)] == [
        "unknown", "denied", "unknown", "shown", "between", "shown", "unknown", "denied", "denied", "denied", "unknown",
    ]  # fmt: skip
    assert [said(store, on(day), searcher=HOLLOW) for day in (-1, 0, 3, 28, 99)] == [
        "unknown",
        "shown",
        "between",
        "shown",
        "last",
    ]
    assert (on(0), on(7), on(14), on(21)) in spans(store, "listed")
    [row] = asking.answers(store, [(FALLS, WREN)], on(10))
    assert [(one["moment"], one["on"], one["basis"]) for one in row["shown"]] == [
        ("before", on(7), "listed"),
        ("after", on(14), "listed"),
    ]
    assert all(one["file"].startswith("portal_page") and one["row_no"] for one in row["shown"])


def test_a_list_that_was_not_read_or_is_not_there_is_no_evidence(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN)
    records.unread(FALLS, on(7))
    records.release("portal_page", FALLS, on(10))  # the page has lost its list
    records.listed(FALLS, on(14), WREN)
    records.unread(FALLS, on(21), direction="", kind="list_cut")
    records.release("portal_page", COUNTY, on(0))  # this portal never had one
    store = opened(records)
    states = {
        (row["custodian_id"], row["seen_on"]): (row["state"], row["n_partners"])
        for row in store.text_rows("select * from share_lists where direction = 'outbound'")
    }
    assert states == {
        (FALLS, on(0)): ("read", 1), (FALLS, on(7)): ("not_read", None), (FALLS, on(10)): ("not_read", None),
        (FALLS, on(14)): ("read", 1), (FALLS, on(21)): ("not_read", None), (COUNTY, on(0)): ("none", None),
    }  # fmt: skip
    assert [said(store, on(day)) for day in (0, 7, 10, 14, 21, 30)] == ["shown", "between", "between", "shown", "last", "last"]
    assert spans(store, "listed") == [(None, on(0), on(14), None)]
    assert changes.changed(store, "", date.min, date.max)["changes"] == []


def test_a_list_that_says_none_denies(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN)
    records.listed(FALLS, on(7))
    assert said(opened(records), on(7)) == "denied"


def test_what_a_partners_own_list_and_another_kind_of_document_say_are_sources_of_their_own(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN)
    records.listed(FALLS, on(14), WREN)
    records.listed(FALLS, on(7), HOLLOW, kind="shared_networks", name="SharedNetworks_2026-01-08.xlsx")
    store = opened(records)
    assert said(store, on(7)) == "denied!"  # a document of that day denies it, lists before and after show it
    assert said(store, on(8)) == "unknown"  # the one that denies is nearer
    assert len(spans(store, "listed")) == 2
    inbound = Records()
    inbound.listed(WREN, on(3), FALLS, direction="inbound")
    inbound.listed(WREN, on(9), FALLS, direction="inbound")
    assert said(opened(inbound), on(5)) == "between"


def test_the_day_in_a_files_name_and_the_month(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, None, WREN, kind="shared_networks", name="SharedNetworks_2026_January.xlsx")
    records.listed(FALLS, None, WREN, kind="shared_networks", name="SharedNetworks_2026_March.xlsx")
    records.listed(FALLS, None, HOLLOW, kind="shared_networks", name="export.xlsx")
    store = opened(records)
    assert [said(store, day) for day in (date(2026, 1, 15), date(2026, 2, 10), date(2026, 3, 15), date(2026, 4, 1))] == [
        "unknown", "between", "last", "last",
    ]  # fmt: skip
    assert [said(store, date(2026, month, 10), searcher=HOLLOW) for month in (1, 2, 3)] == ["unknown", "denied", "unknown"]
    assert spans(store, "listed") == [(None, None, None, None)] * 2


def test_a_log_runs_from_creation_to_deletion_and_tells_nothing_outside_its_days(opened: Open) -> None:
    records = Records()
    records.log(FALLS, (on(10), "create", WREN), (on(20), "delete", WREN), (on(15), "delete", HOLLOW), edges=(on(5), on(30)))
    store = opened(records)
    expected = {
        3: "unknown",
        5: "denied",
        9: "denied",
        10: "shown",
        15: "shown",
        20: "shown",
        21: "denied",
        30: "denied",
        31: "unknown",
    }
    assert {day: said(store, on(day)) for day in expected} == expected
    assert [said(store, on(day), searcher=HOLLOW) for day in (4, 5, 15, 16)] == ["unknown", "shown", "shown", "denied"]
    assert spans(store, "event") == [(on(9), on(10), on(20), on(21)), (None, on(5), on(15), on(16))]
    [row] = asking.answers(store, [(FALLS, WREN)], on(15))
    assert row["basis"] == "event"
    assert [(one["moment"], one["on"]) for one in row["shown"]] == [("at", on(20))]


def test_a_share_still_open_at_the_end_of_its_log_is_the_last_word(opened: Open) -> None:
    records = Records()
    records.log(FALLS, (on(10), "create", WREN), edges=(on(5), on(30)))
    store = opened(records)
    assert [said(store, on(day)) for day in (30, 31)] == ["shown", "last"]
    assert spans(store, "event") == [(on(9), on(10), on(30), None)]


def test_a_change_on_the_first_or_last_day_of_a_log_does_not_reach_beyond_it(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN, COUNTY)
    records.log(FALLS, (on(10), "create", WREN), (on(20), "delete", WREN))
    store = opened(records)
    assert [said(store, on(day)) for day in (5, 10, 20, 25)] == ["unknown", "shown", "shown", "unknown"]


def test_two_logs_with_days_between_them_leave_those_days_open(opened: Open) -> None:
    records = Records()
    records.log(FALLS, (on(10), "create", WREN), edges=(on(0), on(20)))
    records.log(FALLS, (on(50), "delete", WREN), edges=(on(40), on(60)))
    store = opened(records)
    assert [said(store, on(day)) for day in (20, 30, 40, 50, 51)] == ["shown", "between", "shown", "shown", "denied"]
    again = Records()
    again.log(FALLS, (on(10), "delete", WREN), edges=(on(0), on(20)))
    again.log(FALLS, (on(50), "delete", WREN), edges=(on(40), on(60)))
    assert [said(opened(again), on(day)) for day in (0, 11, 20, 30, 40)] == ["shown", "denied", "denied", "unknown", "shown"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("create", "feedView")], "unknown"),  # live pictures open no search
        ([("create", "")], "shown"),  # a share that prints no permissions
        ([("update", "feedView -> feedView, Search")], "shown"),
        ([("update", "Search, VMS -> VMS")], "denied"),
        ([("delete", "feedView")], "unknown"),
    ],
)
def test_only_a_share_that_permits_searches_counts(lines: list[tuple[str, str]], expected: str, opened: Open) -> None:
    records = Records()
    records.log(FALLS, *((on(10), act, WREN, permissions) for act, permissions in lines), edges=(on(0), on(30)))
    assert said(opened(records), on(20)) == expected


def test_a_line_in_which_the_logs_own_agency_receives_is_a_share_of_the_other(opened: Open) -> None:
    records = Records(WREN)
    release = records.log(FALLS, (on(10), "create", WREN), edges=(on(0), on(30)))
    for row in records.rows["events"]:
        if row["release_id"] == release and row["entity_type"] == "networkShare":
            row["details_json"] = json.dumps({"Network Name": WREN, "Receiving Organization": FALLS, "Something New": "7"})
    store = opened(records)
    assert said(store, on(12), owner=WREN, searcher=FALLS) == "shown"
    assert said(store, on(12)) == "unknown"


def test_a_whole_log_that_tells_of_no_change_holds_what_a_list_says(opened: Open) -> None:
    records = Records(WREN, COUNTY)
    records.log(FALLS, (on(10), "create", HOLLOW), edges=(on(0), on(30)))
    records.listed(FALLS, on(20), WREN, HOLLOW)
    store = opened(records)
    assert [said(store, on(day)) for day in (-1, 0, 20, 30, 31)] == ["unknown", "shown", "shown", "shown", "last"]
    assert [said(store, on(day), searcher=COUNTY) for day in (-1, 0, 30, 31)] == ["unknown", "denied", "denied", "unknown"]
    [row] = asking.answers(store, [(FALLS, WREN)], on(3))
    assert (row["shown"][0]["on"], row["shown"][0]["basis"]) == (on(20), "listed")
    assert row["quiet_log"]["file"].startswith("event_log")
    cut = Records(WREN)
    cut.log(FALLS, (on(0), "create", HOLLOW), (on(30), "delete", HOLLOW))  # a log of one partner alone says nothing of others
    cut.listed(FALLS, on(20), WREN)
    assert said(opened(cut), on(10)) == "unknown"


def test_a_search_proves_access_that_day_and_its_absence_proves_nothing(opened: Open) -> None:
    records = Records()
    records.used(FALLS, WREN, on(10), on(10), on(20))
    records.used(FALLS, FALLS, on(11))
    records.used(FALLS, HOLLOW, on(10), log="organization")
    store = opened(records)
    assert [said(store, on(day)) for day in (9, 10, 15, 20, 25)] == ["unknown", "shown", "between", "shown", "last"]
    assert said(store, on(10), searcher=HOLLOW) == "unknown"
    [row] = store.text_rows("select * from shares")
    assert (row["basis"], row["from_on"], row["to_on"], row["n_days"]) == ("used", on(10), on(20), 2)
    assert (row["first_row_no"], row["last_row_no"]) == (1, 3)


def test_a_search_that_the_log_denies_is_shown_and_the_sources_disagree(opened: Open) -> None:
    records = Records()
    records.log(FALLS, (on(10), "delete", WREN), edges=(on(0), on(30)))
    records.used(FALLS, WREN, on(5), on(20))
    store = opened(records)
    assert said(store, on(20)) == "shown!"
    assert said(store, on(15)) == "denied!"
    [row] = changes.contradictions(store, "")["contradictions"]
    assert (row["kind"], row["shown_on"], row["denied_on"], row["denied_row_no"]) == ("used_after_deleted", on(20), on(10), 2)
    assert "sources disagree" in "\n".join(telling.told(asking.who(store, FALLS, on(20))))


def kinds(store: Store) -> list[tuple[str, date, date, int]]:
    return [
        (row["kind"], row["shown_on"], row["denied_on"], row["n_days"])
        for row in changes.contradictions(store, "")["contradictions"]
        if row["innocent"]
    ]


def test_listed_after_a_log_ended_it_until_it_is_made_anew(opened: Open) -> None:
    records = Records()
    records.log(FALLS, (on(10), "delete", WREN), (on(40), "create", WREN), edges=(on(0), on(50)))
    for day in (7, 14, 21, 45):
        records.listed(FALLS, on(day), WREN)
    assert kinds(opened(records)) == [("listed_after_deleted", on(14), on(10), 2)]


def test_used_but_not_listed_and_removed_but_still_used(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN)
    for day in (7, 14):
        records.listed(FALLS, on(day), COUNTY)
    records.used(FALLS, WREN, on(3), on(8), on(10))
    records.used(FALLS, HOLLOW, on(9))
    records.used(FALLS, "xx-cinder-county-sheriff", on(9))  # the list has it with its state
    records.used(FALLS, HOLLOW, on(60))  # no list of about that day is held
    assert kinds(opened(records)) == [("removed_still_used", on(8), on(7), 2), ("used_unlisted", on(9), on(7), 1)]


def test_one_side_lists_it_and_the_other_does_not(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(10), WREN, HOLLOW)
    records.listed(FALLS, on(17), WREN)
    records.listed(WREN, on(12), COUNTY, direction="inbound")
    records.listed(HOLLOW, on(60), COUNTY, direction="inbound")  # two months later: of another time
    store = opened(records)
    assert kinds(store) == [("one_sided", on(10), on(12), 2)]
    [pair] = changes.one_sided(store, "", on(11))["pairs"]
    assert (pair["from_id"], pair["to_id"], pair["listed_by"]) == (FALLS, WREN, "owner")
    assert changes.one_sided(store, "", on(40))["pairs"] == []
    assert changes.one_sided(store, HOLLOW, on(11))["pairs"] == []


def test_one_list_of_another_time_is_no_contradiction(opened: Open) -> None:
    records = Records()
    records.used(FALLS, WREN, on(5))
    records.listed(FALLS, on(12), COUNTY)  # the share may have ended between
    records.listed(COUNTY, on(12), FALLS, direction="inbound")
    records.listed(HOLLOW, on(2), FALLS, direction="inbound")  # or begun
    assert kinds(opened(records)) == []


def test_a_name_that_may_be_the_same_agency_denies_nothing(opened: Open) -> None:
    records = Records(WREN, HOLLOW)
    for day in (0, 7):
        records.listed(FALLS, on(day), "or-port-wren-unknown", "xx-birch-hollow-police")
    records.used(FALLS, WREN, on(3))
    records.log(FALLS, (on(5), "create", "us-made-up-bureau"), edges=(on(0), on(9)))
    store = opened(records)
    assert [said(store, on(day)) for day in (0, 2, 3, 7)] == ["unknown", "unknown", "shown", "last"]
    assert said(store, on(4), searcher=HOLLOW) == "unknown"
    assert said(store, on(4), searcher=COUNTY) == "denied"
    assert kinds(store) == []


def test_what_changed_between_two_days_by_name_and_by_log(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN, "xx-birch-hollow-police")
    records.listed(FALLS, on(7), HOLLOW, COUNTY)
    records.log(COUNTY, (on(3), "delete", WREN, "Search"), (on(30), "create", WREN), edges=(on(0), on(30)))
    store = opened(records)
    found = [
        (row["basis"], row["change"], row["partner_raw"], row["renamed"])
        for row in changes.changed(store, "", on(1), on(6))["changes"]
    ]
    assert sorted(found) == [
        ("event", "removed", WREN, False), ("listed", "added", COUNTY, False), ("listed", "added", HOLLOW, True),
        ("listed", "removed", WREN, False), ("listed", "removed", "xx-birch-hollow-police", True),
    ]  # fmt: skip
    assert len(changes.changed(store, WREN, on(1), on(6))["changes"]) == 2
    assert [row["basis"] for row in changes.changed(store, "", on(8), on(40))["changes"]] == ["event"]


def test_cuts_are_lists_that_shrank(opened: Open) -> None:
    records = Records()
    many = [f"or-town-{n}-police" for n in range(12)]
    records.listed(FALLS, on(0), *many)
    records.unread(FALLS, on(3))
    records.listed(FALLS, on(7), *many[:4], WREN)
    records.listed(WREN, on(0), *many[:5])
    records.listed(WREN, on(7), *many[5:10])  # others, but as many
    store = opened(records)
    [cut] = changes.cuts(store, 7)["cuts"]
    assert [cut[name] for name in ("custodian_id", "n_before", "n_after", "n_gone", "n_come")] == [FALLS, 12, 5, 8, 1]
    assert changes.cuts(store, 8)["cuts"] == []


def test_reach_is_direct_or_exposure_through_a_partner(opened: Open) -> None:
    records = Records()
    records.agency("us-made-up-bureau", "federal")
    records.rows["memberships"].append({"agency_id": WREN, "programme": "287(g)", "from_on": on(0)})
    for day in (0, 14):
        records.listed(FALLS, on(day), WREN, "us-made-up-bureau")
        records.listed(WREN, on(day), "us-made-up-bureau")
        records.listed(HOLLOW, on(day), WREN, COUNTY)
        records.listed(COUNTY, on(day), HOLLOW)  # nobody of them lets the bureau search
    found = reaching.reach(opened(records), "us-made-up-bureau", on(7))
    assert [row["from_id"] for row in found["direct"]] == [FALLS, WREN]
    assert [(row["owner_id"], [one["id"] for one in row["partners"]], row["certainty"]) for row in found["exposure"]] == [
        (HOLLOW, [WREN], "between")
    ]
    text = "\n".join(telling.told(found))
    assert "Exposure is not access" in text
    assert "federal" in text
    inside = reaching.reach(opened(records), WREN, on(7))
    assert inside["agency"]["on_287g_list"]
    assert [(row["from_id"], row["out_of_state"]) for row in inside["direct"]] == [(FALLS, False), (HOLLOW, True)]


def test_an_agency_is_named_by_id_name_or_words_of_one_name(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN, HOLLOW)
    store = opened(records)
    assert asking.agency(store, "alder falls") == FALLS
    assert asking.agency(store, HOLLOW) == HOLLOW
    with pytest.raises(UserError, match="several agencies"):
        asking.agency(store, "police")
    with pytest.raises(UserError, match="no agency with a share"):
        asking.agency(store, "Nowhere")
    assert [row["from_id"] for row in asking.whom(store, "port wren", on(0))["answers"]] == [FALLS]


def test_signs_that_steer_a_terminal_are_not_printed(opened: Open) -> None:
    records = Records()
    records.listed(FALLS, on(0), WREN)
    records.rows["agencies"][-1]["canonical"] = "Port\x1b[2J Wren\nPD"
    lines = telling.told(asking.who(opened(records), FALLS, on(0)))
    assert all(line.isprintable() for line in lines)


def test_the_command_line_answers_as_a_program_needs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from plainview import store as stores
    from plainview.case import open_case
    from plainview.cli import app

    open_case(tmp_path / "case", date(2026, 5, 1))
    records = Records()
    records.listed(FALLS, on(0), WREN)
    records.store(tmp_path / "made").close()
    monkeypatch.setattr(stores, "open_current", lambda _, temporary: Store(tmp_path / "made" / "tables", temporary, threads=1))
    day = ["--on", "2026-01-01"]
    questions = (["who", "alder falls", *day], ["whom", WREN, *day], ["changed"], ["cuts", "--least", "5"], ["one-sided", *day])
    for asked in (*questions, ["contradictions"], ["reach", WREN, *day]):
        for more in (["--json"], []):
            done = CliRunner().invoke(app, ["sharing", *asked, *more, "--case", str(tmp_path / "case")])
            assert done.exit_code == 0, done.output
            assert "Port Wren Police" in done.stdout or asked[0] in ("changed", "cuts", "one-sided", "contradictions")
            if more:
                assert json.loads(done.stdout)["question"] == asked[0]


# Days of the made-up truth of one pair: opened and closed, or never; the records tell of it truly.
LAST = 40
truths = st.lists(st.integers(0, LAST), max_size=4, unique=True).map(sorted)


def is_open(changes_on: list[int], starts_open: bool, day: int) -> set[bool]:
    """States of a share on a day: both on the day of a change."""
    before = sum(one < day for one in changes_on) % 2 == 1
    state = before != starts_open
    return {state, not state} if day in changes_on else {state}


@settings(max_examples=20)
@given(
    st.lists(st.tuples(truths, st.booleans()), min_size=2, max_size=3),
    st.lists(st.integers(0, LAST), max_size=5, unique=True),
    st.lists(st.integers(0, LAST), max_size=3, unique=True),
    st.lists(st.integers(0, LAST), max_size=3, unique=True),
    st.one_of(st.none(), st.tuples(st.integers(0, LAST), st.integers(0, LAST)).map(sorted)),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, LAST)), max_size=5),
)
def test_true_records_never_give_a_wrong_answer(
    truth: list[tuple[list[int], bool]],
    lists: list[int],
    unread: list[int],
    inbound: list[int],
    log: list[int] | None,
    uses: list[tuple[int, int]],
) -> None:
    searchers = [WREN, HOLLOW, COUNTY][: len(truth)]
    records = Records(FALLS, *searchers)
    changed = {day for days, _ in truth for day in days}
    steady = [day for day in lists if day not in changed]

    def now(number: int, day: int) -> bool:
        return is_open(*truth[number], day) == {True}

    for day in steady:
        records.listed(FALLS, on(day), *(one for number, one in enumerate(searchers) if now(number, day)))
    for day in unread:
        records.unread(FALLS, on(day))
    for day in inbound:
        if day not in truth[0][0]:
            records.listed(WREN, on(day), *([FALLS] if now(0, day) else []), direction="inbound")
    for number, day in uses:
        if number < len(truth) and now(number, day):
            records.used(FALLS, searchers[number], on(day))
    if log:
        lines = [
            (on(day), "create" if (place % 2 == 0) != was_open else "delete", searchers[number])
            for number, (days, was_open) in enumerate(truth)
            for place, day in enumerate(days)
            if log[0] <= day <= log[1]
        ]
        records.log(FALLS, *lines, edges=(on(log[0]), on(log[1])))
    with TemporaryDirectory() as folder:
        store = records.store(Path(folder) / "made")
        try:
            asking.prepare(store, ((FALLS, one, on(day)) for one in searchers for day in range(-1, LAST + 2)))
            answers = {
                (row["to_id"], row["day"]): (row["certainty"], row["disagree"])
                for row in store.text_rows("select * from asked_answers")
            }
            spanned = store.text_rows("select * from shares")
            tells = bool(store.text_rows("select * from share_logs"))
        finally:
            store.close()
    for number, one in enumerate(searchers):
        for day in range(LAST + 1):
            certainty, _ = answers[one, on(day)]
            states = is_open(*truth[number], day)
            gone_and_back = any(
                day_a < day < day_b for day_a in truth[number][0] for day_b in truth[number][0]
            )  # a share may end and begin anew between two records, which they cannot know
            if certainty == "shown":
                assert True in states, (one, day)
            if certainty == "denied" and not gone_and_back:
                assert False in states, (one, day)
            if certainty == "between" and not gone_and_back:
                assert True in states, (one, day)
            mentioned = log and any(log[0] <= change <= log[1] for change in truth[number][0])
            if log and tells and log[0] <= day <= log[1] and mentioned:
                assert certainty in ("shown", "denied"), (one, day, certainty)
                assert (certainty == "shown") in states
    for row in spanned:
        if row["from_on"]:
            assert row["from_on"] <= row["to_on"]
            assert row["after_on"] is None or row["after_on"] < row["from_on"]
            assert row["before_on"] is None or row["before_on"] > row["to_on"]
