"""How long sharing takes: two-step exposure of 6,000 agencies with 2 million shares; and the graph page of 2,000 agencies with
60,000 shares in Chromium: opened from a file until it is drawn, and each frame while a dot with many shares is dragged.

python bench/sharing.py
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from fake_store import FakeStore, fake_store
from playwright.sync_api import Page, sync_playwright

from plainview import redact, site
from plainview.agencies.vocabulary import STATES
from plainview.pages._rows import Rows
from plainview.sharing import exposure

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
OPENED, STEPS = 7, 120
FRAMES = """() => { window.times = []; let last = performance.now();
  const one = (now) => { window.times.push(now - last); last = now; requestAnimationFrame(one); };
  requestAnimationFrame(one); }"""
# Where on the screen the dot with most shares is.
MOST = """() => {
  const data = window.plainviewNetwork;
  const most = data.nodes.reduce((a, b) => (b.out + b.in > a.out + a.in ? b : a));
  const box = document.querySelector('#network canvas.over');
  box.scrollIntoView({ block: 'center' });
  const at = box.getBoundingClientRect(), g = data.groups;
  const left = Math.min(...g.map((o) => o.x - o.r)), right = Math.max(...g.map((o) => o.x + o.r));
  const top = Math.min(...g.map((o) => o.y - o.r)) - 14, bottom = Math.max(...g.map((o) => o.y + o.r));
  const scale = Math.min(at.width / (right - left), at.height / (bottom - top)) * 0.97;
  return [at.left + most.x * scale + (at.width - (right + left) * scale) / 2,
    at.top + most.y * scale + (at.height - (bottom + top) * scale) / 2]; }"""


def edges_of(n: int, n_edges: int, seed: int = 1) -> exposure.Edges:
    """Distinct shares, a few agencies with very many, as networks have them; shape (n_edges, 2)."""
    rng = np.random.default_rng(seed)
    found = np.empty((0, 2), np.int64)
    while len(found) < n_edges:
        owners = (n * rng.random(n_edges) ** 1.6).astype(np.int64)
        more = np.column_stack([owners, rng.integers(0, n, n_edges)])
        found = np.unique(np.concatenate([found, more[more[:, 0] != more[:, 1]]]), axis=0)
    return found[rng.permutation(len(found))[:n_edges]]


def network(n: int, n_edges: int) -> FakeStore:
    """A made-up case with so many agencies and shares, in all states."""
    store = fake_store(n_custodians=4, n_partners=8, n_entries=60)
    codes = sorted(STATES)
    states = [codes[int(len(codes) * (at * 0.618 % 1) ** 2)] for at in range(n)]
    ids = [f"{state.lower()}-made-up-{at}-police" for at, state in enumerate(states)]
    pairs = edges_of(n, n_edges)
    levels = [("local", "state", "campus", "federal")[0 if at % 9 else at // 9 % 4] for at in range(n)]
    names = [f"Made-up {at} Police ({state})" for at, state in enumerate(states)]
    store.con.execute("delete from shares")
    agencies = pa.table({"agency_id": ids, "canonical": names, "state": states, "level": levels})
    shares = pa.table({"from_id": [ids[at] for at in pairs[:, 0]], "to_id": [ids[at] for at in pairs[:, 1]]})
    store.lend("more_agencies", agencies)
    store.lend("more_shares", shares)
    store.con.execute(
        "insert into agencies by name select *, 'police' as kind, 1.0 as confidence, 1 as n_names from more_agencies"
    )
    store.con.execute(
        "insert into shares by name select *, 'listed' as basis, 1 as span_no, '2026-01-05' as from_on, '2026-02-05' as to_on, "
        "from_id as custodian_id, 'outbound' as direction, 'portal_page' as kind, 2 as n_documents, 2 as n_days from more_shares"
    )
    return store


def written(store: FakeStore, out: Path) -> tuple[int, int]:
    """Write the graph page; (agencies, shares) drawn."""
    html, data, files = site.render(Rows(store), "network")
    assert redact.check_page(html) == []
    (out / "network.html").write_text(html, encoding="utf-8")
    for name, content in files.items():
        (out / name).write_text(site.file_text(name, content), encoding="utf-8")
    for asset in site.ASSETS:
        shutil.copyfile(site.HERE / "assets" / asset, out / asset)
    return data["n_agencies"], data["n_drawn"]


def opened(page: Page, out: Path) -> float:
    """Seconds from the start of loading until the whole network is drawn, by the page's own clock."""
    page.goto((out / "network.html").as_uri())
    page.wait_for_selector("#network[data-drawn]", timeout=60_000)
    return float(page.get_attribute("#network", "data-drawn") or "nan") / 1000


def dragged(page: Page) -> list[float]:
    """Milliseconds of each frame while the dot with most shares is dragged over the sheet."""
    x, y = page.evaluate(MOST)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(STEPS):
        page.mouse.move(x + 2 * step, y + 60 * np.sin(step / 9))
    times = page.evaluate("window.times")
    page.mouse.up()
    return [float(one) for one in times[1:]]


def main() -> None:
    edges = edges_of(6000, 2_000_000)
    start, started = time.perf_counter(), time.process_time()
    found = exposure.two_step(edges, 6000)
    further = found.n_only_through()
    wall, spent = time.perf_counter() - start, time.process_time() - started
    print(f"exposure: 6,000 agencies, {len(edges):,} shares: {wall:.2f} s ({spent:.1f} s of processor time)")
    print(f"  median of {np.median(further):,.0f} more owners in two steps")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder)
        start = time.perf_counter()
        agencies, shares = written(network(2000, 60_000), out)
        print(f"graph page: {agencies:,} agencies, {shares:,} shares, made in {time.perf_counter() - start:.1f} s")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        times, frames = [], []
        for _ in range(OPENED):
            page: Any = browser.new_page(viewport={"width": 1280, "height": 900})
            times.append(opened(page, out))
            frames += dragged(page)
            page.close()
        browser.close()
    late = sum(one > 50 for one in frames)
    print(f"  opened and drawn: median {statistics.median(times):.2f} s, longest {max(times):.2f} s of {OPENED}")
    told = f"{len(frames)} frames, median {statistics.median(frames):.1f} ms, {late} over 50 ms, longest {max(frames):.0f} ms"
    print(f"  dragged: {told}")


if __name__ == "__main__":
    main()
