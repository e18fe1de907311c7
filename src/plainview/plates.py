"""Which plates the archived original of one file prints: read anew for the last look before publishing. Runs in the sandbox.

It takes no word of the tables: what is in a plate's column by the layout, and every word in a plate's shape wherever people
type. So a plate that a reader lost sight of is looked for all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from plainview import layout
from plainview.read import csv, json, page_lines, pdf_table, xlsx
from plainview.states import cell_state

LONGEST = 17  # a vehicle identification number stands in the plate's column now and then
LONGEST_WORD = 8  # of letters alone or figures alone
HIDING = frozenset({"MASKED", "REDACTED", "REMOVED", "HIDDEN", "WITHHELD"})  # printed in a plate's place
TYPED = ("reason_raw", "offense_raw", "case_raw", "filters_raw", "prompt_raw", "details_raw", "account_raw", "searcher_raw")
_VOCABULARY = Path(__file__).parent / "terms" / "_vocabulary.txt"
_SEVERAL = re.compile(r"[,;|/\n\r\t]+")
_SHAPED = re.compile(r"(?<![^\W_])(?=[^\W_]*[^\W\d_])(?=[^\W_]*\d)[^\W_]{5,8}(?![^\W_])")
_AFTER_LABEL = re.compile(r"(?im)^[^\n:]{0,40}\b(?:plate|plates|lpn|tag)\b[^\n:]{0,20}:\s*([^\n]+)")


def plates_printed(path: str, found: dict[str, Any]) -> dict[str, Any]:
    """{"plates": [...]}: distinct plates as `plain` writes them, sorted; what is too short or too long for one is left out.

    Raises:
        UserError: damaged.
    """
    place = Path(path)
    seen: set[str] = set()
    if layout.of(found).shape == "page":
        for line in page_lines.lines(place, found):
            seen.update(shaped(line.text))
    else:
        for column, cell in _cells(place, found):
            seen.update(in_plate_cell(cell) if column == "plate_raw" else typed(cell))
    return {"plates": sorted(one for one in seen if 2 <= len(one) <= (LONGEST if _is_mixed(one) else LONGEST_WORD))}


def _is_mixed(word: str) -> bool:
    return any(sign.isdecimal() for sign in word) and any(sign.isalpha() for sign in word)


def plain(text: str) -> str:
    """A plate without what differs from one typing to the next: capitals, letters and figures alone, full width as half."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())


def in_plate_cell(cell: str) -> Iterator[str]:
    """All plates of a cell under a plate's label, which may hold several; none where the cell hides its value."""
    if cell_state(cell) == "placeholder":
        return
    for one in _SEVERAL.split(cell):
        if cell_state(one) in ("value", "partial") and (word := plain(one)) not in HIDING:
            yield word


def shaped(text: str) -> Iterator[str]:
    """Words in a plate's shape: five to eight letters and figures mixed. Sections of law ("10851VC") are none."""
    for found in _SHAPED.findall(unicodedata.normalize("NFKC", text)):
        if (word := plain(found)) not in sections():
            yield word


@cache
def sections() -> frozenset[str]:
    """The sections of law that may be printed, as people type them: number first, or the code's letters first."""
    found: set[str] = set()
    for line in _VOCABULARY.read_text(encoding="utf-8").splitlines():
        parts = line.split("#")[0].upper().split()
        if parts and parts[0][0].isdecimal():
            found |= {plain("".join(parts)), plain("".join(reversed(parts)))}
    return frozenset(found)


def typed(text: str) -> Iterator[str]:
    """The same in what people type, and whatever follows a plate's label in it."""
    yield from shaped(text)
    for found in _AFTER_LABEL.findall(text):
        yield from in_plate_cell(found)


def _cells(path: Path, found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(our column, cell) for every distinct cell in which a plate may stand; rows of another width are taken whole."""
    match = layout.match_found(found)
    wanted = {name: at for name, at in match.places.items() if name == "plate_raw" or name in TYPED}
    known = set(match.places.values())
    others = [at for at in range(len(found.get("order") or found["header"])) if at not in known]
    labels = dict(enumerate(found.get("order") or found["header"]))
    met: set[tuple[str, str]] = set()
    for rows in _rows(path, found):
        for name, at in [*wanted.items(), *(("", at) for at in others)]:
            met.update((name, row[at]) for row in rows if at < len(row) and row[at] and row[at] != labels.get(at))
        width = len(found.get("order") or found["header"])
        met.update(("", cell) for row in rows if len(row) != width for cell in row if cell)
        if len(met) > 500_000:  # what was met is not kept for ever: the same cell is looked at again
            yield from met
            met.clear()
    yield from met


def _rows(path: Path, found: dict[str, Any]) -> Iterable[list[list[str]]]:
    kind = found["type"]
    if kind == "csv":
        batches = csv.read(path, csv.dialect_of(found), None, found["encoding"])
    elif kind == "json":
        batches = json.read(path)
    else:
        batches = xlsx.read(path) if kind == "xlsx" else pdf_table.read(path)
    for batch in batches:
        yield batch.rows
