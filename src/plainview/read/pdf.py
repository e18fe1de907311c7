"""PDF bytes to the words printed on each page, with positions as a reader sees them (rotation undone).

Promises: every character that pdfium reports is in exactly one word, each word in one line; one page in memory at a
time. The place of a UserError is the page, "" for the whole file: the caller knows its name.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from plainview.errors import UserError
from plainview.model import Line

# Distances are shares of the type size (em).
WORD_GAP = 0.18  # a jump this wide without a printed space still separates two words
SPACED_GAP = 0.3  # more than this beyond the printed spaces starts a new cell
CELL_GAP = 0.32  # without a printed space, this starts a new cell
WIDEST_SPACE = 0.62  # a printed space that seems wider is a jump to the next column (the widest real one is Courier's)
SAME_LINE = 0.35  # baselines closer than this are one line
LINE_GAP = 1.0  # shown as a tab in the text of a line
EDGE_LINES = 4  # pieces that begin at one place make it the edge of a column
LINE_END_HYPHEN = 0x02  # what pdfium reports for a hyphen at the end of a line
PICTURE_PAGE = "a picture without text"


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs without a gap, drawn as one text object. Points from the top left corner of the page.

    y is the baseline, size the type size. before: the space printed before it (pdfium reports only the first of several
    in a row). gap: empty points before it that the space does not explain, infinite for the first word of a line.
    """

    x0: float
    x1: float
    y: float
    size: float
    text: str
    before: str = ""
    gap: float = float("inf")
    font: int = 0
    sure: float = 100.0  # less only where it was read from a picture


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of one line that stand together. page and line count from 1, cell from 1 within the line."""

    page: int
    line: int
    cell: int
    x0: float
    x1: float
    y: float
    size: float
    text: str

    @property
    def locator(self) -> str:
        return f"page {self.page} line {self.line} cell {self.cell}"


@dataclass(frozen=True, slots=True)
class PdfLine(Line):
    """A line that also knows where its pieces stand on the page; a picture page is a line with one empty cell."""

    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `lines` from top to bottom, words from left to right; `rules` are heights of drawn horizontal edges."""

    number: int
    width: float
    height: float
    lines: list[list[Word]]
    rules: list[float]
    has_picture: bool


def pages(path: Path, only: set[int] | None = None, rules: bool = False) -> Iterator[Page]:
    """Pages in order, one in memory at a time.

    Args:
        only: page numbers (from 1) to read; None reads all.
        rules: also find the drawn horizontal edges.
    Raises:
        UserError: encrypted or unreadable.
    """
    with _opened(path) as document:
        for index in range(len(document)):
            if only is not None and index + 1 not in only:
                continue
            try:
                page = document[index]
                found = _page(page, index + 1, rules)
                if not all(math.isfinite(word.x0 + word.x1 + word.y) for line in found.lines for word in line):
                    raise UserError(f"page {index + 1}", "holds text whose place on the page cannot be told", _ASK_AGAIN)
                yield found
                page.close()
            except pypdfium2.PdfiumError as error:
                raise UserError(f"page {index + 1}", "cannot be read", _ASK_AGAIN) from error


def page_count(path: Path) -> int:
    """Number of pages. Raises UserError as `pages` does."""
    with _opened(path) as document:
        return len(document)


def lines(path: Path, found_pages: Iterable[Page] | None = None) -> list[Line]:
    """Printed text lines per page in reading order (top to bottom, left to right); wide gaps inside a line are a tab.

    Every line is a `PdfLine`. A page that is only a picture gives one line without text, whose title says so.

    Raises:
        UserError: encrypted, unreadable, or no text on any page.
    """
    found: list[Line] = []
    for page in pages(path) if found_pages is None else found_pages:
        edges = _column_edges(page)
        for number, words in enumerate(page.lines, 1):
            pieces = _cells(page.number, number, words, edges)
            found.append(PdfLine(f"page {page.number} line {number}", _with_tabs(pieces), cells=pieces))
        if not page.lines and page.has_picture:
            nothing = Cell(page.number, 0, 0, 0.0, page.width, 0.0, 0.0, "")
            found.append(PdfLine(f"page {page.number}", "", title=PICTURE_PAGE, cells=(nothing,)))
    if not any(line.text for line in found):
        raise image_only()
    return found


def cells(lines: Iterable[Line]) -> list[Cell]:
    """The pieces of lines in reading order; a line that knows no positions (from a text file) gives none."""
    return [cell for line in lines if isinstance(line, PdfLine) for cell in line.cells]


def _with_tabs(pieces: tuple[Cell, ...]) -> str:
    text = pieces[0].text
    for left, piece in pairwise(pieces):
        gap = piece.x0 - left.x1
        text += ("\t" if gap > LINE_GAP * piece.size or gap < WORD_GAP * piece.size else " ") + piece.text
    return text


def _cells(page: int, line: int, words: list[Word], edges: frozenset[int]) -> tuple[Cell, ...]:
    parts = [piece for part in split(words) for piece in _at_edges(part, edges)]
    return tuple(
        Cell(page, line, at, part[0].x0, part[-1].x1, part[0].y, max(word.size for word in part), join(part))
        for at, part in enumerate(parts, 1)
    )


def _column_edges(page: Page) -> frozenset[int]:
    """Where pieces of many lines begin, in points: a name that fills its column runs into the next one without a gap."""
    begins = Counter(round(part[0].x0) for words in page.lines for part in split(words))
    return frozenset(edge for edge, count in begins.items() if count >= EDGE_LINES)


def _at_edges(part: list[Word], edges: frozenset[int]) -> list[list[Word]]:
    pieces = [[part[0]]]
    for word in part[1:]:
        if not word.before and edges & {round(word.x0), round(word.x0 - 0.5), round(word.x0 + 0.5)}:
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def split(words: list[Word], spaced: float = SPACED_GAP, bare: float = CELL_GAP) -> list[list[Word]]:
    """Cut a line where the empty space is wider than words of one text stand apart (shares of the type size)."""
    parts: list[list[Word]] = []
    for word in words:
        limit = (spaced if word.before else bare) * word.size
        if parts and word.gap <= limit:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def join(words: list[Word]) -> str:
    """The text of words that stand on one line, with the spaces as printed."""
    return "".join(_apart(word) + word.text if at else word.text for at, word in enumerate(words))


def _apart(word: Word) -> str:
    return word.before or (" " if word.gap > WORD_GAP * word.size else "")


def image_only() -> UserError:
    """The error for a PDF that is only pictures."""
    return UserError(
        "",
        "is an image-only PDF: no page has a text layer",
        "ask for the file as CSV, XLSX or a PDF with text",
    )


_ASK_AGAIN = "open it in a PDF viewer to see whether it is damaged, and ask the agency to send it again"


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            fix = "ask for a copy without a password, or save one yourself with the password removed"
            raise UserError("", "is an encrypted PDF that needs a password", fix) from error
        raise UserError("", "is not a readable PDF", _ASK_AGAIN) from error
    try:
        if count == 0:
            raise UserError("", "is a PDF without pages", _ASK_AGAIN)
        yield document
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, number: int, rules: bool) -> Page:
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        upright = _upright(page, width, height)
        turn = _turn(textpage.raw, upright)
        if turn in (90, 270):
            width, height = height, width
        placed = _turned(upright, turn, width, height)
        found = _in_lines(_words(textpage.raw, placed))
    finally:
        textpage.close()
    edges = _edges(page, placed) if rules else []
    picture = not found and any(item.type == pdfium.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3))
    return Page(number, width, height, found, edges, picture)


Affine = tuple[float, float, float, float, float, float]  # x' = a x + b y + c; y' = d x + e y + f


def _upright(page: pypdfium2.PdfPage, width: float, height: float) -> Affine:
    """From the page's own coordinates to points from the top left corner, with /Rotate and the crop box applied."""
    scale = 100  # the call below answers in whole numbers: hundredths of a point are fine enough
    x, y = ctypes.c_int(), ctypes.c_int()

    def at(px: float, py: float) -> tuple[float, float]:
        wide, high = round(width * scale), round(height * scale)
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, px, py, x, y)
        return x.value / scale, y.value / scale

    (c, f), (ax, dy), (bx, ey) = at(0, 0), at(1000, 0), at(0, 1000)
    return (ax - c) / 1000, (bx - c) / 1000, c, (dy - f) / 1000, (ey - f) / 1000, f


def _turn(text: pdfium.FPDF_TEXTPAGE, upright: Affine) -> int:
    """How far most text is turned clockwise as seen on the upright page: 0, 90, 180 or 270 degrees.

    A landscape sheet is often drawn sideways on a portrait page without /Rotate.
    """
    a, b, _, d, e, _ = upright
    x, y = ctypes.c_double(), ctypes.c_double()
    ways: Counter[int] = Counter()
    before: tuple[float, float] | None = None
    for index in range(min(pdfium.FPDFText_CountChars(text), 400)):
        if pdfium.FPDFText_GetUnicode(text, index) <= 32:
            before = None
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        here = (a * x.value + b * y.value, d * x.value + e * y.value)
        if before is not None:
            across, down = here[0] - before[0], here[1] - before[1]
            if abs(across) > abs(down):
                ways[0 if across > 0 else 180] += 1
            elif down:
                ways[90 if down > 0 else 270] += 1
        before = here
    return ways.most_common(1)[0][0] if ways else 0


def _turned(upright: Affine, turn: int, width: float, height: float) -> Affine:
    """`upright`, then turned back by `turn` degrees; width and height are those of the result."""
    a, b, c, d, e, f = upright
    if turn == 90:
        return d, e, f, -a, -b, height - c
    if turn == 180:
        return -a, -b, width - c, -d, -e, height - f
    if turn == 270:
        return -d, -e, width - f, a, b, c
    return upright


def _words(text: pdfium.FPDF_TEXTPAGE, placed: Affine) -> list[Word]:
    """Words in the order of the file. Characters that pdfium made up (its own spaces and line ends) are left out."""
    a, b, c, d, e, f = placed
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    found: list[Word] = []
    glyphs: list[int] = []
    drawn = None
    x0 = x1 = base = size = gap = 0.0
    font = 0
    before = spaces = ""
    spaces_end = jumped = 0.0  # where the last word or space ends; empty points between it and the last word

    def close() -> None:
        nonlocal glyphs, spaces, spaces_end, jumped
        if glyphs:
            found.append(Word(x0, x1, base, size, _decoded(glyphs), before, gap, font))
            spaces, spaces_end, jumped = "", x1, 0.0
        glyphs = []

    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (10, 13) or (code == 32 and pdfium.FPDFText_IsGenerated(text, index) == 1):
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        line = d * x.value + e * y.value + f
        sides = (a * box.left + b * box.bottom + c, a * box.right + b * box.top + c)
        left, right = min(sides), max(sides)
        if code in (9, 32, 0xA0, 0x3000):
            close()
            if spaces and abs(line - base) > SAME_LINE * size:
                spaces = ""
            spaces += " " if code == 9 else chr(code)
            jumped += max(0.0, left - spaces_end)
            spaces_end = max(min(right, left + WIDEST_SPACE * size), spaces_end)
            continue
        before_this, drawn = drawn, ctypes.cast(pdfium.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value
        if glyphs:
            jump = left - x1
            if drawn == before_this and abs(line - base) <= SAME_LINE * size and -0.5 * size < jump <= WORD_GAP * size:
                glyphs.append(code)
                x1 = max(x1, right)
                continue
            close()
        same = bool(found) and abs(line - base) <= SAME_LINE * size and left > x0
        before = spaces if same else ""
        gap = jumped + left - spaces_end if same else float("inf")
        glyphs, x0, x1, base, size = [code], left, right, line, _type_size(text, index, matrix)
        font = pdfium.FPDFText_GetFontWeight(text, index)
    close()
    return found


def _type_size(text: pdfium.FPDF_TEXTPAGE, index: int, matrix: pdfium.FS_MATRIX) -> float:
    """Type size as printed: the font's own size is often 1 or 100 and scaled by the text's matrix."""
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    return float(pdfium.FPDFText_GetFontSize(text, index)) * scale or 1.0


def _decoded(codes: list[int]) -> str:
    """Text of code units: pairs of surrogates joined, unmapped glyphs kept visible as U+FFFD."""
    plain = "".join("-" if code in (LINE_END_HYPHEN, 0xFFFE) else chr(code) if code else "\ufffd" for code in codes)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _in_lines(words: list[Word]) -> list[list[Word]]:
    """Words grouped by baseline, top to bottom, then left to right; gaps measured anew where needed."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.y):
        if lines and word.y - lines[-1][0].y <= SAME_LINE * min(word.size, lines[-1][0].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_left_to_right(line, {id(word): at for at, word in enumerate(words)}) for line in lines]


def _left_to_right(line: list[Word], order: dict[int, int]) -> list[Word]:
    line.sort(key=lambda word: word.x0)
    whole = [line[0]]
    for left, word in pairwise(line):
        follows = order[id(word)] == order[id(left)] + 1
        gap = min(word.gap, word.x0 - left.x1) if follows else word.x0 - left.x1
        before = word.before if follows else ""
        whole.append(Word(word.x0, word.x1, word.y, word.size, word.text, before, gap, word.font))
    return whole


def _edges(page: pypdfium2.PdfPage, placed: Affine) -> list[float]:
    """Heights of drawn horizontal edges (top and bottom of boxes and lines) at least 40 points long."""
    a, b, _, d, e, f = placed
    found: set[float] = set()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        across = abs((a * right + b * top) - (a * left + b * bottom))
        if across >= 40:
            found |= {round(d * left + e * bottom + f, 1), round(d * right + e * top + f, 1)}
    return sorted(found)
