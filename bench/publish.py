"""How fast a case is published and how heavy the result is: pages a second, the first page, the largest file, a filter's answer.

`python -P bench/publish.py [--searches N] [--case DIR]` makes a made-up network, audits it, publishes it below bench/out, and
prints one table. With --case, a case that is there already is published instead.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

OUT = Path(__file__).parent / "out" / "publish"
CHROMIUM = Path("/usr/bin/chromium")


def command(*words: str) -> str:
    done = subprocess.run([sys.executable, "-P", "-m", "plainview", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def made_up(searches: int) -> Path:
    """A case of a made-up network with so many searches; made once."""
    case = OUT / f"case-{searches}"
    if not (case / "warehouse" / "CURRENT").exists():
        records = OUT / f"records-{searches}"
        shutil.rmtree(records, ignore_errors=True)
        command("simulate", "--out", str(records), "--searches", str(searches), "--agencies", "60", "--seed", "1")
        command("audit", str(records / "records"), "--case", str(case), "--json")
    return case


def answer(site: Path) -> str:
    """Milliseconds from a letter typed into the filter of the largest table to the rows that fit, the file being loaded."""
    if not CHROMIUM.exists():
        return "not measured: chromium is absent"
    from playwright.sync_api import sync_playwright

    largest = max(site.glob("tables/*/*.csv"), key=lambda path: path.stat().st_size)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--headless", "--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto((largest.parent / "index.html").as_uri())
        page.locator("#entries tbody tr").first.wait_for()
        took = page.evaluate(
            """() => ["a", "al", "po", "", "b"].map((text) => {
                const box = document.querySelector("#explore input");
                const started = performance.now();
                box.value = text;
                box.dispatchEvent(new Event("input", { bubbles: true }));
                document.body.getBoundingClientRect();
                return performance.now() - started;
            })"""
        )
        said = page.locator("#explore output").inner_text()
        browser.close()
    return f"{max(took):.1f} ms at most of {len(took)} ({said})"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--searches", type=int, default=20_000)
    asked.add_argument("--case", type=Path)
    given = asked.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    case = given.case or made_up(given.searches)
    site = OUT / "site"
    shutil.rmtree(site, ignore_errors=True)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    told = json.loads(command("publish", str(site), "--case", str(case), "--json"))
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages = list(site.rglob("*.html"))
    first = site / "index.html"
    shards = [path for path in site.glob("tables/*/*") if path.suffix in (".csv", ".js")]
    largest = max(shards, key=lambda path: path.stat().st_size)
    assets = sum((site / name).stat().st_size for name in ("site.css", "site.js"))
    packed = len(gzip.compress(first.read_bytes()))
    lines = {
        "log entries": f"{told['n_entries']:,} in {told['n_shards']:,} tables",
        "files": f"{told['n_files']:,}, {told['n_bytes'] / 1e6:,.1f} MB",
        "time": f"{seconds:.1f} s on the clock, {cpu:.1f} s of processor",
        "pages": f"{len(pages):,}: {len(pages) / seconds:.0f} a second, {len(pages) / cpu:.0f} a second of processor",
        "plates looked for": f"{told['n_plates']:,}",
        "first page": f"{first.stat().st_size:,} bytes, packed {packed:,}; style and script {assets:,}",
        "largest file of a table": f"{largest.stat().st_size:,} bytes ({largest.relative_to(site)})",
        "a filter's answer": answer(site),
        "largest memory of one process": f"{after.ru_maxrss >> 10:,} MB",
    }
    for name, text in lines.items():
        print(f"{name:32}{text}")


if __name__ == "__main__":
    main()
