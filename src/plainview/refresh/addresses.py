"""Which address a fetch may connect to, checked where it is connected: a name that soon leads elsewhere is no way in."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from plainview.refresh.outcomes import Ended

_EVERYWHERE = ipaddress.ip_network("2000::/3")  # what is given out of IPv6 for the public network
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # holds an IPv4 address in its last four bytes
MOST = 8  # addresses of one name that are tried


def look_up(host: str, port: int) -> list[str]:
    """Addresses of a host name, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def dial(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to one address."""
    return socket.create_connection((address, port), timeout)


@dataclass(frozen=True, slots=True)
class Reach:
    """How names become addresses and addresses connections; tests put their own in."""

    look_up: Callable[[str, int], list[str]] = look_up
    dial: Callable[[str, int, float], socket.socket] = dial

    def connect(self, host: str, port: int, timeout: float, private: bool) -> tuple[socket.socket, bool]:
        """A connection to a host, and whether it lies on a private network. Only what is public is tried unless `private`.

        Raises:
            Ended: the name has no address, none that may be connected, or none that answers.
        """
        try:
            found = self.look_up(host, port)[:MOST]
        except (OSError, UnicodeError) as error:
            raise Ended("unreachable", "the name of the site has no address") from error
        allowed = [one for one in found if private or is_public(one)]
        if found and not allowed:
            raise Ended("private_address", "the name leads to a private address")
        slow = False
        for address in allowed:
            with suppress(OSError):
                try:
                    return self.dial(address, port, timeout), not is_public(address)
                except TimeoutError:
                    slow = True
        raise Ended("timeout", "no connection was made in time") if slow else Ended("unreachable", "no connection was made")


def is_public(address: str) -> bool:
    """Whether an address lies on the public network; what holds an IPv4 address inside is as public as that one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(inner):
            return all(is_public(str(one)) for one in inner if one)
        if ip not in _EVERYWHERE:
            return False
    return ip.is_global and not ip.is_multicast
