"""One verdict a row, by the same SQL whether the row is one of a hundred million or the one search about to be made.

All rules of one subject that bind the same side are judged in one scan. What a row is by each rule is a digit of five bits in
its codes (1 bit set: not in force; 2: clear; 3: unclear; 4: a possible hit; 5: a certain one; none: the rule is not about it), so
that the worst of many rows is their bitwise or, and rows are counted by their codes, not one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
from sqlglot import exp

from plainview import facts
from plainview.law import alike, evidence
from plainview.law.predicate import compiled
from plainview.law.rule import EVERYWHERE, Rule
from plainview.store import Store

OUTCOMES = ("not_about", "not_in_force", "clear", "unclear", "possible", "certain")
_BITS, _A_CODE = 5, 12  # bits of a digit, digits of a code
FEW, MOST = 25, {"share": 500}  # rows of evidence that are kept behind one finding: partners are few and each is wanted
CODES = 4  # codes of a row: at most 48 rules of one state (and those for everywhere) bind one side of one subject
_NAMED = {outcome: f"'{outcome}'" for outcome in OUTCOMES}
_RULES = pa.schema([("rule_no", pa.int32()), ("state", pa.string()), ("code_no", pa.int32()), ("shift", pa.int32())])


def outcome_sql(rule: Rule, words: Mapping[str, str] = _NAMED, put: Callable[[exp.Expression], str] = compiled) -> str:
    """SQL that gives a row's outcome, each told by its word. put: how a predicate is written.

    Three-valued: whatever a missing fact leaves open is unclear. A row whose agency's state is not known is not about any
    state's rule.
    """
    lines = []
    if rule.jurisdiction != EVERYWHERE:
        lines.append(f"when {rule.bound}_state is distinct from '{_state(rule)}' then {words['not_about']}")
    applies, when, certain = put(rule.applies), put(rule.when), put(rule.certain_when)
    lines.append(f"when not {applies} then {words['not_about']}")
    if rule.from_on:
        lines.append(f"when law_on < date '{rule.from_on.isoformat()}' then {words['not_in_force']}")
    if rule.to_on:
        lines.append(f"when law_on > date '{rule.to_on.isoformat()}' then {words['not_in_force']}")
    if rule.from_on or rule.to_on:
        lines.append(f"when law_on is null then {words['unclear']}")
    lines.append(f"when {applies} is null then {words['unclear']}")
    lines.append(f"when {when} then case when {certain} then {words['certain']} else {words['possible']} end")
    lines.append(f"when not {when} then {words['clear']}")
    return "case " + " ".join(lines) + f" else {words['unclear']} end"


def verdict_of(rule: Rule, outcome: str) -> str:
    """The verdict for an outcome: a hit is at most what the rule's source allows, and a possible hit only a question."""
    if outcome == "certain":
        return "conflict" if rule.strength == "conflict" else "question"
    return "question" if outcome == "possible" else outcome


def judge_one(store: Store, rule: Rule, on: date | None, known: dict[str, Any]) -> str:
    """Judge one row by its facts, those left out being unknown: a verdict, or not_about where the rule is about others.

    Args:
        known: facts by name, and `owner_state` or `searcher_state`; raises KeyError for a name that is no fact.
    """
    kinds = facts.of(rule.subject)
    for name in known:
        if name not in kinds:
            raise KeyError(f"{name} is no fact of {rule.subject}")
    columns = [f"cast($f{number} as {facts.SQL_TYPES[kind]}) as {name}" for number, (name, kind) in enumerate(kinds.items())]
    params = {f"f{number}": known.get(name) for number, name in enumerate(kinds)}
    text = f"select {outcome_sql(rule)} as outcome from (select cast($day as date) as law_on, {', '.join(columns)})"
    return verdict_of(rule, store.text_rows(text, {"day": on, **params})[0]["outcome"])


def side(rule: Rule) -> tuple[str, str]:
    """Which rules can share a scan: those about one subject that bind the same side."""
    return rule.subject, rule.bound


def judged_sql(rules: list[Rule]) -> str:
    """SQL of the view `judged` for rules of one side: a row a row of their subject, with its codes."""
    subject, bound = side(rules[0])
    return _judged_sql(bound, f"{bound}_state as state, {_codes_sql(rules)}", f"fact_{subject}")


def _judged_sql(bound: str, state_and_codes: str, source: str) -> str:
    return (
        f"create or replace temp view judged as select {bound}_id as agency_id, unit, unit_key, {bound}_once as is_once, "
        f"is_newest, judged_on, {_packed('9999-12-31')} as early, {_packed('0001-01-01')} as late, {state_and_codes} "
        f"from {source} where coalesce({bound}_id, '') <> ''"
    )


def _judge_alike(store: Store, rules: list[Rule], names: dict[str, str]) -> None:
    """Make the view `judged` from law_alike: rows that answer alike are judged once (law/alike.py)."""
    _, bound = side(rules[0])
    keys = alike.keys(store)
    codes = _codes_sql(rules, lambda text: alike.answered(text, names))
    store.text_rows(f"create or replace temp table law_codes as select {keys}, {bound}_state as state, {codes} from law_answers")
    store.text_rows(_judged_sql(bound, "state, columns('code_.')", f"law_alike join law_codes using ({keys})"))


def judge_side(
    store: Store, rules: list[Rule], names: dict[str, str] | None = None
) -> tuple[list[dict[str, Any]], dict[tuple[int, str, str], evidence.Evidence]]:
    """Judge every row by rules of one side.

    names: what alike.lend gave, if the rows were made ready by it.

    Returns:
        Totals, a row a rule, agency and unit, with `rule_no`, the place in `rules`; and by those three
        up to 25 rows of evidence (500 partners).
    """
    subject, _ = side(rules[0])
    places = _places(rules)
    shown = [
        {"rule_no": number, "state": _state(rule), "code_no": place // _A_CODE, "shift": _BITS * (place % _A_CODE)}
        for number, (rule, place) in enumerate(zip(rules, places, strict=True))
    ]
    store.lend("law_rules", pa.Table.from_pylist(shown, schema=_RULES))
    if names is None:
        store.text_rows(judged_sql(rules))
    else:
        _judge_alike(store, rules, names)
    store.run("law/rows")
    for name in ("law/groups", "law/picked"):
        store.run(name, most=MOST.get(subject, FEW))
    if names is not None:
        store.run("law/picked_entries")
        store.run("law/picked_links")
    store.text_rows(evidence.seen_sql(subject, rules, names is not None))
    return store.rows("law/totals"), evidence.of_rules(store.arrow("law/evidence"), rules)


def _packed(unknown: str) -> str:
    """SQL of one whole number that orders rows by day, then by row, and still tells the row: in its lower 64 bits."""
    return f"cast(coalesce(judged_on, date '{unknown}') - date '0001-01-01' as hugeint) * 18446744073709551616 + row_key"


def _state(rule: Rule) -> str:
    return "" if rule.jurisdiction == EVERYWHERE else rule.jurisdiction[:2].upper()


def _places(rules: list[Rule]) -> list[int]:
    """Which digit each rule has: those for everywhere come first, each state's after them, so that states share digits."""
    everywhere = sum(1 for rule in rules if not _state(rule))
    met: dict[str, int] = {}
    places = []
    for rule in rules:
        state = _state(rule)
        places.append(met.setdefault(state, everywhere if state else 0))
        met[state] += 1
    if max(met.values()) > CODES * _A_CODE:
        raise ValueError(f"more than {CODES * _A_CODE} rules of one state bind one side of {rules[0].subject}")
    return places


def _codes_sql(rules: list[Rule], put: Callable[[exp.Expression], str] = compiled) -> str:
    """SQL of the columns code_0 to code_3."""
    places = _places(rules)
    return ", ".join(f"{_code_sql(rules, places, number, put)} as code_{number}" for number in range(CODES))


def _code_sql(rules: list[Rule], places: list[int], number: int, put: Callable[[exp.Expression], str]) -> str:
    """SQL of one code: the digits of the rules for everywhere, and of those of the row's state."""
    by_state: dict[str, list[str]] = {}
    for rule, place in zip(rules, places, strict=True):
        if place // _A_CODE == number:
            shift = _BITS * (place % _A_CODE)
            words = {outcome: str(((1 << value) - 1) << shift) for value, outcome in enumerate(OUTCOMES)}
            by_state.setdefault(_state(rule), []).append(outcome_sql(rule, words, put))
    sums = {state: " + ".join(texts) for state, texts in by_state.items()}
    parts = [sums.pop("")] if "" in sums else []
    if sums:
        bound = rules[0].bound
        parts.append(f"case {bound}_state " + " ".join(f"when '{one}' then {text}" for one, text in sums.items()) + " else 0 end")
    return f"cast({' + '.join(parts) or '0'} as bigint)"
