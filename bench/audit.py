"""Time of `plainview audit` against DuckDB's own plain copy of the same CSV into Parquet, every column as text, in one run.

The copy is a yardstick, not a rival: it reads nothing, checks nothing and may shift rows without a word.
Prints the ratio (median of interleaved pairs), peak memory of all processes together, and the times at growing sizes.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

import plainview

OUT = Path(__file__).parent / "out"
PLAINVIEW = [sys.executable, "-m", "plainview"]
COPY = """
import duckdb, sys
duckdb.sql("set threads = 2")
duckdb.sql(f"copy (select * from read_csv('{sys.argv[1]}', all_varchar=true, header=true)) to '{sys.argv[2]}' (format parquet)")
"""


def sample(rows: int) -> Path:
    """The made-up network audit of `rows` rows, made once and kept."""
    from plainview import simulate

    path = OUT / f"network_audit_{rows}.csv"
    if not path.exists():
        OUT.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        new = path.with_suffix(".new")
        simulate.network_audit_csv(new, rows, agencies=2000, seed=7)
        new.rename(path)
        print(f"made {path.name}: {path.stat().st_size / 1e9:.2f} GB in {time.monotonic() - started:.0f} s", flush=True)
    return path


def timed(command: list[str], env: dict[str, str] | None = None) -> tuple[float, int, str]:
    """Run a command; seconds, peak resident MiB of it and all its children at one moment, and what it printed."""
    peak = 0
    started = time.monotonic()
    work = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    stop = threading.Event()

    def watch() -> None:
        nonlocal peak
        root = psutil.Process(work.pid)
        while not stop.wait(0.1):
            try:
                sizes = [one.memory_info().rss for one in [root, *root.children(recursive=True)]]
            except psutil.Error:
                continue
            peak = max(peak, sum(sizes) >> 20)

    watcher = threading.Thread(target=watch)
    watcher.start()
    printed, _ = work.communicate()
    seconds = time.monotonic() - started
    stop.set()
    watcher.join()
    if work.returncode:
        raise SystemExit(f"failed with exit {work.returncode}: {' '.join(command)}")
    return seconds, peak, printed


def audit(path: Path, key: Path | None) -> tuple[float, int, dict[str, object]]:
    """Audit one file into a new case; `key` makes plates and accounts tokens, which is not the default."""
    case = OUT / "case"
    shutil.rmtree(case, ignore_errors=True)
    env = {name: value for name, value in os.environ.items() if name != "PLAINVIEW_KEY_FILE"}
    if key:
        env["PLAINVIEW_KEY_FILE"] = str(key)
    seconds, peak, printed = timed([*PLAINVIEW, "audit", str(path), "--case", str(case), "--json"], env)
    return seconds, peak, json.loads(printed)


def copy(path: Path) -> float:
    target = OUT / "copy.parquet"
    target.unlink(missing_ok=True)
    return timed([sys.executable, "-c", COPY, str(path), str(target)])[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--growth", type=int, nargs="*", default=[500_000, 1_000_000, 2_500_000])
    parser.add_argument("--key", action="store_true", help="also make tokens of plates and accounts")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    key = None
    if options.key:
        key = OUT / "key.txt"
        key.write_text("5a" * 32 + "\n")
    compileall.compile_dir(Path(plainview.__file__).parent, quiet=2)  # as an installed package is
    path = sample(options.rows)
    pairs, peaks = [], []
    for run in range(options.runs):
        base = copy(path)
        ours, peak, counts = audit(path, key)
        pairs.append(ours / base)
        peaks.append(peak)
        print(f"run {run + 1}: copy {base:.1f} s, audit {ours:.1f} s, ratio {ours / base:.2f}, peak {peak} MB", flush=True)
    if counts["rows"] != options.rows or counts["entries"] != options.rows:
        raise SystemExit(f"wrong result: {counts}")
    print(f"\nratio: median {statistics.median(pairs):.2f} (from {min(pairs):.2f} to {max(pairs):.2f}), goal at most 6")
    print(f"peak memory: {max(peaks)} MB, goal at most 3000")
    for rows in options.growth:
        seconds, peak, _ = audit(sample(rows), key)
        print(f"{rows:>12,} rows: {seconds:.1f} s, {seconds / rows * 1e6:.1f} s per million, peak {peak} MB", flush=True)
    shutil.rmtree(OUT / "case", ignore_errors=True)


if __name__ == "__main__":
    main()
