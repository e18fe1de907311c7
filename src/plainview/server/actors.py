"""Who acts, and what each role may do. The only place that knows: one user has every right, a team would be told apart here."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from plainview.errors import UserError

VIEWER, REVIEWER, PUBLISHER = "viewer", "reviewer", "publisher"
ROLES = (VIEWER, REVIEWER, PUBLISHER)  # each may do all that those before it may
# By action, the least role that may do it.
NEEDS = {
    "look": VIEWER,
    "decide": REVIEWER,  # answers, findings, links, samples, undo
    "take_in": REVIEWER,
    "accept_layout": REVIEWER,
    "renew": PUBLISHER,  # tables and the static site made anew
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the pages. name: "" until they said it; what they decide is written under it."""

    name: str
    role: str

    def may(self, action: str) -> bool:
        """True if the role allows the action (a key of NEEDS)."""
        return ROLES.index(self.role) >= ROLES.index(NEEDS[action])


class Forbidden(UserError):
    """The role of who asks does not allow this."""


def acting(request: Request) -> Actor:
    """Who sends this request: the person of its session, which the guard has checked."""
    actor: Actor = request.scope["plainview.session"].actor
    return actor


def must(request: Request, action: str) -> Actor:
    """Who acts, if they may; Forbidden if not."""
    actor = acting(request)
    if not actor.may(action):
        raise Forbidden(
            "this step", f"needs the role {NEEDS[action]}, and yours is {actor.role}", "ask somebody who has that role"
        )
    return actor


def named(request: Request, action: str) -> Actor:
    """Who acts, if they may and have said who they are.

    Raises:
        Forbidden: the role does not allow it.
        UserError: nobody could say later whose decision this is.
    """
    actor = must(request, action)
    if not actor.name:
        raise UserError("your name", "is not given, so nobody could say who decided", "write it at the top of the page, once")
    return actor
