"""The mutation loop: spoilt files through every reader, in the sandbox's own children. `make fuzz` runs it long.

python tests/fuzz/loop.py --files 200000 --seed 1      goes on where it stopped; files that broke a reader stay in found/
python tests/fuzz/loop.py --only 4711 --seed 1         one file again, and what became of it
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import mutations  # noqa: E402
import seeds  # noqa: E402

from plainview import layout  # noqa: E402
from plainview.errors import UserError  # noqa: E402
from plainview.read import csv  # noqa: E402
from plainview.sandbox import Broken, Job, Limits, Sandbox  # noqa: E402
from plainview.split import Span, spans  # noqa: E402

FOUND = HERE / "found"
LIMITS = Limits(memory=1 << 30, cpu_seconds=10, wall_seconds=30.0, file_size=64 << 20)
MOST_KB = 1 << 20
DEEPEST = 2
_LIMIT_WORDS = ("of processor time", "was still being read", "MiB of memory", "more memory than")


@dataclass
class Tally:
    """What became of the files: by outcome, what broke (a bug), and breaches of what must never happen."""

    outcomes: Counter[str] = field(default_factory=Counter)
    bugs: list[str] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)


class Run:
    """One folder of work, a sandbox whose children stand in it, and the seeds."""

    def __init__(self, root: Path, seed: int, children: int) -> None:
        self.root, self.seed = root, seed
        for name in ("in", "out", "tmp", "stand"):
            (root / name).mkdir(parents=True, exist_ok=True)
        made = root / "seeds"
        made.mkdir()
        self.seeds = seeds.make(made)
        shutil.rmtree(made)
        before = Path.cwd()
        os.environ["TMPDIR"] = str(root / "tmp")
        os.chdir(root / "stand")
        try:
            self.sandbox = Sandbox(children, LIMITS)
        finally:
            os.chdir(before)
        self.tally = Tally()

    def file(self, number: int) -> tuple[str, bytes, str]:
        """The spoilt file of a number: it depends on the number and the seed alone."""
        return mutations.mutate(Random(f"{self.seed}:{number}"), self.seeds)

    def some(self, numbers: range) -> None:
        """Put files through the readers side by side: recognised first, then what was accepted is read."""
        told: dict[str, tuple[int, str]] = {}
        jobs: list[Job] = []
        for number in numbers:
            name, data, how = self.file(number)
            path = self.root / "in" / f"{number}-{name}"
            path.write_bytes(data)
            told[str(path)] = (number, how)
            jobs.append(_recognise(path, self.root / "out"))
        self._round(jobs, told, 0)
        self._check_places(numbers)
        for room in ("in", "out", "tmp"):
            shutil.rmtree(self.root / room)
            (self.root / room).mkdir()

    def _round(self, jobs: list[Job], told: dict[str, tuple[int, str]], depth: int) -> None:
        reading: list[Job] = []
        inner: list[Job] = []
        for job, answer in self.sandbox.run(iter(jobs)):
            number, how = told[job.arguments["path"]]
            self._note(number, how, job, answer)
            if isinstance(answer, UserError) or "found" not in answer:
                continue
            for more in self._reads(Path(job.arguments["path"]), answer["found"], number, how):
                told[more.arguments["path"]] = (number, how)
                reading.append(more)
            for more in self._inside(job, answer):
                told[more.arguments["path"]] = (number, how)
                inner.append(more)
        for job, answer in self.sandbox.run(iter(reading)):
            self._note(*told[job.arguments["path"]], job, answer)
        if inner and depth < DEEPEST:
            self._round(inner, told, depth + 1)

    def _reads(self, path: Path, found: dict[str, Any], number: int, how: str) -> Iterator[Job]:
        if not found["layout"]:
            return
        out = self.root / "out" / f"read-{path.name[:80]}"
        out.mkdir(exist_ok=True)
        shared = {"path": str(path), "bytes_id": "0" * 16, "found": found, "out": str(out)}
        if layout.of(found).shape == "page":
            yield Job("read_page", path.name, shared)
            return
        cuts: list[Span | None] = [None]
        if found["type"] == "csv":
            try:
                whole = [Span(0, path.stat().st_size, 1, proven=False)]
                cuts = list(spans(path, found["delimiter"]) if csv.cuttable(found, path) else whole)
            except UserError:
                self.tally.outcomes["refused when cut"] += 1
                return
        for part, cut in enumerate(cuts):
            span = [cut.start, cut.end, cut.line, cut.proven] if cut else None
            yield Job("read_table", path.name, {**shared, "span": span, "part": part, "key": "ab" * 32})

    def _inside(self, job: Job, answer: dict[str, Any]) -> Iterator[Job]:
        """What a page or a container holds is recognised too, as the door does it."""
        path, kind = Path(job.arguments["path"]), answer["found"]["type"]
        members = [number for number, _, size in answer.get("members", [])[:6] if size < 4 << 20]
        held = [Path(item["path"]) for item in answer.get("inside", [])[:6]]
        if members:
            out = Path(tempfile.mkdtemp(prefix="members-", dir=self.root / "out"))  # members of members may share a name
            asked = Job("unpack_members", path.name, {"path": str(path), "kind": kind, "numbers": members, "out": str(out)})
            try:
                self.sandbox.ask(asked)
                held += [path for path in out.iterdir() if not path.is_dir()]
                self.tally.outcomes["unpack_members: done"] += 1
            except UserError as error:
                self.tally.outcomes[f"unpack_members: {_sort(error)}"] += 1
                if _sort(error) == "broke":
                    self.tally.bugs.append(f"{path.name} unpack_members: {error.problem}")
        for one in held:
            if one.is_file() and (self.root / "out") in one.parents:
                yield _recognise(one, self.root / "out")
            elif one.exists():
                self.tally.breaches.append(f"{path.name}: {one} was written outside the folder given")

    def _note(self, number: int, how: str, job: Job, answer: dict[str, Any] | UserError) -> None:
        if isinstance(answer, UserError):
            sort = _sort(answer)
            self.tally.outcomes[f"{job.name}: {sort}"] += 1
            if sort == "broke":
                self.tally.bugs.append(f"{number} ({how}) {job.name}: {answer.problem}")
            if sort in ("broke", "limit"):
                self._keep(number, how, job, answer.problem)
            return
        self.tally.outcomes[f"{job.name}: {answer.get('refused', 'done')}"] += 1
        if "used" in answer and answer["rows"] != answer["used"] + answer["quarantined"] + answer["skipped"]:
            self.tally.bugs.append(f"{number} ({how}) {job.name}: rows are not used + quarantined + skipped")
            self._keep(number, how, job, "row accounting")

    def _keep(self, number: int, how: str, job: Job, problem: str) -> None:
        name, data, _ = self.file(number)
        FOUND.mkdir(exist_ok=True)
        (FOUND / f"{self.seed}-{number}-{name}").write_bytes(data)
        with (FOUND / "found.txt").open("a", encoding="utf-8") as list_:
            list_.write(f"seed {self.seed} file {number} ({how}) {job.name}: {problem}\n")

    def _check_places(self, numbers: range) -> None:
        """Nothing may stand where no reader was told to write, and no child may have moved."""
        strange = [path for room in ("tmp", "stand") for path in (self.root / room).iterdir()]
        strange += [path for path in self.root.iterdir() if path.name not in ("in", "out", "tmp", "stand")]
        strange += list(Path("/tmp").glob("plainview-fuzz-escaped*"))
        for path in strange:
            self.tally.breaches.append(f"files {numbers.start} to {numbers.stop}: {path} was written")
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        for child in self.sandbox._all:
            link = Path(f"/proc/{child.work.pid}/cwd")
            if link.exists() and link.resolve() not in ((self.root / "stand").resolve(), Path.cwd().resolve()):
                self.tally.breaches.append(f"files {numbers.start} to {numbers.stop}: a child moved to {link.resolve()}")
            if child.peak_kb > MOST_KB:
                self.tally.breaches.append(f"files {numbers.start} to {numbers.stop}: a child used {child.peak_kb >> 10} MiB")

    def close(self) -> None:
        self.sandbox.__exit__()


def _recognise(path: Path, out: Path) -> Job:
    place = out / f"seen-{path.name[:80]}"
    place.mkdir(exist_ok=True)
    return Job("recognise_file", path.name, {"path": str(path), "name": path.name.partition("-")[2], "out": str(place)})


def _sort(error: UserError) -> str:
    """refused: a plain word to the person. limit: the sandbox's limit fired. broke: an exception or a crash, a bug."""
    if any(words in error.problem for words in _LIMIT_WORDS) and "(signal 11)" not in error.problem:
        return "limit"
    return "broke" if isinstance(error, Broken) else "refused"


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--files", type=int, default=200_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--children", type=int, default=2)
    words.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many seconds; run again to go on")
    words.add_argument("--only", type=int, help="put this one file through, and tell")
    asked = words.parse_args()
    progress = FOUND / f"progress-{asked.seed}.json"
    done, before = 0, Tally()
    if progress.exists() and asked.only is None:
        said = json.loads(progress.read_text())
        done, before.outcomes = said["done"], Counter(said["outcomes"])
        before.bugs, before.breaches = said["bugs"], said["breaches"]
    with tempfile.TemporaryDirectory(prefix="plainview-fuzz-") as folder:
        run = Run(Path(folder), asked.seed, asked.children)
        try:
            if asked.only is not None:
                run.some(range(asked.only, asked.only + 1))
                print(*run.file(asked.only)[::2], dict(run.tally.outcomes), *run.tally.bugs, *run.tally.breaches, sep="\n")
                return 1 if run.tally.bugs or run.tally.breaches else 0
            run.tally = before
            started, first = time.monotonic(), done
            while done < asked.files and time.monotonic() - started < asked.seconds:
                upto = min(done + 100, asked.files)
                run.some(range(done, upto))
                done = upto
                tally = run.tally
                FOUND.mkdir(exist_ok=True)
                progress.write_text(json.dumps({
                    "done": done, "outcomes": tally.outcomes, "bugs": tally.bugs, "breaches": tally.breaches,
                }))  # fmt: skip
                rate = (done - first) / (time.monotonic() - started)
                peak = max(child.peak_kb for child in run.sandbox._all) >> 10
                print(
                    f"{done:,} files, {rate:.1f}/s, {len(tally.bugs)} bugs, {len(tally.breaches)} breaches, peak {peak} MiB",
                    flush=True,
                )
        finally:
            run.close()
    for name, n in sorted(run.tally.outcomes.items()):
        print(f"{n:9,}  {name}")
    print(*run.tally.bugs[:50], *run.tally.breaches[:50], sep="\n")
    return 1 if run.tally.bugs or run.tally.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
