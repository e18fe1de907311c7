"""A case whose tables hold many times the entries of another: each entry, its link and its search stand in it so often.

Reading and linking twenty million made-up rows takes half an hour and is measured elsewhere (bench/audit.py, bench/link.py);
here only the tables must be large. The copies differ in their row number and by seconds in their time, so that a copy is another
row of the same file and another search.
"""

from __future__ import annotations

import shutil
from pathlib import Path

APART = 100_000_000  # between the row numbers of two copies
ROWS = {
    "entries": "row_no = row_no + k * {apart}, searched_at = searched_at + interval (k) second",
    "links": "row_no = row_no + k * {apart}, search_row_no = search_row_no + k * {apart}",
    "searches": "search_row_no = search_row_no + k * {apart}, searched_at = searched_at + interval (k) second",
}
ORDER = {
    "entries": "custodian_id, searched_at, release_id, row_no",
    "links": "release_id, row_no",
    "searches": "search_release_id, search_row_no",
}
FIGURES = {
    "releases": "n_used = n_used * {times}, n_rows = n_rows * {times}",
    "held": "n_entries = n_entries * {times}, n_most = n_most * {times}",
}


def case_of(small: Path, times: int, out: Path) -> Path:
    """The case at `out`, made once: the archive and the tables of `small`, with entries, links and searches `times` over."""
    if (out / "plainview.toml").exists():
        return out
    from plainview import store

    here = store.current(small / "warehouse")
    assert here is not None
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(small, out, ignore=shutil.ignore_patterns("plainview.toml", "gen-*", "tmp", "parts"), symlinks=True)
    folder = out / "warehouse" / here.name
    shutil.copytree(here, folder, ignore=lambda at, names: [one for one in names if Path(at) == here and one in ROWS])
    opened = store.Store(here, out / "warehouse" / "tmp")
    opened.db.execute("set memory_limit = '4GB'")
    for table, changes in ROWS.items():
        (folder / table).mkdir()
        for number, piece in enumerate(sorted((here / table).glob("*.parquet"))):
            _write(opened, piece, folder / table / f"{number}.parquet", _all(changes, times), times, ORDER[table])
    for table, changes in FIGURES.items():
        _write(opened, here / f"{table}.parquet", folder / f"{table}.parquet", _all(changes, times), 1, "all")
    opened.close()
    shutil.copy(small / "plainview.toml", out)  # last: a case that was half made is made anew
    return out


def _all(changes: str, times: int) -> str:
    pairs = [one.split(" = ") for one in changes.format(apart=APART, times=times).split(", ")]
    return ", ".join(f"{value} as {name}" for name, value in pairs)


def _write(opened: object, source: Path, target: Path, changed: str, times: int, order: str) -> None:
    text = f"select * exclude (k) replace ({changed}) from read_parquet('{source}'), range({times}) copies(k) order by {order}"
    opened.db.execute(f"copy ({text}) to '{target}' (format parquet, parquet_version v2, row_group_size 122880)")  # type: ignore[attr-defined]
