"""What a person cites: what the pages were made from, known by its newest record, the files' hash and the program's version."""

from __future__ import annotations

import hashlib
from typing import Any

from plainview import __version__
from plainview.pages._case import totals
from plainview.pages._rows import Rows

SIZE = 16  # hexadecimal digits of the hash that are printed


def source(rows: Rows) -> dict[str, Any]:
    """Return n_files, newest_on (ISO date, "" if no record is dated), version, and sha256: the first SIZE digits of the hash.

    The hash is SHA-256 over the files' own SHA-256, sorted, one a line: the same files give the same hash on any machine.
    """
    return rows.once("citation", _made)


def _made(rows: Rows) -> dict[str, Any]:
    files = sorted({row["sha256"] for row in rows.rows("page/releases") if row["sha256"]})
    days = [row["seen_on"] or "" for row in rows.rows("page/releases")] + [totals(rows)["last_on"] or ""]
    return {
        "n_files": len(files),
        "newest_on": max(days, default=""),
        "version": __version__,
        "sha256": hashlib.sha256("\n".join(files).encode()).hexdigest()[:SIZE],
    }
