"""What a document in prose is (a policy, a report), without reading records from it: its type, a hash of its words, and whether
it is only a page that stands in the way. Runs in the sandbox."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from plainview import layout
from plainview.ingest import letters
from plainview.model import Line
from plainview.read import html, letter, pdf, xlsx

LITTLE = 4000  # signs of visible text; a page that stands in the way holds less
_SOURCE = 1 << 20  # bytes of a page's source that are looked at
_LARGEST = 64 << 20


def look_at_prose(path: str) -> dict[str, Any]:
    """{"type": "pdf" "html" "docx" "rtf", or "" for what is no document; "text_sha256": "" where no text was found;
    "stands_in_the_way": what such a page is, or ""; "reads": why it is refused where rows of plate reads stand in it, or ""}.

    Raises:
        UserError: damaged.
    """
    place = Path(path)
    kind, lines = _lines(place)
    text = "\n".join(" ".join(line.text.split()) for line in lines if line.text.strip())
    reads = layout.load_all()["plate_reads"].refuse if letters.holds_reads(lines) else ""
    in_the_way = _stands_in_the_way(place, text) if kind == "html" else ""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else ""
    return {"type": kind, "text_sha256": digest, "stands_in_the_way": in_the_way, "reads": reads}


def _lines(path: Path) -> tuple[str, list[Line]]:
    with path.open("rb") as file:
        head = file.read(8192)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if b"%PDF-" in head[:1024]:
        return "pdf", list(pdf.lines(path))
    if start.startswith(b"<") and (b"<html" in head.lower() or start.startswith(b"<!doctype html")):
        return "html", html.read(path.read_bytes()) if path.stat().st_size <= _LARGEST else []
    if start.startswith(b"{\\rtf"):
        return "rtf", letter.rtf(path)
    if head.startswith(b"PK") and xlsx.kind_of_zip(path) == "document":
        return "docx", letter.docx(path)
    return "", []


def _stands_in_the_way(path: Path, text: str) -> str:
    if len(text) > LITTLE:
        return ""
    with path.open("rb") as file:
        source = file.read(_SOURCE).decode("utf-8", "replace").lower()
    return next((what for what, words in _pages() if any(word in source for word in words)), "")


@cache
def _pages() -> tuple[tuple[str, tuple[str, ...]], ...]:
    raw = tomllib.loads(files("plainview").joinpath("prose.toml").read_text(encoding="utf-8"))
    return tuple((page["is"], tuple(page["words"])) for page in raw["page"])
