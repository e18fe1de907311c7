"""`import plainview` has the verbs of the command line: the same names, options and answers."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import plainview
from plainview import cli, simulate, verbs
from plainview.errors import UserError

FOREVER = "serve"  # does not end by itself


def told(*words: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(CliRunner().invoke(cli.app, [*words, "--json"]).stdout)
    return answer


def test_every_verb_of_the_command_line_is_there_with_all_its_options() -> None:
    names = {one.name.replace("-", "_"): one for one in cli.app.registered_commands if one.name and one.name != FOREVER}
    groups = {one.name.replace("-", "_"): one for one in cli.app.registered_groups if one.name}
    assert set(dir(verbs)) == set(names) | set(groups)
    assert FOREVER not in dir(verbs)
    for name, command in names.items():
        assert command.callback is not None
        verb = getattr(verbs, name)
        assert set(verb.__signature__.parameters) == set(inspect.signature(command.callback).parameters) - {"as_json"}
        assert (verb.__doc__ or "").startswith((command.help or "").strip().splitlines()[0])
    for name, group in groups.items():
        inner = {
            (one.name or one.callback.__name__.rstrip("_")).replace("-", "_") for one in group.typer_instance.registered_commands
        }  # type: ignore[union-attr]
        assert inner == set(vars(getattr(verbs, name))) - {"__doc__"}


def test_a_verb_gives_what_json_prints(tmp_path: Path) -> None:
    made = verbs.simulate(out=tmp_path / "made", searches=60, agencies=4)
    assert made["exit"] == 0
    done = plainview.audit(str(tmp_path / "made" / "records"), case=str(tmp_path / "case"), received_on=date(2026, 1, 2))
    assert done["used"] > done["entries"] > 60
    assert (tmp_path / "case" / "site" / "index.html").exists()
    assert {key: value for key, value in verbs.link(case=tmp_path / "case", report=True).items() if key != "exit"} == told(
        "link", "--case", str(tmp_path / "case"), "--report"
    )
    assert plainview.publish(tmp_path / "site", case=tmp_path / "case")["n_entries"] == done["entries"]
    assert plainview.publish(tmp_path / "site", check=True)["exit"] == 0
    (tmp_path / "site" / "index.html").write_text("other")
    assert plainview.publish(tmp_path / "site", check=True) | {"exit": 3} == plainview.publish(tmp_path / "site", check=True)


def test_a_mistake_is_raised_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist") as caught:
        plainview.audit([tmp_path / "none"], case=tmp_path / "case")
    assert caught.value.fix
    with pytest.raises(TypeError, match="missing a required argument"):
        plainview.audit([tmp_path])
    with pytest.raises(AttributeError, match="no verb 'serve'"):
        _ = verbs.serve


def test_a_room_keeps_its_name_and_the_help_tells_each_option() -> None:
    assert plainview.simulate is simulate
    assert plainview.audit is verbs.audit
    assert "source_url: Where the files were published." in (verbs.audit.__doc__ or "")
    with pytest.raises(AttributeError):
        _ = plainview.words
    with pytest.raises(AttributeError):
        _ = plainview.nothing


def test_to_import_the_package_loads_nothing_of_the_command_line() -> None:
    code = (
        "import sys, plainview; from plainview import errors; print([one for one in ('typer', 'duckdb') if one in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
