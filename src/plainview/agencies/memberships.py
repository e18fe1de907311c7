"""Who is listed as a member of a programme (287(g)), from when to when, by all the lists that the case has loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plainview.agencies.kept import Kept
from plainview.agencies.lists import Listed


@dataclass(frozen=True, slots=True)
class Membership:
    """One stay of an agency on a programme's lists.

    from_on: the day the agreement was signed (from_basis "signed"), or the first list that has it ("listed").
    to_on: the last list that has it, None if the newest list does. source: names of the files that say so.
    lists_from, lists_to: days of the oldest and the newest list of the programme; of days outside nothing is known.
    """

    agency_id: str
    programme: str
    model: str
    name_raw: str
    from_on: date
    from_basis: str
    to_on: date | None
    source: str
    lists_from: date
    lists_to: date


@dataclass(slots=True)
class _Seen:
    """One agency and model on one list of one day."""

    names: set[str]
    signed: set[date]
    sources: set[str]


def memberships(found: Iterable[tuple[str, Kept, list[Listed]]]) -> list[Membership]:
    """Stays by the rows of lists, each given as (programme, the loaded list, its rows), in a fixed order.

    A list is a day's picture: an agency that a later one does not have was listed until the day of the last that has it. It may
    have left, or may be printed under a name that reads as another agency.
    """
    sheets: dict[str, set[tuple[date, bool]]] = {}
    seen: dict[tuple[str, str, str], dict[tuple[date, bool], _Seen]] = {}
    for programme, kept, listed in found:
        for one in listed:
            day = one.listed_on or (date.fromisoformat(kept.seen_on) if kept.seen_on else None)
            if day is None:
                continue  # a row of a history without its day is a member of no day
            sheet = (day, one.later)
            sheets.setdefault(programme, set()).add(sheet)
            at = seen.setdefault((one.agency.agency_id, programme, one.model), {}).setdefault(sheet, _Seen(set(), set(), set()))
            at.names.add(one.name_raw)
            at.sources.add(kept.name)
            if one.signed_on:
                at.signed.add(one.signed_on)
    out: list[Membership] = []
    for (agency_id, programme, model), by_sheet in sorted(seen.items()):
        for stay, goes_on in _stays(sorted(sheets[programme]), set(by_sheet)):
            days = [day for day, _ in sheets[programme]]
            known = [by_sheet[sheet] for sheet in stay]
            out.append(_membership(agency_id, programme, model, known, stay, goes_on, min(days), max(days)))
    return out


def _stays(sheets: list[tuple[date, bool]], has: set[tuple[date, bool]]) -> list[tuple[list[tuple[date, bool]], bool]]:
    """Runs of lists, one after the other, that have the agency; whether the last of the run is the newest list there is."""
    stays: list[list[tuple[date, bool]]] = []
    before = False
    for sheet in sheets:
        if sheet in has:
            if not before:
                stays.append([])
            stays[-1].append(sheet)
        before = sheet in has
    return [(stay, stay[-1] == sheets[-1]) for stay in stays]


def _membership(
    agency_id: str,
    programme: str,
    model: str,
    seen: list[_Seen],
    stay: list[tuple[date, bool]],
    goes_on: bool,
    lists_from: date,
    lists_to: date,
) -> Membership:
    signed = [day for one in seen for day in one.signed if day <= stay[-1][0]]
    first = min(signed, default=None)
    name = min(name for name in seen[-1].names)
    source = "; ".join(sorted({source for one in seen for source in one.sources}))
    from_on, basis = (first, "signed") if first else (stay[0][0], "listed")
    to_on = None if goes_on else stay[-1][0]
    return Membership(agency_id, programme, model, name, from_on, basis, to_on, source, lists_from, lists_to)
