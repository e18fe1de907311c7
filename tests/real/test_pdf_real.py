"""Real printed tables and workbooks: every row equal to an independent reading, nothing set aside."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from plainview.ingest import events
from plainview.read import pdf, pdf_table, xlsx

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"real records are absent: {DATA}")


def rows_of(name: str) -> tuple[list[list[str]], list[str]]:
    batches = list(pdf_table.read(DATA / name))
    assert [broken for batch in batches for broken in batch.broken] == []
    locators = [locator for batch in batches for locator in batch.locators]
    assert len(set(locators)) == len(locators)
    return [row for batch in batches for row in batch.rows], locators


def truth(name: str) -> list[list[str]]:
    with (DATA / "expected" / name).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source))


def test_print_to_pdf_of_108_pages() -> None:
    rows, locators = rows_of("audits/san-mateo-ca-pd_audit_2025-12.pdf")
    assert len(rows) == 4104
    assert rows == truth("san-mateo-ca-pd_audit_2025-12.csv")
    assert (locators[1], locators[-1]) == ("page 1 row 2", "page 108 row 38")


def test_time_frames_wrapped_over_six_lines() -> None:
    rows, _ = rows_of("audits/okaloosa-county-fl-so_org_audit_2025-11_pages1-60.pdf")
    wanted = truth("okaloosa_pages1-60.csv")
    assert len(rows) == len(wanted) == 540
    for row, expected in zip(rows[1:], wanted[1:], strict=True):
        frame = row[4].split("\n")
        assert len(frame) == 6
        joined = [" ".join(frame[:3]), " ".join(frame[3:])]
        assert [*row[:4], *joined, *(cell.replace("\n", " ") for cell in row[5:])] == expected


def test_event_log_with_cells_of_several_lines() -> None:
    rows, _ = rows_of("event_logs/san-mateo-ca-pd_event_log_2026-04-20.pdf")
    assert rows[0] == ["Timestamp", "User", "Event Type", "Entity Type", "Entity Details", "Event Id"]
    assert len(rows) == 3
    for row in rows[1:]:
        assert list(events.parse_details(row[4])) == ["Network Name", "Permissions", "Receiving Organization"]


def test_details_of_real_events_hold_no_plate_looking_word() -> None:
    labels = set()
    with (DATA / "event_logs/CPRA_C001586_hotlist_event_log_MASKED.csv").open(encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source):
            found = events.shareable(events.parse_details(row["Entity Details"]), lambda text: "p_", lambda text: "a_")
            labels |= set(found)
            for label, said in found.items():
                assert label in ("Expiry", "") or not re.search(r"\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{5,8}\b", said, re.IGNORECASE)
    assert {"License", "Deleted Plates", "Reason", "Audience Users", "Hotlist Name"} <= labels


def test_every_letter_and_figure_of_the_portal_prints() -> None:
    prints = sorted((DATA / "portal").glob("*/*.pdf"))[::20]
    assert prints
    for path in prints:
        printed = "".join(line.text for line in pdf.lines(path))
        said = path.with_suffix(".txt").read_text(encoding="utf-8")
        assert sorted(re.sub(r"\W", "", printed).replace("\ufffd", "")) == sorted(re.sub(r"\W", "", said)), path.name


def test_shared_networks_workbook() -> None:
    (batch,) = list(xlsx.read(DATA / "sharing/ocso_SharedNetworks_2025-12-30.xlsx"))
    assert len(batch.rows) == 392
    assert batch.rows[0] == ["Organization Name", "Networks Shared With Me", "Networks I'm Sharing"]
    assert batch.locators[-1].endswith("row 392")
