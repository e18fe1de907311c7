"""Portal slugs at the start of file and folder names."""

from __future__ import annotations

import re

from plainview.agencies import finding, wording
from plainview.agencies.vocabulary import CODES, DROPPED, SLUG_STOP, TURNED, WORD_CODES

_SEGMENT = re.compile(r"-*[A-Za-z][A-Za-z0-9']*(?:-+[A-Za-z0-9']+)*")
_MOST_WORDS = 14


def slug_in(text: str) -> str:
    """The longest leading part of a file or folder name that looks like an agency's slug, "" if there is none.

    A slug is words joined by hyphens and ends where an underscore, a full stop or a space stands. It holds a state or a
    county, and an office, a town or a campus: "alder-ca-pd", "wren-county-so", "city-of-alder-ca", "ncric".
    """
    segment = _SEGMENT.match(text.strip())
    if segment is None:
        return ""
    run = segment.group()
    ends = [match.end() for match in re.finditer(r"[A-Za-z0-9']+", run)][:_MOST_WORDS]
    words = [match.lower() for match in re.findall(r"[A-Za-z0-9']+", run)][:_MOST_WORDS]
    for size in range(len(words), 0, -1):
        if _looks_like_agency(words[:size]):
            return run[: ends[size - 1]]
    return ""


def is_whole(text: str) -> bool:
    """Whether `text` is one run of words joined by hyphens without a word that belongs to a file's name."""
    run = _SEGMENT.fullmatch(text)
    return run is not None and not SLUG_STOP & set(text.lower().split("-")) and not re.search(r"\d\d", text)


def _looks_like_agency(tokens: list[str]) -> bool:
    words, printed = wording.split(" ".join(tokens))
    if SLUG_STOP & set(tokens):
        return False
    found = finding.kinds(words)
    chosen = finding.choose(found)
    state = finding.state_code(words, printed, found)
    if chosen and chosen.term.rank >= 43 and chosen.term.unit:  # a named body stands alone: "ncric"
        return chosen.end == len(words) or (bool(state.code) and state.end == len(words))
    last = len(words)
    units = [match for match in found if match.term.unit]
    if units and state.code and state.start:
        end = max(units[-1].end, state.end)
        tail = words[end:]
        return not tail or tail[-1] in ("county", "parish") or (tail[0] == "pct" and len(tail) == 2)
    if units and units[-1].term.id in ("sheriff", "prosecutor") and {"county", "parish"} & set(words):
        return units[-1].end == last
    if len(words) > 2 and words[1] == "of" and (words[0] in TURNED or words[0] in DROPPED) and state.code:
        # A town's account may carry the initials of the sheriff who serves it: "town-of-alder-ca-wcso".
        return state.end == last or (state.end == last - 1 and words[-1].endswith(("so", "sd", "pd")))
    if state.code and state.end == last and last > 1:
        return words[-1] not in WORD_CODES or chosen is not None
    return units != [] and words[-1] == "sd" and len(words) > 2 and any(word in CODES for word in words[1:-1])
