"""What a mail message asks: whether somebody asks for a search for somebody else, or answers that, told in fixed words.

Nothing that was written leaves here: a message becomes a role, the domains of two bodies, a case number and a sentence made
of parts. A plate is never kept, not as a token either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import re2

from plainview.ingest import mail_terms
from plainview.ingest.mail_terms import Term
from plainview.ingest.sentences import sentences
from plainview.model import Line
from plainview.read.mail import Mail, domains

_LONGEST = 200_000  # signs of a message's text that are looked at
_SENTENCE = 600
# A word that every term needs: most mail holds none of them, most sentences of the rest neither.
_HINT = re2.compile(
    r"(?i)plate|\btags?\b|\bl\.?p|lpr|flock|vigilant|hits?\b|detection|sighting|reads\b|results|return|registration|"
    r"leads ?online|alert|list|vehicle"
)
_QUOTE_BEGINS = re.compile(
    r"(?i)(?:on .{5,300} wrote:|-{2,} ?(?:original|forwarded) (?:message|mail) ?-{2,}|begin forwarded message:|_{10,}"
    r"|from: .{1,200}@.{1,200}|sent from my .{2,20})\s*"
)
_CASE = re.compile(
    r"(?i)(?:\b(?:case|incident|report|event|file|cad|dr|ir|rd|complaint|reference|ref)\b\W{0,3}){1,2}(?:number|num|no|nbr|id)?\b\W{0,3}(?:is|was|of)?\W{0,4}"
    r"(?=[A-Z0-9/ -]{0,24}\d)([A-Z]{0,6}[- ]?\d[\dA-Z]{0,15}(?:[-/]\d[\dA-Z]{0,15}){0,3})"
)
_PLATE = re.compile(
    r"\b(?i:plates?|tags?|lpn?|licen[sc]e(?: number)?)\b\W{0,3}(?i:\b(?:is|number|no|of|on|reads?)\b\W{0,3}){0,2}"
    r"([A-Z0-9]{2,8}(?:[ -][A-Z0-9]{2,5})?)\b"
)
_MIXED = re.compile(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,8}\b")
_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Judged:
    """What a message that matters asks. Columns of the table `messages`, as far as one message can tell them.

    role: asked or answered. asker_*: who wants to know; asked_*: who is to search. for_body: whom the words name beside.
    *_keys: names of places in the domain, for finding the agency. terms: ids of the terms that decided.
    """

    role: str
    locator: str
    terms: str
    asker_domain: str
    asker_kind: str
    asker_keys: str
    asked_domain: str
    asked_kind: str
    asked_keys: str
    for_body: str
    case_raw: str
    plate_state: str
    paraphrase: str


@dataclass(frozen=True, slots=True)
class _Found:
    term: Term
    locator: str


def judge(mail: Mail) -> Judged | None:
    """What a message asks or answers; None if it does neither, or only between people of one body for no other."""
    own, quoted = _thread(mail)
    text = "\n".join(line.text for line in (*own, *quoted))[:_LONGEST]
    if not _HINT.search(text):
        return None
    known = mail_terms.load()
    company = bool(known.company.search(_plain(text)) or _MIXED.search(text))
    asks, answers = _search(known.ask, own, company), _search(known.answer, own, company)
    asked_before = _search(known.ask, quoted, company)
    first_quoted = next((name for line in quoted if (name := next(iter(domains(line.text)), ""))), "")
    to = _other(mail.recipients, mail.sender)
    if asks and not (mail.is_reply and answers):
        role, found, asker, asked = "asked", asks, mail.sender, to
    elif answers and (asked_before or mail.is_reply or known.company.search(_plain(text))):
        role, found, asker, asked = "answered", answers, to or first_quoted, mail.sender
    elif asked_before and mail.is_reply:
        role, found, asker, asked = "asked", asked_before, to or first_quoted, mail.sender
    elif asked_before:
        role, found, asker, asked = "asked", asked_before, first_quoted or mail.sender, to
    else:
        return None
    for_body = _body(text)
    same = bool(asker) and mail_terms.body_of(asker) == mail_terms.body_of(asked)
    if same and not for_body:
        return None
    case_raw = _case(own, quoted)
    plate_state = "value" if _plates(text) or _shows_plate(text, case_raw) else "empty"
    said = _paraphrase(role, found[0].term, asker, asked, for_body, bool(case_raw), plate_state == "value")
    terms = " ".join(dict.fromkeys(one.term.id for one in found))
    return Judged(role, found[0].locator, terms, *_side(asker), *_side(asked), for_body, case_raw, plate_state, said)


def _side(domain: str) -> tuple[str, str, str]:
    """A domain as it may be kept (that of nobody in particular is not), the kind of body, and the places it may name."""
    kind = mail_terms.kind_of(domain)
    return domain if kind == "personal" else mail_terms.shown(domain), kind, mail_terms.place_keys(domain)


def _other(recipients: Sequence[str], sender: str) -> str:
    """The first body written to that is not the sender's own; else the first."""
    mine = mail_terms.body_of(sender)
    return next((one for one in recipients if mail_terms.body_of(one) != mine), recipients[0] if recipients else "")


def _thread(mail: Mail) -> tuple[list[Line], list[Line]]:
    """What the sender wrote (the subject first), and what stands quoted below or was attached as a message."""
    own = [Line("subject", mail.subject)] if mail.subject and not mail.is_reply else []
    quoted: list[Line] = []
    below = False
    for line in mail.lines:
        marked = line.text.startswith(">") or line.tag == "quoted"
        if (
            not marked
            and len(line.text) < 400
            and _QUOTE_BEGINS.fullmatch(line.text)
            and not line.text.lower().startswith("sent from")
        ):
            below = True
        text = line.text.lstrip("> ") if marked else line.text
        (quoted if below or marked else own).append(Line(line.locator, text))
    return own, quoted


def _plain(text: str) -> str:
    """Small letters, one space between words, curly signs made plain."""
    return " ".join(text.replace("\u2019", "'").casefold().split())


def _search(terms: Sequence[Term], lines: Sequence[Line], company: bool) -> list[_Found]:
    found, seen = [], 0
    for locator, printed in sentences(lines):
        seen += len(printed)
        if not _HINT.search(printed):
            continue
        sentence = _plain(printed)[:_SENTENCE]
        if seen > _LONGEST:
            break
        found += [_Found(term, locator) for term in terms if (company or not term.near) and term.found_in(sentence)]
    return found


def _body(text: str) -> str:
    plain = _plain(text)
    return next((name for name, pattern in mail_terms.load().bodies if pattern.search(plain)), "")


def _plates(text: str) -> set[str]:
    """What stands as a plate, without spaces and signs."""
    return {re.sub(r"\W", "", one).upper() for one in _PLATE.findall(text) if re.search(r"\d", one)}


def _shows_plate(text: str, case_raw: str) -> bool:
    """Whether letters and figures stand mixed as in a plate, outside the case number."""
    case = re.sub(r"\W", "", case_raw).upper()
    return any(one not in case for one in _MIXED.findall(text))


def _case(own: Sequence[Line], quoted: Sequence[Line]) -> str:
    """The first case number that is told; never what stands as a plate too."""
    for lines in (own, quoted):
        text = "\n".join(line.text for line in lines)[:_LONGEST]
        plates = _plates(text)
        for found in _CASE.finditer(text):
            one = found[1].strip()
            bare = re.sub(r"\W", "", one).upper()
            if sum(ch.isdigit() for ch in bare) >= 3 and bare not in plates and not _DATE.fullmatch(one):
                return one[:40]
    return ""


_WHO = {
    "personal": "a person with a private mail address",
    "other": "a person at an address of no known body",
    "": "somebody whose address is not shown",
}


def _who(domain: str) -> str:
    known = mail_terms.shown(domain)
    return f"a person at {known}" if known else _WHO.get(mail_terms.kind_of(domain), _WHO["other"])


def _paraphrase(role: str, term: Term, asker: str, asked: str, for_body: str, case: bool, plate: bool) -> str:
    """The message in fixed words: no word of it is the writer's."""
    given = " and ".join(name for name, there in (("a plate", plate), ("a case number", case)) if there)
    tail = f", giving {given}" if given else ""
    whom = f" for {for_body}" if for_body else ""
    if role == "asked":
        said = f"{_who(asker)} asks {_who(asked)} {term.says}{whom}{tail}"
    else:
        said = f"{_who(asked)} answers {_who(asker)} and {term.says}{whom}{tail}"
    return said[:1].upper() + said[1:]
