"""The plan of the house holds: imports point down, steps never import each other, files stay small, words stay the field's."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "plainview"
MODULES = sorted(path for path in SRC.rglob("*.py") if path.name != "__init__.py" or path.stat().st_size > 200)

# Lower numbers may not import higher ones; rooms of one number never import each other.
FLOORS = [
    {"errors", "model", "copies", "tree", "templating"},
    {"layout_file", "forms"},
    {"states", "split", "charts", "layout", "case", "parts", "tokens", "redact", "withheld", "archive"},
    {"store", "sandbox", "proposed", "fullest", "erasing"},
    {"read", "wording", "seal", "looked"},
    {"spreadsheet", "plates", "team"},
    {"documents", "replies"},
    {"facts"},
    {
        "ingest",
        "agencies",
        "reasons",
        "law",
        "detect",
        "findings",
        "diff",
        "simulate",
        "verify_case",
        "decisions",
        "link",
        "link_report",
        "sharing",
    },
    {"recognise", "review", "sampling", "prose", "watch"},
    {"jobs"},
    {"sandbox_child", "intake", "explain", "layout_view", "pages", "reports"},
    {"site", "summary", "drift", "papers"},
    {"journey", "sharing_report"},
    {"refresh", "publishing"},
    {"server"},
    {"cli"},
    {"__main__", "verbs"},
]
MAY_MEET = {("read", "read")}
BANNED = ("process", "handle", "manager", "util", "helper", "base", "misc")


def room_of(path: Path) -> str:
    first = path.relative_to(SRC).parts[0]
    return first.removesuffix(".py")


def floor_of(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "plainview":
            rooms |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("plainview."):
            rooms.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            rooms |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("plainview.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    for other in imported_rooms(path) - {room}:
        assert floor_of(other) < floor_of(room), f"{room} must not import {other}"


def test_every_room_has_its_floor() -> None:
    rooms = {room_of(path) for path in SRC.rglob("*.py")} - {"__init__"}
    assert rooms == set().union(*FLOORS)


def test_duckdb_is_imported_by_the_store_alone() -> None:
    users = [path for path in SRC.rglob("*.py") if re.search(r"^\s*(import|from) duckdb", path.read_text(), re.MULTILINE)]
    assert [path.name for path in users] == ["store.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_no_module_is_longer_than_400_lines_and_each_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert ast.get_docstring(ast.parse(text))


def test_the_median_module_is_small() -> None:
    lengths = sorted(path.read_text(encoding="utf-8").count("\n") for path in MODULES)
    assert lengths[len(lengths) // 2] <= 150


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_banned_words_name_nothing(path: Path) -> None:
    dictated = {name for name in dir(HTMLParser) if name.startswith("handle_")}  # the standard library's own names
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name not in dictated:
            words = re.split(r"_|(?<=[a-z])(?=[A-Z])", node.name)
            assert not {word.lower() for word in words} & set(BANNED), f"{path.name}: {node.name}"
    assert path.stem not in BANNED


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.sql")), ids=lambda path: str(path.relative_to(SRC)))
def test_every_sql_file_says_what_one_row_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("--"), "the first line says what one row is"


def test_every_table_is_documented_with_its_columns() -> None:
    from plainview.store import TABLES

    text = (SRC.parents[1] / "docs" / "tables.md").read_text(encoding="utf-8")
    assert {table for table in TABLES if f"| `{table}` |" not in text} == set()
