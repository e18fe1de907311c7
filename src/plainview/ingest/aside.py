"""Rows that give no value: skipped by name or quarantined with the reason, each under the number it has in print."""

from __future__ import annotations

from dataclasses import dataclass, field

from plainview.ingest.shifted import Header
from plainview.parts import PartWriter
from plainview.read.pdf_table import FURNITURE

MOST_NAMED = 5  # names of searchers that a part lists; as many say no more than that the log is a network's


@dataclass(slots=True)
class Counts:
    """Row accounting of one part: rows = used + quarantined + skipped. searchers: at least the first MOST_NAMED names."""

    rows: int = 0
    used: int = 0
    quarantined: int = 0
    skipped: int = 0
    searchers: set[str] = field(default_factory=set)
    unknown_filled: dict[str, int] = field(default_factory=dict)

    def next(self, n: int) -> list[int]:
        """Numbers of the next n printed rows."""
        numbers = list(range(self.rows + 1, self.rows + n + 1))
        self.rows += n
        return numbers


@dataclass(frozen=True, slots=True)
class Aside:
    """A printed row that is not used: where it stands, its fate, the name of the case, and why."""

    locator: str
    fate: str
    name: str
    why: str


def above_header(locator: str) -> Aside:
    return Aside(locator, "skipped", "above_header", "stands above the header")


def other_sheet(row: list[str], locator: str, sheet: str, times: bool) -> Aside:
    """A row of a further sheet that has another header: never read under the first sheet's labels.

    times: the sheet holds a column of times, so its rows may be records; a pivot or a note is passed over by name.
    """
    if not any(cell.strip() for cell in row):
        return Aside(locator, "skipped", "blank_row", "the row is blank")
    if times:
        return Aside(locator, "quarantined", "other_sheet", f"the sheet '{sheet}' holds times under another header")
    return Aside(locator, "skipped", "other_sheet", f"the sheet '{sheet}' is no log: another header, and no column of times")


def broken(locator: str, why: str) -> Aside:
    """A row that the reader could not make out; a page's own header and footer are passed over by name."""
    if why == FURNITURE:
        return Aside(locator, "skipped", "page_furniture", why)
    return Aside(locator, "quarantined", "broken", why)


def fate(row: list[str], header: Header, delimiter: str) -> tuple[str, str, str] | None:
    """Why a row is set aside by its look alone: (fate, name, why); None if it can be used."""
    if not any(cell.strip() for cell in row):
        return "skipped", "blank_row", "the row is blank"
    if tuple(row) == header.labels:
        return "skipped", "header_repeated", "the header is printed again"
    n = header.width
    if len(row) != n:
        return "quarantined", "cell_count", f"has {len(row)} cells where the header has {n}"
    if swallowed(row, header, delimiter):
        return "quarantined", "swallowed", "one cell holds whole rows: a quote was opened or closed in the wrong place"
    return None


def swallowed(row: list[str], header: Header, delimiter: str) -> bool:
    """A cell with a line in it that has as many delimiters as a row is most likely rows joined by a stray quote."""
    own_lines = header.match.places.get("details_raw")
    return any(
        "\n" in cell and any(line.count(delimiter) >= len(row) - 1 for line in cell.split("\n"))
        for at, cell in enumerate(row)
        if at != own_lines
    )


def misplaced() -> tuple[str, str, str]:
    return "quarantined", "misplaced", "no time stands where the time belongs, and the cells fit no one other reading"


def other_order() -> tuple[str, str, str]:
    return "quarantined", "other_order", "stands with rows of another order of columns, which is not beyond doubt"


def write(writer: PartWriter, counts: Counts, numbers: list[int], rows: list[Aside]) -> None:
    """Set rows aside and count them."""
    columns = {name: [getattr(row, name) for row in rows] for name in ("fate", "name", "why")}
    writer.write("set_aside", numbers, [row.locator for row in rows], dict(columns))
    quarantined = columns["fate"].count("quarantined")
    counts.quarantined += quarantined
    counts.skipped += len(rows) - quarantined
