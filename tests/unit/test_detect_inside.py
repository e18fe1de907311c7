"""What points at one account stays inside the case: nothing of it is in the site until two people lift it."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import SQL, FakeStore, fake_store

from plainview import site
from plainview.pages._rows import Rows

SENTENCE = "Account 3 of 41 searched one plate on eleven days. For which matter?"
ID = "00c0ffee00c0ffee"
EVIDENCE = "5e1f00c0ffee"
OTHERS = len(fake_store(n_custodians=4, n_partners=4, n_entries=200).con.execute("select 1 from findings").fetchall())


def with_flag(n_accounts: object = 20) -> tuple[FakeStore, str]:
    """A case with one finding about an account, and the hash of its evidence."""
    store = fake_store(n_custodians=4, n_partners=4, n_entries=200)
    told = json.dumps({"total": 11, "unit": "search", "n_accounts": n_accounts, "rows": []})
    agency = store.con.execute("select agency_id from findings").fetchall()[0][0]
    values = [
        ID,
        "detector:repeated_plate@000000",
        "detector",
        agency,
        "question",
        "One account",
        SENTENCE,
        "Perhaps.",
        11,
        11,
        0,
        40,
    ]
    store.con.execute(f"insert into findings values ({', '.join('?' * 17)})", [*values, "account", 7.5, 0.1, EVIDENCE, told])
    return store, EVIDENCE


def decide(store: FakeStore, by: str, evidence: str, verdict: str = "confirmed", state: str = "standing", a: str = ID) -> None:
    store.con.execute(
        "insert into decisions values ('d1', 'finding', ?, ?, ?, '2026-03-01', 'seen', ?, ?)", [a, evidence, verdict, by, state]
    )


def shown(store: FakeStore) -> list[str]:
    return [row["finding_id"] for row in Rows(store).rows("page/findings")]


def everything(folder: Path) -> bytes:
    """All bytes of all files of a site, whatever their kind."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_file_of_the_site_tells_a_finding_about_one_account(tmp_path: Path) -> None:
    store, evidence = with_flag(41)
    before = site.publish(store, tmp_path / "before").parent
    told = everything(before)
    for word in (SENTENCE, "Account 3 of 41", ID, "repeated_plate"):
        assert word.encode() not in told
    overview = json.loads((before / "index.json").read_text(encoding="utf-8"))
    assert overview["totals"]["n_findings"] == OTHERS
    decide(store, "R. Vale", evidence)
    decide(store, "T. Birch", evidence)
    after = site.publish(store, tmp_path / "after").parent
    assert b"Account 3 of 41" in everything(after)  # so the words above would have been seen
    assert json.loads((after / "index.json").read_text(encoding="utf-8"))["totals"]["n_findings"] == OTHERS + 1


@pytest.mark.parametrize(
    ("decisions", "n_accounts", "is_shown"),
    [
        ([], 41, False),
        ([("R. Vale", {})], 41, False),
        ([("R. Vale", {}), ("R. Vale", {})], 41, False),
        ([("R. Vale", {}), (" r. vale ", {})], 41, False),
        ([("R. Vale", {}), ("", {})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {})], 20, True),
        ([("R. Vale", {}), ("T. Birch", {})], 19, False),
        ([("R. Vale", {}), ("T. Birch", {})], None, False),
        ([("R. Vale", {}), ("T. Birch", {"evidence": "0123456789ab"})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {"verdict": "referred"})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {"state": "replaced"})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {"verdict": "undone"})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {"a": "1111111111111111"})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {}), ("M. Oakes", {"verdict": "dismissed"})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {}), ("M. Oakes", {"verdict": "dismissed", "evidence": "0123456789ab"})], 41, False),
        ([("R. Vale", {}), ("T. Birch", {}), ("M. Oakes", {"verdict": "dismissed", "state": "replaced"})], 41, True),
        ([("R. Vale", {}), ("T. Birch", {}), ("M. Oakes", {"verdict": "referred"})], 41, True),
    ],
)
def test_two_people_lift_it_with_the_evidence_as_it_stands(
    decisions: list[tuple[str, dict[str, Any]]], n_accounts: object, is_shown: bool
) -> None:
    store, evidence = with_flag(n_accounts)
    for by, more in decisions:
        decide(store, by, **{"evidence": evidence, **more})
    assert (ID in shown(store)) is is_shown
    assert len(shown(store)) == OTHERS + is_shown


def test_a_finding_of_no_known_scope_is_not_shown() -> None:
    store, _ = with_flag()
    store.con.execute("update findings set scope = null")
    assert shown(store) == []


def test_pages_read_findings_through_that_one_door_alone() -> None:
    for path in sorted((SQL / "page").glob("*.sql")):
        words = path.read_text(encoding="utf-8").split()
        reads = [after for word, after in pairwise(words) if word in ("from", "join")]
        assert ("findings" in reads) == (path.stem == "made_findings"), path.name
