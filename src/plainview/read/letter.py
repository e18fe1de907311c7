"""Letters and memos (docx, odt, legacy doc, rtf) to their paragraphs, in printed order. Text and PDF have their own readers."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import olefile
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from plainview.errors import UserError
from plainview.model import Batch, Line

LARGEST = 64 << 20
_MEMBERS = {
    "word/document.xml": "paragraph",
    "word/footnotes.xml": "footnote",
    "word/endnotes.xml": "endnote",
    "content.xml": "paragraph",
}
_BREAKS = {"br", "cr", "line-break", "tab", "s"}
_UNSEEN = {"delText", "instrText", "tracked-changes", "del"}
_AGAIN = "open it in a word processor, save it anew as .docx, and add that"


def docx(path: Path) -> list[Line]:
    """Paragraphs of a Word or OpenDocument text, blank ones left out: "paragraph 3", "footnote 1". A row of a table is one.

    Raises:
        UserError: damaged, locked, or no text document.
    """
    found: list[Line] = []
    for kind, root in _trees(path):
        number = 0
        for element in _lines_of(root):
            cells = [_text_of(cell) for cell in element if _local(cell) in ("tc", "table-cell")]
            text = " | ".join(cells) if cells else _text_of(element, deep=False)
            if text.strip(" |"):
                number += 1
                found.append(Line(f"{kind} {number}", text))
    return found


def _lines_of(root: Any) -> Iterator[Any]:
    """Paragraphs in printed order, and rows of tables, whose cells are told together."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _local(element) in ("tr", "table-row"):
            yield element
            continue
        if _local(element) in ("p", "h"):
            yield element
        waiting += reversed(element)


def docx_tables(path: Path) -> list[Batch]:
    """The tables in a Word or OpenDocument text, a batch each; to be looked at for what may not be kept."""
    batches = []
    for _, root in _trees(path):
        for table in (one for one in root.iter() if _local(one) in ("tbl", "table")):
            rows = [
                [_text_of(cell) for cell in row if _local(cell) in ("tc", "table-cell")]
                for row in table.iter()
                if _local(row) in ("tr", "table-row")
            ]
            batches.append(Batch("", [f"table row {number}" for number in range(1, len(rows) + 1)], rows))
    return batches


def _trees(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            wanted = [name for name in _MEMBERS if name in names]
            if not wanted:
                raise UserError("", "is an office document without a text", _AGAIN)
            for name in wanted:
                if archive.getinfo(name).file_size > LARGEST:
                    raise UserError("", f"is a letter of more than {LARGEST >> 20} MiB of text", _AGAIN)
                with archive.open(name) as member:
                    yield _MEMBERS[name], fromstring(member.read(LARGEST + 1))
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise _damaged("document") from error
    except (ParseError, DefusedXmlException, LookupError, RecursionError) as error:
        raise _damaged("document") from error


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text_of(top: Any, deep: bool = True) -> str:
    """Printed text below an element, deleted text left out; with `deep` that of paragraphs inside it too."""
    pieces: list[str] = []
    waiting = [(top, False)]
    while waiting:
        element, tail = waiting.pop()
        if tail:
            pieces.append(element.tail or "")
            continue
        name = _local(element)
        if name in _UNSEEN:
            continue
        if name in ("p", "h") and element is not top and not deep:
            continue
        if name in _BREAKS or (name in ("p", "h") and pieces):
            pieces.append(" ")
        in_word = element.tag.startswith("{http://schemas.openxmlformats.org/wordprocessingml")
        if not in_word or name == "t":
            pieces.append(element.text or "")
        for child in reversed(element):
            if not in_word:
                waiting.append((child, True))
            waiting.append((child, False))
    return " ".join("".join(pieces).split())


def doc(path: Path) -> list[Line]:
    """Paragraphs of a legacy Word document, with its footnotes: "paragraph 3". Blank ones are left out.

    Raises:
        UserError: damaged, locked with a password, or no Word document.
    """
    try:
        with olefile.OleFileIO(path) as streams:
            if not streams.exists("WordDocument"):
                what = "an Outlook message" if streams.exists("__properties_version1.0") else "an OLE file but no Word document"
                raise UserError("", f"is {what}", "save it as .eml or .docx, and add that")
            main = streams.openstream("WordDocument").read(LARGEST)
            (flags,) = struct.unpack_from("<H", main, 0x0A)
            if flags & 0x0100:
                raise UserError("", "is a Word document with a password", "save it without one, and add that")
            table_name = "1Table" if flags & 0x0200 else "0Table"
            table = streams.openstream(table_name).read(LARGEST) if streams.exists(table_name) else b""
        text = _doc_text(main, table)
    except UserError:
        raise
    except Exception as error:  # olefile lets whatever its arithmetic meets through: struct, index, type, attribute errors
        raise _damaged("Word document") from error
    rows = _without_fields(text).replace("\x07\x07", "\r").replace("\x07", " | ")
    return _numbered(re.split(r"[\r\x0c\x0e]", rows))


def _doc_text(main: bytes, table: bytes) -> str:
    (version,) = struct.unpack_from("<H", main, 2)
    if version < 0x00C1:  # Word 6 and 95: one run of text
        first, last = struct.unpack_from("<II", main, 0x18)
        return main[first:last].decode("cp1252", "replace")
    at, length = struct.unpack_from("<II", main, 0x01A2)
    pieces = table[at : at + length]
    place = 0
    while place < len(pieces) and pieces[place] == 1:
        place += 3 + struct.unpack_from("<H", pieces, place + 1)[0]
    if place >= len(pieces) or pieces[place] != 2:
        raise ValueError("no table of pieces")
    (size,) = struct.unpack_from("<I", pieces, place + 1)
    listed = pieces[place + 5 : place + 5 + size]
    n = (len(listed) - 4) // 12
    ends = struct.unpack_from(f"<{n + 1}I", listed, 0)
    out, total = [], 0
    for number in range(n):
        (where,) = struct.unpack_from("<I", listed, 4 * (n + 1) + 8 * number + 2)
        signs = max(0, ends[number + 1] - ends[number])
        total += signs
        if total > LARGEST:
            raise ValueError("pieces overlap")
        if where & 0x40000000:
            begin = (where & 0x3FFFFFFF) // 2
            out.append(main[begin : begin + signs].decode("cp1252", "replace"))
        else:
            out.append(main[where : where + 2 * signs].decode("utf-16-le", "replace"))
    return "".join(out)


def _without_fields(text: str) -> str:
    """Text without the instructions of its fields (links, page numbers); what they show is kept."""
    pieces, hidden = [], 0
    for piece in re.split(r"([\x13\x14\x15])", text):
        if piece == "\x13":
            hidden += 1
        elif piece in ("\x14", "\x15"):
            hidden = max(0, hidden - 1) if piece == "\x14" or hidden else 0
        elif not hidden:
            pieces.append(piece)
    return "".join(pieces)


_RTF = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+|\\)", re.DOTALL)
_RTF_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore generator listtable listoverridetable "
    b"rsidtbl fldinst xmlnstbl latentstyles filetbl revtbl bkmkstart bkmkend".split()
)


def rtf(path: Path) -> list[Line]:
    """Paragraphs of a Rich Text file: "paragraph 3". Blank ones are left out."""
    data = path.read_bytes()[:LARGEST]
    pieces: list[str] = []
    unseen: list[bool] = [False]
    skip = 0  # signs after a Unicode one that stand for readers without it
    for word, figure, code, sign, brace, plain in (found.groups() for found in _RTF.finditer(data)):
        if brace == b"{":
            unseen.append(unseen[-1])
        elif brace == b"}":
            if len(unseen) > 1:
                unseen.pop()
        elif sign == b"*" or word in _RTF_UNSEEN:
            unseen[-1] = True
        elif unseen[-1]:
            continue
        elif word in (b"par", b"sect", b"page", b"row", b"cell", b"line"):
            pieces.append({b"line": " ", b"cell": " | "}.get(word, "\r"))
        elif word == b"tab":
            pieces.append(" ")
        elif word == b"u" and figure and abs(int(figure)) < 1 << 16:
            pieces.append(chr(int(figure) % (1 << 16)))
            skip = 1
        elif code:
            pieces.append("" if skip else bytes([int(code, 16)]).decode("cp1252", "replace"))
            skip = 0
        elif sign in (b"~", b"\\", b"{", b"}"):
            pieces.append(" " if sign == b"~" else sign.decode())
        elif plain:
            pieces.append(plain.decode("cp1252", "replace")[skip:])
            skip = 0
    text = "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _numbered(text.split("\r"))


def _numbered(paragraphs: list[str]) -> list[Line]:
    plain = (" ".join("".join(ch if ch.isprintable() else " " for ch in one).split()).removesuffix(" |") for one in paragraphs)
    return [Line(f"paragraph {number}", text) for number, text in enumerate((text for text in plain if text), 1)]


def _damaged(what: str) -> UserError:
    return UserError("", f"is a damaged or truncated {what}", f"ask for it again, or {_AGAIN}")
