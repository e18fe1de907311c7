"""Containers (zip 7z tar gz bz2 xz): what they hold, and their members one by one. Runs in the sandbox.

A member is known by its number. Nothing is written under a name that a container brings, and no link in it is followed.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from plainview.errors import UserError

MEMBERS = 20_000
UNPACKED = 64 << 30  # a 5-GB zip of monthly logs unpacks to 40 GB
RATIO = 200
SMALL = 1 << 20  # a container this small may be packed as tightly as one of this size
STREAMS = ("gz", "bz2", "xz")  # one member, and nothing says how long it is
CHUNK = 1 << 20
_BY_HAND = "unpack it by hand with care, and name the folder"
_LOCKED = "unpack it with the password, and name the folder"
_AGAIN = "ask for it again; compare its size with the sender's"
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, tarfile.TarError, EOFError, struct.error,
    NotImplementedError, UnicodeError, ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside. number: its place in the list; name: as the container says it; size: bytes unpacked, -1 if not told."""

    number: int
    name: str
    size: int


@dataclass(slots=True)
class Contents:
    """What a container holds: files to be looked at, and by name what is none (links, devices) with the reason."""

    members: list[Member] = field(default_factory=list)
    passed: list[tuple[str, str]] = field(default_factory=list)


def kind_of(head: bytes) -> str:
    """Which container a file is by its first 512 bytes: "7z" "tar" "gz" "bz2" "xz", "" for none. Zips are told elsewhere."""
    for magic, kind in ((b"\x1f\x8b\x08", "gz"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\xfd7zXZ\0", "xz")):
        if head.startswith(magic):
            return kind
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return "bz2"
    with suppress(tarfile.TarError, ValueError):
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")  # its check sum is right
        return "tar"
    return ""


def contents(path: Path, kind: str, name: str) -> Contents:
    """The list of a container's members. `name` is the file's own: the one member of log.csv.gz is log.csv.

    Raises:
        UserError: locked with a password, damaged, empty, or a bomb.
    """
    if kind in STREAMS:
        return Contents([Member(0, _inner_name(name), -1)])
    with _sound(kind):
        found = {"zip": _zip, "tar": _tar, "7z": _7z}[kind](path)
    if not found.members and not found.passed:
        raise UserError("", f"is a {kind} without any file in it", "ask the custodian to send it again")
    size = sum(member.size for member in found.members)
    check(kind, len(found.members), size, MEMBERS, most_unpacked(path.stat().st_size))
    return found


def most_unpacked(size: int) -> int:
    """How many bytes a container of this size may unpack to, and all the containers in it together."""
    return min(UNPACKED, RATIO * max(size, SMALL))


def check(kind: str, n: int, size: int, most_members: int, most_bytes: int) -> None:
    """Raise UserError where a container holds more than it may."""
    if n > most_members or size > most_bytes:
        raise UserError("", f"is a {kind} that would unpack to {n} files of {size >> 20} MiB, {_limits()}", _BY_HAND)


def _limits() -> str:
    most = f"{MEMBERS:,} files, {UNPACKED >> 30} GiB, {RATIO} times its own size"
    return f"more than it may hold ({most}; containers inside it count too)"


def _inner_name(name: str) -> str:
    inner = PurePosixPath(name)
    if inner.suffix.lower() in (".tgz", ".tbz", ".tbz2", ".txz"):
        return inner.stem + ".tar"
    return inner.stem if inner.suffix.lower() in (".gz", ".bz2", ".xz") and inner.stem else name or "contents"


def _zip(path: Path) -> Contents:
    found = Contents()
    with zipfile.ZipFile(path) as archive:
        for number, item in enumerate(archive.infolist()):
            if item.flag_bits & 1:
                raise UserError("", "is a zip locked with a password", _LOCKED)
            if item.create_system == 3 and stat.S_ISLNK(item.external_attr >> 16):
                found.passed.append((item.filename, _LINK))
            elif not item.is_dir():
                found.members.append(Member(number, _plain(item.filename), item.file_size))
    return found


_LINK, _NO_FILE = "is a link, which is never followed", "is no file (a device or a pipe)"


def _tar(path: Path) -> Contents:
    found = Contents()
    with tarfile.open(path, "r:") as archive:
        for number, item in enumerate(archive):
            if number >= 2 * MEMBERS:
                raise UserError("", f"is a tar of more than {2 * MEMBERS:,} entries, {_limits()}", _BY_HAND)
            if item.isreg():
                found.members.append(Member(number, _plain(item.name), item.size))
            elif not item.isdir():
                found.passed.append((_plain(item.name), _LINK if item.issym() or item.islnk() else _NO_FILE))
    return found


def _7z(path: Path) -> Contents:
    found = Contents()
    with ExitStack() as closing:
        from plainview.read import seven_zip  # its library takes long to load, and few files need it

        archive = seven_zip.opened(path, closing, _LOCKED)
        for number, item in enumerate(archive.files):
            if item.is_symlink or item.is_junction or item.is_socket:
                found.passed.append((_plain(item.filename), _NO_FILE if item.is_socket else _LINK))
            elif not item.is_directory:
                found.members.append(Member(number, _plain(item.filename), item.uncompressed or 0))
    return found


def _plain(name: str) -> str:
    return str(PurePosixPath(name.replace("\\", "/")))


@contextmanager
def _sound(kind: str) -> Iterator[None]:
    """What a damaged container makes its reader raise becomes the sentence for a person."""
    try:
        yield
    except _DAMAGE as error:
        raise UserError("", f"is a damaged or truncated {kind} ({_said(error)})", _AGAIN) from error
    except OSError as error:
        if error.errno is not None:
            raise  # the disk or the pipe, not the file
        raise UserError("", f"is a damaged or truncated {kind} ({_said(error)})", _AGAIN) from error
    except RuntimeError as error:  # zipfile's word for a password that the list did not tell of
        raise UserError("", f"is a {kind} that cannot be unpacked ({_said(error)})", _BY_HAND) from error


def _said(error: Exception) -> str:
    """The library's words as far as they are its own: what it quotes from the file is a stranger's."""
    words = str(error).partition("'")[0].partition('"')[0].partition("b'")[0].strip(" :(")
    return "".join(ch for ch in words if ch.isascii() and ch.isprintable())[:80] or type(error).__name__


@contextmanager
def open_member(path: Path, kind: str, number: int) -> Iterator[IO[bytes]]:
    """One member of a zip, tar or single stream, to be read from its beginning. Raises UserError where it is damaged."""
    with _sound(kind), ExitStack() as closing:
        opened = _opened(path, kind, closing)
        with opened(number) as member:
            yield member


def _opened(path: Path, kind: str, closing: ExitStack) -> Any:
    """A function from a member's number to its stream."""
    if kind == "zip":
        zipped = closing.enter_context(zipfile.ZipFile(path))
        return lambda number: zipped.open(zipped.infolist()[number])
    if kind == "tar":
        tarred: tarfile.TarFile = closing.enter_context(tarfile.open(path, "r:"))  # noqa: SIM115 - closed by `closing`
        return lambda number: tarred.extractfile(tarred.getmembers()[number])
    opens: dict[str, Callable[[Path], Any]] = {"gz": gzip.GzipFile, "bz2": bz2.BZ2File, "xz": lzma.LZMAFile}
    return lambda number: opens[kind](path)


def unpack(path: Path, kind: str, numbers: list[int], out: Path) -> list[tuple[int, str, str]]:
    """Write members below `out`, each under its number; give (number, problem, fix) of those that are damaged."""
    if kind == "7z":
        return _unpack_7z(path, set(numbers), out)
    failed = []
    with _sound(kind), ExitStack() as closing:
        opened = _opened(path, kind, closing)
        for number in numbers:
            try:
                with _sound(kind), opened(number) as member, (out / str(number)).open("wb") as copy:
                    shutil.copyfileobj(member, copy, CHUNK)
            except UserError as error:
                (out / str(number)).unlink(missing_ok=True)
                failed.append((number, f"{error.problem.replace('is a', 'is in a', 1)}", error.fix))
    return failed


def _unpack_7z(path: Path, wanted: set[int], out: Path) -> list[tuple[int, str, str]]:
    """All at once: the files of a 7z are packed as one stream, and taking them one by one would unpack it for each."""
    try:
        from plainview.read import seven_zip

        with _sound("7z"), ExitStack() as closing:
            archive = seven_zip.opened(path, closing, _LOCKED)
            sizes = {number: item.uncompressed or 0 for number, item in enumerate(archive.files)}
            for number, about in enumerate(archive.files.files_list):
                about["filename"] = str(number)  # py7zr stops at a name with .. in it, and no name of theirs is used
            copies = seven_zip.Copies(out, sizes)
            try:
                archive.extract(targets=[str(number) for number in sorted(wanted)], factory=copies)
            finally:
                for copy in copies.made:
                    copy.close()
    except UserError as error:
        for number in wanted:
            (out / str(number)).unlink(missing_ok=True)
        return [(number, error.problem.replace("is a", "is in a", 1), error.fix) for number in sorted(wanted)]
    for number in wanted:
        (out / str(number)).touch()  # an empty file has no stream
    return []
