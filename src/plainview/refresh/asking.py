"""One request and its answer, with limits: time to connect, to read and in all, size as sent and as unpacked."""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from plainview.refresh.addresses import Reach
from plainview.refresh.body import CHUNK, Body, Limits
from plainview.refresh.outcomes import Ended


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. headers: names in small letters. size, sha256: of the body as unpacked, where there was one to keep.
    private: it came from an address on a private network."""

    url: str
    status: int
    headers: dict[str, str]
    private: bool
    size: int = 0
    sha256: str = ""


@dataclass(slots=True)
class Asker:
    """Makes requests. trust: whom to believe about certificates; None is whom this system believes."""

    agent: str
    limits: Limits = field(default_factory=Limits)
    reach: Reach = field(default_factory=Reach)
    trust: ssl.SSLContext | None = None

    def get(self, url: str, headers: dict[str, str], into: Path, private: bool) -> Answer:
        """Ask for one address and follow nothing. A body with status 200 is written to `into`.

        Raises:
            Ended: no answer in order, in time, or within the limits; `into` is then not there.
        """
        with self._watched() as watch:
            try:
                return self._get(url, headers, into, private, watch)
            except Ended:
                into.unlink(missing_ok=True)
                raise
            except (HTTPError, HTTPException, OSError, ValueError, zlib.error) as error:
                into.unlink(missing_ok=True)
                if isinstance(error, OSError) and error.filename:
                    raise  # a file of ours: the disk is full
                raise _ended(error, watch) from error

    def _get(self, url: str, headers: dict[str, str], into: Path, private: bool, watch: _Watch) -> Answer:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close", **headers}
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port, private, watch)
        try:
            connection.connect()
            assert connection.sock is not None
            connection.sock.settimeout(self.limits.read)
            connection.request("GET", target, headers=sent, preload_content=False, decode_content=False)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.headers.items()}
            answer = Answer(url, response.status, found, watch.private)
            if response.status != 200:
                return answer
            with into.open("wb") as file:
                body = Body(file, self.limits, found.get("content-encoding", "").strip().lower())
                for piece in _pieces(response):
                    body.add(piece)
                if watch.over:
                    raise Ended("timeout", f"it was not whole after {self.limits.whole:.0f} s")
                body.end(told="content-length" in found or "chunked" in found.get("transfer-encoding", "").lower())
            return Answer(url, 200, found, watch.private, body.size, body.digest.hexdigest())
        finally:
            connection.close()

    def _connection(self, scheme: str, host: str, port: int | None, private: bool, watch: _Watch) -> HTTPConnection:
        def new_conn() -> socket.socket:
            made, watch.private = self.reach.connect(host, connection.port, self.limits.connect, private)
            watch.over_socket(made)
            return made

        connection: HTTPConnection
        if scheme == "https":
            trust = self.trust or ssl.create_default_context()
            connection = HTTPSConnection(host, port, timeout=self.limits.connect, ssl_context=trust)
        else:
            connection = HTTPConnection(host, port, timeout=self.limits.connect)
        connection._new_conn = new_conn  # type: ignore[method-assign]  # urllib3 opens its socket here: the address is checked in it
        return connection

    @contextmanager
    def _watched(self) -> Iterator[_Watch]:
        watch = _Watch()
        alarm = threading.Timer(self.limits.whole, watch.end)
        alarm.daemon = True
        alarm.start()
        try:
            yield watch
        finally:
            alarm.cancel()
            watch.close()


class _Watch:
    """Ends a request whose time is over by cutting its connection, whatever it waits for."""

    def __init__(self) -> None:
        self.over = False
        self.private = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def over_socket(self, made: socket.socket) -> None:
        with self._lock:
            self._socket = made.dup()  # TLS takes the first one over
        if self.over:
            self.end()

    def end(self) -> None:
        self.over = True
        with self._lock:
            if self._socket:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._lock:
            if self._socket:
                self._socket.close()
            self._socket = None


def _pieces(response: BaseHTTPResponse) -> Iterator[bytes]:
    while piece := response.read(CHUNK, decode_content=False):
        yield piece


def _ended(error: Exception, watch: _Watch) -> Ended:
    """What an error of the network, of TLS or of the answer's form means."""
    if watch.over or isinstance(error, TimeoutError | ReadTimeoutError):
        return Ended("timeout", "nothing came for too long" if not watch.over else "its time was over")
    if isinstance(error, ssl.SSLError) or "certificate" in type(error).__name__.lower() or "SSL" in type(error).__name__:
        return Ended("tls_failed", "its certificate is not in order, or it speaks no TLS")
    if "IncompleteRead" in repr(error) or "InvalidChunk" in repr(error):
        return Ended("truncated", "less came than the server said")
    if isinstance(error, zlib.error):
        return Ended("bad_answer", "it cannot be unpacked")
    if isinstance(error, ConnectionError | HTTPError | HTTPException | OSError):
        return Ended("bad_answer" if isinstance(error, HTTPException) else "unreachable", "the connection broke")
    return Ended("bad_answer", "it is not in order")
