"""Standing questions: ask the records again after each build, and tell what is new, once, by mail, webhook, feed or page."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainview.cli import words
from plainview.errors import UserError

app = typer.Typer(no_args_is_help=True)

WatchId = Annotated[str, typer.Argument(help="Name of the watch: small letters, digits and dashes.")]
Retry = Annotated[bool, typer.Option("--retry", help="Try at once what waits for its next try.")]


@app.command("list")
def list_(
    case: words.HereOrThere = Path(),
    alerts: Annotated[bool, typer.Option("--alerts", help="Print each alert too, the newest first.")] = False,
    as_json: words.AsJson = False,
) -> None:
    """List the watches of a case: what each asks, when it ran, how many alerts it raised, what is not delivered yet."""
    from plainview.watch import listing

    found = listing.listed(words.existing(case))
    print(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(listing.told(found, alerts)))


@app.command()
def questions(
    question_id: Annotated[str, typer.Argument(metavar="[QUESTION]", help="One question; all if not given.")] = "",
    as_json: words.AsJson = False,
) -> None:
    """Tell what can be asked: each question with its settings, an innocent reading, and what it cannot see."""
    from dataclasses import asdict

    from plainview.watch import question

    found = [question.question(question_id)] if question_id else list(question.questions().values())
    if as_json:
        print(json.dumps({"questions": [asdict(one) for one in found]}, ensure_ascii=False))
        return
    print("\n\n".join("\n".join(question.told(one)) for one in found))


@app.command()
def add(
    id: WatchId,
    question: Annotated[str, typer.Option(help="What it asks; `plainview watch questions` lists them.")],
    settings: Annotated[list[str], typer.Option("--set", help="A setting of the question, as purposes=immigration.")] = [],  # noqa: B006 - Typer gives each call its own
    title: Annotated[str, typer.Option(help="What it is called in messages; the question's own title if not given.")] = "",
    deliver: Annotated[str, typer.Option(help="How it tells: mail, webhook, feed, page; several with commas.")] = "feed",
    when: Annotated[str, typer.Option(help="at once, digest daily, or digest weekly.")] = "",
    first: Annotated[str, typer.Option(help="What the first run does with what is held: summary, all, or nothing.")] = "",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Write a watch into the case, as a small file that you can read and change."""
    from plainview.watch import writing

    own = {"title": title, "deliver": [one.strip() for one in deliver.split(",")], "when": when, "first": first}
    watch, path = writing.add(words.existing(case).root, id, question, settings, own)
    print(json.dumps({"watch": watch.id, "file": str(path)}) if as_json else f"{path} is written; `plainview watch run` asks it")


@app.command()
def check(case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Check the files of all watches and of their delivery. Exit 2 with every mistake at once."""
    from plainview.watch import running

    fit, _, errors = running.load(words.existing(case))
    if as_json:
        wrong = [{"where": one.where, "problem": one.problem, "fix": one.fix} for one in errors]
        print(json.dumps({"watches": [one.id for one in fit], "errors": wrong}))
    elif not errors:
        print(f"{len(fit)} watches in order")
    _end(errors, quiet=as_json)


@app.command("run")
def ask(
    case: words.HereOrThere = Path(),
    only: Annotated[str, typer.Option(help="Ask only this watch.")] = "",
    on: Annotated[str, typer.Option(help="Day for which overdue is judged, as 2026-03-31; today if not given.")] = "",
    no_send: Annotated[bool, typer.Option("--no-send", help="Keep alerts, and send nothing yet.")] = False,
    retry: Retry = False,
    as_json: words.AsJson = False,
) -> None:
    """Ask every watch of the tables as they are now, raise an alert for what is new, and send what waits."""
    from plainview.watch import running, telling

    today = words.day(on, "--on") if on else None
    opened = words.existing(case)
    done, errors = running.run(opened, datetime.now(UTC), os.environ, today, only, not no_send, retry)
    wrong = [{"where": one.where, "problem": one.problem, "fix": one.fix} for one in errors]
    print(json.dumps({**done, "errors": wrong}, ensure_ascii=False) if as_json else "\n".join(telling.run_told(done)))
    _end(errors, quiet=as_json)


@app.command()
def send(case: words.HereOrThere = Path(), retry: Retry = False, as_json: words.AsJson = False) -> None:
    """Send what waits, and ask nothing."""
    from plainview.watch import running, telling

    done = running.send(words.existing(case), datetime.now(UTC), os.environ, retry)
    print(json.dumps(done, ensure_ascii=False) if as_json else "\n".join(telling.sent_told(done)))


@app.command("test")
def try_out(
    channel: Annotated[str, typer.Argument(help="mail or webhook.")],
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Send a message that is no alert to every receiver of a channel, to see that it arrives. Exit 2 if one did not take it."""
    from plainview.watch import running

    found = running.try_out(words.existing(case), datetime.now(UTC), os.environ, channel)
    if as_json:
        print(json.dumps({"channel": channel, "receivers": found}, ensure_ascii=False))
    else:
        print("\n".join(f"{one['receiver']}: {'taken' if one['taken'] else 'not taken'} ({one['answer']})" for one in found))
    fix = "check the server, the account and its secret (docs/watch.md)"
    _end([UserError(one["receiver"], "did not take it", fix) for one in found if not one["taken"]], quiet=as_json)


def _end(errors: list[UserError], quiet: bool) -> None:
    """Tell mistakes and end with exit 2; nothing where there is none."""
    for one in [] if quiet else errors:
        words.say.print(str(one), markup=False)
    if errors:
        raise typer.Exit(2)
