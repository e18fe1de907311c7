"""The standing answers as labelled strings, so that the next version of the rules can be held against them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from plainview import reasons
from plainview.case import Case
from plainview.decisions.row import kept, plain
from plainview.errors import UserError
from plainview.reasons.decided import Answer, agreed, marks_with, name_of, places_of
from plainview.review.undecided import Standing, standing
from plainview.store import open_current

HEAD = "HOLDS REASONS AS TYPED; do not publish"  # the name of the last column: a reader by columns passes over it
COLUMNS = ("reason", "searcher_state", "purposes", "marks", "federal_name", "certainty", "note", "offense", HEAD)
_PRIVATE = frozenset({"has_plate", "has_name", "has_contact"})


def write_cases(case: Case, path: Path) -> dict[str, int]:
    """Write the answers on which reviewers agree, a line each, as the labelled sets of eval/ are written.

    The note names the decision, never who decided or why. Outside the case's folder, strings that hold a plate, a name or
    a contact are left out.

    Returns:
        n_written; n_kept_inside: left out for what they hold; n_disputed: reviewers differ; n_idle: the case does not hold them.

    Raises:
        UserError: the file would lie on the site or among what plainview keeps, or is another file.
    """
    real = path.resolve()
    _check(case, path, real)
    is_inside = real.is_relative_to(case.root.resolve())
    known = standing(case)
    counts = {"n_written": 0, "n_kept_inside": 0, "n_disputed": 0, "n_idle": 0}
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter="\t", lineterminator="\n")
    out.writerow(COLUMNS)
    found = _typed(case, known)
    for (a, b), by in known.given.items():
        answer, row = agreed((b, one) for one in by.values()), found.get((a, b))
        if answer is None or row is None:
            counts["n_disputed" if answer is None else "n_idle"] += 1
            continue
        cells, private = _cells(b, answer, row)
        if private and not is_inside:
            counts["n_kept_inside"] += 1
            continue
        out.writerow(kept(plain(cell)) for cell in cells)
        counts["n_written"] += 1
    new = real.with_name(real.name + ".new")
    try:
        new.write_text(text.getvalue(), encoding="utf-8")
        new.replace(real)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise UserError(str(path), f"cannot be written: {error.strerror}", "name a file in a folder you may write to") from error
    return counts


def _check(case: Case, path: Path, real: Path) -> None:
    if real.is_relative_to(case.site.resolve()):
        problem = "lies in the site, and what lies there is published"
        raise UserError(str(path), problem, "name a file elsewhere; the case's own folder is best")
    if real.is_relative_to(case.archive.resolve()) or real.is_relative_to(case.warehouse.resolve()):
        raise UserError(str(path), "lies where plainview keeps its own files", "name a file elsewhere")
    if real.exists() and (not real.is_file() or not real.read_bytes().startswith("\t".join(COLUMNS).encode())):
        raise UserError(str(path), "exists and holds no cases of an earlier time", "name a new file")


def _typed(case: Case, known: Standing) -> dict[tuple[str, str], dict[str, Any]]:
    """By name of reason and place, the reason as typed most often."""
    names = {name for name, _ in known.given}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        for row in opened.rows("review/all") if names else ():
            if (name := name_of(row["reason_raw"])) in names:
                for place in places_of(row["reason_raw"], row["offense_raw"], row["state"]):
                    found.setdefault((name, place), row)
    finally:
        opened.close()
    return found


def _cells(place: str, answer: Answer, row: dict[str, Any]) -> tuple[tuple[str, ...], bool]:
    """The cells of a line, and whether the string must not leave the case."""
    where = place.split(" ")[0]
    state = where.upper() if len(where) == 2 else ""
    offense = row["offense_raw"] or "" if place.endswith("]") else ""
    read = reasons.read(row["reason_raw"], offense, state=state)
    marks = marks_with(list(read.marks), bool(answer.purposes))
    told = (
        row["reason_raw"] or "", state, "|".join(answer.purposes), "|".join(marks), read.federal_name, answer.certainty,
        f"decided:{answer.decision_id}", offense, "",
    )  # fmt: skip
    return told, bool(_PRIVATE & {*marks, *(row["marks"] or ())})
