"""The words of a PDF with their places: by poppler's pdftotext where it is installed, else from pdfium's character boxes."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pypdfium2

LONGEST_RUN = 240  # seconds
_PAGE = re.compile(r"<page [^>]*>")
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placed:
    """A word; x from the left, y from the top, in points."""

    x0: float
    x1: float
    y: float
    high: float
    text: str


def pages(path: Path) -> list[list[Placed]]:
    """The words of every page, in the order of the file. Rotated pages come out as each program sees them."""
    program = shutil.which("pdftotext")
    return _by_poppler(program, path) if program else _by_boxes(path)


def _by_poppler(program: str, path: Path) -> list[list[Placed]]:
    done = subprocess.run(
        [program, "-q", "-bbox", "-enc", "UTF-8", str(path), "-"], capture_output=True, timeout=LONGEST_RUN, check=False
    )
    found = []
    for page in _PAGE.split(done.stdout.decode("utf-8", "replace"))[1:]:
        words = []
        for x0, y0, x1, y1, text in _WORD.findall(page):
            words.append(Placed(float(x0), float(x1), (float(y0) + float(y1)) / 2, float(y1) - float(y0), unescape(text)))
        found.append(words)
    return found


def _by_boxes(path: Path) -> list[list[Placed]]:
    document = pypdfium2.PdfDocument(path)
    found = []
    try:
        for page in document:
            text, height = page.get_textpage(), page.get_height()
            words: list[Placed] = []
            glyphs: list[tuple[str, float, float, float, float]] = []
            for at in range(text.count_chars()):
                sign = text.get_text_range(at, 1)
                left, bottom, right, top = text.get_charbox(at, loose=True)
                far = glyphs and (left - glyphs[-1][3] > 0.25 * (top - bottom) or left < glyphs[-1][1] - 1)
                if (not sign.strip() or far) and glyphs:
                    words.append(_word(glyphs, height))
                    glyphs = []
                if sign.strip():
                    glyphs.append((sign, left, bottom, right, top))
            if glyphs:
                words.append(_word(glyphs, height))
            found.append(words)
    finally:
        document.close()
    return found


def _word(glyphs: list[tuple[str, float, float, float, float]], height: float) -> Placed:
    low, high = min(glyph[2] for glyph in glyphs), max(glyph[4] for glyph in glyphs)
    text = "".join(glyph[0] for glyph in glyphs)
    return Placed(glyphs[0][1], max(glyph[3] for glyph in glyphs), height - (low + high) / 2, high - low, text)
