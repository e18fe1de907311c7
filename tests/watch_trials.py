"""Alerts for planted events: each exactly once, through kill -9 at random moments and receivers that fail half the time.

`python -P tests/watch_trials.py --trials 100` makes a made-up network, audits it, plants an event for every question and audits
again. In each trial runs of all watches are killed at random moments, then run until everything is delivered. It prints how often
the wire saw one id twice (a message in doubt was sent again: the receiver drops it), how many alerts were lost, and how many got
two ids.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from watch_receivers import SECRET

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
OWNER, SLUG = "ca-port-wren-police", "port-wren-ca-pd"
FEDERAL, STRANGER, GONE = "[Federal] US Marshals Service", "Mossgate WA PD", "Ember Landing PD - CA"
WATCHES = {
    "purpose": 'question = "purpose_on_cameras"\npurposes = ["immigration"]',
    "purpose-daily": 'question = "purpose_on_cameras"\npurposes = ["immigration"]\nwhen = "digest daily"',
    "strangers": 'question = "new_searcher_out_of_state"',
    "federal": 'question = "federal_partner_listed"',
    "counts": 'question = "count_out_of_range"\nlogs = ["network"]',
    "policy": 'question = "policy_text_changed"',
    "audit": 'question = "audit_overdue"\nwhen = "digest daily"',
    "stopped": 'question = "log_stopped"\nlogs = ["network"]',
    "sharing": 'question = "sharing_changed"',
}
TO = ("desk@alder.example", "council@alder.example")


# ---- a made-up network, before and after the planted events -------------------------------------------------------------


def plainview(*words: str, **more: Any) -> None:
    subprocess.run([sys.executable, "-m", "plainview", *words], check=True, stdout=subprocess.DEVNULL, **more)


def prepare(folder: Path) -> Path:
    """A case with its watches, and two generations of it, `before` and `after`; ready for trials."""
    records, case = folder / "net" / "records", folder / "case"
    plainview(
        "simulate", "--out", str(folder / "net"), "--searches", "6000", "--agencies", "40", "--custodians", "5", "--seed", "3"
    )
    plainview("audit", str(records), "--case", str(case))
    shutil.copytree(current(case), folder / "before")
    plant(records / SLUG, case)
    plainview("audit", str(records), "--case", str(case))
    shutil.copytree(current(case), folder / "after")
    return case


def current(case: Path) -> Path:
    return case / "warehouse" / (case / "warehouse" / "CURRENT").read_text()


def plant(records: Path, case: Path) -> None:
    """One event for each question: a log with a flood, a purpose, a stranger and a silence; a changed page; an old audit."""
    with (records / "network_audit_2026-01.csv").open(newline="") as file:
        header, example = list(csv.reader(file))[:2]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(header)

    def entry(when: str, who: str, reason: str) -> None:
        cells = dict(zip(header, example, strict=True)) | {
            "ID": str(uuid.uuid5(uuid.NAMESPACE_OID, out.getvalue())),
            "Org Name": who,
        }
        table.writerow((cells | {"Reason": reason, "Search Time": when, "Case #": "", "Filters": ""}).values())

    for day in range(2, 9):  # the week from Monday 2 February
        for number in range(60):
            entry(f"02/{day:02}/2026, {1 + number % 11:02}:{number:02}:07 AM UTC", "Yarrow Ridge PD CA", "burglary")
    entry("02/04/2026, 01:02:03 PM UTC", "Yarrow Ridge PD CA", "immigration enforcement")
    entry("02/05/2026, 01:02:03 PM UTC", STRANGER, "stolen vehicle")
    entry("03/09/2026, 01:02:03 PM UTC", "Yarrow Ridge PD CA", "burglary")  # four weeks of silence before it
    (records / "network_audit_2026-02.csv").write_text(out.getvalue())
    page = max((records / "portal").glob("*.html"))
    text = page.read_text()
    changes = (
        ("Fri Jan 30 2026", "Fri Feb 06 2026"), ("2026-01-30T", "2026-02-06T"), ("monitoring of lawful protest, ", ""),
        (f"{GONE}, ", ""), ("[Federal] US Postal", f"{FEDERAL}, [Federal] US Postal"),
    )  # fmt: skip
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (page.parent / "2026-02-06.html").write_text(text)
    (case / "documents.csv").write_text("agency,document,answer,covers_to\nPort Wren CA PD,audit_report,held,2024-12-31\n")


def furnish(folder: Path, case: Path, ports: tuple[int, int]) -> None:
    """Watches, delivery and the state after the first run over the records before the events."""
    shutil.rmtree(case / "watches", ignore_errors=True)
    shutil.rmtree(case / "watch", ignore_errors=True)
    (case / "watches").mkdir()
    for id, text in WATCHES.items():
        (case / "watches" / f"{id}.toml").write_text(
            f'{text}\nagencies = ["{OWNER}"]\ndeliver = ["mail", "webhook", "feed", "page"]\n'
        )
    to = ", ".join(f'"{one}"' for one in TO)
    (case / "watches" / "_delivery.toml").write_text(
        f'[mail]\nserver = "127.0.0.1"\nport = {ports[0]}\nsecurity = "none"\nfrom = "alerts@alder.example"\nto = [{to}]\n'
        f'[webhook]\nurl = "http://127.0.0.1:{ports[1]}/alerts"\n'
    )
    (folder / "secret").write_bytes(SECRET)
    point(folder, case, "before")


def point(folder: Path, case: Path, which: str) -> None:
    """Make one of the two generations the current one."""
    target = case / "warehouse" / f"gen-{which}"
    if not target.exists():
        target.symlink_to(folder / which)
    (case / "warehouse" / "CURRENT").write_text(target.name)


@contextmanager
def receivers(folder: Path, seed: int, share: float = 0.5) -> Iterator[tuple[int, int]]:
    """The mail server and the webhook; their ports."""
    folder.mkdir(exist_ok=True)
    (folder / "ports").unlink(missing_ok=True)
    command = [sys.executable, str(Path(__file__).with_name("watch_receivers.py")), str(folder), str(seed), str(share)]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while not (folder / "ports").exists():
            assert running.poll() is None, "the receivers did not start"
            time.sleep(0.02)
        mail, web = (folder / "ports").read_text().split()
        yield int(mail), int(web)
    finally:
        running.terminate()
        running.wait()
        (folder / "ports").unlink(missing_ok=True)


# ---- one trial ----------------------------------------------------------------------------------------------------------


def run(folder: Path, case: Path, now: datetime, kill_after: float | None = None, ask: bool = True) -> tuple[bool, float]:
    """One run in a process of its own, killed after some seconds if it still runs: (came to its end, seconds).

    ask: all watches, then send; else only send.
    """
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            from plainview.case import Case
            from plainview.watch import running

            os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
            environment = {"PLAINVIEW_WEBHOOK_SECRET_FILE": str(folder / "secret")}
            if ask:
                running.run(Case(case), now, environment, NOW.date(), retry=True)
            else:
                running.send(Case(case), now, environment, retry=True)
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        spent = time.monotonic() - started
        if done:
            assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "a run failed"
            return True, spent
        if kill_after is not None and spent >= kill_after:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False, spent
        time.sleep(0.001)


def state_of(case: Path) -> tuple[dict[str, list[dict[str, Any]]], int, dict[tuple[str, str], int]]:
    """Alerts by watch, how many messages or digests wait, and in how many alerts each evidence stands."""
    import sqlite3

    db = sqlite3.connect(case / "watch" / "state.sqlite")
    alerts: dict[str, list[dict[str, Any]]] = {}
    for watch, told in db.execute("select watch, told from alerts order by number"):
        alerts.setdefault(watch, []).append(json.loads(told))
    waits = (
        "select (select count(*) from deliveries where state <> 'sent') + (select count(*) from carried where delivery is null)"
    )
    [waiting] = db.execute(waits).fetchone()
    met = Counter(
        (watch, evidence) for watch, evidence in db.execute("select watch, evidence from evidence where alert is not null")
    )
    db.close()
    return alerts, waiting, dict(met)


def settle(folder: Path, case: Path, now: datetime, most: int = 200) -> None:
    """Run until nothing waits, digests of the day after too."""
    run(folder, case, now)
    for number in range(most):
        run(folder, case, now + timedelta(days=int(number > 1)), ask=False)
        if number > 1 and state_of(case)[1] == 0:
            return
    raise AssertionError("messages still wait after very many runs")


def trial(folder: Path, case: Path, rng: random.Random, usual: float, wire: Path) -> dict[str, int]:
    """Kill some runs over the records with the planted events, let the last ones end, and hold the wire against the state."""
    point(folder, case, "after")
    start, kills = wire.stat().st_size, 0
    for _ in range(rng.randint(1, 5)):
        ended, _ = run(folder, case, NOW + timedelta(days=1), rng.random() * usual * 1.2)
        kills += not ended
    for _ in range(rng.randint(0, 3)):
        ended, _ = run(folder, case, NOW + timedelta(days=2), rng.random() * usual)
        kills += not ended
    settle(folder, case, NOW + timedelta(days=2))
    with wire.open() as file:
        file.seek(start)
        came = [json.loads(line) for line in file]
    return {"kills": kills, **counted(case, came)}


def counted(case: Path, came: list[dict[str, Any]]) -> dict[str, int]:
    """What the trial's wire and state say: how many alerts, lost, with two ids, ids seen twice."""
    alerts, _, met = state_of(case)
    raised = {one["alert"]: watch for watch, found in alerts.items() for one in found if one["kind"] == "new"}
    ids: dict[tuple[str, str, str], set[str]] = {}
    for line in came:
        for name in line["alerts"]:
            for to in line.get("to", ["webhook"]):
                ids.setdefault((name, line["channel"], to), set()).add(line["id"])
    wanted = {(name, channel, to) for name in raised for channel, tos in (("mail", TO), ("webhook", ("webhook",))) for to in tos}
    seen = Counter(line["id"] for line in came)
    return {
        "alerts": len(raised), "missing": len(set(WATCHES) - set(raised.values())),
        "twice": len(raised) - len(set(raised.values())),
        "messages": len(seen), "lost": len(wanted - set(ids)), "unasked": len(set(ids) - wanted),
        "two_ids": sum(len(found) > 1 for found in ids.values()), "evidence_twice": sum(n > 1 for n in met.values()),
        "id_seen_twice": sum(n > 1 for n in seen.values()), "copies": sum(n - 1 for n in seen.values()),
        "unsigned": sum(line["channel"] == "webhook" and not line["signed"] for line in came),
        "redirected": sum(line.get("path") == "/elsewhere" for line in came),
    }  # fmt: skip


NEVER = ("missing", "twice", "lost", "unasked", "two_ids", "evidence_twice", "unsigned", "redirected")


def trials(folder: Path, n: int, seed: int, share: float = 0.5) -> dict[str, int]:
    """So many trials over one made-up network (a prepared folder is taken as it is); the sums of what each counted."""
    import pyarrow.compute  # noqa: F401

    import plainview.watch.running  # noqa: F401 - before the forks, so that a kill meets the run and not its imports

    rng, sums = random.Random(seed), Counter[str]()
    case = folder / "case" if (folder / "after").is_dir() else prepare(folder)
    with receivers(folder / "receivers", seed, share) as ports:
        wire = folder / "receivers" / "wire.jsonl"
        wire.touch()
        furnish(folder, case, ports)
        settle(folder, case, NOW - timedelta(days=30))
        shutil.copytree(case / "watch", folder / "first")
        point(folder, case, "after")
        for _ in range(2):
            run(folder, case, NOW)  # an uninterrupted run says how long one takes, and what is to be found
        usual = statistics.median(run(folder, case, NOW)[1] for _ in range(3)) + 0.3
        settle(folder, case, NOW)
        whole = told(case)
        for _ in range(n):
            shutil.rmtree(case / "watch")
            shutil.copytree(folder / "first", case / "watch")
            sums.update(trial(folder, case, rng, usual, wire))
            sums["different"] += told(case) != whole
    return {"trials": n, **sums}


def told(case: Path) -> dict[str, list[tuple[int, list[str]]]]:
    """What the new alerts say, by watch."""
    found = state_of(case)[0]
    return {
        watch: [(one["n_rows"], one["sentences"]) for one in alerts if one["kind"] == "new"] for watch, alerts in found.items()
    }


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--trials", type=int, default=100)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sums = trials(Path(folder), asked.trials, asked.seed)
    print(json.dumps(sums, indent=1))
    wrong = {name: sums[name] for name in (*NEVER, "different") if sums[name]}
    sys.exit(f"not as it must be: {wrong}" if wrong else 0)


if __name__ == "__main__":
    main()
