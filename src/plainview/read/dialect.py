"""Which dialect of CSV a file is written in: never guessed, shown by a header that is known and by the cells of the rows.

For records, a dialect counts only if the header it gives fits a layout; among several, the one under which most rows
have as many cells as the header. For a table of any kind (any_table.py) most rows must have one and the same number of cells.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from plainview import layout
from plainview.errors import UserError
from plainview.read.csv import Dialect
from plainview.read.csv_records import SPACES, Record, Rules, line_end_of, records

USUAL = (",", "\t", ";", "|")
OTHERS = (":", "^", "~", "\x1f", "\x01", " ", SPACES)
MOST_RECORDS = 400
HEADER_ROWS = 20
FEW, ENOUGH = 0.1, 10  # a header below which hardly a row has its cells is none
MOST = 0.8  # share of rows with the header's number of cells that shows a dialect nobody expects
Known = TypeVar("Known")
Match = Callable[[list[list[str]]], tuple[tuple[str, ...], Known] | None]

LONGEST_PAIR, MOST_LABELS = 120, 200  # signs of two labels run together; labels of one line


@dataclass(frozen=True, slots=True)
class Proof(Generic[Known]):
    """A dialect, the header it gives, what that header fits, and how many of the rows looked at have as many cells.

    damaged: something is odd in the header row itself. thin: hardly a row has as many cells, so that the header may be none.
    """

    dialect: Dialect
    header: tuple[str, ...]
    known: Known
    fits: int
    rows: int
    damaged: bool = False
    thin: bool = False


def prove(head: str, match: Match[Known], split_label: Callable[[str], tuple[str, str] | None]) -> Proof[Known] | None:
    """The dialect under which one of the first rows is a known header; None if there is none. A thin one only if no other is.

    head: the first lines of the file, whole. match: takes rows, gives (header, what it fits) or None; may raise.
    split_label: parts two known labels that are written as one.
    """
    thin: Proof[Known] | None = None
    for delimiter in (*USUAL, *OTHERS):
        if delimiter not in head:
            continue
        proofs = [proof for one in _variants(head, delimiter) if (proof := _proof(head, one, match)) is not None]
        if delimiter in OTHERS:
            proofs = [proof for proof in proofs if proof.fits and proof.fits >= MOST * proof.rows]
        best = max(proofs, key=lambda proof: proof.fits, default=None)
        if best is None or best.damaged or best.fits < MOST * best.rows:
            mended = _mended(head, delimiter, match, split_label)
            if mended and (best is None or best.damaged or mended.fits > best.fits):
                best = mended
        if best and (best.rows < ENOUGH or best.fits >= FEW * best.rows):
            return best
        thin = thin or (replace(best, thin=True) if best else None)
    return thin


def _variants(head: str, delimiter: str) -> Iterator[Dialect]:
    """Ways to quote and escape, the likeliest first: of those that fit equally many rows the first is taken."""
    parts = [delimiter]
    if delimiter in USUAL and (delimiter + " " in head or delimiter * 2 in head):
        found = [one.cells for one in _records(head, Dialect(delimiter)) if one.cells]
        if delimiter + " " in head:
            spaced = all(cell.startswith(" ") or not cell for cells in found for cell in cells[1:])
            parts.insert(0 if spaced else 1, delimiter + " ")
        several = [cells for cells in found if len(cells) > 1]
        if delimiter * 2 in head and sum(not any(cells[1::2]) for cells in several) > MOST * len(several):
            parts = [delimiter * 2]  # every second cell is empty
    for part in parts:
        yield Dialect(part)
        if '\\"' in head:
            yield Dialect(part, escape="\\")
        if "'" in head:
            yield Dialect(part, quote="'")
        if "\\'" in head:
            yield Dialect(part, quote="'", escape="\\")


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline=line_end_of(text))


def whole_lines(head: str) -> str:
    """The first part of a longer text up to its last line end."""
    return head[: max(head.rfind("\n"), head.rfind("\r")) + 1]


def _records(head: str, dialect: Dialect, width: int = 0) -> list[Record]:
    rules = Rules(dialect.delimiter, dialect.quote, dialect.escape, width, bool(line_end_of(head)))
    found: list[Record] = []
    for one in records(iter(_lines(head)), rules, 1):
        found.append(one)
        if len(found) == MOST_RECORDS:
            break
    return found


def _proof(head: str, dialect: Dialect, match: Match[Known]) -> Proof[Known] | None:
    found = _records(head, dialect)
    matched = match([one.cells for one in found if one.cells is not None][:HEADER_ROWS])
    if matched is None:
        return None
    at = next(i for i, one in enumerate(found) if one.cells is not None and tuple(one.cells) == matched[0])
    below = [one for one in found[at + 1 :] if one.cells != [] and one.cells != list(matched[0])]
    fits = sum(_fits(one, len(matched[0]), dialect) for one in below)
    return Proof(dialect, matched[0], matched[1], fits, len(below), bool(found[at].noted))


def _fits(one: Record, width: int, dialect: Dialect) -> bool:
    """Whether a row has the header's cells, none of them damaged, and no other sign wraps them."""
    if one.cells is None or len(one.cells) != width or one.noted:
        return False
    other = "'" if dialect.quote == '"' else '"'
    filled = [cell for cell in one.cells if cell]
    if other == '"' and any(cell[0] == other and cell.count(other) % 2 for cell in filled):
        return False  # a cell in double quotes that was cut at a delimiter inside it
    wrapped = [cell for cell in filled if len(cell) > 1 and cell[0] == cell[-1] == other]
    doubled = any(other * 2 in cell[1:-1] for cell in wrapped)
    return not (doubled or (len(wrapped) > 1 and len(wrapped) == len(filled)))


def _mended(
    head: str, delimiter: str, match: Match[Known], split_label: Callable[[str], tuple[str, str] | None]
) -> Proof[Known] | None:
    """A header that is itself damaged (a stray quote, a delimiter too many or too few), if the rows show how it was."""
    dialect = Dialect(delimiter)
    lines = [line.rstrip("\r\n") for line, _ in zip(_lines(head), range(HEADER_ROWS), strict=False)]
    found = _records(head, dialect)
    for number, line in enumerate(lines, 1):
        below = [one for one in found if int(one.locator.split()[1]) > number and one.cells != []]
        if delimiter not in line or not below:
            continue
        for labels in _labels(line, delimiter, split_label):
            fits = sum(_fits(one, len(labels), dialect) for one in below)
            if fits < MOST * len(below) or not fits:
                continue
            matched = match([labels])
            if matched:
                return Proof(replace(dialect, header_line=number, labels=tuple(labels)), matched[0], matched[1], fits, len(below))
    return None


def _labels(line: str, delimiter: str, split_label: Callable[[str], tuple[str, str] | None]) -> Iterator[list[str]]:
    bare = [part.strip().replace('"', "") for part in line.split(delimiter)]
    yield bare
    if bare.count("") == 1:
        yield [part for part in bare if part]
    if len(bare) > MOST_LABELS:
        return
    parted = [part for label in bare for part in (split_label(label) or (label,))]
    if len(parted) == len(bare) + 1:
        yield parted


def parted(label: str) -> tuple[str, str] | None:
    """Two labels that layouts know, written as one without a delimiter between them; None if there are not just two."""
    if len(label) > LONGEST_PAIR:  # a line of 200,000 letters has that many cuts, each as long
        return None
    known = _labels_known()
    cuts = [(label[:at], label[at:]) for at in range(1, len(label))]
    good = [cut for cut in cuts if layout.normalise(cut[0]) in known and layout.normalise(cut[1]) in known and cut[1].strip()]
    return good[-1] if good and len({tuple(map(layout.normalise, cut)) for cut in good}) == 1 else None


def _labels_known() -> set[str]:
    return {label for one in layout.load_all().values() for labels in one.columns.values() for label in labels}


def shown_by_counts(head: str) -> tuple[Dialect, int]:
    """The dialect under which most records of a text have one number of cells, and that number. UserError if none is shown."""
    first, _, text = head.partition("\n")
    said = first.strip().strip('"')
    if said.lower().startswith("sep=") and len(said) == 5:
        choices: list[tuple[str, ...]] = [(said[4],)]
        head = text
    else:
        choices = [USUAL, OTHERS]
    seen: list[str] = []
    for delimiters in choices:
        best: tuple[float, Dialect, int] | None = None
        for delimiter in [one for one in delimiters if one in head]:
            for dialect in _variants(head, delimiter):
                share, width = _share(head, dialect)
                if dialect.quote == '"' and not dialect.escape and width > 1:
                    seen.append(f"{width} cells in {share:.0%} of rows by {delimiter!r}")
                if share >= 0.5 and (best is None or share * (width - 1) > best[0] + 1e-9):
                    best = share * (width - 1), dialect, width
        if best:
            return best[1], best[2]
    told = "; ".join(seen[:4]) or "no row has more than one cell"
    raise UserError("", f"shows no dialect of CSV: {told}", "ask for the file as CSV with one header, one row a line")


def _share(head: str, dialect: Dialect) -> tuple[float, int]:
    found = [one for one in _records(head, dialect) if one.cells != []]
    widths = Counter(len(one.cells) for one in found if one.cells and len(one.cells) > 1)
    if not widths:
        return 0.0, 0
    width = max(widths, key=lambda one: (widths[one], one))
    return sum(_fits(one, width, dialect) for one in found) / len(found), width
