"""What every page knows of the case: its agencies and files by name and address, its periods, and the words' meaning."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from plainview import redact
from plainview.pages._cited import url_at
from plainview.pages._rows import Row, Rows

UNNAMED = "unknown-"  # how the ids of stand-ins begin (agencies/tables.py)
UNNAMED_URL = "coverage.html#unnamed"  # where files are listed whose agency no record names
LOG_KINDS = {"portal_audit": "portal", "network_audit": "log", "organization_audit": "log"}
DAILY_UP_TO = 92  # days; a longer case is charted by month
UNKNOWN: Row = {"id": "", "name": "not named in the record", "state": "", "level": "", "custodian_url": "", "searcher_url": ""}


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, Any]]:
    """Labels and definitions in plain words: purposes, marks, outcomes, issues, refusals, fields, glossary."""
    return tomllib.loads((Path(__file__).parent / "_words.toml").read_text(encoding="utf-8"))


def word(kind: str, id: str, part: str = "title") -> str:
    """Return a label or definition; for an id that has none, the id in plain letters (title) or "" (anything else)."""
    known = words().get(kind, {}).get(id, {}).get(part)
    if known is not None:
        return str(known)
    return redact.printed(id.replace("_", " ")) if part == "title" else ""


def totals(rows: Rows) -> Row:
    return rows.rows("page/totals")[0]


def grain(rows: Rows) -> str:
    """ "day" for a case of up to three months, else "month"."""
    held = totals(rows)
    if not held["first_on"]:
        return "month"
    span = date.fromisoformat(held["last_on"]) - date.fromisoformat(held["first_on"])
    return "day" if span.days <= DAILY_UP_TO else "month"


def periods(first_on: str | None, last_on: str | None, step: str) -> list[str]:
    """Every day, week (from Monday) or month from the first to the last, as the ISO date it starts on."""
    if not first_on or not last_on:
        return []
    day, last = date.fromisoformat(first_on), date.fromisoformat(last_on)
    day = day.replace(day=1) if step == "month" else day - timedelta(days=day.weekday() if step == "week" else 0)
    out = []
    while day <= last:
        out.append(day.isoformat())
        day = (day + timedelta(days=32)).replace(day=1) if step == "month" else day + timedelta(days=7 if step == "week" else 1)
    return out


def period_name(period: str, step: str) -> str:
    return period[:7] if step == "month" else period


def is_unnamed(id: str | None) -> bool:
    """True for the stand-in of a custodian that no record names: a file, not an agency."""
    return (id or "").startswith(UNNAMED)


def holder_ids(rows: Rows) -> list[str]:
    """Whose records are held, by a release, an entry or a portal page: agencies, and stand-ins for those no record names."""

    def found(rows: Rows) -> list[str]:
        held = {row["custodian_id"] for row in rows.rows("page/releases")}
        held |= {row["custodian_id"] for row in rows.rows("page/held_months")}
        return sorted(id for id in held if id)

    return rows.once("holder_ids", found)


def custodian_ids(rows: Rows) -> list[str]:
    """Agencies whose own records are held. Stand-ins are not agencies and are not counted."""
    return rows.once("custodian_ids", lambda r: [id for id in holder_ids(r) if not is_unnamed(id)])


def unnamed_files(rows: Rows) -> list[Row]:
    """Files whose agency no record names."""
    return [releases(rows)[row["release_id"]] for row in rows.rows("page/releases") if is_unnamed(row["custodian_id"])]


def searcher_ids(rows: Rows) -> list[str]:
    """Agencies that searched, by any log or portal."""
    return rows.once("searcher_ids", lambda r: sorted(id for id in r.by("page/activity", "agency_id", grain=grain(r)) if id))


def slugs(rows: Rows) -> dict[str, str]:
    """agency_id -> the name of its page file. An id that could carry a plate (a shifted row) becomes a number instead."""

    def made(rows: Rows) -> dict[str, str]:
        every = sorted({row["agency_id"] for row in rows.rows("page/agencies")} | {*holder_ids(rows), *searcher_ids(rows)})
        plain = re.compile(r"[a-z0-9][a-z0-9-]{0,90}")
        safe = {id: id for id in every if plain.fullmatch(id) and not any(redact.plate_like(part, 4) for part in id.split("-"))}
        odd = [id for id in every if id not in safe]
        return safe | {id: f"agency-{at:04d}" for at, id in enumerate(odd, 1)}

    return rows.once("slugs", made)


def agency(rows: Rows, id: str | None) -> Row:
    """An agency as pages show it: name, state, level, and the addresses of its pages ("" where there is none)."""

    def made(rows: Rows) -> dict[str, Row]:
        named = {row["agency_id"]: row for row in rows.rows("page/agencies")}
        custodians, searchers = set(custodian_ids(rows)), set(searcher_ids(rows))
        return {
            id: {
                "id": slug,
                "name": redact.name(named[id]["canonical"]) if id in named else redact.name(id),
                "state": (named[id]["state"] or "") if id in named else "",
                "level": (named[id]["level"] or "") if id in named else "",
                "custodian_url": f"custodian/{slug}.html" if id in custodians else UNNAMED_URL if is_unnamed(id) else "",
                "searcher_url": f"searcher/{slug}.html" if id in searchers else "",
            }
            for id, slug in slugs(rows).items()
        }

    return rows.once("agencies", made).get(id or "", UNKNOWN)


def releases(rows: Rows) -> dict[str, Row]:
    """Files by release_id, as pages show them: masked name, accounting, address of the file's page."""

    def made(rows: Rows) -> dict[str, Row]:
        issues: dict[str, int] = {
            id: sum(r["n"] for r in found) for id, found in rows.by("page/release_issues", "release_id").items()
        }
        return {
            row["release_id"]: release_shown(rows, row, issues.get(row["release_id"], 0)) for row in rows.rows("page/releases")
        }

    return rows.once("releases", made)


def release_shown(rows: Rows, row: Row, n_issues: int) -> Row:
    n_used, n_away = row["n_used"] or 0, (row["n_quarantined"] or 0) + (row["n_skipped"] or 0)
    return {
        "release_id": row["release_id"],
        "file": redact.printed(row["name"]),
        "url": f"release/{row['release_id']}.html",
        "custodian": agency(rows, row["custodian_id"]),
        "kind": word("kinds", row["kind"]),
        "kind_id": row["kind"],
        "layout": row["layout"] or "",
        "made_by": row["made_by"] or "",
        "custodian_basis": row["custodian_basis"] or "",
        "received_on": row["received_on"] or "",
        "seen_on": row["seen_on"] or "",
        "handling": row["handling"] or "",
        "n_rows": row["n_rows"] or 0,
        "n_used": n_used,
        "n_quarantined": row["n_quarantined"] or 0,
        "n_skipped": row["n_skipped"] or 0,
        "adds_up": (row["n_rows"] or 0) == n_used + n_away,
        "n_issues": n_issues,
        "size_bytes": row["size_bytes"] or 0,
        "sha256": row["sha256"] or "",
        "parent_id": row["parent_id"] or "",
        "period_from": row["period_from"] or "",
        "period_to": row["period_to"] or "",
        "n_copies": row["n_copies"] or 1,
    }


def place(rows: Rows, release_id: str, row_no: int | None, locator: str | None) -> Row:
    """Where something is printed: file, locator, and for a row the command that opens it, to be run in the case folder; also
    the page of its search, where that has one.
    """
    file = releases(rows).get(release_id)
    return {
        "file": file["file"] if file else "",
        "url": file["url"] if file else "",
        "locator": redact.printed(locator) if row_no else "the whole file",
        "explain": f"plainview explain {release_id}:{row_no}" if row_no and file else "",
        "search_url": url_at(rows, release_id, row_no) if row_no and file else "",
    }
