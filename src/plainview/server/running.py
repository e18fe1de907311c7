"""Running the server: where it listens, the address to open, and an end that leaves nothing half done."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import uvicorn

from plainview.case import Case
from plainview.errors import UserError
from plainview.server import app
from plainview.server.limits import Limits
from plainview.server.sessions import Sessions

PORT = 8321


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and what to open: `url` lets in who has it, so it is shown to one person only."""

    host: str
    port: int
    url: str


def check_host(host: str) -> str:
    """The host to listen on. Raises UserError: others could reach it, and there are no accounts yet."""
    try:
        is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise UserError(
            f"--host {host[:60]}",
            "can be reached from other machines, and for that each person needs an account (--team), which this version has not",
            "leave --host out: the pages are then for this machine alone",
        )
    return "127.0.0.1" if host == "localhost" else host


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. port 0: any that is free. Raises UserError: the port is taken or not ours to take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except (OSError, OverflowError) as error:
        made.close()
        why = error.strerror if isinstance(error, OSError) else "is no port"
        raise UserError(f"--port {port}", f"cannot be used: {why}", "name another one, or 0 for any that is free") from error
    return made


def serve(
    case: Case, host: str, port: int, name: str, ready: Callable[[Address], None], unsandboxed: bool = False,
    limits: Limits | None = None,
) -> None:  # fmt: skip
    """Serve the case until the person stops it.

    Args:
        ready: called once with the address, before the first request is answered.

    Raises:
        UserError: the host is not this machine alone, or the port cannot be used.
    """
    limits = limits or Limits()
    made = listen(check_host(host), port)
    bound = made.getsockname()
    shown_host = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    hosts = frozenset({f"{shown_host}:{bound[1]}", f"localhost:{bound[1]}"})
    sessions = Sessions(name)
    servers: list[uvicorn.Server] = []
    guarded = app.build(
        case, hosts, f"plainview_{bound[1]}", sessions, limits, unsandboxed, is_ending=lambda: servers[0].should_exit
    )
    config = uvicorn.Config(
        guarded, http="h11", ws="none", lifespan="on", access_log=False, server_header=False, log_level="warning",
        proxy_headers=False, limit_concurrency=limits.open, timeout_keep_alive=20, timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32 << 10,
    )  # fmt: skip
    servers.append(uvicorn.Server(config))
    ready(Address(bound[0], bound[1], f"http://{shown_host}:{bound[1]}/enter?key={sessions.secret}"))
    try:
        with suppress(KeyboardInterrupt):  # Ctrl-C is how a person ends it
            servers[0].run([made])
    finally:
        made.close()
