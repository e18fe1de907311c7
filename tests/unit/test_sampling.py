"""Drawing and reading a sample: anyone can draw it again, enlarging keeps it, and no line of a sheet is guessed at."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from plainview import sampling, store
from plainview.case import Case, open_case
from plainview.cli import app
from plainview.errors import UserError
from plainview.sampling import drawing, files, frame, planning, record, sheet, strata
from plainview.sampling.drawing import Asked
from plainview.sampling.hypergeom import most
from plainview.sampling.overall import Seen, least_of_all, most_of_all

DAY = date(2026, 1, 2)
FROM, TO = date(2025, 1, 1), date(2025, 12, 31)
SEED = "40825173960412875533"
PERIOD = Asked(from_on=FROM, to_on=TO)
T, N, S = pa.string(), pa.int64(), pa.timestamp("us")
# (reason, state of its cell, marks, purposes, days of the window, searches)
KINDS = [
    ("ICE 7ABC123", "value", ["federal_agency"], {"immigration": "ambiguous"}, 30, 7),
    ("assist DEA", "value", ["federal_agency", "for_other_agency"], {}, 30, 12),
    ("", "empty", ["blank"], {}, 30, 9),
    ("***", "masked", [], {}, 30, 8),
    ("inv", "value", ["vague"], {}, 30, 60),
    ("=theft", "value", [], {"theft": "certain"}, 700, 14),
    ("theft", "value", [], {"theft": "certain"}, 30, 300),
]
STRATA = ["sensitive", "federal_or_other", "blank_or_hidden", "vague", "long_window", "rest"]
SIZES = [7, 12, 17, 60, 14, 300]


def rows_of(schema: dict[str, pa.DataType], rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema(list(schema.items())))


def build(case: Case, turned: bool = False, more: int = 0) -> None:
    """Tables in which every search stands in the log of Port Wren and half of them in a second one.

    turned: the rows of every table come in the other order. more: searches more of the last kind.
    """
    folder = store.begin(case.warehouse, "gen-1")
    opened = store.Store(folder, case.temporary / "duckdb")
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in ("searches", "links", "entries", "reasons", "purposes")}
    releases = [{"release_id": one * 16, "path": f"{one}.csv", "log": "network"} for one in "ab"]
    number = 0
    kinds = [*KINDS[:-1], (*KINDS[-1][:5], KINDS[-1][5] + more)]
    for reason_id, (text, state, marks, purposes, days, times) in enumerate(kinds, start=1):
        tables["reasons"].append(
            {"reason_id": reason_id, "reason_raw": text, "reason_state": state, "offense_raw": "", "marks": marks}
        )
        tables["purposes"] += [{"reason_id": reason_id, "purpose": name, "certainty": sure} for name, sure in purposes.items()]
        for _ in range(times):
            number += 1
            at = datetime(2025, 1, 1) + timedelta(hours=number * 7)
            searcher = "ca-alder-falls-police" if number % 3 else "ca-birch-hollow-police"
            first = {"search_release_id": "a" * 16, "search_row_no": number}
            tables["searches"].append({**first, "searcher_id": searcher, "searched_at": at, "networks": 5, "reason_id": reason_id,
                                       "in_log": True, "n_entries": 1 + number % 2})  # fmt: skip
            for release, custodian in (("a", "ca-port-wren-police"), ("b", "ca-cinder-county-sheriff"))[: 1 + number % 2]:
                place = {"release_id": release * 16, "row_no": number}
                tables["links"].append({**place, **first, "tier": "vendor_id", "n_entries": 1 + number % 2})
                tables["entries"].append({**place, "locator": f"line {number}", "custodian_id": custodian, "log": "network",
                                          "window_from": at - timedelta(days=days), "window_to": at})  # fmt: skip
    never = {"search_release_id": "a" * 16, "networks": 1, "reason_id": 7, "n_entries": 1, "searcher_id": "ca-alder-falls-police"}
    tables["searches"] += [
        {**never, "search_row_no": 9001, "searched_at": datetime(2026, 1, 1), "in_log": True},  # after the period
        {**never, "search_row_no": 9002, "searched_at": None, "in_log": True},  # no day
        {**never, "search_row_no": 9003, "searched_at": datetime(2025, 5, 1), "in_log": False},  # a portal's list alone
    ]
    agencies = [{"agency_id": f"ca-{name}", "canonical": name.title(), "level": "local"} for name in
                ("alder-falls-police", "birch-hollow-police", "port-wren-police", "cinder-county-sheriff")]  # fmt: skip
    spellings = [{"name_raw": f"{one['canonical']} !", "agency_id": one["agency_id"]} for one in agencies]
    spellings += [{"name_raw": "Police", "agency_id": one["agency_id"]} for one in agencies]
    schemas: dict[str, dict[str, pa.DataType]] = {
        "searches": {"search_release_id": T, "search_row_no": N, "searcher_id": T, "searched_at": S, "networks": pa.int32(),
                     "reason_id": N, "in_log": pa.bool_(), "n_entries": N},
        "links": {"release_id": T, "row_no": N, "search_release_id": T, "search_row_no": N, "tier": T, "n_entries": N},
        "entries": {"release_id": T, "row_no": N, "locator": T, "custodian_id": T, "log": T, "window_from": S, "window_to": S},
        "reasons": {"reason_id": N, "reason_raw": T, "reason_state": T, "offense_raw": T, "marks": pa.list_(T)},
        "purposes": {"reason_id": N, "purpose": T, "certainty": T},
        "releases": {"release_id": T, "path": T}, "agency_names": {"name_raw": T, "agency_id": T},
        "agencies": {"agency_id": T, "canonical": T, "level": T},
    }  # fmt: skip
    for name, rows in (tables | {"releases": releases, "agencies": agencies, "agency_names": spellings}).items():
        opened.add(name, rows_of(schemas[name], rows[::-1] if turned else rows))
    opened.close()
    store.commit(case.warehouse, folder)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = open_case(tmp_path / "case", DAY)
    build(made)
    return made


def drawn(case: Case, name: str = "one", **asked: Any) -> Path:
    sampling.draw(case, name, replace(PERIOD, **{"seed": SEED, **asked}), DAY)
    return case.root / "samples" / name


def lines_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "sheet.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(folder: Path, answers: dict[int, tuple[str, str]] | None = None, rest: str = "ok") -> None:
    """Write answers into the sheet as a spreadsheet would save it."""
    rows = lines_of(folder)
    for row in rows:
        row["answer"], row["why"] = (answers or {}).get(int(row["sample_no"]), (rest, ""))
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, list(rows[0]))
    out.writeheader()
    out.writerows(rows)
    (folder / "sheet.csv").write_bytes(text.getvalue().encode())


# ---- the list and the strata ------------------------------------------------------------------------------------------------


def test_the_strata_part_the_list_and_each_search_stands_in_the_first_that_fits(case: Case) -> None:
    folder = drawn(case)
    rows = (folder / "frame.csv").read_text().splitlines()
    assert rows[0] == "search_id,stratum"
    names = [row.split(",")[0] for row in rows[1:]]
    assert names == sorted(set(names)), "each search once, in order"
    assert [sum(row.endswith(f",{one}") for row in rows) for one in STRATA] == SIZES
    found = tomllib.loads((folder / "sample.toml").read_text())
    assert [one["n_frame"] for one in found["stratum"]] == SIZES
    assert (found["n_frame"], found["n_undated"]) == (410, 1)
    assert found["frame_sha256"] == hashlib.sha256((folder / "frame.csv").read_bytes()).hexdigest()
    assert found["ids_sha256"] == hashlib.sha256("".join(f"{name}\n" for name in names).encode()).hexdigest()


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        ({"agency": "ca-birch-hollow-police"}, 136),
        ({"agency": "Birch-Hollow-Police !"}, 136),
        ({"agency": "ca-cinder-county-sheriff", "is_log": True}, 205),
        ({"agency": "ca-port-wren-police", "is_log": True}, 410),
        ({"from_on": date(2025, 1, 1), "to_on": date(2025, 1, 1)}, 3),
    ],
)
def test_whose_searches_and_which_days(case: Case, asked: dict[str, Any], n: int) -> None:
    known, _ = sampling.draw(case, "one", replace(PERIOD, **asked), DAY)
    assert known.n_frame == n


def test_strata_of_ones_own(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "strata.toml"
    path.write_text('[[stratum]]\nid="wide"\ntitle="wide"\nwhen="networks > 4 and window_days > 100"\n'
                    '[[stratum]]\nid="rest"\ntitle="rest"\nwhen="true"\n')  # fmt: skip
    known, _ = sampling.draw(case, "one", replace(PERIOD, strata=path), DAY)
    assert known.sizes == (14, 396)


def test_every_mistake_in_a_file_of_strata_is_told(tmp_path: Path) -> None:
    path = tmp_path / "strata.toml"
    path.write_text(
        '[[stratum]]\nid="Wide"\ntitle=""\nwhen="account = 1"\nsize=3\n[[stratum]]\nid="x"\ntitle="x"\nwhen="(select true)"\n'
        '[[stratum]]\nid="x"\ntitle="x"\nwhen="window_days > 3"\n'
    )
    with pytest.raises(UserError) as caught:
        strata.load(path)
    told = str(caught.value)
    for said in ("is no name", "is empty", "the fact `account`", "size", "sub-query", "is named twice", "does not take the rest"):
        assert said in told, said
    assert told.count("fix:") == 7


def test_nothing_of_accounts_and_plates_can_be_asked_of_a_search() -> None:
    assert not [name for name in strata.facts() if "account" in name or "plate" in name or "case" in name]
    assert [one.id for one in strata.load()] == STRATA


# ---- the draw ---------------------------------------------------------------------------------------------------------------


def test_anyone_with_the_list_and_the_seed_draws_the_same(case: Case) -> None:
    """Written out again without the product: the lowest SHA-256 of seed, comma and name, by stratum."""
    folder = drawn(case, size=100)
    found = tomllib.loads((folder / "sample.toml").read_text())
    expected = []
    for one, n in zip(found["stratum"], found["round"][0]["n_drawn"], strict=True):
        names = [row.split(",")[0] for row in (folder / "frame.csv").read_text().splitlines() if row.endswith(f",{one['id']}")]
        expected += sorted(names, key=lambda name: hashlib.sha256(f"{SEED},{name}".encode()).hexdigest())[:n]
    assert [row["search_id"] for row in lines_of(folder)] == expected
    assert [row["sample_no"] for row in lines_of(folder)] == [str(at) for at in range(1, 101)]
    assert len(expected) == 100


def test_the_draw_does_not_hang_on_the_order_of_files_and_rows(case: Case, tmp_path: Path) -> None:
    other = open_case(tmp_path / "other", DAY)
    build(other, turned=True)
    one, two = drawn(case, size=95), drawn(other, size=95)
    for name in ("frame.csv", "sheet.csv", "sample.toml"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_another_seed_draws_others_and_a_record_more_changes_no_rank(case: Case, tmp_path: Path) -> None:
    first = {row["search_id"] for row in lines_of(drawn(case, size=95))}
    assert {row["search_id"] for row in lines_of(drawn(case, "two", size=95, seed="1234567890"))} != first
    other = open_case(tmp_path / "other", DAY)
    build(other, more=1)
    known, _ = sampling.draw(other, "one", replace(PERIOD, seed=SEED, size=95), DAY)
    again = {row["search_id"] for row in lines_of(other.root / "samples" / "one")}
    assert known.n_frame == 411
    assert len(again - first) <= 1, "a longer list pushes out one search at most"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("abcdef0123456789", min_size=1, max_size=6), st.sampled_from("xyz")),
        max_size=95,
        unique_by=lambda one: one[0],
    ),
    st.text("0123456789", min_size=1, max_size=20),
    st.integers(0, 20),
    st.randoms(use_true_random=False),
)
def test_a_larger_draw_holds_the_smaller_one(lines: list[tuple[str, str]], seed: str, n: int, random: Any) -> None:
    turned = list(lines)
    random.shuffle(turned)
    small = frame.lowest(iter(lines), seed, dict.fromkeys("xyz", n))
    large = frame.lowest(iter(turned), seed, dict.fromkeys("xyz", n + 1))
    for one in "xyz":
        assert large[one][:n] == small[one]
        held = [name for name, of in lines if of == one]
        assert len(small[one]) == min(n, len(held))
        assert set(large[one]) <= set(held)


def test_a_long_list_is_drawn_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [(f"{at:04}", "x") for at in range(500)]
    whole = frame.lowest(iter(lines), SEED, {"x": 20})
    monkeypatch.setattr(frame, "_MANY", 1)
    assert frame.lowest(iter(lines), SEED, {"x": 20}) == whole


def test_the_list_is_fixed_before_the_seed_is_told(case: Case) -> None:
    known, n_new = sampling.draw(case, "one", replace(PERIOD, size=95), DAY)
    assert (known.seed, known.rounds, n_new) == ("", (), 0)
    folder = case.root / "samples" / "one"
    assert not (folder / "sheet.csv").exists()
    assert "nothing is drawn yet" in "\n".join(sampling.told_show(sampling.show(case, "one")))
    assert sampling.listed(case)[0]["n_drawn"] == 0
    before = (folder / "frame.csv").read_bytes()
    build(case, more=5)  # what comes after is not in the list
    known, n_new = sampling.draw(case, "one", Asked(seed="4082 5173-9604,12875533"), DAY)
    assert (known.seed, known.seed_told, n_new, known.n_frame) == (SEED, "later", 95, 410)
    assert (folder / "frame.csv").read_bytes() == before
    found = sampling.show(case, "one")
    assert found["now"] == {"n_frame": 415, "is_same": False}
    assert "not the same ones" in "\n".join(sampling.told_show(found))
    assert sampling.draw(case, "two", replace(PERIOD, seed=SEED), DAY)[0].seed_told == "with_list"


def test_enlarging_keeps_searches_numbers_and_answers(case: Case) -> None:
    folder = drawn(case, size=90)
    before = lines_of(folder)
    fill(folder, {3: ("violation", "no case; =none"), 5: ("unclear", "what is inv?")})
    assert sampling.draw(case, "one", Asked(size=150), DAY)[1] == 60
    after = lines_of(folder)
    assert [row["search_id"] for row in after[:90]] == [row["search_id"] for row in before]
    assert [row["sample_no"] for row in after] == [str(at) for at in range(1, 151)]
    assert (after[2]["answer"], sheet.meant(after[2]["why"])) == ("violation", "no case; =none")
    assert {row["answer"] for row in after[90:]} == {""}
    straight = lines_of(drawn(case, "straight", size=150))
    assert {row["search_id"] for row in straight} == {row["search_id"] for row in after}
    assert [one["n_drawn"] for one in tomllib.loads((folder / "sample.toml").read_text())["round"]] == [
        list(one) for one in (drawing.counts_of(_record(case), 90), drawing.counts_of(_record(case), 150))
    ]
    bytes_ = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sampling.draw(case, "one", replace(PERIOD, seed=SEED, size=150), DAY)[1] == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == bytes_, "the same again changes nothing"


def _record(case: Case, name: str = "one") -> record.Record:
    found = record.read(case.root / "samples" / name / "sample.toml")
    assert found
    return found


def test_so_many_of_each_stratum_may_grow_too(case: Case) -> None:
    assert sampling.draw(case, "one", replace(PERIOD, seed=SEED, per_stratum=10), DAY)[0].n_drawn == (7, 10, 10, 10, 10, 10)
    assert sampling.draw(case, "one", Asked(per_stratum=15), DAY)[0].n_drawn == (7, 12, 15, 15, 14, 15)
    for wrong in (Asked(per_stratum=12), Asked(size=300), Asked(bound=0.1)):
        with pytest.raises(UserError, match=r"drawn|of each stratum"):
            sampling.draw(case, "one", wrong, DAY)


@pytest.mark.parametrize(
    "other",
    [
        {"from_on": date(2025, 2, 1)},
        {"to_on": date(2025, 2, 1)},
        {"agency": "ca-alder-falls-police"},
        {"is_log": True},
        {"seed": "1" * 20},
        {"minimum": 3},
        {"per_stratum": 10},
        {"looks": 2},
        {"question": "another"},
        {"size": 99},
        {"bound": 0.01},
    ],
)
def test_a_second_draw_with_other_settings_is_refused(case: Case, other: dict[str, Any]) -> None:
    folder = drawn(case, size=100, question="one")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(UserError) as caught:
        sampling.draw(case, "one", Asked(**other), DAY)
    assert "fix: " in str(caught.value)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_sample_never_becomes_smaller(case: Case) -> None:
    drawn(case, size=100)
    with pytest.raises(UserError, match="what is drawn stays drawn"):
        sampling.draw(case, "one", Asked(size=99), DAY)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"seed": "12ab567890"}, "is no text of 10 to 100 figures"),
        ({"seed": "123"}, "is no text of 10 to 100 figures"),
        ({"from_on": None}, "names no period"),
        ({"to_on": date(2024, 1, 1)}, "ends before it begins"),
        ({"agency": "nowhere"}, "is no agency of this case"),
        ({"agency": "police"}, "is the name of several agencies"),
        ({"is_log": True}, "needs an agency"),
        ({"from_on": date(2020, 1, 1), "to_on": date(2020, 1, 2)}, "holds no search"),
        ({"size": 0}, "is too small"),
        ({"size": 40}, "is too small for 20 of each"),
        ({"size": 40, "bound": 0.1}, "each say how many"),
        ({"per_stratum": 4, "minimum": 3}, "cannot be had"),
    ],
)
def test_what_is_asked_for_is_checked(case: Case, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as caught:
        sampling.draw(case, "one", replace(PERIOD, **{"seed": SEED, **asked}), DAY)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "-x", "x" * 41, "a\nb"])
def test_a_name_is_no_path(case: Case, name: str) -> None:
    with pytest.raises(UserError, match="is no name for a sample"):
        sampling.draw(case, name, PERIOD, DAY)


def test_a_killed_run_leaves_what_the_next_one_completes(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {path.name: path.read_bytes() for path in drawn(case, "whole", size=90).iterdir()}
    true = files.write
    for n in range(4):
        name, left = f"killed-{n}", [n]

        def write(path: Path, data: bytes, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            true(path, data)

        with monkeypatch.context() as patch:
            patch.setattr(files, "write", write)
            with pytest.raises(KeyboardInterrupt):
                drawn(case, name, size=90)
        folder = drawn(case, name, size=90)
        assert (folder / "sheet.csv").read_bytes() == whole["sheet.csv"]
        assert (folder / "sample.toml").read_bytes().replace(name.encode(), b"whole") == whole["sample.toml"]


def test_searches_that_are_gone_are_told_and_nothing_is_written(case: Case) -> None:
    folder = drawn(case, size=90)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    build(case, more=-290)
    with pytest.raises(UserError, match="no longer in the case"):
        sampling.draw(case, "one", Asked(size=400), DAY)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_list_that_was_touched_is_found_out(case: Case) -> None:
    folder = drawn(case)
    path = folder / "frame.csv"
    path.write_bytes(path.read_bytes().replace(b",rest", b",vague", 1))
    for step in (lambda: sampling.show(case, "one"), lambda: sampling.estimate(case, "one")):
        with pytest.raises(UserError, match="SHA-256 differs"):
            step()


# ---- the sheet ---------------------------------------------------------------------------------------------------------------


def test_the_sheet_shows_what_a_reader_needs_and_no_plate(case: Case) -> None:
    folder = drawn(case, size=110)
    rows = lines_of(folder)
    assert list(rows[0]) == sheet.COLUMNS
    by_stratum = {row["stratum"]: row for row in rows}
    first = by_stratum["sensitive"]
    assert first["reason"] == "ICE ▒"
    assert "7ABC123" not in (folder / "sheet.csv").read_text()
    assert (first["read_as"], first["marks"], first["networks"]) == ("immigration ambiguous", "federal_agency", "5")
    assert first["window"].endswith("(30 days)")
    assert first["printed"].startswith(f"{first['search_id']} (a.csv, line ")
    assert by_stratum["long_window"]["reason"] == "'=theft", "no spreadsheet runs it"
    assert {row["reason"] for row in rows if row["stratum"] == "blank_or_hidden"} == {"[empty]", "***"}
    assert not [name for name in rows[0] if "plate" in name or "account" in name or "token" in name]


def test_every_wrong_line_is_told_at_once(case: Case) -> None:
    folder = drawn(case, size=90)
    rows = lines_of(folder)
    for at, change in enumerate(
        [
            {"answer": "fine"}, {"answer": "violation"}, {"why": "because"}, {"search_id": rows[9]["search_id"], "answer": "ok"},
            {"sample_no": "999"}, {"sample_no": "1"}, {"answer": "unclear", "why": "x" * 1001}, {"answer": " OK "},
        ]
    ):  # fmt: skip
        rows[at] |= change
    write_rows(folder / "sheet.csv", rows)
    with pytest.raises(UserError) as caught:
        sampling.estimate(case, "one")
    told = str(caught.value)
    for said in (
        "line 2, column answer (fine): is no answer",
        "line 3, column why: is empty",
        "line 4, column answer: is empty, and a reason is given",
        "line 5, column search_id",
        "line 6, column sample_no (999): is no number of this sample",
        "line 7, column search_id",
        "line 8, column why: has 1,001 letters",
    ):
        assert said in told, said
    assert told.count("fix: ") == 7
    assert told.count("sheet.csv, line") == 7


def write_rows(path: Path, rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> None:
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    out.writeheader()
    out.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def test_lines_that_are_missing_or_twice_are_told(case: Case) -> None:
    folder = drawn(case, size=90)
    rows = lines_of(folder)
    write_rows(folder / "sheet.csv", [rows[0], *rows[2:]])
    with pytest.raises(UserError, match="1 drawn searches are missing: 2"):
        sampling.estimate(case, "one")
    assert sampling.draw(case, "one", Asked(), DAY)[1] == 1, "the same draw puts it back"
    assert lines_of(folder) == rows
    write_rows(folder / "sheet.csv", [*rows, rows[4]])
    with pytest.raises(UserError, match="stands on line 6 too"):
        sampling.estimate(case, "one")


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")])
def test_a_sheet_from_any_spreadsheet_is_read(case: Case, tmp_path: Path, delimiter: str, encoding: str) -> None:
    folder = drawn(case, size=90)
    rows = [row | {"reason": "x", "answer": "Violation", "why": "né; à, ´"} for row in lines_of(folder)]
    write_rows(tmp_path / "copy.csv", rows[::-1], delimiter, encoding)
    assert sampling.answer_sheet(case, "one", tmp_path / "copy.csv") == {"n_new": 90, "n_changed": 0, "n_same": 0}
    assert sampling.estimate(case, "one")["all"]["n_violation"] == 90
    assert [row["reason"] for row in lines_of(folder)].count("x") == 0, "only answers are taken over"
    assert [row["sample_no"] for row in lines_of(folder)] == [str(at) for at in range(1, 91)]


def test_a_copy_with_empty_lines_takes_no_answer_away(case: Case, tmp_path: Path) -> None:
    folder = drawn(case, size=90)
    write_rows(tmp_path / "copy.csv", lines_of(folder))
    sampling.answer(case, "one", "4", "violation", "no case")
    assert sampling.answer_sheet(case, "one", tmp_path / "copy.csv") == {"n_new": 0, "n_changed": 0, "n_same": 0}
    assert sampling.estimate(case, "one")["all"]["n_violation"] == 1


def test_one_answer_at_a_time(case: Case) -> None:
    folder = drawn(case, size=90)
    assert sampling.answer(case, "one", "4", "Violation", " no  case ")["n_new"] == 1
    assert sampling.answer(case, "one", "4", "violation", "no case")["n_same"] == 1
    assert sampling.answer(case, "one", "4", "ok", "")["n_changed"] == 1
    assert [(row["answer"], row["why"]) for row in lines_of(folder)][3] == ("ok", "")
    for number, said, why in (("0", "ok", ""), ("91", "ok", ""), ("4", "violation", ""), ("4", "", ""), ("4", "yes", "")):
        with pytest.raises(UserError):
            sampling.answer(case, "one", number, said, why)


def test_a_folder_with_other_things_is_no_sample(case: Case) -> None:
    (case.root / "samples" / "notes").mkdir(parents=True)
    assert sampling.listed(case) == []
    with pytest.raises(UserError, match="is not in the case"):
        sampling.estimate(case, "notes")
    folder = drawn(case)
    text = (folder / "sample.toml").read_text()
    wrongs = [text.replace("format = 1", "format = 2"), text.replace("n_frame = 410", "n_frame = 4"), "seed = ", "x = 1\n"]
    wrongs.append(text.replace("n_frame = 7", "n_frame = 8").replace("n_frame = 410", "n_frame = 411").replace("[7,", "[8,"))
    wrongs.append(text.replace("[7,", "[9,"))
    wrongs.append(text + text[text.index("\n[[round]]") :].replace("[7,", "[6,"))  # a later draw that takes one back
    for wrong in wrongs:
        (folder / "sample.toml").write_text(wrong)
        with pytest.raises(UserError):
            sampling.estimate(case, "one")
    (folder / "sample.toml").write_text(text.replace('when = "reason_vague"', 'when = "(select true)"'))
    with pytest.raises(UserError, match="stratum vague, when"):
        sampling.show(case, "one")


# ---- the estimate -----------------------------------------------------------------------------------------------------------


def test_answers_are_counted_by_stratum_and_what_is_open_counts_against_every_statement(case: Case) -> None:
    folder = drawn(case, size=120)
    of = {one: [int(row["sample_no"]) for row in lines_of(folder) if row["stratum"] == one] for one in STRATA}
    said = {
        of["rest"][0]: ("violation", "x"),
        of["rest"][1]: ("unclear", "y"),
        of["vague"][0]: ("", ""),
        of["vague"][1]: ("", ""),
    }
    fill(folder, said)
    found = sampling.estimate(case, "one")
    rest, vague = found["strata"][5], found["strata"][3]
    assert (rest["n_violation"], rest["n_unclear"], rest["n_unread"], rest["n_ok"]) == (1, 1, 0, rest["n_drawn"] - 2)
    assert (vague["n_unread"], vague["n_violation"]) == (2, 0)
    assert rest["bounds"]["most"] == most(2, rest["n_drawn"], 300, 0.05)
    assert rest["bounds"]["most_if_ok"] == most(1, rest["n_drawn"], 300, 0.05)
    worst = [
        Seen(n_all, n, {3: 2, 5: 2}.get(at, 0)) for at, (n_all, n) in enumerate(zip(SIZES, _record(case).n_drawn, strict=True))
    ]
    assert found["all"]["bounds"]["most"] == most_of_all(worst, 0.05)
    best = [replace(one, x=int(at == 5)) for at, one in enumerate(worst)]
    assert found["all"]["bounds"]["high"] == most_of_all(worst, 0.025)
    assert found["all"]["bounds"]["low"] == least_of_all(best, 0.025) < least_of_all(worst, 0.025)
    assert (vague["bounds"]["low"], rest["bounds"]["low"]) == (0, 1)
    assert found["all"]["rate"]["best"] == pytest.approx(300 / rest["n_drawn"] / 410)
    assert found["all"]["rate"]["worst"] == pytest.approx((2 * 300 / rest["n_drawn"] + 2 * 60 / vague["n_drawn"]) / 410)
    told = "\n".join(sampling.told_estimate(found))
    assert "2 unread and 1 unclear searches count against each statement" in told


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*sheet.ANSWERS, ""]), min_size=40, max_size=40))
def test_reading_on_never_widens_what_was_said(answers: list[str]) -> None:
    """Bounds of a half-read sheet hold the bounds of the same sheet read whole, so that looking before the end costs nothing."""
    sizes, ns = (60, 400), (15, 25)

    def bounds(said: list[str]) -> tuple[int, int]:
        parts = [said[:15], said[15:]]
        worst = [Seen(*one, sum(x != "ok" for x in part)) for *one, part in zip(sizes, ns, parts, strict=True)]
        best = [Seen(*one, sum(x == "violation" for x in part)) for *one, part in zip(sizes, ns, parts, strict=True)]
        return least_of_all(best, 0.025), most_of_all(worst, 0.025)

    now = bounds(answers)
    later = bounds(["ok" if one in ("", "unclear") and at % 2 else one or "violation" for at, one in enumerate(answers)])
    assert now[0] <= later[0] + 1
    assert later[1] <= now[1] + 1


def test_everything_read_is_known_for_certain(case: Case) -> None:
    folder = drawn(case, size=410)
    fill(folder, {9: ("violation", "x"), 200: ("violation", "x")})
    bounds = sampling.estimate(case, "one", bound=0.001)["all"]["bounds"]
    assert bounds == {"most": 2, "low": 2, "high": 2, "most_if_ok": 2}
    assert sampling.estimate(case, "one", bound=0.001)["more"]["none_found"] is None
    assert sampling.estimate(case, "one", bound=0.01)["more"]["is_reached"]


def test_how_many_more_to_read_is_enough(case: Case) -> None:
    folder = drawn(case, size=100)
    fill(folder)
    more = sampling.estimate(case, "one", bound=0.02)["more"]
    assert not more["is_reached"]
    assert more["none_found"] == more["same_rate"]
    assert more["none_found"]["n_more"] == more["none_found"]["n_new"] == more["none_found"]["amount"] - 100
    sampling.draw(case, "one", Asked(size=more["none_found"]["amount"]), DAY)
    fill(folder)
    found = sampling.estimate(case, "one", bound=0.02)
    assert found["more"]["is_reached"]
    assert found["all"]["bounds"]["most"] <= 0.02 * 410
    assert "drawn 2 times, planned for 1" in "\n".join(sampling.told_estimate(found))
    assert "90 % confidence" in "\n".join(sampling.told_estimate(found))


def test_a_size_for_a_bound_shows_it_if_nothing_is_found(case: Case) -> None:
    known, n = sampling.draw(case, "one", replace(PERIOD, seed=SEED, bound=0.02, minimum=5), DAY)
    assert known.planned == n == sum(known.n_drawn)
    fill(case.root / "samples" / "one")
    assert sampling.estimate(case, "one", bound=0.02)["more"]["is_reached"]
    fewer = drawing.counts_of(known, n - 8)
    assert most_of_all([Seen(*one, 0) for one in zip(SIZES, fewer, strict=True)], 0.05) > 0.02 * 410


def test_at_the_same_rate_more_must_be_read_than_without(case: Case) -> None:
    folder = drawn(case, size=100)
    fill(folder, {100: ("violation", "x")})
    more = sampling.estimate(case, "one", bound=0.06)["more"]
    assert more["same_rate"]["n_more"] > more["none_found"]["n_more"] > 0
    rate = planning.at_this_rate([0, 3], [0, 10])
    assert (rate(0, 10), rate(1, 10), rate(1, 11), rate(1, 20)) == (3, 3, 4, 6)


def test_planned_looks_share_the_confidence(case: Case) -> None:
    folder = drawn(case, size=100, looks=2)
    fill(folder)
    found = sampling.estimate(case, "one")
    assert found["alpha"] == pytest.approx(0.025)
    assert found["strata"][5]["bounds"]["most"] == most(0, found["strata"][5]["n_drawn"], 300, 0.025)
    assert "2 planned looks" in "\n".join(sampling.told_estimate(found))


@pytest.mark.parametrize(
    ("how", "said"), [({"confidence": 100}, "is not from 50"), ({"bound": 0}, "no share"), ({"bound": 1}, "no share")]
)
def test_what_an_estimate_is_asked_for_is_checked(case: Case, how: dict[str, Any], said: str) -> None:
    sampling.draw(case, "one", PERIOD, DAY)
    with pytest.raises(UserError, match=said):
        sampling.estimate(case, "one", **how)
    with pytest.raises(UserError, match="is not drawn yet"):
        sampling.estimate(case, "one")


# ---- the commands -----------------------------------------------------------------------------------------------------------


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ["sample", *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_the_commands_from_the_list_to_the_estimate(case: Case, tmp_path: Path) -> None:
    where = ["--case", str(case.root)]
    days = ["--from", "2025-01-01", "--to", "2025-12-31"]
    assert "begin one with" in run("show", *where)
    assert "nothing is drawn yet" in run("draw", "one", *days, "--size", "90", "--question", "Is a case named?", *where)
    assert "90 searches were added" in run("draw", "one", "--seed", SEED, *where)
    folder = case.root / "samples" / "one"
    fill(folder)
    assert "every line of the sheet is drawn by the seed" in run("show", "one", *where)
    assert "one: searches of every agency" in run("show", *where)
    assert "1 changed" in run("answer", "one", "3", "violation", "--why", "no case", *where)
    assert "90 as they stood" in run("answer", "one", "--sheet", str(folder / "sheet.csv"), *where)
    told = run("estimate", "one", "--bound", "2%", *where)
    assert "question: Is a case named?" in told
    assert "if no further violation is found: read" in told
    found = json.loads(run("estimate", "one", "--bound", "0.02", "--json", *where))
    assert found["more"]["bound"] == 0.02
    assert json.loads(run("show", "one", "--json", *where))["n_frame"] == 410
    assert json.loads(run("show", "--json", *where))["samples"][0]["n_drawn"] == 90
    assert json.loads(run("draw", "one", "--json", *where))["n_new"] == 0
    for wrong in (["estimate", "one", "--bound", "x"], ["answer", "one"], ["answer", "one", "3", "ok", "--sheet", "x"]):
        with pytest.raises(UserError):
            run(*wrong, *where)
