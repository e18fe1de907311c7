"""Patterns worth a look, one SQL file each: what was found, how common it is elsewhere, and what else could explain it.

A detector's file names itself, says its innocent explanation and its base rate in its header, and gives one row a piece of
evidence with the agency's figures beside it. Nothing it says is more than a question. What points at one account tells the
account by its place within the agency and never by its token, and stays inside the case (sql/page/made_findings.sql).
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from plainview import facts, wording
from plainview.errors import UserError, UserErrors
from plainview.store import Store, sql

SHIPPED = Path(__file__).parent / "detectors"
DEGREES = ("low", "medium", "high")
SCOPES = ("agency", "account")
MEASURED = SHIPPED / "_measured.toml"
_HEAD = ("title", "severity", "confidence", "scope", "cut", "sentence", "innocent", "base_rate", "expects", "counts")
_NEEDED = (
    "agency_id", "unit", "n_certain", "n_possible", "n_unreadable", "n_total", "score", "p_innocent",
    "release_id", "row_no", "locator", "what",
)  # fmt: skip
_OF_ACCOUNT = ("part", "account_no", "n_accounts")  # of a detector whose scope is an account
_GIVEN = {"agency", "n", "units"}  # blanks filled beside the columns of the SQL
_OWN = re.compile(r"\bdetect_([a-z]+)\b")  # tables that several detectors read, made from sql/detect/<name>.sql
_AGENCY = "select agency_id from agencies"
_LISTED = {
    "search": {"release_id": "select release_id from releases", **dict.fromkeys(("custodian_id", "agency_id"), _AGENCY)},
    "account": {"agency_id": _AGENCY},
    "day": {},
}


@dataclass(frozen=True, slots=True)
class Detector:
    """One detector: its header, and SQL that gives the columns of `_NEEDED` beside those its sentence uses.

    scope: what it points at. cut: its default cut in words. expects: how many innocent flags to expect, and where that is from.
    The SQL may also give `part`, which parts one agency's findings (the direction of a sharing list); where the scope is an
    account it is the entry of the account's first search.
    """

    id: str
    title: str
    severity: str
    confidence: str
    scope: str
    cut: str
    sentence: str
    innocent: str
    base_rate: str
    expects: str
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
    if head.get("scope", "agency") not in SCOPES:
        wrong.append(UserError(f"{where}: scope", f'"{head["scope"]}" is not known', f"write one of: {', '.join(SCOPES)}"))
    columns = _columns(text)
    if columns is None:
        wrong.append(UserError(where, "is not one select", docs))
    else:
        needed = _NEEDED + (_OF_ACCOUNT if head.get("scope") == "account" else ())
        for name in [name for name in needed if name not in columns]:
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
    texts = [one.sql for one in chosen] + [sql(f"detect/{name}") for name in _own([one.sql for one in chosen])]
    asked = {subject: [text for text in texts if f"fact_{subject}" in text] for subject in facts.subjects()}
    return {subject: found for subject, found in asked.items() if found}


def _own(texts: list[str]) -> list[str]:
    """Names of the files below sql/detect that these texts read, each after those that it reads itself."""
    found: list[str] = []
    for name in sorted({name for text in texts for name in _OWN.findall(text)}):
        inner = sql(f"detect/{name}")
        found += [one for one in (*_own([inner]), name) if one not in found]
    return found


def lend(store: Store, detectors: list[Detector]) -> None:
    """Let SQL see what these detectors read: the facts, and the tables of sql/detect, each made once."""
    facts.lend(store, asks(detectors))
    for name in _own([one.sql for one in detectors]):
        text = sql(f"detect/{name}")
        columns = _columns(text)
        assert columns, name
        store.keep(f"detect_{name}", text, sorted(columns), _LISTED.get(name))


def find(store: Store, detectors: list[Detector] | None = None) -> list[dict[str, Any]]:
    """Run the detectors (the shipped ones if None): rows of the table `findings`, sorted by made_by and agency_id."""
    chosen = load() if detectors is None else detectors
    lend(store, chosen)
    names = {row["agency_id"]: row["canonical"] for row in store.rows("page/agencies")}
    found: list[tuple[Detector, list[dict[str, Any]]]] = []
    for one in chosen:
        found += [(one, list(group)) for _, group in groupby(store.text_rows(one.sql), key=_whose)]
    _locate(store, [row for _, rows in found for row in rows if row["locator"] is None])
    told = [_finding(one, rows, names) for one, rows in found]
    return sorted(told, key=lambda row: (row["source"], row["made_by"], row["agency_id"], row["finding_id"]))


def _locate(store: Store, rows: list[dict[str, Any]]) -> None:
    """Fill in where entries are printed, of all detectors in one scan: they need not carry that along."""
    if not rows:
        return
    wanted = sorted({(str(row["release_id"]), int(row["row_no"])) for row in rows})
    schema = pa.schema([("release_id", pa.string()), ("row_no", pa.int64())])
    store.lend("shown", pa.Table.from_pylist([{"release_id": a, "row_no": b} for a, b in wanted], schema))
    places = {(row["release_id"], row["row_no"]): row["locator"] for row in store.rows("findings/shown")}
    for row in rows:
        row["locator"] = places.get((row["release_id"], row["row_no"]), "")


@cache
def measured() -> dict[str, list[tuple[float, float]]]:
    """By detector, what eval/detectors.py measured: pairs of a score and the share of flags from it on that were innocent."""
    if not MEASURED.exists():
        return {}
    return {name: [(float(a), float(b)) for a, b in one["curve"]] for name, one in tomllib.loads(MEASURED.read_text()).items()}


def p_innocent(detector_id: str, score: float, model: float | None) -> float | None:
    """The chance that a flag of this score is innocent, between 0 and 1; None where nothing is known of it.

    The larger of what the detector's own model says (chance alone) and of what was measured at the highest measured score
    that this one reaches (made-up innocent explanations too).
    """
    curve = [share for at, share in measured().get(detector_id, []) if at <= score]
    known = [one for one in (model, curve[-1] if curve else None) if one is not None]
    return min(1.0, max(0.0, *known, 0.0)) if known else None


def _whose(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["agency_id"], row["unit"], row.get("part") or ""


def _finding(detector: Detector, rows: list[dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    row = rows[0]
    identity = "|".join((detector.id, *_whose(row)))
    base_rate = _filled(detector.base_rate, row, names)
    score = round(float(row["score"]), 3)
    p = p_innocent(detector.id, score, row["p_innocent"])
    of_account = {"n_accounts": row["n_accounts"]} if detector.scope == "account" else {}
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
        "scope": detector.scope,
        "score": score,
        "p_innocent": None if p is None else round(p, 4),
        "evidence_json": json.dumps(
            {
                "total": row["n_possible"],
                "unit": row["unit"],
                **of_account,
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
                    "cut": detector.cut, "expects": detector.expects,
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
