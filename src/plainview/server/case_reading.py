"""What the queues read of a case: asked in a thread, kept until the tables or the decisions change."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from plainview import store
from plainview.case import Case

Made = TypeVar("Made")
MOST = 50  # answers that are kept


class Reading:
    """Answers about one case, by name. An answer that rests on decisions is asked anew when one is added.

    Who asks for what is kept waits for nobody; who asks for what is being asked waits for that, and for nothing else.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._kept: dict[object, tuple[object, Any]] = {}
        self._asking: dict[object, threading.Lock] = {}
        self._idle: store.Store | None = None
        self._lock = threading.Lock()  # of what is written above; never held while the tables are asked

    @contextmanager
    def tables(self) -> Iterator[store.Store]:
        """The current tables, for one question. Raises UserError: there are none yet."""
        folder = store.current(self.case.warehouse)
        with self._lock:
            opened, self._idle = self._idle, None
        if opened is not None and opened.folder != folder:
            opened.close()
            opened = None
        opened = opened or store.open_current(self.case.warehouse, self.case.warehouse / "serve" / "asked")
        left: store.Store | None = opened
        try:
            yield opened
            with self._lock:
                left, self._idle = self._idle, opened
        finally:  # one that something went wrong with is not asked again
            if left is not None:
                left.close()

    async def of(self, name: object, make: Callable[[], Made], with_decisions: bool = True) -> Made:
        """What `make` gives, kept under a name for as long as tables (and decisions) are as they are."""
        return await asyncio.to_thread(self._of, name, make, with_decisions)

    def kept(self, name: object, otherwise: Made) -> Made:
        """The answer that is kept under a name, whatever became of the tables since; `otherwise` if there is none."""
        known = self._kept.get(name)
        found: Made = known[1] if known else otherwise
        return found

    def close(self) -> None:
        """Close the tables."""
        with self._lock:
            opened, self._idle = self._idle, None
        if opened is not None:
            opened.close()

    def _of(self, name: object, make: Callable[[], Made], with_decisions: bool) -> Made:
        stamp = self._stamp(with_decisions)
        with self._lock:
            known = self._kept.get(name)
            asking = self._asking.setdefault(name, threading.Lock())
        if known is not None and known[0] == stamp:
            found: Made = known[1]
            return found
        with asking:
            stamp = self._stamp(with_decisions)  # before it is asked: what is decided meanwhile is asked again
            known = self._kept.get(name)
            if known is None or known[0] != stamp:
                known = (stamp, make())
                with self._lock:
                    if len(self._kept) > MOST:
                        self._kept.clear()
                        self._asking.clear()
                    self._kept[name] = known
            made: Made = known[1]
            return made

    def _stamp(self, with_decisions: bool) -> object:
        return store.current(self.case.warehouse), stamp_of(self.case.decisions) if with_decisions else None


def stamp_of(path: Path) -> tuple[int, int]:
    """When a file was last written, and its size; zeros for none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
