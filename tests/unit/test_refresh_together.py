"""Refresh beside other work on the case: a fetch stops nobody, and what came goes in when the case is free."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from misbehaving import Asked, Server, page
from refreshed import Told, accepted, entry, made, outcomes, portal, refresh
from typer.testing import CliRunner

from plainview import journey
from plainview.case import Busy, Case, locked
from plainview.cli import app
from plainview.intake import Facts
from plainview.refresh import Report, Run, holding, load, run
from plainview.refresh.asking import Asker
from plainview.refresh.body import Limits
from plainview.refresh.due import agent_of
from plainview.refresh.pacing import Clock

SLOW = Limits(read=600, whole=600)  # a site may keep us waiting for as long as the test wants


class Held:
    """A clock that lets go of the case after so many waits for it."""

    def __init__(self, case: Case, waits: int) -> None:
        self.told, self.left = Told(), waits
        self.hold = locked(case)
        self.hold.__enter__()

    def sleep(self, seconds: float) -> None:
        self.told.sleep(seconds)
        if seconds == holding.STEP:
            self.left -= 1
            if self.left == 0:
                self.hold.__exit__(None, None, None)

    def clock(self) -> Clock:
        return Clock(lambda: self.told.now, self.sleep)


def test_an_audit_runs_to_its_end_while_a_page_is_being_fetched(tmp_path: Path) -> None:
    """Two at once: the site keeps us waiting, and meanwhile somebody audits the same case, from files to pages."""
    arrived, go_on = threading.Event(), threading.Event()
    reports: list[Report] = []

    def hang(asked: Asked) -> None:
        arrived.set()
        go_on.wait()
        page(portal())(asked)

    records = tmp_path / "dropped.html"
    records.write_bytes(portal(5))
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/slow", hang)))
        fetching = threading.Thread(target=lambda: reports.append(refresh(case, Told(), limits=SLOW)))
        fetching.start()
        arrived.wait()
        with locked(case):  # as `plainview audit` holds it
            done = journey.take_in(case, [records], Facts(date(2026, 4, 9)), None, lambda *_: None)
            journey.publish(case, journey.build(case, done.fingerprint, lambda *_: None))
        assert reports == [], "the fetch is not over yet"
        go_on.set()
        fetching.join()
    [report] = reports
    assert [line.outcome for line in report.archived] == ["archived"]
    assert (case.site / "index.html").is_file()
    assert sorted(path.rpartition("/")[2] for path in accepted(case)) == ["2026-04-10-1205.html", "dropped.html"]


def test_while_the_case_is_worked_on_pages_are_fetched_and_wait(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, *(entry(server.tell(f"/{n}", page(portal(n))), name=f"town-{n}") for n in range(3)))
        with locked(case):
            report = refresh(case, told)
        assert (report.waiting, report.lines) == (["town-0", "town-1", "town-2"], [])
        assert sum(told.slept[-5:]) == 5 * holding.STEP, "at its end it waits for the case"
        assert accepted(case) == []
        with locked(case):
            again = refresh(case, told)
        assert again.waiting == report.waiting
        after = refresh(case, told)
        assert [len(server.asked(f"/{n}")) for n in range(3)] == [1, 1, 1], "what came whole is not fetched again"
    assert (after.waiting, len(after.archived), outcomes(case)) == ([], 3, ["archived"] * 3)
    assert list((case.root / "refresh" / "incoming").iterdir()) == []


def test_what_came_goes_in_as_soon_as_the_case_is_free(tmp_path: Path) -> None:
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        clock, sources = Held(case, waits=3), load(case.root)
        report = run(Run(case, sources, None, lambda *_: None, clock.clock(), Asker(agent_of(sources), SLOW)), "due", [])
    assert (clock.left, report.waiting, outcomes(case)) == (0, [], ["archived"])


def test_two_runs_at_once_the_second_is_told_and_fetches_nothing(tmp_path: Path) -> None:
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        with holding.alone(case.root / "refresh"), pytest.raises(Busy, match="another run is fetching"):
            refresh(case, Told())
        assert server.requests == []
        refresh(case, Told())
    assert outcomes(case) == ["archived"]


def test_the_command_tells_what_waits_and_ends_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    monkeypatch.setattr(Clock.__init__, "__defaults__", (lambda: told.now, told.sleep))
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        with locked(case):
            done = CliRunner().invoke(app, ["refresh", "run", "--case", str(case.root), "--json"])
            words = CliRunner().invoke(app, ["refresh", "run", "--case", str(case.root), "--all"])
    assert (done.exit_code, words.exit_code) == (0, 0)
    found = json.loads(done.stdout)
    assert (found["waiting"], found["archived"], found["site"]) == (["port-wren-or-pd"], [], "")
    assert "wait in refresh/incoming for the next run" in words.stdout
