"""Real portal pages: every line accounted for, html and text agree, changes equal the reference lists."""

from __future__ import annotations

import csv
import os
import tomllib
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from plainview.ingest import portal
from plainview.model import Line, PageReading
from plainview.read import html, pdf_text, txt

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("PLAINVIEW_DATA", ROOT.parent / "shared" / "data"))
LAYOUT = tomllib.loads((ROOT / "src/plainview/layouts/flock_portal_page.toml").read_text("utf-8"))
FOLDERS = ("portal", "portal_2026-01-25", "portal_v2.1_2026-09")
# The free section's labels are the agency's own words; plain text does not show which lines are labels.
FREE = {"additional_info", "success_story", "alpr_policy"}

pytestmark = pytest.mark.skipif(not (DATA / "portal").is_dir(), reason=f"no real portal pages at {DATA / 'portal'}")


@cache
def pages() -> dict[Path, tuple[list[Line], PageReading]]:
    """All html and txt pages that are recognised, read."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((DATA / folder).rglob("*")):
            if path.suffix in (".html", ".txt"):
                lines = (html if path.suffix == ".html" else txt).read(path.read_bytes())
                if portal.recognise(lines):
                    found[path] = (lines, portal.read(lines, LAYOUT))
    return found


@cache
def snapshots() -> dict[str, dict[str, PageReading]]:
    """Agency slug -> date -> reading; from html where it exists."""
    found: dict[str, dict[str, PageReading]] = defaultdict(dict)
    for path, (_, reading) in pages().items():
        if path.parent.parent == DATA / "portal" and (path.suffix == ".html" or not path.with_suffix(".html").exists()):
            found[path.parent.name][path.stem] = reading
    return found


def reference(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def partners(reading: PageReading) -> set[tuple[str, str]]:
    return {("outbound" if s.to_raw == s.listed_raw else "inbound", s.listed_raw) for s in reading.shares}


def numbers(reading: PageReading) -> dict[str, float | None]:
    return {each.field: each.value for each in reversed(reading.fields)}


def texts(reading: PageReading) -> dict[str, str]:
    return {each.field: each.value_raw for each in reversed(reading.fields)}


def test_all_pages_are_recognised_and_accounted_for() -> None:
    files = [path for folder in FOLDERS for path in (DATA / folder).rglob("*") if path.suffix in (".html", ".txt")]
    assert sorted(pages()) == sorted(files)
    printed = quarantined = 0
    for path, (lines, reading) in pages().items():
        aside = [each.row_no for each in reading.set_aside]
        assert sorted([*reading.used, *aside]) == list(range(1, len(lines) + 1)), path
        assert reading.n_rows == len(lines), path
        assert reading.agency_raw, path
        assert reading.seen_on, path
        printed += sum(bool(line.text) for line in lines)
        quarantined += sum(each.fate == "quarantined" for each in reading.set_aside)
    assert quarantined / printed < 0.01


def test_prints_of_portal_pages_are_recognised_and_accounted_for() -> None:
    for path in sorted((DATA / "portal").rglob("*.pdf"))[::20]:
        lines = pdf_text.lines(path)
        assert portal.recognise(lines), path
        reading = portal.read(lines, LAYOUT)
        assert sorted([*reading.used, *(each.row_no for each in reading.set_aside)]) == list(range(1, reading.n_rows + 1))
        names = [each.agency_raw.replace(" ", "") for each in (reading, pages()[path.with_suffix(".txt")][1])]
        assert names[0] == names[1], path


def test_html_and_text_of_one_snapshot_say_the_same() -> None:
    pairs = [
        (path, path.with_suffix(".txt")) for path in pages() if path.suffix == ".html" and path.with_suffix(".txt") in pages()
    ]
    assert pairs
    for one, other in pairs:
        left, right = pages()[one][1], pages()[other][1]
        shares = [[(s.from_raw, s.to_raw, s.flags) for s in reading.shares] for reading in (left, right)]
        assert shares[0] == shares[1], one
        # text-transform: uppercase shows "OVERVIEW" where the page's source says "Overview".
        fields = [
            [
                (f.field, f.label_raw.lower(), f.value_raw, f.value, f.unit)
                for f in reading.fields
                if f.field not in FREE and f.field != "public_search_audit"
            ]
            for reading in (left, right)
        ]
        assert fields[0] == fields[1], one
        assert (left.agency_raw, left.seen_on) == (right.agency_raw, right.seen_on), one


def test_attachments_are_byte_equal() -> None:
    compared = 0
    for path, (_, reading) in pages().items():
        expected = DATA / "search_audit" / path.parent.name / f"{path.stem}.csv"
        if path.suffix == ".html" and path.parent.parent == DATA / "portal":
            assert [each.data for each in reading.attachments] == ([expected.read_bytes()] if expected.exists() else []), path
            compared += len(reading.attachments)
    assert compared > 90


def test_no_vehicles_value_is_the_thirty_of_the_small_print() -> None:
    for path, (_, reading) in pages().items():
        assert not {"vehicles", "unique_vehicles", "hits", "searches"} & {
            f.field for f in reading.fields if f.value == 30 and f.value_raw != "30"
        }, path
        assert not any(f.value == 30 for f in reading.fields if f.field in ("vehicles", "unique_vehicles")), path


def test_sharing_changes_equal_the_reference() -> None:
    found = set()
    for slug, dates in snapshots().items():
        for before, after in pairwise(sorted(dates)):
            old, new = partners(dates[before]), partners(dates[after])
            found |= {(slug, before, after, direction, name, "added") for direction, name in new - old}
            found |= {(slug, before, after, direction, name, "removed") for direction, name in old - new}
    expected = {tuple(row.values()) for row in reference("expected/sharing_changes.csv")}
    assert len(expected) > 400
    assert found == expected


def test_numbers_equal_the_reference_parse() -> None:
    """The reference misses two custom labels; where it has a number, it must be ours."""
    compared = 0
    for row in reference("portal_fields_over_time.csv"):
        ours = numbers(snapshots()[row["agency"]][row["date"]])
        vehicles = "unique_vehicles" if row["vehicles_unique"] == "True" else "vehicles"
        columns = {"retention": "retention_days", "vehicles": vehicles}
        for name in ("retention", "cameras", "vehicles", "hits", "searches", "lpr_cameras"):
            if row[name]:
                assert ours[columns.get(name, name)] == float(row[name]), (row["agency"], row["date"], name)
                compared += 1
    assert compared > 2000


def test_field_changes_equal_the_reference() -> None:
    found = set()
    for slug, dates in snapshots().items():
        for before, after in pairwise(sorted(dates)):
            old, new = dates[before], dates[after]
            for name in ("cameras", "lpr_cameras"):
                if numbers(old).get(name) != numbers(new).get(name):
                    found.add((slug, before, after, name, str(numbers(old).get(name)), str(numbers(new).get(name))))
            layouts = ["v2" if any(each.name == "description" for each in page.set_aside) else "v1" for page in (old, new)]
            if layouts[0] != layouts[1]:
                found.add((slug, before, after, "layout", *layouts))
            labels = [next((f.label_raw for f in page.fields if f.field == "searches"), "") for page in (old, new)]
            if labels[0] != labels[1]:
                found.add((slug, before, after, "searches_label", *labels))
    expected = {
        (row["agency"], row["date_from"], row["date_to"], row["field"], row["old"], row["new"])
        for row in reference("expected/field_changes.csv")
        if row["field"] in ("cameras", "lpr_cameras", "layout", "searches_label")
    }
    assert len(expected) > 20
    assert found == expected


def test_a_printed_page_gives_the_list_of_its_text_or_none(data: Path) -> None:
    """Every sixth print: a list that is not whole must not be taken, for it would say that partners were cut off."""
    prints = sorted((data / "portal").glob("*/*.pdf"))[::6]
    whole = 0
    for path in prints:
        printed = portal.read(pdf_text.lines(path), LAYOUT)
        written = portal.read(txt.read(path.with_suffix(".txt").read_bytes()), LAYOUT)
        lists = [{(share.from_raw, share.to_raw) for share in reading.shares} for reading in (printed, written)]
        assert lists[0] in (lists[1], set()), path.name
        assert len(printed.used) + len(printed.set_aside) == printed.n_rows
        whole += lists[0] == lists[1]
    assert whole >= len(prints) * 0.85
