"""7z by py7zr: opened, and unpacked where the caller says, never where the file says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

import py7zr
from py7zr.io import Py7zIO, WriterFactory

from plainview.errors import UserError


@contextmanager
def _damage() -> Iterator[None]:
    """The library's own error as one that every reader of containers knows."""
    try:
        yield
    except py7zr.exceptions.ArchiveError as error:
        raise EOFError(str(error)) from error


def opened(path: Path, closing: ExitStack, locked: str) -> py7zr.SevenZipFile:
    """An open 7z. locked: what to do about one with a password (UserError). A damaged one is an EOFError, here or later."""
    try:
        closing.enter_context(_damage())
        # An open file, not a path: py7zr then reads the blocks one after the other instead of in many threads.
        archive: py7zr.SevenZipFile = closing.enter_context(py7zr.SevenZipFile(closing.enter_context(path.open("rb"))))
    except py7zr.exceptions.PasswordRequired:
        raise UserError("", "is a 7z locked with a password", locked) from None
    if archive.needs_password():
        raise UserError("", "is a 7z locked with a password", locked)
    return archive


class _Copy(Py7zIO):
    """Where py7zr writes one member to; never more than the list promised."""

    def __init__(self, place: Path, most: int) -> None:
        self.file = place.open("wb")
        self.left = most

    def write(self, s: bytes | bytearray) -> int:
        self.left -= len(s)
        if self.left < 0:
            raise py7zr.exceptions.Bad7zFile("a file is longer than the list says")
        return self.file.write(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        self.file.flush()

    def size(self) -> int:
        return self.file.tell()

    def close(self) -> None:
        self.file.close()


class Copies(WriterFactory):
    def __init__(self, out: Path, sizes: dict[int, int]) -> None:
        self.out, self.sizes = out, sizes
        self.made: list[_Copy] = []

    def create(self, filename: str) -> Py7zIO:
        number = int(PurePosixPath(filename).name)
        self.made.append(_Copy(self.out / str(number), self.sizes[number]))
        return self.made[-1]
