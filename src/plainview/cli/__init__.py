"""The commands, one a verb. No logic: each reads its words, calls the function of that name, and tells the result."""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import NoReturn

import typer
from typer.core import TyperGroup

from plainview.cli.words import say
from plainview.errors import UserError

STOPPED = 130
# The order in which a person meets them; a verb that is not named here follows.
FIRST = (
    "audit init add serve team refresh watch handling seal publish explain sharing verify-case diff read-reasons review sample "
    "agencies link rules decide layout simulate key version"
).split()


class InOrder(TyperGroup):
    """The verbs in their order, whether or not a verb has verbs of its own."""

    def list_commands(self, ctx: object) -> list[str]:
        return sorted(self.commands, key=lambda verb: (FIRST.index(verb) if verb in FIRST else len(FIRST), verb))


app = typer.Typer(cls=InOrder, add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)


def _join() -> None:
    """Join the verbs. A verb is a file of this folder: its name is the verb, its docstring the help, and it holds `run`,
    or `app` if it has verbs of its own. What is heavy is imported inside `run`: to print the help, every file is read."""
    for name in [one.name for one in iter_modules(__path__)]:
        module, verb = import_module(f"{__name__}.{name}"), name.replace("_", "-")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=verb, help=module.__doc__)
        elif hasattr(module, "run"):
            app.command(verb, help=module.__doc__)(module.run)


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
        if type(error).__name__ == "CannotStart":
            say.print(f"{error}\nfix: install plainview again (`make .venv/ready`); no file was refused for it", markup=False)
            sys.exit(2)
        if type(error).__name__ in (
            "BinderException",
            "CatalogException",
        ):  # DuckDB's words for a column or table that is not there
            first = str(error).splitlines()[0]
            fix = "run `plainview audit --case DIR` once to make them anew; if it happens again, report it"
            say.print(f"the case's tables seem to be of another version of plainview ({first})\nfix: {fix}", markup=False)
            sys.exit(2)
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


_join()
