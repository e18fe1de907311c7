"""The rows behind a verdict, each with the facts that the rule compared in it and with what the record does not tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import pyarrow as pa

from plainview import facts
from plainview.law.rule import Rule, asked_by

_TOLD = ("agency_id", "unit", "told")


@dataclass(slots=True)
class Evidence:
    """rows: JSON of each row, with the facts compared. shown: the largest figure of the fact that the rule shows."""

    rows: list[str] = field(default_factory=list)
    shown: float | None = None


def seen_sql(subject: str, rules: list[Rule], is_alike: bool) -> str:
    """SQL of the view `law_seen`: the rows picked as evidence, with the facts that these rules look at, each as fact_..."""
    compared = "".join(f", {name} as fact_{name}" for name in sorted({name for rule in rules for name in asked_by(rule)}))
    source = (
        f"(select *, {facts.WHAT[subject]} as what from ({facts.every(subject, 'law_picked')}))"
        if is_alike
        else f"fact_{subject}"
    )
    return (
        "create or replace temp view law_seen as "
        f"select row_key, release_id, row_no, locator, what{compared} from {source} semi join law_picked using (row_key)"
    )


def of_rules(table: pa.Table, rules: list[Rule]) -> dict[tuple[int, str, str], Evidence]:
    """Evidence by rule, agency and unit: each row with the facts that its rule compares and no others, once a kind of answers."""
    found: dict[tuple[int, str, str], Evidence] = {}
    at = 0
    for rule_no, n in Counter(table["rule_no"].to_pylist()).items():
        rows, at = table.slice(at, n), at + n
        asked = [name for name in asked_by(rules[rule_no]) if f"fact_{name}" in table.column_names]
        compared = _compared(
            asked, zip(*(rows[f"fact_{name}"].to_pylist() for name in asked), strict=True) if asked else repeat((), n)
        )
        shown = rows[f"fact_{rules[rule_no].shows}"].to_pylist() if rules[rule_no].shows else repeat(None, n)
        told = zip(*(rows[name].to_pylist() for name in _TOLD), compared, shown, strict=True)
        for agency, unit, text, facts_, figure in told:
            one = found.setdefault((rule_no, agency, unit), Evidence())
            one.rows.append(f"{text}{facts_}}}")
            if figure is not None:
                one.shown = max(figure, figure if one.shown is None else one.shown)
    return found


def _compared(asked: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """JSON of what a rule looked at in each row: facts that are known, and names of those that the record does not tell."""
    met: dict[tuple[Any, ...], str] = {}
    for known in rows:
        text = met.get(known)
        if text is None:
            told = {name: value for name, value in zip(asked, known, strict=True) if value is not None}
            missing = [name for name, value in zip(asked, known, strict=True) if value is None]
            text = met[known] = json.dumps({"facts": told, "missing": missing}, ensure_ascii=False)[1:-1]
        yield text
