"""Delivery: each message is tried until its receiver takes it, with back-off. What exactly once means here: docs/watch.md.

An attempt is noted before its first byte leaves and the receipt after the last one came. A run killed between the two leaves a
message in doubt: it is sent again, the same bytes under the same id, so that the receiver can drop the copy.
"""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.watch import mail, secrets, webhook
from plainview.watch.asking import one_line
from plainview.watch.receivers import Receivers
from plainview.watch.state import FOLDER, State, stamp

WAITS = (60, 300, 900, 3600, 3 * 3600, 6 * 3600)  # seconds until the next try; the last stands for all later ones
IN_A_ROW = 3  # failures of one channel after which a run leaves it alone
CHANNELS = ("mail", "webhook")


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Only one run sends at a time; UserError for a second one."""
    (root / FOLDER).mkdir(exist_ok=True)
    with (root / FOLDER / ".sending").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(str(root), "another run is sending this case's alerts", "wait for it to end") from error
        yield


def deliver(
    state: State, config: Receivers, files: Collection[str], environment: Mapping[str, str], now: datetime, retry: bool = False
) -> dict[str, Any]:
    """Try every message that is due, the oldest first.

    Args:
        files: releases that are public now; an alert that stands on another one is withdrawn.
        retry: try also what waits for its next try.

    Returns: n_sent, n_waiting, n_withdrawn, and `failed`: channel, answer, attempts, next_at of each that was not taken.
    """
    out: dict[str, Any] = {"n_sent": 0, "n_withdrawn": 0, "failed": []}
    bad = dict.fromkeys(CHANNELS, 0)
    for row in state.rows("due", now=stamp(now), all=1):
        if not state.is_public(row["delivery"], files):
            state.withdraw(row["delivery"], now, files)
            out["n_withdrawn"] += 1
    for row in state.rows("due", now=stamp(now), all=int(retry)):
        channel, number = row["channel"], row["delivery"]
        if bad[channel] >= IN_A_ROW:
            continue
        attempts = row["attempts"] + 1
        next_at = stamp(now + timedelta(seconds=WAITS[min(attempts, len(WAITS)) - 1]))
        state.run("trying", delivery=number, next_at=next_at)
        try:
            answer = attempt(config, row, environment, now)
        except (OSError, UserError) as error:
            problem = one_line(error.problem if isinstance(error, UserError) else f"{type(error).__name__}: {error}", 200)
            state.run("failed", delivery=number, answer=problem)
            out["failed"].append({"channel": channel, "answer": problem, "attempts": attempts, "next_at": next_at})
            bad[channel] += 1
            continue
        state.run("done", delivery=number, at=stamp(now), answer=answer)
        bad[channel] = 0
        out["n_sent"] += 1
    return out | {"n_waiting": sum(row["n"] for row in state.rows("counted") if row["state"] in ("waiting", "trying"))}


def attempt(config: Receivers, row: dict[str, Any], environment: Mapping[str, str], now: datetime) -> str:
    """Try one message (channel, receiver, wire_id, body) once; the answer. OSError or UserError where it was not taken."""
    fix = "put it back, so that what waits can be sent"
    if row["channel"] == "mail":
        if config.mail is None:
            raise UserError("watches/_delivery.toml", "has no [mail] any more", fix)
        return mail.send(config.mail, row["receiver"], row["body"], secrets.mail_password(environment))
    if config.webhook is None:
        raise UserError("watches/_delivery.toml", "has no [webhook] any more", fix)
    secret = secrets.webhook_secret(environment)
    return webhook.send(config.webhook, row["receiver"], row["body"], row["wire_id"], secret, now)
