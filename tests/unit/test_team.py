"""The accounts of a team and the log of what it did: names, roles, passwords, and a chain that tells every change."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from teaming import PASSWORD, cheap
from typer.testing import CliRunner

from plainview import team
from plainview.case import open_case
from plainview.cli import app
from plainview.errors import UserError
from plainview.team import Accounts, Activity, activity, passwords
from plainview.team.accounts import check_name, folded

AT = "2026-01-02T10:00:00Z"


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


# ---- accounts -------------------------------------------------------------------------------------------------------------


def test_only_the_owner_can_read_the_accounts_and_no_password_is_in_them(accounts: Accounts) -> None:
    team.add(accounts, "R. Vale", "reviewer", PASSWORD)
    assert stat.S_IMODE(accounts.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in accounts.folder.iterdir()} == {0o600}
    assert not any(PASSWORD.encode() in path.read_bytes() for path in accounts.folder.iterdir())
    one = accounts.one("R. Vale")
    assert one is not None
    assert one.password.startswith("$argon2id$")


@pytest.mark.parametrize("name", ["r. vale", "R.  VALE ", "\uff32. Vale"])
def test_a_name_is_one_persons_however_it_is_written(accounts: Accounts, name: str) -> None:
    team.add(accounts, "R. Vale", "reviewer", PASSWORD)
    with pytest.raises(UserError, match="has an account already"):
        team.add(accounts, name, "viewer", PASSWORD)
    found = accounts.one(name)
    assert found is not None
    assert found.name == "R. Vale"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "=cmd",
        "-x",
        "1st",
        "a" * 61,
        "a;b",
        "a\nb=c",
        "(terminal)",
        "x,y",
        "<b>",
        "A\u202eB",
        ".",
        "\u00b2",
        "a_b",
        "x\u00bd",
    ],
)
def test_what_is_no_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(UserError, match="cannot be used"):
        team.add(accounts, name, "viewer", PASSWORD)
    assert accounts.all() == []


@given(st.text(max_size=80))
def test_a_name_that_is_taken_is_the_same_however_often_it_is_written(text: str) -> None:
    try:
        name = check_name(text)
    except UserError:
        return
    assert check_name(name) == name
    assert folded(folded(name)) == folded(name) == folded(text)
    assert name.isprintable()
    assert name[0].isalpha()
    assert not set(name) & set('\n\t;=+@<>,"')


def test_a_role_that_is_none_is_refused(accounts: Accounts) -> None:
    with pytest.raises(UserError, match="viewer, reviewer or publisher"):
        team.add(accounts, "R. Vale", "owner", PASSWORD)


@pytest.mark.parametrize("change", ["role", "remove"])
def test_somebody_can_always_publish(accounts: Accounts, change: str) -> None:
    team.add(accounts, "P. Wren", "publisher", PASSWORD)
    team.add(accounts, "R. Vale", "reviewer", PASSWORD)

    def do() -> None:
        if change == "role":
            team.change_role(accounts, "P. Wren", "viewer")
        else:
            team.remove(accounts, "p. wren")

    with pytest.raises(UserError, match="the only publisher"):
        do()
    assert accounts.n_publishers() == 1
    team.change_role(accounts, "R. Vale", "publisher")
    do()
    assert accounts.n_publishers() == 1


def test_every_change_gives_another_stamp(accounts: Accounts) -> None:
    stamps = [
        team.add(accounts, "R. Vale", "reviewer", PASSWORD).stamp,
        team.add(accounts, "P. Wren", "publisher", PASSWORD).stamp,
    ]
    stamps += [
        team.change_role(accounts, "R. Vale", "viewer").stamp,
        team.change_password(accounts, "R. Vale", PASSWORD * 2).stamp,
    ]
    stamps += [team.remove(accounts, "R. Vale").stamp, team.restore(accounts, "R. Vale", PASSWORD).stamp]
    assert len(set(stamps)) == len(stamps)


def test_a_removed_name_is_nobody_elses(accounts: Accounts) -> None:
    team.add(accounts, "P. Wren", "publisher", PASSWORD)
    team.add(accounts, "R. Vale", "reviewer", PASSWORD)
    team.remove(accounts, "R. Vale")
    with pytest.raises(UserError, match="stands in old decisions"):
        team.add(accounts, "r. vale", "publisher", PASSWORD)
    for change in (lambda: team.change_role(accounts, "R. Vale", "viewer"), lambda: team.remove(accounts, "R. Vale")):
        with pytest.raises(UserError, match="has no account"):
            change()
    found = accounts.one("R. Vale")
    assert found is not None
    assert not found.is_active


def test_an_accounts_file_that_is_none_is_told(accounts: Accounts) -> None:
    accounts.folder.mkdir()
    accounts.path.write_bytes(b"no database" * 100)
    with pytest.raises(UserError, match="restore it"):
        accounts.all()


# ---- passwords ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["short", "a" * 40, "ab" * 20, "x" * 257, "R. Vale Long Name"])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(UserError, match="the password"):
        passwords.check("R. Vale Long Name", password)


def test_the_real_cost_is_what_rfc_9106_asks_for() -> None:
    from argon2.profiles import RFC_9106_LOW_MEMORY

    from plainview.team.passwords import PasswordHasher

    assert PasswordHasher()._parameters == RFC_9106_LOW_MEMORY


def test_a_password_fits_in_any_form_of_its_letters_and_nothing_fits_nobody() -> None:
    kept = passwords.hashed("caf\u00e9 lamp green four")
    assert passwords.fits(kept, "cafe\u0301 lamp green four")
    assert not passwords.fits(kept, "cafe lamp green four")
    assert not passwords.fits(None, PASSWORD)
    assert not passwords.fits("nonsense", PASSWORD)


def run(case: Path, *words: str, stdin: str = "", **environment: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["team", *words, "--case", str(case)], input=stdin, env=environment)
    if isinstance(done.exception, UserError):
        return 2, str(done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_the_command_manages_accounts_and_prints_no_password(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", date(2026, 1, 2)).root
    held = tmp_path / "password.txt"
    held.write_text("another quiet long lamp\n")
    said = [
        run(case, "list"),
        run(case, "add", "P. Wren", "--role", "publisher", stdin=f"{PASSWORD}\n"),
        run(case, "add", "R. Vale", "--role", "reviewer", "--json", PLAINVIEW_PASSWORD_FILE=str(held)),
        run(case, "role", "R. Vale", "viewer", "--json"),
        run(case, "password", "R. Vale", stdin=f"{PASSWORD}\n"),
        run(case, "remove", "R. Vale"),
        run(case, "restore", "R. Vale", stdin=f"{PASSWORD}\n"),
        run(case, "list", "--json"),
        run(case, "activity"),
        run(case, "activity", "--check", "--json"),
    ]
    assert [code for code, _ in said] == [0] * len(said), said
    assert not any(PASSWORD in text or "quiet" in text or "argon2" in text for _, text in said)
    assert json.loads(said[2][1])["role"] == "reviewer"
    listed = {one["name"]: (one["role"], one["is_active"]) for one in json.loads(said[7][1])["accounts"]}
    assert listed == {"P. Wren": ("publisher", True), "R. Vale": ("viewer", True)}
    assert json.loads(said[9][1])["is_whole"]
    assert [line.split("  ")[2].partition(")")[2].strip() for line in said[8][1].splitlines()] == [
        "gave an account back: R. Vale", "removed an account: R. Vale", "changed the password: R. Vale",
        "changed a role: R. Vale, viewer", "added an account: R. Vale, reviewer", "added an account: P. Wren, publisher",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [["add", "R. Vale", "--role", "owner"], ["role", "Nobody", "viewer"], ["remove", "Nobody"], ["password", "Nobody"],
     ["restore", "P. Wren"], ["add", "p. wren", "--role", "viewer"], ["remove", "P. Wren"]],
)  # fmt: skip
def test_a_mistake_is_told_before_a_password_is_read(tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    case = open_case(tmp_path / "case", date(2026, 1, 2)).root
    team.add(Accounts(case), "P. Wren", "publisher", PASSWORD)
    monkeypatch.setattr(passwords, "asked", lambda *_: pytest.fail("a password was asked for"))
    before = Accounts(case).all()
    code, text = run(case, *words)
    assert code == 2
    assert "fix:" in text
    assert Accounts(case).all() == before


def test_a_password_is_asked_twice_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    typed = [PASSWORD, PASSWORD, PASSWORD, "another one than before"]
    monkeypatch.setattr(passwords.getpass, "getpass", lambda *_: typed.pop(0))
    assert passwords.asked("R. Vale", {}) == PASSWORD
    with pytest.raises(UserError, match="not the same"):
        passwords.asked("R. Vale", {})


# ---- the log --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def log(accounts: Accounts) -> Activity:
    found = Activity(accounts)
    for number in range(12):
        found.note("R. Vale", "decided", f"d{number} finding")
    return found


def test_a_log_that_nobody_touched_is_whole(log: Activity) -> None:
    found = log.check()
    assert found.is_whole
    assert found.n == 12
    assert [one.n for one in log.lines(3)] == [12, 11, 10]
    assert [one.n for one in log.lines(3, before=4)] == [3, 2, 1]
    assert log.decided() == {("R. Vale", f"d{number}") for number in range(12)}
    assert Activity(Accounts(log.accounts.folder.parent / "other")).check().is_whole  # none yet


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_any_other_bytes_are_told(log: Activity, data: st.DataObject) -> None:
    whole = log.path.read_bytes()
    try:
        lines = whole.splitlines(keepends=True)
        how = data.draw(st.sampled_from(["byte", "cut", "drop", "swap", "repeat", "add", "forge"]))
        at = data.draw(st.integers(0, len(lines) - 2))
        if how == "byte":
            place = data.draw(st.integers(0, len(whole) - 1))
            other = data.draw(st.integers(0, 255).filter(lambda value: value != whole[place]))
            new = whole[:place] + bytes([other]) + whole[place + 1 :]
        elif how == "cut":
            new = whole[: data.draw(st.integers(0, len(whole) - 1))]
        elif how == "drop":
            new = b"".join(lines[:at] + lines[at + 1 :])
        elif how == "swap":
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
            new = b"".join(lines)
        elif how == "repeat":
            new = b"".join([*lines[: at + 1], *lines[at:]])
        elif how == "add":
            new = b"".join([*lines[:at], data.draw(st.binary(min_size=1)).replace(b"\n", b" ") + b"\n", *lines[at:]])
        else:  # a line of another content, with a hash that fits it
            told = json.loads(lines[at])
            forged = activity._made(told["n"], told["at"], "Q. Birch", "decided", told["about"], told["before"])
            new = b"".join([*lines[:at], activity._text(forged), *lines[at + 1 :]])
        log.path.write_bytes(new)
        assert not log.check().is_whole, how
    finally:
        log.path.write_bytes(whole)
    assert log.check().is_whole


@pytest.mark.parametrize("n_kept", [0, 5, 11])
def test_an_end_that_was_cut_off_stays_to_be_seen_when_the_log_goes_on(log: Activity, n_kept: int) -> None:
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join(lines[:n_kept]))
    assert not log.check().is_whole
    log.note("R. Vale", "signed_out")
    assert not log.check().is_whole
    log.path.unlink()
    assert not log.check().is_whole


def test_a_line_that_a_killed_run_wrote_only_half_costs_that_line_alone(log: Activity) -> None:
    with log.path.open("ab") as file:
        file.write(b'{"n":13,"at":"2026')
    log.note("Q. Birch", "signed_in")
    assert log.lines(1)[0].who == "Q. Birch"
    assert log.lines(1)[0].n == 13
    assert log.check().problems == ("line 13 of the file is not as it was written",)


def test_a_line_that_was_written_and_not_yet_known_is_no_change(log: Activity) -> None:
    log.accounts.keep(activity.HEAD, f"11 {log.lines(2)[1].sha256}")
    assert log.check().is_whole
    assert log.note("R. Vale", "signed_out").n == 13
    assert log.check().is_whole


def test_many_writers_at_once_make_one_chain(log: Activity) -> None:
    program = (
        "import sys, pathlib\nfrom plainview.team import Accounts, Activity\n"
        "for n in range(15): Activity(Accounts(pathlib.Path(sys.argv[1]))).note('P. Wren', 'rebuilt', str(n))\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(log.accounts.folder.parent)])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: log.note("R. Vale", "decided", f"d{number}"), range(30)))
    assert other.wait() == 0
    found = log.check()
    assert found.is_whole, found.problems
    assert found.n == 12 + 30 + 15


@given(st.text(), st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_what_is_written_is_one_line_whatever_it_says(accounts: Accounts, who: str, about: str) -> None:
    log = Activity(accounts)
    before = log.check().n
    log.note(who.encode("utf-8", "replace").decode(), "decided", about.encode("utf-8", "replace").decode())
    assert log.check().n == before + 1
    assert log.check().is_whole


def test_a_word_that_is_none_is_not_written(log: Activity) -> None:
    with pytest.raises(AssertionError):
        log.note("R. Vale", "something")
    assert log.check().n == 12


def test_the_database_can_be_read_while_it_is_written(accounts: Accounts) -> None:
    team.add(accounts, "R. Vale", "reviewer", PASSWORD)
    db = sqlite3.connect(accounts.path, isolation_level=None)
    db.execute("begin immediate")
    assert accounts.one("R. Vale") is not None
    db.execute("rollback")
    db.close()
