"""The nouns of the house: frozen, without I/O. The words are the field's own (docs/glossary in the design)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

CellState = Literal["value", "empty", "not_exported", "withheld", "masked", "redacted", "partial", "placeholder"]
Certainty = Literal["certain", "probable", "ambiguous"]
Fate = Literal["quarantined", "skipped"]


@dataclass(slots=True)
class Batch:
    """Consecutive printed rows of one sheet, cells exactly as printed (nothing trimmed).

    sheet: name of the sheet, "" where the format has none.
    locators: where each row is printed, for a person: "line 17", "sheet 'Networks' row 5", "page 3 row 12".
    rows: one list of cells per row; rows may differ in length (the layout decides what that means).
    broken: rows the reader itself could not make out: (locator, why); they count as printed rows and follow `rows`.
    noted: what is odd about rows that are given: (locator, kind of issue, why); locator "" is the whole release.
    """

    sheet: str
    locators: list[str]
    rows: list[list[str]]
    broken: list[tuple[str, str]] = field(default_factory=list)
    noted: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line or paragraph of a page. `tag` is the HTML element, "" for plain text and PDF.

    `href` is set where the element is a link (the portal's CSV is a data: link).
    """

    locator: str
    text: str
    tag: str = ""
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value on a page, e.g. ("retention_days", "Data retention (in days)", "30 days", 30.0)."""

    row_no: int
    locator: str
    field: str
    label_raw: str
    value_raw: str
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One document says that `to_raw` may search `from_raw`'s cameras. Names as printed, outer spaces trimmed.

    piece: its place in a list that commas or line ends cut into names (1, 2, ...); None where a name has a cell of its own.
    direction: `outbound` or `inbound` where the document says so; "" where the listed name tells it.
    """

    row_no: int
    locator: str
    from_raw: str
    to_raw: str
    listed_raw: str
    flags: str = ""
    piece: int | None = None
    direction: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A printed row that gave no value: quarantined (could not be used) or skipped (ignored by name)."""

    row_no: int
    locator: str
    fate: Fate
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something odd in a record. `value` never holds a plate. `row_no` 0 means the whole release."""

    row_no: int
    locator: str
    kind: str
    column_name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page carries inside itself (the search audit in a data: link)."""

    name: str
    data: bytes


@dataclass(slots=True)
class PageReading:
    """All that one page says, with every printed line accounted for.

    `n_rows` lines were printed; each is used (in `used`, by row number), or stands in `set_aside`.
    `seen_on` is the date the page gives for itself (ISO), "" if it gives none.
    """

    agency_raw: str
    seen_on: str
    n_rows: int
    used: set[int]
    fields: list[Field]
    shares: list[ShareRow]
    set_aside: list[SetAside]
    issues: list[Issue]
    attachments: list[Attachment]


@dataclass(frozen=True, slots=True)
class Agency:
    """What a name says about an agency, and how sure that reading is.

    agency_id: readable and stable, e.g. "ca-belmont-police"; equal ids mean one agency.
    state: two-letter code, "" if the name does not say. kind and level: see agencies.py.
    """

    agency_id: str
    canonical: str
    state: str
    kind: str
    level: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose a reason states, how sure the reading is, and the words that decided it."""

    id: str
    certainty: Certainty
    words: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How one distinct reason was read. `federal_name` is "" unless the mark federal_agency is set."""

    purposes: tuple[Purpose, ...]
    marks: tuple[str, ...]
    federal_name: str
    words: str
    made_by: str
