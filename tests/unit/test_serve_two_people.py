"""Two people and a publisher: each decides under their account, neither sees what the other said, and what leaves the case."""

from __future__ import annotations

import csv
import json
import shutil
import time
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from serving import Pages, field_of, files_below
from teaming import Browser, TeamPages, cheap

from plainview import journey, publishing
from plainview.case import Case, open_case
from plainview.decisions import findings as decided
from plainview.decisions import read
from plainview.errors import UserError
from plainview.intake import Facts
from plainview.publishing import inside
from plainview.publishing.residue import Found
from plainview.server import errand, finding_queue, publish_room

DAY = date(2026, 1, 2)
HEADER = (
    "ID,Name,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,License Plate,Reason,Case #,Filters,"
    "Search Time,Search Type"
)
PLATE, WORD = "7ZQX491", "BURGLARY"
TOWNS = ("Alder Falls OH PD", "Port Wren CA PD", "Birch Hollow OH SO")


def log() -> str:
    """A made-up network audit: some searches without a reason, one plate that is a word too."""
    lines = [HEADER]
    for number in range(90):
        day = f"{1 + number % 3:02d}/{1 + number % 27:02d}/2025, {1 + number % 11:02d}:{number % 60:02d}:14 PM UTC"
        reason = ("stolen vehicle", "burglary", "10851 VC", "")[number % 4]
        plate = WORD if number == 7 else PLATE
        who = f"{number:08d}-0000-4000-8000-000000000000,A. B.,{TOWNS[number % 3]},{3 + number % 7},41"
        lines.append(f'{who},,{plate},{reason},,,"{day}",search')
    return "\n".join(lines) + "\n"


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("made")
    (folder / "network audit.csv").write_text(log())
    case = open_case(folder / "case", DAY)
    done = journey.take_in(case, [folder / "network audit.csv"], Facts(DAY, custodian=TOWNS[0]), None, lambda *_: None)
    journey.build(case, done.fingerprint, lambda *_: None)
    return case


@pytest.fixture
def case(made: Case, tmp_path: Path) -> Case:
    shutil.copytree(made.root, tmp_path / "case")
    return Case(tmp_path / "case")


@pytest.fixture
def pages(case: Case) -> Iterator[TeamPages]:
    found = TeamPages(case)
    found.state.live.look = lambda at_once=False: None  # no page of the site is needed here
    yield found
    found.close()


def two(case: Case) -> None:
    with (case.root / "plainview.toml").open("a") as file:
        file.write("two_person = true\n")


def lines(case: Case) -> list[tuple[str, str, str, str]]:
    return [(one.decision_id, one.by, one.a, one.verdict) for one in read(case.decisions)]


def state_of(case: Case, finding: str) -> str:
    return decided.of_case(case)[0][finding].state


# ---- two people -----------------------------------------------------------------------------------------------------------


def test_a_finding_that_needs_two_needs_two_accounts(pages: TeamPages) -> None:
    two(pages.case)
    one, other, publisher = pages.signed_in("R. Vale"), pages.signed_in("Q. Birch"), pages.signed_in("P. Wren")
    text = one.get("/review/findings?all=1").text
    finding = field_of(text, "id")
    assert "Nobody has decided about it; two people are needed" in text
    said = {"id": finding, "verdict": "confirmed", "why": "read all rows of the original"}
    # Whatever name is typed: it is the account's.
    assert one.post("/review/findings/decide", **said, name="Q. Birch", by="Q. Birch").status == 303
    assert one.post("/review/findings/decide", **said).status == 303
    assert lines(pages.case) == [("d1", "R. Vale", finding, "confirmed")]
    assert state_of(pages.case, finding) == "open"
    assert "one of two; a second is needed" in one.get(f"/review/findings?id={finding}").text
    # The other is not told what was said, on no page that they may come to.
    for address in (f"/review/findings?id={finding}", "/decisions", "/decisions?all=1", "/review", "/progress", "/settings"):
        text = other.get(address).text
        assert "read all rows" not in text, address
        assert not [word for word in ("confirmed by", ">confirmed<", "a second is needed") if word in text], address
    text = other.get(f"/review/findings?id={finding}").text
    assert "1 person has decided about it; 1 of two. What was said you see when you have, too" in text
    assert "answered" in other.get("/decisions").text
    # And is told when they have answered.
    assert other.post("/review/findings/decide", **{**said, "why": "read them too"}).status == 303
    assert state_of(pages.case, finding) == "confirmed"
    assert "read all rows" in other.get("/decisions").text
    assert "Confirmed by 2 people" in other.get(f"/review/findings?id={finding}").text
    assert "read all rows" not in publisher.get("/decisions").text
    assert [line for line in pages.log if line[1] == "decided"] == [
        ("R. Vale", "decided", f"d1 finding {finding}"),
        ("R. Vale", "decided", f"d1 finding {finding}"),
        ("Q. Birch", "decided", f"d2 finding {finding}"),
    ]
    assert "read all" not in pages.team.activity.path.read_text()
    assert "confirmed" not in pages.team.activity.path.read_text()


def test_who_decided_cannot_be_undone_by_another(pages: TeamPages) -> None:
    one, other = pages.signed_in("R. Vale"), pages.signed_in("Q. Birch")
    finding = field_of(one.get("/review/findings?all=1").text, "id")
    assert one.post("/review/findings/decide", id=finding, verdict="dismissed", why="the clerk showed the column").status == 303
    other.get("/decisions")
    assert other.post("/decisions/undo", decision="d1", why="no").status == 409
    assert one.post("/decisions/undo", decision="d1", why="a slip").status == 303
    assert [line[3] for line in lines(pages.case)] == ["dismissed", "undone"]
    assert pages.log[-1] == ("R. Vale", "undone", "d1")


def test_a_dismissal_is_not_told_either(pages: TeamPages) -> None:
    one, other = pages.signed_in("R. Vale"), pages.signed_in("Q. Birch")
    finding = field_of(one.get("/review/findings?all=1").text, "id")
    assert one.post("/review/findings/decide", id=finding, verdict="dismissed", why="the clerk showed the column").status == 303
    for address in (f"/review/findings?id={finding}", "/decisions?all=1"):
        text = other.get(address).text
        # The word stands among the choices, and nowhere else.
        assert "the clerk" not in text
        assert "<dd>Dismissed" not in text
        assert "<strong>dismissed</strong>" not in text
    assert "the clerk" in one.get("/decisions").text


@pytest.mark.parametrize("scope", ["agency", "account"])
@pytest.mark.parametrize("is_mine", [True, False])
@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_where_a_finding_stands_is_told_in_words(scope: str, is_mine: bool, n: int) -> None:
    if is_mine and not n:
        return
    evidence = "0" * 12
    same = {"subject": "finding", "state": "standing", "verdict": "confirmed", "a": "f", "b": evidence}
    said = [{**same, "by": f"P{k}", "decision_id": f"d{k}"} for k in range(n)]
    state = decided.findings_state(said, {"f": evidence})["f"]
    row = {"n_people": n, "needs_two": scope == "account", "is_mine": is_mine}
    told = finding_queue.stands(row, state)
    assert ("confirmed" in told.lower()) == is_mine
    assert ("two" in told) == (scope == "account" and (not is_mine or n == 1))
    if is_mine and scope == "account":
        assert ("one of two" in told) == (n == 1)


# ---- publishing -----------------------------------------------------------------------------------------------------------


def done(pages: TeamPages | Pages) -> Any:
    while pages.state.works.is_running:
        time.sleep(0.05)
    work = pages.state.works.last
    while work.state == "running":
        time.sleep(0.05)
    return work


def test_a_publisher_publishes_into_the_case_after_looking_at_the_words(pages: TeamPages) -> None:
    browser, viewer = pages.signed_in("P. Wren"), pages.signed_in("V. Ash")
    assert "Nothing was published into this case yet" in browser.get("/publish").text
    assert browser.post("/publish/begin", name="2026-01-02").headers["location"] == "/progress"
    assert done(pages).state == "failed"
    assert not (pages.case.root / "publish" / "2026-01-02").exists()
    text = unescape(browser.get("/publish").text)
    assert "1 word that is a plate too, and nothing was published" in text
    assert f'name="word" value="{WORD}"' in text
    assert PLATE not in text
    # Where anybody may look, neither plate nor word is told.
    for address in ("/progress", "/progress.json"):
        assert not [one for one in (PLATE, WORD) if one in viewer.get(address).text], address
    assert browser.post("/publish/begin", name="2026-01-02", word=WORD, sqlite="1").status == 303
    work = done(pages)
    assert work.state == "done", work.wrong
    folder = pages.case.root / "publish" / "2026-01-02"
    assert publishing.check(folder).is_whole
    assert (folder / "data" / "plainview.sqlite").exists()
    assert not [path for path in folder.rglob("*.html") if PLATE in path.read_text()]
    text = unescape(browser.get("/publish").text)
    assert publishing.check(folder).sha256 in text
    assert "publish/2026-01-02" in text
    assert "Published" in unescape(viewer.get("/progress").text)
    published = [line for line in pages.log if line[1] in ("published", "work_ended")]
    assert published == [
        ("P. Wren", "published", "publish/2026-01-02"),
        ("P. Wren", "work_ended", "Publishing: failed"),
        ("P. Wren", "published", "publish/2026-01-02"),
        ("P. Wren", "work_ended", f"Publishing: done, publish/2026-01-02 with manifest {publishing.check(folder).sha256}"),
    ]
    assert not any(WORD in " ".join(line) for line in pages.log)
    # The same as the command writes, byte for byte.
    other = pages.case.root.parent / "by the command"
    publishing.publish(pages.case, other, publishing.Asked(allowed=(WORD,), sqlite=True), lambda *_: None)
    names = [name for name in files_below(other) if not name.endswith(".sqlite")]
    assert files_below(folder) == files_below(other)
    assert [name for name in names if (folder / name).read_bytes() != (other / name).read_bytes()] == []


@pytest.mark.parametrize("name", ["", "..", "../x", "/tmp/x", "a/b", "A", ".x", "x.", "a" * 41, "-", "é", "a b", "x\n"])
def test_nothing_is_published_outside_the_case(pages: TeamPages, name: str) -> None:
    browser = pages.signed_in("P. Wren")
    before = sorted(path.name for path in pages.case.root.parent.iterdir())
    if name != "x\n":  # a form's field loses its ends
        assert browser.post("/publish/begin", name=name).status == 409
        assert pages.state.works.last is None
    with pytest.raises(UserError):
        inside.place(pages.case, name)
    assert sorted(path.name for path in pages.case.root.parent.iterdir()) == before


def test_a_link_that_leads_out_is_not_followed(case: Case, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (case.root / "publish").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="leads out"):
        inside.place(case, "2026-01-02")
    (case.root / "publish").unlink()
    (case.root / "publish").mkdir()
    (case.root / "publish" / "2026-01-02").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="leads out"):
        inside.place(case, "2026-01-02")
    assert inside.place(case, "2026-01-03") == case.root / "publish" / "2026-01-03"


def test_what_lies_there_and_was_not_published_is_not_replaced(pages: TeamPages) -> None:
    browser = pages.signed_in("P. Wren")
    folder = pages.case.root / "publish" / "mine"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("keep me")
    browser.get("/publish")
    assert browser.post("/publish/begin", name="mine", word=WORD).status == 303
    work = done(pages)
    assert work.state == "failed"
    assert "was not published before" in work.wrong[0][1]
    assert (folder / "notes.txt").read_text() == "keep me"


def test_the_command_may_write_there_and_nowhere_else_in_the_case(case: Case) -> None:
    for place in (
        case.root,
        case.root / "x",
        case.root / "publish",
        case.root / "publish" / "a" / "b",
        case.root / "publish" / "A",
    ):
        with pytest.raises(UserError, match="lies inside it"):
            publishing.making.refuse_place(case, place)
    publishing.making.refuse_place(case, case.root / "publish" / "2026-01-02")


def test_what_may_not_leave_is_told_without_what_it_is() -> None:
    stop = Found("plate", PLATE, f"pages/{PLATE}.html", f"seen {PLATE.lower()} and 8XYZ987 on Main")
    word = Found("word", WORD, "data/entries.csv", "a BURGLARY beside 8XYZ987")
    told = errand.refused(publishing.Refused("the last look", f"plate {PLATE}", "report it", [word], [stop]))
    assert PLATE.lower() not in json.dumps(told).lower()
    assert "8XYZ987" not in json.dumps(told)
    assert told["told"]["words"][0]["word"] == WORD
    assert WORD not in json.dumps(told["wrong"])
    assert "1 thing that may not leave the case and 1 word" in told["wrong"][0][1]


def test_an_account_is_shown_only_if_two_accounts_that_were_signed_in_confirmed_it(
    pages: TeamPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, one, other = pages.signed_in("P. Wren"), pages.signed_in("R. Vale"), pages.signed_in("Q. Birch")
    finding = field_of(one.get("/review/findings?all=1").text, "id")
    offer = {"finding_id": finding, "title": "One account at all hours", "agency_name": TOWNS[0]}
    monkeypatch.setattr(inside, "offered", lambda _: [offer])
    said = {"id": finding, "verdict": "confirmed", "why": "x"}
    assert one.post("/review/findings/decide", **said).status == 303
    # The second by a name that somebody typed into the file.
    with pages.case.decisions.open(newline="") as file:
        [row] = list(csv.DictReader(file))
    with pages.case.decisions.open("a", newline="") as file:
        csv.DictWriter(file, list(row)).writerow({**row, "decision_id": "d2", "by": "Q. Birch"})
    assert publish_room.by_two_accounts(pages.case, pages.team) == set()
    assert finding not in browser.get("/publish").text
    assert browser.post("/publish/begin", name="x", finding=finding).status == 409
    assert pages.state.works.last is None
    # The account itself says so: the line is there already, and now it is theirs.
    other.get("/review/findings")
    assert other.post("/review/findings/decide", **said).status == 303
    assert [one.decision_id for one in read(pages.case.decisions)] == ["d1", "d2"]
    assert publish_room.by_two_accounts(pages.case, pages.team) == {finding}
    assert finding in browser.get("/publish").text
    # One who changed their mind does not count.
    assert one.post("/review/findings/decide", **{**said, "verdict": "dismissed"}).status == 303
    assert publish_room.by_two_accounts(pages.case, pages.team) == set()


def test_one_user_publishes_too(case: Case) -> None:
    pages = Pages(case)
    pages.state.live.look = lambda at_once=False: None
    try:
        assert 'href="/publish"' in pages.get("/publish").text
        assert 'href="/activity"' not in pages.get("/publish").text
        assert pages.post("/publish/begin", name="first", words=f"{WORD}, other").status == 303
        assert done(pages).state == "done", done(pages).wrong
        assert publishing.check(case.root / "publish" / "first").is_whole
        assert not (case.root / "team").exists()
    finally:
        pages.close()


def test_a_case_without_tables_has_nothing_to_publish(tmp_path: Path) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY))
    assert "There are no tables yet" in pages.get("/publish").text
    assert pages.post("/publish/begin", name="x").status == 303
    work = done(pages)
    assert work.state == "failed"
    assert "holds no tables yet" in work.wrong[0][1]


# ---- what a viewer sees ---------------------------------------------------------------------------------------------------


def test_a_viewer_sees_no_more_than_one_user_does(made: Case, tmp_path: Path) -> None:
    shutil.copytree(made.root, tmp_path / "case")
    alone = Pages(Case(tmp_path / "case"))
    pages = TeamPages(Case(tmp_path / "case"))
    viewer: Browser = pages.signed_in("V. Ash")
    try:
        alone.wait()
        while viewer.get("/index.html").status == 503:
            time.sleep(0.1)
        addresses = ["/index.html", "/findings.html", "/releases.html", "/searchers.html", "/method.html", "/index.json"]
        for address in addresses:
            mine, theirs = alone.get(address), viewer.get(address)
            assert mine.status == theirs.status == 200, address
            begin = "<header" if address.endswith(".html") else ""
            assert mine.text[mine.text.index(begin) :] == theirs.text[theirs.text.index(begin) :], address
            bar = theirs.text.partition("<header")[0]
            assert "/review" not in bar
            assert "<form" not in bar  # the site's own policy would let it do nothing
            assert ('href="/account"' in bar) == bool(begin)
        assert PLATE not in viewer.get("/settings").text
    finally:
        alone.close()
        pages.close()
