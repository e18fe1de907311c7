"""How the bytes of a text file are signs: by byte order mark, by where its zero bytes stand, else UTF-8.

Bytes that are not UTF-8 are read as Windows-1252 one by one, or the whole file as Mac Roman where accented letters
stand inside words only in that reading. Neither can be proven: the reader tells of every row in which it was needed.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

UTF8_BOM = codecs.BOM_UTF8
CUTTABLE = ("utf-8", "utf-8-sig")  # one byte a line feed, and each line can be decoded on its own
HEAD = 1 << 16
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (UTF8_BOM, "utf-8-sig"),
)
_LONE_BYTE = re.compile("[\udc80-\udcff]")
_HIGH_IN_WORD = re.compile(rb"(?<=[a-z])[\x80-\xff](?=[a-z])")
_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # in Windows-1252
ENOUGH = 3


def _one_byte_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error("cp1252-bytes", _one_byte_as_cp1252)


def encoding_of(path: Path) -> str:
    """The encoding of a text file, as a Python codec's name; "utf-8" where nothing shows another."""
    with path.open("rb") as file:
        return of_bytes(file.read(HEAD))


def of_bytes(head: bytes) -> str:
    """The same for the first bytes of a file."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return _by_zeros(head) or _by_words(head) or "utf-8"


def _by_zeros(head: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: most signs of a record are ASCII, so zeros stand in the same places throughout."""
    if len(head) < 8 or b"\0" not in head:
        return ""
    zeros = [head[at::4].count(0) / max(1, len(head[at::4])) for at in range(4)]
    for encoding, shape in (
        ("utf-32-le", (0, 1, 1, 1)), ("utf-32-be", (1, 1, 1, 0)), ("utf-16-le", (0, 1, 0, 1)), ("utf-16-be", (1, 0, 1, 0)),
    ):  # fmt: skip
        if all(zero > 0.7 if wanted else zero < 0.1 for zero, wanted in zip(zeros, shape, strict=True)):
            return encoding
    return ""


def _by_words(head: bytes) -> str:
    """Mac Roman, where its reading makes words and that of Windows-1252 does not."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4:  # a sign cut where the head ends
            return ""
    else:
        return ""
    found = _HIGH_IN_WORD.findall(head)
    as_mac = sum(one.decode("mac_roman").islower() for one in found)
    as_windows = sum(one not in _UNDEFINED and one.decode("cp1252", "replace").islower() for one in found)
    return "mac_roman" if as_mac >= ENOUGH and as_mac == len(found) and as_windows * 2 < as_mac else ""


def has_lone_bytes(line: str) -> bool:
    """Whether a line read with `surrogateescape` holds bytes that are not UTF-8."""
    return not line.isascii() and _LONE_BYTE.search(line) is not None


def mend(line: str) -> str:
    """A line read with `surrogateescape`, its bytes that are not UTF-8 taken as Windows-1252."""
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "cp1252-bytes")


def decode_head(data: bytes, encoding: str) -> str:
    """The signs of a file's first bytes; what cannot be decoded is replaced, a byte order mark left out."""
    text = data.decode(encoding, errors="cp1252-bytes" if encoding in CUTTABLE else "replace")
    return text.removeprefix("\ufeff")
