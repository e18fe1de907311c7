"""Printed lines to sentences, each with the locator of the line on which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plainview.model import Line

RUN = 200  # lines that may run on without a blank one
_END = re.compile(r"[.?!;:]\s+")
# Abbreviations after which a sentence goes on: "Gov. Code", "Sec. 5", "No. 12", "Lt. Doe".
_GOES_ON = re.compile(
    r"(?i)(?:\b(?:gov|cal|secs?|nos?|stats?|tex|rev|ann|fla|pen|veh|civ|evid|art|subd|subs|subsec|seq|cf|mr|mrs|ms|dr|lt|sgt|capt|ofc|det|st|dept|"
    r"va|wis|ohio|welf|inst|pub|off|id|ex|exs|para|u\.s|u\.s\.c|e\.g|i\.e|[a-z])\.|\bcode:)$"
)


def sentences(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """(locator, sentence as printed, spaces collapsed). Lines run on until a blank one; the line "subject" stands alone."""
    block: list[Line] = []
    for line in (*lines, Line("", "")):
        if line.text.strip() and line.locator != "subject" and len(block) < RUN:
            block.append(line)
            continue
        yield from _of_block(block)
        block = [line] if line.text.strip() and line.locator != "subject" else []
        if line.locator == "subject":
            yield from _of_block([line])


def _of_block(block: Sequence[Line]) -> Iterator[tuple[str, str]]:
    text, starts = "", []
    for line in block:
        starts.append(len(text))
        text += " ".join(line.text.split()) + " "
    begin = on = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        piece = text[begin:end].strip()
        if end < len(text) and _GOES_ON.search(piece[-12:]):
            continue
        while on + 1 < len(starts) and starts[on + 1] <= begin:
            on += 1
        if piece:
            yield block[on].locator, piece
        begin = end
