"""How quick the served pages are: requests at a fixed rate over the loopback, each timed from when it was due.

A case is made up (or named with --case), served by `plainview serve`, and asked for its pages as people would: first pages
that nobody asked for before, then pages that are kept, their data, the queues, printed rows, then the same while tables and
pages are made anew. Beside them, in the same run, the least that this server can do: one small file at the same rate. Each
round tells the processor time of the server for one request too, which other work on the machine does not change.

python bench/serve.py [--case DIR] [--rate 50] [--seconds 20] [--searches 20000] [--agencies 60] [--custodians 8] [--times 1]

For a case of 20 million entries: --searches 400000 --agencies 400 --custodians 40 --times 7
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

sys.path.insert(0, str(Path(__file__).parent))
from enlarged import case_of

OUT = Path(__file__).parent / "out" / "serve"
MOST = 5000  # requests of one round
CLIENTS = 16
PLACES = ("/review", "/review/reasons", "/review/findings", "/review/links", "/decisions", "/settings", "/samples", "/index.html")
ROWS_A_SECOND = 2.0  # a person reads an original; it is opened in a reader of its own
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


def spent(pid: int) -> float:
    """Seconds of processor time of a process and of those it started that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def asked_of(name: str, asking: Asking, paths: list[str], rate: float, pid: int) -> dict[str, object]:
    """One round: times of the requests, and processor time of the server for one."""
    before = spent(pid)
    times = asking.at_rate(paths, rate)
    return told(name, times, (spent(pid) - before) * 1000 / len(times))


def told(name: str, times: list[float], cpu: float) -> dict[str, object]:
    cuts = statistics.quantiles(times, n=100)
    row = {"round": name, "n": len(times), "p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98], "most_ms": max(times)}
    row["cpu_ms"] = cpu
    times_told = "  ".join(
        f"{key.removesuffix('_ms')} {row[key]:7.1f}" for key in ("p50_ms", "p95_ms", "p99_ms", "most_ms", "cpu_ms")
    )
    print(f"{name:36} {len(times):>5} requests  {times_told} ms", flush=True)
    return row


def made_up(searches: int, agencies: int, custodians: int) -> Path:
    """A case of a made-up network, made once."""
    name = f"{searches}-{agencies}-{custodians}"
    case = OUT / f"case-{name}"
    if not (case / "site" / "index.html").exists():
        records = OUT / f"records-{name}"
        size = ("--searches", searches, "--agencies", agencies, "--custodians", custodians)
        made = [("simulate", "--out", records, *size, "--seed", 1)]
        for command in (*made, ("audit", records / "records", "--case", case)):
            subprocess.run([sys.executable, "-m", "plainview", *map(str, command)], check=True, env=KEYLESS)
    return case


def while_building(asking: Asking, case: Path, paths: list[str], rate: float, pid: int) -> dict[str, object]:
    """The same pages while tables and pages are made anew."""
    token = re.search(r'name="token" value="([^"]+)"', asking.ask("/settings")[2].decode())
    assert token
    with (case / "decisions.csv").open("a") as file:
        file.write("\n")  # another byte: the tables are made anew, not found to be the same
    assert asking.ask("/renew", {"token": token[1]})[0] == 303
    row = asked_of("pages that are kept, while building", asking, paths, rate, pid)
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
    words.add_argument("--custodians", type=int, default=8)
    words.add_argument("--times", type=int, default=1, help="copies of each entry, see bench/enlarged.py")
    asked = words.parse_args()
    case = asked.case or made_up(asked.searches, asked.agencies, asked.custodians)
    if asked.times > 1:
        case = case_of(case, asked.times, OUT / f"{case.name}-times-{asked.times}")
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
        print(
            f"{len(names):,} pages, ready after {time.perf_counter() - began:.1f} s ({spent(work.pid):.1f} s of processor time)"
        )
        print(f"{asked.rate:g} requests a second; cpu: processor time of the server for one request")
        rows = [asked_of("one small file (the least)", asking, ["/site.js"] * n, asked.rate, work.pid)]
        fresh = chance.sample(names, len(names))[:n]
        rows.append(asked_of("pages nobody asked for before", asking, [f"/{name}" for name in fresh], asked.rate, work.pid))
        many = [f"/{chance.choice(fresh)}" for _ in range(n)]
        rows.append(asked_of("pages that are kept", asking, many, asked.rate, work.pid))
        twins = [path.removesuffix("html") + "json" for path in many]
        rows.append(asked_of("their data (JSON)", asking, twins, asked.rate, work.pid))
        for place in PLACES:
            before, at = spent(work.pid), time.perf_counter()
            asking.ask(place)
            print(f"    first {place:22} {time.perf_counter() - at:6.2f} s, {spent(work.pid) - before:6.2f} s of processor time")
        rows.append(asked_of("queues and places", asking, [chance.choice(PLACES) for _ in range(n)], asked.rate, work.pid))
        printed = [
            found for name in fresh[:400] for found in re.findall(r'href="(/row/[0-9a-f:]+)"', asking.ask(f"/{name}")[2].decode())
        ]
        if printed:
            some = [chance.choice(printed) for _ in range(int(ROWS_A_SECOND * asked.seconds))]
            rows.append(asked_of(f"printed rows, {ROWS_A_SECOND:g} a second", asking, some, ROWS_A_SECOND, work.pid))
        if asked.case is None and asked.times == 1:  # somebody's own case is only looked at; a large one takes long to build
            rows.append(while_building(asking, case, many, asked.rate, work.pid))
        peak = Path(f"/proc/{work.pid}/status").read_text().partition("VmHWM:")[2].split()[0]
        print(f"memory of the server at its largest: {int(peak) // 1024} MB")
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / "result.json").write_text(json.dumps({"case": case.name, "n_pages": len(names), "rounds": rows}, indent=1))
    finally:
        work.send_signal(signal.SIGINT)
        work.wait()


if __name__ == "__main__":
    main()
