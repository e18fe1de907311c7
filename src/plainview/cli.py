"""The commands, one a verb. No logic: each reads its words, calls the function of that name, and tells the result."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from plainview import __version__, journey, simulate, store, summary, tokens
from plainview import explain as explaining
from plainview.case import Case, locked, open_case
from plainview.errors import UserError
from plainview.intake import Facts

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
    unsandboxed: Unsandboxed = False,
) -> None:
    """Do the whole journey: take records in, read them, link searches, read reasons, and write the site."""
    started = time.monotonic()
    today = _today(received_on)
    _some_exist(paths)
    opened = open_case(case, today)
    key = tokens.load_key(dict(os.environ))
    facts = Facts(today, custodian, source_url, request_id)
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
    unsandboxed: Unsandboxed = False,
) -> None:
    """Take records into the archive with what is known about them, without building tables or pages."""
    today = _today(received_on)
    _some_exist(paths)
    opened = open_case(case, today)
    key = tokens.load_key(dict(os.environ))
    with locked(opened), ProgressBar(quiet=False) as tell:
        run = journey.take_in(opened, paths, Facts(today, custodian, source_url, request_id), key, tell, unsandboxed=unsandboxed)
    for error in run.errors:
        say.print(str(error), markup=False)


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


@app.command(name="simulate")
def simulate_network(
    out: Annotated[Path, typer.Option(help="Folder to write into; must be new or empty.")],
    searches: Annotated[int, typer.Option(min=1, help="How many searches the made-up network makes.")] = 20_000,
    agencies: Annotated[int, typer.Option(min=2, help="How many agencies it has.")] = 60,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal bytes.")] = 1,
    custodians: Annotated[int | None, typer.Option(help="How many agencies disclose their logs.")] = None,
    quirks: Annotated[str, typer.Option(help="Quirks to plant, separated by commas.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write a made-up national network with its truth, in the shape of real exports."""
    wanted = frozenset(name.strip() for name in quirks.split(",") if name.strip())
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
