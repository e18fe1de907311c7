"""From a name as printed to plain words: marks such as [INACTIVE] stripped, brackets sorted, spelling made one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from plainview.agencies.vocabulary import CODES, NORMAL, PRODUCT, STATE_NAMES, STATUS, VENDOR, find

_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?|&")
_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")
_LEADING_STATE = re.compile(r"\W*([A-Za-z]{2})\s*[-\u2013]\s")
_LEADING_STATE_TIGHT = re.compile(r"\W*([A-Z]{2})-\s*[A-Z]")
_OWNERS = frozenset(
    ["sheriff", "marshal", "attorney", "da", "prosecutor", "state", "general", "commonwealth", "solicitor", "constable"]
)
_BEFORE_MOUNT = frozenset(["north", "south", "east", "west", "new", "old", "upper", "lower", "lake"])
_FRAME = " \t-_:;,./"


def _any(phrases: list[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\W+") for phrase in sorted(phrases, key=len, reverse=True))


_BRACKET_STATUS = re.compile(rf"\W*(?:{_any(STATUS['bracket'])})\b", re.IGNORECASE)
_BRACKET_PRODUCT = re.compile(rf"\W*(?:{_any(PRODUCT['bracket'])})\W*$", re.IGNORECASE)
_START = re.compile(rf"\W*(?:{_any(STATUS['start'])})(?:\s*[-:]+\s*|\s+|$)", re.IGNORECASE)
_END = re.compile(rf"(?:^|[\s\-:]+)(?:{_any(STATUS['end'])})\W*$", re.IGNORECASE)
_END_PRODUCT = re.compile(rf"\s+-\s*(?:{_any(PRODUCT['end'])})\W*$", re.IGNORECASE)
_VENDOR = re.compile(rf"^\W*(?:{_any(VENDOR['first'])})\b|\b(?:{_any(VENDOR['anywhere'])})\b", re.IGNORECASE)
_VENDOR_WHOLE = re.compile(rf"\W*(?:{_any(VENDOR['whole'])})\W*$", re.IGNORECASE)
_LAST_WORDS = frozenset(phrase.split()[-1] for phrase in (*STATUS["end"], *PRODUCT["end"]))
_FIRST_WORDS = tuple({phrase.split()[0] for phrase in STATUS["start"]})


@dataclass(slots=True)
class Wording:
    """A name in words.

    words: lower case, one spelling each; printed: the same words as printed.
    state: code that stood in brackets or before a dash, "" if none. qualifiers: bracketed words that say which one.
    marked: a status or product mark was stripped; federal: a mark said so; vendor: an account of the vendor or a test.
    """

    words: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    state: str = ""
    qualifiers: list[list[str]] = field(default_factory=list)
    marked: bool = False
    federal: bool = False
    vendor: bool = False


def plain(text: str) -> str:
    """ASCII letters where there is such a one; no apostrophes or full stops, so "St." and "Sheriff's" are one word."""
    if not text.isascii():
        text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-").replace("\u2014", "-")
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if "'" in text or "`" in text:
        text = text.replace("'", "").replace("`", "")
    if "." in text:
        text = _INITIALS.sub(r"\1", text).replace(".", " ")
    return text


def split(text: str) -> tuple[list[str], list[str]]:
    """(words in one spelling, the same words as printed). A lone "s" belongs to the office before ("sheriff-s")."""
    words: list[str] = []
    printed: list[str] = []
    for token in _WORD.findall(text):
        word = token.lower()
        if word == "s" and words and words[-1] in _OWNERS:
            words[-1] += "s"
            printed[-1] += "s"
            continue
        if word == "&":
            word = "and"
        spelling = NORMAL.get(word)
        if spelling is None:
            words.append(word)
            printed.append(token)
        else:  # in the letters of what it stands for, so that a name in small letters stays one
            words.extend(spelling.split())
            as_printed = spelling.upper() if token.isupper() else spelling if token.islower() else spelling.title()
            printed.extend(as_printed.split())
    at = 1 if len(words) > 2 and words[0] in _BEFORE_MOUNT else 0  # "MT" elsewhere is Montana
    if len(words) > at + 1 and words[at] in ("mt", "ft"):
        words[at] = "mount" if words[at] == "mt" else "fort"
        printed[at] = words[at].title()
    return words, printed


def _state_of(words: list[str]) -> str:
    if len(words) == 1 and words[0] in CODES:
        return CODES[words[0]]
    if words:
        for phrase, code in STATE_NAMES.get(words[0], ()):
            if tuple(words) == phrase:
                return code
    return ""


def _brackets(text: str, wording: Wording) -> str:
    """Take the brackets out of `text` and sort what they say; words that name an office are put back in line."""
    pieces: list[str] = []
    end = 0
    for match in _BRACKET.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        inside = match.group(1)
        if _BRACKET_STATUS.match(inside):
            wording.marked = True
            wording.federal = wording.federal or "federal" in inside.lower()
            continue
        if _BRACKET_PRODUCT.match(inside):
            wording.marked = True
            continue
        words, printed = split(inside)
        state = _state_of(words)
        if state and wording.state in ("", state):
            wording.state = state
        elif words:
            found = find(words, 0)
            if found and found[1].unit and found[0] == len(words):
                pieces.append(" " + " ".join(printed) + " ")
            else:
                wording.qualifiers.append(words)
    pieces.append(text[end:])
    return " ".join(pieces)


def read(name: str) -> Wording:
    """Put `name` into words. Never fails; a name without a letter or digit has no words."""
    wording = Wording()
    text = plain(name)
    wording.vendor = _VENDOR.search(text) is not None or _VENDOR_WHOLE.match(text) is not None
    if wording.vendor:
        wording.words, wording.printed = split(text)
        wording.state = next((CODES[w.lower()] for w in wording.printed if w.isupper() and w.lower() in CODES), "")
        return wording
    if "(" in text or "[" in text:
        text = _brackets(text, wording)
    if text.lstrip(_FRAME).lower().startswith(_FIRST_WORDS):
        stripped = _START.sub("", text, count=1)
        if stripped.strip(_FRAME) and stripped != text:
            text, wording.marked = stripped, True
    last = text.rstrip(_FRAME).rpartition(" ")[2].rpartition("-")[2].lower()
    while last in _LAST_WORDS:
        stripped = _END_PRODUCT.sub("", _END.sub("", text))
        if stripped == text or not stripped.strip(_FRAME):
            break
        text, wording.marked = stripped, True
        last = text.rstrip(_FRAME).rpartition(" ")[2].rpartition("-")[2].lower()
    leading = _LEADING_STATE.match(text) or _LEADING_STATE_TIGHT.match(text)
    if leading and leading.group(1).lower() in CODES:
        code = CODES[leading.group(1).lower()]
        if not wording.state:
            wording.state = code
            text = text[leading.end(1) :]
        elif wording.state == code:
            text = text[leading.end(1) :]
    wording.words, wording.printed = split(text)
    return wording
