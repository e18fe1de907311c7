"""Asking the served pages without a network: one request straight into the application, as a browser of ours would send it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from plainview.case import Case
from plainview.server import app
from plainview.server.guard import Guard
from plainview.server.key_door import KeyDoor
from plainview.server.limits import Limits
from plainview.server.sessions import Sessions
from plainview.server.works import Works

HOST = "127.0.0.1:8321"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""
    broke: Exception | None = None

    @property
    def text(self) -> str:
        return self.body.decode()


class Pages:
    """The pages of one case, and one browser that is let in."""

    def __init__(self, case: Case, limits: Limits | None = None, name: str = "R. Vale", works: Works | None = None) -> None:
        self.case = case
        self.sessions = Sessions(name)
        hosts = frozenset({HOST, "localhost:8321"})
        door = KeyDoor(self.sessions, "plainview_8321", limits or Limits())
        self.guard: Guard = app.build(case, hosts, door, limits or Limits(), works=works)
        cookie = self.sessions.enter(self.sessions.secret)
        assert cookie
        self.cookie = f"plainview_8321={cookie}"
        session = self.sessions.of(cookie)
        assert session
        self.session, self.token = session, session.token
        self.state = self.guard.app.state  # type: ignore[attr-defined]

    def ask(
        self, method: str, path: str, body: bytes | Sequence[bytes] = b"", *, query: str = "",
        without: Sequence[str] = (), **headers: str,
    ) -> Answer:  # fmt: skip
        """One request. headers: in place of the usual ones, _ for -; without: names of usual headers to leave out."""
        usual = {"host": HOST, "cookie": self.cookie}
        if method not in ("GET", "HEAD"):
            usual |= {"origin": f"http://{HOST}", "content-type": FORM}
        usual |= {name.replace("_", "-"): value for name, value in headers.items()}
        pieces = [body] if isinstance(body, bytes) else list(body)
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(), "scheme": "http",
            "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8321),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in usual.items() if name not in without],
        }  # fmt: skip
        return asyncio.run(asked(self.guard, scope, pieces))

    def get(self, path: str, **headers: str) -> Answer:
        path, _, query = path.partition("?")
        return self.ask("GET", path, query=query, **headers)

    def post(self, path: str, **fields: str | list[str]) -> Answer:
        """A form of ours, with its token."""
        return self.ask("POST", path, urlencode({"token": self.token, **fields}, doseq=True).encode())

    def drop(self, files: dict[str, bytes], token: str | None = None, **fields: str) -> Answer:
        """Drop files on the page."""
        body = multipart(files, {"token": self.token if token is None else token, **fields})
        return self.ask("POST", "/intake/take", body, content_type="multipart/form-data; boundary=XX")

    def wait(self) -> None:
        """Until the work and the pages are done."""
        while self.state.works.is_running:
            time.sleep(0.05)
        self.state.live.look(at_once=True)
        self.state.live.wait(lambda: not self.state.live.is_loading, 600)

    def close(self) -> None:
        self.state.works.stop()
        self.state.live.close()
        self.state.originals.close()
        self.state.reading.close()


def multipart(files: dict[str, bytes], fields: dict[str, str], boundary: str = "XX") -> bytes:
    """A form with files as browsers write it."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    for name, data in files.items():
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        parts.append(head.encode() + data)
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def field_of(text: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


async def asked(guard: Guard, scope: dict[str, object], pieces: list[bytes]) -> Answer:
    answer, waiting = Answer(), list(pieces)

    async def receive() -> dict[str, object]:
        if not waiting:
            return {"type": "http.disconnect"}
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            answer.status = int(str(message["status"]))
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}  # type: ignore[attr-defined]
            answer.cookies = [value.decode() for name, value in message["headers"] if name == b"set-cookie"]  # type: ignore[attr-defined]
        else:
            answer.body += bytes(message.get("body", b""))  # type: ignore[arg-type]

    try:
        await guard(scope, receive, send)  # type: ignore[arg-type]
    except Exception as error:
        answer.broke = error
    return answer


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
