"""What a request may cost: sizes, numbers and times in one place, with the bucket that slows down who asks too often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one running server. Sizes in bytes, times in seconds.

    form: one form without files. drop, file, files: one drop of records, one file of it, its number of files. spare: what stays
    free on the disk. pause: between two pieces of a request's body. answer: until a page is there or the person is told to wait.
    looks, burst: requests a second, and how many at once; writes: the same of requests that change something.
    tries_address, tries_name: tries to sign in a second, from one address and for one name; strangers: requests of an address
    that has not signed in. idle, longest: how long a session lasts untouched, and at all. told: entries about refusals a second.
    """

    form: int = 64 << 10
    fields: int = 200
    drop: int = 32 << 30
    file: int = 8 << 30
    files: int = 20_000
    spare: int = 1 << 30
    pause: float = 30.0
    answer: float = 30.0
    looks: float = 200.0
    burst: int = 400
    writes: float = 10.0
    writes_burst: int = 40
    entries: float = 0.5  # tries to come in by the start address
    entries_burst: int = 10
    tries_address: float = 1 / 20  # less than for a name: one address cannot use up a name's
    tries_address_burst: int = 10
    tries_name: float = 1 / 8
    tries_name_burst: int = 20
    strangers: float = 5.0
    strangers_burst: int = 60
    idle: float = 3600.0
    longest: float = 12 * 3600.0
    told: float = 1 / 60
    told_burst: int = 20
    open: int = 200  # connections at once
    streams: int = 20  # pages that watch the progress at once


class Bucket:
    """So many a second in the long run, and a few at once."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._left, self._at = float(burst), clock()

    def take(self) -> float:
        """0.0 if one more may come now, else the seconds until it may."""
        now = self.clock()
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self.rate

    def give_back(self) -> None:
        """Take back the last `take`."""
        self._left = min(self.burst, self._left + 1)
