"""What strangers named is covered before any page is made of it: people in names of files, sheets and agencies, birth dates,
telephone numbers. A row goes through here on its way from the tables to a page that is published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from plainview import redact
from plainview.pages._case import UNNAMED, is_unnamed
from plainview.pages._rows import Row, Source
from plainview.reasons.names import common, without_names

MARK = redact.MASK
COVERED_ID = "covered-"
HIDDEN_NAME = "Name not shown"
# Columns in which a stranger's own words may stand; an old date in one of them may be a birth date.
STRANGERS = ("name", "path", "canonical", "locator", "column_name", "label")
# Of these, the columns that hold sentences: there two words with capitals that stand in no dictionary are taken for a name.
PROSE = ("value", "value_raw", "words", "why", "text", "answer", "correction")
EXAMPLES = "page/latest_entries"  # its rows tell who searched, and when to the minute
_WORDS = Path(__file__).parent / "file_words.txt"
_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\W_]+|[\W_]")
_NUMBER = re.compile(r"[0-9]{1,2}|20[1-3][0-9]|20[1-3][0-9](?:0[1-9]|1[0-2])(?:[0-3][0-9])?")
_VERSION = re.compile(r"(?i)[vq][0-9]{1,2}|[0-9]{1,2}(?:am|pm|st|nd|rd|th)")
_OLD_DATE = re.compile(
    r"\b(?:(?:19[0-9]{2}|200[0-9])[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19[0-9]{2}|200[0-9]))\b"
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w-])(?:\+?1[ .-])?\(?[0-9]{3}\)?[ .-]?[0-9]{3}[ .-]?[0-9]{4}(?![\w-])")
_CAPITAL = re.compile(r"[^\W\d_](?:['’]?[^\W\d_]+)+")
_NEXT = re.compile(r",? (?:[^\W\d_]\.? )?")
_SHEET = re.compile(r"(sheet ')(.+?)('(?= |$))")
_BY_SHEET = re.compile(r"(?s)(.*?)((?:^|[ ,]+)(?:row|line|page|record)\s+[0-9].*)")
_SEGMENT = re.compile(r"(\s+[-–—]\s+|\s*[()\[\];/|]\s*)")
# Words that tell that a name before them is a place's or an office's, not a person's.
_PLACES = frozenset(
    "city county town township village borough parish police sheriff pd so dept department district school university college "
    "springs falls creek river lake park heights hills valley beach island bay port fort mountain county's state task force "
    "airport hospital street road avenue bridge grove ridge junction harbor tribal nation authority office marshal".split()
)


class Covered:
    """A store whose rows are covered: what a page shows is covered already, whichever page it is.

    Args:
        covers: exact texts of the record (names of files, agencies and their ids) and what stands for each.
        asked: findings about one account that the publisher asked for by name; all others are taken out.
        few: ids of agencies whose searches few people made: none of their entries is shown as an example with its time.
    """

    def __init__(self, source: Source, covers: Mapping[str, str], asked: Iterable[str] = (), few: Iterable[str] = ()) -> None:
        self._source = source
        self._few = frozenset(few)
        self._covers = dict(covers)
        self._back = {new: old for old, new in covers.items() if new.startswith((COVERED_ID, UNNAMED))}
        self._asked = sorted(asked)
        longest = sorted((old for old in covers if len(old) > 3), key=len, reverse=True)
        self._inside = re.compile("|".join(re.escape(old) for old in longest)) if longest else None

    def run(self, name: str, **params: object) -> None:
        self._source.run(name, **params)
        if name == "page/made_findings":
            self._source.run("publish/without_accounts", asked=self._asked)

    def rows(self, name: str, **params: object) -> list[Row]:
        asked = {key: self._back.get(value, value) if isinstance(value, str) else value for key, value in params.items()}
        found = self._source.rows(name, **asked)
        if name == EXAMPLES:
            found = [row for row in found if row.get("searcher_id") not in self._few]
        return [{key: self._value(key, value) for key, value in row.items()} for row in found]

    def _value(self, column: str, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(column, value)
        if isinstance(value, list):
            return [self._value(column, one) for one in value]
        return {key: self._value(key, one) for key, one in value.items()} if isinstance(value, dict) else value

    def stands_for(self, id: str) -> str:
        """The id by which the pages know an agency."""
        return self._covers.get(id, id)

    def text(self, column: str, text: str) -> str:
        """One cell of a column as it may go on to a page."""
        if text in self._covers:
            return self._covers[text]
        if self._inside:
            text = self._inside.sub(lambda found: self._covers[found[0]], text)
        if column == "locator":
            return locator(text)
        text = _SHEET.sub(lambda found: found[1] + file_words(found[2]) + found[3], text)
        if column == "column_name":
            return file_words(text)
        return people(text, column in STRANGERS + PROSE or column.endswith("_raw"), column in PROSE)


def covers(files: Iterable[str], agencies: Iterable[Row], holders: Iterable[str] = ()) -> dict[str, str]:
    """What stands for each name of a file, and of an agency whose name seems to hold a person's.

    Args:
        files: names and paths of releases and refused files.
        agencies: rows of publish/names_printed. holders: ids of the agencies whose records these are: their names may stand in
            the name of a file.
    """
    found: dict[str, str] = {}
    ids: dict[str, str] = {}
    stand_ins: list[str] = []
    by_id: dict[str, list[Row]] = {}
    for row in agencies:
        by_id.setdefault(row["agency_id"], []).append(row)
    for id, rows in sorted(by_id.items()):
        canonical = rows[0]["canonical"] or ""
        printed = sorted({row["name_raw"] for row in rows if row["name_raw"]})
        if is_unnamed(id):  # called after a file that names no agency
            stand_ins += [canonical, *printed]
            ids[id] = f"{UNNAMED}{len(ids) + 1:04d}"
            continue
        is_known = bool(rows[0]["kind"] and rows[0]["state"])
        shown = {name: agency_name(name, is_known) for name in printed}
        hidden = {word for name in printed for word in _words(name) - _words(shown[name])}
        one = agency_name(_WORD.sub(lambda met, hidden=hidden: MARK if met[0].lower() in hidden else met[0], canonical), is_known)
        if one != canonical:
            ids[id] = f"{COVERED_ID}{len(ids) + 1:04d}"
            found[canonical] = re.sub(f"{MARK}(?: {MARK})+", MARK, one)
        found |= {name: new for name, new in shown.items() if new != name}
    known = frozenset(word for id in holders if id not in ids and id in by_id for word in _words(by_id[id][0]["canonical"] or ""))
    for text in [*files, *stand_ins]:
        if (new := file_words(text, known)) != text:
            found[text] = new
    return {old: new for old, new in (found | ids).items() if old}


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def agency_name(name: str, is_known: bool) -> str:
    """An agency's name without a person's: what is added to it in brackets or after a dash goes where it holds one.

    is_known: its kind and its state could be read from the name, so that the beginning is an agency's.
    """
    pieces = _SEGMENT.split(name)
    shown = pieces[0] if is_known or not _holds_name(pieces[0]) else HIDDEN_NAME
    for between, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        hides = _holds_name(piece) or _CONTACT.search(piece) or _OLD_DATE.search(piece)
        shown += between + (MARK if hides else file_words(piece, _place_words()))
    return people(shown, True, False) if shown != HIDDEN_NAME else shown


@lru_cache(maxsize=1)
def _place_words() -> frozenset[str]:
    """Words of towns and counties of the United States."""
    folder = Path(redact.__file__).parent / "places"
    text = "".join((folder / name).read_text(encoding="utf-8") for name in ("us_places.txt", "us_counties.txt"))
    return frozenset(re.findall(r"[^\W\d_]+", text.lower()))


def _holds_name(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return len(words) <= 4 and any(word in common() for word in words) and not set(words) & _PLACES


@lru_cache(maxsize=100_000)
def people(text: str, is_strangers: bool, is_prose: bool) -> str:
    """A text with what seems to be a person's name covered; of strangers' words telephone numbers and old dates too."""
    if is_strangers:
        text = _OLD_DATE.sub(MARK, _CONTACT.sub(MARK, text))
    words = [found for found in _CAPITAL.finditer(text) if found[0][0].isupper()]
    spans: list[tuple[int, int]] = []
    for first, last in pairwise(words):
        between = _NEXT.fullmatch(text, first.end(), last.start())
        if between and _is_named(first[0].lower(), last[0].lower(), "," in between[0], is_prose):
            meets = spans and spans[-1][1] > first.start()
            spans[-1:] = [(spans[-1][0], last.end())] if meets else [*spans[-1:], (first.start(), last.end())]
    for start, end in reversed(spans):
        text = text[:start] + MARK + text[end:]
    return text


@lru_cache(maxsize=100_000)
def _may_be_name(word: str) -> bool:
    return without_names(word, lambda _: False) != word


def _is_named(first: str, last: str, is_turned: bool, is_prose: bool) -> bool:
    """True where two words with capitals seem to be a person's first and last name; turned: last name, comma, first name."""
    if {first, last} & _PLACES or min(len(first), len(last)) < 3:
        return False
    if is_turned:
        return last in common() and last not in redact.vocabulary().words
    if first in common():
        return last not in redact.vocabulary().words | _file_vocabulary()
    return is_prose and _may_be_name(first) and _may_be_name(last)


@lru_cache(maxsize=100_000)
def file_words(name: str, known: frozenset[str] = frozenset()) -> str:
    """The name of a file or column in words that can name nobody: of the vocabulary, of files, of agencies (`known`); all else ▒.

    Numbers stay if they are short, or a year or day of the years in which such logs are kept.
    """
    out = "".join(_part(part, known) for part in _PART.findall(name))
    return re.sub(f"{MARK}(?:[ _.,-]?{MARK})+", MARK, out)


def _part(part: str, known: frozenset[str]) -> str:
    if not part[0].isalnum():
        return part
    if part.isdecimal():
        return part if _NUMBER.fullmatch(part) else MARK
    small = part.lower()
    if len(small) == 1 or small in known or small in _file_vocabulary() or small in redact.vocabulary().words:
        return part
    return part if _VERSION.fullmatch(part) else MARK


@lru_cache(maxsize=1)
def _file_vocabulary() -> frozenset[str]:
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=100_000)
def locator(text: str) -> str:
    """A place in a file, the name of a sheet in it in known words only."""
    found = _BY_SHEET.fullmatch(text)
    return file_words(found[1]) + found[2] if found else file_words(text)
