"""Containers, encodings and names: how the same rows come out of a file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from plainview.simulate.quirks.draft import Draft
from plainview.simulate.quirks.kinds import FILE, ROWS, quirk


@quirk(FILE, "type encoding")
def file_xlsx(draft: Draft, rng: np.random.Generator) -> Draft:
    """A workbook."""
    return replace(draft, type="xlsx", suffix="xlsx")


@quirk(FILE, "type encoding")
def file_xlsm(draft: Draft, rng: np.random.Generator) -> Draft:
    """A workbook that may hold macros."""
    return replace(draft, type="xlsm", suffix="xlsm")


@quirk(FILE, "type encoding")
def file_ods(draft: Draft, rng: np.random.Generator) -> Draft:
    """A workbook of the open format."""
    return replace(draft, type="ods", suffix="ods")


@quirk(FILE, "type")
def file_tsv(draft: Draft, rng: np.random.Generator) -> Draft:
    """Tabs between the cells."""
    return replace(draft, suffix="tsv", delimiter="\t")


@quirk(FILE, "type")
def file_semicolons(draft: Draft, rng: np.random.Generator) -> Draft:
    """Semicolons between the cells."""
    return replace(draft, delimiter=";")


@quirk(FILE, "type encoding grid labels")
def file_ndjson(draft: Draft, rng: np.random.Generator) -> Draft:
    """One JSON object a line."""
    return replace(draft, type="ndjson", suffix="ndjson")


@quirk(FILE, "type encoding strings grid labels columns lines filters window")
def file_pdf(draft: Draft, rng: np.random.Generator) -> Draft:
    """Printed to PDF, the labels on every page. Order and place of the cells are all that is left of the table."""
    return replace(draft, type="pdf", suffix="pdf")


@quirk(FILE, "container")
def zip_folders(draft: Draft, rng: np.random.Generator) -> Draft:
    """In a zip, two folders down."""
    return replace(draft, pack="zip", inside="Response 26-104/Audit logs/")


@quirk(FILE, "container")
def zip_nested(draft: Draft, rng: np.random.Generator) -> Draft:
    """In a zip inside a zip."""
    return replace(draft, pack="zip in zip", inside="Response 26-104/")


@quirk(FILE, "container")
def tar_compressed(draft: Draft, rng: np.random.Generator) -> Draft:
    """In a compressed tar archive."""
    return replace(draft, pack="tar", inside="response/")


@quirk(FILE, "container")
def zip_seven(draft: Draft, rng: np.random.Generator) -> Draft:
    """In a 7z archive."""
    return replace(draft, pack="7z", inside="Audit logs/")


@quirk(FILE, "container")
def gzip_in_zip(draft: Draft, rng: np.random.Generator) -> Draft:
    """Compressed with gzip, and that in a zip."""
    return replace(draft, pack="gzip in zip", inside="logs/")


@quirk(FILE, "container")
def gzip_single(draft: Draft, rng: np.random.Generator) -> Draft:
    """Compressed alone with gzip."""
    return replace(draft, pack="gzip")


@quirk(FILE, "container name")
def name_cut(draft: Draft, rng: np.random.Generator) -> Draft:
    """The file's name is cut before its extension."""
    return replace(draft, suffix="")


@quirk(FILE, "type encoding")
def encoding_bom(draft: Draft, rng: np.random.Generator) -> Draft:
    """UTF-8 with a byte order mark, and line ends of two signs."""
    return replace(draft, encoding="utf-8-sig", line_end="\r\n")


@quirk(ROWS, "type encoding mask")
def encoding_cp1252(draft: Draft, rng: np.random.Generator) -> Draft:
    """Windows-1252: letters with accents and curly quotes."""
    rows = []
    for i, row in enumerate(draft.rows):
        said = f"{row.cells['reason']} – José’s café" if row.cells["reason"] and i % 2 == 0 else row.cells["reason"]
        rows.append(row.put({"reason": said}, {"reason_raw": said}, "encoding_cp1252"))
    return draft.changed(rows, encoding="cp1252")


@quirk(FILE, "type encoding")
def encoding_utf16(draft: Draft, rng: np.random.Generator) -> Draft:
    """UTF-16 with a byte order mark, tabs between the cells: Excel's "Unicode text"."""
    return replace(draft, encoding="utf-16", delimiter="\t", line_end="\r\n", suffix="txt")


@quirk(FILE, "lines")
def lines_crlf(draft: Draft, rng: np.random.Generator) -> Draft:
    """Line ends of two signs."""
    return replace(draft, line_end="\r\n")
