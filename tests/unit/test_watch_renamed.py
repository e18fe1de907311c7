"""An agency that is called otherwise, because somebody decided about its name: what was told of it is not told again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from test_watch_questions import FAR, US, A, B, made, run
from watch_tables import Tables, watch

from plainview.case import Case
from plainview.watch import state as states

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
WATCHES = {
    "purpose": 'question = "purpose_on_cameras"\npurposes = ["immigration"]\nlogs = ["network", "portal"]',
    "searcher": 'question = "new_searcher_out_of_state"',
    "partner": 'question = "federal_partner_listed"',
    "count": 'question = "count_out_of_range"',
    "text": 'question = "policy_text_changed"',
    "audit": 'question = "audit_overdue"\ndays = 400',
    "stopped": 'question = "log_stopped"',
    "sharing": 'question = "sharing_changed"',
}


def world(tables: Tables) -> None:
    """Something for each question, about A."""
    tables.entries(FAR, A, times=3, purposes={"immigration": "certain"}, on=date(2026, 3, 2))
    tables.entries(A, A, log="portal", purposes={"immigration": "certain"}, on=date(2026, 3, 2))
    page = tables.listed(A, [B, FAR], date(2026, 3, 1))
    tables.listed(A, [B, US], date(2026, 3, 8))
    tables.share(A, US, date(2026, 3, 8), date(2026, 4, 1), page, after_on=date(2026, 3, 1))
    tables.page(A, date(2026, 3, 3), acceptable_use="one")
    tables.page(A, date(2026, 3, 15), acceptable_use="two")
    tables.weeks(A, [20] * 9 + [60, 0, 0, 5], monday=date(2025, 10, 6))
    held = {"agency_id": A, "agency_raw": "Alder Falls PD", "document": "audit_report", "answer": "held"}
    tables.rows["documents"].append(held | {"covers_to": date(2025, 3, 1)})
    for id in (A, B, FAR, US):
        tables.rows["agency_names"].append({"name_raw": f"as printed: {id}", "agency_id": id, "confidence": 0.97})


def renamed(tables: Tables, names: Mapping[str, str]) -> None:
    """The same records after decisions about names: other ids, nothing else. An agency that becomes another one is that one."""
    lists = [*tables.rows.values(), tables.shares, tables.held]
    for row in (row for rows in lists for row in rows):
        for column in [name for name in row if name.endswith("_id")]:
            row[column] = names.get(row[column], row[column])
    agencies = {row["agency_id"]: row for row in tables.rows["agencies"]}
    tables.rows["agencies"] = list(agencies.values())


def asked(case: Case) -> dict[str, dict[str, Any]]:
    return run(case, today=date(2026, 5, 4))


def told(tables: Tables, root: Path) -> Case:
    """A case in which every watch has told all that there is."""
    case = tables.case(root)
    for id, text in WATCHES.items():
        watch(case, id, f'{text}\nfirst = "all"')
    first = asked(case)
    assert {id for id, one in first.items() if one["n_new"] == 0} == set(), "each question finds something"
    return case


def test_what_was_told_is_not_told_again_under_another_name(tmp_path: Path) -> None:
    tables = made()
    world(tables)
    told(tables, tmp_path / "case")
    renamed(tables, {A: "ca-alder-falls-city-police", FAR: "tx-birch-hollow-city-police", US: "us-cinder-office"})
    after = asked(tables.case(tmp_path / "case"))
    assert {id: one["n_new"] for id, one in after.items()} == dict.fromkeys(WATCHES, 0)
    assert all(one["n_found"] for one in after.values())
    again = asked(tables.case(tmp_path / "case"))
    assert {id: one["n_new"] for id, one in again.items()} == dict.fromkeys(WATCHES, 0)
    renamed(tables, {"ca-alder-falls-city-police": "ca-alder-falls-public-safety"})
    third = asked(tables.case(tmp_path / "case"))
    assert {id: one["n_new"] for id, one in third.items()} == dict.fromkeys(WATCHES, 0), "and a second time"


def test_what_is_new_is_told_in_the_run_that_meets_the_new_name(tmp_path: Path) -> None:
    tables = made()
    world(tables)
    told(tables, tmp_path / "case")
    renamed(tables, {A: "ca-alder-falls-city-police"})
    new = "ca-alder-falls-city-police"
    tables.entries(FAR, new, purposes={"immigration": "certain"}, on=date(2026, 4, 20))
    tables.agency("wa-mossgate-police")
    tables.entries("wa-mossgate-police", new, on=date(2026, 4, 20))
    tables.page(new, date(2026, 4, 23), acceptable_use="three")
    tables.listed(new, [B], date(2026, 4, 22))
    after = asked(tables.case(tmp_path / "case"))
    assert {id: one["n_new"] for id, one in after.items() if one["n_new"]} == {
        "purpose": 1, "searcher": 1, "text": 1, "sharing": 1, "stopped": 1  # the portal's list ends long before the new capture
    }  # fmt: skip


def test_two_agencies_that_become_one_tell_their_searches_once(tmp_path: Path) -> None:
    tables = made()
    tables.entries(FAR, A, times=2, purposes={"immigration": "certain"}, on=date(2026, 3, 2))
    tables.entries(FAR, B, times=2, purposes={"immigration": "certain"}, on=date(2026, 3, 3))
    case = tables.case(tmp_path / "case")
    watch(case, "purpose", WATCHES["purpose"])
    watch(case, "searcher", WATCHES["searcher"])
    assert {id: one["n_new"] for id, one in run(case).items()} == {"purpose": 4, "searcher": 2}
    renamed(tables, {B: A})
    after = run(tables.case(tmp_path / "case"))
    assert {id: (one["n_found"], one["n_new"]) for id, one in after.items()} == {"purpose": (4, 0), "searcher": (1, 0)}


def test_a_name_that_moves_to_another_agency_takes_no_later_news_with_it(tmp_path: Path) -> None:
    """Told of B long ago, split off B since: what the new agency does later is news, though B did the same once."""
    tables = made()
    own = tables.entries(FAR, B, on=date(2026, 3, 2))
    part = tables.release("network_audit", B, date(2026, 3, 2))
    case = tables.case(tmp_path / "case")
    watch(case, "searcher", WATCHES["searcher"])
    assert run(case)["searcher"]["n_new"] == 1
    tables.agency("ca-quill-police")
    next(row for row in tables.rows["releases"] if row["release_id"] == part)["custodian_id"] = "ca-quill-police"
    assert run(tables.case(tmp_path / "case"))["searcher"]["n_new"] == 0
    tables.entries(FAR, "ca-quill-police", release=part, on=date(2026, 4, 2))
    assert run(tables.case(tmp_path / "case"))["searcher"]["n_new"] == 1
    assert own != part


def test_a_state_of_an_older_version_tells_nothing_twice(tmp_path: Path) -> None:
    tables = made()
    world(tables)
    case = told(tables, tmp_path / "case")
    with states.opened(case.root) as state:
        state.db.execute("drop table namings")
    assert {one["n_new"] for one in asked(case).values()} == {0}
    renamed(tables, {A: "ca-alder-falls-city-police"})
    assert {one["n_new"] for one in asked(tables.case(tmp_path / "case")).values()} == {0}


names = st.sampled_from("abcdef")


@settings(max_examples=40, deadline=None)
@given(
    met=st.sets(names), found=st.lists(names, unique=True), before=st.lists(st.lists(names, max_size=3), min_size=6, max_size=6)
)
def test_fresh_is_what_was_met_by_no_name(
    met: set[str], found: list[str], before: list[list[str]], tmp_path_factory: Any
) -> None:
    before = before[: len(found)]
    with states.opened(tmp_path_factory.mktemp("state")) as state:
        state.renamed("w", [])
        state.fresh("w", sorted(met))
        state.raise_alert("w", "f", NOW, None, [], (), lambda _: [])
        fresh = state.fresh("w", found, before)
        assert fresh == [at for at, one in enumerate(found) if not {one, *before[at]} & met]
        state.raise_alert("w", "f", NOW + timedelta(days=1), None, [], (), lambda _: [])
        assert state.fresh("w", found) == [], "what was met by another name is met by its own from then on"
