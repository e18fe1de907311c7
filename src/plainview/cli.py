"""The commands, one a verb. No logic: each reads its words, calls the function of that name, and tells the result."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from plainview import __version__, journey, store, summary, tokens
from plainview import diff as comparing
from plainview import explain as explaining
from plainview import layout_view as laying
from plainview import seal as sealing
from plainview.archive import check_handling, open_archive
from plainview.case import Case, locked, open_case
from plainview.errors import UserError
from plainview.intake import Facts
from plainview.verify_case import asking as verifying
from plainview.withheld import parse as parse_withheld

STOPPED = 130
app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
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


@app.command()
def audit(
    paths: Records,
    case: CaseFolder,
    as_json: AsJson = False,
    custodian: Custodian = "",
    source_url: SourceUrl = "",
    request_id: RequestId = "",
    received_on: ReceivedOn = "",
    handling: Handling = "",
    withheld: Withheld = [],  # noqa: B006 - Typer gives each call its own
    unsandboxed: Unsandboxed = False,
) -> None:
    """Do the whole journey: take records in, read them, link searches, read reasons, and write the site."""
    started = time.monotonic()
    today = _today(received_on)
    _some_exist(paths)
    opened = open_case(case, today)
    key = tokens.load_key(dict(os.environ))
    facts = Facts(today, custodian, source_url, request_id, handling and check_handling(handling), parse_withheld(withheld))
    with locked(opened), ProgressBar(quiet=as_json) as tell:
        run = journey.take_in(opened, paths, facts, key, tell, unsandboxed=unsandboxed)
        generation = journey.build(opened, run.fingerprint, tell)
        site = journey.publish(opened, generation)
        tables = store.Store(generation, opened.temporary / "duckdb")
        counts = summary.count(tables, time.monotonic() - started, run.children_kb, site)
        refusals = tables.rows("refusals")
        tables.close()
    for error in run.errors:
        say.print(str(error), markup=False)
    if as_json:
        print(json.dumps(counts))
        return
    for line in summary.told(counts, refusals, key is not None):
        print(line)
    print(f"\n{counts['seconds']} s, at most {counts['peak_mb']} MB\nopen {site}")


@app.command()
def init(case: Annotated[Path, typer.Argument(help="Folder to make.")]) -> None:
    """Make an empty case."""
    print(open_case(case, date.today()).root)


@app.command()
def add(
    paths: Records,
    case: CaseFolder,
    custodian: Custodian = "",
    source_url: SourceUrl = "",
    request_id: RequestId = "",
    received_on: ReceivedOn = "",
    handling: Handling = "",
    withheld: Withheld = [],  # noqa: B006 - Typer gives each call its own
    unsandboxed: Unsandboxed = False,
) -> None:
    """Take records into the archive with what is known about them, without building tables or pages."""
    today = _today(received_on)
    _some_exist(paths)
    opened = open_case(case, today)
    key = tokens.load_key(dict(os.environ))
    facts = Facts(today, custodian, source_url, request_id, handling and check_handling(handling), parse_withheld(withheld))
    before = open_archive(opened.archive).receipts
    with locked(opened), ProgressBar(quiet=False) as tell:
        run = journey.take_in(opened, paths, facts, key, tell, unsandboxed=unsandboxed)
    for error in run.errors:
        say.print(str(error), markup=False)
    for line in summary.taken(before, open_archive(opened.archive).receipts):
        print(line)


@app.command(name="handling")
def change_handling(release: Release, handling: NewHandling, why: Why, case: HereOrThere = Path()) -> None:
    """Say how a release is handled from now on: public, embargoed, privileged or sealed. Only public files are published."""
    opened = _existing(case)
    with locked(opened):
        for receipt in sealing.change_handling(opened, open_archive(opened.archive), release, handling, why):
            print(f"{receipt.path}: {receipt.handling}")
        _renew(opened, bool(store.current(opened.warehouse)))


@app.command()
def seal(release: Release, why: Why, case: HereOrThere = Path()) -> None:
    """Erase a release that was clawed back, and all that was made from it. Its hash, size, name and the reason are kept."""
    opened = _existing(case)
    with locked(opened):
        had_tables = bool(store.current(opened.warehouse))
        for receipt in sealing.seal(opened, open_archive(opened.archive), release, why, date.today()):
            print(f"{receipt.path}: {receipt.why}")
        _renew(opened, had_tables)


def _renew(opened: Case, had_tables: bool) -> None:
    """Make tables and pages anew where there were any: what a file may no longer tell stands in them."""
    if not had_tables:
        print("tables and pages follow with the next `plainview audit`")
        return
    with ProgressBar(quiet=False) as tell:
        print(f"open {journey.renew(opened, tokens.load_key(dict(os.environ)), date.today(), tell)}")


@app.command()
def publish(case: HereOrThere = Path()) -> None:
    """Write the site of a case again from its tables."""
    opened = _existing(case)
    with locked(opened):
        generation = store.current(opened.warehouse)
        if generation is None:
            raise UserError(str(case), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
        print(journey.publish(opened, generation))


@app.command()
def explain(
    entry: Annotated[str, typer.Argument(help="Row as the pages name it: release:row.")],
    case: HereOrThere = Path(),
    as_json: AsJson = False,
) -> None:
    """Show one row, how it was read, and how the archived original prints it."""
    found = explaining.explain(_existing(case), entry, tokens.load_key(dict(os.environ)))
    if as_json:
        print(json.dumps(found, default=store.as_json))
        return
    for line in explaining.told(found):
        print(line)


@app.command(name="verify-case")
def verify_case(
    case: HereOrThere = Path(),
    sample: Annotated[int, typer.Option(min=1, help="How many rows of each kind to read again.")] = 200,
    seed: Annotated[int, typer.Option(help="Equal seeds draw equal rows.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Read a random sample again from the originals by other code; tell how much agrees. Exit 3 if something does not."""
    opened = _existing(case)
    with locked(opened), ProgressBar(quiet=as_json) as tell:
        report = verifying.verify_case(opened, sample, seed, tokens.load_key(dict(os.environ)), tell)
    print(json.dumps(report) if as_json else "\n".join(verifying.told(report)))
    if not report["agrees"]:
        raise typer.Exit(3)


@app.command()
def diff(
    first: Annotated[str, typer.Argument(help="Release id, path of a file, or CUSTODIAN@DAY; alone, a custodian.")] = "",
    second: Annotated[str, typer.Argument(help="What to compare it with.")] = "",
    case: HereOrThere = Path(),
    as_json: AsJson = False,
) -> None:
    """Tell what changed between two productions of a log or captures of a portal; without names, all that can be compared."""
    found = comparing.diff(_existing(case), first, second)
    if as_json:
        print(json.dumps(found, default=store.as_json))
        return
    for line in comparing.told(found):
        print(line)


@app.command(name="layout")
def show_layout(
    file: Annotated[Path, typer.Argument(help="One file of records.")],
    case: Annotated[Path | None, typer.Option("--case", help="Case whose own layouts count too.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Use the proposed layout in this case from now on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how a file is recognised: its layout, and what each column is read as; or what its layout could be."""
    opened = _existing(case) if case else None
    if accept:
        if opened is None:
            raise UserError("--accept", "needs a case to keep the layout in", "name it with --case DIR")
        with locked(opened):
            place = laying.accept(file, opened)
        print(f"accepted {place}\nnow run the command again that took the file in, such as plainview audit")
        return
    seen = laying.view(file, opened)
    print(json.dumps(asdict(seen)) if as_json else "\n".join(laying.told(seen)))


@app.command(name="simulate")
def simulate_network(
    out: Annotated[Path, typer.Option(help="Folder to write into; must be new or empty.")],
    searches: Annotated[int, typer.Option(min=1, help="How many searches the made-up network makes.")] = 20_000,
    agencies: Annotated[int, typer.Option(min=2, help="How many agencies it has.")] = 60,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal bytes.")] = 1,
    custodians: Annotated[int | None, typer.Option(help="How many agencies disclose their logs.")] = None,
    quirks: Annotated[str, typer.Option(help="Quirks to plant, separated by commas; all for every one (docs/quirks.md).")] = "",
    as_json: AsJson = False,
) -> None:
    """Write a made-up national network with its truth, in the shape of real exports."""
    wanted = frozenset(name.strip() for name in quirks.split(",") if name.strip())
    from plainview import simulate  # its workbook writer takes long to load, and no other verb needs it

    counts = simulate.network(out, searches, agencies, seed, custodians, wanted)
    print(
        json.dumps(counts)
        if as_json
        else "\n".join(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}" for name, value in counts.items())
    )


@app.command()
def key(file: Annotated[Path, typer.Argument(help="New file for the key; keep it apart from the case.")]) -> None:
    """Make a token key. With PLAINVIEW_KEY_FILE naming it, plates and accounts become tokens instead of being dropped."""
    tokens.new_key(file)
    print(f"wrote {file}\nnow set PLAINVIEW_KEY_FILE={file}")


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


def _existing(root: Path) -> Case:
    return open_case(root, date.today(), create=False)


def _some_exist(paths: list[Path]) -> None:
    if not any(os.access(path, os.F_OK) for path in paths):  # Path.exists raises where a folder above may not be read
        names = ", ".join(str(path) for path in paths)
        raise UserError(names, "does not exist", "check the path; name at least one file or folder of records")


def _today(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise UserError(f"--received-on {text}", "is no date", "write it as 2026-03-31") from error


class ProgressBar:
    """A progress bar on the terminal; nothing where a program reads us."""

    def __init__(self, quiet: bool) -> None:
        self.bar = Progress(
            TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=say, disable=quiet or not say.is_terminal, transient=True,
        )  # fmt: skip

    def __enter__(self) -> journey.Progress:
        self.bar.start()
        self.task = self.bar.add_task("starting", total=None)
        return self.tell

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def tell(self, what: str, done: int, total: int) -> None:
        self.bar.update(self.task, description=what, completed=done, total=total or None)


def main() -> None:
    """Entry point: a UserError ends with its two lines and exit 2, never a traceback."""
    try:
        app(standalone_mode=True)
    except UserError as error:
        say.print(str(error), markup=False)
        sys.exit(2)
    except SystemExit as ended:
        if ended.code == STOPPED:  # Typer's word for Ctrl-C
            _stop()
        raise
    except KeyboardInterrupt:
        _stop()
    except Exception as error:
        if type(error).__name__ == "InterruptException" or str(error) == "Query interrupted":  # DuckDB's words for Ctrl-C
            _stop()
        if not _disk_is_full(error):
            raise
        where = getattr(error, "filename", None) or "disk"
        fix = "free some space and run the same command again; what was finished is kept"
        say.print(f"{where}: the disk is full\nfix: {fix}", markup=False)
        sys.exit(2)


def _stop() -> NoReturn:
    say.print("stopped: what was finished is kept; run the same command again to go on", markup=False)
    sys.exit(STOPPED)


def _disk_is_full(error: Exception) -> bool:
    """Python, Arrow and DuckDB each have their own error for it."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(words in str(error) for words in ("No space left on device", "max_temp_directory_size"))


if __name__ == "__main__":
    main()
