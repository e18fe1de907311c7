"""What was decided, with undo; what the case is; one printed row; and who sits at the pages."""

from __future__ import annotations

import asyncio
import os
import re
import tomllib
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from plainview import __version__, decisions, redact, store, tokens
from plainview.archive import open_archive
from plainview.case import Case, locked
from plainview.decisions import findings
from plainview.decisions.row import EACH_BY, UNDONE, plain
from plainview.errors import UserError
from plainview.server import queues, shown
from plainview.server.actors import acting, named, on_record
from plainview.server.forms import form_of
from plainview.server.queues import today

MOST = 300  # decisions on the page, the newest first
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_READ = ("searcher_id", "searched_at", "window_from", "window_to", "networks", "devices", "reason_state", "case_state")


async def decided(request: Request) -> Response:
    """What was decided, the newest first."""
    state = request.app.state

    def ask() -> list[dict[str, Any]]:
        rows = decisions.listed(state.case)
        changed = findings.changes(state.case, rows, findings.known(state.case))
        return [{**row, "change": changed.get(row["decision_id"], ""), "is_hidden": False} for row in reversed(rows)]

    everything = request.query_params.get("all") == "1"
    found = await state.reading.of("decided", ask)
    rows = found if everything else [row for row in found if row["state"] in ("standing", "idle")]
    actor = acting(request)
    if actor.has_account:
        rows = unseen(rows, found, actor.name)
    return shown.page(
        request, "decisions", rows=rows[:MOST], n=len(rows), n_all=len(found), everything=everything,
        n_waiting=await queues.n_waiting(request),
    )  # fmt: skip


def unseen(rows: list[dict[str, Any]], found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The same decisions, without what others answered where this person has an answer to give and has not given it."""
    own = [row for row in found if str(row["by"]).casefold() == name.casefold() and row["verdict"] != UNDONE]
    mine = {(row["subject"], row["a"], row["b"]) for row in own if row["state"] in ("standing", "idle")}
    now = {(row["subject"], row["a"]) for row in own if row["state"] in ("standing", "idle") and not row["change"]}
    hidden = {"verdict": "", "why": "", "change": "", "is_hidden": True}

    def may_see(row: dict[str, Any]) -> bool:
        is_old = bool(row["change"]) and (row["subject"], row["a"]) in now  # answered on the evidence that there is now
        return row["subject"] not in EACH_BY or is_old or (row["subject"], row["a"], row["b"]) in mine

    return [row if may_see(row) else {**row, **hidden} for row in rows]


async def undo(request: Request) -> Response:
    """Take a decision back: as `plainview decide undo` does."""
    actor, form = named(request), await form_of(request)
    case: Case = request.app.state.case

    def do() -> str:
        with locked(case):
            done, is_new = decisions.undo(case, form.one("decision", 40), form.one("why"), actor.name, today())
        return f"{form.one('decision', 40)} was taken back ({done.decision_id})." if is_new else "It was taken back already."

    said = await asyncio.to_thread(do)
    on_record(request, form.one("decision", 40) if re.fullmatch(r"[\w.-]+", form.one("decision", 40)) else "a decision")
    return shown.back(request, "/decisions", said)


async def settings(request: Request) -> Response:
    """What the case is."""
    state = request.app.state
    told = await state.reading.of("settings", lambda: about(state.case))
    return shown.page(request, "settings", told=told, version=__version__, n_waiting=await queues.n_waiting(request))


def about(case: Case) -> dict[str, Any]:
    """What the case says of itself; nothing secret: of the token key only whether there is one."""
    marker = tomllib.loads((case.root / "plainview.toml").read_text(encoding="utf-8"))
    archive = open_archive(case.archive)
    accepted = archive.accepted()
    handlings: dict[str, int] = {}
    for one in accepted:
        handlings[one.handling] = handlings.get(one.handling, 0) + 1
    try:
        has_key = tokens.load_key(dict(os.environ)) is not None
    except UserError:
        has_key = False
    folder = store.current(case.warehouse)
    return {
        "folder": case.root.resolve().name,
        "title": str(marker.get("title", "")),
        "created_on": str(marker.get("created_on", "")),
        "made_with": str(marker.get("made_with", "")),
        "n_files": len(accepted),
        "n_refused": len(archive.refused()),
        "size": sum(one.size_bytes for one in accepted),
        "handlings": sorted(handlings.items()),
        "has_key": has_key,
        "generation": folder.name if folder else "",
        "n_decisions": len(decisions.read(case.decisions)),
        "layouts": sorted(path.stem for path in case.layouts.glob("*.toml")),
        "rules": sorted("/".join(path.relative_to(case.rules).with_suffix("").parts) for path in case.rules.rglob("*.toml")),
    }


async def row(request: Request) -> Response:
    """One printed row and how it was read: as `plainview explain` does, with what looks like a plate covered."""
    found = await asyncio.to_thread(request.app.state.originals.row, request.path_params["entry"])
    one = found["entry"]
    printed = [(redact.printed(label), _covered(cell)) for label, cell in found["printed"].items()]
    read_as = [(name.replace("_", " "), redact.name(str(one[name]))) for name in _READ if one.get(name) is not None]
    read_as += [(redact.printed(said["what"]), redact.printed(said["text"])) for said in found["said"]]
    return shown.page(
        request, "row", entry=f"{one['release_id']}:{one['row_no']}", one=one, printed=printed, read_as=read_as,
        reading=[said for said in found["reading"] if said["purpose"]], competing=found["competing"], search=found["search"],
    )  # fmt: skip


def _covered(cell: str) -> str:
    """A cell as printed, with plates, tokens and contacts covered; the vendor's id of a search is none of them."""
    return cell if _UUID.fullmatch(cell.strip()) else redact.printed(cell)


async def name(request: Request) -> Response:
    """Say who sits here: what is decided from now on is written under that name."""
    form = await form_of(request)
    given = plain(form.one("name", 100))
    if not given:
        raise UserError("your name", "is empty", "write it as it shall stand in decisions.csv")
    session = request.scope["plainview.session"]
    session.actor = replace(session.actor, name=given)
    to = form.one("to", 200)
    return shown.back(request, to if re.fullmatch(r"/[a-z0-9][a-z0-9/-]*", to) else "/review", f"You decide as {given}.")
