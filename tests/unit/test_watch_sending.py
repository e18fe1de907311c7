"""Delivery: what goes over the wire, what waits and why, and that no stranger's text gets out of its place."""

from __future__ import annotations

import email
import email.policy
import hashlib
import hmac
import json
import os
import ssl
import subprocess
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from watch_tables import Tables, watch

from plainview import redact
from plainview.case import Case
from plainview.errors import UserError
from plainview.watch import composing, feed, listing, mail, receivers, running, secrets, sending, webhook
from plainview.watch import state as states

A, FAR = "ca-alder-falls-police", "tx-birch-hollow-police"
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)  # a Monday
TEXT = 'question = "purpose_on_cameras"\npurposes = ["immigration"]\n'
SECRET = "made-up secret for tests only"
NASTY = "Alder\r\nBcc: someone@example.org\r\n\r\n<img src=x onerror=alert(1)> ]]> & Falls Police"


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.null import Keyring

    monkeypatch.setattr(keyring, "get_password", Keyring().get_password)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "secret").write_text(SECRET + "\n")
    (tmp_path / "password").write_text("hunter2\n")
    return {"PLAINVIEW_WEBHOOK_SECRET_FILE": str(tmp_path / "secret"), "PLAINVIEW_MAIL_PASSWORD_FILE": str(tmp_path / "password")}


def made(root: Path, name: str = "") -> tuple[Tables, Case]:
    tables = Tables()
    for id in (A, FAR):
        tables.agency(id)
    if name:
        tables.rows["agencies"][1]["canonical"] = name
    tables.entries(FAR, A, purposes={"immigration": "certain"})
    return tables, tables.case(root)


def delivery(case: Case, mail_port: int = 0, url: str = "", more: str = "") -> None:
    (case.root / "watches").mkdir(exist_ok=True)
    security = more or 'security = "none"'
    text = ""
    if mail_port:
        text = f'[mail]\nserver = "127.0.0.1"\nport = {mail_port}\n{security}\n'
        text += 'from = "alerts@alder.example"\nto = ["desk@alder.example"]\n'
    text += f'[webhook]\nurl = "{url}"\n' if url else ""
    (case.root / "watches" / "_delivery.toml").write_text(text)


class Box:
    """A mailbox that takes what comes, unless `answer` says otherwise."""

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.came.append(envelope.content)
        return self.answer


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def mailbox(**settings: Any) -> Iterator[tuple[Box, int]]:
    box, port = Box(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, **settings)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


@contextmanager
def hook(statuses: list[int]) -> Iterator[tuple[list[tuple[str, dict[str, str], bytes]], str]]:
    """A webhook that answers with these statuses in turn, then 200."""
    came: list[tuple[str, dict[str, str], bytes]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.path, dict(self.headers), body))
            self.send_response(statuses.pop(0) if statuses else 200)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield came, f"http://127.0.0.1:{server.server_address[1]}/alerts"
    finally:
        server.shutdown()
        server.server_close()


def run(case: Case, environment: dict[str, str], now: datetime = NOW, **more: Any) -> dict[str, Any]:
    done, errors = running.run(case, now, environment, **more)
    assert errors == []
    return done


# ---- mail ---------------------------------------------------------------------------------------------------------------


def test_a_mail_holds_the_alert_and_nothing_private_and_no_header_of_a_strangers(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    _, case = made(tmp_path / "case", NASTY)
    watch(case, "w", TEXT + 'deliver = ["mail"]')
    with mailbox() as (box, port):
        delivery(case, port)
        assert run(case, environment)["n_sent"] == 1
        assert run(case, environment)["n_sent"] == 0
    [raw] = box.came
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Plainview-Delivery", "User-Agent", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version", "X-Peer", "X-MailFrom", "X-RcptTo",
    } - ({"X-Peer", "X-MailFrom", "X-RcptTo"} - set(message.keys()))  # fmt: skip
    assert message["To"] == "desk@alder.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    text = message.get_content()
    assert "Alert w-1, raised 2026-05-04T09:00:00Z" in text
    assert "plainview explain 0000000000000001:1" in text
    assert "\nBcc" not in text.replace("\r", "\n")
    assert "someone@example.org" not in raw.decode()


def test_a_line_break_in_a_header_is_never_sent() -> None:
    with pytest.raises(ValueError, match="Header values"):
        mail.compose("a@x.example", "b@x.example", "one\r\nBcc: c@x.example", "text", "id", NOW)


def test_a_message_is_the_same_to_the_byte_each_time(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["mail"]')
    with mailbox() as (box, port):
        delivery(case, port)
        box.answer = "451 later"
        assert run(case, environment)["n_waiting"] == 1
        box.answer = "250 OK"
        assert run(case, environment)["n_sent"] == 0  # its next try is not due
        before = (case.root / "watch" / "state.sqlite").read_bytes()
        assert run(case, environment, NOW + timedelta(minutes=2))["n_sent"] == 1
        (case.root / "watch" / "state.sqlite").write_bytes(before)  # as a kill before the receipt was noted leaves it
        assert run(case, environment, NOW + timedelta(minutes=3))["n_sent"] == 1
    first, second = box.came
    assert first == second
    assert email.message_from_bytes(first)["Message-ID"]


def test_starttls_and_a_password_that_is_not_in_the_case(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["mail"]')
    made_cert = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(tmp_path / "key.pem"), "-out",
        str(tmp_path / "cert.pem"), "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
    ]  # fmt: skip
    subprocess.run(made_cert, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    logins: list[tuple[bytes, bytes]] = []

    def login(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"hunter2")

    with mailbox(tls_context=context, require_starttls=True, authenticator=login, auth_required=True) as (box, port):
        delivery(case, port, more='security = "starttls"\nuser = "alerts"')
        assert "CERTIFICATE" in run(case, environment)["failed"][0]["answer"].upper()  # an authority that nobody knows
        delivery(case, port, more=f'security = "starttls"\nuser = "alerts"\nca = "{tmp_path / "cert.pem"}"')
        assert "no password is set" in run(case, {}, retry=True)["failed"][0]["answer"]
        assert run(case, environment, retry=True)["n_sent"] == 1
    assert logins == [(b"alerts", b"hunter2")]
    assert len(box.came) == 1
    for path in case.root.rglob("*"):
        assert not path.is_file() or b"hunter2" not in path.read_bytes()


# ---- webhook ------------------------------------------------------------------------------------------------------------


def test_a_webhook_is_signed_and_no_redirect_is_followed(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["webhook"]')
    with hook([302, 500]) as (came, url):
        delivery(case, url=url)
        done = run(case, environment)
        assert done["failed"][0]["answer"].endswith("answered 302")
        assert run(case, environment, retry=True)["failed"][0]["answer"].endswith("answered 500")
        assert run(case, environment, retry=True)["n_sent"] == 1
    assert [path for path, _, _ in came] == ["/alerts"] * 3
    assert len({body for _, _, body in came}) == 1
    assert len({headers["Idempotency-Key"] for _, headers, _ in came}) == 1
    _, headers, body = came[0]
    at, _, hex_ = headers["Plainview-Signature"].removeprefix("t=").partition(",v1=")
    assert hex_ == hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert [one["alert"] for one in told["alerts"]] == ["w-1"]
    assert told["id"] == headers["Idempotency-Key"]


def test_a_signature_fits_one_body_one_secret_and_a_time() -> None:
    header = webhook.signature(b"key", b"body", 1000)
    assert webhook.is_signed(b"key", b"body", header, 1100)
    for key, body, now in ((b"other", b"body", 1100), (b"key", b"body.", 1100), (b"key", b"body", 1400), (b"key", b"body", 600)):
        assert not webhook.is_signed(key, body, header, now)
    assert not webhook.is_signed(b"key", b"body", header.replace("t=1000", "t=1001"), 1100)
    assert not webhook.is_signed(b"key", b"body", "", 1100)


def test_nothing_is_sent_unsigned(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["webhook"]')
    with hook([]) as (came, url):
        delivery(case, url=url)
        assert "no secret is set" in run(case, {})["failed"][0]["answer"]
        assert came == []
        assert running.send(case, NOW, environment, retry=True)["n_sent"] == 1
    (tmp_path / "secret").write_text("short")
    with pytest.raises(UserError, match="too short"):
        secrets.webhook_secret(environment)


# ---- what waits ---------------------------------------------------------------------------------------------------------


def test_the_wait_grows_and_nothing_is_given_up(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["mail"]')
    delivery(case, free_port())
    now, waits = NOW, []
    for _ in range(9):
        [failed] = run(case, environment, now)["failed"]
        waits.append(int((datetime.fromisoformat(failed["next_at"]) - now).total_seconds()))
        assert run(case, environment, now + timedelta(seconds=waits[-1] - 1))["failed"] == []
        now += timedelta(seconds=waits[-1])
    assert waits == [*sending.WAITS, *[sending.WAITS[-1]] * 3]


def test_a_server_that_is_gone_is_not_asked_for_every_message(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    for number in range(6):
        watch(case, f"w-{number}", TEXT + 'deliver = ["mail", "webhook"]')
    with hook([]) as (came, url):
        delivery(case, free_port(), url)
        done = run(case, environment)
    assert len(done["failed"]) == sending.IN_A_ROW
    assert (done["n_sent"], len(came), done["n_waiting"]) == (6, 6, 6)


def test_a_digest_is_one_message_of_what_was_raised_before_its_day(tmp_path: Path, environment: dict[str, str]) -> None:
    tables, case = made(tmp_path / "case")
    watch(case, "daily", TEXT + 'deliver = ["mail"]\nwhen = "digest daily"')
    watch(case, "also", 'question = "new_searcher_out_of_state"\ndeliver = ["mail"]\nwhen = "digest daily"')
    watch(case, "weekly", TEXT + 'deliver = ["mail"]\nwhen = "digest weekly"')
    with mailbox() as (box, port):
        delivery(case, port)
        assert run(case, environment)["n_sent"] == 0
        tables.entries(FAR, A, purposes={"immigration": "certain"}, on=datetime(2026, 4, 1).date())
        case = tables.case(tmp_path / "case")
        assert run(case, environment, NOW + timedelta(hours=14))["n_sent"] == 0
        assert run(case, environment, NOW + timedelta(hours=15))["n_sent"] == 1
        assert run(case, environment, NOW + timedelta(days=6))["n_sent"] == 0
        assert run(case, environment, NOW + timedelta(days=7))["n_sent"] == 1
    daily, weekly = (email.message_from_bytes(raw, policy=email.policy.default) for raw in box.came)
    assert "3 alerts" in daily["Subject"]
    assert {name for name in ("daily-1", "daily-2", "also-1", "weekly-1") if f"Alert {name}," in daily.get_content()} == {
        "daily-1", "daily-2", "also-1"
    }  # fmt: skip
    assert "Alert weekly-2," in weekly.get_content()


def test_what_stands_on_a_file_that_is_not_public_any_more_is_not_sent_and_leaves_the_feed(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["mail", "feed"]')
    with mailbox() as (box, port):
        delivery(case, port)
        run(case, environment, send=False)
        assert not (case.root / "watch" / "feed.xml").exists()
        other = Tables()
        other.agency(A)
        other.case(tmp_path / "case")
        done = run(case, environment)
        assert (done["n_sent"], done["n_withdrawn"], done["n_waiting"]) == (0, 1, 0)
    assert box.came == []
    assert b"<entry>" not in (case.root / "watch" / "feed.xml").read_bytes()


def test_of_a_digest_only_what_is_still_public_is_sent(tmp_path: Path, environment: dict[str, str]) -> None:
    tables, case = made(tmp_path / "case")
    other = tables.entries(FAR, A, purposes={"personal": "certain"})
    case = tables.case(tmp_path / "case")
    more = 'deliver = ["mail"]\nwhen = "digest daily"'
    watch(case, "one", TEXT + more)
    watch(case, "two", TEXT.replace("immigration", "personal") + more)
    watch(case, "three", TEXT.replace("immigration", "personal") + more + '\nfirst = "all"')
    left = Tables()
    left.agency(A)
    left.rows["releases"] += [one for one in tables.rows["releases"] if one["release_id"] == other]
    with mailbox() as (box, port):
        delivery(case, port)
        box.answer = "451 later"
        run(case, environment)
        assert len(run(case, environment, NOW + timedelta(days=1))["failed"]) == 1  # a digest of three that was not taken
        left.case(tmp_path / "case")
        box.answer = "250 OK"
        assert run(case, environment, NOW + timedelta(days=2))["n_withdrawn"] == 1
        assert run(case, environment, NOW + timedelta(days=2))["n_sent"] == 1
        done = run(case, environment, NOW + timedelta(days=9))
        assert (done["n_sent"], done["n_waiting"]) == (0, 0)
    [raw] = box.came
    text = email.message_from_bytes(raw, policy=email.policy.default).get_content()
    assert [name for name in ("one-1", "two-1", "three-1") if f"Alert {name}," in text] == ["two-1", "three-1"]


def test_what_stood_on_a_sealed_file_is_erased_from_the_state(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case", "Quillhaven Police")
    watch(case, "w", TEXT + 'deliver = ["mail"]')
    delivery(case, free_port())
    run(case, environment)
    path = case.root / "watch" / "state.sqlite"
    assert b"Quillhaven" in path.read_bytes()
    empty = Tables()
    empty.agency(A)
    empty.case(tmp_path / "case")
    run(case, environment)
    with states.opened(case.root) as state:
        [one] = state.alerts()
        assert one["told"]["sentences"] == [states.ERASED]
        assert [(row["state"], row["n"]) for row in state.rows("counted")] == [("withdrawn", 1)]
    assert b"Quillhaven" not in path.read_bytes()
    assert "Quillhaven" not in "\n".join(listing.told(listing.listed(case), alerts=True))


def test_an_alert_is_written_whole_or_not_at_all(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["webhook"]')
    delivery(case, url="http://127.0.0.1:9/alerts")

    def broken(*_: object) -> bytes:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patched:
        patched.setattr(webhook, "compose", broken)
        with pytest.raises(RuntimeError):
            run(case, environment)
    with states.opened(case.root) as state:
        assert state.alerts() == []
        assert state.rows("counted") == []
    assert run(case, environment)["watches"][0]["alert"] == "w-1"


def test_two_runs_do_not_send_at_once(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT)
    with sending.alone(case.root), pytest.raises(UserError, match="another run is sending"):
        run(case, environment)
    assert run(case, environment)["watches"][0]["n_new"] == 0  # its alert was kept by the run that could not send


def test_a_state_that_is_no_database_says_so(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    watch(case, "w", TEXT)
    (case.root / "watch").mkdir()
    (case.root / "watch" / "state.sqlite").write_bytes(b"not a database, but long enough to look like one" * 40)
    with pytest.raises(UserError, match="cannot be read"):
        run(case, environment)


# ---- feed ---------------------------------------------------------------------------------------------------------------


def test_the_feed_is_whole_and_an_entry_keeps_its_id(tmp_path: Path, environment: dict[str, str]) -> None:
    tables, case = made(tmp_path / "case", NASTY)
    watch(case, "w", TEXT + 'deliver = ["feed"]')
    watch(case, "by-mail", TEXT + 'deliver = ["page"]')
    run(case, environment)
    atom = "{http://www.w3.org/2005/Atom}"
    path = case.root / "watch" / feed.FILE
    [before] = ElementTree.fromstring(path.read_text()).findall(f"{atom}entry")
    tables.entries(FAR, A, purposes={"immigration": "certain"}, on=datetime(2026, 4, 1).date())
    run(tables.case(tmp_path / "case"), environment, NOW + timedelta(days=1))
    tree = ElementTree.fromstring(path.read_text())
    new, old = tree.findall(f"{atom}entry")
    assert old.findtext(f"{atom}id") == before.findtext(f"{atom}id") != new.findtext(f"{atom}id")
    assert old.findtext(f"{atom}updated") == "2026-05-04T09:00:00Z"
    assert tree.findtext(f"{atom}updated") == "2026-05-05T09:00:00Z"
    content = new.find(f"{atom}content")
    assert content is not None
    assert content.get("type") == "text"
    assert len(list(content)) == 0
    assert "<img" in (old.findtext(f"{atom}content") or "")  # as text, not as markup
    assert b"<img" not in path.read_bytes()


def test_signs_that_no_feed_can_hold_are_left_out() -> None:
    told = {
        "alert": "w-1", "title": "a\x00b\x0b￾\ud800c", "kind": composing.NEW,
        "raised_at": "2026-05-04T09:00:00Z", "sentences": [], "n_sentences": 0,
        "rows": [], "law": [], "innocent": "", "cannot_see": "", "n_rows": 0,
    }  # fmt: skip
    alert = {"alert": "w-1", "raised_at": "2026-05-04T09:00:00Z", "told": told}
    data = feed.text([alert], "12345678-1234-5678-1234-567812345678", receivers.Receivers())
    assert "plainview: abc" in ElementTree.fromstring(data.decode())[4][1].text  # type: ignore[operator]


# ---- a test message -----------------------------------------------------------------------------------------------------


def test_a_test_message_tells_who_took_it(tmp_path: Path, environment: dict[str, str]) -> None:
    _, case = made(tmp_path / "case")
    with mailbox() as (box, port), hook([]) as (came, url):
        delivery(case, port, url)
        for channel in ("mail", "webhook"):
            assert [one["taken"] for one in running.try_out(case, NOW, environment, channel)] == [True]
        box.answer = "554 no"
        assert [one["taken"] for one in running.try_out(case, NOW, environment, "mail")] == [False]
    assert b"A test of plainview" in box.came[0]
    assert len(came) == 1
    with pytest.raises(UserError, match="has no receiver"):
        running.try_out(case, NOW, environment, "feed")


def test_no_message_holds_a_token_a_reason_or_a_file_name(tmp_path: Path, environment: dict[str, str]) -> None:
    tables, _ = made(tmp_path / "case")
    private = {
        "plate_token": "p_0123456789abcdef012345", "account_token": "a_0123456789abcdef012345", "case_raw": "26-04411",
        "filters_raw": "Plate: 7ABC123", "account_state": "value", "plate_state": "value",
    }  # fmt: skip
    tables.entries(FAR, A, purposes={"immigration": "certain"}, reason="ICE assist J Quimby 8XYZ901", **private)
    case = tables.case(tmp_path / "case")
    watch(case, "w", TEXT + 'deliver = ["mail", "webhook", "feed", "page"]\nfirst = "all"')
    with mailbox() as (box, port), hook([]) as (came, url):
        delivery(case, port, url)
        assert run(case, environment)["n_sent"] == 2
    whole = box.came[0] + came[0][2] + (case.root / "watch" / "feed.xml").read_bytes()
    for bad in (b"p_0123", b"a_0123", b"26-04411", b"7ABC123", b"Quimby", b"8XYZ901", b"ICE assist"):
        assert bad not in whole
    assert redact.check_data(json.loads(came[0][2])["alerts"], {"0000000000000001", "0000000000000002"}) == []
    assert os.environ.get("PLAINVIEW_WEBHOOK_SECRET_FILE") is None
