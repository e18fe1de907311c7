"""Vigilant LEARN / VehicleManager reports: who shares detections with whom, and dashboards of counts.

Promises: a row is one printed piece of text (PDF cell); each is used, skipped by name, or quarantined. Hot-list sharing
becomes fields, never shares: it gives no access to cameras.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from plainview.layout import load_all
from plainview.model import Field, Issue, Line, PageReading, SetAside, ShareRow
from plainview.read.pdf import Cell, cells

SHARING, DASHBOARD = "vigilant_sharing_report", "vigilant_dashboard"
TITLE_LINES = 2  # of each page: "Agency" or "System" further down is a column label
SAME_COLUMN = 6.0  # points between the left edges of two pieces of one column
COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


@dataclass(slots=True)
class _Block:
    """Pieces on lines so close that they are one printed row; (row number, piece)."""

    pieces: list[tuple[int, Cell]]

    def text(self) -> str:
        return " ".join(cell.text.strip() for _, cell in self.pieces)


@dataclass(slots=True)
class _Report:
    """A report half read: what is said so far, and the piece of the page that reading stands in."""

    known: Mapping[str, Any]
    reading: PageReading
    section: Mapping[str, Any] = field(default_factory=dict)
    labels: list[Cell] = field(default_factory=list)


def recognise_sharing(lines: Sequence[Line]) -> bool:
    """Whether the lines are an agency data sharing report."""
    return _recognised(lines, load_all()[SHARING].reading)


def recognise_dashboard(lines: Sequence[Line]) -> bool:
    """Whether the lines are a dashboard report of counts."""
    known = load_all()[DASHBOARD].reading
    return _recognised(lines, known) and _report_of(cells(lines), known) is not None


def read_sharing(lines: Sequence[Line], layout: Mapping[str, Any]) -> PageReading:
    """Read the lines of `read.pdf.lines` with the parsed `layouts/vigilant_sharing_report.toml`.

    Shares go from the agency whose cameras are searched to the one that may search them; `flags` holds the city and
    state printed beside a name ("city:Alder Falls;state:CA"). Hot lists are fields `hotlist_shared` and
    `hotlist_received` (label: the other agency, value: the list). Never raises on content.
    """
    report = _begin(lines, layout)
    agencies: list[str] = []
    for block in _blocks(_without_margins(cells(lines), report), layout["wrapped"]):
        heading = _section(block, layout)
        if heading is not None:
            report.section, report.labels = heading, []
            _skip(report, block, "section_heading", "names the part of the report")
        elif said := _says_agency(block, report.section):
            agencies.append(said)
            _skip(report, block, "section_sentence", "says which agency shares in which direction")
        elif all(_matches(layout["skip"]["column_labels"], cell.text) for _, cell in block.pieces):
            report.labels = [cell for _, cell in block.pieces]
            _skip(report, block, "column_labels", "names the columns")
        elif not report.section:
            _quarantine(report, block, "stands above every section")
        else:
            _listed(block, report)
    return _with_agency(report, agencies)


def read_dashboard(lines: Sequence[Line], layout: Mapping[str, Any]) -> PageReading:
    """Read the lines of `read.pdf.lines` with the parsed `layouts/vigilant_dashboard.toml`.

    One field for each printed figure; `label_raw` is its label with the period in brackets. Totals and counts that do
    not fit the rows are issues. Never raises on content.
    """
    report = _begin(lines, layout)
    found = _report_of(cells(lines), layout)
    if found is None:
        _quarantine(report, _Block(list(enumerate(cells(lines), 1))), "the report has no known title")
        return report.reading
    period = _period(cells(lines), layout)
    for block in _blocks(_without_margins(cells(lines), report), layout["wrapped"]):
        if len(block.pieces) > 1 and all(_is_label(cell.text, found["labels"]) for _, cell in block.pieces):
            report.labels = [cell for _, cell in block.pieces]
            _skip(report, block, "column_labels", "names the columns")
        elif _matches(found["title"], block.text()):
            _skip(report, block, "page_title", "the title of the report")
        elif report.labels:
            _counted(block, report, found, period)
        else:
            for number, cell in block.pieces:
                _stated(number, cell, report, found, period)
    _check_totals(report, found)
    return report.reading


def _recognised(lines: Sequence[Line], known: Mapping[str, Any]) -> bool:
    texts = [line.text.casefold() for line in lines[:200]]
    return all(any(sign in text for text in texts) for sign in known["signs"])


def _begin(lines: Sequence[Line], layout: Mapping[str, Any]) -> _Report:
    pieces = cells(lines)
    reading = PageReading("", "", len(pieces), set(), [], [], [], [], [])
    days = {day for cell in pieces if (day := _date(cell.text, layout["date"]))}
    reading.seen_on = min(days, default="")
    if len(days) != 1:
        why = "prints no date for itself" if not days else "prints more than one date for itself; the first is taken"
        reading.issues.append(Issue(0, "", "report_date", "seen_on", ", ".join(sorted(days)), why))
    return _Report(layout, reading)


def _date(text: str, pattern: str) -> str:
    found = _compiled(pattern).fullmatch(text.strip())
    if found is None:
        return ""
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    return f"{year:04}-{int(found['month']):02}-{int(found['day']):02}"


def _without_margins(pieces: list[Cell], report: _Report) -> Iterator[tuple[int, Cell]]:
    """Pieces with their row number; footers, page titles and names of people are set aside here, by name."""
    titles = set(report.known.get("page_title", ()))
    for number, cell in enumerate(pieces, 1):
        text = cell.text.strip()
        name = next((name for name, p in report.known["skip"].items() if _matches(p, text)), "")
        if not text:
            _set_aside(report, number, cell, "quarantined", "picture", "the page is a picture without text")
        elif cell.line <= TITLE_LINES and text.casefold() in titles:
            _set_aside(report, number, cell, "skipped", "page_title", "the title at the top of a page")
        elif name and name != "column_labels":
            _set_aside(report, number, cell, "skipped", name, _WHY.get(name, "is not a value"))
        else:
            yield number, cell


_WHY = {
    "page_footer": "date, report name or page number at the foot of a page",
    "section_heading": "names the part of the report",
    "person": "names the person who made the report",
}


def _blocks(pieces: Iterable[tuple[int, Cell]], wrapped: float) -> Iterator[_Block]:
    """Neighbouring lines of one page joined where they are as close as lines of one wrapped cell."""
    block = _Block([])
    for number, cell in pieces:
        last = block.pieces[-1][1] if block.pieces else cell
        if cell.page != last.page or cell.y - last.y > wrapped * min(cell.size, last.size):
            yield block
            block = _Block([])
        block.pieces.append((number, cell))
    if block.pieces:
        yield block


def _section(block: _Block, layout: Mapping[str, Any]) -> Mapping[str, Any] | None:
    text = block.text()
    return next((dict(section) for section in layout["section"] if _matches(section["heading"], text)), None)


def _says_agency(block: _Block, section: Mapping[str, Any]) -> str:
    found = _compiled(section["sentence"]).fullmatch(block.text()) if section else None
    return str(found["agency"]) if found else ""


def _columns(block: _Block) -> list[list[tuple[int, Cell]]]:
    """Pieces of a list without column labels: those that begin at the same place belong together."""
    columns: list[list[tuple[int, Cell]]] = []
    for number, cell in block.pieces:
        at = next((c for c in columns if abs(c[0][1].x0 - cell.x0) <= SAME_COLUMN), None)
        if at is None:
            columns.append([(number, cell)])
        else:
            at.append((number, cell))
    return columns


def _under_labels(block: _Block, labels: list[Cell]) -> list[list[tuple[int, Cell]]]:
    """Pieces by the label they stand under: centred columns by their middle, others by where they begin."""
    columns: list[list[tuple[int, Cell]]] = [[] for _ in labels]
    centred = len(labels) > 2
    for number, cell in block.pieces:
        if centred:
            middle = (cell.x0 + cell.x1) / 2
            away = [abs((label.x0 + label.x1) / 2 - middle) for label in labels]
            at = away.index(min(away))
        else:
            at = max(0, sum(label.x0 <= cell.x0 + SAME_COLUMN for label in labels) - 1)
        columns[at].append((number, cell))
    return columns


def _join(column: list[tuple[int, Cell]]) -> str:
    return " ".join(cell.text.strip() for _, cell in column)


def _listed(block: _Block, report: _Report) -> None:
    """One row of a list: partners side by side, or a partner with its city and state, or a partner and a hot list."""
    holds = report.section["holds"]
    report.reading.used |= {number for number, _ in block.pieces}
    if holds.startswith("hotlist"):
        _hotlist(block, report, holds)
        return
    if len(report.labels) > 2:
        columns = _under_labels(block, report.labels)
        names = [columns[0]]
        beside = zip((label.text.strip().casefold() for label in report.labels[1:]), columns[1:], strict=True)
        flags = ";".join(f"{label}:{_join(column)}" for label, column in beside if column)
    else:
        names, flags = _columns(block), ""
    for column in names:
        if not column:
            report.reading.used -= {number for number, _ in block.pieces}
            _quarantine(report, block, "a city and state without the name of an agency")
            return
        number, cell = column[0]
        name = _join(column)
        if name.casefold() in report.known["nothing"]:
            said = "detections_shared" if holds == "outbound" else "detections_received"
            report.reading.fields.append(Field(number, cell.locator, said, report.section["heading"], name, 0.0))
            continue
        if name.startswith("("):
            why = "begins with a bracket: probably the second line of a name on the page before"
            report.reading.issues.append(Issue(number, cell.locator, "odd_name", "listed_raw", name, why))
        sides = ("", name) if holds == "outbound" else (name, "")
        report.reading.shares.append(ShareRow(number, cell.locator, *sides, name, flags))


def _hotlist(block: _Block, report: _Report, holds: str) -> None:
    columns = _under_labels(block, report.labels) if len(report.labels) == 2 else _columns(block)
    number, cell = block.pieces[0]
    text = block.text()
    if text.casefold() in report.known["nothing"]:
        report.reading.fields.append(Field(number, cell.locator, holds, "", text, 0.0))
        return
    agency, lists = _join(columns[0]), " ".join(_join(column) for column in columns[1:])
    report.reading.fields.append(Field(number, cell.locator, holds, agency, lists))
    if not agency or not lists:
        why = "a hot list and its agency should stand side by side"
        report.reading.issues.append(Issue(number, cell.locator, "odd_row", holds, text, why))


def _with_agency(report: _Report, agencies: list[str]) -> PageReading:
    """Fill in the agency, which every section names for itself."""
    reading = report.reading
    names = list(dict.fromkeys(agencies))
    reading.agency_raw = names[0] if names else ""
    if len(names) != 1:
        why = "the report names no agency" if not names else "sections name different agencies; the first is taken"
        reading.issues.append(Issue(0, "", "report_agency", "agency_raw", "; ".join(names), why))
    reading.shares = [
        ShareRow(s.row_no, s.locator, s.from_raw or reading.agency_raw, s.to_raw or reading.agency_raw, s.listed_raw, s.flags)
        for s in reading.shares
    ]
    return reading


def _report_of(pieces: list[Cell], known: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for report in known["report"]:
        if any(_matches(report["title"], cell.text.strip()) for cell in pieces):
            return dict(report)
    return None


def _period(pieces: list[Cell], known: Mapping[str, Any]) -> str:
    found = (_compiled(known["period"]).fullmatch(cell.text.strip()) for cell in pieces)
    return next((match["period"].strip() for match in found if match), "")


def _is_label(text: str, labels: list[str]) -> bool:
    return any(_matches(label, text.strip()) for label in labels)


def _named(label: str, period: str) -> str:
    return f"{label} ({period})" if period else label


def _stated(number: int, cell: Cell, report: _Report, found: Mapping[str, Any], period: str) -> None:
    """A piece above the rows: `Label: figure` or the period."""
    text = cell.text.strip()
    label, _, value = (part.strip() for part in text.partition(":"))
    field_id = {k.casefold(): v for k, v in found["figures"].items()}.get(label.casefold())
    if _compiled(report.known["period"]).fullmatch(text):
        _figure(report, number, cell, ("time_frame", label, value))
    elif field_id:
        _figure(report, number, cell, (field_id, _named(label, period), value))
    else:
        _set_aside(report, number, cell, "quarantined", "unknown", "is no label or figure that this layout knows")


def _counted(block: _Block, report: _Report, found: Mapping[str, Any], period: str) -> None:
    """A row: running number, what is counted, and the count."""
    columns = _under_labels(block, report.labels)
    name, count = _join(columns[1]), _join(columns[-1])
    if not name or not COUNT.fullmatch(count):
        _quarantine(report, block, "is no row of running number, name and count")
        return
    number, cell = block.pieces[0]
    field_id = found.get("named_rows", {}).get(name, found["rows"])
    report.reading.used |= {each for each, _ in block.pieces}
    _figure(report, number, cell, (field_id, _named(name, period), count))


def _figure(report: _Report, number: int, cell: Cell, said: tuple[str, str, str]) -> None:
    field_id, label, text = said
    value = float(text.replace(",", "")) if COUNT.fullmatch(text) else None
    report.reading.used.add(number)
    report.reading.fields.append(Field(number, cell.locator, field_id, label, text, value))


def _check_totals(report: _Report, found: Mapping[str, Any]) -> None:
    """The printed total and the printed count of rows against the rows themselves."""
    of_rows = {found["rows"], *found.get("named_rows", {}).values()}
    rows = [each.value for each in report.reading.fields if each.field in of_rows and each.value is not None]
    figures = {each.field: each.value for each in report.reading.fields if each.field not in of_rows}
    counts = [name for name in found["figures"].values() if name != found["total"]]
    for name, value in ((found["total"], sum(rows)), *((name, float(len(rows))) for name in counts)):
        stated = figures.get(name)
        if stated is not None and stated != value:
            why = f"the report states {stated:.0f}, its rows give {value:.0f}"
            report.reading.issues.append(Issue(0, "", "total_differs", name, f"{stated:.0f}", why))


def _skip(report: _Report, block: _Block, name: str, why: str) -> None:
    for number, cell in block.pieces:
        _set_aside(report, number, cell, "skipped", name, why)


def _quarantine(report: _Report, block: _Block, why: str) -> None:
    for number, cell in block.pieces:
        _set_aside(report, number, cell, "quarantined", "unknown", why)


def _set_aside(report: _Report, number: int, cell: Cell, fate: Any, name: str, why: str) -> None:
    report.reading.set_aside.append(SetAside(number, cell.locator, fate, name, why))


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text.strip()) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
