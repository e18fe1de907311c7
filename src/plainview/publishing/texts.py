"""Every text that stands in a published file, whatever its kind, for the last look. Numbers are no texts: a count is no plate.

It shares no code with what wrote the files, and imports neither the redaction nor the site.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

IDS = r"^[0-9a-f]{16}:[0-9]{1,12}$"
ID_COLUMNS = ("entry", "search")  # declared: excepted if every cell of the column is a file's id and a row
LARGE = 64_000
_NUMBER = re.compile(r"\s*[-+]?[0-9][0-9,.]*\s*%?\s*")
_TAG = re.compile(r"<(?:!--.*?--|[^<>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*')""")
_DRAWN = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.eE+%-]*")
_DRAWING = frozenset(
    "d points x y x1 x2 y1 y2 cx cy r rx ry dx dy width height viewbox transform class data-v colspan rowspan".split()
)
_CALL = re.compile(r"\A(?:window\.)?\w+\s*(?:=\s*|\(\"[^\"]*\",)(.*?)\)?;\s*\Z", re.DOTALL)


class Unknown(ValueError):
    """A kind of file that this look cannot read; it may not be published."""


def texts(path: Path, name: str = "", data: bytes | None = None) -> Iterator[str]:
    """All texts of a file. name: by which its kind is told, the path's own if not given.

    Raises:
        Unknown: no reader for this kind, or the file is not what its name says.
    """
    kind = (name or path.name).rsplit(".", 1)[-1].lower()
    try:
        if kind == "parquet":
            yield from _parquet(path)
        elif kind == "sqlite":
            yield from _sqlite(path)
        elif kind == "gz":
            yield from _gzip(path)
        elif kind == "csv":
            yield from _csv(path.read_bytes() if data is None else data)
        elif kind in _READERS:
            yield from _READERS[kind](path.read_bytes() if data is None else data)
        else:
            raise Unknown(f"a file of kind .{kind}")
    except (
        pa.ArrowException,
        sqlite3.Error,
        json.JSONDecodeError,
        UnicodeDecodeError,
        struct.error,
        zlib.error,
        OSError,
    ) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise Unknown(f"a file that is no .{kind} ({type(error).__name__})") from error


def _plain(data: bytes) -> Iterator[str]:
    yield data.decode()


def _markup(data: bytes) -> Iterator[str]:
    """The text between tags, comments, and what stands in attributes, but for the figures of drawings."""
    text = data.decode()
    yield html.unescape(_TAG.sub("\n", text))
    for tag in _TAG.findall(text):
        if tag.startswith("<!--"):
            yield html.unescape(tag)
        for name, value in _ATTRIBUTE.findall(tag):
            if name.lower() not in _DRAWING or not (_DRAWN.fullmatch(value[1:-1]) or name.lower() == "class"):
                yield html.unescape(value[1:-1])


def _json(data: bytes) -> Iterator[str]:
    yield from _strings(json.loads(data))


def _script(data: bytes) -> Iterator[str]:
    """A script that holds plain data gives its strings; any other script all of itself."""
    text = data.decode()
    found = _CALL.match(text)
    if found:
        try:
            value = json.loads(found[1])
        except json.JSONDecodeError:
            pass
        else:
            yield text[: found.start(1)]
            yield from _strings(value)
            return
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), text)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, str | dict | list):
                yield from _strings(inner)


def _csv(data: bytes) -> Iterator[str]:
    """Cells of all columns in which not every cell is a number."""
    if len(data) > LARGE:
        try:
            yield from _table(pacsv.read_csv(pa.py_buffer(data), parse_options=pacsv.ParseOptions(newlines_in_values=True)))
            return
        except pa.ArrowInvalid:
            pass  # a column begins as numbers and goes on as text: read it cell by cell
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if not rows:
        return
    yield "\n".join(rows[0])
    width = max(map(len, rows))
    for at in range(width):
        cells = {row[at] for row in rows[1:] if at < len(row) and row[at]}
        if not all(_NUMBER.fullmatch(cell) for cell in cells):
            yield "\n".join(sorted(cells))


def _table(table: pa.Table) -> Iterator[str]:
    """Names of the columns, and the distinct texts of those that hold texts."""
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield name
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if pa.types.is_list(kind) or pa.types.is_struct(kind):
            yield json.dumps(column.to_pylist(), default=str)
        elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            raise Unknown("a column of bytes")
        elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
            if name in ID_COLUMNS and (pc.all(pc.match_substring_regex(column, IDS)).as_py() is not False):
                continue
            yield "\n".join(one for one in pc.unique(column).to_pylist() if one)


def _parquet(path: Path) -> Iterator[str]:
    with pq.ParquetFile(path) as file:
        said = {**(file.metadata.metadata or {}), **(file.schema_arrow.metadata or {})}
        for key, value in said.items():
            if key != b"ARROW:schema":
                yield key.decode("utf-8", "replace") + "\n" + value.decode("utf-8", "replace")
        for item in file.schema_arrow:
            for key, value in (item.metadata or {}).items():
                yield key.decode("utf-8", "replace") + "\n" + value.decode("utf-8", "replace")
        yield str(file.metadata.created_by)
        for group in range(file.num_row_groups):
            yield from _table(file.read_row_group(group))


def _gzip(path: Path) -> Iterator[str]:
    """A table in CSV, some million lines at a time; the header's own name and note are texts too."""
    head = path.open("rb").read(512)
    if head[3] & 0b11100:
        yield head[10:].decode("latin-1")
    with gzip.open(path) as file:
        first = file.readline()
        while lines := file.readlines(64 << 20):
            data = first + b"".join(lines)
            while data.count(b'"') % 2 and (more := file.readline()):
                data += more
            yield from _csv(data)


def _sqlite(path: Path) -> Iterator[str]:
    opened = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        tables = opened.execute("select name, sql from sqlite_master").fetchall()
        yield "\n".join(str(cell) for row in tables for cell in row if cell)
        for (name,) in opened.execute("select name from sqlite_master where type = 'table'").fetchall():
            columns = [row[1] for row in opened.execute(f'pragma table_info("{name}")')]
            for column in columns:
                found = opened.execute(f'select distinct "{column}" from "{name}" where typeof("{column}") <> \'integer\'')
                cells = [str(row[0]) for row in found if row[0] is not None]
                if column in ID_COLUMNS and all(re.match(IDS, cell) for cell in cells):
                    continue
                yield "\n".join(cells)
    finally:
        opened.close()


def _png(data: bytes) -> Iterator[str]:
    """The texts that a picture carries beside its points."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise Unknown("a file that is no .png")
    at = 8
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind in (b"zTXt", b"iTXt"):
            name, _, rest = body.partition(b"\0")
            packed = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
            is_packed = kind == b"zTXt" or rest[:1] == b"\1"
            yield (name + b"\n" + (zlib.decompress(packed) if is_packed else packed)).decode("utf-8", "replace")
        elif kind not in (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"sBIT", b"cHRM", b"bKGD"):
            yield body.decode("latin-1")
        at += 12 + size
    yield data[at:].decode("latin-1")


_READERS = {
    **dict.fromkeys(("html", "htm", "svg", "xml", "graphml"), _markup),
    **dict.fromkeys(("json", "geojson"), _json),
    **dict.fromkeys(("css", "txt", "md", "toml", "map"), _plain),
    "js": _script,
    "png": _png,
}
