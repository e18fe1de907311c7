"""Golden cases, found by file name: tests/cases/layouts/<layout>[__<what is special>]/input.* beside expected.json.

A case without expected.json writes it and fails: read it, then run again. Pages have their own runner (unit/test_portal.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plainview import jobs, layout

CASES = sorted(path for path in (Path(__file__).parent / "cases" / "layouts").glob("*/input.*"))
KEY = "5a" * 32


def read(path: Path, folder: Path) -> dict[str, Any]:
    """What a file is recognised as, its accounting, and every row it gives, table by table."""
    answer = jobs.recognise_file(str(path), path.name, str(folder))
    if "refused" in answer:
        return answer
    found = answer["found"]
    parts = folder / "parts"
    parts.mkdir()
    if layout.load_all()[found["layout"]].shape == "page":
        counts = jobs.read_page(str(path), "0" * 16, found, str(parts))
    else:
        counts = jobs.read_table(str(path), "0" * 16, found, None, 0, str(parts), KEY)
    tables = {
        one.name.partition("-")[0]: [
            {name: value for name, value in row.items() if value is not None and name not in ("bytes_id", "part")}
            for row in pq.read_table(one).to_pylist()
        ]
        for one in sorted(parts.glob("*.parquet"))
    }
    return {"found": {name: value for name, value in found.items() if value}, "counts": counts, "tables": tables}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_golden_case(path: Path, tmp_path: Path) -> None:
    result = json.loads(json.dumps(read(path, tmp_path)))
    golden = path.parent / "expected.json"
    if not golden.exists():
        golden.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: read it, then run again")
    assert result == json.loads(golden.read_text(encoding="utf-8"))
    if "found" in result:
        assert result["found"]["layout"] == path.parent.name.partition("__")[0]


def test_every_table_layout_has_a_case() -> None:
    cased = {path.parent.name.partition("__")[0] for path in CASES}
    assert {one.id for one in layout.load_all().values() if one.shape == "table"} - cased == set()
