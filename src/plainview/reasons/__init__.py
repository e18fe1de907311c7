"""A typed reason becomes purposes, marks, a certainty and the words that decided; never more than the words say.

What is known stands in files, not here: words in terms/<purpose or mark>.toml, code sections in codes/<state>.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from plainview.model import Reading
from plainview.reasons import model, offences, reading, statutes, terms
from plainview.reasons.reading import MARKS, Readers

Row = tuple[str | None, str | None, str | None, str | None, str | None, str, str]

__all__ = ["MARKS", "Readers", "Row", "load", "read", "read_each", "read_many"]

_HERE = Path(__file__).parent.parent


@cache
def load() -> Readers:
    """Read terms/ and codes/ once. Raises UserErrors where a file of them cannot be used."""
    return Readers(
        terms.load(_HERE / "terms"), statutes.load(_HERE / "codes"), offences.load(_HERE / "terms/_offense_types.toml")
    )


def by_rules(reason: str | None, state: str | None = None) -> Reading:
    """What the rules alone make of a reason."""
    return reading.read(load(), reason, None, state, "value")


def read(
    reason: str | None,
    offense: str | None = None,
    case_shape: str | None = None,
    search_type: str | None = None,
    state: str | None = None,
    reason_state: str = "value",
    office: str = "",
) -> Reading:
    """Read one distinct reason with the fields beside it.

    Args:
        reason: what was typed; None or "" where the cell is empty.
        offense: the offence drop-down, which may hold `Category - free text`.
        case_shape: shape of the case field. No rule uses it yet; it is part of what makes a reason distinct.
        search_type: the vendor's search type. No rule uses it yet, for the same reason.
        state: two-letter code of the searcher's state; code sections and local words are read under it.
        reason_state: cell state. Where the record hides the reason, only the offence can give a purpose.
        office: which office of terms/_context.toml typed it, "" for any other (context.load().office tells).
    """
    return reading.read(load(), reason, offense, state, reason_state, model.load(), office)


def read_many(rows: Iterable[Row]) -> list[Reading]:
    """Read many distinct rows, in order; each row holds the arguments of `read`."""
    return list(read_each(rows))


def read_each(rows: Iterable[Row]) -> Iterator[Reading]:
    """The same one by one, for whoever keeps no more than it needs."""
    readers, known = load(), model.load()
    for row in rows:
        yield reading.read(readers, row[0], row[1], row[4], row[5], known, row[6])
