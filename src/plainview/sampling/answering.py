"""Answers that do not come by editing the sheet itself: one by its number, or a copy of the sheet that is handed back."""

from __future__ import annotations

from pathlib import Path

from plainview.case import Case, locked
from plainview.decisions.row import plain
from plainview.errors import UserError, UserErrors
from plainview.sampling import files, sheet
from plainview.sampling.drawing import drawn_of
from plainview.sampling.estimating import known_of
from plainview.sampling.record import Record
from plainview.sampling.sheet import Drawn


def answer(case: Case, name: str, number: str, said: str, why: str) -> dict[str, int]:
    """Write the answer to one search down, in the place of what stood there; `n_new`, `n_changed` and `n_same`.

    Raises:
        UserErrors: no such number, no such answer, or no reason where one is needed.
    """
    with locked(case):
        known, drawn = _drawn(case, name)
        if number not in {str(one.number) for one in drawn}:
            raise UserError(
                f"sample {name}, number {number[:20]}", "is not on the sheet", f"give a number from 1 to {len(drawn)}"
            )
        said, why = plain(said).lower(), plain(why)
        wrong = sheet.wrong_answer(said, why) or ([] if said else [("answer", "is empty", f"write {', '.join(sheet.ANSWERS)}")])
        if wrong:
            where = f"sample {name}, number {number}"
            raise UserErrors([UserError(f"{where}, {column}", problem, fix) for column, problem, fix in wrong])
        return _kept(case, known, drawn, {number: (said, why)})


def answer_sheet(case: Case, name: str, path: Path) -> dict[str, int]:
    """Take the answers of a filled-in copy into the sheet, all or none; lines without an answer change nothing.

    Raises:
        UserErrors: every line that is wrong; then nothing was written.
    """
    with locked(case):
        known, drawn = _drawn(case, name)
        lines = sheet.answered(path, drawn, True)
        said = {one.cells["sample_no"]: (one.cells["answer"], one.cells["why"]) for one in lines if one.cells["answer"]}
        return _kept(case, known, drawn, said)


def _drawn(case: Case, name: str) -> tuple[Record, list[Drawn]]:
    known = known_of(case, name)
    if not known.rounds:
        raise UserError(f"sample {name}", "is not drawn yet", "give the seed: plainview sample draw NAME --seed FIGURES")
    return known, drawn_of(files.folder_of(case, name), known)


def _kept(case: Case, known: Record, drawn: list[Drawn], said: dict[str, tuple[str, str]]) -> dict[str, int]:
    path = files.folder_of(case, known.name) / files.SHEET
    lines = [line.cells for line in sheet.answered(path, drawn)]
    counts = {"n_new": 0, "n_changed": 0, "n_same": 0}
    for cells in lines:
        new = said.get(cells["sample_no"])
        if new is None:
            continue
        old = (cells["answer"], cells["why"])
        counts["n_same" if new == old else "n_changed" if cells["answer"] else "n_new"] += 1
        cells["answer"], cells["why"] = new
    if counts["n_new"] or counts["n_changed"]:
        files.write(path, sheet.text_of(sorted(lines, key=lambda cells: int(cells["sample_no"]))))
    return counts
