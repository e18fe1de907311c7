"""A body as it comes: unpacked, hashed and written piece by piece, and ended where it grows too large or stops too early."""

from __future__ import annotations

import hashlib
import os
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from plainview.refresh.outcomes import Ended

CHUNK = 1 << 16
_TAIL = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces, and for all of one request; bytes as sent and as unpacked; redirects; retries.

    patience: seconds that a run waits for one host before it leaves the host's sources for a later run.
    """

    connect: float = 15.0
    read: float = 30.0
    whole: float = 300.0
    sent: int = 64 << 20
    unpacked: int = 128 << 20
    redirects: int = 5
    attempts: int = 3
    patience: float = 300.0


class Body:
    """Writes a body as it comes, unpacked, and stops where it grows too large."""

    def __init__(self, file: BinaryIO, limits: Limits, encoding: str) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise Ended("bad_answer", "it is packed in a way that was not asked for", 200)
        self.file, self.limits = file, limits
        self.sent = self.size = 0
        self.digest = hashlib.sha256()
        self.head = self.tail = b""
        self._unpack = zlib.decompressobj(31) if "gzip" in encoding else None
        self._began = False

    def add(self, piece: bytes) -> None:
        self.sent += len(piece)
        if self.sent > self.limits.sent:
            raise Ended("too_large", f"more than {self.limits.sent:,} bytes", 200)
        if self._unpack is None:
            self._write(piece)
            return
        self._began = True
        more = True
        while more:
            if self._unpack.eof:  # a file of gzip may hold several, one after another
                piece = (self._unpack.unused_data or piece).lstrip(b"\0")
                if not piece:
                    return
                self._unpack = zlib.decompressobj(31)
            out = self._unpack.decompress(piece, CHUNK)
            self._write(out)
            piece = self._unpack.unconsumed_tail
            more = bool(piece) or len(out) == CHUNK or (self._unpack.eof and bool(self._unpack.unused_data))

    def end(self, told: bool) -> None:
        """The answer is over. told: the server said how long it is; if not, a page must have its end to be whole."""
        if self._unpack is not None and self._began and not self._unpack.eof:
            raise Ended("truncated", "the packed answer stops in the middle", 200)
        page = b"<html" in self.head.lower() or b"<!doctype html" in self.head.lower()
        if not told and self._unpack is None and page and b"</html" not in self.tail.lower():
            raise Ended("truncated", "the page has no end, and the server did not say how long it is", 200)
        self.file.flush()
        os.fsync(self.file.fileno())

    def _write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self.limits.unpacked:
            raise Ended("unpacks_too_large", f"more than {self.limits.unpacked:,} bytes", 200)
        if len(self.head) < _TAIL:
            self.head += data[:_TAIL]
        self.tail = (self.tail + data)[-_TAIL:]
        self.digest.update(data)
        self.file.write(data)
