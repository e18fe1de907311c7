"""Tiny made-up tables for watches: those of tiny_tables, and the ones that only watches need (held, shares, rules), in a case."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from tiny_tables import D, N, T, Tiny

from plainview.case import Case, open_case

MADE_ON = date(2026, 5, 1)
SHARES = pa.schema(
    [(name, T) for name in ("from_id", "to_id", "basis")]
    + [("span_no", N), *((name, D) for name in ("after_on", "from_on", "to_on", "before_on"))]
    + [
        ("n_documents", N),
        ("n_days", N),
        ("first_release_id", T),
        ("first_row_no", N),
        ("last_release_id", T),
        ("last_row_no", N),
    ]
)
HELD = pa.schema([("custodian_id", T), ("log", T), ("day", D), ("n_most", N), ("state", T)])
RULES = pa.schema(
    [(name, T) for name in "id title jurisdiction state citation url official_url strength".split()]
    + [("from_on", D), ("to_on", D)]
)
RULE_IDS = ("ca/immigration_own", "ca/sharing_listed", "wa/sharing_listed", "us/delegated_immigration", "ca/policy_posted")


class Tables(Tiny):
    """Rows gathered by table; `case` writes them as the current generation of a case."""

    def __init__(self) -> None:
        super().__init__()
        self.shares: list[dict[str, Any]] = []
        self.held: list[dict[str, Any]] = []
        self.n_written = 0

    def share(self, owner: str, partner: str, first: date | None, last: date | None, release: str, **more: Any) -> None:
        known = {"from_id": owner, "to_id": partner, "basis": "listed", "span_no": 1, "from_on": first, "to_on": last}
        self.shares.append({**known, "first_release_id": release, "first_row_no": 1, **more})

    def weeks(self, owner: str, counts: list[int], log: str = "network", monday: date = date(2026, 1, 5)) -> None:
        """Days of a log: so many entries a day for each week, with their entries; 0 is a silence."""
        for week, n in enumerate(counts):
            for day in range(7):
                on = monday + timedelta(days=7 * week + day)
                self.held.append({"custodian_id": owner, "log": log, "day": on, "n_most": n, "state": "held" if n else "gap"})
                if n:
                    self.entries(owner, owner, log=log, on=on)

    def case(self, root: Path) -> Case:
        """Write the tables as a new generation of the case at `root`."""
        case = open_case(root, MADE_ON)
        self.n_written += 1
        making = root / f"making-{self.n_written}"
        for row in self.rows["links"]:
            row.setdefault("search", row["release_id"])
        opened = self.store(making)
        try:
            opened.add("shares", pa.Table.from_pylist(self.shares, schema=SHARES))
            opened.add("held", pa.Table.from_pylist(self.held, schema=HELD))
            rules = [
                {
                    "id": id, "title": f"Rule {id}", "jurisdiction": id[:2], "state": "" if id[:2] == "us" else id[:2].upper(),
                    "citation": "Example Code 12", "url": "https://law.example/12", "strength": "question",
                }
                for id in RULE_IDS
            ]  # fmt: skip
            opened.add("rules", pa.Table.from_pylist(rules, schema=RULES))
        finally:
            opened.close()
        final = case.warehouse / f"gen-{len(list(case.warehouse.glob('gen-*'))):04d}-{self.n_written}"
        (making / "tables").rename(final)
        shutil.rmtree(making)
        (case.warehouse / "CURRENT").write_text(final.name, encoding="utf-8")
        return case


def watch(case: Case, id: str, text: str) -> None:
    """Write a watch as a person would."""
    folder = case.root / "watches"
    folder.mkdir(exist_ok=True)
    (folder / f"{id}.toml").write_text(text, encoding="utf-8")
