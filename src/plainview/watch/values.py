"""What a watch may set: values of the six types, each checked against a closed list or bounds. Nothing is free text.

An agency id is checked for its shape here; `asking.known_agencies` lets only those through whose own records the case holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from plainview import redact
from plainview.agencies.vocabulary import STATES
from plainview.decisions.subjects.reason import purposes
from plainview.watch.question import Parameter

MOST_ITEMS = 200
_AGENCY = re.compile(r"[a-z]{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 90


def mistakes(one: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """(problem, fix) of a value that a watch gives for a parameter; none if it may stand."""
    if one.type == "number":
        if isinstance(value, bool) or not isinstance(value, int) or not one.least <= value <= one.most:
            yield f"gives for {one.name} no whole number from {one.least} to {one.most}", f"write {one.name} = {one.default}"
        return
    if one.type == "choice":
        if not isinstance(value, str) or value not in one.of:
            yield f"gives for {one.name} a word that is none of its own", f"use one of: {', '.join(one.of)}"
        return
    if not isinstance(value, list) or len(value) > MOST_ITEMS or not all(isinstance(item, str) for item in value):
        yield f"gives for {one.name} no list", f'write {one.name} = ["..."], at most {MOST_ITEMS} of them'
        return
    if one.required and not value:
        yield f"gives for {one.name} an empty list", "name at least one"
    for item in value:
        if not _fits(one, item):
            yield f"gives for {one.name} what it cannot be: {_quoted(item)}", _FIXES[one.type].format(of=", ".join(one.of))


_FIXES = {
    "agencies": (
        "write the id of an agency as the pages show it, such as ca-port-wren-police; a watch is never set on a person or a plate"
    ),
    "states": "write postal codes in capitals, such as CA",
    "purposes": "write ids of purposes, such as immigration (docs/glossary.md names them)",
    "choices": "use some of: {of}",
}


def _fits(one: Parameter, item: str) -> bool:
    if one.type == "agencies":
        return is_agency_id(item)
    closed: dict[str, Collection[str]] = {"states": STATES, "purposes": purposes(), "choices": one.of}
    return item in closed[one.type]


def is_agency_id(text: str) -> bool:
    """True for a text of the shape of an agency id in which no part could be a plate."""
    if not _AGENCY.fullmatch(text) or len(text) > _LONGEST:
        return False
    return not any(redact.plate_like(part, 4) or part.isdigit() for part in text.split("-")[1:])


def _quoted(text: str) -> str:
    """A wrong value as it may be printed in an error: short, on one line, nothing plate-like."""
    plain = "".join(ch if ch.isprintable() else "?" for ch in text[:60])
    return f'"{redact.printed(plain)}"'
