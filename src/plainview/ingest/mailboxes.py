"""A mailbox, or one message that is not kept whole, as a container: its members are the messages that matter, or what it carries.

The rest of a mailbox is told as a list of sizes and hashes; its bytes go nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plainview.errors import UserError
from plainview.ingest import mail as asking
from plainview.read import mail, mailbox
from plainview.read.containers import Contents, Member

MESSAGES = 2_000_000
# The name of an attachment that may be a record: such a message is taken apart, whatever its text says.
_MAY_CARRY = re.compile(rb"(?i)name\*?[0-9*]*=[^\n;]{0,200}\.(?:csv|tsv|xls[xmb]?|ods|n?djson|json|pdf|zip|7z|t?gz)\b")
WHY, FIX = "does not ask for a search", "nothing to do: of mail that asks nothing only size and hash are kept"
KINDS = ("mbox", "eml")


@dataclass(frozen=True, slots=True)
class Left:
    """A message that is not kept: its name tells its place only."""

    name: str
    size: int
    sha256: str
    why: str
    fix: str


def contents(path: Path, kind: str, only: set[int] | None = None) -> tuple[Contents, list[Left]]:
    """Members of a mailbox that matter, and the list of the others.

    kind: "mbox" for a mailbox; "eml" for one message that is taken apart: member 0 is its text, the others its attachments,
    or of them `only` those with these numbers.

    Raises:
        UserError: it holds more messages than are read.
    """
    if kind == "eml":
        data = mailbox.message_bytes(path, 0, mail.LARGEST)
        read = mail.read(data)
        members = [Member(0, "message.eml", len(mail.without_attachments(data)))]
        carried = enumerate(read.attachments, 1)
        members += [Member(at, one.name, len(one.data)) for at, one in carried if only is None or at in only]
        return Contents(members), []
    found, left = Contents(), []
    for message in mailbox.split(path):
        if message.number > MESSAGES:
            raise UserError("", f"is a mailbox of more than {MESSAGES:,} messages", "split it by year, and add the parts")
        name = f"message {message.number}"
        data = mailbox.message_bytes(path, message.offset, min(message.length, mail.LARGEST))
        if matters(data) or _MAY_CARRY.search(data):
            found.members.append(Member(message.number, f"{name}.eml", message.length))
        else:
            left.append(Left(name, message.length, message.sha256, WHY, FIX))
    return found, left


def matters(data: bytes) -> bool:
    """Whether a message asks for a search or answers one. One that cannot be taken apart does not."""
    try:
        return asking.judge(mail.read(data, carried=False)) is not None
    except UserError:
        return False


def unpack(path: Path, kind: str, numbers: list[int], out: Path) -> list[tuple[int, str, str]]:
    """Write members below `out`, each under its number; nothing can fail, so the list of failures is empty."""
    for number, data in _members(path, kind, set(numbers)):
        (out / str(number)).write_bytes(data)
    return []


def _members(path: Path, kind: str, wanted: set[int]) -> Iterator[tuple[int, bytes]]:
    if kind == "eml":
        data = mailbox.message_bytes(path, 0, mail.LARGEST)
        every = [mail.without_attachments(data), *(one.data for one in mail.read(data).attachments)]
        yield from ((number, one) for number, one in enumerate(every) if number in wanted)
        return
    for message in mailbox.split(path):
        if message.number in wanted:
            yield message.number, mailbox.message_bytes(path, message.offset, message.length)
