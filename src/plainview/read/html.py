"""HTML to the lines a person sees: one per block, list item, table cell or line break, with its link and title."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from plainview.model import Line

_UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "iframe", "object", "select", "textarea", "title"})
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre search section
        summary table tbody td tfoot th thead tr ul""",
    )
)
_KEEPS_NEWLINES = re.compile(r"white-space(?:-collapse)?\s*:\s*(?:pre|break-spaces)")
_COLLAPSES = re.compile(r"white-space(?:-collapse)?\s*:\s*(?:normal|nowrap|collapse)")
_DISPLAY = re.compile(r"display\s*:\s*([\w-]+)")
_LAST_CLASS = re.compile(r"\.([\w-]+)$")
_BLOCK_DISPLAYS = frozenset({"block", "flex", "grid", "table", "list-item", "flow-root", "table-cell", "table-row"})
_FLEX_DISPLAYS = frozenset({"flex", "inline-flex", "grid", "inline-grid"})


_VOID = re.compile(rb"<(?:!|/|area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)", re.IGNORECASE)
_CODE = re.compile(r"(?is)<(script|style)\b.*?(?:</\1|\Z)")
_TAG = re.compile(r"<[^<>]*>?")
# The parser's time grows with the square of the nesting: 20,000 open elements take half a second, 200,000 a minute.
_MAX_OPEN = 10_000


class _Page:
    """Collects inline text into lines; a block's start or end, or a line break, ends the line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.href = ""
        self.title = ""
        self.unprinted = ""  # a data: link on which nothing was printed yet

    def end_line(self, tag: str) -> None:
        if not self.parts:
            return
        if text := " ".join("".join(self.parts).split()):
            self.lines.append(Line(f"line {len(self.lines) + 1}", text, tag, self.href, self.title))
        self.parts, self.href, self.title = [], "", ""

    def add(self, text: str, tag: str, keeps_newlines: bool, href: str = "", title: str = "") -> None:
        pieces = text.split("\n") if keeps_newlines else [text]
        for number, piece in enumerate(pieces):
            if number:
                self.end_line(tag)
            self.parts.append(piece)
            if piece.strip():
                if href and (not self.href or href.startswith("data:")):
                    self.href, self.unprinted = href, ""
                self.title = self.title or title

    def end_file_link(self, title: str) -> None:
        """A data: link carries a file even where nothing is printed on it: then it is a line without text."""
        if self.unprinted:
            self.lines.append(Line(f"line {len(self.lines) + 1}", "", "a", self.unprinted, title))
            self.unprinted = ""


def _left_open(data: bytes) -> int:
    """How many elements are opened and not closed, roughly: the deepest that they can nest."""
    opened = data.count(b"<") - len(_VOID.findall(data))
    return opened - data.count(b"</")


def _newline_classes(tree: LexborHTMLParser) -> frozenset[str]:
    """Classes whose style keeps newlines, such as `.value{white-space:pre-line}` in a page saved whole."""
    names: set[str] = set()
    for style in tree.css("style"):
        css = style.text()
        for found in _KEEPS_NEWLINES.finditer(css):
            opening = css.rfind("{", 0, found.start())
            start = max(css.rfind(end, 0, max(opening, 0)) for end in "{};") + 1
            for selector in css[start:opening].split(","):
                if class_name := _LAST_CLASS.search(selector.strip()):
                    names.add(class_name[1])
    return frozenset(names)


def read(data: bytes) -> list[Line]:
    """The visible lines of a page, with locators "line 1", "line 2", ... (the ordinal of the visible line).

    `tag` is the innermost block the line stands in; `href` the link on it (a data: link wins); `title` the title
    attribute around it, or for a link without one the name under which it offers to save its file. Runs of white
    space are one space, as a browser shows them, except where the style keeps newlines: there a newline ends a line.
    A data: link on which nothing is printed is a line without text. Scripts, styles and hidden elements are not
    visible. Where more than 10,000 elements are left open no page is meant: the text between the tags is given as
    lines without tag and link. Broken, empty or senseless input gives what can be seen in it, at worst no lines;
    it never raises.
    """
    page = _Page()
    if _left_open(data) > _MAX_OPEN:
        for part in _TAG.split(_CODE.sub("", data.decode("utf-8", "replace"))):
            page.add(part, "", True)
            page.end_line("")
        return page.lines
    tree = LexborHTMLParser(data)
    root = tree.root
    if root is None:
        return []
    _walk(root, page, _newline_classes(tree))
    return page.lines


def _walk(root: LexborNode, page: _Page, newline_classes: frozenset[str]) -> None:
    # An explicit stack, because strangers nest deeper than Python recurses. Entries: (node, tag of the block around it,
    # newlines kept, parent is a flex box, link around it, title around it); instead of a node, None says "the block of
    # this tag ends here" and "a" that a data: link ends.
    stack: list[tuple[LexborNode | str | None, str, bool, bool, str, str]] = [(root, "", False, False, "", "")]
    while stack:
        node, around, keeps, in_flex, href, title = stack.pop()
        if node is None:
            page.end_line(around)
            continue
        if isinstance(node, str):
            page.end_file_link(title)
            continue
        tag = node.tag or ""
        if tag == "-text":
            page.add(node.text_content or "", around, keeps, href, title)
            continue
        if tag in _UNSEEN or tag.startswith("-"):
            continue
        if tag == "br":
            page.end_line(around)
            continue
        attributes = node.attributes
        style = attributes.get("style") or ""
        display = found[1] if "display" in style and (found := _DISPLAY.search(style)) else ""
        if display == "none" or "hidden" in attributes:
            continue
        if "white-space" in style:
            keeps = bool(_KEEPS_NEWLINES.search(style)) or (keeps and not _COLLAPSES.search(style))
        elif newline_classes and (names := attributes.get("class")):
            keeps = keeps or not newline_classes.isdisjoint(names.split())
        elif tag == "pre":
            keeps = True
        title = attributes.get("title") or title
        block = tag in _BLOCKS or in_flex or display in _BLOCK_DISPLAYS
        inside = tag if block else around
        if block:
            page.end_line(around)
            stack.append((None, inside, False, False, "", ""))
        if tag == "a":
            href = attributes.get("href") or ""
            title = title or attributes.get("download") or ""
            if href.startswith("data:"):
                page.unprinted = href
                stack.append(("a", inside, False, False, "", title))
        flex = display in _FLEX_DISPLAYS
        children: list[tuple[LexborNode | str | None, str, bool, bool, str, str]] = []
        child = node.first_child
        while child is not None:
            children.append((child, inside, keeps, flex, href, title))
            child = child.next
        stack.extend(reversed(children))
