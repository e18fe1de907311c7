"""Text of a PDF in the order in which it was written, which for a printed web page is one column after the other.

For pages that a browser printed. Tables and reports are read by position instead (pdf.py), because their text may have
been written in any order.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from plainview.model import Line

_HYPHEN = "\ufffe"  # how pdfium gives a hyphen at a line's end


def lines(path: Path) -> list[Line]:
    """Lines of a PDF that pdf.lines can open, with its locators ("page 3 line 12"); names cut at a hyphen are made whole."""
    found: list[Line] = []
    document = pypdfium2.PdfDocument(path)
    try:
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            text = words.get_text_range().replace("\r\n", "\n").replace(_HYPHEN, "-")
            printed = [line for line in text.split("\n") if line.strip()]
            found += [Line(f"page {number + 1} line {at}", line) for at, line in enumerate(printed, 1)]
            words.close()
            page.close()
    finally:
        document.close()
    return found
