"""The lines of a page as printed, whatever its type: the one way from a page's bytes to lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plainview.model import Line
from plainview.read import html, letter, mail, pdf, pdf_text, txt


def lines(path: Path, found: dict[str, Any]) -> list[Line]:
    """Lines of a page with their locators. found: what recognising said of it, by `type` and `layout`."""
    kind = found["type"]
    if kind == "pdf":
        return pdf_text.lines(path) if found["layout"] == "flock_portal_page" else list(pdf.lines(path))
    if kind in ("docx", "doc", "rtf"):
        return {"docx": letter.docx, "doc": letter.doc, "rtf": letter.rtf}[kind](path)
    data = path.read_bytes()
    if kind == "eml":
        return list(mail.read(data, carried=False).lines)
    return html.read(data) if kind == "html" else txt.read(data)
