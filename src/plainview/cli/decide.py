"""Decide what the records alone cannot settle, such as whether two entries are one search.

Kept in the case's decisions.csv with the reason, and replayed whenever tables are made. What you write as --why and --by
is never published.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainview.case import Case, locked
from plainview.cli import words

if TYPE_CHECKING:
    from plainview.decisions import Decision

app = typer.Typer(no_args_is_help=True)

Entry = Annotated[str, typer.Argument(help="Entry or search as the pages name it: release:row.")]
Reason = Annotated[str, typer.Option("--why", help="The reason in a sentence. It stays in the case and is not published.")]
By = Annotated[str, typer.Option("--by", help="Who decided. It stays in the case and is not published.")]
Later = Annotated[bool, typer.Option("--later", help="Leave tables and pages as they are until the next run.")]


@app.command()
def link(
    a: Entry,
    b: Entry,
    verdict: Annotated[str, typer.Argument(help="same (they record one search) or different.")],
    why: Reason,
    by: By = "",
    case: words.HereOrThere = Path(),
    later: Later = False,
    as_json: words.AsJson = False,
) -> None:
    """Say that two log entries record one search, or that they do not. It goes before what the rules would say."""
    from plainview import decisions

    opened = words.existing(case)
    with locked(opened):
        _finish(opened, *decisions.decide(opened, "link", a, b, verdict, why, by, date.today()), later, as_json)


@app.command()
def finding(
    named: Annotated[str, typer.Argument(metavar="ID", help="The finding's id, or its beginning, as its page shows it.")],
    verdict: Annotated[str, typer.Argument(help="confirmed, dismissed or referred (to somebody who can act on it).")],
    why: Reason,
    by: Annotated[str, typer.Option("--by", help="Who decided; each person has a verdict of their own. It is not published.")],
    case: words.HereOrThere = Path(),
    later: Later = False,
    as_json: words.AsJson = False,
) -> None:
    """Say what you found when you looked into a finding: confirmed, dismissed or referred, on the evidence as it stands."""
    from plainview.decisions import findings

    opened = words.existing(case)
    with locked(opened):
        _finish(opened, *findings.decide(opened, named, verdict, why, by, date.today()), later, as_json)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="The decision's name as `plainview decide list` shows it, such as d12.")],
    why: Reason,
    by: By = "",
    case: words.HereOrThere = Path(),
    later: Later = False,
    as_json: words.AsJson = False,
) -> None:
    """Take a decision back: the rules decide again. Both stay in decisions.csv."""
    from plainview import decisions

    opened = words.existing(case)
    with locked(opened):
        _finish(opened, *decisions.undo(opened, decision, why, by, date.today()), later, as_json)


@app.command(name="list")
def show(
    case: words.HereOrThere = Path(),
    everything: Annotated[bool, typer.Option("--all", help="Show those too that were replaced or undone.")] = False,
    two: Annotated[bool, typer.Option("--two", help="A finding is confirmed only if two different people say so.")] = False,
    as_json: words.AsJson = False,
) -> None:
    """Show what stands, and what is idle because the case does not hold its entries. Exit 2 if decisions contradict."""
    from plainview import decisions, store
    from plainview.decisions import findings

    opened = words.existing(case)
    rows = [row for row in decisions.listed(opened) if everything or row["state"] in ("standing", "idle")]
    states, found = findings.of_case(opened, two)
    changes = findings.changes(opened, rows, found)
    if as_json:
        told = [{**row, "change": changes.get(row["decision_id"], "")} for row in rows]
        print(json.dumps({"decisions": told, "findings": findings.as_rows(states)}, default=store.as_json))
    else:
        print("\n".join([*decisions.told(rows, changes), *findings.told(states, found)]))
    decisions.check(opened.decisions)


def _finish(opened: Case, decision: Decision, is_new: bool, later: bool, as_json: bool) -> None:
    from plainview import store

    has_tables = not later and bool(store.current(opened.warehouse))
    if as_json:
        page = str(words.renewed(opened, quiet=True)) if is_new and has_tables else None
        told = {name: getattr(decision, name) for name in ("decision_id", "subject", "a", "b", "verdict", "decided_on")}
        print(json.dumps({**told, "is_new": is_new, "page": page}, default=store.as_json))
        return
    about = f"finding {decision.a}" if decision.subject == "finding" else f"{decision.a} and {decision.b}"
    what = f"{decision.decision_id}: {about} {decision.verdict}"
    if not is_new:
        print(f"{what}, decided already on {decision.decided_on.isoformat()}; nothing was added")
        return
    print(what)
    words.renew(opened, has_tables)
