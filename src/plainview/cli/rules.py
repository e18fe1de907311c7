"""Rules of law that searches and sharing are held against: list them, show one, check your own, confirm one by its text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plainview.case import locked
from plainview.cli import words

app = typer.Typer(no_args_is_help=True)

MaybeCase = Annotated[Path | None, typer.Option("--case", help="Folder of a case: its own rules and confirmations count too.")]
RuleId = Annotated[str, typer.Argument(help="The rule's id as `rules list` shows it, such as va/retention_days.")]


@app.command(name="list")
def list_(
    jurisdiction: Annotated[str, typer.Argument(help="Only this one, such as va; all if not given.")] = "",
    case: MaybeCase = None,
    as_json: words.AsJson = False,
) -> None:
    """A line a rule: its id, the most that it may say, its citation and its days."""
    from plainview.law import listing

    rules = [rule for rule in words.rules(case) if rule.jurisdiction.startswith(jurisdiction.lower())]
    if as_json:
        print(json.dumps({"rules": [listing.row(rule) for rule in rules]}, ensure_ascii=False))
        return
    for rule in rules:
        print(f"{rule.id:<32} {rule.strength:<9} {rule.citation}, {listing.in_force(rule)}: {rule.title}")
    print(f"{len(rules)} rules")


@app.command()
def show(rule_id: RuleId, case: MaybeCase = None, as_json: words.AsJson = False) -> None:
    """All that one rule says: what it is about, what is against it, what is lawful and looks alike, what would settle it."""
    from plainview.law import listing

    rule = words.rule(rule_id, case)
    print(json.dumps(listing.row(rule), ensure_ascii=False) if as_json else "\n".join(listing.told(rule)))


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Folder that holds <jurisdiction>/<name>.toml files.")],
    cases: Annotated[
        Path | None, typer.Option(help="Folder of their cases; beside each rule (<name>.cases.toml) if not given.")
    ] = None,
) -> None:
    """Check that rules are in order, have cases of each kind, and judge every case as it says. Exit 2 if not."""
    from plainview.law import checking
    from plainview.store import empty

    with empty() as store:
        rules, n = checking.check(store, folder, cases)
    for rule in rules:
        print(f"{rule.id}: at most {rule.strength}")
    print(f"{len(rules)} rules in order, {n} cases hold")


@app.command()
def confirm(
    rule_id: RuleId,
    text: Annotated[Path, typer.Option(help="File with the text of the law that you read; its hash is kept.")],
    by: Annotated[str, typer.Option(help="Who read it. It stays in the case and is not published.")],
    why: Annotated[str, typer.Option(help="Where the text is from, in a sentence. It stays in the case.")],
    on: Annotated[str, typer.Option(help="Day on which you read it, as 2026-03-31; today if not given.")] = "",
    start: Annotated[str, typer.Option("--from", help="First day in force, where the rule does not know it.")] = "",
    case: words.HereOrThere = Path(),
    later: Annotated[bool, typer.Option("--later", help="Leave tables and pages as they are until the next run.")] = False,
) -> None:
    """Say that you read the law's text and the rule follows it: then the rule may say all that its text allows."""
    from plainview import decisions, store
    from plainview.law import confirming

    opened = words.existing(case)
    rule = words.rule(rule_id, case)
    with locked(opened):
        said = confirming.said(rule, text, start, why)
        [(decision, is_new)] = decisions.answer(opened, "rule", [said], by, words.day(on, "--on"))
        told = f"{decision.decision_id}: {rule.id} {decision.verdict}, text {decision.b[:12]}"
        print(told if is_new else f"{told}, decided already on {decision.decided_on.isoformat()}; nothing was added")
        if rule.caveat:
            print(f"it still only asks, because of an open doubt: {rule.caveat}")
        if is_new:
            words.renew(opened, not later and bool(store.current(opened.warehouse)))
