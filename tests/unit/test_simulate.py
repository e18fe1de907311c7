"""The made-up network: the same bytes every time, and its truth is what its files say."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import tracemalloc
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from plainview import simulate
from plainview.errors import UserError
from plainview.simulate import phrases, printing, searching, world

SEARCHES, AGENCIES = 6000, 40
Row = dict[str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("network") / "out"
    simulate.network(out, SEARCHES, AGENCIES, seed=11)
    return out


def truth(out: Path, name: str) -> list[Row]:
    with (out / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def printed(path: Path) -> list[list[str]]:
    """Return every row of a CSV or a workbook, header first, all sheets one after the other."""
    if path.suffix == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_path(path)
        rows = book.get_sheet_by_index(0).to_python()
        return [[str(int(c)) if isinstance(c, float) else str(c) for c in row] for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def labelled(path: Path) -> list[Row]:
    header, *rows = printed(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


def audits(out: Path) -> list[Row]:
    return [f for f in truth(out, "files") if f["kind"] in ("network_audit", "organization_audit")]


def tree(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def seconds(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y, %I:%M:%S %p UTC").replace(tzinfo=UTC)


def test_same_seed_gives_the_same_bytes_under_another_clock_zone_locale_and_hash_seed(made: Path, tmp_path: Path) -> None:
    code = "from plainview import simulate; from pathlib import Path\n"
    code += f"simulate.network(Path('o'), {SEARCHES}, {AGENCIES}, 11)"
    strange = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=strange, check=True)
    assert tree(made) == tree(tmp_path / "o")


def test_another_seed_gives_other_searches(made: Path, tmp_path: Path) -> None:
    simulate.network(tmp_path / "o", SEARCHES, AGENCIES, seed=12)
    assert not {s["vendor_id"] for s in truth(made, "searches")} & {s["vendor_id"] for s in truth(tmp_path / "o", "searches")}


def test_a_workbook_holds_no_trace_of_the_clock(made: Path) -> None:
    for path in (made / "records").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert {entry.date_time[0] for entry in book.infolist()} == {1980}
            assert re.findall(rb">(\d{4}-\d\d-\d\d)T", book.read("docProps/core.xml")) == [b"2026-02-02", b"2026-02-02"]


def test_the_truth_lists_every_file_with_its_rows(made: Path) -> None:
    files = truth(made, "files")
    assert sorted(f["file"] for f in files) == sorted(
        str(p.relative_to(made / "records")) for p in (made / "records").rglob("*") if p.is_file()
    )
    for f in files:
        if f["kind"] != "portal_page":
            assert int(f["rows"]) == len(printed(made / "records" / f["file"])) - 1, f["file"]
    entries = Counter(e["file"] for e in truth(made, "entries"))
    logs = [f for f in files if f["kind"].endswith("_audit")]
    assert entries == {f["file"]: int(f["rows"]) for f in logs if f["rows"] != "0"}


def test_the_returned_counts_are_those_of_the_truth(tmp_path: Path) -> None:
    counts = simulate.network(tmp_path / "o", 500, 12, seed=3, custodians=4)
    files = truth(tmp_path / "o", "files")
    assert counts == {
        "agencies": 12,
        "custodians": 4,
        "shares": len(truth(tmp_path / "o", "shares")),
        "searches": len(truth(tmp_path / "o", "searches")),
        "files": len(files),
        "rows": sum(int(f["rows"]) for f in files),
    }
    assert counts["searches"] == 500


def test_every_record_of_a_search_carries_its_one_id_time_and_reach(made: Path) -> None:
    searches = {s["search_id"]: s for s in truth(made, "searches")}
    expected = {(e["file"], int(e["row_no"])): searches[e["search_id"]] for e in truth(made, "entries")}
    seen: dict[str, set[str]] = defaultdict(set)
    with_id = 0
    for f in audits(made):
        for number, row in enumerate(labelled(made / "records" / f["file"]), 1):
            search = expected[f["file"], number]
            opens, closes = row["Time Frame"].split("\n")
            at = datetime.fromisoformat(search["searched_at"]).replace(microsecond=0)
            assert seconds(row["Search Time"]) == at
            assert [seconds(opens), seconds(closes)] == [datetime.fromisoformat(search[k]) for k in ("window_from", "window_to")]
            assert row["Total Networks Searched"] == search["networks"]
            assert row.get("Total Devices Searched", search["devices"]) == search["devices"]
            assert row["Search Type"] == search["search_type"]
            assert row["Reason"] in (search["reason"], "***")
            if "ID" in row:
                with_id += 1
                assert row["ID"] == search["vendor_id"]
                assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", row["ID"])
            seen[search["search_id"]].add(f["custodian"])
    assert with_id > 1000
    assert max(len(custodians) for custodians in seen.values()) > 2


def test_a_network_audit_holds_exactly_the_searches_that_reached_it(made: Path) -> None:
    files = {f["file"]: f for f in audits(made)}
    held = Counter(e["search_id"] for e in truth(made, "entries") if files.get(e["file"], {}).get("kind") == "network_audit")
    missing_custodian = {a["id"] for a in truth(made, "agencies") if a["custodian"]} - {
        f["custodian"] for f in files.values() if f["month"] == "2025-11"
    }
    assert len(missing_custodian) == 1
    lost = 0
    for search in truth(made, "searches"):
        near = search["searched_at"][:10] not in ("2025-11-01", "2025-12-01")  # cut at local midnight, a few hours off
        gap = int(search["n_reached"]) - held[search["search_id"]]
        assert gap in ((0, 1) if search["searched_at"][:7] == "2025-11" or not near else (0,))
        lost += gap
    assert lost > 0


def test_nobody_appears_in_a_log_without_a_share_in_force(made: Path) -> None:
    shares = {(s["from"], s["to"]): s for s in truth(made, "shares")}
    searches = {s["search_id"]: s for s in truth(made, "searches")}
    files = {f["file"]: f for f in audits(made)}
    foreign = 0
    for e in truth(made, "entries"):
        if e["file"] not in files:
            continue
        search, f = searches[e["search_id"]], files[e["file"]]
        if search["searcher"] == f["custodian"]:
            continue
        foreign += 1
        share = shares[f["custodian"], search["searcher"]]
        assert f["kind"] == "network_audit"
        assert share["from_on"] < search["searched_at"][:10] < (share["to_on"] or "9999")
    assert foreign > 1000


def test_the_header_variants_all_occur(made: Path) -> None:
    headers = {tuple(printed(made / "records" / f["file"])[0]) for f in audits(made)}
    assert {len(h) for h in headers} == {11, 12, 13, 14, 15}
    assert any("Org Name" not in h for h in headers)
    assert any("ID" not in h for h in headers)
    assert any("Offense Type" in h for h in headers)
    assert any("ID" in h and "Total Devices Searched" not in h for h in headers)


def test_each_custodian_redacts_its_own_way_and_open_plates_say_they_are_fake(made: Path) -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    for f in audits(made):
        for row in labelled(made / "records" / f["file"]):
            shown["plate"].add(row["License Plate"])
            shown["name"].add(row["Name"])
    assert {"***", "REDACTED", ""} <= shown["plate"]
    assert {"***", "REDACTED", ""} <= shown["name"]
    open_plates = shown["plate"] - {"***", "REDACTED", ""}
    assert len(open_plates) > 100
    assert all(re.fullmatch(r"FAKE\d{4}", plate) for plate in open_plates)


def test_a_spelling_in_a_log_is_one_of_the_agency_s_spellings(made: Path) -> None:
    spellings = {a["id"]: a["spellings"].split("|") for a in truth(made, "agencies")}
    searches = {s["search_id"]: s for s in truth(made, "searches")}
    expected = {(e["file"], int(e["row_no"])): searches[e["search_id"]] for e in truth(made, "entries")}
    unusual = 0
    for f in audits(made):
        for number, row in enumerate(labelled(made / "records" / f["file"]), 1):
            if "Org Name" in row:
                mine = spellings[expected[f["file"], number]["searcher"]]
                assert row["Org Name"] in mine
                unusual += row["Org Name"] != mine[0]
    assert unusual > 100


def _page(path: Path) -> tuple[str, dict[str, str], str]:
    """Return the day the page gives for itself, its labelled values, and the CSV of its link."""
    text = path.read_text(encoding="utf-8")
    fields = re.findall(r'<p style="font-weight:700">(.*?)</p><div style="white-space:pre-line">(.*?)</div>', text)
    updated = re.search(r'<span title="(.*?)T', text)
    link = re.search(r'href="data:text/csv;charset=utf-8,(.*?)"', text)
    assert updated
    assert link
    return updated[1], {unescape(k): unescape(v) for k, v in fields}, unquote(link[1])


def test_a_portal_page_carries_its_csv_and_counts_the_sessions_of_thirty_days(made: Path) -> None:
    sessions: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for s in truth(made, "searches"):
        sessions[s["searcher"]].append((s["account"], s["searched_at"][:13], s["reason"]))
    pages = [f for f in truth(made, "files") if f["kind"] == "portal_page"]
    assert len(pages) == 4 * 18  # four portals, weekly from 3 October 2025 to 30 January 2026
    for f in pages:
        updated, fields, carried = _page(made / "records" / f["file"])
        audit = (made / "records" / f["file"].replace("/portal/", "/search_audit/")).with_suffix(".csv")
        assert carried == audit.read_bytes().decode()
        assert not carried.endswith("\n")
        rows = list(csv.DictReader(io.StringIO(carried), strict=True))
        assert fields["Searches in the last 30 days"] == f"{len(rows):,}" == f"{int(f['rows']):,}"
        begin = (date.fromisoformat(updated) - timedelta(days=30)).isoformat()
        assert all(begin <= row["searchDate"][:10] < updated for row in rows)
        assert [row["searchDate"] for row in rows] == sorted(row["searchDate"] for row in rows)
        inside = {key for key in sessions[f["custodian"]] if begin <= key[1][:10] < updated}
        assert Counter((hour, reason) for _, hour, reason in inside) == Counter(
            (row["searchDate"][:13], row["reason"]) for row in rows
        )


def test_a_representative_is_drawn_again_but_no_session_vanishes(made: Path) -> None:
    swapped = 0
    for folder in (made / "records").glob("*/search_audit"):
        shots = [labelled(path) for path in sorted(folder.iterdir())]
        for older, newer in pairwise(shots):
            start = newer[0]["searchDate"][:10]
            common = [r for r in older if r["searchDate"][:10] > start]
            gone = {r["id"] for r in common} - {r["id"] for r in newer}
            swapped += len(gone)
            kept = Counter((r["searchDate"][:13], r["reason"]) for r in newer)
            kept.subtract((r["searchDate"][:13], r["reason"]) for r in common)
            assert min(kept.values()) >= 0
    assert swapped > 0


def test_a_portal_lists_the_partners_of_its_day(made: Path) -> None:
    agencies = {a["id"]: a for a in truth(made, "agencies")}
    for f in truth(made, "files"):
        if f["kind"] != "portal_page":
            continue
        updated, fields, _ = _page(made / "records" / f["file"])
        name = agencies[f["custodian"]]["name"]
        listed = fields[f"Organizations granted access to {name} data"].split(", ")
        partners = [
            agencies[s["to"]]["spellings"].split("|")
            for s in truth(made, "shares")
            if s["from"] == f["custodian"] and s["from_on"] < updated <= (s["to_on"] or "9999")
        ]
        assert len(listed) == len(partners)
        assert all(any(one in spellings for spellings in partners) for one in listed)


def test_event_logs_and_shared_networks_match_the_sharing(made: Path) -> None:
    agencies = {a["id"]: a for a in truth(made, "agencies")}
    shares = truth(made, "shares")
    kinds = Counter(f["kind"] for f in truth(made, "files"))
    assert (kinds["event_log"], kinds["shared_networks"]) == (4, 4)
    opened = 0
    for f in truth(made, "files"):
        own = [s for s in shares if s["from"] == f["custodian"]]
        if f["kind"] == "event_log":
            rows = labelled(made / "records" / f["file"])
            assert [r["Timestamp"] for r in rows] == sorted((r["Timestamp"] for r in rows), reverse=True)
            logged = {
                (r["Timestamp"][:10], r["Event Type"], r["Entity Details"].split("Organization: ")[1].rstrip("\n"))
                for r in rows
                if r["Entity Type"] == "networkShare"
            }
            names = {s["to"]: agencies[s["to"]]["name"] for s in own}
            begun = {(s["from_on"], "create", names[s["to"]]) for s in own if s["from_on"] >= "2025-09-01"}
            ended = {(s["to_on"], "delete", names[s["to"]]) for s in own if s["to_on"]}
            assert logged == begun | ended
            opened += len(logged)
        if f["kind"] == "shared_networks":
            rows = labelled(made / "records" / f["file"])
            inbound = [s for s in shares if s["to"] == f["custodian"] and not s["to_on"]]
            assert sum(bool(r["Networks I'm Sharing"]) for r in rows) == sum(not s["to_on"] for s in own)
            assert sum(bool(r["Networks Shared With Me"]) for r in rows) == len(inbound)
    assert opened > 3


def test_the_demo_has_its_planted_stories(made: Path) -> None:
    agencies = {a["id"]: a for a in truth(made, "agencies")}
    partners = [
        agencies[s["to"]]
        for s in truth(made, "shares")
        if agencies[s["from"]]["state"] == "CA" and agencies[s["from"]]["custodian"]
    ]
    assert {a["state"] for a in partners} == {"CA", ""}  # one federal body, otherwise California alone
    assert Counter(a["kind"] for a in partners)["federal"] == 1
    blank: Counter[str] = Counter()
    for f in truth(made, "files"):
        if f["kind"] == "portal_audit":
            blank[f["custodian"]] += sum(not r["reason"].strip(" .-") for r in labelled(made / "records" / f["file"]))
    rows = Counter({f["custodian"]: 0 for f in truth(made, "files")})
    for f in truth(made, "files"):
        rows[f["custodian"]] += int(f["rows"]) * (f["kind"] == "portal_audit")
    assert sum(blank[c] / rows[c] > 0.3 for c in blank) == 1


@pytest.mark.parametrize("quirk", ["repeats", "ragged", "no_ids"])
def test_a_quirk_changes_what_it_says_and_the_truth_lists_it(quirk: str, tmp_path: Path) -> None:
    out = tmp_path / "o"
    simulate.network(out, 3000, 12, seed=5, quirks=frozenset({quirk}))
    listed = {(q["file"], int(q["row_no"])) for q in truth(out, "quirks")}
    found: set[tuple[str, int]] = set()
    for f in audits(out):
        header, *rows = printed(out / "records" / f["file"])
        assert len(rows) == int(f["rows"])
        assert ("ID" in header) <= (quirk != "no_ids")
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(rows, 1):
            if (quirk == "ragged" and len(row) != len(header)) or (quirk == "repeats" and tuple(row) in seen):
                found.add((f["file"], number))
            seen.add(tuple(row))
    assert found == listed
    assert bool(listed) == (quirk != "no_ids")


def test_an_unknown_quirk_is_refused_with_the_list_of_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such quirk: upside_down") as caught:
        simulate.network(tmp_path / "o", 10, 5, seed=1, quirks=frozenset({"upside_down", "repeats"}))
    assert {"no_ids", "ragged", "repeats"} < set(caught.value.fix.removeprefix("choose from: ").split(", "))
    assert not (tmp_path / "o").exists()


def test_a_folder_in_use_and_numbers_out_of_range_are_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("kept")
    with pytest.raises(UserError, match="not empty"):
        simulate.network(tmp_path, 10, 5, seed=1)
    for searches, agencies, seed, custodians, where in (
        (0, 5, 1, None, "searches"),
        (10, 1, 1, None, "agencies"),
        (10, 5, -1, None, "seed"),
        (10, 5, 1, 6, "custodians"),
        (10, 5, 1, 0, "custodians"),
    ):
        with pytest.raises(UserError, match=f"^{where}: "):
            simulate.network(tmp_path / "o", searches, agencies, seed, custodians)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_memory_does_not_grow_with_the_searches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not the resident size the system reports: a child process inherits its parent's peak, which would hide the growth.
    def peak(searches: int) -> int:
        tracemalloc.start()
        simulate.network(tmp_path / str(searches), searches, 10, seed=1, custodians=2)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    monkeypatch.setattr(searching, "BATCH", 250)  # so that few searches already fill many batches
    peak(100)  # tables that are made once
    small, large = peak(4_000), peak(16_000)
    assert large - small < 700_000, "12,000 more searches held would be over 3 MB"


def test_the_benchmark_s_audit_has_exactly_its_rows_in_fourteen_columns(tmp_path: Path) -> None:
    simulate.network_audit_csv(tmp_path / "a.csv", 30_000, 100, seed=2)
    simulate.network_audit_csv(tmp_path / "b.csv", 30_000, 100, seed=2)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    header, *rows = printed(tmp_path / "a.csv")
    assert len(rows) == 30_000
    assert {len(row) for row in rows} == {len(header)} == {14}
    assert len({row[0] for row in rows}) == 30_000
    assert 180 < (tmp_path / "a.csv").stat().st_size / 30_000 < 240


MARKS = """
blank placeholder vague case_only statute federal_agency for_other_agency descriptor system_text has_plate has_name
has_contact
"""
PURPOSES = """
immigration reproductive_care protest_speech profiling personal test_training homicide sexual_offence
child_exploitation trafficking_smuggling kidnapping missing_person robbery assault domestic_violence weapons
threats_stalking burglary theft vehicle_theft fraud vandalism_arson drugs gang_organized hit_and_run traffic
warrant_fugitive civil_admin suspicious other_crime
"""


def test_every_phrase_has_one_true_reading_in_the_words_of_the_house() -> None:
    readings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for p in phrases.load().all:
        assert set(p.purposes.split("|")) <= {*PURPOSES.split(), ""}
        assert set(p.marks.split("|")) <= {*MARKS.split(), ""}
        assert bool(p.federal_name) == ("federal_agency" in p.marks)
        assert bool(p.certainty) == bool(p.purposes)
        assert p.purposes or p.marks
        readings[p.text.casefold()].add((p.purposes, p.marks))
    assert {text: found for text, found in readings.items() if len(found) > 1} == {}


def test_phrases_are_drawn_by_state_and_habit() -> None:
    known = phrases.load()
    for (state, habit), row in known.rows.items():
        drawn = [known.all[i] for i in known.draw(np.random.default_rng(1), np.full(400, row)).tolist()]
        assert all(not p.states or state in p.states for p in drawn)
        assert any(p.group == "dropdown" for p in drawn) == (habit == "dropdown")


def test_no_two_agencies_share_a_name_an_id_or_a_folder() -> None:
    agencies = world.make_world(3, 3000, None).agencies
    for names in ([a.id for a in agencies], [a.name for a in agencies], [a.slug for a in agencies]):
        assert len(set(names)) == 3000
    assert not any("," in s or '"' in s or "|" in s for a in agencies for s in a.spellings)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8")), min_size=2))
def test_a_csv_cell_is_read_back_as_written(cells: list[str]) -> None:
    line = ",".join(printing.csv_cell(c) for c in cells)
    assert list(csv.reader(io.StringIO(line, newline=""), strict=True)) == [cells]


@given(st.integers(0, 4_000_000_000))
def test_a_printed_time_is_read_back_as_written(second: int) -> None:
    (text,) = printing.times(np.array([second])).tolist()
    assert seconds(text).timestamp() == second
