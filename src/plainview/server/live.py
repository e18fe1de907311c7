"""The pages of the current generation: the very pages that `plainview publish` writes, rendered when asked for and kept.

A new generation is opened and warmed beside the old one, and takes its place when it is ready: nobody waits for a build.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plainview import redact, site, store
from plainview.case import Case
from plainview.pages import _moved as moved
from plainview.pages._rows import Rows
from plainview.watch import listing
from plainview.watch import state as states

KEPT = 128 << 20  # bytes of rendered pages
KINDS = {
    "html": "text/html; charset=utf-8", "json": "application/json", "csv": "text/csv; charset=utf-8", "js": "text/javascript",
    "geojson": "application/geo+json", "graphml": "application/xml", "svg": "image/svg+xml",
}  # fmt: skip
OTHER_VERSION = (
    "The tables could not be shown: they were made by another version of plainview, or are damaged. Make them anew on the page "
    "This case; the terminal shows what was wrong."
)
Address = tuple[str, str]  # page and id, as site.render takes them


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site. problems: what redact found in it; then the body is empty and nothing is shown."""

    body: bytes
    kind: str
    problems: tuple[str, ...] = ()


class Generation:
    """One generation, its pages by address. Rendering is one at a time: the database is not shared between threads."""

    def __init__(self, case: Case, folder: Path, temporary: Path) -> None:
        self.folder = folder
        self.store = store.Store(folder, temporary, threads=max(1, (os.cpu_count() or 2) // 2))
        self.alerts_stamp: object = states.stamps(case.root)  # before they are read: what is raised meanwhile is read again
        self._alerts = listing.page_table(case.root)
        self.store.lend("alerts", self._alerts)
        self.rows = Rows(self.store)
        self.known = site.known_ids(self.rows)
        self.addresses = dict(self._addresses())
        self._kept: OrderedDict[str, Page] = OrderedDict()
        self._size = 0
        self._made_by: dict[str, str] = {}  # a download, and the page that makes it
        self._lock = threading.Lock()

    def _addresses(self) -> Iterator[tuple[str, Address]]:
        for stem, module in site.page_modules().items():
            for id in module.ids(self.rows) if hasattr(module, "ids") else [""]:
                yield site.address(self.rows, stem, id), (stem, id)

    def kept(self, path: str) -> Page | None:
        """A page that is rendered already."""
        found = self._kept.get(path)
        with suppress(KeyError):  # another thread may just have dropped it
            self._kept.move_to_end(path)
        return found

    def page(self, path: str) -> Page | None:
        """A page by its address inside the site, rendered if it is not kept; None if there is none."""
        with self._lock:
            found = self.kept(path)
            if found is not None:
                return found
            for html in self._makers(path):
                self._render(html)
                if path in self._kept:
                    return self._kept[path]
            return self._moved(path)

    def _moved(self, path: str) -> Page | None:
        """The page that leads on from an address that was another page's; None where it never was."""
        html = f"{path.rpartition('.')[0]}.html"
        new = self.rows.once("moved", moved.addresses).get(html)
        if new is None or not path.endswith((".html", ".json")):
            return None
        text, twin = site.render_moved(new)
        data = json.dumps(twin)
        self._keep(html, text, redact.check_page(text, self.known))
        self._keep(html.removesuffix("html") + "json", data, redact.check_json(data, twin, self.known))
        return self._kept[path]

    def show_alerts(self, case: Case) -> None:
        """Show the alerts as they are now. Pages that say nothing of them stay as they are."""
        with self._lock:
            self.alerts_stamp = states.stamps(case.root)
            found = listing.page_table(case.root)
            if found.equals(self._alerts):
                return
            is_in_menu = found.num_rows > 0
            was_in_menu, self._alerts = self._alerts.num_rows > 0, found
            self.store.lend("alerts", found)
            self.rows.forget("page/alerts", "menu")
            its = {path for path, (stem, _) in self.addresses.items() if stem == "watch"}
            its |= {path.removesuffix("html") + "json" for path in its} | {
                name for name, by in self._made_by.items() if by in its
            }
            for path in [one for one in self._kept if one in its or is_in_menu != was_in_menu]:
                self._size -= len(self._kept.pop(path).body)

    def warm(self) -> None:
        """Ask every query that pages of any kind need, by rendering the first and the last page of each kind."""
        ends: dict[str, list[str]] = {}
        for path, (stem, _) in self.addresses.items():
            ends.setdefault(stem, []).append(path)
        for paths in ends.values():
            for path in dict.fromkeys((paths[0], paths[-1])):
                self.page(path)

    def close(self) -> None:
        with self._lock:
            self.store.close()

    def _makers(self, path: str) -> Iterator[str]:
        """Addresses of the pages that may make this file: itself, its twin's, or for a download those its name begins with."""
        stem, _, ending = path.rpartition(".")
        if path in self.addresses:
            yield path
        elif ending == "json" and f"{stem}.html" in self.addresses:
            yield f"{stem}.html"
        elif path in self._made_by:
            yield self._made_by[path]
        elif ending not in ("html", "json"):
            cuts = [len(stem), *(at for at in range(len(stem) - 1, 0, -1) if stem[at] in "-_./")][:20]
            for html in (*(f"{stem[:cut]}.html" for cut in cuts), "index.html"):
                if html in self.addresses:
                    yield html

    def _render(self, path: str) -> None:
        stem, id = self.addresses[path]
        html, twin, downloads = site.render(self.rows, stem, id)
        data = json.dumps(twin, ensure_ascii=False, separators=(",", ":"))
        found = redact.check_page(html, self.known)
        self._keep(path, html, found)
        self._keep(path.removesuffix(".html") + ".json", data, redact.check_json(data, twin, self.known))
        for name, content in downloads.items():
            self._made_by[name] = path
            self._keep(name, site.file_text(name, content), site.check_file(content, self.known))

    def _keep(self, path: str, text: str, problems: list[str]) -> None:
        body = b"" if problems else text.encode()
        old = self._kept.pop(path, None)
        self._size += len(body) - (len(old.body) if old else 0)
        self._kept[path] = Page(body, KINDS.get(path.rpartition(".")[2], "application/octet-stream"), tuple(problems))
        while self._size > KEPT and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1].body)


def room_of(case: Case, pid: int) -> Path:
    """Where one running server lets the database write what memory cannot hold."""
    return case.warehouse / "serve" / str(pid)


def sweep(case: Case) -> None:
    """Remove the rooms of servers that were killed."""
    for folder in (case.warehouse / "serve").glob("[0-9]*"):
        try:
            os.kill(int(folder.name), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError, OverflowError):
            continue


class Live:
    """The generation that is shown now; `look` takes up a new one. told: called with words when a generation takes its place."""

    def __init__(self, case: Case, pause: float = 0.5) -> None:
        self.case, self.pause = case, pause
        self.temporary = room_of(case, os.getpid())
        self.now: Generation | None = None
        self.is_loading = False
        self.trouble = ""
        self._looked, self._failed_at = 0.0, 0.0
        self._n_opened = 0
        self._ready = threading.Condition()

    def look(self, at_once: bool = False) -> None:
        """See whether there is a newer generation, and if so begin to open it beside. Cheap: asked with every request, and most
        times, unless `at_once`, too soon after the last to look at the disk."""
        at = time.monotonic()
        if self.is_loading or (at - self._looked < self.pause and not at_once):
            return
        self._looked = at
        folder = store.current(self.case.warehouse)
        if folder is None:
            self._drop()
            return
        if (self.now is not None and self.now.folder == folder) or at - self._failed_at < 5:
            return
        self.is_loading = True
        threading.Thread(target=self._load, args=(folder,), daemon=True).start()

    def has_new_alerts(self) -> bool:
        """Whether a watch raised an alert, or sent one, since the alerts were read. Cheap: asked with every request."""
        return self.now is not None and self.now.alerts_stamp != states.stamps(self.case.root)

    def show_alerts(self) -> None:
        """Show the alerts as they are now, without waiting for the next build."""
        if self.now is not None and self.has_new_alerts():
            self.now.show_alerts(self.case)

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Wait until something about the shown generation is true; False if it did not come true."""
        with self._ready:
            return self._ready.wait_for(until, seconds)

    def close(self) -> None:
        """Close what is shown."""
        self._drop()
        shutil.rmtree(self.temporary, ignore_errors=True)

    def _drop(self) -> None:
        """Show nothing: there are no tables any more, because a file in them was sealed, say."""
        old, self.now = self.now, None
        if old is not None:
            old.close()

    def _load(self, folder: Path) -> None:
        try:
            self._n_opened += 1
            new = Generation(self.case, folder, self.temporary / str(self._n_opened))
            new.warm()
            old, self.now, self.trouble = self.now, new, ""
            if old is not None:
                old.close()
                shutil.rmtree(old.store.temporary, ignore_errors=True)
        except Exception:  # an odd table must not end the server; the terminal tells, and the old pages stay
            traceback.print_exc(file=sys.stderr)
            self.trouble, self._failed_at = OTHER_VERSION, time.monotonic()
        finally:
            self.is_loading = False
            with self._ready:
                self._ready.notify_all()
