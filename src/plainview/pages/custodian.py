"""One custodian: what it disclosed, who searched its cameras, what its portal said, whom it shares with, what is odd."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from plainview import charts, redact
from plainview.pages import _figures as figures
from plainview.pages._case import agency, custodian_ids, grain, releases, slugs, word, words
from plainview.pages._eras import eras, turns
from plainview.pages._findings import of_agency
from plainview.pages._held import month_cells
from plainview.pages._masked import lines as masked_lines
from plainview.pages._own import own
from plainview.pages._rows import Row, Rows, Source

SHOWN_SEARCHERS, SHOWN_FILES, SHOWN_FIELDS = 25, 60, 12


def ids(store: Source | Rows) -> list[str]:
    return custodian_ids(Rows.of(store))


def build(store: Source | Rows, id: str) -> dict[str, Any]:
    """Return the page's dict; the CSV beside it lists every searcher in the custodian's logs."""
    rows = Rows.of(store)
    who = agency(rows, id)
    files = rows.once("files_by_custodian", files_by_custodian).get(id, [])
    seen = rows.by("page/seen_by", "custodian_id").get(id, [])
    searchers = [
        {"agency": agency(rows, row["searcher_id"]), **{k: row[k] for k in ("n_searches", "n_entries", "first_on", "last_on")}}
        for row in seen
    ]
    sessions = [row for row in rows.by("page/activity", "agency_id", grain=grain(rows)).get(id, []) if row["unit"] == "session"]
    changes = eras(rows, id, "session")
    shares = rows.by("page/share_counts", "agency_id").get(id, [{"n_out": 0, "n_in": 0}])[0]
    page: dict[str, Any] = {
        "title": who["name"],
        "agency": who,
        "n_files": len(files),
        "files": files[:SHOWN_FILES],
        "n_rows": sum(file["n_rows"] for file in files),
        "months": [
            {
                "sort": "log rows" if sort == "log" else "portal sessions",
                "cells": [{"month": m[:7], **cell} for m, cell in month_cells(rows)[(id, sort)].items()][-24:],
            }
            for sort in ("log", "portal")
            if (id, sort) in month_cells(rows)
        ],
        "searchers": searchers[:SHOWN_SEARCHERS],
        "n_searchers": len(searchers),
        "n_own": sum(row["n_searches"] for row in seen if row["searcher_id"] == id),
        "n_searches": sum(row["n_searches"] for row in seen),
        "own": own(rows, id),
        "masked": [one for one in masked_lines(rows) if one["custodian_id"] == id],
        "sessions": figures.volume(rows, "session", sessions, "sessions", "as its portal lists them", id, turns(changes)),
        "eras": changes,
        "shares": {"n_out": shares["n_out"], "n_in": shares["n_in"]},
        "fields": fields(rows, id),
        "texts": texts(rows, id),
        "lists": lists(rows, id),
        "issues": issues(rows, files),
        "findings": of_agency(rows, id),
    }
    if len(searchers) > SHOWN_SEARCHERS:
        table = [
            [s["agency"]["name"], s["agency"]["id"], s["n_searches"], s["n_entries"], s["first_on"], s["last_on"]]
            for s in searchers
        ]
        page["downloads"] = {
            f"custodian/{slugs(rows)[id]}-searchers.csv": [
                ["agency_name", "id", "searches", "entries", "first_on", "last_on"],
                *table,
            ]
        }
    return page


def files_by_custodian(rows: Rows) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    shown = releases(rows)
    for row in rows.rows("page/releases"):
        out.setdefault(row["custodian_id"] or "", []).append(shown[row["release_id"]])
    for files in out.values():
        files.sort(key=lambda file: (file["period_to"] or file["seen_on"] or file["received_on"], file["file"]), reverse=True)
    return out


def fields(rows: Rows, id: str) -> list[Row]:
    """Numbers of the portal page over time; a chart only where the number changed."""
    found: dict[str, list[Row]] = {}
    for row in rows.by("page/portal_numbers", "agency_id").get(id, []):
        if row["seen_on"] and row["release_id"] in releases(rows):
            found.setdefault(row["field"], []).append(row)
    out: list[Row] = []
    for field, readings in sorted(
        found.items(), key=lambda item: (item[0] not in ("retention_days", "cameras", "searches"), item[0])
    ):
        title = word("fields", field)
        days, values = [row["seen_on"] for row in readings], [float(row["value"]) for row in readings]
        table = [
            {"seen_on": day, "value": v, "url": releases(rows)[row["release_id"]]["url"]}
            for day, v, row in zip(days, values, readings, strict=True)
        ]
        desc = (
            f"From {charts.number(values[0])} on {days[0]} to {charts.number(values[-1])} on {days[-1]}; {len(values)} readings."
        )
        drawn = len(set(values)) > 1
        chart = curve(days, values, f"field-{len(out)}", title.capitalize(), desc) if drawn else ""
        out.append(
            {"title": title, "desc": desc, "changed": drawn, "last": values[-1], "n": len(values), "chart": chart, "table": table}
        )
    return out[:SHOWN_FIELDS]


def curve(days: list[str], values: list[float], ident: str, title: str, desc: str) -> str:
    places = figures.spread(days)
    return charts.line(
        list(zip(places, values, strict=True)), [(0.0, days[0]), (1.0, days[-1])], ident=ident, title=title, desc=desc
    )


def texts(rows: Rows, id: str) -> list[Row]:
    """Wordings of the portal's policy fields, only where one followed another: a change of policy can be read."""
    found: dict[str, list[Row]] = {}
    for row in rows.by("page/portal_texts", "agency_id").get(id, []):
        found.setdefault(row["field"], []).append(row)
    return [
        {
            "title": word("fields", field),
            "wordings": [
                {
                    "text": redact.printed(row["value_raw"][:1200]),
                    "cut": len(row["value_raw"]) > 1200,
                    "first_on": row["first_on"] or "",
                    "last_on": row["last_on"] or "",
                    "url": releases(rows).get(row["release_id"], {}).get("url", ""),
                }
                for row in wordings[-4:]
            ],
            "n": len(wordings),
        }
        for field, wordings in ((field, in_turn(rows)) for field, rows in sorted(found.items()))
        if len(wordings) > 1 and field not in words()["not_shown"]["fields"]
    ][:SHOWN_FIELDS]


def in_turn(wordings: list[Row]) -> list[Row]:
    """Return wordings that followed one another in time; [] where they overlap.

    Two prints of one day (HTML and text) break and space the same words differently: that is no change of policy.
    """
    told: dict[str, Row] = {}
    for row in wordings:
        plain = " ".join(row["value_raw"].split())
        first = told.setdefault(plain, dict(row))
        first["first_on"] = min(first["first_on"] or "", row["first_on"] or "")
        first["last_on"] = max(first["last_on"] or "", row["last_on"] or "")
    order = sorted(told.values(), key=lambda row: row["first_on"])
    return order if all(a["last_on"] < b["first_on"] for a, b in pairwise(order)) else []


def lists(rows: Rows, id: str) -> list[Row]:
    """The sharing list's length on each day it was seen, one series per direction."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows.by("page/list_sizes", "custodian_id").get(id, []):
        kept = found.setdefault(row["direction"] or "", {})
        if row["seen_on"] and row["n_listed"] >= kept.get(row["seen_on"], {"n_listed": 0})["n_listed"]:
            kept[row["seen_on"]] = row
    out: list[Row] = []
    for direction, by_day in sorted(found.items(), reverse=True):
        days = sorted(by_day)
        if not days:
            continue
        sizes = [by_day[day]["n_listed"] for day in days]
        title = (
            "Agencies its list lets search" if direction == "outbound" else "Agencies whose cameras its list says it may search"
        )
        desc = f"From {sizes[0]:,} names on {days[0]} to {sizes[-1]:,} on {days[-1]}."
        table = [
            {"seen_on": day, "n": by_day[day]["n_listed"], "url": releases(rows)[by_day[day]["release_id"]]["url"]}
            for day in days
        ]
        chart = curve(days, [float(n) for n in sizes], f"list-{direction}", title, desc) if len(days) > 1 else ""
        out.append({"direction": direction, "title": title, "desc": desc, "last": sizes[-1], "chart": chart, "table": table})
    return out


def issues(rows: Rows, files: list[Row]) -> list[Row]:
    """Oddities in this custodian's files by kind."""
    counts: dict[str, Row] = {}
    for file in files:
        for row in rows.by("page/release_issues", "release_id").get(file["release_id"], []):
            one = counts.setdefault(
                row["kind"], {"kind": row["kind"], "title": word("issues", row["kind"]), "n": 0, "n_files": 0}
            )
            one["n"] += row["n"]
            one["n_files"] += 1
    return sorted(counts.values(), key=lambda one: (-one["n"], one["kind"]))
