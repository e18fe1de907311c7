"""A CSV file from its first byte to its last by Python's csv module, whole: no spans, no columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

LONGEST = 1 << 20
FIRST = 20
_DELIMITERS = ",\t;|"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Printed:
    """One row as printed, and the nearest header above it."""

    header: list[str]
    cells: list[str]


@dataclass(slots=True)
class Found:
    """The rows asked for by their locators; how many rows the file has beside its first header (None: see why)."""

    rows: dict[str, Printed] = field(default_factory=dict)
    count: int | None = None
    why: str = ""


def read(path: Path, wanted: set[str], is_header: Callable[[list[str]], bool]) -> Found | None:
    """Look the wanted locators ("line 17") up; None if no delimiter gives a header within the first rows: no table."""
    delimiter = _delimiter(path, is_header)
    if not delimiter:
        return None
    found = Found()
    header: list[str] | None = None
    count, last = 0, 0
    headers: list[tuple[int, list[str]]] = []
    try:
        with _opened(path) as text:
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            for cells in reader:
                line, last = last + 1, reader.line_num
                count += 1
                if is_header(cells):
                    count -= header is None
                    header = cells
                    headers.append((line, cells))
                if (locator := f"line {line}") in wanted:
                    found.rows[locator] = Printed(header or [], cells)
        found.count = count
    except csv.Error as error:
        found.why = f"the file breaks the rules of CSV below line {last} ({error}), so its rows cannot be counted in a second way"
        _one_by_one(path, delimiter, wanted, headers, found)
    return found


def _one_by_one(path: Path, delimiter: str, wanted: set[str], headers: list[tuple[int, list[str]]], found: Found) -> None:
    """In a broken file each wanted row is read from its own line on."""
    left = {int(locator.removeprefix("line ")) for locator in wanted - set(found.rows) if locator.startswith("line ")}
    if not left:
        return
    with _opened(path) as text:
        lines = list(text)
    for line in sorted(left):
        if line > len(lines):
            continue
        try:
            cells = next(csv.reader(iter(lines[line - 1 : line + 200]), delimiter=delimiter, strict=True), None)
        except csv.Error:
            continue
        above = [header for at, header in headers if at < line]
        if cells is not None:
            found.rows[f"line {line}"] = Printed(above[-1] if above else [], cells)


def _delimiter(path: Path, is_header: Callable[[list[str]], bool]) -> str:
    for delimiter in _DELIMITERS:
        if any(is_header(cells) for cells in _first(path, delimiter)):
            return delimiter
    return ""


def _first(path: Path, delimiter: str) -> Iterator[list[str]]:
    with _opened(path) as text:
        try:
            for _, cells in zip(range(FIRST), csv.reader(text, delimiter=delimiter), strict=False):
                yield cells
        except csv.Error:
            return


class _opened:  # noqa: N801  (used as a function)
    """The file as text, line by line; bytes that are no UTF-8 are Windows-1252, one by one."""

    def __init__(self, path: Path) -> None:
        csv.field_size_limit(LONGEST)
        with path.open("rb") as file:
            head = file.read(1 << 16)
        encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
        feeds = b"\n" in head  # a carriage return ends a line only in a file that has nothing else
        wrong = "replace" if encoding == "utf-16" else "surrogateescape"
        self.file = path.open(encoding=encoding, errors=wrong, newline="\n" if feeds else "")

    def __enter__(self) -> Iterator[str]:
        return (_mended(line) for line in self.file)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _mended(line: str) -> str:
    line = line.replace("\0", "")
    if line.isascii() or not any("\udc80" <= ch <= "\udcff" for ch in line):
        return line
    return "".join(bytes([ord(ch) - 0xDC00]).decode("cp1252", "replace") if "\udc80" <= ch <= "\udcff" else ch for ch in line)
