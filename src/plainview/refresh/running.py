"""One run: what is due is fetched, host by host at its pace; what came goes in at the door; all of it is noted at once.

The case is held only while something goes in at the door: a fetch of hours stops nobody, and waits for nobody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from plainview.archive import Archive, open_archive
from plainview.case import Busy, Case
from plainview.refresh import holding, noting, waiting
from plainview.refresh.asking import Answer, Asker
from plainview.refresh.body import Limits
from plainview.refresh.due import agent_of, is_due
from plainview.refresh.following import Way
from plainview.refresh.noting import Line, Notes, stamp
from plainview.refresh.outcomes import Ended, outcomes
from plainview.refresh.pacing import Clock, Pace, hold_after, host_of
from plainview.refresh.robots import Robots
from plainview.refresh.sources import Source, Sources
from plainview.refresh.taking import Door, Taken

FOLDER = "refresh"
TOGETHER = 20  # bodies that wait before they go in at the door
Progress = Callable[[str, int, int], None]
_HELD = ("archived", "unchanged", "not_modified", "same_text")  # what was fetched is in the archive


@dataclass(slots=True)
class Report:
    """What a run did. lines: of log.csv, in order. later: sources that are left for another run, with the reason.

    waiting: names of sources whose pages came, and could not go in because another plainview worked on the case to the end.
    """

    lines: list[Line] = field(default_factory=list)
    later: list[Line] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    n_due: int = 0
    n_sources: int = 0

    @property
    def archived(self) -> list[Line]:
        return [line for line in self.lines if line.outcome == "archived"]

    @property
    def trouble(self) -> list[Line]:
        """Lines to be told first: of each source the last, if that is trouble; and a page that names another agency."""
        last = {line.name: line for line in self.lines if line.name}
        return [line for line in last.values() if outcomes()[line.outcome].trouble or (line.outcome == "archived" and line.why)]


@dataclass(slots=True)
class Run:
    """What a run is made with. key: of plate tokens. asker: how requests are made; None is as usual."""

    case: Case
    told: Sources
    key: bytes | None
    progress: Progress
    clock: Clock = field(default_factory=Clock)
    asker: Asker | None = None
    unsandboxed: bool = False
    report: Report = field(default_factory=Report)
    notes: Notes = field(init=False)
    _way: Way = field(init=False)
    _archive: Archive = field(init=False)

    def fetch(self, chosen: list[Source]) -> Report:
        """Fetch these, and take in what an earlier run left waiting. The case must not be held by the caller.

        Raises:
            Busy: another run fetches for this case.
        """
        with holding.alone(self.case.root / FOLDER):
            return self._fetch(chosen)

    def _fetch(self, chosen: list[Source]) -> Report:
        self._begin()
        self._take()
        hosts: dict[str, deque[tuple[Source, int]]] = {}
        for source in [one for one in chosen if not self._came_before(one)]:
            hosts.setdefault(host_of(source.url), deque()).append((source, 1))
        done = 0
        while hosts:
            host = min(hosts, key=self._way.pace.free_at)  # of hosts that are free alike, the one named first
            source, attempt = hosts[host].popleft()
            if self._visit(source, attempt):
                hosts[host].append((source, attempt + 1))
            else:
                done += 1
            if not hosts[host]:
                del hosts[host]
            self.progress("fetching", done, len(chosen))
            if len(list(waiting.folder_of(self.notes.folder).glob("*.body"))) >= TOGETHER:
                self._take()
        self._take(holding.PATIENCE)
        self._way.pace.forget_past()
        self.notes.save()
        return self.report

    def _begin(self) -> None:
        self.notes = noting.read(self.case.root / FOLDER)
        self._archive = open_archive(self.case.archive)
        pace = Pace(self.notes, self.clock, self.told.pause)
        asker = self.asker or Asker(agent_of(self.told), Limits())
        self._way = Way(asker, pace, Robots(pace), self._tell_robots)

    def _came_before(self, source: Source) -> bool:
        """Whether a run before had fetched it, and this one has just taken it in, or will when the case is free."""
        taken = {(line.name, line.url) for line in self.report.lines}
        return (source.name, source.url) in taken | {(one.name, one.url) for one in waiting.all_of(self.notes.folder)}

    def _visit(self, source: Source, attempt: int) -> bool:
        """Fetch one source; whether it is to be tried again in this run."""
        place = waiting.passing(self.notes.folder, source)
        try:
            answer = self._way.fetch(source.url, lambda url: self._validators(source, url), place, source.local)
        except Ended as ended:
            return self._ended(source, ended, attempt)
        when = stamp(self.clock.now())
        if answer.status == 304 and not self._validators(source, answer.url):
            return self._ended(
                source, Ended("bad_answer", "it says not changed, and was not asked that", 304, url=answer.url), attempt
            )
        if answer.status == 304:
            self._note(Line(when, source.name, source.url, "not_modified", 304, final_url=answer.url))
            return False
        waiting.keep(self.notes.folder, source, place, _fetched(source, answer, when))
        self.notes.save()
        return False

    def _ended(self, source: Source, ended: Ended, attempt: int) -> bool:
        when = stamp(self.clock.now())
        line = Line(when, source.name, source.url, ended.outcome, ended.status, final_url=ended.url, why=ended.why)
        if ended.outcome == "later":
            self.report.later.append(line)
            return False
        pace, limits = self._way.pace, self._way.asker.limits
        if ended.outcome in ("rate_limited", "server_error"):
            pace.hold(host_of(ended.url), hold_after(attempt, ended.wait))
            if attempt < limits.attempts:
                self._log(line)
                self.notes.save()
                return True
        self._note(line)
        return False

    def _validators(self, source: Source, url: str) -> dict[str, str]:
        """Headers that ask for an address only if it changed since what the archive holds of this source."""
        said = self.notes.urls.get(url, {})
        held = self.notes.of(source.name, source.url).get("sha256", "")
        if said.get("name") != source.name or not held or not self._archive.holds(held):
            return {}
        pairs = (("If-None-Match", said["etag"]), ("If-Modified-Since", said["last_modified"]))
        return {header: value for header, value in pairs if value}

    def _take(self, patience: float = 0.0) -> None:
        """Let what waits in at the door; note each, and only then forget that it waited.

        While another plainview works on the case it goes on waiting: after `patience` seconds the next time is tried, or the
        next run.
        """
        if not waiting.all_of(self.notes.folder):
            return
        try:
            with holding.held(self.case, self.clock.sleep, patience):
                for taken in Door(self.case, self.notes, self.key, self.progress, self.unsandboxed).take():
                    self._note_taken(taken)
                    waiting.settle(self.notes.folder, taken.body.name)
        except Busy:
            if patience:
                self.report.waiting = [one.name for one in waiting.all_of(self.notes.folder)]

    def _note_taken(self, taken: Taken) -> None:
        body, line = taken.body, taken.line
        line = self._remember(line)
        known = self.notes.sources[body.name]
        for url in (known.pop("held_at", ""), body.final_url):
            self.notes.urls.pop(url, None)
        if line.outcome in _HELD:
            said = {"name": body.name, "etag": body.etag, "last_modified": body.last_modified}
            self.notes.urls[body.final_url] = said
            known["held_at"] = body.final_url
        if line.outcome == "archived":
            seen = taken.verdict
            known |= {"sha256": body.sha256, "type": seen.suffix.removeprefix("."), "text_sha256": seen.text_sha256}
        self._log(line)
        self.notes.save()

    def _note(self, line: Line) -> None:
        self._log(self._remember(line))
        self.notes.save()

    def _remember(self, line: Line) -> Line:
        """Keep how a source fared, for its next time; the line, with what it means beside what was known."""
        known = self.notes.of(line.name, line.url)
        outcome = outcomes()[line.outcome]
        failures = known.get("failures", 0) + 1 if outcome.again else 0
        gone = known.get("gone_since", "")
        if line.outcome in _HELD and gone:
            back = f"it is back; it was gone since {gone}"
            line = replace(line, why=f"{line.why}; {back}" if line.why else back)
            gone = ""
        elif line.outcome == "gone":
            gone = gone or line.when[:10]
        known |= {"url": line.url, "tried_at": line.when, "outcome": line.outcome, "why": line.why}
        known |= {"failures": failures, "gone_since": gone}
        if line.outcome in _HELD:
            known["ok_at"] = line.when
        self.notes.sources[line.name] = known
        return line

    def _log(self, line: Line) -> None:
        self.notes.log(line)
        self.report.lines.append(line)

    def _tell_robots(self, url: str, outcome: str, status: int, why: str) -> None:
        self.notes.log(Line(stamp(self.clock.now()), "", url, outcome, status, why=why))


def run(work: Run, chosen_by: str, only: list[str]) -> Report:
    """Fetch what is chosen. chosen_by: "due" or "all"; only: names, which are fetched whether they are due or not."""
    notes = noting.read(work.case.root / FOLDER)
    now = work.clock.now()
    chosen = [
        source
        for source in work.told.sources
        if (source.name in only if only else chosen_by == "all" or is_due(source, notes, now))
    ]
    work.report.n_due, work.report.n_sources = len(chosen), len(work.told.sources)
    return work.fetch(chosen)


def _fetched(source: Source, answer: Answer, when: str) -> waiting.Fetched:
    headers = {name: answer.headers.get(name, "") for name in ("etag", "last-modified")}
    kept = {
        name: value if value.isascii() and value.isprintable() and len(value) <= 500 else "" for name, value in headers.items()
    }
    return waiting.Fetched(
        source.name, source.url, when, answer.url, answer.size, answer.sha256, source.agency, source.kind, source.handling,
        kept["etag"], kept["last-modified"],
    )  # fmt: skip
