"""Shares as pages show them: each agency's partners on both sides, since when and by which document, and where each stands."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from plainview.pages._case import agency, is_unnamed, releases
from plainview.pages._rows import Row, Rows
from plainview.sharing import exposure

SIDES = ("out", "in")
NEVER = "9999-12-31"
NAMES = (
    *("partner", "basis", "span_no", "after_on", "from_on", "to_on", "before_on", "n_documents", "n_days"),
    *("first_file", "first_row_no", "last_file", "last_row_no", "direction", "kind"),
)
NUMBERS = frozenset({"partner", "span_no", "n_documents", "n_days", "first_file", "first_row_no", "last_file", "last_row_no"})


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "_shared.toml").read_text(encoding="utf-8"))


def numbered(rows: Rows) -> list[str]:
    """Agency ids in the order of the numbers that the queries of shares use."""
    return rows.once("shared_numbered", lambda r: [row["agency_id"] for row in r.rows("page/agencies")])


def counts(rows: Rows) -> dict[str, Row]:
    """Every agency that stands in a share, with its counts on both sides."""

    def made(rows: Rows) -> dict[str, Row]:
        rows.run("page/made_shared")
        return {row["agency_id"]: row for row in rows.rows("page/shared_counts") if not is_unnamed(row["agency_id"])}

    return rows.once("shared_counts", made)


def details(rows: Rows) -> dict[str, Row]:
    """The rows of page/agencies by id: kinds and levels."""
    return rows.once("shared_details", lambda r: {row["agency_id"]: row for row in r.rows("page/agencies")})


def members(rows: Rows) -> dict[str, Row]:
    """Agencies on the newest 287(g) list that the case holds."""
    return rows.once("shared_members", lambda r: {row["agency_id"]: row for row in r.rows("page/shared_members")})


def agency_shown(rows: Rows, id: str) -> Row:
    """An agency with its kind, level and state, and the address of its page about sharing ("" where it has none)."""
    shown = agency(rows, id)
    known = details(rows).get(id, {})
    return {
        "id": shown["id"],
        "name": shown["name"],
        "state": shown["state"],
        "kind": (known.get("kind") or "unknown").replace("_", " "),
        "level": level_of(known.get("level")),
        "url": f"shared/{shown['id']}.html" if id in counts(rows) else "",
        "is_member": id in members(rows),
    }


def level_of(level: str | None) -> str:
    """A level that the pages have a word for."""
    return level if level and level in words()["levels"] else "unknown"


def spans(rows: Rows, id: str, side: str) -> list[Row]:
    """Every span of one agency on one side, by partner (an agency id), basis and number; days are ISO texts or ""."""
    rows.run("page/made_shared")
    texts = rows.once(
        "shared_spans", lambda r: {(row["agency_id"], row["side"]): row["spans"] for row in r.rows("page/shared_spans")}
    )
    return [_span(rows, line) for line in json.loads(texts.get((id, side), "[]"))]


def _span(rows: Rows, line: list[str | None]) -> Row:
    files = rows.once("shared_files", lambda r: [row["release_id"] for row in r.rows("page/shared_files")])
    span: Row = {
        name: (int(cell) if cell is not None else None) if name in NUMBERS else cell or ""
        for name, cell in zip(NAMES, line, strict=True)
    }
    span["partner"] = numbered(rows)[span["partner"]]
    for end in ("first", "last"):
        number = span.pop(f"{end}_file")
        span[f"{end}_release_id"] = "" if number is None else files[number]
    return span


def partners(rows: Rows, id: str, side: str) -> list[Row]:
    """One row a partner, by name: what the share rests on, since when, by which document, and where it stands."""
    found: dict[str, list[Row]] = {}
    for span in spans(rows, id, side):
        found.setdefault(span["partner"], []).append(span)
    shown = [partner_shown(rows, partner, side, mine) for partner, mine in found.items()]
    return sorted(shown, key=lambda one: (one["name"].casefold(), one["id"]))


def partner_shown(rows: Rows, partner: str, side: str, mine: list[Row]) -> Row:
    bases = [basis for basis in words()["bases"] if any(span["basis"] == basis for span in mine)]
    first = min(mine, key=lambda span: (span["from_on"] or "9999", span["basis"]))
    told = [span for span in mine if span["basis"] != "used"]
    last = max(told or mine, key=lambda span: (span["to_on"], span["basis"]))
    state = standing(mine)
    return {
        **agency_shown(rows, partner),
        "agency_id": partner,
        "side": side,
        "rests_on": ", ".join(words()["bases"][basis] for basis in bases),
        "standing": state,
        "stands": words()["standing"][state],
        "after_on": first["after_on"],
        "from_on": first["from_on"],
        "to_on": max(span["to_on"] for span in mine),
        "before_on": last["before_on"] if state == "gone" else "",
        "n_documents": sum(span["n_documents"] or 0 for span in mine),
        "n_days": sum(span["n_days"] or 0 for span in mine if span["basis"] == "used"),
        "first": document(rows, first["first_release_id"], first["first_row_no"]),
        "last": document(rows, last["last_release_id"], last["last_row_no"]),
    }


def standing(mine: list[Row]) -> str:
    """`standing`, `gone`, or `used` where only searches tell of the share; the same rule as page/made_shared."""
    newest: dict[tuple[str, str, str], Row] = {}  # by source: one agency's lists of one sort, or its event logs
    for span in mine:
        source = (span["basis"], span["direction"], span["kind"])
        if source not in newest or _recent(span) > _recent(newest[source]):
            newest[source] = span
    ends = [span["before_on"] or NEVER for span in newest.values() if span["basis"] != "used"]
    if not ends:
        return "used"
    used = max((span["to_on"] for span in mine if span["basis"] == "used"), default="")
    return "standing" if max(ends) == NEVER or used > max(ends) else "gone"


def _recent(span: Row) -> tuple[str, int]:
    return span["to_on"], span["span_no"]


def document(rows: Rows, release_id: str, row_no: int | None) -> Row:
    """The file and row that say so."""
    file = releases(rows).get(release_id)
    return {"file": file["file"] if file else "", "url": file["url"] if file else "", "row": row_no}


def lists(rows: Rows, id: str) -> list[Row]:
    """Sharing lists of one agency's own documents, newest first: day, direction, whether it could be read, how many names."""
    shown = [
        {
            "seen_on": row["seen_on"] or "",
            "direction": row["direction"] or "",
            "state": words()["list_states"].get(row["state"], ""),
            "n": row["n_partners"] if row["state"] == "read" else None,
            "document": document(rows, row["release_id"], None),
        }
        for row in rows.by("page/shared_lists", "custodian_id").get(id, [])
        if row["state"] != "none"
    ]
    return sorted(shown, key=lambda one: (one["seen_on"], one["direction"]), reverse=True)


def edges(rows: Rows) -> tuple[exposure.Edges, exposure.Edges]:
    """Shares not known to have ended, as (owner, searcher) numbers: those a list or event names, and those only searches show."""

    def made(rows: Rows) -> tuple[exposure.Edges, exposure.Edges]:
        rows.run("page/made_shared")
        found = rows.rows("page/shared_edges")
        return _pairs(found, "told"), _pairs(found, "used")

    return rows.once("shared_edges", made)


def _pairs(found: list[Row], sort: str) -> exposure.Edges:
    parts = [
        np.column_stack([np.full(len(others), row["from_no"], np.int64), np.array(others, np.int64)])
        for row in found
        if (others := json.loads(row[sort]))
    ]
    return np.concatenate(parts) if parts else np.empty((0, 2), np.int64)


def exposed(rows: Rows) -> exposure.Exposure:
    """Reach of every agency, directly and through partners, by all shares that are not known to have ended."""

    def made(rows: Rows) -> exposure.Exposure:
        told, used = edges(rows)
        return exposure.two_step(np.concatenate([told, used]), len(numbered(rows)))

    return rows.once("shared_exposed", made)
