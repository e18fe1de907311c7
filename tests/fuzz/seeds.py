"""Good files of every kind a reader takes, all made up, small: what the mutations start from."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path

from plainview import simulate

sys.path.insert(0, str(Path(__file__).parents[1]))
from printed_pdf import Sheet, write

LARGEST = 60_000
FEW = 4  # simulated files of one kind and size class: a hundred alike teach nothing
LABELS = ["ID", "Org Name", "Name", "Total Networks Searched", "Time Frame", "License Plate", "Reason", "Search Time"]


def rows(n: int) -> list[list[str]]:
    window = "03/01/2026, 09:00:00 AM UTC\n03/02/2026, 09:00:00 AM UTC"
    return [
        [f"00000000-0000-4000-8000-{at:012}", "Alder Falls OH PD", "***", str(at), window, "***", "stolen car",
         f"03/02/2026, 09:{at:02}:00 AM UTC"]
        for at in range(n)
    ]  # fmt: skip


def make(scratch: Path) -> dict[str, bytes]:
    """Seed files by name. `scratch` is an empty folder for what has to be written first."""
    found = _simulated(scratch / "network")
    found |= _texts()
    found["log.pdf"] = _pdf(scratch / "log.pdf")
    found["picture.pdf"] = _picture(scratch / "picture.pdf")
    found["log.ods"] = _ods()
    found["letter.docx"] = _docx()
    found["letter.doc"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 2000
    found |= _containers(
        found["log.csv"], found["letter.eml"], next(data for name, data in found.items() if name.endswith(".xlsx"))
    )
    return found


def _simulated(folder: Path) -> dict[str, bytes]:
    simulate.network(folder, 60, 6, 3, None, frozenset({"all"}))
    found: dict[str, bytes] = {}
    taken: dict[tuple[str, int], int] = {}
    for path in sorted((folder / "records").rglob("*")):
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        sort = (path.parent.name + path.suffix if "quirk" in str(path) else path.suffix, path.stat().st_size.bit_length())
        taken[sort] = taken.get(sort, 0) + 1
        if taken[sort] <= FEW:
            found[f"sim-{len(found)}-{path.name}"] = path.read_bytes()
    return found


def _texts() -> dict[str, bytes]:
    import csv

    def table(delimiter: str, quoting: int) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, quoting=quoting).writerows([LABELS, *rows(20)])  # type: ignore[arg-type]
        return text.getvalue()

    plain = table(",", csv.QUOTE_MINIMAL)
    records = [dict(zip(LABELS, row, strict=True)) for row in rows(10)]
    mail = (
        "From: Records <records@alder.example>\r\nTo: r@example.org\r\nSubject: run this plate\r\n"
        "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=XX\r\n\r\n"
        "--XX\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nCan you run a plate for us in Flock for Brook County?\r\n"
        "--XX\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=\"log.csv\"\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + plain[:600].replace("=", "=3D") + "\r\n--XX--\r\n"
    )  # fmt: skip
    letter = (
        "City of Alder Falls\nPolice Department\n\nMarch 2, 2026\n\nRe: Public records request 26-101\n\nDear R. Roe,\n\n"
        "Enclosed are the responsive records. License plates were withheld under Gov. Code 7923.600.\n\nSincerely,\nRecords\n"
    )
    portal = (
        "<!doctype html><html><body><h1>Alder Falls OH PD</h1><p>Transparency Portal</p><p>Last Updated: Thu Apr 09 2026</p>"
        "<p>What's Detected</p><p>License Plates</p><p>Acceptable Use Policy</p><p>Law.</p><p>Access Policy</p><p>x</p>"
        "<p>Data retention (in days)</p><p>30 days</p><p>Organizations granted access to Alder Falls OH PD data</p>"
        "<p>Birch OH PD, Cedar OH SO</p><a href=\"data:text/csv,id,userId,searchDate,networkCount%0A1,a,2026-03-05T17:54:23Z,1\""
        " download=\"search_audit.csv\">x</a></body></html>"
    )  # fmt: skip
    return {
        "log.csv": plain.encode(),
        "quoted.tsv": table("\t", csv.QUOTE_ALL).encode("utf-16"),
        "semi.csv": table(";", csv.QUOTE_ALL).encode("cp1252"),
        "log.json": json.dumps(records).encode(),
        "log.ndjson": "\n".join(json.dumps(record) for record in records).encode(),
        "letter.txt": letter.encode(),
        "letter.eml": mail.encode(),
        "box.mbox": "".join(f"From r@example.org Mon Mar  2 09:0{at}:00 2026\n{mail}\n" for at in range(3)).encode(),
        "portal.html": portal.encode(),
    }


def _pdf(path: Path) -> bytes:
    sheets = []
    for page in range(2):
        sheet = Sheet(width=900, height=500)
        for line, row in enumerate([LABELS, *rows(8)] if not page else rows(8)):
            for column, text in enumerate(row):
                for wrapped, piece in enumerate(text.split("\n")):
                    sheet.text(20 + 108 * column, 40 + 40 * line + 9 * wrapped, piece[:26], 5)
        sheets.append(sheet)
    return write(path, sheets).read_bytes()


def _picture(path: Path) -> bytes:
    return write(path, [Sheet(picture=True)]).read_bytes()


def _zip(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


def _ods() -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in row)
        + "</table:table-row>"
        for row in [LABELS, *rows(5)]
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet><table:table table:name="Log">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def _docx() -> bytes:
    texts = ("City of Alder Falls", "March 2, 2026", "License plates were withheld under Gov. Code 7923.600.", "Sincerely")
    said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f'<?xml version="1.0"?><w:document {space}><w:body>{said}</w:body></w:document>'
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def _containers(table: bytes, mail: bytes, book: bytes) -> dict[str, bytes]:
    members = {"2026/log.csv": table, "letter.eml": mail, "book.xlsx": book}
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w:gz") as archive:
        for name, data in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    found = {
        "all.zip": _zip(members),
        "nested.zip": _zip({"inner.zip": _zip({"log.csv": table})}),
        "log.csv.gz": gzip.compress(table, mtime=0),
        "log.csv.bz2": bz2.compress(table),
        "all.tar.gz": tarred.getvalue(),
    }
    import py7zr

    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w") as archive7:
        archive7.writestr(table, "log.csv")
    found["log.7z"] = packed.getvalue()
    return found
