"""Pages of a PDF as printed text, or, where the whole of it is pictures, as Tesseract reads them; and pictures likewise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from plainview.model import Line
from plainview.read import ocr, pdf
from plainview.read.pdf import Page, Word

_ID = re.compile(r"\S{8}-\S{4}-\S{4}-\S{4}-\S{12}")
_HEX = re.compile(r"[0-9a-fA-F-]+")
SURE = 80.0  # a cell with a word less sure than this is told of


def pages(path: Path, only: set[int] | None = None, rules: bool = False) -> Iterator[Page]:
    """As pdf.pages; a file that is nothing but pictures is read by Tesseract. Raises UserError where that is not installed."""
    if ocr.is_picture(path):
        if not ocr.installed():
            raise ocr.not_installed("a picture")
        if only is None or 1 in only:
            yield _page(1, ocr.picture(path))
        return
    scanned = only_pictures(path)
    if scanned and not ocr.installed():
        raise ocr.not_installed("an image-only PDF")
    for page in pdf.pages(path, only, rules):
        yield _page(page.number, ocr.page(path, page.number - 1)) if scanned and page.has_picture else page


def page_count(path: Path) -> int:
    """Number of pages; a picture is one."""
    return 1 if ocr.is_picture(path) else pdf.page_count(path)


def lines(path: Path) -> list[Line]:
    """As pdf.lines, of pictures too."""
    return pdf.lines(path, pages(path))


def only_pictures(path: Path) -> bool:
    """Whether no page has text, and some page a picture."""
    if ocr.is_picture(path):
        return True
    status = path.stat()
    return _only_pictures(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _only_pictures(path: Path, changed: int, size: int) -> bool:
    pictures = False
    for page in pdf.pages(path):
        if page.lines:
            return False
        pictures = pictures or page.has_picture
    return pictures


def doubt(text: str, sure: float) -> str:
    """Why a cell read from a picture is in doubt, "" if it is not. An id with a sign that no id has is misread for certain."""
    if sure < SURE:
        return f"{sure:.0f} % sure"
    return "not an id, though it has the form of one" if _ID.fullmatch(text) and not _HEX.fullmatch(text) else ""


def _page(number: int, sheet: ocr.Sheet) -> Page:
    found = [[Word(w.x0, w.x1, w.y, w.size, w.text, w.before, w.gap, 0, w.sure) for w in line] for line in sheet.lines]
    return Page(number, sheet.width, sheet.height, found, [], has_picture=not found)
