"""Drawings to take away, in a real browser: a click gives a file that opens, of the right size, with title and source line."""

from __future__ import annotations

import base64
import functools
import http.server
import re
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.dom import minidom

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_store import fake_store
from playwright.sync_api import Browser, Page, sync_playwright

from plainview import charts, site

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
LONG = 120_000  # ms; a busy machine is no failure
OWNER = "ca-alder-falls-pd"
PAGES = ["index", "coverage", "searchers", "purposes", "sharing", "network", "method"]
PAGES += [f"custodian/{OWNER}", f"days/{OWNER}", f"shared/{OWNER}", "purpose/immigration"]
# Dots of a picture by what they are: how many are there, and how many are not white; above, between and below two heights.
READ = """async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const wide = canvas.width, tall = canvas.height, dots = pen.getImageData(0, 0, wide, tall).data;
  const inked = (from, to) => {
    let n = 0;
    for (let at = from * wide * 4; at < to * wide * 4; at += 4) if (dots[at] + dots[at + 1] + dots[at + 2] < 720) n += 1;
    return n;
  };
  const corner = [dots[0], dots[1], dots[2], dots[3]];
  return { corner, head: inked(20, 74), body: inked(90, tall - 100), foot: inked(tall - 96, tall - 28) };
}"""
LISTEN = """() => {
  window.written = [];
  const fill = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.written.push(text);
    return fill.call(this, text, ...rest);
  };
}"""
CUT = """() => {
  const box = document.documentElement.getBoundingClientRect();
  const isCut = (b) => b.left < box.left - 1 || b.right > box.right + 1 || b.top < box.top - 1 || b.bottom > box.bottom + 1;
  return [...document.querySelectorAll('text')].filter((t) => isCut(t.getBoundingClientRect())).map((t) => t.textContent);
}"""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is absent: no drawing was taken in a browser")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(fake_store(n_entries=900), tmp_path_factory.mktemp("case") / "site").parent


@pytest.fixture(scope="module")
def host(out: Path) -> Iterator[str]:
    """The site as any host of files serves it."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(out))) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


def opened(browser: Browser, url: str, **options: object) -> tuple[Page, list[str]]:
    page = browser.new_context(accept_downloads=True, **options).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(LONG)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    own = (url.split("/")[0] + "//" + url.split("/")[2], "data:", "blob:")
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(own) else None)
    page.goto(url)
    return page, said


def taken(page: Page, at: int, folder: Path) -> Path:
    """The file that a click on the button PNG gives."""
    with page.expect_download() as download:
        page.locator(".take button").nth(at).click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    wide, tall = struct.unpack(">II", png[16:24])
    return wide, tall


def kinds_of(png: bytes) -> set[bytes]:
    """The kinds of pieces of a PNG file: words about the picture would be tEXt, iTXt, zTXt or eXIf."""
    found, at = set(), 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.add(png[at + 4 : at + 8])
        at += length + 12
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_drawing_of_a_page_can_be_taken_as_png(browser: Browser, out: Path, tmp_path: Path, name: str) -> None:
    """From a disk, in the dark: the picture is the light one, twice as dense as its SVG is wide, and holds nothing but dots."""
    page, said = opened(browser, (out / f"{name}.html").as_uri(), color_scheme="dark")
    if name == "network":
        page.wait_for_selector("#network[data-drawn]")
    links = [str(link.get_attribute("href")) for link in page.locator(".take a").all()]
    assert links
    assert page.locator(".take button").count() == len(links)
    for at, link in enumerate(links):
        png = taken(page, at, tmp_path)
        assert png.name == link.removesuffix("svg") + "png"
        svg = minidom.parse(str((out / f"{name}.html").parent / link)).documentElement
        assert svg
        wide, tall = size_of(png.read_bytes())
        if "network-graph" not in link:
            assert wide == round(2 * float(svg.getAttribute("width")))
            assert abs(tall - 2 * float(svg.getAttribute("height"))) <= 90  # letters differ a little: one line more or less
        assert kinds_of(png.read_bytes()) <= {b"IHDR", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"pHYs"}
    looker, _ = opened(browser, "data:text/html,<title>look</title>")
    for png in tmp_path.glob("*.png"):
        read = looker.evaluate(READ, "data:image/png;base64," + base64.b64encode(png.read_bytes()).decode())
        assert read["corner"] == [255, 255, 255, 255], png.name
        assert min(read["head"], read["body"], read["foot"]) > 100, (png.name, read)
    assert not page.evaluate("document.documentElement.classList.contains('light')")
    assert said == []
    looker.context.close()
    page.context.close()


@pytest.mark.parametrize("name", ["coverage", "network", f"shared/{OWNER}"])
def test_a_picture_is_the_same_whether_the_screen_is_light_or_dark(
    browser: Browser, out: Path, tmp_path: Path, name: str
) -> None:
    found = []
    for scheme in ("light", "dark"):
        page, _ = opened(browser, (out / f"{name}.html").as_uri(), color_scheme=scheme)
        if name == "network":
            page.wait_for_selector("#network[data-drawn]")
        (tmp_path / scheme).mkdir()
        found.append(taken(page, 0, tmp_path / scheme).read_bytes())
        page.context.close()
    assert found[0] == found[1]


def test_long_names_are_not_cut_off_by_the_edge(browser: Browser, tmp_path: Path) -> None:
    names = [
        "Birch Hollow Community College District Police Department (WA)",
        "Cinder County Sheriff's Office Warrants Division",
    ] * 4
    drawings = {
        "matrix": charts.matrix(names, names, {(0, 1): "told"}, ident="m", title=names[0] * 2, desc="d"),
        "small": charts.multiples(
            [charts.Panel(one, "9 rows", [1, 2]) for one in names], "a", "b", ident="p", title="t", desc="d"
        ),
        "strips": charts.strips([(one, "100 %", [1.0]) for one in names], ["c1"], ident="s", title="t", desc="d"),
    }
    for kind, drawing in drawings.items():
        path = tmp_path / f"{kind}.svg"
        path.write_text(
            charts.standalone(drawing, [("", "Source: "), ("name", names[0])], [("k-c1", names[1])]), encoding="utf-8"
        )
        look, _ = opened(browser, path.as_uri())
        assert look.evaluate(CUT) == [], kind
        look.context.close()


def test_the_words_burnt_into_a_picture_are_those_of_the_page(browser: Browser, host: str, tmp_path: Path) -> None:
    """What is written on the canvas: title, key and source line, with the whole address where the site has one."""
    page, said = opened(browser, f"{host}/shared/{OWNER}.html", color_scheme="dark")
    page.evaluate(LISTEN)
    taken(page, 0, tmp_path)
    told = " ".join(page.evaluate("window.written"))
    assert told.startswith("Where the partners of Alder Falls CA PD are ")
    assert "may search its cameras" in told
    assert "Source: disclosed records of " in told
    assert re.search(r"files [0-9a-f]{16}; plainview ", told)
    assert told.endswith(f"page {host}/shared/{OWNER}.html")
    assert said == []
    page.context.close()


def test_an_svg_is_taken_without_a_script_and_opens_alone(browser: Browser, host: str, tmp_path: Path) -> None:
    page, _ = opened(browser, f"{host}/coverage.html", java_script_enabled=False)
    assert page.locator(".take button").count() == 0
    with page.expect_download() as download:
        page.locator(".take a").first.click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    page.context.close()
    look, said = opened(browser, kept.as_uri(), color_scheme="dark")
    assert look.evaluate("document.documentElement.tagName") == "svg"
    assert look.evaluate("getComputedStyle(document.querySelector('.picture-paper')).fill") == "rgb(255, 255, 255)"
    words = " ".join(look.locator("text").all_text_contents())
    assert "Source: disclosed records of " in words
    assert "coverage.html" in words
    cut = look.evaluate(CUT)
    assert cut == []
    assert said == []
    look.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_a_drawing_is_cut_off(browser: Browser, out: Path, name: str) -> None:
    for path in sorted((out / f"{name}.html").parent.glob(f"{Path(name).name}-*.svg")):
        look, _ = opened(browser, path.as_uri())
        cut = look.evaluate(CUT)
        assert cut == [], path.name
        look.context.close()


def test_without_a_script_the_network_is_there_as_a_drawing(browser: Browser, out: Path) -> None:
    page, said = opened(browser, (out / "network.html").as_uri(), java_script_enabled=False)
    assert page.locator("img.drawn").is_visible()
    box = page.locator("img.drawn").bounding_box()
    assert box
    assert box["height"] > 200
    assert said == []
    page.context.close()


def test_how_do_we_know_opens_and_leads_to_the_printed_row(browser: Browser, out: Path) -> None:
    """From a drawing to the row of a file: every step is a link, the last is the command that opens the row cell by cell."""
    page, _ = opened(browser, (out / "searchers.html").as_uri())
    page.locator("#strips ~ details.how summary").first.click()
    page.locator("details.how[open] a", has_text="Who searched").click()
    page.locator("#searchers tbody th a").first.click()
    page.wait_for_url("**/searcher/**")
    page.locator("details.how summary").first.click()
    page.locator("details.how[open] a", has_text="latest entries").click()
    assert re.search(r"plainview explain [0-9a-f]{16}:[0-9]+", page.locator("#entries td.where").first.text_content() or "")
    page.locator("#entries td.where a").first.click()
    page.wait_for_url("**/release/**")
    page.context.close()


WITHOUT_FIGURES = {"find", "letter", "glossary", "search", "release", "refused", "method"}


def test_every_kind_of_page_with_figures_says_how_they_are_known(out: Path) -> None:
    """The others are themselves what the way leads to (a search, a file), or hold no figure of a record."""
    for stem, module in site.page_modules().items():
        one = out / ("index.html" if stem == site.START else f"{stem}.html")
        pages = sorted((out / site.FOLDERS.get(stem, stem)).glob("*.html")) if hasattr(module, "ids") else [one]
        if stem in WITHOUT_FIGURES or not pages:
            continue
        texts = [path.read_text(encoding="utf-8") for path in pages]
        if stem == "watch" and "No alert is shown here" in texts[0]:
            continue
        assert [text for text in texts if "How do we know?" in text], stem
