"""Warm child processes with memory, processor and file-size limits: the files come from strangers.

A 4.7 KB workbook can ask for 512 GB and a 1.5 KB PDF can run for ever, so every reader works in a child. A child that
breaks a limit is replaced, its file is refused with the reason, and the run goes on.
"""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from plainview.errors import UserError

LONGEST_ANSWER = 256 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one child: address space in bytes, processor and wall-clock seconds a job, bytes a written file."""

    memory: int = 3 << 30
    cpu_seconds: int = 300
    wall_seconds: float = 600.0
    file_size: int = 8 << 30


@dataclass(frozen=True, slots=True)
class Job:
    """A function of jobs.py by name, its JSON arguments, and `where` a person would look for the file."""

    name: str
    where: str
    arguments: dict[str, Any]


class Broken(UserError):
    """The child broke a limit or crashed while it read this file."""


class CannotStart(RuntimeError):
    """The readers themselves cannot be loaded: no file is at fault, and none may be refused for it."""


class _Child:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.peak_kb = 0
        self.closing = False
        self._start()

    def _start(self) -> None:
        # -P: a stranger's json.py in the folder where the person stands must not be imported.
        wanted = json.dumps([self.limits.memory, self.limits.file_size, os.getpid()])
        command = [sys.executable, "-P", "-m", "plainview.sandbox_child", wanted]
        environment = {
            **os.environ,
            "ARROW_DEFAULT_MEMORY_POOL": "system",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self.work = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )

    def ask(self, job: Job) -> dict[str, Any]:
        request = {"job": job.name, "where": job.where, "cpu": self.limits.cpu_seconds, "arguments": job.arguments}
        assert self.work.stdin is not None
        try:
            self.work.stdin.write(json.dumps(request).encode() + b"\n")
            self.work.stdin.flush()
            line = self._answer()
        except (BrokenPipeError, EOFError):
            raise self._post_mortem(job) from None
        except TimeoutError:
            self.stop()
            self._restart()
            raise Broken(job.where, f"was still being read after {self.limits.wall_seconds:.0f} s", _FIX) from None
        answer: dict[str, Any] = json.loads(line)
        self.peak_kb = max(self.peak_kb, int(answer.get("peak_kb", 0)))
        if "cannot_start" in answer:
            raise CannotStart(f"plainview's readers cannot start ({answer['cannot_start'][:300]})")
        if "disk_full" in answer:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), answer["disk_full"])
        if "user_error" in answer:
            raise UserError(*answer["user_error"])
        if "bug" in answer:
            last = answer["bug"].strip().splitlines()[-1]
            raise Broken(job.where, f"broke the reader ({last[:200]})", _FIX)
        result: dict[str, Any] = answer["ok"]
        return result

    def _answer(self) -> bytes:
        assert self.work.stdout is not None
        pipe = self.work.stdout.fileno()
        until = time.monotonic() + self.limits.wall_seconds
        pieces: list[bytes] = []
        size = 0
        while True:
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            piece = os.read(pipe, 1 << 20)
            if not piece or size > LONGEST_ANSWER:
                raise EOFError
            pieces.append(piece)
            size += len(piece)
            if piece.endswith(b"\n"):
                return b"".join(pieces)

    def _post_mortem(self, job: Job) -> Broken:
        self.work.kill()
        code = self.work.wait()
        self._restart()
        if code in (-signal.SIGXCPU,):
            why = f"took more than {self.limits.cpu_seconds} s of processor time to read"
        elif code in (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV):
            why = f"could not be read within {self.limits.memory >> 20} MiB of memory, or broke the reader (signal {-code})"
        else:
            why = f"broke the reader (exit {code})"
        return Broken(job.where, why, _FIX)

    def _restart(self) -> None:
        if not self.closing:
            self._start()

    def close(self) -> None:
        """End the child whatever it does; the thread that waits for its answer is told by the pipe's end."""
        self.closing = True
        self.work.kill()

    def stop(self) -> None:
        self.work.kill()
        self.work.wait()
        for pipe in (self.work.stdin, self.work.stdout):
            if pipe is not None:
                pipe.close()


_FIX = "open the file by hand to see what it is; ask for it again in a plain format such as CSV"


class Sandbox:
    """A few warm children. `run` gives answers in the order of the jobs. A full disk is an OSError: no file is at fault."""

    def __init__(self, children: int, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        self._all = [_Child(self.limits) for _ in range(children)]
        for child in self._all:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(children)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._all:
            child.close()  # first: after Ctrl-C nobody waits ten minutes for a file to be read to its end
        self._threads.shutdown(cancel_futures=True)
        for child in self._all:
            child.stop()

    @property
    def peak_kb(self) -> int:
        """Sum of the children's largest resident sizes in KiB."""
        return sum(child.peak_kb for child in self._all)

    def ask(self, job: Job) -> dict[str, Any]:
        """Run one job; UserError if the file is at fault or a limit was broken."""
        child = self._idle.get()
        try:
            return child.ask(job)
        finally:
            self._idle.put(child)

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, Any] | UserError]]:
        """Run jobs side by side, drawing them lazily; yield each with its answer or the error, in order."""
        waiting: list[tuple[Job, Future[dict[str, Any] | UserError]]] = []
        source = iter(jobs)
        ahead = 2 * len(self._all)
        while True:
            while len(waiting) < ahead and (job := next(source, None)) is not None:
                waiting.append((job, self._threads.submit(self._ask_or_error, job)))
            if not waiting:
                return
            wait([waiting[0][1]], return_when=FIRST_COMPLETED)
            job, future = waiting.pop(0)
            yield job, future.result()

    def _ask_or_error(self, job: Job) -> dict[str, Any] | UserError:
        try:
            return self.ask(job)
        except UserError as error:
            return error


def limits_hold() -> bool:
    """Whether this system enforces the limits of a child. Where it does not, binary formats are refused."""
    return sys.platform == "linux"
