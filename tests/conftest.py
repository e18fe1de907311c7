"""What many tests need: the folder of real records, where it exists, and one audit of it for the whole run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[1] / ".." / "shared" / "data")).resolve()
RECORDS = (
    "portal", "portal_2026-01-25", "portal_v2.1_2026-09", "search_audit", "audits", "sharing", "event_logs", "vigilant",
)  # fmt: skip

# A busy machine is no failure: no test has a time limit, and neither has an example of one.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def audit(paths: list[Path], case: Path, *more: str) -> dict[str, object]:
    """Run `plainview audit --json` as a user would and give its object."""
    command = [sys.executable, "-m", "plainview", "audit", *map(str, paths), "--case", str(case), "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts: dict[str, object] = json.loads(done.stdout)
    return counts


@pytest.fixture(scope="session")
def data() -> Path:
    if not DATA.is_dir():
        pytest.skip(f"the real records are not here ({DATA.name}/): set PLAINVIEW_DATA to their folder")
    return DATA


@pytest.fixture(scope="session")
def whole_case(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """One audit of all real records in one call: (case folder, counts)."""
    case = tmp_path_factory.mktemp("whole") / "case"
    return case, audit([data / name for name in RECORDS], case)
