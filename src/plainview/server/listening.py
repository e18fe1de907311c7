"""Where the server may listen, and under which address people ask it."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from plainview.errors import UserError

_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?|\[[0-9a-f:.]+\]")


@dataclass(frozen=True, slots=True)
class Shared:
    """How a team reaches the server. origin: what people type, such as https://plainview.example; "" for the address where it
    listens. behind_tls: a reverse proxy stands before it and ends TLS. proxies: whose X-Forwarded-For is believed."""

    origin: str = ""
    behind_tls: bool = False
    proxies: frozenset[str] = frozenset()

    @property
    def scheme(self) -> str:
        return self.origin.partition("://")[0]

    @property
    def host(self) -> str:
        """Name, with port where one is needed, as a browser sends it."""
        return self.origin.partition("://")[2]


def is_here(host: str) -> bool:
    """True for an address that only this machine reaches."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_origin(text: str) -> str:
    """What people type, as a browser sends it: without a path, and without a port that goes without saying.

    Raises:
        UserError: it is no such address, or passwords would travel in the clear.
    """
    fix = "write it as https://plainview.example"
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError:
        raise UserError(f"--origin {text[:60]}", "is no address", fix) from None
    name = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    has_more = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not _NAME.fullmatch(name) or has_more:
        raise UserError(f"--origin {text[:60]}", "is no address of a site, without a path", fix)
    if parts.scheme == "http" and not is_here(name):
        raise UserError(f"--origin {text[:60]}", "is not encrypted, so others could read passwords on the way", fix)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in (None, usual) else "")


def shared(origin: str = "", behind_tls: bool = False, proxies: list[str] | None = None) -> Shared:
    """How a team reaches the server, checked. Raises UserError: an address that is none."""
    known = []
    for text in proxies or []:
        try:
            known.append(str(ipaddress.ip_address(text)))
        except ValueError:
            fix = "write its address as plainview sees it, such as 127.0.0.1"
            raise UserError(f"--trust-proxy {text[:60]}", "is no address of a machine", fix) from None
    return Shared(check_origin(origin) if origin else "", behind_tls, frozenset(known))


def check_host(host: str, shared: Shared | None = None) -> str:
    """The host to listen on.

    Raises:
        UserError: others could reach it, and there are no accounts, or nothing says that it is encrypted on the way.
    """
    if is_here(host):
        return "127.0.0.1" if host == "localhost" else host
    where, alone = f"--host {host[:60]}", "or leave --host out: the pages are then for this machine alone"
    if shared is None:
        problem = "can be reached from other machines, and for that each person needs an account"
        raise UserError(where, problem, f"add --team, {alone}")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        raise UserError(where, "is no address of this machine", "write it in figures, such as 192.0.2.7") from None
    if not shared.behind_tls:
        problem = "can be reached from other machines, and what plainview sends is not encrypted"
        fix = f"let a reverse proxy end TLS before it and say so with --behind-tls, {alone}"
        raise UserError(where, problem, fix)
    if shared.scheme != "https":
        problem = "can be reached from other machines, and nobody said under which address"
        raise UserError(where, problem, f"add --origin https://plainview.example, the address that people type, {alone}")
    return host


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
