"""The whole check of a case: draw rows by chance, have them read again from the originals, count what agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from plainview.case import Case
from plainview.errors import UserError
from plainview.sandbox import Job, Sandbox
from plainview.store import open_current
from plainview.verify_case.custody import check_archive, check_generation
from plainview.verify_case.figures import interval

KINDS = ("entries", "share_rows", "snapshots", "events")
CHILDREN = 2
Progress = Callable[[str, int, int], None]
Row = dict[str, Any]


def verify_case(case: Case, sample: int, seed: int, key: bytes | None, progress: Progress) -> dict[str, Any]:
    """Check a case against its archived originals by a second path that shares no reader with the first.

    Args:
        sample: rows to draw of each kind (fewer where a table holds fewer). seed: equal seeds draw equal rows.
    Returns:
        {"agrees", "seed", "generation", "kinds": {kind: figures}, "differences": [...], "unchecked": [...],
        "archive": {...}, "recounted": {...}, "wrong": [...]}; the figures give the share that agrees with its 95 % interval.
    Raises:
        UserError: the case holds no tables yet.
    """
    tables = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        totals = {row["kind"]: row["n"] for row in tables.rows("verify/totals")}
        accounting = tables.rows("verify/accounting")
        drawn = [
            {"kind": kind, **{name: _plain(value) for name, value in row.items()}}
            for kind in KINDS
            for row in tables.rows(f"verify/{kind}", seed=seed, n=sample)
        ]
        generation = tables.folder.name
    finally:
        tables.close()
    archive = check_archive(case.archive, progress)
    answers, recounted = _read_again(case, drawn, accounting, key, progress)
    wrong = archive.pop("wrong") + check_generation(case.warehouse, case.archive, accounting) + recounted.pop("wrong")
    kinds = {kind: _figures(kind, totals[kind], answers) for kind in KINDS}
    differences = [_told(row, difference) for row, answer in answers for difference in answer["differences"]]
    return {
        "agrees": not differences and not wrong, "seed": seed, "generation": generation, "kinds": kinds,
        "differences": differences, "unchecked": _unchecked(answers), "archive": archive, "recounted": recounted, "wrong": wrong,
    }  # fmt: skip


def _read_again(
    case: Case, drawn: list[Row], accounting: list[Row], key: bytes | None, progress: Progress
) -> tuple[list[tuple[Row, dict[str, Any]]], dict[str, Any]]:
    """Every drawn row with its answer, and how many releases' rows were counted again."""
    by_file: dict[str, list[Row]] = {row["sha256"]: [] for row in accounting}
    for row in drawn:
        by_file[row["sha256"]].append(row)
    jobs = list(_jobs(case.archive, by_file, key.hex() if key else None))
    answers: list[tuple[Row, dict[str, Any]]] = []
    counted: dict[str, tuple[int | None, str]] = {}
    with Sandbox(CHILDREN) as sandbox:
        for done, (job, answer) in enumerate(sandbox.run(jobs), 1):
            rows = by_file[job.where]
            if isinstance(answer, UserError):
                counted[job.where] = (None, answer.problem)
                answers += [(row, {"differences": [], "unchecked": answer.problem}) for row in rows]
            else:
                counted[job.where] = (answer["count"], answer["why"])
                answers += list(zip(rows, answer["rows"], strict=True))
            progress("reading again", done, len(jobs))
    return answers, _recounted(accounting, counted)


def _jobs(archive: Path, by_file: dict[str, list[Row]], key: str | None) -> Iterator[Job]:
    for sha256, rows in by_file.items():
        path = archive / sha256[:2] / sha256
        if path.is_file():
            yield Job("read_again", sha256, {"path": str(path), "rows": rows, "key": key})


def _recounted(accounting: list[Row], counted: dict[str, tuple[int | None, str]]) -> dict[str, Any]:
    wrong, reasons, n = [], Counter[str](), 0
    for row in accounting:
        count, why = counted.get(row["sha256"], (None, "its bytes are missing"))
        if count is None:
            reasons[why.partition(" (")[0] if why.startswith("the file breaks") else why] += 1
            continue
        n += 1
        if count != row["n_rows"]:
            problem = f"accounts for {row['n_rows']} rows, the second path counts {count}"
            wrong.append({"what": row["path"], "problem": problem})
    return {"releases": n, "not_counted": dict(reasons), "wrong": wrong}


def _figures(kind: str, total: int, answers: list[tuple[Row, dict[str, Any]]]) -> dict[str, Any]:
    those = [answer for row, answer in answers if row["kind"] == kind]
    compared = [answer for answer in those if not answer["unchecked"]]
    agree = sum(not answer["differences"] for answer in compared)
    low, high = interval(agree, len(compared))
    return {
        "held": total, "drawn": len(those), "compared": len(compared), "agree": agree,
        "share": agree / len(compared) if compared else None, "low": low, "high": high,
    }  # fmt: skip


def _told(row: Row, difference: list[str]) -> dict[str, str]:
    column, first, second = difference
    name = f"{row['release_id']}:{row['row_no']}"
    return {
        "row": name, "kind": row["kind"], "locator": row["locator"], "layout": row["layout"], "column": column,
        "table_says": first, "second_path_says": second,
    }  # fmt: skip


def _unchecked(answers: list[tuple[Row, dict[str, Any]]]) -> list[dict[str, Any]]:
    reasons = Counter((row["kind"], answer["unchecked"]) for row, answer in answers if answer["unchecked"])
    return [{"kind": kind, "why": why, "rows": n} for (kind, why), n in sorted(reasons.items())]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def told(report: dict[str, Any]) -> list[str]:
    """The report as lines for a person."""
    lines = [f"seed {report['seed']}, {report['generation']}"]
    for kind, one in report["kinds"].items():
        if one["compared"]:
            certain = f"95 % interval {100 * one['low']:.2f} to {100 * one['high']:.2f} %"
            lines.append(f"{kind:11} {one['agree']:,} of {one['compared']:,} rows agree ({certain}); {one['held']:,} are held")
        else:
            lines.append(f"{kind:11} nothing compared; {one['held']:,} are held")
    lines += [f"not compared: {one['rows']} {one['kind']}: {one['why']}" for one in report["unchecked"]]
    archive, again = report["archive"], report["recounted"]
    lines.append(f"archive     {archive['files']:,} files hashed, {archive['receipts']:,} lines of the journal followed")
    lines.append(f"rows        of {again['releases']:,} files counted again")
    lines += [f"            {n:,} files not counted: {why}" for why, n in again["not_counted"].items()]
    lines += [f"WRONG {one['what']}: {one['problem']}" for one in report["wrong"]]
    for one in report["differences"]:
        lines.append(
            f"DIFFERS {one['row']} ({one['kind']}, {one['locator']}) {one['column']}: "
            f"the table says {one['table_says']!r}, the second path {one['second_path_says']!r}"
        )
    lines.append(
        "everything compared agrees" if report["agrees"] else "something does not agree; `plainview explain ROW` shows a row"
    )
    return lines
