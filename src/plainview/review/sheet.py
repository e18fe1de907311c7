"""The list as a sheet to be filled in with a spreadsheet, and reading it back: every wrong line is told, none is guessed at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from plainview.case import Case
from plainview.decisions import Decision
from plainview.decisions.reading import check_text
from plainview.decisions.row import kept, meant, plain
from plainview.decisions.subjects.reason import parted
from plainview.errors import UserError, UserErrors
from plainview.reasons.decided import UNKNOWN, alike, name_of, places_of
from plainview.review.answering import answer, reviewer_of, verdict_from
from plainview.review.undecided import Offer
from plainview.store import open_current

COLUMNS = ("reason", "offense", "state", "purposes", "certainty", "note")
TOLD = ("n_searches", "n_sessions", "read_as")
_NEEDED = ("reason", "purposes")
_WHOLE = 16 << 20  # bytes; what is larger is no sheet that people filled in
_Said = tuple[str, str, str, str]


def sheet_lines(offers: Iterable[Offer]) -> str:
    """Offers as TSV with empty cells for purposes, certainty and note. Cells that a spreadsheet would run begin with a '."""
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter="\t", lineterminator="\n")
    out.writerow((*COLUMNS, *TOLD))
    for one in offers:
        place = one.b.split(" ")[0]
        state = "" if place == "any" else UNKNOWN if place == UNKNOWN else place.upper()
        read_as = ", ".join(f"{name} {sure}" for name, sure in one.purposes) or "none"
        told = (one.reason, one.offense, state, "", "", "", str(one.n_searches), str(one.n_sessions), read_as)
        out.writerow(kept(plain(cell)) for cell in told)
    return text.getvalue()


def answer_sheet(case: Case, path: Path, reviewer: str, today: date) -> tuple[list[tuple[Decision, bool]], int]:
    """Write down every answer of a filled-in sheet; the decisions, each with whether it is new, and how many lines were blank.

    A line without purposes is not answered. Without a state it is meant for any.

    Raises:
        UserErrors: every line that is wrong, where and how to put it right; then nothing was written.
    """
    reviewer_of(reviewer)
    rows = list(_rows(path))
    held = _held(case, {alike(row["reason"]) for _, row in rows})
    said: list[_Said] = []
    errors: list[UserError] = []
    before: dict[tuple[str, str], tuple[int, str]] = {}
    blank = 0
    for line, row in rows:
        if not row["purposes"]:
            blank += 1
            continue
        verdict, wrong = _read(row, held)
        a, b = name_of(row["reason"]), _place(row)
        if not wrong and (other := before.setdefault((a, b), (line, verdict)))[1] != verdict:
            wrong = [("purposes", f"differs from the answer to the same reason on line {other[0]}", "keep one of the two")]
        for column, problem, fix in wrong:
            value = f" ({plain(row[column])[:60]})" if row[column] and column != "note" else ""
            errors.append(UserError(f"{path}, line {line}, column {column}{value}", problem, fix))
        said.append((a, b, verdict, row["note"]))
    if errors:
        raise UserErrors(errors)
    return answer(case, said, reviewer, today), blank


def _read(row: dict[str, str], held: set[tuple[str, str]]) -> tuple[str, list[tuple[str, str, str]]]:
    """The verdict of a line, and what is wrong with it: column, problem and fix."""
    verdict, wrong = "", check_text("note", row["note"])
    try:
        verdict = verdict_from(row["purposes"], row["certainty"])
    except UserError as error:
        wrong.append((error.where, error.problem, error.fix))
    if verdict and not parted(verdict)[0] and row["certainty"]:
        wrong.append(("certainty", "is given though no purpose is stated", "leave it empty"))
    state = row["state"].lower()
    if state not in ("", "any", UNKNOWN) and not (len(state) == 2 and state.isascii() and state.isalpha()):
        wrong.append(("state", "is no state", f"write two letters such as OH, {UNKNOWN}, or nothing for any state"))
    elif (name_of(row["reason"]), _place(row)) not in held:
        fix = "leave reason, offense and state as the list has them; a spreadsheet may have turned a cell into a date or number"
        wrong.append(("reason", "is no reason of this case with that offence and state", fix))
    return verdict, wrong


def _place(row: dict[str, str]) -> str:
    state = row["state"].lower()
    here, anywhere = places_of(row["reason"], row["offense"], "" if state == UNKNOWN else state)
    return anywhere if state in ("", "any") else here


def _held(case: Case, texts: set[str]) -> set[tuple[str, str]]:
    """The names of these texts that the case holds, each with every place that a decision may name."""
    opened = open_current(case.warehouse, case.temporary / "duckdb")
    try:
        return {
            (name_of(row["reason_raw"]), place)
            for row in opened.rows("review/all")
            if alike(row["reason_raw"] or "") in texts
            for place in places_of(row["reason_raw"], row["offense_raw"], row["state"])
        }
    finally:
        opened.close()


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column) of each line below the header that is not blank."""
    lines = csv.reader(io.StringIO(_text(path), newline=""), delimiter="\t", strict=True)
    header: list[str] | None = None
    at = 1
    try:
        for cells in lines:
            if header is None and any(cells):
                header = [plain(cell).lower().replace("offence", "offense") for cell in cells]
                if any(header.count(name) != 1 for name in _NEEDED) or any(header.count(name) > 1 for name in COLUMNS):
                    fix = f"begin the file with this line, a tab between two names: {' '.join(COLUMNS)}"
                    raise UserError(f"{path}, line {at}", "does not name each column once", fix)
            elif header is not None and any(cell.strip() for cell in cells):
                if any(cells[len(header) :]):
                    fix = "put no tab inside a cell"
                    raise UserError(f"{path}, line {at}", f"has {len(cells)} cells, the header {len(header)}", fix)
                found = dict(zip(header, cells, strict=False))
                yield at, {name: meant(found.get(name, "")) for name in COLUMNS}
            at = lines.line_num + 1
    except csv.Error as error:
        fix = 'a quote opens before a text and closes after it; inside, write it twice: "he said ""yes"""'
        raise UserError(f"{path}, line {at}", f"has a quote that is not in order ({error})", fix) from error
    if header is None:
        raise UserError(str(path), "is empty", "fill in what `plainview review reasons` writes without a terminal")


def _text(path: Path) -> str:
    """The file's text, in any of the encodings in which spreadsheets save text with tabs."""
    try:
        with path.open("rb") as file:
            data = file.read(_WHOLE + 1)
    except OSError as error:
        raise UserError(str(path), f"cannot be read: {error.strerror}", "name a file that you may read") from error
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(data) <= _WHOLE and "\0" not in text:
            return text
    raise UserError(str(path), "is no text with tabs", "save the sheet as text with tabs between the cells (TSV), in UTF-8")
