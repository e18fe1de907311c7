"""Weigh the evidence of one reason and give its reading: purposes with certainty, marks, and the words that decided.

The order of evidence: the state of the cell; the vendor's category; the words (terms/); code sections (codes/); words
that count only when nothing else did (`otherwise`); then what follows from the rest (profiling, crimes at a protest).
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from plainview.model import Certainty, Purpose, Reading
from plainview.reasons import context, offences, spelling, statutes, terms
from plainview.reasons.model import Model
from plainview.reasons.names import seems_named, without_names
from plainview.reasons.text import tidy

# Purposes that nothing weak may decide: neither a mended word nor the model alone makes one certain.
SENSITIVE = frozenset({"immigration", "protest_speech", "reproductive_care", "profiling", "personal"})
RANK: dict[str, int] = {"certain": 0, "probable": 1, "ambiguous": 2}
_DIGITS = frozenset(string.digits)
_KEPT = 20_000  # mended texts of which it is kept what was found
_WORDS = re.compile(r"[^\W\d_]+")
_PUNCTUATION = string.punctuation + string.whitespace
# A number, plate or contact is never copied among the words that decided: it stands in the reason as typed.
_NEVER_REPEATED = frozenset({"case_only", "has_plate", "has_name", "has_contact"})
_SILENT = ("placeholder", "case_only", "vague")
_UNASKED = frozenset({"placeholder", "case_only", "system_text"})  # marks beside which the model is not asked
UNREADABLE = frozenset({"masked", "redacted", "withheld", "not_exported"})
MARKS = (
    *("blank", "placeholder", "vague", "case_only", "statute", "federal_agency"),
    *("for_other_agency", "descriptor", "system_text", "has_plate", "has_name", "has_contact"),
)
# What is done with a person, which is no ground for it.
_STOPS = frozenset({"traffic stop", "traffic", "t-stop", "t stop", "tstop", "ts", "stop", "interdiction", "drug interdiction"})
# Purposes that name no crime: beside a protest they leave it as sure as it was.
_NOT_A_CRIME = frozenset({"protest_speech", "profiling", "personal", "test_training", "civil_admin", "reproductive_care"})


@dataclass(frozen=True, slots=True)
class Readers:
    """Everything that reading needs, loaded once: term rules, code tables by state, the vendor's categories.

    mended: what was found in texts whose misspelt words were mended, with the searcher's state; many mend to the same.
    """

    terms: terms.Terms
    codes: dict[str, statutes.Codes]
    categories: dict[bytes, offences.Category]
    mended: dict[tuple[str, str], _Evidence] = field(default_factory=dict)


@dataclass(slots=True)
class _Evidence:
    """What was found so far. `purposes` keeps the surest reading of each purpose; `late` ones count if there is none."""

    purposes: dict[str, Purpose] = field(default_factory=dict)
    late: list[Purpose] = field(default_factory=list)
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)  # mark -> (words, made_by)
    federal: list[str] = field(default_factory=list)
    descriptor: Purpose | None = None

    def add(self, purpose: Purpose) -> None:
        known = self.purposes.get(purpose.id)
        if known is None or RANK[purpose.certainty] < RANK[known.certainty]:
            self.purposes[purpose.id] = purpose


def read(
    readers: Readers, reason: str | None, offense: str | None, state: str | None, reason_state: str,
    model: Model | None = None, office: str = "",
) -> Reading:  # fmt: skip
    """Read one reason; the model is asked where no rule finds a purpose. Pure: equal arguments give equal readings.

    office: which of the offices of terms/_context.toml typed it, "" for any other.
    """
    readable = reason_state not in UNREADABLE
    typed = tidy(reason or "") if readable else ""
    picked = tidy(offense or "")
    evidence = _Evidence()
    where = (state or "").upper()
    texts = [text for text in ((typed, picked) if picked != typed else (typed,)) if text and _says_something(text)]
    for text in texts:
        _read_text(readers, text, where, evidence)
        mended, changes = spelling.mend(text)
        if changes:
            _read_mended(readers, mended, changes, where, evidence)
    if not evidence.purposes:
        for purpose in evidence.late:
            evidence.add(purpose)
    _derive(evidence)

    def is_known(word: str) -> bool:
        return readers.terms.knows(word, where)

    if typed and seems_named(typed, is_known):
        evidence.marks.setdefault("has_name", ("", "reasons: it seems to hold a name"))
    if model and texts and not evidence.purposes and _UNASKED.isdisjoint(evidence.marks):
        for name, chance, word in model.propose(" ".join(texts)):
            evidence.add(Purpose(name, "probable", word, f"model: {chance:.0%} likely"))
    if office:
        evidence.purposes = context.load().moved(office, evidence.purposes)
    if "has_name" in evidence.marks:
        _leave_names_out(evidence, is_known)
    return _reading(evidence, readable and not texts, bool(texts))


def is_local(readers: Readers, reason: str) -> bool:
    """Whether the searcher's state may matter to a reason, as typed or mended: some state has a rule of its own for its words,
    or its figures are a section of some table of codes."""
    typed = tidy(reason)
    mended, changes = spelling.mend(typed)
    return any(_is_local(readers, text) for text in ((typed, mended) if changes else (typed,)))


def _is_local(readers: Readers, text: str) -> bool:
    if readers.terms.is_local(text.encode()):
        return True
    if _DIGITS.isdisjoint(text):
        return False
    # What is read as a section of a law is no word any more; words are asked for one by one to tell names.
    free = offences.split(text, readers.categories)[1].encode()
    words = " ".join(_WORDS.findall(text)).encode()
    return statutes.cites(readers.codes.values(), free) or readers.terms.is_local(free) or readers.terms.is_local(words)


def _says_something(text: str) -> bool:
    return bool(text.strip(_PUNCTUATION)) if text.isascii() else any(c.isalnum() for c in text)


def _read_text(readers: Readers, text: str, state: str, evidence: _Evidence) -> None:
    categories, free = offences.split(text, readers.categories)
    covered: set[str] = set()
    for category in categories:
        covered.update(category.covers)
        for name in category.purposes:
            evidence.add(Purpose(name, category.certainty, category.label, category.made_by))
    if not free:
        return
    encoded = free.encode()
    if not _DIGITS.isdisjoint(free):
        # The name of a law is no word of the reason: the `Stat.` of Fla. Stat. asks for no statistics.
        for cited in _read_statutes(readers, encoded, state, evidence):
            encoded = encoded.replace(cited.encode(), b"~")
    for file, said, struck in readers.terms.asked(encoded, state):
        _read_file(readers.terms, file, said, struck, encoded, evidence, covered)


def _read_file(
    known: terms.Terms,
    file: str,
    said: list[int],
    struck: list[int],
    text: bytes,
    evidence: _Evidence,
    covered: set[str],
) -> None:
    """Try the rules of one file that `text` may meet; the surest rule that still stands after the strikes decides."""
    rules = known.rules
    strikes: list[int] | None = None
    left = text
    found: tuple[int, str] | None = None
    for i in said:
        rule = rules[i]
        if found and file != "federal_agency" and _rank(rule) >= _rank(rules[found[0]]):
            continue
        words = known.words(i, text)
        if words is None or not (text.isascii() or known.meets(i, text)):
            continue
        if struck:
            if strikes is None:
                strikes = [j for j in struck if known.meets(j, text)]
                for j in strikes:
                    if not rules[j].group:
                        left = known.strike(j, left)
            words = known.words_left(i, left, [j for j in strikes if rules[j].group and rules[j].group == rule.group])
            if words is None:
                continue
        found = (i, words)
        if file == "federal_agency":
            if rule.group not in evidence.federal:
                evidence.federal.append(rule.group)
            evidence.marks.setdefault(file, (words, rule.made_by))
    if found is None or file == "federal_agency":
        return
    rule, words = rules[found[0]], found[1]
    if file in MARKS:
        evidence.marks.setdefault(file, (words, rule.made_by))
        if file == "descriptor" and rule.group in RANK:
            evidence.descriptor = Purpose("profiling", _certainty(rule.group), words, rule.made_by)
    elif file not in covered:
        purpose = Purpose(file, _certainty(rule.group), words, rule.made_by)
        evidence.late.append(purpose) if rule.late else evidence.add(purpose)


def _read_mended(
    readers: Readers, text: str, changes: tuple[tuple[str, str], ...], state: str, evidence: _Evidence
) -> None:  # fmt: skip
    """Read the text with its misspelt words mended; what that adds tells which word was read as which."""
    more = readers.mended.get((text, state))
    if more is None:
        more = _Evidence()
        _read_text(readers, text, state, more)
        if len(readers.mended) < _KEPT:
            readers.mended[text, state] = more

    def told(words: str, made_by: str) -> str:
        said = [f"{typed} read as {meant}" for typed, meant in changes if meant in words]
        return f"{made_by} ({', '.join(said)})" if said else ""

    def weaker(found: Purpose) -> Purpose | None:
        certainty = found.certainty if found.id not in SENSITIVE or found.certainty != "certain" else "probable"
        made_by = told(found.words, found.made_by)
        return Purpose(found.id, certainty, found.words, made_by) if made_by else None

    for late, found in [(False, one) for one in more.purposes.values()] + [(True, one) for one in more.late]:
        if purpose := weaker(found):
            evidence.late.append(purpose) if late else evidence.add(purpose)
    for mark, (words, rule) in more.marks.items():
        if mark not in evidence.marks and (made_by := told(words, rule)):
            evidence.marks[mark] = (words, made_by)
            if mark == "federal_agency":
                evidence.federal += more.federal
    if more.descriptor and not evidence.descriptor:
        evidence.descriptor = weaker(more.descriptor)


def _rank(rule: terms.Rule) -> int:
    return RANK.get(rule.group, 0) + 10 * rule.late


def _certainty(group: str) -> Certainty:
    return "certain" if group == "certain" else "probable" if group == "probable" else "ambiguous"


def _read_statutes(readers: Readers, text: bytes, state: str, evidence: _Evidence) -> list[str]:
    """Note the sections that are cited; the words of those whose law is known by name."""
    named = []
    for place in ("US", state):
        codes = readers.codes.get(place)
        for citation in codes.citations(text) if codes else ():
            made_by = citation.section.made_by if citation.section else f"codes/{place.lower()}.toml"
            evidence.marks.setdefault("statute", (citation.words, made_by))
            if citation.section and citation.is_named:
                named.append(citation.words)
            for name in citation.section.purposes if citation.section else ():
                evidence.add(Purpose(name, citation.certainty, citation.words, made_by))
    return named


def _derive(evidence: _Evidence) -> None:
    """What follows from the rest: profiling where no ground but the person is named; a crime at a protest is probable."""
    purposes = evidence.purposes
    named = {purpose.id for purpose in purposes.values() if purpose.words.lower() not in _STOPS}
    if evidence.descriptor and named <= {"suspicious"}:
        sure = evidence.descriptor
        if purposes:
            sure = Purpose(sure.id, statutes.LESS[sure.certainty], sure.words, sure.made_by)
        evidence.add(sure)
    if "protest_speech" in purposes and set(purposes) - _NOT_A_CRIME:
        for name, found in purposes.items():
            if found.certainty == "certain":
                purposes[name] = Purpose(name, "probable", found.words, found.made_by)


def _leave_names_out(evidence: _Evidence, is_known: Callable[[str], bool]) -> None:
    for name, found in evidence.purposes.items():
        evidence.purposes[name] = replace(found, words=without_names(found.words, is_known))
    for mark, (words, made_by) in evidence.marks.items():
        evidence.marks[mark] = (without_names(words, is_known), made_by)


def _reading(evidence: _Evidence, blank: bool, has_text: bool) -> Reading:
    purposes = tuple(sorted(evidence.purposes.values(), key=_surest_first))
    marks = evidence.marks
    decided: list[tuple[str, str]] = [(p.words, p.made_by) for p in purposes]
    if purposes or "statute" in marks:
        for mark in _SILENT:
            marks.pop(mark, None)
    if not purposes:
        decided = _without_purpose(marks, blank, has_text)
    words, made_by = decided[0]
    if len(decided) > 1:
        words = " | ".join(dict.fromkeys(w for w, _ in decided if w))
        made_by = " | ".join(dict.fromkeys(m for _, m in decided if m))
    named = tuple(mark for mark in MARKS if mark in marks) if marks else ()
    return Reading(purposes, named, "|".join(evidence.federal), words, made_by)


def _surest_first(purpose: Purpose) -> tuple[int, str]:
    return RANK[purpose.certainty], purpose.id


def _without_purpose(marks: dict[str, tuple[str, str]], blank: bool, has_text: bool) -> list[tuple[str, str]]:
    """Settle the marks of a reason that states no purpose (in place); return the words that decided, and their rules."""
    if blank:
        marks["blank"] = ("", "reasons: nothing was typed")
    elif not has_text:
        return [("", "reasons: the record does not show the reason")]
    elif "placeholder" in marks or "case_only" in marks:
        marks.pop("vague", None)
        if "placeholder" in marks:
            marks.pop("case_only", None)
    else:
        # Any other words state no purpose either; labellers call a name or an unknown abbreviation vague.
        unknown = "reasons: these words name no purpose" if marks else "reasons: no rule knows these words"
        marks.setdefault("vague", ("", unknown))
    return [("" if mark in _NEVER_REPEATED else words, made_by) for mark, (words, made_by) in marks.items()]
