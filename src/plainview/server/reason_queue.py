"""The queue of typed reasons whose reading is open, those that most searches give first."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from plainview import review
from plainview.decisions.subjects.reason import CERTAINTIES, purposes
from plainview.errors import UserError
from plainview.review import Offer
from plainview.review.undecided import standing
from plainview.server import queues, shown
from plainview.server.actors import acting, named, on_record
from plainview.server.case_reading import Reading
from plainview.server.forms import form_of
from plainview.server.queues import today

_Asked = tuple[list[Offer], int, frozenset[tuple[str, str]]]  # offers, how many in all, what the reviewer has answered
MOST = 200  # asked of the tables at a time


async def offers_for(reading: Reading, reviewer: str, again: bool) -> tuple[list[Offer], int]:
    """The strings this reviewer may settle now, and how many there are in all. What was answered since they were asked for is
    left out by decisions.csv alone, so that an answer costs no new look at the tables."""
    name = ("reasons", reviewer.casefold(), again)
    found, counts, own = await reading.of(name, lambda: _asked(reading, reviewer, again), with_decisions=False)
    left = await asyncio.to_thread(_left, reading, found, own, reviewer, again)
    if not left and counts > len(found):  # all of these are answered, and there are more
        found, counts, own = await reading.of((*name, "more"), lambda: _asked(reading, reviewer, again))
        left = await asyncio.to_thread(_left, reading, found, own, reviewer, again)
    return left, counts - (len(found) - len(left))


def _asked(reading: Reading, reviewer: str, again: bool) -> _Asked:
    offers, counts = review.offered(reading.case, MOST, reviewer, again)
    return offers, counts["n_strings"], _own(reading, reviewer)


def _own(reading: Reading, reviewer: str) -> frozenset[tuple[str, str]]:
    """What this reviewer has an answer about."""
    known = standing(reading.case)
    number = known.number(reviewer)
    return frozenset(about for about, by in known.given.items() if number in by)


def _left(
    reading: Reading, found: Sequence[Offer], before: frozenset[tuple[str, str]], reviewer: str, again: bool
) -> list[Offer]:
    given = standing(reading.case).given
    if not again:
        return [one for one in found if (one.a, one.b) not in given]
    new = _own(reading, reviewer) - before
    return [one for one in found if (one.a, one.b) not in new]


def keyed(offer: Offer) -> list[tuple[str, str, str]]:
    """(key, id, what it means) of every purpose: those of the present reading first, keys 1 to 9 for the first nine."""
    known = purposes()
    first = [name for name, _ in offer.purposes if name in known]
    order = [*first, *(name for name in known if name not in first)]
    return [(str(at) if at < 10 else "", name, known[name]) for at, name in enumerate(order, 1)]


def key_of(a: str, b: str) -> str:
    """What stands for a string in a form: its own words may hold a plate."""
    return hashlib.sha256(f"{a}\n{b}".encode()).hexdigest()[:24]


async def _about(request: Request, key: str, reviewer: str) -> tuple[str, str]:
    """The string of a form: one of those that this reviewer was shown."""
    reading: Reading = request.app.state.reading
    for again in (False, True):
        for name in (("reasons", reviewer.casefold(), again), ("reasons", reviewer.casefold(), again, "more")):
            found: _Asked = reading.kept(name, ([], 0, frozenset()))
            for one in found[0]:
                if key_of(one.a, one.b) == key:
                    return one.a, one.b
    raise UserError("this string", "is not in the queue any more: tables were made anew", "go back to the queue")


async def look(request: Request) -> Response:
    """One string with how it is read, and every answer it may have."""
    actor, again = acting(request), request.query_params.get("again") == "1"
    offers, n_all = await offers_for(request.app.state.reading, actor.name, again)
    place = queues.place(offers, request.query_params.get("at", ""))
    one = place.item
    told: dict[str, object] = {"key": key_of(one.a, one.b) if one else "", "purposes": keyed(one) if one else []}
    told |= {"certainties": CERTAINTIES, "n_all": n_all, "again": again, "n_waiting": await queues.n_waiting(request)}
    return shown.page(request, "reasons", place=place, **told)


async def decide(request: Request) -> Response:
    """Write an answer down: as `plainview review reasons` does."""
    actor, form = named(request), await form_of(request)
    verdict = review.verdict_from(",".join(form.all("purpose")), form.one("certainty", 20))
    about = await _about(request, form.one("key", 64), actor.name)
    said = [(*about, verdict, form.one("note", 1000))]
    [(done, is_new)] = await asyncio.to_thread(review.answer, request.app.state.case, said, actor.name, today())
    on_record(request, f"{done.decision_id} reason")
    told = f"{done.decision_id}: {verdict}" if is_new else f"{done.decision_id}: answered so already"
    again = "&again=1" if form.one("again") == "1" else ""
    return shown.back(request, f"/review/reasons?at={form.one('at', 9)}{again}", told)
