"""An editor publishes: the last look stops what covering could not see and says where; the editor masks it, publishes, and looks.

The published tables are looked at here too: axe finds no fault, nothing goes wrong, nothing leaves the host.
"""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from playwright.sync_api import Browser, Page
from test_axe import AXE, CHROMIUM, LOOKS, browser, faults

__all__ = ["browser"]  # a fixture
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PLAINVIEW_KEY_FILE"}
ENVIRONMENT |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
HEADER = (
    "ID,Name,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,License Plate,Reason,Case #,Filters,"
    "Search Time,Search Type"
)
PLATE, SHORT, WORD = "7ZQX491", "D47", "BURGLARY"  # one that is covered everywhere, one like a district's number, one like a word
TOWNS = ("Alder Falls OH PD", f"Port Wren CA District {SHORT} PD", f"Birch Hollow {PLATE} OH SO")
N = 240
DECIDED = f"""name,same_as,agency_id,state,kind,why
Port Wren CA District {SHORT} PD,Port Wren CA PD,,,,"what stands behind the town is a plate, the clerk says"
"""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is absent: the published tree was not looked at")


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plainview", *map(str, words)], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )


def records(folder: Path) -> Path:
    """One log with plates in its plate column, and the same plates where the pages would show them: in a reason, in the name of
    the file, in names of agencies."""
    lines = [HEADER]
    for at in range(N):
        day = f"{1 + at % 3:02d}/{1 + at % 27:02d}/2025, {1 + at % 11:02d}:{at % 60:02d}:14 PM UTC"
        reason = ("stolen vehicle", "burglary", "10851 VC", f"saw {PLATE} twice")[at % 4]
        plate = {5: PLATE, 7: SHORT, 9: WORD}.get(at, "***")
        lines.append(
            f'{at:08d}-0000-4000-8000-000000000000,A. B.,{TOWNS[at % 3]},{3 + at % 7},41,,{plate},{reason},,,"{day}",search'
        )
    path = folder / "records" / f"alder falls {PLATE} network audit.csv"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path.parent


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the editor does, and what each step told: case, tree, and the answers of the commands."""
    folder = tmp_path_factory.mktemp("editor")
    taken = ("audit", records(folder), "--case", folder / "case", "--custodian", "Alder Falls OH PD")
    assert run(*taken).returncode == 0
    publish = ("publish", folder / "tree", "--case", folder / "case")
    told: dict[str, Any] = {"case": folder / "case", "tree": folder / "tree", "first": run(*publish)}
    told["was_there"] = (folder / "tree").exists() or any(folder.glob(".tree*"))
    told["plate"] = run(*publish, "--allow-word", WORD, "--allow-word", SHORT, "--allow-word", PLATE)
    shutil.rmtree(folder / "tree", ignore_errors=True)
    (folder / "case" / "agency_names.csv").write_text(DECIDED, encoding="utf-8")
    assert run(*taken).returncode == 0
    told["second"] = run(*publish)
    told["third"] = run(*publish, "--allow-word", WORD, "--json")
    return told


@pytest.fixture(scope="module")
def host(journey: dict[str, Any]) -> Iterator[str]:
    """The tree on a host that only gives files."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(journey["tree"])))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def opened(browser: Browser, host: str, path: str, **options: Any) -> tuple[Page, list[str]]:
    """A page of the host, and what it said or asked for elsewhere."""
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.set_default_timeout(60_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: said.append(one.url) if not one.url.startswith((host, "data:", "blob:")) else None)
    page.goto(f"{host}/{path}")
    return page, said


def test_publishing_stops_and_says_where(journey: dict[str, Any]) -> None:
    first = journey["first"]
    assert first.returncode == 2
    assert "nothing was published" in first.stderr
    assert re.search(rf"'{SHORT}' is a plate in the originals and a word in \S+", first.stderr)
    assert re.search(rf"'{WORD}' is a plate in the originals and a word in \S+", first.stderr)
    assert f"--allow-word {WORD}" in first.stderr
    assert "Traceback" not in first.stderr
    assert not journey["was_there"], "neither a tree nor half of one"
    assert PLATE not in first.stderr, "what was covered stands nowhere"


def test_one_word_is_masked_by_a_decision_and_the_other_looked_at(journey: dict[str, Any]) -> None:
    second, third = journey["second"], journey["third"]
    assert second.returncode == 2
    assert f"'{WORD}'" in second.stderr
    assert SHORT not in second.stderr, "the decision took it out of every page, table and address"
    assert third.returncode == 0, third.stderr
    assert json.loads(third.stdout)["n_allowed"] == 1


def test_no_file_of_the_tree_holds_a_plate(journey: dict[str, Any]) -> None:
    files = [path for path in journey["tree"].rglob("*") if path.is_file()]
    assert len(files) > 50
    for word in (PLATE, SHORT):
        token = re.compile(rf"(?<![0-9a-z]){word}(?![0-9a-z])", re.I)
        assert [path for path in files if token.search(path.name)] == []
        texts = [path for path in files if path.suffix in (".html", ".json", ".csv", ".js", ".svg")]
        assert [path for path in texts if token.search(path.read_text(encoding="utf-8"))] == []


def test_the_figures_on_the_host_are_those_of_the_case(browser: Browser, host: str, journey: dict[str, Any]) -> None:
    page, said = opened(browser, host, "index.html")
    told = page.request.get(f"{host}/manifest.json").json()
    assert told["n_entries"] == N
    page.locator("nav a[href='data.html']").first.click()
    row = page.locator("tbody tr", has_text="Alder Falls")
    assert row.locator("td.num").first.inner_text() == f"{N}"
    row.locator("a").first.click()
    page.wait_for_url("**/tables/**")
    asked = run("findings", "--case", journey["case"], "--json")
    assert asked.returncode == 0
    for name in ("Port Wren", "Birch Hollow", "Alder Falls"):
        page.goto(f"{host}/searchers.html")
        page.locator("main tbody a", has_text=name).first.click()
        assert f"{N // 3}" in page.locator("main").inner_text()
        assert SHORT not in page.content()
        assert PLATE not in page.content()
    assert said == []
    page.context.close()


def test_the_manifest_names_what_the_host_gives(browser: Browser, host: str, journey: dict[str, Any], tmp_path: Path) -> None:
    page, _ = opened(browser, host, "data.html")
    answer = page.request.get(f"{host}/manifest.json")
    assert hashlib.sha256(answer.body()).hexdigest() == json.loads(journey["third"].stdout)["sha256"]
    for one in answer.json()["files"]:
        body = page.request.get(f"{host}/{one['path']}").body()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (one["bytes"], one["sha256"]), one["path"]
    page.context.close()
    shutil.copytree(journey["tree"], tmp_path / "copy")
    assert run("publish", "--check", tmp_path / "copy").returncode == 0
    index = tmp_path / "copy" / "index.html"
    index.write_text(index.read_text(encoding="utf-8").replace(f"{N}", f"{N + 1}", 1), encoding="utf-8")
    changed = run("publish", "--check", tmp_path / "copy")
    assert changed.returncode == 3
    assert "index.html" in changed.stdout


@pytest.mark.parametrize("which", ["data", "table"])
def test_axe_finds_no_fault_in_the_published_tables(browser: Browser, host: str, journey: dict[str, Any], which: str) -> None:
    table = next(iter(sorted((journey["tree"] / "tables").glob("*/index.html")))).relative_to(journey["tree"])
    path = "data.html" if which == "data" else table.as_posix()
    page, said = opened(browser, host, path, bypass_csp=True)
    if which == "table":  # with rows on the page, as a person sees it
        page.locator("#entries tbody tr").first.wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{scheme} {width}: {one}" for one in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{scheme} {width}: wider than the window")
    page.context.close()
    assert wrong == []
    assert said == []
