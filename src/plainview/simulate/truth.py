"""What is true of a made-up network, written as CSV while it is made, so that it never has to fit in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

import numpy as np

from plainview.simulate import knowledge
from plainview.simulate.phrases import Phrases
from plainview.simulate.printing import as_texts, csv_cell
from plainview.simulate.searching import Searches, Texts
from plainview.simulate.world import NEVER, World

HEADERS = {
    "agencies": "id,name,state,kind,level,cameras,custodian,spellings",
    "shares": "from,to,from_on,to_on",
    "files": "file,kind,custodian,month,rows",
    "searches": "search_id,vendor_id,searcher,account,searched_at,window_from,window_to,networks,devices,search_type,"
    "reason,purposes,certainty,marks,federal_name,n_reached",
    "entries": "file,row_no,search_id",
    "quirks": "file,row_no,quirk,search_id",
}


class Told(Protocol):
    """What a writer of files needs of a truth."""

    def file(self, path: str, kind: str, custodian: str, month: str, rows: int) -> None: ...
    def entries(self, path: str, first_row: int, search_ids: Iterable[str]) -> None: ...


class Truth:
    """The open truth files of one run. Row numbers count data rows from 1, the header not counted."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._stack = ExitStack()
        self._files: dict[str, IO[str]] = {
            name: self._stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline="\n"))
            for name in HEADERS
        }
        for name, header in HEADERS.items():
            self._files[name].write(header + "\n")
        self.counts = {"files": 0, "rows": 0}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def file(self, path: str, kind: str, custodian: str, month: str, rows: int) -> None:
        """Note one finished file and its number of data rows."""
        self._row("files", (path, kind, custodian, month, str(rows)))
        self.counts["files"] += 1
        self.counts["rows"] += rows

    def entries(self, path: str, first_row: int, search_ids: Iterable[str]) -> None:
        """Note which search each consecutive row of a file is a record of."""
        lines = [f"{path},{row},{search_id}\n" for row, search_id in enumerate(search_ids, first_row)]
        self._files["entries"].write("".join(lines))

    def quirk(self, path: str, row: int, quirk: str, search_id: str) -> None:
        self._row("quirks", (path, str(row), quirk, search_id))

    def country(self, world: World) -> None:
        """Write the agencies and the shares."""
        ids = [a.id for a in world.agencies]
        for number, a in enumerate(world.agencies):
            disclosed = "yes" if number in world.custodians else ""
            self._row(
                "agencies",
                (
                    a.id,
                    a.name,
                    a.state,
                    a.kind,
                    a.level,
                    str(a.cameras),
                    disclosed,
                    "|".join(a.spellings),
                ),
            )
        for owner, begins in enumerate(world.begins):
            for to in np.nonzero(begins != NEVER)[0].tolist():
                end = int(world.ends[owner, to])
                ended = "" if end == NEVER else (world.first_day + timedelta(days=end)).isoformat()
                self._row(
                    "shares",
                    (
                        ids[owner],
                        ids[to],
                        world.day(int(begins[to])).isoformat(),
                        ended,
                    ),
                )

    def searches(self, world: World, phrases: Phrases, batch: Searches, search_ids: Texts) -> None:
        """Write one batch of searches with the true reading of each reason.

        n_reached counts the disclosing custodians whose cameras the search reached, even in a month they never handed over.
        """
        types = list(knowledge.table("exports")["search_types"])
        readings = as_texts([f"{p.purposes},{p.certainty},{p.marks},{p.federal_name}" for p in phrases.all])
        columns = (
            search_ids.tolist(),
            batch.ids.tolist(),
            as_texts([a.id for a in world.agencies])[batch.searcher].tolist(),
            batch.account.tolist(),
            _iso(batch.seconds),
            batch.millis.tolist(),
            _iso(batch.opens),
            _iso(batch.closes),
            batch.networks.tolist(),
            batch.devices.tolist(),
            as_texts(types)[batch.kind].tolist(),
            batch.reason.tolist(),
            readings[batch.phrase].tolist(),
            batch.touched.sum(axis=1).tolist(),
        )
        self._files["searches"].writelines(
            f"{sid},{vid},{who},{user},{at}.{ms:03d}Z,{opens}Z,{closes}Z,{nets},{devs},{kind},{csv_cell(why)},{read},{n}\n"
            for sid, vid, who, user, at, ms, opens, closes, nets, devs, kind, why, read, n in zip(*columns, strict=True)
        )

    def _row(self, name: str, cells: Sequence[str]) -> None:
        self._files[name].write(",".join(csv_cell(c) for c in cells) + "\n")


def search_ids(batch: Searches) -> Texts:
    """Return the truth's own name of each search of a batch."""
    return as_texts([f"S{number:010d}" for number in range(batch.first, batch.first + len(batch))])


def _iso(seconds: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[str]:
    return [str(t) for t in np.datetime_as_string(seconds.astype("datetime64[s]"))]
