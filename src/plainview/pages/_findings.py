"""Findings as pages show them: the question, the innocent reading beside it, three figures, and where the reply stands."""

from __future__ import annotations

from plainview import redact, wording
from plainview.pages import _replies as replies
from plainview.pages._case import agency, releases, word
from plainview.pages._cited import evidence
from plainview.pages._figures import AT_LEAST_ABOVE
from plainview.pages._held import months_held
from plainview.pages._rows import Row, Rows

ORDER = ["conflict", "question", "unclear", "not_in_force", "clear"]
ASKS = ("conflict", "question")
SEVERITY = {"high": 0, "medium": 1, "low": 2}
MOST_PAGES = 3000  # findings that have a page of their own, those that ask something first; findings.csv holds all


def paged(rows: Rows) -> dict[str, Row]:
    """Findings that have a page, by id."""

    def made(rows: Rows) -> dict[str, Row]:
        ordered = sorted(rows.rows("page/findings"), key=lambda row: row["verdict"] not in ASKS)
        return {row["finding_id"]: row for row in ordered[:MOST_PAGES]}

    return rows.once("findings_paged", made)


def finding_shown(rows: Rows, row: Row) -> Row:
    """One finding for a list; `url` is its page, "" where it has none."""
    return rows.once(("finding", row["finding_id"]), lambda r: _shown(r, row))


def _shown(rows: Rows, row: Row) -> Row:
    total, unreadable = row["n_total"] or 0, row["n_unreadable"] or 0
    told = evidence(row)
    unit = told.get("unit") or ""
    return {
        "id": row["finding_id"],
        "url": f"findings/{row['finding_id']}.html" if row["finding_id"] in paged(rows) else "",
        "verdict": word("verdicts", row["verdict"] or "unclear"),
        "is_rule": row["source"] != "detector",
        "verdict_id": row["verdict"] or "unclear",
        "agency": agency(rows, row["agency_id"]),
        "kind": kind_of(row),
        "title": redact.printed(row["title"]),
        "sentence": redact.printed(row["sentence"]),
        "innocent": redact.printed(row["innocent"]),
        "citation": redact.printed(told.get("rule", {}).get("citation")),
        "source": row["source"] or "",
        "made_by": row["made_by"] or "",
        "units": wording.unit(unit, 2) if unit else "",
        "certain": row["n_certain"] or 0,
        "possible": row["n_possible"] or 0,
        "unreadable": unreadable,
        "total": total,
        "at_least": bool(total) and unreadable / total > AT_LEAST_ABOVE,
        "reply": replies.in_short(replies.of(rows, row["finding_id"])),
    }


def behind(rows: Rows, row: Row) -> list[Row]:
    """The rows of evidence that a finding keeps, of files that this case holds."""
    return [one for one in evidence(row).get("rows", []) if one.get("release_id") in releases(rows)]


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


def counted(rows: Rows) -> Row:
    """How much is asked, of how many agencies, by how many rules and detectors, and how much the records cannot tell."""

    def made(rows: Rows) -> Row:
        every = rows.rows("page/findings")
        asked = [row for row in every if row["verdict"] in ASKS]
        silent = [row for row in every if row["verdict"] == "unclear"]
        return {
            "n_conflict": sum(row["verdict"] == "conflict" for row in every),
            "n_question": sum(row["verdict"] == "question" for row in every),
            "n_asked": len(asked),
            "n_agencies_asked": len({row["agency_id"] for row in asked}),
            "n_kinds_asked": len({kind_of(row) for row in asked}),
            "n_untold": len(silent),
            "n_agencies_untold": len({row["agency_id"] for row in silent}),
            "n_rules_untold": len({kind_of(row) for row in silent}),
        }

    return rows.once("findings_counted", made)


def coverage(rows: Rows, agency_id: str | None) -> str:
    """How much of an agency's own record is held, in words: what any count of it must be read beside."""
    parts = [
        f"{n} month{'' if n == 1 else 's'} of {words}"
        for sort, words in (("log", "logs"), ("portal", "its portal"))
        if (n := months_held(rows, agency_id, sort))
    ]
    return ", ".join(parts) or "no search log of its own"


def of_agency(rows: Rows, agency_id: str) -> Row:
    """One agency's findings: those that ask, the most telling first, and those that its records cannot tell."""
    every = [finding_shown(rows, row) for row in sorted(rows.by("page/findings", "agency_id").get(agency_id, []), key=rank)]
    return {
        "asked": [one for one in every if one["verdict_id"] in ASKS],
        "untold": [one for one in every if one["verdict_id"] == "unclear"],
        "coverage": coverage(rows, agency_id),
    }
