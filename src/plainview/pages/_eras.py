"""Eras of reasons: the days on which an agency's reasons change kind, in words, and the lines that mark them in a chart."""

from __future__ import annotations

from plainview.pages import _figures as figures
from plainview.pages._case import word
from plainview.pages._rows import Row, Rows

SHOWN = 8  # eras of one agency


def eras(rows: Rows, agency_id: str, unit: str) -> list[Row]:
    """The eras of one agency, each with its change in words; [] where its reasons are of one kind throughout."""
    found = [row for row in rows.by("page/eras", "agency_id").get(agency_id, []) if row["unit"] == unit]
    return [era(row) for row in found[:SHOWN]]


def era(row: Row) -> Row:
    kind = word("eras", row["kind"])
    told = {
        "from_on": row["from_on"],
        "to_on": row["to_on"],
        "kind": kind,
        "share": row["share"],
        "n": row["n_searches"],
        "example": figures.reason_shown(row),
        "top_share": row["top_share"],
        "change": None,
    }
    if row["era_no"] > 1:
        told["change"] = {
            "on": row["from_on"],
            "when": when(row),
            "before": word("eras", row["kind_before"]),
            "after": kind,
            "cause": word("era_causes", row["cause"], "means"),
            "innocent": word("eras", row["kind"], "innocent"),
            "n_same_week": row["n_same_week"] or 0,
        }
    return told


def when(row: Row) -> str:
    """ "on 2026-01-05", or the days between which the change lies where it takes more than three or cannot be told closer."""
    return f"on {row['from_on']}" if row["is_sharp"] else f"between {row['low_on']} and {row['high_on']}"


def turns(shown: list[Row]) -> list[tuple[str, str]]:
    """Day and words of each line in a chart."""
    return [(one["change"]["on"], f"then {one['kind']}") for one in shown if one["change"]]


def changed_on(rows: Rows, agency_id: str, unit: str) -> list[str]:
    """Days on which the kind of one agency's reasons changes."""
    return [one["change"]["on"] for one in eras(rows, agency_id, unit) if one["change"]]
