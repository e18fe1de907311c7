"""One run: ask every watch of the current generation's public tables, keep what is new, then send what waits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview import store
from plainview.case import Case, locked
from plainview.errors import UserError, UserErrors
from plainview.store import Store
from plainview.watch import asking, composing, feed, mail, reading, receivers, sending, telling, webhook
from plainview.watch import state as states
from plainview.watch.reading import Watch
from plainview.watch.receivers import Receivers
from plainview.watch.state import State

PUBLIC = "public"  # a generation's folder of tables made from public releases alone, where it holds others
Told = dict[str, Any]


def load(case: Case) -> tuple[list[Watch], Receivers | None, list[UserError]]:
    """The watches that can run, who is told (None where that file has a mistake), and every mistake in the files of both.

    A watch whose channel has no receiver does not run: what it would find stays new until it has one.
    """
    found, errors = reading.load(case.root)
    try:
        config = receivers.load(case.root)
    except UserError as error:
        return [], None, [*errors, *getattr(error, "errors", [error])]
    fit = []
    for watch in found:
        missing = [channel for channel in watch.deliver if channel in sending.CHANNELS and not config.of(channel)]
        for channel in missing:
            fix = f"write [{channel}] in {reading.FOLDER}/{receivers.FILE} (docs/watch.md)"
            errors.append(
                UserError(f"{reading.FOLDER}/{watch.id}.toml", f"delivers by {channel}, and nobody is named for it", fix)
            )
        fit += [] if missing else [watch]
    return fit, config, errors


def run(
    case: Case, now: datetime, environment: Mapping[str, str], today: date | None = None, only: str = "", send: bool = True,
    retry: bool = False,
) -> tuple[Told, list[UserError]]:  # fmt: skip
    """Ask every watch, or the one named, and deliver what waits.

    Args:
        now: UTC, with its zone.
        today: the day for which "overdue" is judged; that of `now` if not given.

    Returns: what was done (`watches`, and counts of what was sent), and the mistakes that kept watches from running.
    """
    now = now.astimezone(UTC)
    fit, config, errors = load(case)
    if config is None:
        raise UserErrors(errors)
    if only and only not in {watch.id for watch in fit} and not errors:
        raise UserError(only, "is no watch of this case", "see `plainview watch list`")
    done: list[Told] = []
    with states.opened(case.root) as state:
        with locked(case):
            state.erase(held(case))
            opened = open_public(case)
            try:
                files = asking.releases(opened)
                known, namings = asking.agencies(opened), asking.namings(opened)
                for watch in fit:
                    if only in ("", watch.id):
                        done.append(_ask(opened, state, watch, config, known, files, namings, now, today or now.date()))
            finally:
                opened.close()
        sent = _send(case, state, config, files, environment, now, retry) if send else _nothing(state)
    return {"watches": done, **sent}, errors


def send(case: Case, now: datetime, environment: Mapping[str, str], retry: bool = False) -> Told:
    """Deliver what waits, and ask nothing."""
    config = receivers.load(case.root)
    with states.opened(case.root, create=False) as state:
        with locked(case):
            state.erase(held(case))
            opened = open_public(case)
            try:
                files = asking.releases(opened)
            finally:
                opened.close()
        return _send(case, state, config, files, environment, now.astimezone(UTC), retry)


def forget(case: Case, releases: Collection[str]) -> int:
    """Erase what alerts say that stand on one of these releases (ids), from the state and the feed; how many alerts.

    The case must be held by the caller. Messages that wait are withdrawn with the next run.
    """
    if not (case.root / states.FOLDER / states.FILE).exists():
        return 0
    with states.opened(case.root) as state:
        left = {id for one in state.alerts(most=-1) for id in one["releases"]} - set(releases)
        n = state.erase(left)
        if n and (case.root / states.FOLDER / feed.FILE).exists():
            feed.write(case.root, state.alerts(), left, state.mark, receivers.load(case.root))
    return n


def open_public(case: Case) -> Store:
    """The tables that an alert may be made from: those of public releases alone."""
    folder = _current(case)
    return Store(folder / PUBLIC if (folder / PUBLIC).is_dir() else folder, case.temporary / "watch")


def held(case: Case) -> frozenset[str]:
    """Ids of all releases of the case, public or not."""
    opened = Store(_current(case), case.temporary / "watch")
    try:
        return asking.releases(opened)
    finally:
        opened.close()


def _current(case: Case) -> Path:
    folder = store.current(case.warehouse)
    if folder is None:
        raise UserError(str(case.root), "holds no tables yet", "run `plainview audit PATHS... --case DIR` first")
    return folder


def _nothing(state: State) -> Told:
    waiting = sum(row["n"] for row in state.rows("counted") if row["state"] in ("waiting", "trying"))
    return {"n_sent": 0, "n_withdrawn": 0, "failed": [], "n_waiting": waiting}


def _send(
    case: Case, state: State, config: Receivers, files: frozenset[str], environment: Mapping[str, str], now: datetime, retry: bool
) -> Told:
    with sending.alone(case.root):
        state.bundle(now, files, lambda channel, receiver, told: _body(config, channel, receiver, told, now))
        feed.write(case.root, state.alerts(), files, state.mark, config)
        return sending.deliver(state, config, files, environment, now, retry)


def _ask(
    opened: Store,
    state: State,
    watch: Watch,
    config: Receivers,
    known: asking.Agencies,
    files: frozenset[str],
    namings: list[tuple[str, str]],
    now: datetime,
    today: date,
) -> Told:
    values, not_held = asking.bound(watch, known, today)
    found = asking.ask(opened, watch, values, state.renamed(watch.id, namings))
    fresh = state.fresh(watch.id, found["evidence"].to_pylist(), found["before"].to_pylist())
    last = state.rows("last_run", watch=watch.id)
    is_first = not last or last[0]["fingerprint"] != watch.fingerprint
    told = None
    rows = found.take(pa.array(fresh, pa.int64()))
    if fresh and not (is_first and watch.first == "nothing"):
        kind = composing.SUMMARY if is_first and watch.first == "summary" else composing.NEW
        told = composing.alert(opened, watch, rows, known, files, kind, now)
    problems = told.pop("problems", []) if told else []
    name = state.raise_alert(
        watch.id, watch.fingerprint, now, told, composing.named_releases(rows), watch.deliver,
        lambda alert: _carried(config, watch, alert, now),
    )  # fmt: skip
    return {
        "watch": watch.id, "n_found": found.num_rows, "n_new": len(fresh), "alert": name, "kind": told["kind"] if told else "",
        "sentences": told["sentences"] if told else [], "not_held": not_held, "problems": problems,
    }  # fmt: skip


def _carried(config: Receivers, watch: Watch, alert: Told, now: datetime) -> list[Told]:
    """One message a receiver for an alert that goes out at once; for a digest, the day after which it goes."""
    today = now.date()
    due = {
        "at once": today, "digest daily": today + timedelta(days=1), "digest weekly": today + timedelta(days=7 - today.weekday()),
    }[watch.when]  # fmt: skip
    return [
        {
            "channel": channel, "receiver": receiver, "due_on": due.isoformat(),
            "body": _body(config, channel, receiver, [alert], now) if watch.when == "at once" else None,
        }
        for channel in watch.deliver if channel in sending.CHANNELS
        for receiver in config.of(channel)
    ]  # fmt: skip


def _body(config: Receivers, channel: str, receiver: str, alerts: list[Told], now: datetime) -> Callable[[str], bytes]:
    """From a name on the wire to the bytes of a message."""
    if channel == "webhook":
        return lambda wire_id: webhook.compose(alerts, wire_id)
    sender = config.mail.sender if config.mail else receiver
    subject, text = telling.subject(alerts), telling.text(alerts)
    return lambda wire_id: mail.compose(sender, receiver, subject, text, wire_id, now)


def try_out(case: Case, now: datetime, environment: Mapping[str, str], channel: str) -> list[Told]:
    """Send one message that is no alert to each receiver of a channel, once; what each answered.

    Raises:
        UserError: the channel has no receiver.
    """
    config = receivers.load(case.root)
    if channel not in sending.CHANNELS or not config.of(channel):
        raise UserError(channel, "has no receiver in this case", f"write it in {reading.FOLDER}/{receivers.FILE} (docs/watch.md)")
    now = now.astimezone(UTC)
    told = {
        "alert": "test", "watch": "test", "title": "A test of plainview's alerts", "question": "test", "kind": composing.NEW,
        "raised_at": states.stamp(now), "n_rows": 0,
        "sentences": ["Nothing was found. This message shows that alerts reach you."],
        "n_sentences": 1, "rows": [], "law": [], "innocent": "it is a test.", "cannot_see": "anything: it looked at nothing.",
    }  # fmt: skip
    wire_id = f"test.{now.strftime('%Y%m%d%H%M%S')}"
    out = []
    for receiver in config.of(channel):
        row = {
            "channel": channel,
            "receiver": receiver,
            "wire_id": wire_id,
            "body": _body(config, channel, receiver, [told], now)(wire_id),
        }
        try:
            out.append({"receiver": receiver, "taken": True, "answer": sending.attempt(config, row, environment, now)})
        except OSError as error:
            out.append({"receiver": receiver, "taken": False, "answer": asking.one_line(f"{type(error).__name__}: {error}", 200)})
    return out


def path_of(case: Case, id: str) -> Path:
    """Where a watch of this id lies."""
    return case.root / reading.FOLDER / f"{id}.toml"
