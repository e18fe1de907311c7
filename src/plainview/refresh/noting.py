"""What is known from earlier runs (refresh/state.json) and every fetch (refresh/log.csv): whole after a kill at any moment."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plainview.errors import UserError

COLUMNS = ("when", "name", "url", "final_url", "status", "bytes", "sha256", "outcome", "why")
FORMAT = 1
_TAIL = 1 << 16  # bytes of the log's end in which a line is looked for before it is written again


@dataclass(frozen=True, slots=True)
class Line:
    """One line of log.csv. when: UTC instant the request was made. status: 0 where there was no answer."""

    when: str
    name: str
    url: str
    outcome: str
    status: int = 0
    bytes: int = 0
    sha256: str = ""
    final_url: str = ""
    why: str = ""


@dataclass(slots=True)
class Notes:
    """The state of one case. sources: by name; urls: validators by address; hosts: when each may be asked again; robots."""

    folder: Path
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    urls: dict[str, dict[str, str]] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    robots: dict[str, dict[str, Any]] = field(default_factory=dict)

    def save(self) -> None:
        """Write state.json beside its place and rename it there."""
        said = {"format": FORMAT, **{name: getattr(self, name) for name in ("sources", "urls", "hosts", "robots")}}
        write_whole(self.folder / "state.json", json.dumps(said, ensure_ascii=False, sort_keys=True).encode())

    def of(self, name: str, url: str) -> dict[str, Any]:
        """What is known of a source; nothing if its address was changed since."""
        known = self.sources.get(name, {})
        return known if known.get("url") == url else {}

    def log(self, line: Line) -> None:
        """Add a line, once: one that a killed run wrote already is not written again. Half a line it left is cut off."""
        path = self.folder / "log.csv"
        with path.open("a+b", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            tail = file.read()
            if tail and not tail.endswith(b"\n"):
                file.truncate(size - len(tail) + tail.rfind(b"\n") + 1)
                tail = tail[: tail.rfind(b"\n") + 1]
            row = _row([line.when, line.name, line.url, line.final_url, *_figures(line), line.outcome, line.why])
            if line.name and f"\n{line.when},{line.name},".encode() in b"\n" + tail:
                return
            file.write((b"" if size and tail else _row(COLUMNS)) + row)
            os.fsync(file.fileno())


def read(folder: Path) -> Notes:
    """What earlier runs left below `folder`, which is made if it does not exist.

    Raises:
        UserError: state.json is damaged, or of a newer plainview.
    """
    folder.mkdir(exist_ok=True)
    path = folder / "state.json"
    if not path.exists():
        return Notes(folder)
    try:
        said = json.loads(path.read_bytes())
        known = said["format"]
        notes = Notes(folder, said["sources"], said["urls"], said["hosts"], said["robots"])
    except (ValueError, KeyError, TypeError) as error:
        fix = "delete it: everything is fetched once more, and what did not change is not kept twice"
        raise UserError(str(path), "cannot be read", fix) from error
    if known > FORMAT:
        raise UserError(str(path), "was written by a newer plainview", "update plainview")
    return notes


def stamp(moment: datetime) -> str:
    """An instant as it is kept: 2026-04-10T12:05:00.000000Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The instant that `stamp` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name always means whole bytes."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _figures(line: Line) -> list[str]:
    return [str(line.status or ""), str(line.bytes or ""), line.sha256]


def _row(cells: list[str] | tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([cell.replace("\n", " ").replace("\r", " ") for cell in cells])
    return out.getvalue().encode()
