"""Searches side by side on pages: nothing filled in, nothing leaked, the fullest wording with its place, few pages."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import CASE_NUMBER, FILTER, PROMPT, FakeStore, compare, fake_store

from plainview import site
from plainview.fullest import fullest, state_of
from plainview.pages import _cited, coverage, custodian, masked, method, search
from plainview.pages._linking import share
from plainview.pages._rows import Rows
from plainview.pages._side import moderation, search_type

# A plate of letters, one of digits, a name, a case number: none of them would be stopped by the scan of pages.
SECRETS = ("WXQZJK", "48219937", "Marigold Fennimore", "CR-88-5501-B")


@pytest.fixture(scope="module")
def store() -> FakeStore:
    return fake_store(n_entries=900)


def pages(store: FakeStore) -> list[dict[str, Any]]:
    rows = Rows(store)
    return [search.build(rows, id) for id in search.ids(rows)]


def line(page: dict[str, Any], label: str) -> list[dict[str, str]]:
    return next(one["cells"] for one in page["lines"] if one["label"].startswith(label))


def everything(out: Path) -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in out.rglob("*") if p.suffix in (".html", ".json", ".csv"))


def test_what_one_log_masks_another_shows_with_its_place(store: FakeStore) -> None:
    found = [page for page in pages(store) if page["n_custodians"] == 4]
    assert len(found) >= 5
    for page in found:
        reason = page["fullest"][0]
        masking = [one for one in page["columns"] if one["agency"]["name"] != reason["agency"]["name"]]
        assert (page["n_entries"], reason["n_hidden"], len(page["columns"]), len(masking)) == (4, 1, 4, 3)
        assert reason["text"]
        assert reason["place"]["explain"].startswith("plainview explain ")
        assert reason["place"]["url"].startswith("release/")
        assert [cell["kind"] for cell in line(page, "Reason")].count("hidden") == 1
        assert [cell["text"] for cell in line(page, "Reason") if cell["kind"] == "hidden"] == ["masked (***)"]
        assert [cell["kind"] for cell in line(page, "Reason")].count("fullest") == 1


def test_an_account_a_case_and_a_plate_are_states_and_are_never_filled_in(store: FakeStore) -> None:
    for page in [page for page in pages(store) if page["n_custodians"] == 4]:
        assert {cell["text"] for cell in line(page, "Account")} == {"masked (***)", "printed, not shown here"}
        assert {cell["text"] for cell in line(page, "Case number")} == {"not in the file", "printed, not shown here"}
        assert {cell["text"] for cell in line(page, "Plate")} == {"printed, not shown here", "redacted"}
        assert "fullest" not in {cell["kind"] for label in ("Account", "Case", "Plate") for cell in line(page, label)}


@pytest.mark.parametrize("secret", SECRETS)
def test_no_account_case_plate_or_name_reaches_any_page(tmp_path: Path, secret: str) -> None:
    store = fake_store(n_entries=600)
    hidden = ["case_raw", "account_token", "plate_token", "filters_raw", "prompt_raw", "vendor_id", "moderation", "search_type"]
    store.con.execute("update entries set " + ", ".join(f"{column} = ?" for column in hidden), [secret] * len(hidden))
    store.con.execute("update entries set case_state = 'value', account_state = 'value', plate_state = 'value'")
    store.con.execute(
        "update entries set reason_raw = 'theft ' || ?, offense_raw = ? where reason_state = 'value'", [secret, secret]
    )
    store.con.execute(
        "update reasons set reason_raw = 'theft ' || ?, offense_raw = ? where reason_state = 'value'", [secret, secret]
    )
    compare(store.con)
    out = site.publish(store, tmp_path / "site").parent
    assert len(list((out / "search").glob("*.html"))) >= 5
    found = everything(out)
    assert "printed, not shown here" in found
    for part in secret.split():
        assert part not in found


def test_what_was_planted_in_the_shared_entries_is_on_no_page(store: FakeStore, tmp_path: Path) -> None:
    found = everything(site.publish(store, tmp_path / "site").parent)
    for secret in (CASE_NUMBER, FILTER, "WXYZABC", PROMPT, "Marigold", "Fennimore"):
        assert secret not in found
    pages = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "search").glob("*.html"))
    assert "Port Wren PD &lt;b&gt;" in pages  # a searcher's name is shown as printed, and is text
    assert "<b>" not in pages


def test_every_page_that_cites_an_entry_leads_to_its_search(store: FakeStore, tmp_path: Path) -> None:
    out = site.publish(store, tmp_path / "site").parent
    led = set(re.findall(r'href="(?:\.\./)?search/([0-9a-f-]+)\.html', everything(out)))
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (out / "search").glob("*.html")}
    moved = {stem for stem, text in pages.items() if 'http-equiv="refresh"' in text}  # a search known by another of its entries
    assert led == set(pages) - moved
    assert led
    for stem in moved:
        assert re.search(r'url=\.\./search/([0-9a-f-]+)\.html"', pages[stem])[1] in led  # type: ignore[index]


def test_a_site_has_few_pages_of_searches_and_examples_come_first(store: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    every = search.ids(Rows(store))
    monkeypatch.setattr(_cited, "MOST", 3)
    rows = Rows(store)
    assert len(every) > 3
    assert len(search.ids(rows)) == 3
    (row,) = [one for one in rows.rows("page/masked") if one["state"] == "masked" and one["field"] == "reason" and one["n_shown"]]
    assert set(_cited.searches(rows)) <= set(row["examples"])


def test_a_search_of_very_many_entries_shows_some_and_says_so(store: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plainview.pages._side.SHOWN", 2)
    page = next(page for page in pages(store) if page["n_custodians"] == 4)
    assert (page["n_shown"], page["n_entries"]) == (2, 4)
    assert {cell["kind"] for cell in line(page, "Reason")} == {"fullest", "hidden"}
    html, _, _ = site.render(Rows(store), "search", page["explain"].split()[-1].replace(":", "-"))
    assert "2 of 4 entries" in html


def test_the_report_counts_what_is_masked_and_shown_elsewhere(store: FakeStore) -> None:
    page = masked.build(store)
    (one,) = page["lines"]
    assert [one[name] for name in ("field", "total", "certain", "possible", "unreadable")] == ["reason", 12, 12, 12, 0]
    assert one["states"] == [{"words": "masked (***)", "n": 12}]
    assert len(one["examples"]) == 5
    assert all(example["search_url"].startswith("search/") for example in one["examples"])
    mine = [found for found in custodian.build(store, one["custodian_id"])["masked"] if found["field"] == "reason"]
    assert mine == [one]
    html, _, downloads = site.render(Rows(store), "masked")
    assert "What the custodian may answer" in html
    assert f"{len(search.ids(store))} searches have a page of their own here, at most 300 on any site" in html
    assert len(downloads["masked.csv"]) == 1 + len(page["lines"]) + len(page["absent"])


def test_hidden_entries_that_no_other_log_holds_make_a_lower_bound(store: FakeStore) -> None:
    store = fake_store(n_entries=600)
    store.con.execute("update masked set n_entries = n_entries * 2 where state = 'masked'")
    (one,) = masked.build(store)["lines"]
    assert [one["total"], one["unreadable"], one["at_least"]] == [24, 12, True]


def test_the_report_is_not_in_the_menu_where_nothing_can_be_compared(tmp_path: Path) -> None:
    store = fake_store(n_entries=600)
    assert 'masked.html">Masked' in site.render(Rows(store), "glossary")[0]
    store.con.execute("update links set n_entries = 1")
    compare(store.con)
    assert 'masked.html">Masked' not in site.render(Rows(store), "glossary")[0]
    assert masked.build(store)["lines"][0]["possible"] == 0


def test_the_method_page_says_that_linking_is_proven_on_made_up_records_until_two_network_audits_are_linked() -> None:
    store = fake_store(n_entries=600)
    said = "made-up records alone"
    assert method.build(store)["networks"]["is_proven_here"]
    assert said not in site.render(Rows(store), "method")[0]
    store.con.execute("update masked set n_linked = 0")
    html = site.render(Rows(store), "method")[0]
    assert said in html
    assert "no search was found in two of them" in html
    store.con.execute("delete from masked where log = 'network'")
    html = site.render(Rows(store), "method")[0]
    assert said in html
    assert "holds no network audit" in html


def test_the_measured_error_of_linking_stands_on_the_pages_once_it_is_there() -> None:
    store = fake_store(n_entries=600)
    assert "was not measured in this case" in site.render(Rows(store), "method")[0]
    store.con.execute(
        "insert into link_errors values "
        "('agency_window', null, null, 1000, 999, null, null, null, null, 0.999, 0.994, 0.9999, null, null, null), "
        "('all', 1200, 1010, 1000, 999, 900, 2, 1, 3, 0.999, 0.994, 0.9999, 0.98, 0.97, 0.99)"
    )
    store.con.execute("update links set tier = 'agency_window' where n_entries > 1")
    html = site.render(Rows(store), "method")[0]
    for words in ("99.90 %", "99.40 % to 99.99 %", "98.00 %", "2 searches fell into several", "3 entries were ambiguous"):
        assert words in html
    page = next(page for page in pages(store) if page["n_custodians"] == 4)
    told = {cell["text"] for cell in line(page, "How the entry")}
    assert all("999 of 1,000 such links were right" in text for text in told)
    assert "999 of 1,000" in site.render(Rows(store), "masked")[0]


def test_a_share_never_says_all_where_one_was_wrong() -> None:
    assert [share(value) for value in (1.0, 0.999999, 0.9995, 0.5, None)] == ["100 %", "99.99 %", "99.95 %", "50.00 %", ""]
    assert [share(value, up=True) for value in (0.99999, 0.97001)] == ["100 %", "97.01 %"]


def own_store() -> FakeStore:
    store = fake_store(n_entries=600)
    (whose,) = store.con.execute("select max(custodian_id) from entries where log = 'network'").fetchall()[0]
    first = (
        "select search_id from links l join entries e using (release_id, row_no) where e.custodian_id = ? order by all limit 1"
    )
    (one,) = store.con.execute(first, [whose]).fetchall()[0]
    values = [whose, "2026-03-01", 9, 11, 7, 1, 1, 1, 3, one, None]
    store.con.execute(f"insert into own_searches values ({', '.join('?' * 11)})", values)
    store.whose = whose  # type: ignore[attr-defined]
    return store


def test_own_searches_stand_on_the_custodians_page_and_in_the_overview() -> None:
    store = own_store()
    rows = Rows(store)
    told = custodian.build(rows, store.whose)["own"]  # type: ignore[attr-defined]
    assert [told[name] for name in ("n_organization", "n_network", "n_both", "n_only_organization", "n_only_network")] == [
        9,
        11,
        7,
        1,
        3,
    ]
    assert told["only_organization"][0]["search_url"].startswith("search/")
    assert [one["agency"]["id"] for one in coverage.build(rows)["own"]] == [told["agency"]["id"]]
    html, _, downloads = site.render(rows, "coverage")
    assert 'id="own"' in html
    assert "Innocent readings" in html
    assert downloads["own_searches.csv"][1][2:6] == ["2026-03", 9, 11, 7]
    assert "7 in both, 4 in one only" in site.render(rows, "custodian", store.whose)[0]  # type: ignore[attr-defined]


def test_a_custodian_with_one_log_has_no_such_section(store: FakeStore) -> None:
    assert custodian.build(store, "ca-alder-falls-pd")["own"] is None
    assert "own_searches.csv" not in coverage.build(store)["downloads"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lookup", "lookup"), ("search - Mobile", "search, mobile"), ("apiV1", "api, first version"), ("", ""), (None, None),
        ("Marigold Fennimore", "printed, not shown here"), ("lookup - WXQZJK", "printed, not shown here"),
    ],
)  # fmt: skip
def test_a_search_type_is_shown_only_if_the_vendor_is_known_to_write_it(text: str | None, shown: str | None) -> None:
    assert search_type(text) == shown


def test_a_moderation_is_shown_only_if_it_is_a_known_verdict() -> None:
    assert [moderation(text) for text in ("Passed", " ", None, "WXQZJK")] == ["Passed", "", None, "printed, not shown here"]


def entry(reason: str | None, state: str, offense: str | None = None, row: int = 1) -> dict[str, Any]:
    return {"release_id": "a", "row_no": row, "reason_raw": reason, "reason_state": state, "offense_raw": offense}


def test_the_fullest_wording_is_the_longest_that_was_disclosed() -> None:
    found = [
        entry("7923.600 GC, and much more of it", "withheld", "***", 1),
        entry("theft", "value", "Robbery", 2),
        entry("theft of a car", "value", None, 3),
        entry("REDACTED / theft of a car at night", "partial", "REDACTED", 4),
        entry("theft of a cat", "value", "Assault", 5),
    ]
    assert fullest(found, "reason") is found[2]
    assert fullest(found, "offense") is found[1]
    assert fullest([found[0], found[3]], "reason") is found[3]
    assert fullest([found[0]], "reason") is None
    assert [state_of(one, "offense") for one in found] == ["masked", "value", "not_exported", "redacted", "value"]


def test_a_page_and_its_data_say_the_same(store: FakeStore) -> None:
    rows = Rows(store)
    for id in search.ids(rows)[:5]:
        html, twin, _ = site.render(rows, "search", id)
        assert json.dumps(twin)
        assert html.count("<td") == sum(len(one["cells"]) for one in twin["lines"]) + len(twin["columns"])
