"""A tiny PDF writer for made-up records: text at a place, boxes, turned pages, pictures, and a file that wants a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

GLYPH = 0.6  # of the type size: Courier's width, so that tests know where a text ends


@dataclass
class Sheet:
    """One page. Texts are (x, y of the baseline from the top, text, size); boxes (x, y, width, height)."""

    width: float = 612
    height: float = 792
    texts: list[tuple[float, float, str, float]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    turned: bool = False
    rotate: int = 0
    picture: bool = False

    def text(self, x: float, y: float, text: str, size: float = 8) -> None:
        self.texts.append((x, y, text, size))

    def right(self, x: float, y: float, text: str, size: float = 8) -> None:
        """Text that ends at x."""
        self.text(x - len(text) * GLYPH * size, y, text, size)

    def centre(self, x: float, y: float, text: str, size: float = 8) -> None:
        """Text around x."""
        self.text(x - len(text) * GLYPH * size / 2, y, text, size)

    def content(self) -> bytes:
        parts = []
        for x, y, text, size in self.texts:
            escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            # A turned page is drawn as a scanner or a driver does it: on a portrait sheet, text running upwards.
            place = f"0 1 -1 0 {y:.3f} {x:.3f}" if self.turned else f"1 0 0 1 {x:.3f} {self.height - y:.3f}"
            parts.append(f"BT /F1 {size} Tf {place} Tm ({escaped}) Tj ET")
        parts += [f"{x} {self.height - y - high} {wide} {high} re S" for x, y, wide, high in self.boxes]
        if self.picture:
            parts.append("q 200 0 0 200 100 300 cm /I1 Do Q")
        return "\n".join(parts).encode("cp1252")


def write(path: Path, sheets: list[Sheet], locked: bool = False) -> Path:
    """Write the sheets as one PDF and return its path."""
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b"\nstream\n\x80\nendstream",
    }
    kids = []
    for sheet in sheets:
        number = max(objects) + 1
        kids.append(f"{number} 0 R")
        wide, high = (sheet.height, sheet.width) if sheet.turned else (sheet.width, sheet.height)
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Rotate {sheet.rotate} /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> >>"
        ).encode()
        body = sheet.content()
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    data, places = bytearray(b"%PDF-1.4\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number in sorted(objects):
        data += b"%010d 00000 n \n" % places[number]
    lock = b""
    if locked:  # a password nobody knows: the check value does not fit the empty one
        lock = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)
    data += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, lock, start)
    path.write_bytes(bytes(data))
    return path
