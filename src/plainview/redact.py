"""The only door out: every published byte passes here. What strangers typed is cut to known words, and every finished page
is scanned for plates before it is written. A site on which anything is found is not published."""

from __future__ import annotations

import html as html_text
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import re2

MASK = "▒"
SHORT = 1000  # characters; what was found in a shorter text is remembered
TOKEN_COLUMNS = ("plate_token", "account_token", "user_token")
ID_KEYS = frozenset({"release_id", "sha256", "explain", "layout", "made_by", "parent_id"})

_WORD = re.compile(r"[^\W_]+")
_MIXED = re.compile(r"(?<![^\W_])[^\W_]*?(?:[0-9][A-Za-z]|[A-Za-z][0-9]|[^\x00-\x7f\W])[^\W_]*")
_MIXED = re.compile(r"(?=[0-9]*[A-Za-z])(?=[A-Za-z]*[0-9])[A-Za-z0-9]+\Z")
_TWO_PARTS = re.compile(
    r"(?<![\w-])(?:([A-Z]{3})[ -][0-9]{3,4}|[0-9]{3,4}[ -]([A-Z]{3})|[0-9][A-Z]{3}[ -][0-9]{3}|[A-Z]{2}[ -][0-9]{5})(?![\w-])"
)
_STAMP = re.compile(r"\b[0-9]{4}-(?:[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?|W[0-9]{2}\b)")
# What every suspect contains: a cheap look that lets almost all text through before the careful one.
_ODD = (
    r"[A-Za-z][0-9]|[0-9][A-Za-z]|@|[A-Z]{2}[ -][0-9]|[0-9][ -][A-Z]{3}|[0-9]{3}\)?[ .-][0-9]{3}"
    "|[①-⓿！-ｚ\U0001d400-\U0001d7ff]"
)
_LOOKS_ODD = re2.compile(_ODD.encode())
# Cheap looks for each sort of suspect: what every contact, every plate in two parts, and every mixed word contains.
_HAS_CONTACT = re2.compile(rb"@|[0-9]{3}[ .-][0-9]{4}")
_HAS_TWO_PARTS = re2.compile(rb"[A-Z]{2}[ -][0-9]|[0-9][ -][A-Z]{3}")
_HAS_MIXED = re2.compile(rb"[0-9][A-Za-z]|[A-Za-z][0-9]|[^\x00-\x7f\pP\pZ\pS]")
# The same look at a whole page at once: its odd lines, or the odd texts between two quotes.
_ODD_LINES = re2.compile(f"[^\n]*(?:{_ODD})[^\n]*".encode())
_ODD_PIECES = re2.compile(f"[^\0]*(?:{_ODD})[^\0]*".encode())
_PLAIN_MARKS = ("&amp;", "&lt;", "&gt;", "&#34;", "&#39;", "&quot;")  # no part of anything odd, escaped or not
_ODD_QUOTED = re2.compile(f'[^"]*(?:{_ODD})[^"]*'.encode())
_ORDINAL = re.compile(r"[0-9]{1,3}(?:st|nd|rd|th)\Z", re.I)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\w-])(?:\+?1[ .-])?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}(?![\w-])")
_NUMBER_OR_DATE = re.compile(
    r"[0-9]{1,4}|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
_SPLIT_NUMBER = re.compile(rf"(?<!\w)(?:{_NUMBER_OR_DATE.pattern})(?!\w)|[^\W_]+|[^\w\s]|_")
_SECTION = re.compile(
    r"(?<![\w-])(?:(?P<n1>[0-9]{2,5})(?:\.[0-9]{1,2})?(?:\([a-z0-9]{1,2}\)){0,3} ?(?P<c1>[A-Z]{1,4})"
    r"|(?P<c2>[A-Z]{1,4}) ?(?P<n2>[0-9]{2,5})(?:\([a-z0-9]{1,2}\)){0,3}|(?P<n3>[0-9]{3,5}))(?![\w-])",
    re.I,
)
# Capital words that stand before or after a number in ordinary prose, and so cannot be half of a plate here.
_NOT_HALF_A_PLATE = frozenset(
    [
        "PDF",
        "CSV",
        "UTC",
        "ISO",
        "SHA",
        "CVC",
        "USC",
        "RFC",
        "PST",
        "PDT",
        "EST",
        "EDT",
        "CST",
        "CDT",
        "MST",
        "MDT",
        "AND",
        "THE",
        "FOR",
        "NOT",
        *("ATF", "CBP", "DEA", "DHS", "ERO", "FBI", "HSI", "ICE"),  # findings count them: "ICE 120"
    ]
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and code sections that may be printed. Sections are lower-case, number first: "459 pc"; bare: "10851"."""

    words: frozenset[str]
    sections: frozenset[str]

    def has_section(self, number: str, code: str) -> bool:
        return (f"{number} {code}" if code else number).lower() in self.sections


@lru_cache(maxsize=1)
def vocabulary(path: Path = Path(__file__).parent / "terms" / "_vocabulary.txt") -> Vocabulary:
    """Read the allow-list: one word or one code section a line, `#` starts a comment."""
    lines = [line.split("#")[0].strip().lower() for line in path.read_text(encoding="utf-8").splitlines()]
    sections = {line for line in lines if line and line[0].isdigit()}
    return Vocabulary(frozenset(line for line in lines if line and line not in sections), frozenset(sections))


@lru_cache(maxsize=50_000)
def reason_words(text: str | None, known: Vocabulary | None = None) -> str:
    """Return what may be shown of a typed reason: allow-listed words and known code sections; all else is one ▒ per run.

    Nothing of an unknown word is kept, neither its length nor its first letter. An empty reason gives "".
    """
    known = known or vocabulary()
    shown: list[str] = []
    place = 0
    raw = text or ""
    for found in _SECTION.finditer(raw):
        number = found["n1"] or found["n2"] or found["n3"]
        if known.has_section(number, found["c1"] or found["c2"] or ""):
            shown += [*_known_words(raw[place : found.start()], known), found[0]]
            place = found.end()
    shown += _known_words(raw[place:], known)
    # Known words side by side can still spell a plate ("459 VEH"): what the scan would stop at is never printed.
    text = _masked(" ".join(shown), shortest=2)
    return re.sub(f"{MASK}(?: {MASK})+", MASK, text)


def _known_words(text: str, known: Vocabulary) -> Iterator[str]:
    for word in _WORD.findall(text):
        yield word if word.lower() in known.words else MASK


def value_words(text: str | None, known: Vocabulary | None = None) -> str:
    """Return an odd cell's value as far as it may be shown: known words, short numbers, dates and punctuation."""
    known = known or vocabulary()
    out = _SPLIT_NUMBER.sub(
        lambda m: m[0] if not m[0][0].isalnum() or _NUMBER_OR_DATE.fullmatch(m[0]) or m[0].lower() in known.words else MASK,
        text or "",
    )
    return printed(re.sub(f"{MASK}(?:[ {MASK}]*{MASK})+", MASK, out))


@lru_cache(maxsize=50_000)
def printed(text: str | None) -> str:
    """Return text of an official source (a label, a policy, a file name) with plates and contacts masked."""
    return _masked(text or "", shortest=2)


@lru_cache(maxsize=50_000)
def name(text: str | None) -> str:
    """Return an agency's name with plates masked. Short marks such as "D2" or "4B" are districts, and stay."""
    return _masked(text or "", shortest=4)


def _masked(text: str, shortest: int) -> str:
    for found in reversed(list(_suspects(text, shortest))):
        text = text[: found[0]] + MASK + text[found[1] :]
    return text


def _found(pattern: Any, text: str) -> bool:
    """True where a pattern of bytes stands in a text. A lone surrogate, which no file can hold, looks like what it is: a mark."""
    return pattern.search(text.encode("utf-8", "replace")) is not None


def _suspects(text: str, shortest: int) -> Sequence[tuple[int, int]]:
    """Return where plates, contacts and tokens stand in a plain text, in order and without overlap."""
    if not _found(_LOOKS_ODD, text):
        return ()
    return _suspects_met(text, shortest) if len(text) <= SHORT else _suspects_in(text, shortest)


@lru_cache(maxsize=100_000)
def _suspects_met(text: str, shortest: int) -> Sequence[tuple[int, int]]:
    """The same of a short text: the words of rules, names and notes stand on thousands of pages."""
    return _suspects_in(text, shortest)


def _suspects_in(text: str, shortest: int) -> Sequence[tuple[int, int]]:
    spans = [found.span() for found in _CONTACT.finditer(text)] if _found(_HAS_CONTACT, text) else []
    for found in _TWO_PARTS.finditer(text) if _found(_HAS_TWO_PARTS, text) else ():
        if (found[1] or found[2]) not in _NOT_HALF_A_PLATE and not _holds_section(text, found.span()):
            spans.append(found.span())
    has_mixed = _found(_HAS_MIXED, text)
    safe = [found.span() for found in _STAMP.finditer(text)] if has_mixed else []
    for found in _WORD.finditer(text) if has_mixed else ():
        if plate_like(found[0], shortest) and not any(a <= found.start() and found.end() <= b for a, b in safe):
            spans.append(found.span())
    if spans:
        phrases = {phrase for a, b in spans for phrase in _phrases_with(text[a:b])}
        law = [found for phrase in phrases for found in _places(text, phrase)]
        spans = [span for span in spans if not any(a <= span[0] and span[1] <= b for a, b in law)]
    ordered: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not ordered or span[0] >= ordered[-1][1]:
            ordered.append(span)
        else:  # a token inside an address: all of both is covered, so that what is left is no address either
            ordered[-1] = (ordered[-1][0], max(ordered[-1][1], span[1]))
    return tuple(ordered)


def _holds_section(text: str, span: tuple[int, int]) -> bool:
    """True where the number belongs to a known section beside it: the 459 of "PC 459 VEH" is no half of a plate."""
    return any(
        found.start() < span[1] and span[0] < found.end()
        for found in _SECTION.finditer(text, max(0, span[0] - 6), span[1] + 6)
        if (found["c1"] or found["c2"]) and vocabulary().has_section(found["n1"] or found["n2"], found["c1"] or found["c2"])
    )


@lru_cache(maxsize=1)
def law_phrases(folder: Path = Path(__file__).parent / "rules") -> tuple[str, ...]:
    """Citations, addresses and remedies of the shipped rules that hold something plate-like ("KRS 189.632"): let through where
    the whole phrase stands. They are this program's own words, never a record's.
    """
    found: set[str] = set()
    for path in sorted(folder.rglob("*.toml")):
        rule = tomllib.loads(path.read_text(encoding="utf-8"))
        found.update(str(rule[key]) for key in ("citation", "url", "official_url", "remedy") if rule.get(key))
    return tuple(sorted(phrase for phrase in found if _found(_LOOKS_ODD, phrase)))


@lru_cache(maxsize=10_000)
def _phrases_with(part: str) -> tuple[str, ...]:
    return tuple(phrase for phrase in law_phrases() if part in phrase)


def _places(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    at = text.find(phrase)
    while at >= 0:
        yield at, at + len(phrase)
        at = text.find(phrase, at + 1)


def plate_like(word: str, shortest: int = 2) -> bool:
    """True for one word that could be a plate (2 to 8 letters and digits mixed) or a token or VIN (12 and more)."""
    size = len(word)
    if size < shortest or 8 < size < 12:
        return False
    plain = word if word.isascii() else _folded(word)
    if not _MIXED.match(plain) or _ORDINAL.match(plain):
        return False
    section = re.fullmatch(r"([0-9]{2,5})([a-z]{1,4})|([a-z]{1,4})([0-9]{2,5})", plain.lower())
    return not (section and vocabulary().has_section(section[1] or section[4], section[2] or section[3]))


def _folded(word: str) -> str:
    import unicodedata  # only for the rare word outside ASCII: full-width letters spell plates too

    return unicodedata.normalize("NFKC", word)


_ID_ELEMENT = re.compile(r'<code class="id">([^<]*)</code>')
_NAME_ELEMENT = re.compile(r'<(?:title|[a-z0-9]+ class="(?:[a-z-]+ )*name(?: [a-z-]+)*"[^<>]*)>([^<]*)<')
_ATTRIBUTE = re.compile(r'\s(?:href|id|title|alt|aria-label|content|value|data-[a-z-]+)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_ID_SHAPES = re.compile(
    r"(?:plainview explain )?[0-9a-f]{16}(?::[0-9]+)?|[0-9a-f]{64}"
    r"|[a-z]+(?:[_/.:-][a-z]+|[_/.:-]v?[0-9]{1,4})*(?:@[0-9a-f]{6,12})?"
)
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{16,}(?![0-9a-f])")


def check_page(html: str, known_ids: Collection[str] | None = None) -> list[str]:
    """Scan one finished page; return a sentence for each thing that must not leave the case, empty if it may.

    The rule. Every word of the page's text, and of its readable attributes, is looked at whole:

    - 2 to 8 letters and digits mixed is a plate shape (7ABC123, abc1234, GR8DAY, ４ＢＣＤ), and so are the two-part forms
      (ABC 1234, 123-ABC). 12 or more mixed is a token or a VIN. An e-mail address or telephone number is a contact.
    - It is let through only as: a known code section from terms/_vocabulary.txt (459PC), an ordinal (22nd), part of an ISO time
      (2026-03-20T00:06Z) or week, or, shorter than four characters, inside an element of class `name` or <title>: districts
      are called D2, and plates so short are rarer than they.
    - An address may hold the hashes in `known_ids`.
    - `<code class="id">` declares an identifier, and is no hiding place: its whole text must be in `known_ids` (release ids,
      hashes, layouts of this case) or be shaped like a release id, an entry, a SHA-256, a layout, a `plainview explain` command,
      and with `known_ids` given every hash in it must be one of them, so that a token in an id element is found too.
    - The names of token columns may not appear at all.

    What it cannot see: plates of letters only or digits only. Those are kept out earlier, by `reason_words`' allow-list.
    """
    problems = [f'"{column}": a token column is named' for column in TOKEN_COLUMNS if column in html]
    for text in _ID_ELEMENT.findall(html):
        if not id_allowed(html_text.unescape(text), known_ids):
            problems.append(f'"{text}": an id element holds something that is not an id of this case')
    body = _ID_ELEMENT.sub(" ", html)
    problems += _told_lines(_NAME_ELEMENT.findall(body), 4, "in a name")
    attributes = "\n".join(_ATTRIBUTE.findall(body))
    problems += _told_lines([without_known(attributes, known_ids)], 4, "in an attribute")
    problems += _told_lines([_TAG.sub("\n", _NAME_ELEMENT.sub("<", body))], 2, "in the text")
    return problems


def id_allowed(text: str, known_ids: Collection[str] | None) -> bool:
    """True where a declared identifier is one: known to this case, or of an identifier's shape with known hashes only."""
    if known_ids is not None and text in known_ids:
        return True
    if not _ID_SHAPES.fullmatch(text):
        return False
    return known_ids is None or all(found in known_ids for found in _HASH.findall(text))


def without_known(text: str, known_ids: Collection[str] | None) -> str:
    """An address without the hashes it may hold: those of this case's files."""
    return _HASH.sub(lambda found: " " if known_ids is None or found[0] in known_ids else found[0], text)


def looks_odd(pieces: Collection[str]) -> set[str]:
    """Those of some pieces of a page, tags and texts, in which anything could be found: a cheap look before the careful one."""
    text = "\0".join(pieces)
    if text.count("&") == sum(map(text.count, _PLAIN_MARKS)):
        return _odd(_ODD_PIECES, text)
    return {one for one in pieces if _found(_LOOKS_ODD, html_text.unescape(one))}


def _told_lines(texts: list[str], shortest: int, place: str) -> list[str]:
    """Look at each line of some markup's text that looks odd, once."""
    lines = _odd(_ODD_LINES, html_text.unescape("\n".join(texts)))
    return [problem for one in sorted(lines) for problem in _told(one, shortest, place)]


def _odd(pattern: Any, text: str) -> set[str]:
    """The distinct pieces of a text that look odd."""
    return {found.decode() for found in pattern.findall(text.encode("utf-8", "replace"))}


def _told(text: str, shortest: int, place: str) -> list[str]:
    return [
        f'"{text[a:b]}": looks like a plate, token or contact, {place} "{text[max(0, a - 30) : b + 30].strip()}"'
        for a, b in _suspects(text, shortest)
    ]


def check_data(value: object, known_ids: Collection[str] | None = None) -> list[str]:
    """Scan a page's dict (its JSON twin) or a table's rows by the same rule; keys in ID_KEYS declare identifiers.

    Returns a sentence for each find, beginning with its place: `.agencies[3].name: ...`.
    """
    problems: list[str] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key in ID_KEYS or _found(_LOOKS_ODD, inner):
                    problems += [f".{key}: {found}" for found in _check_text(key, inner, known_ids)]
            elif isinstance(inner, (dict, list, tuple)) and inner:
                problems += [f".{key}{found}" for found in check_data(inner, known_ids)]
            if key in TOKEN_COLUMNS:
                problems.append(f".{key}: a token column is named")
    elif isinstance(value, (list, tuple)):
        for at, inner in enumerate(value):
            if isinstance(inner, str):
                if _found(_LOOKS_ODD, inner):
                    problems += [f"[{at}]: {found}" for found in _check_text("", inner, known_ids)]
            elif isinstance(inner, (dict, list, tuple)) and inner:
                problems += [f"[{at}]{found}" for found in check_data(inner, known_ids)]
    return problems


def check_json(text: str, value: object, known_ids: Collection[str] | None = None) -> list[str]:
    """The same scan of a dict whose JSON text is at hand: where nothing in the text looks odd, the dict need not be walked."""
    return [] if is_plain(text, known_ids) else check_data(value, known_ids)


def is_plain(text: str, known_ids: Collection[str] | None = None) -> bool:
    """True where nothing in JSON text can be what must not leave the case: a quick look, by the strictest rule."""
    if "\\\\" not in text:
        text = text.replace('\\"', "'")  # so that no quote within a text needs an escape
    ids = {found for found in _ID_PAIR.findall(text) if found}
    if not all(id_allowed(found, known_ids) for found in ids) or any(column in text for column in TOKEN_COLUMNS):
        return False
    rest = _ADDRESS_PAIR.sub(lambda pair: without_known(pair[0], known_ids), _ID_PAIR.sub("", text))
    # Without escapes, the text between two quotes is one whole string; the strictest scan of each odd one settles it.
    return "\\" not in rest and not any(_suspects(one, 2) for one in _odd(_ODD_QUOTED, rest))


def check_table(table: list[list[Any]], known_ids: Collection[str] | None = None) -> list[str]:
    """The same scan of a table, its first line naming the columns; each distinct value of a column is looked at once."""
    problems = []
    for at, column in enumerate(table[0]):
        values = sorted({line[at] for line in table[1:] if isinstance(line[at], str)})
        problems += check_data([{column: value} for value in values], known_ids)
    return problems


_ID_PAIR = re.compile(r'"(?:release_id|sha256|explain|layout|made_by|parent_id)":"([^"\\]*)"')
_ADDRESS_PAIR = re.compile(r'"(?:id|[a-z_]*url)":"([^"\\]*)"')


def _check_text(key: str, text: str, known_ids: Collection[str] | None) -> list[str]:
    if not text:
        return []
    if key == "id" or key.endswith("url"):
        return _told(without_known(text, known_ids), 4, "in an address")
    if key in ID_KEYS:
        return [] if id_allowed(text, known_ids) else [f'"{text}" is not an id of this case']
    return _told(text, 4 if key in ("name", "title") or key.endswith("_name") else 2, "in the data")
