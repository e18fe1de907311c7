"""The files of one custodian of a network made for linking, written column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainview.simulate import knowledge, printing
from plainview.simulate.linking.names import Names, Speller
from plainview.simulate.linking.plans import Plan
from plainview.simulate.linking.searches import Made, own_searches
from plainview.simulate.linking.truth import LinkTruth
from plainview.simulate.phrases import Phrases
from plainview.simulate.world import World

Rows = npt.NDArray[np.int64]
_CITATION, _ONE_WORD = "Gov. Code 7923.600", "Investigation"


@dataclass(frozen=True, slots=True)
class Printed:
    """Every search as its columns print it, one Arrow array a column, quoted for CSV; what a log hides is not hidden yet."""

    columns: dict[str, pa.Array]
    day: npt.NDArray[np.int64]
    local_month: dict[int, npt.NDArray[np.int64]]


def printed(world: World, phrases: Phrases, made: Made) -> Printed:
    """Print all searches once. Local months are made for each offset from UTC."""
    keys = [key for key in knowledge.table("exports")["labels"].values() if key != "org"]
    columns: dict[str, pa.Array] = {}
    for key in keys:
        texts = printing.columns(world, phrases, made.searches, frozenset([key]))[key]
        columns[key] = pa.array(printing.quoted(key, texts), type=pa.string())
    columns["window_one_line"] = pc.replace_substring(columns["window"], "\n", " to ")
    months = world.months()
    first = int(np.datetime64(months[0], "M").astype(int))
    offsets = {one["utc_offset"] for one in knowledge.table("linking")["states"].values()}
    local = {
        offset: np.clip(
            (made.searches.seconds + 3600 * offset).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) - first,
            0, len(months) - 1,
        )
        for offset in sorted(offsets)
    }  # fmt: skip
    first_second = int(np.datetime64(world.first_day, "s").astype(int))
    return Printed(columns, (made.searches.seconds - first_second) // 86_400, local)


def redacted(style: str, column: pa.Array) -> pa.Array:
    """Return a column as this style of redaction leaves it; an empty cell stays empty, but one word goes over all of them."""
    match style:
        case "open":
            return column
        case "one_word":
            return pa.array(np.full(len(column), _ONE_WORD, dtype=object), type=pa.string())
        case "initials":
            return pc.replace_substring_regex(column, r"(\w)[^ ]*", r"\1.")
    mark = {**knowledge.table("exports")["redaction"], "citation": _CITATION}[style]
    return pc.if_else(pc.equal(column, ""), "", mark)


class Custodian:
    """Writes all that one custodian hands over, and tells the truth of it."""

    def __init__(
        self,
        world: World,
        number: int,
        plan: Plan,
        texts: Printed,
        made: Made,
        names: Names,
        speller: Speller,
        out: Path,
        truth: LinkTruth,
    ) -> None:
        self._world, self._number, self._plan, self._texts, self._made = world, number, plan, texts, made
        self._index = world.custodians[number]
        self._agency = world.agencies[self._index]
        self._names, self._speller, self._out, self._truth = names, speller, out, truth
        self._months = world.months()
        self._month = texts.local_month[knowledge.table("linking")["states"][self._agency.state]["utc_offset"]]
        self._seed = [world.seed, 30, number]
        (out / self._agency.slug).mkdir(parents=True, exist_ok=True)

    def write(self) -> None:
        """Write the network log, the organization audit where there is one, and the second production."""
        rng = np.random.default_rng(self._seed)
        plan = self._plan
        seen = self._made.of(self._number).astype(np.int64)
        own = own_searches(self._made, self._index)
        if plan.organization:
            lost = own[rng.random(len(own)) < knowledge.table("linking")["answers"]["own_missing"]]
            seen = seen[~np.isin(seen, lost)]
            self._truth.own(self._agency.id, own, lost)
        org = self._org()
        wanted = [m for m in range(len(self._months)) if m not in plan.missing]
        for name, rows in self._files(seen, wanted, plan.one_file):
            self._file(f"network_audit_{name}", "network_audit", rows, plan.labels, plan.redact, org, rng)
        if plan.again:
            first, last = plan.again
            again = seen[(self._month[seen] >= first) & (self._month[seen] <= last)]
            name = f"network_audit_{self._months[first]}_to_{self._months[last]}_second"
            self._file(name, "network_audit", again, plan.again_labels, plan.again_redact, org, rng)
        if plan.organization:
            for name, rows in self._files(own, list(range(len(self._months))), plan.one_file):
                self._file(f"organization_audit_{name}", "organization_audit", rows, plan.labels, plan.redact, org, rng)

    def _files(self, rows: Rows, months: list[int], one_file: bool) -> Iterator[tuple[str, Rows]]:
        """Yield the name and rows of each file; months are cut at local midnight."""
        month = self._month[rows]
        if one_file:
            yield f"{self._months[months[0]]}_to_{self._months[months[-1]]}", rows[np.isin(month, months)]
            return
        for number in months:
            yield self._months[number], rows[month == number]

    def _org(self) -> tuple[pa.Array, pa.Array, npt.NDArray[np.int64]]:
        """Return the names of all agencies in this custodian's logs: before, from the day on, and the day."""
        everybody = list(range(len(self._world.agencies)))
        usual, later, day = self._names.usual, self._names.later, self._names.renamed_on
        if self._plan.retypes:
            usual = later = self._speller.retyped(usual, everybody, self._number)
        else:
            usual = self._speller.strayed(later if self._plan.as_of_export else usual, everybody, self._number)
            later = usual if self._plan.as_of_export else [new if renamed != old else text for text, new, renamed, old in zip(
                usual, later, later, self._names.usual, strict=True)]  # fmt: skip
        quoted = [pa.array([printing.csv_cell(text) for text in texts], type=pa.string()) for texts in (usual, later)]
        self._spelled = usual, later
        return quoted[0], quoted[1], day

    def _file(
        self, name: str, kind: str, rows: Rows, labels: tuple[str, ...], redact: dict[str, str],
        org: tuple[pa.Array, pa.Array, npt.NDArray[np.int64]], rng: np.random.Generator,
    ) -> None:  # fmt: skip
        if not len(rows):
            return
        rows = self._with_repeats(rows[::-1] if self._plan.newest_first else rows, rng)
        exports, cells = knowledge.table("exports"), []
        searcher = self._made.searches.searcher[rows]
        renamed = self._texts.day[rows] >= org[2][searcher]
        for label in labels:
            key = exports["labels"][label]
            if key == "org":
                cells.append(pc.if_else(pa.array(renamed), org[1].take(pa.array(searcher)), org[0].take(pa.array(searcher))))
                continue
            column = self._texts.columns["window_one_line" if key == "window" and self._plan.window_one_line else key]
            cells.append(redacted(redact.get(key, "open"), column.take(pa.array(rows))))
        end = self._plan.line_end
        lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*cells, ","), "", end)
        path = f"{self._agency.slug}/{name}.csv"
        with (self._out / path).open("wb") as file:
            file.write((("\ufeff" if self._plan.bom else "") + ",".join(labels) + end).encode())
            for chunk in lines.chunks if isinstance(lines, pa.ChunkedArray) else [lines]:
                offsets = np.frombuffer(chunk.buffers()[1], dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
                file.write(memoryview(chunk.buffers()[2])[offsets[0] : offsets[-1]])
        self._truth.file(path, kind, self._agency.id, name.split("_")[2], len(rows))
        self._truth.numbers(path, 1, rows)
        for late in (False, True):
            spelled = self._spelled[late]
            self._truth.spelled((spelled[i], i) for i in np.unique(searcher[renamed == late]).tolist())

    def _with_repeats(self, rows: Rows, rng: np.random.Generator) -> Rows:
        """Return the rows with some of them a second time: right after the first, or at the end of the file."""
        again = rng.random(len(rows)) < self._plan.repeats
        follow = again & (rng.random(len(rows)) < knowledge.table("linking")["answers"]["repeats_next"])
        found: Rows = np.concatenate([np.repeat(rows, 1 + follow), rows[again & ~follow]])
        return found
