"""Pages of the workplace: rendered from templates/serve with what every one of them shows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from plainview import redact, site
from plainview.pages.refused import FIRST_LINE
from plainview.server.actors import acting
from plainview.server.sessions import Session
from plainview.team.accounts import VIEWER

# The places of the bar: address, words.
PLACES = (
    ("/intake", "Add records"),
    ("/review", "Review"),
    ("/samples", "Samples"),
    ("/decisions", "Decisions"),
    ("/publish", "Publish"),
    ("/activity", "Activity"),
    ("/settings", "This case"),
)
OF_A_TEAM = frozenset({"/activity"})


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The templates of the site, with what a stranger's text must pass before it is shown to a reviewer."""
    found = site.environment()
    found.filters["typed"] = redact.printed  # plates, tokens and contacts covered; the words stay
    found.filters["agency"] = redact.name
    found.filters["first_line_off"] = lambda text: FIRST_LINE.sub("", text)
    found.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    return found


def page(request: Request, template: str, status: int = 200, /, **told: Any) -> HTMLResponse:
    """One page of the workplace. template: its name; told: what it shows."""
    session: Session = request.scope["plainview.session"]
    has_pages = request.app.state.live.now is not None and acting(request).has(VIEWER)
    text = environment().get_template(f"serve/{template}.html").render(
        here=request.url.path, token=session.token, said=session.told(), has_pages=has_pages, finding="", **_who(request), **told,
    )  # fmt: skip
    return HTMLResponse(text, status)


def bar(request: Request, finding: str = "") -> str:
    """The bar above a page of the site."""
    token = request.scope["plainview.session"].token
    template = environment().get_template("serve/bar.html")
    return template.render(here="", has_pages=True, finding=finding, token=token, **_who(request))


def _who(request: Request) -> dict[str, Any]:
    """Who looks, and what the bar shows them."""
    team, actor = request.app.state.team, acting(request)
    places = [one for one in PLACES if team is not None or one[0] not in OF_A_TEAM]
    work = request.app.state.works.last if actor.has(VIEWER) else None
    return {"team": team is not None, "actor": actor, "places": places, "work": work}


def back(request: Request, to: str, said: str = "", kind: str = "done") -> RedirectResponse:
    """To another page after something was done, which says so: reloading it does nothing twice."""
    if said:
        request.scope["plainview.session"].tell(said, kind)
    return RedirectResponse(to, 303)
