"""Sessions: the secret in the address that is opened once becomes a cookie, and each session has a token for its forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from plainview.server.actors import Actor
from plainview.team.accounts import PUBLISHER

MOST = 50  # sessions at a time; the oldest goes first
_MOST_SAID = 5


@dataclass(slots=True)
class Session:
    """One browser. token: what its forms carry. said: what was done, told on the next page: (kind, text). still: whether it has
    not ended, asked again where a request takes long."""

    actor: Actor
    token: str
    said: list[tuple[str, str]] = field(default_factory=list)
    still: Callable[[], bool] = lambda: True

    def tell(self, text: str, kind: str = "done") -> None:
        """Keep a message for the next page."""
        self.said = [*self.said, (kind, text)][-_MOST_SAID:]

    def told(self) -> list[tuple[str, str]]:
        """The messages, once."""
        said, self.said = self.said, []
        return said

    def form_is_ours(self, token: str) -> bool:
        """True for the token of this session's forms."""
        return bool(self.token) and hmac.compare_digest(self.token.encode(), token.encode("utf-8", "replace"))


class Sessions:
    """The sessions of one running server. Cookies are kept as hashes, so that memory printed by accident opens nothing."""

    def __init__(self, name: str = "") -> None:
        self.secret = secrets.token_urlsafe(32)
        self.name = name
        self._open: OrderedDict[str, Session] = OrderedDict()

    def enter(self, secret: str) -> str | None:
        """A new session's cookie for who has the start secret, None for who has not."""
        if not hmac.compare_digest(secret.encode("utf-8", "replace"), self.secret.encode()):
            return None
        cookie = secrets.token_urlsafe(32)
        self._open[_hash(cookie)] = Session(Actor(self.name, PUBLISHER), secrets.token_urlsafe(32))
        while len(self._open) > MOST:
            self._open.popitem(last=False)
        return cookie

    def of(self, cookie: str) -> Session | None:
        """The session of a cookie."""
        return self._open.get(_hash(cookie)) if cookie else None


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
