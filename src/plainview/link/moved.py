"""Search ids of earlier builds that are none now: two searches were found to be one, or an earlier entry of a search came."""

from __future__ import annotations

from pathlib import Path

from plainview.store import Store


def write(store: Store, previous: Path | None, build: str) -> None:
    """Write `moved`: each id of a search of an earlier build that names none now, and the search that took its place.

    Args:
        store: holds the searches and links of this build.
        previous: folder of the generation before, None where there is none; then no id has moved.
        build: name of this build, which a newly moved id is told to have moved in.
    """
    path = previous / "moved.parquet" if previous else None
    if path and path.exists():
        store.run("link/moved_before", path=str(path))
    else:
        store.run("link/no_moved_before")
    gone = _files(previous, "searches", store.folder)
    if not gone:
        store.make("moved", "link/moved_none")
        return
    searches, links = (
        _files(store.folder, table, previous) or _files(store.folder, table, None) for table in ("searches", "links")
    )
    store.make("moved", "link/moved", since=build, old_searches=gone, searches=searches, links=links)


def _files(folder: Path | None, table: str, other: Path | None) -> list[str]:
    """The files of a table that another generation does not hold: those of one name are the same."""
    if folder is None:
        return []
    found = sorted((folder / table).glob("*.parquet"))
    return [str(one) for one in found if not (other and (other / table / one.name).exists())]
