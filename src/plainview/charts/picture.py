"""A drawing as a file that stands alone: its title, its key and its source line are in it, and it asks for nothing else.

The style is that of the pages in light colours, read from site.css, so that there is one place in which a drawing gets its looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape, unescape
from pathlib import Path

SHEET = Path(__file__).parents[1] / "assets" / "site.css"
# Fonts that any program which opens an SVG is likely to have, in place of those of a screen.
FONTS = {"--sans": "Helvetica, Arial, 'Liberation Sans', sans-serif", "--serif": "Georgia, 'Liberation Serif', serif"}
PAD, LEAST = 14, 480.0  # units around the drawing; the narrowest picture, so that the source line has room
LETTER, BOLD = 6.1, 8.4  # units that a letter of 12 and a bold one of 16 take
_VIEW = re.compile(r'viewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')
_WHOLE = re.compile(r'<svg class="([a-z]+)".*?<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>(.*)</svg>\Z', re.DOTALL)
_CLASSES = re.compile(r'class="([^"]*)"')
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")

# A piece of the source line: what it is ("" plain words, "name" of an agency or a page, "id" a hash), and its text.
Piece = tuple[str, str]
Key = Sequence[tuple[str, str]]  # class of the key's line on the page, words


def name_of(chart: str) -> str:
    """The name of a drawing on its page: the ident it was drawn with."""
    found = re.search(r'aria-labelledby="([\w-]+)-t ', chart)
    return found[1] if found else "drawing"


def standalone(chart: str, source: Sequence[Piece], key: Key = ()) -> str:
    """Return a drawing of the pages as an SVG file: title above; key and source line below; light colours, own style.

    Args:
        chart: the drawing as it stands in a page.
        source: what it was made from, in pieces; it is broken into lines.
    """
    found = _WHOLE.search(chart)
    view = _VIEW.search(chart)
    if not found or not view:
        raise ValueError("this is no drawing of a page")
    look, title, desc, body = found.groups()
    left, top, wide, tall = (float(one) for one in view.groups())
    width = max(wide, LEAST) + 2 * PAD
    room = width - 2 * PAD
    y = float(PAD)
    head: list[str] = []
    for line in wrapped([("", unescape(title))], room / BOLD):
        y += 19
        head.append(f'<text class="picture-title name" x="{PAD}" y="{y:g}">{_line(line)}</text>')
    y += 10
    drawn = f'<g transform="translate({PAD + (room - wide) / 2 - left:g} {y - top:g})">{body}</g>'
    y += tall + 8
    foot = []
    for spots in keyed(key, room):
        y += 18
        foot += [
            _swatch(kind, PAD + x, y) + f'<text x="{PAD + x + 16:g}" y="{y:g}">{escape(words)}</text>' for x, kind, words in spots
        ]
    y += 6 if key else 0
    for pieces in wrapped(source, room / LETTER):
        y += 16
        foot.append(f'<text class="picture-source" x="{PAD}" y="{y:g}">{_line(pieces)}</text>')
    height = y + PAD
    size = f'width="{width:g}" height="{height:g}"'
    inner = "".join((*head, drawn, *foot))
    style = style_for(f'class="{look}"{inner}')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" role="img" aria-labelledby="pt pd" {size} '
        f'viewBox="0 0 {width:g} {height:g}"><title id="pt">{title}</title><desc id="pd">{desc}</desc>{style}'
        f'<rect class="picture-paper" {size}/>{inner}</svg>\n'
    )


def checked(svg: str) -> str:
    """The words of such a file as markup that `redact.check_page` reads: the style, which is ours, left out; hashes declared."""
    bare = svg.replace(style_for(svg), "", 1)
    bare = re.sub(r'<title id="pt">', "<title>", bare)
    return re.sub(r'<tspan class="id">([^<]*)</tspan>', r'<code class="id">\1</code>', bare)


def wrapped(pieces: Iterable[Piece], most: float) -> list[list[Piece]]:
    """Break pieces into lines of at most so many letters, between words; a longer word stands alone."""
    lines: list[list[Piece]] = []
    size = 0.0
    for word in _words(pieces):
        length = sum(len(text) for _, text in word)
        is_next = bool(lines) and size + 1 + length <= most
        if is_next:
            kind, text = lines[-1].pop()
            lines[-1].append((kind, text + " "))
        else:
            lines.append([])
        size = size + 1 + length if is_next else length
        for kind, text in word:
            if lines[-1] and lines[-1][-1][0] == kind:
                lines[-1][-1] = (kind, lines[-1][-1][1] + text)
            else:
                lines[-1].append((kind, text))
    return lines


def _words(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    """Words as they are read: pieces without a space between them make one word."""
    word: list[Piece] = []
    for kind, text in pieces:
        for part in re.findall(r"\S+|\s+", text):
            if not part.isspace():
                word.append((kind, part))
            elif word:
                yield word
                word = []
    if word:
        yield word


def _line(pieces: Iterable[Piece]) -> str:
    return "".join(f'<tspan class="{kind}">{escape(text)}</tspan>' if kind else escape(text) for kind, text in pieces)


def keyed(key: Key, room: float) -> list[list[tuple[float, str, str]]]:
    """Lay a key out in lines: (x, class, words) of each of its marks."""
    lines: list[list[tuple[float, str, str]]] = [[]] if key else []
    x = 0.0
    for kind, words in key:
        wide = 16 + len(words) * LETTER + 18
        if x and x + wide - 18 > room:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind, words))
        x += wide
    return lines


def _swatch(kind: str, x: float, y: float) -> str:
    colour = sheet()[1].get(kind)
    if not colour:
        return ""
    return f'<rect class="picture-key" x="{x:g}" y="{y - 10:g}" width="11" height="11" fill="{colour}"/>'


@lru_cache(maxsize=1)
def sheet() -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """The rules for what stands in a drawing (selector, declarations, in light colours), and the colour of each mark of a key."""
    css = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    css = re.sub(r"@(?:media|page)[^{]*\{(?:[^{}]|\{[^{}]*\})*\}", "", css)  # the dark colours, print and small screens
    rules = [(one.strip(), body.strip()) for selectors, body in _RULE.findall(css) for one in selectors.split(",")]
    tokens = {
        name: value.strip()
        for selector, body in rules
        if selector == ":root"
        for name, value in re.findall(r"(--[\w-]+):([^;]+)", body)
    }
    tokens |= FONTS

    def plain(text: str) -> str:
        while (found := re.search(r"var\((--[\w-]+)\)", text)) is not None:
            text = text.replace(found[0], tokens[found[1]])
        return " ".join(text.split())

    drawn = tuple((one, plain(body)) for one, body in rules if re.match(r"svg[.\w]* \S", one))
    keys = {}
    for one, body in rules:
        mark = re.fullmatch(r"\.key \.(k-[\w-]+)::before", one)
        colour = re.search(r"background: ([^;]+)", body)
        if mark and colour and "color-mix" not in colour[1]:
            keys[mark[1]] = plain(colour[1])
    return drawn, keys


def style_for(markup: str) -> str:
    """The style element with the rules for those classes that stand in some markup, and no other."""
    return _style(frozenset(word for found in _CLASSES.findall(markup) for word in found.split()) | {"picture-paper"})


@lru_cache(maxsize=500)
def _style(classes: frozenset[str]) -> str:
    rules = [f"{one}{{{body}}}" for one, body in sheet()[0] if set(re.findall(r"\.([\w-]+)", one)) <= classes]
    return f"<style>{''.join(rules)}</style>"
