"""A large file known by its beginning: how much of a stream is looked at, and what can be told from that much."""

from __future__ import annotations

import hashlib
from typing import IO, Any

from plainview.errors import UserError
from plainview.split import LONGEST_LINE

HEAD = LONGEST_LINE + 2  # a line of the longest kind, and that it ends
CHUNK = 1 << 20
# Formats whose end or whole is needed: zip, PDF, OLE, gzip, bzip2, xz, 7z, pictures, JSON.
_WHOLE = (
    b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff",
    b"II*\0", b"MM\0*", b"{", b"[",
)  # fmt: skip


def needs_whole(head: bytes) -> bool:
    """Whether a file with this head can only be recognised by all of it."""
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(_WHOLE) or b"%PDF-" in head[:1024] or head[257:262] == b"ustar"


class Counted:
    """A stream that may not be longer than `most` bytes."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        self.source = source
        self.most = self.left = most

    def read(self, size: int = CHUNK) -> bytes:
        piece = self.source.read(size)
        self.left -= len(piece)
        if self.left < 0:
            why = f"would unpack to more than {self.most >> 20} MiB, which is more than its container may hold"
            raise UserError("", why, "unpack it by hand with care, and name the folder")
        return piece

    def up_to(self, size: int) -> bytes:
        """The next bytes, `size` of them unless the stream ends before."""
        pieces = []
        while size > 0 and (piece := self.read(min(size, CHUNK))):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def digest(self, head: bytes) -> dict[str, Any]:
        """SHA-256 and size of the whole: `head`, which was read already, and the rest, which is read and dropped."""
        digest, size = hashlib.sha256(head), len(head)
        while piece := self.read():
            digest.update(piece)
            size += len(piece)
        return {"sha256": digest.hexdigest(), "size": size}
