"""The partners of a sharing list: names kept whole, whether commas or line ends part them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plainview.ingest.portal_layout import Knowledge, plain
from plainview.model import Line

FEWEST_NAMES, LONGEST_NAME = 8, 60
_HYPHEN_END = re.compile(r"\w-$")


@dataclass(frozen=True, slots=True)
class Partner:
    """One listed name as printed (spaces as a browser shows them), and the index of the line it starts on."""

    name: str
    at: int


def partners(lines: Sequence[tuple[int, Line]], known: Knowledge) -> list[Partner]:
    """The names in the lines below a list's heading; `at` is the index that came with the line.

    One paragraph with commas is split at them. Several lines are one name each, unless most of them hold a comma: then
    they are one paragraph that a PDF has wrapped, and are put together first.
    """
    with_comma = sum("," in line.text for _, line in lines)
    if len(lines) == 1 or with_comma * 2 > len(lines):
        found = _split(lines)
    else:
        found = [Partner(" ".join(line.text.split()), index) for index, line in lines]
    return _rejoined([each for each in found if each.name], known)


def _split(lines: Sequence[tuple[int, Line]]) -> list[Partner]:
    found: list[Partner] = []
    open_name, open_at = "", -1
    for index, line in lines:
        for number, piece in enumerate(line.text.split(",")):
            if number:
                found.append(Partner(open_name, open_at))
                open_name, open_at = "", -1
            if piece := " ".join(piece.split()):  # a print shows gaps as tabs
                # A name wrapped by a print goes on in the next line's first piece ("Alder-" + "Falls PD" at its hyphen).
                between = "" if _HYPHEN_END.search(open_name) else " "
                open_name, open_at = (f"{open_name}{between}{piece}", open_at) if open_name else (piece, index)
    found.append(Partner(open_name, open_at))
    return found


def _rejoined(found: list[Partner], known: Knowledge) -> list[Partner]:
    """Names that hold a comma, put together again ("University of California" + "Berkeley")."""
    whole: list[Partner] = []
    for each in found:
        if whole and _belongs(whole[-1].name, each.name, known):
            whole[-1] = Partner(f"{whole[-1].name}, {each.name}", whole[-1].at)
        else:
            whole.append(each)
    return whole


def _belongs(first: str, second: str, known: Knowledge) -> bool:
    before, after = plain(first), plain(second)
    return any(rule.second.fullmatch(after) and (rule.after is None or rule.after.fullmatch(before)) for rule in known.rejoin)


def doubtful(found: Sequence[Partner], known: Knowledge) -> list[tuple[Partner, Partner]]:
    """Neighbours in a list that may be one name cut at its own comma: the first asks for more, the second is no name."""
    return [
        (one, other)
        for one, other in pairwise(found)
        if known.open_ended.fullmatch(plain(one.name))
        and known.rest_of_name.fullmatch(plain(other.name))
        and not known.whole_name.fullmatch(plain(other.name))
    ]


def holds_list(lines: Sequence[tuple[int, Line]], known: Knowledge) -> bool:
    """Whether a text that is no list by its label looks like one: most of its eight or more short pieces are agencies' names."""
    found = [partner for partner in partners(lines, known) if len(partner.name) <= LONGEST_NAME] if lines else []
    named = sum(known.whole_name.fullmatch(plain(partner.name)) is not None for partner in found)
    return len(found) >= FEWEST_NAMES and named * 3 >= len(found) * 2


def flags(name: str, known: Knowledge) -> str:
    """What a name says about its partner, as words in the layout's order: "federal inactive"."""
    words = plain(name)
    return " ".join(flag for flag, match in known.flags if match.search(words))
