"""One mail message (eml, or a piece of a mailbox) to its lines, the domains of who wrote to whom, its time and attachments.

Nothing of a message is trusted: headers may be broken, charsets wrong, parts nested without end. Addresses are read only as
far as their domain; no name of a person leaves this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice

from plainview.errors import UserError
from plainview.model import Attachment, Line
from plainview.read import html, txt

LARGEST = 48 << 20  # bytes of one message that are taken apart; the text stands at its beginning
PARTS = 500
DEEPEST = 60
_LONGEST_HEADER = 1 << 16
_LONGEST_TEXT = 1 << 20
# A run of base64 of some size below a part's headers: hundreds of times dearer to take apart than to step over.
_PACKED = re.compile(rb"\n\r?\n((?:[A-Za-z0-9+/]{60,76}\r?\n){20,})")
_ADDRESS = re.compile(r"[\w.+'=-]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})")


@dataclass(frozen=True, slots=True)
class Mail:
    """What one message shows.

    sent_at: UTC; None where no header gives a time that can be read.
    sender, recipients: domains, lower case; "" or empty where the headers show no address.
    is_reply: it says that it answers another message.
    lines: printed text, locators "text line 3"; text of an attached message is quoted (`tag` is "quoted").
    unread: what of its parts could not be read, and why.
    """

    sent_at: datetime | None
    sender: str
    recipients: tuple[str, ...]
    subject: str
    is_reply: bool
    lines: tuple[Line, ...]
    attachments: tuple[Attachment, ...]
    unread: tuple[str, ...]


def read(data: bytes, carried: bool = True) -> Mail:
    """Read one message; without `carried` its attachments are passed over.

    Raises:
        UserError: its parts are nested so deep that it cannot be taken apart.
    """
    try:
        message = message_from_bytes(data[:LARGEST] if carried else _lean(data[:LARGEST]))
        parts, unread = _parts(message)
        lines, attachments = _contents(parts, unread, carried)
    except RecursionError as error:
        fix = "open it in a mail program, save it anew as .eml and add that"
        raise UserError("", "is a message whose parts are nested too deep", fix) from error
    if len(data) > LARGEST:
        unread.append(f"the message is larger than {LARGEST >> 20} MiB; its end was not read")
    sent_at = _time(message)
    senders = domains(_header(message, "From") or _header(message, "Sender") or _header(message, "Return-Path"))
    told = [name for header in ("To", "Cc", "Bcc", "Delivered-To") for name in domains(_header(message, header))]
    subject = _header(message, "Subject")[:500]
    is_reply = bool(_header(message, "In-Reply-To")) or bool(re.match(r"(?i)\s*(re|aw|sv|antw)\s*:", subject))
    sender, recipients = senders[0] if senders else "", tuple(dict.fromkeys(told))
    return Mail(sent_at, sender, recipients, subject, is_reply, tuple(lines), tuple(attachments), tuple(unread))


def _lean(data: bytes) -> bytes:
    """A message without the bytes of its packed attachments; packed text stays."""
    kept, at = [], 0
    for found in _PACKED.finditer(data):
        above = data[max(0, found.start() - 2000) : found.start()]
        headers = re.split(rb"\n\r?\n", above)[-1].lower()
        if b"content-type:" in headers and (b"text/" not in headers or b"attachment" in headers):
            kept.append(data[at : found.start(1)])
            at = found.end(1)
    return b"".join([*kept, data[at:]])


def domains(text: str) -> list[str]:
    """The domains of all mail addresses in a text, lower case, in printed order."""
    return [found.lower().strip(".-") for found in _ADDRESS.findall(text[:_LONGEST_HEADER])]


def _headers_of(data: bytes) -> bytes:
    """The header block without what says how the body is packed."""
    block = re.split(rb"\r?\n\r?\n", data[:LARGEST], maxsplit=1)[0]
    kept, dropping = [], False
    for line in block.splitlines():
        if not line.startswith((b" ", b"\t")):
            dropping = line.lower().startswith((b"content-", b"mime-version:"))
        if not dropping:
            kept.append(line)
    return b"\n".join(kept)


def without_attachments(data: bytes) -> bytes:
    """A message's headers and printed text as one plain message, for where what it carries may not be kept."""
    text = "\n".join(f"> {line.text}" if line.tag == "quoted" else line.text for line in read(data).lines)
    told = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return _headers_of(data) + b"\n" + told + text.encode("utf-8", "replace") + b"\n"


def _parts(message: Message) -> tuple[list[tuple[Message, bool]], list[str]]:
    """Every part that is no container, in printed order, and whether it stands inside an attached message."""
    found: list[tuple[Message, bool]] = []
    unread: list[str] = []
    waiting: list[tuple[Message, bool, int]] = [(message, False, 0)]
    while waiting:
        part, quoted, depth = waiting.pop()
        inner = part.get_payload() if part.is_multipart() else None  # of text it would already decode the charset
        if isinstance(inner, list):
            if depth >= DEEPEST:
                unread.append(f"parts nested more than {DEEPEST} deep were not opened")
                continue
            inside = quoted or part.get_content_type() == "message/rfc822"
            waiting += [(one, inside, depth + 1) for one in reversed(inner) if isinstance(one, Message)]
        else:
            found.append((part, quoted))
        if len(found) >= PARTS:
            unread.append(f"the message has more than {PARTS} parts; the rest was not opened")
            break
    return found, unread


def _contents(parts: list[tuple[Message, bool]], unread: list[str], carried: bool) -> tuple[list[Line], list[Attachment]]:
    """The lines of the text parts (of HTML only where there is no plain text), and the attachments if they are wanted."""
    found: list[Attachment] = []
    plain: list[tuple[list[Line], bool]] = []
    pages: list[tuple[list[Line], bool]] = []
    for part, quoted in parts:
        name = _file_name(part)
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or bool(name)
        if (attached or not kind.startswith("text/")) and not carried:
            continue
        data = _bytes(part)
        if kind == "text/plain" and not attached:
            plain.append((txt.read(_text(part, data).encode("utf-8")), quoted))
        elif kind == "text/html" and not attached:
            pages.append((_page(part, data, unread), quoted))
        elif data:
            found.append(Attachment(name or f"attachment-{len(found) + 1}", data))
    lines: list[Line] = []
    for text, quoted in plain if any(line.text for one, _ in plain for line in one) else pages:
        for line in text:
            lines.append(Line(f"text line {len(lines) + 1}", line.text, "quoted" if quoted else ""))
    return lines, found


def _page(part: Message, data: bytes, unread: list[str]) -> list[Line]:
    try:
        return html.read(_text(part, data).encode("utf-8"))
    except UserError:
        unread.append("the HTML text of the message cannot be read")
        return []


def _bytes(part: Message) -> bytes:
    """A part's bytes; what its packing does not keep to is taken as it stands."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        data = None
    if isinstance(data, bytes):
        return data
    raw = getattr(part, "_payload", None)  # the library's own way to it decodes, which is what failed
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _text(part: Message, data: bytes) -> str:
    """A text part in its own charset; in that of a text file without one where it names none, or a wrong one."""
    data = data[:_LONGEST_TEXT]
    try:
        named = part.get_content_charset()
        if named:
            return data.decode(named)
    except (LookupError, ValueError, TypeError, AttributeError):
        pass
    return txt.decode(data)


def _file_name(part: Message) -> str:
    try:
        named = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return _decoded(str(named))[:200]


def _header(message: Message, name: str) -> str:
    """All headers of a name as text; what cannot be decoded stays as it is."""
    found = [str(value) for key, value in islice(message.items(), 2000) if key.lower() == name.lower()]
    return ", ".join(_decoded(value[:_LONGEST_HEADER]) for value in found[:20])


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text))) if "=?" in text else text
    except (ValueError, LookupError, UnicodeError, TypeError, AssertionError):
        return text
    except Exception as error:  # HeaderParseError stands beside the others in the standard library
        if type(error).__module__.startswith("email"):
            return text
        raise


def _time(message: Message) -> datetime | None:
    """When the message was sent by its Date header; else when it was received, by the last server that says so."""
    received = _header(message, "Received").rpartition(";")[2]
    for text in (_header(message, "Date"), received):
        try:
            found = parsedate_to_datetime(text.strip()[:200])
            at = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
            continue
        if 1990 <= at.year <= 2100:
            return at
    return None
