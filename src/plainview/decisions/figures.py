"""decided_figures.csv: what a finding's figures were when somebody decided about it, so that a change can be told in numbers.

It serves words alone. Without it every decision holds as before; it is only told that the evidence changed, not from what.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plainview.decisions.row import kept as safe
from plainview.errors import UserError

FILE = "decided_figures.csv"
COLUMNS = ("finding_id", "evidence", "n_certain", "n_possible", "n_unreadable", "n_total", "unit")
_NUMBERS = COLUMNS[2:6]


def kept(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """By finding and evidence, the figures as they were. A line that cannot be read is passed over: nothing rests on it."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    try:
        text = (folder / FILE).read_text(encoding="utf-8-sig")
        for line in csv.DictReader(io.StringIO(text, newline="")):
            if all((line.get(name) or "").isdecimal() for name in _NUMBERS) and line.get("finding_id") and line.get("evidence"):
                numbers = {name: int(line[name]) for name in _NUMBERS}
                found[line["finding_id"], line["evidence"]] = {**numbers, "unit": line.get("unit") or ""}
    except (FileNotFoundError, UnicodeDecodeError, csv.Error):
        return found
    except OSError as error:
        raise UserError(str(folder / FILE), f"cannot be read: {error.strerror}", "make it a file that you may read") from error
    return found


def keep(folder: Path, row: Mapping[str, Any]) -> None:
    """Write down the figures of a finding as they are now, unless they are known. Callers hold the case."""
    if (row["finding_id"], row["evidence"]) in kept(folder):
        return
    path, line = folder / FILE, io.StringIO(newline="")
    old = path.read_bytes() if path.exists() else (",".join(COLUMNS) + "\n").encode()
    cells = [row[name] or 0 if name in _NUMBERS else safe(str(row[name] or "")) for name in COLUMNS]
    csv.writer(line, lineterminator="\n").writerow(cells)
    new = path.with_name(FILE + ".new")
    with new.open("wb") as file:
        file.write(old + (b"" if old.endswith(b"\n") else b"\n") + line.getvalue().encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
