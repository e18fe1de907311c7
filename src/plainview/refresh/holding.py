"""Who may do what at a time: one run fetches for a case, and the case itself is held only while something is written into it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from plainview.case import Busy, Case, locked

PATIENCE = 600.0  # seconds that a run waits at its end for another plainview that works on the case
STEP = 1.0  # seconds between two looks


@contextmanager
def alone(refresh: Path) -> Iterator[None]:
    """Be the only run that fetches for a case. `refresh`: its folder of that name, made if it does not exist.

    Raises:
        Busy: another run does.
    """
    refresh.mkdir(exist_ok=True)
    with (refresh / ".running").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(str(refresh.parent), "another run is fetching for this case", "wait for it to end") from error
        yield


@contextmanager
def held(case: Case, sleep: Callable[[float], None], patience: float = 0.0) -> Iterator[None]:
    """Hold the case, as soon as it is free. patience: seconds to wait for that.

    Raises:
        Busy: it was not free for so long.
    """
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(locked(case))
                break
            except Busy:
                if patience <= 0:
                    raise
            sleep(STEP)
            patience -= STEP
        yield
