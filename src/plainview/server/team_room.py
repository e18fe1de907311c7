"""What a team has beside the work: who I am and my password, and what everybody did."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plainview.errors import UserError
from plainview.server import shown
from plainview.server.actors import acting
from plainview.server.forms import form_of
from plainview.server.team_door import LOGIN, Team
from plainview.server.works import lines
from plainview.team import changes, passwords
from plainview.team.accounts import folded

MOST = 100  # entries on a page


async def account(request: Request) -> Response:
    """Whose session this is, and the form to change the password."""
    return shown.page(request, "account", wrong=[])


async def password(request: Request) -> Response:
    """Change one's own password, which the old one must be known for. All of one's sessions end."""
    team: Team = request.app.state.team
    form, name = await form_of(request), acting(request).name
    old, new, again = (form.fields.get(field, [""])[0] for field in ("old", "new", "again"))
    if wait := team.guesses.wait(folded(name), request.scope["plainview.address"], ""):
        raise UserError("the password", "was tried too often", f"wait {wait:.0f} seconds and try again")
    loop = asyncio.get_running_loop()
    try:
        found = team.accounts.one(name)
        if found is None or not await loop.run_in_executor(team.hashing, passwords.fits, found.password, old):
            await asyncio.to_thread(team.activity.note, name, "failed_sign_in", "the old password")
            raise UserError("the old password", "is another one", "try again")
        if new != again:
            raise UserError("the new password", "was not the same twice", "type it again")
        await loop.run_in_executor(team.hashing, changes.change_password, team.accounts, name, new, name)
    except UserError as error:
        return shown.page(request, "account", 400, wrong=lines(error))
    answer = RedirectResponse(LOGIN, 303)
    answer.headers.append("set-cookie", team.set_cookie(team.cookie, "", 0))
    return answer


async def activity(request: Request) -> Response:
    """What was done and by whom, the newest first, and whether the log of it is whole."""
    team: Team = request.app.state.team
    text = request.query_params.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    found = await asyncio.to_thread(team.activity.lines, MOST, before)
    checked = await asyncio.to_thread(team.activity.check)
    return shown.page(request, "activity", rows=found, checked=checked)
