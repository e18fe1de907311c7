"""Odd cells: numbers that mean unknown, every search type, texts that are hard to carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.quirks.draft import Draft, Row
from plainview.simulate.quirks.kinds import ROWS, quirk

_TYPES = "lookup search convoy visual freeform multiGeo searchSummary apiLookup apiV1 mostSeenOcrValues".split()


@quirk(ROWS, "numbers", tells="networks_zero devices_zero")
def reach_zero(draft: Draft, rng: np.random.Generator) -> Draft:
    """In some rows `networks` = 0 and `devices` = 0, which mean unknown: read as printed or as nothing, and told of the file."""
    zero = {"networks": [0, None], "devices": [0, None]}
    rows = [row.put({"networks": 0, "devices": 0}, zero, "reach_zero") if i % 3 == 0 else row for i, row in enumerate(draft.rows)]
    return draft.changed(rows)


@quirk(ROWS, "types")
def types_all(draft: Draft, rng: np.random.Generator) -> Draft:
    """Every search type, each also with ` - Mobile`: labels, kept as printed."""
    names = [f"{name}{more}" for name in _TYPES for more in ("", " - Mobile")]
    rows = [row.put({"type": (t := names[i % len(names)])}, {"search_type": t}, "types_all") for i, row in enumerate(draft.rows)]
    return draft.changed(rows)


def _reasons(draft: Draft, name: str, text: Callable[[str, int], str]) -> Draft:
    """The draft with another reason in every second row that has one."""

    def change(row: Row, i: int) -> Row:
        reason = str(row.cells["reason"])
        if not reason or i % 2:
            return row
        said = text(reason, i)
        return row.put({"reason": said}, {"reason_raw": said}, name)

    return draft.changed([change(row, i) for i, row in enumerate(draft.rows)])


@quirk(ROWS, "mask strings")
def text_tabs(draft: Draft, rng: np.random.Generator) -> Draft:
    """Tabs inside a reason."""
    return _reasons(draft, "text_tabs", lambda text, i: f"{text}\tunit\t{i}")


@quirk(ROWS, "mask strings")
def text_newlines(draft: Draft, rng: np.random.Generator) -> Draft:
    """Line breaks inside a reason."""
    return _reasons(draft, "text_newlines", lambda text, i: f"{text}\nsecond line\n\nlast line {i}")


@quirk(ROWS, "mask strings")
def text_formula(draft: Draft, rng: np.random.Generator) -> Draft:
    """Reasons that begin with `=`, `+`, `-` or `@`: text, never a formula."""
    return _reasons(draft, "text_formula", lambda text, i: f"{'=+-@'[i // 2 % 4]}{text}")


@quirk(ROWS, "mask strings")
def text_quotes(draft: Draft, rng: np.random.Generator) -> Draft:
    """Quotes, commas and semicolons inside a reason."""
    return _reasons(draft, "text_quotes", lambda text, i: f'"{text}", said; the "caller", {i}')


@quirk(ROWS, "custodian file", tells="other_agency_in_folder", mixes=False)
def other_city_file(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """A file from another city lies in the folder of a custodian's own files."""
    own = _organization(draft, str(draft.facts["agency"]), "organization_audit_own")
    half = len(own.rows) // 2
    first, second = own.changed(own.rows[:half]), replace(own, rows=own.rows[half:], name=f"{own.name}_later")
    other = _organization(draft, _another(draft), f"{draft.name.replace('network', 'organization')}_part")
    foreign = {"custodian": str(other.rows[0].true["searcher_raw"])}
    rows = [replace(row, search=f"{row.search}-other", quirks=("other_city_file",)) for row in other.rows]
    return [replace(first, tells=()), replace(second, tells=()), other.changed(rows, facts=other.facts | foreign)]


def _another(draft: Draft) -> str:
    place = knowledge.places()[-1]
    return f"{place} {str(draft.facts['agency']).split()[-2] if ' ' in str(draft.facts['agency']) else 'OH'} PD"


def _organization(draft: Draft, agency: str, name: str) -> Draft:
    """The draft as the organization audit of one agency."""
    rows = [row.put({"org": agency}, {"searcher_raw": agency}) for row in draft.rows]
    return draft.changed(rows, kind="organization_audit", name=name)
