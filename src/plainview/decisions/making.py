"""Adding a decision: checked against all that stands, and written so that a killed run leaves the old file or the new one."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from plainview.case import DECISIONS_HEADER, Case
from plainview.decisions.reading import Form, agreeing, check_by, check_text, check_words, form, next_id, read
from plainview.decisions.row import BASED_ON, COLUMNS, EACH_BY, UNDONE, UNWRITTEN, Decision, in_force, kept, plain
from plainview.errors import UserError, UserErrors
from plainview.store import open_current


def decide(case: Case, subject: str, a: str, b: str, verdict: str, why: str, by: str, today: date) -> tuple[Decision, bool]:
    """Write a decision down, unless the same is decided already; the decision, and whether it is new.

    Args:
        a, b: entries (or searches: a search is named like its first entry) as the pages name them; a unique beginning will do.

    Raises:
        UserErrors: what is wrong with the words, entries that the case does not hold, or decisions that this contradicts.
    """
    rows = read(case.decisions)
    agreeing(case.decisions, rows)
    said = {
        "a": a.strip().lower(),
        "b": b.strip().lower(),
        "verdict": verdict.strip().lower(),
        "why": plain(why),
        "by": plain(by),
    }
    errors = []
    for column in ("a", "b"):
        try:
            said[column] = _entry(case, said[column])
        except UserError as error:
            errors.append(error)
    if not errors:
        wrong = check_words(subject, said["a"], said["b"], said["verdict"])
        errors += [UserError(f"{column} ({said[column]})", problem, fix) for column, problem, fix in wrong]
    wrong = check_text("why", said["why"]) + check_text("by", said["by"])
    errors += [UserError(f"--{column}", problem, fix) for column, problem, fix in wrong]
    if errors:
        raise UserErrors(errors)
    return _add(case, rows, Decision(next_id(rows), today, subject=subject, line=UNWRITTEN, **said))


def answer(
    case: Case, subject: str, said: Sequence[tuple[str, str, str, str]], by: str, today: date
) -> list[tuple[Decision, bool]]:
    """Write down what one person answered, all of it in one step; each decision, and whether it is new. Callers hold the case.

    Args:
        said: (a, b, verdict, why) of each, with the whole names; a later one about the same replaces an earlier.

    Raises:
        UserErrors: all that is wrong; then nothing was written.
    """
    rows = read(case.decisions)
    agreeing(case.decisions, rows)
    by = plain(by)
    errors = [UserError(f"--{column}", problem, fix) for column, problem, fix in check_by(subject, by)]
    given: list[tuple[Decision, bool]] = []
    new: list[Decision] = []
    last = {row.about: row for row in rows}
    next_ = next_id(rows)
    for a, b, verdict, why in said:
        row = Decision(next_, today, by, subject, a, b, verdict, plain(why), UNWRITTEN)
        wrong = check_words(subject, a, b, verdict) + check_text("why", row.why)
        errors += [UserError(f"{a} {b}, {column}", problem, fix) for column, problem, fix in wrong]
        before = last.get(row.about)
        # The same verdict on other evidence is another judgement.
        if before is not None and before.verdict == verdict and (subject not in BASED_ON or before.b == b):
            given.append((before, False))
            continue
        new.append(row)
        given.append((row, True))
        last[row.about] = row
        next_ = next_id([row])
    if errors:
        raise UserErrors(errors)
    agreeing(case.decisions, [*rows, *new])
    if new:
        append(case.decisions, *new)
    return given


def undo(case: Case, decision_id: str, why: str, by: str, today: date) -> tuple[Decision, bool]:
    """Decide no longer what a decision says: a line more, so that both can be read later; that line, and whether it is new.

    An answer that each person has of their own is taken back in the name of who gave it.

    Raises:
        UserErrors: no such decision, it was replaced by a later one, or nothing was given as `why`.
    """
    rows = read(case.decisions)
    named = next((row for row in rows if row.decision_id == decision_id.strip()), None)
    wrong = check_text("why", plain(why)) + check_text("by", plain(by))
    errors = [UserError(f"--{column}", problem, fix) for column, problem, fix in wrong]
    if named is None:
        errors.append(UserError(decision_id, "is no decision of this case", "see `plainview decide list` for their names"))
    elif named.subject in EACH_BY:
        if plain(by).casefold() not in ("", named.by.casefold()):
            fix = "leave --by out to take their answer back, or give an answer of your own beside it"
            errors.append(UserError(decision_id, "is an answer by somebody else", fix))
        by = named.by
    if errors:
        raise UserErrors(errors)
    assert named is not None
    last = next(row for row in in_force(rows) if row.about == named.about)
    if last.verdict == UNDONE:
        return last, False
    if last is not named:
        raise UserError(
            decision_id, f"was replaced by {last.decision_id}", f"undo that one: plainview decide undo {last.decision_id}"
        )
    said = {"by": plain(by), "verdict": UNDONE, "why": plain(why)}
    new = replace(named, decision_id=next_id(rows), decided_on=today, line=UNWRITTEN, **said)
    append(case.decisions, new)
    return new, True


def append(path: Path, *rows: Decision) -> None:
    """Add lines to the file, all or none, and leave the others as people wrote them. Callers hold the case.

    The whole file is written beside the old one, flushed and renamed: it never holds half a line.
    """
    real, found = path.resolve(), form(path)
    written = found or Form(",", "\n", COLUMNS)
    old = real.read_bytes() if found else DECISIONS_HEADER.encode()
    line = io.StringIO(newline="")
    cells = ([kept(str(getattr(row, column))) if column in COLUMNS else "" for column in written.header] for row in rows)
    csv.writer(line, delimiter=written.delimiter, lineterminator=written.end).writerows(cells)
    gap = b"" if old.endswith(b"\n") else written.end.encode()
    new = real.with_name(real.name + ".new")
    try:
        with new.open("wb") as file:
            file.write(old + gap + line.getvalue().encode())
            file.flush()
            os.fsync(file.fileno())
        if real.exists():
            shutil.copymode(real, new)
        new.replace(real)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    folder = os.open(real.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _add(case: Case, rows: list[Decision], new: Decision) -> tuple[Decision, bool]:
    last = next((row for row in in_force(rows) if row.about == new.about), None)
    if last is not None and last.verdict == new.verdict:
        return last, False
    agreeing(case.decisions, [*rows, new])
    append(case.decisions, new)
    return new, True


def _entry(case: Case, name: str) -> str:
    """The whole name of the entry that a person means."""
    release, _, row = name.partition(":")
    if not release or not row.isascii() or not row.isdigit() or len(row) > 18:
        raise UserError(name, "does not name an entry", "give it as release:row, e.g. 3f9c1a20b7de4415:17, as the pages show it")
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        found = [str(one["name"]) for one in opened.rows("decided/named", release=release, row_no=int(row))]
    finally:
        opened.close()
    if not found:
        raise UserError(
            name, "is no entry of this case", "copy the name from a page; `plainview explain` shows what stands there"
        )
    if len(found) > 1:
        raise UserError(name, "fits more than one file", "give more digits of the release")
    return found[0]
