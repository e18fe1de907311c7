"""The addresses of the live pages, and what is told when something goes wrong. Everything lies behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plainview.case import Case
from plainview.errors import UserError
from plainview.server import (
    case_room,
    finding_queue,
    incoming,
    intake_room,
    live,
    reason_queue,
    review_room,
    sample_room,
    shown,
    website,
)
from plainview.server.actors import Forbidden
from plainview.server.case_reading import Reading
from plainview.server.guard import Guard, Refused
from plainview.server.limits import Limits
from plainview.server.sessions import Sessions
from plainview.server.works import Works, lines

Endpoint = Callable[[Request], Awaitable[Response]]
# Addresses that only show, then those that change something. The pages of the site stand last: they are any other name.
SHOWS: dict[str, Endpoint] = {
    "/": website.start,
    **dict.fromkeys((f"/{name}" for name in website.ASSETS), website.asset),
    "/intake": intake_room.look,
    "/progress": intake_room.progress,
    "/progress.json": intake_room.told,
    "/progress/events": intake_room.events,
    "/review": review_room.look,
    "/review/reasons": reason_queue.look,
    "/review/findings": finding_queue.look,
    "/review/links": review_room.links,
    "/review/layouts": review_room.layouts,
    "/samples": sample_room.look,
    "/samples/{name}": sample_room.one,
    "/samples/{name}/check": sample_room.checked,
    "/samples/{name}/read": sample_room.read,
    "/samples/{name}/sheet.csv": sample_room.sheet_file,
    "/decisions": case_room.decided,
    "/settings": case_room.settings,
    "/row/{entry}": case_room.row,
}
CHANGES: dict[str, Endpoint] = {
    "/intake/take": intake_room.take,
    "/renew": intake_room.renew,
    "/name": case_room.name,
    "/review/reasons/answer": reason_queue.decide,
    "/review/findings/decide": finding_queue.decide,
    "/review/links/decide": review_room.decide_link,
    "/review/layouts/accept": review_room.accept_layout,
    "/begin-sample": sample_room.begin,
    "/samples/{name}/draw": sample_room.draw,
    "/samples/{name}/answer": sample_room.answer,
    "/decisions/undo": case_room.undo,
}


def build(
    case: Case, hosts: frozenset[str], cookie: str, sessions: Sessions, limits: Limits, unsandboxed: bool = False,
    works: Works | None = None, is_ending: Callable[[], bool] = lambda: False,
) -> Guard:  # fmt: skip
    """The application over one case.

    Args:
        hosts: names with port under which it may be asked. cookie: the session cookie's name.
        unsandboxed: binary formats are read where this system cannot limit a reader's memory.
        is_ending: whether the server is about to end, so that what watches a work lets go.
    """
    routes = [Route(path, endpoint, methods=["POST"]) for path, endpoint in CHANGES.items()]
    routes += [Route(path, endpoint, methods=["GET", "HEAD"]) for path, endpoint in SHOWS.items()]
    routes.append(Route("/{path:path}", website.page, methods=["GET", "HEAD"]))
    told = {Refused: _refused, UserError: _mistake, HTTPException: _missing, Exception: _bug}
    app = Starlette(routes=routes, exception_handlers=told, lifespan=_lifespan)  # type: ignore[arg-type]
    app.state.case, app.state.limits, app.state.unsandboxed = case, limits, unsandboxed
    app.state.live, app.state.works, app.state.reading = live.Live(case), works or Works(), Reading(case)
    app.state.streams, app.state.is_ending = 0, is_ending
    return Guard(app, sessions, hosts, cookie, limits)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    incoming.clear(app.state.case)
    live.sweep(app.state.case)
    app.state.live.look()
    yield
    app.state.works.stop()
    app.state.live.close()


async def _refused(request: Request, refused: Refused) -> Response:
    answer = shown.page(
        request, "wrong", refused.status, title=HTTPStatus(refused.status).phrase, wrong=[("", refused.words, "")]
    )
    answer.headers.update(refused.headers)
    return answer


async def _mistake(request: Request, error: UserError) -> Response:
    """What a person can put right: 403 if it is not theirs to do, 409 where it cannot be done now."""
    status = 403 if isinstance(error, Forbidden) else 409
    found = [(_without_folder(request, where), problem, fix) for where, problem, fix in lines(error)]
    return shown.page(request, "wrong", status, title="This was not done", wrong=found)


def _without_folder(request: Request, where: str) -> str:
    """A place as the case names it: the folder it lies in is nobody's business but the terminal's."""
    root = str(request.app.state.case.root)
    return where.replace(f"{root}/", "").replace(root, "this case") if len(root) > 1 else where


async def _missing(request: Request, error: HTTPException) -> Response:
    words = "This address only takes what a form sends." if error.status_code == 405 else "There is no such page."
    answer = shown.page(request, "wrong", error.status_code, title=HTTPStatus(error.status_code).phrase, wrong=[("", words, "")])
    answer.headers.update(error.headers or {})
    return answer


async def _bug(request: Request, error: Exception) -> Response:
    words = "Something broke, and it is not your mistake. The terminal shows what; nothing that was finished is lost."
    return shown.page(request, "wrong", 500, title="A mistake of ours", wrong=[("", words, "")])
