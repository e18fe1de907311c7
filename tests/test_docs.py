"""The documents are true: all that the code knows is named, command lines parse, links lead somewhere, start.md runs.

`python tests/test_docs.py` runs the commands of docs/start.md and writes their real output into it and the README.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pytest
import sqlglot
import typer
from sqlglot import exp

from plainview import detect, law, layout, reasons, store, summary
from plainview.cli import app

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "plainview"
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
START, README, GLOSSARY = ROOT / "docs" / "start.md", ROOT / "README.md", ROOT / "docs" / "glossary.md"
COMMANDS = vars(typer.main.get_command(app))["commands"]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^```sh\n(?P<sh>.*?)^```$(?:\n\n^```text\n(?P<text>.*?)^```$)?", re.MULTILINE | re.DOTALL)
# Where the kind of an issue stands among the arguments of what makes one.
KIND_AT = {"Issue": 2, "_issue": 3, "_item_issue": 2}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def in_code(path: Path) -> set[str]:
    """Words that a document prints as code outside blocks."""
    return {word for span in re.findall(r"`([^`\n]+)`", BLOCK.sub("", read(path))) for word in [span, *span.split()]}


def named() -> set[str]:
    return set().union(*(in_code(path) for path in DOCS))


# ---- what the code knows ------------------------------------------------------------------------------------------------


def terms(marks: bool) -> set[str]:
    return {path.stem for path in (SRC / "terms").glob("[!_]*.toml") if (path.stem in reasons.MARKS) == marks}


KNOWN = {
    "command": {f"plainview {name}" for name in COMMANDS}
    | {f"plainview {name} {verb}" for name in COMMANDS for verb in getattr(COMMANDS[name], "commands", ())},
    "layout": set(layout.load_all()),
    "rule": {rule.id for rule in law.load()},
    "detector": {one.id for one in detect.load()},
    "table": set(store.TABLES),
    "key of --json": set(summary.KEYS),
    "mark": set(reasons.MARKS),
    "purpose": terms(marks=False) | {"profiling"},
}


def strings_of(node: ast.expr, function: ast.AST) -> set[str]:
    """The texts that an argument may be: itself, or what the function assigns to that name. None for a parameter."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    assert isinstance(node, ast.Name), ast.unparse(node)
    found: set[str] = set()
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Tuple):
            names = [ast.unparse(target) for target in one.targets[0].elts]
            for value in ast.walk(one.value) if node.id in names else ():
                if isinstance(value, ast.Tuple):
                    first = value.elts[names.index(node.id)]
                    found |= {str(first.value)} if isinstance(first, ast.Constant) else set()
    parameters = [a.arg for a in function.args.args] if isinstance(function, ast.FunctionDef) else []
    assert found or node.id in parameters, f"where does {node.id} come from?"
    return found


def kinds_in_python(text: str) -> set[str]:
    """Kinds of issue that a module makes itself, and `row_<name>` for each name under which it quarantines."""
    kinds: set[str] = set()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for node in ast.walk(function):
            values: list[ast.expr] = []
            if isinstance(node, ast.Call):
                values = node.args
                at = KIND_AT.get(ast.unparse(node.func))
                if at is not None and len(values) > at:
                    kinds |= strings_of(values[at], function)
            elif isinstance(node, ast.Tuple):
                values = node.elts
            said = [value.value if isinstance(value, ast.Constant) else None for value in values]
            names = [name for fate, name in pairwise(said) if fate == "quarantined"]
            kinds |= {f"row_{name}" for name in names if isinstance(name, str) and name != "skipped"}
    return kinds


def kinds_in_sql(text: str) -> set[str]:
    """Kinds that the SQL of the table writes as its fourth column."""
    kinds: set[str] = set()
    for part in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.CTE):
        columns = part.this.selects
        if len(columns) >= 7 and isinstance(kind := columns[3].unalias(), exp.Literal):
            kinds.add(str(kind.this))
    return kinds


def issue_kinds() -> set[str]:
    python = (kinds_in_python(read(path)) for path in sorted((SRC / "ingest").glob("*.py")))
    return set().union(*python) | set().union(
        *(kinds_in_sql(read(path)) for path in sorted((SRC / "sql" / "ingest").glob("*.sql")))
    )


@pytest.mark.parametrize("sort", KNOWN)
def test_everything_the_code_knows_is_named(sort: str) -> None:
    assert KNOWN[sort], "nothing was found to look for"
    assert KNOWN[sort] - named() == set()


def test_the_glossary_names_every_kind_of_issue_and_no_other() -> None:
    section = read(GLOSSARY).partition("## Kinds of issue")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    told = {kind for row in rows for kind in re.findall(r"`(\w+)`", row)}
    assert len(told) > 25
    assert told == issue_kinds()


def test_kinds_are_found_where_they_are_made() -> None:
    """The reader of the code itself: constants, names assigned in pairs, and quarantine in calls and tuples."""
    text = """
def read(page, line, said):
    kind, why = ("a_kind", "x") if said else ("b_kind", "y")
    page.issues.append(Issue(1, line.locator, kind, "", "", why))
    _issue(page, 1, line, "c_kind", "", "", "")
    return "quarantined", "d", "because"
"""
    assert kinds_in_python(text) == {"a_kind", "b_kind", "c_kind", "row_d"}


# ---- command lines ------------------------------------------------------------------------------------------------------


def command_lines(path: Path) -> Iterator[str]:
    """Command lines of a document: lines of blocks, and code in a sentence that says more than a command's name."""
    text = read(path)
    for language, body in BLOCK.findall(text):
        lines = body.splitlines() if language != "text" else []  # what a command printed
        yield from (line.removeprefix("$ ") for line in lines if re.match(r"(\$ )?plainview [a-z]", line))
    for span in re.findall(r"`(plainview [^`\n]+)`", BLOCK.sub("", text)):
        if len(span.split()) > 2:
            yield span


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_command_line_parses(path: Path) -> None:
    for line in command_lines(path):
        name, *words = shlex.split(line.partition(" #")[0])[1:]
        assert name in COMMANDS, line
        command, verbs = COMMANDS[name], getattr(COMMANDS[name], "commands", None)
        if verbs:  # a verb with verbs of its own
            name, *words = words
            assert name in verbs, line
            command = verbs[name]
        if words or not verbs:
            command.make_context(name, words)


def test_command_lines_are_found_and_a_wrong_one_does_not_parse(tmp_path: Path) -> None:
    assert len(list(command_lines(README))) >= 4
    page = tmp_path / "page.md"
    page.write_text("```sh\nplainview audit x --cases y\n```\n")
    with pytest.raises(Exception, match="--cases"):
        test_every_command_line_parses(page)


def test_the_readme_names_the_two_commands_that_make_knows() -> None:
    targets = set(re.findall(r"^(\w+):", read(ROOT / "Makefile"), re.MULTILINE))
    said = set(re.findall(r"(?:^|`)make (\w+)", read(README), re.MULTILINE))
    assert {"demo", "test"} <= said <= targets


def test_the_version_is_the_one_in_the_change_log() -> None:
    assert re.findall(r"^## (\S+)", read(ROOT / "CHANGELOG.md"), re.MULTILINE)[0] == metadata.version("plainview")


# ---- links --------------------------------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_link_inside_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", read(path))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        found = path.parent / name if name else path
        assert found.exists(), target
        assert not anchor or anchor in anchors(read(found)), target


def test_no_document_is_an_orphan() -> None:
    linked = {Path(target.partition("#")[0]).name for target in re.findall(r"\]\(([^)\s]+)\)", read(README))}
    assert {path.name for path in DOCS} - linked - {"README.md", "CHANGELOG.md"} == set()


# ---- start.md runs ------------------------------------------------------------------------------------------------------


def run_start(folder: Path) -> dict[str, str]:
    """Run every command block of start.md in order in a folder, as a reader would; what each printed."""
    (folder / "src").symlink_to(ROOT / "src")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    environment.pop("PLAINVIEW_KEY_FILE", None)
    printed = {}
    for block in RUN.finditer(read(START)):
        done = subprocess.run(
            ["bash", "-euc", block["sh"]], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block['sh']}\n{done.stdout}\n{done.stderr}"
        printed[block["sh"]] = done.stdout
    return printed


def steady(text: str) -> str:
    """Printed output without what differs from run to run or with each edit of a layout: times, days, short hashes."""
    text = re.sub(r"[\d.]+ s, at most \d+ MB", "... s, at most ... MB", text)
    return re.sub(r"@[0-9a-f]{6}\b", "@......", re.sub(r"received \d{4}-\d\d-\d\d", "received ...", text))


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("start")
    return folder, run_start(folder)


@pytest.mark.parametrize("path", [START, README], ids=lambda path: path.name)
def test_what_the_commands_print_is_what_the_document_shows(path: Path, walked: tuple[Path, dict[str, str]]) -> None:
    shown = {block["sh"]: block["text"] for block in RUN.finditer(read(path)) if block["text"] is not None}
    assert shown
    for command, text in shown.items():
        assert steady(text) == steady(walked[1][command]), command


def test_the_commands_of_the_readme_are_among_those_of_start(walked: tuple[Path, dict[str, str]]) -> None:
    assert {block["sh"] for block in RUN.finditer(read(README))} <= walked[1].keys()


def test_tables_md_lists_the_columns_of_every_table(walked: tuple[Path, dict[str, str]]) -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", read(ROOT / "docs" / "tables.md"), re.MULTILINE)
    told = {table: columns.split(", ") for table, columns in rows}
    case = walked[0] / "case"
    opened = store.open_current(case / "warehouse", case / "warehouse" / "tmp")
    try:
        held = {table: [row["column_name"] for row in opened.text_rows(f"describe {table}")] for table in store.TABLES}
    finally:
        opened.close()
    assert {table: columns for table, columns in told.items() if table in held} == held


def record() -> None:
    """Write the real output of every command of start.md into start.md and the README."""
    with tempfile.TemporaryDirectory() as folder:
        printed = run_start(Path(folder))
    for path in (START, README):

        def filled(block: re.Match[str]) -> str:
            if block["text"] is None or block["sh"] not in printed:
                return block[0]
            return f"```sh\n{block['sh']}```\n\n```text\n{printed[block['sh']]}```"

        path.write_text(RUN.sub(filled, read(path)), encoding="utf-8")


if __name__ == "__main__":
    record()
