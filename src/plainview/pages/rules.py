"""The rules of law that this case is held against: citation, days, how sure each is, what it checks, and what came of it."""

from __future__ import annotations

from typing import Any

from plainview.pages import _law as law
from plainview.pages._findings import by_kind, finding_shown
from plainview.pages._rows import Row, Rows, Source

COUNTS = ("n_conflict", "n_question", "n_unclear", "n_clear", "n_not_in_force")


def build(store: Source | Rows, id: str = "") -> dict[str, Any]:
    """Return rules by jurisdiction, those of states that the case is about; rules.csv holds them with their figures."""
    rows = Rows.of(store)
    met = [rule_told(rows, row) for row in rows.rows("page/rules") if row["is_met"]]
    places: dict[str, list[Row]] = {}
    for one in met:
        if not one["is_off"]:
            places.setdefault(one["place"], []).append(one)
    columns = [
        "rule",
        "title",
        "citation",
        "days",
        "strength",
        "certainty",
        "bound",
        "judged",
        "law_url",
        "official_url",
        *COUNTS,
    ]
    return {
        "title": "Rules of law applied here",
        "places": [
            {
                "name": name,
                "rules": [one for one in found if one["n_judged"]],
                "idle": [one for one in found if not one["n_judged"]],
                "n": len(found),
            }
            for name, found in places.items()
        ],
        "off": [one for one in met if one["is_off"]],
        "n_rules": sum(map(len, places.values())),
        "n_all": len(rows.rows("page/rules")),
        "n_conflict": sum(one["strength"] == "conflict" for one in met),
        "downloads": {"rules.csv": [columns, *([one[name] for name in columns] for one in met)]} if met else {},
    }


def rule_told(rows: Rows, row: Row) -> Row:
    kinds = rows.once("findings_of_kind", lambda r: dict(by_kind(r)))
    asked = [finding_shown(rows, one) for one in kinds.get(f"rule:{row['id']}", []) if one["verdict"] in ("conflict", "question")]
    return {
        **law.rule_shown(row),
        **{name: row[name] or 0 for name in COUNTS},
        "n_judged": sum(row[name] or 0 for name in COUNTS),
        "asked": [{"url": one["url"], "agency": one["agency"]} for one in asked[:20]],
    }
