"""Workbooks (xlsx xlsm xls xlsb ods) to rows as printed, through python-calamine, one sheet in memory at a time.

Promises: every used row of every sheet is yielded with its number in the workbook; blank rows inside a sheet too.
The place of a UserError is the sheet, "" for the whole file: the caller knows its name.
"""

from __future__ import annotations

import datetime
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal

import python_calamine as calamine
import re2

from plainview.errors import UserError
from plainview.model import Batch

BATCH = 20_000
MOST_BYTES = 2 << 30
MOST_TIMES_SMALLER = 200
MOST_MEMBERS = 10_000
MOST_CELLS = 60_000_000  # calamine lays a sheet out as a full rectangle: 32 bytes a cell, empty ones too
SMALL = 1 << 20  # a member this small may be packed as tightly as it likes
CHUNK = 1 << 20
LONGEST_REFERENCE = 16  # bytes of r="XFD1048576", so that one cut in two by a chunk is still seen
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin"}
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_TAB = re.compile(rb"<text:tab(?:\s[^>]*)?/>")
_ASK = "open it in a spreadsheet program to see whether it is damaged, and ask the agency to send it again"
_AS_CSV = "ask for the file as CSV, or open it where you can afford to and save the sheets as CSV"

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read(path: Path, most: int = 0) -> Iterator[Batch]:
    """Every sheet as batches of at most 20,000 rows, cells as text, locator "sheet 'Name' row 5" (as in the workbook).

    most: of each sheet only so many rows, where not 0. Columns left of the first used one are not given. A sheet that
    holds no cells at all (a chart) is in `broken`.

    Raises:
        UserError: not a workbook, truncated, password-protected, or a bomb (far more cells or bytes than its size).
    """
    check(path)
    with _with_tabs(path) or path.open("rb") as file, _opened(file) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ not in (calamine.SheetTypeEnum.WorkSheet, calamine.SheetTypeEnum.MacroSheet):
                yield Batch(about.name, [], [], [(f"sheet '{about.name}'", "is a chart or dialog, it holds no rows")])
                continue
            try:
                sheet = workbook.get_sheet_by_name(about.name)
            except calamine.CalamineError as error:
                raise UserError(f"sheet '{about.name}'", f"cannot be read: {error}", _ASK) from error
            yield from _batches(sheet, about.name, most)


def _with_tabs(path: Path) -> IO[bytes] | None:
    """An ods whose cells hold tabs, with each written as the sign itself: calamine joins the words on its two sides."""
    if not zipfile.is_zipfile(path):
        return None
    with _members(path) as members:
        if "content.xml" not in members.namelist():
            return None
        content = members.read("content.xml")
        if _TAB.search(content) is None:
            return None
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as written:
            for item in members.infolist():
                written.writestr(
                    item.filename, _TAB.sub(b"\t", content) if item.filename == "content.xml" else members.read(item)
                )
        return copy


def as_text(value: Value | None) -> str:
    """One stored value as a person sees it: whole numbers without ".0", dates and times in ISO form, None as ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime.timedelta):
        seconds = value.total_seconds()
        minutes, rest = divmod(abs(seconds), 60)
        return f"{'-' if seconds < 0 else ''}{int(minutes // 60):02}:{int(minutes % 60):02}:{_seconds(rest)}"
    if isinstance(value, int):
        return str(value)
    return value.isoformat()


def kind_of_zip(path: Path) -> Literal["workbook", "document", "zip"]:
    """What a zip file holds, by the names of its members. Raises UserError if it is truncated or damaged."""
    with _members(path) as members:
        names = set(members.namelist())
        if names & _WORKBOOKS:
            return "workbook"
        if "content.xml" in names and "mimetype" in names and members.getinfo("mimetype").file_size < 200:
            return "workbook" if b"spreadsheet" in members.read("mimetype") else "document"
        return "document" if "[Content_Types].xml" in names else "zip"


def is_workbook(path: Path) -> bool:
    """Whether an OLE file is an old workbook (.xls). Raises UserError for a workbook with a password."""
    with path.open("rb") as file:
        if _holds(file, "EncryptedPackage"):
            raise _locked()
        return (_holds(file, "Workbook\0") or _holds(file, "Book\0")) and not _holds(file, "WordDocument\0")


def check(path: Path) -> None:
    """Refuse what calamine must not be given. Looks at the file's first bytes, the list of members and the sheets' XML.

    Raises:
        UserError: as `read`.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLE and is_workbook(path):
        return
    if not head.startswith(_ZIP) or kind_of_zip(path) == "document":
        raise UserError("", "is not a workbook", _ASK)
    if kind_of_zip(path) == "zip":
        raise UserError("", "is a zip file but no workbook", "unpack it and add the files inside")
    with _members(path) as members:
        _check_sizes(members.infolist())
        _check_extents(members)


@contextmanager
def _members(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as members:
            yield members
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error, lzma.LZMAError) as error:
        raise UserError("", f"is a truncated or damaged workbook ({error})", _ASK) from error
    except RuntimeError as error:  # zipfile's word for a member with a password
        raise _locked() from error


def _opened(file: IO[bytes]) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(file)
    except calamine.PasswordError as error:
        raise _locked() from error
    except (calamine.CalamineError, OSError) as error:
        raise UserError("", f"is not a readable workbook ({error})", _ASK) from error


def _batches(sheet: calamine.CalamineSheet, name: str, most: int) -> Iterator[Batch]:
    """Rows from the first used one to the last that holds anything."""
    if sheet.start is None:
        return
    days: list[str] = []

    def shown(value: Value | None) -> str:
        if value.__class__ is not datetime.date:
            return as_text(value)
        days.append(_Day(as_text(value)))
        return days[-1]

    for batch in _as_texts(sheet, name, most, shown):
        yield _midnights(batch) if days else batch
        days.clear()


class _Day(str):
    """The text of a date cell without a time of day."""

    __slots__ = ()


def _midnights(batch: Batch) -> Batch:
    """The batch with days as midnight in columns of times: a moment on midnight is stored as a day is."""
    days = {column for row in batch.rows for column, cell in enumerate(row) if cell.__class__ is _Day}
    for column in days:
        told = [row for row in batch.rows if column < len(row) and row[column]]
        timed = sum(_ISO_TIME.match(row[column]) is not None for row in told)
        day = [row for row in told if row[column].__class__ is _Day]
        for row in day if timed >= len(day) else ():
            row[column] += "T00:00:00"
    return batch


def _as_texts(sheet: calamine.CalamineSheet, name: str, most: int, shown: Callable[[Value | None], str]) -> Iterator[Batch]:
    assert sheet.start is not None
    batch = Batch(name, [], [])
    blanks: list[int] = []
    for number, row in enumerate(sheet.iter_rows(), 1):  # calamine gives the unused rows above, not the columns left
        if number <= sheet.start[0]:
            continue
        cells = [value if value.__class__ is str else shown(value) for value in row]
        if not any(cells):
            blanks.append(number)
            continue
        for blank in blanks:
            batch.rows.append([""] * len(cells))
            batch.locators.append(f"sheet '{name}' row {blank}")
            if len(batch.rows) == BATCH:
                yield batch
                batch = Batch(name, [], [])
        blanks.clear()
        batch.rows.append(cells)
        batch.locators.append(f"sheet '{name}' row {number}")
        if len(batch.rows) == most:
            break
        if len(batch.rows) == BATCH:
            yield batch
            batch = Batch(name, [], [])
    if batch.rows:
        yield batch


def _number(value: float) -> str:
    """Fifteen figures, as spreadsheets show and store them."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    shown = float(f"{value:.15g}")
    return str(int(shown)) if shown.is_integer() and abs(shown) < 1e21 else repr(shown)


def _seconds(rest: float) -> str:
    return f"{rest:09.6f}".rstrip("0").rstrip(".") if rest % 1 else f"{int(rest):02}"


def _locked() -> UserError:
    fix = "ask for a copy without a password, or save one yourself with the password removed"
    return UserError("", "is a workbook protected with a password", fix)


def _bomb(why: str) -> UserError:
    return UserError("", f"is refused as a bomb: {why}", _AS_CSV)


def _holds(file: IO[bytes], name: str) -> bool:
    """Whether an OLE file holds a stream or storage of this name."""
    wanted, tail = name.encode("utf-16-le"), b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise _bomb(f"it packs {len(members)} files, more than {MOST_MEMBERS}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_BYTES:
        raise _bomb(f"it unpacks to {unpacked / (1 << 30):.1f} GB, more than {MOST_BYTES >> 30}")
    for member in members:
        if member.file_size > SMALL and member.file_size > MOST_TIMES_SMALLER * max(1, member.compress_size):
            times = member.file_size // max(1, member.compress_size)
            raise _bomb(f"{member.filename} unpacks to {times} times its size, more than {MOST_TIMES_SMALLER}")


def _check_extents(members: zipfile.ZipFile) -> None:
    """Two cells far apart make calamine lay out every cell between them: 512 GB for A1 and XFD1048576."""
    for member in members.infolist():
        if not member.filename.endswith(".xml"):
            continue
        with members.open(member) as file:
            rows, columns = _extent(file, exact=False)
        if rows * columns > MOST_CELLS:
            with members.open(member) as file:
                rows, columns = _extent(file, exact=True)
        if rows * columns > MOST_CELLS:
            raise _bomb(f"{member.filename} spans {rows} rows by {columns} columns, most of them empty")


def _extent(file: IO[bytes], exact: bool) -> tuple[int, int]:
    """Last row and column that the sheet's XML names. Not exact: the row is rounded up to 9, 99, 999 ...

    The rough search only stops at a reference beyond all before it, which is several times faster.
    """
    column, figures, last, tail = 1, 1, 1, b""
    every = re.compile(rb"""\br=["']([A-Z]{1,3})?(\d{1,7})["']""")
    beyond = _beyond(column, figures)
    while chunk := file.read(CHUNK):
        text, at = tail + chunk, 0
        if exact:
            for match in every.finditer(text):
                column, last = max(column, _column(match[1] or b"A")), max(last, int(match[2]))
        else:
            while found := beyond.search(text, at):
                at = found.end()
                letters = found[1].rstrip(b"0123456789")
                column, figures = max(column, _column(letters or b"A")), max(figures, len(found[1]) - len(letters))
                beyond = _beyond(column, figures)
        tail = text[-LONGEST_REFERENCE:]
    return (last if exact else min(10**figures - 1, LAST_ROW)), min(column, LAST_COLUMN)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def _latin() -> Any:
    """Bytes are looked at one by one, whatever they mean as text."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return options


def _beyond(column: int, figures: int) -> Any:
    """A cell reference further right than `column`, or with more figures in its row than `figures`."""
    letters = _letters(column)
    further = [
        f"{letters[:at]}[{chr(ord(letter) + 1)}-Z]" + "[A-Z]" * (len(letters) - at - 1)
        for at, letter in enumerate(letters)
        if letter < "Z"
    ]
    if len(letters) < 3:
        further.append(f"[A-Z]{{{len(letters) + 1},3}}")
    wanted = [rf"(?:{'|'.join(further)})\d{{1,7}}"] if further else []
    wanted += [rf"[A-Z]{{0,3}}\d{{{figures + 1},7}}"] if figures < 7 else []
    pattern = rf"""[ \t\n\r]r=["']({"|".join(wanted)})["']""" if wanted else "a^"
    return re2.compile(pattern.encode(), _latin())
