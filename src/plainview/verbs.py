"""The verbs of the command line as functions: `verbs.audit(["records"], case="mycase")` does what the verb `audit` does with
these paths and this case, and gives back as a dict what `--json` prints.

A verb with verbs of its own holds them: `verbs.rules.list()`. A name with a dash has an underscore: `verbs.read_reasons`. Options
are keyword arguments under the names that `help(verbs.audit)` tells; folders may be texts or paths.
"""

from __future__ import annotations

import inspect
import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any, get_args, get_origin, get_type_hints

AS_JSON = "as_json"


class Verb:
    """One verb. Calling it gives a dict; a mistake that a person can mend is raised as `UserError`."""

    def __init__(self, name: str, run: Callable[..., None], doc: str) -> None:
        self._run = run
        self._hints = {one: hint for one, hint in get_type_hints(run, include_extras=True).items() if one != "return"}
        self.__name__ = self.__qualname__ = name
        self.__doc__ = "\n".join(
            [doc.strip(), "", *(f"{one}: {_help(hint)}" for one, hint in self._hints.items() if one != AS_JSON)]
        )
        known = inspect.signature(run).parameters.values()
        shown = [one.replace(annotation=_kind(self._hints[one.name])) for one in known if one.name != AS_JSON]
        self.__signature__ = inspect.Signature(shown, return_annotation=dict[str, Any])

    def __call__(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Do it.

        Returns: what `--json` prints (`printed`: the text of a verb without it), and `exit`: 0, or 3 where the command line would
        end with 3 because something was found.

        Raises:
            UserError: the person can mend it. TypeError: an argument that the verb does not have.
        """
        from typer import Exit  # with the command line, only when a verb is called

        given = self.__signature__.bind(*args, **options).arguments
        fit = {name: _fit(value, self._hints[name]) for name, value in given.items()}
        if AS_JSON in self._hints:
            fit[AS_JSON] = True
        printed, code = io.StringIO(), 0
        with redirect_stdout(printed):
            try:
                self._run(**fit)
            except Exit as ended:
                code = ended.exit_code
        text = printed.getvalue()
        told = json.loads(text) if AS_JSON in fit and text.strip() else {"printed": text}
        return {**told, "exit": code}

    def __repr__(self) -> str:
        return f"<verb {self.__name__}: {(self.__doc__ or '').splitlines()[0]}>"


class Verbs:
    """The verbs of a verb, each under its name."""

    def __init__(self, name: str, module: Any) -> None:
        self.__doc__ = module.__doc__
        for one in module.app.registered_commands:
            if one.callback is not None:
                own = (one.name or one.callback.__name__.rstrip("_")).replace("-", "_")
                setattr(self, own, Verb(f"{name}.{own}", one.callback, one.callback.__doc__ or ""))


def __getattr__(name: str) -> Verb | Verbs:
    """A verb by its name; made when it is first asked for."""
    if name not in __dir__():
        raise AttributeError(f"plainview has no verb {name!r}; dir(plainview.verbs) lists them")
    module = import_module(f"plainview.cli.{name}")
    made = Verbs(name, module) if hasattr(module, "app") else Verb(name, module.run, module.__doc__ or "")
    globals()[name] = made
    return made


def __dir__() -> list[str]:
    """All verbs but `serve`, which does not end by itself."""
    folder = str(Path(__file__).parent / "cli")
    return sorted(one.name for one in iter_modules([folder]) if one.name not in ("words", "serve"))


def _kind(hint: Any) -> Any:
    """The plain type of an option."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _help(hint: Any) -> str:
    """What the command line says of an option."""
    return next((str(one.help) for one in get_args(hint)[1:] if getattr(one, "help", None)), "")


def _fit(value: Any, hint: Any) -> Any:
    """A value as the verb takes it: texts where it wants paths, one where it wants a list, a day where it wants a time."""
    kind = _kind(hint)
    inner = get_args(kind)
    if get_origin(kind) is list:
        many = [value] if isinstance(value, (str, Path)) else list(value)
        return [_fit(one, inner[0]) for one in many]
    if isinstance(value, str) and (kind is Path or Path in inner):
        return Path(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day) if kind is datetime else value.isoformat()
    return value
