"""The commands: a file of the folder is a verb, its docstring the help; and printing a version waits for no database."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

from plainview import cli
from plainview.cli import FIRST, app
from plainview.store import empty

COMMANDS = vars(typer.main.get_command(app))["commands"]
FILES = sorted(path.stem for path in Path(cli.__file__).parent.glob("*.py") if path.stem not in ("__init__", "words"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_a_verb_and_says_what_it_does(name: str) -> None:
    verb, module = COMMANDS[name.replace("_", "-")], import_module(f"plainview.cli.{name}")
    said = (module.__doc__ or "").splitlines()[0]
    assert said
    assert verb.help.startswith(said)
    assert hasattr(module, "run") != hasattr(module, "app")


def test_there_is_no_verb_without_a_file() -> None:
    assert sorted(name.replace("_", "-") for name in FILES) == sorted(COMMANDS)


def test_verbs_are_listed_in_the_order_of_a_journey_and_others_after_them() -> None:
    listed = typer.main.get_command(app).list_commands(None)
    assert listed[0] == "audit"
    assert [verb for verb in listed if verb in FIRST] == [verb for verb in FIRST if verb in listed]
    assert listed.index("decide") > listed.index("explain"), "a verb with verbs of its own has its place too"


def test_what_is_heavy_is_not_loaded_to_print_the_help() -> None:
    code = "import sys, plainview.cli; print([name for name in ('duckdb', 'pyarrow', 'numpy', 'sqlglot') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_tables_of_another_version_are_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(**_: object) -> None:
        with empty() as opened:
            opened.text_rows("select made_later from (select 1 as made_before)")

    monkeypatch.setattr(cli, "app", ask)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "another version" in told
    assert "made_later" in told
    assert "Traceback" not in told
