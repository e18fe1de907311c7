"""Printed rows of originals, for the pages: one reader that stays warm, and what it told kept for a while.

A row costs a look into the tables and one into the original, up to where the row stands. The reader is a child with limits, as in
every run; it is ended when nobody has asked for a while, and replaced after so many rows.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from plainview import explain, store, tokens
from plainview.sandbox import Sandbox
from plainview.server.case_reading import Reading

KEPT = 200  # rows
QUIET = 120.0  # seconds after the last row until the reader is ended
JOBS = 200  # rows that one reader reads


class Originals:
    """Rows of one case. One is read at a time: originals may be large, and the pages come first."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._kept: OrderedDict[object, dict[str, Any]] = OrderedDict()
        self._thread = ThreadPoolExecutor(1)  # of its own, and to the end: a reader is killed when the thread that began it ends
        self._sandbox: Sandbox | None = None
        self._n_read = 0
        self._ending: threading.Timer | None = None

    def row(self, entry: str) -> dict[str, Any]:
        """One printed row, as explain.explain tells it. Raises UserError: no such row, or it cannot be read any more."""
        return self._thread.submit(self._row, entry).result()

    def close(self) -> None:
        """End the reader, and wait for that."""
        self._thread.submit(self._end).result()
        self._thread.shutdown()

    def _row(self, entry: str) -> dict[str, Any]:
        key = tokens.load_key(dict(os.environ))
        name = (store.current(self.reading.case.warehouse), key, entry)
        found = self._kept.get(name)
        if found is None:
            with self.reading.tables() as opened:
                found = explain.explain(self.reading.case, entry, key, opened, self._reader())
            self._kept[name] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(name)
        return found

    def _reader(self) -> Sandbox:
        if self._n_read >= JOBS:
            self._end()
        self._n_read += 1
        self._sandbox = self._sandbox or Sandbox(1)
        self._quiet_until_now()
        return self._sandbox

    def _quiet_until_now(self) -> None:
        """Begin to wait anew for the time in which nobody asks."""
        if self._ending is not None:
            self._ending.cancel()
        self._ending = threading.Timer(QUIET, lambda: self._thread.submit(self._end))
        self._ending.daemon = True
        self._ending.start()

    def _end(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
        if self._sandbox is not None:
            self._sandbox.__exit__()
        self._sandbox, self._n_read = None, 0
