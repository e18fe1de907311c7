"""What the case knows of its watches: settings, last run, alerts, what waits; and the alerts that the served page shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview.case import Case
from plainview.errors import UserError
from plainview.store import ALERTS
from plainview.watch import reading, telling
from plainview.watch import state as states


def listed(case: Case, most: int = 100) -> dict[str, Any]:
    """Watches in order, mistakes in their files, the newest alerts, and messages by channel and state."""
    found, errors = reading.load(case.root)
    ran: dict[str, dict[str, Any]] = {}
    alerts: list[dict[str, Any]] = []
    counted: list[dict[str, Any]] = []
    if (case.root / states.FOLDER / states.FILE).exists():
        with states.opened(case.root) as state:
            ran = {row["watch"]: row for row in state.rows("watches")}
            alerts, counted = state.alerts(most), state.rows("counted")
    never = {"ran_at": "", "n_alerts": 0, "n_waiting": 0, "last_alert_at": ""}
    return {
        "watches": [
            {
                "watch": one.id, "title": one.title, "question": one.question.id, "values": one.values,
                "deliver": list(one.deliver), "when": one.when, **{key: ran.get(one.id, never)[key] for key in never},
            }
            for one in found
        ],
        "errors": [{"where": one.where, "problem": one.problem, "fix": one.fix} for one in errors],
        "alerts": [one["told"] for one in alerts],
        "messages": counted,
    }  # fmt: skip


def told(found: dict[str, Any], alerts: bool) -> list[str]:
    """The same as lines for a person; with `alerts` each alert as its message has it."""
    out = []
    for one in found["watches"]:
        ran = (
            f"ran {one['ran_at']}, {one['n_alerts']} alerts, {one['n_waiting']} not delivered yet"
            if one["ran_at"]
            else "has not run"
        )
        out += [f"{one['watch']}: {one['title']}", f"  {one['question']}, {', '.join(one['deliver'])}, {one['when']}; {ran}"]
    out += [str(UserError(**one)) for one in found["errors"]]
    for one in found["messages"]:
        out.append(
            f"{one['channel']}: {one['n']} {one['state']}, {one['attempts']} tries"
            + (f" ({one['answer']})" if one["answer"] else "")
        )
    for one in found["alerts"] if alerts else []:
        out += ["", *telling.lines(one)]
    return out or ["no watch is set: `plainview watch questions` tells what can be asked"]


def page_table(root: Path) -> pa.Table:
    """The alerts that watches deliver to the page, newest first, for the store to lend as `alerts` while pages are made."""
    found = [one for one in states.seen(root, 500) if "page" in one["channels"]]
    rows = [
        {
            "alert": one["alert"], "watch": one["watch"], "raised_at": one["raised_at"], "releases": one["releases"],
            "told": json.dumps(one["told"], ensure_ascii=False),
        }
        for one in found
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=ALERTS)
