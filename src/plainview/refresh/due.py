"""Which sources a run fetches: those whose time has come, or those that a person names; and the name by which it asks."""

from __future__ import annotations

from datetime import datetime

from plainview import __version__
from plainview.errors import UserError
from plainview.refresh.noting import Notes, moment
from plainview.refresh.pacing import again_after, early
from plainview.refresh.robots import NAME
from plainview.refresh.sources import Source, Sources


def which(told: Sources, due: bool, everything: bool, only: list[str]) -> str:
    """What a run's options choose: "due" or "all".

    Raises:
        UserError: they contradict each other, or name a source that is not there.
    """
    if sum((due, everything, bool(only))) > 1:
        raise UserError("--due, --all, --only", "are given together", "give one of them")
    for name in only:
        if name not in [source.name for source in told.sources]:
            fix = "see `plainview refresh list`; a document needs --documents too"
            raise UserError(f"--only {name}", "is no source of this case", fix)
    return "all" if everything else "due"


def due_at(source: Source, notes: Notes) -> datetime | None:
    """When a source is fetched next; None for one that never was: at once."""
    known = notes.of(source.name, source.url)
    if not known:
        return None
    tried = moment(known["tried_at"])
    if known["failures"]:
        return tried + again_after(known["failures"], source.every)
    return tried + source.every - early(source.every)


def is_due(source: Source, notes: Notes, now: datetime) -> bool:
    due = due_at(source, notes)
    return due is None or due <= now


def agent_of(told: Sources) -> str:
    """The name by which requests say who asks."""
    return f"{NAME}/{__version__} (+{told.contact})"
