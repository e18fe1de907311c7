"""What is taken over from an earlier build must be what a new one would say, whatever changed in between."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from plainview import journey
from plainview.case import Case, open_case
from plainview.intake import Facts
from plainview.store import open_current

DAY = date(2026, 1, 2)
HEADER = "ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type"
ROW = ',***,Birch Hollow TX PD,7,,{},burglary,,,"09/01/2025, {} PM UTC",search'


def audit(case: Case, paths: list[Path], key: bytes | None = None, **said: str) -> None:
    done = journey.take_in(case, paths, Facts(DAY, "Alder Falls OH PD", **said), key, lambda *_: None)
    journey.build(case, done.fingerprint, lambda *_: None)


def asked(case: Case, text: str) -> list[tuple[object, ...]]:
    store = open_current(case.warehouse, case.temporary)
    try:
        return store.db.execute(text).fetchall()
    finally:
        store.close()


def a_log(folder: Path) -> Path:
    file = folder / "log.csv"
    rows = [ROW.format("MADEUP1", "12:04:14"), ROW.format("MADEUP1", "12:04:14"), ROW.format("MADEUP2", "01:00:00")]
    file.write_text("\n".join((HEADER, *rows, *(ROW.format("MADEUP3", f"02:{n:02d}:07") for n in range(9)))) + "\n")
    return file


TIERS = "select tier, count(*) from links group by tier order by tier"


def test_a_key_that_is_set_later_tells_which_rows_are_one_search(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    audit(case, [a_log(tmp_path)])
    assert asked(case, TIERS) == [("ambiguous", 2), ("single", 10)]
    audit(case, [], key=b"k" * 32)
    assert asked(case, TIERS) == [("repeat", 2), ("single", 10)]


def test_what_a_letter_says_later_stands_in_the_searches(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    rows = a_log(tmp_path)
    rows.write_text(rows.read_text().replace(",burglary,", ",,"))
    audit(case, [rows])
    state = "select distinct r.reason_state from searches s left join reasons r using (reason_id)"
    assert asked(case, state) == [("empty",)]
    audit(case, [rows], withheld='{"reason": "Gov. Code 7923.600"}')
    assert asked(case, state) == [("withheld",)]
