"""Tiny made-up tables in a real Store: agencies, searches, portal pages and sharing lists, written down in a few words."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview import documents
from plainview.store import Store

T, N, B, D, S = pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.timestamp("us")


def _schema(text: str, **others: pa.DataType) -> pa.Schema:
    return pa.schema([(name, others.get(name, T)) for name in text.split()])


SCHEMAS = {
    "agencies": _schema("agency_id canonical state kind level confidence n_names", confidence=B, n_names=N),
    "agency_names": _schema("name_raw agency_id confidence why", confidence=B),
    "releases": _schema(
        "release_id kind custodian_id received_on seen_on captured_on period_to parent_id n_used n_quarantined n_copies",
        received_on=D, seen_on=D, captured_on=D, period_to=S, n_used=N, n_quarantined=N, n_copies=N,
    ),
    "issues": _schema("release_id row_no locator kind column_name value why", row_no=N),
    "entries": _schema(
        "release_id row_no locator custodian_id log searcher_raw searcher_id searched_at window_from window_to networks "
        "vendor_id reason_id reason_raw reason_state offense_raw case_raw case_state account_token account_state "
        "plate_token plate_state filters_raw",
        row_no=N, searched_at=S, window_from=S, window_to=S, networks=pa.int32(), reason_id=N,
    ),
    "links": _schema(
        "release_id row_no search_release_id search_row_no tier n_entries", row_no=N, search_row_no=N, n_entries=N
    ),
    "searches": _schema("search_release_id search_row_no n_entries n_custodians", search_row_no=N, n_entries=N, n_custodians=N),
    "reasons": _schema("reason_id reason_raw reason_state offense_raw marks federal_name", reason_id=N, marks=pa.list_(T)),
    "purposes": _schema("reason_id purpose certainty", reason_id=N),
    "snapshots": _schema(
        "release_id row_no locator agency_id seen_on field label_raw value_raw value unit", row_no=N, seen_on=D, value=B
    ),
    "memberships": _schema(
        "agency_id programme model from_on from_basis to_on lists_from lists_to", from_on=D, to_on=D, lists_from=D, lists_to=D
    ),
    "documents": documents.SCHEMA,
    "messages": _schema(
        "release_id row_no locator custodian_id sent_at role asker_id asked_id case_raw paraphrase", row_no=N, sent_at=S
    ),
    "share_rows": _schema("release_id row_no locator from_raw to_raw from_id to_id seen_on direction flags", row_no=N, seen_on=D),
}  # fmt: skip


class Tiny:
    """Rows gathered by table; `store` writes them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}

    def agency(self, agency_id: str, level: str = "local", kind: str = "police", confidence: float = 0.97) -> None:
        state = "" if agency_id.startswith(("us-", "xx-")) else agency_id[:2].upper()
        name = agency_id[3:].replace("-", " ").title() + (f" ({state})" if state else "")
        self.rows["agencies"].append(
            {
                "agency_id": agency_id,
                "canonical": name,
                "state": state,
                "kind": kind,
                "level": level,
                "confidence": confidence,
                "n_names": 1,
            }
        )

    def release(self, kind: str, custodian: str, on: date | None = None, used: int = 0, **more: Any) -> str:
        release_id = f"{len(self.rows['releases']) + 1:016x}"
        known = {"release_id": release_id, "kind": kind, "custodian_id": custodian, "seen_on": on, "n_used": used}
        self.rows["releases"].append({**known, "n_quarantined": 0, "n_copies": 1, "parent_id": "", **more})
        return release_id

    def entries(
        self, searcher: str, custodian: str, times: int = 1, log: str = "network", release: str = "",
        on: date | None = date(2026, 3, 2), reason: str = "robbery",
        state: str = "value", marks: tuple[str, ...] = (), purposes: dict[str, str] | None = None,
        federal: str = "", **more: Any,
    ) -> str:  # fmt: skip
        """`times` searches with one reason; each has an id of its own."""
        release = release or self.release(f"{log}_audit", custodian, on)
        reason_id = len(self.rows["reasons"]) + 1
        self.rows["reasons"].append(
            {
                "reason_id": reason_id,
                "reason_raw": reason,
                "reason_state": state,
                "marks": list(marks),
                "federal_name": federal,
                "offense_raw": more.get("offense_raw"),
            }
        )
        for purpose, certainty in ({"robbery": "certain"} if purposes is None else purposes).items():
            self.rows["purposes"].append({"reason_id": reason_id, "purpose": purpose, "certainty": certainty})
        for _ in range(times):
            number = len(self.rows["entries"]) + 1
            row = {
                "release_id": release, "row_no": number, "locator": f"line {number + 1}", "custodian_id": custodian, "log": log,
                "searcher_raw": searcher, "searcher_id": searcher, "vendor_id": f"id-{number}", "reason_id": reason_id,
                "searched_at": datetime.combine(on, time(0)) + timedelta(minutes=number % 1440) if on else None,
                "reason_raw": reason, "reason_state": state, "case_state": "not_exported", "account_state": "not_exported",
                "plate_state": "not_exported",
            }  # fmt: skip
            self.rows["entries"].append({**row, **more})
            self.rows["links"].append(
                {"release_id": release, "row_no": number, "search": more.get("vendor_id") or f"id-{number}", "tier": "vendor_id"}
            )
        return release

    def page(self, agency: str, on: date | None, quarantined: int = 0, **fields: Any) -> str:
        """A portal page; a field is a number or a text."""
        release = self.release("portal_page", agency, on, n_quarantined=quarantined)
        for number, (field, value) in enumerate(fields.items(), start=1):
            is_number = isinstance(value, int | float)
            self.rows["snapshots"].append(
                {
                    "release_id": release, "row_no": number, "locator": f"line {number}", "agency_id": agency, "seen_on": on,
                    "field": field, "value_raw": str(value), "value": float(value) if is_number else None,
                    "unit": "days" if field == "retention_days" else "",
                }
            )  # fmt: skip
        return release

    def message(self, custodian: str, asked: str, at: datetime, case: str = "") -> str:
        """A mail message in which a federal body asks `asked` for a search."""
        release = self.release("mail_message", custodian)
        said = "A person at ice.dhs.gov asks a person at alderfalls.gov to search a plate"
        self.rows["messages"].append(
            {
                "release_id": release, "row_no": 1, "locator": "text line 1", "custodian_id": custodian, "sent_at": at,
                "role": "asked", "asker_id": None, "asked_id": asked or None, "case_raw": case, "paraphrase": said,
            }
        )  # fmt: skip
        return release

    def listed(
        self, agency: str, partners: list[str], on: date | None, direction: str = "outbound", release: str = "", flags: str = ""
    ) -> str:
        """A page's sharing list: whom `agency` lets search (outbound), or whose cameras it may search (inbound)."""
        release = release or self.release("portal_page", agency, on)
        for partner in partners:
            number = len(self.rows["share_rows"]) + 1
            pair = {"from_id": agency, "to_id": partner} if direction == "outbound" else {"from_id": partner, "to_id": agency}
            self.rows["share_rows"].append(
                {
                    "release_id": release, "row_no": number, "locator": f"line {number}", "from_raw": pair["from_id"],
                    "to_raw": pair["to_id"], **pair, "seen_on": on, "direction": direction, "flags": flags,
                }
            )  # fmt: skip
        return release

    def store(self, folder: Path) -> Store:
        (folder / "tables").mkdir(parents=True)
        opened = Store(folder / "tables", folder / "tmp", threads=1)
        counted = Counter(row["search"] for row in self.rows["links"])
        firsts: dict[str, dict[str, Any]] = {}
        for row in self.rows["links"]:
            first = firsts.setdefault(row["search"], {"search_release_id": row["release_id"], "search_row_no": row["row_no"]})
            row |= first | {"n_entries": counted[row["search"]]}
        whose = {(row["release_id"], row["row_no"]): row["custodian_id"] for row in self.rows["entries"]}
        owners: dict[str, set[str]] = {}
        for row in self.rows["links"]:
            owners.setdefault(row["search"], set()).add(whose[row["release_id"], row["row_no"]])
        self.rows["searches"] = [
            first | {"n_entries": counted[name], "n_custodians": len(owners[name])} for name, first in firsts.items()
        ]
        for name, schema in SCHEMAS.items():
            opened.add(name, pa.Table.from_pylist(self.rows[name], schema=schema))
        return opened
