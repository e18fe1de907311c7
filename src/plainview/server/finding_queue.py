"""The queue of findings: each with its question, its figures, its evidence and what else it could be."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from plainview import decisions, findings, wording
from plainview.case import Case, locked
from plainview.decisions import findings as decided
from plainview.decisions.row import UNDONE, in_force
from plainview.decisions.subjects.finding import VERDICTS
from plainview.server import queues, shown
from plainview.server.actors import acting, named, on_record
from plainview.server.case_reading import Reading
from plainview.server.forms import form_of
from plainview.server.queues import today

SHOWN = 8  # rows of evidence
MEANS = {
    "confirmed": "I looked, and it is as it says",
    "dismissed": "I looked, and there is an innocent reason",
    "referred": "somebody else must look, who can act on it",
}


async def rows_for(reading: Reading, person: str, everything: bool) -> list[dict[str, Any]]:
    """Findings this person has not decided about on the evidence as it stands; with `everything` those too that only say that
    the records cannot tell."""
    found = await asked_about(reading, person)
    return [row for row in found if not row["is_mine"] and (everything or row["verdict"] != "unclear")]


async def asked_about(reading: Reading, person: str) -> list[dict[str, Any]]:
    """All findings. Each with `evidence`, the hash of its evidence; `n_people` who decided about it; `is_mine`: this person did,
    on the evidence as it stands; `needs_two`: one person's word is not enough for it."""

    def ask() -> list[dict[str, Any]]:
        with reading.tables() as opened:
            found = findings.listed(opened, accounts=True)
        known = decided.known(reading.case)
        return [{**row, "evidence": str(known[row["finding_id"]]["evidence"])} for row in found if row["finding_id"] in known]

    found = await reading.of("findings", ask, with_decisions=False)
    rows = in_force(await asyncio.to_thread(decisions.read, reading.case.decisions))
    two = await asyncio.to_thread(decided.two_person, reading.case)
    mine: set[tuple[str, str]] = set()
    people: dict[str, set[str]] = {}
    for one in rows:
        if one.subject == "finding" and one.verdict != UNDONE:
            people.setdefault(one.a, set()).add(one.by.casefold())
            if one.by.casefold() == person.casefold():
                mine.add((one.a, one.b))
    return [
        {
            **row,
            "n_people": len(people.get(row["finding_id"], ())),
            "is_mine": (row["finding_id"], row["evidence"]) in mine,
            "needs_two": two or row["scope"] == "account",
        }
        for row in found
    ]


def told(row: dict[str, Any], state: decided.State | None) -> dict[str, Any]:
    """A finding as the page shows it: figures in words, the first rows of its evidence, and where it stands. What others said is
    told only to who has answered too, so that two answers are two judgements."""
    evidence = json.loads(row["evidence_json"])
    n = wording.figures(row["n_certain"] or 0, row["n_possible"] or 0, row["n_unreadable"] or 0, row["n_total"] or 0)
    kept = [one for one in evidence.get("rows", []) if isinstance(one, dict)]
    return {
        **row,
        "figures": f"{n} of {row['n_total'] or 0:,}",
        "citation": (evidence.get("rule") or {}).get("citation") or "",
        "rows": [
            {"entry": _entry(one), "what": one.get("what") or "", "locator": one.get("locator") or ""} for one in kept[:SHOWN]
        ],
        "n_rows": len(kept),
        "stands": stands(row, state),
    }


def stands(row: dict[str, Any], state: decided.State | None) -> str:
    """Where a finding stands, in words for who asks."""
    n, needed = int(row["n_people"]), bool(row["needs_two"])
    of_two = f"; {min(n, 2)} of two" * needed
    if not row["is_mine"]:
        if not n:
            return "nobody has decided about it" + "; two people are needed" * needed
        people = "1 person has" if n == 1 else f"{n} people have"
        return f"{people} decided about it{of_two}. What was said you see when you have, too"
    assert state is not None
    is_short = needed and state.n_confirmed == 1 and not state.n_dismissed
    told = "open: confirmed by 1 person, one of two; a second is needed" if is_short else decided.in_words(state)
    return told[:1].upper() + told[1:]


def _entry(one: dict[str, Any]) -> str:
    """The name of the printed row behind a line of evidence, "" where it stands in no file."""
    return f"{one['release_id']}:{one['row_no']}" if one.get("release_id") and one.get("row_no") else ""


async def look(request: Request) -> Response:
    """One finding."""
    reading, everything = request.app.state.reading, request.query_params.get("all") == "1"
    rows = await rows_for(reading, acting(request).name, everything)
    wanted = request.query_params.get("id", "")
    at = next((str(number) for number, row in enumerate(rows) if wanted and row["finding_id"] == wanted), "")
    if wanted and not at:
        every = await asked_about(reading, acting(request).name)
        rows = [row for row in every if row["finding_id"] == wanted] or rows
    place = queues.place(rows, at or request.query_params.get("at", ""))
    states = await reading.of("states", lambda: decided.of_case(reading.case)[0])
    item = told(place.item, states.get(place.item["finding_id"])) if place.item else None
    pages = request.app.state.live.now
    address = f"findings/{item['finding_id']}.html" if item else ""
    return shown.page(
        request, "findings", place=place, item=item, everything=everything, verdicts=VERDICTS, means=MEANS,
        address=address if pages and address in pages.addresses else "", n_waiting=await queues.n_waiting(request),
    )  # fmt: skip


async def decide(request: Request) -> Response:
    """Confirm, dismiss or refer a finding: as `plainview decide finding` does."""
    actor, form = named(request), await form_of(request)
    case: Case = request.app.state.case

    def do() -> tuple[decisions.Decision, bool]:
        with locked(case):
            return decided.decide(case, form.one("id", 40), form.one("verdict", 20), form.one("why"), actor.name, today())

    done, is_new = await asyncio.to_thread(do)
    on_record(request, f"{done.decision_id} finding {done.a}")
    said = f"{done.decision_id}: finding {done.verdict}" if is_new else f"{done.decision_id}: decided so already"
    everything = "&all=1" if form.one("all") == "1" else ""
    return shown.back(request, f"/review/findings?at={form.one('at', 9)}{everything}", said)
