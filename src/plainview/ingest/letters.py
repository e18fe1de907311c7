"""What a letter says was withheld: proposed by column with the law it cites, for a person to confirm. Nothing else is taken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from plainview import layout
from plainview.ingest.sentences import sentences
from plainview.model import Issue, Line, PageReading, SetAside

_LONG = 8  # words of a sentence that shows a letter
_READ = 400_000  # signs of a letter that are looked at
# Rows of plate reads copied into a letter: a plate, a time of day, and a camera or place.
_READS = re2.compile(
    r"\b[A-Z0-9]*(?:[A-Z][0-9]|[0-9][A-Z])[A-Z0-9]*\b.*\b\d{1,2}:\d\d\b.*"
    r"(?:camera|cam \d|-?\d{1,3}\.\d{4,}|\b(?:St|Ave|Blvd|Rd|Hwy|I-\d+)\b)"
)


@cache
def _known(section: str) -> dict[str, Any]:
    raw = layout.load_all()["letter"].reading[section]
    return {name: re2.compile(pattern) for name, pattern in raw.items()}


@cache
def _form() -> Any:
    return re2.compile(layout.load_all()["letter"].reading["form"])


def recognise(lines: Sequence[Line]) -> bool:
    """Whether a text has the form of a letter or memo and speaks of records of searches."""
    text = _plain("\n".join(line.text for line in lines)[:_READ])
    if sum(1 for pattern in _known("subjects").values() if pattern.search(text)) < 2:
        return False
    if not any(_form().search(_plain(line.text)) for line in lines[:2000] if len(line.text) < 200):
        return False
    wanted = int(layout.load_all()["letter"].reading["sentences"])
    return sum(1 for _, one in _sentences(lines) if len(one.split()) >= _LONG) >= wanted


def holds_reads(lines: Sequence[Line]) -> bool:
    """Whether three lines or more look like plate reads."""
    return sum(1 for line in lines if len(line.text) < 400 and _READS.search(line.text)) >= 3


def read(lines: Sequence[Line], rules: dict[str, Any]) -> PageReading:
    """Every paragraph accounted for; an issue for each column that a sentence beside a citation says was withheld."""
    at = {line.locator: number for number, line in enumerate(lines, 1)}
    issues: list[Issue] = []
    told = list(_sentences(lines))
    for place, (locator, one) in enumerate(told):
        cited = _citation(one)
        if not cited:
            continue
        columns = _columns(one) or _columns(_beside(told, place, -1)) or _columns(_beside(told, place, 1))
        for column in columns:
            why = f'the letter cites a law beside a word for this column; confirm with --withheld {column}:"..."'
            issue = Issue(at[locator], locator, "letter_says_withheld", column, cited, why)
            if not any((known.column_name, known.value) == (column, cited) for known in issues):
                issues.append(issue)
    used = {issue.row_no for issue in issues}
    why = "a letter's text is not taken into the tables"
    aside = [
        SetAside(number, line.locator, "skipped", "text_of_letter" if line.text.strip() else "blank_line", why)
        for number, line in enumerate(lines, 1)
        if number not in used
    ]
    return PageReading("", "", len(lines), used, [], [], aside, issues, [])


def _sentences(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Sentences of a letter; a paragraph of a word processor never runs on into the next one."""
    kept: list[Line] = []
    for line in lines:
        kept.append(line)
        if line.locator.startswith(("paragraph", "footnote", "endnote")):
            kept.append(Line("", ""))
    return list(sentences(kept))


def _beside(told: Sequence[tuple[str, str]], place: int, step: int) -> str:
    """The sentence before or after, if it speaks of withholding."""
    other = told[place + step][1] if 0 <= place + step < len(told) else ""
    return other if _known("withholding")["words"].search(_plain(other)) and not _citation(other) else ""


def _columns(sentence: str) -> list[str]:
    text = _plain(sentence)
    return [name for name, pattern in _known("column_words").items() if pattern.search(text)]


def _citation(sentence: str) -> str:
    """The law a sentence cites, as it is printed: the first that is found."""
    text = " ".join(sentence.replace("\u2019", "'").split())
    found = [match for pattern in _known("citations").values() if (match := pattern.search(text.lower()))]
    if not found or len(text.lower()) != len(text):
        return ""
    first = min(found, key=lambda match: (match.start(), -match.end()))
    return text[first.start() : first.end()].strip(" .,;:-")[:80]


def _plain(text: str) -> str:
    lines = text.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"').casefold().split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)
