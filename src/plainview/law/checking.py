"""Is a rule in order, and do its cases hold: what `plainview rules check` tells, and what the tests ask of every shipped rule."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from plainview import facts
from plainview.errors import UserError, UserErrors
from plainview.law.judging import judge_one
from plainview.law.naive import outcome
from plainview.law.rule import CASES_END, Rule, load
from plainview.store import Store

VERDICTS = ("conflict", "question", "clear", "unclear", "not_in_force", "not_about", "off")
_DOCS = "see docs/rules.md for the form of a case"
Case = dict[str, Any]


def cases_file(folder: Path, cases: Path | None, rule_id: str) -> Path:
    """Where a rule's cases stand: <id>.toml below `cases`, or <id>.cases.toml beside the rule."""
    return cases / f"{rule_id}.toml" if cases else folder / f"{rule_id}{CASES_END}"


def read_cases(path: Path) -> list[Case]:
    """The cases of one rule. UserErrors tells every mistake of the file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserErrors([UserError(str(path), "is missing, so nobody has tried the rule", f"write cases; {_DOCS}")]) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserErrors([UserError(str(path), f"cannot be read: {error}", _DOCS)]) from error
    cases = raw.get("case")
    if not isinstance(cases, list) or not cases or not all(isinstance(case, dict) for case in cases):
        raise UserErrors([UserError(str(path), "holds no [[case]]", _DOCS)])
    wrong = []
    for number, case in enumerate(cases, start=1):
        where = f"{path}, case {number}"
        if not isinstance(case.get("name"), str) or not case["name"].strip():
            wrong.append(UserError(f"{where}: name", "is missing", 'write name = "what is special about it"'))
        if not isinstance(case.get("facts"), dict):
            wrong.append(UserError(f"{where}: facts", "is missing", "write facts = { ... }; what is left out is not known"))
        if case.get("verdict") not in VERDICTS:
            wrong.append(UserError(f"{where}: verdict", f"{case.get('verdict')} is none", f"write one of {', '.join(VERDICTS)}"))
        if "on" in case and (not isinstance(case["on"], date) or isinstance(case["on"], datetime)):
            wrong.append(UserError(f"{where}: on", "is not a day", "write on = 2026-03-02, or leave it out"))
    if wrong:
        raise UserErrors(wrong)
    return cases


def check(store: Store, folder: Path, cases: Path | None) -> tuple[list[Rule], int]:
    """Check every rule below `folder` against its cases; the rules, and how many cases hold.

    Raises:
        UserErrors: every rule that is not in order, lacks a case of a kind, or judges a case otherwise than the case says.
    """
    rules = load(folder)
    wrong: list[UserError] = []
    n = 0
    for rule in rules:
        path = cases_file(folder, cases, rule.id)
        try:
            found = read_cases(path)
        except UserErrors as errors:
            wrong += errors.errors
            continue
        wrong += _lacks(rule, path, found)
        for case in found:
            wrong += _differs(store, rule, path, case)
        n += len(found)
    if wrong:
        raise UserErrors(wrong)
    return rules, n


def _lacks(rule: Rule, path: Path, cases: list[Case]) -> list[UserError]:
    """Kinds of cases that every rule must have: both sides of its limit, the day before the law, a silent record."""
    had = {case["verdict"] for case in cases}
    wanted = {"clear", "unclear"} | ({"question", "conflict"} & {rule.strength} or {"question"})
    if rule.from_on or rule.to_on:
        wanted.add("not_in_force")
    if rule.strength == "off":
        wanted -= {"question"} if had & {"question", "conflict"} else set()
    return [
        UserError(str(path), f"has no case that is {verdict}", "write one: a rule is tried on both sides and on a silent record")
        for verdict in sorted(wanted - had)
    ]


def _differs(store: Store, rule: Rule, path: Path, case: Case) -> list[UserError]:
    where = f"{path}, case '{case['name']}'"
    unknown = sorted(case["facts"].keys() - facts.of(rule.subject).keys())
    if unknown:
        known = ", ".join(sorted(facts.of(rule.subject)))
        return [UserError(where, f"names {', '.join(unknown)}, which is no fact of {rule.subject}", f"use one of: {known}")]
    got = judge_one(store, rule, case.get("on"), case["facts"])
    if got != case["verdict"]:
        by_facts = outcome(rule, case.get("on"), case["facts"])
        told = f"{rule.id} judges it {got} (the facts give {by_facts}), the case says {case['verdict']}"
        return [UserError(where, told, "mend the rule, or the case")]
    return []
