"""A custodian's name with blanks around it, as people paste it, or as a file's name ends, is the name without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import audit

LOG = (
    "ID,Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type\n"
    '00000030-0000-4000-8000-000000000000,***,3,,***,stolen,,,"09/01/2025, 12:30:14 PM UTC",search\n'
)


@pytest.mark.parametrize(("name", "more"), [("a.csv", ("--custodian", " Alder Falls OH PD ")), ("a.csv ", ()), (" ", ())])
def test_blanks_around_a_custodian_are_no_part_of_its_name(tmp_path: Path, name: str, more: tuple[str, ...]) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / name).write_text(LOG)
    counts = audit([tmp_path / "records"], tmp_path / "case", *more)
    assert (counts["entries"], counts["agencies"]) == (1, 1)
