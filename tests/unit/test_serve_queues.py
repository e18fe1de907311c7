"""The served pages over a case that was dropped on them: the door, the live pages, and each queue writing what the CLI writes."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import time
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pytest
from serving import HOST, Pages, field_of, files_below
from typer.testing import CliRunner

from plainview import redact, store
from plainview.case import Case, locked, open_case
from plainview.cli import app
from plainview.decisions import read
from plainview.server import app as served_app
from plainview.server import live, reason_queue, review_room
from plainview.server.case_reading import Reading

DAY = date(2026, 1, 2)
PLATES = ("7ABC123", "8XYZ987", "KLM4455")
HEADER = "ID,Name,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,License Plate,Reason,Case #,Filters,"
HEADER += "Search Time,Search Type,Text Prompt,Moderation"
TYPED = [
    "zebra list 7ABC123",
    "<script>alert(1)</script> lobby dev",
    "ice",
    "",
    "***",
    "burglary",
    "=cmd|' /C calc'!A0",
    "looking for dev",
]
TYPED += ["assist HSI", "investigation"]
SEARCHERS = ["Port Wren CA PD", "Alder Falls OH PD", "Birch Hollow TX PD"]


def log(name: str, n: int = 90) -> bytes:
    """A made-up network audit of one month in which some reasons hold plates and script."""
    lines = [HEADER]
    for at in range(n):
        id = f"{at:08x}-0000-4000-8000-{abs(hash((name, at))) % 16**12:012x}" if at % 2 else ""
        day = f"10/{at % 28 + 1:02d}/2025"
        window = f'"{day}, 08:0{at % 10}:00 AM UTC\n{day}, 09:00:00 AM UTC"'
        said = '"' + TYPED[at % len(TYPED)].replace('"', '""') + '"'
        lines.append(
            f"{id},J. Doe,{SEARCHERS[at % 3]},{at % 7 + 1},{at},{window},{PLATES[1]},{said},25-{at:06d},,"
            f'"{day}, 10:{at % 60:02d}:00 AM UTC",lookup,,'
        )
    return ("\n".join(lines) + "\n").encode()


READS = b"Plate,Camera,Time,Confidence\n" + b"".join(b"KLM4455,Main St NB,2025-10-01 10:0%d:00,0.9\n" % n for n in range(8))
UNKNOWN = b"When,Officer,Department,Why\n" + b"".join(
    f"09/0{n + 1}/2025 12:0{n}:20 AM,A. Aaa,Port Wren CA PD,burglary {n}\n".encode() for n in range(8)
)
DROPPED = {
    "the city/port-wren-ca-pd/network_audit_2025-10.csv": log("wren"),
    "the city/alder-falls-oh-pd/network_audit_2025-10.csv": log("alder", 60),
    "reads.csv": READS,
    "the city/log.csv": UNKNOWN,
}


@pytest.fixture(scope="module")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A case into which the files were dropped on the page. Nobody in it decides anything: tests that do take a copy."""
    pages = Pages(open_case(tmp_path_factory.mktemp("dropped") / "case", DAY))
    answer = pages.drop(DROPPED)
    assert answer.status == 303, answer.text
    pages.wait()
    yield pages
    pages.close()


@pytest.fixture
def pages(dropped: Pages, tmp_path: Path) -> Iterator[Pages]:
    """A copy of the case to decide in. The pages of its site are not opened: no queue needs them."""
    shutil.copytree(dropped.case.root, tmp_path / "case", ignore=shutil.ignore_patterns("site", "serve"))
    found = Pages(Case(tmp_path / "case"))
    found.state.live.look = lambda at_once=False: None
    yield found
    found.close()


@pytest.fixture
def opened(dropped: Pages, tmp_path: Path) -> Iterator[Pages]:
    """A copy of the case with the pages of its site."""
    shutil.copytree(dropped.case.root, tmp_path / "case", ignore=shutil.ignore_patterns("site", "serve"))
    found = Pages(Case(tmp_path / "case"))
    found.wait()
    yield found
    found.close()


# ---- the door --------------------------------------------------------------------------------------------------------------


def test_what_came_of_a_drop_is_told_in_words(dropped: Pages) -> None:
    work = dropped.state.works.last
    assert work is not None
    assert work.state == "done", work.wrong
    assert work.end["n_new"] == 2
    assert {file["path"]: file["kind"] for file in work.end["files"]} == {
        "dropped/reads.csv": "plate_reads", "the city/log.csv": "unrecognised",
    }  # fmt: skip
    text = unescape(dropped.get("/progress").text)
    assert "2 files taken in" in text
    assert "plainview never stores that" in text
    assert "the city/log.csv" in text
    assert dropped.get("/").headers["location"] == "/index.html"


def test_plate_reads_are_nowhere_in_the_case(dropped: Pages) -> None:
    held = [name for name in files_below(dropped.case.root) if b"KLM4455" in (dropped.case.root / name).read_bytes()]
    assert held == []


def test_the_drop_is_what_an_audit_of_the_same_folder_gives(dropped: Pages, tmp_path: Path) -> None:
    for name, data in DROPPED.items():
        path = tmp_path / "records" / (name if "/" in name else f"dropped/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    paths = [str(path) for path in sorted((tmp_path / "records").iterdir())]
    done = CliRunner().invoke(app, ["audit", *paths, "--case", str(tmp_path / "case"), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    now = [store.current(one) for one in (dropped.case.warehouse, tmp_path / "case" / "warehouse")]
    assert now[0] is not None
    assert now[1] is not None
    assert now[0].name == now[1].name  # the name is the hash of all that the tables are made from


# ---- the live pages --------------------------------------------------------------------------------------------------------


def test_each_page_is_the_published_one_with_a_bar_above_it(dropped: Pages) -> None:
    names = files_below(dropped.case.site)
    assert len(names) > 60
    for name in names:
        wanted = (dropped.case.site / name).read_bytes()
        answer = dropped.get(f"/{name}")
        assert answer.status == 200, name
        if not name.endswith(".html"):
            assert answer.body == wanted, name
            continue
        text = re.sub(r'<div class="work">.*?</div></div>(?=<header)', "", answer.text, flags=re.DOTALL)
        text = text.replace('<link rel="stylesheet" href="/serve.css">\n', "")
        back = r'<a class="id" href="/row/([0-9a-f:]+)">How do we know\? <code>\1</code></a>'
        assert re.sub(back, r'<code class="id">plainview explain \1</code>', text) == wanted.decode(), name
        assert answer.text.count('<div class="work">') == answer.text.count('href="/serve.css"') == 1, name


def test_an_address_that_was_another_pages_leads_on(dropped: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dropped.state.live.now is not None
    monkeypatch.setattr(live.moved, "addresses", lambda _: {"custodian/xx-old-name.html": "custodian/xx-new-name.html"})
    fresh = live.Generation(dropped.case, dropped.state.live.now.folder, dropped.case.warehouse / "serve" / "moved")
    try:
        html, twin = fresh.page("custodian/xx-old-name.html"), fresh.page("custodian/xx-old-name.json")
        assert fresh.page("custodian/xx-older.html") is None
        assert fresh.page("custodian/xx-old-name.csv") is None
    finally:
        fresh.close()
    assert html is not None
    assert twin is not None
    assert b"url=../custodian/xx-new-name.html" in html.body
    assert b"../custodian/xx-new-name.html" in twin.body


def test_what_redact_stops_is_not_shown(dropped: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dropped.state.live.now is not None
    fresh = live.Generation(dropped.case, dropped.state.live.now.folder, dropped.case.warehouse / "serve" / "again")
    monkeypatch.setattr(redact, "check_page", lambda *_: ['"7ABC123": looks like a plate'])
    try:
        found = fresh.page("index.html")
    finally:
        fresh.close()
    assert found is not None
    assert found.body == b""
    monkeypatch.setattr(dropped.state.live.now, "_kept", {"index.html": found})
    monkeypatch.setattr(live.Generation, "kept", lambda self, path: self._kept.get(path))
    answer = dropped.get("/index.html")
    assert answer.status == 409
    assert "7ABC123" not in answer.text


def test_no_plate_stands_on_any_page(dropped: Pages) -> None:
    """Every place, every item of every queue, every printed row that a queue leads to."""
    seen: set[str] = set()
    waiting = [path for path in served_app.SHOWS if "{" not in path and path != "/progress/events"]
    waiting += ["/review/reasons?again=1", "/review/findings?all=1", "/decisions?all=1", "/purposes.html", "/searchers.html"]
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 250:
            continue
        seen.add(path)
        answer = dropped.get(path)
        assert answer.status in (200, 303), path
        assert not [plate for plate in PLATES if plate.encode() in answer.body.upper()], path
        if path.startswith("/row/"):
            continue
        found = re.findall(r'href="(/(?:review|row)[^"#]*)"', answer.text)
        found += [f"/review/reasons{link}" for link in re.findall(r'href="(\?at=[^"]*)"', answer.text)]
        waiting += [unescape(link) for link in found]
    assert sum(path.startswith("/row/") for path in seen) > 5
    assert sum(path.startswith("/review/reasons?at") for path in seen) > 3


def test_what_strangers_typed_is_text(dropped: Pages) -> None:
    texts = [dropped.get(f"/review/reasons?at={at}").text for at in range(8)]
    assert any("&lt;script&gt;alert" in text for text in texts)
    assert not any("<script>alert" in text for text in texts)


def test_a_printed_row_is_explained_with_its_plate_covered(dropped: Pages) -> None:
    with dropped.state.reading.tables() as opened:
        [row] = opened.text_rows(
            "select release_id || ':' || row_no as entry from entries where reason_raw like 'zebra%' order by 1 limit 1"
        )
    text = dropped.get(f"/row/{row['entry']}").text
    assert f"zebra list {redact.MASK}" in text
    assert "J. Doe" not in text
    assert f"plainview explain {row['entry']}" in text
    assert dropped.get("/row/0123456789abcdef:99").status == 409


def test_a_new_generation_takes_the_place_without_a_restart_and_the_pages_stay_up(opened: Pages) -> None:
    before = opened.state.live.now
    assert before is not None
    assert opened.post("/review/findings/decide", **finding(opened), verdict="confirmed", why="looked at both rows").status == 303
    assert "1 decision is written down" in opened.get("/decisions").text
    assert opened.post("/renew").status == 303
    n = 0
    while opened.state.works.is_running or opened.state.live.is_loading:
        for path in ("/index.html", "/coverage.html", "/findings.html", ["/purpose/burglary.html", "/rules.html"][n % 2]):
            assert opened.get(path).status == 200
        n += 1
        time.sleep(0.05)
    opened.wait()
    assert n > 1
    assert opened.state.live.now is not before
    assert not before.folder.exists()
    assert "written down" not in opened.get("/decisions").text
    (opened.case.warehouse / "CURRENT").unlink()  # as when a file is sealed: what it told is shown no longer
    opened.state.live.look(at_once=True)
    assert opened.get("/index.html").status == 404


def test_a_page_of_a_generation_that_is_gone_comes_from_the_next(opened: Pages) -> None:
    """A build may remove a generation before a page of it was ever asked for."""
    old = opened.state.live.now
    assert old is not None
    new = old.folder.with_name("gen-0000000000000000")
    shutil.copytree(old.folder, new)
    old.rows._kept.clear()
    old._kept.clear()
    shutil.rmtree(old.folder)
    (opened.case.warehouse / "CURRENT").write_text(new.name)
    assert opened.get("/searchers.html").status == 200
    assert opened.state.live.now is not old


def test_tables_of_another_version_are_told_and_nothing_breaks(pages: Pages, capfd: pytest.CaptureFixture[str]) -> None:
    found = Pages(pages.case)
    folder = store.current(pages.case.warehouse)
    assert folder is not None
    (folder / "releases.parquet").unlink()
    found.wait()
    assert found.state.live.now is None
    answer = found.get("/index.html")
    assert answer.status == 503
    assert "another version" in answer.text
    assert found.get("/intake").status == 200
    assert "releases" in capfd.readouterr().err


# ---- queues -----------------------------------------------------------------------------------------------------------------


def finding(pages: Pages) -> dict[str, str]:
    return {"id": field_of(pages.get("/review/findings").text, "id")}


def told(case: Case) -> list[tuple[str, ...]]:
    return [(one.decision_id, one.by, one.subject, one.a, one.b, one.verdict, one.why) for one in read(case.decisions)]


def test_an_answer_is_the_line_that_the_command_writes(pages: Pages, tmp_path: Path) -> None:
    other = Case(tmp_path / "other")
    shutil.copytree(pages.case.root, other.root)
    id = finding(pages)["id"]
    assert pages.post("/review/findings/decide", id=id, verdict="referred", why="for =the auditor").status == 303
    command = [
        "decide",
        "finding",
        id,
        "referred",
        "--why",
        "for =the auditor",
        "--by",
        "R. Vale",
        "--case",
        str(other.root),
        "--later",
    ]
    assert CliRunner().invoke(app, command, catch_exceptions=False).exit_code == 0
    assert told(pages.case) == told(other)
    assert len(told(pages.case)) == 1
    assert (pages.case.root / "decided_figures.csv").read_bytes() == (other.root / "decided_figures.csv").read_bytes()


def reason(pages: Pages, at: int = 0, more: str = "") -> str:
    return field_of(pages.get(f"/review/reasons?at={at}{more}").text, "key")


def test_a_reason_is_answered_once_and_leaves_the_queue(pages: Pages) -> None:
    key = reason(pages)
    offers, n_all = asyncio.run(reason_queue.offers_for(pages.state.reading, "R. Vale", False))
    assert key == reason_queue.key_of(offers[0].a, offers[0].b)
    wrong: list[dict[str, str | list[str]]] = [
        {}, {"purpose": "burglary"}, {"purpose": ["none", "burglary"], "certainty": "certain"},
        {"purpose": "nonsense", "certainty": "certain"}, {"purpose": "none", "key": "another"},
    ]  # fmt: skip
    for mistake in wrong:
        assert pages.post("/review/reasons/answer", **{"key": key, **mistake}).status == 409, mistake
    assert told(pages.case) == []
    assert pages.post("/review/reasons/answer", key=key, purpose=["theft", "burglary"], certainty="probable").status == 303
    [line] = told(pages.case)
    assert line[1:] == ("R. Vale", "reason", offers[0].a, offers[0].b, "burglary|theft probable", "answered in review")
    assert reason(pages) != key
    assert asyncio.run(reason_queue.offers_for(pages.state.reading, "R. Vale", False))[1] == n_all - 1
    # A second reviewer is asked again, and is not told what was answered.
    second = Pages(pages.case, name="Q. Other")
    assert reason(second, more="&again=1") == key
    text = second.get("/review/reasons?again=1").text
    assert "burglary|theft" not in text
    assert "Your answer" not in text
    # Taken back, it is open again.
    assert pages.post("/decisions/undo", decision="d1", why="a slip").status == 303
    assert reason(pages) == key


def test_a_finding_leaves_the_queue_of_who_decided_and_of_nobody_else(pages: Pages) -> None:
    id = finding(pages)["id"]
    assert pages.post("/review/findings/decide", id=id, verdict="confirmed", why="").status == 409
    assert pages.post("/review/findings/decide", id=id, verdict="dismissed", why="the clerk showed the column").status == 303
    assert finding(pages)["id"] != id
    second = Pages(pages.case, name="Q. Other")
    text = second.get(f"/review/findings?id={id}").text
    assert field_of(text, "id") == id
    assert "1 person has decided about it" in text
    assert "the clerk" not in text


def test_a_decision_waits_for_no_build(pages: Pages) -> None:
    """While the case is held nothing is written, and the person is told."""
    with locked(pages.case):
        answer = pages.post("/review/findings/decide", **finding(pages), verdict="confirmed", why="looked")
    assert answer.status == 409
    assert "another plainview is working" in answer.text
    assert told(pages.case) == []


def test_a_proposed_layout_is_accepted_and_then_the_file_is_taken_in(opened: Pages) -> None:
    text = opened.get("/review/layouts").text
    name = field_of(text, "name")
    assert "searched at raw" in text
    assert opened.post("/review/layouts/accept", name="../../x").status == 409
    assert opened.post("/review/layouts/accept", name=name).status == 303
    assert (opened.case.layouts / f"{name}.toml").exists()
    assert opened.post("/review/layouts/accept", name=name).status == 409
    assert opened.drop({"the city/log.csv": UNKNOWN}).status == 303
    opened.wait()
    assert opened.state.works.last is not None
    assert opened.state.works.last.end["n_new"] >= 1
    assert "log.csv" in opened.get("/releases.html").text, opened.state.works.last.end


def linked(case: Case) -> tuple[str, str, str]:
    """Tables in which the first entry fits two others, which are searches of their own."""
    first, second, third = (f"{n}" * 16 for n in "123")
    at = "2025-10-01 10:00:00"
    entries = [
        {"release_id": release, "row_no": 1, "locator": "line 2", "custodian_id": f"ca-custodian-{n}", "networks": n,
         "searcher_id": "ca-port-wren-pd", "searcher_raw": "Port Wren CA PD", "searched_at": at, "reason_raw": reason,
         "offense_raw": "", "window_from": at, "window_to": at}
        for n, (release, reason) in enumerate([(first, "zebra 7ABC123"), (second, "zebra"), (third, "zebras")], 1)
    ]  # fmt: skip
    names = "release_id row_no search_release_id search_row_no tier n_entries".split()
    links = [dict(zip(names, (one["release_id"], 1, one["release_id"], 1, "ambiguous" if at == 0 else "single", 1), strict=True))
             for at, one in enumerate(entries)]  # fmt: skip
    searches = [{"search_release_id": one["release_id"], "search_row_no": 1, "searcher_id": one["searcher_id"], "searched_at": at,
                 "n_entries": 1} for one in entries]  # fmt: skip
    folder = store.begin(case.warehouse, "gen-1")
    opened = store.Store(folder, case.temporary / "duckdb")
    for table, rows in {"entries": entries, "links": links, "searches": searches}.items():
        found = pa.Table.from_pylist(rows)
        for name in ("searched_at", "window_from", "window_to"):
            if name in found.column_names:
                stamps = found.column(name).cast(pa.timestamp("us"))
                found = found.set_column(found.column_names.index(name), name, stamps)
        opened.add(table, found)
    opened.add("agencies", pa.table({name: pa.array([], pa.string()) for name in ("agency_id", "canonical")}))
    opened.add("decisions", pa.table({"decision_id": pa.array([], pa.string())}))
    opened.close()
    store.commit(case.warehouse, folder)
    return f"{first}:1", f"{second}:1", f"{third}:1"


def test_links_that_fit_twice_are_decided_pair_by_pair(tmp_path: Path) -> None:
    pages = Pages(open_case(tmp_path / "case", DAY))
    a, b, c = linked(pages.case)
    pages.state.live.look = lambda at_once=False: None  # these tables are too few for the pages of the site
    text = pages.get("/review/links").text
    assert (field_of(text, "a"), field_of(text, "b")) == (a, b)
    assert "7ABC123" not in text
    assert "1 of 2" in text
    assert 'class="differ"' in text
    assert pages.post("/review/links/decide", a=a, b=b, verdict="different", why="other networks").status == 303
    text = pages.get("/review/links").text
    assert (field_of(text, "a"), field_of(text, "b")) == (a, c)
    assert pages.post("/review/links/decide", a=a, b=c, verdict="same", why="").status == 409
    assert pages.post("/review/links/decide", a=a, b=c, verdict="perhaps", why="x").status == 409
    assert pages.post("/review/links/decide", a=a, b=c, verdict="same", why="one window").status == 303
    assert "are decided" in pages.get("/review/links").text
    assert [line[3:6] for line in told(pages.case)] == [(a, b, "different"), (a, c, "same")]
    assert "2 decisions are written down" in pages.get("/review/links").text
    assert pages.post("/decisions/undo", decision="d2", why="a slip").status == 303
    text = pages.get("/review/links").text
    assert (field_of(text, "a"), field_of(text, "b")) == (a, c)
    assert pages.post("/review/links/decide", a=b, b=a, verdict="same", why="but they are").status == 303
    assert pages.post("/review/links/decide", a=b, b=b, verdict="same", why="x").status == 409


def test_an_undone_link_waits_again(tmp_path: Path) -> None:
    case = open_case(tmp_path / "case", DAY)
    linked(case)
    assert len(asyncio.run(review_room.pairs_for(Reading(case)))) == 2


# ---- samples ----------------------------------------------------------------------------------------------------------------


def test_a_sample_is_the_one_that_the_command_draws(pages: Pages, tmp_path: Path) -> None:
    other = Case(tmp_path / "other")
    shutil.copytree(pages.case.root, other.root)
    days = {"from_on": "2025-10-01", "to_on": "2025-10-31"}
    wrong = [{"size": "many"}, {"bound": "200"}, {"seed": "12"}, {"from_on": "soon"}, {"agency": "Nowhere PD"}, {"name": "../x"}]
    for mistake in wrong:
        answer = pages.post("/begin-sample", **{"name": "audit-1", **days, **mistake})
        assert answer.status == 400, mistake
        assert 'role="alert"' in answer.text
    assert not list((pages.case.root / "samples").glob("*/sheet.csv"))
    assert pages.post("/begin-sample", name="audit-1", size="110", question="In order?", **days).status == 303
    assert pages.post("/begin-sample", name="audit-1", size="110", **days).status == 400
    assert "Give the seed" in pages.get("/samples/audit-1").text
    assert pages.get("/samples/audit-1/read").status == 409
    assert pages.post("/samples/audit-1/draw", seed="1234").status == 400
    assert pages.post("/samples/audit-1/draw", seed="4082517396").status == 303
    for command in (
        ["--from", "2025-10-01", "--to", "2025-10-31", "--size", "110", "--question", "In order?"],
        ["--seed", "4082517396"],
    ):
        done = CliRunner().invoke(app, ["sample", "draw", "audit-1", *command, "--case", str(other.root)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    sheets = [case.root / "samples/audit-1/sheet.csv" for case in (pages.case, other)]
    assert sheets[0].read_bytes() == sheets[1].read_bytes() == pages.get("/samples/audit-1/sheet.csv").body

    text = pages.get("/samples/audit-1/read").text
    assert field_of(text, "number") == "1"
    assert pages.post("/samples/audit-1/answer", number="1", verdict="violation", why="").status == 409
    assert pages.post("/samples/audit-1/answer", number="999", verdict="ok").status == 409
    assert pages.post("/samples/audit-1/answer", number="1", verdict="violation", why="no purpose").status == 303
    assert field_of(pages.get("/samples/audit-1/read").text, "number") == "2"
    command = ["sample", "answer", "audit-1", "1", "violation", "--why", "no purpose", "--case", str(other.root)]
    assert CliRunner().invoke(app, command, catch_exceptions=False).exit_code == 0
    assert sheets[0].read_bytes() == sheets[1].read_bytes()
    done = CliRunner().invoke(app, ["sample", "estimate", "audit-1", "--case", str(other.root), "--json"], catch_exceptions=False)
    most = json.loads(done.stdout)["all"]["bounds"]["most"]
    assert f"At most <strong>{most:,}</strong>" in pages.get("/samples/audit-1").text
    assert "to show that at most 1.00 %" in pages.get("/samples/audit-1?bound=1").text
    assert "is no share" in pages.get(f"/samples/audit-1?bound={quote('<b>')}").text
    assert pages.get("/samples/audit-2").status == 409


def test_a_sample_of_another_name_is_no_path(pages: Pages) -> None:
    for name in ("..", "%2e%2e", "A", "a" * 50, "x.y"):
        assert pages.ask("GET", f"/samples/{name}/sheet.csv").status in (404, 409)
    assert HOST
