"""The site in a real browser: from files, under its own policy, with and without JavaScript, wide and narrow."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import ASKED, UNTOLD, fake_store
from playwright.sync_api import Browser, Page, sync_playwright

from plainview import site

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PAGES = ["index", "coverage", "searchers", "purposes", "findings", "releases", "refused", "issues", "method", "glossary"]
PAGES += ["custodian/ca-alder-falls-pd", "searcher/ca-harrow-bay-d2-pd", "purpose/immigration"]
PAGES += ["rules", "doors", f"findings/{ASKED}", f"findings/{UNTOLD}", "doors/ca-alder-falls-pd"]
PAGES += ["masked", "changes", "days/ca-alder-falls-pd", "changed/ca-alder-falls-pd"]

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is absent: the site was not looked at in a browser")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(fake_store(n_entries=900), tmp_path_factory.mktemp("case") / "site").parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


def opened(browser: Browser, out: Path, name: str, **options: object) -> tuple[Page, list[str]]:
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
    page.goto((out / f"{name}.html").as_uri())
    return page, said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_breaks_no_policy_and_fits_a_phone(browser: Browser, out: Path, name: str) -> None:
    page, said = opened(browser, out, name, viewport={"width": 390, "height": 800})
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


def test_tables_sort_filter_and_download(browser: Browser, out: Path) -> None:
    page, said = opened(browser, out, "searchers", accept_downloads=True)
    head = page.locator("#searchers thead th").nth(2)
    head.locator("button").click()
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    counts = [int(text.replace(",", "")) for text in page.locator("#searchers tbody td:nth-child(3)").all_inner_texts()]
    assert counts == sorted(counts)
    page.get_by_label("Filter rows").first.fill("wren")
    shown = page.locator("#searchers tbody tr:visible").all_inner_texts()
    assert shown
    assert all("Wren" in text for text in shown)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these rows").first.click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith('"Searcher","State","Searches"')
    assert len(text.strip().splitlines()) == len(shown) + 1
    assert said == []
    page.context.close()


def test_a_page_is_complete_without_javascript(browser: Browser, out: Path) -> None:
    page, _ = opened(browser, out, "index", java_script_enabled=False)
    assert page.locator("svg[role=img]").count() > 5
    assert page.locator(".tools").count() == 0
    page.locator("figure details summary").first.click()
    assert page.get_by_text("Custodians whose record is held").first.is_visible()
    page.context.close()


def test_what_cannot_be_told_is_folded_and_opens_without_javascript(browser: Browser, out: Path) -> None:
    page, _ = opened(browser, out, "findings", java_script_enabled=False)
    link = page.locator(f"#cannot-tell a[href='findings/{UNTOLD}.html']")
    assert not link.is_visible()
    page.locator("#untold ~ details > summary").click()
    page.locator("#cannot-tell details.who > summary").first.click()
    page.locator("#cannot-tell details.who > summary").last.click()
    assert link.is_visible()
    link.click()
    assert page.get_by_text("What to ask for:").is_visible()
    page.context.close()


def test_the_keyboard_reaches_the_content(browser: Browser, out: Path) -> None:
    page, _ = opened(browser, out, "coverage")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, out: Path, scheme: str) -> None:
    page, _ = opened(browser, out, "index", color_scheme=scheme)
    ratio = page.evaluate(
        """() => {
          const light = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map((v) => v / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = light(getComputedStyle(document.body).backgroundColor);
          return Math.min(...['main p', '.caveat', 'main a', 'summary', 'caption'].map((s) => {
            const ink = light(getComputedStyle(document.querySelector(s)).color);
            return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05); }));
        }"""
    )
    assert ratio >= 4.5
    page.context.close()


@pytest.mark.parametrize("name", ["index", "custodian/ca-alder-falls-pd", "searcher/ca-harrow-bay-d2-pd"])
def test_no_word_in_a_chart_is_cut_off_or_overlaps_its_neighbour(browser: Browser, out: Path, name: str) -> None:
    page, _ = opened(browser, out, name)
    wrong = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart')].flatMap((svg) => {
          const box = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
          const cut = texts.filter(([, b]) => b.left < box.left - 1 || b.right > box.right + 1 || b.bottom > box.bottom + 1);
          const hit = texts.filter(([, a], i) => texts.some(([, b], j) => j > i && a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 3 && b.top < a.bottom - 3));
          return [...cut, ...hit].map(([words]) => words);
        })"""
    )
    assert wrong == []
    page.context.close()


def a_search(out: Path) -> str:
    """Name of the page of a search that several logs show."""
    sizes = {path: path.stat().st_size for path in (out / "search").glob("*.html")}
    return f"search/{max(sizes, key=lambda path: (sizes[path], path.name)).stem}"


@pytest.mark.parametrize("width", [390, 1280])
def test_entries_stand_side_by_side_and_one_below_the_other_on_a_phone(browser: Browser, out: Path, width: int) -> None:
    page, said = opened(browser, out, a_search(out), viewport={"width": width, "height": 900})
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first, second = (page.locator(".side tbody tr").first.locator("td").nth(n).bounding_box() for n in (0, 1))
    assert first
    assert second
    if width == 390:
        assert second["y"] >= first["y"] + first["height"] - 1
        assert page.evaluate("getComputedStyle(document.querySelector('.side td'), '::before').content") not in ("none", "normal")
    else:
        assert second["x"] >= first["x"] + first["width"] - 1
        assert abs(second["y"] - first["y"]) < 2
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hidden_and_fullest_cells_can_be_read(browser: Browser, out: Path, scheme: str) -> None:
    page, _ = opened(browser, out, a_search(out), color_scheme=scheme)
    ratios = page.evaluate(
        """() => {
          const parts = (c) => c.match(/[\\d.]+/g).map(Number);
          const scale = (c) => c.startsWith('color(') ? 255 : 1;
          const light = (c) => { const [r, g, b] = parts(c.replace('color(srgb', '')).slice(0, 3).map((v) => v * scale(c) / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          return ['.side td.hidden', '.side td.fullest'].map((s) => {
            const style = getComputedStyle(document.querySelector(s));
            const [ink, ground] = [light(style.color), light(style.backgroundColor)];
            return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05); });
        }"""
    )
    assert min(ratios) >= 4.5
    page.context.close()
