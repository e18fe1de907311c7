"""Masked here, shown there: for each log, how often it hides the reason or offence, and how often another custodian shows it."""

from __future__ import annotations

from plainview.pages._case import agency, word
from plainview.pages._cited import ABSENT, HIDDEN, url_of
from plainview.pages._days import LOGS
from plainview.pages._figures import AT_LEAST_ABOVE
from plainview.pages._rows import Row, Rows
from plainview.pages._side import search_shown
from plainview.redact import MASK

FIELDS = {"reason": "reason", "offense": "offence"}


def lines(rows: Rows) -> list[Row]:
    """One line for each log and field in which something is hidden, those that another custodian shows most often first."""

    def made(rows: Rows) -> list[Row]:
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in rows.rows("page/masked"):
            groups.setdefault((row["custodian_id"], row["log"], row["field"]), []).append(row)
        found = [line(rows, key, group, HIDDEN) for key, group in groups.items()]
        return sorted(
            (one for one in found if one["total"]), key=lambda one: (-one["possible"], one["agency"]["name"], one["log"])
        )

    return rows.once("masked_lines", made)


def absent_lines(rows: Rows) -> list[Row]:
    """The same for cells that were left out or blank, where another custodian shows something."""

    def made(rows: Rows) -> list[Row]:
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in rows.rows("page/masked"):
            groups.setdefault((row["custodian_id"], row["log"], row["field"]), []).append(row)
        found = [line(rows, key, group, ABSENT) for key, group in groups.items()]
        return sorted(
            (one for one in found if one["possible"]), key=lambda one: (-one["possible"], one["agency"]["name"], one["log"])
        )

    return rows.once("absent_lines", made)


def line(rows: Rows, key: tuple[str, str, str], group: list[Row], states: tuple[str, ...]) -> Row:
    """Figures of one log and field: certain (by the vendor's id), possible (by any link), and what stands in no other log."""
    custodian, log, field = key
    told = [row for row in group if row["state"] in states and row["n_entries"]]
    total, linked = sum(row["n_entries"] for row in told), sum(row["n_linked"] for row in told)
    ids = list(dict.fromkeys(one for row in told for one in row["examples"]))
    return {
        "custodian_id": custodian,
        "agency": agency(rows, custodian),
        "log": LOGS.get(log, "log"),
        "field": FIELDS[field],
        "n_entries": sum(row["n_entries"] for row in group),
        "total": total,
        "certain": sum(row["n_by_id"] for row in told),
        "possible": sum(row["n_shown"] for row in told),
        "unreadable": total - linked,
        "at_least": bool(total) and (total - linked) / total > AT_LEAST_ABOVE,
        "states": [
            {"words": word("cells", row["state"]), "n": row["n_entries"]}
            for row in sorted(told, key=lambda row: -row["n_entries"])
        ],
        "examples": sorted(
            (one for one in (example(rows, id, field) for id in ids[:5]) if one), key=lambda one: not one["text"].strip(MASK)
        ),
    }


def example(rows: Rows, id: str, field: str) -> Row | None:
    """A search as one line: when, who shows it and in what words. None where it has no page."""
    url = url_of(rows, id)
    if not url:
        return None
    shown = search_shown(rows, id)
    full = next(one for one in shown["fullest"] if one["field"] == field)
    return {"search_url": url, "at": shown["at"][:16], "text": full["text"], "agency": full["agency"]}


def totals(found: list[Row]) -> Row:
    """The lines added up."""
    return {
        name: sum(one[name] for one in found) for name in ("total", "certain", "possible", "unreadable")
    } | {"n_logs": len({(one["custodian_id"], one["log"]) for one in found})}  # fmt: skip
