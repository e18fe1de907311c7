"""A file before it is written: rows with what is printed and what is true, the columns, the sheets, the container."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from plainview.simulate import knowledge, printing, searching
from plainview.simulate.phrases import Phrases
from plainview.simulate.searching import Searches
from plainview.simulate.world import World


@dataclass(frozen=True, slots=True)
class Serial:
    """A moment as a spreadsheet holds it: a number of days. dressed: the cell has the format of a date."""

    at: datetime
    dressed: bool = True


Cell = str | int | Serial
# Our column -> the key of printing.py under whose label it is printed, and the state that goes with it.
PRINTED_AS = {
    "vendor_id": "id", "searcher_raw": "org", "searched_at": "time", "window_from": "window", "window_to": "window",
    "networks": "networks", "devices": "devices", "search_type": "type", "reason_raw": "reason", "reason_state": "reason",
    "offense_raw": "offense", "case_raw": "case", "case_state": "case", "account_state": "name", "plate_state": "plate",
    "filters_raw": "filters", "prompt_raw": "prompt", "moderation": "moderation",
}  # fmt: skip
ALSO = {"time": ("date",), "window": ("opens", "closes")}  # keys that print the same in another way


@dataclass(frozen=True, slots=True)
class Row:
    """One record. cells: key of printing.py -> what is printed. true: our column -> what a right reading gives.

    A list in `true` names several readings that are all right; a column that is missing there is not compared.
    want: "read" (the entry must equal the truth) or "told" (so, or set aside, or named by an issue).
    """

    search: str
    at: datetime
    cells: dict[str, Cell]
    true: dict[str, Any]
    want: str = "read"
    quirks: tuple[str, ...] = ()

    def put(self, cells: dict[str, Cell], true: dict[str, Any], quirk: str = "", want: str = "") -> Row:
        """The row with other cells and other truth, and the quirk that did it."""
        quirks = (*self.quirks, quirk) if quirk and quirk not in self.quirks else self.quirks
        return replace(self, cells=self.cells | cells, true=self.true | true, quirks=quirks, want=want or self.want)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. row: the record it prints; None for a header, a title, a blank line, a pivot's line."""

    cells: tuple[Cell, ...]
    row: Row | None
    what: str = "row"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet (a text file has one): its name and its lines from the first on."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One file to be. columns: (label, key) in printed order. inside: folders in the container; pack: its kind.

    tells: for each group of kinds, one must be told of a file of this draft's set.
    """

    name: str
    kind: str
    custodian: str
    month: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    quirks: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    type: str = "csv"
    suffix: str = "csv"
    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    inside: str = ""
    pack: str = ""
    tells: tuple[tuple[str, ...], ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for _, key in self.columns)

    def label_of(self, key: str) -> str:
        return next(label for label, one in self.columns if one == key)

    def relabelled(self, labels: dict[str, str]) -> Draft:
        """The draft with other labels: key -> label."""
        return replace(self, columns=tuple((labels.get(key, label), key) for label, key in self.columns))

    def with_columns(self, keys: Sequence[str]) -> Draft:
        """The draft with these columns in this order, under the vendor's labels."""
        names = {key: label for label, key in knowledge.table("exports")["labels"].items()}
        split = [("Search Date", "date")] if "date" in self.keys else []
        pairs = [(*split, (names[key], key)) if key == "time" else ((names[key], key),) for key in keys]
        return replace(self, columns=tuple(pair for group in pairs for pair in group))

    def changed(self, rows: Sequence[Row], **more: Any) -> Draft:
        return replace(self, rows=tuple(rows), **more)


FOURTEEN = (
    "id", "name", "org", "networks", "devices", "window", "plate", "reason", "case", "filters", "time", "type", "prompt",
    "moderation",
)  # fmt: skip
_PLAIN = ("Burglary", "stolen vehicle", "Robbery investigation", "missing juvenile", "hit and run", "Assault suspect")
_HIDDEN = "FAKE"


def laid(draft: Draft) -> Draft:
    """The draft with its rows laid out under its header, on one sheet; a draft that has sheets stays as it is."""
    if draft.sheets:
        return draft
    header = Line(tuple(label for label, _ in draft.columns), None, "header")
    return replace(draft, sheets=(Sheet(draft.name[:31], (header, *(line_of(draft, row) for row in draft.rows))),))


def line_of(draft: Draft, row: Row) -> Line:
    return Line(tuple(row.cells[key] for _, key in draft.columns), row)


def entry_of(draft: Draft, row: Row) -> dict[str, Any]:
    """What a right reading of this row gives, with `not_exported` and nothing for the columns that the file does not have."""
    found = {}
    for column, value in row.true.items():
        key = PRINTED_AS[column]
        shown = key in draft.keys or any(other in draft.keys for other in ALSO.get(key, ()))
        if shown:
            found[column] = value
        elif column != "searcher_raw":  # without the column, every row is the custodian's
            found[column] = "not_exported" if column.endswith("_state") else None
    return found


def pool(world: World, phrases: Phrases, seed: int, custodian: int) -> Iterator[Row]:
    """Rows of searches without end, each once, as one custodian's export prints them."""
    names = printing.as_texts([a.name for a in world.agencies])
    wanted = frozenset(knowledge.table("exports")["labels"].values()) - {"org"}
    turn = made = 0
    while True:
        turn += 1
        drawn = replace(world, seed=seed * 1000 + turn * 31 + custodian)
        for batch in searching.stream(drawn, phrases, 20_000, searching.BATCH):
            texts = printing.columns(world, phrases, batch, wanted)
            for at in range(len(batch)):
                made += 1
                cells: dict[str, Cell] = {key: str(column[at]) for key, column in texts.items()}
                yield _row(f"Q{custodian}-{made:08d}", batch, at, cells | {"org": str(names[batch.searcher[at]])})


def _row(search: str, batch: Searches, at: int, cells: dict[str, Cell]) -> Row:
    reason = str(cells["reason"]).strip()
    if reason and (len(reason) < 6 or not reason[0].isalpha() or _HIDDEN in reason):
        reason = _PLAIN[int(batch.seconds[at]) % len(_PLAIN)]  # a row's truth must not hang on a doubtful text
    cells = cells | {"reason": reason, "networks": int(batch.networks[at]), "devices": int(batch.devices[at])}
    if _HIDDEN in str(cells["filters"]):
        cells["filters"] = "Color: White"
    moment = datetime(1970, 1, 1) + timedelta(seconds=int(batch.seconds[at]))
    state = {key: "value" if cells[key] else "empty" for key in ("reason", "case", "name", "plate")}
    true = {
        "vendor_id": cells["id"],
        "searcher_raw": cells["org"],
        "searched_at": iso(moment),
        "window_from": iso(moment + timedelta(seconds=int(batch.opens[at] - batch.seconds[at]))),
        "window_to": iso(moment + timedelta(seconds=int(batch.closes[at] - batch.seconds[at]))),
        "networks": cells["networks"],
        "devices": cells["devices"],
        "search_type": cells["type"],
        "reason_raw": reason,
        "offense_raw": cells["offense"],
        "case_raw": cells["case"],
        "filters_raw": cells["filters"],
        "prompt_raw": cells["prompt"],
        "moderation": cells["moderation"],
        **{f"{name}_state": state[key] for name, key in _STATES.items()},
        "account_state": ["value", "partial"] if cells["name"] else "empty",  # made-up names begin with an initial
    }
    return Row(search, moment, cells, true)


_STATES = {"reason": "reason", "case": "case", "account": "name", "plate": "plate"}


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def moments(row: Row) -> tuple[datetime, datetime, datetime]:
    """Time, and beginning and end of the window."""
    at, opens, closes = (datetime.fromisoformat(row.true[key]) for key in ("searched_at", "window_from", "window_to"))
    return at, opens, closes


def timed(row: Row, at: datetime, opens: datetime, closes: datetime, quirk: str = "") -> Row:
    """The row at another time and with another window, printed the vendor's usual way."""
    cells: dict[str, Cell] = {"time": printed(at), "window": f"{printed(opens)}\n{printed(closes)}"}
    true = {"searched_at": iso(at), "window_from": iso(opens), "window_to": iso(closes)}
    return replace(row, at=at).put(cells, true, quirk)


def windowed(row: Row, opens: datetime, closes: datetime, quirk: str) -> Row:
    """The row with another window, printed the vendor's usual way."""
    true = {"window_from": iso(opens), "window_to": iso(closes)}
    return row.put({"window": f"{printed(opens)}\n{printed(closes)}"}, true, quirk)


def moved(row: Row, at: datetime, quirk: str = "") -> Row:
    """The row at another time, its window moved along."""
    was, opens, closes = moments(row)
    return timed(row, at, opens + (at - was), closes + (at - was), quirk)


def printed(at: datetime) -> str:
    """`01/05/2026, 02:03:04 PM UTC`."""
    return str(printing.times(np.array([round((at - datetime(1970, 1, 1)).total_seconds())]))[0])
