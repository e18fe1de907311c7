"""Network and organization audits: each custodian's own export of the searches, in its columns and with its redactions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.printing import as_texts
from plainview.simulate.searching import Searches, Texts
from plainview.simulate.sheets import Sheet
from plainview.simulate.truth import Truth
from plainview.simulate.world import Ints, World

_REPEATS, _RAGGED = 0.01, 0.002


@dataclass(frozen=True, slots=True)
class Plan:
    """How one custodian answers a records request (exports.toml)."""

    network: str
    header: str
    redact: dict[str, str]
    organization: str = ""
    late_header: tuple[int, str] | None = None
    missing: tuple[int, ...] = ()
    own_org: bool = True
    portal: bool = False
    shared_networks: bool = False
    event_log: bool = False
    line_end: str = "lf"
    bom: bool = False


def plans(world: World) -> list[Plan]:
    """Return one plan for each custodian of the world; exports.toml's list repeats."""
    known: list[dict[str, Any]] = knowledge.table("exports")["custodian"]
    found = [
        Plan(
            **{
                **p,
                "late_header": tuple(p["late_header"]) if "late_header" in p else None,
            }
        )
        for p in known
    ]
    return [found[i % len(found)] for i in range(len(world.custodians))]


def header(plan: Plan, kind: str, month: int, quirks: frozenset[str]) -> list[str]:
    """Return the labels of one file's columns."""
    name = plan.late_header[1] if plan.late_header and month >= plan.late_header[0] else plan.header
    dropped = {"ID"} if "no_ids" in quirks else set()
    if kind == "organization" and not plan.own_org:
        dropped.add("Org Name")
    return [label for label in knowledge.table("exports")["headers"][name] if label not in dropped]


def spelled(world: World, custodian: int) -> Texts:
    """Return every agency's name as this custodian's exports spell it: mostly the usual way, always the same way."""
    rng = np.random.default_rng([world.seed, 4, custodian])
    usual, other = (
        rng.random(len(world.agencies)) < 0.85,
        rng.random(len(world.agencies)),
    )
    own = world.custodians[custodian]
    return as_texts(
        [
            a.name if usual[i] or i == own else a.spellings[1 + int(other[i] * (len(a.spellings) - 1))]
            for i, a in enumerate(world.agencies)
        ]
    )


def redacted(style: str, texts: Texts) -> Texts:
    """Return a column as a custodian's redaction leaves it. An empty cell stays empty."""
    if style == "open":
        return texts
    if style == "initials":
        return as_texts(["".join(f"{word[0]}." for word in t.split()) for t in texts])
    hidden = texts.copy()
    hidden[texts != ""] = knowledge.table("exports")["redaction"][style]
    return hidden


class Log:
    """One custodian's network or organization audit, written month by month as the searches come.

    Searches come in order of time and months are cut at local midnight, so only one month is ever open.
    """

    def __init__(
        self,
        world: World,
        custodian: int,
        plan: Plan,
        kind: str,
        out: Path,
        truth: Truth,
        quirks: frozenset[str],
    ) -> None:
        self._custodian, self._agency_number = custodian, world.custodians[custodian]
        self._agency = agency = world.agencies[self._agency_number]
        self._plan, self._kind, self._quirks = plan, kind, quirks
        self._out, self._truth = out, truth
        self.xlsx = (plan.network if kind == "network" else plan.organization) == "xlsx"
        self._months = world.months()
        self._first_month = int(np.datetime64(self._months[0], "M").astype(int))
        self._offset = 3600 * int(knowledge.table("world")["states"][agency.state]["utc_offset"])
        self._org = spelled(world, custodian)
        self._seed = [world.seed, 5, custodian, kind == "organization"]
        self._month, self._rows = -1, 0
        self._sheet: Sheet | None = None
        (out / agency.slug).mkdir(parents=True, exist_ok=True)

    def write(self, batch: Searches, columns: dict[str, Texts], search_ids: Texts) -> None:
        """Write the rows of `batch` that belong to this log. `columns` are raw for a workbook, quoted for CSV."""
        mine = batch.touched[:, self._custodian] if self._kind == "network" else batch.searcher == self._agency_number
        (rows,) = np.nonzero(mine)
        local = (batch.seconds[rows] + self._offset).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
        month = np.clip(local - self._first_month, 0, len(self._months) - 1)
        rng = np.random.default_rng([*self._seed, batch.number])
        for number in np.unique(month).tolist():
            self._open(number)
            if number not in self._plan.missing:
                self._append(rng, batch, columns, search_ids, rows[month == number])

    def close(self) -> None:
        """Finish the last month, and any month nobody searched in."""
        self._open(len(self._months))

    @property
    def _file(self) -> str:
        return f"{self._agency.slug}/{self._kind}_audit_{self._months[self._month]}.{'xlsx' if self.xlsx else 'csv'}"

    @property
    def _line_end(self) -> str:
        return "\r\n" if self._plan.line_end == "crlf" else "\n"

    def _open(self, month: int) -> None:
        while self._month < month:
            if self._month >= 0 and self._month not in self._plan.missing:
                if self._sheet:
                    self._sheet.close()
                self._truth.file(
                    self._file,
                    f"{self._kind}_audit",
                    self._agency.id,
                    self._months[self._month],
                    self._rows,
                )
            self._month, self._rows, self._sheet = self._month + 1, 0, None
            if self._month < len(self._months) and self._month not in self._plan.missing:
                labels = header(self._plan, self._kind, self._month, self._quirks)
                if self.xlsx:
                    self._sheet = Sheet(self._out / self._file, labels)
                else:
                    start = ("\ufeff" if self._plan.bom else "") + ",".join(labels) + self._line_end
                    (self._out / self._file).write_bytes(start.encode())

    def _append(
        self,
        rng: np.random.Generator,
        batch: Searches,
        columns: dict[str, Texts],
        search_ids: Texts,
        rows: Ints,
    ) -> None:
        if "repeats" in self._quirks:
            repeated = rows[rng.random(len(rows)) < _REPEATS]
            for row_no, row in enumerate(repeated.tolist(), self._rows + len(rows) + 1):
                self._truth.quirk(self._file, row_no, "repeats", search_ids[row])
            rows = np.concatenate([rows, repeated])
        cells = self._cells(batch, columns, rows)
        ids = search_ids[rows].tolist()
        self._truth.entries(self._file, self._rows + 1, ids)
        if self._sheet:
            self._sheet.append(cells)
        else:
            end = self._line_end
            lines = [",".join(row) for row in zip(*cells, strict=True)]
            if "ragged" in self._quirks:
                self._make_ragged(rng, cells, lines, ids)
            with (self._out / self._file).open("ab") as file:
                file.write((end.join(lines) + end).encode())
        self._rows += len(rows)

    def _cells(self, batch: Searches, columns: dict[str, Texts], rows: Ints) -> list[list[str]]:
        """Return the file's columns, in its order, for these rows of the batch."""
        keys = knowledge.table("exports")["labels"]
        found: list[list[str]] = []
        for label in header(self._plan, self._kind, self._month, self._quirks):
            key = keys[label]
            if key == "org":
                found.append(self._org[batch.searcher[rows]].tolist())
            else:
                found.append(redacted(self._plan.redact.get(key, "open"), columns[key][rows]).tolist())
        return found

    def _make_ragged(
        self,
        rng: np.random.Generator,
        cells: list[list[str]],
        lines: list[str],
        ids: list[str],
    ) -> None:
        for turn, at in enumerate(np.nonzero(rng.random(len(lines)) < _RAGGED)[0].tolist()):
            row = [column[at] for column in cells]
            lines[at] = ",".join(row[1:] if turn % 2 else ["", *row])
            self._truth.quirk(self._file, self._rows + at + 1, "ragged", ids[at])
