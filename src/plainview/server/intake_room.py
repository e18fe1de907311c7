"""Adding records: files and folders are dropped, go through the door of `plainview audit`, and what came of it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from plainview.archive import HANDLINGS
from plainview.errors import UserError
from plainview.server import incoming, shown
from plainview.server.actors import acting, on_record
from plainview.server.errand import Order, facts_of
from plainview.server.forms import form_of
from plainview.server.guard import Refused
from plainview.server.works import Works, lines

FACTS = ("custodian", "source_url", "request_id", "received_on", "handling")
STEP = 0.3  # seconds between two looks at a work


async def look(request: Request) -> Response:
    """The page on which records are dropped."""
    return shown.page(request, "intake", handlings=HANDLINGS[:-1], wrong=[], facts=dict.fromkeys(FACTS, ""))


async def take(request: Request) -> Response:
    """Take dropped files: they are received whole, then the work begins and its page is shown."""
    works: Works = request.app.state.works
    works.free()
    form, drop = await incoming.receive(request, request.app.state.case)
    facts = {name: form.one(name, 500) for name in FACTS}
    try:
        if not drop.n_files:
            raise UserError("no file", "was dropped", "drop files or folders on the page, or choose them")
        facts_of(facts, date.today())
        title, order = f"Taking in {drop.n_files:,} file{'s' * (drop.n_files != 1)}", order_of(request, drop, facts)
        works.start(title, order, drop.remove, by=acting(request).name)
    except UserError as error:
        drop.remove()
        return shown.page(request, "intake", 400, handlings=HANDLINGS[:-1], wrong=lines(error), facts=facts)
    on_record(request, f"{drop.n_files:,} file{'s' * (drop.n_files != 1)}")
    return shown.back(request, "/progress")


def order_of(request: Request, drop: incoming.Drop | None, facts: dict[str, str]) -> Order:
    """What the work is to do with the case of these pages."""
    paths = [str(path) for path in drop.paths] if drop else []
    return Order(str(request.app.state.case.root), paths, facts, request.app.state.unsandboxed)


async def renew(request: Request) -> Response:
    """Make tables and pages anew from the archive and what is decided."""
    await form_of(request)
    request.app.state.works.start("Making tables and pages anew", order_of(request, None, {}), by=acting(request).name)
    return shown.back(request, "/progress")


async def progress(request: Request) -> Response:
    """How far the work is, or what came of the last one. Without a script the page loads itself again."""
    work = request.app.state.works.last
    live = request.app.state.live
    live.look()
    return shown.page(
        request, "progress", is_ready=live.now is not None and not live.is_loading, how=work.shown() if work else None
    )


async def told(request: Request) -> Response:
    """The same for a script, once."""
    return JSONResponse(_told(request))


async def events(request: Request) -> Response:
    """The same as it happens (server-sent events), until the work has ended and the pages are there."""
    state = request.app.state
    if state.streams >= state.limits.streams:
        raise Refused(429, "Too many pages watch the progress.", {"retry-after": "5"})
    session = request.scope["plainview.session"]

    async def steps() -> AsyncIterator[str]:
        state.streams += 1
        try:
            last = ""
            while True:
                now = json.dumps(_told(request))
                if now != last:
                    yield f"data: {now}\n\n"
                    last = now
                if json.loads(now)["is_over"] or state.is_ending() or not session.still() or await request.is_disconnected():
                    return
                await asyncio.sleep(STEP)
        finally:
            state.streams -= 1

    return StreamingResponse(steps(), media_type="text/event-stream")


def _told(request: Request) -> dict[str, object]:
    state = request.app.state
    state.live.look()
    work = state.works.last
    how = work.shown() if work else {"title": "", "state": "none", "what": "", "done": 0, "total": 0, "seconds": 0}
    return how | {"is_over": how["state"] != "running" and not state.live.is_loading}
