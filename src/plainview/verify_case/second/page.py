"""A page as the blocks of text a person sees: HTML by the standard library's parser, text by its lines."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from plainview.verify_case.second import words
from plainview.verify_case.second.printed_table import lines_of

COLUMN_GAP = 1.2  # of a line's height: what stands further apart is another block
_UNSEEN = frozenset("script style head template noscript svg title select textarea iframe object".split())
_INLINE = frozenset("a abbr b bdi bdo cite code em font i kbd label mark q s small span strong sub sup u time wbr".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HIDDEN = re.compile(r"display\s*:\s*none")


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.closed: list[str] = []  # elements inside which nothing is seen

    def _end(self) -> None:
        if plain := " ".join(self.text.split()):
            self.blocks.append(plain)
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and (named.get("href") or "").startswith("data:"):
            self.links.append(named.get("download") or "")
        if tag not in _VOID and (self.closed or tag in _UNSEEN or "hidden" in named or _HIDDEN.search(named.get("style") or "")):
            self.closed.append(tag)
        if tag not in _INLINE:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.closed:
            while self.closed.pop() != tag:
                pass
        if tag not in _INLINE:
            self._end()

    def handle_data(self, data: str) -> None:
        if not self.closed:
            self.text += data


def blocks(path: Path) -> tuple[list[str], int]:
    """The printed blocks of an HTML, text or PDF page in order, and how many files it carries in data: links."""
    data = path.read_bytes()
    if b"%PDF-" in data[:1024]:
        return [" ".join(line) for line in _pdf_lines(path)], 0
    text = _decoded(data)
    if "<html" not in text[:8192].lower() and not text.lstrip("\ufeff \r\n\t").lower().startswith("<!doctype html"):
        return [" ".join(line.split()) for line in re.split(r"\r\n|[\r\n\f]", text) if line.strip()], 0
    seen = _Blocks()
    seen.feed(text)
    seen.close()
    seen._end()
    return seen.blocks, len(seen.links)


def _pdf_lines(path: Path) -> list[list[str]]:
    lines: list[list[str]] = []
    for page in words.pages(path):
        last = None
        for word in lines_of(page):
            if last is None or abs(word.y - last.y) > 0.5 * word.high or not -1 < word.x0 - last.x1 < COLUMN_GAP * word.high:
                lines.append([])
            lines[-1].append(word.text)
            last = word
    return lines


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
