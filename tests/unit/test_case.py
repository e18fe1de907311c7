"""A case is opened only if it is one, and never touched if a newer plainview made it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plainview.case import locked, open_case
from plainview.errors import UserError

DAY = date(2026, 1, 2)


def test_a_new_folder_becomes_a_case_and_can_be_opened_again(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    assert (case.root / "plainview.toml").read_text().startswith("format = 1\n")
    assert open_case(tmp_path / "case", DAY, create=False).root == case.root


def test_a_case_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    root = open_case(tmp_path / "case", DAY).root
    (root / "plainview.toml").write_text("format = 99\n")
    with pytest.raises(UserError, match="newer plainview") as caught:
        open_case(root, DAY)
    assert "fix: update plainview" in str(caught.value)
    assert (root / "plainview.toml").read_text() == "format = 99\n"


def test_a_folder_with_other_things_in_it_is_not_made_a_case(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(UserError, match="not a plainview case"):
        open_case(tmp_path, DAY)


def test_a_run_killed_while_it_made_the_case_can_be_repeated(tmp_path: Path) -> None:
    root = open_case(tmp_path / "case", DAY).root
    (root / "plainview.toml").unlink()
    assert open_case(root, DAY).root == root


def test_a_second_writer_is_told_at_once(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    with locked(case), pytest.raises(UserError, match="another plainview"), locked(case):
        pass


@pytest.mark.parametrize("text", ["", "format = ", "title = 'x'"])
def test_a_broken_marker_says_what_to_do(tmp_path: Path, text: str) -> None:
    root = open_case(tmp_path / "case", DAY).root
    (root / "plainview.toml").write_text(text)
    with pytest.raises(UserError, match="fix:"):
        open_case(root, DAY)
