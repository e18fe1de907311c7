"""Blocks as a print-ready PDF, set by Typst with its own fonts. Equal blocks give equal bytes.

Every text is given to Typst as a string, never as markup, so that nothing typed by a stranger is a command there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from plainview.errors import UserError
from plainview.papers.blocks import BREAK, CODE, SLANTED, STRONG, Block, Span

STYLE = Path(__file__).parent / "paper.typ"
WIDE = 5  # columns, from which a table is set smaller


def pdf(found: Sequence[Block], title: str, on: date, style: Path = STYLE) -> bytes:
    """The PDF's bytes. style: a Typst file that defines `paper(title, body)`: page, fonts, head and foot.

    Raises:
        UserError: the style is not in order.
    """
    import typst  # heavy: only where a paper is written

    try:
        source = style.read_text(encoding="utf-8")
        body = "\n".join(_block(one) for one in found)
        with tempfile.TemporaryDirectory() as folder:
            main = Path(folder) / "paper.typ"
            main.write_text(f"{source}\n#show: paper.with({_text(title)})\n\n{body}\n", encoding="utf-8")
            day = datetime.combine(on, time(), UTC)
            made: bytes | None = typst.compile(str(main), root=folder, ignore_system_fonts=True, timestamp=day)
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        raise UserError(
            str(style), f"cannot be used: {str(error)[:300]}", "mend it, or remove it to use the style shipped"
        ) from error
    assert isinstance(made, bytes)
    return made


def _block(one: Block) -> str:
    if one.kind == "heading":
        return f"#heading(level: {one.level})[{_spans(one.spans)}]"
    if one.kind == "rule":
        return "#pagebreak(weak: true)"
    if one.kind == "quote":
        return f"#quote(block: true)[{_spans(one.spans)}]"
    if one.kind in ("item", "numbered"):
        mark = "list(" if one.kind == "item" else f"enum(start: {one.number}, "
        return f"#pad(left: {one.level - 1}em, {mark}[{_spans(one.spans)}]))"
    if one.kind == "code":
        return f"#raw({_text(one.spans[0].text)}, block: true)"
    if one.kind == "table":
        return _table(one)
    return f"#par[{_spans(one.spans)}]"


def _table(one: Block) -> str:
    head, *rest = one.rows
    n = len(head)
    numbers = [all(_is_number(row[at]) for row in rest) for at in range(n)]
    sides = ", ".join("right" if number and rest else "left" for number in numbers)
    widths = ", ".join("auto" if number and rest else "1fr" for number in numbers)
    cells = ", ".join(f"[{_spans(cell)}]" for row in rest for cell in row)
    top = ", ".join(f"[*{_spans(cell)}*]" for cell in head)
    size = "8pt" if n >= WIDE else "9pt"
    return f"#[#set text(size: {size})\n#table(columns: ({widths},), align: ({sides},), table.header({top}), {cells})]"


def _is_number(cell: Sequence[Span]) -> bool:
    text = "".join(one.text for one in cell).strip().rstrip("%")
    return text.replace(",", "").replace(".", "", 1).isdigit() or text in ("", "–")


def _spans(found: Sequence[Span]) -> str:
    return "".join(_span(one) for one in found)


def _span(one: Span) -> str:
    if one.style == BREAK:
        return "#linebreak()"
    made = f"raw({_text(one.text)})" if one.style == CODE else f"text({_text(one.text)})"
    if one.style in (STRONG, SLANTED):
        made = f"{'strong' if one.style == STRONG else 'emph'}({made})"
    return f"#link({_text(one.href)}, {made})" if one.href else f"#{made};"


def _text(text: str) -> str:
    """A Typst string."""
    kept = "".join(sign for sign in text if sign >= " " or sign == "\n")
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
