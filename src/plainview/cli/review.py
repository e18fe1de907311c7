"""Settle what reading leaves open: say what typed reasons mean, where the rules do not know.

Answers are decisions: kept in the case's decisions.csv, replayed whenever tables are made. What reviewers write is never
published.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainview.case import Case
from plainview.cli import words
from plainview.errors import UserError

if TYPE_CHECKING:
    from plainview.review import Offer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def review() -> None:
    """Settle what reading leaves open."""


@app.command()
def reasons(
    case: words.HereOrThere = Path(),
    limit: Annotated[int, typer.Option(help="At most so many strings.")] = 50,
    as_json: words.AsJson = False,
    reviewer: Annotated[str, typer.Option(help="Who answers. It stays in the case and is not published.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Strings that have answers: others' first, then your own.")] = False,
    answers: Annotated[Path | None, typer.Option(help="A filled-in sheet (TSV) whose answers are written down.")] = None,
    cases: Annotated[Path | None, typer.Option(help="Write the standing answers to this file as labelled strings.")] = None,
    agreement: Annotated[bool, typer.Option("--agreement", help="Tell how far reviewers agree.")] = False,
) -> None:
    """List the reasons whose reading is open, those that most searches give first; in a terminal, ask about each.

    Without a terminal the list is a sheet (TSV) to fill in and to hand back with --answers.
    """
    from plainview import review

    opened = words.existing(case)
    asked = [name for name, given in (("--answers", answers), ("--cases", cases), ("--agreement", agreement)) if given]
    if len(asked) > 1:
        raise UserError(" ".join(asked), "are two things at once", "ask for one of them")
    if answers:
        _take(opened, answers, reviewer, as_json)
    elif cases:
        counts = review.write_cases(opened, cases)
        print(json.dumps(counts) if as_json else _told_cases(cases, counts))
    elif agreement:
        found = review.agreement(opened)
        print(json.dumps(found) if as_json else "\n".join(review.agreement_told(found)))
    else:
        _list(opened, limit, reviewer, again, as_json)


def _list(opened: Case, limit: int, reviewer: str, again: bool, as_json: bool) -> None:
    from plainview import review

    offers, counts = review.offered(opened, limit, reviewer, again)
    if as_json:
        print(json.dumps({"reasons": review.as_rows(offers), **counts}))
    elif not sys.stdout.isatty():
        print(review.sheet_lines(offers), end="")
    else:
        print(f"{len(offers):,} of {counts['n_strings']:,} strings; all of them: {counts['n_searches']:,} searches,", end=" ")
        print(f"{counts['n_sessions']:,} listed sessions; reviewers differ on {counts['n_disputed']:,}")
        if reviewer and sys.stdin.isatty():
            _ask(opened, offers, reviewer)
        else:
            print("\n".join(line for offer in offers for line in ["", *review.told(offer)]))
            print('\nto answer them, say who you are: --reviewer "R. Vale"')


def _ask(opened: Case, offers: list[Offer], reviewer: str) -> None:
    from plainview import review

    def keep(offer: Offer, verdict: str) -> str:
        [(decision, is_new)] = review.answer(opened, [(offer.a, offer.b, verdict, "")], reviewer, date.today())
        return decision.decision_id if is_new else f"{decision.decision_id}, answered so already"

    n = review.ask(offers, input, print, keep)
    print(f"\n{n:,} answers were written")
    if n:
        words.renew(opened, False)


def _take(opened: Case, sheet: Path, reviewer: str, as_json: bool) -> None:
    from plainview import review

    given, blank = review.answer_sheet(opened, sheet, reviewer, date.today())
    counts = {"n_new": sum(is_new for _, is_new in given), "n_known": sum(not is_new for _, is_new in given), "n_blank": blank}
    if as_json:
        print(json.dumps(counts))
        return
    print(f"{counts['n_new']:,} answers were written, {counts['n_known']:,} were known, {blank:,} lines are not answered")
    if counts["n_new"]:
        words.renew(opened, False)


def _told_cases(path: Path, counts: dict[str, int]) -> str:
    return (
        f"{path}: {counts['n_written']:,} labelled strings; left out: {counts['n_disputed']:,} on which reviewers differ,"
        f" {counts['n_idle']:,} that the case does not hold, {counts['n_kept_inside']:,} with a plate, name or contact, which"
        " stay in the case\nit holds reasons as typed: do not publish it"
    )
