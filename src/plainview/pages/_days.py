"""Days held, log by log: what is missing, low or held twice, in words, with the file whose page tells of it."""

from __future__ import annotations

from typing import Any

from plainview import redact
from plainview.pages._case import agency, releases, word
from plainview.pages._rows import Row, Rows

LOGS = {"network": "network audit", "organization": "organization audit", "portal": "portal"}
SORT = {"network": "log", "organization": "log", "portal": "portal"}
# Oddities that belong on a calendar: kind of issue -> the word that marks it.
MARKS = {
    "days_missing": "days missing",
    "level_fell": "level fell",
    "rows_in_two_files": "held twice",
    "round_row_count": "cap?",
    "same_row_count": "same count",
}


def oddities(rows: Rows) -> list[Row]:
    """Gaps, cliffs, overlaps and caps: whose log, what it is in words, and the file whose page tells of it."""

    def made(rows: Rows) -> list[Row]:
        out = []
        for kind in MARKS:
            for row in rows.by("page/release_issues", "kind").get(kind, []):
                file = releases(rows).get(row["release_id"])
                if file:
                    out.append(
                        {
                            "kind": kind,
                            "mark": MARKS[kind],
                            "title": word("issues", kind),
                            "agency": file["custodian"],
                            "file": file["file"],
                            "url": f"{file['url']}#oddities",
                            "sort": "portal" if file["kind_id"] == "portal_audit" else "log",
                            "from": file["period_from"][:7],
                            "to": file["period_to"][:7],
                            "why": redact.printed(row["why"]),
                        }
                    )
        return sorted(out, key=lambda one: (one["agency"]["name"], one["kind"], one["file"]))

    return rows.once("oddities", made)


def marks(rows: Rows) -> dict[tuple[str, str], dict[str, list[Row]]]:
    """(custodian's page id, "log" | "portal") -> month -> marks: words, and where they lead."""

    def made(rows: Rows) -> dict[tuple[str, str], dict[str, list[Row]]]:
        told = {(one["agency"]["id"], one["sort"], one["kind"]): one["url"] for one in oddities(rows)}
        out: dict[tuple[str, str], dict[str, list[Row]]] = {}
        for custodian, found in rows.by("page/held_calendar", "custodian_id").items():
            slug = agency(rows, custodian)["id"]
            for row in found:
                sort = SORT.get(row["log"], "log")
                place = out.setdefault((slug, sort), {}).setdefault(row["month"], [])
                missing, low = row["states"].count("gap"), row["states"].count("low")
                twice = sum(n > 1 for n in row["n_releases"]) if sort == "log" else 0
                url = told.get((slug, sort, "days_missing"))
                if missing and url:
                    place.append({"words": f"{missing} day{'' if missing == 1 else 's'} missing", "url": url})
                url = told.get((slug, sort, "level_fell"))
                if low and url:
                    place.append({"words": "level fell", "url": url})
                url = told.get((slug, sort, "rows_in_two_files"))
                if twice and url:
                    place.append({"words": f"{twice} day{'' if twice == 1 else 's'} held twice", "url": url})
        for one in oddities(rows):
            if one["kind"] in ("round_row_count", "same_row_count"):
                for month, place in out.get((one["agency"]["id"], one["sort"]), {}).items():
                    if one["from"] <= month <= one["to"]:
                        place.append({"words": one["mark"], "url": one["url"]})
        return out

    return rows.once("marks", made)


def months(found: list[Row]) -> list[dict[str, Any]]:
    """The months of one log as rows of 31 cells: None before the first and after the last day."""
    out = []
    for row in found:
        cells: list[Row | None] = [None] * 31
        for at, (state, n, usual, files) in enumerate(zip(row["states"], row["n"], row["usual"], row["n_releases"], strict=True)):
            cells[int(row["first_day"]) - 1 + at] = {"state": state, "n": n, "usual": usual, "twice": files > 1}
        out.append({"month": row["month"], "cells": cells, "n": sum(row["n"])})
    return out
