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


class Reading:
    """Answers about one case, by name. An answer that rests on decisions is asked anew when one is added."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._kept: dict[object, tuple[object, Any]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def tables(self) -> Iterator[store.Store]:
        """The current tables, for one question. Raises UserError: there are none yet."""
        opened = store.open_current(self.case.warehouse, self.case.warehouse / "serve" / "asked")
        try:
            yield opened
        finally:
            opened.close()

    async def of(self, name: object, make: Callable[[], Made], with_decisions: bool = True) -> Made:
        """What `make` gives, kept under a name for as long as tables (and decisions) are as they are."""
        return await asyncio.to_thread(self._of, name, make, with_decisions)

    def kept(self, name: object, otherwise: Made) -> Made:
        """The answer that is kept under a name, whatever became of the tables since; `otherwise` if there is none."""
        known = self._kept.get(name)
        found: Made = known[1] if known else otherwise
        return found

    def _of(self, name: object, make: Callable[[], Made], with_decisions: bool) -> Made:
        with self._lock:
            stamp = (store.current(self.case.warehouse), stamp_of(self.case.decisions) if with_decisions else None)
            known = self._kept.get(name)
            if known is None or known[0] != stamp:
                if len(self._kept) > 50:
                    self._kept.clear()
                known = self._kept[name] = (stamp, make())
            found: Made = known[1]
            return found


def stamp_of(path: Path) -> tuple[int, int]:
    """When a file was last written, and its size; zeros for none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
