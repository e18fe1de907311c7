"""The words of `places/*.toml`, read once and arranged for looking up phrases by their first word."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase says about a body. `unit` words leave the place, others stay in it. `id` is "" for what stays."""

    unit: bool
    id: str
    label: str
    kind: str
    level: str
    rank: int
    state: str = ""
    statewide: bool = False
    not_first: bool = False
    alone: bool = False
    not_before: frozenset[str] = frozenset()
    not_after_only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """A state, federal district or territory. `time_zone` is that of most people; `split`: clocks differ inside."""

    code: str
    name: str
    fips: str
    time_zone: str
    split: bool
    names_repeat: bool
    is_word: bool
    starts_names: bool


def _table(stem: str) -> dict[str, Any]:
    return tomllib.loads((files("plainview") / "places" / f"{stem}.toml").read_text(encoding="utf-8"))


def _term(row: dict[str, Any], defaults: dict[str, Any], unit: bool) -> Term:
    fields = {**defaults, **row}
    fields.pop("words")
    for name in ("not_before", "not_after_only"):
        fields[name] = frozenset(fields.get(name, ()))
    fields.setdefault("id", "")
    fields.setdefault("label", "")
    return Term(unit=unit, **fields)


def _terms() -> dict[str, list[tuple[Phrase, Term]]]:
    """First word -> phrases with their term, longest first; of equal phrases the higher rank first."""
    by_first: dict[str, list[tuple[Phrase, Term]]] = {}
    for stem in ("kinds", "federal", "joint_bodies", "state_bodies"):
        table = _table(stem)
        for unit, rows in ((True, table.get("unit", [])), (False, table.get("place", []))):
            for row in rows:
                term = _term(row, table.get("defaults", {}), unit)
                for words in row["words"]:
                    # A slug has no "&", so "fish and wildlife" is also "fish wildlife".
                    for phrase in {tuple(words.split()), tuple(word for word in words.split() if word != "and")}:
                        by_first.setdefault(phrase[0], []).append((phrase, term))
    for phrases in by_first.values():
        phrases.sort(key=lambda found: (-len(found[0]), -found[1].rank, found[1].id))
    return by_first


def _states() -> dict[str, State]:
    return {
        code: State(
            code,
            row["name"],
            row["fips"],
            row["time_zone"],
            row.get("split", False),
            row.get("names_repeat", False),
            row.get("is_word", False),
            row.get("starts_names", False),
        )
        for code, row in _table("states").items()
    }


def _state_names() -> dict[str, list[tuple[Phrase, str]]]:
    """First word -> (words of a state's name, code), longest first."""
    by_first: dict[str, list[tuple[Phrase, str]]] = {}
    for code, row in _table("states").items():
        for name in (row["name"], row.get("short", "")):
            phrase = tuple(name.lower().split())
            if phrase:
                by_first.setdefault(phrase[0], []).append((phrase, code))
    for phrases in by_first.values():
        phrases.sort(key=lambda found: -len(found[0]))
    return by_first


_NAMES = _table("names")
_BODIES = _table("state_bodies")

STATES: dict[str, State] = _states()
CODES: dict[str, str] = {code.lower(): code for code in STATES}
STARTING_CODES = frozenset(code.lower() for code, state in STATES.items() if state.starts_names)
WORD_CODES = frozenset(code.lower() for code, state in STATES.items() if state.is_word)
STATE_NAMES = _state_names()
TERMS = _terms()
BUREAUS: dict[str, str] = {row["id"]: row["label"] for row in _table("federal")["unit"]}
NORMAL: dict[str, str] = _table("kinds")["normal"]
STATUS: dict[str, list[str]] = _NAMES["status"]
PRODUCT: dict[str, list[str]] = _NAMES["product"]
VENDOR: dict[str, list[str]] = _NAMES["vendor"]
ALIASES: list[tuple[str, Phrase, Phrase]] = [
    (row["state"], tuple(row["short"].split()), tuple(row["full"].split())) for row in _NAMES["alias"]
]
TURNED = frozenset(_NAMES["forms"]["turned"])
DROPPED = frozenset(_NAMES["forms"]["dropped"])
QUALIFIED = frozenset(_NAMES["forms"]["qualified"])
SLUG_STOP = frozenset(_NAMES["slug"]["stop"])
PUBLIC_SAFETY_IS_STATE_POLICE = frozenset(_BODIES["public_safety"]["state_police"])
AGENCY_WORDS = frozenset(_BODIES["agency_words"]["words"])

# Every kind, with the level that goes with it; "" where the name decides ("county" or "state" corrections).
LEVEL_OF: dict[str, str] = {
    **dict.fromkeys("police sheriff school transit airport parks hospital code_enforcement fire".split(), "local"),
    "state_police": "state", "campus": "campus", "tribal": "tribal", "federal": "federal", "fusion": "fusion",
    "private": "private", "vendor_test": "unknown", "unknown": "unknown",
}  # fmt: skip
KINDS = (*LEVEL_OF, "prosecutor", "corrections", "task_force", "other")


def find(words: list[str], at: int) -> tuple[int, Term] | None:
    """The longest phrase that starts at word `at`: (its length, its term), or None."""
    for phrase, term in TERMS.get(words[at], ()):
        size = len(phrase)
        if size == 1 or tuple(words[at : at + size]) == phrase:
            return size, term
    return None
