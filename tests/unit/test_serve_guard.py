"""What stands before the served pages: each rule has a request that breaks it, and the same request that keeps it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import FORM, HOST, Pages, files_below, multipart

from plainview import store
from plainview.case import Case, locked, open_case
from plainview.errors import UserError
from plainview.server import app, live, running, shown
from plainview.server.actors import ROLES, STRANGER, Actor, places
from plainview.server.guard import POLICY
from plainview.server.limits import Bucket, Limits
from plainview.server.sessions import MOST, Sessions
from plainview.server.works import Works
from plainview.team import PUBLISHER, REVIEWER, VIEWER

DAY = date(2026, 1, 2)
ROOT = Path(__file__).parents[2]
CHANGES = app.CHANGES | app.ALONE_CHANGES
# A program in the place of the work: says how far it is, and ends when its input does not come or a file lies there.
SLOW = (
    "import sys, time, pathlib\n"
    'print(\'{"what": "reading", "done": 1, "total": 3}\', flush=True)\n'
    "stop = pathlib.Path(sys.argv[1])\n"
    "while not stop.exists(): time.sleep(0.01)\n"
    'print(\'{"end": {"n_new": 0}}\', flush=True)\n'
)


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(open_case(tmp_path / "case", DAY))


# ---- host, origin, session, token ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8321", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8321.evil.example", ""]
)
def test_another_host_is_not_answered(pages: Pages, host: str) -> None:
    assert pages.get("/intake", host=host).status == 421
    assert pages.get("/enter?key=" + pages.sessions.secret, host=host).status == 421
    assert pages.get("/intake", host="localhost:8321").status == 200


def test_two_hosts_or_none_are_not_answered(pages: Pages) -> None:
    assert pages.ask("GET", "/intake", without=["host"]).status == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:9999", f"http://{HOST}.evil.example"]
)
def test_another_origin_changes_nothing(pages: Pages, origin: str) -> None:
    body = f"token={pages.token}&name=Q.+Other".encode()
    assert pages.ask("POST", "/name", body, origin=origin).status == 403
    assert pages.ask("POST", "/name", body, without=["origin"]).status == 403
    assert pages.ask("POST", "/name", body, without=["origin"], sec_fetch_site="cross-site").status == 403
    assert pages.session.actor.name == "R. Vale"
    assert pages.ask("POST", "/name", body).status == 303
    assert pages.session.actor.name == "Q. Other"


def test_the_name_of_the_host_and_the_origin_are_one(pages: Pages) -> None:
    """localhost and 127.0.0.1 are two origins to a browser, and so they are here."""
    assert pages.ask("POST", "/name", b"", host="localhost:8321").status == 403


def test_a_page_may_not_be_fetched_from_another_site(pages: Pages) -> None:
    told = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}
    assert pages.get("/site.js", **told).status == 403
    assert pages.get("/intake", sec_fetch_site="cross-site", sec_fetch_mode="navigate").status == 200
    assert pages.get("/site.js", sec_fetch_site="same-origin", sec_fetch_mode="no-cors").status == 200


def every_address() -> list[str]:
    filled = {"{name}": "a-sample", "{entry}": "0123456789abcdef:1"}
    paths = [*app.SHOWS, *CHANGES, "/index.html", "/searcher/ca-alder-falls-pd.html"]
    return sorted({re.sub(r"\{\w+\}", lambda found: filled[found[0]], path) for path in paths})


@pytest.mark.parametrize("path", every_address())
def test_nothing_is_shown_without_a_session(pages: Pages, path: str) -> None:
    for cookie in ("", "plainview_8321=", "plainview_8321=wrong", pages.cookie.replace("8321", "8322"), pages.cookie[:-1]):
        for method in ("GET", "POST"):
            answer = pages.ask(method, path, cookie=cookie)
            assert answer.status == 401, (path, method, cookie)
            assert "token" not in answer.text


@pytest.mark.parametrize("path", [path.replace("{name}", "a-sample") for path in CHANGES])
def test_nothing_changes_without_the_token(pages: Pages, path: str) -> None:
    before = pages.case.decisions.read_bytes(), pages.session.actor
    other = Pages(pages.case)
    for body in (b"", b"token=", b"token=wrong", f"token={other.token}".encode()):
        kind = "multipart/form-data; boundary=XX" if path == "/intake/take" else FORM
        data = multipart({"a.csv": b"x"}, {"token": body.decode().partition("=")[2]}) if path == "/intake/take" else body
        assert pages.ask("POST", path, data, content_type=kind).status == 403, body
    assert (pages.case.decisions.read_bytes(), pages.session.actor) == before
    assert pages.state.works.last is None
    assert files_below(pages.case.warehouse / "incoming") == []


@pytest.mark.parametrize("path", [path.replace("{name}", "a-sample") for path in CHANGES])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_an_address_that_changes_something_is_only_posted_to(pages: Pages, path: str, method: str) -> None:
    """It is as if a GET went to a page of that name, which there is not; nothing is done."""
    before = pages.case.decisions.read_bytes()
    query = f"token={pages.token}&name=Q&verdict=same&why=x"
    assert pages.ask(method, path, query=query, origin=f"http://{HOST}").status in (404, 405)
    assert pages.case.decisions.read_bytes() == before
    assert pages.session.actor.name == "R. Vale"
    assert pages.state.works.last is None


def test_the_start_secret_becomes_a_cookie_that_no_script_and_no_other_site_has(pages: Pages) -> None:
    answer = pages.ask("GET", "/enter", query=f"key={pages.sessions.secret}", without=["cookie"])
    assert answer.status == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert pages.sessions.secret not in cookie
    assert pages.get("/intake", cookie=cookie.split(";")[0]).status == 200
    assert pages.ask("GET", "/enter", query="key=wrong").status == 401
    assert pages.ask("POST", "/enter", b"", query=f"key={pages.sessions.secret}").status == 405


def test_guessing_the_secret_is_slowed_down(tmp_path: Path) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY), Limits(entries=0.001, entries_burst=3))
    said = [pages.ask("GET", "/enter", query=f"key={n}").status for n in range(5)]
    assert said == [401, 401, 401, 429, 429]


def test_sessions_do_not_pile_up() -> None:
    sessions = Sessions()
    cookies = [sessions.enter(sessions.secret) for _ in range(MOST + 1)]
    assert sessions.of(cookies[0] or "") is None
    assert sessions.of(cookies[-1] or "") is not None
    assert not any((cookie or "?") in repr(sessions._open) for cookie in cookies)


# ---- roles ----------------------------------------------------------------------------------------------------------------


def test_each_role_may_do_what_the_one_before_may() -> None:
    may = {role: {place for place in places() if Actor("", role).may(place[1], place[0])} for role in ROLES}
    assert may[STRANGER] < may[VIEWER] < may[REVIEWER] < may[PUBLISHER] == set(places())


@pytest.mark.parametrize("path", [path.replace("{name}", "a-sample") for path in CHANGES if path != "/name"])
def test_who_may_only_look_changes_nothing(pages: Pages, path: str) -> None:
    pages.session.actor = Actor("R. Vale", VIEWER)
    assert pages.post(path).status == 403
    assert "role" in pages.post(path).text
    assert pages.get("/review").status == 403
    assert pages.get("/settings").status == 200


# ---- headers, errors, paths ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*every_address(), "/nothing", "/enter"])
def test_every_answer_has_the_headers(pages: Pages, path: str) -> None:
    for answer in (pages.get(path), pages.get(path, host="evil.example"), pages.ask("POST", path, b"")):
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_the_policy_lets_nothing_inline_and_nothing_from_elsewhere_in() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in POLICY


def test_no_template_needs_what_the_policy_forbids() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "src/plainview/templates/serve").glob("*.html")}
    assert len(texts) > 10
    for path, text in texts.items():
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]* src=)|https?://", text), path.name
        assert text.count('method="post"') == text.count("p.token(token)") + text.count('name="token"') - text.count(
            "macro token"
        ), path.name


@pytest.mark.parametrize(
    "path",
    ["/../plainview.toml", "/..%2fplainview.toml", "/%2e%2e/plainview.toml", "/decisions.csv", "/archive", "/warehouse/CURRENT",
     "/site/index.html", "//etc/passwd", "/samples/../../plainview.toml", "/release/../../decisions.csv", "/site.css/../serve.js",
     "/index.html%00.json", "/samples/..", "/samples/x/sheet.csv", "/row/../x", "/a\\..\\b"],
)  # fmt: skip
def test_no_address_leads_to_a_file(pages: Pages, path: str) -> None:
    pages.case.decisions.write_text("decision_id,decided_on,by,subject,a,b,verdict,why\n")
    answer = pages.get(path)
    assert answer.status in (404, 409)
    assert "decision_id" not in answer.text
    assert "format =" not in answer.text


def test_a_mistake_of_ours_shows_no_traceback_and_no_folder(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"secret {tmp_path}")

    monkeypatch.setattr("plainview.server.case_room.about", broken)
    answer = pages.get("/settings")
    assert answer.status == 500
    assert isinstance(answer.broke, RuntimeError)  # and so the terminal shows it
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    monkeypatch.setattr(shown, "page", broken)
    answer = pages.get("/settings")
    assert answer.status == 500
    assert "secret" not in answer.text


def test_a_page_tells_no_folder_of_this_machine(pages: Pages, tmp_path: Path) -> None:
    pages.case.decisions.write_text("one,two\n1,2\n")
    for path in ("/decisions", "/settings", "/review", "/row/0123456789abcdef:1"):
        answer = pages.get(path)
        assert str(tmp_path) not in answer.text, path
    assert pages.get("/decisions").status == 409


# ---- sizes, rates, times ---------------------------------------------------------------------------------------------------


def test_a_long_form_is_not_read_to_its_end(tmp_path: Path) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY), Limits(form=1000))
    body = f"token={pages.token}&name=Q&to=/review".encode()
    assert pages.ask("POST", "/name", [body, b"&x=", b"y" * 2000, *[b"z"] * 50]).status == 413
    assert pages.ask("POST", "/name", body).status == 303
    many = "&".join(f"f{n}=1" for n in range(300)).encode()
    assert Pages(pages.case, Limits(fields=20)).ask("POST", "/name", many).status == 400
    assert pages.ask("POST", "/name", body, content_type="application/json").status == 415


def test_too_many_requests_are_told_to_wait(tmp_path: Path) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY), Limits(looks=0.001, burst=5, writes=0.001, writes_burst=2))
    said = [pages.ask("POST", "/name", b"").status for _ in range(3)]
    assert said == [403, 403, 429]
    answers = [pages.get("/intake") for _ in range(3)]
    assert [one.status for one in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_sender_that_pauses_is_given_up(tmp_path: Path) -> None:
    import asyncio

    pages = Pages(open_case(tmp_path / "case", DAY), Limits(pause=0.05))

    async def paused() -> object:
        async def receive() -> dict[str, object]:
            await asyncio.sleep(3600)
            return {}

        said: list[dict[str, object]] = []

        async def send(message: object) -> None:
            said.append(dict(message))  # type: ignore[call-overload]

        headers = {"host": HOST, "cookie": pages.cookie, "origin": f"http://{HOST}", "content-type": FORM}
        scope = {"type": "http", "method": "POST", "path": "/name", "query_string": b"", "root_path": "", "http_version": "1.1"}
        scope["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]  # type: ignore[assignment]
        await pages.guard(scope, receive, send)  # type: ignore[arg-type]
        return said[0]["status"]

    assert asyncio.run(paused()) == 408


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200), st.floats(0.1, 50), st.integers(1, 20))
def test_a_bucket_never_gives_more_than_its_rate(steps: list[float], rate: float, burst: int) -> None:
    now = 0.0
    bucket = Bucket(rate, burst, lambda: now)
    given_ = 0
    for step in steps:
        now += step
        if not bucket.take():
            given_ += 1
        else:
            assert given_ >= 1
        assert given_ <= burst + rate * now + 1e-6


# ---- drops ----------------------------------------------------------------------------------------------------------------


def works_with(tmp_path: Path) -> tuple[Works, Path]:
    stop = tmp_path / "stop"
    return Works([sys.executable, "-c", SLOW, str(stop)]), stop


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "a/../../b.csv",
        "/etc/passwd",
        "..",
        "C:\\..\\..\\x.csv",
        "a/\x01.csv",
        "x" * 300,
        "a/" * 40 + "b.csv",
        "..\\b.csv",
    ],
)
def test_a_name_that_leads_elsewhere_is_not_written(pages: Pages, tmp_path: Path, name: str) -> None:
    before = files_below(tmp_path)
    answer = pages.drop({"good.csv": b"1", name: b"2"})
    assert answer.status == 400
    assert "Nothing was taken in" in answer.text
    assert files_below(tmp_path) == before
    assert pages.state.works.last is None


@pytest.mark.parametrize("limits", [Limits(drop=100), Limits(file=60), Limits(files=1), Limits(spare=1 << 60)])
def test_a_drop_above_a_cap_leaves_nothing(tmp_path: Path, limits: Limits) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY), limits)
    answer = pages.drop({"a.csv": b"a" * 70, "b.csv": b"b" * 70})
    assert answer.status in (413, 507)
    assert files_below(pages.case.warehouse / "incoming") == []
    assert pages.state.works.last is None


def test_a_drop_that_breaks_off_leaves_nothing(pages: Pages) -> None:
    body = multipart({"a.csv": b"a" * 5000}, {"token": pages.token})
    for end in (10, 200, len(body) - 30):
        answer = pages.ask("POST", "/intake/take", body[:end], content_type="multipart/form-data; boundary=XX")
        assert answer.status in (400, 403)
    assert pages.ask("POST", "/intake/take", body, content_type="multipart/form-data").status == 400
    assert files_below(pages.case.warehouse / "incoming") == []


def test_what_is_dropped_stands_as_it_stood_and_goes_when_the_work_ends(tmp_path: Path) -> None:
    works, stop = works_with(tmp_path)
    pages = Pages(open_case(tmp_path / "case", DAY), works=works)
    area = pages.case.warehouse / "incoming"
    files = {"records/alder/a.csv": b"1", "records/b.csv": b"2", "loose.csv": b"3", "records/Überblick „x“.csv": b"4"}
    answer = pages.drop(files, custodian="Alder Falls PD")
    assert (answer.status, answer.headers["location"]) == (303, "/progress")
    [folder] = area.iterdir()
    held = {name: (folder / name).read_bytes() for name in files_below(folder)}
    assert held == {("dropped/" + name if "/" not in name else name): data for name, data in files.items()}
    stop.touch()
    pages.wait()
    assert files_below(area) == []


def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    works, stop = works_with(tmp_path)
    pages = Pages(open_case(tmp_path / "case", DAY), works=works)
    one = multipart({"a.csv": b"1"}, {"token": pages.token}).removesuffix(b"--XX--\r\n")
    two = multipart({"a.csv": b"2"}, {})
    assert pages.ask("POST", "/intake/take", one + two, content_type="multipart/form-data; boundary=XX").status == 303
    [folder] = (pages.case.warehouse / "incoming").iterdir()
    assert sorted(path.read_bytes() for path in folder.rglob("*.csv")) == [b"1", b"2"]
    stop.touch()
    pages.wait()


def test_what_a_killed_server_left_is_removed_unless_the_case_is_held(pages: Pages) -> None:
    from plainview.server import incoming

    left = pages.case.warehouse / "incoming" / "0123" / "a.csv"
    left.parent.mkdir(parents=True)
    left.write_text("x")
    with locked(pages.case):
        incoming.clear(pages.case)
        assert left.exists()
    incoming.clear(pages.case)
    assert not left.exists()


def test_the_room_of_a_killed_server_is_removed_and_of_a_running_one_kept(pages: Pages) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    rooms = [live.room_of(pages.case, pid) for pid in (ended.pid, os.getpid())]
    for room in rooms:
        room.mkdir(parents=True)
    live.sweep(pages.case)
    assert [room.exists() for room in rooms] == [False, True]


def test_a_second_work_is_refused_while_one_runs_and_the_pages_stay(tmp_path: Path) -> None:
    works, stop = works_with(tmp_path)
    pages = Pages(open_case(tmp_path / "case", DAY), works=works)
    assert pages.drop({"a.csv": b"1"}).status == 303
    for answer in (pages.drop({"b.csv": b"2"}), pages.post("/renew")):
        assert answer.status == 409
        assert "being worked on" in answer.text
    assert len(list((pages.case.warehouse / "incoming").iterdir())) == 1  # the second was not even received
    assert pages.get("/progress").status == 200
    assert pages.get("/intake").status == 200
    assert json.loads(pages.get("/progress.json").body)["state"] == "running"
    stop.touch()
    pages.wait()
    assert json.loads(pages.get("/progress.json").body)["state"] == "done"
    assert pages.post("/renew").status == 303
    pages.wait()


def test_work_that_breaks_is_told_without_its_traceback(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY), works=Works([sys.executable, "-c", "raise ValueError('inner')"]))
    assert pages.drop({"a.csv": b"1"}).status == 303
    pages.wait()
    answer = pages.get("/progress")
    assert "broke off" in answer.text
    assert "inner" not in answer.text
    assert "inner" in capfd.readouterr().err
    assert files_below(pages.case.warehouse / "incoming") == []


def test_a_case_that_another_plainview_holds_is_told(tmp_path: Path) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY))
    with locked(pages.case):
        assert pages.post("/renew").status == 303
        pages.wait()
    assert "another plainview is working on this case" in pages.get("/progress").text


@pytest.mark.parametrize("facts", [{"received_on": "yesterday"}, {"handling": "secret"}])
def test_what_is_wrong_about_the_files_is_told_with_the_form(pages: Pages, facts: dict[str, str]) -> None:
    answer = pages.drop({"a.csv": b"1"}, custodian="Port Wren PD", **facts)
    assert answer.status == 400
    assert 'value="Port Wren PD"' in answer.text
    assert pages.state.works.last is None
    assert files_below(pages.case.warehouse / "incoming") == []
    assert pages.drop({}).status == 400


# ---- starting -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_only_this_machine_is_listened_on(host: str) -> None:
    with pytest.raises(UserError, match="--team"):
        running.check_host(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_this_machine_has_several_names(host: str) -> None:
    assert running.check_host(host)


def test_a_port_that_is_taken_is_told() -> None:
    with running.listen("127.0.0.1", 0) as taken, pytest.raises(UserError, match="cannot be used"):
        running.listen("127.0.0.1", taken.getsockname()[1])


def test_an_empty_case_leads_to_the_place_where_records_are_dropped(pages: Pages) -> None:
    assert store.current(pages.case.warehouse) is None
    assert pages.get("/").headers["location"] == "/intake"
    assert pages.get("/index.html").status == 404
    assert pages.get("/review").status == 200
    for path in ("/review/reasons", "/review/findings", "/review/links"):
        assert pages.get(path).status == 409
        assert "holds no tables yet" in pages.get(path).text


def test_nobody_decides_without_a_name(tmp_path: Path) -> None:
    pages = Pages(Case(open_case(tmp_path / "case", DAY).root), name="")
    answer = pages.post("/review/findings/decide", id="0123456789abcdef", verdict="confirmed", why="x")
    assert answer.status == 409
    assert "your name" in answer.text
    assert 'action="/name"' in pages.get("/review").text
    assert pages.post("/name", name="  R. Vale\n", to="https://evil.example").headers["location"] == "/review"
    assert pages.session.actor.name == "R. Vale"
    assert 'action="/name"' not in pages.get("/review").text
