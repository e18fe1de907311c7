"""The child's side of the sandbox: sets its own limits, then answers one JSON line for each JSON line it is given."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
import traceback
from typing import Any

from plainview.errors import UserError

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def main() -> None:
    memory, file_size = json.loads(sys.argv[1])
    _limit(memory, file_size)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from plainview import jobs

    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit_cpu(int(request["cpu"]))
        answer = _answer(jobs, request)
        answer["peak_kb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _limit(memory: int, file_size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
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
