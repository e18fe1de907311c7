"""Every kind of page in a real browser: axe finds no fault, nothing goes wrong or leaves the host, no script is needed.

The pages are those of a made-up network and, where PLAINVIEW_DATA names their folder, of the real portal pages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from conftest import audit
from playwright.sync_api import Browser, Page, sync_playwright

from plainview import site

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
AXE = Path(__file__).parent / "axe" / "axe.min.js"
LONG = 300_000  # ms; a busy machine is no failure
LOOKS = [("light", 1280), ("light", 375), ("dark", 1280), ("dark", 375)]
MAY_BE_NONE = {"search", "finding", "policy", "changed"}  # a case without them has no such page
# How a person who sees no red, or no green, sees a colour: Machado, Oliveira and Fernandes, 2009, applied to linear light.
SEEN = {
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "all": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
BESIDE = [("blue", "sky"), ("sky", "unread"), ("blue", "unread"), ("unread", "faint"), ("sky", "faint"), ("ochre", "sky")]
BESIDE += [("blue", "ochre"), ("sky", "gap"), ("ochre", "gap")]

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is absent: the pages were not looked at in a browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a made-up network."""
    made, case = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("axe") / "case"
    command = [sys.executable, "-m", "plainview", "simulate", "--out", str(made)]
    subprocess.run([*command, "--searches", "3000", "--agencies", "24", "--seed", "5"], check=True, capture_output=True)
    audit([made / "records"], case)
    return case / "site"


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    """The site of the real portal pages."""
    if "PLAINVIEW_DATA" not in os.environ:
        pytest.skip("set PLAINVIEW_DATA to look at the pages of the real portal records")
    case = tmp_path_factory.mktemp("portals") / "case"
    audit([data / "portal"], case)
    return case / "site"


def page_of(out: Path, stem: str) -> Path | None:
    """The fullest page of a kind, None if the site has none."""
    alone = out / ("index.html" if stem == site.START else f"{stem}.html")
    every = [alone] if alone.exists() else list((out / site.FOLDERS.get(stem, stem)).glob("*.html"))
    return max(every, key=lambda path: (path.stat().st_size, path.name), default=None)


def opened(browser: Browser, path: Path, **options: Any) -> tuple[Page, list[str]]:
    """A page, and what it said or asked for that it should not."""
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.set_default_timeout(LONG)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None
    )
    page.goto(path.as_uri())
    return page, said


def faults(page: Page) -> list[str]:
    """What axe finds, by all its rules: rule, and where."""
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false}).then((told) => told.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found]


def looked_at(browser: Browser, out: Path, stem: str) -> None:
    path = page_of(out, stem)
    if path is None:
        assert stem in MAY_BE_NONE
        pytest.skip(f"this case has no page of the kind {stem}")
    page, said = opened(browser, path, bypass_csp=True)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{scheme} {width}: {one}" for one in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{scheme} {width}: wider than the window")
    page.context.close()
    assert wrong == [], path.name
    assert said == [], path.name


@pytest.mark.parametrize("stem", sorted(site.page_modules()))
def test_axe_finds_no_fault_in_a_made_up_network(browser: Browser, made_up: Path, stem: str) -> None:
    looked_at(browser, made_up, stem)


@pytest.mark.parametrize("stem", sorted(site.page_modules()))
def test_axe_finds_no_fault_in_the_real_portal_pages(browser: Browser, portals: Path, stem: str) -> None:
    looked_at(browser, portals, stem)


def test_axe_finds_a_planted_fault(browser: Browser, made_up: Path) -> None:
    page, _ = opened(browser, made_up / "index.html", bypass_csp=True)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("document.querySelector('.lead').style.color = '#ddd'; document.querySelector('main').append(new Image())")
    found = faults(page)
    assert any(one.startswith("color-contrast") for one in found)
    assert any(one.startswith("image-alt") for one in found)
    page.context.close()


@pytest.mark.parametrize("stem", sorted(site.page_modules()))
def test_a_page_holds_the_same_without_a_script(browser: Browser, made_up: Path, stem: str) -> None:
    """Every row, link and download that stands with a script stands without; a script only adds tools."""
    path = page_of(made_up, stem)
    if path is None:
        pytest.skip(f"this case has no page of the kind {stem}")
    counts = []
    for with_script in (True, False):
        page, _ = opened(browser, path, java_script_enabled=with_script)
        found = [page.locator(f"main {part}").count() for part in ("tbody tr", "h1", "h2", "svg", "details")]
        counts.append([*found, page.locator("main a[href], footer a[href]").count()])
        assert page.locator("#citation").inner_text().count(path.relative_to(made_up).as_posix()) == 1
        assert page.locator("footer a[href$='.json']").count() == 1
        page.context.close()
    assert counts[0] == counts[1]


def colours(browser: Browser, out: Path, scheme: str) -> dict[str, tuple[float, ...]]:
    """The colours of the series as linear light."""
    page, _ = opened(browser, out / "index.html", color_scheme=scheme)
    names = sorted({name for pair in BESIDE for name in pair})
    script = "(names) => names.map((name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim())"
    told = page.evaluate(script, names)
    page.context.close()
    shares = [[int(one[at : at + 2], 16) / 255 for at in (1, 3, 5)] for one in told]
    light = [tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in one) for one in shares]
    return dict(zip(names, light, strict=True))


def lab(light: tuple[float, ...]) -> tuple[float, float, float]:
    r, g, b = light
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("eyes", SEEN)
def test_series_beside_each_other_are_told_apart_by_all_eyes(browser: Browser, made_up: Path, scheme: str, eyes: str) -> None:
    """20 is ten times the least difference that a practised eye sees."""
    seen = {
        name: lab(tuple(min(1.0, max(0.0, sum(a * b for a, b in zip(line, light, strict=True)))) for line in SEEN[eyes]))
        for name, light in colours(browser, made_up, scheme).items()
    }
    apart = {(a, b): sum((x - y) ** 2 for x, y in zip(seen[a], seen[b], strict=True)) ** 0.5 for a, b in BESIDE}
    assert min(apart.values()) >= 20, json.dumps({f"{a} {b}": round(d, 1) for (a, b), d in apart.items()})
