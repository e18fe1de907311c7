"""What a site's robots.txt asks of us, kept for a day. Where it cannot be read: no, for now. Where there is none: yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from protego import Protego

from plainview.refresh.noting import moment, stamp
from plainview.refresh.outcomes import Ended
from plainview.refresh.pacing import Pace

NAME = "plainview"  # by which robots.txt may address us
KEPT, KEPT_UNREAD = timedelta(days=1), timedelta(hours=1)
LONGEST = 500 << 10  # bytes of it that are read, as RFC 9309 asks at least
UNREAD = "robots.txt could not be read"
NOT_THERE = ("unreachable", "tls_failed")  # the site itself is not to be had: its robots.txt is not what is wrong


@dataclass(slots=True)
class Robots:
    """The rules of the sites of one run."""

    pace: Pace
    _parsed: dict[str, Protego] = field(default_factory=dict)

    def is_fresh(self, url: str) -> bool:
        """Whether the robots.txt of the address' site was read, or tried, not long ago."""
        known = self.pace.notes.robots.get(site_of(url))
        if known is None:
            return False
        return self.pace.clock.now() - moment(known["at"]) < (KEPT if known["text"] is not None else KEPT_UNREAD)

    def keep(self, url: str, host: str, text: str | None, outcome: str = "", why: str = "") -> None:
        """Keep what the site said: its robots.txt, "" where it has none, None where it could not be read, and how that ended."""
        site = site_of(url)
        self._parsed.pop(site, None)
        said = {"at": stamp(self.pace.clock.now()), "text": text, "outcome": outcome, "why": why}
        self.pace.notes.robots[site] = said
        if text is not None:
            self._note_gap(site, host)
            self.pace.asked(host)  # the pause that it asks for begins with the request for it

    def check(self, url: str, host: str) -> None:
        """Note how much time the site wants between two requests.

        Raises:
            Ended: the site asks not to fetch this address, or its robots.txt could not be read.
        """
        site = site_of(url)
        known = self.pace.notes.robots[site]
        if known["text"] is None:
            outcome = known["outcome"] if known["outcome"] in NOT_THERE else "robots_unreachable"
            raise Ended(outcome, known["why"] or UNREAD, url=url)
        self._note_gap(site, host)
        if not self._rules(site).can_fetch(url, NAME):
            raise Ended("robots_disallowed", "robots.txt of the site disallows it", url=url)

    def _note_gap(self, site: str, host: str) -> None:
        rules = self._rules(site)
        rate = rules.request_rate(NAME)
        per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
        self.pace.gaps[host] = max(rules.crawl_delay(NAME) or 0.0, per_request)

    def _rules(self, site: str) -> Protego:
        return self._parsed.setdefault(site, Protego.parse(self.pace.notes.robots[site]["text"]))


def site_of(url: str) -> str:
    """Scheme and host of an address: robots.txt speaks for both."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
