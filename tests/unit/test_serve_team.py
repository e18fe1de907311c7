"""The pages of a team: who may come where, how one signs in, what slows guessing, when a session ends, what is logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import FORM, files_below, multipart
from teaming import HOST, PASSWORD, PEOPLE, Clock, TeamPages, cheap

from plainview import team
from plainview.case import open_case
from plainview.errors import UserError
from plainview.server import app, incoming, listening, login_room, running
from plainview.server.actors import ASSETS, CHANGE, ROLES, SHOW, places
from plainview.server.guesses import Guesses, near
from plainview.server.limits import Limits
from plainview.server.team_door import address_of, is_path
from plainview.team import passwords

DAY = date(2026, 1, 2)
NAME_OF = {role: name for name, role in PEOPLE.items()}
FILLED = {"{name}": "a-sample", "{entry}": "0123456789abcdef:1", "{path:path}": "index.html"}
SHOWS = app.SHOWS | app.TEAM_SHOWS | {app.REST: app.website.page}
CHANGES = app.CHANGES | app.TEAM_CHANGES
# Who may come where, said once more: a line that is changed in places.toml is meant, or it is a mistake.
OPEN = {"/login", *(f"/{name}" for name in ASSETS)}
VIEWERS = {"/", "/{path:path}", "/row/{entry}", "/settings", "/account", "/progress", "/progress.json", "/progress/events"}
VIEWERS_CHANGE = {"/logout", "/account/password"}
PUBLISHERS = {"/publish", "/activity", "/publish/begin"}


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[TeamPages]:
    found = TeamPages(open_case(tmp_path / "case", DAY))
    yield found
    found.close()


def filled(path: str) -> str:
    for blank, value in FILLED.items():
        path = path.replace(blank, value)
    return path


def role_of(path: str) -> str:
    if path in OPEN:
        return "stranger"
    if path in VIEWERS | VIEWERS_CHANGE:
        return "viewer"
    return "publisher" if path in PUBLISHERS else "reviewer"


# ---- roles and places -----------------------------------------------------------------------------------------------------


def test_no_place_is_without_a_role_and_no_role_without_a_place() -> None:
    routes = {(SHOW, path) for path in SHOWS} | {(CHANGE, path) for path in CHANGES | app.ALONE_CHANGES}
    assert routes == set(places())
    assert {one.role for one in places().values()} == set(ROLES)


def test_a_route_that_nobody_gave_a_role_stops_the_server(pages: TeamPages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.SHOWS, "/forgotten", app.website.start)
    with pytest.raises(KeyError, match="forgotten"):
        TeamPages(pages.case)


def test_every_change_has_its_word_in_the_log_or_writes_its_own() -> None:
    silent = {path for kind, path in places() if kind == CHANGE and not places()[kind, path].what}
    assert silent == {"/login", "/account/password", "/name"}
    assert {one.what for one in places().values() if one.what} <= set(team.activity.WHAT)


@pytest.mark.parametrize("path", SHOWS)
def test_a_place_is_shown_to_those_whose_it_is(pages: TeamPages, path: str) -> None:
    least = role_of(path)
    stranger = pages.browser().get(filled(path))
    if least == "stranger":
        assert stranger.status == 200
    else:
        assert stranger.status == 303
        assert stranger.headers["location"].startswith("/login")
        assert stranger.body == b""
    for role in ROLES[1:]:
        answer = pages.signed_in(NAME_OF[role]).get(filled(path))
        assert (answer.status == 403) == (ROLES.index(role) < ROLES.index(least)), role
        assert answer.status != 500, answer.broke


@pytest.mark.parametrize("path", [path for path in CHANGES if path != "/login"])
def test_a_change_is_made_by_those_whose_it_is(pages: TeamPages, path: str) -> None:
    least = role_of(path)
    stranger = pages.browser()
    stranger.get("/login")
    assert stranger.post(filled(path)).status == 401
    for role in ROLES[1:]:
        browser = pages.signed_in(NAME_OF[role])
        if path == "/intake/take":
            body, kind = multipart({}, {"token": browser.token}), "multipart/form-data; boundary=XX"
            answer = browser.ask("POST", path, body, content_type=kind)
        else:
            answer = browser.post(filled(path))
        assert (answer.status == 403) == (ROLES.index(role) < ROLES.index(least)), (role, answer.text)
        assert answer.status != 500, answer.broke


def test_one_user_has_no_page_of_a_team_and_a_team_types_no_names(pages: TeamPages) -> None:
    browser = pages.signed_in("R. Vale")
    assert browser.post("/name", name="P. Wren").status in (404, 405)
    assert 'action="/name"' not in browser.get("/settings").text
    assert browser.get("/login").headers["location"] == "/"


def test_the_bar_leads_nobody_to_where_they_may_not_come(pages: TeamPages) -> None:
    for role in ROLES[1:]:
        text = pages.signed_in(NAME_OF[role]).get("/settings").text
        for address in ("/intake", "/review", "/samples", "/decisions", "/publish", "/activity", "/settings"):
            assert (f'href="{address}"' in text) == (ROLES.index(role) >= ROLES.index(role_of(address))), (role, address)
        assert ('action="/renew"' in text) == (role != "viewer")
        assert 'action="/logout"' in text
    text = pages.browser().get("/login").text
    assert not [path for path in SHOWS if path not in OPEN | {"/"} and f'href="{path}' in text]


# ---- tokens, hosts, origins -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in CHANGES if path != "/login"])
def test_nothing_changes_without_the_token_of_this_session(pages: TeamPages, path: str) -> None:
    mine, other, visitor = pages.signed_in("P. Wren"), pages.signed_in("P. Wren"), pages.browser()
    visitor.get("/login")
    before = pages.case.decisions.read_bytes(), pages.team.accounts.all(), pages.log
    for token in ("", "wrong", other.token, visitor.token):
        if path == "/intake/take":
            body, kind = multipart({"a.csv": b"x"}, {"token": token}), "multipart/form-data; boundary=XX"
        else:
            body, kind = urlencode({"token": token}).encode(), FORM
        assert mine.ask("POST", filled(path), body, content_type=kind).status == 403, token
    done = [line for line in pages.log if line not in before[2]]
    assert {what for _, what, _ in done} == {"refused"}
    assert (pages.case.decisions.read_bytes(), pages.team.accounts.all()) == before[:2]
    assert mine.get("/settings").status == 200
    assert pages.state.works.last is None


def test_nobody_signs_in_by_a_form_of_another_site(pages: TeamPages) -> None:
    """Else a stranger could sign somebody in under the stranger's own account."""
    browser, other = pages.browser(), pages.browser()
    browser.get("/login")
    other.get("/login")
    for token in ("", "wrong", other.token):
        assert browser.post("/login", token=token, name="R. Vale", password=PASSWORD).status == 403
    token = browser.token
    cookies, browser.cookies = browser.cookies, {}
    assert browser.post("/login", name="R. Vale", password=PASSWORD).status == 403
    browser.cookies = {"plainview_8321_visitor": "x"}
    assert browser.post("/login", name="R. Vale", password=PASSWORD).status == 403
    assert set(pages.log) == {("(not signed in)", "refused", "403, /login")}
    browser.cookies, browser.token = cookies, token
    assert browser.get("/settings").status == 303
    browser.token = token
    assert browser.post("/login", name="R. Vale", password=PASSWORD).status == 303
    assert browser.get("/settings").status == 200


def test_under_an_origin_no_other_host_and_no_other_origin_is_answered(tmp_path: Path) -> None:
    pages = TeamPages(open_case(tmp_path / "case", DAY), host="plainview.example", scheme="https")
    browser = pages.signed_in("R. Vale")
    for host in (
        "127.0.0.1:8321",
        "localhost:8321",
        "evil.example",
        "plainview.example:8321",
        "plainview.example.evil.example",
        "",
    ):
        assert browser.get("/settings", host=host).status == 421, host
    assert browser.get("/settings", host="PLAINVIEW.example").status == 200
    form = urlencode({"token": browser.token}).encode()
    for origin in (
        "http://plainview.example",
        "https://plainview.example:8321",
        "https://evil.example",
        "null",
        f"http://{HOST}",
    ):
        assert browser.ask("POST", "/logout", form, origin=origin).status == 403, origin
    assert browser.ask("POST", "/logout", form, without=("origin",)).status == 403
    assert browser.get("/settings", sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    assert browser.ask("POST", "/logout", form).status == 303


def test_what_a_request_says_of_its_way_is_not_believed(pages: TeamPages) -> None:
    forwarded = {"x_forwarded_host": HOST, "x_forwarded_proto": "https", "forwarded": f"host={HOST}"}
    assert pages.browser().get("/login", host="evil.example", **forwarded).status == 421
    scope = {"client": ("192.0.2.7", 1), "headers": [(b"x-forwarded-for", b"10.0.0.1, 198.51.100.9")]}
    assert address_of(scope, frozenset()) == "192.0.2.7"
    assert address_of(scope, frozenset({"127.0.0.1"})) == "192.0.2.7"
    assert address_of(scope, frozenset({"192.0.2.7"})) == "198.51.100.9"  # what the proxy itself saw, not what it was told


@pytest.mark.parametrize(("scheme", "host", "prefix"), [("http", HOST, ""), ("https", "plainview.example", "__Host-")])
def test_cookies_are_for_this_server_alone(tmp_path: Path, scheme: str, host: str, prefix: str) -> None:
    pages = TeamPages(open_case(tmp_path / "case", DAY), host=host, scheme=scheme)
    browser = pages.browser()
    lines = browser.get("/login").cookies
    lines += browser.post("/login", name="R. Vale", password=PASSWORD).cookies
    assert len(lines) == 4
    for line in lines:
        parts = line.split("; ")
        assert parts[0].startswith(f"{prefix}plainview_8321")
        assert {"Path=/", "HttpOnly", "SameSite=Strict"} <= set(parts)
        assert ("Secure" in parts) == (scheme == "https")
        assert not any(part.startswith("Domain") for part in parts)


# ---- signing in -----------------------------------------------------------------------------------------------------------


def test_a_session_has_a_cookie_that_nobody_knew_before(pages: TeamPages) -> None:
    browser = pages.browser()
    browser.cookies["plainview_8321"] = "planted"
    browser.get("/login")
    before = dict(browser.cookies)
    assert browser.post("/login", name="R. Vale", password=PASSWORD).status == 303
    cookie = browser.cookies["plainview_8321"]
    assert cookie not in before.values()
    for old in before.values():
        planted = pages.browser()
        planted.cookies["plainview_8321"] = old
        assert planted.get("/settings").status == 303
    assert cookie not in repr(pages.team.sessions._open)


def test_signing_in_again_ends_the_session_of_this_browser(pages: TeamPages) -> None:
    browser = pages.signed_in("R. Vale")
    old = browser.cookies["plainview_8321"]
    assert browser.post("/login", name="P. Wren", password=PASSWORD).status == 303
    assert browser.get("/activity").status == 200
    browser.cookies["plainview_8321"] = old
    assert browser.get("/settings").status == 303


def test_signing_out_ends_the_session_here_too(pages: TeamPages) -> None:
    browser, other = pages.signed_in("R. Vale"), pages.signed_in("R. Vale")
    cookies = dict(browser.cookies)
    assert browser.post("/logout").headers["location"] == "/login"
    browser.cookies = cookies
    assert browser.get("/settings").status == 303
    assert other.get("/settings").status == 200
    assert pages.log[-1] == ("R. Vale", "signed_out", "")


def wrong(pages: TeamPages, name: str, password: str, address: str = "192.0.2.1") -> int:
    return pages.browser(address).sign_in(name, password).status


def test_an_unknown_name_is_answered_as_a_wrong_password_is_after_the_same_work(
    pages: TeamPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.remove(pages.team.accounts, "Q. Birch")
    asked: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            asked.append(kept)
            return before.verify(kept, password)

        def hash(self, password: str) -> str:
            asked.append("hash")
            return before.hash(password)

        def check_needs_rehash(self, kept: str) -> bool:
            return before.check_needs_rehash(kept)

    before = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Counting())
    passwords.ready()
    answers = []
    for name, password in (("R. Vale", "wrong"), ("Nobody", "wrong"), ("Q. Birch", PASSWORD), ("", ""), ("Nobody", "x" * 1000)):
        asked.clear()
        answer = pages.browser().sign_in(name, password)
        shown = answer.text.partition("<h1>")[2].partition("<form")[0]
        answers.append((answer.status, shown, len(asked), [one.split("$")[:4] for one in asked]))
        assert login_room.WRONG in shown
    assert len({json.dumps(answer) for answer in answers}) == 1, answers
    assert answers[0][2] == 1


def test_the_form_leads_back_to_where_one_was_and_nowhere_else(pages: TeamPages) -> None:
    assert pages.browser().get("/review/findings").headers["location"] == "/login?to=/review/findings"
    for to in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:x",
        "/a\r\nset-cookie: x",
        "evil",
        "/login",
    ):
        browser = pages.browser()
        browser.get(f"/login?{urlencode({'to': to})}")
        assert browser.post("/login", name="R. Vale", password=PASSWORD, to=to).headers["location"] == "/", to
    assert pages.browser().sign_in("R. Vale", to="/review/findings").headers["location"] == "/review/findings"


@given(st.text(max_size=30))
def test_a_path_stays_on_this_server(text: str) -> None:
    for path in (text, f"/{text}"):
        if is_path(path):
            assert path.startswith("/")
            assert not path.startswith(("//", "/\\"))
            assert not set(path) & set("\\\r\n\t:?#@% ")


# ---- guessing -------------------------------------------------------------------------------------------------------------


def paced(pages: TeamPages, **limits: float) -> Clock:
    clock = Clock()
    pages.team.guesses = Guesses(Limits(**limits), pages.team.accounts.value("secret"), clock)  # type: ignore[arg-type]
    return clock


def test_guesses_from_one_address_are_slowed_down_and_others_still_come_in(pages: TeamPages) -> None:
    clock = paced(pages)
    said = [wrong(pages, "R. Vale", f"guess {n}") for n in range(14)]
    assert said == [403] * 10 + [429] * 4
    assert pages.browser().sign_in("R. Vale").status == 429  # the right one is slowed down too, or it would be told
    assert pages.browser("192.0.2.99").sign_in("R. Vale").status == 303
    clock.now += 21
    assert [wrong(pages, "R. Vale", "x") for _ in range(2)] == [403, 429]
    clock.now += 21
    assert pages.browser().sign_in("R. Vale").status == 303


def test_a_stranger_cannot_use_up_a_name_from_one_address() -> None:
    clock = Clock()
    limits = Limits()
    guesses = Guesses(limits, "secret", clock)
    for _ in range(5000):
        guesses.wait("r. vale", "192.0.2.1", "")
        clock.now += 1
        assert guesses.wait("r. vale", f"198.51.100.{int(clock.now) % 250}", "") == 0.0 or clock.now < 1100
        if int(clock.now) % 30:
            guesses.was_right("r. vale", f"198.51.100.{int(clock.now) % 250}", "")
    assert limits.tries_address < limits.tries_name
    assert limits.tries_address_burst < limits.tries_name_burst


def test_guesses_at_one_name_from_many_addresses_are_slowed_down_and_a_known_browser_is_not(pages: TeamPages) -> None:
    known = pages.signed_in("R. Vale")
    known.post("/logout")
    stale = dict(known.cookies)
    paced(pages)
    said = [wrong(pages, "R. Vale", f"guess {n}", f"198.51.100.{n}") for n in range(25)]
    assert said == [403] * 20 + [429] * 5
    unknown = [wrong(pages, "Nobody", f"guess {n}", f"203.0.113.{n}") for n in range(25)]
    assert unknown == said  # a name without an account is slowed down as any other
    assert pages.browser("203.0.113.200").sign_in("R. Vale").status == 429
    assert pages.browser("203.0.113.201").sign_in("P. Wren").status == 303  # other people are not touched
    assert known.sign_in("R. Vale").status == 303
    # A known browser has a pace of its own, too, and is known for its own person alone.
    thief = pages.browser("203.0.113.109")
    thief.cookies = stale
    assert [thief.sign_in("R. Vale", "wrong").status for _ in range(12)] == [403] * 10 + [429] * 2
    thief.cookies = stale
    assert [thief.sign_in("P. Wren", "wrong").status for _ in range(11)] == [403] * 10 + [429]


@pytest.mark.parametrize("cookie", ["", ".", "x", "x.y", "é.ü", "a.b.c", "x." + "0" * 64])
def test_a_browser_is_not_known_by_a_cookie_that_was_made_up(cookie: str) -> None:
    guesses = Guesses(Limits(), "secret")
    assert not guesses._is_known("r. vale", cookie)
    assert guesses._is_known("r. vale", guesses.known("r. vale"))
    assert not guesses._is_known("p. wren", guesses.known("r. vale"))
    assert not Guesses(Limits(), "another")._is_known("r. vale", guesses.known("r. vale"))


def test_addresses_of_one_person_are_one() -> None:
    assert near("2001:db8::1") == near("2001:db8::ffff:1:2:3") != near("2001:db8:0:1::1")
    assert near("192.0.2.1") != near("192.0.2.2")
    assert near("what is this") == "what is this"


def test_many_names_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    from plainview.server import guesses

    monkeypatch.setattr(guesses, "MOST", 10)
    paces = guesses.Paces(1, 1)
    for number in range(50):
        paces.take(str(number))
    assert len(paces._of) == 10


def test_only_so_many_wait_to_be_checked(pages: TeamPages) -> None:
    pages.team.n_waiting = login_room.AT_ONCE
    assert pages.browser().sign_in("R. Vale").status == 503
    pages.team.n_waiting = 0
    assert pages.browser().sign_in("R. Vale").status == 303


def test_strangers_have_a_pace_of_their_own_and_use_up_nobodys(tmp_path: Path) -> None:
    pages = TeamPages(open_case(tmp_path / "case", DAY), Limits(strangers=0.001, strangers_burst=5, looks=100, burst=1000))
    browser = pages.signed_in("R. Vale", "192.0.2.2")
    assert [pages.browser().get("/login").status for _ in range(7)] == [200] * 5 + [429] * 2
    assert browser.get("/settings").status == 200
    assert pages.browser("192.0.2.3").get("/login").status == 200


# ---- the end of a session -------------------------------------------------------------------------------------------------


def test_a_session_ends_when_it_is_not_used_and_after_a_day_of_work(pages: TeamPages) -> None:
    clock = pages.team.sessions.clock = Clock()
    browser = pages.signed_in("R. Vale")
    limits = pages.team.limits
    clock.now += limits.idle - 1
    assert browser.get("/settings").status == 200
    clock.now += limits.idle - 1
    assert browser.get("/progress.json").status == 200  # a script that asks is nobody who sits there
    clock.now += 2
    assert browser.get("/settings").status == 303
    browser = pages.signed_in("R. Vale")
    began = clock.now
    while clock.now - began + limits.idle < limits.longest:
        clock.now += limits.idle - 1
        assert browser.get("/settings").status == 200
    clock.now = began + limits.longest + 1
    assert browser.get("/settings").status == 303


@pytest.mark.parametrize("change", ["role", "remove", "password", "restore"])
def test_all_sessions_of_a_changed_account_end_at_once(pages: TeamPages, change: str) -> None:
    accounts = team.Accounts(pages.case.root)  # as the command line opens them
    one, two, other = pages.signed_in("R. Vale"), pages.signed_in("R. Vale"), pages.signed_in("Q. Birch")
    assert one.get("/review").status == two.get("/review").status == 200
    if change == "role":
        team.change_role(accounts, "R. Vale", "viewer")
    elif change == "password":
        team.change_password(accounts, "R. Vale", PASSWORD)
    else:
        team.remove(accounts, "R. Vale")
        if change == "restore":
            team.restore(accounts, "R. Vale", PASSWORD)
    assert [one.get("/review").status, two.post("/renew").status] == [303, 401]
    assert other.get("/review").status == 200
    assert pages.state.works.last is None
    assert pages.browser().sign_in("R. Vale").status == (403 if change == "remove" else 303)


def test_what_takes_long_is_not_finished_by_somebody_who_was_removed_meanwhile(pages: TeamPages) -> None:
    browser = pages.signed_in("R. Vale")
    session = next(one for one in pages.team.sessions._open.values() if one.session.actor.name == "R. Vale").session
    assert session.still()
    team.remove(pages.team.accounts, "R. Vale")
    assert not session.still()
    assert browser.post("/renew").status == 401


def test_a_drop_of_somebody_who_is_removed_while_it_comes_in_is_not_taken(
    pages: TeamPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = pages.signed_in("R. Vale")
    write = incoming.Drop.write

    def removed(drop: incoming.Drop, data: bytes) -> None:
        write(drop, data)
        if team.Accounts(pages.case.root).one("R. Vale").is_active:  # type: ignore[union-attr]
            team.remove(pages.team.accounts, "R. Vale")

    monkeypatch.setattr(incoming.Drop, "write", removed)
    body = multipart({"a.csv": b"a" * 100}, {"token": browser.token})
    answer = browser.ask("POST", "/intake/take", body, content_type="multipart/form-data; boundary=XX")
    assert answer.status == 401
    assert pages.state.works.last is None
    assert files_below(pages.case.warehouse / "incoming") == []


def test_one_person_has_only_so_many_sessions_and_pushes_out_nobody_else(pages: TeamPages) -> None:
    from plainview.server.team_sessions import EACH

    other = pages.signed_in("Q. Birch")
    browsers = [pages.signed_in("R. Vale", f"198.51.100.{n}") for n in range(EACH + 3)]
    assert [browser.get("/settings").status for browser in browsers] == [303] * 3 + [200] * EACH
    assert other.get("/settings").status == 200


def test_one_changes_ones_own_password_with_the_old_one(pages: TeamPages) -> None:
    browser, other = pages.signed_in("V. Ash"), pages.signed_in("V. Ash")
    new = "seven slow wide doors"
    for fields in (
        {"old": "wrong", "new": new, "again": new},
        {"old": PASSWORD, "new": new, "again": new + "x"},
        {"old": PASSWORD, "new": "short", "again": "short"},
        {"old": PASSWORD, "new": "V. Ash", "again": "V. Ash"},
    ):
        answer = browser.post("/account/password", name="P. Wren", **fields)
        assert answer.status == 400
        assert new not in answer.text
    answer = browser.post("/account/password", name="P. Wren", old=PASSWORD, new=new, again=new)
    assert answer.headers["location"] == "/login"
    assert [browser.get("/settings").status, other.get("/settings").status] == [303, 303]
    assert pages.browser().sign_in("V. Ash").status == 403
    assert pages.browser().sign_in("V. Ash", new).status == 303
    assert pages.browser().sign_in("P. Wren").status == 303  # the field that says who is not believed
    assert ("V. Ash", "password_changed", "V. Ash") in pages.log
    assert not any(new in " ".join(line) for line in pages.log)


def test_a_password_that_was_kept_at_less_cost_is_kept_anew(pages: TeamPages, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    browser = pages.signed_in("Q. Birch")
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", dearer)
    before = pages.team.accounts.one("R. Vale")
    assert pages.browser().sign_in("R. Vale").status == 303
    after = pages.team.accounts.one("R. Vale")
    assert before is not None
    assert after is not None
    assert after.password != before.password
    assert not dearer.check_needs_rehash(after.password)
    assert browser.get("/settings").status == 200


# ---- the log --------------------------------------------------------------------------------------------------------------


def test_the_log_says_who_did_what_and_nothing_that_was_typed_in_a_wrong_field(pages: TeamPages) -> None:
    secret = "my real pass phrase 7ABC123"
    pages.browser().sign_in(secret, "x")
    pages.browser().sign_in("r. vale", secret)
    browser = pages.signed_in("R. Vale")
    browser.get("/activity")
    browser.get(f"/activity/{secret.replace(' ', '-')}")
    assert pages.log == [
        ("(not signed in)", "failed_sign_in", "a name without an account"),
        ("(not signed in)", "failed_sign_in", "R. Vale"),
        ("R. Vale", "signed_in", ""),
        ("R. Vale", "refused", "403, /activity"),
    ]
    text = pages.signed_in("P. Wren").get("/activity").text
    assert "did not get in" in text
    assert "all as they were written" in text
    assert "7ABC123" not in text
    assert PASSWORD not in pages.team.activity.path.read_text()


def test_what_strangers_are_refused_does_not_fill_the_disk(pages: TeamPages) -> None:
    for _ in range(60):
        pages.browser().get("/login", host="evil.example")
    told = [line for line in pages.log if line[1] == "refused"]
    assert 0 < len(told) <= 21
    assert {who for who, _, _ in told} == {"(not signed in)"}


def test_an_altered_log_is_told_on_its_page(pages: TeamPages) -> None:
    browser = pages.signed_in("P. Wren")
    path = pages.team.activity.path
    path.write_bytes(path.read_bytes().replace(b"viewer", b"reader"))
    assert "Not all entries are as they were written" in browser.get("/activity").text


def test_what_cannot_be_logged_is_told(pages: TeamPages, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = pages.signed_in("P. Wren")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pages.team.activity, "note", full)
    answer = browser.post("/logout")
    assert answer.status == 500
    assert isinstance(answer.broke, OSError)


# ---- where it listens -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [("https://plainview.example", "https://plainview.example"), ("HTTPS://Plainview.Example/", "https://plainview.example"),
     ("https://plainview.example:443", "https://plainview.example"), ("https://plainview.example:8443", "https://plainview.example:8443"),
     ("http://localhost:8321", "http://localhost:8321"), ("http://127.0.0.1", "http://127.0.0.1"), ("https://[2001:db8::1]", "https://[2001:db8::1]")],
)  # fmt: skip
def test_an_origin_is_what_a_browser_sends(text: str, told: str) -> None:
    assert listening.check_origin(text) == told


@pytest.mark.parametrize(
    "text",
    ["plainview.example", "http://plainview.example", "http://192.0.2.7:8321", "https://", "https://a b", "https://x/y", "ftp://x",
     "https://me@plainview.example", "https://x?y", "https://*.example", "https://x:99999", "http://0.0.0.0", "https://x#y"],
)  # fmt: skip
def test_an_origin_that_is_none_or_not_encrypted_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="--origin"):
        listening.check_origin(text)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "2001:db8::1"])
def test_other_machines_are_let_in_only_by_an_encrypted_way(host: str) -> None:
    origin = "https://plainview.example"
    for words in ({}, {"origin": origin}, {"behind_tls": True}, {"behind_tls": True, "origin": "http://localhost:8321"}):
        with pytest.raises(UserError, match="--host"):
            listening.check_host(host, listening.shared(**words))  # type: ignore[arg-type]
    with pytest.raises(UserError, match="--team"):
        listening.check_host(host)
    assert listening.check_host(host, listening.shared(origin, behind_tls=True)) == host
    with pytest.raises(UserError, match="in figures"):
        listening.check_host("plainview.example", listening.shared(origin, behind_tls=True))


def test_a_proxy_is_named_by_its_address() -> None:
    assert listening.shared(proxies=["127.0.0.1", "2001:DB8::1"]).proxies == {"127.0.0.1", "2001:db8::1"}
    with pytest.raises(UserError, match="--trust-proxy"):
        listening.shared(proxies=["proxy.example"])


def test_a_team_needs_somebody_who_can_publish(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    with pytest.raises(UserError, match="plainview team add"):
        running.check_team(case)
    accounts = team.Accounts(case.root)
    team.add(accounts, "R. Vale", "reviewer", PASSWORD)
    with pytest.raises(UserError, match="none"):
        running.serve(case, "127.0.0.1", 0, "", lambda _: None, shared=listening.shared())
    team.add(accounts, "P. Wren", "publisher", PASSWORD)
    running.check_team(case)


def test_browsers_of_two_people_are_two(pages: TeamPages) -> None:
    one, two = pages.signed_in("R. Vale"), pages.signed_in("P. Wren")
    assert "R. Vale, reviewer" in one.get("/settings").text
    assert "P. Wren, publisher" in two.get("/settings").text
