"""Alerts by mail: plain text over SMTP. The same bytes under the same Message-ID each time a message is tried."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from plainview import __version__
from plainview.errors import UserError
from plainview.watch.receivers import Mail

TIMEOUT = 30  # seconds for each answer of the server


def compose(sender: str, to: str, subject: str, text: str, wire_id: str, at: datetime) -> bytes:
    """A message as it goes over the wire. ValueError for a line break in a header: nothing may add headers of its own."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{wire_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Plainview-Delivery"] = wire_id
    message["User-Agent"] = f"plainview/{__version__}"
    message.set_content(text, cte="quoted-printable" if not text.isascii() or _has_long_line(text) else "7bit")
    return message.as_bytes()


def _has_long_line(text: str) -> bool:
    return any(len(line) > 900 for line in text.splitlines())  # SMTP ends at 998


def send(config: Mail, to: str, body: bytes, password: str) -> str:
    """Give one message to the server; what it answered.

    Raises:
        OSError: smtplib.SMTPException among them: the message was not taken, or nobody knows whether it was.
        UserError: the settings cannot work.
    """
    context = _context(config)
    if config.security == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(config.server, config.port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(config.server, config.port, timeout=TIMEOUT)
    try:
        if config.security == "starttls":
            server.starttls(context=context)
        if config.user:
            if not password:
                raise UserError(
                    "watches/_delivery.toml", "names a mail user, and no password is set", "see docs/watch.md for where it goes"
                )
            server.login(config.user, password)
        refused = server.sendmail(config.sender, [to], body)
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)
    finally:
        # the message is taken by now, or it is not: how the two part changes nothing
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()
    return "taken"


def _context(config: Mail) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=config.ca or None)
    except OSError as error:
        raise UserError(config.ca, "is no file of certificates", "name a PEM file with ca = in watches/_delivery.toml") from error
