"""A case whose sources are fetched from the server that misbehaves; time is told, never waited for."""

from __future__ import annotations

import csv
import socket
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from plainview.archive import Archive, open_archive
from plainview.case import Case, open_case
from plainview.refresh import Report, Run, load, run, with_documents
from plainview.refresh.addresses import Reach
from plainview.refresh.asking import Asker
from plainview.refresh.body import Limits
from plainview.refresh.due import agent_of
from plainview.refresh.pacing import Clock

PAGE = Path(__file__).parent / "cases" / "layouts" / "flock_portal_page_v2_html" / "page.html"
START = datetime(2026, 4, 10, 12, 5, tzinfo=UTC)
LIMITS = Limits(connect=5.0, read=0.3, whole=1.0, sent=1 << 20, unpacked=2 << 20)
HEAD = 'contact = "records@example.org"\n'


@dataclass
class Told:
    """A clock that goes on only when somebody sleeps or says so; `slept` is every wait, in seconds."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)


def portal(n: int = 0) -> bytes:
    """A made-up portal page; another `n`, another figure on it."""
    return PAGE.read_bytes().replace(b"44,744", b"44,%d" % (700 + n))


def entry(url: str, name: str = "port-wren-or-pd", **said: object) -> str:
    """An entry of sources.toml for the local server."""
    lines = {"name": f'"{name}"', "url": f'"{url}"', "local": "true"}
    lines |= {key: str(value).lower() if isinstance(value, bool) else f'"{value}"' for key, value in said.items()}
    return "\n[[source]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())


def made(folder: Path, *entries: str, head: str = HEAD) -> Case:
    """A case with these sources."""
    case = open_case(folder / "case", date(2026, 4, 1))
    (case.root / "sources.toml").write_text(head + "".join(entries), encoding="utf-8")
    return case


def refresh(
    case: Case, told: Told, which: str = "due", only: tuple[str, ...] = (), limits: Limits = LIMITS,
    reach: Reach | None = None, documents: bool = False, asker: Asker | None = None,
) -> Report:  # fmt: skip
    """One run of the case, at the time that is told."""
    sources = with_documents(case.root, load(case.root)) if documents else load(case.root)
    asker = asker or Asker(agent_of(sources), limits, reach or Reach())
    return run(Run(case, sources, None, lambda *_: None, told.clock(), asker), which, list(only))


def log(case: Case) -> list[dict[str, str]]:
    """Lines of refresh/log.csv, those about robots.txt left out."""
    with (case.root / "refresh" / "log.csv").open(encoding="utf-8", newline="") as file:
        return [line for line in csv.DictReader(file) if line["name"]]


def outcomes(case: Case) -> list[str]:
    return [line["outcome"] for line in log(case)]


def accepted(case: Case) -> list[str]:
    """Paths of what the archive accepted, without what pages carry."""
    return [one.path for one in archive(case).accepted() if "#" not in one.path]


def archive(case: Case) -> Archive:
    return open_archive(case.archive)


def elsewhere(names: dict[str, str], port: int, dialled: list[str] | None = None) -> Reach:
    """Names that have public addresses, each of which is our own server on 127.0.0.1 when it is dialled."""

    def dial(address: str, _: int, timeout: float) -> socket.socket:
        if dialled is not None:
            dialled.append(address)
        return socket.create_connection(("127.0.0.1", port), timeout)

    return Reach(lambda host, _: [names.get(host, host)], dial)
