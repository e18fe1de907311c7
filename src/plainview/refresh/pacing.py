"""When each host may be asked again: never faster than it or we allow, and not before it says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from plainview.refresh.noting import Notes, moment, stamp

LONGEST_WAIT = timedelta(days=30)  # a host that says more is asked again after that
FIRST_HOLD, LAST_HOLD = 10.0, 3600.0  # seconds after the first error of a host, and the most after many
FIRST_AGAIN, LAST_AGAIN = timedelta(hours=1), timedelta(days=1)  # after runs that failed for a source


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is, and waiting; tests put their own in."""

    now: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Pace:
    """pause: least seconds between two requests to one host. gaps: what a host's robots.txt asks for, if that is more."""

    notes: Notes
    clock: Clock
    pause: float
    gaps: dict[str, float] = field(default_factory=dict)

    def free_at(self, host: str) -> datetime:
        """When the host may be asked; a moment that has passed if it may be now."""
        said = self.notes.hosts.get(host)
        return moment(said) if said else datetime.min.replace(tzinfo=UTC)

    def wait(self, host: str) -> None:
        """Wait until the host may be asked, and count this as asking it."""
        left = (self.free_at(host) - self.clock.now()).total_seconds()
        if left > 0:
            self.clock.sleep(left)
        self.asked(host)

    def asked(self, host: str) -> None:
        self.hold(host, max(self.pause, self.gaps.get(host, 0.0)))

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long from now; a longer hold that stands stays."""
        until = self.clock.now() + min(timedelta(seconds=seconds), LONGEST_WAIT)
        if until > self.free_at(host):
            self.notes.hosts[host] = stamp(until)

    def forget_past(self) -> None:
        """Drop holds that are over, so that the state does not grow with every host ever met."""
        now = self.clock.now()
        self.notes.hosts = {host: said for host, said in self.notes.hosts.items() if moment(said) > now}


def host_of(url: str) -> str:
    """The host of an address with its port, as pace counts it: "portal.example:443"."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    return f"{(parts.hostname or '').lower()}:{port}"


def hold_after(attempt: int, asked: float) -> float:
    """Seconds to leave a host alone after its error: as it asked, else longer with each attempt. attempt: 1 for the first."""
    return asked or min(FIRST_HOLD * 2 ** (attempt - 1), LAST_HOLD)


def again_after(failures: int, every: timedelta) -> timedelta:
    """From a run that failed for a source to its next try: longer with each, and never longer than its schedule."""
    return min(FIRST_AGAIN * (1 << min(failures - 1, 10)), LAST_AGAIN, every)


def early(every: timedelta) -> timedelta:
    """A run that comes a little before the time counts as due: a daily run must not pass a daily source by for a second."""
    return min(every / 10, timedelta(hours=1))


def retry_after(text: str, now: datetime) -> float:
    """Seconds that a Retry-After header asks for: a number, or a date; 0 where it says nothing that can be read."""
    said = text.strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:12]), LONGEST_WAIT.total_seconds())
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, min((until - now).total_seconds(), LONGEST_WAIT.total_seconds()))
