"""Markdown as a list of blocks, the one shape that every format is written from. Markup other than Markdown's stays text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

PLAIN, STRONG, SLANTED, CODE, BREAK = "plain", "strong", "slanted", "code", "break"
_SAFE = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. style: one of the words above. href: an address on the web, "" for none."""

    text: str
    style: str = PLAIN
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """kind: heading, text, quote, item (of a list), numbered, table, rule (a new page), code.

    level: of a heading 1 to 6; of an item how deep it lies. number: of a numbered item. spans: its text. rows: of a table, the
    head first.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    level: int = 0
    number: int = 0
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()


def markdown() -> MarkdownIt:
    """CommonMark with tables; raw HTML is text."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order."""
    return list(_blocks(markdown().parse(text)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lists: list[str] = []
    quoted, at, number = 0, 0, 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("item" if token.type.startswith("bullet") else "numbered")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = int(token.info or 0)
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted += 1 if token.type.endswith("open") else -1
        elif token.type == "heading_open":
            yield Block("heading", spans(tokens[at + 1]), int(token.tag[1:]))
            at += 2
        elif token.type == "paragraph_open":
            kind = lists[-1] if lists else "quote" if quoted else "text"
            yield Block(kind, spans(tokens[at + 1]), len(lists), number if kind == "numbered" else 0)
            at += 2
        elif token.type == "table_open":
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
            yield Block("table", rows=_rows(tokens[at:end]))
            at = end
        elif token.type == "hr":
            yield Block("rule")
        elif token.type in ("fence", "code_block"):
            yield Block("code", (Span(token.content.rstrip("\n"), CODE),))
        at += 1


def _rows(tokens: Sequence[Token]) -> tuple[tuple[tuple[Span, ...], ...], ...]:
    rows: list[tuple[tuple[Span, ...], ...]] = []
    cells: list[tuple[Span, ...]] = []
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(spans(token))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
    return tuple(rows)


def spans(token: Token) -> tuple[Span, ...]:
    """The runs of one line of text. An address that is not of the web is left out, its words stay."""
    found: list[Span] = []
    styles: list[str] = []
    href = ""
    for one in token.children or ():
        if one.type in ("strong_open", "em_open"):
            styles.append(STRONG if one.type == "strong_open" else SLANTED)
        elif one.type in ("strong_close", "em_close"):
            styles.pop()
        elif one.type == "link_open":
            href = str(one.attrs.get("href", ""))
            href = href if href.startswith(_SAFE) else ""
        elif one.type == "link_close":
            href = ""
        elif one.type == "hardbreak":
            found.append(Span("", BREAK))
        else:
            text = " " if one.type == "softbreak" else one.content
            found.append(Span(text, CODE if one.type == "code_inline" else styles[-1] if styles else PLAIN, href))
    return tuple(found)


def plain(found: Sequence[Span]) -> str:
    """The words alone."""
    return "".join(one.text for one in found)
