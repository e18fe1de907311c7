"""What watches have met and what waits to be sent: CASE/watch/state.sqlite.

SQLite of the standard library, because an alert, its evidence and its messages must be written together or not at all, and a
page may read while a run writes. Every commit is flushed to the disk (synchronous = full), so a killed run leaves whole alerts
or none. What is sent is written here first, to the last byte.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.store import sql

FOLDER, FILE = "watch", "state.sqlite"
NOWHERE = 0  # the delivery of an alert that must not be sent any more
ERASED = "What was told here stood on a file that is sealed by now."
Row = dict[str, Any]


def stamp(at: datetime) -> str:
    """A time as it is kept: UTC, whole seconds, so that texts sort as times do."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class State:
    """An open state. Use `opened`."""

    def __init__(self, path: Path, only_look: bool = False) -> None:
        where = f"{path.resolve().as_uri()}?mode=ro" if only_look else str(path)
        self.db = sqlite3.connect(where, timeout=60, isolation_level=None, uri=only_look)
        self.db.row_factory = sqlite3.Row
        self.mark = ""
        if not only_look:
            self._furnish()

    def _furnish(self) -> None:
        """What is needed before anything is written."""
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.execute("pragma secure_delete = on")  # what is erased is overwritten
        self.db.executescript(sql("watch/state/made"))
        with self.writing():
            if self.db.execute("select mark from marks").fetchone() is None:
                self.db.execute("insert into marks (mark) values (?)", [str(uuid.uuid4())])
        self.mark = str(self.db.execute("select mark from marks").fetchone()[0])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written inside is written together."""
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def rows(self, name: str, **values: object) -> list[Row]:
        """Rows of sql/watch/state/<name>.sql."""
        return [dict(row) for row in self.db.execute(sql(f"watch/state/{name}"), values)]

    def run(self, name: str, **values: object) -> None:
        """Run sql/watch/state/<name>.sql for its effect."""
        self.db.execute(sql(f"watch/state/{name}"), values)

    def renamed(self, watch: str, namings: Sequence[tuple[str, str]]) -> list[Row]:
        """Agencies that are called otherwise than when the watch last ran: `now_id` and `then_id`.

        namings: what names an agency (as a hash), and the agency it names now; kept by the next `raise_alert`.
        """
        self.db.execute("create temp table if not exists named (name text primary key, agency_id text not null)")
        with self.writing():
            self.db.execute("delete from temp.named")
            self.db.executemany("insert into temp.named (name, agency_id) values (?, ?)", namings)
        return self.rows("renamed", watch=watch)

    def fresh(self, watch: str, found: Sequence[str], before: Sequence[Sequence[str]] = ()) -> list[int]:
        """Which of the evidence found, by its place in the list, the watch has not met.

        before: of each, the names it would have had while an agency in it was called otherwise: met by one of these, it is old.
        """
        self.db.execute("create temp table if not exists found (place integer primary key, evidence text not null)")
        self.db.execute("create temp table if not exists before (place integer not null, evidence text not null)")
        other = [(place, one) for place, names in enumerate(before) for one in names]
        with self.writing():
            self.db.execute("delete from temp.found")
            self.db.execute("delete from temp.before")
            self.db.executemany("insert into temp.found (place, evidence) values (?, ?)", enumerate(found))
            self.db.executemany("insert into temp.before (place, evidence) values (?, ?)", other)
        return [row["place"] for row in self.rows("met", watch=watch)]

    def raise_alert(
        self, watch: str, fingerprint: str, at: datetime, told: Row | None, releases: list[str], channels: Sequence[str],
        carry: Callable[[Row], list[Row]],
    ) -> str:  # fmt: skip
        """Keep what `fresh` last found as met, and with it the alert and its messages, if one is told: all together, or nothing.

        carry: for the alert with its name, one dict a receiver: channel, receiver, due_on, and body, a function from the name on
        the wire to what is sent, None where the alert waits for a digest.

        Returns: the alert's name, "" if none was raised.
        """
        with self.writing():
            name = ""
            if told is not None:
                number = self.rows("next_number", watch=watch)[0]["number"]
                name = f"{watch}-{number}"
                told = {"alert": name, **told}
                self.run(
                    "keep_alert", alert=name, watch=watch, number=number, raised_at=stamp(at),
                    told=json.dumps(told, ensure_ascii=False), releases=json.dumps(releases), channels=json.dumps(list(channels)),
                )  # fmt: skip
                for one in carry(told):
                    delivery = self._keep_delivery(one["channel"], one["receiver"], one["body"], at) if one["body"] else None
                    keys = ("channel", "receiver", "due_on")
                    self.run("keep_carried", alert=name, delivery=delivery, **{key: one[key] for key in keys})
            self.run("keep_evidence", watch=watch, alert=name or None)
            self.run("keep_namings", watch=watch)
            self.run("keep_run", watch=watch, fingerprint=fingerprint, at=stamp(at))
        return name

    def _keep_delivery(self, channel: str, receiver: str, body: Callable[[str], bytes], at: datetime) -> int:
        number = int(self.rows("next_delivery")[0]["delivery"])
        wire_id = f"{self.mark}.{number}"
        self.run(
            "keep_delivery", delivery=number, wire_id=wire_id, channel=channel, receiver=receiver, body=body(wire_id),
            at=stamp(at),
        )  # fmt: skip
        return number

    def bundle(self, at: datetime, files: Collection[str], body: Callable[[str, str, list[Row]], Callable[[str], bytes]]) -> int:
        """Put the alerts whose digest is due, and that stand on public releases (`files`), into one message a receiver.

        body: from channel, receiver and alerts to what is sent under a name on the wire.

        Returns: how many messages.
        """
        groups: dict[tuple[str, str], list[Row]] = {}
        with self.writing():
            for row in self.rows("gathered", today=at.date().isoformat()):
                if not set(json.loads(row["releases"])) <= set(files):
                    self.run("bundled", delivery=NOWHERE, alert=row["alert"], channel=row["channel"], receiver=row["receiver"])
                    continue
                groups.setdefault((row["channel"], row["receiver"]), []).append(row)
            for (channel, receiver), rows in groups.items():
                told = [json.loads(row["told"]) for row in rows]
                delivery = self._keep_delivery(channel, receiver, body(channel, receiver, told), at)
                for row in rows:
                    self.run("bundled", delivery=delivery, alert=row["alert"], channel=channel, receiver=receiver)
        return len(groups)

    def is_public(self, delivery: int, files: Collection[str]) -> bool:
        """True where every alert of a message stands on public releases (`files`) alone."""
        return all(set(json.loads(row["releases"])) <= set(files) for row in self.rows("named_by", delivery=delivery))

    def withdraw(self, delivery: int, at: datetime, files: Collection[str]) -> None:
        """Never send this message, and erase what it said; its other alerts wait for a digest anew."""
        with self.writing():
            for row in self.rows("named_by", delivery=delivery):
                if set(json.loads(row["releases"])) <= set(files):
                    self.run("freed", delivery=delivery, alert=row["alert"])
            answer = "a release it stands on is not public any more"
            self.run("withdrawn", delivery=delivery, at=stamp(at), answer=answer)

    def erase(self, held: Collection[str]) -> int:
        """Erase what alerts say that stand on a release the case does not hold any more (it was sealed); how many."""
        gone = [one for one in self.alerts(most=-1) if not set(one["releases"]) <= set(held) and one["told"]["law"] is not None]
        with self.writing():
            for one in gone:
                told = {key: one["told"][key] for key in ("alert", "watch", "title", "question", "kind", "raised_at", "n_rows")}
                left = {"sentences": [ERASED], "n_sentences": 1, "rows": [], "law": None, "innocent": "", "cannot_see": ""}
                self.run("erased", alert=one["alert"], told=json.dumps(told | left, ensure_ascii=False))
        return len(gone)

    def alerts(self, most: int = 100) -> list[Row]:
        """The newest alerts: what is told of each, with its releases and channels."""
        lists = ("releases", "channels", "told")
        return [{**row, **{key: json.loads(row[key]) for key in lists}} for row in self.rows("alerts", most=most)]


@contextmanager
def opened(root: Path, create: bool = True) -> Iterator[State]:
    """The state of the watches of the case at `root`; UserError where it cannot be read, or is not there and not to be made."""
    path = root / FOLDER / FILE
    if not create and not path.exists():
        raise UserError(
            str(root), "no watch has run here yet", "write one with `plainview watch add`, then `plainview watch run`"
        )
    path.parent.mkdir(exist_ok=True)
    try:
        state = State(path)
    except sqlite3.DatabaseError as error:
        fix = "restore it from a copy; without it the next run tells what is held as a first run does"
        raise UserError(str(path), f"cannot be read: {error}", fix) from error
    try:
        yield state
    finally:
        state.db.close()


def seen(root: Path, most: int) -> list[Row]:
    """The newest alerts of the case at `root`, read without writing and without waiting for a run that writes.

    [] where no watch has run, or none of them to its end.
    """
    path = root / FOLDER / FILE
    if not path.exists():
        return []
    state = State(path, only_look=True)
    try:
        return state.alerts(most)
    except sqlite3.OperationalError:  # the first run is only now making its tables
        return []
    finally:
        state.db.close()


def stamps(root: Path) -> tuple[tuple[int, int], ...]:
    """When the state was last written, and its size: other stamps after every alert. What a run has just written may still stand
    in the file beside; who only looks may leave that one there, empty."""
    found = []
    for name in (FILE, f"{FILE}-wal"):
        try:
            one = (root / FOLDER / name).stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((one.st_mtime_ns, one.st_size) if one.st_size else (0, 0))
    return tuple(found)
