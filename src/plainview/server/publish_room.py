"""Publishing from the pages: into a folder of the case and nowhere else, as `plainview publish DIR` does."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from plainview import decisions, store
from plainview.case import Case
from plainview.decisions.row import in_force
from plainview.errors import UserError
from plainview.publishing import inside
from plainview.server import queues, shown
from plainview.server.actors import acting, on_record
from plainview.server.case_reading import Reading
from plainview.server.errand import Order
from plainview.server.forms import form_of
from plainview.server.team_door import Team

MOST = 500  # words and findings that one form may name


async def look(request: Request) -> Response:
    """What was published into the case, the form to publish, and what the last look found."""
    state = request.app.state
    trees = await asyncio.to_thread(inside.listed, state.case)
    has_tables = store.current(state.case.warehouse) is not None
    findings = await offered(state.reading, state.team) if has_tables else []
    work = state.works.last_of("publish")
    return shown.page(
        request, "publish", trees=trees, findings=findings, has_tables=has_tables, day=queues.today().isoformat(),
        published=work.end.get("published") if work else None, wrong=work.wrong if work else (),
        refused={"stops": (), "words": ()} | dict(work.told if work else {}), n_waiting=await queues.n_waiting(request),
    )  # fmt: skip


async def offered(reading: Reading, team: Team | None) -> list[dict[str, Any]]:
    """Findings about one account that may be shown: two people confirmed them; in a team, two accounts that were signed in."""

    def ask() -> list[dict[str, Any]]:
        return inside.offered(reading.case)

    found = await reading.of("offered", ask)
    if team is None:
        return found
    enough = await asyncio.to_thread(by_two_accounts, reading.case, team)
    return [one for one in found if one["finding_id"] in enough]


def by_two_accounts(case: Case, team: Team) -> set[str]:
    """Findings that two accounts confirmed while they were signed in: a name typed elsewhere is nobody's here."""
    known = team.activity.decided()
    people: dict[str, set[str]] = {}
    for one in in_force(decisions.read(case.decisions)):
        if one.subject == "finding" and one.verdict == "confirmed" and (one.by, one.decision_id) in known:
            people.setdefault(one.a, set()).add(one.by)
    return {finding for finding, names in people.items() if len(names) > 1}


async def begin(request: Request) -> Response:
    """Publish: the work begins and its page is shown."""
    form, state = await form_of(request), request.app.state
    name = inside.check_name(form.one("name", 60))
    wanted = form.all("finding")[:MOST]
    may = {one["finding_id"] for one in await offered(state.reading, state.team)} if wanted else set()
    if wrong := [one for one in wanted if one not in may]:
        raise UserError(f"the finding {wrong[0][:40]}", "may not be shown: two people must have confirmed it", "leave it out")
    words = [word for word in re.split(r"[\s,;]+", form.one("words", 4000)) if word] + form.all("word")
    asked = {"name": name, "account_findings": wanted, "allowed": words[:MOST], "sqlite": form.one("sqlite") == "1"}
    order = Order(str(state.case.root), publish=asked)
    state.works.start("Publishing", order, kind="publish", by=acting(request).name)
    on_record(request, f"{inside.FOLDER}/{name}")
    return shown.back(request, "/progress")
