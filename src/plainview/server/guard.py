"""What every request passes before anything looks at it: host, origin, rate, session, size, and the headers of every answer."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from plainview.server.limits import Bucket, Limits
from plainview.server.sessions import Sessions

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ENTER = "/enter"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer a form of our own would say that it comes from nowhere
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
READING = ("GET", "HEAD")


class Refused(Exception):
    """A request that goes no further. status: of the answer; words: what the person is told."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.status, self.words, self.headers = status, words, headers or {}


class Guard:
    """Wraps the pages. hosts: names with port under which this server may be asked, such as 127.0.0.1:8321."""

    def __init__(self, app: App, sessions: Sessions, hosts: frozenset[str], cookie: str, limits: Limits) -> None:
        self.app, self.sessions, self.hosts, self.cookie, self.limits = app, sessions, hosts, cookie, limits
        self.looks = Bucket(limits.looks, limits.burst)
        self.writes = Bucket(limits.writes, limits.writes_burst)
        self.tries = Bucket(limits.entries, limits.entries_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                kept = [(name, value) for name, value in message.get("headers", []) if name.decode().lower() not in HEADERS]
                message["headers"] = kept + [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        try:
            self._check(scope)
            if scope["path"] == ENTER:
                await self._enter(scope, answer)
                return
            scope["plainview.session"] = self._session(scope)
            await self.app(scope, self._timed(receive), answer)
        except Refused as refused:
            if not begun:
                await _say(answer, refused)
        except Exception:
            if not begun:
                await _say(answer, Refused(500, "Something broke. The terminal shows what."))
            raise

    def _check(self, scope: Scope) -> None:
        hosts = _values(scope, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            raise Refused(421, "This server answers only under its own address, the one the terminal shows.")
        wait = self.looks.take()
        if not wait and scope["method"] not in READING:
            wait = self.writes.take()
        if wait:
            raise Refused(429, "Too many requests at once. Wait a moment and reload.", {"retry-after": str(math.ceil(wait))})
        sites, origins = _values(scope, b"sec-fetch-site"), _values(scope, b"origin")
        own = {f"http://{host}" for host in self.hosts if host == hosts[0].lower()}
        if any(origin not in own for origin in origins):
            raise Refused(403, "This request comes from another site. Nothing was done.")
        if scope["method"] in READING:
            if "cross-site" in sites and _values(scope, b"sec-fetch-mode") != ["navigate"]:
                raise Refused(403, "This request comes from another site. Nothing was done.")
        elif not origins and sites != ["same-origin"]:
            raise Refused(403, "This request does not say that it comes from these pages. Nothing was done.")

    def _session(self, scope: Scope) -> object:
        session = self.sessions.of(self._cookie(scope))
        if session is None:
            raise Refused(401, "Open the whole address that the terminal shows: its last part lets you in.")
        return session

    def _cookie(self, scope: Scope) -> str:
        for header in _values(scope, b"cookie"):
            try:
                found = SimpleCookie(header)
            except CookieError:
                continue
            if self.cookie in found:
                return found[self.cookie].value
        return ""

    async def _enter(self, scope: Scope, send: Send) -> None:
        """The start address: its secret becomes a cookie that no script reads and no other site sends."""
        if scope["method"] not in READING:
            raise Refused(405, "This address is only opened.", {"allow": "GET, HEAD"})
        if wait := self.tries.take():
            raise Refused(429, "Too many tries. Wait and open the address again.", {"retry-after": str(math.ceil(wait))})
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("key", [""])
        cookie = self.sessions.enter(given[0])
        if cookie is None:
            raise Refused(401, "Open the whole address that the terminal shows: its last part lets you in.")
        set_ = f"{self.cookie}={cookie}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", b"/"), (b"set-cookie", set_.encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _timed(self, receive: Receive) -> Receive:
        """Give up on a sender that pauses in the middle of a body."""
        more = True

        async def timed() -> Message:
            nonlocal more
            if not more:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self.limits.pause)
            except TimeoutError:
                raise Refused(408, "The rest of the request did not come.") from None
            more = bool(message.get("more_body"))
            return message

        return timed


async def _say(send: Send, refused: Refused) -> None:
    """A page of plain words, without a style or a link."""
    words = refused.words.replace("&", "&amp;").replace("<", "&lt;")
    body = f"<!doctype html><html lang=en><meta charset=utf-8><title>plainview</title><p>{words}".encode()
    told = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body)), "connection": "close"} | refused.headers
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
