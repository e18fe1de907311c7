"""Portal pages: golden pages of all layouts, and one test for every mistake known from other parsers."""

from __future__ import annotations

import base64
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.ingest import portal
from plainview.ingest.portal_values import data_link, iso_date, number
from plainview.model import Field, Line, PageReading
from plainview.read import html, txt

ROOT = Path(__file__).parents[2]
LAYOUT = tomllib.loads((ROOT / "src/plainview/layouts/flock_portal_page.toml").read_text("utf-8"))
CASES = sorted((ROOT / "tests/cases/layouts").glob("flock_portal_page*"))
READERS = {".html": html.read, ".txt": txt.read}
TOP = """Alder Falls OR PD
Transparency Portal

Last updated: Wed Apr 29 2026

Policies

What's Detected

Vehicles

Hotlist Policy

Verified.

USAGE
"""
FOOT = "\nProvided by Flock Safety\n"


def lines_of(case: Path) -> list[Line]:
    page = next(path for path in case.iterdir() if path.stem == "page")
    return READERS[page.suffix](page.read_bytes())


def summary(reading: PageReading) -> dict[str, Any]:
    """What a golden file holds: everything that a reader of the page could check by eye."""
    return {
        "agency_raw": reading.agency_raw,
        "seen_on": reading.seen_on,
        "n_rows": reading.n_rows,
        "fields": [[f.row_no, f.field, f.label_raw, f.value_raw, f.value, f.unit] for f in reading.fields],
        "shares": [[s.row_no, s.from_raw, s.to_raw, s.listed_raw, s.flags] for s in reading.shares],
        "set_aside": dict(sorted(Counter(f"{s.fate}: {s.name}" for s in reading.set_aside).items())),
        "issues": [[i.row_no, i.kind, i.column_name, i.value] for i in reading.issues],
        "attachments": [[a.name, a.data.decode()] for a in reading.attachments],
    }


def read(body: str, top: str = TOP, foot: str = FOOT) -> PageReading:
    reading = portal.read(txt.read((top + body + foot).encode()), LAYOUT)
    assert_accounted(reading)
    return reading


def assert_accounted(reading: PageReading) -> None:
    aside = [each.row_no for each in reading.set_aside]
    assert len(aside) == len(set(aside))
    assert not reading.used & set(aside)
    assert reading.used | set(aside) == set(range(1, reading.n_rows + 1))


def value_of(reading: PageReading, field: str) -> Field:
    return next(each for each in reading.fields if each.field == field)


def kinds(reading: PageReading) -> list[str]:
    return [issue.kind for issue in reading.issues]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_page(case: Path) -> None:
    lines = lines_of(case)
    assert portal.recognise(lines)
    reading = portal.read(lines, LAYOUT)
    assert_accounted(reading)
    assert summary(reading) == json.loads((case / "expected.json").read_text("utf-8"))


def test_there_is_a_golden_page_for_each_layout() -> None:
    assert len(CASES) >= 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Transparency Portal",
        "Dear records officer,\n\nplease send the Transparency Portal figures: what's detected, hotlist policy.",
        "Organization Name,Networks Shared With Me\nAlder Falls PD,Port Wren",
    ],
)
def test_other_files_are_not_recognised(text: str) -> None:
    assert not portal.recognise(txt.read(text.encode()))


def test_small_print_is_never_a_number() -> None:
    reading = read("\nVehicles detected in the last 30 days\n\nNumber of vehicles detected over the last 30 days.\n\n1,250\n")
    assert value_of(reading, "vehicles").value == 1250


def test_small_print_that_nobody_knows_is_set_aside_not_read() -> None:
    reading = read("\nUnique Vehicles Detected\n\nPlates read in the last 30 days of use.\n\n1,250\n")
    assert value_of(reading, "unique_vehicles").value == 1250
    assert [each.fate for each in reading.set_aside if each.name == "unread"] == ["quarantined"]


def test_a_number_that_is_the_days_of_the_small_print_is_suspicious() -> None:
    assert kinds(read("\nVehicles detected in the last 30 days\n\n30\n")) == ["value_suspicious"]


def test_vehicles_and_unique_vehicles_are_two_fields() -> None:
    reading = read("\nVehicles detected in the last 30 days\n\n900\n\nUnique vehicles detected in the last 30 days\n\n400\n")
    assert value_of(reading, "vehicles").value == 900
    assert value_of(reading, "unique_vehicles").value == 400
    assert kinds(reading) == []


def test_small_print_of_another_field_is_reported() -> None:
    reading = read("\nVehicles detected\n\nNumber of unique plate reads over the last 30 days.\n\n400\n")
    assert kinds(reading) == ["description_differs"]


def test_more_lpr_cameras_than_cameras_is_suspicious() -> None:
    assert kinds(read("\nTotal Cameras\n\n3\n\nLPR Cameras\n\n4\n")) == ["value_suspicious"]


@pytest.mark.parametrize(("value", "kind"), [("-Infinity days", "value_not_read"), ("Data Unavailable", "value_not_shown")])
def test_a_value_that_is_no_number(value: str, kind: str) -> None:
    reading = read(f"\nData retention (in days)\n\n{value}\n")
    assert value_of(reading, "retention_days").value is None
    assert value_of(reading, "retention_days").value_raw == value
    assert kinds(reading) == [kind]


def test_a_label_without_a_value_does_not_take_the_next_label() -> None:
    reading = read("\nHotlists Alerted On\n\nNumber of Searches\n\n7\n")
    assert value_of(reading, "hotlists").value_raw == ""
    assert value_of(reading, "searches").value == 7


def test_an_unknown_label_is_an_issue_and_its_value_is_kept() -> None:
    reading = read("\nTotal Cameras\n\n3\n\nDrones owned\n\n12\n\nNumber of Searches\n\n7\n")
    assert [(i.kind, i.value) for i in reading.issues] == [("label_not_known", "Drones owned")]
    other = value_of(reading, "other")
    assert (other.label_raw, other.value_raw) == ("Drones owned", "12")
    assert value_of(reading, "searches").value == 7


OUTBOUND = "\nOrganizations granted access to Alder Falls OR PD data\n"
INBOUND = "\nOrganizations sharing their data with Alder Falls OR PD\n"


def listed(reading: PageReading) -> list[str]:
    return [share.listed_raw for share in reading.shares]


@pytest.mark.parametrize(
    "printed",
    [
        "University of California, Berkeley, Port Wren OR PD, Cedar Outlets, LLC, Brook Cinema, Inc.",
        "University of California\nBerkeley\nPort Wren OR PD\nCedar Outlets\nLLC\nBrook Cinema, Inc.",
        "University of California, Berkeley\nPort Wren OR PD\nCedar Outlets\nLLC\nBrook Cinema\nInc.",
    ],
)
def test_names_with_commas_stay_whole(printed: str) -> None:
    names = ["University of California, Berkeley", "Port Wren OR PD", "Cedar Outlets, LLC", "Brook Cinema, Inc."]
    assert listed(read(f"{OUTBOUND}\n{printed}\n\nHotlists Alerted On\n\nNCIC\n")) == names


def test_a_city_called_like_a_campus_stays_on_its_own() -> None:
    assert listed(read(f"{OUTBOUND}\nPort Wren OR PD\nBerkeley CA PD\n")) == ["Port Wren OR PD", "Berkeley CA PD"]


def test_a_list_wrapped_by_a_print_is_put_together() -> None:
    printed = "Port Wren OR PD, Lark County\nOR SO, Quarry Hill PD OR, Cedar\nMills OR PD, Brook\nOR PD"
    text = TOP.replace("\n\n", "\n") + f"{OUTBOUND.strip()}\n{printed}\nHotlists Alerted On\nNCIC"
    reading = portal.read([Line(f"line {n}", each) for n, each in enumerate(text.splitlines(), 1)], LAYOUT)
    assert_accounted(reading)
    assert listed(reading) == [
        "Port Wren OR PD",
        "Lark County OR SO",
        "Quarry Hill PD OR",
        "Cedar Mills OR PD",
        "Brook OR PD",
    ]


@dataclass(frozen=True)
class Cell:
    x0: float
    x1: float
    text: str


@dataclass(frozen=True)
class PrintLine(Line):
    cells: tuple[Cell, ...] = ()


def printed_in_two_columns(rows: list[tuple[str, str]]) -> list[Line]:
    """Lines as the PDF reader gives them: columns at 50 and at 400 points, cut into odd cells."""
    lines: list[Line] = []
    for row, (left, right) in enumerate(rows, 1):
        cells = [
            Cell(at + 9.0 * n, at + 9.0 * n + 5, word)
            for at, side in ((50, left), (400, right))
            for n, word in enumerate(side.split())
        ]
        lines.append(PrintLine(f"page 1 line {row}", "\t".join(filter(None, (left, right))), cells=tuple(cells)))
    return lines


def test_the_two_columns_of_a_print_are_read_one_after_the_other() -> None:
    rows = [
        ("Alder Falls OR PD", ""), ("Transparency Portal", ""), ("Last Updated: Thu Apr 09 2026", ""),
        ("Policies", "Usage"),
        ("What's Detected", "Number of LPR and other cameras"),
        ("License Plates, Vehicles", "123"),
        ("Hotlist Policy", "Organizations granted access to Alder"),
        ("Hits are checked by", "Falls OR PD data"),
        ("a person.", "Port Wren OR PD, Lark County"),
        ("", "OR SO, University of California,"),
        ("", "Davis, Quarry-"),
        ("", "Hill PD OR"),
        ("", "Organizations sharing their data with Alder"),
        ("", "Falls OR PD"),
        ("", "Cedar Mills OR PD"),
        ("Additional Info", ""),
        ("ALPR Policy", ""),
        ("https://alderfalls.example", ""),
    ]  # fmt: skip
    lines = printed_in_two_columns(rows)
    assert portal.recognise([*lines, Line("", "Access Policy"), Line("", "Acceptable Use Policy")])
    reading = portal.read(lines, LAYOUT)
    assert_accounted(reading)
    assert value_of(reading, "cameras").value == 123
    assert value_of(reading, "hotlist_policy").value_raw == "Hits are checked by\na person."
    assert value_of(reading, "alpr_policy").value_raw == "https://alderfalls.example"
    names = ["Port Wren OR PD", "Lark County OR SO", "University of California, Davis", "Quarry-Hill PD OR"]
    assert [s.listed_raw for s in reading.shares if s.from_raw == "Alder Falls OR PD"] == names
    assert [s.from_raw for s in reading.shares if s.to_raw == "Alder Falls OR PD"] == ["Cedar Mills OR PD"]
    assert not [each for each in reading.set_aside if each.fate == "quarantined"]


def test_a_list_that_a_print_cuts_is_not_taken_for_the_whole_list() -> None:
    rows = [
        ("Alder Falls OR PD", ""), ("Transparency Portal", ""), ("Last updated: Wed Apr 29 2026", ""),
        ("POLICIES", "USAGE"),
        ("What's Detected", "Organizations granted access to Alder Falls OR PD data"),
        ("Vehicles", "Organizations granted access to Alder Falls OR PD data."),
        ("Hotlist Policy", "Port Wren OR PD Lark County OR SO"),
        ("Verified.", "Quarry Hill PD OR Cedar Mills OR PD"), ("Provided by Flock Safety", ""),
    ]  # fmt: skip
    reading = portal.read(printed_in_two_columns(rows), LAYOUT)
    assert_accounted(reading)
    assert reading.shares == []
    assert kinds(reading) == ["list_cut"]
    assert sum(each.fate == "quarantined" for each in reading.set_aside) == 2


def test_direction() -> None:
    reading = read(f"{OUTBOUND}\nPort Wren OR PD\n{INBOUND}\nLark County OR SO\n")
    assert [(s.from_raw, s.to_raw) for s in reading.shares] == [
        ("Alder Falls OR PD", "Port Wren OR PD"),
        ("Lark County OR SO", "Alder Falls OR PD"),
    ]


def test_a_heading_in_the_agencys_own_words() -> None:
    heading = "External Organizations with Access. The City will not sell, share, or transfer data, except to others."
    reading = read(f"\n{heading}\n\nPort Wren OR PD, Lark County OR SO\n")
    assert listed(reading) == ["Port Wren OR PD", "Lark County OR SO"]


@pytest.mark.parametrize("heading", [OUTBOUND, INBOUND, "\nSharing Network Data With\n", "\nReceiving Network Data From\n"])
def test_an_empty_list_is_never_silent(heading: str) -> None:
    reading = read(f"{heading}\nHotlists Alerted On\n\nNCIC\n")
    assert reading.shares == []
    assert kinds(reading) == ["list_not_read"]


def test_a_page_that_ends_inside_its_list_gives_no_partner() -> None:
    reading = read(f"{OUTBOUND}\nPort Wren OR PD\nLark County OR SO\nBirch Hol", foot="")
    assert reading.shares == []
    assert sorted(kinds(reading)) == ["list_cut", "page_cut"]
    assert [each.fate for each in reading.set_aside if each.name == "unread"] == ["quarantined"] * 3
    whole = read(f"{OUTBOUND}\nPort Wren OR PD\nLark County OR SO\n\nHotlists Alerted On\n\nNC", foot="")
    assert (listed(whole), kinds(whole)) == (["Port Wren OR PD", "Lark County OR SO"], ["page_cut"])


def test_a_list_under_a_label_that_is_no_lists_is_kept_as_text_and_told() -> None:
    names = [f"{town} OR PD" for town in "Alder Brook Cedar Dune Elm Fern Gorse Hazel Iris".split()]
    for between in (", ", "\n"):
        reading = read(f"\nTotal Cameras\n\n3\n\nAgencies we work with\n\n{between.join(names)}\n")
        assert reading.shares == []
        assert ("list_not_read", "") in {(issue.kind, issue.column_name) for issue in reading.issues}
        assert all(name in value_of(reading, "other").value_raw for name in names)


def test_a_count_above_nothing_without_a_list_is_a_list_that_was_not_read() -> None:
    assert kinds(read("\nNumber of organizations granted access\n\n3\n")) == ["list_not_read"]
    assert kinds(read("\nNumber of organizations granted access\n\n0\n")) == []
    both = read(f"\nNumber of organizations granted access\n\n3\n{OUTBOUND}\nHotlists Alerted On\n\nNCIC\n")
    assert kinds(both) == ["list_not_read"]


@pytest.mark.parametrize(
    ("label", "value", "kind"),
    [
        ("Data retention (in days)", "30 days", []),
        ("Data retention (in days)", "30", []),
        ("Data retention (in days)", "4 weeks", ["value_not_read"]),
        ("Data retention (in days)", "30 vehicles", ["unit_differs"]),
        ("Total Cameras", "12 cameras", []),
        ("Total Cameras", "12 days", ["unit_differs"]),
        ("Number of Searches", "1.2M", ["value_not_read"]),
    ],
)
def test_a_figure_in_another_unit_is_told(label: str, value: str, kind: list[str]) -> None:
    assert kinds(read(f"\n{label}\n\n{value}\n")) == kind


def test_the_own_agency_in_an_inbound_list_makes_no_outbound_list() -> None:
    reading = read(f"{INBOUND}\nPort Wren OR PD\nAlder Falls OR PD\n")
    assert [share.direction for share in reading.shares] == ["inbound", "inbound"]
    assert [share.piece for share in reading.shares] == [1, 2]


def test_a_list_that_says_none_is_a_statement() -> None:
    reading = read("\nOrganizations granted access to Alder Falls OR PD data- NONE\n\nHotlists Alerted On\n\nNCIC\n")
    assert reading.shares == []
    assert kinds(reading) == []
    assert value_of(reading, "outbound_list").value == 0


def test_a_printed_count_is_checked() -> None:
    heading = OUTBOUND.strip("\n")
    assert kinds(read(f"\n{heading} (2)\n\nPort Wren OR PD, Lark County OR SO\n")) == []
    assert kinds(read(f"\n{heading} (3)\n\nPort Wren OR PD, Lark County OR SO\n")) == ["count_differs"]
    count = "\nNumber of organizations granted access\n\n3\n"
    assert kinds(read(f"{count}\n{heading}\n\nPort Wren OR PD, Lark County OR SO\n")) == ["count_differs"]


def test_a_partner_listed_twice_and_the_agency_itself_are_reported() -> None:
    reading = read(f"{OUTBOUND}\nPort Wren OR PD, Port Wren OR PD, Alder Falls OR PD\n")
    assert kinds(reading) == ["partner_repeated", "own_agency_listed"]


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("[Federal] Lark Lakes HIDTA", "federal"),
        ("Port Wren OR PD [INACTIVE]", "inactive"),
        ("Port Wren OR PD (deactivated)", "deactivated"),
        ("[DEACTIVATED] - demo", "deactivated demo"),
        ("DNU - Port Wren PD", "do_not_use"),
        ("Duplicate - do not use - Port Wren", "do_not_use"),
        ("DO NOT USE", "do_not_use"),
        ("Old", "do_not_use"),
        ("Old Mill OR PD", ""),
        ("Democrat Springs CA PD", ""),
        ("San Lark County Human Services [Law Enforcement]", ""),
    ],
)
def test_flags_leave_the_name_as_printed(name: str, flags: str) -> None:
    (share,) = read(f"{OUTBOUND}\n{name}\n").shares
    assert (share.to_raw, share.listed_raw, share.flags) == (name, name, flags)


def test_a_label_inside_news_ends_the_news() -> None:
    reading = read("\nCommunity Impact\nIn the News\nPORT WREN\n\nTotal Cameras\n\n3\n")
    assert value_of(reading, "cameras").value == 3
    assert sum(each.name == "news_item" for each in reading.set_aside) == 2


def test_lines_under_no_label_are_quarantined() -> None:
    reading = read("", top="What is this line?\n" * 20 + TOP)
    assert sum(each.fate == "quarantined" for each in reading.set_aside) == 20


def test_a_page_without_a_name_says_so() -> None:
    assert "agency_not_named" in kinds(read("\nTotal Cameras\n\n3\n", top="Transparency Portal\n\nUsage\n"))


def test_a_base64_audit_and_a_broken_one() -> None:
    data = b'"id","reason"\n"1","theft"'
    good = "data:text/csv;base64," + base64.b64encode(data).decode()
    page = "<h1>Alder Falls OR PD</h1><h2>Transparency Portal</h2><p>Last Updated: Thu Apr 09 2026</p><h3>Usage</h3>"
    audit = '<p>Public Search Audit</p><div><a href="{}" download="audit.csv">Download CSV</a></div>'
    reading = portal.read(html.read((page + audit.format(good)).encode()), LAYOUT)
    assert [(a.name, a.data) for a in reading.attachments] == [("audit.csv", data)]
    assert value_of(reading, "public_search_audit").value_raw == "carried"
    reading = portal.read(html.read((page + audit.format("data:text/csv;base64,###")).encode()), LAYOUT)
    assert reading.attachments == []
    assert "attachment_not_read" in kinds(reading)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30 days", (30.0, "days")),
        ("1 day", (1.0, "days")),
        ("119,695", (119695.0, "")),
        ("0", (0.0, "")),
        ("-Infinity days", None),
        ("1,23", None),
        ("over the last 30 days", None),
        ("", None),
    ],
)
def test_numbers(text: str, value: tuple[float, str] | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thu Apr 09 2026", "2026-04-09"),
        ("April 9, 2026", "2026-04-09"),
        ("2026-04-09T12:10:17.849Z", "2026-04-09"),
        ("4/9/2026", "2026-04-09"),
        ("Thu Foo 09 2026", ""),
        ("Feb 30 2026", ""),
        ("", ""),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert iso_date(text) == day


@given(st.binary(max_size=200))
def test_any_bytes_survive_a_data_link(data: bytes) -> None:
    from urllib.parse import quote

    assert data_link("data:text/csv;charset=utf-8," + quote(data, safe="")) == data
    assert data_link("data:text/csv;base64," + base64.b64encode(data).decode()) == data


PIECES = [line for line in (TOP + OUTBOUND + INBOUND).splitlines() if line] + [
    "Community Impact", "Additional Info", "Myth vs. Fact", "Number of Searches", "30 days",
    "Port Wren OR PD, Lark, LLC",
    "Number of LPR and other cameras.", "Public Search Audit", "Provided by Flock Safety", "", "", "Who knows?",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=60), st.sampled_from(["", "p", "div", "h3"]))
def test_every_line_of_any_page_is_accounted_for(texts: list[str], tag: str) -> None:
    lines = [Line(f"line {n}", text.strip(), tag) for n, text in enumerate(texts, 1)]
    assert_accounted(portal.read(lines, LAYOUT))


@given(
    st.lists(
        st.sampled_from(["Port Wren OR PD", "Lark County OR SO", "Cedar, LLC", "Quarry Intel Center", "Quarry PD"]),
        min_size=2,
        unique=True,
    )
)
def test_both_ways_of_printing_a_list_give_the_same_partners(names: list[str]) -> None:
    joined = read(f"{OUTBOUND}\n{', '.join(names)}\n")
    split = read(f"{OUTBOUND}\n" + "\n".join(names).replace(", LLC", "\nLLC") + "\n")
    assert listed(joined) == listed(split) == names


def _print(*, list_in_text: bool) -> list[Line]:
    partners = [f"Port Wren {number} CA PD, Alder {number} CA PD," for number in range(60)]
    text = ["Hotlist hits are verified."]
    pages = [
        "Alder Falls CA PD", "Transparency Portal", "Last Updated: Fri Mar 27 2026", "Policies", "What's Detected",
        "License Plates, Vehicles", "What's Not Detected", "Faces", "Access Policy", "A reason is needed.", "Usage",
        "Data retention (in days)", "30 days", "Organizations granted access to Alder Falls CA PD data", *partners[:20],
        "Hotlist Policy", *text, *(partners[20:] if list_in_text else ()), "Provided by Flock Safety",
    ]  # fmt: skip
    return [Line(f"page 1 line {number}", words) for number, words in enumerate(pages, 1)]


@pytest.mark.parametrize("list_in_text", [False, True])
def test_a_list_that_runs_on_inside_a_printed_text_is_not_taken(list_in_text: bool) -> None:
    reading = portal.read(_print(list_in_text=list_in_text), LAYOUT)
    assert bool(reading.shares) is not list_in_text
    assert any(issue.kind == "list_cut" for issue in reading.issues) is list_in_text
    assert len(reading.used) + len(reading.set_aside) == reading.n_rows
