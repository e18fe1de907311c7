"""The random samples of the agency that lie in the period: their sheets as rows, and what they say."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pyarrow as pa

from plainview import redact, sampling
from plainview.case import Case
from plainview.reports.asked import Asked
from plainview.store import Store

_SCHEMA = pa.schema(
    [("part", pa.string()), ("sample_no", pa.int64()), ("release_id", pa.string()), ("row_no", pa.int64()),
     ("stratum", pa.string()), ("day", pa.date32()), ("answer", pa.string())]
)  # fmt: skip


def lend(store: Store, case: Case, asked: Asked, is_public: bool) -> list[str]:
    """Lend the drawn searches as report_sample; the lines that the samples say.

    is_public: the report is made of public files alone, though the case holds others. A sample may then hold searches that only
    another file shows, and is left out.
    """
    rows: list[dict[str, Any]] = []
    lines: list[str] = []
    for one in sampling.listed(case):
        if one["from_on"] < asked.from_on or one["to_on"] > asked.to_on or not one["n_drawn"]:
            continue
        if is_public:
            lines.append(f"{one['name']}: left out, because it was drawn from files too that are not public")
            continue
        found = sampling.estimate(case, one["name"])
        if found["record"]["agency_id"] != asked.agency_id:
            continue
        lines += [*([""] if lines else []), *(redact.printed(line) for line in sampling.told_estimate(found))]
        rows += _sheet(case, one["name"])
    store.lend("report_sample", pa.Table.from_pylist(rows, _SCHEMA))
    return lines


def _sheet(case: Case, name: str) -> list[dict[str, Any]]:
    """The lines of a sample's sheet, without what was typed: neither reasons nor the reader's words."""
    with (case.root / "samples" / name / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
    first = text.partition("\n")[0]
    found = []
    for line in csv.DictReader(text.splitlines(keepends=True), delimiter=max(",;\t", key=first.count)):
        release, _, row = (line["search_id"] or "").strip("'").partition(":")
        answer = (line["answer"] or "").strip().lower() or "unread"
        day = date.fromisoformat(line["day"]) if line.get("day") else None
        known = {"part": name, "sample_no": int(line["sample_no"]), "release_id": release, "row_no": int(row), "day": day}
        found.append({**known, "stratum": line["stratum"], "answer": answer})
    return found
