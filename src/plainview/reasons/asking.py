"""What `plainview read-reasons` answers: each line of a text file with its reading, and what else the words may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plainview.reasons.otherwise import otherwise
from plainview.reasons.reading import RANK
from plainview.reasons.tables import read_once
from plainview.reasons.text import tidy

HEADER = ("reason", "offense", "state")
AT_ONCE = 50_000  # lines read before the first of them is answered

_MISSPELT = re.compile(r"[A-Za-z]+(?= read as )")


def lines_of(text: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(reason, offence, state) of each line `reason<TAB>offense<TAB>state`; what a line does not hold is empty.

    A first line that names the columns is passed over. A line that holds nothing gives three empty texts, so that answers keep
    the order and number of the lines.
    """
    for number, line in enumerate(text):
        cells = line.rstrip("\r\n").split("\t")
        reason, offense, state = (*cells, "", "")[:3]
        if not (number == 0 and tuple(cell.strip().lower() for cell in cells) in (HEADER, HEADER[:1], ("reason", "", "state"))):
            yield reason, offense, state.strip()


def answers(lines: Iterable[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    """One record a line, in order.

    Keys: reason, offense, state as given; purposes and marks (lists of ids); federal_name ("ICE|ERO"); certainty of the surest
    purpose, "" for none; words that decided and made_by (file and line of the rule, "model: 93% likely", or why nothing was
    read); readings (each purpose with its own certainty, words and made_by); competing (what else the words may mean).
    """
    waiting = iter(lines)
    while piece := list(islice(waiting, AT_ONCE)):
        reasons, offenses, states = (pa.array(cells, pa.string()) for cells in zip(*piece, strict=True))
        states = pc.utf8_upper(states)
        same = {"reason_state": pa.array(["value"] * len(piece)), "office": pa.array([""] * len(piece))}
        offenses = pc.if_else(pc.equal(offenses, ""), pa.scalar(None, pa.string()), offenses)
        readings, which = read_once({"reason_raw": reasons, "offense_raw": offenses, "state": states, **same})
        for line, at in zip(piece, which.to_pylist(), strict=True):
            reading = readings[at]
            sure = min((purpose.certainty for purpose in reading.purposes), key=RANK.__getitem__, default="")
            yield {
                **dict(zip(HEADER, line, strict=True)),
                "purposes": [purpose.id for purpose in reading.purposes], "marks": list(reading.marks),
                "federal_name": reading.federal_name, "certainty": sure,
                "words": _typed(reading.words, line), "made_by": _told_by(reading.made_by, line),
                "readings": [
                    {"purpose": one.id, "certainty": one.certainty,
                     "words": _typed(one.words, line), "made_by": _told_by(one.made_by, line)}
                    for one in reading.purposes
                ],
                "competing": otherwise(line[0], reading),
            }  # fmt: skip


def _typed(words: str, line: tuple[str, str, str]) -> str:
    """The words that decided as this line has them: readings are shared between lines that differ in capitals only."""
    return " | ".join(_piece_typed(piece, line) for piece in words.split(" | "))


def _told_by(made_by: str, line: tuple[str, str, str]) -> str:
    return _MISSPELT.sub(lambda found: _piece_typed(found[0], line), made_by)


def _piece_typed(words: str, line: tuple[str, str, str]) -> str:
    sought = words.lower()
    for text in (*line[:2], tidy(line[0]), tidy(line[1])):
        small = text.lower()
        at = small.find(sought)
        while at >= 0 and len(text) == len(small):
            end = at + len(sought)
            if not (small[:at][-1:].isalnum() or small[end:][:1].isalnum()):  # ICE is not the end of `service`
                return text[at:end]
            at = small.find(sought, at + 1)
    return words


def told(answer: dict[str, Any]) -> Iterator[str]:
    """One answer for a person: what was typed, then what was read of it and why."""
    yield _plain(answer["reason"] or "(nothing typed)")
    for one in answer["readings"]:
        yield f"    {one['purpose']} ({one['certainty']}): {_plain(one['words'])}    {_plain(one['made_by'])}"
    if answer["marks"]:
        names = f" ({answer['federal_name']})" if answer["federal_name"] else ""
        yield f"    marks: {', '.join(answer['marks'])}{names}" + (
            "" if answer["readings"] else f"    {_plain(answer['made_by'])}"
        )
    if answer["competing"]:
        yield f"    may also be: {answer['competing']}"


def _plain(text: str) -> str:
    """Reasons are strangers' text: no sign that moves a terminal's cursor or changes its colours."""
    return "".join(ch if ch.isprintable() else "�" for ch in text)
