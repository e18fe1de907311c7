"""The strings whose reading is open, each text once, those that most searches give first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plainview import reasons
from plainview.case import Case
from plainview.decisions import read
from plainview.decisions.reading import agreeing
from plainview.decisions.row import plain
from plainview.decisions.subjects.reason import parted
from plainview.errors import UserError
from plainview.reasons.decided import Answer, Given, agreed, answers_to, name_of, places_of
from plainview.store import Store, open_current

SHOWN = 300  # letters of a text on a terminal
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """One string to be settled. Texts are by strangers and as typed: escape them wherever they are shown.

    a, b: how a decision names it. reason, offense: as typed most often. states: the searchers' states in which it is open, ""
    for an unknown one. purposes: (id, certainty) of the present reading; words and made_by: what it rests on.
    n_searches: linked searches that give it; n_sessions: listed sessions of portals. n_texts: spellings that are one to us.
    n_answers: reviewers whose answer stands. state: `open`, `answered`, or `disputed` (answers differ). yours: the answer of
    the reviewer who asks, "" if there is none; nobody is shown what others answered.
    """

    a: str
    b: str
    reason: str
    offense: str
    states: tuple[str, ...]
    purposes: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    federal_name: str
    words: str
    made_by: str
    n_searches: int
    n_sessions: int
    n_texts: int
    n_answers: int
    state: str
    yours: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers that stand: by what they are about and by reviewer (a number), and the number of each name."""

    given: Given
    numbers: Mapping[str, int]

    def number(self, reviewer: str) -> int:
        """The reviewer's number; -1 for one who has not answered anything."""
        return self.numbers.get(plain(reviewer).casefold(), -1)


def standing(case: Case) -> Standing:
    """The answers about reasons that stand in the case's file of decisions. UserErrors where the file is not in order."""
    found: dict[tuple[str, str], dict[int, Answer]] = {}
    numbers: dict[str, int] = {}
    for row in agreeing(case.decisions, read(case.decisions)):
        if row.subject == "reason":
            number = numbers.setdefault(row.by.casefold(), len(numbers))
            found.setdefault((row.a, row.b), {})[number] = Answer(*parted(row.verdict), row.decision_id)
    return Standing(found, numbers)


def offered(case: Case, limit: int | None = 50, reviewer: str = "", again: bool = False) -> tuple[list[Offer], dict[str, int]]:
    """The strings to settle, by the number of searches (and portals' sessions) they touch; and how many there are in all.

    Args:
        limit: at most so many; None: all.
        reviewer: who asks.
        again: the strings that have answers already: those that others answered and this reviewer did not, then their own.
            They are shown with the reading that the rules give, not with what was answered.

    Returns:
        offers, and n_strings, n_searches, n_sessions of all such strings, with n_disputed: strings whose answers differ.
    """
    if limit is not None and limit < 1:
        raise UserError(f"--limit {limit}", "is no number of strings", "write 1 or more")
    known = standing(case)
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        found = _Open(opened, known, again)
        touched = found.touched()
        n_disputed = sum(len({one.says for one in by.values()}) > 1 for by in known.given.values())
        sums = {name: pc.sum(touched.column(name)).as_py() or 0 for name in ("n_searches", "n_sessions")}
        counts = {"n_strings": touched.num_rows, **sums, "n_disputed": n_disputed}
        own = known.number(reviewer)
        if again:
            offers = sorted(found.offers(touched, own), key=lambda one: bool(one.yours))
        else:
            offers = found.offers(touched.slice(0, limit), own)
        return offers[:limit], counts
    finally:
        opened.close()


def as_rows(offers: Iterable[Offer]) -> list[_Row]:
    """Offers as JSON has them: `purposes` is a list of {purpose, certainty}."""
    return [{**asdict(one), "purposes": [{"purpose": name, "certainty": sure} for name, sure in one.purposes]} for one in offers]


def told(offer: Offer) -> list[str]:
    """An offer as lines for a terminal: nothing in them moves the cursor or colours the screen."""
    where = ", ".join(state or "unknown state" for state in offer.states)
    count = f"{offer.n_searches:,} searches" + (f", {offer.n_sessions:,} listed sessions" if offer.n_sessions else "")
    reading = ", ".join(f"{name} {sure}" for name, sure in offer.purposes) or "states no purpose"
    marks = f"; marks {', '.join(offer.marks)}" if offer.marks else ""
    lines = [f"“{shown(offer.reason)}”", f"    {count}; {where}" + (f"; {offer.n_texts} spellings" if offer.n_texts > 1 else "")]
    if offer.offense:
        lines.insert(1, f"    offence: “{shown(offer.offense)}”")
    words = f" (“{shown(offer.words)}”)" if offer.words else ""
    lines.append(f"    read as: {reading}{words}{marks}; {plain(offer.made_by)}")
    if offer.state == "disputed":
        lines.append("    reviewers differ about it: the reading stays until they agree")
    if offer.yours:
        lines.append(f"    your answer: {offer.yours}")
    return lines


def shown(text: str) -> str:
    """A stranger's text in one line of letters that can be printed, cut where it is very long."""
    clean = plain(text)
    return clean if len(clean) <= SHOWN else f"{clean[:SHOWN]}…"


class _Open:
    """The open reasons, grouped into what is asked once; only what is shown is made into offers, for there may be many."""

    def __init__(self, opened: Store, known: Standing, again: bool) -> None:
        self.opened = opened
        self.rows = opened.arrow("review/open", again=again)
        columns = [self.rows.column(name).to_pylist() for name in ("reason_raw", "offense_raw", "state")]
        self.typed: list[tuple[str | None, str | None, str | None]] = list(zip(*columns, strict=True))
        self.said: list[str] = self.rows.column("purposes").to_pylist()
        self.answers: dict[int, dict[int, tuple[str, Answer]]] = {}
        self.by_rules: dict[int, _Row] = {}
        self.items: list[tuple[str, str, list[int]]] = []
        self._group(known, again)

    def _group(self, known: Standing, again: bool) -> None:
        answered = {name for name, _ in known.given}
        groups: dict[tuple[str, str], list[int]] = {}
        is_decided = self.rows.column("is_decided").to_pylist() if again else []
        for at, (reason, offense, state) in enumerate(self.typed):
            name = name_of(reason)
            found = answers_to(known.given, reason, offense, state) if name in answered else {}
            if bool(found) != again:
                continue
            if found:
                self.answers[at] = found
            if again and is_decided[at]:
                self.by_rules[at] = _by_rules(reason, offense, state)
                self.said[at] = self.by_rules[at]["purposes"]
            groups.setdefault((name, places_of(reason, offense, state)[1]), []).append(at)
        for (name, anywhere), rows in groups.items():
            by_place = {anywhere: rows}
            usual = {self.typed[at][2]: self.said[at] for at in reversed(rows)}  # the commonest comes first, so it stays
            if len(set(usual.values())) > 1:  # read otherwise in another state: each for itself
                by_place = {}
                for at in rows:
                    by_place.setdefault(places_of(*self.typed[at])[0], []).append(at)
            self.items += [(name, place, found) for place, found in by_place.items()]

    def touched(self) -> pa.Table:
        """item, n_searches, n_sessions of each, those that most of them give first."""
        at = pa.array([row for _, _, rows in self.items for row in rows], pa.int64())
        item = pa.array([number for number, (_, _, rows) in enumerate(self.items) for _ in rows], pa.int64())
        self.opened.lend("review_rows", pa.table({"reason_id": self.rows.column("reason_id").take(at), "item": item}))
        return self.opened.arrow("review/touched")

    def offers(self, touched: pa.Table, reviewer: int) -> list[Offer]:
        """Offers for these rows of `touched`."""
        return [self._offer(*self.items[int(one["item"])], one, reviewer) for one in touched.to_pylist()]

    def _offer(self, name: str, place: str, ats: list[int], counts: _Row, reviewer: int) -> Offer:
        rows = self.rows.take(pa.array(ats)).to_pylist()
        first = rows[0] | self.by_rules.get(ats[0], {})
        answers: dict[int, tuple[str, Answer]] = {}
        states = Counter[str]()
        for at, row in zip(ats, rows, strict=True):
            answers |= self.answers.get(at, {})
            states[row["state"] or ""] += row["n_entries"]
        own = answers.get(reviewer)
        purposes = [one.split(" ") for one in first["purposes"].split("|") if one]
        return Offer(
            name,
            place,
            first["reason_raw"] or "",
            first["offense_raw"] or "" if place.endswith("]") else "",
            tuple(sorted(states, key=lambda state: (-states[state], state))),
            tuple((purpose, certainty) for purpose, certainty in purposes),
            tuple(first["marks"] or ()),
            first["federal_name"] or "",
            first["words"] or "",
            first["made_by"] or "",
            counts["n_searches"],
            counts["n_sessions"],
            len({(row["reason_raw"], row["offense_raw"]) for row in rows}),
            len(answers),
            "open" if not answers else "answered" if agreed(answers.values()) else "disputed",
            "" if own is None else " ".join(filter(None, ("|".join(own[1].purposes) or "none", own[1].certainty))),
        )


def _by_rules(reason: str | None, offense: str | None, state: str | None) -> _Row:
    """How the rules alone read it: nobody who answers for the second time is shown what was answered before."""
    found = reasons.read(reason, offense, state=state)
    purposes = "|".join(sorted(f"{one.id} {one.certainty}" for one in found.purposes))
    told = {"marks": list(found.marks), "federal_name": found.federal_name, "words": found.words, "made_by": found.made_by}
    return {"purposes": purposes, **told}
