"""Golden cases, found by file name: tests/cases/layouts/<layout>[__<what is special>]/input.* beside expected.json.

A case without expected.json writes it and fails: read it, then run again. Pages have their own runner (unit/test_portal.py).
quirk.txt of a case names the quirk in its first line and what plainview does in its second; docs/catalogue.md is made of
them by `python tests/test_cases.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plainview import jobs, law, layout
from plainview.law import checking, listing

ROOT = Path(__file__).parent
CATALOGUE = ROOT.parent / "docs" / "catalogue.md"
RULE_LIST = ROOT.parent / "docs" / "rule-list.md"
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
    if layout.of(found).shape == "page":
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


def catalogue() -> str:
    """The table of all cases that name their quirk, by what the quirk is about."""
    rows = []
    for path in sorted((ROOT / "cases").glob("*/*/quirk.txt")):
        quirk, does = path.read_text(encoding="utf-8").strip().split("\n")
        topic, _, what = quirk.partition(": ")
        rows.append((topic, what or quirk, f"{path.parent.parent.name}/{path.parent.name}", does))
    lines = [
        "# Quirks of disclosed records, and what plainview does",
        "",
        "Made from the golden cases by `python tests/test_cases.py`: each line is a made-up file under `tests/cases/`, read in",
        "every test run and compared cell by cell with what must come out.",
    ]
    for topic in sorted({row[0] for row in rows}):
        lines += ["", f"## {topic}", "", "| quirk | case | what plainview does |", "|---|---|---|"]
        lines += [
            f"| {what.replace('|', '/')} | `{case}` | {does.replace('|', '/')} |"
            for one, what, case, does in rows
            if one == topic
        ]
    return "\n".join(lines) + "\n"


def rule_list() -> str:
    """docs/rule-list.md: every rule with the names of its cases."""
    rules = law.load()
    cases = {
        rule.id: [case["name"] for case in checking.read_cases(ROOT / "cases" / "rules" / f"{rule.id}.toml")] for rule in rules
    }
    return listing.page(rules, cases)


def test_the_list_of_rules_is_made_from_them_and_their_cases() -> None:
    assert RULE_LIST.read_text(encoding="utf-8") == rule_list(), "run `python tests/test_cases.py`"


def test_the_catalogue_is_made_from_the_cases() -> None:
    assert CATALOGUE.read_text(encoding="utf-8") == catalogue(), "run `python tests/test_cases.py`"


def test_every_case_names_its_quirk_and_what_is_done() -> None:
    for path in {path.parent for path in CASES}:
        lines = (path / "quirk.txt").read_text(encoding="utf-8").strip().split("\n")
        assert len(lines) == 2, path.name
        assert all(map(str.strip, lines)), path.name


if __name__ == "__main__":
    CATALOGUE.write_text(catalogue(), encoding="utf-8")
    RULE_LIST.write_text(rule_list(), encoding="utf-8")
