"""The last look before a tree is published: does any plate of the archive, or any token of the key, stand in it as a whole word?

It is independent on purpose: it imports neither the redaction nor the site, takes the plates from the archived originals and
the texts from the written files, and knows nothing of how either came about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from plainview import copies
from plainview.publishing.texts import Unknown, texts

SHORTEST_NUMBER = 4  # figures alone: a number of three figures or fewer is a count somewhere on every page
MOST = 200  # finds that are told of one file
# What may stand between the parts of a plate as people type it.
_BETWEEN = frozenset([" ", "-", ".", "·", "_", " - ", "\u2013", "\u2010", "\u2011", "\u00a0", "  "])
_WORD = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_][ .-]){4,}[^\W_](?![^\W_])")
_TOKEN = re.compile(r"(?<![0-9a-z])(?:[pa]_)?[0-9a-f]{22}(?![0-9a-z])", re.IGNORECASE)
_NAMED_ROW = re.compile(r"(?<![0-9a-f])([0-9a-f]{16})[:-][0-9]{1,12}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that may not stand there. kind: `plate`, `word` (a plate that is also a word or number, which a person may
    allow), `token`, `unreadable` (a file this look cannot read). around: the text beside it."""

    kind: str
    word: str
    file: str
    around: str


def look(
    folder: Path,
    plates: Collection[str],
    ids: Collection[str] = (),
    secrets: Collection[str] = (),
    allowed: Collection[str] = (),
) -> list[Found]:
    """Everything in a tree that forbids publishing it, by file and word; empty if it may go out.

    Args:
        plates: as `plates.plain` writes them.
        ids: of files and findings; a row named after one (`id:17`) is no plate.
        secrets: texts of the key, looked for in every byte.
        allowed: words, as they stand in the text, that a person has looked at.
    """
    wanted = frozenset(one for one in plates if _is_sought(one)) - {_plain(one) for one in allowed}
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    known = frozenset(ids)
    shipped = _shipped()

    def work(piece: list[Path]) -> list[Found]:
        return [one for path in piece for one in _look_at(path, folder, wanted, known, secrets, shipped)]

    by_size = sorted(paths, key=lambda path: -path.lstat().st_size)
    pieces = [by_size[start :: copies.cores()] for start in range(min(copies.cores(), len(by_size)))]
    found = [one for part in copies.side_by_side(work, pieces) for one in part]
    return sorted(found, key=lambda one: (one.file, one.kind, one.word))


def _look_at(
    path: Path, folder: Path, wanted: frozenset[str], ids: frozenset[str], secrets: Collection[str], shipped: frozenset[bytes]
) -> list[Found]:
    name = path.relative_to(folder).as_posix()
    if path.is_symlink():
        return [Found("unreadable", "", name, "a link to another place")]
    found = {(one.kind, one.word): one for one in in_text(name.replace("/", "\n"), wanted, ids, name)}
    if path.stat().st_size < 1_000_000 and path.read_bytes() in shipped:
        return list(found.values())
    try:
        for text in texts(path):
            for one in in_text(text, wanted, ids, name, secrets):
                if len(found) < MOST:
                    found.setdefault((one.kind, one.word), one)
    except Unknown as error:
        found["unreadable", ""] = Found("unreadable", "", name, str(error))
    return list(found.values())


def in_text(text: str, wanted: frozenset[str], ids: Collection[str], file: str, secrets: Collection[str] = ()) -> Iterator[Found]:
    """Plates and tokens that stand in one text as whole words, whatever their case, width, spaces and dashes."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    for token in _TOKEN.finditer(text):
        yield Found("token", token[0], file, _around(text, token.start(), token.end()))
    small = text.lower()
    for secret in secrets:
        if secret in small:
            yield Found("token", "the key itself", file, "")
    if not wanted:
        return
    text = _NAMED_ROW.sub(lambda one: " " if one[1] in ids else one[0], text)
    met = hits(text.upper(), wanted)
    for plate, printed in sorted(met.items()):
        at = text.upper().find(printed)
        yield Found(kind_of(plate), printed, file, _around(text, at, at + len(printed)))


def hits(text: str, wanted: frozenset[str]) -> dict[str, str]:
    """Plates that stand in a text in capitals: each with how it is printed there."""
    words = _WORD.findall(text)
    met = {one: one for one in wanted.intersection(words)}
    between = _WORD.split(text)[1:-1]
    pairs = [at for at, one in enumerate(between) if one in _BETWEEN]
    for at in pairs:
        two = words[at] + words[at + 1]
        if two in wanted and _is_mixed(two):
            met.setdefault(two, words[at] + between[at] + words[at + 1])
        if at + 1 < len(between) and between[at + 1] in _BETWEEN:
            three = two + words[at + 2]
            if three in wanted and _is_mixed(three):
                met.setdefault(three, words[at] + between[at] + words[at + 1] + between[at + 1] + words[at + 2])
    for spaced in _SPACED.finditer(text):
        signs = _WORD.findall(spaced[0])
        for size in range(5, min(len(signs), 8) + 1):
            for start in range(len(signs) - size + 1):
                if (one := "".join(signs[start : start + size])) in wanted:
                    met.setdefault(one, spaced[0])
    return met


def kind_of(plate: str) -> str:
    """`word` for a plate of letters alone, figures alone, fewer than four signs, or one that this program prints itself."""
    if not _is_mixed(plate) or len(plate) < 4 or plate in own_words():
        return "word"
    return "plate"


@cache
def own_words() -> frozenset[str]:
    """Words of the program's own pages, rules and lists: "SHA256", "459PC". They stand there whatever a record says."""
    found: set[str] = set()
    package = files("plainview")
    for room in ("templates", "pages", "rules", "detectors", "terms", "law"):
        for path in sorted(Path(str(package.joinpath(room))).rglob("*")):
            if path.suffix in (".html", ".toml", ".sql", ".txt") and path.name != "_names.txt":
                text = path.read_text(encoding="utf-8").upper()
                words = _WORD.findall(text)
                found.update(words)
                found.update(one for a, b in pairwise(words) if len(a + b) <= 8 for one in (a + b, b + a))
    return frozenset(found)


def _shipped() -> frozenset[bytes]:
    """The program's own scripts and styles, byte by byte: they hold nothing of a record."""
    folder = Path(str(files("plainview").joinpath("assets")))
    return frozenset(path.read_bytes() for path in folder.iterdir() if path.is_file())


def _is_sought(plate: str) -> bool:
    return len(plate) >= (SHORTEST_NUMBER if plate.isdecimal() else 2)


def _is_mixed(plate: str) -> bool:
    return any(sign.isdecimal() for sign in plate) and any(sign.isalpha() for sign in plate)


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 40) : end + 40].split())


def split(found: Iterable[Found]) -> tuple[list[Found], list[Found]]:
    """What stops publishing whatever anybody says, and the words that a person may allow."""
    every = list(found)
    return [one for one in every if one.kind != "word"], [one for one in every if one.kind == "word"]
