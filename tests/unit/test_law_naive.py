"""The plain reading of rules in Python is the specification: the SQL of one row, and of many, is held equal to it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from plainview import facts, law
from plainview.law import naive
from plainview.law.judging import judge_side, outcome_sql, side
from plainview.law.rule import Rule
from plainview.store import Store

RULES = law.load()
STATES = sorted({rule.jurisdiction[:2].upper() for rule in RULES} | {"NV"})
FEW = ["none", "certain", "probable", "ambiguous", "network", "organization", "portal", "federal", "local", "state", "private"]
ARROW = {"boolean": pa.bool_(), "text": pa.string(), "number": pa.float64()}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("store")
    return Store(folder, folder / "tmp", threads=1)


def limits(rules: list[Rule], kind: str) -> list[Any]:
    """Values that stand in the rules, so that rows fall on both sides of every limit."""
    found = [
        node for rule in rules for part in (rule.applies, rule.when, rule.certain_when) for node in part.find_all(exp.Literal)
    ]
    texts = {str(node.this) for node in found if node.is_string}
    return (
        sorted(texts | set(FEW)) if kind == "text" else sorted({float(node.this) for node in found if not node.is_string} | {0.0})
    )


def rows(rules: list[Rule]) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of a row by the rules' own limits, and a day near the days on which they begin or end."""
    kinds = facts.of(rules[0].subject)
    numbers, texts = limits(rules, "number"), limits(rules, "text")
    of_kind: dict[str, st.SearchStrategy[Any]] = {
        "boolean": st.none() | st.booleans(),
        "text": st.none()
        | st.sampled_from(texts)
        | st.sampled_from(texts).map(lambda text: f"The {text} of Alder Falls".title()),
        "number": st.none() | st.builds(lambda at, by: at + by, st.sampled_from(numbers), st.sampled_from([-1.0, 0.0, 1.0])),
    }
    days = sorted({day for rule in rules for day in (rule.from_on, rule.to_on) if day} | {date(2026, 3, 1)})
    day = st.none() | st.builds(lambda on, by: on + timedelta(days=by), st.sampled_from(days), st.sampled_from([-1, 0, 1]))
    known = {name: of_kind[kind] for name, kind in kinds.items()} | dict.fromkeys(
        ("owner_state", "searcher_state"), st.none() | st.sampled_from(STATES)
    )
    return st.fixed_dictionaries({"judged_on": day, **known})


def some_of(which: tuple[str, str]) -> st.SearchStrategy[list[Rule]]:
    """A few rules of one side, in the order of ids: each rule has cases of its own besides."""
    of_side = [rule for rule in RULES if side(rule) == which]
    return st.lists(st.sampled_from(of_side), min_size=1, max_size=5, unique_by=lambda rule: rule.id).map(
        lambda found: sorted(found, key=lambda rule: rule.id)
    )


SIDES = sorted({side(rule) for rule in RULES})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.parametrize("which", SIDES, ids="-".join)
def test_one_row_is_judged_as_the_specification_says(which: tuple[str, str], data: st.DataObject, empty: Store) -> None:
    together = data.draw(some_of(which))
    known = data.draw(rows(together))
    kinds = facts.of(which[0])
    made = ", ".join(f"cast(${name} as {facts.SQL_TYPES[kind]}) as {name}" for name, kind in kinds.items())
    asked = ", ".join(f"{outcome_sql(rule)} as r{number}" for number, rule in enumerate(together))
    [got] = empty.text_rows(f"select {asked} from (select cast($judged_on as date) as law_on, {made})", known)
    wanted = {f"r{number}": naive.outcome(rule, known["judged_on"], known) for number, rule in enumerate(together)}
    assert got == wanted


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.parametrize("which", SIDES, ids="-".join)
def test_many_rows_are_counted_as_the_specification_counts_them(
    which: tuple[str, str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    subject, bound = which
    together = data.draw(some_of(which))
    found = data.draw(st.lists(rows(together), min_size=1, max_size=25))
    keys = data.draw(st.lists(st.integers(1, 6), min_size=len(found), max_size=len(found)))
    for number, (row, key) in enumerate(zip(found, keys, strict=True)):
        # rows of one unit are of one agency: of unit 6 every row stands alone
        of_unit = {f"{bound}_id": f"agency-{key % 3}", f"{bound}_state": STATES[key % len(STATES)]}
        row |= of_unit | {
            "unit": "search",
            "unit_key": 100 + number if key == 6 else key,
            "is_newest": None,
            "owner_once": key == 6,
        }
        row |= {
            "searcher_once": key == 6,
            "row_key": number,
            "release_id": "r",
            "row_no": number,
            "locator": f"line {number}",
            "what": "search",
            "law_on": row["judged_on"],
        }
    store = opened(tmp_path_factory, subject, found)
    totals, evidence = judge_side(store, together)
    store.close()
    got = {(row["rule_no"], row["agency_id"]): [row[name] for name in NAMES] for row in totals}
    assert got == counted(together, bound, found)
    for key_, kept in evidence.items():
        rule = together[key_[0]]
        picked = [json.loads(text) for text in kept.rows]
        outcomes = {naive.outcome(rule, found[one["row_no"]]["judged_on"], found[one["row_no"]]) for one in picked}
        hits = got[key_[0], key_[1]][1]
        assert outcomes <= ({"certain", "possible"} if hits else {"unclear"})
        assert len(picked) == (min(hits, 25) or min(got[key_[0], key_[1]][3], 5))


NAMES = ("n_total", "n_possible", "n_certain", "n_null", "n_clear", "first_hit_on", "last_hit_on")
ORDER = ("not_about", "not_in_force", "clear", "unclear", "possible", "certain")


def counted(rules: list[Rule], bound: str, found: list[dict[str, Any]]) -> dict[tuple[int, str], list[Any]]:
    """The counts by rule and agency, added up one unit after the other."""
    out: dict[tuple[int, str], list[Any]] = {}
    for number, rule in enumerate(rules):
        for agency in sorted({row[f"{bound}_id"] for row in found}):
            mine = [row for row in found if row[f"{bound}_id"] == agency]
            worst: dict[int, int] = {}
            days = []
            for row in mine:
                is_ = naive.outcome(rule, row["judged_on"], row)
                worst[row["unit_key"]] = max(worst.get(row["unit_key"], 0), ORDER.index(is_))
                days += [row["judged_on"]] if ORDER.index(is_) >= 4 and row["judged_on"] else []
            n = Counter(worst.values())
            if n.total() > n[0]:
                figures = [n[2] + n[3] + n[4] + n[5], n[4] + n[5], n[5], n[3], n[2]]
                out[number, agency] = [*figures, min(days, default=None), max(days, default=None)]
    return out


def opened(tmp_path_factory: pytest.TempPathFactory, subject: str, found: list[dict[str, Any]]) -> Store:
    folder = tmp_path_factory.mktemp("many")
    store = Store(folder, folder / "tmp", threads=1)
    frame = {
        "unit": pa.string(),
        "unit_key": pa.int64(),
        "row_key": pa.int64(),
        "is_newest": pa.bool_(),
        "owner_once": pa.bool_(),
        "searcher_once": pa.bool_(),
    }
    frame |= {
        "release_id": pa.string(),
        "row_no": pa.int64(),
        "locator": pa.string(),
        "what": pa.string(),
        "judged_on": pa.date32(),
        "law_on": pa.date32(),
    }
    named = {name: ARROW[kind] for name, kind in facts.of(subject).items()}
    schema = pa.schema(list((frame | named).items()))
    store.lend(f"fact_{subject}", pa.Table.from_pylist(found, schema=schema))
    store.kept[f"fact_{subject}"] = set(named)
    no_agencies = pa.schema([("agency_id", pa.string()), ("canonical", pa.string())])
    store.lend("agencies", no_agencies.empty_table())
    return store


def test_the_specification_is_three_valued() -> None:
    from plainview.law.predicate import parse

    kinds = {"a": "boolean", "b": "boolean"}
    for text, wanted in [("a and b", False), ("a or b", None), ("not b", None), ("not a", True), ("a = b", None)]:
        assert naive.value(parse(text, kinds), {"a": False}) is wanted, text
