"""JSON to rows as printed: one object a line, one list of objects, or one list of objects inside an object.

Numbers keep their printed figures, null and a key that is left out are an empty cell, a nested value is its JSON text.
Memory is bounded: the text is read in pieces and each object decoded on its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from plainview.errors import UserError
from plainview.model import Batch
from plainview.read.encoding import CUTTABLE, decode_head, encoding_of, of_bytes

BATCH = 20_000
HEADER_OBJECTS = 1_000
PIECE = 1 << 20
MOST = 16 << 20  # signs of one object
LOOK = 256  # signs looked ahead: spaces before a first object, a word cut in two
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_OPENS = re.compile(r"\s*(?:\{|\[\s*(?:\{|\]))")
_LIST = re.compile(r"\[[ \t\r\n]*\{")
_BETWEEN = re.compile(r"[ \t\r\n\ufeff,]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Keys beside the list in what a web service answers. A file with others is no plain export: somebody made it of records.
ABOUT = set(
    "count total totalcount size length page pages pagesize perpage limit offset next nextpage previous prev cursor "
    "nextcursor hasmore more status statuscode code ok success error errors message meta metadata version generatedat "
    "exportedat links".split()
)
_ASK = "ask for the records as CSV, or as JSON with one object a line"


class Figure(str):
    """A number as it is printed."""


class Keys(dict[str, Any]):
    """An object; `twice` says that one key stands in it with two values."""

    twice = False


class Unreadable(Exception):
    """What stands at a place of the text is no JSON value."""


def header(path: Path) -> list[str]:
    """The keys of the first 1,000 objects, in the order in which they come.

    Raises:
        UserError: the file holds no list of objects, or several.
    """
    labels: dict[str, None] = {}
    seen = 0
    for _, value in _items(path):
        if isinstance(value, Keys):
            labels.update(dict.fromkeys(value))
            seen += 1
        if seen == HEADER_OBJECTS:
            break
    return [_clean(label) for label in labels]


def read(path: Path) -> Iterator[Batch]:
    """The header, then a row for each object, with locators "line 7" (one object a line) or "item 7" (a list).

    What is no object, names a key twice with two values, or has a key that the first 1,000 have not, is in `broken`.
    The text behind a place that is no JSON is read on from the next line; inside a list it cannot be, and is one broken row.

    Raises:
        UserError: as `header`.
    """
    labels = header(path)
    batch = Batch("", ["header"], [labels])
    known = dict.fromkeys(labels)
    left_out = 0
    for where, value in _items(path):
        why = _wrong(value, known)
        if why:
            batch.broken.append((where, why))
        else:
            left_out += len(value) < len(labels)
            batch.rows.append([_cell(value.get(label)) for label in labels])
            batch.locators.append(where)
        if why or len(batch.rows) >= BATCH:
            yield batch
            batch = Batch("", [], [])
    if left_out:
        batch.noted.append(("", "keys_left_out", f"{left_out} objects leave keys out; these cells are read as empty"))
    if batch.rows or batch.broken or batch.noted:
        yield batch


def _wrong(value: object, known: dict[str, None]) -> str:
    if isinstance(value, Unreadable):
        return str(value)
    if not isinstance(value, Keys):
        return "is no object, so it has no cells"
    if value.twice:
        return "one key stands twice, with two values"
    if not value.keys() <= known.keys() and any(_clean(key) not in known for key in value):
        return f"has a key that the first {HEADER_OBJECTS} objects do not have"
    return ""


def _cell(value: object) -> str:
    return "" if value is None else _clean(value) if isinstance(value, str) else _text(value)


def _text(value: object) -> str:
    """JSON text of a value, numbers as printed."""
    if isinstance(value, Figure):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_text(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_text(one) for one in value) + "]"
    return json.dumps(_clean(value) if isinstance(value, str) else value, ensure_ascii=False)


def _clean(text: str) -> str:
    """Halves of a sign that stand alone cannot be stored."""
    return str(text) if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _keys(pairs: list[tuple[str, Any]]) -> Keys:
    found = Keys(pairs)
    found.twice = len(found) < len(pairs) and any(_text(found[key]) != _text(value) for key, value in pairs)
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_keys, parse_float=Figure, parse_int=Figure, parse_constant=Figure, strict=False)


class _Source:
    """Text read in pieces: what is decoded is dropped, and the line that comes next is known."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.text, self.at, self.ended = file, "", 0, False
        self._line, self._counted = 1, 0

    def more(self, size: int = PIECE) -> bool:
        """Drop what was decoded and read on; False at the end of the file."""
        self.here()
        piece = "" if self.ended else self.file.read(size)
        self.text, self.at, self._counted, self.ended = self.text[self.at :] + piece, 0, 0, not piece
        return bool(piece)

    def here(self) -> int:
        """The line of the next sign."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def sign(self, between: re.Pattern[str] = _SPACE) -> str:
        """The next sign that is no space, "" at the end."""
        while True:
            found = between.match(self.text, self.at)
            assert found is not None, "the pattern fits no sign at all too"
            self.at = found.end()
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]

    def value(self) -> Any:
        """The next value. Unreadable if there is none, or it is too long."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except RecursionError:
                raise Unreadable("is nested too deep") from None
            except json.JSONDecodeError as error:
                if not _may_be_cut(error, self.text):
                    raise Unreadable("is no JSON") from None
                if len(self.text) - self.at > MOST:
                    raise Unreadable(f"is longer than {MOST >> 20} MiB, or is no JSON") from None
                if not self.more(max(PIECE, len(self.text))):
                    raise Unreadable("is no JSON") from None
                continue
            length, whole = end - self.at, end < len(self.text)
            if whole or not self.more():  # a number may go on in the next piece
                self.at += length
                return value

    def skip_line(self) -> bool:
        """Go behind the next line end; False at the end of the file."""
        while (found := self.text.find("\n", self.at)) < 0:
            self.at = len(self.text)
            if not self.more():
                return False
        self.at = found + 1
        return True

    def opens_list_of_objects(self) -> bool:
        if len(self.text) - self.at < LOOK:
            self.more()
        return _LIST.match(self.text, self.at) is not None


def _may_be_cut(error: json.JSONDecodeError, text: str) -> bool:
    """Whether a text that is no JSON may be one with more of it: the fault lies at its end, or in an open string."""
    return error.pos + LOOK >= len(text) or error.msg.startswith("Unterminated string")


def _items(path: Path) -> Iterator[tuple[str, Any]]:
    """Each object or other value with its locator; an Unreadable in the place of what is no JSON."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="cp1252-bytes" if encoding in CUTTABLE else "replace", newline="") as file:
        source = _Source(file)
        first = source.sign()
        if first == "[":
            source.at += 1
            yield from _list(source)
        elif first == "{" and _is_wrapper(source):
            yield from _inside(source)
        else:
            yield from _by_line(source)


def _by_line(source: _Source) -> Iterator[tuple[str, Any]]:
    while source.sign(_BETWEEN):
        where = f"line {source.here()}"
        try:
            yield where, source.value()
        except Unreadable as error:
            yield where, error
            if not source.skip_line():
                return


def _list(source: _Source) -> Iterator[tuple[str, Any]]:
    number = 0
    while (sign := source.sign(_BETWEEN)) != "]":
        number += 1
        if not sign:
            yield f"item {number}", Unreadable("the list is cut here: the file ends before it does")
            return
        try:
            yield f"item {number}", source.value()
        except Unreadable as error:
            yield f"item {number}", Unreadable(f"{error}; the list could not be read from here to its end")
            return
    source.at += 1


def _is_wrapper(source: _Source) -> bool:
    """Whether the file is one object that holds a list of objects, not one object a line."""
    source.more()
    try:
        value, end = _DECODER.raw_decode(source.text, source.at)
    except RecursionError:
        return False
    except json.JSONDecodeError as error:
        return _may_be_cut(error, source.text) and not source.ended
    alone = not source.text[end:].strip() and not source.more()
    return alone and any(isinstance(one, list) and one and isinstance(one[0], dict) for one in value.values())


def _inside(source: _Source) -> Iterator[tuple[str, Any]]:
    """The items of the only list of objects in an object."""
    source.at += 1
    lists = 0
    while (sign := source.sign(_BETWEEN)) == '"':
        key = source.value()
        if source.sign() != ":":
            break
        source.at += 1
        if source.sign() == "[" and source.opens_list_of_objects():
            lists += 1
            if lists > 1:
                raise UserError("", "is JSON with several lists of objects", _ASK)
            key = ""
            source.at += 1
            yield from _list(source)
        else:
            try:
                source.value()
            except Unreadable:
                break
        if key and normal(key) not in ABOUT:
            raise UserError("", "is JSON that says more than its list of objects, so it is no export of a log", _ASK)
    if sign != "}" and lists:
        yield f"line {source.here()}", Unreadable("what follows the list is no JSON")
    if not lists:
        raise UserError("", "is JSON without a list of objects", _ASK)


def normal(key: str) -> str:
    return "".join(sign for sign in key.casefold() if sign.isalnum())


def looks_like(head: bytes) -> bool:
    """Whether the first bytes of a file open an object or a list of objects."""
    return _OPENS.match(decode_head(head, of_bytes(head))) is not None
