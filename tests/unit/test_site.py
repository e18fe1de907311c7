"""The site: whole or not at all, nothing leaks, every link leads somewhere, every page has its data."""

from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import SQL, FakeStore, fake_store

from plainview import site
from plainview.errors import UserError, UserErrors
from plainview.pages import custodian, purpose
from plainview.pages._case import agency, slugs
from plainview.pages._figures import percent
from plainview.pages._held import gaps, month_cells
from plainview.pages._rows import MADE, Rows

PLANTED = ["7ABC123", "9QRS456", "7XYZ889", "555-201-4477", "Jordan", "Quimby", "desk@alder", "26-04411"]


@pytest.fixture(scope="module")
def store() -> FakeStore:
    return fake_store()


@pytest.fixture(scope="module")
def out(store: FakeStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(store, tmp_path_factory.mktemp("case") / "site").parent


def written(out: Path, ending: str) -> list[Path]:
    return sorted(out.rglob(f"*{ending}"))


class Links(HTMLParser):
    """Collects addresses, ids and what a strict content-security policy would block."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.laws: list[str] = []  # the only addresses that may lead out: a law's text
        self.ids: list[str] = []
        self.blocked: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # a name HTMLParser calls
        found = dict(attrs)
        if tag in ("style", "iframe", "form", "base") or (tag == "script" and not found.get("src")):
            self.blocked.append(tag)
        self.blocked += [f"{tag}.{name}" for name in found if name == "style" or name.startswith("on")]
        leaves = "law" in (found.get("class") or "").split() and found.get("rel") == "external noreferrer"
        (self.laws if leaves else self.hrefs).extend(value for name, value in attrs if name in ("href", "src") and value)
        self.ids += [value for name, value in attrs if name == "id" and value]


def test_a_page_exists_for_every_thing_with_its_data_beside_it(store: FakeStore, out: Path) -> None:
    pages = written(out, ".html")
    assert len(list((out / "custodian").glob("*.html"))) == 12
    assert len(list((out / "searcher").glob("*.html"))) == len(
        Rows(store).once("x", lambda r: site.page_modules()["searcher"].ids(r))
    )
    for page in pages:
        assert json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["title"]


def test_nothing_typed_by_a_stranger_and_no_token_is_on_any_page(store: FakeStore, out: Path) -> None:
    tokens = [
        row[0] for row in store.con.execute("select plate_token from entries union select account_token from entries").fetchall()
    ]
    vendor = [row[0] for row in store.con.execute("select vendor_id from entries").fetchall()]
    everything = "\n".join(
        path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file() and path.suffix not in (".js", ".css")
    )
    for secret in PLANTED:
        assert secret not in everything, secret
    found = set(re.findall(r"[0-9a-f]{20,}", everything))
    assert not found & {token[:n] for token in tokens + vendor for n in (20, 64)}
    assert "alert(1)" not in everything  # a reason; an answer by an agency (alert(2)) is told, and escaped
    assert not any("<script>alert" in path.read_text(encoding="utf-8") for path in written(out, ".html"))


def test_every_link_leads_to_a_file_and_anchor(out: Path) -> None:
    anchors = {path: set(Links(path.read_text(encoding="utf-8")).ids) for path in written(out, ".html")}
    for path in anchors:
        for href in Links(path.read_text(encoding="utf-8")).hrefs:
            if href.startswith("data:"):
                continue
            assert not re.match(r"[a-z]+:|//", href), f"{path}: {href} leaves the site"
            target, _, anchor = href.partition("#")
            goal = (path.parent / target).resolve() if target else path
            assert goal.exists(), f"{path}: {href}"
            assert not anchor or anchor in anchors[goal], f"{path}: {href}"


def test_no_page_repeats_an_id_or_needs_what_the_policy_blocks(out: Path) -> None:
    for path in written(out, ".html"):
        html = path.read_text(encoding="utf-8")
        found = Links(html)
        assert found.blocked == [], path
        assert len(found.ids) == len(set(found.ids)), path
        assert "default-src 'none'; style-src 'self'; script-src 'self'" in html


def test_tables_and_headings_can_be_read_aloud(out: Path) -> None:
    for path in written(out, ".html"):
        html = path.read_text(encoding="utf-8")
        assert html.count("<table") == html.count("<caption>"), path
        assert not re.search(r"<th(?![^>]*scope=)[ >]", html), path
        assert html.count("<h1") == 1, path
        assert html.count("<svg") == html.count('role="img"') + html.count('aria-hidden="true" focusable'), path


def test_the_first_page_and_the_index_of_purposes_are_small(out: Path) -> None:
    style = sum((out / name).stat().st_size for name in ("site.css", "site.js"))
    for name in ("index.html", "purposes.html"):
        assert (out / name).stat().st_size + style < 80_000


def test_every_kind_of_page_is_written(out: Path) -> None:
    for stem in site.page_modules():
        page = out / ("index.html" if stem == "overview" else f"{stem}.html")
        assert page.exists() or list((out / site.FOLDERS.get(stem, stem)).glob("*.html")), stem
    assert {path.stem for path in (out / "purpose").glob("*.html")} >= {"immigration", "profiling", "vehicle_theft"}


def test_copies_and_prints_are_not_called_refused(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    store.con.execute(
        "insert into refused (name, path, kind, why, fix) values ('copy.csv', 'copy.csv', 'duplicate', 'held', 'none')"
    )
    why = 'no known layout (its first line: "Dear Jordan Quimby")'
    store.con.execute(
        "insert into refused (name, path, kind, why, fix) values ('a.txt', 'a.txt', 'unrecognised', ?, 'ask')", [why]
    )
    page = site.page_modules()["refused"].build(store)
    assert [page["n_refused"], page["n_copies"]] == [3, 1]
    assert "Quimby" not in json.dumps(page)
    overview = site.page_modules()["overview"].build(store)
    assert [overview["totals"]["n_refused"], overview["totals"]["n_held_already"]] == [3, 1]
    assert "3 files were not taken in (1 more" in overview["things"][-1]["says"]


def test_a_file_whose_agency_no_record_names_is_no_agency(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    before = site.page_modules()["overview"].build(store)["totals"]["n_custodians"]
    store.con.execute("update releases set custodian_id = 'unknown-mystery' where name = '2026-03-27.html'")
    out = site.publish(store, tmp_path / "site").parent
    totals = json.loads((out / "index.json").read_text(encoding="utf-8"))["totals"]
    assert totals["n_custodians"] == before
    assert totals["n_unnamed"] > 0
    assert not (out / "custodian" / "unknown-mystery.html").exists()
    coverage = (out / "coverage.html").read_text(encoding="utf-8")
    assert 'id="unnamed"' in coverage
    assert "--custodian" in coverage


def finding(store: FakeStore, id: str, made_by: str, verdict: str, certain: int, possible: int, **more: object) -> None:
    agency_id = store.con.execute("select max(agency_id) from agencies").fetchall()[0][0]
    told = json.dumps({"total": possible, "rows": [], **more})
    values = [
        id,
        made_by,
        made_by.split(":")[0],
        agency_id,
        verdict,
        made_by,
        "They ask.",
        "It may be so.",
        certain,
        possible,
        0,
        300,
        "agency",
        None,
        None,
        "0" * 12,
        told,
    ]
    store.con.execute(f"insert into findings values ({', '.join('?' * 17)})", values)


def test_the_overview_counts_what_is_asked_and_what_cannot_be_told_and_findings_groups_it() -> None:
    store = fake_store(n_entries=200)
    store.con.execute("delete from findings")
    finding(store, "a1", "detector:weak@000000", "question", 0, 1, detector={"severity": "high"})
    finding(store, "a2", "detector:cut@000000", "question", 140, 140, detector={"severity": "medium"})
    finding(store, "a3", "detector:cut@000000", "question", 60, 60, detector={"severity": "medium"})
    finding(store, "a4", "rule:ca/x@000000", "conflict", 9, 9, rule={"citation": "Gov. Code 7284.6"})
    finding(store, "a5", "rule:ca/y@000000", "unclear", 0, 0, rule={})
    counts = site.page_modules()["overview"].build(store)["findings"]
    assert [counts[k] for k in ("n_conflict", "n_question", "n_asked", "n_kinds_asked", "n_untold")] == [1, 3, 4, 3, 1]
    page = site.page_modules()["findings"].build(store)
    assert [g["made_by"].split("@")[0] for g in page["groups"]] == ["rule:ca/x", "detector:cut", "detector:weak"]
    assert [g["n"] for g in page["groups"]] == [1, 2, 1]
    assert [u["title"] for u in page["untold"]] == ["rule:ca/y@000000"]


def test_a_cut_in_a_sharing_list_is_told_with_its_denominator() -> None:
    store = fake_store(n_entries=200)
    assert site.page_modules()["overview"].build(store)["cuts"] is None  # the lists shrink by one a week
    release, whose = store.con.execute(
        "select release_id, custodian_id from releases where kind = 'portal_page' order by seen_on desc, custodian_id limit 1"
    ).fetchall()[0]
    store.con.execute("delete from share_rows where release_id = ? and row_no > 12", [release])
    cut = site.page_modules()["overview"].build(store)["cuts"]["largest"][0]
    assert [cut["agency"]["id"], cut["n_gone"], cut["n_listed"]] == [whose, 13, 16]


def test_a_portals_own_chart_has_no_zero_where_nothing_of_it_is_held(store: FakeStore) -> None:
    table = custodian.build(store, "ca-port-wren-county-so")["sessions"]["table"]
    assert [line["period"] for line in table if line["n"] is None] == ["2026-02", "2026-03"]


def test_few_searchers_get_charts_and_all_get_their_figures(monkeypatch: pytest.MonkeyPatch, store: FakeStore) -> None:
    searcher = site.page_modules()["searcher"]
    monkeypatch.setattr(searcher, "FULL", 1)
    rows = Rows(store)
    pages = {id: searcher.build(rows, id) for id in searcher.ids(rows)}
    of, light = next((id, page) for id, page in pages.items() if not page["is_full"])
    assert light["units"][0]["volume"] is None
    assert light["units"][0]["n"] > 0
    html, twin, _ = site.render(rows, "searcher", of)
    assert "<svg" not in html
    assert "plainview explain" in html
    assert twin["latest"]


def test_a_command_to_open_a_row_names_a_file_of_this_case(out: Path) -> None:
    found = [
        entry
        for path in written(out, ".html")
        for entry in re.findall(r"plainview explain ([0-9a-f]{16})", path.read_text(encoding="utf-8"))
    ]
    assert found
    assert all((out / "release" / f"{entry}.json").exists() for entry in found)


def test_each_query_runs_once_for_the_whole_site(tmp_path: Path) -> None:
    store = fake_store(n_entries=400)
    site.publish(store, tmp_path / "site")
    assert len(store.asked) == len(set(store.asked))


def test_a_planted_plate_stops_the_whole_site(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    site.publish(store, tmp_path / "site")
    before = (tmp_path / "site" / "index.html").read_bytes()
    template = site.HERE / "templates" / "glossary.html"
    rows = Rows(store)
    environment = site.environment()
    source = template.read_text(encoding="utf-8").replace("<h1>", "<p>the car 7ABC123</p><h1>")
    environment.loader = site.jinja2.ChoiceLoader([site.jinja2.DictLoader({"glossary.html": source}), environment.loader])
    rows.once("templates", lambda _: environment)
    (tmp_path / "fresh").mkdir()
    with pytest.raises(UserError, match=r'page glossary.html: "7ABC123": looks like a plate'):
        site.write_pages(rows, tmp_path / "fresh")
    assert (tmp_path / "site" / "index.html").read_bytes() == before


def test_a_plate_in_an_agency_name_or_id_is_masked_not_printed(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    store.con.execute("insert into agencies (agency_id, canonical) values ('ca-7abc123', '7ABC123')")
    store.con.execute("update entries set searcher_id = 'ca-7abc123' where row_no = 1 and log = 'network'")
    store.con.execute(
        "update searches set searcher_id = 'ca-7abc123' where search_id in"
        " (select search_id from links join entries using (release_id, row_no) where searcher_id = 'ca-7abc123')"
    )
    out = site.publish(store, tmp_path / "site").parent
    assert agency(Rows(store), "ca-7abc123")["name"] == "▒"
    assert not any("7abc123" in str(path.relative_to(out)) for path in out.rglob("*"))
    assert not any(b"7abc123" in path.read_bytes().lower() for path in out.rglob("*") if path.is_file())


def test_a_release_that_may_not_be_shown_stops_the_site(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    store.con.execute("update releases set handling = 'sealed' where name = '2026-03-27.html'")
    with pytest.raises(UserError, match="handling is sealed"):
        site.publish(store, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_failed_run_leaves_the_old_site_and_a_killed_swap_is_mended(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    out = tmp_path / "site"
    site.publish(store, out)
    out.rename(tmp_path / "site.old")  # killed between the two renames
    store.con.execute("update releases set handling = 'sealed'")
    with pytest.raises(UserError):
        site.publish(store, out)
    store.con.execute("update releases set handling = 'public'")
    assert site.publish(store, out).exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (site.publish(fake_store(n_entries=300), tmp_path / name).parent for name in ("a", "b"))
    for path in first.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path


def test_an_empty_case_still_has_a_site(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    for (table,) in store.con.execute("select table_name from duckdb_tables()").fetchall():
        store.con.execute(f"delete from {table}")
    assert "No search log is held" in (site.publish(store, tmp_path / "site").parent / "coverage.html").read_text(
        encoding="utf-8"
    )


def test_the_three_figures_are_those_of_the_tables(store: FakeStore) -> None:
    part = purpose.build(store, "immigration")["parts"][0]
    logged = "select count(distinct search_id) from entries join links using (release_id, row_no)"
    logged += " where log = 'network' and reason_id in {}"
    certain = store.con.execute(logged.format("(4)")).fetchall()[0][0]
    possible = store.con.execute(logged.format("(3, 4, 11)")).fetchall()[0][0]
    unreadable = store.con.execute(logged.format("(0, 5, 6, 12)")).fetchall()[0][0]
    assert part["unit"] == "search"
    assert [part["figure"][k] for k in ("certain", "possible", "unreadable")] == [certain, possible, unreadable]
    assert part["figure"]["at_least"]  # more than 20 % are unreadable


def test_sessions_count_each_redrawn_id_once(tmp_path: Path) -> None:
    store = fake_store(n_entries=200)
    before = site.page_modules()["overview"].build(store)
    sessions = next(unit for unit in before["units"] if unit["unit"] == "session")
    store.con.execute("update sessions set n_ids = n_ids + 5")  # five ids more were drawn for the same sessions
    after = site.page_modules()["overview"].build(store)
    assert next(unit for unit in after["units"] if unit["unit"] == "session")["volume"]["n"] == sessions["volume"]["n"]
    assert after["totals"]["n_portal_ids"] > before["totals"]["n_portal_ids"]


def test_a_missing_month_is_a_gap_and_never_zero(store: FakeStore) -> None:
    rows = Rows(store)
    cells = month_cells(rows)[("ca-port-wren-county-so", "portal")]
    assert [cells[f"2026-0{m}-01"]["state"] for m in (1, 2, 3, 4)] == ["full", "gap", "gap", "full"]
    assert gaps(rows)["n_missing"] == 6  # three custodians, February and March


def test_no_ranking_stands_without_its_denominator(store: FakeStore) -> None:
    page = site.page_modules()["searchers"].build(store)
    assert all(row["n_logs"] and row["n_logs_held"] and row["months"] for row in page["searchers"])
    assert all(row["days"] for row in page["portals"])


def test_a_csv_cell_cannot_be_a_formula() -> None:
    assert site.csv_text([["a"], ["=1+1"], ["＠x"], [-3]]) == "a\r\n'=1+1\r\n'＠x\r\n-3\r\n"


def test_page_queries_name_no_token_and_begin_with_what_a_row_is() -> None:
    for path in sorted((SQL / "page").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        assert re.match(r"-- one row", text), path
        assert "order by" in text or path.stem in (*MADE, "made_shared"), path
        assert not re.search(r"_token|vendor_id|case_raw|filters_raw|prompt_raw|details_json", text), path


def test_every_page_module_has_its_template() -> None:
    stems = set(site.page_modules())
    parts = {"base", "macros", "sharing_macros", "alone", "wording", "moved"}
    templates = {path.stem for path in (site.HERE / "templates").glob("*.html")} - parts
    assert stems == templates
    assert {stem for stem, _ in site.MENU} <= stems


def test_shares_are_not_rounded_to_a_false_zero() -> None:
    assert [percent(0), percent(0.0004), percent(0.026), percent(0.5)] == ["0 %", "under 0.1 %", "2.6 %", "50 %"]


def test_odd_ids_get_a_number_for_an_address(store: FakeStore) -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs(Rows(store)).values())


def test_two_prints_of_one_day_are_no_change_of_policy() -> None:
    def row(text: str, first_on: str, last_on: str) -> dict[str, str]:
        return {"value_raw": text, "first_on": first_on, "last_on": last_on}

    first = row("Keep 30 days.", "2026-03-27", "2026-04-03")
    assert len(custodian.in_turn([first, row("Keep 60 days.", "2026-04-10", "2026-04-17")])) == 2
    assert custodian.in_turn([first, row("Keep 30 days. More", "2026-03-27", "2026-04-03")]) == []
    assert len(custodian.in_turn([first, row("Keep 30\n days.", "2026-03-27", "2026-04-10")])) == 1


def test_a_trend_and_its_table_say_the_same(store: FakeStore) -> None:
    for one in purpose.ids(store):
        for part in purpose.build(store, one)["parts"]:
            if part["trend"]:
                assert len(part["trend"]["table"]) == 6  # January to June, zeros and gaps included
                assert sum(line["n"] or 0 for line in part["trend"]["table"]) == part["figure"]["possible"]


def test_pages_written_on_two_cores_are_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.publish(fake_store(n_entries=400), tmp_path / "one")
    monkeypatch.setattr(site, "MANY", 2)
    site.publish(fake_store(n_entries=400), tmp_path / "two")
    one, two = (
        {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_a_planted_plate_is_found_on_the_second_core_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "MANY", 2)
    monkeypatch.setattr(site.Looked, "page", lambda looked, html: ["planted"] if "Custodian" in html else [])
    with pytest.raises(UserErrors) as caught:
        site.publish(fake_store(n_entries=200), tmp_path / "site")
    custodians = {error.where for error in caught.value.errors if "custodian/" in error.where}
    assert len(custodians) > 2
