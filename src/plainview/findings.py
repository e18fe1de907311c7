"""The table `findings`: what rules and detectors say, in one shape; and how a reviewer reads it, best flags first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from plainview.store import Store

_TEXT = ["finding_id", "made_by", "source", "agency_id", "verdict", "title", "sentence", "innocent"]
_NUMBERS = ["n_certain", "n_possible", "n_unreadable", "n_total"]
# scope: what the finding points at, `agency` or `account`; score and p_innocent are of detectors alone, null for rules.
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _TEXT),
        *((name, pa.int64()) for name in _NUMBERS),
        ("scope", pa.string()),
        ("score", pa.float64()),
        ("p_innocent", pa.float64()),
        ("evidence", pa.string()),
        ("evidence_json", pa.string()),
    ]
)
INSIDE = (
    "What points at one account stays inside this case: it is on no page and in no file of the site, until two people have "
    "confirmed it with the evidence as it stands, nobody has dismissed it, and the agency has at least 20 accounts. "
    "Do not pass it on."
)
_SEVERITY = {"high": 0, "medium": 1, "low": 2}


def write(store: Store, rows: list[dict[str, Any]]) -> None:
    """Write findings in a fixed order. A rule's points at an agency and has no score."""
    filled = [{"scope": "agency", "score": None, "p_innocent": None, **row, "evidence": evidence(row)} for row in rows]
    ordered = sorted(filled, key=lambda row: (row["source"], row["made_by"], row["agency_id"], row["finding_id"]))
    store.add("findings", pa.Table.from_pylist(ordered, schema=SCHEMA))


def evidence(row: Mapping[str, Any]) -> str:
    """First 12 hex digits of a hash of what a finding rests on: its verdict and figures, its rows and the facts compared in each.

    The words of a rule or detector are left out, and so are other agencies' figures beside it: a person who decided about a
    finding looked at the record, and need not look again because a sentence was put better.
    """
    told = json.loads(row["evidence_json"])
    figures = [row["verdict"], *(row[name] for name in _NUMBERS), told.get("unit"), told.get("n_accounts")]
    rows = [[one["release_id"], one["row_no"], one.get("facts")] for one in told.get("rows", [])]
    return hashlib.sha256(json.dumps([figures, rows], sort_keys=True, default=str).encode()).hexdigest()[:12]


def listed(store: Store, agency: str = "", accounts: bool = False, rank: bool = False) -> list[dict[str, Any]]:
    """Findings of the case with what was decided about each (`decisions`: verdict, decision_id, is_present), evidence parsed.

    Args:
        agency: only those of agencies whose id is this or whose name holds it.
        accounts: those too that point at one account.
        rank: only flags, which are findings with a score, best first (`ranked`).
    """
    decided: dict[str, list[dict[str, Any]]] = {}
    for one in store.rows("findings/decided"):
        decided.setdefault(one.pop("finding_id"), []).append(one)
    wanted = agency.strip().casefold()
    rows = [
        {**row, "decisions": decided.get(row["finding_id"], [])}
        for row in store.rows("findings/listed")
        if (accounts or row["scope"] == "agency") and (wanted == row["agency_id"] or wanted in row["agency_name"].casefold())
    ]
    return ranked(rows) if rank else rows


def ranked(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Flags, best first: by the chance that they are innocent, those of which nothing is known last; then severity and score."""
    return sorted(
        (row for row in rows if row["score"] is not None),
        key=lambda row: (
            row["p_innocent"] is None,
            row["p_innocent"] or 0.0,
            _SEVERITY.get(json.loads(row["evidence_json"]).get("detector", {}).get("severity", ""), 3),
            -row["score"],
            row["finding_id"],
        ),
    )


def expected_innocent(rows: Sequence[dict[str, Any]]) -> tuple[float, int, int]:
    """Of these findings: the expected number of innocent ones, among how many with an estimate, and how many without."""
    known = [row["p_innocent"] for row in rows if row["p_innocent"] is not None]
    return sum(known), len(known), len(rows) - len(known)


def told(rows: Sequence[dict[str, Any]], rank: bool, n_all: int) -> list[str]:
    """Findings as lines for a person; what ranking expects of them, and why some stay inside."""
    lines = []
    for number, row in enumerate(rows, 1):
        place = f"{number}. " if rank else ""
        chance = "" if row["p_innocent"] is None else f", innocent by chance in {row['p_innocent']:.0%} of such flags"
        score = "" if row["score"] is None else f"  score {row['score']:.1f}{chance}"
        inside = "  [inside]" if row["scope"] == "account" else ""
        lines += [f"{place}{row['finding_id']}  {row['verdict']}  {row['made_by']}{score}{inside}", f"    {row['sentence']}"]
        lines += [
            f"    {one['decision_id']}: {one['verdict']}{'' if one['is_present'] else ', but the evidence has changed since'}"
            for one in row["decisions"]
        ]
    lines.append(f"{len(rows):,} of {n_all:,} {'flags' if rank else 'findings'}")
    if rank:
        expected, n_known, n_unknown = expected_innocent(rows)
        lines.append(f"about {expected:.1f} of the {n_known:,} with an estimate are expected to be innocent")
        lines += [f"of {n_unknown:,} nothing is known: what they find was never measured; they stand last"] if n_unknown else []
    if any(row["scope"] == "account" for row in rows):
        lines.append(INSIDE)
    return lines
