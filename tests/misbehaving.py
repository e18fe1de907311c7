"""A web server on 127.0.0.1 that misbehaves as it is told: slow, cut short, packed like a bomb, in circles, closed for a while.

A path is told what to answer, in order; the last answer is given for ever. Every request is kept for tests to look at.
"""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Asked"], None]
Headers = dict[str, str]


class Asked(BaseHTTPRequestHandler):
    """One request. `over` is set when the server ends: whoever waits, waits for that and never sleeps."""

    protocol_version = "HTTP/1.1"
    misbehaving: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.misbehaving.answer(self)

    def say(self, status: int, headers: Headers, body: bytes = b"", length: int | None = None) -> None:
        """Send an answer; `length` is what Content-Length says, -1 for none."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@dataclass(frozen=True)
class Request:
    """What was asked: path, and headers with names in small letters."""

    path: str
    headers: Headers


@dataclass
class Server:
    """routes: what each path answers, in order. Paths that are told nothing answer 404. certificate: (file, key) for https."""

    routes: dict[str, list[Answer]] = field(default_factory=dict)
    certificate: tuple[str, str] | None = None
    requests: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Server:
        handler = type("Bound", (Asked,), {"misbehaving": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that goes away is no news
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}{path}"

    def tell(self, path: str, *answers: Answer) -> str:
        """Say what a path answers from now on; its address."""
        self.routes[path] = list(answers)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        return [one for one in self.requests if one.path == path]

    def answer(self, asked: Asked) -> None:
        with self._lock:
            self.requests.append(Request(asked.path, {name.lower(): value for name, value in asked.headers.items()}))
            answers = self.routes.get(asked.path) or [status(404)]
            now = answers.pop(0) if len(answers) > 1 else answers[0]
        now(asked)


def page(body: bytes | str, **headers: str) -> Answer:
    """A page as it should be. Names of headers with _ for -; an ETag that is asked for again answers 304."""
    data = body.encode() if isinstance(body, str) else body
    said = {"Content-Type": "text/html; charset=utf-8", **{name.replace("_", "-"): value for name, value in headers.items()}}

    def answer(asked: Asked) -> None:
        same = said.get("ETag") and asked.headers.get("If-None-Match") == said["ETag"]
        since = said.get("Last-Modified") and asked.headers.get("If-Modified-Since") == said["Last-Modified"]
        if same or since:
            asked.say(304, {name: value for name, value in said.items() if name != "Content-Type"})
        else:
            asked.say(200, said, data)

    return answer


def status(code: int, **headers: str) -> Answer:
    return lambda asked: asked.say(code, {name.replace("_", "-"): value for name, value in headers.items()}, b"no")


def redirect(to: str, code: int = 302) -> Answer:
    return lambda asked: asked.say(code, {"Location": to})


def silent(asked: Asked) -> None:
    """Takes the request and never answers."""
    asked.misbehaving.over.wait()


def trickle(asked: Asked) -> None:
    """Sends a header a byte at a time and never comes to its end: each wait is short, all of them together are not."""
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not asked.misbehaving.over.wait(0.01):
        asked.wfile.write(b"x")


def drip(asked: Asked) -> None:
    """Sends a body a byte at a time and never comes to its end, without saying how long it is."""
    asked.say(200, {"Content-Type": "text/html"}, b"<html>", length=-1)
    while not asked.misbehaving.over.wait(0.01):
        asked.wfile.write(b"x")


def truncated(body: bytes | str, missing: int = 100) -> Answer:
    """Says it is longer than what it sends."""
    data = body.encode() if isinstance(body, str) else body
    return lambda asked: asked.say(200, {"Content-Type": "text/html"}, data, length=len(data) + missing)


def lengthless(body: bytes | str) -> Answer:
    """Does not say how long it is; the end of the connection is the end of the body."""
    data = body.encode() if isinstance(body, str) else body
    return lambda asked: asked.say(200, {"Content-Type": "text/html"}, data, length=-1)


def half_chunked(body: bytes | str) -> Answer:
    """Sends a body in chunks and goes away in the middle of one."""
    data = body.encode() if isinstance(body, str) else body

    def answer(asked: Asked) -> None:
        asked.say(200, {"Transfer-Encoding": "chunked"}, b"%x\r\n" % (len(data) + 10) + data, length=-1)

    return answer


def endless(asked: Asked) -> None:
    """Sends and sends."""
    asked.say(200, {"Content-Type": "text/html"}, length=-1)
    while not asked.misbehaving.over.is_set():
        asked.wfile.write(b"x" * (1 << 16))


def packed(body: bytes | str, cut: int = 0) -> Answer:
    """Packed with gzip; `cut` bytes of it are missing, and the length says what is sent."""
    data = gzip.compress(body.encode() if isinstance(body, str) else body)
    return lambda asked: asked.say(200, {"Content-Encoding": "gzip"}, data[: len(data) - cut])


def bomb(size: int) -> Answer:
    """A small body that unpacks to `size` bytes of nothing."""
    return packed(b"\0" * size)


def gone_away(asked: Asked) -> None:
    """Closes the connection without a word."""


def robots(text: str) -> Answer:
    return page(text, Content_Type="text/plain")
