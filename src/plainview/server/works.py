"""The one long work that may run at a time: started, watched while it goes on, and remembered when it ended."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plainview.errors import UserError, UserErrors
from plainview.server.errand import Order

PROGRAM = [sys.executable, "-P", "-m", "plainview.server.errand"]  # -P: a stranger's json.py where we stand is not imported


@dataclass(slots=True)
class Work:
    """One work. title: what it is. state: `running`, `done` or `failed`. what, done, total: how far it is; total 0: not known.

    end: what came of it (see errand.run). wrong: where, problem and fix of what a person can put right. told: what else was
    found, for the place that asked. kind: of work, so that its place finds it again. by: who began it, "" for one user.
    """

    title: str
    kind: str = ""
    by: str = ""
    state: str = "running"
    what: str = "starting"
    done: int = 0
    total: int = 0
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    end: Mapping[str, Any] = field(default_factory=dict)
    wrong: Sequence[tuple[str, str, str]] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """How far it is, for a page and for its script."""
        seconds = self.seconds if self.state != "running" else time.monotonic() - self.began
        return {
            "title": self.title, "state": self.state, "what": self.what, "done": self.done, "total": self.total,
            "seconds": round(seconds),
        }  # fmt: skip


class Works:
    """Starts works and remembers the last one."""

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self.program = list(program)
        self.last: Work | None = None
        self.ended: Callable[[Work], None] = lambda work: None  # called with each work when it has ended
        self._by_kind: dict[str, Work] = {}
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def is_running(self) -> bool:
        return self.last is not None and self.last.state == "running"

    def free(self) -> None:
        """UserError while a work runs."""
        if self.is_running:
            raise UserError(
                "this case", "is being worked on just now", "wait for it to end: the page Progress shows how far it is"
            )

    def last_of(self, kind: str) -> Work | None:
        """The last work of a kind, None if there was none or it is still going on."""
        found = self._by_kind.get(kind)
        return found if found is not None and found.state != "running" else None

    def start(self, title: str, order: Order, after: Callable[[], None] = lambda: None, *, kind: str = "", by: str = "") -> Work:
        """Begin a work in a program of its own; `after` is called when it ended, however it ended.

        Raises:
            UserError: another one runs.
        """
        with self._lock:
            self.free()
            child = subprocess.Popen(self.program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            work = self.last = self._by_kind[kind] = Work(title, kind, by)
            self._child = child
        threading.Thread(target=self._watch, args=(child, work, order, after), daemon=True).start()
        return work

    def stop(self) -> None:
        """End the work that runs, if any; what was finished of it is kept, and the next one goes on from there."""
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            child.wait()

    def _watch(self, child: subprocess.Popen[bytes], work: Work, order: Order, after: Callable[[], None]) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        troubles: list[bytes] = []
        aside = threading.Thread(target=lambda pipe: troubles.extend(pipe), args=(child.stderr,), daemon=True)
        aside.start()
        try:
            child.stdin.write(order.text())
            child.stdin.close()
            for line in child.stdout:
                _note(work, json.loads(line))
        except (OSError, ValueError) as error:
            troubles.append(str(error).encode())
        code = child.wait()
        aside.join()
        after()
        work.seconds = time.monotonic() - work.began
        if not work.end and not work.wrong:
            sys.stderr.buffer.write(b"".join(troubles[-30:]))  # for whoever looks at the terminal, not for the pages
            why = "was ended" if code < 0 else "broke off, and the terminal shows why"
            work.wrong = (("the work", why, "start it again: what was finished is kept"),)
        work.state = "done" if work.end else "failed"
        self.ended(work)


def _note(work: Work, told: Mapping[str, Any]) -> None:
    if "end" in told:
        work.end = told["end"]
    elif "wrong" in told:
        work.wrong = tuple((str(where), str(problem), str(fix)) for where, problem, fix in told["wrong"])
        work.told = told.get("told") or {}
    else:
        work.what, work.done, work.total = told["what"], told["done"], told["total"]


def lines(error: UserError) -> list[tuple[str, str, str]]:
    """A person's mistakes as where, problem and fix."""
    found = error.errors if isinstance(error, UserErrors) else [error]
    return [(one.where, one.problem, one.fix) for one in found]
