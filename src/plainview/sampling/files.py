"""The folder of a sample in the case, and writing into it so that a killed run leaves the old file or the new one."""

from __future__ import annotations

import os
import re
from pathlib import Path

from plainview.case import Case
from plainview.errors import UserError

FRAME, RECORD, SHEET = "frame.csv", "sample.toml", "sheet.csv"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def folder_of(case: Case, name: str) -> Path:
    """Where the sample of this name lies; UserError if it is no name."""
    if not _NAME.fullmatch(name):
        raise UserError(
            name[:60] or "the sample's name", "is no name for a sample", "use small letters, figures and -: audit-2025"
        )
    return case.root / "samples" / name


def names(case: Case) -> list[str]:
    """Names of the samples that the case holds."""
    return sorted(path.parent.name for path in (case.root / "samples").glob(f"*/{RECORD}") if _NAME.fullmatch(path.parent.name))


def write(path: Path, data: bytes) -> None:
    """Write the file beside the old one and put it in its place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise UserError(str(path), f"cannot be written: {error.strerror}", "make room or change who may write there") from error
