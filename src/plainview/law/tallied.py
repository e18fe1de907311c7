"""The table `rules`: every rule that a case was judged by, or that is off, with how many agencies got which verdict."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from plainview.law import listing
from plainview.law.rule import Rule

VERDICTS = ("conflict", "question", "unclear", "clear", "not_in_force")
_TEXTS = (
    "id", "title", "jurisdiction", "state", "place", "citation", "url", "official_url", "source_kind", "confirmed", "bound",
    "subject", "strength", "applies", "when", "certain_when", "lawful_if", "innocent", "caveat", "settles", "remedy", "made_by",
)  # fmt: skip
_DAYS = ("from_on", "to_on")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _TEXTS),
        *((name, pa.date32()) for name in _DAYS),
        *((f"n_{verdict}", pa.int64()) for verdict in VERDICTS),
    ]
)


def table(rules: list[Rule], judged: list[dict[str, Any]]) -> pa.Table:
    """A row a rule, in the order of ids. judged: findings of all verdicts; an agency counts once, by the first of VERDICTS."""
    worst: dict[str, dict[str, int]] = {}
    for one in judged:
        of = worst.setdefault(one["made_by"], {})
        at = VERDICTS.index(one["verdict"])
        of[one["agency_id"]] = min(at, of.get(one["agency_id"], at))
    rows = []
    for rule in sorted(rules, key=lambda rule: rule.id):
        told = listing.row(rule)
        found = list(worst.get(rule.made_by, {}).values())
        rows.append(
            {name: told.get(name) for name in _TEXTS}
            | {
                "state": "" if rule.jurisdiction == "us" else rule.jurisdiction[:2].upper(), "place": listing.place(rule),
                "innocent": " ".join(rule.innocent), "made_by": rule.made_by, "from_on": rule.from_on, "to_on": rule.to_on,
            }
            | {f"n_{verdict}": found.count(at) for at, verdict in enumerate(VERDICTS)}
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SCHEMA)
