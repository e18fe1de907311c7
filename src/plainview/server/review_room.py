"""The review: which queues there are and how long each is, and the two that are short - links and proposed layouts."""

from __future__ import annotations

import asyncio
import tomllib
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from plainview import decisions, proposed, store
from plainview.case import Case, locked
from plainview.decisions.row import UNDONE, in_force
from plainview.errors import UserError
from plainview.server import finding_queue, queues, reason_queue, shown
from plainview.server.actors import acting, named, on_record
from plainview.server.case_reading import Reading
from plainview.server.forms import form_of
from plainview.server.queues import today

MOST, PAIRS = 300, 1000


async def look(request: Request) -> Response:
    """All queues with their lengths."""
    state, actor = request.app.state, acting(request)
    counts = {"layouts": len(await asyncio.to_thread(proposals, state.case))}
    if store.current(state.case.warehouse):
        counts["reasons"] = (await reason_queue.offers_for(state.reading, actor.name, False))[1]
        counts["again"] = (await reason_queue.offers_for(state.reading, actor.name, True))[1] if actor.name else 0
        counts["findings"] = len(await finding_queue.rows_for(state.reading, actor.name, False))
        counts["links"] = len(await pairs_for(state.reading))
    return shown.page(request, "review", counts=counts, n_waiting=await queues.n_waiting(request))


# ---- links --------------------------------------------------------------------------------------------------------------


async def pairs_for(reading: Reading) -> list[dict[str, Any]]:
    """Pairs of entries that may be one search and about which nothing is decided."""

    def ask() -> list[dict[str, Any]]:
        with reading.tables() as opened:
            return opened.rows("server/ambiguous", most=MOST, pairs=PAIRS)

    found = await reading.of("links", ask, with_decisions=False)
    rows = await asyncio.to_thread(decisions.read, reading.case.decisions)
    settled = {frozenset((one.a, one.b)) for one in in_force(rows) if one.subject == "link" and one.verdict != UNDONE}
    same = {name for one in in_force(rows) if one.subject == "link" and one.verdict == "same" for name in (one.a, one.b)}
    return [row for row in found if frozenset((row["a"], row["b"])) not in settled and row["a"] not in same]


async def links(request: Request) -> Response:
    """One pair side by side."""
    pairs = await pairs_for(request.app.state.reading)
    place = queues.place(pairs, request.query_params.get("at", ""))
    return shown.page(request, "links", place=place, n_waiting=await queues.n_waiting(request))


async def decide_link(request: Request) -> Response:
    """Say that two entries are one search, or two: as `plainview decide link` does."""
    actor, form = named(request), await form_of(request)
    case: Case = request.app.state.case

    def do() -> tuple[decisions.Decision, bool]:
        with locked(case):
            return decisions.decide(
                case, "link", form.one("a"), form.one("b"), form.one("verdict"), form.one("why"), actor.name, today()
            )

    done, is_new = await asyncio.to_thread(do)
    on_record(request, f"{done.decision_id} link")
    said = f"{done.decision_id}: {done.verdict}" if is_new else f"{done.decision_id}: decided so already"
    return shown.back(request, f"/review/links?at={form.one('at', 9)}", said)


# ---- layouts ------------------------------------------------------------------------------------------------------------


def proposals(case: Case) -> list[dict[str, Any]]:
    """The proposed layouts of a case: name, columns (label and what it is read as), and the whole text."""
    told = []
    for path in sorted((case.layouts / "proposed").glob("*.toml")):
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            found = tomllib.loads(text)
            columns = found.get("columns")
            columns = columns if isinstance(columns, dict) else {}
        except tomllib.TOMLDecodeError:
            columns = {}
        told.append({"name": path.stem, "columns": [(ours, _joined(labels)) for ours, labels in columns.items()], "text": text})
    return told


def _joined(labels: object) -> str:
    return ", ".join(map(str, labels)) if isinstance(labels, list) else str(labels)


async def layouts(request: Request) -> Response:
    """What files that were not understood could be."""
    found = await asyncio.to_thread(proposals, request.app.state.case)
    return shown.page(request, "layouts", place=queues.place(found, request.query_params.get("at", "")))


async def accept_layout(request: Request) -> Response:
    """Use a proposed layout in this case from now on: as `plainview layout --accept` does."""
    form, case = await form_of(request), request.app.state.case
    name = form.one("name", 100)

    def do() -> None:
        if name not in {one["name"] for one in proposals(case)}:
            raise UserError("this layout", "is not proposed any more", "reload the page")
        with locked(case):
            proposed.accept(case.layouts, name)

    await asyncio.to_thread(do)
    on_record(request, name)
    return shown.back(
        request, "/review/layouts", f"The layout {name} is accepted. Drop the files again that were laid out like this."
    )
