"""The pages about sharing in a real browser: the network drawn and dragged by mouse and keys, the drawings legible, and the
report of one day as a folder of its own."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from conftest import audit
from fake_store import fake_store
from playwright.sync_api import Browser, Page, sync_playwright
from typer.testing import CliRunner

from plainview import cli, site

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
OWNER = "ca-alder-falls-pd"
PAGES = ["sharing", "network", f"shared/{OWNER}"]
# Colours that stand on a canvas, as a count of dots that are not empty.
INKED = """(name) => { const drawn = document.querySelector(`#network canvas${name}`), canvas = document.createElement('canvas');
  canvas.width = drawn.width; canvas.height = drawn.height;
  const pen = canvas.getContext('2d'); pen.drawImage(drawn, 0, 0);
  const dots = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  let n = 0; for (let at = 3; at < dots.length; at += 4) n += dots[at] > 0 ? 1 : 0; return n; }"""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is absent: the site was not looked at in a browser")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.publish(fake_store(n_entries=900), tmp_path_factory.mktemp("case") / "site").parent


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of one agency of a made-up network, as the command writes it."""
    folder = tmp_path_factory.mktemp("report")
    run = CliRunner().invoke
    made = run(cli.app, ["simulate", "--out", str(folder / "made"), "--searches", "2000", "--agencies", "24", "--seed", "1"])
    assert made.exit_code == 0, made.output
    audit([folder / "made" / "records"], folder / "case")
    shares = list(csv.DictReader((folder / "case" / "site" / "sharing.csv").open(encoding="utf-8")))
    most = max(shares, key=lambda one: int(one["may_search_its_cameras"]))
    out = folder / "report"
    options = ["--agency", most["id"], "--on", most["last_on"], "--out", str(out), "--case", str(folder / "case")]
    done = run(cli.app, ["report", "sharing", *options, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["on"] == most["last_on"]
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


def opened(browser: Browser, path: Path, **options: object) -> tuple[Page, list[str]]:
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
    page.goto(path.as_uri())
    return page, said


def drawn(browser: Browser, out: Path, **options: object) -> tuple[Page, list[str]]:
    page, said = opened(browser, out / "network.html", **options)
    page.wait_for_selector("#network[data-drawn]", timeout=60_000)
    return page, said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_breaks_no_policy_and_fits_a_phone(browser: Browser, out: Path, name: str) -> None:
    page, said = opened(browser, out / f"{name}.html", viewport={"width": 390, "height": 800})
    page.wait_for_timeout(200)
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


@pytest.mark.parametrize("name", ["sharing", f"shared/{OWNER}", "network"])
def test_without_javascript_the_page_is_complete(browser: Browser, out: Path, name: str) -> None:
    page, _ = opened(browser, out / f"{name}.html", java_script_enabled=False)
    assert page.locator("main table:visible").count() >= 1
    if name == "network":
        assert page.get_by_text("To look through it and drag it needs JavaScript").is_visible()
        assert page.locator("img.drawn").is_visible()
    else:
        assert page.locator("a.name[href*='shared/']").count() > 5
    page.context.close()


def test_the_network_is_drawn_and_an_agency_found_by_name(browser: Browser, out: Path) -> None:
    page, said = drawn(browser, out)
    assert page.evaluate(INKED, ":not(.over)") > 1000
    assert page.evaluate(INKED, ".over") == 0
    name, n_out = page.evaluate(
        "(() => { const n = window.plainviewNetwork.nodes.reduce((a, b) => b.out > a.out ? b : a); return [n.name, n.out]; })()"
    )
    page.get_by_label("Find an agency").fill(name)
    assert page.evaluate(INKED, ".over") > 50
    told = page.locator("#network .told")
    assert told.inner_text().startswith(f"{name} may be searched by {n_out}")
    told.locator("a").click()
    page.wait_for_url("**/shared/*")
    assert name in page.locator("h1").inner_text()
    assert said == []
    page.context.close()


def test_a_dragged_dot_moves_with_its_edges_and_the_rest_is_drawn_once(browser: Browser, out: Path) -> None:
    page, said = drawn(browser, out)
    page.evaluate(
        """() => { window.strokes = 0; const stroke = CanvasRenderingContext2D.prototype.stroke;
          CanvasRenderingContext2D.prototype.stroke = function (...given) {
            if (!this.canvas.classList.contains('over')) window.strokes += 1; return stroke.apply(this, given); }; }"""
    )
    box = page.locator("#network canvas.over").bounding_box()
    assert box
    # the first dot that the pointer meets on the way across
    for step in range(60):
        x, y = box["x"] + box["width"] * (0.05 + step * 0.015), box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.wait_for_timeout(20)
        if page.evaluate("document.querySelector('#network canvas.over').classList.contains('on')"):
            break
    else:
        data = page.evaluate("window.plainviewNetwork.nodes[0].name")
        pytest.skip(f"no dot on the middle line, the first is {data}")
    before = page.evaluate("document.querySelector('#network canvas.over').toDataURL()")
    page.mouse.down()
    for step in range(10):
        page.mouse.move(x + 8 * step, y + 6 * step)
        page.wait_for_timeout(20)
    assert page.evaluate("window.strokes") == 0  # while it is dragged nothing else is drawn
    assert page.evaluate("document.querySelector('#network canvas.over').toDataURL()") != before
    page.mouse.up()
    page.wait_for_function("window.strokes > 0")  # dropped: all is drawn once more, where it is now
    assert said == []
    page.context.close()


def test_the_network_answers_to_keys(browser: Browser, out: Path) -> None:
    page, _ = drawn(browser, out)
    page.get_by_label("Find an agency").fill(page.evaluate("window.plainviewNetwork.nodes[0].name"))
    page.locator("#network canvas.over").focus()
    before = page.evaluate("document.querySelector('#network canvas.over').toDataURL()")
    page.keyboard.press("ArrowRight")
    moved = page.evaluate("document.querySelector('#network canvas.over').toDataURL()")
    assert moved != before
    page.keyboard.press("+")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('#network canvas.over').toDataURL()") != moved
    page.keyboard.press("Escape")
    assert page.evaluate(INKED, ".over") == 0
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_in_the_graph_of_an_agency_are_not_cut_off(browser: Browser, out: Path, scheme: str) -> None:
    page, _ = opened(browser, out / "shared" / f"{OWNER}.html", color_scheme=scheme)
    wrong = page.evaluate(
        """() => [...document.querySelectorAll('svg.graph')].flatMap((svg) => {
          const box = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].filter((t) => { const b = t.getBoundingClientRect();
            return b.left < box.left - 1 || b.right > box.right + 1 || b.top < box.top - 1 || b.bottom > box.bottom + 1; })
            .map((t) => t.textContent); })"""
    )
    assert wrong == []
    assert page.locator("svg.graph").count() >= 1
    page.context.close()


def test_the_report_of_a_day_stands_alone(browser: Browser, report: Path) -> None:
    page, said = opened(browser, report / "index.html", viewport={"width": 390, "height": 800})
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    leads = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')).filter((h) => !h.startsWith('#'))"
    )
    assert {"sharing.csv", "sharing.graphml", "sharing.geojson"} <= set(leads)
    assert [one for one in leads if not (report / one).is_file()] == []
    assert page.locator("#partners-out tbody tr").count() >= 1
    page.context.close()


def test_the_report_says_of_each_line_how_sure_it_is(report: Path) -> None:
    told = json.loads((report / "index.json").read_text(encoding="utf-8"))
    lines = [one for side in told["sides"] for one in side["partners"]]
    assert {one["stands"] for one in lines} <= {"shown", "between", "last"}
    assert all(one["certainty"] and one["first"]["file"] for one in lines)
    rows = list(csv.DictReader((report / "sharing.csv").open(encoding="utf-8", newline="")))
    assert len(rows) == sum(side["n"] for side in told["sides"])
    assert all(one["first_file_name"] and not one["first_file_url"] for one in rows)


def test_the_report_is_not_written_over_something_else(report: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    case = report.parent / "case"
    told = json.loads((report / "index.json").read_text(encoding="utf-8"))
    options = ["report", "sharing", "--agency", told["agency"]["id"], "--on", told["on"], "--case", str(case), "--out"]
    refused = CliRunner().invoke(cli.app, [*options, str(tmp_path)])
    assert refused.exit_code != 0
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep"
    assert CliRunner().invoke(cli.app, [*options, str(report)]).exit_code == 0  # an older report is written anew
    nobody = CliRunner().invoke(cli.app, [*options[:3], "nobody-at-all", *options[4:], str(tmp_path / "new")])
    assert nobody.exit_code != 0
    assert not (tmp_path / "new").exists()
