"""One address fetched whole: robots.txt first, at the host's pace, along its redirects, and only where they may lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from plainview.refresh.asking import Answer, Asker
from plainview.refresh.outcomes import Ended
from plainview.refresh.pacing import Pace, host_of, retry_after
from plainview.refresh.robots import LONGEST, Robots, site_of
from plainview.refresh.sources import url_mistake

MOVED = (301, 302, 303, 307, 308)
_SIGNS = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True)
class Way:
    """What fetching needs. tell: called with (address, outcome, status, why) for each robots.txt that is asked for."""

    asker: Asker
    pace: Pace
    robots: Robots
    tell: Callable[[str, str, int, str], None]

    def fetch(self, url: str, validators: Callable[[str], dict[str, str]], into: Path, local: bool) -> Answer:
        """The answer at the end of the way: status 200 with its body in `into`, or 304.

        validators: headers that ask for an address only if it changed. local: the source may lie on a private network;
        from a public host the way never leads into one.

        Raises:
            Ended: how it ended otherwise, with the address at which it did.
        """
        return self._follow(url, validators, into, local, asks_robots=True)

    def _follow(
        self, url: str, validators: Callable[[str], dict[str, str]], into: Path, local: bool, asks_robots: bool
    ) -> Answer:
        seen = {_plain(url)}
        for _ in range(self.asker.limits.redirects + 1):
            try:
                if asks_robots:
                    self._ask_robots(url, into, local)
                    self.robots.check(url, host_of(url))
                self._may_ask(url)
                self.pace.wait(host_of(url))
                answer = self.asker.get(url, validators(url), into, local)
            except Ended as ended:
                ended.url = ended.url or url
                raise
            if answer.status not in MOVED:
                return self._checked(answer)
            local = local and answer.private
            url = _next(url, answer)
            if _plain(url) in seen:
                raise Ended("redirect_loop", "an address comes twice on the way", answer.status, url=answer.url)
            seen.add(_plain(url))
        raise Ended("too_many_redirects", f"more than {self.asker.limits.redirects} redirects", answer.status, url=answer.url)

    def _may_ask(self, url: str) -> None:
        """Ended where the host wants to be left alone for longer than a run waits."""
        left = (self.pace.free_at(host_of(url)) - self.pace.clock.now()).total_seconds()
        if left > max(self.asker.limits.patience, self.pace.pause):
            raise Ended("later", f"the site is to be left alone for {left:,.0f} s", url=url)

    def _checked(self, answer: Answer) -> Answer:
        status = answer.status
        if status in (200, 304):
            return answer
        wait = retry_after(answer.headers.get("retry-after", ""), self.pace.clock.now())
        if status in (404, 410):
            raise Ended("gone", f"the site answers {status}", status, url=answer.url)
        if status == 429:
            raise Ended("rate_limited", "the site answers 429", status, wait, answer.url)
        if status >= 500:
            raise Ended("server_error", f"the site answers {status}", status, wait, answer.url)
        outcome = "denied" if 400 <= status < 500 else "bad_answer"
        raise Ended(outcome, f"the site answers {status}", status, url=answer.url)

    def _ask_robots(self, url: str, into: Path, local: bool) -> None:
        """Read the site's robots.txt, unless it was read not long ago. Redirects of it are followed as others are."""
        if self.robots.is_fresh(url):
            return
        place = into.with_name(f"{into.name}.robots")
        address = f"{site_of(url)}/robots.txt"
        text, outcome, why = None, "", ""  # type: str | None, str, str
        try:
            answer = self._follow(address, lambda _: {}, place, local, asks_robots=False)
            text = place.read_bytes()[:LONGEST].decode("utf-8", errors="replace") if answer.status == 200 else None
            self.tell(address, "robots", answer.status, "")
        except Ended as ended:
            if ended.outcome in ("later", "private_address"):
                raise
            outcome, why = ended.outcome, ended.why
            # A site without one (404, 410), or one that shows it to nobody (401, 403), forbids nothing: RFC 9309, 2.3.1.3.
            text = "" if 400 <= ended.status < 500 and ended.status != 429 else None
            self.tell(address, "robots" if text is not None else "robots_unreachable", ended.status, ended.why)
            if ended.wait:
                self.pace.hold(host_of(url), ended.wait)
        finally:
            place.unlink(missing_ok=True)
        self.robots.keep(url, host_of(url), text, outcome, why)


def _next(url: str, answer: Answer) -> str:
    """Where a redirect leads.

    Raises:
        Ended: nowhere, to something that is no web address, or from https to http.
    """
    said = answer.headers.get("location", "").strip()
    try:
        to = urljoin(url, quote(said.encode("latin-1", "replace"), safe=_SIGNS)) if 0 < len(said) <= 2000 else ""
        mistake = url_mistake(to) if to else ("leads nowhere", "")
    except ValueError:
        mistake = ("leads nowhere", "")
    if mistake:
        raise Ended("redirect_refused", "the redirect names no address that is fetched", answer.status, url=url)
    if urlsplit(url).scheme.lower() == "https" and urlsplit(to).scheme.lower() != "https":
        raise Ended("redirect_refused", "it leads from https to http", answer.status, url=url)
    return to


def _plain(url: str) -> str:
    return url.partition("#")[0]
