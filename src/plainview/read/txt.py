"""Plain text to printed lines: every line of the file in order, blank ones too, none trimmed away in silence."""

from __future__ import annotations

import codecs
import re

from plainview.model import Line

_LINE_ENDS = re.compile(r"\r\n|\r|\n|\f")


def decode(data: bytes) -> str:
    """Text of a file without a declared encoding: BOM first, then UTF-8, then cp1252 (never fails)."""
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # cp1252 leaves five bytes undefined; they become U+FFFD, so that a reader can see that something was there.
        return data.decode("cp1252", "replace")


def read(data: bytes) -> list[Line]:
    """The lines of a text file, outer spaces trimmed, with locators "line 1", "line 2", ... as an editor counts them.

    A form feed ends a line (pages of a print). Blank lines are lines with empty text: they part paragraphs.
    A line end at the very end of the file does not start another line; an empty file has no lines.
    """
    text = decode(data)
    if not text:
        return []
    parts = _LINE_ENDS.split(text)
    if parts[-1] == "":
        parts.pop()
    return [Line(f"line {number}", part.strip()) for number, part in enumerate(parts, 1)]
