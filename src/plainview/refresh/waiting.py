"""Bodies that were fetched and wait for the door, each whole, with what is known of it: a killed run goes on with them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from plainview.refresh.noting import write_whole
from plainview.refresh.sources import Source


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that came. when: UTC instant of the request. etag, last_modified: as the server said, "" where it did not."""

    name: str
    url: str
    when: str
    final_url: str
    size: int
    sha256: str
    agency: str
    kind: str
    handling: str
    etag: str = ""
    last_modified: str = ""


def folder_of(refresh: Path) -> Path:
    folder = refresh / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def passing(refresh: Path, source: Source) -> Path:
    """Where a body is written while it comes; a file of this name says nothing."""
    return folder_of(refresh) / f".{source.name}.coming"


def keep(refresh: Path, source: Source, place: Path, body: Fetched) -> None:
    """Keep a whole body. The note is written last: a body without one was never there."""
    place.replace(body_of(refresh, source.name))
    write_whole(folder_of(refresh) / f"{source.name}.json", json.dumps(asdict(body)).encode())


def all_of(refresh: Path) -> list[Fetched]:
    """What waits, in the order of the names. What a killed run left half done is removed."""
    folder = folder_of(refresh)
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".json" and not path.name.startswith(".") and path.with_suffix(".body").exists():
            found.append(Fetched(**json.loads(path.read_bytes())))
    kept = {f"{one.name}{suffix}" for one in found for suffix in (".json", ".body")}
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()
    return found


def body_of(refresh: Path, name: str) -> Path:
    return folder_of(refresh) / f"{name}.body"


def settle(refresh: Path, name: str) -> None:
    """What waited is settled: the note goes first, as `keep` wrote it last."""
    (folder_of(refresh) / f"{name}.json").unlink(missing_ok=True)
    body_of(refresh, name).unlink(missing_ok=True)
