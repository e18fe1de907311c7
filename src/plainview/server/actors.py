"""Who acts, and where each role may come. What may be done where is written in places.toml and nowhere else."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request

from plainview import site
from plainview.errors import UserError
from plainview.team.accounts import PUBLISHER, REVIEWER, VIEWER

STRANGER = "stranger"  # who has not signed in
ROLES = (STRANGER, VIEWER, REVIEWER, PUBLISHER)  # each may do all that those before it may
SHOW, CHANGE = "show", "change"
ASSETS = (*site.ASSETS, "serve.css", "serve.js")


@dataclass(frozen=True, slots=True)
class Place:
    """What it takes to come to an address. role: the least one. what: how the log calls what is done there, "" for nothing."""

    role: str
    what: str = ""


@cache
def places() -> dict[tuple[str, str], Place]:
    """All places by (`show` or `change`, address as the routes have it)."""
    told = tomllib.loads((files("plainview.server") / "places.toml").read_text(encoding="utf-8"))
    found = {(SHOW, address): Place(role) for address, role in told[SHOW].items()}
    found |= {(SHOW, f"/{name}"): Place(told["assets"]) for name in ASSETS}
    return found | {(CHANGE, address): Place(**one) for address, one in told[CHANGE].items()}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the pages. name: "" until they said it; what they decide is written under it. has_account: they signed in, and
    their name is their account's."""

    name: str
    role: str
    has_account: bool = False

    def has(self, role: str) -> bool:
        """True if this person may do what the role may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def may(self, address: str, kind: str = SHOW) -> bool:
        """True if this person may come to the address."""
        return self.has(places()[kind, address].role)


class Forbidden(UserError):
    """The role of who asks does not allow this."""


def acting(request: Request) -> Actor:
    """Who sends this request: the person of its session, which the guard has checked."""
    actor: Actor = request.scope["plainview.session"].actor
    return actor


def must(request: Request, role: str) -> Actor:
    """Who acts, if they have the role or more; Forbidden if not."""
    actor = acting(request)
    if not actor.has(role):
        raise Forbidden("this step", f"needs the role {role}, and yours is {actor.role}", "ask somebody who has that role")
    return actor


def named(request: Request) -> Actor:
    """Who acts, if they have said who they are. UserError: nobody could say later whose decision this is."""
    actor = acting(request)
    if not actor.name:
        raise UserError("your name", "is not given, so nobody could say who decided", "write it at the top of the page, once")
    return actor


def on_record(request: Request, text: str) -> None:
    """What was done is about this: it stands in the log of activity. No plate and nothing that a stranger typed."""
    request.scope["plainview.about"] = text
