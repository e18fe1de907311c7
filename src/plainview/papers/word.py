"""Blocks as a DOCX that a person can go on editing, in the styles of Word or of a letterhead of their own. Equal blocks give
equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from plainview import __version__
from plainview.errors import UserError
from plainview.papers.blocks import BREAK, CODE, SLANTED, STRONG, Block, Span

_STYLES = {"text": "Normal", "quote": "Quote", "item": "List Bullet", "numbered": "List Number", "code": "Normal"}
_SAME_DAY = (1980, 1, 1, 0, 0, 0)


def word(found: Sequence[Block], title: str, on: date, letterhead: Path | None = None) -> bytes:
    """The DOCX's bytes. letterhead: a DOCX whose page, head, foot and styles are used; its own text stays above.

    Raises:
        UserError: the letterhead cannot be read.
    """
    import docx  # heavy: only where a paper is written
    from docx.opc.exceptions import PackageNotFoundError

    try:
        paper = docx.Document(str(letterhead) if letterhead else None)
    except (PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise UserError(str(letterhead), "is no DOCX that can be used", "save it again as .docx, or remove it") from error
    for one in found:
        _add(paper, one)
    about = paper.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title, "", "", f"made by plainview {__version__}"
    about.created = about.modified = datetime.combine(on, time())
    about.revision = 1
    out = io.BytesIO()
    paper.save(out)
    return _same_days(out.getvalue())


def _add(paper: Any, one: Block) -> None:
    if one.kind == "heading":
        _fill(paper.add_heading(level=min(one.level, 9)), one.spans)
    elif one.kind == "rule":
        paper.add_page_break()
    elif one.kind == "table":
        _table(paper, one)
    else:
        _fill(paper.add_paragraph(style=_style(paper, _STYLES[one.kind])), one.spans)


def _style(paper: Any, name: str) -> str | None:
    """A style by its name; None (the plain one) where a letterhead has none of that name."""
    return name if name in paper.styles else None


def _table(paper: Any, one: Block) -> None:
    table = paper.add_table(rows=0, cols=len(one.rows[0]), style=_style(paper, "Light Grid Accent 1"))
    for at, row in enumerate(one.rows):
        cells = table.add_row().cells
        for cell, found in zip(cells, row, strict=True):
            _fill(cell.paragraphs[0], [Span(s.text, STRONG, s.href) if at == 0 else s for s in found])
    if one.rows:
        _repeat_head(table.rows[0])
    paper.add_paragraph()


def _repeat_head(row: Any) -> None:
    """The first row stands again at the top of each page, and screen readers know it for a head."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _fill(paragraph: Any, found: Sequence[Span]) -> None:
    for one in found:
        if one.style == BREAK:
            paragraph.add_run().add_break()
            continue
        text = "".join(sign for sign in one.text if sign >= " " or sign in "\n\t")
        run = _linked(paragraph, text, one.href) if one.href else paragraph.add_run(text)
        run.bold, run.italic = one.style == STRONG or None, one.style == SLANTED or None
        if one.style == CODE:
            run.font.name = "Consolas"


def _linked(paragraph: Any, text: str, href: str) -> Any:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.text.run import Run

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    element = OxmlElement("w:r")
    link.append(element)
    paragraph._p.append(link)
    run = Run(element, paragraph)
    run.text, run.font.underline = text, True
    return run


def _same_days(data: bytes) -> bytes:
    """The same package with one fixed day on every part: a second run gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            new.writestr(zipfile.ZipInfo(name, _SAME_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
