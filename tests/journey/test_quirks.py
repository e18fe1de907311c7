"""Every quirk of disclosed records, with its truth, through the door and into the tables: nothing is wrong without a word.

Each quirk stands for itself here; eval/quirks.py mixes them. A quirk that is not read rightly yet fails by its own name.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from plainview import journey, simulate
from plainview.case import open_case
from plainview.intake import Facts
from plainview.simulate import quirks
from plainview.simulate.quirks.checking import Report, check
from plainview.store import open_current

DAY = date(2026, 3, 1)
ALL = sorted(quirks.known())


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("quirks")
    simulate.network(folder / "net", 100, 12, seed=5, custodians=4, quirks=frozenset(ALL))
    case = open_case(folder / "case", DAY)
    run = journey.take_in(case, [folder / "net" / "records"], Facts(DAY), None, lambda what, done, total: None)
    journey.build(case, run.fingerprint, lambda what, done, total: None)
    tables = open_current(case.warehouse, case.temporary)
    try:
        return check(folder / "net" / "truth", tables.text_rows)
    finally:
        tables.close()


def outcomes(report: Report, quirk: str) -> Counter[str]:
    return Counter({outcome: n for (name, outcome), n in report.by_quirk.items() if name == quirk})


@pytest.mark.parametrize("quirk", ALL)
def test_rows_of_a_quirk_are_read_rightly_or_told(quirk: str, report: Report) -> None:
    found = outcomes(report, quirk)
    examples = [text for (name, outcome), text in report.examples.items() if name == quirk and outcome not in ("equal", "told")]
    assert set(found) <= {"equal", "told"}, (found, examples)
    whole = quirk == "trailing_unlabelled_cut"  # the one that may be set aside, or refused with a proposal, from end to end
    assert found["equal"] or whole, found


@pytest.mark.parametrize("quirk", [name for name in ALL if quirks.known()[name].tells])
def test_a_file_is_told_of_its_quirk(quirk: str, report: Report) -> None:
    assert [kinds for file, kinds in report.untold if f"_{quirk}/" in file] == []


def test_every_row_is_used_quarantined_or_skipped(report: Report) -> None:
    assert report.files > len(ALL)
    assert report.unbalanced == []


def test_each_file_is_of_its_kind(report: Report) -> None:
    assert report.other_kind == []


def test_nothing_is_wrong_without_a_word(report: Report) -> None:
    assert (report.silent, {k: v for k, v in report.examples.items() if k[1] in ("wrong", "lost", "invented")}) == (0, {})
