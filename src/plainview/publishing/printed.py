"""All plates that the archived originals print, read again by the sandbox's children, whatever the tables say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plainview.archive import Archive
from plainview.errors import UserError, UserErrors
from plainview.sandbox import Job, Sandbox

CHILDREN = 2


def plates(archive: Archive, warehouse: Path) -> frozenset[str]:
    """Every plate of every accepted file, of all handlings, as `plates.plain` writes it.

    Raises:
        UserErrors: a file cannot be read; what cannot be looked for is not published.
    """
    jobs, errors = [], list[UserError]()
    for sha256 in sorted({receipt.sha256 for receipt in archive.accepted()}):
        found = _recognised(warehouse, sha256)
        if found is None:
            errors.append(_unknown(sha256))
        elif found["kind"] != "container":
            jobs.append(Job("plates_printed", sha256[:16], {"path": str(archive.bytes_path(sha256)), "found": found}))
    seen: set[str] = set()
    with Sandbox(CHILDREN) as sandbox:
        for _, answer in sandbox.run(jobs):
            if isinstance(answer, UserError):
                errors.append(answer)
            else:
                seen.update(answer["plates"])
    if errors:
        raise UserErrors(errors)
    return frozenset(seen)


def _recognised(warehouse: Path, sha256: str) -> dict[str, Any] | None:
    """What the door found out about these bytes, by the readers that made the tables; only theirs are kept."""
    told = sorted((warehouse / "recognised").glob(f"*/{sha256}.json"), key=lambda path: path.stat().st_mtime_ns)
    if not told:
        return None
    found: dict[str, Any] = json.loads(told[-1].read_text(encoding="utf-8"))["found"]
    return found


def _unknown(sha256: str) -> UserError:
    problem = "is in the archive, and how it is laid out is not known"
    return UserError(f"file {sha256[:16]}", problem, "run `plainview audit --case DIR` once, then publish again")
