"""The door for one user: the secret in the address that the terminal shows becomes a cookie."""

from __future__ import annotations

import math
from urllib.parse import parse_qs

from plainview.server.guard import READING, Refused, Scope, Send, cookie_of
from plainview.server.limits import Bucket, Limits
from plainview.server.sessions import Sessions

ENTER = "/enter"
_SHUT = "Open the whole address that the terminal shows: its last part lets you in."


class KeyDoor:
    """Lets in who has opened the start address. cookie: the session cookie's name."""

    def __init__(self, sessions: Sessions, cookie: str, limits: Limits) -> None:
        self.sessions, self.cookie = sessions, cookie
        self.looks = Bucket(limits.looks, limits.burst)
        self.writes = Bucket(limits.writes, limits.writes_burst)
        self.tries = Bucket(limits.entries, limits.entries_burst)

    def meet(self, scope: Scope) -> None:
        """Nothing is known of a sender before the rest is checked."""

    def wait(self, scope: Scope) -> float:
        """One pace for everybody: there is one user."""
        wait = self.looks.take()
        return wait or (self.writes.take() if scope["method"] not in READING else 0.0)

    async def admits(self, scope: Scope, send: Send) -> bool:
        """True with a session; the start address is answered with its cookie."""
        if scope["path"] == ENTER:
            await self._enter(scope, send)
            return False
        session = self.sessions.of(cookie_of(scope, self.cookie))
        if session is None:
            raise Refused(401, _SHUT)
        scope["plainview.session"] = session
        return True

    async def note(self, scope: Scope, status: int) -> None:
        """One user's work has no log: decisions.csv has what was decided."""

    async def _enter(self, scope: Scope, send: Send) -> None:
        """The start address: its secret becomes a cookie that no script reads and no other site sends."""
        if scope["method"] not in READING:
            raise Refused(405, "This address is only opened.", {"allow": "GET, HEAD"})
        if wait := self.tries.take():
            raise Refused(429, "Too many tries. Wait and open the address again.", {"retry-after": str(math.ceil(wait))})
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("key", [""])
        cookie = self.sessions.enter(given[0])
        if cookie is None:
            raise Refused(401, _SHUT)
        set_ = f"{self.cookie}={cookie}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", b"/"), (b"set-cookie", set_.encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
