"""How quick the served pages are: requests at a fixed rate over the loopback, each timed from when it was due.

A case is made up (or named with --case), served by `plainview serve`, and asked for its pages as people would: first pages
that nobody asked for before, then pages that are kept, then the same while tables and pages are made anew. Beside them, in
the same run, the least that this server can do: one small file at the same rate.

python bench/serve.py [--case DIR] [--rate 50] [--seconds 20] [--searches 20000] [--agencies 60]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

OUT = Path(__file__).parent / "out" / "serve"
MOST = 5000  # requests of one round
CLIENTS = 16
KEYLESS = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


class Asking:
    """One browser's worth of requests to one server."""

    def __init__(self, url: str, is_ours: bool) -> None:
        self.is_ours = is_ours  # somebody's own case may have a site of other tables beside it: a page may be gone
        parts = urlsplit(url)
        self.host, self.here = parts.netloc, threading.local()
        status, headers, _ = self.ask(f"{parts.path}?{parts.query}")
        assert status == 303, status
        self.cookie = headers["set-cookie"].split(";")[0]

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        if not hasattr(self.here, "line"):
            self.here.line = http.client.HTTPConnection(self.host, timeout=120)
        headers = {"Cookie": getattr(self, "cookie", ""), "Origin": f"http://{self.host}"}
        body = urlencode(form) if form else None
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.here.line.request("POST" if form else "GET", path, body, headers)
            answer = self.here.line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # a line that was quiet for long is closed
            self.here.line.close()
            self.here.line.request("POST" if form else "GET", path, body, headers)
            answer = self.here.line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def at_rate(self, paths: list[str], rate: float) -> list[float]:
        """Milliseconds of each request, from when it was due: a server that falls behind is seen to."""
        paths = paths[:MOST]
        began = time.perf_counter() + 0.2

        def one(number: int) -> float:
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _, _ = self.ask(paths[number])
            assert status == 200 or (status == 404 and not self.is_ours), (status, paths[number])
            return (time.perf_counter() - due) * 1000

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(one, range(len(paths))))


def told(name: str, times: list[float]) -> dict[str, object]:
    cuts = statistics.quantiles(times, n=100)
    row = {"round": name, "n": len(times), "p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98], "most_ms": max(times)}
    times_told = "  ".join(f"{key.removesuffix('_ms')} {row[key]:7.1f}" for key in ("p50_ms", "p95_ms", "p99_ms", "most_ms"))
    print(f"{name:36} {len(times):>5} requests  {times_told} ms", flush=True)
    return row


def made_up(searches: int, agencies: int) -> Path:
    """A case of a made-up network, made once."""
    case = OUT / f"case-{searches}-{agencies}"
    if not (case / "site" / "index.html").exists():
        records = OUT / f"records-{searches}-{agencies}"
        made = [("simulate", "--out", records, "--searches", searches, "--agencies", agencies, "--seed", 1)]
        for command in (*made, ("audit", records / "records", "--case", case)):
            subprocess.run([sys.executable, "-m", "plainview", *map(str, command)], check=True, env=KEYLESS)
    return case


def while_building(asking: Asking, case: Path, paths: list[str], rate: float) -> dict[str, object]:
    """The same pages while tables and pages are made anew."""
    token = re.search(r'name="token" value="([^"]+)"', asking.ask("/settings")[2].decode())
    assert token
    with (case / "decisions.csv").open("a") as file:
        file.write("\n")  # another byte: the tables are made anew, not found to be the same
    assert asking.ask("/renew", {"token": token[1]})[0] == 303
    row = told("pages that are kept, while building", asking.at_rate(paths, rate))
    while json.loads(asking.ask("/progress.json")[2])["state"] == "running":
        time.sleep(0.5)
    return row


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--case", type=Path)
    words.add_argument("--rate", type=float, default=50)
    words.add_argument("--seconds", type=float, default=20)
    words.add_argument("--searches", type=int, default=20_000)
    words.add_argument("--agencies", type=int, default=60)
    asked = words.parse_args()
    case = asked.case or made_up(asked.searches, asked.agencies)
    names = [str(path.relative_to(case / "site")) for path in sorted((case / "site").rglob("*.html"))]
    command = [sys.executable, "-m", "plainview", "serve", "--case", str(case), "--port", "0", "--json", "--name", "R. Vale"]
    work = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=KEYLESS)
    assert work.stdout is not None
    began = time.perf_counter()
    try:
        asking = Asking(json.loads(work.stdout.readline())["url"], asked.case is None)
        n, chance = int(asked.rate * asked.seconds), random.Random(1)
        while asking.ask("/index.html")[0] != 200:
            time.sleep(0.2)
        print(f"{len(names):,} pages, ready after {time.perf_counter() - began:.1f} s; {asked.rate:g} requests a second")
        rows = [told("one small file (the least)", asking.at_rate(["/site.js"] * n, asked.rate))]
        fresh = chance.sample(names, len(names))[:n]
        rows.append(told("pages nobody asked for before", asking.at_rate([f"/{name}" for name in fresh], asked.rate)))
        many = [f"/{chance.choice(fresh)}" for _ in range(n)]
        rows.append(told("pages that are kept", asking.at_rate(many, asked.rate)))
        places = ["/review/reasons", "/review/findings", "/decisions", "/settings", "/samples", "/index.html"]
        for place in places:
            asking.ask(place)
        rows.append(told("queues and places", asking.at_rate([chance.choice(places) for _ in range(n)], asked.rate)))
        if asked.case is None:  # somebody's own case is only looked at
            rows.append(while_building(asking, case, many, asked.rate))
        peak = Path(f"/proc/{work.pid}/status").read_text().partition("VmHWM:")[2].split()[0]
        print(f"memory of the server at its largest: {int(peak) // 1024} MB")
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / "result.json").write_text(json.dumps({"case": case.name, "n_pages": len(names), "rounds": rows}, indent=1))
    finally:
        work.send_signal(signal.SIGINT)
        work.wait()


if __name__ == "__main__":
    main()
