"""A table printed to PDF, as small as the format allows: one font of one width, texts at their places, labels on every page."""

from __future__ import annotations

from collections.abc import Sequence

SIZE, GLYPH = 8.0, 0.6  # points; width of a sign of Courier, of its size
LINE, RECORD, MARGIN, GAP = 10.0, 6.0, 36.0, 14.0  # points between lines, above a record, around a page, between columns
HIGH = 792.0
_HEAD = 2 * LINE  # what the labels take


def table(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[bytes, list[tuple[int, int]]]:
    """The bytes of the print, and for each row (page, number on it), both from 1. The labels are row 1 of every page.

    A cell of several lines is printed on as many lines; nothing is wrapped or cut, the sheet is as wide as the table.
    """
    left, width = _columns([labels, *rows])
    pages: list[list[tuple[float, float, str]]] = []
    places: list[tuple[int, int]] = []
    y, number = HIGH, 0
    for row in rows:
        high = RECORD + LINE * max(cell.count("\n") + 1 for cell in row)
        if not pages or y + high > HIGH - MARGIN:
            pages.append([(x, MARGIN + LINE, label) for x, label in zip(left, labels, strict=True)])
            y, number = MARGIN + _HEAD, 1
        number += 1
        places.append((len(pages), number))
        for x, cell in zip(left, row, strict=True):
            pages[-1] += [(x, y + RECORD + LINE * (at + 1), line) for at, line in enumerate(cell.split("\n")) if line]
        y += high
    return _file(pages, width), places


def _columns(rows: Sequence[Sequence[str]]) -> tuple[list[float], float]:
    """Where each column begins, and how wide the sheet is."""
    left, x = [], MARGIN
    for cells in zip(*rows, strict=True):
        left.append(x)
        x += GAP + SIZE * GLYPH * max(len(line) for cell in cells for line in cell.split("\n"))
    return left, x + MARGIN


def _file(pages: list[list[tuple[float, float, str]]], width: float) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for at, texts in enumerate(pages):
        said = "/Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< {said} /MediaBox [0 0 {width:.1f} {HIGH:.1f}] /Contents {5 + 2 * at} 0 R >>".encode())
        body = "\n".join(f"BT /F1 {SIZE} Tf 1 0 0 1 {x:.2f} {HIGH - y:.2f} Tm ({_escaped(text)}) Tj ET" for x, y, text in texts)
        data = body.encode("cp1252", "replace")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
    out, begins = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, one in enumerate(objects, 1):
        begins.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % one for one in begins)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
