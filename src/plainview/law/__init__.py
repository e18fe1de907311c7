"""Rules applied to facts: for each agency a verdict, the evidence behind it, and a question that counsel can answer.

A rule never accuses. It says at most `conflict`, and that only where the law's own text was read, its start is known and
nobody disputes the reading; every other hit is a `question`, and a silent record is `unclear`, never `clear`.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from plainview import facts
from plainview.law import alike
from plainview.law.evidence import Evidence
from plainview.law.judging import judge_one, judge_side, judged_sql, side
from plainview.law.rule import Rule, lifted, load, with_own
from plainview.law.telling import finding
from plainview.store import Store

__all__ = ["OPEN", "VERDICTS", "Rule", "judge", "judge_one", "lifted", "load", "with_own"]

VERDICTS = ("conflict", "question", "unclear", "clear", "not_in_force")
OPEN = frozenset({"conflict", "question", "unclear"})  # verdicts that leave something to ask


def _at_work(rules: list[Rule] | None) -> list[Rule]:
    return [rule for rule in (load() if rules is None else rules) if rule.strength != "off"]


def asks(rules: list[Rule] | None = None) -> dict[str, list[str]]:
    """What the rules (the shipped ones if None) ask of the facts: by subject, the SQL that will be run over it.

    Subjects whose rows are judged by their answers (law/alike.py) are not among them.
    """
    found: dict[str, list[str]] = {}
    for rules_ in _sides(_at_work(rules)):
        if not facts.rooms(rules_[0].subject):
            found.setdefault(rules_[0].subject, []).append(judged_sql(rules_))
    return found


def judge(store: Store, rules: list[Rule] | None = None, verdicts: frozenset[str] = OPEN) -> list[dict[str, Any]]:
    """Judge the store by the rules (the shipped ones if None): rows of the table `findings`, one a rule, agency and unit.

    Sorted by made_by and agency_id. Rules nobody has read the source of are left out. Only verdicts in `verdicts` are given.
    """
    at_work = _at_work(rules)
    facts.lend(store, asks(at_work))
    found = []
    names: dict[str, dict[str, str]] = {}
    for together in _sides(at_work):
        subject = together[0].subject
        if facts.rooms(subject) and subject not in names:
            facts.know(store, subject)
            names[subject] = alike.lend(store, subject, [rule for rule in at_work if rule.subject == subject])
        totals, evidence = judge_side(store, together, names.get(subject))
        for row in totals:
            told = finding(
                together[row["rule_no"]], row, evidence.get((row["rule_no"], row["agency_id"], row["unit"]), Evidence())
            )
            if told["verdict"] in verdicts:
                found.append(told)
    return sorted(found, key=lambda row: (row["source"], row["made_by"], row["agency_id"], row["finding_id"]))


def _sides(rules: list[Rule]) -> list[list[Rule]]:
    """Rules that one scan can judge together."""
    return [list(together) for _, together in groupby(sorted(rules, key=side), key=side)]
