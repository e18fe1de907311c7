"""The door for a team: whoever has signed in has a session; anybody else meets the page on which one signs in, and no other."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from plainview.server.actors import CHANGE, SHOW, STRANGER, Actor, places
from plainview.server.guard import READING, Refused, Scope, Send, cookie_of, values
from plainview.server.guesses import Guesses, Paces
from plainview.server.limits import Limits
from plainview.server.sessions import Session
from plainview.server.team_sessions import TeamSessions
from plainview.team import Accounts, Activity, passwords
from plainview.team.activity import NOBODY

LOGIN = "/login"
QUIET = frozenset({"/progress.json", "/progress/events"})  # asked for by a script: nobody needs to sit there
REFUSED = (401, 403, 421, 429)
_PATH = re.compile(r"/(?:[\w.~-][\w./~-]*)?")


class Team:
    """What a served team shares. secure: people type https. proxies: addresses whose X-Forwarded-For is believed."""

    def __init__(
        self, accounts: Accounts, limits: Limits, cookie: str, secure: bool = False, proxies: frozenset[str] = frozenset()
    ) -> None:
        secret = accounts.value("secret")
        if not secret:
            secret = secrets.token_hex(32)
            accounts.keep("secret", secret)
        self.accounts, self.activity, self.limits = accounts, Activity(accounts), limits
        self.sessions = TeamSessions(accounts, limits)
        self.guesses, self.slowed = Guesses(limits, secret), Paces(limits.told, limits.told_burst)
        self.secure, self.proxies = secure, proxies
        prefix = "__Host-" if secure else ""
        self.cookie, self.visitor, self.known = f"{prefix}{cookie}", f"{prefix}{cookie}_visitor", f"{prefix}{cookie}_known"
        self.hashing = ThreadPoolExecutor(2, "password")
        self.n_waiting = 0
        self._key = secrets.token_bytes(32)
        passwords.ready()

    def set_cookie(self, name: str, value: str, seconds: int | None = None) -> str:
        """The header that sets a cookie which no script reads and no other site's request carries."""
        age = "" if seconds is None else f"; Max-Age={seconds}"
        return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict{'; Secure' * self.secure}{age}"

    def visitor_token(self, visitor: str) -> str:
        """The token of the form on which one signs in, for the browser that holds this cookie."""
        return hmac.new(self._key, visitor.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def address_of(scope: Scope, proxies: frozenset[str]) -> str:
    """Where a request comes from. What it says of that itself (X-Forwarded-For) is believed only of a proxy that was named."""
    peer = str((scope.get("client") or ("", 0))[0])
    forwarded = values(scope, b"x-forwarded-for")
    if peer in proxies and forwarded:
        return forwarded[-1].rpartition(",")[2].strip()
    return peer


class TeamDoor:
    """Lets in who has signed in."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.strangers = Paces(team.limits.strangers, team.limits.strangers_burst)
        self.refusals = Paces(team.limits.told, team.limits.told_burst)

    def meet(self, scope: Scope) -> None:
        """Find the session of this browser; without one it is a stranger's, known by a cookie that opens nothing."""
        cookie = cookie_of(scope, self.team.cookie)
        found = self.team.sessions.of(cookie, scope["path"] not in QUIET)
        scope["plainview.open"] = found
        scope["plainview.cookie"] = cookie
        scope["plainview.address"] = address_of(scope, self.team.proxies)
        if found is not None:
            scope["plainview.session"] = found.session
            return
        visitor = cookie_of(scope, self.team.visitor)
        scope["plainview.visitor"] = visitor
        scope["plainview.session"] = Session(Actor("", STRANGER), self.team.visitor_token(visitor) if visitor else "")

    def wait(self, scope: Scope) -> float:
        """Each session has its pace, and so has each address from which strangers come."""
        found = scope["plainview.open"]
        if found is None:
            return self.strangers.take(scope["plainview.address"])
        wait: float = found.looks.take()
        return wait or (found.writes.take() if scope["method"] not in READING else 0.0)

    async def admits(self, scope: Scope, send: Send) -> bool:
        """True for who has signed in, and for places that are anybody's."""
        is_reading = scope["method"] in READING
        if scope["plainview.open"] is not None:
            return True
        place = places().get((SHOW if is_reading else CHANGE, scope["path"]))
        if place is not None and place.role == STRANGER:
            return True
        if not is_reading:
            raise Refused(401, "You are not signed in, or no longer. Sign in and do it again. Nothing was done.")
        to = f"?to={quote(scope['path'])}" if _PATH.fullmatch(scope["path"]) and scope["path"] != "/" else ""
        headers = [(b"location", f"{LOGIN}{to}".encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return False

    async def note(self, scope: Scope, status: int) -> None:
        """Write what was done or refused into the log, before it is answered."""
        session = scope.get("plainview.session")
        if session is None:
            if status in REFUSED:
                await self._refused(NOBODY, f"{status}, another address of this server")
            return
        actor, address = session.actor, scope.get("plainview.place", "")
        place = places().get((CHANGE, address)) if scope["method"] not in READING else None
        if actor.has_account and place is not None and place.what and status == 303:
            await asyncio.to_thread(self.team.activity.note, actor.name, place.what, scope.get("plainview.about", ""))
        elif status in REFUSED and not scope.get("plainview.told"):
            known = address or (scope["path"] if (SHOW, scope["path"]) in places() or (CHANGE, scope["path"]) in places() else "")
            await self._refused(actor.name or NOBODY, f"{status}, {known or 'another address'}")

    async def _refused(self, who: str, about: str) -> None:
        if not self.refusals.take(who):  # so that nobody fills the disk with it
            await asyncio.to_thread(self.team.activity.note, who, "refused", about)


def is_path(text: str) -> bool:
    """True for an address of these pages, and no other server's."""
    return _PATH.fullmatch(text) is not None and not text.startswith("//")
