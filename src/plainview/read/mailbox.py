"""A mailbox (mbox) to its messages, one after the other, without ever holding more than a piece of it in memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
_ROOM = 512  # a separator line is shorter than this
# "From jane@alderfalls.gov Mon Mar  2 10:15:00 2026": the line that parts messages.
_PARTS = re.compile(rb"From [^\n]{0,200}?\d{1,2}:\d\d(?::\d\d)?[^\n]{0,30}\d{4}[^\n]{0,20}")
_WHOLE_DATE = re.compile(
    rb"From \S{1,200} +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\n]{3,10}\d{1,2}:\d\d(?::\d\d)?[^\n]{0,30}\d{4}[^\n]{0,20}"
)
_HEADER = re.compile(rb"(?i)(?:>?From |[!-9;-~]{1,70}:)")
_MACHINES = rb"message-id|mime-version|received|return-path|delivered-to"
_SURE = re.compile(rb"(?im)^(?:" + _MACHINES + rb"|content-type|x-[a-z-]+):|^from:[^\n]{0,500}@")
_USUAL = re.compile(rb"(?im)^(from|to|subject|date|cc|sender|reply-to|" + _MACHINES + rb"):")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a mailbox: its place among the others (1-based), where its bytes stand, and their hash.

    The separator line and the blank line that ends a message are not part of it.
    """

    number: int
    offset: int
    length: int
    sha256: str


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins like this is a mailbox: a separator line and a header below it."""
    first, _, rest = head.partition(b"\n")
    return bool(_PARTS.fullmatch(first.rstrip(b"\r"))) and (is_message(rest) or bool(_HEADER.match(rest)))


def is_message(head: bytes) -> bool:
    """Whether a file that begins like this is one message: a block of headers, two of them usual, one that no letter has."""
    block = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf"), maxsplit=1)[0]
    lines = block.splitlines()
    if not lines or not _HEADER.match(lines[0]):
        return False
    if any(not _HEADER.match(line) and not line.startswith((b" ", b"\t")) for line in lines[:3]):
        return False
    return len({name.lower() for name in _USUAL.findall(block)}) >= 2 and bool(_SURE.search(block))


def split(path: Path) -> Iterator[Message]:
    """Messages of a mailbox in their order; a file without a separator line is one message. Never fails on odd content."""
    size = path.stat().st_size
    begin, number = -1, 0
    with path.open("rb") as file:
        for line_at, content_at in _separators(path):
            if begin >= 0 or line_at > 0:
                number += 1
                yield _message(file, number, max(begin, 0), line_at)
            begin = content_at
        yield _message(file, number + 1, max(begin, 0), size)


def message_bytes(path: Path, offset: int, length: int) -> bytes:
    """The bytes of one message, or as many of them as are asked for."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def _separators(path: Path) -> Iterator[tuple[int, int]]:
    """Where each separator line begins, and where the message below it begins."""
    with path.open("rb") as file:
        window, at, decided = b"", 0, 0  # window holds the file from `at` on; what stands before `decided` was looked at
        while True:
            piece = file.read(PIECE)
            window += piece
            last = not piece
            end = at + len(window)
            place = 0 if at == 0 and window.startswith(b"From ") else window.find(b"\nFrom ") + 1 or -1
            while place >= 0 and (last or at + place < end - _ROOM):
                if at + place >= decided and (content := _content(window, place)):
                    yield at + place, at + content
                place = window.find(b"\nFrom ", place) + 1 or -1
            if last:
                return
            decided = max(decided, end - _ROOM)
            kept = min(len(window), 2 * _ROOM)
            at, window = end - kept, window[-kept:]


def _content(window: bytes, place: int) -> int:
    """Where the message begins whose separator line stands at `place`; 0 if the line there is a sentence."""
    end = window.find(b"\n", place, place + _ROOM)
    line = window[place : end if end >= 0 else place + _ROOM].rstrip(b"\r")
    above = window[max(0, place - 4) : place]
    blank = place == 0 or above.endswith((b"\n\n", b"\n\r\n"))
    if not (_PARTS if blank else _WHOLE_DATE).fullmatch(line):
        return 0
    return end + 1 if end >= 0 else len(window)


def _message(taken: BinaryIO, number: int, begin: int, end: int) -> Message:
    end -= _blank_end(taken, begin, end)
    digest = hashlib.sha256()
    taken.seek(begin)
    left = end - begin
    while left > 0 and (piece := taken.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return Message(number, begin, end - begin, digest.hexdigest())


def _blank_end(taken: BinaryIO, begin: int, end: int) -> int:
    """How many bytes the blank line takes that a mailbox puts behind each message."""
    taken.seek(max(begin, end - 4))
    tail = taken.read(min(4, end - begin))
    return 2 if tail.endswith(b"\n\r\n") else 1 if tail.endswith(b"\n\n") else 0
