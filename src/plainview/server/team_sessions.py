"""Sessions of people with accounts: opened when they sign in, and ended by time, by them, or by any change of their account."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from plainview.server.actors import Actor
from plainview.server.limits import Bucket, Limits
from plainview.server.sessions import Session
from plainview.team import Account, Accounts

EACH = 10  # sessions of one account at a time; its oldest goes first


@dataclass(slots=True)
class Open:
    """One session. stamp: of the account as it was; began, seen: seconds of the clock. looks, writes: its pace."""

    session: Session
    stamp: str
    began: float
    seen: float
    looks: Bucket
    writes: Bucket


class TeamSessions:
    """The sessions of one running server. Cookies are kept as hashes. They end with the server."""

    def __init__(self, accounts: Accounts, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.accounts, self.limits, self.clock = accounts, limits, clock
        self._open: OrderedDict[str, Open] = OrderedDict()

    def begin(self, account: Account) -> str:
        """A new session's cookie for who has just signed in."""
        own = [key for key, one in self._open.items() if one.session.actor.name == account.name]
        for key in own[: max(0, len(own) - EACH + 1)]:
            del self._open[key]
        cookie, now, limits = secrets.token_urlsafe(32), self.clock(), self.limits
        session = Session(Actor(account.name, account.role, has_account=True), secrets.token_urlsafe(32))
        looks, writes = Bucket(limits.looks, limits.burst, self.clock), Bucket(limits.writes, limits.writes_burst, self.clock)
        self._open[_hash(cookie)] = Open(session, account.stamp, now, now, looks, writes)
        session.still = lambda: self._find(cookie) is not None
        return cookie

    def of(self, cookie: str, is_used: bool = True) -> Open | None:
        """The session of a cookie, None if there is none any more. is_used: a person did something, so that it stays open."""
        found = self._find(cookie) if cookie else None
        if found is not None and is_used:
            found.seen = self.clock()
        return found

    def _find(self, cookie: str) -> Open | None:
        found = self._open.get(_hash(cookie))
        if found is None:
            return None
        now = self.clock()
        account = self.accounts.one(found.session.actor.name)
        is_over = now - found.began > self.limits.longest or now - found.seen > self.limits.idle
        if is_over or account is None or not account.is_active or account.stamp != found.stamp:
            self.end(cookie)
            return None
        return found

    def end(self, cookie: str) -> None:
        """End a session."""
        self._open.pop(_hash(cookie), None)


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
