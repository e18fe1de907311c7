"""What several verbs share: their options and arguments, opening a case, and telling how work goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from plainview.case import Case, open_case
from plainview.errors import UserError

if TYPE_CHECKING:
    from plainview.intake import Facts
    from plainview.law import Rule

say = Console(stderr=True, highlight=False, soft_wrap=True)

HereOrThere = Annotated[Path, typer.Option("--case", help="Folder of the case; the folder you stand in if not given.")]
CaseFolder = Annotated[Path, typer.Option("--case", help="Folder of the case; made if it does not exist.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for a program instead of text.")]
Unsandboxed = Annotated[bool, typer.Option(help="Read binary formats where this system cannot limit a reader's memory.")]
Custodian = Annotated[str, typer.Option(help="Agency whose logs these are, where no record says so.")]
SourceUrl = Annotated[str, typer.Option(help="Where the files were published.")]
RequestId = Annotated[str, typer.Option(help="Number of the records request.")]
Handling = Annotated[str, typer.Option(help="public, embargoed, privileged or sealed; only public files are published.")]
Release = Annotated[str, typer.Argument(help="The file: its id or path as the page Files shows it, or its SHA-256.")]
NewHandling = Annotated[str, typer.Argument(help="public, embargoed, privileged or sealed.")]
Why = Annotated[str, typer.Option(help="The reason in a sentence; it is kept.")]
Withheld = Annotated[list[str], typer.Option(help='What a letter says was withheld, as reason:"Gov. Code 7923.600".')]
ReceivedOn = Annotated[str, typer.Option(help="Day the files came, as 2026-03-31; today if not given.")]
Records = Annotated[list[Path], typer.Argument(help="Files and folders of records.")]


def existing(root: Path) -> Case:
    """The case in this folder; UserError if it is none."""
    return open_case(root, date.today(), create=False)


def token_key() -> bytes | None:
    """The token key that the environment or the keyring names, None if there is none."""
    from plainview import tokens

    return tokens.load_key(dict(os.environ))


def some_exist(paths: list[Path]) -> None:
    """UserError if not one of these paths is there."""
    if not any(os.access(path, os.F_OK) for path in paths):  # Path.exists raises where a folder above may not be read
        names = ", ".join(str(path) for path in paths)
        raise UserError(names, "does not exist", "check the path; name at least one file or folder of records")


def facts_of(received_on: str, custodian: str, source_url: str, request_id: str, handling: str, withheld: list[str]) -> Facts:
    """What the options say of the files; UserError where a day, a handling or a note of withholding is not in order."""
    from plainview.archive import check_handling
    from plainview.intake import Facts
    from plainview.withheld import parse

    told = handling and check_handling(handling)
    return Facts(day(received_on), custodian, source_url, request_id, told, parse(withheld))


def rules(case: Path | None) -> list[Rule]:
    """The rules: those shipped, and with a case its own and what it confirmed."""
    from plainview import decisions, law

    if case is None:
        return law.load()
    opened = existing(case)
    return law.lifted(law.with_own(opened.rules), decisions.confirmed(opened.decisions))


def rule(rule_id: str, case: Path | None) -> Rule:
    """The rule with this id; UserError if there is none."""
    known = {one.id: one for one in rules(case)}
    if rule_id not in known:
        raise UserError(rule_id, "is no rule", "see `plainview rules list` for their ids")
    return known[rule_id]


def day(text: str, option: str = "--received-on") -> date:
    """The day that an option names, today if it names none."""
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise UserError(f"{option} {text}", "is no date", "write it as 2026-03-31") from error


def renew(opened: Case, had_tables: bool) -> None:
    """Make tables and pages anew where there were any: what a file may no longer tell stands in them."""
    if not had_tables:
        print("tables and pages follow with the next `plainview audit`")
        return
    print(f"open {renewed(opened, quiet=False)}")


def renewed(opened: Case, quiet: bool) -> Path:
    """Make tables and pages anew; the site's first page."""
    from plainview import journey

    with ProgressBar(quiet) as tell:
        return journey.renew(opened, token_key(), date.today(), tell)


class ProgressBar:
    """A progress bar on the terminal; nothing where a program reads us."""

    def __init__(self, quiet: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.bar = Progress(
            TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=say, disable=quiet or not say.is_terminal, transient=True,
        )  # fmt: skip

    def __enter__(self) -> Callable[[str, int, int], None]:
        self.bar.start()
        self.task = self.bar.add_task("starting", total=None)
        return self.tell

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def tell(self, what: str, done: int, total: int) -> None:
        self.bar.update(self.task, description=what, completed=done, total=total or None)
