"""Thousands of small files written below one folder with few calls of the system; a file that lies equal in an older tree is
taken over from there, so that nothing is written twice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_OLD = os.O_RDONLY | os.O_NOFOLLOW


@contextmanager
def in_place_of(out: Path) -> Iterator[Path]:
    """A new folder beside `out` that takes its place at the end; a run that fails or is killed leaves the old one whole."""
    fresh, old = out.with_name(out.name + ".new"), out.with_name(out.name + ".old")
    if old.exists() and not out.exists():
        old.rename(out)  # the last run was killed between its two renames
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        shutil.rmtree(old, ignore_errors=True)
        if out.exists():
            out.rename(old)
        fresh.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


class Tree:
    """A folder that is being filled. before: an older tree of the same kind; its files are read, never changed."""

    def __init__(self, folder: Path, before: Path | None = None) -> None:
        self._folder, self._before = folder, before
        self._open: dict[str, tuple[int, int | None]] = {}

    def __enter__(self) -> Tree:
        return self

    def __exit__(self, *_: object) -> None:
        for here, there in self._open.values():
            os.close(here)
            if there is not None:
                os.close(there)
        self._open.clear()

    def write(self, path: str, data: bytes) -> None:
        """Write one file. path: inside the folder, with "/"; folders on its way are made.

        Raises:
            OSError: the disk is full.
        """
        room, _, name = path.rpartition("/")
        here, there = self._open.get(room) or self._enter(room)
        if there is not None and _is_equal(name, there, data):
            with suppress(OSError):  # too many links, another disk: then it is written
                os.link(name, name, src_dir_fd=there, dst_dir_fd=here, follow_symlinks=False)
                return
        file = os.open(name, _NEW, 0o666, dir_fd=here)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(file, left) :]
        finally:
            os.close(file)

    def _enter(self, room: str) -> tuple[int, int | None]:
        (self._folder / room).mkdir(parents=True, exist_ok=True)
        there = None
        if self._before is not None:
            with suppress(OSError):
                there = os.open(self._before / room, os.O_RDONLY | os.O_DIRECTORY)
        self._open[room] = os.open(self._folder / room, os.O_RDONLY | os.O_DIRECTORY), there
        return self._open[room]


def _is_equal(name: str, folder: int, data: bytes) -> bool:
    """True where a file of this name lies in an open folder and holds just these bytes."""
    try:
        file = os.open(name, _OLD, dir_fd=folder)
    except OSError:
        return False
    try:
        return os.fstat(file).st_size == len(data) and os.read(file, len(data) + 1) == data
    finally:
        os.close(file)
