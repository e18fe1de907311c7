"""Findings, rules, replies and doors as pages: what is asked stands first, what is not held is never called closed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import ASKED, CITATION, LAW, LEFT_OPEN, UNTOLD, FakeStore, fake_store, row

from plainview import facts, law, redact, site
from plainview.pages import _doors, _law, door, doors, finding, findings, rules
from plainview.pages._rows import Rows

WEST, EAST, FED, TASK, JAIL = "ca-west-pd", "ca-east-pd", "us-border-watch", "ca-task-so", "ca-jail-so"


@pytest.fixture(scope="module")
def store() -> FakeStore:
    return fake_store(n_entries=300)


@pytest.fixture(scope="module")
def out(store: FakeStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(store, tmp_path_factory.mktemp("case") / "site").parent


def html(out: Path, name: str) -> str:
    return (out / name).read_text(encoding="utf-8")


def test_what_is_asked_stands_before_what_cannot_be_told_and_that_is_folded(out: Path) -> None:
    page = html(out, "findings.html")
    assert page.index(f"findings/{ASKED}.html") < page.index('id="untold"') < page.index(f"findings/{UNTOLD}.html")
    folded = page[page.index("<details><summary>All 2 rules", page.index('id="untold"')) :]
    assert f"findings/{UNTOLD}.html" in folded
    assert f"findings/{LEFT_OPEN}.html" in folded
    assert "The report of the most recent audit of searches" in folded  # documents.toml: how to ask for it
    assert "the document itself, or the agency’s answer" in folded


def test_no_list_of_agencies_stands_without_coverage_and_denominator(store: FakeStore) -> None:
    page = findings.build(store)
    listed = [one for group in page["groups"] for one in group["findings"]]
    assert listed
    assert all(one["coverage"] and one["total"] for one in listed)
    assert all(one["coverage"] for one in page["agencies"])
    names = [one["agency"]["name"] for one in page["agencies"]]
    assert names == sorted(names)


def test_a_finding_has_a_page_with_its_law_its_trace_and_where_each_row_is_printed(store: FakeStore, out: Path) -> None:
    page = finding.build(store, ASKED)
    [group] = page["trace"]
    assert {(one["fact"], one["value"]) for one in group["facts"]} == {
        ("an immigration purpose is stated", "certainly"),
        ("the agency that searched is federal", "no"),
    }
    assert group["missing"] == ["the agency that searched had a 287(g) task-force agreement that day"]
    assert len(group["rows"]) == page["n_kept"] > 0
    assert all(one["place"]["url"].startswith("release/") and one["place"]["explain"] for one in group["rows"])
    text = html(out, f"findings/{ASKED}.html")
    for words in (
        CITATION,
        LAW,
        "from 2018-01-01",
        "A secondary source was read",
        "A judge allowed it.",
        "What else it could be",
    ):
        assert words in text, words
    assert f'<code class="id">{ASKED}</code>' in text
    assert json.loads(html(out, f"findings/{ASKED}.json"))["certain"] == page["certain"]


def test_a_laws_address_leads_out_only_where_it_is_a_web_address(out: Path) -> None:
    text = html(out, f"findings/{ASKED}.html")
    assert f'href="{LAW}"' in text
    assert "javascript:" not in text
    assert _law.link("https://a.example/7ABC123") == ""
    assert _law.link('https://a.example/" onclick="x') == ""


def test_what_the_case_knows_of_a_document_is_printed_in_no_file(store: FakeStore) -> None:
    page = finding.build(store, UNTOLD)
    assert all(one["place"] is None for group in page["trace"] for one in group["rows"])
    assert [one["title"] for one in page["documents"]] == ["Report of an audit of plate-reader searches"]


def test_an_answer_is_told_escaped_and_without_plates_and_corrections_have_their_day(out: Path) -> None:
    text = html(out, f"findings/{ASKED}.html")
    assert "&lt;script&gt;alert(2)&lt;/script&gt; We disagree: see plate ▒, call ▒." in text
    assert re.search(r"Corrected on .*2026-06-01", text)
    assert "answered on 2026-05-20; corrected on 2026-06-01" in html(out, "findings.html")
    assert "It was not put to the agency" in html(out, f"findings/{UNTOLD}.html")


def test_an_idle_reply_is_on_no_page(out: Path) -> None:
    assert not any("00000000000000ff" in path.read_text(encoding="utf-8") for path in out.rglob("*.*ml"))
    store = fake_store(n_entries=200)
    store.con.execute("update replies set state = 'idle'")
    assert finding.build(store, ASKED)["replies"] == []


def test_what_points_at_an_account_is_on_no_page_and_in_no_count(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    before = findings.build(store)["counted"]
    store.con.execute(
        "insert into findings select * replace ('00000000000000aa' as finding_id, 'account' as scope) from findings limit 1"
    )
    out = site.publish(store, tmp_path / "site").parent
    assert not any("00000000000000aa" in str(path) for path in out.rglob("*"))
    assert not any(b"00000000000000aa" in path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert json.loads(html(out, "findings.json"))["counted"] == before


def test_rules_of_states_that_are_met_stand_with_their_counts_and_those_that_are_off_as_such(store: FakeStore) -> None:
    page = rules.build(store)
    [place] = page["places"]
    told = {one["title"]: one for one in place["rules"]}
    assert told["Searches with an immigration purpose"]["n_question"] == 1
    assert told["Searches with an immigration purpose"]["n_judged"] == 4
    assert [one["title"] for one in place["idle"]] == ["The Highway Patrol keeps nothing"]
    assert [one["title"] for one in page["off"]] == ["Nobody read this one"]
    assert "A rule of a state that is not met" not in json.dumps(page)


def test_every_fact_and_every_sign_of_every_shipped_rule_has_words() -> None:
    for subject in facts.subjects():
        for name in facts.of(subject):
            assert name in _law.words()["facts"], name
    for rule in law.load():
        for test in (rule.applies, rule.when, rule.certain_when):
            told = _law.test_words(test.sql(dialect="duckdb"), rule.subject)
            assert not re.search(r"\b[a-z]+_[a-z0-9_]+|[<>=]", told), (rule.id, told)
            assert redact.printed(told) == told, (rule.id, told)


def test_the_citations_and_addresses_of_shipped_rules_are_not_masked_and_a_plate_beside_them_is() -> None:
    for rule in law.load():
        for text in (rule.citation, rule.url, rule.official_url, rule.remedy, rule.settles, rule.title):
            assert redact.printed(text) == text, (rule.id, text)
    assert (
        redact.printed("the car KRS 189, by KRS 189.632 (audit every 90 days)")
        == "the car ▒, by KRS 189.632 (audit every 90 days)"
    )
    assert redact.check_page("<p>ABC 1234, KRS 189.632 (audit every 90 days)</p>") != []


# Doors: a tiny case of one custodian with a list of two days, an audit, messages, and 287(g) lists of that time.


def case(**changes: list[dict[str, Any]]) -> FakeStore:
    found = fake_store(n_custodians=2, n_partners=0, n_entries=40)
    for (table,) in found.con.execute("select table_name from duckdb_tables() where not temporary").fetchall():
        found.con.execute(f"delete from {table}")
    add(found, "agencies", *(agency(id, "federal" if id == FED else "local") for id in (WEST, EAST, FED, TASK, JAIL)))
    add(found, "releases", {"release_id": "a" * 16, "kind": "network_audit", "custodian_id": WEST, "name": "audit.csv"})
    for table, rows in changes.items():
        add(found, table, *rows)
    return found


def add(store: FakeStore, table: str, *rows: dict[str, Any]) -> None:
    for one in rows:
        made = {"sha256": one["release_id"] * 4, "made_by": "layout:flock_network@3f9c1a"} if table == "releases" else {}
        filled = row(table, **made | one)
        store.con.execute(f"insert into {table} values ({', '.join('?' * len(filled))})", list(filled.values()))


def agency(id: str, level: str, confidence: float = 1.0) -> dict[str, Any]:
    return {"agency_id": id, "canonical": id, "state": "CA", "kind": "police", "level": level, "confidence": confidence}


def searched(who: str, day: str, line: int, reason: int = 0, release: str = "a" * 16, log: str = "network") -> dict[str, Any]:
    found = {
        "release_id": release,
        "row_no": line,
        "locator": f"line {line}",
        "custodian_id": WEST,
        "log": log,
        "searcher_id": who,
    }
    return {**found, "searched_at": f"{day} 10:00:00", "reason_id": reason, "reason_raw": "x", "reason_state": "value"}


def listed(day: str, *partners: str, by: str = WEST, release: str = "") -> list[dict[str, Any]]:
    known = {"release_id": release or day.replace("-", "") + "0" * 8, "from_id": by, "seen_on": day, "direction": "outbound"}
    return [{**known, "row_no": n, "locator": f"line {n}", "to_id": one, "to_raw": one} for n, one in enumerate(partners, 1)]


def pages_of(*days: str) -> list[dict[str, Any]]:
    return [
        {
            "release_id": day.replace("-", "") + "0" * 8,
            "kind": "portal_page",
            "custodian_id": WEST,
            "seen_on": day,
            "name": f"{day}.html",
        }
        for day in days
    ]


def way(store: FakeStore, id: str) -> dict[str, Any]:
    return next(one for one_door in door.build(store, WEST)["doors"] for one in one_door["ways"] if one["id"] == id)


def figures(store: FakeStore, id: str) -> list[int]:
    found = way(store, id)
    return [found[name] for name in ("certain", "possible", "unreadable", "total")]


def test_the_front_door_counts_each_federal_partner_once_and_an_unsure_name_as_possible() -> None:
    store = case(
        agencies=[agency("us-unsure", "federal", 0.5), agency("xx-what", "unknown")],
        releases=pages_of("2026-02-01", "2026-03-01"),
        share_rows=[*listed("2026-02-01", FED, EAST, "us-unsure"), *listed("2026-03-01", FED, EAST, "xx-what")],
    )
    assert figures(store, "front_federal-partner") == [1, 2, 1, 4]
    assert {one["agency"]["name"] for one in way(store, "front_federal-partner")["rows"]} == {FED, "us-unsure"}


@pytest.mark.parametrize(
    ("lists", "day", "wanted"),
    [
        ([("2026-02-01", EAST)], "2026-02-01", (1, 1, 0)),  # the list of that very day does not name it
        ([("2026-02-01", EAST), ("2026-03-01", EAST)], "2026-02-10", (1, 1, 0)),  # neither before nor after
        ([("2026-02-01", EAST), ("2026-03-01", FED)], "2026-02-10", (0, 1, 0)),  # listed in between, or not
        ([("2026-01-01", EAST), ("2026-06-01", EAST)], "2026-03-15", (0, 1, 0)),  # both are too far off
        ([("2026-01-01", EAST), ("2026-04-01", EAST)], "2026-03-15", (0, 1, 0)),  # the one before is
        ([("2026-03-01", EAST), ("2026-06-01", EAST)], "2026-03-15", (0, 1, 0)),  # the one after is
        ([("2026-02-01", "xx-border-watch")], "2026-02-01", (0, 0, 0)),  # a list need not print the state
        ([("2026-02-01", EAST)], "2026-02-10", (0, 1, 0)),  # one list alone gives nothing certain
        ([("2026-02-01", FED)], "2026-02-10", (0, 0, 0)),  # listed: that is the front door
        ([], "2026-02-10", (0, 0, 1)),  # no list is held: it cannot be told
    ],
)
def test_the_back_door_is_certain_only_where_the_lists_leave_no_doubt(
    lists: list[tuple[str, str]], day: str, wanted: tuple[int, int, int]
) -> None:
    named = [one for seen_on, partner in lists for one in listed(seen_on, partner)]
    store = case(
        entries=[searched(FED, day, 1), searched(EAST, day, 2)], share_rows=named, releases=pages_of(*(on for on, _ in lists))
    )
    assert figures(store, "back_federal-search") == [*wanted, 2]


def test_a_search_that_stands_twice_in_one_custodians_logs_is_counted_once() -> None:
    store = case(
        releases=[
            {"release_id": "b" * 16, "kind": "network_audit", "custodian_id": WEST, "name": "again.csv"},
            *pages_of("2026-02-10"),
        ],
        entries=[searched(FED, "2026-02-10", 1), searched(FED, "2026-02-10", 7, release="b" * 16)],
        links=[
            {"release_id": one, "row_no": no, "search_release_id": "a" * 16, "search_row_no": 1, "n_entries": 2}
            for one, no in (("a" * 16, 1), ("b" * 16, 7))
        ],
        searches=[{"search_release_id": "a" * 16, "search_row_no": 1, "n_entries": 2, "n_custodians": 1, "searcher_id": FED}],
        share_rows=listed("2026-02-10", EAST),
    )
    assert figures(store, "back_federal-search") == [1, 1, 0, 1]
    assert len(way(store, "back_federal-search")["rows"]) == 1


def test_the_side_door_takes_both_marks_for_certain_and_leaves_federal_searchers_out() -> None:
    reasons = [
        {"reason_id": 1, "marks": "federal_agency for_other_agency"},
        {"reason_id": 2, "marks": "federal_agency"},
        {"reason_id": 3, "marks": ""},
        {"reason_id": 5, "marks": "for_other_agency"},
        {"reason_id": 4, "marks": "vague"},
    ]
    entries = [searched(EAST, "2026-02-10", n, reason=n) for n in (1, 2, 3, 4, 5)] + [searched(FED, "2026-02-10", 6, reason=1)]
    store = case(reasons=reasons, purposes=[{"reason_id": 3, "purpose": "theft", "certainty": "certain"}], entries=entries)
    assert figures(store, "side_reason-search") == [1, 2, 1, 5]
    assert way(store, "side_reason-search")["beside"] == 1  # for another agency that is not named as federal


def test_a_task_force_agreement_on_that_day_counts_and_a_jail_agreement_is_shown_as_not_counted() -> None:
    held = {"programme": "287(g)", "from_on": "2026-01-01", "from_basis": "listed", "to_on": "2026-06-01"}
    held |= {"lists_from": "2026-01-01", "lists_to": "2026-06-01"}
    store = case(
        memberships=[
            {**held, "agency_id": TASK, "model": "Task Force Model"},
            {**held, "agency_id": JAIL, "model": "Jail Enforcement Model"},
        ],
        entries=[searched(who, "2026-02-10", n) for n, who in enumerate((TASK, JAIL, EAST), 1)]
        + [searched(TASK, "2026-07-10", 4)],
    )
    found = way(store, "side_delegated-search")
    assert [found[name] for name in ("certain", "possible", "unreadable", "beside")] == [
        1,
        1,
        1,
        1,
    ]  # July: after the newest list
    assert "opens no door" in found["beside_words"]
    assert [one["agency"]["name"] for one in found["rows"]] == [TASK]


def test_without_a_list_of_agreements_nothing_is_known_of_them() -> None:
    found = way(case(entries=[searched(EAST, "2026-02-10", 1)]), "side_delegated-search")
    assert [found["certain"], found["unreadable"], found["total"]] == [0, 1, 1]
    assert found["needs_lists"]
    assert found["state_id"] == "cannot"


def test_a_door_about_which_nothing_is_held_is_not_held_and_never_closed(tmp_path: Path) -> None:
    store = case(entries=[searched(EAST, "2026-02-10", 1)])
    states = {one["id"]: one["state_id"] for one in door.build(store, WEST)["doors"]}
    assert states["front"] == "not_held"
    assert states["informal"] == "not_held"
    out = site.publish(store, tmp_path / "site").parent
    for name in ("doors.html", "doors/ca-west-pd.html"):
        assert "not held" in html(out, name)
        assert not re.search(r"\bis closed\b|>closed<", html(out, name))


def test_the_silence_of_others_lists_is_not_the_custodians_list() -> None:
    store = case(share_rows=listed("2026-02-01", EAST, release="c" * 16))
    assert way(store, "front_federal-partner")["state_id"] == "not_held"
    store = case(share_rows=listed("2026-02-01", FED, release="c" * 16))
    found = way(store, "front_federal-partner")
    assert [found["state_id"], found["by_others"], found["certain"]] == ["open", True, 1]


def test_the_informal_door_is_a_federal_body_that_asks() -> None:
    message = {
        "release_id": "a" * 16,
        "row_no": 1,
        "locator": "text line 1",
        "custodian_id": WEST,
        "sent_at": "2026-02-10 09:00:00",
        "role": "asked",
    }
    kinds = [{"asker_kind": "federal"}, {"asker_kind": "local", "for_body": "ICE"}, {"asker_kind": ""}, {"asker_kind": "local"}]
    store = case(
        releases=[{"release_id": "d" * 16, "kind": "mail_message", "custodian_id": WEST, "name": "m.eml"}],
        messages=[{**message, **one, "row_no": n, "paraphrase": "A person asks a person"} for n, one in enumerate(kinds, 1)],
    )
    assert figures(store, "informal_mail-message") == [1, 2, 1, 4]


def test_doors_list_agencies_by_name_each_with_its_denominator() -> None:
    store = case(entries=[searched(EAST, "2026-02-10", 1)])
    page = doors.build(store)
    assert [one["agency"]["name"] for one in page["lines"]] == [WEST]
    told = [one["says"] for line in page["lines"] for one_door in line["doors"] for one in one_door["ways"]]
    assert all(re.search(r" (of|in) [0-9,]+|cannot be told", one) for one in told)
    assert {count["state"]: count["n"] for count in page["heads"][0]["counts"]}["not held"] == 1


def test_each_way_has_its_words() -> None:
    for name, told in _doors.words()["ways"].items():
        assert {"door", "title", "short", "unit", "needs", "count", "innocent", "not_held"} <= told.keys(), name
    assert {told["door"] for told in _doors.words()["ways"].values()} == {one["id"] for one in _doors.words()["door"]}
    assert Rows(case()).rows("page/door_counts") == []
