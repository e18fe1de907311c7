"""Rows judged once a kind of answers come out as if each were judged alone; a law begins at midnight by the agencies' clocks."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_tables import Tiny

from plainview import facts, law
from plainview.law import alike
from plainview.law.judging import judge_side, judged_sql
from plainview.law.rule import Rule, parse
from plainview.store import Store

RULES = [rule for rule in law.load() if rule.subject == "entry" and rule.strength != "off"]
OWNERS = ["wa-alder-falls-police", "ca-port-wren-police", "va-birch-hollow-sheriff", "il-cinder-county-sheriff"]
SEARCHERS = [*OWNERS, "us-border-office", "tx-lone-elm-police", "wa-tin-ridge-task-force", "xx-of-no-state"]
CELLS = ["value", "partial", "empty", "placeholder", "masked", "not_exported", "withheld"]
DAYS = sorted({day for rule in RULES for day in (rule.from_on, rule.to_on) if day})


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Entries near the days on which rules begin, at hours on both sides of midnight, some of one search."""
    found = []
    for number in range(draw(st.integers(1, 20))):
        at = datetime.combine(draw(st.sampled_from(DAYS)), datetime.min.time())
        at += timedelta(days=draw(st.integers(-1, 1)), hours=draw(st.integers(0, 23)))
        found.append(
            {
                "searcher": draw(st.sampled_from(SEARCHERS)),
                "custodian": draw(st.sampled_from(OWNERS)),
                "log": draw(st.sampled_from(["network", "organization"])),
                "on": at.date(),
                "state": draw(st.sampled_from(CELLS)),
                "marks": draw(st.sampled_from([(), ("blank",), ("vague",), ("federal_agency",), ("for_other_agency", "vague")])),
                "purposes": draw(
                    st.sampled_from([{}, None, {"immigration": "certain"}, {"personal": "probable", "traffic": "certain"}])
                ),
                "federal": draw(st.sampled_from(["", "ICE", "DHS", "FBI"])),
                "searched_at": draw(st.none() | st.just(at)) if draw(st.integers(0, 9)) == 0 else at,
                "window_from": at - timedelta(days=draw(st.sampled_from([0, 21, 22, 30, 91, 400]))),
                "networks": draw(st.sampled_from([None, 1, 900])),
                "offense_raw": draw(st.sampled_from([None, "", " ", "Robbery"])),
                "filters_raw": draw(st.sampled_from([None, "", "color=red"])),
                **{f"{one}_state": draw(st.sampled_from(CELLS)) for one in ("case", "account", "plate")},
                "vendor_id": draw(st.sampled_from([f"own-{number}", "shared-1", "shared-2"])),
            }
        )
    return found


def store_of(folder: Path, found: list[dict[str, Any]]) -> Store:
    tiny = Tiny()
    for one in sorted({*OWNERS, *SEARCHERS}):
        level = "federal" if one.startswith("us-") else "local"
        tiny.agency(one, level=level, kind="task_force" if "task" in one else "police", confidence=0.8 if "elm" in one else 0.97)
    releases = {pair: tiny.release(f"{pair[1]}_audit", pair[0]) for pair in {(one["custodian"], one["log"]) for one in found}}
    for one in found:
        tiny.entries(release=releases[one["custodian"], one["log"]], **one)
    return tiny.store(folder)


def told(store: Store, rules: list[Rule], names: dict[str, str] | None) -> tuple[list[Any], dict[Any, Any]]:
    totals, evidence = judge_side(store, rules, names)
    return totals, {key: dataclasses.astuple(one) for key, one in evidence.items()}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=rows())
@pytest.mark.parametrize("bound", ["owner", "searcher"])
def test_rows_judged_by_their_answers_are_judged_as_each_by_itself(
    bound: str, found: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rules = [rule for rule in RULES if rule.bound == bound]
    store = store_of(tmp_path_factory.mktemp("alike"), found)
    facts.lend(store, {"entry": [judged_sql(rules)]})
    each = told(store, rules, None)
    by_answers = told(store, rules, alike.lend(store, "entry", RULES))
    store.close()
    assert by_answers == each


def test_every_comparison_of_every_rule_has_a_column() -> None:
    names = alike.questions(RULES)
    for rule in RULES:
        for predicate in (rule.applies, rule.when, rule.certain_when):
            assert "answer_" in alike.answered(predicate, names) or alike.answered(predicate, names) in ("true", "false")
    assert len(set(names.values())) == len(names)


RULE = """
title = "A reason is given"
citation = "Example Code 1-2(b)"
url = "https://law.example/1-2"
source_kind = "primary_text"
from = 2026-03-02
bound = "owner"
subject = "entry"
when = "WHEN"
because = "{n} [search|searches] of {total}"
silent = "no reason is shown"
lawful_if = "the reason stands elsewhere"
innocent = ["The reason stands in another column."]
settles = "The full log."
remedy = "None."
"""


def verdicts(folder: Path, when: str, owner: str, searcher: str, at: datetime, jurisdiction: str) -> list[str]:
    tiny = Tiny()
    tiny.agency(owner)
    tiny.agency(searcher, level="federal" if searcher.startswith("us-") else "local")
    tiny.entries(searcher, owner, on=at.date(), searched_at=at, state="empty", marks=("blank",), purposes={})
    store = tiny.store(folder)
    rule = parse(f"{jurisdiction}/x", RULE.replace("WHEN", when).encode())
    found = [row["verdict"] for row in law.judge(store, [rule], frozenset(law.VERDICTS))]
    store.close()
    return found


@pytest.mark.parametrize(
    ("owner", "searcher", "hour", "verdict"),
    [
        ("wa-alder-falls-police", "wa-port-wren-police", 7, "not_in_force"),  # 23 h of the evening before, in winter
        ("wa-alder-falls-police", "wa-port-wren-police", 8, "conflict"),
        ("va-alder-falls-police", "va-port-wren-police", 4, "not_in_force"),
        ("va-alder-falls-police", "va-port-wren-police", 5, "conflict"),
        ("va-alder-falls-police", "wa-port-wren-police", 7, "not_in_force"),  # the later of two clocks
        ("va-alder-falls-police", "wa-port-wren-police", 8, "conflict"),
        ("wa-alder-falls-police", "va-port-wren-police", 7, "not_in_force"),
        ("wa-alder-falls-police", "va-port-wren-police", 8, "conflict"),
        ("va-alder-falls-police", "us-border-office", 4, "not_in_force"),  # no clock is known of the searcher
        ("va-alder-falls-police", "us-border-office", 5, "conflict"),
    ],
)
def test_a_law_begins_at_midnight_by_the_later_clock(tmp_path: Path, owner: str, searcher: str, hour: int, verdict: str) -> None:
    at = datetime(2026, 3, 2, hour)
    assert verdicts(tmp_path, "reason_blank", owner, searcher, at, owner[:2]) == [verdict]


@pytest.mark.parametrize(
    ("searcher", "verdict"),
    [("us-border-office", "clear"), ("wa-port-wren-police", "conflict"), ("va-port-wren-police", "clear")],
)
def test_a_federal_body_is_of_no_other_state(tmp_path: Path, searcher: str, verdict: str) -> None:
    at = datetime(2026, 4, 2, 12)
    assert verdicts(tmp_path, "searcher_out_of_state", "va-alder-falls-police", searcher, at, "va") == [verdict]
