"""Whether two log entries record one search: `same` or `different`."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from plainview.decisions.row import UNDONE, Decision

SAME, DIFFERENT = VERDICTS = ("same", "different")
_NAME = re.compile(r"[0-9a-f]{16}:[1-9][0-9]{0,17}|[0-9a-f]{16}:0")
_FIX = "copy the whole name from a page, such as 3f9c1a20b7de4415:17"


def mistakes(a: str, b: str) -> list[tuple[str, str, str]]:
    """Names that name no entry, and an entry beside itself: column, problem and fix."""
    found = [(column, "names no entry", _FIX) for column, name in (("a", a), ("b", b)) if not _NAME.fullmatch(name)]
    return found or ([("b", "is the same entry as a", "name two entries")] if a == b else [])


def wrong_verdict(verdict: str) -> list[tuple[str, str, str]]:
    """A word that is no verdict: column, problem and fix."""
    fix = f"write {', '.join(VERDICTS)} or {UNDONE}"
    return [] if verdict in VERDICTS else [("verdict", "is no verdict", fix)]


def contradictions(rows: Sequence[Decision]) -> list[tuple[list[Decision], str]]:
    """Entries that are said to be different, and are one search by other decisions: all that are concerned."""
    chains = Chains(rows)
    found = []
    for row in rows:
        if row.verdict == DIFFERENT and (path := chains.path(row.a, row.b)) is not None:
            names = ", ".join(one.decision_id for one in path)
            found.append(([*path, row], f"{names} make {row.a} and {row.b} one search, {row.decision_id} says they are two"))
    return found


def resolved(rows: Sequence[Decision]) -> Iterator[tuple[str, str, str, str]]:
    """(a, b, verdict, decision_id) of all that follows from these decisions, which do not contradict each other.

    same: a is any entry of a chain, b the first entry of that chain. different: every pair of entries, one of either chain;
    a is of the chain that begins first.
    """
    chains = Chains(rows)
    for first, members in sorted(chains.groups.items()):
        for name in members[1:]:
            yield name, first, SAME, chains.reached[name].decision_id
    seen = set()
    for row in rows:
        if row.verdict == DIFFERENT:
            earlier, later = sorted((chains.group_of(row.a), chains.group_of(row.b)), key=lambda group: place(group[0]))
            for pair in product(earlier, later):
                if pair not in seen:
                    seen.add(pair)
                    yield *pair, DIFFERENT, row.decision_id


class Chains:
    """Entries that decisions say are the same, taken together; a group begins with the one that stands first in the tables."""

    def __init__(self, rows: Iterable[Decision]) -> None:
        self.beside: dict[str, list[tuple[str, Decision]]] = defaultdict(list)
        for row in rows:
            if row.verdict == SAME:
                self.beside[row.a].append((row.b, row))
                self.beside[row.b].append((row.a, row))
        self.groups: dict[str, list[str]] = {}
        self.first: dict[str, str] = {}
        self.reached: dict[str, Decision] = {}  # by which decision an entry hangs on its chain
        for name in sorted(self.beside, key=place):
            if name not in self.first:
                self.groups[name] = [at for at, _, _ in self._walk(name)]
                self.first |= dict.fromkeys(self.groups[name], name)
                self.reached |= {at: row for at, _, row in self._walk(name) if row is not None}

    def _walk(self, start: str) -> Iterator[tuple[str, str, Decision | None]]:
        """(entry, the one before, the decision between them) of a chain, the nearest first."""
        seen, waiting = {start}, deque[tuple[str, str, Decision | None]]([(start, start, None)])
        while waiting:
            step = waiting.popleft()
            yield step
            for name, row in self.beside[step[0]]:
                if name not in seen:
                    seen.add(name)
                    waiting.append((name, step[0], row))

    def group_of(self, name: str) -> list[str]:
        """All entries of the chain that holds this one; itself alone, if none does."""
        return self.groups[self.first[name]] if name in self.first else [name]

    def path(self, start: str, end: str) -> list[Decision] | None:
        """The fewest decisions that make these two the same, None if they are not."""
        if start not in self.first or self.first[start] != self.first.get(end):
            return None
        before = {name: (last, row) for name, last, row in self._walk(start)}
        path = []
        while end != start:
            end, row = before[end]
            assert row is not None
            path.append(row)
        return path[::-1]


def place(name: str) -> tuple[str, int]:
    """Where an entry stands in the order of the tables: by its release, then its row as a number."""
    release, _, row = name.partition(":")
    return release, int(row)
