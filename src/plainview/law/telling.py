"""A rule's totals for one agency, told as a finding: three figures, a sentence that asks, and where each row is printed."""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from typing import Any

from plainview import wording
from plainview.law.evidence import Evidence
from plainview.law.judging import verdict_of
from plainview.law.rule import SHIPPED, Rule


@cache
def sentences() -> dict[str, dict[str, Any]]:
    return tomllib.loads((SHIPPED / "_wording.toml").read_text(encoding="utf-8"))


def finding(rule: Rule, row: dict[str, Any], evidence: Evidence) -> dict[str, Any]:
    """One row of the table `findings` from one row of sql/law/totals.sql and its evidence."""
    verdict = _verdict(rule, row)
    hit = verdict in ("conflict", "question")
    identity = f"{rule.id}|{row['agency_id']}|{row['unit']}"
    return {
        "finding_id": hashlib.sha256(identity.encode()).hexdigest()[:16],
        "made_by": rule.made_by,
        "source": "rule",
        "agency_id": row["agency_id"],
        "verdict": verdict,
        "title": rule.title,
        "sentence": _sentence(rule, row, verdict, evidence),
        "innocent": " ".join((*rule.innocent, *([rule.caveat] if rule.caveat else []))),
        "n_certain": row["n_certain"],
        "n_possible": row["n_possible"],
        "n_unreadable": row["n_null"],
        "n_total": row["n_total"] if verdict != "not_in_force" else row["n_units"],
        "evidence_json": (
            f'{{"total": {row["n_possible"] if hit else row["n_null"]}, "unit": {json.dumps(row["unit"])}, '
            f'"rows": [{", ".join(evidence.rows)}], "rule": {_cited(rule)}}}'
        ),
    }  # fmt: skip


def _verdict(rule: Rule, row: dict[str, Any]) -> str:
    if row["n_possible"]:
        return verdict_of(rule, "certain" if row["n_certain"] else "possible")
    if row["n_null"]:
        return "unclear"
    return "clear" if row["n_clear"] else "not_in_force"


@cache
def _cited(rule: Rule) -> str:
    """JSON of what a reader needs to check the verdict without the program."""
    told = {
        "id": rule.id, "citation": rule.citation, "url": rule.url, "official_url": rule.official_url,
        "source_kind": rule.source_kind, "from": rule.from_on.isoformat() if rule.from_on else None,
        "to": rule.to_on.isoformat() if rule.to_on else None, "bound": rule.bound, "strength": rule.strength,
        "applies": rule.applies.sql(dialect="duckdb"), "when": rule.when.sql(dialect="duckdb"),
        "certain_when": rule.certain_when.sql(dialect="duckdb"), "caveat": rule.caveat, "settles": rule.settles,
        "remedy": rule.remedy,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def _sentence(rule: Rule, row: dict[str, Any], verdict: str, evidence: Evidence) -> str:
    words, parts = sentences(), sentences()["parts"]
    hit = verdict in ("conflict", "question")
    total = row["n_total"] if verdict != "not_in_force" else row["n_units"]
    blanks = {
        "agency": row["agency"],
        "citation": rule.citation,
        "because": _because(rule, row, evidence) if hit else "",
        "lawful_if": rule.lawful_if,
        "silent": rule.silent,
        "units": wording.unit(row["unit"], total),
        "total": f"{total:,}",
        "n_null": f"{row['n_null']:,}",
        "when": _when(row, hit),
    }
    sentence = str(words["sentences"][verdict].format(**blanks))
    if hit and row["n_null"]:
        sentence += parts["silent_too"].format(**blanks)
    return sentence


def _because(rule: Rule, row: dict[str, Any], evidence: Evidence) -> str:
    values = {
        "n": wording.figures(row["n_certain"], row["n_possible"], row["n_null"], row["n_total"]),
        "total": f"{row['n_total']:,}",
        "shown": "" if evidence.shown is None else f"{evidence.shown:,.10g}",
    }
    return wording.fill(rule.because, values, row["n_possible"])


def _when(row: dict[str, Any], hit: bool) -> str:
    parts = sentences()["parts"]
    first, last = (row["first_hit_on"], row["last_hit_on"]) if hit else (row["first_on"], row["last_on"])
    if first is None:
        return ""
    text = str((parts["on_day"] if first == last else parts["between"]).format(first=first, last=last))
    if hit and row["has_newest"] and row["unit"] == "partner":
        text += parts["still_there"].format(n_now=f"{row['n_now']:,}")
    return text
