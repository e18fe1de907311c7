"""From files to pages: agencies that change how they type are found on the day, the others are not, and no trend crosses it."""

from __future__ import annotations

import argparse
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from plainview import journey, store
from plainview.case import open_case

_EVAL = Path(__file__).parents[2] / "eval" / "eras.py"


def evaluation() -> Any:
    spec = importlib.util.spec_from_file_location("eras", _EVAL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Changed:
    """A network in which 15 of 40 agencies change how they type, its site, and what the evaluation says of its eras."""

    def __init__(self, folder: Path) -> None:
        tool = evaluation()
        args = argparse.Namespace(searches=30_000, agencies=40, custodians=10, planted=15, seed=5)
        self.told: dict[str, Any] = tool.measure(folder, args)
        case = open_case(folder / "case", tool.DAY)
        generation = store.current(case.warehouse)
        assert generation
        self.site = journey.publish(case, generation).parent
        tables = store.open_current(case.warehouse, case.temporary)
        self.eras = tables.text_rows("select * from eras order by unit, agency_id, era_no")
        self.n_searches = tables.text_rows("select count(*) as n from searches where in_log and searcher_id is not null")[0]["n"]
        tables.close()


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    return Changed(tmp_path_factory.mktemp("changed"))


def test_planted_changes_are_found_near_their_day_and_no_others(changed: Changed) -> None:
    counts = changed.told["counts"]
    assert counts["able"] >= 8
    assert counts["found of able"] >= 0.75 * counts["able"]
    assert counts["false in agencies without a change"] == 0
    assert counts["false in agencies with a change within one kind"] == 0
    near = sum(n for days, n in changed.told["days off"].items() if days <= 3)
    assert near >= 0.75 * sum(changed.told["days off"].values())


def test_every_search_stands_in_one_era_and_eras_follow_each_other(changed: Changed) -> None:
    logs = [era for era in changed.eras if era["unit"] == "search"]
    assert sum(era["n_searches"] for era in logs) == changed.n_searches
    for before, after in zip(changed.eras, changed.eras[1:], strict=False):
        if (before["unit"], before["agency_id"]) == (after["unit"], after["agency_id"]):
            assert after["era_no"] == before["era_no"] + 1
            assert before["to_on"] < after["from_on"]
            assert after["kind_before"] == before["kind"]
            assert after["cause"] in ("typing", "export", "unclear")
            assert after["low_on"] <= after["from_on"] <= after["high_on"]
        else:
            assert (after["era_no"], after["cause"], after["kind_before"]) == (1, None, None)


def test_the_pages_say_it(changed: Changed) -> None:
    who = next(era for era in changed.eras if era["unit"] == "search" and era["era_no"] > 1 and era["cause"] == "typing")
    page = (changed.site / "searcher" / f"{who['agency_id']}.html").read_text(encoding="utf-8")
    assert 'id="eras-search"' in page
    assert "The reasons of its searches change kind" in page
    assert "An innocent reading" in page
    purposes = (changed.site / "purpose" / "vehicle_theft.html").read_text(encoding="utf-8")
    assert re.search(r"Not in the drawing: [\d,]+ searches by \d+ agencies whose reasons change kind", purposes)
