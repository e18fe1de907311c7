"""What is planted and what it is printed in: rows of logs, pages, lists, documents, and what is true of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(slots=True)
class Plant:
    """One planted breach, innocent look-alike or pattern, with what an honest program may say of it.

    kind: a kind of breaches.toml, `document_missing:<document>`, or the id of a detector. expected: hit, unclear, clear,
    not_in_force or silent. facts: what a trace of the row must show. rows: file and printed row number, `file:row`; a page is its
    file, a partner `file#name`. strength: how strong a pattern was planted, 0 for a breach of law.
    """

    id: str
    kind: str
    is_breach: bool
    jurisdiction: str
    agency: str
    side: str
    shows: str
    expected: str
    certain: bool
    note: str = ""
    law: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    strength: float = 0.0
    rows: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """One search as an audit prints it. at: UTC. window: days back from the search, None for an empty time frame."""

    at: datetime
    org: str
    reason: str
    case: str = ""
    name: str = ""
    plate: str = ""
    filters: str = ""
    offense: str = ""
    networks: int = 40
    devices: int = 900
    window: float | None = 1.0
    planted: tuple[Plant, ...] = ()

    def opens(self) -> datetime | None:
        return None if self.window is None else self.at - timedelta(seconds=round(self.window * 86_400))


@dataclass(slots=True)
class Page:
    """One portal page. retention: days posted, "" for none. partners: who may search its cameras, as
    (printed name, what was planted by it). sources: whose cameras it may search.

    whole: False prints a label that nobody knows, so that the page cannot be read whole. audit: reasons and times of the searches
    that its own list holds, None for no list. posted: sessions that it says it had, None for as many as listed.
    """

    agency: str
    day: date
    retention: str = "30"
    policy: bool = True
    whole: bool = True
    prohibited: bool = True
    audit: list[tuple[datetime, str]] | None = None
    posted: int | None = None
    partners: list[tuple[str, Plant | None]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    planted: list[Plant] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of documents.csv."""

    agency: str
    document: str
    answer: str
    covers_to: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """A stay on the 287(g) list: on every list, or (left) on all but the last."""

    name: str
    state: str
    model: str
    left: bool
