"""The published pages, live: each as it would be published, with one bar more that leads to what can be done."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plainview import site
from plainview.server import shown
from plainview.server.guard import Refused
from plainview.server.live import Generation, Live, Page

TYPES = {"css": "text/css", "js": "text/javascript"}
_EXPLAIN = re.compile(r'<code class="id">plainview explain ([0-9a-f]{16}:[0-9]{1,18})</code>')
_FINDING = re.compile(r"findings/([0-9a-f]{16})\.html")
HEAD, TOP = "</head>", '<header class="top">'


async def start(request: Request) -> Response:
    """The first page: the overview, or for a case that holds nothing the place to drop records."""
    live: Live = request.app.state.live
    live.look()
    is_empty = live.now is None and not live.is_loading
    return RedirectResponse("/intake" if is_empty else "/index.html", 303)


async def asset(request: Request) -> Response:
    """A style or a script of ours, by a name in ASSETS: nothing is looked up on the disk by what was asked."""
    name = request.url.path.rsplit("/", 1)[-1]
    return Response(_assets(name), media_type=TYPES[name.rpartition(".")[2]])


def _assets(name: str) -> bytes:
    return (Path(site.HERE) / "assets" / name).read_bytes()


async def page(request: Request) -> Response:
    """A page, its data, or a table, by its address inside the site."""
    path = request.path_params["path"]
    found = await _found(request.app.state.live, path, request.app.state.limits.answer)
    if found.problems:
        raise Refused(
            409, f"This page is not shown: it holds what looks like a plate, a token or a contact ({len(found.problems)})."
        )
    if path.endswith(".html"):
        return Response(with_bar(found.body.decode(), path, request), media_type=found.kind)
    headers = {"content-disposition": "attachment"} if not path.endswith((".json", ".js")) else {}
    return Response(found.body, media_type=found.kind, headers=headers)


async def _found(live: Live, path: str, seconds: float) -> Page:
    live.look()
    if live.now is None:
        there = live.is_loading and await asyncio.to_thread(live.wait, lambda: live.now is not None, seconds)
        if not there or live.now is None:
            words = "The pages are being made ready. Reload in a moment." if live.is_loading else live.trouble
            raise Refused(503 if words else 404, words or "There is no page yet: take records in first.", {"retry-after": "5"})
    if live.has_new_alerts():
        await asyncio.to_thread(live.show_alerts)
    generation = live.now
    kept = generation.kept(path)
    if kept is not None:
        return kept
    try:
        found = await asyncio.to_thread(generation.page, path)
    except Exception:
        # A build removes the generation it replaces. What was not asked of it before is asked of the next.
        if generation.folder.is_dir():
            raise
        found = await _from_next(live, generation, path, seconds)
    if found is None:
        raise Refused(404, "There is no such page in this case.")
    return found


async def _from_next(live: Live, old: Generation, path: str, seconds: float) -> Page | None:
    live.look(at_once=True)
    await asyncio.to_thread(live.wait, lambda: live.now is not old, seconds)
    if live.now is None or live.now is old:
        raise Refused(503, "The pages are being made anew. Reload in a moment.", {"retry-after": "5"})
    return await asyncio.to_thread(live.now.page, path)


def with_bar(html: str, path: str, request: Request) -> str:
    """A page with the bar of what can be done above it, and each printed row as a link to where it is explained."""
    finding = _FINDING.fullmatch(path)
    bar = shown.bar(request, finding[1] if finding else "")
    html = html.replace(HEAD, '<link rel="stylesheet" href="/serve.css">\n' + HEAD, 1).replace(TOP, bar + TOP, 1)
    return _EXPLAIN.sub(r'<a class="id" href="/row/\1">How do we know? <code>\1</code></a>', html)
