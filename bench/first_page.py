"""How soon the first page of a site stands on a slow phone: a processor slowed four times, 1.6 Mbit/s, 40 ms away.

`python -P bench/first_page.py SITE [--runs N]` serves the folder from this machine, loads its index.html in a fresh Chromium each
time and prints each run and the median: first words on the screen, page loaded, and how long layout, style and scripts took.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import statistics
import threading
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
SLOWER, BITS_A_SECOND, AWAY_MS = 4, 1_600_000, 40
ASK = """() => {
  const page = performance.getEntriesByType("navigation")[0], first = performance.getEntriesByName("first-contentful-paint")[0];
  return { "first words": first ? first.startTime : 0, "text there": page.responseEnd, loaded: page.loadEventEnd };
}"""
PARTS = {"LayoutDuration": "layout", "RecalcStyleDuration": "style", "ScriptDuration": "scripts"}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


def load(address: str) -> dict[str, float]:
    """Milliseconds of one load in a fresh browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Performance.enable")
        speed = BITS_A_SECOND / 8
        told = {"offline": False, "latency": AWAY_MS, "downloadThroughput": speed, "uploadThroughput": speed}
        session.send("Network.emulateNetworkConditions", told)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address, wait_until="load")
        page.wait_for_timeout(300)
        times: dict[str, float] = page.evaluate(ASK)
        took = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        browser.close()
    return times | {words: took[name] * 1000 for name, words in PARTS.items()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("site", type=Path)
    asked.add_argument("--runs", type=int, default=7)
    given = asked.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(given.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = [load(f"http://127.0.0.1:{server.server_port}/index.html") for _ in range(given.runs)]
    weight = {name: (given.site / name).stat().st_size for name in ("index.html", "site.css", "site.js")}
    print(", ".join(f"{name} {size:,} bytes" for name, size in weight.items()), f"together {sum(weight.values()):,}", sep="; ")
    for one in found:
        print("  ".join(f"{name} {value:.0f}" for name, value in one.items()))
    print("median:", "  ".join(f"{name} {statistics.median(one[name] for one in found):.0f} ms" for name in found[0]))


if __name__ == "__main__":
    main()
