"""What a published tree holds, file by file with SHA-256; and whether a tree still holds just that."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainview.errors import UserError

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: how many files, those that are gone, those that were changed, and those that no line names."""

    n_files: int
    n_bytes: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    sha256: str

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.changed or self.added)


def write(folder: Path, facts: dict[str, Any]) -> str:
    """Write manifest.json over all files below `folder`; the SHA-256 of the manifest itself."""
    listed = [
        {"path": path, "bytes": (folder / path).stat().st_size, "sha256": sha256_of(folder / path)} for path in files(folder)
    ]
    told = {"format": FORMAT, **facts, "files": listed}
    data = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    (folder / NAME).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def files(folder: Path) -> list[str]:
    """Paths of all files below a folder, without the manifest, sorted. A link is told, and not followed."""
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    return sorted(one for one in found if one != NAME)


def check(folder: Path) -> Checked:
    """Hold a published tree against its manifest; no case is needed.

    Raises:
        UserError: there is no manifest, or it cannot be read.
    """
    path = folder / NAME
    try:
        data = path.read_bytes()
        told = json.loads(data)
        listed = {str(one["path"]): (int(one["bytes"]), str(one["sha256"])) for one in told["files"]}
        if told["format"] != FORMAT:
            raise UserError(str(path), f"is of format {told['format']}; this version knows {FORMAT}", "update plainview")
    except OSError as error:
        fix = "name a folder that `plainview publish` wrote"
        raise UserError(str(folder), "holds no manifest.json that can be read", fix) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(str(path), "is damaged", "take the tree from where it was published first, or publish again") from error
    there = {one for one in files(folder) if not (folder / one).is_symlink()}
    changed = [one for one in sorted(there & set(listed)) if not _same(folder / one, *listed[one])]
    missing, added = sorted(set(listed) - there), sorted(set(files(folder)) - set(listed))
    n_bytes = sum(size for size, _ in listed.values())
    return Checked(len(listed), n_bytes, tuple(missing), tuple(changed), tuple(added), hashlib.sha256(data).hexdigest())


def _same(path: Path, size: int, sha256: str) -> bool:
    return path.stat().st_size == size and sha256_of(path) == sha256


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def told(checked: Checked) -> list[str]:
    """The outcome in lines for a person."""
    if checked.is_whole:
        return [f"{checked.n_files:,} files, all as published", f"manifest.json has SHA-256 {checked.sha256}"]
    lines = []
    for what, found in (("changed", checked.changed), ("missing", checked.missing), ("not in the manifest", checked.added)):
        lines += [f"{what}: {one}" for one in found[:20]]
        lines += [f"{what}: and {len(found) - 20:,} more"] if len(found) > 20 else []
    return lines
