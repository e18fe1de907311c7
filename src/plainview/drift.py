"""Whether a vendor changed the layout of its portal: told first and loudly, so that nothing is lost without a word.

What is measured, and the bounds, stand in sql/ingest/page_measures.sql and layout_days.sql, and in docs/portals.md.
"""

from __future__ import annotations

from typing import Any, Protocol

Row = dict[str, Any]
EXIT = 4  # of `plainview audit` where pages of the last two weeks drift: everything was done, and pages were not read whole
_SAYS = {
    "labels": "labels that no layout knows",
    "lines": "lines that could not be used",
    "lists": "sharing lists that earlier captures show, and that are not there or not read",
    "numbers": "figures that are no number, or in another unit",
    "fields": "values that the capture before has, and that are gone",
    "whole_pages": "pages that do not reach their last line",
}


class Source(Protocol):
    """What is needed of the store: rows of sql/<name>.sql."""

    def rows(self, name: str, **params: object) -> list[Row]: ...


def found(store: Source) -> list[Row]:
    """Layouts, days and measures that drift, the newest first; shares are of 1, `bound` is the share above which it is said.

    recent: the day is one of the last two weeks of that layout's pages; where one is, a run ends with EXIT.
    """
    return [
        {**row, "sentence": f"{row['n']} of {row['n_of']}: {_SAYS[row['measure']]}", "recent": bool(row["recent"])}
        for row in store.rows("drift")
    ]


def is_recent(drifts: list[Row]) -> bool:
    return any(row["recent"] for row in drifts)


def told(drifts: list[Row]) -> list[str]:
    """The same for a person; no line where nothing drifts."""
    if not drifts:
        return []
    lines = ["A PORTAL'S LAYOUT MAY HAVE CHANGED: pages were not read as pages before them. Nothing of them is read as empty."]
    for row in drifts:
        lines.append(
            f"  {row['layout']}, pages captured on {row['day']}: {row['sentence']} ({_percent(row['share'])}, where up to "
            f"{_percent(row['bound'])} is usual), on {row['n_pages_odd']} of {row['n_pages']} pages"
        )
    fix = "look at one of these pages and at the page of oddities; a newer version of plainview may know the layout"
    return [*lines, f"  fix: {fix} (docs/portals.md)"]


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0):.1f} %"
