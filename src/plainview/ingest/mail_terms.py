"""The words by which a message asks for a search or answers one (layouts/mail_message.toml), and whose a domain is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from plainview import layout

_STATES = (
    "al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok "
    "or pa ri sc sd tn tx ut vt va wa wv wi wy"
).split()
_BEFORE = re.compile(
    r"(?:city|town|village|county|township|borough)of|(?:ci|co|tn|vi|www|mail|pd|police|my|go)(?=[-.])[-.]?|(?:city|town)(?=\w{5})"
)
_BEHIND = re.compile(
    r"-?(?:policedept|policedepartment|police|sheriffsoffice|sheriffs?|pd|so|sd|dps|county|co|city|town|gov|ps)$"
)
_STATE_BEHIND = re.compile(rf"-?(?:{'|'.join(_STATES)})$")
_PUBLIC_ENDS = re.compile(r"(?:^|\.)(?:[a-z]{2}\.us|co\.[a-z]{2}|com|net|org|gov|edu|mil|us|info|biz)$")
_AGENCY_WORDS = re.compile(r"pd\b|pd-|police|sheriff|\bso\b|\bcso\b|lawenforcement|publicsafety")
_WELL_MADE = re.compile(r"[a-z][a-z.-]{2,70}")


@dataclass(frozen=True, slots=True)
class Term:
    """One way to ask or to answer. near: counts only in company (see the file)."""

    id: str
    says: str
    near: bool
    words: tuple[Any, ...]
    never: tuple[Any, ...]
    hit: tuple[str, ...]
    miss: tuple[str, ...]

    def found_in(self, sentence: str) -> bool:
        return any(one.search(sentence) for one in self.words) and not any(one.search(sentence) for one in self.never)


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of the file, ready to use."""

    ask: tuple[Term, ...]
    answer: tuple[Term, ...]
    company: Any
    bodies: tuple[tuple[str, Any], ...]
    kinds: dict[str, str]


@cache
def load() -> Terms:
    """The shipped terms."""
    raw = layout.load_all()["mail_message"].reading
    pieces: dict[str, str] = {}
    for name, text in raw["pieces"].items():
        pieces[name] = _filled(text, pieces)
    whom = r"\b(?:for|from|by|with|to|of|assist(?:ing)?|helping|at) (?:the |our |my |an? |your )?(?:[a-z]+ )?"
    return Terms(
        tuple(_term(one, pieces) for one in raw["ask"]),
        tuple(_term(one, pieces) for one in raw["answer"]),
        re2.compile(rf"\b(?:{raw['company']})\b"),
        tuple((name, re2.compile(rf"{whom}{pattern}\b")) for name, pattern in raw["bodies"].items()),
        {domain: kind for kind, listed in raw["kinds"].items() for domain in listed.split()},
    )


def _filled(text: str, pieces: dict[str, str]) -> str:
    for name, piece in pieces.items():
        text = text.replace(f"{{{name}}}", piece)
    return text


def _term(raw: dict[str, Any], pieces: dict[str, str]) -> Term:
    def compiled(patterns: Iterable[str]) -> tuple[Any, ...]:
        return tuple(re2.compile(_filled(one, pieces) if one[:1] in "^\\" else rf"\b{_filled(one, pieces)}") for one in patterns)

    return Term(
        raw["id"], raw["says"], bool(raw.get("near")), compiled(raw["words"]), compiled(raw.get("not", [])),
        tuple(raw["hit"]), tuple(raw["miss"]),
    )  # fmt: skip


def kind_of(domain: str) -> str:
    """federal state local campus vendor personal other; "" for no domain. The longest ending that is known decides."""
    kinds = load().kinds
    parts = domain.split(".")
    return next((kinds[end] for at in range(len(parts)) if (end := ".".join(parts[at:])) in kinds), "other" if domain else "")


def body_of(domain: str) -> str:
    """The body a domain belongs to: "ice.dhs.gov" and "hq.dhs.gov" are one, so are "pd.alderfalls.gov" and "alderfalls.gov".

    Under a state's own domain each name is a body: "dps.texas.gov" and "parks.texas.gov" are two.
    """
    end = _PUBLIC_ENDS.search(domain)
    if not end:
        return domain
    labels = domain[: end.start()].split(".")
    kept = 2 if labels[-2:-1] in (["ci"], ["co"]) or kind_of(domain) == "state" else 1
    return ".".join(labels[-kept:]) + domain[end.start() :]


def shown(domain: str) -> str:
    """A domain as it may be told: that of a public body, or of one whose name says police; "" for any other."""
    kind = kind_of(domain)
    public = kind in ("federal", "state", "local", "campus", "vendor") or bool(_AGENCY_WORDS.search(domain))
    return domain if public and _WELL_MADE.fullmatch(domain) else ""


def place_keys(domain: str) -> str:
    """Names of places that a local body's domain may hold, parted by spaces: "alderfallspd.org": "alderfallspd alderfalls".

    They are held against the names of agencies without spaces; that exactly one fits decides.
    """
    if kind_of(domain) not in ("local", "campus", "state", "other") or not domain:
        return ""
    end = _PUBLIC_ENDS.search(domain)
    stem = (domain[: end.start()] if end else domain).split(".")
    found: list[str] = []
    for label in stem[-2:]:
        waiting = [label]
        while waiting and len(found) < 24:
            one = waiting.pop()
            plain = one.replace("-", "")
            if len(plain) >= 4 and plain not in found:
                found.append(plain)
                waiting += [_BEFORE.sub("", one, count=1), _BEHIND.sub("", one), _STATE_BEHIND.sub("", one)]
    return " ".join(found)
