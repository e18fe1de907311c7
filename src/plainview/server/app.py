"""The addresses of the live pages, and what is told when something goes wrong. Everything lies behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plainview import store
from plainview.case import Case
from plainview.errors import UserError
from plainview.server import (
    case_room,
    finding_queue,
    incoming,
    intake_room,
    live,
    login_room,
    publish_room,
    reason_queue,
    review_room,
    sample_room,
    shown,
    team_room,
    website,
)
from plainview.server.actors import ASSETS, CHANGE, SHOW, Forbidden, must, places
from plainview.server.case_reading import Reading
from plainview.server.guard import Door, Guard, Refused
from plainview.server.limits import Limits
from plainview.server.originals import Originals
from plainview.server.team_door import Team
from plainview.server.works import Work, Works, lines

Endpoint = Callable[[Request], Awaitable[Response]]
# Addresses that only show, then those that change something; who may come there is said in places.toml. The pages of the site
# stand last: they are any other name. Beside them those that only a team has, and the one that only one user has.
SHOWS: dict[str, Endpoint] = {
    "/": website.start,
    **dict.fromkeys((f"/{name}" for name in ASSETS), website.asset),
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
    "/publish": publish_room.look,
}
CHANGES: dict[str, Endpoint] = {
    "/intake/take": intake_room.take,
    "/renew": intake_room.renew,
    "/review/reasons/answer": reason_queue.decide,
    "/review/findings/decide": finding_queue.decide,
    "/review/links/decide": review_room.decide_link,
    "/review/layouts/accept": review_room.accept_layout,
    "/begin-sample": sample_room.begin,
    "/samples/{name}/draw": sample_room.draw,
    "/samples/{name}/answer": sample_room.answer,
    "/decisions/undo": case_room.undo,
    "/publish/begin": publish_room.begin,
}
ALONE_CHANGES: dict[str, Endpoint] = {"/name": case_room.name}
TEAM_SHOWS: dict[str, Endpoint] = {"/login": login_room.look, "/account": team_room.account, "/activity": team_room.activity}
TEAM_CHANGES: dict[str, Endpoint] = {
    "/login": login_room.enter,
    "/logout": login_room.leave,
    "/account/password": team_room.password,
}
REST = "/{path:path}"


def build(
    case: Case, hosts: frozenset[str], door: Door, limits: Limits, unsandboxed: bool = False, works: Works | None = None,
    is_ending: Callable[[], bool] = lambda: False, team: Team | None = None, scheme: str = "http",
) -> Guard:  # fmt: skip
    """The application over one case.

    Args:
        hosts: names, with port where one is needed, under which it may be asked. door: who is let in.
        unsandboxed: binary formats are read where this system cannot limit a reader's memory.
        is_ending: whether the server is about to end, so that what watches a work lets go.
        team: what people with accounts share; None for one user. scheme: what people type before the host.
    """
    shows, changes = (SHOWS | TEAM_SHOWS, CHANGES | TEAM_CHANGES) if team else (SHOWS, CHANGES | ALONE_CHANGES)
    routes = [Route(path, _for(CHANGE, path, endpoint), methods=["POST"]) for path, endpoint in changes.items()]
    routes += [Route(path, _for(SHOW, path, endpoint), methods=["GET", "HEAD"]) for path, endpoint in shows.items()]
    routes.append(Route(REST, _for(SHOW, REST, website.page), methods=["GET", "HEAD"]))
    told = {Refused: _refused, UserError: _mistake, HTTPException: _missing, Exception: _bug}
    app = Starlette(routes=routes, exception_handlers=told, lifespan=_lifespan)  # type: ignore[arg-type]
    app.state.case, app.state.limits, app.state.unsandboxed, app.state.team = case, limits, unsandboxed, team
    app.state.live, app.state.works, app.state.reading = live.Live(case), works or Works(), Reading(case)
    app.state.originals = Originals(app.state.reading)
    app.state.streams, app.state.is_ending = 0, is_ending
    if team is not None:
        app.state.works.ended = lambda work: team.activity.note(work.by, "work_ended", _outcome(work)) and None
    return Guard(app, door, hosts, limits, scheme)


def _for(kind: str, path: str, endpoint: Endpoint) -> Endpoint:
    """An endpoint for those whose role allows it. KeyError: nobody said whose place it is."""
    role = places()[kind, path].role

    async def asked(request: Request) -> Response:
        request.scope["plainview.place"] = path
        must(request, role)
        return await endpoint(request)

    return asked


def _outcome(work: Work) -> str:
    """What came of a work, for the log of activity."""
    published: Mapping[str, object] = work.end.get("published") or {}
    more = f", {published['folder']} with manifest {published['sha256']}" if published else ""
    return f"{work.title}: {work.state}{more}"


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    incoming.clear(app.state.case)
    live.sweep(app.state.case)
    app.state.live.look()
    yield
    app.state.works.stop()
    app.state.live.close()
    app.state.originals.close()
    app.state.reading.close()


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
    words = live.OTHER_VERSION if isinstance(error, store.OUTDATED) else words
    return shown.page(request, "wrong", 500, title="A mistake of ours", wrong=[("", words, "")])
