"""Slowing down who guesses passwords, without letting a stranger keep anybody out.

A try takes from the pace of its address and of its name. One address has fewer tries than one name, so a stranger at one
address cannot use up a person's. A browser that this person has signed in with before has a pace of its own, which no stranger
can touch. What was used up comes back by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from plainview.server.limits import Bucket, Limits

MOST = 4096  # names, addresses or browsers whose pace is remembered; the one that was quiet for longest goes first


class Paces:
    """A pace for each key."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, key: str) -> float:
        """0.0 if one more may come now, else the seconds until it may."""
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = Bucket(self.rate, self.burst, self.clock)
            if len(self._of) > MOST:
                self._of.popitem(last=False)
        self._of.move_to_end(key)
        return found.take()

    def give_back(self, key: str) -> None:
        """What was taken last was no guess."""
        if key in self._of:
            self._of[key].give_back()


class Guesses:
    """The paces of tries to sign in at one running server. secret: what known browsers are told by."""

    def __init__(self, limits: Limits, secret: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.secret = secret.encode()
        self.names = Paces(limits.tries_name, limits.tries_name_burst, clock)
        self.addresses = Paces(limits.tries_address, limits.tries_address_burst, clock)
        self.browsers = Paces(limits.tries_address, limits.tries_address_burst, clock)

    def wait(self, name: str, address: str, known: str) -> float:
        """Seconds until this may be tried; 0.0 if now. name: folded. known: the cookie of a known browser, "" for none."""
        if self._is_known(name, known):
            return self.browsers.take(known)
        wait = self.addresses.take(near(address))
        if wait:
            return wait
        wait = self.names.take(name)
        if wait:
            self.addresses.give_back(near(address))
        return wait

    def was_right(self, name: str, address: str, known: str) -> None:
        """The last try was no guess."""
        if self._is_known(name, known):
            self.browsers.give_back(known)
        else:
            self.addresses.give_back(near(address))
            self.names.give_back(name)

    def known(self, name: str) -> str:
        """A cookie for a browser that has signed in under this name."""
        number = secrets.token_urlsafe(12)
        return f"{number}.{self._sign(name, number)}"

    def _is_known(self, name: str, known: str) -> bool:
        number, _, sign = known.partition(".")
        return hmac.compare_digest(self._sign(name, number).encode(), sign.encode("utf-8", "replace"))

    def _sign(self, name: str, number: str) -> str:
        text = f"known browser\n{number}\n{name}".encode("utf-8", "replace")
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()


def near(address: str) -> str:
    """An address with those that one person has beside it: the /64 of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network(f"{found}/64", strict=False))
    return str(found)
