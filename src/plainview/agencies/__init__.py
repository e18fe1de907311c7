"""Names of agencies, as printed in logs and lists or as portal slugs, to one agency each, or to several when in doubt.

Two spellings get one `agency_id` only on strong evidence; the state and the kind of office are always part of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from plainview.agencies import finding, gazetteer, wording
from plainview.agencies.finding import Match, StateFound
from plainview.agencies.slugs import is_whole, slug_in
from plainview.agencies.vocabulary import (
    ALIASES,
    BUREAUS,
    CODES,
    DROPPED,
    PUBLIC_SAFETY_IS_STATE_POLICE,
    QUALIFIED,
    STATE_NAMES,
    STATES,
    TURNED,
)
from plainview.model import Agency

__all__ = ["bureau", "resolve", "resolve_slug", "slug_in", "state_named", "time_zone"]

_ODD = re.compile(r"[^a-z0-9-]+")
_BODY_WORDS = frozenset(["department", "division", "bureau", "board", "commission", "agency"])
NO_STATE_PREFIX = "xx"  # so that "La Alder PD" without a state never reads as Louisiana


def resolve(name: str, state_hint: str = "", stated: bool = False) -> Agency:
    """What `name` says about an agency.

    Args:
        name: as printed. Marks such as [INACTIVE] do not change who it is.
        state_hint: code or name of the state the record is from; for local and state bodies whose name gives none.
        stated: state_hint is no hint: the record or a person says that this is the agency's state.

    Returns an Agency; `agency_id` is "" (kind "unknown", confidence 0) for a name without a letter. Never fails.
    """
    read = wording.read(name)
    if not read.words:
        return Agency("", name.strip(), "", "unknown", "unknown", 0.0, "there is no letter in the name")
    if read.vendor:
        return _agency(
            read.words,
            read.printed,
            read.state,
            "vendor-test",
            "",
            "vendor_test",
            "unknown",
            0.9,
            "the vendor's own account or a test",
        )
    return _resolve(read, state_hint, stated)


def resolve_slug(slug: str) -> Agency:
    """What a portal slug or the start of a file name ("alder-ca-pd_search_audit") says, as `resolve` would say it."""
    whole = slug.strip().strip("-")
    if not is_whole(whole):
        whole = slug_in(slug) or whole
    return resolve(whole.replace("-", " ").replace("_", " "))


def bureau(agency: Agency) -> str:
    """Which federal body an agency belongs to, as "US Marshals Service"; "" if it is none, or none that is known by name."""
    ends = [unit for unit in BUREAUS if agency.agency_id.endswith(f"-{unit}")] if agency.kind == "federal" else []
    return BUREAUS[max(ends, key=len)] if ends else ""


def time_zone(state: str) -> str:
    """The tz name for a state's code, "" where clocks differ inside the state or the code is unknown."""
    known = STATES.get(state.strip().upper())
    return known.time_zone if known and not known.split else ""


def state_named(text: str) -> str:
    """The code of the state that `text` names or abbreviates, as "OH" or "Ohio"; "" if it is none."""
    hint = " ".join(text.lower().split())
    if hint in CODES:
        return CODES[hint]
    names = STATE_NAMES.get(hint.split()[0], ()) if hint else ()
    return next((code for phrase, code in names if " ".join(phrase) == hint), "")


def _resolve(read: wording.Wording, state_hint: str, stated: bool) -> Agency:
    words, printed = read.words, read.printed
    found = finding.kinds(words)
    chosen = finding.choose(found)
    state = _state(read, found, chosen)
    if stated and state.code and state.confidence < 0.97 and state_named(state_hint):
        state = finding.NO_STATE  # "Indiana University" beside "Pennsylvania": the name only sounds like another state
    if state.code:
        found = [m for m in found if not m.term.state or m.term.state == state.code]
        chosen = chosen if chosen in found else finding.choose(found)
    elif chosen and chosen.term.state:
        state = StateFound(chosen.term.state, 0, 0, 0.97, "")
    longer = _expand(words, printed, state)
    if longer:
        words, printed = longer
        state = StateFound(state.code, 0, 0, state.confidence, state.why)
        found = finding.kinds(words)
        chosen = finding.choose(found)
    words, printed, found, chosen, state = _sheriffs_department(words, printed, found, chosen, state)
    kind, level = (chosen.term.kind, chosen.term.level) if chosen else ("unknown", "unknown")
    if state.code and (chosen is None or chosen.term.alone) and _is_state_body(words):
        chosen, kind, level = None, "other", "state"
    rest = words[state.end :] if state.start == 0 else words
    is_town = chosen is None and len(rest) > 2 and rest[1] == "of" and rest[0] in TURNED | DROPPED
    if is_town:
        kind, level = "other", "local"
    if read.federal:
        kind, level = "federal", "federal"
    why_state = ""
    if not state.code and (stated or (level not in ("federal", "private", "fusion") and kind != "unknown")):
        code = state_named(state_hint)
        if code:
            state = StateFound(code, 0, 0, 0.97 if stated else 0.8, "")
            why_state = "the state stands beside the name" if stated else "the state is taken from the record around it"
    unit, label = _unit(found, chosen)
    place, place_printed = _place(words, printed, found, chosen, state, unit)
    if is_town:
        unit = "municipality"
    if (unit or level == "local") and len(place) > 2 and place[1] == "of" and place[0] in DROPPED:
        place, place_printed = place[2:], place_printed[2:]
    place, place_printed = _turn(place, place_printed)
    if unit and place[-1:] == ["of"] and kind != "campus":
        place, place_printed = place[:-1], place_printed[:-1]  # what is left of "Alder Department of Public Safety"
    # A federal body or a network of several states has no state to miss.
    confidence = state.confidence if state.code or level not in ("federal", "fusion") else 0.97
    qualified = ""
    for qualifier in read.qualifiers:
        if _is_initials(qualifier, read.words):
            continue
        if qualifier[-1] in ("county", "co", "parish") and _county_is_extra(place, state.code):
            qualified, confidence = "the county in brackets is left out", min(confidence, 0.85)
            continue
        if qualifier[-1] == "co":
            qualifier = [*qualifier[:-1], "county"]
        place, place_printed = place + qualifier, place_printed + [word.title() for word in qualifier]
    if chosen and chosen.term.id == "public-safety" and not place and state.code:
        level = "state"
        kind = "state_police" if state.code in PUBLIC_SAFETY_IS_STATE_POLICE else "other"
    if level == "state" and ("county" in place or "parish" in place):
        level = "local"
    if chosen is None and not unit and kind == "unknown":
        confidence = min(confidence, 0.5)
    hint = gazetteer.only_state(place) if not state.code and level == "local" else ""
    why = _why(words, chosen, state, why_state, qualified, read.marked, unit, hint)
    prefix = "us" if level == "federal" and not state.code else state.code
    return _agency(place, place_printed, prefix, unit or kind.replace("_", "-"), label, kind, level, confidence, why)


def _state(read: wording.Wording, found: list[Match], chosen: Match | None) -> StateFound:
    by_code = finding.state_code(read.words, read.printed, found)
    is_county = by_code.code == "CO" and finding.has_county_office(found) and "county" not in read.words
    if read.state:
        # The code in brackets or in front is the plainest there is; the same code among the words is dropped with it.
        same = by_code.code == read.state and not is_county
        sure = 1.0 if same or not by_code.code or is_county or by_code.confidence < 0.97 else 0.7
        return StateFound(read.state, by_code.start if same else 0, by_code.end if same else 0, sure, "")
    if by_code.code in ("", "CO"):
        by_name = finding.state_name(read.words, found, chosen)
        if not by_code.code or (by_name.end == len(read.words) and by_name.start > by_code.start):
            return by_name  # "ALDER CO PD, GEORGIA": a county's police
    return by_code


def _sheriffs_department(
    words: list[str], printed: list[str], found: list[Match], chosen: Match | None, state: StateFound
) -> tuple[list[str], list[str], list[Match], Match | None, StateFound]:
    """Read "SD" as the sheriff's department where another code gives the state and nothing else names an office."""
    if "sd" not in words or (chosen and chosen.term.unit):
        return words, printed, found, chosen, state
    at = words.index("sd")
    if state.code == "SD" and at == state.start:
        others = [i for i, word in enumerate(words) if i and word in CODES and word not in ("sd", "co")]
        if others:
            state = StateFound(CODES[words[others[-1]]], others[-1], others[-1] + 1, 0.95, "")
        elif at and words[at - 1] in ("county", "parish"):
            state = finding.NO_STATE
        else:
            return words, printed, found, chosen, state
    words = [*words[:at], "so", *words[at + 1 :]]
    found = finding.kinds(words)
    return words, printed, found, finding.choose(found), state


def _place(
    words: list[str], printed: list[str], found: list[Match], chosen: Match | None, state: StateFound, unit: str
) -> tuple[list[str], list[str]]:
    """The words that are left when the state and the office are taken out."""
    gone = set(range(state.start, state.end))
    for match in found:
        term = match.term
        if term.unit and (match is chosen or term.id in ("police", "campus-police", unit)):
            gone.update(range(match.start, match.end))
    if chosen and chosen.term.unit and (chosen.term.statewide or chosen.term.level in ("federal", "fusion")):
        name = STATES[state.code].name.lower().split() if state.code else []
        for start in range(len(words) - len(name) + 1) if name else ():
            if words[start : start + len(name)] == name:
                gone.update(range(start, start + len(name)))
        gone.update(i for i, word in enumerate(words) if word in ("us", "of", "the"))
        if chosen.term.statewide and state.code and words[0] == state.code.lower():
            gone.add(0)  # "NC Department of Health NC PD": the code in front says no more than the one behind
    if chosen and chosen.term.kind == "campus":
        gone.update(i for i, word in enumerate(words) if word == "campus" and i)
    for at, word in enumerate(words):
        # "Co" that is not the state is short for county.
        if word == "co" and at and at not in gone:
            words = [*words[:at], "county", *words[at + 1 :]]
            printed = [*printed[:at], "County", *printed[at + 1 :]]
    keep = [i for i in range(len(words)) if i not in gone]
    return [words[i] for i in keep], [printed[i] for i in keep]


def _expand(words: list[str], printed: list[str], state: StateFound) -> tuple[list[str], list[str]] | None:
    """The words without the state and with a body's short name written out, None if there is no such name."""
    for code, short, full in ALIASES:
        if code == state.code and words[: len(short)] == list(short) and len(words) > len(short):
            keep = [i for i in range(len(short), len(words)) if not state.start <= i < state.end]
            return [*full, *(words[i] for i in keep)], [*(word.title() for word in full), *(printed[i] for i in keep)]
    return None


def _turn(place: list[str], printed: list[str]) -> tuple[list[str], list[str]]:
    """ "Town of Alder" and "Alder Town" are one order of words."""
    for size in (2, 1):
        if len(place) > size + 1 and place[size] == "of" and " ".join(place[:size]) in TURNED:
            return place[size + 1 :] + place[:size], printed[size + 1 :] + printed[:size]
    return place, printed


def _unit(found: list[Match], chosen: Match | None) -> tuple[str, str]:
    """(last part of the id, label). A campus or airport with police keeps "police" apart from the body itself."""
    if chosen is None:
        return "", ""
    if chosen.term.unit:
        term = chosen.term
    else:
        units = [match.term for match in found if match.term.unit]
        if not units:
            return "", ""
        term = units[-1]
    if term.id == "campus-police":
        return "police", "Police Department"
    return term.id, term.label


def _is_initials(qualifier: list[str], words: list[str]) -> bool:
    """Whether a bracket only repeats the first letters: "Port Wren Police Services (PWPS)"."""
    if len(qualifier) != 1 or len(qualifier[0]) < 3:
        return False
    return qualifier[0] in "".join(word[0] for word in words if word not in ("of", "the", "and", "for"))


def _is_state_body(words: list[str]) -> bool:
    """Whether the words are a state's department without a word for what it does: "Alder Department of Revenue"."""
    if "county" in words or "city" in words:
        return False
    return bool(_BODY_WORDS & set(words)) or any(a == "office" and b == "of" for a, b in pairwise(words))


def _county_is_extra(place: list[str], state: str) -> bool:
    """A city's name is one of a kind in most states, so a county beside it adds nothing; townships repeat."""
    return bool(state) and not STATES[state].names_repeat and not (QUALIFIED & set(place))


def _why(
    words: list[str], chosen: Match | None, state: StateFound, why_state: str, qualified: str, marked: bool, unit: str, hint: str
) -> str:
    kind = f"'{' '.join(words[chosen.start : chosen.end])}'" if chosen else "a municipality" if unit else ""
    read = ["place"] + (["state"] if state.code and not why_state else []) + ([kind] if kind else [])
    said = (", ".join(read[:-1]) + " and " + read[-1] if len(read) > 1 else read[0]) + " read from the name"
    many_states = chosen is not None and chosen.term.level in ("federal", "fusion")
    for more in (
        why_state or ("" if many_states else state.why),
        f"a place of this name is known in {hint} alone, which is no proof" if hint else "",
        qualified,
        "a mark beside the name is left out" if marked else "",
    ):
        if more:
            said += "; " + more
    if not kind:
        said += "; no word says what kind of body it is"
    return said


@lru_cache(maxsize=4096)
def _letters(word: str) -> str:
    """The word in id letters; a letter without an ASCII form is written by its number, so no two words become one."""
    if word.isascii():
        return _ODD.sub("", word)
    return "".join(c if c.isascii() and c.isalnum() else f"u{ord(c):x}" for c in word)


def _agency(
    place: list[str],
    printed: list[str],
    prefix: str,
    unit: str,
    label: str,
    kind: str,
    level: str,
    confidence: float,
    why: str,
) -> Agency:
    parts = [prefix.lower() or NO_STATE_PREFIX, *(_letters(word) for word in place if word != "and")]
    if parts[-1] != unit or len(parts) == 1:
        parts.append(unit)
    shown = " ".join(p if not (p.isupper() or p.islower()) or p in ("of", "and") else p.title() for p in printed)
    state = "" if prefix == "us" else prefix
    canonical = " ".join(filter(None, (shown, label or ""))) or unit
    if state:
        canonical += f" ({state})"
    return Agency("-".join(parts), canonical, state, kind, level, round(confidence, 2), why)
