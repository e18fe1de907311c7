"""Dropped files on their way to the door: streamed into a temporary area of the case, each below the cap, and gone afterwards."""

from __future__ import annotations

import asyncio
import os
import shutil
import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import BinaryIO

from starlette.requests import Request

from plainview.case import Case, locked
from plainview.errors import UserError
from plainview.server import multipart
from plainview.server.forms import TOKEN, Form, check_token
from plainview.server.guard import Refused
from plainview.server.limits import Limits

LOOSE = "dropped"  # folder by which files are known that came without one
LONGEST_NAME, LONGEST_PATH, DEEPEST = 200, 1000, 30
_WRITE = 1 << 20


def area(case: Case) -> Path:
    """Where drops lie until they were taken in. It is a folder of its own: a build empties the other temporary folder."""
    return case.warehouse / "incoming"


def clear(case: Case) -> None:
    """Remove what an earlier run left, unless another plainview works on the case just now."""
    with suppress(UserError), locked(case):
        shutil.rmtree(area(case), ignore_errors=True)


def place_of(name: str) -> PurePosixPath:
    """Where a file of this name lies inside its drop. Raises Refused: the name leads elsewhere or cannot be a name."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    wrong = [part for part in parts if part == ".." or len(part.encode("utf-8", "replace")) > LONGEST_NAME or _is_odd(part)]
    if wrong or not parts or name.startswith(("/", "\\")) or len(parts) > DEEPEST or len(name) > LONGEST_PATH:
        raise Refused(400, "A file has a name that cannot be used. Rename it and drop it again. Nothing was taken in.")
    return PurePosixPath(*parts) if len(parts) > 1 else PurePosixPath(LOOSE, *parts)


def _is_odd(part: str) -> bool:
    return any(unicodedata.category(ch) in ("Cc", "Cs") for ch in part)


class Drop:
    """One drop: a folder of its own below the area, in which the files stand as they stood on the person's disk."""

    def __init__(self, case: Case, limits: Limits) -> None:
        self.folder = area(case) / f"{os.getpid()}-{token_hex(8)}"  # `plainview seal` leaves alone what is being received
        self.limits = limits
        self.n_files, self.size = 0, 0
        self._file: BinaryIO | None = None
        self._of_file = 0

    @property
    def paths(self) -> list[Path]:
        """What to name to the door: the folders that were dropped."""
        return sorted(self.folder.iterdir()) if self.folder.is_dir() else []

    def begin(self, name: str) -> None:
        """A file begins. Raises Refused: too many, or a name that leads elsewhere."""
        self.n_files += 1
        if self.n_files > self.limits.files:
            fix = f"Drop at most {self.limits.files:,} files at once, or pack them into a zip."
            raise Refused(413, f"These are too many files. {fix} Nothing was taken in.")
        path = self.folder / place_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        for number in range(2, self.limits.files + 2):  # two files of one name: both are kept
            if not path.exists():
                break
            path = path.with_name(f"{PurePosixPath(name).stem} ({number}){PurePosixPath(name).suffix}")
        self._file, self._of_file = path.open("xb"), 0

    def write(self, data: bytes) -> None:
        """More of the file. Raises Refused: a cap is reached, or the disk is nearly full."""
        self._of_file += len(data)
        self.size += len(data)
        if self._of_file > self.limits.file or self.size > self.limits.drop:
            raise Refused(413, "This is more than one drop may hold. Use `plainview audit` for it. Nothing was taken in.")
        if shutil.disk_usage(self.folder).free - len(data) < self.limits.spare:
            raise Refused(507, "The disk is nearly full. Free some space and drop the files again. Nothing was taken in.")
        assert self._file is not None
        self._file.write(data)

    def end(self) -> None:
        """The file is whole, or the drop is given up."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def remove(self) -> None:
        """Remove the drop. What was accepted lies in the archive; of what was refused nothing is kept."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)


async def receive(request: Request, case: Case) -> tuple[Form, Drop]:
    """The fields and files of a form, the files on disk. Fields stand before the files, the session's token first of all.

    Raises:
        Refused: it is no such form, not with this session's token, or too much; then nothing of it is kept.
    """
    limits: Limits = request.app.state.limits
    fields: dict[str, list[str]] = {}
    drop = Drop(case, limits)
    try:
        reader = multipart.Reader(multipart.boundary_of(request.headers.get("content-type", "")))
        taking = _Taking(request, fields, drop, limits)
        waiting = bytearray()
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= _WRITE:
                await asyncio.to_thread(taking.feed, reader, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(taking.feed, reader, bytes(waiting))
        if not reader.is_done:
            raise multipart.Broken("it ends in the middle")
        check_token(request, fields.get(TOKEN, [""])[0])
    except multipart.Broken:
        drop.remove()
        raise Refused(400, "The files did not come through whole. Drop them again. Nothing was taken in.") from None
    except BaseException:
        drop.remove()
        raise
    return Form(fields), drop


class _Taking:
    """Puts the events of a form where they belong."""

    def __init__(self, request: Request, fields: dict[str, list[str]], drop: Drop, limits: Limits) -> None:
        self.request, self.fields, self.drop, self.limits = request, fields, drop, limits
        self.field: tuple[str, bytearray] | None = None
        self.in_file, self.n_parts, self.n_letters = False, 0, 0

    def feed(self, reader: multipart.Reader, piece: bytes) -> None:
        for event in reader.feed(piece):
            if isinstance(event, multipart.Begin):
                self._begin(event)
            elif isinstance(event, multipart.Data):
                self._data(event.data)
            else:
                self._end()

    def _begin(self, event: multipart.Begin) -> None:
        self.n_parts += 1
        if self.n_parts > self.limits.files + self.limits.fields:
            raise Refused(413, "These are too many files at once. Nothing was taken in.")
        self.in_file = bool(event.filename)
        if event.filename:
            check_token(self.request, self.fields.get(TOKEN, [""])[0])  # before a byte of it is written
            self.drop.begin(event.filename)
        elif event.filename is None:
            self.field = (event.name, bytearray())

    def _data(self, data: bytes) -> None:
        if self.in_file:
            self.drop.write(data)
        elif self.field is not None:
            self.n_letters += len(data)
            if self.n_letters > self.limits.form:
                raise Refused(413, "The form is too long.")
            self.field[1].extend(data)

    def _end(self) -> None:
        if self.in_file:
            self.drop.end()
        elif self.field is not None:
            self.fields.setdefault(self.field[0], []).append(self.field[1].decode("utf-8", "replace"))
        self.field, self.in_file = None, False
