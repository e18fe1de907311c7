"""Columns and labels: which a file has, what they are called, and labels that do not fit their column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from plainview.simulate.quirks.draft import FOURTEEN, Cell, Draft, Line, Row, Sheet, laid, moved
from plainview.simulate.quirks.kinds import COLUMNS, GRID, LABELS, quirk

ELEVEN = tuple(key for key in FOURTEEN if key not in ("id", "prompt", "moderation"))
_UNNAMED = "column_not_known"
_NOTE = "Unit 7, second watch"


@quirk(COLUMNS, "columns")
def columns_eleven(draft: Draft, rng: np.random.Generator) -> Draft:
    """Eleven columns: no ID, Text Prompt and Moderation."""
    return draft.with_columns(ELEVEN)


@quirk(GRID, "columns labels grid", tells="header_missing")
def columns_eleven_no_header(draft: Draft, rng: np.random.Generator) -> Draft:
    """Eleven columns in the usual order and no header at all."""
    bare = laid(draft.with_columns(ELEVEN))
    return replace(bare, sheets=tuple(replace(sheet, lines=sheet.lines[1:]) for sheet in bare.sheets))


@quirk(COLUMNS, "columns")
def columns_thirteen_no_id(draft: Draft, rng: np.random.Generator) -> Draft:
    """Thirteen columns: devices and no ID."""
    return draft.with_columns([key for key in FOURTEEN if key != "id"])


@quirk(COLUMNS, "columns")
def columns_thirteen_no_devices(draft: Draft, rng: np.random.Generator) -> Draft:
    """Thirteen columns: ID and no devices."""
    return draft.with_columns([key for key in FOURTEEN if key != "devices"])


@quirk(COLUMNS, "columns file time window month")
def columns_fourteen_to_thirteen(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """Two files of one custodian: fourteen columns until 16 December 2025, thirteen from the 17th on."""
    day, half = datetime(2025, 12, 17), len(draft.rows) // 2
    before = [moved(row, day - timedelta(hours=half - i)) for i, row in enumerate(draft.rows[:half])]
    after = [moved(row, day + timedelta(hours=1 + i)) for i, row in enumerate(draft.rows[half:])]
    fewer = draft.with_columns([key for key in FOURTEEN if key != "devices"])
    return [draft.changed(before, name=f"{draft.name}_before"), fewer.changed(after, name=f"{draft.name}_after")]


@quirk(COLUMNS, "columns")
def columns_federal_ten(draft: Draft, rng: np.random.Generator) -> Draft:
    """A federal extract of ten columns, without a Time Frame."""
    return draft.with_columns([key for key in ELEVEN if key != "window"])


@quirk(COLUMNS, "columns")
def columns_six(draft: Draft, rng: np.random.Generator) -> Draft:
    """An extract of six columns."""
    return draft.with_columns(["org", "networks", "window", "reason", "time", "type"])


@quirk(COLUMNS, "columns")
def columns_five(draft: Draft, rng: np.random.Generator) -> Draft:
    """Five columns: organization, networks, window, time and type."""
    return draft.with_columns(["org", "networks", "window", "time", "type"])


@quirk(COLUMNS, "columns")
def columns_offense(draft: Draft, rng: np.random.Generator) -> Draft:
    """Fifteen columns: Offense Type came later."""
    return draft.with_columns([*FOURTEEN, "offense"])


@quirk(COLUMNS, "columns file")
def columns_disappear(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """Three files, each with a column fewer: Moderation, then Text Prompt, then Total Devices."""
    found, third = [], max(len(draft.rows) // 3, 1)
    for turn, gone in enumerate((("moderation",), ("moderation", "prompt"), ("moderation", "prompt", "devices"))):
        part = draft.with_columns([key for key in FOURTEEN if key not in gone])
        found.append(part.changed(draft.rows[turn * third : (turn + 1) * third], name=f"{draft.name}_{turn + 1}"))
    return found


@quirk(COLUMNS, "columns custodian")
def organization_without_org(draft: Draft, rng: np.random.Generator) -> Draft:
    """An organization audit without Org Name: every row is the custodian's."""
    known = draft.with_columns([key for key in FOURTEEN if key != "org"])
    return replace(known, kind="organization_audit", name=draft.name.replace("network_audit", "organization_audit"))


_PORTAL = (
    ("networkCount",), ("networkCount", "reason"), ("networkCount", "caseNumber"), ("networkCount", "reason", "caseNumber"),
    ("networkCount", "offenseType"), ("networkCount", "offenseType", "caseNumber"),
    ("networkCount", "reason", "caseNumber", "offenseType"), ("cameraCount", "reason"),
)  # fmt: skip
_PORTAL_KEYS = {
    "networkCount": "networks",
    "cameraCount": "devices",
    "reason": "reason",
    "caseNumber": "case",
    "offenseType": "offense",
}


@quirk(COLUMNS, "columns labels file time", mixes=False)
def portal_columns(draft: Draft, rng: np.random.Generator) -> list[Draft]:
    """A portal's public search audit in its seven sets of columns, and the earlier one with cameraCount."""
    rows = [row.put({"time": f"{row.true['searched_at']}Z"}, {}, "portal_columns") for row in draft.rows]
    size, found = max(len(rows) // len(_PORTAL), 1), []
    for turn, more in enumerate(_PORTAL):
        columns = (("id", "id"), ("userId", "name"), ("searchDate", "time"), *((label, _PORTAL_KEYS[label]) for label in more))
        name = "public_search_audit" if turn == 0 else f"search_audit_{turn}"
        part = rows[turn * size : (turn + 1) * size]
        found.append(draft.changed(part, columns=columns, name=name, kind="portal_audit"))
    return found


_ALIASES = {
    "reason": "reason_1",
    "prompt": "test prompt",
    "plate": "license plates",
    "time": "search date",
    "case": "case number",
}


@quirk(LABELS, "labels")
def label_aliases(draft: Draft, rng: np.random.Generator) -> Draft:
    """Other names for labels: reason_1, test prompt, license plates, search date, case number."""
    names = {key: label for key, label in _ALIASES.items() if "date" not in draft.keys or key != "time"}
    return draft.relabelled(names)


@quirk(LABELS, "labels")
def label_leading_spaces(draft: Draft, rng: np.random.Generator) -> Draft:
    """Labels that begin or end with spaces."""
    return draft.relabelled({key: f" {label}" if i % 2 else f"{label}  " for i, (label, key) in enumerate(draft.columns)})


@quirk(LABELS, "labels", tells=_UNNAMED)
def label_blank(draft: Draft, rng: np.random.Generator) -> Draft:
    """A column in the middle whose label is blank."""
    key = next(key for key in ("filters", "case", "type", "networks") if key in draft.keys)
    open_ = _not_compared(draft, key)
    if key == "filters" and open_.rows:  # a column without a label and without a cell would be no column
        open_ = open_.changed([open_.rows[0].put({"filters": "Color: White"}, {}), *open_.rows[1:]])
    return open_.relabelled({key: ""})


@quirk(LABELS, "labels", tells=_UNNAMED)
def label_repeated(draft: Draft, rng: np.random.Generator) -> Draft:
    """One label stands over two columns; the second holds the same again."""
    label, key = next(pair for pair in draft.columns if pair[1] in ("reason", "type"))
    return replace(draft, columns=(*draft.columns, (label, key)))


@quirk(GRID, "labels grid", tells=_UNNAMED)
def trailing_unlabelled(draft: Draft, rng: np.random.Generator) -> Draft:
    """A last column with cells and no label."""
    whole = laid(draft)
    return _each_line(whole, lambda line: (*line.cells, _NOTE if line.row else ""))


@quirk(GRID, "labels grid", tells=f"{_UNNAMED} order_in_doubt row_other_order row_cell_count")
def trailing_unlabelled_cut(draft: Draft, rng: np.random.Generator) -> Draft:
    """A last column with cells, over which the header simply ends. Where the last labelled column is blank in most rows, it is
    hard to tell which of the two lost its label: then the rows may be set aside."""
    filled = sum(bool(row.cells[draft.columns[-1][1]]) for row in draft.rows)
    if 2 * filled < len(draft.rows):
        draft = draft.changed([replace(row, want="told") for row in draft.rows])
    whole = laid(draft)
    return _each_line(whole, lambda line: (*line.cells, _NOTE) if line.row else line.cells)


@quirk(GRID, "labels grid", told=True)
def phantom_label(draft: Draft, rng: np.random.Generator) -> Draft:
    """The label of a deleted column stays in the header, so every label after it stands one column too far right."""
    known = [key for _, key in draft.columns]
    at, label = known.index("type" if "type" in known else known[-1]), "Offense Type"
    if "devices" in known:  # the commonest: the devices were deleted and their label was left
        at, label = known.index("devices"), draft.label_of("devices")
        draft = replace(draft, columns=tuple(pair for pair in draft.columns if pair[1] != "devices"))
    whole = laid(draft)
    rows = tuple(replace(line.row, want="told", quirks=(*line.row.quirks, "phantom_label")) if line.row else None
                 for line in whole.sheets[0].lines)  # fmt: skip
    lines = tuple(
        replace(line, cells=(*line.cells[:at], label, *line.cells[at:]) if line.what == "header" else line.cells, row=row)
        for line, row in zip(whole.sheets[0].lines, rows, strict=True)
    )
    return replace(whole, sheets=(Sheet(whole.sheets[0].name, lines),))


def _not_compared(draft: Draft, key: str) -> Draft:
    """The draft with a column of which nothing can be said: its label is gone."""
    ours = {"filters": ("filters_raw",), "case": ("case_raw", "case_state"), "type": ("search_type",), "networks": ("networks",)}
    rows: list[Row] = [
        replace(row, true={name: value for name, value in row.true.items() if name not in ours[key]}) for row in draft.rows
    ]
    return draft.changed(rows)


def _each_line(draft: Draft, cells: Callable[[Line], tuple[Cell, ...]]) -> Draft:
    sheets = tuple(Sheet(sheet.name, tuple(replace(line, cells=cells(line)) for line in sheet.lines)) for sheet in draft.sheets)
    return replace(draft, sheets=sheets)
