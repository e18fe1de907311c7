"""One verdict a row, by the same SQL whether the row is one of a hundred million or the one search about to be made."""

from __future__ import annotations

from datetime import date
from typing import Any

from plainview import facts
from plainview.law.predicate import compiled
from plainview.law.rule import EVERYWHERE, Rule
from plainview.store import Store

_FRAME = ["unit", "unit_key", "judged_on", "is_newest", "release_id", "row_no", "locator", "what"]


def outcome_sql(rule: Rule) -> str:
    """SQL that gives a row's outcome: hit, clear, unclear, not_in_force or not_about.

    Three-valued: whatever a missing fact leaves open is unclear. A row whose agency's state is not known is not about any
    state's rule.
    """
    lines = []
    if rule.jurisdiction != EVERYWHERE:
        state = rule.jurisdiction[:2].upper()
        lines.append(f"when {rule.bound}_state is distinct from '{state}' then 'not_about'")
    applies, when = compiled(rule.applies), compiled(rule.when)
    lines.append(f"when not {applies} then 'not_about'")
    if rule.from_on:
        lines.append(f"when judged_on < date '{rule.from_on.isoformat()}' then 'not_in_force'")
    if rule.to_on:
        lines.append(f"when judged_on > date '{rule.to_on.isoformat()}' then 'not_in_force'")
    if rule.from_on or rule.to_on:
        lines.append("when judged_on is null then 'unclear'")
    lines.append(f"when {applies} is null then 'unclear'")
    lines.append(f"when {when} then 'hit'")
    lines.append(f"when not {when} then 'clear'")
    return "case " + " ".join(lines) + " else 'unclear' end"


def certain_sql(rule: Rule) -> str:
    """SQL that is true where a hit is certain, false where it is only possible."""
    return f"coalesce({compiled(rule.certain_when)}, false)"


def judged_sql(rule: Rule) -> str:
    """SQL of the view `judged`: one row is one row the rule is about, with its outcome."""
    frame = ", ".join(_FRAME)
    shown = f"cast({rule.shows} as double)" if rule.shows else "cast(null as double)"
    return (
        f"create or replace temp view judged as select * from (select {rule.bound}_id as agency_id, {frame}, "
        f"{shown} as shown, {outcome_sql(rule)} as outcome, {certain_sql(rule)} as is_certain "
        f"from fact_{rule.subject}) where outcome <> 'not_about' and coalesce(agency_id, '') <> ''"
    )


def verdict_of(rule: Rule, outcome: str, certain: bool) -> str:
    """The verdict for an outcome: a hit is at most what the rule's source allows, and a possible hit only a question."""
    if outcome != "hit":
        return outcome
    return "conflict" if rule.strength == "conflict" and certain else "question"


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
    text = (
        f"select {outcome_sql(rule)} as outcome, {certain_sql(rule)} as is_certain "
        f"from (select cast($day as date) as judged_on, {', '.join(columns)})"
    )
    row = store.text_rows(text, {"day": on, **params})[0]
    return verdict_of(rule, row["outcome"], row["is_certain"])


def judge_rule(store: Store, rule: Rule) -> tuple[list[dict[str, Any]], dict[tuple[str, str], list[dict[str, Any]]]]:
    """Judge every row of a rule's subject: totals for each agency and unit, and up to 50 rows of evidence for each."""
    store.text_rows(judged_sql(rule))
    evidence: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in store.rows("law/evidence"):
        evidence.setdefault((row["agency_id"], row["unit"]), []).append(row)
    return store.rows("law/totals"), evidence
