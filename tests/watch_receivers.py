"""Receivers that fail half the time, as a program of its own: a real mail server (aiosmtpd) and a webhook, on this machine alone.

`python tests/watch_receivers.py FOLDER SEED SHARE` writes the two ports into FOLDER/ports and each message that came whole into
FOLDER/wire.jsonl: channel, id on the wire, names of its alerts, and whether the sender was told.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import json
import random
import re
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from plainview.watch.webhook import SIGNATURE, is_signed

SECRET = b"made-up secret for tests only"


class Wire:
    """Notes what came, and throws the dice for what goes wrong."""

    def __init__(self, folder: Path, seed: int, share: float) -> None:
        self.path, self.rng, self.share, self.lock = folder / "wire.jsonl", random.Random(seed), share, threading.Lock()

    def fails(self, *ways: str) -> str:
        """One of the ways to fail, or "" for none."""
        with self.lock:
            time.sleep(self.rng.random() * 0.01)
            return self.rng.choice(ways) if self.rng.random() < self.share else ""

    def came(self, channel: str, id: str, alerts: list[str], told: bool, **more: Any) -> None:
        line = json.dumps({"channel": channel, "id": id, "alerts": alerts, "told": told, **more})
        with self.lock, self.path.open("a") as file:
            file.write(line + "\n")


class Mailbox:
    """aiosmtpd's handler: refuses, cuts the line before or after it took the message, or takes it."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        way = self.wire.fails("421 4.3.2 closing", "451 4.3.0 try later", "", "", "")
        envelope.mail_from = address
        return way or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        way = self.wire.fails("refused", "cut before", "cut after", "cut after", "")
        if way == "refused":
            return "451 4.3.0 try later"
        if way != "cut before":
            self._keep(envelope, not way)
        if way:
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 OK"

    def _keep(self, envelope: Any, told: bool) -> None:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = message.get_content()
        alerts = re.findall(r"^Alert (\S+), raised", body, re.MULTILINE)
        more = {"to": envelope.rcpt_tos, "headers": message.keys(), "subject": message["Subject"], "text": body}
        self.wire.came("mail", message["Message-ID"], alerts, told, **more)


def hook(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            way = (
                wire.fails("500", "429", "302", "cut before", "cut after", "cut after") if self.path == "/alerts" else "elsewhere"
            )
            if way in ("", "cut after", "elsewhere"):
                told = json.loads(body)
                more = {"signed": is_signed(SECRET, body, self.headers[SIGNATURE], int(time.time()), 10**9), "path": self.path}
                wire.came("webhook", self.headers["Idempotency-Key"], [one["alert"] for one in told["alerts"]], not way, **more)
            if way.startswith("cut"):
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(int(way) if way.isdigit() else 200)
            if way == "302":
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            with contextlib.suppress(OSError, ValueError):  # a sender that was killed, or our own cut
                super().handle()

    return Hook


def main(folder: Path, seed: int, share: float) -> None:
    wire = Wire(folder, seed, share)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = Controller(Mailbox(wire), hostname="127.0.0.1", port=port)
    mail.start()
    web = ThreadingHTTPServer(("127.0.0.1", 0), hook(wire))
    web.handle_error = lambda *_: None  # type: ignore[method-assign]
    (folder / "ports.new").write_text(f"{port} {web.server_address[1]}")
    (folder / "ports.new").replace(folder / "ports")
    web.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
