# ruff: noqa: E501 - a sentence reads best on one line
"""Questions: each finds what it asks for and nothing else, once, and tells it without anything private."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from watch_tables import Tables, watch

from plainview import law, redact, store, wording
from plainview.case import Case
from plainview.watch import running
from plainview.watch import state as states
from plainview.watch.question import TYPES, Question, questions

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
A, B, FAR, US = "ca-alder-falls-police", "ca-port-wren-police", "tx-birch-hollow-police", "us-cinder-bureau"
COLUMNS = (
    "who what owner_id other_id topic before_on day was now release_id row_no locator earlier_release_id earlier_row_no".split()
)


def made() -> Tables:
    tables = Tables()
    for id in (A, B, FAR):
        tables.agency(id)
    tables.agency(US, level="federal", kind="federal")
    return tables


def run(case: Case, **more: Any) -> dict[str, dict[str, Any]]:
    done, errors = running.run(case, NOW, {}, **more)
    assert errors == []
    return {one["watch"]: one for one in done["watches"]}


def alerts(case: Case) -> list[dict[str, Any]]:
    with states.opened(case.root) as state:
        return [one["told"] for one in state.alerts()]


def news(tables: Tables, root: Path, text: str, later: Any) -> dict[str, Any]:
    """Run a watch over the tables, then add what `later` adds, run again twice: the one alert of what was added."""
    case = tables.case(root)
    watch(case, "w", text)
    run(case)
    before = len(alerts(case))
    later()
    case = tables.case(root)
    first, second = run(case)["w"], run(case)["w"]
    assert first["n_new"] > 0
    assert second["n_new"] == 0
    assert len(alerts(case)) == before + 1
    return (
        alerts(case)[0]
        if alerts(case)[0]["alert"] == first["alert"]
        else next(one for one in alerts(case) if one["alert"] == first["alert"])
    )


# ---- the files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", questions().values(), ids=lambda one: one.id)
def test_a_question_is_whole(one: Question) -> None:
    known = {rule.id for rule in law.load()}
    assert set(one.rules()) <= known
    assert set(one.tables) <= set(store.TABLES)
    assert set(one.group) <= {"owner", "topic", "day"}
    assert wording.blanks(one.sentence) <= {
        "n",
        "owner",
        "others",
        "span",
        "topic",
        "topics",
        "before",
        "day",
        "between",
        "was",
        "now",
    }
    assert one.innocent
    assert one.cannot_see
    text = store.sql(one.sql)
    asked = set(re.findall(r"\$([a-z_]+)", text)) - {"today"}
    assert asked == {parameter.name for parameter in one.parameters}
    for parameter in one.parameters:
        assert parameter.type in TYPES
        assert parameter.help
        if parameter.type == "number":
            assert parameter.least <= parameter.default <= parameter.most
        if parameter.type in ("choice", "choices"):
            assert parameter.of
            assert set([parameter.default] if parameter.type == "choice" else parameter.default) <= set(parameter.of)


def test_the_eight_questions_of_the_plan_are_there() -> None:
    assert set(questions()) == {
        "purpose_on_cameras", "new_searcher_out_of_state", "federal_partner_listed", "count_out_of_range", "policy_text_changed",
        "audit_overdue", "log_stopped", "sharing_changed",
    }  # fmt: skip


def test_no_question_compares_with_a_plate_an_account_a_case_number_or_a_person() -> None:
    """What strangers typed is at most hashed whole to tell one session from another; it is compared with nothing."""
    for one in questions().values():
        text = re.sub(r"--[^\n]*", "", store.sql(one.sql))
        assert not re.search(r"plate|account|case_raw|case_state|user_token|filters|prompt|offense", text)
        rest = text.replace("md5(coalesce(e.reason_raw, ''))", "").replace("lower(trim(e.searcher_raw))", "")
        assert "reason_raw" not in rest
        assert "searcher_raw" not in rest
        for name in re.findall(r"\$([a-z_]+)", text):
            assert name in {"agencies", "states", "purposes", "logs", "by", "certainty", "least", "weeks", "spreads", "fields", "documents",
                            "days", "today", "changes", "directions"}  # fmt: skip


@pytest.mark.parametrize("one", questions().values(), ids=lambda one: one.id)
def test_each_gives_the_same_columns(one: Question, tmp_path: Path) -> None:
    tables = made()
    tables.entries(A, A)
    case = tables.case(tmp_path / "case")
    opened = running.open_public(case)
    values = {parameter.name: parameter.filled() for parameter in one.parameters}
    values |= {"today": date(2026, 5, 4)} if one.id == "audit_overdue" else {}
    assert opened.arrow(one.sql, **values).column_names == COLUMNS
    opened.close()


# ---- what each finds ----------------------------------------------------------------------------------------------------


def test_a_purpose_on_my_cameras(tmp_path: Path) -> None:
    tables = made()
    tables.entries(B, A, purposes={"immigration": "certain"}, on=date(2026, 3, 2))
    tables.entries(FAR, A, purposes={"robbery": "certain"})

    def later() -> None:
        tables.entries(FAR, A, times=2, purposes={"immigration": "certain"}, on=date(2026, 4, 2), reason="ICE assist Quimby")
        tables.entries(FAR, A, purposes={"immigration": "ambiguous"}, on=date(2026, 4, 3))
        tables.entries(FAR, B, purposes={"immigration": "certain"}, on=date(2026, 4, 3))

    told = news(
        tables, tmp_path / "case", f'question = "purpose_on_cameras"\npurposes = ["immigration"]\nagencies = ["{A}"]', later
    )
    assert told["sentences"] == [
        "2 searches in the log of Alder Falls Police (CA) state the purpose immigration, on 2026-04-02; searched by Birch Hollow Police (TX)."
    ]
    assert {one["id"] for one in told["law"]} == {"ca/immigration_own", "us/delegated_immigration"}
    assert [row["day"] for row in told["rows"]] == ["2026-04-02"] * 2
    assert all(re.fullmatch(r"plainview explain [0-9a-f]{16}:\d+", row["explain"]) for row in told["rows"])
    assert "Quimby" not in json.dumps(told)


def test_the_same_search_in_another_release_is_no_news(tmp_path: Path) -> None:
    tables = made()
    tables.entries(FAR, A, purposes={"immigration": "certain"}, on=date(2026, 3, 2))
    case = tables.case(tmp_path / "case")
    watch(case, "w", 'question = "purpose_on_cameras"\npurposes = ["immigration"]')
    assert run(case)["w"]["n_new"] == 1
    again = dict(tables.rows["entries"][0]) | {
        "release_id": tables.release("network_audit", A, date(2026, 4, 1)),
        "vendor_id": None,
    }
    tables.rows["entries"].append(again)
    case = tables.case(tmp_path / "case")
    assert run(case)["w"]["n_new"] == 0
    tables.rows["entries"].append(again | {"row_no": 9, "searched_at": again["searched_at"] + timedelta(seconds=1)})
    assert run(tables.case(tmp_path / "case"))["w"]["n_new"] == 1


def test_a_portal_that_draws_its_ids_anew_is_no_news(tmp_path: Path) -> None:
    tables = made()
    text = 'question = "purpose_on_cameras"\npurposes = ["immigration"]\nlogs = ["portal"]\nfirst = "all"'
    tables.entries(A, A, log="portal", purposes={"immigration": "certain"}, on=date(2026, 3, 2), vendor_id="one")
    case = tables.case(tmp_path / "case")
    watch(case, "w", text)
    assert run(case)["w"]["n_new"] == 1
    again = tables.rows["entries"][0] | {"release_id": tables.release("portal_audit", A, date(2026, 3, 9)), "vendor_id": "two"}
    again["searched_at"] += timedelta(minutes=5)
    tables.rows["entries"].append(again)
    assert run(tables.case(tmp_path / "case"))["w"]["n_new"] == 0


def test_a_new_searcher_from_outside_the_state(tmp_path: Path) -> None:
    tables = made()
    tables.agency("wa-mossgate-police")
    tables.agency("tx-odd", kind="unknown", confidence=0.3)
    tables.entries(FAR, A, on=date(2026, 3, 2))

    def later() -> None:
        tables.entries(FAR, A, on=date(2026, 4, 2))
        tables.entries(B, A, on=date(2026, 4, 2))
        tables.entries(US, A, on=date(2026, 4, 2))
        tables.entries("tx-odd", A, on=date(2026, 4, 2))
        tables.entries("wa-mossgate-police", A, times=3, on=date(2026, 4, 2))

    told = news(tables, tmp_path / "case", 'question = "new_searcher_out_of_state"', later)
    assert told["sentences"] == [
        "1 agency of other states stands for the first time in the log of Alder Falls Police (CA), on 2026-04-02: Mossgate Police (WA)."
    ]


def test_a_federal_partner_listed(tmp_path: Path) -> None:
    tables = made()
    page = tables.listed(A, [B], date(2026, 3, 1))
    tables.share(A, B, date(2026, 3, 1), date(2026, 4, 1), page)
    told = news(
        tables, tmp_path / "case", 'question = "federal_partner_listed"',
        lambda: tables.share(A, US, date(2026, 4, 1), date(2026, 4, 1), page, after_on=date(2026, 3, 1)),
    )  # fmt: skip
    assert told["sentences"] == [
        "1 federal agency appears on a list of those that may search the cameras of Alder Falls Police (CA), on 2026-04-01: Cinder Bureau."
    ]
    assert [one["id"] for one in told["law"]] == ["ca/sharing_listed"]


def test_a_federal_partner_that_is_listed_again_after_it_was_gone_is_news_and_a_second_source_is_not(tmp_path: Path) -> None:
    tables = made()
    page = tables.listed(A, [US], date(2026, 1, 1))
    tables.share(A, US, date(2026, 1, 1), date(2026, 2, 1), page, before_on=date(2026, 2, 8))
    case = tables.case(tmp_path / "case")
    watch(case, "w", 'question = "federal_partner_listed"')
    assert run(case)["w"]["n_new"] == 1
    tables.share(A, US, date(2026, 1, 20), date(2026, 1, 30), page, basis="event")
    assert run(tables.case(tmp_path / "case"))["w"]["n_new"] == 0
    tables.share(A, US, date(2026, 4, 1), date(2026, 4, 8), page, after_on=date(2026, 3, 25), span_no=2)
    assert run(tables.case(tmp_path / "case"))["w"]["n_new"] == 1
    tables.share(A, US, date(2025, 12, 1), date(2025, 12, 20), page, span_no=3)  # an older list that came later
    assert run(tables.case(tmp_path / "case"))["w"]["n_new"] == 0


def test_a_count_above_its_usual_range(tmp_path: Path) -> None:
    tables = made()
    tables.weeks(A, [20] * 9)
    tables.weeks(B, [3] * 9 + [9])

    def later() -> None:
        tables.weeks(A, [60], monday=date(2026, 3, 9))

    told = news(tables, tmp_path / "case", 'question = "count_out_of_range"', later)
    assert told["sentences"] == [
        "The network log of Alder Falls Police (CA) holds 420 entries in the week from 2026-03-09; by the weeks before, at most 188 were to be expected."
    ]


def test_a_policy_text_changed(tmp_path: Path) -> None:
    tables = made()
    tables.page(A, date(2026, 3, 1), prohibited_uses="No immigration enforcement.", retention_days=30, cameras=12)
    tables.page(A, date(2026, 3, 8), prohibited_uses="No  immigration\nenforcement. ", retention_days=30, cameras=14)
    tables.page(B, date(2026, 3, 8), prohibited_uses="Nothing.")

    def later() -> None:
        tables.page(A, date(2026, 3, 15), prohibited_uses="No harassment.", retention_days=30, cameras=14)
        tables.page(B, date(2026, 3, 15), retention_days=30)

    told = news(tables, tmp_path / "case", 'question = "policy_text_changed"', later)
    assert told["sentences"] == [
        "1 text on the page of Alder Falls Police (CA) reads otherwise than before (prohibited uses); changed between 2026-03-08 and 2026-03-15."
    ]
    assert "harassment" not in json.dumps(told)
    assert told["rows"][0]["earlier"]["explain"].startswith("plainview explain ")


def test_a_text_that_goes_back_and_forth_is_news_each_time_and_a_capture_between_is_not(tmp_path: Path) -> None:
    tables = made()
    for day, text in ((1, "one"), (11, "two"), (21, "one")):
        tables.page(A, date(2026, 3, day), acceptable_use=text)
    case = tables.case(tmp_path / "case")
    watch(case, "w", 'question = "policy_text_changed"')
    assert run(case)["w"]["n_new"] == 2
    tables.page(A, date(2026, 3, 6), acceptable_use="one")
    assert run(tables.case(tmp_path / "case"))["w"]["n_new"] == 0
    tables.page(A, date(2026, 3, 28), acceptable_use="two")
    assert run(tables.case(tmp_path / "case"))["w"]["n_new"] == 1


def test_an_audit_overdue(tmp_path: Path) -> None:
    tables = made()
    tables.release("letter", A)
    held = {"agency_id": A, "document": "audit_report", "answer": "held"}
    tables.rows["documents"] += [
        {**held, "covers_to": date(2025, 3, 1)},
        {**held, "document": "annual_report", "covers_to": date(2020, 3, 1)},
        {**held, "agency_id": B, "answer": "none", "dated_on": date(2020, 3, 1)},
    ]
    case = tables.case(tmp_path / "case")
    watch(case, "w", 'question = "audit_overdue"\ndays = 400')
    assert run(case, today=date(2026, 4, 5))["w"]["n_new"] == 0
    done = run(case, today=date(2026, 4, 6))["w"]
    assert done["sentences"] == [
        "The newest document of the kind audit report that the case holds of Alder Falls Police (CA) is of 2025-03-01: 401 days old."
    ]
    assert run(case, today=date(2026, 9, 9))["w"]["n_new"] == 0  # still the same one


def test_a_log_that_stopped(tmp_path: Path) -> None:
    tables = made()
    tables.weeks(A, [5] * 6)

    def later() -> None:
        tables.weeks(A, [0, 0, 0, 5], monday=date(2026, 2, 16))
        tables.weeks(B, [5, 0, 5])

    told = news(tables, tmp_path / "case", 'question = "log_stopped"', later)
    assert told["sentences"] == [
        "The network log of Alder Falls Police (CA) has no entry for 21 days after 2026-02-15, where entries were to be expected."
    ]


def test_a_portal_that_lists_no_more_searches(tmp_path: Path) -> None:
    tables = made()
    tables.entries(A, A, log="portal", on=date(2026, 3, 1))
    tables.page(A, date(2026, 3, 14), cameras=3)

    told = news(tables, tmp_path / "case", 'question = "log_stopped"', lambda: tables.page(A, date(2026, 3, 21), cameras=3))
    assert told["sentences"] == [
        "The portal log of Alder Falls Police (CA) has no entry for 20 days after 2026-03-01, where entries were to be expected."
    ]


def test_a_sharing_list_that_changed(tmp_path: Path) -> None:
    tables = made()
    tables.listed(A, [B, FAR], date(2026, 3, 1))
    tables.listed(A, [B, FAR], date(2026, 3, 8))

    def later() -> None:
        tables.page(A, date(2026, 3, 12), cameras=3)  # a capture without a list is compared with nothing
        tables.listed(A, [B, US], date(2026, 3, 15))

    told = news(tables, tmp_path / "case", 'question = "sharing_changed"', later)
    where = "the list of those that may search the cameras of Alder Falls Police (CA) between 2026-03-08 and 2026-03-15"
    assert sorted(told["sentences"]) == [
        f"1 partner is gone from {where}: Birch Hollow Police (TX).", f"1 partner stands anew on {where}: Cinder Bureau."
    ]  # fmt: skip
    assert len(told["rows"]) == 2


def test_a_cut_below_the_number_asked_for_is_not_told(tmp_path: Path) -> None:
    tables = made()
    tables.listed(A, [B, FAR, US], date(2026, 3, 1))
    tables.listed(A, [B], date(2026, 3, 8))
    case = tables.case(tmp_path / "case")
    watch(case, "two", 'question = "sharing_changed"\nleast = 2\nchanges = ["lost"]')
    watch(case, "three", 'question = "sharing_changed"\nleast = 3')
    assert {id: one["n_new"] for id, one in run(case).items()} == {"two": 2, "three": 0}


# ---- runs ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "n_alerts", "kind"), [("summary", 1, "summary"), ("all", 1, "new"), ("nothing", 0, "")])
def test_the_first_run_is_one_summary_or_what_the_watch_says(tmp_path: Path, first: str, n_alerts: int, kind: str) -> None:
    tables = made()
    tables.entries(FAR, A, times=300, purposes={"immigration": "certain"})
    case = tables.case(tmp_path / "case")
    watch(case, "w", f'question = "purpose_on_cameras"\npurposes = ["immigration"]\nfirst = "{first}"')
    assert run(case)["w"]["kind"] == kind
    found = alerts(case)
    assert len(found) == n_alerts
    assert all(one["n_rows"] == 300 and len(one["rows"]) == 50 for one in found)
    assert run(case)["w"]["n_new"] == 0


def test_a_watch_that_was_widened_tells_old_records_as_a_summary(tmp_path: Path) -> None:
    tables = made()
    tables.entries(FAR, A, purposes={"immigration": "certain", "personal": "certain"})
    case = tables.case(tmp_path / "case")
    watch(case, "w", 'question = "purpose_on_cameras"\npurposes = ["immigration"]')
    run(case)
    watch(case, "w", 'question = "purpose_on_cameras"\npurposes = ["immigration", "personal"]')
    done = run(case)["w"]
    assert (done["n_new"], done["kind"]) == (1, "summary")


def test_a_watch_on_an_agency_of_which_nothing_is_held_finds_nothing(tmp_path: Path) -> None:
    tables = made()
    tables.entries(FAR, A, purposes={"immigration": "certain"})
    case = tables.case(tmp_path / "case")
    watch(case, "w", f'question = "purpose_on_cameras"\npurposes = ["immigration"]\nagencies = ["{FAR}"]')
    done = run(case)["w"]
    assert (done["n_found"], done["not_held"]) == (0, [FAR])


def test_only_public_tables_are_asked(tmp_path: Path) -> None:
    tables = made()
    tables.entries(FAR, A, purposes={"immigration": "certain"})
    case = tables.case(tmp_path / "case")
    whole = running.open_public(case).folder
    public = made()
    public.entries(FAR, A)
    other = public.case(tmp_path / "other")
    running.open_public(other).folder.rename(whole / "public")
    watch(case, "w", 'question = "purpose_on_cameras"\npurposes = ["immigration"]')
    assert run(case)["w"]["n_found"] == 0


NASTY = "Alder\r\nBcc: someone@example.org\r\n\r\n<script>alert(1)</script> & Falls 7ABC123 Police"


def test_a_nasty_name_stays_one_line_without_plate_or_contact(tmp_path: Path) -> None:
    tables = made()
    tables.rows["agencies"][0]["canonical"] = NASTY
    tables.agency("ca-someone", kind="unknown", confidence=0.2)
    tables.entries(
        "ca-someone", A, times=2, purposes={"immigration": "certain"}, reason="7XYZ889 for J. Quimby, call 555-201-4477"
    )
    case = tables.case(tmp_path / "case")
    watch(case, "w", 'question = "purpose_on_cameras"\npurposes = ["immigration"]')
    run(case)
    [told] = alerts(case)
    text = json.dumps(told)
    for bad in ("7ABC123", "7XYZ889", "someone@", "Quimby", "555-201", "Someone", "ca-someone", "p_", "a_"):
        assert bad not in text.replace("ca/", ""), bad
    assert all(one.isprintable() for one in told["sentences"])
    assert redact.check_data({**told, "sentences": []}) == []


def test_an_alert_that_redact_stops_says_nothing_but_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = made()
    tables.entries(FAR, A, purposes={"immigration": "certain"})
    case = tables.case(tmp_path / "case")
    watch(case, "w", 'question = "purpose_on_cameras"\npurposes = ["immigration"]')
    monkeypatch.setattr(redact, "name", lambda text: f"{text} 7ABC123")
    done = run(case)["w"]
    assert done["problems"]
    [told] = alerts(case)
    assert "7ABC123" not in json.dumps(told)
    assert told["rows"] == []
    assert told["n_rows"] == 1
