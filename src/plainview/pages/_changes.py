"""What changed between files of one custodian: every pair that can be compared, found without being named."""

from __future__ import annotations

from typing import Any

from plainview import diff, redact
from plainview.pages._case import agency, releases
from plainview.pages._rows import Row, Rows

MOST_ENTRIES = 200_000  # a log longer than this is compared by the command only
KINDS = {
    "log": "log produced twice",
    "portal_page": "portal page",
    "portal_audit": "portal's sessions",
    "shared_networks": "sharing list",
}
SHOWN = ("reason", "offense")


def pairs(rows: Rows) -> list[dict[str, Any]]:
    """Every comparison, with the agency as pages show it."""

    def made(rows: Rows) -> list[dict[str, Any]]:
        rows.run("diff/compared_all", most=MOST_ENTRIES)
        return [{**one, "who": agency(rows, one["custodian_id"])} for one in diff.comparisons(rows)]

    return rows.once("pairs", made)


def by_custodian(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """custodian_id -> its comparisons, in order of time."""

    def made(rows: Rows) -> dict[str, list[dict[str, Any]]]:
        out: dict[str, list[dict[str, Any]]] = {}
        for one in pairs(rows):
            out.setdefault(one["custodian_id"], []).append(one)
        return out

    return rows.once("pairs_by_custodian", made)


def counted(found: list[dict[str, Any]]) -> Row:
    """A custodian's comparisons in numbers."""
    sharing = [row for one in found for row in one.get("sharing", [])]
    logs = [one["counts"] for one in found if one["kind"] == "log"]
    return {
        "n_pairs": len(found),
        "n_changed": sum(one["changed"] for one in found),
        "n_lost": sum(row["change"] == "removed" for row in sharing),
        "n_gained": sum(row["change"] == "added" for row in sharing),
        "n_fields": sum(not row["moves"] for one in found for row in one.get("fields", [])),
        "n_redrawn": sum(len(one.get("redrawn", [])) for one in found),
        "n_gone": sum(len(one.get("gone", [])) for one in found),
        "n_logs": len(logs),
        "n_entries_changed": sum(n["n_changed"] for n in logs),
        "n_missing": sum(n["n_missing"] for n in logs),
    }


def shown(rows: Rows, one: dict[str, Any]) -> dict[str, Any]:
    """One comparison as its page prints it: no id of a search, no text that strangers typed but in common words."""
    files = releases(rows)
    return {
        "kind": KINDS[one["kind"]],
        "from_on": one["from_on"] or "",
        "to_on": one["to_on"] or "",
        "first": _file(files, one["a"]["release_id"]),
        "second": _file(files, one["b"]["release_id"]),
        "changed": one["changed"],
        "sentences": [redact.printed(sentence) for sentence in one["sentences"]],
        "columns": one.get("columns", []),
        "partners": [
            {"direction": row["direction"], "change": row["change"], "name": row["partner"]} for row in one.get("sharing", [])
        ],
        "examples": [_example(files, row) for row in one.get("examples", [])],
    }


def _file(files: dict[str, Row], release_id: str) -> Row:
    file = files.get(release_id)
    return {"file": file["file"] if file else "", "url": file["url"] if file else ""}


def _example(files: dict[str, Row], row: Row) -> Row:
    words = [redact.reason_words(row[side]) if row["column"] in SHOWN and row[side] else "" for side in ("a_value", "b_value")]
    places = [
        {
            **_file(files, side["entry"].partition(":")[0]),
            "locator": redact.printed(side["locator"]),
            "explain": f"plainview explain {side['entry']}",
        }
        for side in (row["a"], row["b"])
        if side
    ]
    return {"what": row["change"], "column": row["column"], "words": words, "places": places}
