"""Each reader under test: a file and, where the reader takes one, its true dialect -> what it gave and what it reported."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drafts import Case

Rows = list[list[str]]
PYTHON = "Python csv, comma"
STRICT = "Python csv, strict, dialect given, counts checked"


@dataclass
class Loaded:
    """What a reader gave. at: first line of each row (0 if not known). reported: lines it set aside or named as odd."""

    header: list[str]
    rows: Rows
    at: list[int] = field(default_factory=list)
    reported: set[int] = field(default_factory=set)


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell)


def _split(rows: list[list[object]]) -> Loaded:
    texts = [[_text(cell) for cell in row] for row in rows]
    return Loaded(texts[0] if texts else [], texts[1:])


def _lines(locators: list[str]) -> set[int]:
    return {int(where.split()[1]) for where in locators if where.startswith("line ")}


def _covered(aside: list[str], others: list[str]) -> set[int]:
    """Lines of the records that were set aside: from the first line of each to the next record."""
    starts = sorted(_lines([*aside, *others]))
    ends = dict(zip(starts, [*starts[1:], 1 << 40], strict=False))
    return {line for start in _lines(aside) for line in range(start, min(ends[start], start + 400))}


def plainview_log(path: Path, case: Case) -> Loaded:
    """The whole way of a release: recognised, read into parts; cells as they stand in the table `entries`."""
    return _plainview(path, case, told=False)


def plainview_told(path: Path, case: Case) -> Loaded:
    """The same, but where the file is refused with a proposed layout, it is accepted as a person does and the file read again.

    This is what DuckDB, pandas and Polars are given here from the start: which columns stand in which order.
    """
    return _plainview(path, case, told=True)


def _plainview(path: Path, case: Case, told: bool) -> Loaded:
    import pyarrow.parquet as pq

    from plainview import forms, jobs, layout
    from plainview.read import csv as reader
    from plainview.split import Span, spans

    with tempfile.TemporaryDirectory() as out:
        answer = jobs.recognise_file(str(path), "log.csv", out)
        if told and "proposal" in answer:
            layouts = Path(out) / "layouts"
            _accept(layouts, answer, case.draft.header)
            answer = jobs.recognise_file(str(path), "log.csv", out, str(layouts))
        if "refused" in answer:
            raise ValueError(answer["why"])
        found = answer["found"]
        cuts = spans(path, found["delimiter"]) if reader.cuttable(found, path) else [Span(0, path.stat().st_size, 1, False)]
        printed: dict[str, list[str]] = {}
        for part, cut in enumerate(cuts):
            jobs.read_table(str(path), "b", found, [cut.start, cut.end, cut.line, cut.proven], part, out, None)
            for batch in reader.read(path, reader.dialect_of(found), cut, found["encoding"]):
                printed.update(zip(batch.locators, batch.rows, strict=True))

        def table(name: str) -> list[dict[str, object]]:
            files = sorted(Path(out).glob(f"{name}-*.parquet"))
            return [row for one in files for row in pq.read_table(one).to_pylist()]

        labels = list(found.get("order") or found["header"])
        match = layout.match_found(found)
        loaded = Loaded(labels if found["header"] else [], [])
        for entry in table("entries"):
            where = str(entry["locator"])
            cells = printed.get(where, [])
            cells = list(cells) if len(cells) == len(labels) else [""] * len(labels)
            for column, place in match.places.items():
                cells[place] = _text(entry[column])
            loaded.rows.append(cells)
            line = min(_lines([where]))
            loaded.at.append(line)
            if not forms.whole("time").match(_text(entry["searched_at_raw"])):
                loaded.reported.add(line)  # the issue time_not_read
            if entry["vendor_id"] and len(str(entry["vendor_id"])) != 36:
                loaded.reported.add(line)  # the issue id_not_uuid
        aside = [str(row["locator"]) for row in table("set_aside") if row["fate"] == "quarantined"]
        loaded.reported |= _covered(aside, list(printed))
        loaded.reported |= _lines([str(row["locator"]) for row in table("issues")])
        return loaded


def _accept(layouts: Path, answer: dict[str, Any], header: tuple[str, ...]) -> None:
    """What a person does with a proposal for a file without header: names its columns, in the order in which they stand."""
    from plainview import layout, proposed

    proposed.keep(layouts, answer)
    name = answer["proposal"]["name"]
    place = layouts / "proposed" / f"{name}.toml"
    if "orders" not in place.read_text(encoding="utf-8"):
        return
    match = layout.match(list(header))
    assert match is not None
    lines = [
        'title = "Search log without a header"', 'shape = "table"', 'kind = "audit"', 'table = "entries"',
        'required = [["searched_at_raw"]]', f"orders = [{json.dumps(list(header))}]", "[columns]",
        *(f"{ours} = [{json.dumps(header[at])}]" for ours, at in match.places.items()),
    ]  # fmt: skip
    place.write_text("\n".join(lines), encoding="utf-8")
    proposed.accept(layouts, name)


def plainview_any(path: Path, case: Case) -> Loaded:
    """The reader for tables of any kind, which knows no layout."""
    from plainview.read import any_table

    table = any_table.read_any(path)
    named = [where for where, _, _ in table.noted if where]
    reported = _lines(named) | _covered([where for where, _ in table.broken], table.locators)
    return Loaded(table.header, table.rows, [min(_lines([where])) for where in table.locators], reported)


def python_csv(path: Path, case: Case) -> Loaded:
    text = path.read_bytes().decode("utf-8", "replace")
    return _split([list(row) for row in csv.reader(io.StringIO(text, newline=""))])


def python_strict(path: Path, case: Case) -> Loaded:
    """The best plain method of an earlier comparison: strict, header compared, rows of another number of cells set aside."""
    draft = case.draft
    text = path.read_bytes().decode(case.encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=draft.delimiter, quotechar=draft.quote, strict=True,
                        escapechar=draft.escape or None)  # fmt: skip
    loaded, last = Loaded(next(reader), []), reader.line_num
    if loaded.header != list(draft.header):
        raise ValueError("another header")
    for row in reader:
        if len(row) == len(loaded.header):
            loaded.rows.append(row)
            loaded.at.append(last + 1)
        elif row:
            loaded.reported |= set(range(last + 1, reader.line_num + 1))
        last = reader.line_num
    return loaded


def duckdb_auto(path: Path, case: Case) -> Loaded:
    import duckdb

    found = duckdb.sql(f"from read_csv('{path}', all_varchar = true)")
    return _split([list(found.columns), *map(list, found.fetchall())])


def duckdb_given(path: Path, case: Case) -> Loaded:
    import duckdb

    draft = case.draft
    columns = "{" + ", ".join(f"'c{at}': 'varchar'" for at in range(len(draft.header))) + "}"
    encoding = {"utf-16": "utf-16", "latin-1": "latin-1"}.get(case.encoding, "utf-8")
    with duckdb.connect() as base:
        sql = (
            "select * from read_csv(?, auto_detect = false, header = false, delim = ?, quote = ?, escape = ?, "
            f"strict_mode = true, store_rejects = true, columns = {columns}, encoding = ?)"
        )
        rows = base.execute(sql, [str(path), draft.delimiter, draft.quote, draft.escape or draft.quote, encoding]).fetchall()
        rejects = base.execute("select distinct line_byte_position from reject_errors").fetchall()
    loaded = _split([list(row) for row in rows])
    # Its own "line" counts records, not lines of the file.
    loaded.reported = {case.data.count(b"\n", 0, int(at)) + 1 for (at,) in rejects if at is not None}
    return loaded


def pandas_given(path: Path, case: Case) -> Loaded:
    import pandas as pd

    draft = case.draft
    engine = "python" if len(draft.delimiter) > 1 else "c"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pd.read_csv(path, sep=draft.delimiter if engine == "c" else draft.delimiter.replace("|", r"\|"), header=None,
                            quotechar=draft.quote, escapechar=draft.escape or None, dtype=str, keep_default_na=False,
                            encoding=case.encoding, on_bad_lines="skip", engine=engine)  # fmt: skip
    return _split(found.values.tolist())


def polars_given(path: Path, case: Case) -> Loaded:
    import polars as pl

    draft = case.draft
    found = pl.read_csv(path, has_header=False, separator=draft.delimiter, quote_char=draft.quote, infer_schema=False,
                        truncate_ragged_lines=True, ignore_errors=True, encoding="utf8-lossy")  # fmt: skip
    return _split([list(row) for row in found.rows()])


def clevercsv_auto(path: Path, case: Case) -> Loaded:
    import clevercsv

    return _split([list(row) for row in clevercsv.read_table(str(path))])


PLAINVIEW, TOLD = "plainview", "plainview, told the columns of a file without header"
OTHERS: dict[str, Callable[[Path, Case], Loaded]] = {
    STRICT: python_strict,
    PYTHON: python_csv,
    "DuckDB, dialect given, store_rejects": duckdb_given,
    "DuckDB, auto": duckdb_auto,
    "pandas, dialect given, skip": pandas_given,
    "Polars, dialect given": polars_given,
    "CleverCSV": clevercsv_auto,
}
