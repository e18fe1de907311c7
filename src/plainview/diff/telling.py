"""Comparisons as lines for a person."""

from __future__ import annotations

from typing import Any

from plainview.diff.words import many

_KINDS = {
    "log": "two productions",
    "portal_page": "portal page",
    "portal_audit": "portal's sessions",
    "shared_networks": "sharing list",
}


def told(found: dict[str, Any]) -> list[str]:
    """The comparisons as lines for a person: what changed in sentences first, then the tables; what did not, counted."""
    every = found["comparisons"]
    alone = len(every) <= 2
    changed = [one for one in every if one["changed"] or alone]
    lines = [] if alone else [f"{many(len(every), 'pair', 'pairs')} compared, {len(changed)} with a change."]
    for one in changed:
        lines += ["", f"{one['agency']}, {_KINDS[one['kind']]}, {one['from_on']} to {one['to_on']}"]
        lines += [
            f"  {word} {one[side]['path']} ({one[side]['release_id']})" for word, side in (("first: ", "a"), ("second:", "b"))
        ]
        lines += [f"  {sentence}" for sentence in one["sentences"]]
        lines += [f"    {line}" for line in _tables(one)]
    return lines or ["Nothing here can be compared: no log was produced twice and no portal was captured twice."]


def _tables(one: dict[str, Any]) -> list[str]:
    lines = [f"{row['column']:12} {row['change']:17} {row['how']:13} {row['n']:>10,}" for row in one.get("columns", [])]
    for row in one.get("examples", []):
        at = " -> ".join(f"{side['entry']} {side['locator']}" for side in (row["a"], row["b"]) if side)
        values = [value for value in (row["a_value"], row["b_value"]) if value is not None]
        lines.append(f"{row['change']} {row['column']} {at}" + (f": {' -> '.join(map(repr, values))}" if values else ""))
    for row in one.get("fields", []):
        if not row["moves"]:
            lines.append(f"{row['field']}: {_cut(row['old_words'])} -> {_cut(row['new_words'])}")
    lines += [f"{row['direction']} {row['change']}: {row['partner']}" for row in one.get("sharing", [])]
    lines += [f"redrawn {row['old_id']} {row['old_at']} -> {row['new_id']} {row['new_at']}" for row in one.get("redrawn", [])]
    return lines + [f"gone {row['old_id']} {row['old_at']}" for row in one.get("gone", [])]


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 60 else f"{plain[:57]}...")
