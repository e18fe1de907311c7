"""The made-up network with planted breaches: equal bytes, a truth that its files bear out, innocents of every kind."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plainview import documents
from plainview.cli import app
from plainview.errors import UserError
from plainview.law import rule as law_rule
from plainview.simulate.breaches import breach_network, duties
from plainview.simulate.breaches.country import known

Row = dict[str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("breaches") / "out"
    breach_network(out, seed=7)
    return out


@pytest.fixture(scope="module")
def truth(made: Path) -> list[Row]:
    with (made / "truth" / "breaches.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def logs(made: Path) -> dict[str, list[Row]]:
    found = {}
    for path in sorted((made / "records").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[str(path.relative_to(made / "records"))] = list(csv.DictReader(file, strict=True))
    return found


def tree(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def printed(row: Row, label: str = "Search Time") -> datetime:
    return datetime.strptime(row[label], "%m/%d/%Y, %I:%M:%S %p UTC").replace(tzinfo=UTC)


def row_of(one: Row, logs: dict[str, list[Row]]) -> Row:
    file, _, number = one["rows"].partition(":")
    return logs[file][int(number) - 1]


def of_law(truth: list[Row]) -> list[Row]:
    return [one for one in truth if one["kind"].partition(":")[0] in known()["kinds"]]


def test_equal_seeds_give_equal_bytes_and_others_do_not(made: Path, tmp_path: Path) -> None:
    breach_network(tmp_path / "same", seed=7)
    breach_network(tmp_path / "other", seed=8)
    assert tree(tmp_path / "same") == tree(made)
    assert tree(tmp_path / "other") != tree(made)


def test_a_folder_in_use_and_a_seed_below_zero_are_refused(made: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not empty"):
        breach_network(made, seed=7)
    with pytest.raises(UserError, match="too small"):
        breach_network(tmp_path / "new", seed=-1)


@pytest.mark.parametrize("other", [["--linking"], ["--quirks", "repeats"]])
def test_the_command_takes_breaches_alone(tmp_path: Path, other: list[str]) -> None:
    done = CliRunner().invoke(app, ["simulate", "--out", str(tmp_path / "out"), "--breaches", *other])
    assert done.exit_code != 0
    assert not (tmp_path / "out").exists()


def test_the_command_writes_the_network_and_tells_its_counts(made: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["simulate", "--out", str(tmp_path / "out"), "--breaches", "--seed", "7", "--json"])
    assert done.exit_code == 0, done.output
    assert tree(tmp_path / "out") == tree(made)
    counts = json.loads(done.output)
    assert counts["breaches"] > 500
    assert counts["innocents"] >= 200


def test_every_jurisdiction_with_rules_has_duties() -> None:
    folders = {path.name.upper() for path in law_rule.SHIPPED.iterdir() if path.is_dir()}
    assert folders <= {raw["state"] for raw in known()["duty"]}


def test_every_duty_and_kind_has_a_breach_and_every_kind_innocents(truth: list[Row]) -> None:
    breaches = {(one["jurisdiction"].upper(), one["kind"]) for one in truth if one["is_breach"] == "yes"}
    singles = {(duty.state, duty.kind) for duty in duties.duties() if duty.own and duty.kind.startswith("document_old")}
    assert {(duty.state, duty.kind) for duty in duties.duties()} - singles <= breaches
    innocents = Counter(one["kind"].partition(":")[0] for one in of_law(truth) if one["is_breach"] == "no")
    assert set(known()["kinds"]) == set(innocents)
    assert sum(innocents.values()) >= 200


def test_a_breach_is_expected_to_be_hit_and_an_innocent_never(truth: list[Row]) -> None:
    for one in truth:
        if one["is_breach"] == "yes":
            assert one["expected"] in ("hit", "silent"), one
        else:
            assert one["expected"] in ("clear", "unclear", "not_in_force"), one
            assert one["certain"] == "no", one


def test_printed_rows_bear_out_the_facts(truth: list[Row], logs: dict[str, list[Row]]) -> None:
    seen = 0
    for one in of_law(truth):
        if one["shows"] != "log":
            continue
        row, facts = row_of(one, logs), json.loads(one["facts"])
        cells = {"case_given": "Case #", "account_given": "Name", "plate_given": "License Plate"}
        for fact, label in cells.items():
            if fact in facts:
                assert facts[fact] == (row[label] != ""), (one, row)
        if one["side"] == "owner" or facts["log"] == "organization":
            assert facts["own_search"] == (row["Org Name"] == one["agency"]), (one, row)
        if "window_days" in facts:
            opens = datetime.strptime(row["Time Frame"].split("\n")[0], "%m/%d/%Y, %I:%M:%S %p UTC").replace(tzinfo=UTC)
            days = (printed(row) - opens).total_seconds() / 86_400
            assert days == pytest.approx(facts["window_days"], abs=1e-4)
        seen += 1
    assert seen > 900


def test_twins_stand_on_the_first_day_in_force_and_the_day_before(truth: list[Row], logs: dict[str, list[Row]]) -> None:
    starts = {(duty.kind, duty.law): duty.start for duty in duties.duties()}
    seen: Counter[str] = Counter()
    for one in of_law(truth):
        start = starts[one["kind"], one["law"]]
        if one["shows"] == "log" and start and one["note"] == "the first day in force":
            assert printed(row_of(one, logs)).date() == start
            seen["first"] += 1
        if one["note"] == "the evening before by the local clock":
            assert printed(row_of(one, logs)) - timedelta(hours=4) < datetime.combine(start or date.max, datetime.min.time(), UTC)
            seen["evening"] += 1
        elif one["shows"] == "log" and start and one["expected"] == "not_in_force":
            assert printed(row_of(one, logs)).date() == start - timedelta(days=1)
            seen["before"] += 1
    assert min(seen["first"], seen["before"]) > 50
    assert seen["evening"] > 3


@pytest.mark.parametrize(("kind", "fact"), [("window_own", "window_days"), ("retention_posted", "posted_retention_days")])
def test_both_sides_of_the_cap_are_planted(truth: list[Row], kind: str, fact: str) -> None:
    caps = {(duty.state.lower(), duty.kind, duty.law, "{place}" in duty.own): duty.days for duty in duties.duties()}
    sides: dict[str, set[bool]] = defaultdict(set)
    for one in truth:
        if one["kind"] == kind and one["expected"] in ("hit", "clear"):
            cap = caps[one["jurisdiction"], kind, one["law"], "Shopping" in one["agency"]]
            over = json.loads(one["facts"])[fact] > cap
            assert over == (one["is_breach"] == "yes"), one
            sides[one["agency"] if kind == "window_own" else one["law"]].add(over)
    single = {"us-il-expressway", "us-ca-veh2413-retention", "us-fl-316.0778-retention"}
    assert all(both == {True, False} for law, both in sides.items() if law not in single), sides


def test_pages_post_what_was_planted(made: Path, truth: list[Row]) -> None:
    pages = [one for one in of_law(truth) if one["kind"] == "retention_posted"]
    assert len(pages) > 60
    for one in pages:
        text = (made / "records" / one["rows"]).read_text(encoding="utf-8")
        posted = re.search(r"Data retention \(in days\)</p>.*?>(\d+) days<", text)
        facts = json.loads(one["facts"])
        assert (float(posted[1]) if posted else None) == facts.get("posted_retention_days"), one


def test_listed_partners_are_printed_on_their_page(made: Path, truth: list[Row]) -> None:
    for one in of_law(truth):
        if one["shows"] == "list" and "#" in one["rows"]:
            file, _, partner = one["rows"].partition("#")
            assert partner in (made / "records" / file).read_text(encoding="utf-8")


def test_documents_can_be_loaded_and_say_what_the_truth_says(made: Path, truth: list[Row]) -> None:
    answers = {(one.agency, one.document): one.answer for one in documents.load(made / "case")}
    assert {"held", "none"} == set(answers.values())
    for one in of_law(truth):
        if one["shows"] == "document":
            answer = answers.get((one["agency"], json.loads(one["facts"])["document"]))
            assert (answer is None) == (one["expected"] == "unclear"), one


def test_who_left_the_287g_list_is_missing_on_its_last_day_alone(made: Path) -> None:
    with (made / "lists" / "287g_history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    days = sorted({row["date"] for row in rows})
    on = {day: {row["agency"] for row in rows if row["date"] == day} for day in days}
    left = on[days[-2]] - on[days[-1]]
    assert left
    assert all(left <= on[day] for day in days[:-1])
    assert date.fromisoformat(days[-1]) == known()["main_day"]


def test_plates_are_made_up(logs: dict[str, list[Row]]) -> None:
    plates = {row["License Plate"] for rows in logs.values() for row in rows}
    assert all(re.fullmatch(r"FAKE\d{4}|\*\*\*|", plate) for plate in plates)


def test_a_pattern_is_printed_as_often_as_its_strength_says(truth: list[Row], logs: dict[str, list[Row]]) -> None:
    counted = {raw["kind"] for raw in known()["pattern"] if raw["vary"] == "count"}
    ways = {raw["kind"] for raw in known()["pattern"] if raw["vary"] != "count"}
    seen = 0
    for one in truth:
        if one["kind"] in counted - ways:
            assert len(one["rows"].split("|")) >= float(one["strength"]), one
            seen += 1
    assert seen > 50


def test_every_pattern_has_innocent_look_alikes(truth: list[Row]) -> None:
    patterns = {raw["kind"] for raw in known()["pattern"]}
    for answer in ("yes", "no"):
        assert patterns == {one["kind"] for one in truth if one["kind"] in patterns and one["is_breach"] == answer}
