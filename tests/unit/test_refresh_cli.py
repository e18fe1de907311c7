"""The command plainview refresh: list, add, run; JSON for programs, words for people, exit codes for cron."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from misbehaving import Server, page, status
from refreshed import Told, entry, made, portal
from typer.testing import CliRunner, Result

from plainview.cli import app
from plainview.errors import UserError
from plainview.refresh import holding
from plainview.refresh.pacing import Clock


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """The commands' own clock goes on only when they sleep."""
    told = Told(datetime.now(UTC))
    monkeypatch.setattr(Clock.__init__, "__defaults__", (lambda: told.now, told.sleep))
    return told


def ask(*words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["refresh", *words])
    assert done.exit_code == code, done.output
    return done


def test_add_list_run_and_what_each_tells(told: Told, tmp_path: Path) -> None:
    case = str(tmp_path / "case")
    with Server() as server:
        url = server.tell("/port-wren-or-pd", page(portal()))
        added = ask("add", url, "--case", case, "--contact", "me@example.org", "--every", "1d", "--local", "--json")
        assert json.loads(added.stdout)["source"]["name"] == "port-wren-or-pd"
        [one] = json.loads(ask("list", "--case", case, "--json").stdout)["sources"]
        assert (one["outcome"], one["due"], one["every_hours"]) == ("", "", 24.0)
        assert "never fetched; due now" in ask("list", "--case", case).stdout
        done = json.loads(ask("run", "--case", case, "--json").stdout)
        assert (done["sources"], done["due"], done["fetches"], done["same"], done["site"]) == (1, 1, 1, 0, "")
        assert [line["name"] for line in done["archived"]] == ["port-wren-or-pd"]
        assert (done["trouble"], done["later"]) == ([], [])
        assert "0 of 1 sources due" in ask("run", "--case", case).stdout
        assert "1 as before" in ask("run", "--all", "--case", case).stdout
        [one] = json.loads(ask("list", "--case", case, "--json").stdout)["sources"]
        assert one["outcome"] == "unchanged"
        assert one["due"] > one["tried_at"]
    assert told.slept


def test_what_is_wrong_is_told_first_with_its_fix_and_may_fail_the_run(told: Told, tmp_path: Path) -> None:
    with Server() as server:
        ok = entry(server.tell("/ok", page(portal())), name="ok")
        case = made(tmp_path, ok, entry(server.tell("/gone", status(404)), name="vanished"))
        done = ask("run", "--case", str(case.root), "--fail-on-trouble", code=3)
    lines = done.stdout.splitlines()
    assert lines[0] == "vanished: the page is gone (the site answers 404)"
    assert lines[1].startswith("    fix: ")
    assert "ok: new or changed, taken into the archive" in lines
    assert "tables and pages follow" in lines[-1]


def test_tables_and_pages_follow_where_there_were_any(told: Told, tmp_path: Path) -> None:
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal(1)), page(portal(2)))))
        ask("run", "--case", str(case.root))
        assert CliRunner().invoke(app, ["audit", "--case", str(case.root), str(case.root / "sources.toml")]).exit_code == 0
        first = (case.root / "warehouse" / "CURRENT").read_text()
        done = json.loads(ask("run", "--all", "--case", str(case.root), "--json").stdout)
    assert Path(done["site"]).is_file()
    assert (case.root / "warehouse" / "CURRENT").read_text() != first


def test_a_second_run_is_told_at_once(told: Told, tmp_path: Path) -> None:
    case = made(tmp_path, entry("http://127.0.0.1:9/p"))
    with holding.alone(case.root / "refresh"):
        done = CliRunner().invoke(app, ["refresh", "run", "--case", str(case.root)])
    assert isinstance(done.exception, UserError)
    assert "another run is fetching" in done.exception.problem


@pytest.mark.parametrize("words", [["--only", "nobody"], ["--all", "--due"], ["--only", "port-wren-or-pd", "--all"]])
def test_what_cannot_be_chosen_is_told(words: list[str], told: Told, tmp_path: Path) -> None:
    case = made(tmp_path, entry("http://127.0.0.1:9/p"))
    done = CliRunner().invoke(app, ["refresh", "run", "--case", str(case.root), *words])
    assert isinstance(done.exception, UserError)


def test_no_password_ever_stands_in_the_case(told: Told, tmp_path: Path) -> None:
    case = tmp_path / "case"
    url = "https://me:secret@portal.example/x"
    done = CliRunner().invoke(app, ["refresh", "add", url, "--case", str(case), "--contact", "me@example.org"])
    assert isinstance(done.exception, UserError)
    assert not any(b"secret" in path.read_bytes() for path in case.rglob("*") if path.is_file())
