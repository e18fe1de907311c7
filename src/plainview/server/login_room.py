"""Signing in and out. Whatever is wrong, the answer is the same words after the same work; nothing tells which names exist."""

from __future__ import annotations

import asyncio
import math
import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plainview.server import shown
from plainview.server.actors import acting
from plainview.server.forms import form_of
from plainview.server.guard import Refused, cookie_of
from plainview.server.team_door import LOGIN, Team, is_path
from plainview.team import passwords
from plainview.team.accounts import LONGEST, Account, folded, plain
from plainview.team.activity import NOBODY

WRONG = "This name and this password do not belong together."
AT_ONCE = 20  # tries that wait for their turn
REMEMBERED = 180 * 24 * 3600  # seconds for which a browser is known


async def look(request: Request) -> Response:
    """The page on which one signs in."""
    if acting(request).has_account:
        return RedirectResponse("/", 303)
    return _page(request, request.query_params.get("to", ""))


def _page(request: Request, to: str, name: str = "", wrong: str = "", status: int = 200) -> Response:
    """The page, with a cookie for its form where the browser has none yet."""
    team: Team = request.app.state.team
    session = request.scope["plainview.session"]
    new = ""
    if not session.token:
        new = secrets.token_urlsafe(18)
        session.token = team.visitor_token(new)
    answer = shown.page(request, "login", status, to=to if is_path(to) else "", name=name, wrong=wrong)
    if new:
        answer.headers.append("set-cookie", team.set_cookie(team.visitor, new))
    return answer


async def enter(request: Request) -> Response:
    """Sign in: a new session under a new cookie; an old session of this browser ends."""
    team: Team = request.app.state.team
    form = await form_of(request)
    name, to = plain(form.one("name", 4 * LONGEST)), form.one("to", 300)
    password = form.fields.get("password", [""])[0]
    key, address, known = folded(name), request.scope["plainview.address"], cookie_of(request.scope, team.known)
    request.scope["plainview.told"] = True  # what is refused from here on has entries of its own
    if wait := team.guesses.wait(key, address, known):
        seconds = math.ceil(wait)
        if not team.slowed.take(key):
            await _note(team, "slowed_down", await asyncio.to_thread(_told, team, name))
        answer = _page(request, to, name, f"Too many tries. Wait {seconds} seconds and try again.", 429)
        answer.headers["retry-after"] = str(seconds)
        return answer
    account = await _who(team, name, password)
    if account is None:
        await _note(team, "failed_sign_in", await asyncio.to_thread(_told, team, name))
        return _page(request, to, name, WRONG, 403)
    team.guesses.was_right(key, address, known)
    team.sessions.end(request.scope["plainview.cookie"])
    cookie = team.sessions.begin(account)
    await asyncio.to_thread(team.activity.note, account.name, "signed_in")
    answer = RedirectResponse(to if is_path(to) and to != LOGIN else "/", 303)
    answer.headers.append("set-cookie", team.set_cookie(team.cookie, cookie))
    answer.headers.append("set-cookie", team.set_cookie(team.known, team.guesses.known(key), REMEMBERED))
    answer.headers.append("set-cookie", team.set_cookie(team.visitor, "", 0))
    return answer


async def _who(team: Team, name: str, password: str) -> Account | None:
    """The account that is let in. For a name without one as much is computed as for any other."""
    if team.n_waiting >= AT_ONCE:
        raise Refused(503, "Many people try to sign in just now. Wait a moment and try again.", {"retry-after": "5"})
    team.n_waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(team.hashing, _checked, team, name, password)
    finally:
        team.n_waiting -= 1


def _checked(team: Team, name: str, password: str) -> Account | None:
    found = team.accounts.one(name)
    is_in = found is not None and found.is_active
    fits = passwords.fits(found.password if found is not None and is_in else None, password)
    if not fits or found is None:
        return None
    if passwords.is_old(found.password):
        team.accounts.rehashed(found.name, passwords.hashed(password))
    return found


def _told(team: Team, name: str) -> str:
    """A name as the log may have it: one that has an account. Anything else may be a password in the wrong field."""
    found = team.accounts.one(name)
    return found.name if found is not None else "a name without an account"


async def _note(team: Team, what: str, about: str) -> None:
    await asyncio.to_thread(team.activity.note, NOBODY, what, about)


async def leave(request: Request) -> Response:
    """Sign out: the session ends here, not only in the browser."""
    await form_of(request)
    team: Team = request.app.state.team
    team.sessions.end(request.scope["plainview.cookie"])
    answer = RedirectResponse(LOGIN, 303)
    answer.headers.append("set-cookie", team.set_cookie(team.cookie, "", 0))
    return answer
