"""Running the server: where it listens, the address to open, and an end that leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import uvicorn

from plainview.case import Case
from plainview.errors import UserError
from plainview.server import app
from plainview.server.guard import Door
from plainview.server.key_door import ENTER, KeyDoor
from plainview.server.limits import Limits
from plainview.server.listening import Shared, check_host, listen
from plainview.server.sessions import Sessions
from plainview.server.team_door import LOGIN, Team, TeamDoor
from plainview.team import Accounts

PORT = 8321


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and what to open: for one user `url` lets in who has it, so it is shown to one person only."""

    host: str
    port: int
    url: str


def check_team(case: Case) -> None:
    """UserError: nobody in this case could publish, so nobody could see what others did."""
    if not Accounts(case.root).n_publishers():
        fix = "add one first: `plainview team add NAME --role publisher`"
        raise UserError("--team", "needs the account of a publisher, and this case has none", fix)


def serve(
    case: Case, host: str, port: int, name: str, ready: Callable[[Address], None], unsandboxed: bool = False,
    limits: Limits | None = None, shared: Shared | None = None,
) -> None:  # fmt: skip
    """Serve the case until the person stops it.

    Args:
        name: who decides, where there is one user. ready: called once with the address, before the first request is answered.
        shared: how a team reaches it; None for one user.

    Raises:
        UserError: the host is not this machine alone and there is no team, nobody could publish, or the port cannot be used.
    """
    limits = limits or Limits()
    if shared is not None:
        check_team(case)
    made = listen(check_host(host, shared), port)
    bound = made.getsockname()
    shown_host = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    here, cookie = f"{shown_host}:{bound[1]}", f"plainview_{bound[1]}"
    hosts, scheme, team = frozenset({here, f"localhost:{bound[1]}"}), "http", None
    door: Door
    if shared is None:
        sessions = Sessions(name)
        door, url = KeyDoor(sessions, cookie, limits), f"http://{here}{ENTER}?key={sessions.secret}"
    else:
        if shared.origin:
            hosts, scheme = frozenset({shared.host}), shared.scheme
        team = Team(Accounts(case.root), limits, cookie, scheme == "https", shared.proxies)
        door, url = TeamDoor(team), f"{shared.origin or f'http://{here}'}{LOGIN}"
    servers: list[uvicorn.Server] = []
    guarded = app.build(
        case, hosts, door, limits, unsandboxed, is_ending=lambda: servers[0].should_exit, team=team, scheme=scheme
    )
    config = uvicorn.Config(
        guarded, http="h11", ws="none", lifespan="on", access_log=False, server_header=False, log_level="warning",
        proxy_headers=False, limit_concurrency=limits.open, timeout_keep_alive=20, timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32 << 10,
    )  # fmt: skip
    servers.append(uvicorn.Server(config))
    ready(Address(bound[0], bound[1], url))
    try:
        with suppress(KeyboardInterrupt):  # Ctrl-C is how a person ends it
            servers[0].run([made])
    finally:
        made.close()
