"""The sheet that a person fills in: written from the tables, and read back with every wrong line told and none guessed at."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview import redact
from plainview.decisions.row import kept, meant, plain
from plainview.errors import UserError, UserErrors

COLUMNS = (
    "sample_no search_id stratum day searcher reason offense read_as marks networks window printed answer why"
).split()  # fmt: skip
ANSWERS = ("ok", "violation", "unclear")
LONGEST = 1000
_TOLD = ("day", "searcher", "reason", "offense", "read_as", "marks", "networks", "window")
SEALED = "[sealed]"  # stands in place of what a line told
_NEEDED = ("sample_no", "search_id", "answer", "why")
_WHOLE = 64 << 20  # bytes; what is larger is no sheet that people filled in
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn search: its number on the sheet, its name, and its stratum."""

    number: int
    search_id: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet as people left it. at: its number in the file, the header being line 1."""

    at: int
    cells: dict[str, str]


def cells_of(drawn: Drawn, found: dict[str, Any]) -> dict[str, str]:
    """A line to be filled in. What looks like a plate, a token or a contact in a text by a stranger is masked."""
    hidden = found["reason_state"] not in ("value", "partial")
    return {
        "sample_no": str(drawn.number),
        "search_id": drawn.search_id,
        "stratum": drawn.stratum,
        "day": found["day"].isoformat(),
        "searcher": found["searcher"],
        "reason": redact.printed(found["reason"]) or (f"[{found['reason_state']}]" if hidden else ""),
        "offense": redact.printed(found["offense"]),
        "read_as": found["purposes"] or "none",
        "marks": found["marks"],
        "networks": "" if found["networks"] is None else str(found["networks"]),
        "window": _window(found["window_from"], found["window_to"]),
        "printed": _printed(found["entries"], found["places"], found["n_entries"]),
        "answer": "",
        "why": "",
    }


def text_of(lines: Iterable[dict[str, str]]) -> bytes:
    """Lines as a CSV file. Cells that a spreadsheet would run begin with a '."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(COLUMNS)
    for cells in lines:
        out.writerow(kept(plain(cells.get(name, ""))) for name in COLUMNS)
    return text.getvalue().encode()


def without(path: Path, releases: Collection[str]) -> tuple[bytes, int]:
    """The sheet without what these releases (ids) told, and how many lines that changes.

    Lines of searches that stand in one of them, and those that do not name all their entries, lose what they told; number, name,
    answer and reason of the answer stay. Raises UserError: the file is no sheet.
    """
    lines, n = [], 0
    for _, cells in _rows(path):
        named = f"{cells['search_id']} {cells['printed']}"
        stands = any(f"{release}:" in named for release in releases) or " more" in cells["printed"]
        if stands and cells["reason"] != SEALED:
            n += 1
            cells |= {**dict.fromkeys(_TOLD, ""), "reason": SEALED}
        lines.append(cells)
    return text_of(lines), n


def answered(path: Path, drawn: Sequence[Drawn], is_part: bool = False) -> list[Line]:
    """The lines of a filled-in sheet, checked: each names a drawn search once, and its answer is one that is known.

    Args:
        is_part: lines may be missing, as in a sheet that was just enlarged or handed back in pieces.

    Raises:
        UserErrors: every line that is wrong, with its column and value, and how to put it right.
    """
    known = {str(one.number): one for one in drawn}
    before: dict[str, int] = {}
    lines: list[Line] = []
    errors: list[UserError] = []
    for at, cells in _rows(path):
        wrong = _wrong(cells, known)
        if not wrong and (other := before.setdefault(cells["sample_no"], at)) != at:
            wrong = [("sample_no", f"stands on line {other} too", "keep one of the two lines")]
        for column, problem, fix in wrong:
            value = f" ({cells[column][:_SHOWN]})" if cells[column] and column != "why" else ""
            errors.append(UserError(f"{path}, line {at}, column {column}{value}", problem, fix))
        lines.append(Line(at, cells))
    missing = [number for number in known if number not in before]
    if missing and not is_part and not errors:
        shown = ", ".join(missing[:10]) + (", ..." if len(missing) > 10 else "")
        fix = "put the lines back, or run the same `plainview sample draw` again: it adds what is missing"
        errors.append(UserError(f"{path}, column sample_no", f"{len(missing):,} drawn searches are missing: {shown}", fix))
    if errors:
        raise UserErrors(errors)
    return lines


def wrong_answer(answer: str, why: str) -> list[tuple[str, str, str]]:
    """What is wrong with an answer: column, problem and fix."""
    if not answer:
        return [("answer", "is empty, and a reason is given", f"write {', '.join(ANSWERS)}, or leave both empty")] if why else []
    if answer not in ANSWERS:
        return [("answer", "is no answer", f"write {ANSWERS[0]}, {ANSWERS[1]} or {ANSWERS[2]}")]
    if answer != ANSWERS[0] and not why:
        return [("why", "is empty", f"say in a sentence why it is {answer}")]
    return [("why", f"has {len(why):,} letters", f"say it in at most {LONGEST:,}")] if len(why) > LONGEST else []


def _wrong(cells: dict[str, str], known: dict[str, Drawn]) -> list[tuple[str, str, str]]:
    one = known.get(cells["sample_no"])
    fix = "leave sample_no and search_id as they were drawn"
    if one is None:
        return [("sample_no", "is no number of this sample", fix)]
    wrong = [("search_id", f"is not search {one.number} of this sample", fix)] if cells["search_id"] != one.search_id else []
    return wrong + wrong_answer(cells["answer"], cells["why"])


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column) of each line below the header that is not blank."""
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip(' ,;\t"')), "")
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    at = 1
    try:
        for cells in lines:
            if header is None and any(cell.strip() for cell in cells):
                header = [plain(cell).lower() for cell in cells]
                if any(header.count(name) != 1 for name in _NEEDED) or any(header.count(name) > 1 for name in COLUMNS):
                    fix = f"begin the file with the line that the sheet began with: {','.join(COLUMNS)}"
                    raise UserError(f"{path}, line {at}", "does not name each column once", fix)
            elif header is not None and any(cell.strip() for cell in cells):
                if any(cell.strip() for cell in cells[len(header) :]):
                    fix = "put text that holds the sign between cells in quotes"
                    raise UserError(f"{path}, line {at}", f"has {len(cells)} cells, the header {len(header)}", fix)
                found = dict(zip(header, cells, strict=False))
                told = {name: meant(found.get(name, "")) for name in COLUMNS}
                told["answer"], told["sample_no"] = told["answer"].lower(), told["sample_no"].removesuffix(".0")
                yield at, told
            at = lines.line_num + 1
    except csv.Error as error:
        fix = 'a quote opens before a text and closes after it; inside, write it twice: "he said ""yes"""'
        raise UserError(f"{path}, line {at}", f"has a quote that is not in order ({error})", fix) from error
    if header is None:
        raise UserError(str(path), "is empty", "run the same `plainview sample draw` again: it writes the sheet")


def _text(path: Path) -> str:
    """The file's text, in any of the encodings in which spreadsheets save a table as text."""
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
    raise UserError(str(path), "is no table in text", "save the sheet as CSV in UTF-8")


def _printed(entries: list[str], places: list[str], n_entries: int) -> str:
    told = [f"{entry} ({redact.printed(place)})" for entry, place in zip(entries, places, strict=True)]
    return "; ".join(told) + (f"; and {n_entries - len(told):,} more" if n_entries > len(told) else "")


def _window(start: Any, end: Any) -> str:
    if start is None or end is None:
        return ""
    days = round((end - start).total_seconds() / 86400)
    return f"{start.date().isoformat()} to {end.date().isoformat()} ({days:,} day{'s' * (days != 1)})"
