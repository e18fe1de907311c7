"""Each query is asked once per site, then grouped in memory: pages of one kind never ask the store again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Row = dict[str, Any]
Made = TypeVar("Made")
# Temporary tables that many page queries read: made once, in this order, so that no query scans all entries twice.
MADE = (
    *("made_searches", "made_reasons", "made_outcomes", "made_sessions", "made_listed", "made_findings"),
    *("made_door_reasons", "made_door_days", "made_door_delegated", "made_door_federal", "made_door_partners"),
)


class Source(Protocol):
    """What a page needs of the store: rows of sql/<name>.sql over one generation, and SQL run for its effect."""

    def rows(self, name: str, **params: object) -> list[Row]: ...

    def run(self, name: str, **params: object) -> None: ...


class _Closed:
    """Stands for a store that may not be asked any more."""

    def rows(self, name: str, **params: object) -> list[Row]:
        raise RuntimeError(f"{name} was not asked before the pages were shared out")

    def run(self, name: str, **params: object) -> None:
        raise RuntimeError(f"{name} was not run before the pages were shared out")


class Rows:
    """Remembers answers, groupings and anything made of them, for as long as one site is built."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kept: dict[object, Any] = {}

    def close_off(self) -> None:
        """From here on give only what is remembered: this copy of the process must not touch the database."""
        self._source = _Closed()

    @staticmethod
    def of(store: Source | Rows) -> Rows:
        """Wrap a store; a Rows is returned as it is."""
        return store if isinstance(store, Rows) else Rows(store)

    def rows(self, name: str, **params: object) -> list[Row]:
        self.once("made", Rows._make)
        found: list[Row] = self.once((name, *sorted(params.items())), lambda _: self._source.rows(name, **params))
        return found

    def run(self, name: str, **params: object) -> None:
        """Run SQL for its effect, once."""
        self.once(("run", name, *sorted(params.items())), lambda _: self._source.run(name, **params))

    def _make(self) -> bool:
        for name in MADE:
            self._source.run(f"page/{name}")
        return True

    def by(self, name: str, key: str, **params: object) -> dict[str, list[Row]]:
        """Rows of one query grouped by one column, in their order; None counts as ""."""

        def group(_: Rows) -> dict[str, list[Row]]:
            groups: dict[str, list[Row]] = {}
            for row in self.rows(name, **params):
                groups.setdefault(row[key] or "", []).append(row)
            return groups

        return self.once(("by", name, key, *sorted(params.items())), group)

    def forget(self, *names: str) -> None:
        """Ask these queries again, and make these things again, when they are next asked for."""
        for key in [one for one in self._kept if one in names or (isinstance(one, tuple) and one[0] in names)]:
            del self._kept[key]

    def once(self, key: object, make: Callable[[Rows], Made]) -> Made:
        """Make a thing the first time it is asked for."""
        if key not in self._kept:
            self._kept[key] = make(self)
        made: Made = self._kept[key]
        return made
