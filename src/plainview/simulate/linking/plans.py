"""How each custodian of a network made for linking answers: columns, redaction, files, what it produces a second time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.linking.names import drawn


@dataclass(frozen=True, slots=True)
class Plan:
    """One custodian's answer (linking.toml says how often each).

    labels: its columns. redact: style by column. missing: months never handed over. repeats: share of rows printed twice.
    again: (first, last) month produced a second time, with the labels `again_labels` and the redaction `again_redact`.
    """

    labels: tuple[str, ...]
    redact: dict[str, str]
    retypes: bool
    as_of_export: bool
    window_one_line: bool
    one_file: bool
    missing: tuple[int, ...]
    newest_first: bool
    line_end: str
    bom: bool
    repeats: float
    organization: bool
    portal: bool
    again: tuple[int, int] | None = None
    again_labels: tuple[str, ...] = ()
    again_redact: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> bool:
        return "ID" in self.labels


def plans(seed: int, custodians: int, months: int) -> list[Plan]:
    """Return one plan for each custodian. The share without ids is exact, the others are drawn."""
    known = knowledge.table("linking")["answers"]
    rng = np.random.default_rng([seed, 28])
    without = set(rng.permutation(custodians)[: round(custodians * known["no_ids"])].tolist())
    portals = max(round(custodians * known["portals"]), 1 if custodians >= 10 else 0)
    found: list[Plan] = []
    for number in range(custodians):
        ids = number not in without
        portal = ids and portals > 0
        portals -= portal
        found.append(_plan(rng, known, ids, portal, months))
    return found


def _plan(rng: np.random.Generator, known: dict[str, Any], ids: bool, portal: bool, months: int) -> Plan:
    def often(name: str) -> bool:
        return bool(rng.random() < known[name])

    labels = _labels(rng, known, ids)
    redact = {column: drawn(rng, ways) for column, ways in known["redact"].items()}
    organization = often("organization")
    missing = (int(rng.integers(months)),) if often("missing_month") and not organization and not portal else ()
    low, high = known["repeats"]
    retyping = knowledge.table("linking")["retyping"]
    retypes, as_of = rng.random(2) < (retyping["custodians"], retyping["as_of_export"])
    plan = Plan(
        labels=labels, redact=redact, retypes=bool(retypes), as_of_export=bool(as_of), window_one_line=often("window_one_line"),
        one_file=often("one_file"), missing=missing, newest_first=often("newest_first"),
        line_end="\r\n" if often("crlf") else "\n", bom=often("bom"), repeats=float(rng.uniform(low, high)),
        organization=organization, portal=portal,
    )  # fmt: skip
    again, first, still_ids = often("again"), int(rng.integers(months)), not often("again_no_ids")
    second = _labels(rng, known, ids and still_ids)
    other = {column: drawn(rng, ways) for column, ways in known["redact"].items()}
    if not again:
        return plan
    last = int(rng.integers(first, months))
    # A custodian that has no ids has none the second time; one that printed a column may leave it out.
    return replace(plan, again=(first, last), again_labels=second, again_redact=other)


def _labels(rng: np.random.Generator, known: dict[str, Any], ids: bool) -> tuple[str, ...]:
    header = drawn(rng, known["with_ids" if ids else "without_ids"])
    dropped = {
        label
        for label, name in (
            ("Time Frame", "no_window"),
            ("Total Networks Searched", "no_networks"),
            ("Total Devices Searched", "no_devices"),
        )
        if rng.random() < known[name]
    }
    return tuple(label for label in knowledge.table("exports")["headers"][header] if label not in dropped)
