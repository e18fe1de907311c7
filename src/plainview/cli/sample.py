"""Draw a random sample of searches that anyone can check, and say from a reader's answers how many are violations.

The list of searches is fixed first, the seed is told after it, and every bound is exact or wider. Samples lie in the case's
folder samples and are not published.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words
from plainview.errors import UserError

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the sample: small letters, figures and -.")]
Bound = Annotated[str, typer.Option(help="Share of violations to stay below, as 1% or 0.01.")]
Agency = Annotated[str, typer.Option(help="Agency whose searches these are: its id or name; all agencies without it.")]


@app.command()
def draw(
    name: Name,
    from_: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC), as 2025-01-01.")
    ] = None,
    to: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (UTC); included.")] = None,
    agency: Agency = "",
    log: Annotated[bool, typer.Option("--log", help="The searches in the agency's log, whoever made them.")] = False,
    seed: Annotated[str, typer.Option(help="10 to 100 figures thrown in public after the list was fixed.")] = "",
    size: Annotated[int | None, typer.Option(help="Searches in all, those drawn before among them; 300 if not given.")] = None,
    bound: Annotated[str, typer.Option(help="Instead of a size: the share, as 1%, that is shown if no violation is found.")] = "",
    minimum: Annotated[int | None, typer.Option(help="At least so many of each stratum; 20 if not given.")] = None,
    per_stratum: Annotated[int | None, typer.Option(help="So many of each stratum, instead of a size.")] = None,
    looks: Annotated[
        int | None, typer.Option(help="How often you may look at the estimate and then enlarge; 1 if not given.")
    ] = None,
    question: Annotated[str, typer.Option(help="What the reader answers; it stands above the estimate.")] = "",
    strata: Annotated[Path | None, typer.Option(help="File of strata, instead of plainview's own.")] = None,
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Fix the list of searches; with --seed, draw from it; with a larger --size, draw more. What is drawn stays drawn."""
    from plainview import sampling

    opened = words.existing(case)
    days = [one.date() if one else None for one in (from_, to)]
    asked = sampling.Asked(
        days[0], days[1], agency, log or None, question, seed, size, minimum, per_stratum, looks, _share(bound), strata
    )
    known, n_new = sampling.draw(opened, name, asked, date.today())
    if as_json:
        print(json.dumps(sampling.show(opened, name) | {"n_new": n_new}, default=str))
    else:
        print("\n".join(sampling.told_draw(known, n_new, str(opened.root / "samples" / name))))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of the sample; every sample of the case without it.")] = "",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Show a sample and check it: the list's hash, the draw made again from the seed, and every line of the sheet."""
    from plainview import sampling

    opened = words.existing(case)
    if not name:
        rows = sampling.listed(opened)
        print(json.dumps({"samples": rows}, default=str) if as_json else "\n".join(sampling.told_list(rows)))
        return
    found = sampling.show(opened, name)
    print(json.dumps(found, default=str) if as_json else "\n".join(sampling.told_show(found)))


@app.command()
def answer(
    name: Name,
    number: Annotated[str, typer.Argument(help="Number of the search on the sheet.")] = "",
    verdict: Annotated[str, typer.Argument(help="ok, violation or unclear.")] = "",
    why: Annotated[str, typer.Option(help="The reason in a sentence; needed for violation and unclear.")] = "",
    sheet: Annotated[Path | None, typer.Option(help="A filled-in copy of the sheet, instead of one answer.")] = None,
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Write down an answer to one search, or take the answers of a filled-in copy of the sheet."""
    from plainview import sampling

    opened = words.existing(case)
    if sheet and (number or verdict or why):
        raise UserError("--sheet", "cannot be had with an answer to one search", "leave out one of them")
    if not sheet and not (number and verdict):
        raise UserError("answer", "names no search and no sheet", "give a number and ok, violation or unclear; or --sheet FILE")
    counts = sampling.answer_sheet(opened, name, sheet) if sheet else sampling.answer(opened, name, number, verdict, why)
    said = f"answers: {counts['n_new']:,} new, {counts['n_changed']:,} changed, {counts['n_same']:,} as they stood"
    print(json.dumps(counts) if as_json else said)


@app.command()
def estimate(
    name: Name,
    confidence: Annotated[float, typer.Option(help="Confidence of the bounds, in percent.")] = 95.0,
    bound: Bound = "",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Tell how many searches are violations, with bounds; with --bound, how many more to read for it."""
    from plainview import sampling

    found = sampling.estimate(words.existing(case), name, confidence, _share(bound))
    print(json.dumps(found, default=str) if as_json else "\n".join(sampling.told_estimate(found)))


def _share(text: str) -> float | None:
    """A share as people write it: 1%, 1 % or 0.01."""
    if not text:
        return None
    try:
        share = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise UserError(f"--bound {text[:40]}", "is no share between 0 and 1", "write it as 1% or 0.01")
    return share
