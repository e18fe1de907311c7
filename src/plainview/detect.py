"""Patterns worth a look, one SQL file each: what was found, how common it is elsewhere, and what else could explain it.

A detector's file names itself, says its innocent explanation and its base rate in its header, and gives one row a piece of
evidence with the agency's figures beside it. Nothing it says is more than a question.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from plainview import facts, wording
from plainview.errors import UserError, UserErrors
from plainview.store import Store

SHIPPED = Path(__file__).parent / "detectors"
DEGREES = ("low", "medium", "high")
_HEAD = ("title", "severity", "confidence", "sentence", "innocent", "base_rate", "counts")
_NEEDED = ("agency_id", "unit", "n_certain", "n_possible", "n_unreadable", "n_total", "release_id", "row_no", "locator", "what")
_GIVEN = {"agency", "n", "units"}  # blanks filled beside the columns of the SQL


@dataclass(frozen=True, slots=True)
class Detector:
    """One detector: its header, and SQL that gives the columns of `_NEEDED` beside those its sentence uses.

    The SQL may also give `part`, which parts one agency's findings (the direction of a sharing list).
    """

    id: str
    title: str
    severity: str
    confidence: str
    sentence: str
    innocent: str
    base_rate: str
    counts: str
    sql: str
    digest: str

    @property
    def made_by(self) -> str:
        return f"detector:{self.id}@{self.digest[:6]}"


def load(folder: Path | None = None) -> list[Detector]:
    """Read every detector in `folder` (the shipped ones if None), in the order of ids. UserErrors tells all mistakes at once."""
    root = folder or SHIPPED
    if not root.is_dir():
        raise UserError(str(root), "is not a folder of detectors", "name a folder that holds <id>.sql files")
    found: list[Detector] = []
    errors: list[UserError] = []
    for path in sorted(root.glob("*.sql")):
        try:
            found.append(parse(path.stem, path.read_bytes()))
        except UserErrors as wrong:
            errors += wrong.errors
    if errors:
        raise UserErrors(errors)
    return found


def parse(detector_id: str, data: bytes) -> Detector:
    """Read one detector file. Raises UserErrors with every header line or column that is missing or wrong."""
    where, docs = f"detectors/{detector_id}.sql", "see docs/detectors.md"
    text = data.decode("utf-8", "replace")
    top = text[: found.start()] if (found := re.search(r"^(?!--)", text, re.MULTILINE)) else text
    head = {key: value.strip() for key, value in re.findall(r"^-- ([a-z_]+): (.+)$", top, re.MULTILINE)}
    wrong = [
        UserError(f"{where}: {key}", "is missing", f"write `-- {key}: ...` at the top; {docs}")
        for key in _HEAD
        if key not in head
    ]
    for key in sorted(head.keys() - set(_HEAD)):
        wrong.append(UserError(f"{where}: {key}", "is not a header of a detector", f"use: {', '.join(_HEAD)}"))
    for key in ("severity", "confidence"):
        if head.get(key, "low") not in DEGREES:
            wrong.append(UserError(f"{where}: {key}", f'"{head[key]}" is not known', f"write one of: {', '.join(DEGREES)}"))
    columns = _columns(text)
    if columns is None:
        wrong.append(UserError(where, "is not one select", docs))
    else:
        for name in [name for name in _NEEDED if name not in columns]:
            wrong.append(UserError(f"{where}: {name}", "is not a column of the select", docs))
        for key in ("sentence", "base_rate"):
            for name in sorted(wording.blanks(head.get(key, "")) - columns - _GIVEN):
                wrong.append(UserError(f"{where}: {key}", f"has the blank {{{name}}}, which no column fills", docs))
    if wrong:
        raise UserErrors(wrong)
    return Detector(detector_id, sql=text, digest=hashlib.sha256(data).hexdigest(), **head)


def _columns(text: str) -> set[str] | None:
    """Names of the columns that a text of one select gives; None where it is something else."""
    try:
        found = sqlglot.parse(text, dialect="duckdb")
    except SqlglotError:
        return None
    return set(found[0].named_selects) if len(found) == 1 and isinstance(found[0], exp.Query) else None


def asks(detectors: list[Detector] | None = None) -> dict[str, list[str]]:
    """What the detectors (the shipped ones if None) ask of the facts: by subject, the SQL that will be run over it."""
    chosen = load() if detectors is None else detectors
    asked = {subject: [one.sql for one in chosen if f"fact_{subject}" in one.sql] for subject in facts.subjects()}
    return {subject: texts for subject, texts in asked.items() if texts}


def find(store: Store, detectors: list[Detector] | None = None) -> list[dict[str, Any]]:
    """Run the detectors (the shipped ones if None): rows of the table `findings`, sorted by made_by and agency_id."""
    chosen = load() if detectors is None else detectors
    facts.lend(store, asks(chosen))
    names = {row["agency_id"]: row["canonical"] for row in store.rows("page/agencies")}
    found: list[dict[str, Any]] = []
    for one in chosen:
        rows = store.text_rows(one.sql)
        for _, group in groupby(rows, key=_whose):
            found.append(_finding(one, list(group), names))
    return sorted(found, key=lambda row: (row["source"], row["made_by"], row["agency_id"], row["finding_id"]))


def _whose(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["agency_id"], row["unit"], row.get("part") or ""


def _finding(detector: Detector, rows: list[dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    row = rows[0]
    identity = "|".join((detector.id, *_whose(row)))
    base_rate = _filled(detector.base_rate, row, names)
    return {
        "finding_id": hashlib.sha256(identity.encode()).hexdigest()[:16],
        "made_by": detector.made_by,
        "source": "detector",
        "agency_id": row["agency_id"],
        "verdict": "question",
        "title": detector.title,
        "sentence": f"{_filled(detector.sentence, row, names)} {base_rate}",
        "innocent": detector.innocent,
        "n_certain": row["n_certain"],
        "n_possible": row["n_possible"],
        "n_unreadable": row["n_unreadable"],
        "n_total": row["n_total"],
        "evidence_json": json.dumps(
            {
                "total": row["n_possible"],
                "unit": row["unit"],
                "rows": [
                    {
                        "entry": f"{one['release_id']}:{one['row_no']}", "release_id": one["release_id"],
                        "row_no": one["row_no"], "locator": one["locator"], "what": one["what"],
                    }
                    for one in rows
                ],
                "detector": {
                    "id": detector.id, "severity": detector.severity, "confidence": detector.confidence,
                    "base_rate": base_rate, "counts": detector.counts,
                },
            },
            ensure_ascii=False,
        ),
    }  # fmt: skip


def _filled(text: str, row: dict[str, Any], names: dict[str, str]) -> str:
    """Fill a header's blanks: {agency}, {n} (the figures in words), {units}, and any column of the SQL."""
    values = {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in row.items()}
    values["agency"] = names.get(row["agency_id"], row["agency_id"])
    values["units"] = wording.unit(row["unit"], 2)
    values["n"] = wording.figures(row["n_certain"], row["n_possible"], row["n_unreadable"], row["n_total"])
    filled = wording.fill(text, values, row["n_possible"])
    return filled[:1].upper() + filled[1:]
