"""Words seen on a picture by Tesseract, where the system has it: each with its place and how sure the program is of it.

The program runs inside the sandbox's child, under its limits, gets the picture on its input and writes no file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median

import pypdfium2

from plainview.errors import UserError

DPI = 300
LONGEST = 180  # seconds a page
MOST_PAGES = 100
MOST_PIXELS = 60_000_000  # a sheet of 27 by 25 inches
POINTS = 72 / DPI
EM = 1.25  # type size, as a share of the height of a line's ink
WIDEST_SPACE = 0.62  # of the type size: what is further apart is no printed space
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_DRAWN = frozenset("|_-—–=~[]{}¦")  # what drawn lines are taken for
_ASK = "ask for the file as CSV, XLSX or a PDF with text"


@dataclass(frozen=True, slots=True)
class Seen:
    """A word on a picture, in points from the top left; sure: 0 to 100; before and gap as in pdf.Word."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    before: str
    gap: float
    sure: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture: its size in points, its lines from top to bottom."""

    width: float
    height: float
    lines: list[list[Seen]]


def installed() -> bool:
    """Whether the system has Tesseract."""
    return shutil.which("tesseract") is not None


def is_picture(path: Path) -> bool:
    """Whether a file is a PNG, JPEG or TIFF, by its first bytes."""
    with path.open("rb") as file:
        return file.read(8).startswith(_PICTURES)


def not_installed(what: str) -> UserError:
    """The error for what only Tesseract could read."""
    fix = "install Tesseract (`apt install tesseract-ocr`, or `brew install tesseract`) and run again, or " + _ASK
    return UserError("", f"is {what}: it has no text layer, and Tesseract, which could read it, is not installed", fix)


def picture(path: Path) -> Sheet:
    """Read a PNG, JPEG or TIFF (its first page), taken to be scanned at 300 dots an inch. UserError if it cannot be read."""
    status = path.stat()
    return _picture(path, status.st_mtime_ns, status.st_size)


def page(path: Path, index: int) -> Sheet:
    """Read a page of a PDF (from 0) as a picture. UserError if it cannot be rendered or read."""
    status = path.stat()
    return _page(path, index, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)  # a file is looked at several times over: for its kind, its header, its columns, its rows
def _picture(path: Path, changed: int, size: int) -> Sheet:
    return _sheet(_run(path.read_bytes(), ""))


@lru_cache(maxsize=MOST_PAGES)
def _page(path: Path, index: int, changed: int, size: int) -> Sheet:
    where = f"page {index + 1}"
    if index >= MOST_PAGES:
        raise UserError(where, f"is a picture beyond the first {MOST_PAGES}", "cut the file into smaller ones, or " + _ASK)
    return _sheet(_run(_rendered(path, index, where), where))


def _rendered(path: Path, index: int, where: str) -> bytes:
    """A page as a grey picture in the plain PGM form."""
    document = pypdfium2.PdfDocument(path)
    try:
        sheet = document[index]
        width, height = sheet.get_size()
        if width * height / POINTS**2 > MOST_PIXELS:
            raise UserError(where, "is larger than any sheet that is scanned", _ASK)
        bitmap = sheet.render(scale=1 / POINTS, grayscale=True)
        rows = memoryview(bitmap.buffer).cast("B")
        data = b"".join(rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height))
        return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + data
    except pypdfium2.PdfiumError as error:
        raise UserError(where, "cannot be rendered", _ASK) from error
    finally:
        document.close()


def _run(data: bytes, where: str) -> str:
    """Tesseract's table of words. No word list: ids, plates and cases are no English."""
    program = shutil.which("tesseract")
    assert program is not None, "asked for before"
    plain = ("load_system_dawg=0", "load_freq_dawg=0", "tessedit_do_invert=0")
    options = [word for setting in plain for word in ("-c", setting)]
    command = [program, "stdin", "stdout", "--psm", "6", "--dpi", str(DPI), "-l", "eng", *options, "tsv"]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=LONGEST, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
    except subprocess.TimeoutExpired as error:
        raise UserError(where, f"was not read by Tesseract within {LONGEST} s", _ASK) from error
    if done.returncode:
        raise UserError(where, "is a picture that Tesseract cannot read", "open it by hand to see whether it is damaged; " + _ASK)
    return done.stdout.decode("utf-8", "replace")


def _sheet(table: str) -> Sheet:
    width = height = 0.0
    words: dict[tuple[str, ...], list[tuple[float, float, float, float, str, float]]] = defaultdict(list)
    high: dict[tuple[str, ...], float] = {}
    for printed in table.splitlines()[1:]:
        cells = printed.split("\t")
        if len(cells) != 12 or cells[1] != "1":
            continue  # of a picture with several pages only the first is read
        level, key = cells[0], tuple(cells[2:5])
        left, top, wide, tall = (float(cell) * POINTS for cell in cells[6:10])
        if level == "1":
            width, height = wide, tall
        elif level == "4":
            high[key] = tall
        elif level == "5" and cells[11].strip() and not set(cells[11].strip()) <= _DRAWN - {"-"}:
            words[key].append((left, left + wide, top + tall, tall, cells[11].strip(), float(cells[10])))
    lines = [_line(found, min(high.get(key, 0.0) or 1.0, 2 * median(word[3] for word in found))) for key, found in words.items()]
    return Sheet(width, height, sorted(lines, key=lambda line: line[0].y))


def _line(found: list[tuple[float, float, float, float, str, float]], size: float) -> list[Seen]:
    """Words of one line, left to right, on one height: a picture is never quite straight."""
    base = median(word[2] for word in found)
    return list(_spaced(sorted(found), base, EM * size))


def _spaced(found: list[tuple[float, float, float, float, str, float]], base: float, size: float) -> Iterator[Seen]:
    last = None
    for x0, x1, _, _, text, sure in found:
        apart = x0 - last if last is not None else float("inf")
        space = " " if apart <= 1.5 * WIDEST_SPACE * size else ""
        yield Seen(x0, x1, base, size, text, space, max(0.0, apart - WIDEST_SPACE * size) if space else apart, sure)
        last = x1
