"""`plainview serve --team` in a real browser: two reviewers confirm, a publisher publishes, a viewer may not."""

from __future__ import annotations

import csv
import json
import os
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
AXE = Path(__file__).parent / "axe" / "axe.min.js"
LONG = 600_000  # ms; a busy machine is no failure
expect.set_options(timeout=120_000)
ENVIRONMENT = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
PASSWORD = "four quiet green lamps"
PEOPLE = {"V. Ash": "viewer", "R. Vale": "reviewer", "Q. Birch": "reviewer", "P. Wren": "publisher"}

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="chromium is absent: the team's pages were not looked at in a browser"
)


@dataclass
class Served:
    """A running `plainview serve --team`."""

    url: str
    case: Path
    work: subprocess.Popen[str]

    @property
    def site(self) -> str:
        return self.url.removesuffix("/login")

    def decisions(self) -> list[tuple[str, str]]:
        with (self.case / "decisions.csv").open(encoding="utf-8", newline="") as file:
            return [(row["by"], row["verdict"]) for row in csv.DictReader(file)]


def plainview(*words: str, stdin: str = "") -> str:
    command = [sys.executable, "-m", "plainview", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, input=stdin, env=ENVIRONMENT).stdout


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A made-up network in a case that asks for two people, and four of them."""
    folder = tmp_path_factory.mktemp("team")
    plainview("simulate", "--out", str(folder / "made"), "--searches", "1500", "--agencies", "14", "--seed", "3")
    logs = [str(path) for path in sorted((folder / "made" / "records").glob("*/*_audit_2025-1[01].csv"))]
    plainview("audit", *logs, "--case", str(folder / "case"), "--json")
    with (folder / "case" / "plainview.toml").open("a") as file:
        file.write("two_person = true\n")
    for name, role in PEOPLE.items():
        plainview("team", "add", name, "--role", role, "--case", str(folder / "case"), stdin=f"{PASSWORD}\n")
    command = [sys.executable, "-m", "plainview", "serve", "--team", "--case", str(folder / "case"), "--port", "0", "--json"]
    work = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    assert work.stdout is not None
    yield Served(json.loads(work.stdout.readline())["url"], folder / "case", work)
    work.send_signal(signal.SIGINT)
    work.wait()


def opened(browser: Browser, served: Served, **options: object) -> tuple[Page, list[str]]:
    """A browser of somebody's own, and all that went wrong in it: words in the console, requests that leave the host."""
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(LONG)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith((served.site, "data:")) else None)
    page.goto(served.site)
    return page, said


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def confirm(page: Page, why: str) -> None:
    page.get_by_label("confirmed").check()
    page.get_by_label("Why, in a sentence").fill(why)
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".said")).to_contain_text("finding confirmed")


def test_two_people_confirm_a_publisher_publishes_and_a_viewer_may_not(browser: Browser, served: Served) -> None:
    first, said_first = opened(browser, served)
    expect(first.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(first, "R. Vale", "not the password")
    expect(first.get_by_role("alert")).to_contain_text("do not belong together")
    said_first.clear()  # the browser notes that a form was not taken
    sign_in(first, "r. vale")
    expect(first.locator(".place")).to_have_text("R. Vale, reviewer")
    first.goto(f"{served.site}/review/findings")
    finding = first.locator("input[name=id]").get_attribute("value")
    expect(first.locator("dl.facts")).to_contain_text("two people are needed")
    confirm(first, "every row was read")
    first.goto(f"{served.site}/review/findings?id={finding}")
    expect(first.locator("dl.facts")).to_contain_text("one of two; a second is needed")
    assert served.decisions() == [("R. Vale", "confirmed")]

    second, said_second = opened(browser, served)
    sign_in(second, "Q. Birch")
    second.goto(f"{served.site}/review/findings?id={finding}")
    expect(second.locator("dl.facts")).to_contain_text("1 person has decided about it; 1 of two")
    second.goto(f"{served.site}/decisions")
    expect(second.locator(".decisions li")).to_contain_text("answered")
    expect(second.locator(".decisions")).not_to_contain_text("confirmed")
    expect(second.locator(".decisions")).not_to_contain_text("every row")
    second.goto(f"{served.site}/review/findings?id={finding}")
    confirm(second, "the original was asked for and read")
    second.goto(f"{served.site}/review/findings?id={finding}")
    expect(second.locator("dl.facts")).to_contain_text("Confirmed by 2 people")
    second.goto(f"{served.site}/decisions")
    expect(second.locator(".decisions")).to_contain_text("every row was read")

    viewer, said_viewer = opened(browser, served)
    sign_in(viewer, "V. Ash")
    expect(viewer.get_by_role("heading", name="Who searched the cameras")).to_be_visible(timeout=LONG)
    assert viewer.locator(".work nav a").all_inner_texts() == ["This case"]
    assert said_viewer == []
    for place in ("publish", "review", "decisions", "activity", "intake"):
        viewer.goto(f"{served.site}/{place}")
        expect(viewer.get_by_role("alert")).to_contain_text("needs the role")
    assert served.decisions() == [("R. Vale", "confirmed"), ("Q. Birch", "confirmed")]

    publisher, said_publisher = opened(browser, served)
    sign_in(publisher, "P. Wren")
    publisher.get_by_role("link", name="Publish", exact=True).click()
    publisher.get_by_label("Name of the folder").fill("first")
    publisher.get_by_role("button", name="Publish").click()
    publisher.get_by_role("link", name="What").click(timeout=LONG)
    words = publisher.locator("input[name=word]")
    if words.count():  # words that are plates too: a person looks at each
        for box in words.all():
            box.check()
        publisher.get_by_role("button", name="Publish").click()
        publisher.get_by_role("link", name="What was published").click(timeout=LONG)
    expect(publisher.get_by_role("rowheader", name="publish/first")).to_be_visible()
    checked = json.loads(plainview("publish", "--check", str(served.case / "publish" / "first"), "--json"))
    assert [checked[name] for name in ("missing", "changed", "added")] == [[], [], []]
    expect(publisher.locator("main")).to_contain_text(checked["sha256"])
    publisher.get_by_role("link", name="Activity").click()
    expect(publisher.locator("main")).to_contain_text("all as they were written")
    told = publisher.locator("tbody tr").all_inner_texts()
    assert [line for line in told if "V. Ash" in line and "refused" in line]
    assert [line for line in told if "Q. Birch" in line and "d2 finding" in line]
    assert said_first == said_second == said_publisher == []

    plainview("team", "remove", "V. Ash", "--case", str(served.case))
    viewer.goto(f"{served.site}/index.html")
    expect(viewer.get_by_role("heading", name="Sign in")).to_be_visible()
    first.get_by_role("button", name="Sign out").click()
    expect(first.get_by_role("heading", name="Sign in")).to_be_visible()
    first.go_back()
    first.reload()
    expect(first.get_by_role("heading", name="Sign in")).to_be_visible()
    log = json.loads(plainview("team", "activity", "--check", "--json", "--case", str(served.case)))
    assert log["is_whole"]
    for page in (first, second, viewer, publisher):
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_team_fit_a_phone_and_axe_finds_no_fault(browser: Browser, served: Served, scheme: str) -> None:
    page, said = opened(browser, served, viewport={"width": 390, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    faults: dict[str, list[str]] = {}
    for place in ("login", "account", "publish", "activity", "settings", "decisions", "index.html"):
        if place == "account":
            sign_in(page, "P. Wren")
            expect(page.locator(".place")).to_be_visible()
        page.goto(f"{served.site}/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].html}`)")
        if found:
            faults[place] = found
    assert faults == {}
    assert said == []
    page.context.close()


def test_signing_in_and_out_needs_no_script(browser: Browser, served: Served) -> None:
    page, _ = opened(browser, served, java_script_enabled=False)
    page.goto(f"{served.site}/findings.html")
    sign_in(page, "P. Wren")
    expect(page).to_have_url(f"{served.site}/findings.html")
    page.get_by_role("link", name="P. Wren, publisher").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.context.close()
