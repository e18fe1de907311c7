"""Real Vigilant reports: partners counted by other means, figures read by eye from the rendered pages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plainview.ingest import vigilant
from plainview.layout import load_all
from plainview.model import PageReading
from plainview.read import pdf

DATA = Path(os.environ.get("PLAINVIEW_DATA", Path(__file__).parents[3] / "shared" / "data")) / "vigilant"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"real reports are absent: {DATA}")


def assert_clean(reading: PageReading) -> None:
    aside = [row.row_no for row in reading.set_aside]
    assert sorted([*reading.used, *aside]) == list(range(1, reading.n_rows + 1))
    assert [row for row in reading.set_aside if row.fate == "quarantined"] == []
    assert reading.issues == []


@pytest.mark.parametrize(
    ("name", "day", "shared", "received", "hotlists"),
    [
        # Counts by `pdftotext -layout`: pieces of each list less the second halves of wrapped names, by eye.
        ("ocso_data_sharing_report_2020-02.pdf", "2020-02-06", 295, 311, 29),
        ("ocso_data_sharing_report_2022-11.pdf", "2022-11-18", 287, 466, 38),
        ("ocso_data_sharing_report_2025-03.pdf", "2025-03-11", 149, 138, 19),
    ],
)
def test_partners_in_each_direction(name: str, day: str, shared: int, received: int, hotlists: int) -> None:
    lines = pdf.lines(DATA / name)
    assert vigilant.recognise_sharing(lines)
    reading = vigilant.read_sharing(lines, load_all()[vigilant.SHARING].reading)
    assert_clean(reading)
    assert reading.seen_on == day
    outbound = [share.to_raw for share in reading.shares if share.from_raw == reading.agency_raw]
    inbound = [share for share in reading.shares if share.to_raw == reading.agency_raw]
    assert (len(outbound), len(inbound)) == (shared, received)
    assert len(set(outbound)) == shared
    assert [each.field for each in reading.fields].count("hotlist_received") == hotlists
    if day > "2022":
        assert all(share.flags.startswith("city:") and ";state:" in share.flags for share in inbound)


@pytest.mark.parametrize(
    ("name", "total", "parts"),
    [
        ("ocso_dashboard_detections_2018.pdf", 1_024_915, 1),
        ("ocso_dashboard_detections_2019.pdf", 1_551_078, 1),
        ("ocso_dashboard_detections_2019-2025.pdf", 4_979_388, 23),
    ],
)
def test_dashboards_of_detections(name: str, total: int, parts: int) -> None:
    lines = pdf.lines(DATA / name)
    assert vigilant.recognise_dashboard(lines)
    reading = vigilant.read_dashboard(lines, load_all()[vigilant.DASHBOARD].reading)
    assert_clean(reading)
    counts = [each.value or 0 for each in reading.fields if each.field == "contributor_detections"]
    assert (len(counts), sum(counts)) == (parts, total)
    assert [each.value for each in reading.fields if each.field == "detections"] == [total]


@pytest.mark.parametrize(
    ("name", "records", "without_hit", "hits"),
    [
        ("ocso_dashboard_hitratio_2018.pdf", 1_024_915, 1_024_053, 862),
        ("ocso_dashboard_hitratio_2019.pdf", 1_551_078, 1_549_742, 1_336),
        ("ocso_dashboard_hitratio_2021.pdf", 1_115_976, 1_114_676, 1_300),
        ("ocso_dashboard_hitratio_2022.pdf", 471_988, 471_028, 960),
        ("ocso_dashboard_hitratio_2019-2025.pdf", 4_979_388, 4_944_782, 34_606),
    ],
)
def test_dashboards_of_hits(name: str, records: int, without_hit: int, hits: int) -> None:
    lines = pdf.lines(DATA / name)
    assert vigilant.recognise_dashboard(lines)
    reading = vigilant.read_dashboard(lines, load_all()[vigilant.DASHBOARD].reading)
    assert_clean(reading)
    values = {each.field: each.value for each in reading.fields}
    assert (values["records"], values["records_without_hit"], values["hits"]) == (records, without_hit, hits)
