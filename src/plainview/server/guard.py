"""What every request passes before anything looks at it: host, rate, origin, session, pace, and the headers of every answer."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol

from plainview.server.limits import Limits

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

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


class Door(Protocol):
    """Who is let in: by the address that the terminal shows, or by signing in."""

    def meet(self, scope: Scope) -> None:
        """Find out who sends this, if anybody can be told from it."""

    def wait(self, scope: Scope) -> float:
        """Seconds until a request of this sender may come again; 0.0 if this one may now."""

    async def admits(self, scope: Scope, send: Send) -> bool:
        """True if the request goes on to the pages, with its session in the scope; False if it is answered. Or Refused."""

    async def note(self, scope: Scope, status: int) -> None:
        """A request is about to be answered."""


class Guard:
    """Wraps the pages. hosts: names, with port where one is needed, under which this server may be asked, such as
    127.0.0.1:8321. scheme: what people type before them."""

    def __init__(self, app: App, door: Door, hosts: frozenset[str], limits: Limits, scheme: str = "http") -> None:
        self.app, self.door, self.hosts, self.limits, self.scheme = app, door, hosts, limits, scheme

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
                if not begun:
                    await self.door.note(scope, message["status"])
                begun = True
                kept = [(name, value) for name, value in message.get("headers", []) if name.decode().lower() not in HEADERS]
                message["headers"] = kept + [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        try:
            self._check(scope)
            if await self.door.admits(scope, answer):
                await self.app(scope, self._timed(receive), answer)
        except Refused as refused:
            if not begun:
                await _say(answer, refused)
        except Exception:
            if not begun:
                await _say(send, Refused(500, "Something broke. The terminal shows what."))
            raise

    def _check(self, scope: Scope) -> None:
        hosts = values(scope, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            raise Refused(421, "This server answers only under its own address, the one the terminal shows.")
        self.door.meet(scope)
        if wait := self.door.wait(scope):
            raise Refused(429, "Too many requests at once. Wait a moment and reload.", {"retry-after": str(math.ceil(wait))})
        sites, origins = values(scope, b"sec-fetch-site"), values(scope, b"origin")
        own = f"{self.scheme}://{hosts[0].lower()}"
        if any(origin != own for origin in origins):
            raise Refused(403, "This request comes from another site. Nothing was done.")
        if scope["method"] in READING:
            if "cross-site" in sites and values(scope, b"sec-fetch-mode") != ["navigate"]:
                raise Refused(403, "This request comes from another site. Nothing was done.")
        elif not origins and sites != ["same-origin"]:
            raise Refused(403, "This request does not say that it comes from these pages. Nothing was done.")

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
    headers = [(name.encode(), value.encode()) for name, value in (told | HEADERS).items()]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def values(scope: Scope, name: bytes) -> list[str]:
    """What a request says under a header's name, each time it says it."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def cookie_of(scope: Scope, name: str) -> str:
    """The cookie of this name, "" if the request has none."""
    for header in values(scope, b"cookie"):
        try:
            found = SimpleCookie(header)
        except CookieError:
            continue
        if name in found:
            return found[name].value
    return ""
