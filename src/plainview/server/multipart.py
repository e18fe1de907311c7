"""A form with files (multipart/form-data, RFC 7578) read as a stream: nothing larger than one piece is held in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BOUNDARY = re.compile(
    r"""multipart/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;.*)?""", re.I | re.S
)
_DISPOSITION = re.compile(rb"^content-disposition:\s*form-data\s*;(.*)$", re.I | re.M)
_PARAMETER = re.compile(rb';?\s*([a-zA-Z*]+)="([^"]*)"')
LONGEST_HEAD = 16 << 10


class Broken(ValueError):
    """The body is no such form."""


@dataclass(frozen=True, slots=True)
class Begin:
    """A part begins. name: of its field. filename: as sent, None for a field without a file."""

    name: str
    filename: str | None


@dataclass(frozen=True, slots=True)
class Data:
    """A piece of the part that began last."""

    data: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The part that began last is whole."""


Event = Begin | Data | End


def boundary_of(content_type: str) -> bytes:
    """What stands between the parts. Raises Broken: it is no form with files."""
    found = _BOUNDARY.fullmatch(content_type.strip())
    if not found:
        raise Broken("no boundary is named")
    return (found[1] or found[2]).encode("latin-1", "replace")


class Reader:
    """Feed it the body piece by piece; it gives the events of its parts. `is_done` after the last boundary."""

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"\r\n--" + boundary
        self._kept = b"\r\n"  # the first boundary may stand at the very beginning
        self._state = "before"
        self.is_done = False

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Events of one more piece. Raises Broken: the body is not in order."""
        self._kept += piece
        while not self.is_done:
            if self._state == "head":
                end = self._kept.find(b"\r\n\r\n")
                if end < 0:
                    if len(self._kept) > LONGEST_HEAD:
                        raise Broken("a part's head is too long")
                    return
                yield _begin(self._kept[:end])
                # The blank line's own end may be the beginning of the next boundary: an empty part.
                self._kept, self._state = self._kept[end + 2 :], "first"
            elif self._state == "edge":
                if len(self._kept) < 2:
                    return
                if self._kept.startswith(b"--"):
                    self.is_done = True
                    return
                end = self._kept.find(b"\r\n")
                if end < 0 and len(self._kept) < 80:
                    return
                if end < 0 or self._kept[:end].strip(b" \t"):
                    raise Broken("a boundary is followed by something else")
                self._kept, self._state = self._kept[end + 2 :], "head"
            else:
                at = self._kept.find(self._mark)
                skip = 2 if self._state == "first" else 0
                if at < 0:
                    whole = len(self._kept) - len(self._mark) + 1
                    if whole <= skip:
                        return
                    if self._state != "before":
                        yield Data(self._kept[skip:whole])
                        self._state = "body"
                    self._kept = self._kept[whole:]
                    return
                if self._state != "before":
                    if at > skip:
                        yield Data(self._kept[skip:at])
                    yield End()
                self._kept, self._state = self._kept[at + len(self._mark) :], "edge"


def _begin(head: bytes) -> Begin:
    found = _DISPOSITION.search(head.replace(b"\r\n", b"\n"))
    if not found:
        raise Broken("a part has no name")
    named = {key.lower(): value for key, value in _PARAMETER.findall(found[1])}
    if b"name" not in named:
        raise Broken("a part has no name")
    filename = named.get(b"filename")
    return Begin(_text(named[b"name"]), None if filename is None else _text(filename))


def _text(raw: bytes) -> str:
    """A name as browsers send it: UTF-8, a quote in it as %22. Line breaks stay escaped: no file name needs one."""
    return raw.decode("utf-8", "replace").replace("%22", '"')
