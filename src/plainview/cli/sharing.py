"""Who could search whose cameras on a day, by which document; what changed; where the records do not agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plainview.cli import words

if TYPE_CHECKING:
    from plainview.store import Store

app = typer.Typer(no_args_is_help=True)

Agency = Annotated[str, typer.Argument(help="The agency: its id, or its name as the records have it.")]
MaybeAgency = Annotated[str, typer.Argument(help="Only of this agency: its id or name; of all if not given.")]
On = Annotated[str, typer.Option("--on", help="The day asked about, as 2026-03-31.")]


@app.command()
def who(agency: Agency, on: On, case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Who could search an agency's cameras on a day, how certain that is, and by which document."""
    from plainview.sharing import asking

    day = words.day(on, "--on")
    _tell(case, as_json, lambda store: asking.who(store, agency, day))


@app.command()
def whom(agency: Agency, on: On, case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Whose cameras an agency could search on a day, how certain that is, and by which document."""
    from plainview.sharing import asking

    day = words.day(on, "--on")
    _tell(case, as_json, lambda store: asking.whom(store, agency, day))


@app.command()
def changed(
    agency: MaybeAgency = "",
    start: Annotated[str, typer.Option("--from", help="First day, as 2026-03-01; the first held if not given.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last day; the last held if not given.")] = "",
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """What came onto sharing lists and went from them between two days, and what administrative logs tell of it."""
    from plainview.sharing import changes

    first, last = words.day(start or "0001-01-01", "--from"), words.day(end or "9999-12-31", "--to")
    _tell(case, as_json, lambda store: changes.changed(store, agency, first, last))


@app.command()
def cuts(
    least: Annotated[int, typer.Option(min=1, help="By how many names a list must have shrunk.")] = 100,
    case: words.HereOrThere = Path(),
    as_json: words.AsJson = False,
) -> None:
    """Sharing lists that shrank by so many names between two captures."""
    from plainview.sharing import changes

    _tell(case, as_json, lambda store: changes.cuts(store, least))


@app.command()
def one_sided(on: On, agency: MaybeAgency = "", case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Shares that one side lists and the other's list of about that day does not."""
    from plainview.sharing import changes

    day = words.day(on, "--on")
    _tell(case, as_json, lambda store: changes.one_sided(store, agency, day))


@app.command()
def contradictions(agency: MaybeAgency = "", case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """Where records do not agree: listed but deleted, used but not listed, gone from the list and still used, one-sided."""
    from plainview.sharing import changes

    _tell(case, as_json, lambda store: changes.contradictions(store, agency))


@app.command()
def reach(agency: Agency, on: On, case: words.HereOrThere = Path(), as_json: words.AsJson = False) -> None:
    """What an agency could search on a day, and whose cameras are one partner away: that is exposure, not access."""
    from plainview.sharing import reaching

    day = words.day(on, "--on")
    _tell(case, as_json, lambda store: reaching.reach(store, agency, day))


def _tell(case: Path, as_json: bool, ask: Callable[[Store], dict[str, Any]]) -> None:
    from plainview import store
    from plainview.sharing import telling

    opened_case = words.existing(case)
    opened = store.open_current(opened_case.warehouse, opened_case.temporary / "duckdb")
    try:
        found = ask(opened)
    finally:
        opened.close()
    print(json.dumps(found, default=store.as_json, ensure_ascii=False) if as_json else "\n".join(telling.told(found)))
