"""Records of a text one by one, by Python's csv in strict mode; a record that breaks the rules costs its first line only.

What strict mode lets pass is looked for here: a quote inside a cell without quotes, a backslash that escapes nothing, a
NUL, several rows joined by a pair of stray quotes, rows that end at a carriage return among rows that end at line feeds.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from plainview.read.encoding import has_lone_bytes, mend

BROKEN_BY_CR = "new-line character"
JOINED = "\U0010fffd"  # stands for a delimiter of several signs while a line is parted; no text holds it
SPACES = "  "  # the delimiter "two or more spaces"
_SPACES = re.compile(" {2,}")
_PIECES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def line_end_of(text: str) -> str:
    """Lines end at line feeds ("\\n"), or at any of the three ends ("") where most ends are a carriage return alone."""
    feeds = text.count("\n")
    return "\n" if feeds and feeds >= text.count("\r") - text.count("\r\n") else ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file's records go by. width: cells of the header, 0 if not known. feeds: lines end at line feeds."""

    delimiter: str
    quote: str
    escape: str
    width: int = 0
    feeds: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its cells, or None and why it could not be read. noted: (kind, why) of what is odd in it."""

    locator: str
    cells: list[str] | None
    why: str = ""
    noted: tuple[tuple[str, str], ...] = ()


def records(source: Iterator[str], rules: Rules, first_line: int) -> Iterator[Record]:
    """Read record by record, remembering its lines, so that a broken record gives back all but its first line."""
    backlog: deque[str] = deque()
    consumed: list[str] = []
    sign = rules.delimiter if len(rules.delimiter) == 1 else JOINED
    formed = _form(sign, rules.quote, rules.escape)
    place = _Place(first_line, rules.feeds)

    def feed() -> Iterator[str]:
        while True:
            line = backlog.popleft() if backlog else next(source, None)
            if line is None:
                return
            consumed.append(line)
            yield _prepared(line, rules.delimiter)

    def made() -> Iterator[list[str]]:
        return csv.reader(
            feed(), delimiter=sign, quotechar=rules.quote or None, escapechar=rules.escape or None,
            quoting=csv.QUOTE_MINIMAL if rules.quote else csv.QUOTE_NONE, strict=True,
        )  # fmt: skip

    reader = made()
    while True:
        try:
            cells = next(reader)
            why = _broken(consumed, cells, rules)
        except StopIteration:
            return
        except csv.Error as error:
            cells, why = [], str(error)
        if not why:
            yield Record(place.locator, _restored(cells, rules.delimiter), noted=_noted(consumed, rules, formed))
            place.pass_by(consumed)
            consumed.clear()
            continue
        if why.startswith(BROKEN_BY_CR) and len(consumed) == 1 and len(pieces := _PIECES.findall(consumed[0])) > 1:
            backlog.extendleft(reversed(pieces))
        else:
            noted = tuple(one for one in _noted(consumed[:1], rules, None) if one[0] != "nul_left_out")
            yield Record(place.locator, None, why, noted)
            backlog.extendleft(reversed(consumed[1:]))
            place.pass_by(consumed[:1])
        consumed.clear()
        reader = made()


class _Place:
    """Where the next record begins: its line, and which row of that line it is."""

    def __init__(self, line: int, feeds: bool) -> None:
        self.line, self.row, self.ends = line, 1, "\n" if feeds else ("\n", "\r")

    @property
    def locator(self) -> str:
        return f"line {self.line}" if self.row == 1 else f"line {self.line} row {self.row}"

    def pass_by(self, lines: list[str]) -> None:
        ended = sum(line.endswith(self.ends) for line in lines)
        self.line += ended
        self.row = 1 if ended else self.row + 1


def _prepared(line: str, delimiter: str) -> str:
    if "\0" in line:
        line = line.replace("\0", "")
    if has_lone_bytes(line):
        line = mend(line)
    if len(delimiter) == 1:
        return line
    if delimiter == SPACES:
        body = line.rstrip("\r\n")
        return _SPACES.sub(JOINED, body.strip(" ")) + line[len(body) :]
    return line.replace(delimiter, JOINED)


def _restored(cells: list[str], delimiter: str) -> list[str]:
    return cells if len(delimiter) == 1 else [cell.replace(JOINED, delimiter) for cell in cells]


def _broken(lines: list[str], cells: list[str], rules: Rules) -> str:
    """Why a record that csv could read is none: without its NULs it has not the cells of a row, or stray quotes join rows."""
    if any("\0" in line for line in lines) and (rules.width < 2 or len(cells) != rules.width):
        return "a NUL sign stands in this row"
    if len(lines) == 1 or rules.width < 2:
        return ""
    enough = [line.count(rules.delimiter) >= rules.width - 1 for line in lines]
    if any(enough[1:-1]) or (enough[0] and enough[-1]):
        return "a quote opened in this row swallows the rows that follow"
    return ""


def _form(sign: str, quote: str, escape: str) -> re.Pattern[str] | None:
    """A record in which every quote opens or closes a cell, or stands escaped inside one."""
    if not quote:
        return None
    q, d, e = re.escape(quote), re.escape(sign), re.escape(escape)
    escaped = f"|{e}[^\r\n]|{e}\r?\n" if escape else ""
    inside = f"(?:[^{q}{e}]++|{q}{q}{escaped})*+"
    bare = f"(?:[^{q}{d}{e}\r\n]++{escaped})*+"
    cell = f"(?:{q}{inside}{q}|{bare})"
    return re.compile(f"{cell}(?:{d}{cell})*+(?:\r?\n|\r)?")


def _noted(lines: list[str], rules: Rules, formed: re.Pattern[str] | None) -> tuple[tuple[str, str], ...]:
    noted: list[tuple[str, str]] = []
    raw = lines[0] if len(lines) == 1 else "".join(lines)
    if not raw.isascii():
        if has_lone_bytes(raw):
            noted.append(("encoding_assumed", "the row holds bytes that are not UTF-8; they were read as Windows-1252"))
        elif "\ufffd" in raw:
            noted.append(("encoding_assumed", "the row holds bytes that could not be read as text"))
    if "\0" in raw:
        noted.append(("nul_left_out", "NUL signs stand in the row; they were left out of its cells"))
    if formed and rules.quote in raw and not formed.fullmatch(_prepared_all(lines, rules.delimiter)):
        noted.append(("quote_in_cell", "a quote stands inside a cell that has no quotes around it"))
    if rules.escape and rules.escape in raw and _escapes_other(raw, rules):
        noted.append(("escape_unclear", "a sign that marks quotes stands before another sign; it was left out of the cell"))
    return tuple(noted)


def _prepared_all(lines: list[str], delimiter: str) -> str:
    return "".join(_prepared(line, delimiter) for line in lines)


def _escapes_other(raw: str, rules: Rules) -> bool:
    e = re.escape(rules.escape)
    rest = re.sub(f"{e}[{e}{re.escape(rules.quote)}{re.escape(rules.delimiter[0])}]", "", raw)
    return rules.escape in rest
