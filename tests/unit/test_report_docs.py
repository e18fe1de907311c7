"""docs/reports.md is true: its commands run in order on a made-up case, print what it shows, and it names every section and key.

`python tests/unit/test_report_docs.py` runs them and writes their real output into it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from plainview.reports import periods, template

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reports.md"
RUN = re.compile(r"^```sh\n(?P<sh>.*?)^```$(?:\n\n^```text\n(?P<text>.*?)^```$)?", re.MULTILINE | re.DOTALL)


def printed(folder: Path) -> dict[str, str]:
    """Run every block of commands in a folder; what each printed."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    environment.pop("PLAINVIEW_KEY_FILE", None)
    found = {}
    for block in RUN.finditer(PAGE.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["bash", "-euc", block["sh"]], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block['sh']}\n{done.stdout}\n{done.stderr}"
        found[block["sh"]] = done.stdout
    return found


def test_what_the_commands_print_is_what_the_page_shows(tmp_path: Path) -> None:
    shown = {block["sh"]: block["text"] for block in RUN.finditer(PAGE.read_text(encoding="utf-8")) if block["text"] is not None}
    assert len(shown) >= 4
    found = printed(tmp_path)
    for command, text in shown.items():
        assert text == found[command], command


def test_every_section_key_and_period_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    known = {*template.section_words(), *template._TEXTS, *template._LISTS, *periods.WORDS, *template.SOURCES, "from"}
    assert {one for one in known if f"`{one}`" not in text} == set()


def record() -> None:
    """Write the real output of every block into the page."""
    with tempfile.TemporaryDirectory() as folder:
        found = printed(Path(folder))

    def filled(block: re.Match[str]) -> str:
        return block[0] if block["text"] is None else f"```sh\n{block['sh']}```\n\n```text\n{found[block['sh']]}```"

    PAGE.write_text(RUN.sub(filled, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    record()
