"""Read code sections (`459 PC`, `CVC10851`, `245(a)(2)`, `FSS 812.014`) under the law of the searcher's own state.

Each codes/<state>.toml names the codes as people type them and, per section, the offence and the purposes it gives.
codes/us.toml is federal and holds everywhere. A bare number counts only where its section is listed as typed bare.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.model import Certainty
from plainview.reasons import regex

LESS: dict[Certainty, Certainty] = {"certain": "probable", "probable": "ambiguous", "ambiguous": "ambiguous"}

# Numbers that are never a section: case numbers, long numbers, times, dates, dollars, ten-codes, places and units.
_without_other_numbers = regex.striker(
    r"(?i)[a-z]{0,6}\d+-\d+(?:-\d+)+|\b[a-z]{0,6}\d{2,4}[- ]?-[- ]?\d{3,}\b|\b\d{1,2}-\d{1,2}-\d{2,4}\b|\b\d{7,}"
    r"|\b\d{1,2}[:/]\d{2}(?:[:/]\d{2,4})?\b|\$ ?\d[\d,.]*|\b1[01]-\d\d[a-z]?\b|\b\d+(?:th|st|nd|rd)\b"
    r"|\b(?:unit|apt|room|rm|bldg|building|channel|hwy|highway|route|rte?|sr|us|exit|mile|mm|post|cam(?:era)?|beat|signal|sig|ref"
    r"|log|inc(?:ident)?|case|event|cad|station|district|no\.?|i)[ #.:-]{0,2}\d+\b|#\s?\d+"
    r"|\bcode[ #.:-]{0,2}\d+(?:\.?[^.\d]|\.?$)"  # `code 4`, but not `penal code 30.02`
)
# What follows a bare number without a space: `459veh`, `290REG`, `187sus`.
_SUFFIX = r"(?:veh|vic|sus|susp|suspect|inv|invest|reg|ip|res|resd|com|comm|auto|dv|bolo?|case|warrant|wrnt|attempt|s|r|v|a|c)"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a code. `bare`: how sure a bare number beside words is, "" if it does not count bare."""

    purposes: tuple[str, ...]
    certainty: Certainty
    bare: Certainty | None
    made_by: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A section as typed. `section` is None where the code is named but the table does not know the number."""

    words: str
    section: Section | None
    certainty: Certainty
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one state: sections by (code, number with subsection, lower case, no brackets).

    A number that ends in a stop, dash, colon or slash stands for every section that begins so. dashed: sections are
    written with dashes (`16-8-18`), so that what looks like a case number may be one. always_named: what a text must
    hold to cite this table at all, None where a bare number may do.
    """

    sections: dict[tuple[str, str], Section]
    together: tuple[tuple[frozenset[str], Section], ...]
    codes: tuple[str, ...]
    dashed: bool
    always_named: regex.Find | None
    cite: regex.Find
    code_names: tuple[tuple[str, Callable[[bytes], bool]], ...]

    def citations(self, text: bytes) -> list[Citation]:
        """Every section that `text` cites, in the order typed."""
        if self.always_named and not self.always_named(text):
            return []
        clean = text if self.dashed else _without_other_numbers(text)
        found = [self._typed(clean, spans) for spans in regex.every(self.cite, clean)]
        named = [code for code, _, _, _ in found if code]
        numbers = {number for _, number, _, _ in found}
        alone = len(found) == 1 and not _has_words(clean, found[0][3].encode())
        citations = []
        for code, number, sub, words in found:
            citation = self._read(code, number, sub, words, named, alone)
            if citation is None:
                continue
            joint = next((s for nums, s in self.together if number in nums and nums <= numbers), None)
            found_one = Citation(words, joint, joint.certainty) if joint else citation
            citations.append(replace(found_one, is_named=len(code) > 0))
        return citations

    def _typed(self, text: bytes, spans: regex.Spans) -> tuple[str, str, str, str]:
        whole, before, number, after, sub1, after1, sub2, sub3, after3, sub4 = (
            text[start:end].decode() if end > start else "" for start, end in spans
        )
        code = self._code(before) or self._code(after or after1 or after3)
        digits = number.lower().replace("..", ".")
        letters = "".join(c for c in (sub1 or sub2 or sub3 or sub4).lower() if c.isalnum())
        return code, digits, letters, whole.strip(" ~-/.,:;")

    def _code(self, typed: str) -> str:
        return next((code for code, is_met in self.code_names if is_met(typed.encode())), "") if typed else ""

    def _read(self, code: str, number: str, sub: str, words: str, named: list[str], alone: bool) -> Citation | None:
        if code:
            section = self._find(code, number, sub)
            if section:
                return Citation(words, section, section.certainty)
            # `10851 PC`, `2800 PC`: the number is plain, the code is a slip of the pen.
            slips = [s for other in self.codes if (s := self._find(other, number, sub)) and (s.bare or len(number) > 3)]
            return Citation(words, slips[0], LESS[slips[0].certainty]) if slips else Citation(words, None, "probable")
        for other in named:  # `245/211 pc`: the code is typed once
            section = self._find(other, number, sub)
            if section:
                return Citation(words, section, section.certainty)
        for other in self.codes:
            section = self._find(other, number, sub)
            if section and section.bare:
                return Citation(words, section, LESS[section.bare] if alone else section.bare)
        return None

    def _find(self, code: str, number: str, sub: str) -> Section | None:
        for end in range(len(sub), -1, -1):
            section = self.sections.get((code, number + sub[:end]))
            if section:
                return section
        for end in range(len(number) - 1, 0, -1):
            if number[end] in ".-:/":
                section = self.sections.get((code, number[: end + 1]))
                if section:
                    return section
        return None


def cites(tables: Iterable[Codes], text: bytes) -> bool:
    """Whether a text cites any of these tables. A number that is no section of any of them is struck once for all."""
    has_number = _has_digit(_without_other_numbers(text))
    return any((has_number or one.dashed) and one.citations(text) for one in tables)


def _has_digit(text: bytes) -> bool:
    return any(48 <= sign <= 57 for sign in text)


def _has_words(text: bytes, words: bytes) -> bool:
    rest = text.replace(words, b"")
    return any(65 <= c <= 90 or 97 <= c <= 122 for c in rest)


def load(folder: Path) -> dict[str, Codes]:
    """Read every code table of `folder`, by state ("us" for federal law)."""
    return {path.stem.upper(): _read_file(path) for path in sorted(folder.glob("*.toml"))}


def _read_file(path: Path) -> Codes:
    data = tomllib.loads(path.read_text("utf-8"))
    number, codes = data["number"], data["codes"]
    lines = dict(_section_lines(path))
    sections = {}
    for code in codes:
        for key, value in data.get(code, {}).items():
            if "is" not in value or "gives" not in value:
                where = f"codes/{path.name}"
                raise UserError(where, f"section {key} of {code} lacks `is` or `gives`", "name the offence, then the purposes")
            sections[code, key.lower().replace("(", "").replace(")", "")] = _section(path, value, lines[code, key])
    together = tuple(
        (frozenset(value["numbers"]), _section(path, value, lines["together", str(i)]))
        for i, value in enumerate(data.get("together", []))
    )
    code = "|".join(codes.values())
    bare = any(section.bare for section in sections.values())
    named = None if bare else regex.finder(f"(?i)(?:{code})")
    sub = r"(?:[ -]?\([a-z0-9]{1,2}\)){1,4}(?:\d{1,2}\b)?"
    letter = r"-?[a-z](?:\d[a-z]?)?"
    # Each way to type a section, the fullest first: RE2 has no look-ahead, so every way ends at a word end or a bracket.
    cite = (
        rf"(?i)\b(?:({code})[ .:#-]{{0,2}})?({number})"
        rf"(?:[ ,.-]?({code})\b|({sub})[ -]?({code})\b|({sub})|({letter})[ -]?({code})\b|({letter})\b|{_SUFFIX}'?s?\b|\b)"
    )
    names = tuple((code, regex.whole(f"(?i)(?:{pattern})")) for code, pattern in codes.items())
    return Codes(sections, together, tuple(codes), data.get("dashed", False), named, regex.finder(cite), names)


def _section(path: Path, value: dict[str, Any], line: int) -> Section:
    sure: Certainty = value.get("certainty", "certain")
    return Section(tuple(value["gives"]), sure, value.get("bare"), f"codes/{path.name}:{line}")


def _section_lines(path: Path) -> Iterator[tuple[tuple[str, str], int]]:
    table = ""
    joint = -1
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.startswith("[[together]]"):
            joint += 1
            yield ("together", str(joint)), number
        elif line.startswith("["):
            table = line.strip("[] ")
        elif line.startswith('"'):
            yield (table, line.split('"')[1]), number
