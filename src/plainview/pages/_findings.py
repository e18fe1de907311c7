"""Findings as pages show them: the question, the innocent reading beside it, three figures, the law, and the rows behind it."""

from __future__ import annotations

from plainview import redact
from plainview.pages._case import agency, place, releases, word
from plainview.pages._cited import evidence
from plainview.pages._figures import AT_LEAST_ABOVE
from plainview.pages._rows import Row, Rows

ORDER = ["conflict", "question", "unclear", "not_in_force", "clear"]
ASKS = ("conflict", "question")
SEVERITY = {"high": 0, "medium": 1, "low": 2}


def finding_shown(rows: Rows, row: Row, n_rows: int = 5) -> Row:
    """One finding; `entries` holds the first n_rows of what is behind it, `url` the place that lists all that is kept."""
    shown, behind = rows.once(("finding", row["finding_id"]), lambda r: told_once(r, row))
    return {**shown, "entries": [row_behind(rows, one) for one in behind[:n_rows]]}


def row_behind(rows: Rows, one: Row) -> Row:
    where = place(rows, one["release_id"], int(one["row_no"] or 0), one.get("locator") or f"row {one['row_no']}")
    return {"what": redact.printed(one.get("what")), **where}


def told_once(rows: Rows, row: Row) -> tuple[Row, list[Row]]:
    """A finding without its rows, and the rows as the finding keeps them."""
    total, unreadable = row["n_total"] or 0, row["n_unreadable"] or 0
    told = evidence(row)
    behind = [one for one in told.get("rows", []) if one.get("release_id") in releases(rows)]
    who = agency(rows, row["agency_id"])
    home = who["custodian_url"] or who["searcher_url"]
    anchor = f"finding-{row['finding_id']}"
    shown = {
        "id": anchor,
        "url": f"{home}#{anchor}" if home else "",
        "verdict": word("verdicts", row["verdict"] or "unclear"),
        "is_rule": row["source"] != "detector",
        "verdict_id": row["verdict"] or "unclear",
        "agency": who,
        "kind": kind_of(row),
        "title": redact.printed(row["title"]),
        "sentence": redact.printed(row["sentence"]),
        "innocent": redact.printed(row["innocent"]),
        "citation": redact.printed(told.get("rule", {}).get("citation")),
        "source": row["source"] or "",
        "made_by": row["made_by"] or "",
        "certain": row["n_certain"] or 0,
        "possible": row["n_possible"] or 0,
        "unreadable": unreadable,
        "total": total,
        "at_least": bool(total) and unreadable / total > AT_LEAST_ABOVE,
        "n_entries": told.get("total") or len(behind),
        "n_kept": len(behind),
    }
    return shown, behind


def kind_of(row: Row) -> str:
    """What made a finding, without its version: rule:ca/sharing_listed, detector:federal_named."""
    return str(row["made_by"] or row["title"] or "").split("@")[0]


def rank(row: Row) -> tuple[object, ...]:
    """The most telling first: verdict, then what is certain before what is only possible, then how many."""
    verdict = ORDER.index(row["verdict"]) if row["verdict"] in ORDER else len(ORDER)
    return (
        verdict,
        not row["n_certain"],
        -(row["n_certain"] or 0),
        -(row["n_possible"] or 0),
        row["agency_id"] or "",
        row["finding_id"],
    )


def by_kind(rows: Rows) -> list[tuple[str, list[Row]]]:
    """Findings grouped by the rule or detector that made them, the most telling kind and finding first.

    Rules come before detectors; then what found something certain, then the graver detector.
    """

    def made(rows: Rows) -> list[tuple[str, list[Row]]]:
        groups: dict[str, list[Row]] = {}
        for row in sorted(rows.rows("page/findings"), key=rank):
            groups.setdefault(kind_of(row), []).append(row)

        def place_of(item: tuple[str, list[Row]]) -> tuple[object, ...]:
            best = item[1][0]
            grave = SEVERITY.get(evidence(best).get("detector", {}).get("severity", ""), 3)
            return rank(best)[0], best["source"] == "detector", not best["n_certain"], grave, item[0]

        return sorted(groups.items(), key=place_of)

    return rows.once("findings_by_kind", made)


def telling(rows: Rows, most: int) -> list[Row]:
    """The most telling finding of each kind that asks something, at most `most`."""
    return [finding_shown(rows, found[0], 0) for _, found in by_kind(rows) if found[0]["verdict"] in ASKS][:most]


def findings(rows: Rows, agency_id: str, n_rows: int = 50) -> list[Row]:
    """One agency's findings, the most telling first, with the rows behind each."""
    return [
        finding_shown(rows, row, n_rows) for row in sorted(rows.by("page/findings", "agency_id").get(agency_id, []), key=rank)
    ]
