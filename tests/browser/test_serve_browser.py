"""`plainview serve` in a real browser: a newcomer, a reviewer with a keyboard, an auditor, and all of it without JavaScript."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
LONG = 600_000  # ms; a busy machine is no failure
expect.set_options(timeout=120_000)
ENVIRONMENT = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
PLACES = ["intake", "review", "review/reasons", "review/findings", "review/links", "review/layouts", "samples", "decisions"]
PLACES += ["settings", "progress", "index.html", "findings.html"]

# The least contrast of text to what is behind it, over the sorts of text that these pages have.
FAINTEST = """() => {
  const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = rgb(c).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (c.startsWith("rgb(")) return c; } return getComputedStyle(document.documentElement).backgroundColor; };
  const sorts = ["h1", "main p", "main a", "label", "kbd", "dt", "dd", "legend", "button:not(:disabled)", ".work a", ".place",
    ".note", "small", "summary"];
  return Math.min(...sorts.map((s) => document.querySelector(s)).filter(Boolean).map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }));
}"""

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="chromium is absent: the served pages were not looked at in a browser"
)


@dataclass
class Served:
    """A running `plainview serve`."""

    url: str
    case: Path
    work: subprocess.Popen[str]

    @property
    def site(self) -> str:
        return self.url.partition("/enter")[0]

    def decisions(self) -> list[dict[str, str]]:
        with (self.case / "decisions.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def serve(case: Path, *more: str) -> Served:
    command = [sys.executable, "-m", "plainview", "serve", "--case", str(case), "--port", "0", "--json", *more]
    work = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    assert work.stdout is not None
    return Served(json.loads(work.stdout.readline())["url"], case, work)


def stop(served: Served) -> None:
    served.work.send_signal(signal.SIGINT)
    served.work.wait()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of made-up records: two months of the logs of a few agencies, and one file that is none."""
    made, folder = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("dropped") / "from the city"
    command = [
        sys.executable,
        "-m",
        "plainview",
        "simulate",
        "--out",
        str(made),
        "--searches",
        "1500",
        "--agencies",
        "14",
        "--seed",
        "3",
    ]
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
    for path in sorted((made / "records").glob("*/*_audit_2025-1[01].csv")):
        target = folder / path.relative_to(made / "records")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    (folder / "holiday.txt").write_text("nothing that anyone asked for\n")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


def opened(browser: Browser, served: Served, **options: object) -> tuple[Page, list[str]]:
    """A page that is let in, and all that went wrong: words in the console, and requests that leave the host."""
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(LONG)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith((served.site, "data:")) else None)
    page.goto(served.url)
    return page, said


@pytest.fixture(scope="module")
def served(browser: Browser, records: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A case that holds the records, dropped on the page without JavaScript."""
    found = serve(tmp_path_factory.mktemp("reviewed") / "case", "--name", "R. Vale")
    page, _ = opened(browser, found, java_script_enabled=False)
    page.locator("input[name=folder]").set_input_files(records)
    page.get_by_role("button", name="Take these in").click()
    expect(page.get_by_role("link", name="See what they say")).to_be_visible(timeout=LONG)
    page.get_by_role("link", name="See what they say").click()
    expect(page.get_by_role("heading", name="Who searched the cameras")).to_be_visible(timeout=LONG)
    page.context.close()
    yield found
    stop(found)


def test_a_newcomer_drops_a_folder_and_reaches_a_cited_figure_in_under_five_clicks(
    browser: Browser, records: Path, tmp_path: Path
) -> None:
    served = serve(tmp_path / "case")
    try:
        page, said = opened(browser, served)
        expect(page.get_by_role("heading", name="Add records")).to_be_visible()
        drop_folder(page, records)
        expect(page.locator("#dropped")).to_contain_text("files dropped")
        clicks = [page.get_by_role("button", name="Take these in"), page.get_by_role("link", name="See what they say")]
        clicks += [page.locator("main a[href^='purpose/']").first, page.locator("a.id", has_text="How do we know?").first]
        for link in clicks:
            link.click()
        assert len(clicks) < 5
        expect(page.get_by_role("heading", name="How do we know?")).to_be_visible(timeout=LONG)
        printed = page.get_by_role("region", name="The row as printed")
        expect(printed).to_be_visible()
        assert page.locator("code.id", has_text="plainview explain").count() == 1
        assert said == []
        page.goto(f"{served.site}/progress")
        expect(page.get_by_role("rowheader", name="holiday.txt")).to_be_visible()  # and why it was not taken in
        page.context.close()
    finally:
        stop(served)


def drop_folder(page: Page, folder: Path) -> None:
    """Let go of a folder over the page, as a person does. The browser gives a script entries of the folder it made itself."""
    files = [
        [str(path.relative_to(folder.parent)), path.read_text(encoding="utf-8")]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    page.evaluate(
        """(files) => {
          const tree = {};
          for (const [path, text] of files) {
            const parts = path.split("/"); const last = parts.pop(); let at = tree;
            for (const part of parts) at = at[part] ??= {};
            at[last] = new File([text], last);
          }
          const entry = (name, node) => node instanceof File
            ? { isFile: true, name, file: (give) => give(node) }
            : { isFile: false, name, createReader: () => {
                let rest = Object.entries(node).map(([inner, one]) => entry(inner, one));
                return { readEntries: (give) => { const some = rest.slice(0, 100); rest = rest.slice(100); give(some); } }; } };
          const items = Object.entries(tree).map(([name, node]) => ({ webkitGetAsEntry: () => entry(name, node) }));
          const event = new Event("drop", { bubbles: true, cancelable: true });
          Object.defineProperty(event, "dataTransfer", { value: { items, files: [] } });
          document.getElementById("zone").dispatchEvent(event);
        }""",
        files,
    )


def test_a_reviewer_works_the_queues_by_keyboard_alone(browser: Browser, served: Served) -> None:
    page, said = opened(browser, served)
    before = len(served.decisions())
    page.goto(f"{served.site}/review/reasons")
    first = page.locator(".typed").inner_text()
    page.keyboard.press("j")
    expect(page.locator(".scripted .steps")).to_contain_text("2 of")
    page.keyboard.press("k")
    expect(page.locator(".scripted .typed")).to_have_text(first)
    purpose = page.locator('input[data-key="2"]').get_attribute("value")
    page.keyboard.press("2")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.locator(".scripted .said")).to_contain_text(f"{purpose} probable")
    expect(page.locator(".scripted .typed")).not_to_have_text(first)
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(page.locator(".scripted .said")).to_contain_text("none")

    page.goto(f"{served.site}/review/findings")
    page.keyboard.press("2")
    page.keyboard.type("the export drops the column, says the clerk, 1 j k")  # keys in a text are letters
    page.keyboard.press("Enter")
    expect(page.locator(".scripted .said")).to_contain_text("finding dismissed")
    told = [(row["subject"], row["verdict"], row["by"]) for row in served.decisions()[before:]]
    assert told == [
        ("reason", f"{purpose} probable", "R. Vale"),
        ("reason", "none", "R. Vale"),
        ("finding", "dismissed", "R. Vale"),
    ]
    assert served.decisions()[-1]["why"] == "the export drops the column, says the clerk, 1 j k"
    assert said == []
    page.context.close()


def test_an_auditor_draws_a_sample_reads_it_and_gets_the_bound(browser: Browser, served: Served) -> None:
    page, said = opened(browser, served)
    page.goto(f"{served.site}/samples")
    page.get_by_label("Name: small letters").fill("audit-1")
    page.get_by_label("First day").fill("2025-10-01")
    page.get_by_label("Last day").fill("2025-11-30")
    page.get_by_label("Searches to read").fill("10")
    page.get_by_role("button", name="Fix the list").click()
    expect(page.get_by_role("alert")).to_contain_text("too small")  # told with the form as it was filled in
    assert page.get_by_label("First day").input_value() == "2025-10-01"
    said.clear()  # the browser notes that a form was not taken
    page.get_by_label("Searches to read").fill("150")
    page.get_by_role("button", name="Fix the list").click()
    expect(page.get_by_text("SHA-256", exact=False).first).to_be_visible()
    page.get_by_label("Figures thrown").fill("40825173960412875533")
    page.get_by_role("button", name="Draw the sample").click()
    page.get_by_role("link", name="Read the next").click()
    expect(page.locator("html.scripted form.decide")).to_be_visible()  # a key pressed before is nobody's
    page.keyboard.press("2")
    page.keyboard.type("the reason names no purpose that the policy allows")
    page.keyboard.press("Enter")
    expect(page.locator(".scripted .said")).to_contain_text("Search 1: violation")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".scripted .said")).to_contain_text("Search 2: ok")
    sheet = served.case / "samples" / "audit-1" / "sheet.csv"
    lines = sheet.read_text(encoding="utf-8").splitlines()
    filled = [*lines[:3], *(line.removesuffix(",,") + ",ok," for line in lines[3:])]
    sheet.write_text("\n".join(filled) + "\n", encoding="utf-8")  # the rest in a spreadsheet
    page.goto(f"{served.site}/samples/audit-1")
    told = json.loads(
        subprocess.run(
            [sys.executable, "-m", "plainview", "sample", "estimate", "audit-1", "--case", str(served.case), "--json"],
            check=True, capture_output=True, text=True, env=ENVIRONMENT,
        ).stdout
    )  # fmt: skip
    assert told["all"]["n_violation"] == 1
    assert told["all"]["n_unread"] == 0
    expect(page.locator(".bound")).to_contain_text(
        f"At most {told['all']['bounds']['most']:,} of the {told['all']['n_all']:,} searches"
    )
    page.get_by_role("link", name="Check the draw").click()
    expect(page.get_by_text("every line of the sheet is drawn by the seed")).to_be_visible()
    assert said == []
    page.context.close()


def test_a_decision_is_undone_and_the_pages_follow_while_they_stay_up(browser: Browser, served: Served) -> None:
    page, said = opened(browser, served)
    page.goto(f"{served.site}/review/findings")
    finding = page.locator("input[name=id]").get_attribute("value")
    page.goto(f"{served.site}/findings/{finding}.html")
    page.get_by_role("link", name="Decide about this finding").click()
    page.get_by_label("confirmed").check()
    page.get_by_label("Why, in a sentence").fill("both rows were looked at")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".scripted .said")).to_contain_text("finding confirmed")
    page.get_by_role("button", name="Make the pages anew").click()
    expect(page.get_by_role("heading", name="Making tables and pages anew")).to_be_visible()
    other, _ = opened(browser, served)  # meanwhile
    expect(other.get_by_role("heading", name="Who searched the cameras")).to_be_visible()
    other.context.close()
    expect(page.get_by_role("link", name="See what they say")).to_be_visible(timeout=LONG)
    page.goto(f"{served.site}/decisions")
    expect(page.locator(".renew")).to_have_count(0)
    page.locator("summary", has_text="Undo").first.click()
    page.get_by_label("Why").first.fill("the wrong finding")
    page.get_by_role("button", name="Take it back").first.click()
    expect(page.locator(".scripted .said")).to_contain_text("was taken back")
    assert served.decisions()[-1]["verdict"] == "undone"
    assert said == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_place_breaks_no_policy_fits_a_phone_and_names_its_fields(browser: Browser, served: Served, scheme: str) -> None:
    page, said = opened(browser, served, viewport={"width": 390, "height": 800}, color_scheme=scheme)
    unnamed = "(e) => e.filter((i) => !i.labels?.length && !i.getAttribute('aria-label')).map((i) => i.outerHTML)"
    for place in PLACES:
        page.goto(f"{served.site}/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
        assert page.locator("h1").count() == 1, place
        assert page.locator("input:not([type=hidden]), select").evaluate_all(unnamed) == [], place
        assert page.evaluate(FAINTEST) >= 4.5, place
        assert said == [], place
    page.context.close()


AXE = Path(__file__).parent / "axe" / "axe.min.js"
LOOKS = [("light", 1280), ("light", 375), ("dark", 1280), ("dark", 375)]


def faults(page: Page) -> list[str]:
    """What axe finds at each size and in each scheme, by all its rules: rule, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false}).then((told) => told.violations)")
        wrong += [f"{scheme} {width}: {one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{scheme} {width}: wider than the window")
    return wrong


def test_axe_finds_no_fault_on_the_pages_of_the_workplace(browser: Browser, served: Served) -> None:
    """Every place, a sample at each step, a printed row, an item that is answered, and what is told when something is wrong."""
    page, said = opened(browser, served, bypass_csp=True, reduced_motion="reduce")
    if not (served.case / "samples" / "axe").exists():
        page.goto(f"{served.site}/samples")
        page.get_by_label("Name: small letters").fill("axe")
        page.get_by_label("First day").fill("2025-10-01")
        page.get_by_label("Last day").fill("2025-11-30")
        page.get_by_label("Searches to read").fill("150")
        page.get_by_label("Seed").fill("40825173960412875533")
        page.get_by_role("button", name="Fix the list").click()
        expect(page.get_by_text("SHA-256", exact=False).first).to_be_visible()
    page.goto(f"{served.site}/review/findings?all=1")
    row = page.locator("a[href^='/row/']").first.get_attribute("href")
    places = [*PLACES, "publish", "samples/axe", "samples/axe/read", "samples/axe/check", "review/reasons?again=1"]
    places += [
        "review/findings?all=1",
        "decisions?all=1",
        str(row).removeprefix("/"),
        "watch.html",
        "data.json.html",
        "intake/take",
    ]
    wrong = {}
    for place in places:
        said.clear()
        answer = page.goto(f"{served.site}/{place}")
        assert answer is not None
        if found := faults(page):
            wrong[place] = found
        if answer.status < 400:
            assert said == [], place
        else:  # the browser itself notes such an answer
            assert all(str(answer.status) in one for one in said), (place, said)
            assert page.locator("h1").count() == 1
    page.context.close()
    assert wrong == {}


def test_axe_finds_a_planted_fault_in_the_workplace(browser: Browser, served: Served) -> None:
    page, _ = opened(browser, served, bypass_csp=True)
    page.goto(f"{served.site}/settings")
    page.evaluate("document.querySelector('main p').style.color = '#ddd'; document.querySelector('main').append(new Image())")
    found = faults(page)
    assert any("color-contrast" in one for one in found)
    assert any("image-alt" in one for one in found)
    page.context.close()


def test_a_queue_works_without_javascript(browser: Browser, served: Served) -> None:
    page, _ = opened(browser, served, java_script_enabled=False)
    before = len(served.decisions())
    page.goto(f"{served.site}/review/reasons")
    page.get_by_label("no purpose is stated").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".said")).to_contain_text("none")
    assert len(served.decisions()) == before + 1
    page.context.close()


def test_the_pages_are_those_that_are_published(browser: Browser, served: Served) -> None:
    page, _ = opened(browser, served)
    for path in sorted((served.case / "site").rglob("*.json"))[:20]:
        name = path.relative_to(served.case / "site")
        assert page.request.get(f"{served.site}/{name}").json() == json.loads(path.read_text(encoding="utf-8")), name
    page.context.close()
