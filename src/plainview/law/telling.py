"""A rule's totals for one agency, told as a finding: three figures, a sentence that asks, and where each row is printed."""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from typing import Any

from plainview import wording
from plainview.law.judging import verdict_of
from plainview.law.rule import SHIPPED, Rule, asked_by


@cache
def sentences() -> dict[str, dict[str, Any]]:
    return tomllib.loads((SHIPPED / "_wording.toml").read_text(encoding="utf-8"))


def finding(rule: Rule, row: dict[str, Any], evidence: list[dict[str, Any]]) -> dict[str, Any]:
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
        "evidence_json": json.dumps(
            {
                "total": row["n_possible"] if hit else row["n_null"],
                "unit": row["unit"],
                "rows": [
                    {
                        "entry": f"{one['release_id']}:{one['row_no']}", "release_id": one["release_id"],
                        "row_no": one["row_no"], "locator": one["locator"], "what": one["what"], **_compared(rule, one["facts"]),
                    }
                    for one in evidence
                ],
                "rule": _cited(rule),
            },
            ensure_ascii=False,
        ),
    }  # fmt: skip


def _compared(rule: Rule, known: dict[str, Any]) -> dict[str, Any]:
    """What the rule looked at in one row: facts that are known, and names of those that the record does not tell."""
    return {
        "facts": {name: known[name] for name in asked_by(rule) if known[name] is not None},
        "missing": [name for name in asked_by(rule) if known[name] is None],
    }


def _verdict(rule: Rule, row: dict[str, Any]) -> str:
    if row["n_possible"]:
        return verdict_of(rule, "certain" if row["n_certain"] else "possible")
    if row["n_null"]:
        return "unclear"
    return "clear" if row["n_clear"] else "not_in_force"


@cache
def _cited(rule: Rule) -> dict[str, Any]:
    """What a reader needs to check the verdict without the program."""
    return {
        "id": rule.id, "citation": rule.citation, "url": rule.url, "official_url": rule.official_url,
        "source_kind": rule.source_kind, "from": rule.from_on.isoformat() if rule.from_on else None,
        "to": rule.to_on.isoformat() if rule.to_on else None, "bound": rule.bound, "strength": rule.strength,
        "applies": rule.applies.sql(dialect="duckdb"), "when": rule.when.sql(dialect="duckdb"),
        "certain_when": rule.certain_when.sql(dialect="duckdb"), "caveat": rule.caveat, "settles": rule.settles,
        "remedy": rule.remedy,
    }  # fmt: skip


def _sentence(rule: Rule, row: dict[str, Any], verdict: str, evidence: list[dict[str, Any]]) -> str:
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


def _because(rule: Rule, row: dict[str, Any], evidence: list[dict[str, Any]]) -> str:
    shown = max((one["facts"][rule.shows] for one in evidence), default=None) if rule.shows else None
    values = {
        "n": wording.figures(row["n_certain"], row["n_possible"], row["n_null"], row["n_total"]),
        "total": f"{row['n_total']:,}",
        "shown": "" if shown is None else f"{shown:,.10g}",
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
