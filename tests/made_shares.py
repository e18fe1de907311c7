"""Made-up records of sharing in a real Store: lists, log lines and searches on days, written down in a few words."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview.store import Store

T, N, B, D, S = pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.timestamp("us")
FIRST = date(2026, 1, 1)


def _schema(text: str, **others: pa.DataType) -> pa.Schema:
    return pa.schema([(name, others.get(name, T)) for name in text.split()])


SCHEMAS = {
    "agencies": _schema("agency_id canonical state kind level confidence", confidence=B),
    "agency_names": _schema("name_raw agency_id"),
    "releases": _schema(
        "release_id name path kind custodian_id custodian_basis seen_on captured_on n_quarantined",
        seen_on=D, captured_on=D, n_quarantined=N,
    ),
    "issues": _schema("release_id column_name kind"),
    "snapshots": _schema("release_id field value", value=B),
    "memberships": _schema("agency_id programme from_on to_on", from_on=D, to_on=D),
    "entries": _schema("release_id row_no custodian_id log searcher_id searched_at", row_no=N, searched_at=S),
    "events": _schema(
        "release_id row_no locator custodian_id event_at event_type entity_type details_json", row_no=N, event_at=S
    ),
    "share_rows": _schema("release_id row_no locator from_raw to_raw from_id to_id seen_on direction", row_no=N, seen_on=D),
}  # fmt: skip


def on(number: int) -> date:
    """Day of a made-up calendar: 0 is the first of January 2026."""
    return FIRST + timedelta(days=number)


class Records:
    """Rows gathered by table; `store` writes them and makes the tables of sharing from them."""

    def __init__(self, *agencies: str) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
        for one in agencies:
            self.agency(one)

    def agency(self, agency_id: str, level: str = "local") -> str:
        if agency_id not in [row["agency_id"] for row in self.rows["agencies"]]:
            state = "" if agency_id[:2] in ("us", "xx") else agency_id[:2].upper()
            row = {"agency_id": agency_id, "canonical": agency_id[3:].replace("-", " ").title(), "state": state}
            self.rows["agencies"].append({**row, "kind": "police", "level": level, "confidence": 1.0})
            self.rows["agency_names"].append({"name_raw": agency_id, "agency_id": agency_id})
        return agency_id

    def release(self, kind: str, custodian: str, day: date | None = None, name: str = "", **more: Any) -> str:
        release_id = f"{len(self.rows['releases']) + 1:016x}"
        name = name or f"{kind}-{release_id[-3:]}.csv"
        row = {
            "release_id": release_id,
            "name": name,
            "path": f"records/{name}",
            "kind": kind,
            "custodian_id": self.agency(custodian),
        }
        self.rows["releases"].append({**row, "custodian_basis": "page", "seen_on": day, "n_quarantined": 0, **more})
        return release_id

    def listed(
        self,
        custodian: str,
        day: date | None,
        *partners: str,
        direction: str = "outbound",
        kind: str = "portal_page",
        name: str = "",
    ) -> str:
        """A sharing list: whom the custodian lets search (outbound) or whose cameras it may search (inbound)."""
        release = self.release(kind, custodian, day, name)
        for partner in partners:
            pair = (custodian, self.agency(partner)) if direction == "outbound" else (self.agency(partner), custodian)
            row = dict(zip(("from_id", "to_id"), pair, strict=True)) | dict(zip(("from_raw", "to_raw"), pair, strict=True))
            number = len(self.rows["share_rows"]) + 1
            self.rows["share_rows"].append(
                {
                    **row,
                    "release_id": release,
                    "row_no": number,
                    "locator": f"line {number}",
                    "seen_on": day,
                    "direction": direction,
                }
            )
        if not partners and kind == "portal_page":
            self.rows["snapshots"].append({"release_id": release, "field": f"{direction}_list", "value": 0.0})
        return release

    def unread(self, custodian: str, day: date, direction: str = "outbound", kind: str = "list_not_read") -> str:
        """A portal page whose list could not be read."""
        release = self.release("portal_page", custodian, day)
        self.rows["issues"].append({"release_id": release, "column_name": direction, "kind": kind})
        return release

    def log(
        self, custodian: str, *lines: tuple[date, str, str] | tuple[date, str, str, str], edges: tuple[date, date] | None = None
    ) -> str:
        """An administrative log: lines (day, act, partner, permissions); edges: other lines on its first and last day."""
        release = self.release("event_log", custodian)
        rows = [
            (line[0], line[1], "networkShare", line[2], line[3] if len(line) > 3 else "Search, VMS, Hotlist") for line in lines
        ]
        rows += [(day, "update", "role", "", "") for day in edges or ()]
        for number, (day, act, entity, partner, permissions) in enumerate(sorted(rows, reverse=True), start=1):
            details = {
                "Network Name": custodian,
                "Receiving Organization": self.agency(partner) if partner else "",
                "Permissions": permissions,
            }
            self.rows["events"].append(
                {
                    "release_id": release, "row_no": number, "locator": f"line {number}", "custodian_id": custodian,
                    "event_at": datetime.combine(day, time(12)), "event_type": act, "entity_type": entity,
                    "details_json": json.dumps(details),
                }
            )  # fmt: skip
        return release

    def used(self, owner: str, searcher: str, *days: date, log: str = "network") -> str:
        """Searches in the owner's log, one a day."""
        release = self.release(f"{log}_audit", owner)
        for number, day in enumerate(days, start=1):
            self.rows["entries"].append(
                {
                    "release_id": release, "row_no": number, "custodian_id": owner, "log": log,
                    "searcher_id": self.agency(searcher),
                    "searched_at": datetime.combine(day, time(23, 59)),
                }
            )  # fmt: skip
        return release

    def store(self, folder: Path) -> Store:
        (folder / "tables").mkdir(parents=True)
        opened = Store(folder / "tables", folder / "tmp", threads=1)
        for name, schema in SCHEMAS.items():
            opened.add(name, pa.Table.from_pylist(self.rows[name], schema=schema))
        for table in ("share_lists", "share_events", "share_logs"):
            opened.make(table, f"share/{table}")
        for step in ("use_days", "list_days"):
            opened.run(f"share/{step}")
        for table in ("shares", "share_contradictions"):
            opened.make(table, f"share/{table}")
        opened.run("share/done")
        return opened
