"""Which words of a name give the state and which say what kind of body it is."""

from __future__ import annotations

from dataclasses import dataclass

from plainview.agencies import gazetteer
from plainview.agencies.vocabulary import (
    AGENCY_WORDS,
    CODES,
    DROPPED,
    STARTING_CODES,
    STATE_NAMES,
    TERMS,
    TURNED,
    WORD_CODES,
    Term,
)

# "Port Washington" and "City of Nevada" hold a state's name that is no state.
_PART_OF_PLACE = frozenset(
    [
        "of",
        "port",
        "fort",
        "mount",
        "new",
        "east",
        "west",
        "north",
        "south",
        "lake",
        "upper",
        "lower",
        "old",
        "point",
        "george",
        "the",
    ]
)
_OF_COUNTIES = frozenset(["sheriff", "prosecutor", "district-attorney", "states-attorney", "commonwealths-attorney"])


@dataclass(frozen=True, slots=True)
class Match:
    """Words start..end say what `term` says."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class StateFound:
    """The state, the words that say so (start..end, both 0 where they are not among the words), how sure, and why."""

    code: str
    start: int
    end: int
    confidence: float
    why: str


NO_STATE = StateFound("", 0, 0, 0.6, "the name does not say the state")


def kinds(words: list[str]) -> list[Match]:
    """Every phrase of the vocabulary, left to right, the longest where several start at one word."""
    found: list[Match] = []
    at, n = 0, len(words)
    is_town = n > 2 and words[1] == "of" and (words[0] in TURNED or words[0] in DROPPED)
    while at < n:
        step = 1
        for phrase, term in TERMS.get(words[at], ()):
            size = len(phrase)
            end = at + size
            if size > 1 and tuple(words[at:end]) != phrase:
                continue
            if term.not_first and at == 0 and n > size:
                continue
            if not term.unit:
                if end < n and words[end] in term.not_before:
                    continue
                if at == 1 and words[0] in term.not_after_only:
                    continue
                if is_town and term.rank < 39:
                    continue
            found.append(Match(at, end, term))
            step = size
            break
        at += step
    return found


def choose(found: list[Match]) -> Match | None:
    """The match that decides the kind: highest rank; of equal units the later, of equal places the earlier."""
    best: Match | None = None
    has_unit = any(match.term.unit for match in found)
    for match in found:
        term = match.term
        if term.alone and has_unit:
            continue
        if best is None or term.rank > best.term.rank or (term.rank == best.term.rank and term.unit):
            best = match
    return best


def state_code(words: list[str], printed: list[str], found: list[Match]) -> StateFound:
    """The state from a two-letter code among the words, judged by where it stands: last, by the office, or other."""
    codes = [i for i, word in enumerate(words) if len(word) == 2 and word in CODES]
    if not codes:
        return NO_STATE
    taken = {i for match in found for i in range(match.start, match.end) if match.end - match.start > 1}
    codes = [i for i in codes if i not in taken]
    if len(codes) > 1:
        # "Alder CO OK SO", "Alder CO SO OK", "Alder Count MS CO": CO beside or before another code means county.
        codes = [i for i in codes if words[i] != "co" or not i or not (i - 1 in codes or i < codes[-1])] or codes
    starts = {match.start for match in found}
    after_unit = {match.end for match in found if match.term.unit}
    n = len(words)
    mixed = "".join(printed)
    mixed_case = not (mixed.islower() or mixed.isupper())
    best, best_score = -1, 0.0
    for i in codes:
        word = words[i]
        if word == "co" and _means_county(words, printed, found, i, mixed_case):
            continue
        if i == n - 1 and n > 1:
            score = 0.99
        elif i and i + 1 in starts:
            score = 1.0
        elif i in after_unit:
            score = 0.97
        elif word in WORD_CODES and not (mixed_case and printed[i].isupper()):
            score = 0.0
            if i == 0 and _statewide_at(found, 1):
                score = 0.95
            elif i == 0 and n > 2 and word not in STARTING_CODES and not mixed_case:
                score = 0.85  # the slug of "IN - Alder Falls PD"
        elif i:
            score = 0.93
        else:
            score = 0.9 if n > 1 else 0.0
        if score > best_score:
            best, best_score = i, score
    if best < 0:
        return NO_STATE
    if words[best] == "co" and _may_mean_county(words[:best], found):
        return StateFound("CO", best, best + 1, 0.7, "CO is read as Colorado, but may be short for county")
    return StateFound(CODES[words[best]], best, best + 1, best_score, "")


def _may_mean_county(before: list[str], found: list[Match]) -> bool:
    """Whether "CO" may stand for county all the same: "Lincoln CO SO", for other states have a county of that name too."""
    is_name = bool(before) and not {"county", "parish", "co"} & set(before)
    return is_name and has_county_office(found) and gazetteer.only_state([*before, "county"]) != "CO"


def has_county_office(found: list[Match]) -> bool:
    """Whether a word names an office that counties have and hardly any city: the sheriff's or the prosecutor's."""
    return any(match.term.id in _OF_COUNTIES for match in found)


def _statewide_at(found: list[Match], at: int) -> bool:
    return any(match.start == at and match.term.statewide for match in found)


def _means_county(words: list[str], printed: list[str], found: list[Match], at: int, mixed_case: bool) -> bool:
    """Whether "co" is short for county. In capitals, or after the word county or another "co", it is Colorado."""
    if at == 0 or {"county", "co"} & set(words[:at]):
        return False
    if mixed_case and printed[at] != "CO":
        return True
    if mixed_case:
        # "Cochise CO SO": Colorado has no county of that name.
        return has_county_office(found) and not gazetteer.is_county(words[:at], "CO")
    # All in one case: a city is never "X Co PD", but "wren co so" can be either, so it is not read as a state.
    return has_county_office(found)


def state_name(words: list[str], found: list[Match], chosen: Match | None) -> StateFound:
    """The state from its written-out name, only where the name cannot be part of a place's name."""
    spans: list[tuple[int, int, str]] = []
    at, n = 0, len(words)
    while at < n:
        step = 1
        for phrase, code in STATE_NAMES.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                spans.append((at, at + len(phrase), code))
                step = len(phrase)
                break
        at += step
    if not spans:
        return NO_STATE
    codes = {code for _, _, code in spans}
    term = chosen.term if chosen else None
    starts = {match.start for match in found if match.term.unit}
    ends = {match.end for match in found if match.term.unit}
    for start, end, code in reversed(spans):
        before = words[start - 1] if start else ""
        after = words[end] if end < n else ""
        if term and term.statewide and len(codes) == 1:
            return StateFound(code, start, end, 0.97, "")
        if term and term.kind == "campus" and len(codes) == 1:
            if end == n and start in ends:
                return StateFound(code, start, end, 0.95, "")  # "Alder College PD, Ohio"
            if code == "WA" and before != "of" and after != "state":
                continue  # Washington University, George Washington University
            return StateFound(code, 0, 0, 0.9, "")
        if start == 0 and after in AGENCY_WORDS:
            return StateFound(code, start, end, 0.95, "")
        if start == 0 and end in starts and term and (term.rank > 40 or term.id == "public-safety"):
            return StateFound(code, start, end, 0.9, "")
        if start and before not in _PART_OF_PLACE and (end in starts or end == n):
            return StateFound(code, start, end, 0.95, "")
    return NO_STATE
