"""Alerts of the watches that deliver to the page, newest first. One that stands on a file not shown here is not shown."""

from __future__ import annotations

import json
from typing import Any

from plainview.pages._case import place, releases
from plainview.pages._rows import Row, Rows, Source

HEAD = "alert raised_at title agency_name day before other_name what release_id row_no".split()


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    rows = Rows.of(store)
    shown = [row for row in rows.rows("page/alerts") if set(row["releases"] or []) <= releases(rows).keys()]
    alerts = [_alert(rows, json.loads(row["told"])) for row in shown]
    table = [
        [one["alert"], one["raised_at"], one["title"], *(line[name] for name in HEAD[3:])]
        for one in alerts
        for line in one["rows"]
    ]
    return {"title": "Alerts", "alerts": alerts, "downloads": {"alerts.csv": [HEAD, *table]}}


def _alert(rows: Rows, told: Row) -> Row:
    lines = [
        {
            **{name: line[name] for name in ("agency_name", "other_name", "what", "day", "before")},
            "release_id": line.get("release_id", ""), "row_no": line.get("row_no"),
            "place": place(rows, line.get("release_id", ""), line.get("row_no"), ""),
        }
        for line in told["rows"]
    ]  # fmt: skip
    names = "alert watch title kind raised_at n_rows n_sentences innocent cannot_see law".split()
    return {name: told[name] for name in names} | {"said": [{"title": text} for text in told["sentences"]], "rows": lines}
