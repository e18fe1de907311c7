"""The child's side of the sandbox: sets its own limits, then answers one JSON line for each JSON line it is given."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from plainview.errors import UserError

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG = 1


def main() -> None:
    memory, file_size, parent = json.loads(sys.argv[1])
    _die_with(parent)
    _limit(memory, file_size)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        from plainview import jobs
    except Exception as error:  # the program itself is not whole: no file is at fault, and each request is told so
        told = json.dumps({"cannot_start": f"{type(error).__name__}: {error}"}).encode() + b"\n"
        for _ in sys.stdin.buffer:
            answers.write(told)
            answers.flush()
        return
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit_cpu(int(request["cpu"]))
        answer = _answer(jobs, request)
        answer["peak_kb"] = _peak_kb()
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _peak_kb() -> int:
    """The most memory this program held, in KiB. The system's own count begins with what the parent held when it started us."""
    try:
        with Path("/proc/self/status").open(encoding="ascii", errors="replace") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _die_with(parent: int) -> None:
    """End as soon as the parent ends, even amid a job: an orphan would write into a case that another run has taken.

    Ctrl-C reaches the whole group of processes; it is the parent that decides what becomes of it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()


def _limit(memory: int, file_size: int) -> None:
    for what, wanted in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, file_size)):
        allowed = resource.getrlimit(what)[1]  # the person may have set a lower one, which cannot be raised
        most = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # No network for a reader, where the kernel lets an ordinary user have it so; without it nothing here dials out anyway.
        ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)


def _limit_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _answer(jobs: Any, request: dict[str, Any]) -> dict[str, Any]:
    where = request["where"]
    try:
        return {"ok": getattr(jobs, request["job"])(**request["arguments"])}
    except UserError as error:
        return {"user_error": [where if not error.where else _named(error.where, where), error.problem, error.fix]}
    except MemoryError:
        return {
            "user_error": [
                where,
                "needs more memory than a reader may have",
                "ask for the file in smaller pieces, or as CSV",
            ]
        }
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            return {"disk_full": error.filename or ""}
        return {
            "user_error": [
                where,
                f"cannot be read or written: {error.strerror or error}",
                "check the disk and run again",
            ]
        }
    except Exception:
        return {"bug": traceback.format_exc()}


def _named(inner: str, where: str) -> str:
    """The reader knows the file by its place in the archive; the person knows it by `where`. Keep what comes after it."""
    _, comma, rest = inner.partition(",")
    return where + comma + rest


if __name__ == "__main__":
    main()
