"""How agencies are spelled: the vendor's name of the day, and what custodians who type names anew make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.linking.country import Body, plain
from plainview.simulate.world import NEVER

_SHORT = {
    "Saint": ("St.", "St"), "Mount": ("Mt.", "Mt"), "Township": ("Twp", "TWP"), "County": ("Co", "Co."), "University": ("Univ",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """The vendor's names: `usual` up to the day before `renamed_on`, `later` from then on (the same where never renamed)."""

    usual: list[str]
    later: list[str]
    renamed_on: np.ndarray[tuple[int], np.dtype[np.int64]]


class Speller:
    """Spells bodies and sees to it that no spelling stands for two of them: the first to have it keeps it."""

    def __init__(self, seed: int, bodies: list[Body]) -> None:
        self._seed, self._bodies = seed, bodies
        self._known = knowledge.table("linking")
        self._states = {code: one["name"] for code, one in self._known["states"].items()}
        self._whose = {_key(plain(one)): i for i, one in enumerate(bodies)}
        stateless = [_key(f"{one.body} {one.offices[0]}") for one in bodies]
        self._lonely = _once(stateless)

    def claimed(self, number: int, text: str, otherwise: str) -> str:
        """Return `text`, now this body's own; `otherwise` where it is another's."""
        return text if self._whose.setdefault(_key(text), number) == number else otherwise

    def vendor(self, days: int) -> Names:
        """Return the vendor's names over a run of so many days."""
        rng = np.random.default_rng([self._seed, 22])
        orders = self._known["spelling"]["orders"]
        usual: list[str] = []
        for i, one in enumerate(self._bodies):
            words = {word for word, share in self._known["spelling"]["short_words"].items() if rng.random() < share}
            office = (
                int(rng.integers(1, len(one.offices)))
                if rng.random() < self._known["spelling"]["long_office"] and len(one.offices) > 1
                else 0
            )
            text = self._put(i, drawn(rng, orders), office, words, rng)
            usual.append(self.claimed(i, text, plain(one)))
        on = np.full(len(usual), NEVER, dtype=np.int64)
        later = list(usual)
        for i in range(len(usual)):
            kind = drawn(rng, self._known["spelling"]["renames"])
            how, when = float(rng.random()), int(rng.integers(5, days))
            spelling = self._known["spelling"]
            if how < spelling["renamed"]:
                later[i] = self.claimed(i, self._renamed(i, usual[i], kind, rng), usual[i])
            elif how < spelling["renamed"] + spelling["typos"]:
                later[i] = self.claimed(i, _typo(usual[i]), usual[i])
            elif how < spelling["renamed"] + spelling["typos"] + spelling["city_of"] and self._bodies[i].beside == "police":
                one = self._bodies[i]
                later[i] = self.claimed(i, f"City of {one.body.removesuffix(' City')} {one.state} {one.offices[0]}", usual[i])
            if later[i] != usual[i]:
                on[i] = when
        return Names(usual, later, on)

    def retyped(self, names: list[str], number: list[int], custodian: int) -> list[str]:
        """Return the names of these bodies as one custodian types them anew, always in its own way."""
        known = self._known["retyping"]
        rng = np.random.default_rng([self._seed, 23, custodian])
        order = drawn(rng, known["orders"])
        long, upper, double = rng.random(3)
        words = {word for word, draw in zip(_SHORT, rng.random(len(_SHORT)), strict=True) if draw < 0.5}
        kept = rng.random(len(self._bodies)) > known["names"]
        found = []
        for i, name in zip(number, names, strict=True):
            if kept[i]:
                found.append(name)
                continue
            text = self._put(i, order, int(long * len(self._bodies[i].offices)), words, rng)
            text = text.upper() if upper < known["upper"] else text
            text = "  ".join(text.rsplit(" ", 1)) if double < known["double"] else text
            found.append(self.claimed(i, text, name))
        return found

    def strayed(self, names: list[str], number: list[int], custodian: int) -> list[str]:
        """Return the names with a few of them typed anew by somebody, each in another way."""
        rng = np.random.default_rng([self._seed, 26, custodian])
        hit = rng.random(len(self._bodies)) < self._known["retyping"]["stray"]
        ways = rng.integers(0, 5, len(self._bodies))
        found = list(names)
        for at, i in enumerate(number):
            if hit[i]:
                own, name = np.random.default_rng([self._seed, 27, custodian, i]), names[at]
                order, office = drawn(own, self._known["retyping"]["orders"]), int(own.integers(len(self._bodies[i].offices)))
                anew = self._put(i, order, office, set(), own)
                text = (anew, f"{name} ", name.lower(), name.upper(), "  ".join(name.split(" ", 1)))[ways[i]]
                found[at] = self.claimed(i, text, name)
        return found

    def _put(self, number: int, order: str, office: int, short: set[str], rng: np.random.Generator) -> str:
        """Return one body in one order of words, with one of its offices and these words short."""
        one = self._bodies[number]
        if one.beside == "bureau":
            marks = {"B ST O": "[Federal] {}", "B O ST": "{} [Federal]", "B O (ST)": "{} [Federal]"}
            return marks.get(order, "{}").format(one.body)
        body = " ".join(_SHORT[w][int(rng.integers(len(_SHORT[w])))] if w in short else w for w in one.body.split())
        said = one.offices[min(office, len(one.offices) - 1)]
        if not said:  # a state's own body: its name says the state
            return {"B O (ST)": f"{body} ({one.state})", "B O - ST": f"{body} - {one.state}"}.get(order, body)
        if order == "B O" and _key(f"{one.body} {one.offices[0]}") not in self._lonely:
            order = "B ST O"
        parts = {
            "B": body,
            "STATE": self._states[one.state],
            "(ST)": f"({one.state})",
            "ST": one.state,
            "O": said,
            "O,": f"{said},",
        }
        text = " ".join(parts.get(part, part) for part in order.split())
        return f"{text} [Federal]" if one.kind == "federal" else text

    def _renamed(self, number: int, now: str, kind: str, rng: np.random.Generator) -> str:
        one, usual = self._bodies[number], "B ST O"
        if one.beside == "bureau":
            return one.body if now != one.body else f"[Federal] {one.body}"
        match kind:
            case "order":
                return self._put(number, drawn(rng, self._known["retyping"]["orders"]), 0, set(), rng)
            case "office":
                return self._put(number, usual, int(rng.integers(len(one.offices))), set(), rng)
            case "words":
                return self._put(number, usual, 0, set(_SHORT), rng)
            case "inactive":
                return f"{now} [INACTIVE]"
            case "do_not_use":
                return f"DO NOT USE - {now}" if rng.random() < 0.5 else f"{now} (Do Not Use)"
            case "county" if one.county and "County" not in one.body:
                return f"{now} ({one.county} County)"
            case _:
                return "  ".join(now.rsplit(" ", 1)) if rng.random() < 0.5 else f"{now} "


def drawn(rng: np.random.Generator, weights: dict[str, Any]) -> str:
    """Return one of the keys, each as likely as its weight says."""
    share = np.cumsum(np.array(list(weights.values()), dtype=float))
    return list(weights)[int(np.searchsorted(share / share[-1], rng.random(), side="right"))]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _once(keys: list[str]) -> set[str]:
    seen: set[str] = set()
    again: set[str] = set()
    for key in keys:
        (again if key in seen else seen).add(key)
    return seen - again


def _typo(name: str) -> str:
    """Two letters of the longest word change places."""
    word = max(name.split(), key=len)
    middle = len(word) // 2
    return name.replace(word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :], 1)
