"""A custodian's own searches in its two logs, matched and counted."""

from __future__ import annotations

from plainview.pages._case import agency
from plainview.pages._cited import url_of
from plainview.pages._rows import Row, Rows

COUNTS = (
    "n_organization",
    "n_network",
    "n_both",
    "n_close_organization",
    "n_close_network",
    "n_only_organization",
    "n_only_network",
)


def own(rows: Rows, custodian: str) -> Row | None:
    """One custodian's figures in all and by month; None where the two logs share no day."""
    found = rows.by("page/own_searches", "custodian_id").get(custodian, [])
    if not found:
        return None
    return {
        "agency": agency(rows, custodian),
        **{name: sum(row[name] for row in found) for name in COUNTS},
        "first": found[0]["month"],
        "last": found[-1]["month"],
        "months": [{"month": row["month"], **{name: row[name] for name in COUNTS}} for row in found],
        "only_organization": examples(rows, found, "example_organization"),
        "only_network": examples(rows, found, "example_network"),
    }


def examples(rows: Rows, found: list[Row], name: str) -> list[Row]:
    """Up to three searches that one log alone shows, each with the command that opens its row."""
    ids = [row[name] for row in found if row[name]]
    return [{"explain": f"plainview explain {id}", "search_url": url_of(rows, id)} for id in ids[:3]]


def overview(rows: Rows) -> list[Row]:
    """All custodians whose two logs share a day, those with most searches in one log only first."""

    def made(rows: Rows) -> list[Row]:
        found = [told for id in rows.by("page/own_searches", "custodian_id") if (told := own(rows, id))]
        return sorted(found, key=lambda one: (-one["n_only_organization"] - one["n_only_network"], one["agency"]["name"]))

    return rows.once("own_overview", made)


def table(rows: Rows) -> list[list[object]]:
    """Every custodian and month, to download."""
    lines = [
        [one["agency"]["name"], one["agency"]["id"], month["month"], *(month[name] for name in COUNTS)]
        for one in overview(rows)
        for month in one["months"]
    ]
    return [["agency_name", "id", "month", *(name.removeprefix("n_") for name in COUNTS)], *lines]
