"""Finding things in a real browser: by typing, by keys alone, without a script; filters in the address; a citation to copy."""

from __future__ import annotations

import functools
import http.server
import json
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import FakeStore, fake_store
from playwright.sync_api import Browser, Page, expect, sync_playwright

from plainview import __version__, site
from plainview.pages import _citation as citation
from plainview.pages import _index as index
from plainview.pages import _moved as moved
from plainview.pages._rows import Rows

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
LONG = 300_000  # ms; a busy machine is no failure
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 700}, "is_mobile": True, "has_touch": True}
TOWN, ITS_PAGE = "alder f", re.compile(r"/custodian/ca-alder-falls-pd\.html$")

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is absent: finding was not tried in a browser")
expect.set_options(timeout=LONG)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def store() -> FakeStore:
    found = fake_store(n_entries=900)
    found.con.execute("insert into agency_names (name_raw, agency_id) values ('Port Wren', 'ca-port-wren-pd')")
    found.con.execute("update agencies set state = 'NV' where agency_id like 'ca-bluestem%'")
    return found


@pytest.fixture(scope="module")
def out(store: FakeStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(store, tmp_path_factory.mktemp("case") / "site").parent


@pytest.fixture(scope="module")
def host(out: Path) -> Iterator[str]:
    """The site as any host of files serves it."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(out))) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


def at(browser: Browser, url: str, **options: Any) -> tuple[Page, list[str]]:
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(LONG)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    host = "/".join(url.split("/")[:3])
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith((host, "data:")) else None)
    page.goto(url)
    return page, said


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until an element has the focus, which must then be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            break
    assert page.evaluate("(selector) => document.activeElement.matches(selector)", selector), selector
    outline = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth; })()"
    )
    assert outline == "solid3px", outline


def test_a_resident_on_a_phone_finds_the_town_by_keys_alone(browser: Browser, host: str) -> None:
    page, said = at(browser, f"{host}/index.html", **PHONE)
    tab_to(page, "a.seek")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find.html")
    tab_to(page, "#find-box")
    page.keyboard.type(TOWN)
    expect(page.locator(".results li").first).to_contain_text("Alder Falls")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(ITS_PAGE)
    expect(page.locator("h1")).to_contain_text("Alder Falls")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert said == []
    page.context.close()


def test_the_same_without_a_script_by_letter(browser: Browser, host: str) -> None:
    page, _ = at(browser, f"{host}/index.html", java_script_enabled=False, **PHONE)
    page.locator("a.seek").press("Enter")
    page.wait_for_url("**/find.html")
    assert page.locator("#finder").inner_text() == ""
    page.locator(".letters a[href='letter/a.html']").press("Enter")
    page.wait_for_url("**/letter/a.html")
    page.get_by_role("link", name="Alder Falls CA PD", exact=True).press("Enter")
    page.wait_for_url(ITS_PAGE)
    page.context.close()


def test_keys_go_through_the_results_and_back(browser: Browser, host: str) -> None:
    page, said = at(browser, f"{host}/coverage.html")
    page.keyboard.press("/")
    page.wait_for_url("**/find.html")
    box = page.locator("#find-box")
    expect(box).to_be_focused()
    page.keyboard.type("immigration")
    expect(page).to_have_url(f"{host}/find.html?q=immigration")
    links = page.locator(".results li > a:not(.more)")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "find.html" not in url)
    page.go_back()
    expect(page.locator("#find-box")).to_have_value("immigration")
    expect(page.locator(".results li").first).to_be_visible()
    page.locator("#find-box").press("Escape")
    expect(page.locator(".results li")).to_have_count(0)
    expect(page).to_have_url(f"{host}/find.html")
    assert said == []
    page.context.close()


def test_the_key_that_leads_to_the_page_can_be_switched_off(browser: Browser, host: str) -> None:
    page, _ = at(browser, f"{host}/find.html")
    page.get_by_label("The key / leads here").uncheck()
    page.goto(f"{host}/coverage.html")
    page.keyboard.press("/")
    page.goto(f"{host}/find.html")
    page.get_by_label("The key / leads here").check()
    page.goto(f"{host}/coverage.html")
    page.keyboard.press("/")
    page.wait_for_url("**/find.html")
    page.context.close()


@pytest.mark.parametrize(
    ("typed", "sort"),
    [
        ("wren alder", None),
        ("harrow", "agency"),
        ("immigration", "purpose"),
        ("custodian", "word"),
        ("burglary", "purpose"),
        ("zzzz", None),
    ],
)
def test_each_sort_of_thing_is_found(browser: Browser, out: Path, typed: str, sort: str | None) -> None:
    page, said = at(browser, (out / "find.html").as_uri())
    page.locator("#find-box").fill(typed)
    sorts = page.locator(".results .tag").all_inner_texts()
    assert (sort in sorts) if sort else not sorts
    for link in page.locator(".results a").all():
        target, _, anchor = (link.get_attribute("href") or "").partition("#")
        assert (out / target).exists(), target
        assert not anchor or f'id="{anchor}"' in (out / target).read_text(encoding="utf-8"), anchor
    assert said == []
    page.context.close()


def test_what_the_index_leads_to_exists_and_holds_no_stranger_s_words(store: FakeStore, out: Path) -> None:
    text = (out / "find-index.js").read_text(encoding="utf-8")
    told = json.loads(text.removeprefix("window.plainviewIndex = ").removesuffix(";\n"))
    ids = told["agencies"]["id"].split("\n")
    assert len(ids) == len(told["agencies"]["name"].split("\n")) == len(told["agencies"]["pages"]) > 30
    for slug, pages in zip(ids, told["agencies"]["pages"], strict=True):
        for bit, (folder, _) in enumerate(told["folders"]):
            assert (out / folder / f"{slug}.html").exists() == bool(pages & (1 << bit)), (folder, slug)
    assert all((out / "findings" / f"{id}.html").exists() for id in told["findings"]["id"].split("\n"))
    for secret in ("7ABC123", "9QRS456", "555-201-4477", "Quimby", "alert("):
        assert secret not in text, secret


def test_the_index_of_thousands_of_agencies_is_a_few_hundred_kilobytes(store: FakeStore) -> None:
    rows = Rows(store)
    one = index.agencies(rows)[0]
    rows._kept["index_agencies"] = [
        {**one, "name": f"City of Birch Hollow {at} Police Department (CA)", "slug": f"ca-birch-hollow-{at}-police"}
        for at in range(6000)
    ]
    text = site.file_text("find-index.js", index.compact(rows))
    assert 300_000 < len(text) < 600_000


def test_a_city_stands_under_its_own_name() -> None:
    assert index.letter("City of Alder Falls") == "a"
    assert index.letter("The Town of Port Wren") == "p"
    assert index.letter("County of") == "c"
    assert index.letter("4th District") == index.OTHER


def test_filters_and_order_stand_in_the_address_and_the_back_button_undoes_them(browser: Browser, host: str) -> None:
    page, said = at(browser, f"{host}/searchers.html")
    shown = page.locator("#searchers tbody tr:visible")
    whole, first = shown.count(), shown.first.inner_text()
    page.get_by_label("State").first.select_option("CA")
    expect(page).to_have_url(f"{host}/searchers.html?searchers.state=CA")
    in_state = shown.count()
    page.get_by_label("Filter rows").first.fill("wren")
    expect(page).to_have_url(f"{host}/searchers.html?searchers.state=CA&searchers.q=wren")
    assert 0 < shown.count() < in_state <= whole
    page.locator("#searchers thead button").nth(2).click()
    page.locator("#searchers thead button").nth(2).click()
    expect(page).to_have_url(f"{host}/searchers.html?searchers.state=CA&searchers.q=wren&searchers.sort=3")
    address, rows = page.url, shown.all_inner_texts()
    page.reload()
    assert shown.all_inner_texts() == rows
    page.go_back()
    expect(page).to_have_url(address.replace("sort=3", "sort=-3"))
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{host}/searchers.html")
    expect(page.get_by_label("State").first).to_have_value("")
    assert shown.count() == whole
    assert shown.first.inner_text() == first
    assert said == []
    page.context.close()


def test_a_citation_stands_on_every_page_and_can_be_copied(browser: Browser, host: str, store: FakeStore, out: Path) -> None:
    made = citation.source(Rows(store))
    page, _ = at(browser, f"{host}/purpose/immigration.html?x=1#top", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.locator(".citing + .tools output")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in (
        "Immigration",
        f"{host}/purpose/immigration.html.",
        __version__,
        made["newest_on"],
        made["sha256"],
        "Read on 20",
    ):
        assert part in copied, copied
    page.context.close()
    for path in out.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert ('id="citation"' in html) != ("This page has moved" in html), path
    for path in out.rglob("*.json"):
        twin = json.loads(path.read_text(encoding="utf-8"))
        assert twin.get("source") == made or twin["title"] == "This page has moved", path


def test_an_address_that_moved_leads_on(browser: Browser, host: str, store: FakeStore, out: Path) -> None:
    led = moved.addresses(Rows(store))
    assert led
    assert all((out / old).exists() and (out / new).exists() and old != new for old, new in led.items())
    for folder in {old.partition("/")[0] for old in led}:
        old, new = next((old, new) for old, new in led.items() if old.startswith(f"{folder}/"))
        for options in ({}, {"java_script_enabled": False}):
            page, _ = at(browser, f"{host}/{old}", **options)
            page.wait_for_url(f"{host}/{new}")
            page.context.close()


def test_the_first_page_is_light_and_what_it_takes_on_a_slow_line_is_printed(browser: Browser, host: str, out: Path) -> None:
    weights = []
    for name in ("index.html", "find.html"):
        page = browser.new_context().new_page()
        page.set_default_timeout(LONG)
        sizes: list[int] = []
        page.on(
            "response",
            lambda response, sizes=sizes: sizes.append(len(response.body())) if response.url.startswith("http") else None,
        )
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        line = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
        session.send("Network.emulateNetworkConditions", line)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"{host}/{name}", wait_until="load")
        told = page.evaluate(
            """(() => { const whole = performance.getEntriesByType('navigation')[0];
              const painted = performance.getEntriesByName('first-contentful-paint')[0];
              return [painted ? painted.startTime : 0, whole.domContentLoadedEventEnd, whole.loadEventEnd]; })()"""
        )
        times = ", ".join(f"{what} after {round(ms)} ms" for what, ms in zip(("painted", "usable", "loaded"), told, strict=True))
        print(f"{name}: {sum(sizes):,} bytes; {times}, at 1.6 Mbit/s, 150 ms away, on a 4 times slower processor")
        weights.append(sum(sizes))
        page.context.close()
    assert 20_000 < weights[0] < 80_000
