"""How a release is shared out to the readers."""

from __future__ import annotations

import json
from pathlib import Path

from plainview.archive import open_archive, sha256_of
from plainview.ingest import releases
from plainview.split import SPAN


def test_a_utf16_file_is_never_cut(tmp_path: Path) -> None:
    """Each sign is two bytes: a cut at a line feed's byte would fall inside one."""
    text = "id,userId,searchDate,networkCount\n" + "1,***,2026-03-05T17:54:23.566Z,1\n" * (SPAN // 40)
    source = tmp_path / "log.csv"
    source.write_text(text, encoding="utf-16")
    assert source.stat().st_size > SPAN
    archive, warehouse = open_archive(tmp_path / "archive"), tmp_path / "warehouse"
    sha256 = sha256_of(source)
    archive.keep(source, sha256)
    known = warehouse / "recognised" / "print" / f"{sha256}.json"
    known.parent.mkdir(parents=True)
    found = {"type": "csv", "layout": "flock_portal_audit", "delimiter": ",", "encoding": "utf-16", "header": []}
    known.write_text(json.dumps({"found": found, "inside": []}))
    jobs = list(releases._Plan(archive, warehouse, "print", None).jobs([sha256]))
    assert [job.arguments["span"] for job in jobs] == [[0, source.stat().st_size, 1, False]]
