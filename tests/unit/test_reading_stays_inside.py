"""What decided a reading may hold a typed word (`sutton read as sudden`), so it is told in a case and on no page."""

from __future__ import annotations

import re
from pathlib import Path

import plainview

PAGES = sorted((Path(plainview.__file__).parent / "sql" / "page").glob("*.sql"))
_READS = re.compile(r"\b(?:from|join)\s+(?:reasons|purposes)\b")


def test_no_page_asks_what_decided_a_reading() -> None:
    """The scan of pages lets `made_by` pass as an identifier: it must never be that of a reason."""
    reading = [path for path in PAGES if _READS.search(path.read_text(encoding="utf-8"))]
    assert len(reading) > 3
    assert [path.name for path in reading if re.search(r"\bmade_by\b", path.read_text(encoding="utf-8"))] == []
